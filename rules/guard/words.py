"""The sentences that say what a guard found."""

from rules.guard.length import length
from rules.guard.result import GuardResult
from rules.guard.settings import GuardSettings
from rules.simulation.world import World

WORLDS = {
    World.RECORDED: "History as recorded",
    World.ACCEPTS: "Every server accepts",
    World.FLAPPING: "Every server refuses and accepts, an hour each",
    World.REFUSES: "Every server refuses for a day, then accepts",
}
MEASURES = {
    "lost": "messages lost",
    "late": "messages late by more than an hour",
    "attempts": "attempts made",
    "failed_attempts": "of them in vain",
}
MORE_MEASURES = {
    "rerouted": "messages sent to other servers",
    "waiting": "messages still waiting at the end",
    "unknown": "messages of which nothing is known",
}
"""Figures that are shown where they are not 0."""
FIDELITY = {"attempts": "attempts", "failed_attempts": "failed attempts", "delivered": "messages delivered"}


def headline(result: GuardResult) -> str:
    """Return the one sentence that says how it came out."""
    if result.said:
        return result.said
    if result.refuses_everybody:
        servers = _servers(result.servers)
        return f"The text refuses every server, now and for the next 7 days: {servers}. No mail would leave."
    found = []
    if result.holes:
        found.append(f"{_servers(result.holes)} would stay shut")
    if result.dying:
        found.append(f"mail to {_servers(len(result.dying))} would die in the queue")
    if result.losing and not result.dying:
        worlds = ", ".join(WORLDS[world].lower() for world in result.losing)
        found.append(f"more mail would be lost than with the live text ({worlds})")
    if found:
        sentence = " and ".join(found)
        return f"{sentence[0].upper()}{sentence[1:]}."
    if result.unknown:
        return "What the text does cannot be found out: a query or a limit stands in the way."
    loops = f" {_servers(result.looping)} would hold a message again and again, and let it pass in time."
    return f"Every server that the text refuses is let through again in time.{loops if result.looping else ''}"


def life(settings: GuardSettings) -> str:
    return length(settings.give_up_days * 1_440)


def _servers(count: int) -> str:
    return f"{count:,} server{'' if count == 1 else 's'}"
