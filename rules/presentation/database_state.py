"""The reason why VPOP3's database gave no answer, as the state that pages show."""

from rules.outqueue.connection.state import State
from rules.outqueue.connection.unavailable import Trouble, Unavailable

ANSWERS = State(configured=True, reachable=True, sentence="")


def state(trouble: Unavailable) -> State:
    return State(
        configured=trouble.trouble is not Trouble.NOT_CONFIGURED,
        reachable=False,
        sentence=str(trouble),
        slow=trouble.trouble is Trouble.SLOW,
    )
