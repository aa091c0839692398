"""The static files in order: folders as the templates have them, and no reference to a file that is not there."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

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


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_names_only_static_files_that_exist(page: Path):
    names = re.findall(r"\{%\s*static ['\"]([^'\"]+)['\"]", page.read_text(encoding="utf-8"))
    assert [name for name in names if not finders.find(name)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(STATIC)))
def test_a_module_imports_only_modules_that_exist(module: Path):
    named = re.findall(r'\bfrom "([^"]+)"', module.read_text(encoding="utf-8"))
    assert [name for name in named if not (name.startswith(".") and (module.parent / name).is_file())] == []


def test_every_style_and_script_is_used():
    told = "".join(path.read_text(encoding="utf-8") for path in [*PAGES, *MODULES])
    files = [*MODULES, *(STATIC / "css").rglob("*.css")]
    assert [str(path.relative_to(STATIC)) for path in files if f"/{path.name}" not in told] == []
