"""The documents say what the code does: every path, link, setting, command, assumption and hook in them exists."""

import argparse
import json
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it.token import Token

from rules.presentation.help import pages, renderer
from rules.presentation.keys import GROUPS
from rules.scenarios import yaml_file
from tests.test_house import ROOT

FOLDER = ROOT / "rules" / "docs"
DOCUMENTS = sorted(
    [ROOT / "README.md", ROOT / "rules" / "README.md", *(ROOT / ".github").glob("*.md"), *FOLDER.glob("*.md")]
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATHS = re.compile(r"`((?:mxadmin|rules|templates|static|tests|\.ci|\.github)/[\w./-]*)`")
BIGGEST_PICTURE = 120_000


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=where)
def test_every_path_that_a_document_names_exists(document: Path):
    text = document.read_text(encoding="utf-8")
    missing = [path for path in PATHS.findall(text) if not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=where)
def test_every_link_between_documents_leads_to_a_file_and_a_heading(document: Path):
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        if re.match(r"https?:", link):
            continue
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(document: Path) -> set[str]:
    tokens = renderer.parse(document.read_text(encoding="utf-8"))
    return {str(token.attrGet("id")) for token in tokens if token.type == "heading_open"}


def test_a_picture_is_small():
    pictures = sorted((ROOT / "static" / "help").glob("*.png"))
    assert len(pictures) == 2
    assert all(path.stat().st_size < BIGGEST_PICTURE for path in pictures)


def test_the_tree_in_the_architecture_names_every_room_and_no_other():
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    (tree,) = re.findall(r"^```\n(urls/.*?)^```$", text, re.MULTILINE | re.DOTALL)
    told = {name.rstrip("/") for name in re.findall(r"^(\w+/?) ", tree, re.MULTILINE)}
    rooms = {path.stem for path in (ROOT / "rules").iterdir() if not path.name.startswith(("_", "apps", "README"))}
    assert told == rooms


def test_the_newest_version_in_the_changes_is_that_of_the_package():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.findall(r"^## (\S+) ", text_of("changes"), re.MULTILINE)[0] == version


# Settings


def settings_in_code() -> dict[str, str]:
    """Each setting with its default, as `mxadmin/settings.py` writes them."""
    code = (ROOT / "mxadmin" / "settings.py").read_text(encoding="utf-8")
    return dict(re.findall(r'env\.parsed\(\s*"(\w+)",\s*("[^"]*"|[^,]+)', code))


def settings_in_document() -> dict[str, str]:
    return dict(re.findall(r"^\| `MXADMIN_(\w+)` \| (.*?) \|", text_of("settings"), re.MULTILINE))


def test_every_setting_is_in_its_document_and_no_other():
    assert settings_in_document().keys() == settings_in_code().keys()


def test_the_document_names_the_defaults():
    """A default that is an expression, or nothing, is in words."""
    said = settings_in_document()
    for name, default in settings_in_code().items():
        if re.fullmatch(r'"[^"]+"', default):
            assert said[name].lower() == f"`{default[1:-1]}`".lower(), name


# Commands


def test_every_command_is_in_its_document_and_no_other():
    from mxadmin.cli import PRODUCT

    assert sorted(re.findall(r"^## (\S+)$", text_of("command-line"), re.MULTILINE)) == sorted(PRODUCT)


def commands() -> list[str]:
    from mxadmin.cli import PRODUCT

    return [name for name in PRODUCT if name != "migrate"]  # Django's own


@pytest.mark.parametrize("command", commands())
def test_every_option_of_a_command_is_in_its_document_and_no_other(command):
    section = re.search(rf"^## {command}$(.*?)(?=^## |\Z)", text_of("command-line"), re.MULTILINE | re.DOTALL)[1]
    listed = {option for line in re.findall(r"^- (`.*?`):", section, re.MULTILINE) for option in options_in(line)}
    assert listed == options_in(help_of(command)) - {"-h", "--help"}


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", text))


def help_of(command: str) -> str:
    """The options alone: descriptions may name those of other commands."""
    parser = parser_of(command)
    djangos = {"--version", "--verbosity", "-v", "--settings", "--pythonpath", "--traceback", "--no-color",
               "--force-color", "--skip-checks"}  # fmt: skip
    own = [action for action in parser._actions if action.help != argparse.SUPPRESS]
    return " ".join(option for action in own for option in action.option_strings if option not in djangos)


def parser_of(command: str):
    from django.core.management import load_command_class

    from mxadmin import serve
    from mxadmin.demo import command as demo

    if command == "serve":
        return serve._parser()
    if command == "demo":
        return demo._parser()
    return load_command_class("rules", command).create_parser("mxadmin", command)


# What the code says of assumptions, hooks and rules


def test_every_assumption_is_in_its_document_in_the_codes_own_words():
    from rules.vpop3.assumptions import ASSUMPTIONS

    text = " ".join(text_of("assumptions").split())
    for assumption in ASSUMPTIONS.values():
        options = " ".join(f"- `{name}`: {sentence}" for name, sentence in assumption.options.items())
        assert f"## {assumption.name} {assumption.question} {options}" in text
    assert text.count("## ") == len(ASSUMPTIONS)


def test_every_hook_is_in_its_document_with_its_signature_and_since_when():
    from rules.vpop3 import versions
    from rules.vpop3.hooks import HOOKS

    for hook in HOOKS.values():
        since = "In every VPOP3 version" if hook.since == versions.FIRST else f"Since VPOP3 {hook.since}"
        assert f"## {hook.name}\n\n```lua\nfunction {hook.signature}\n```\n\n{since}" in text_of("hooks")


def test_every_argument_of_a_hook_is_in_the_table():
    from rules.vpop3.hooks import PARAMETERS

    rows = [f"| `{each.name}` | {each.kind} | {each.meaning} | {each.assumed} |" for each in PARAMETERS.values()]
    assert re.findall(r"^\| `\w+` .*$", text_of("hooks"), re.MULTILINE) == rows


@pytest.mark.parametrize(
    ("heading", "schema"),
    [
        ("dry-run", "tests/dryrun/dry_run.schema.json"),
        ("explain", "tests/commands/explain.schema.json"),
        ("tune", "tests/tuning/tune.schema.json"),
    ],
)
def test_every_key_of_a_json_format_is_in_its_document(heading, schema):
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text_of("json"), re.MULTILINE | re.DOTALL)[1]
    keys = set(keys_in(json.loads((ROOT / schema).read_text(encoding="utf-8"))))
    assert keys - set(re.findall(r"`(\w+)`", section)) == set()


def keys_in(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from keys_in(part)


def test_the_scenario_in_its_document_is_one_that_import_reads():
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", text_of("scenarios"), re.MULTILINE | re.DOTALL)
    cases = yaml_file.read(example)
    assert yaml_file.read(yaml_file.written(cases)) == cases
    assert [case.expected.hold_minutes for case in cases.values()] == [10]


# What people see


def test_every_word_of_the_console_that_a_document_names_is_there():
    """Words of buttons, tabs and states are set in italics: `*Older*`. They change together with the pages."""
    folders = {"templates": "html", "static/js": "js", "rules": "py"}
    files = [path for folder, suffix in folders.items() for path in (ROOT / folder).rglob(f"*.{suffix}")]
    console = " ".join(path.read_text(encoding="utf-8") for path in files).lower()
    words = {word for page in pages.GROUPS["Use mxadmin"] for word in italics(renderer.parse(text_of(page)))}
    assert {word for word in words if word.lower() not in console} == set()
    assert len(words) > 30


def italics(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        children = token.children or []
        yield from (after.content for before, after in pairwise(children) if before.type == "em_open")


def test_every_key_of_the_editor_is_in_its_document():
    table = text_of("writing-scripts").partition("## Keys")[2].partition("## Layout")[0]
    told = set(re.findall(r"[^\s*|,()]+", " ".join(re.findall(r"\*\*(.+?)\*\*", table))))
    groups = [group for group in GROUPS if "script_edit" in group.pages]
    keys = {one for group in groups for key in group.keys for chord in key.chords for one in chord}
    assert keys <= told
    assert len(keys) > 15
