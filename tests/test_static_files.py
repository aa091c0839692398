"""The static files in order: folders as the templates have them, and no reference to a file that is not there."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from mxadmin import staticfiles

ROOT = Path(__file__).parent.parent
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
MODULES = sorted((STATIC / "js").rglob("*.js"))
PAGES = sorted(TEMPLATES.rglob("*.html"))


def test_styles_and_scripts_lie_in_the_folders_of_the_templates_they_belong_to():
    desks = {path.name for folder in (TEMPLATES, TEMPLATES / "rules") for path in folder.iterdir() if path.is_dir()}
    for kind, of_every_page in (("css", {"tokens.css", "base.css", "components.css"}), ("js", set())):
        found = list((STATIC / kind).iterdir())
        assert {path.name for path in found if path.is_file()} == of_every_page
        assert {path.name for path in found if path.is_dir()} <= desks


def test_a_template_names_only_static_files_that_exist():
    named = {
        (page.name, name)
        for page in PAGES
        for name in re.findall(r"\{%\s*static ['\"]([^'\"]+)['\"]", page.read_text(encoding="utf-8"))
    }
    assert [f"{page}: {name}" for page, name in sorted(named) if not finders.find(name)] == []


def test_a_module_imports_only_modules_that_exist():
    named = {
        (module, name)
        for module in MODULES
        for name in re.findall(r'\bfrom "([^"]+)"', module.read_text(encoding="utf-8"))
    }
    assert [
        f"{module.name}: {name}"
        for module, name in sorted(named)
        if not (name.startswith(".") and (module.parent / name).is_file())
    ] == []


LONGEST = {".css": 140, ".js": 120}
MOST_LINES = 300


@pytest.mark.parametrize("kind", LONGEST)
def test_styles_and_scripts_are_short_to_read(kind: str):
    """oxfmt breaks code, but neither comments nor strings; oxlint bounds the functions."""
    texts = {path: path.read_text(encoding="utf-8").splitlines() for path in STATIC.rglob(f"*{kind}")}
    wide = [
        f"{path.name}:{n}"
        for path, lines in texts.items()
        for n, line in enumerate(lines, 1)
        if len(line) > LONGEST[kind]
    ]
    assert wide == []
    assert [path.name for path, lines in texts.items() if len(lines) > MOST_LINES] == []


def test_static_files_are_collected_again_only_if_something_changed(settings, tmp_path, monkeypatch):
    """Also where a collected file is gone, or the files are those of another version."""
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    collected = settings.STATIC_ROOT / "base.css"
    times = []

    def collect(*_, **__):
        times.append(collected.parent.mkdir(exist_ok=True))
        collected.write_text("body { margin: 0 }")

    monkeypatch.setattr(staticfiles, "call_command", collect)

    def times_collected() -> int:
        times.clear()
        staticfiles.collect()
        staticfiles.collect()
        return len(times)

    assert times_collected() == 1
    assert times_collected() == 0
    collected.unlink()
    assert times_collected() == 1
    collected.write_text("cut")
    assert times_collected() == 1
    settings.VERSION = "99"
    assert times_collected() == 1


THEIRS = ("ace", "htmx-")
"""How the class names begin that Ace and htmx give to elements."""
WITH_A_VALUE = ("cell-", "code-", "diff-", "heat-", "hook-", "hover-", "mark-", "tone-")
"""How the class names begin that end in a value, as in `tone-{{ badge.tone }}`."""


def class_names(style: Path) -> set[str]:
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = re.findall(r"([^{};]+)\{", text)
    return {name for selector in selectors for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def test_every_class_that_a_style_names_is_given_to_an_element():
    texts = [*PAGES, *MODULES, *(ROOT / "rules").rglob("*.py")]
    told = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    assert [beginning for beginning in WITH_A_VALUE if not re.search(rf"{beginning}\$?\{{", told)] == []
    words = set(re.findall(r"[\w-]+", told))
    named = {name for style in (STATIC / "css").rglob("*.css") for name in class_names(style)}
    assert {name for name in named - words if not name.startswith(THEIRS + WITH_A_VALUE)} == set()


def test_every_style_and_script_is_used():
    told = "".join(path.read_text(encoding="utf-8") for path in [*PAGES, *MODULES])
    files = [*MODULES, *(STATIC / "css").rglob("*.css")]
    assert [str(path.relative_to(STATIC)) for path in files if f"/{path.name}" not in told] == []
