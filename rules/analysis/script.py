"""A script as rules see it: its tree, names, functions, hooks and queries, and the version and database it is
checked against."""

from functools import cached_property

from rules.analysis.broken.diagnosis import diagnose
from rules.analysis.broken.fault import Fault
from rules.analysis.expressions import inner, values_of, written_value
from rules.analysis.functions import Function, Functions
from rules.analysis.guards import Guards
from rules.analysis.kinds import ValueKind
from rules.analysis.positions import SourceText
from rules.analysis.queries import Queries
from rules.analysis.scopes import Declaration, Names, Role
from rules.analysis.sql.catalogue import Catalogue
from rules.analysis.sql.columns import Columns
from rules.analysis.syntax_problem import SyntaxProblem
from rules.analysis.taint import Taint
from rules.analysis.tree import Node, Tree
from rules.analysis.values import Values
from rules.vpop3.hooks import HOOKS, PARAMETERS, Hook, HookName
from rules.vpop3.versions import Version

PARAMETER_KINDS = {name: ValueKind(parameter.kind) for name, parameter in PARAMETERS.items()}


class Script:
    """A script. Its analyses are made when a rule first asks for them. `problem`: why the compiler refuses the text,
    if it does."""

    def __init__(
        self, source: bytes, *, version: Version, problem: SyntaxProblem | None, catalogue: Catalogue | None
    ) -> None:
        self.version = version
        self.problem = problem
        self.catalogue = catalogue
        self.text = SourceText(source)
        self.tree = Tree(self.text.source)
        self.guards = Guards()

    @property
    def loads(self) -> bool:
        """Return whether it loads; false only where the compiler was asked and refused it."""
        return self.problem is None or not self.problem.checked

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """The faults of a text that does not load."""
        return () if self.loads else diagnose(self.text.decode(0, len(self.text.source)))

    @cached_property
    def names(self) -> Names:
        return Names(self.tree)

    @cached_property
    def functions(self) -> Functions:
        return Functions(self.tree, self.names)

    @cached_property
    def values(self) -> Values:
        kinds = {declared: PARAMETER_KINDS[name] for declared, name in self._hook_parameters()}
        return Values(self.names, self.functions, self.guards, kinds)

    @cached_property
    def columns(self) -> Columns:
        return Columns(self.names, self.functions, self.values, self.catalogue)

    @cached_property
    def queries(self) -> Queries:
        return Queries(self.tree, self.names, self.functions, self.values)

    @cached_property
    def taint(self) -> Taint:
        sources = {
            declared: chosen_by
            for declared, name in self._hook_parameters()
            if (chosen_by := PARAMETERS[name].chosen_by)
        }
        return Taint(self.names, self.functions, self.guards, sources)

    @cached_property
    def hooks(self) -> tuple[tuple[Hook, Function], ...]:
        """The hooks that the script defines, whether or not the version calls them."""
        named = {hook.name.value: hook for hook in HOOKS.values()}
        functions = [each for each in self.functions.all if each.is_global]
        return tuple((named[each.name], each) for each in functions if each.name in named)

    @cached_property
    def hook_parameters(self) -> dict[Declaration, str]:
        """The parameters of hooks, with the contract's names for them."""
        return dict(self._hook_parameters())

    @cached_property
    def uses_metatables(self) -> bool:
        """Return whether metatables are used: then a table may support addition, comparison or calls."""
        return "setmetatable" in self.names.globals

    def parameter(self, node: Node) -> str | None:
        """Return the contract's name of the hook's parameter that an expression is, if it is one and keeps its
        value."""
        name = self.names.of(node)
        declaration = name.declaration if name else None
        if declaration is None or declaration.writes:
            return None
        return self.hook_parameters.get(declaration)

    def made_once(self, node: Node) -> Node | None:
        """Return the table constructor that a name stands for, where it is given no other value."""
        name = self.names.of(inner(node))
        if name is None:
            return None
        declaration = name.declaration
        if declaration:
            values = [] if declaration.role is not Role.LOCAL else list(values_of(declaration))
        else:
            values = [written_value(use) for use in self.names.globals[name.text] if use.written]
        made = values[0] if len(values) == 1 else None
        return made if made and made.kind == "table_constructor" and not made.damaged else None

    def defined(self, name: HookName) -> list[Function]:
        return [function for hook, function in self.hooks if hook.name is name]

    def _hook_parameters(self) -> list[tuple[Declaration, str]]:
        """Return parameters of hooks by their place, whatever the script calls them."""
        return [
            (declared, name)
            for hook, function in self.hooks
            for declared, name in zip(function.parameters, hook.parameter_names, strict=False)
        ]
