"""Scripts that cannot take a recipe, and why."""

from rules.analysis.script import Script
from rules.analysis.tree import Node
from rules.vpop3.hooks import HookName


class Refusal(Exception):
    """The reason why a recipe cannot be inserted, as a sentence, and the line (from 1) if there is one."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


def refuse_broken(script: Script) -> None:
    """Refuse a script that does not load, or that is too large to be understood."""
    if problem := script.problem:
        where = f" in line {problem.line}" if problem.line else ""
        raise Refusal(f"The script has an error{where}: {problem.message}. Correct it first.", problem.line)
    if script.tree.gave_up:
        raise Refusal(f"The script is too large for recipes: {script.tree.gave_up}.")
    if damaged := next((node for node in script.tree.nodes if node.broken), None):
        line = script.text.line_of(damaged.start)
        raise Refusal(f"The script cannot be understood in line {line}: insert the recipe by hand.", line)


def refuse_hidden(script: Script, hook: HookName) -> None:
    """Refuse a script in which the hook is a local name, or is set in a way that cannot be followed."""
    for declared in script.names.declarations:
        if declared.name == hook and declared.scope.node.kind == "chunk":
            line = script.text.line_of(declared.node.start)
            reason = f"{hook} is local in line {line}, so VPOP3 does not see it. Make it global first: remove `local`."
            raise Refusal(reason, line)
    for node in script.tree.of("dot_index_expression", "bracket_index_expression"):
        if _is_of_globals(node) and hook in node.text:
            line = script.text.line_of(node.start)
            raise Refusal(f"Line {line} sets {hook} through a table of globals: write `function {hook}` first.", line)


def _is_of_globals(node: Node) -> bool:
    owner = node.get("table")
    return owner is not None and owner.text in {"_G", "_ENV"} and node.role == "name"
