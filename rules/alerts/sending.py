"""One try to send a message, bounded in time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import rules
from rules.alerts.order import Order

SECONDS = 30.0
FOLDER = str(Path(rules.__file__).parent.parent)
PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})
"""A proxy would resolve names by itself."""


def send(order: Order, seconds: float = SECONDS) -> str:
    """Make one try. Returns the problem as a sentence; empty: the message was taken."""
    environment = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    paths = [FOLDER, *filter(None, [environment.get("PYTHONPATH")])]
    try:
        ran = subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-m", "rules.alerts.send_child", str(seconds + 5)],
            input=order.to_json().encode(),
            capture_output=True,
            timeout=seconds,
            env=environment | {"PYTHONPATH": os.pathsep.join(paths)},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"It took more than {seconds:g} s, so the try was ended."
    except OSError as error:
        return f"The process that sends alerts could not be started: {error.strerror}."
    try:
        return str(json.loads(ran.stdout)["problem"])
    except ValueError:
        return "The process that sends alerts failed."
