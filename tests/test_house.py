"""The house in order: lint, types, import directions, sizes, and what may lie where."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {"manage.py", "pyproject.toml", "README.md", "mxadmin", "rules", "templates", "static", "tests"}
MODULES = sorted(path for package in ("mxadmin", "rules") for path in (ROOT / package).rglob("*.py"))
TEMPLATES = sorted(path for folder in ("mxadmin", "rules", "templates") for path in (ROOT / folder).rglob("*.html"))
MAX_MODULE, MAX_FUNCTION = 300, 40


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


TOOLS = [
    "ruff check",
    "ruff format --check",
    "mypy",
    "lint-imports",
    "oxfmt --check static",
    "oxlint --deny-warnings static",
]
DJADE = "djade --target-version 5.2 --check"


@pytest.mark.parametrize("command", [*TOOLS, pytest.param(" ".join([DJADE, *map(str, TEMPLATES)]), id=DJADE)])
def test_the_tools_find_nothing(command: str):
    tool, *arguments = command.split()
    ran = subprocess.run([Path(sys.executable).parent / tool, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_hooks_before_a_commit_run_the_same_tools_and_fetch_nothing():
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert local["repo"] == "local"
    assert [hook["entry"] for hook in local["hooks"]] == [f"uv run {command}" for command in (*TOOLS, DJADE)]
    assert {hook["language"] for hook in local["hooks"]} == {"system"}


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is no git checkout or there is no git, so nobody knows which files are tracked")
    listed = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    return [Path(name) for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0") if name]


def test_the_top_level_holds_nothing_else(tracked: list[Path]):
    assert {path.parts[0] for path in tracked if not path.parts[0].startswith(".")} <= TOP_LEVEL


def test_no_lock_file_is_tracked_since_it_names_hosts(tracked: list[Path]):
    assert [path for path in tracked if path.name == "uv.lock"] == []


def test_no_bundle_and_no_font_is_tracked(tracked: list[Path]):
    assert [path for path in tracked if re.search(r"\.(min\.\w+|woff2?|ttf|otf|eot|map)$", path.name)] == []


def test_no_module_is_too_long_to_read():
    sizes = {where(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > MAX_MODULE} == {}


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_bytes())))


@pytest.fixture(scope="module", autouse=True)
def _the_nodes_are_forgotten() -> Iterator[None]:
    yield
    nodes.cache_clear()


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{where(path)}:{node.lineno} {node.name}": size
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION
    }
    assert long == {}


READING = ("rules/queries/", "rules/services/", "rules/models/", "rules/migrations/")
WRITING = ("rules/services/", "rules/models/", "rules/migrations/")
WRITES = {
    *("save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "select_for_update"),
    "delete",
}
OF_ROWS = re.compile(r"\bobjects\b|\bqueries\.|\.(filter|exclude|all)\(")
OUR_OWN = {"revisions.save", "pull_tokens.create", "queue.create"}
"""Services that are called so, and the demo's queue."""


def calls(path: Path) -> list[ast.Attribute]:
    found = (node.func for node in nodes(path) if isinstance(node, ast.Call))
    return [each for each in found if isinstance(each, ast.Attribute)]


def writes(call: ast.Attribute) -> bool:
    """Dictionaries have `update` as well: it counts where its rows can be seen."""
    return call.attr in WRITES or (call.attr == "update" and OF_ROWS.search(ast.unparse(call.value)) is not None)


def test_rows_are_read_in_queries_and_services_only():
    outside = [path for path in MODULES if not where(path).startswith(READING)]
    assert [where(path) for path in outside if re.search(r"\.objects\b", path.read_text(encoding="utf-8"))] == []


NARROWING = {
    *("filter", "exclude", "order_by", "annotate", "aggregate", "values_list", "distinct", "in_bulk", "iterator"),
    *("select_related", "prefetch_related", "defer", "exists", "first", "last", "earliest"),
}
LIKE_PLAIN_ONES = {"all", "count", "delete", "get", "none", "reverse"}
"""Methods that lists or dictionaries have, too: a row's are called with keywords only, or with nothing."""
OUR_OWN_NARROWING = {"register.filter", "views.filter"}


def narrows(call: ast.Call) -> bool:
    """Whether the call is one of a queryset."""
    if not isinstance(call.func, ast.Attribute):
        return False
    narrowing = call.func.attr in NARROWING or (call.func.attr in LIKE_PLAIN_ONES and not call.args)
    return narrowing and ast.unparse(call.func) not in OUR_OWN_NARROWING


def test_pages_and_commands_narrow_no_queryset():
    """A view asks `queries` for the rows that it shows; slices of them are the page's own affair."""
    readers = ("rules/views/", "rules/forms/", "rules/presentation/", "rules/management/", "rules/templatetags/")
    walled = [path for path in MODULES if where(path).startswith((*readers, "rules/web/"))]
    found = [(path, node) for path in walled for node in nodes(path)]
    assert [
        (where(path), ast.unparse(node)) for path, node in found if isinstance(node, ast.Call) and narrows(node)
    ] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("queries.drafts_of(script).exclude(pk=1)", True),
        ("batch.items.all()", True),
        ("tokens.get(pk=1)", True),
        ("request.GET.get('before', '')", False),
        ("text.count('a')", False),
    ],
)
def test_a_narrowed_queryset_would_be_found(source: str, found: bool):
    (call,) = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and narrows(node)] or [None]
    assert (call is not None) is found


def test_rows_are_written_in_services_only():
    outside = [path for path in MODULES if not where(path).startswith(WRITING)]
    named = [(where(path), ast.unparse(call)) for path in outside for call in calls(path) if writes(call)]
    assert [each for each in named if each[1] not in OUR_OWN] == []


def test_forms_and_presentation_know_no_database():
    """Import-linter forbids them the modules that open a connection, but cannot name a part of Django."""
    walled = [path for path in MODULES if where(path).startswith(("rules/forms/", "rules/presentation/"))]
    assert [where(path) for path in walled if "django.db" in path.read_text(encoding="utf-8")] == []


def test_typed_text_is_put_into_its_stored_form_in_one_place():
    asked = [(path, call) for path in MODULES for call in calls(path) if call.attr == "to_bytes"]
    named = [where(path) for path, call in asked if ast.unparse(call) == "encoding.to_bytes"]
    assert named == ["rules/models/scripts.py"]


class Inline(HTMLParser):
    """A collector of what a strict Content-Security-Policy would block: inline script, style and event handlers."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", source))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.found.append(f"<{tag}> in line {self.getpos()[0]}")
        self.found += [
            f"{name}= in line {self.getpos()[0]}" for name in given if name == "style" or name.startswith("on")
        ]


def test_a_template_has_no_inline_script_or_style():
    found = {where(template): Inline(template.read_text(encoding="utf-8")).found for template in TEMPLATES}
    assert {template: inline for template, inline in found.items() if inline} == {}


@pytest.mark.parametrize(
    "source", ["<style>", "<script>", '<p style="x">', '<a onclick="{{ x }}">', "<a {% if x %}onfocus=y{% endif %}>"]
)
def test_inline_script_and_style_would_be_found(source: str):
    assert len(Inline(source).found) == 1


def test_ci_runs_the_command_that_the_readme_tells():
    (command,) = re.findall(r"^pip install uv && uv run pytest$", (ROOT / ".ci/run").read_text(), re.MULTILINE)
    assert command in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()


def test_the_readme_is_read_in_five_minutes():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200
