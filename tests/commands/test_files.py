"""`mxadmin import` and `mxadmin export` as typed: the exact bytes in and out."""

import importlib
import io
import sys

import pytest

from rules.models import Revision, Script
from rules.services import publishing, scripts
from rules.text.size import MAX_SOURCE
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

ODD = b"-- caf\xe9\r\n-- two\n-- three\r-- no end"


@pytest.fixture
def run(tmp_path, capfdbinary, monkeypatch):
    """Run a command in a folder of its own: exit code, stdout as bytes, stderr as text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)  # the test's own database

    def run_it(name, *words):
        command = importlib.import_module(f"rules.management.commands.{name}").Command()
        code = 0
        try:
            command.run_from_argv(["mxadmin", name, *words])
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        out, error = capfdbinary.readouterr()
        return code, out, error.decode()

    return run_it


def test_in_and_out_again_byte_for_byte(run, tmp_path):
    (tmp_path / "in.lua").write_bytes(ODD)
    assert run("import", "in.lua", "-m", "From the old server") == (0, b"Saved revision 1 of mxserverrules.lua.\n", "")
    saved = Revision.objects.get()
    assert (bytes(saved.source), saved.message, saved.author_name) == (ODD, "From the old server", "command line")
    assert run("export", "--revision", "1", "out.lua") == (0, b"", "")
    assert (tmp_path / "out.lua").read_bytes() == ODD
    assert run("export", "--revision", "1") == (0, ODD, "")


def test_the_same_text_makes_no_revision_and_says_so(run, tmp_path):
    script_with(ALLOW)
    (tmp_path / "in.lua").write_bytes(ALLOW)
    code, said, _ = run("import", "in.lua", "-m", "Again")
    assert (code, said) == (0, b"Nothing to save: this is the text of revision 1 of mxserverrules.lua already.\n")
    assert Revision.objects.count() == 1


def test_from_a_pipe_into_a_new_script(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REFUSE)))
    assert run("import", "-", "--script", "london.lua", "-m", "Begin")[0] == 0
    assert bytes(Script.objects.get(name="london.lua").revisions.get().source) == REFUSE


def test_the_live_revision_is_the_usual_one(run):
    script = script_with(ALLOW, REFUSE)
    first = revision(script, 1)
    publishing.publish(script=script, revision=first, sha256=first.sha256, actor=None)
    assert run("export") == (0, ALLOW, "")


@pytest.mark.parametrize(
    ("content", "words", "sentence"),
    [
        (b"", ["-m", " "], "Say in a few words what you changed."),
        (b"", ["-m", "m" * 201], "The message has 201 characters; at most 200 are kept."),
        (b"", [], "The following arguments are required: -m/--message."),
        (b"x" * (MAX_SOURCE + 1), ["-m", "Why"], "The script has 1,048,577 bytes; at most 1,048,576 are accepted."),
        (b"\x89PNG\0\0", ["-m", "Why"], "Line 1 contains a NUL character"),
        (b"\x1bLua", ["-m", "Why"], "This is compiled Lua, not text"),
        (b"x = 1", ["-m", "Why", "--script", "a/b"], "A script's name cannot contain '/'."),
        (b"x = 1", ["-m", "Why", "--script", "old.lua"], "old.lua is archived"),
        (None, ["-m", "Why"], "in.lua cannot be read: No such file or directory."),
    ],
)
def test_an_import_that_is_refused_is_one_line_and_leaves_nothing(run, tmp_path, content, words, sentence):
    scripts.archive(script=scripts.create_script(name="old.lua", actor=None), actor=None)
    if content is not None:
        (tmp_path / "in.lua").write_bytes(content)
    code, said, error = run("import", "in.lua", *words)
    assert (code, said, error.count("\n")) == (2, b"", 1)
    assert sentence in error
    assert not Revision.objects.exists()
    assert Script.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "No revision of mxserverrules.lua is live; it has 1 to 2: name one with --revision."),
        (["--revision", "9"], "mxserverrules.lua has no revision 9; it has 1 to 2."),
        (["--script", "nothing.lua"], "There is no script nothing.lua. There is: mxserverrules.lua."),
        (["--revision", "x"], "invalid int value: 'x'"),
        (["--revision", "1", "no/such/folder.lua"], "cannot be written"),
    ],
)
def test_an_export_that_is_refused_is_one_line(run, words, sentence):
    script_with(ALLOW, REFUSE)
    code, said, error = run("export", *words)
    assert (code, said, error.count("\n")) == (2, b"", 1)
    assert sentence in error
