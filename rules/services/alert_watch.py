"""What goes wrong while nobody looks: each watch raises events, and settles those that are over."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from rules.alerts.events import EventKind
from rules.models import AlertChannel, AlertWatch, Delivery, ScenarioResult, Script
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.attempt import MINUTE, microseconds, moment
from rules.replay.new_attempts import Position
from rules.replay.outages import Outages, Run
from rules.services import alerts
from rules.wiring import health
from rules.wiring.new_attempts import Rulers, look

log = logging.getLogger(__name__)
AWAY_AFTER = 120.0
"""Seconds for which VPOP3's database may be away before it is an event."""
NOT_WRITTEN_AFTER, NOT_LOADED_AFTER = timedelta(minutes=5), timedelta(hours=1)
LOOKED_BACK = timedelta(hours=6)
"""How far back the watch for failing servers begins, and goes on after it was not running for longer."""
OUTAGES, TURN = "outages", "turn"
LEAST_BETWEEN = timedelta(seconds=10)
"""The least time between two looks, of all processes together."""


class Watches:
    """All watches, for one thread. `clock` gives seconds and never jumps."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rulers = Rulers()
        self._away_since: float | None = None

    def look(self) -> None:
        """Look at everything that somebody has chosen, unless another process has just done so. A watch that fails
        keeps no other from looking."""
        if not _takes_turn():
            return
        chosen = {kind for channel in AlertChannel.objects.all() for kind in channel.events}
        watches = {
            EventKind.DELIVERY: watch_deliveries,
            EventKind.TEST: watch_scenarios,
            EventKind.DATABASE: self.watch_database,
            EventKind.FAILING: self.watch_outages,
        }
        for kind, watch in watches.items():
            if kind not in chosen:
                continue
            try:
                watch()
            except (DatabaseError, InterfaceError):
                raise
            except Exception:
                log.exception("The watch for %s failed", kind)

    def watch_database(self) -> None:
        state, now = health.vpop3(), self._clock()
        if state.reachable or not state.configured:
            self._away_since = None
            alerts.settle_event(kind=EventKind.DATABASE, key="vpop3", sentence="VPOP3's database answers again.")
            return
        if self._away_since is None:
            self._away_since = now
        away = now - self._away_since
        if away >= AWAY_AFTER:
            alerts.raise_event(
                kind=EventKind.DATABASE,
                key="vpop3",
                sentence=f"VPOP3's database is away. {state.sentence}",
                since=timezone.now() - timedelta(seconds=away),
                path=reverse("connection"),
            )

    def watch_outages(self) -> None:
        """Read what is new, and store what is known of it with the events that it raises."""
        kept = AlertWatch.objects.filter(name=OUTAGES).first()
        state = kept.state if kept else {}
        start = Position(start=microseconds(timezone.now() - LOOKED_BACK))
        position = Position.from_list(state["position"]) if state else start
        outages = Outages(state.get("outages"))
        if position.start < start.start:
            position = start
        try:
            with look(self._rulers) as seen:
                more = True
                while more:
                    news = seen.after(position)
                    for attempt in news.attempts:
                        if attempt.server:
                            outages.add(attempt)
                    position, more = news.position, news.more
        except Unavailable:
            return  # another watch tells of it, and this one goes on where it was
        outages.forget(microseconds(timezone.now()))
        known = {"position": position.to_list(), "outages": outages.to_dict()}
        if known == state:
            return
        with transaction.atomic():
            AlertWatch.objects.update_or_create(name=OUTAGES, defaults={"state": known})
            _tell_of(outages)


def _takes_turn() -> bool:
    """Whether this process is the one that looks now: of several, one does in each turn."""
    now = timezone.now()
    turn, _ = AlertWatch.objects.get_or_create(name=TURN, defaults={"state": {}})
    ahead = Q(changed_at__gt=now + LEAST_BETWEEN)  # a clock has jumped
    due = AlertWatch.objects.filter(Q(changed_at__lt=now - LEAST_BETWEEN) | ahead | Q(state={}), pk=turn.pk)
    return bool(due.update(changed_at=now, state={"begun": True}))


def _tell_of(outages: Outages) -> None:
    minutes = settings.ALERT_FAILING_MINUTES
    for key, run in outages.failing(minutes * MINUTE).items():
        _raise_outage(key, run)
    for key in alerts.open_keys(EventKind.FAILING):
        if not outages.fails(key):
            name = key.partition(":")[2]
            told = "has recovered" if key in outages.recovered else "was not tried for a day: nothing is known of it"
            sentence = f"{name} {told}."
            alerts.settle_event(kind=EventKind.FAILING, key=key, sentence=sentence)


def _raise_outage(key: str, run: Run) -> None:
    kind, _, name = key.partition(":")
    minutes = (run.last - run.first) // MINUTE
    lasted = f"{minutes // 60:,} h {minutes % 60} min" if minutes >= 120 else f"{minutes:,} minutes"
    servers = f" at {len(run.servers)} servers" if kind == "provider" else ""
    of_provider = f"{reverse('attempts')}?range=24h&provider={quote(name)}"
    alerts.raise_event(
        kind=EventKind.FAILING,
        key=key,
        sentence=f"{name}: all {run.failures:,} attempts{servers} have failed for {lasted}.",
        since=moment(run.first),
        path=of_provider if kind == "provider" else reverse("server", args=[name]),
    )


def watch_deliveries() -> None:
    """Each script's latest delivery is lost, not written for some time, or not loaded for long."""
    now = timezone.now()
    stuck: dict[str, tuple[Delivery, str, datetime]] = {}
    for script in Script.objects.filter(archived_at=None):
        delivery = Delivery.objects.filter(script=script).select_related("revision").first()
        if delivery and (told := _stuck(delivery, now)):
            stuck[f"delivery:{delivery.pk}"] = (delivery, *told)
    for key, (delivery, sentence, since) in stuck.items():
        alerts.raise_event(
            kind=EventKind.DELIVERY,
            key=key,
            sentence=f"The delivery of revision {delivery.revision.number} of {delivery.script} {sentence}",
            since=since,
            path=reverse("delivery", args=[delivery.script.name]),
        )
    for key in alerts.open_keys(EventKind.DELIVERY) - stuck.keys():
        sentence = "The live text is on its way to VPOP3 again, or has arrived."
        alerts.settle_event(kind=EventKind.DELIVERY, key=key, sentence=sentence)


def _stuck(delivery: Delivery, now: datetime) -> tuple[str, datetime] | None:
    state, since = delivery.state, delivery.problem_since
    if state == Delivery.State.LOST:
        return f"is lost. {delivery.problem}", delivery.settled_at or now
    if delivery.open and since and now - since >= NOT_WRITTEN_AFTER:
        return f"is stuck. {delivery.problem}", since
    written = delivery.written_at
    if state == Delivery.State.WAITING and written and now - written >= NOT_LOADED_AFTER:
        return "is stuck: it is written, and VPOP3 has not loaded it.", written
    return None


def watch_scenarios() -> None:
    """A kept scenario fails with the text that is live. Results older than the scenario's last change do not count."""
    results = ScenarioResult.objects.filter(
        scenario__script__archived_at=None, scenario__script__live__isnull=False, pinned__passed=False
    ).select_related("scenario__script__live", "revision")
    failing = {
        f"test:{result.scenario_id}:{result.revision_id}": result
        for result in results
        if result.revision_id == result.scenario.script.live_id and result.tried_at >= result.scenario.changed_at
    }
    for key, result in failing.items():
        scenario = result.scenario
        alerts.raise_event(
            kind=EventKind.TEST,
            key=key,
            sentence=f"The scenario {scenario} fails with revision {result.revision.number} of {scenario.script}, "
            "which is live.",
            since=result.tried_at,
            path=reverse("scenario_view", args=[scenario.script.name, scenario.pk]),
        )
    for key in alerts.open_keys(EventKind.TEST) - failing.keys():
        sentence = "A scenario that failed passes now, or another text is live."
        alerts.settle_event(kind=EventKind.TEST, key=key, sentence=sentence)
