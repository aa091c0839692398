"""The line that says on a terminal how far a replay has come."""

from io import StringIO
from types import SimpleNamespace

import pytest

from rules.management import progress_line
from rules.management.progress_line import words


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("share", "done", "seconds", "said"),
    [
        (0.0, 0, 1.0, "  0 %  0 attempts"),
        (0.25, 12_345, 10.0, " 25 %  12,345 attempts  about 0:00:30 left"),
        (1.0, 1_000_000, 60.0, "100 %  1,000,000 attempts"),
    ],
)
def test_it_says_share_attempts_and_the_time_that_is_left(share, done, seconds, said):
    assert words(share, done, seconds) == said


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (StringIO(), False)])
def test_it_is_written_over_on_a_terminal_and_not_at_all_elsewhere(monkeypatch, stream, shown):
    monkeypatch.setattr(progress_line, "EVERY", 0.0)
    with progress_line.progress_line(stream) as line:
        line.show(SimpleNamespace(share=0.5, done=1_000))
        line.show(SimpleNamespace(share=1.0, done=2_000))
    written = stream.getvalue()
    assert ("2,000 attempts" in written) == shown
    if shown:
        *_, over, end = written.split("\r")
        assert (over.strip(), end) == ("", "")
    else:
        assert written == ""
