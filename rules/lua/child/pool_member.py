"""The main function of a process in the pool (`interpreter.start`)."""

import socket
import sys

from rules.lua.child import start
from rules.lua.child.runtime import compile_prelude
from rules.lua.child.warmup import warm_up


def main() -> None:
    """Serve. `sys.argv[1:]` are the descriptors of the two sockets; on Windows the sockets come through stdin."""
    prelude = compile_prelude()
    warm_up(prelude)
    if sys.platform == "win32":
        conversation, watch = (socket.fromshare(bytes.fromhex(line)) for line in sys.stdin)
    else:
        conversation, watch = (socket.socket(fileno=int(number)) for number in sys.argv[1:])
    start.run(conversation, watch, prelude)
