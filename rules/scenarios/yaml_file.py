"""Kept scenarios as a YAML file that people can read and keep in version control."""

from collections.abc import Callable, Mapping

import yaml
from yaml.composer import Composer

from rules.scenarios.case import MAX_NAME, Case, plain
from rules.scenarios.case_reader import items, keyed, read_case, typed

FORMAT = 1
HEAD = "# Scenarios of mxserverrules.lua. `mxadmin scenario import FILE` reads them, `mxadmin test` tries them.\n"
MAX_BYTES = 1024 * 1024


def written(cases: Mapping[str, Case]) -> str:
    """Write scenarios by name, in order of their names."""
    told = {"format": FORMAT, "scenarios": [{"name": name} | plain(cases[name]) for name in sorted(cases)]}
    return HEAD + yaml.dump(told, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def read(text: str, check: Callable[[], None] = lambda: None) -> dict[str, Case]:
    """Read a file. Raise ValueError with a sentence that names the line or the place of what is wrong. `check` is
    called again and again, and ends the reading by an error of its own."""
    told = keyed(_parsed(text, check), "The file", {"format", "scenarios"})
    if told.get("format") != FORMAT:
        raise ValueError(_other_format(told.get("format")))
    cases: dict[str, Case] = {}
    for entry, where in items(told.get("scenarios"), "scenarios"):
        check()
        parts = dict(typed(entry, where, dict))
        name = read_name(parts.pop("name", None), where)
        if name in cases:
            raise ValueError(f"{where}: there are two scenarios with the name “{name}”.")
        cases[name] = read_case(parts, where)
    return cases


def read_name(told: object, where: str) -> str:
    name = typed(told, f"{where}.name", str).strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise ValueError(f"{where}.name must be 1 to {MAX_NAME} printable characters on one line.")
    return name


def _parsed(text: str, check: Callable[[], None]) -> object:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ValueError(f"The file is longer than {MAX_BYTES // 1024 // 1024} MB.")
    try:
        return _Loader(text, check).get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = f"line {mark.line + 1}: " if mark else ""
        raise ValueError(f"This is not YAML: {at}{error.problem or error.context}.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError(f"This is not YAML: {str(error).splitlines()[0]}") from None


def _other_format(found: object) -> str:
    if isinstance(found, int) and found > FORMAT:
        return f"The file has format {found}; this version of mxadmin reads up to {FORMAT}. Update mxadmin to read it."
    return f"The file must begin with “format: {FORMAT}”."


MOST_PARTS, DEEPEST = 150_000, 30
"""The most scalars, lists and maps of a file, and how deep they may be nested."""
_Quick: tuple[type, ...] = (Composer, yaml.CSafeLoader) if hasattr(yaml, "CSafeLoader") else (yaml.SafeLoader,)
"""The parser of libyaml, where it is installed, is ten times as fast. Its composer cannot be interrupted."""


class _Loader(*_Quick):  # type: ignore[misc]
    """A loader that refuses aliases, since a short file could unfold to one that fills the memory, and deep nesting,
    since reading it would fill the stack: each before anything is made of it."""

    def __init__(self, text: str, check: Callable[[], None]) -> None:
        _Quick[-1].__init__(self, text)  # type: ignore[misc]
        Composer.__init__(self)
        self._check = check
        self._depth = self._parts = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        self._check()
        self._parts += 1
        self._refuse_tricks()
        self._depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        self._check()
        return super().construct_object(node, deep)

    def _refuse_tricks(self) -> None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise _refused("aliases are not read", event)
        if self._depth > DEEPEST:
            raise _refused(f"it is more than {DEEPEST} levels deep", event)
        if self._parts > MOST_PARTS:
            raise _refused("it has too many parts", event)


def _refused(problem: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]


class _Dumper(yaml.SafeDumper):
    """A dumper that writes texts of several lines as blocks, and no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
