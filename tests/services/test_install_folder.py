"""Writing into VPOP3's folder: whole or not at all, on a disk that is really full and in folders really closed."""

import errno
import os
import subprocess
import sys
from hashlib import sha256

import pytest

from mxadmin.demo.importer import import_scripts
from rules.services import install_folder
from rules.services.install_folder import SCRIPT, Seen, explain, look, put

TEXT, OTHER = b"-- one\r\n" * 100, b"-- two\n"


def digest(text):
    return sha256(text).hexdigest()


def test_a_text_is_ours_until_vpop3_loads_it(tmp_path):
    before = put(tmp_path, TEXT)
    assert [path.name for path in tmp_path.iterdir()] == [SCRIPT]
    assert look(tmp_path, digest(TEXT), before) is Seen.OURS
    assert import_scripts(tmp_path) == [TEXT]
    assert [path.name for path in tmp_path.iterdir()] == ["mxserverrules.LUA.OLD"]
    assert look(tmp_path, digest(TEXT), before) is Seen.TAKEN


def test_another_text_or_none_is_not_ours(tmp_path):
    assert look(tmp_path, digest(TEXT), None) is Seen.GONE
    (tmp_path / "MXServerRules.LUA.old").write_bytes(OTHER)
    assert look(tmp_path, digest(TEXT), None) is Seen.GONE
    assert look(tmp_path, digest(OTHER), None) is Seen.TAKEN
    (tmp_path / "MXSERVERRULES.lua").write_bytes(OTHER)
    assert look(tmp_path, digest(TEXT), None) is Seen.OTHER


def test_an_older_copy_by_vpop3_of_the_same_text_does_not_count(tmp_path):
    put(tmp_path, TEXT)
    import_scripts(tmp_path)
    before = put(tmp_path, TEXT)
    (tmp_path / SCRIPT).unlink()
    assert look(tmp_path, digest(TEXT), before) is Seen.GONE
    assert put(tmp_path, TEXT) == before
    import_scripts(tmp_path)
    assert look(tmp_path, digest(TEXT), before) is Seen.TAKEN


def test_a_loaded_text_stays_loaded_when_somebody_puts_another_one_there(tmp_path):
    before = put(tmp_path, TEXT)
    import_scripts(tmp_path)
    (tmp_path / SCRIPT).write_bytes(OTHER)
    assert look(tmp_path, digest(TEXT), before) is Seen.TAKEN


def test_a_look_while_vpop3_renames_finds_the_text_under_its_new_name(tmp_path, monkeypatch):
    """VPOP3 renames it between the reading of the folder and that of the file."""
    before = put(tmp_path, TEXT)
    listed = install_folder._named

    def meanwhile(folder, name):
        names = listed(folder, name)
        import_scripts(folder)
        return names

    monkeypatch.setattr(install_folder, "_named", meanwhile)
    assert look(tmp_path, digest(TEXT), before) is Seen.TAKEN


def test_a_file_in_other_capitals_is_replaced_and_does_not_stay_beside_the_new_one(tmp_path):
    (tmp_path / "MXServerRules.LUA").write_bytes(OTHER)
    before = put(tmp_path, TEXT)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("MXServerRules.LUA", TEXT)]
    assert look(tmp_path, digest(TEXT), before) is Seen.OURS


def test_a_new_text_takes_the_place_of_one_that_waits_and_of_a_half_one(tmp_path):
    put(tmp_path, TEXT)
    (tmp_path / f".{SCRIPT}.unfinished").write_bytes(b"hal")
    put(tmp_path, OTHER)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [OTHER]


def test_the_text_is_on_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    """The calls are made, and listened to: what a power cut leaves cannot be tried here."""
    happened = []

    def listen(name, note):
        really = getattr(os, name)

        def call(*args):
            happened.append(note(*args))
            return really(*args)

        monkeypatch.setattr(os, name, call)

    listen("fsync", lambda handle: ("on disk", os.fstat(handle).st_ino, os.fstat(handle).st_size))
    listen("replace", lambda old, new: ("named", old.name, new.name))
    put(tmp_path, TEXT)
    (text, named, folder) = happened
    assert text == ("on disk", (tmp_path / SCRIPT).stat().st_ino, len(TEXT))
    assert named == ("named", install_folder.UNFINISHED, SCRIPT)
    assert folder[:2] == ("on disk", tmp_path.stat().st_ino)


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    folder = tmp_path / "away"
    for touch in (lambda: put(folder, TEXT), lambda: look(folder, digest(TEXT), None)):
        with pytest.raises(FileNotFoundError) as problem:
            touch()
        assert explain(problem.value, folder) == f"The folder {folder} is not there: is the share mounted?"
    assert not folder.exists()


WRITE = """
import sys
from pathlib import Path
from rules.services.install_folder import explain, put
folder = Path(sys.argv[1])
if sys.argv[2] == "nobody":
    import os
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    put(folder, b"x" * int(sys.argv[3]))
except OSError as error:
    print(explain(error, folder), end="")
"""


def written(folder, who="", size=10):
    ran = subprocess.run(
        [sys.executable, "-c", WRITE, folder, who, str(size)], capture_output=True, text=True, check=True
    )
    return ran.stdout


def test_a_folder_in_which_it_may_not_write_is_named_with_what_to_do(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    for parent in [tmp_path, *tmp_path.parents[:2]]:
        parent.chmod(parent.stat().st_mode | 0o011)
    said = written(folder, "nobody" if os.geteuid() == 0 else "")
    assert said == f"mxadmin may not work in {folder}: allow its user to read, create and replace files there."
    assert list(folder.iterdir()) == []


def test_a_full_disk_keeps_what_was_there(tmp_path):
    """A file system of 64 KB, which is there for these two processes only."""
    inside = (
        'mount -t tmpfs -o size=64k test "$1" && "$2" -c "$3" "$1" "" 1000 && "$2" -c "$3" "$1" "" 100000 && ls -s "$1"'
    )
    command = [
        "unshare",
        "--user",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        inside,
        "sh",
        tmp_path,
        sys.executable,
        WRITE,
    ]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode:
        pytest.skip(f"no small file system can be mounted here: {ran.stderr.strip()}")
    assert ran.stdout.startswith(f"There is no space left in {tmp_path}.total 4")
    assert ran.stdout.split()[-2:] == ["4", SCRIPT]


def test_a_limit_of_the_system_in_the_middle_of_writing_leaves_no_half_file(tmp_path):
    """The kernel's own limit on the size of a file: what is tried everywhere, also where nothing can be mounted."""
    put(tmp_path, TEXT)
    script = "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    script += "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n" + WRITE
    ran = subprocess.run([sys.executable, "-c", script, tmp_path, "", "100000"], capture_output=True, text=True)
    assert ran.stdout == f"{tmp_path} does not work: File too large."
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [TEXT]


def test_any_other_trouble_is_said_in_the_systems_words(tmp_path):
    assert (
        explain(OSError(errno.EIO, "Input/output error"), tmp_path) == f"{tmp_path} does not work: Input/output error."
    )
