"""The recipe's entry in a hook: in each definition that the script has, or in a new one."""

import re
from dataclasses import dataclass

from rules.analysis.expressions import inner
from rules.analysis.functions import Function
from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.recipes.names import Taken, free
from rules.recipes.recipe import Call
from rules.recipes.refusal import Refusal
from rules.vpop3.hooks import DEFAULT_RESULT, HOOKS, HookName

_INDENT = "    "
_SHORT_COMMENT = re.compile(rb"--(?!\[=*\[)")


@dataclass(frozen=True, slots=True)
class Splice:
    """`text` replaces the bytes from `start` to `end`. Its line ends are `\\n`."""

    start: int
    end: int
    text: str


def entries(call: Call, function: str, script: Script, names: Taken) -> list[Splice]:
    """Return what is inserted into the hook's definitions; nothing where the script has none."""
    splices: list[Splice] = []
    for defined in script.defined(call.hook):
        splices += _into(defined, call, function, script, names)
    for assigned in _assigned(script, call.hook):
        splices.append(_around(assigned, call, function, script, names))
    return splices


def new_hook(call: Call, function: str, names: Taken) -> str:
    """Write a hook that calls the recipe and otherwise leaves the default."""
    parameters = HOOKS[call.hook].parameter_names
    entry = _entry(call, function, call.arguments, names)
    lines = "".join(f"{_INDENT}{line}\n" for line in entry)
    default = {HookName.CHECK_SERVER: DEFAULT_RESULT.name, HookName.GET_CHECK_CACHE: "true"}.get(call.hook, "nil")
    return f"function {call.hook}({', '.join(parameters)})\n{lines}{_INDENT}return {default}\nend\n"


def _entry(call: Call, function: str, arguments: tuple[str, ...], names: Taken) -> list[str]:
    """Write the call, and the return where it has something to say. The name of its answer is a new one."""
    called = f"{function}({', '.join(arguments)})"
    if call.value is None:
        return [f"if {called} then", f"{_INDENT}return {call.answer}", "end"]
    value = free(call.value, names.all)
    answer = call.answer.replace(call.value, value)
    return [f"local {value} = {called}", f"if {value} then", f"{_INDENT}return {answer}", "end"]


def _into(defined: Function, call: Call, function: str, script: Script, names: Taken) -> list[Splice]:
    parameters = defined.node.get("parameters")
    if parameters is None:
        return []
    given = [node.text for node in parameters.all("name")]
    if len(set(given)) < len(given):
        line = script.text.line_of(parameters.start)
        raise Refusal(f"Two parameters of {call.hook} have the same name in line {line}: rename one.", line)
    extended, arguments = _arguments(given, call, defined, names)
    splices = [_at_the_top(defined, parameters, _entry(call, function, arguments, names), script)]
    if extended != given:
        splices.append(Splice(parameters.start, parameters.end, f"({', '.join(extended)})"))
    return splices


def _arguments(given: list[str], call: Call, defined: Function, names: Taken) -> tuple[list[str], tuple[str, ...]]:
    """Return the parameters, with those that the recipe needs, and what to call the recipe with: by their place,
    whatever the script calls them."""
    every = HOOKS[call.hook].parameter_names
    needed = [every.index(name) for name in call.arguments]
    if defined.takes_more:
        return given, tuple(
            given[place] if place < len(given) else f"(select({place - len(given) + 1}, ...))" for place in needed
        )
    extended = list(given)
    for place in range(len(given), max(needed, default=-1) + 1):
        extended.append(free(every[place], names.all | set(extended)))
    return extended, tuple(extended[place] for place in needed)


def _at_the_top(defined: Function, parameters: Node, entry: list[str], script: Script) -> Splice:
    """Insert on lines of its own, or, where the body begins on the line of the parameters, between the two."""
    line = script.text.line_of(parameters.end)
    _, end = script.text.line_bounds(line)
    rest = script.text.source[parameters.end : end].strip()
    if (rest and not _SHORT_COMMENT.match(rest)) or end == len(script.text.source):
        return Splice(parameters.end, parameters.end, f" {' '.join(entry)}")
    indentation = _indentation(defined, script)
    return Splice(end, end, "".join(f"\n{indentation}{each}" for each in entry))


def _indentation(defined: Function, script: Script) -> str:
    """Return that of the body's first line, or one step more than the function's own."""
    body = defined.body
    if body and script.text.line_of(body.start) > script.text.line_of(defined.node.start):
        return _white(script, body.start)
    return _white(script, defined.node.start) + _INDENT


def _white(script: Script, position: int) -> str:
    start, end = script.text.line_bounds(script.text.line_of(position))
    line = script.text.decode(start, end)
    return line[: len(line) - len(line.lstrip())]


def _assigned(script: Script, hook: HookName) -> list[Node]:
    """Return the assignments that make another value the hook: `CheckServer = check`."""
    functions = {each.name_node.index for each in script.functions.all if each.name_node}
    found = []
    for use in script.names.globals.get(hook, ()):
        variables = use.node.parent
        if use.written and use.node.index not in functions and variables and variables.parent:
            found.append(variables.parent)
    return found


def _around(assigned: Node, call: Call, function: str, script: Script, names: Taken) -> Splice:
    """Define the hook again behind the assignment: the recipe first, then what was assigned."""
    values = assigned.child("expression_list")
    targets = assigned.child("variable_list")
    if not values or not targets or len(targets.all("name")) != 1 or inner(values.all("value")[0]).kind == "nil":
        line = script.text.line_of(assigned.start)
        raise Refusal(f"Line {line} gives {call.hook} a value in an unusual way: write `function {call.hook}`.", line)
    former = free(f"former_{call.hook}", names.all)
    parameters = HOOKS[call.hook].parameter_names
    entry = _entry(call, function, call.arguments, names)
    passed = ", ".join(parameters)
    lines = [
        f"local {former} = {call.hook}",
        f"function {call.hook}({passed})",
        *(f"{_INDENT}{each}" for each in entry),
        f"{_INDENT}return {former}({passed})",
        "end",
    ]
    indentation = _white(script, assigned.start)
    return Splice(assigned.end, assigned.end, "".join(f"\n{indentation}{each}" for each in lines))
