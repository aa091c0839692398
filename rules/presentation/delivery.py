"""A delivery in the words of a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from rules.models import Delivery, Script

State = Delivery.State
LONGEST_SILENCE = timedelta(seconds=30)
LONG = timedelta(minutes=5)
"""The age of a written file after which VPOP3 should have loaded it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of a delivery in words. `word` comes before `since`; `sentence` says what is wrong or what comes next,
    and may be empty. `tone` and `icon` as the style sheet names them. `moving`: it may change by itself."""

    number: int | None
    word: str
    tone: str
    icon: str
    since: datetime | None = None
    sentence: str = ""
    moving: bool = False

    @property
    def short(self) -> str:
        """The state for a badge, without the time."""
        return self.word.partition(",")[0]


def status_of(delivery: Delivery) -> Status:
    number, sentence = delivery.revision.number, _problem(delivery)
    match delivery.state:
        case State.PENDING if not delivery.tries:
            tone = "fail" if sentence else "info"
            return Status(
                number=number, word="waiting to be copied", tone=tone, icon="clock", sentence=sentence, moving=True
            )
        case State.PENDING:
            since = delivery.problem_since
            return Status(
                number=number,
                word="not written, first tried",
                tone="fail",
                icon="fail",
                since=since,
                sentence=sentence,
                moving=True,
            )
        case State.WAITING:
            since, tone = delivery.written_at, "fail" if sentence else "hold"
            return Status(
                number=number,
                word="waiting for VPOP3, written",
                tone=tone,
                icon=tone,
                since=since,
                sentence=sentence or _waiting(delivery),
                moving=True,
            )
        case State.TAKEN:
            return Status(number=number, word="loaded by VPOP3", tone="send", icon="send", since=delivery.settled_at)
        case State.LOST:
            since = delivery.settled_at
            return Status(number=number, word="lost", tone="fail", icon="fail", since=since, sentence=sentence)
    return Status(
        number=number, word="replaced before delivery", tone="plain", icon="history", since=delivery.settled_at
    )


def _problem(delivery: Delivery) -> str:
    if delivery.open and timezone.now() - delivery.next_look > LONGEST_SILENCE:
        return "No background worker is running: start mxadmin work, which mxadmin serve does unless told otherwise."
    tries = f" It is tried again by itself ({delivery.tries} failed)." if delivery.tries else ""
    return delivery.problem + tries


def _waiting(delivery: Delivery) -> str:
    text = "The file is still in VPOP3's folder: VPOP3 has not loaded it yet."
    if delivery.written_at and timezone.now() - delivery.written_at > LONG:
        text += " Does VPOP3 run, and from this folder? An older .LUA.OLD may be in its way (assumed)."
    return text


def latest_status(script: Script, delivery: Delivery | None) -> Status | None:
    """Return the state of the latest delivery into VPOP3's folder; None while no revision is live."""
    if script.live_id is None:
        return None
    if delivery is None or delivery.revision_id != script.live_id:
        sentence = "It went live before mxadmin knew VPOP3's folder."
        return Status(number=None, word="not delivered", tone="hold", icon="warn", sentence=sentence)
    return status_of(delivery)
