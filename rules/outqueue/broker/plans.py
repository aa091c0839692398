"""How to ask the queries of a script together: what PostgreSQL says of each template, asked once."""

import psycopg

from rules.outqueue.broker.past_session import PastSession
from rules.outqueue.broker.past_transaction import TooManyRows
from rules.outqueue.broker.protocol import OutOfTime, ServerError, TooMuch
from rules.outqueue.broker.session import Refused
from rules.outqueue.broker.sets import Plan
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.as_of.template import Template

TROUBLE = (ServerError, OutOfTime, TooMuch, TooManyRows, UnicodeEncodeError, Refused, Unavailable, psycopg.Error)
MOST_PLANS = 2_000


class Plans:
    """The plans of the templates that one session has asked."""

    def __init__(self, session: PastSession) -> None:
        self._session = session
        self._plans: dict[Template, Plan] = {}

    def get(self, template: Template) -> Plan | None:
        return self._plans.get(template)

    def made(self, template: Template, literals: tuple[str, ...]) -> Plan:
        """Return the plan. PostgreSQL is asked for what is not known yet."""
        if template not in self._plans:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            self._plans[template] = Plan(template, self._types(template, literals))
        return self._plans[template]

    def _types(self, template: Template, literals: tuple[str, ...]) -> dict[int, str]:
        """Return the types of the literals that may become parameters."""
        types = {number: written for number, written in template.liftable.items() if written}
        types |= {number: "integer" for number in template.liftable if literals[number].isdecimal()}
        unknown = sorted(template.liftable.keys() - types.keys())
        found = self._asked_types(template, unknown)
        if found is None:  # PostgreSQL cannot tell one of them.
            each = {number: self._asked_types(template, [number]) for number in unknown}
            asked = {number: types[0] for number, types in each.items() if types}
        else:
            asked = dict(zip(unknown, found, strict=True))
        return types | {number: type_ for number, type_ in asked.items() if not type_.endswith("[]")}

    def _asked_types(self, template: Template, numbers: list[int]) -> list[str] | None:
        if not numbers:
            return []
        try:
            return self._session.parameter_types(template.with_parameters(numbers))
        except TROUBLE:
            return None
