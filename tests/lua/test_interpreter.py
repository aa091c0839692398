"""How a process is started where no descriptor is inherited: what Windows would do, told without it."""

import sys

from rules.lua import interpreter


class Copyable:
    """A socket of Windows, as far as it is copied for another process."""

    def __init__(self, name):
        self.name = name

    def share(self, pid):
        return f"{self.name} for {pid}".encode()


def test_sockets_are_copied_for_the_new_process_which_reads_them_from_its_stdin(monkeypatch, tmp_path):
    reader = "import sys; from pathlib import Path; Path(sys.argv[1]).write_text(sys.stdin.read())"
    found = tmp_path / "found"
    monkeypatch.setattr(interpreter, "_command", lambda module, arguments: [sys.executable, "-c", reader, str(found)])
    process = interpreter.start_sharing("pooled", [Copyable("conversation"), Copyable("leash")])
    assert process.wait(20) == 0
    lines = [bytes.fromhex(line).decode() for line in found.read_text().splitlines()]
    assert lines == [f"conversation for {process.pid}", f"leash for {process.pid}"]
