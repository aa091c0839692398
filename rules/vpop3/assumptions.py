"""All assumptions of ours where the vendor is silent, in this one place, named, and with their alternatives."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One open question. `options` maps each possible answer to a sentence; the first is what mxadmin assumes.
    `about`: the hook or host function that it concerns."""

    name: str
    about: str
    question: str
    options: Mapping[str, str]

    @property
    def default(self) -> str:
        return next(iter(self.options))


ASSUMPTIONS: dict[str, Assumption] = {
    assumption.name: assumption
    for assumption in (
        Assumption(
            name="hook_order",
            about="All hooks",
            question="In which order do the first two hooks run?",
            options={
                "cache_first": "GetCheckCache runs before GetOverrides, as on the vendor's page.",
                "overrides_first": "GetOverrides runs before GetCheckCache.",
            },
        ),
        Assumption(
            name="lua_state",
            about="All hooks",
            question="How long do the script's globals live?",
            options={
                "per_lookup": "One Lua state serves all hooks of one MX lookup.",
                "per_hook": "Each hook call gets a new Lua state.",
            },
        ),
        Assumption(
            name="names",
            about="All hooks",
            question="How are names written when a hook receives them?",
            options={
                "canonical": "Lower case, no trailing dot, A-labels (punycode).",
                "trailing_dot": "Lower case, A-labels, with the trailing dot of DNS.",
            },
        ),
        Assumption(
            name="num_retries",
            about="CheckServer",
            question="What is numRetries at the first try?",
            options={"from_zero": "0: it counts the tries so far.", "from_one": "1: it counts this try too."},
        ),
        Assumption(
            name="message_size",
            about="CheckServer",
            question="In which unit is messageSize?",
            options={"bytes": "Bytes.", "kilobytes": "Kilobytes (1024 bytes), rounded up."},
        ),
        Assumption(
            name="missing_hook",
            about="All hooks",
            question="What does VPOP3 do for a hook that the script does not define?",
            options={
                "default_stands": "The default applies: the cache may be used, no overrides, defaultResult.",
                "as_false": "As if it had returned false: fresh lookup, no overrides, server ignored.",
            },
        ),
        Assumption(
            name="hook_error",
            about="All hooks",
            question="What does VPOP3 do when a hook raises an error?",
            options={
                "default_stands": "It logs the error; the default applies, as if the hook had returned nothing.",
                "as_false": "It logs the error and takes the answer as false.",
            },
        ),
        Assumption(
            name="server_map",
            about="GetOverrides",
            question="What are the keys and values of a DNS Server Map?",
            options={
                "any": "Every form is read: name to preference, preference to name, a list, or a list of tables.",
                "name_to_preference": 'Only {["mx.example.com"] = 10} is read.',
                "preference_to_name": 'Only {[10] = "mx.example.com"} is read.',
            },
        ),
        Assumption(
            name="overrides",
            about="GetOverrides",
            question="What does a DNS Server Map that is not empty do?",
            options={
                "replace": "It replaces the MX answer; no MX lookup is made.",
                "add": "Its servers are added to the MX answer.",
            },
        ),
        Assumption(
            name="default_result",
            about="CheckServer",
            question="What is defaultResult?",
            options={
                "resolves": "true when the MX server's name resolves to an address, else false.",
                "always_true": "Always true.",
            },
        ),
        Assumption(
            name="answer_as_default",
            about="CheckServer",
            question="What does CheckServer say by returning false where defaultResult is false already?",
            options={
                "refuses_nobody": "No more than nothing: the server has no address, and the script refuses nobody.",
                "refuses": "It refuses the server: when all are refused, the message is held (before 8.8: fails).",
            },
        ),
        Assumption(
            name="hold_minutes",
            about="CheckServer",
            question="Which hold counts when several servers give different minutes?",
            options={"longest": "The longest.", "shortest": "The shortest.", "last": "The one given last."},
        ),
        Assumption(
            name="hold_with_usable_server",
            about="CheckServer",
            question="What does a hold do while another MX server is usable?",
            options={
                "send": "The message goes out through the usable one; the hold is ignored.",
                "hold": "The message is held.",
            },
        ),
        Assumption(
            name="final_overrides",
            about="FinalOverrides",
            question="How is FinalOverrides called?",
            options={
                "remaining": "Last, with the servers that remain; it returns like GetOverrides.",
                "always": "Last, and also where DNS gave no server at all.",
                "never": "Not at all.",
            },
        ),
        Assumption(
            name="sql_error",
            about="PostgresQuery",
            question="What does PostgresQuery return for a query that fails?",
            options={"nil": "nil.", "empty": "An empty table."},
        ),
        Assumption(
            name="sql_no_rows",
            about="PostgresQuery",
            question="What does PostgresQuery return for a query without rows?",
            options={"empty": "An empty table.", "nil": "nil."},
        ),
    )
}


_DEFAULTS = {name: assumption.default for name, assumption in ASSUMPTIONS.items()}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The answers chosen for one run: the defaults, apart from what `chosen` names."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, option in self.chosen.items():
            known = ASSUMPTIONS.get(name)
            if known is None:
                raise ValueError(f"There is no assumption {name!r}; there are: {', '.join(ASSUMPTIONS)}.")
            if option not in known.options:
                raise ValueError(f"Assumption {name} cannot be {option!r}; it can be: {', '.join(known.options)}.")

    def __getitem__(self, name: str) -> str:
        return self.chosen[name] if name in self.chosen else _DEFAULTS[name]

    def switched(self) -> dict[str, str]:
        """Return those that differ from mxadmin's defaults."""
        return {name: option for name, option in self.chosen.items() if option != _DEFAULTS[name]}
