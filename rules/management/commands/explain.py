"""`mxadmin explain "REPLY"`: what a mail server's reply means, and what usually helps."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from rules.management.files import STANDARD, read_bytes
from rules.management.plain import PlainCommand, Usage
from rules.smtp.explanation import Explanation, explain
from rules.smtp.pasted import reply_in
from rules.smtp.reply import Reply


class Command(PlainCommand):
    needs_tables = False  # a file needs none
    help = "Says what the reply of a mail server means, and what usually helps. Exit code 0: explained, 2: bad usage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reply", metavar="REPLY", nargs="+", help="the reply, in quotes; - reads standard input")
        parser.add_argument("--json", action="store_true", help="a JSON object instead of text")

    def answer(self, **options: Any) -> int:
        text = reply_in(_given(options["reply"]))
        if not text:
            raise Usage('The reply is empty. Write it in quotes, such as "550 5.1.1 User unknown".')
        reply = Reply.parse(text)
        explained = explain(reply)
        output = as_json(reply, explained) if options["json"] else "\n".join(as_text(reply, explained))
        self.stdout.write(output)
        return 0


def _given(words: list[str]) -> str:
    if words != [str(STANDARD)]:
        return " ".join(words)
    given = read_bytes(STANDARD)
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError:
        return given.decode("latin-1")


def as_json(reply: Reply, explained: Explanation) -> str:
    """`meaning` is that of the code, or of its first digit where the code is unknown or missing."""
    values = {
        "code": reply.code,
        "status": reply.enhanced,
        "outcome": reply.outcome,
        "meaning": explained.code or explained.verdict,
        "status_meaning": _status_meaning(explained),
        "helps": list(explained.helps),
    }
    return json.dumps(values, ensure_ascii=False)


def as_text(reply: Reply, explained: Explanation) -> Iterator[str]:
    yield explained.verdict
    if reply.code:
        yield f"  {reply.code}: {explained.code or 'no meaning that a standard gives'}"
    if reply.enhanced:
        yield f"  {reply.enhanced}: {_status_meaning(explained) or 'no meaning that a standard gives'}"
    yield from explained.helps


def _status_meaning(explained: Explanation) -> str | None:
    return f"officially: {explained.status}" if explained.officially else explained.status
