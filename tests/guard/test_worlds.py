"""The worlds of a guard: the real script in the real sandbox, its SQL answered on simulated rows."""

from rules.guard import worlds
from rules.guard.plain_text import lines
from rules.simulation.simulation import Simulation
from rules.simulation.world import World
from tests.guard.rule_texts import FINE, LATEST, counting
from tests.replay.rule_texts import VENDOR, check
from tests.simulation.brute_force import FunctionAsker, count_failures, latest_reply

HOUR_LONG = counting("AND starttime > now() - interval '1 hour'", 3, "return false, 30")


def test_a_script_comes_to_what_the_same_rule_in_python_comes_to(guarded, monkeypatch):
    """PostgreSQL shows the script the rows that the simulation says there are."""
    history = []

    class Twice(Simulation):
        def play(self, attempts, limit, live_since):
            played = super().play(attempts, limit, live_since)
            recorded = [attempt for each in attempts for attempt in each]
            functions = [FunctionAsker(rule, recorded) for rule in (count_failures(60, 3, 30), latest_reply(10))]
            history.append((played, Simulation(self._plan, *functions).play(attempts, limit, live_since)))
            return played

    monkeypatch.setattr(worlds, "Simulation", Twice)
    guarded(HOUR_LONG, LATEST, world_servers=2, give_up_days=0.25)
    [(script, python)] = history
    assert script.to_dict() == python.to_dict()
    assert script.worlds[World.RECORDED].draft[0].holds > 0


def test_a_rule_that_has_never_been_put_to_the_test_is_found_in_a_world(guarded):
    """In the history that server never failed, so nothing is refused; when it fails once, it is shut for good."""
    source = check("if server == 'mx.fast.example' then\n" + LATEST.decode().split("default)")[1].rsplit("end", 1)[0]
                   + "\nend")  # fmt: skip
    result = guarded(source, FINE["refuses nothing"], world_servers=3, give_up_days=0.25)
    assert not result.black_holes
    assert not result.loops
    assert result.losing == [World.FLAPPING]
    assert result.failed
    said = next(lines(result))
    assert said.startswith("More mail would be lost than with the live text (every server refuses and accepts")


def test_how_true_the_simulation_is_is_said_by_live_itself(guarded):
    result = guarded(VENDOR, FINE["refuses nothing"], world_servers=3)
    fidelity = result.simulated.fidelity
    assert fidelity.servers == 3
    recorded, simulated = fidelity.of("attempts")
    assert simulated.least <= recorded <= simulated.most
    assert abs(fidelity.simulated[0].attempts - recorded) < recorded / 5
    assert fidelity.error("attempts") > 0
    assert any("How true it is" in line for line in lines(result))
    told = result.to_dict()
    assert told["simulation"]["error"]["attempts"]["recorded"] == recorded
    assert set(told["worlds"]) == {"recorded", "accepts", "flapping", "refuses"}
    assert told["worlds"]["accepts"]["draft"]["lost"] == [0, 0]


def test_without_a_live_text_the_simulation_says_that_its_error_is_not_known(guarded):
    result = guarded(FINE["refuses nothing"], world_servers=1)
    assert result.simulated.fidelity is None
    assert any("cannot be said" in line for line in lines(result))


def test_worlds_for_which_the_time_was_too_short_are_not_told(guarded):
    result = guarded(counting("", 0, "return false, 1"), world_servers=3, seconds=1)
    if result.simulated.servers < 3:  # a machine may be quick
        assert any("had been played through" in sentence for sentence in result.partial)
