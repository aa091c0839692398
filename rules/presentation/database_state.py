"""The reason why VPOP3's database gave no answer, as the state that pages show."""

from rules.outqueue.connection.state import ServiceState
from rules.outqueue.connection.unavailable import Trouble, Unavailable

ANSWERS = ServiceState(configured=True, reachable=True, sentence="")


def state(trouble: Unavailable) -> ServiceState:
    return ServiceState(
        configured=trouble.trouble is not Trouble.NOT_CONFIGURED,
        reachable=False,
        sentence=str(trouble),
        slow=trouble.trouble is Trouble.SLOW,
    )
