"""The `mxadmin` command: Django's commands from anywhere, and two that start a server."""

import difflib
import gc
import os
import sys
from collections.abc import Callable, Sequence

from mxadmin.usage import complain, explain
from mxadmin.version import version

PRODUCT = {
    "demo": "try mxadmin: everything it needs, with data of its own, on this machine",
    "serve": "serve the pages, configured by the environment",
    "dry-run": "say what would become of mail for a domain, and why",
    "replay": "say what a text would have done to the attempts that were made",
    "guard": "look for servers that a text never lets through again, and for mail held too long",
    "tune": "say which values of a text's numbers would have done best",
    "test": "try the kept scenarios with a script",
    "scenario": "export the kept scenarios to a file, or import them",
    "work": "do background work beside the pages (demo and serve start it themselves)",
    "lint": "say what may go wrong in scripts, before they are live",
    "explain": "say what a mail server's reply means, and what usually helps",
    "import": "save a file as the next revision of a script",
    "export": "write a revision of a script to a file",
    "migrate": "create or update mxadmin's own tables",
    "create-user": "add an account, with a role",
    "set-role": "change what an account may do",
    "remove-second-factor": "for an account whose owner lost it",
}
INTERRUPTED = 130


def main() -> None:
    """Run a command. Whatever happens, the user reads sentences, not a traceback (MXADMIN_LOG_LEVEL=DEBUG shows it)."""
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:  # `| head` has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if os.environ.get("MXADMIN_LOG_LEVEL", "").upper() == "DEBUG":
            raise
        code = explain(error)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mxadmin.settings")
    name, *rest = arguments or ["help"]
    if name in {"help", "--help", "-h"} and not rest:
        print(usage())  # noqa: T201
        return 0
    if name == "version" or "--version" in arguments:  # Django's commands would print Django's
        print(f"mxadmin {version()}")  # noqa: T201
        return 0
    if command := own_commands().get(name):
        return command(rest)
    return django_command(arguments)


def own_commands() -> dict[str, Callable[[Sequence[str]], int]]:
    """Return the commands that prepare the settings, or judge them, before Django reads them."""
    return {"demo": _demo, "serve": _serve}


def _demo(arguments: Sequence[str]) -> int:
    if sys.platform == "win32":
        return complain("The demo needs Linux or macOS: on Windows, start it in WSL.")
    from mxadmin.demo.command import main

    return main(arguments)


def _serve(arguments: Sequence[str]) -> int:
    from mxadmin.serve import main

    return main(arguments)


def django_command(arguments: Sequence[str]) -> int:
    import django
    from django.core.management import execute_from_command_line, get_commands

    gc.disable()  # what is imported stays: looking through it is a tenth of the start
    django.setup()
    gc.freeze()
    gc.enable()
    known = {*get_commands(), *PRODUCT, "help"}
    if arguments[0] not in known:
        return complain(f"There is no command {arguments[0]!r}.{_suggestion(arguments[0], known)} See mxadmin --help.")
    execute_from_command_line(["mxadmin", *arguments])
    return 0


def _suggestion(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def usage() -> str:
    lines = [f"  {name:<16} {text}" for name, text in PRODUCT.items()]
    return "\n".join(
        [
            "mxadmin: see what mxserverrules.lua will do before it touches a message",
            "usage: mxadmin COMMAND [OPTIONS]",
            "",
            *lines,
            "",
            "mxadmin COMMAND --help says more about one; mxadmin help --commands lists Django's commands too.",
            "mxadmin --version says which mxadmin this is.",
        ]
    )
