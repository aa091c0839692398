"""A throw-away session before the first real one, so that nothing has to be imported or opened later."""

import signal
import socket

from rules.lua.child.runtime import Prelude
from rules.lua.child.worker import Worker
from rules.lua.protocol.channel import Channel
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.messages import open_message

_SCRIPT = b"""print(os.date("%c"), os.time(), VPOP3.HexString(VPOP3.HMAC("SHA256", "text", "key")))
function hook(name) return name, {1} end"""


def warm_up(prelude: Prelude) -> None:
    """Run it. `os.date` reads the time zone file once, which a locked-down process could not do."""
    here, there = socket.socketpair()
    with here, there:
        worker = Worker(Channel(here), prelude)
        worker.answer(open_message(_SCRIPT, limits=Limits()))
        worker.answer({"do": "call", "function": "hook", "args": ["é"]})
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)  # Otherwise this process's time would be measured as well.
