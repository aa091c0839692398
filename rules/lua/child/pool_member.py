"""What a process of the pool runs (`interpreter.start`)."""

import socket
import sys

from rules.lua.child import start
from rules.lua.child.runtime import compile_prelude
from rules.lua.child.warmup import warm_up


def main() -> None:
    """`sys.argv[1:]` are the descriptors of the conversation and the leash; on Windows the sockets come by stdin."""
    prelude = compile_prelude()
    warm_up(prelude)
    if sys.platform == "win32":
        conversation, leash = (socket.fromshare(bytes.fromhex(line)) for line in sys.stdin)
    else:
        conversation, leash = (socket.socket(fileno=int(number)) for number in sys.argv[1:])
    start.run(conversation, leash, prelude)
