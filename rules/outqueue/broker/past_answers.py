"""Answers to thousands of questions about past moments, in as few statements as possible."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from psycopg import sql

from rules.lua.protocol.query import QueryAnswer
from rules.outqueue.broker.attempts_table import KnownAttemptsTable
from rules.outqueue.broker.empty_table import NOTE
from rules.outqueue.broker.past_session import PastSession
from rules.outqueue.broker.past_transaction import LONGEST_VALUE, Row, Together
from rules.outqueue.broker.plans import TROUBLE, Plans
from rules.outqueue.broker.protocol import ServerError
from rules.outqueue.broker.sets import Asking, Plan
from rules.outqueue.connection.database import Row as OwnRow
from rules.outqueue.connection.unavailable import Unavailable
from rules.replay.as_of.parts import Rows
from rules.replay.as_of.refusal import CannotAsk
from rules.replay.as_of.template import Template
from rules.replay.as_of.translator import Asked, NoQuery, Translator
from rules.replay.past import NotAsOf, PastAnswer, Question
from rules.replay.view import View

NO_QUERY = "It is not written as one query, in a form that is understood."
MOST_SHARED = 10_000


class _Begun(NamedTuple):
    """A set of questions under way: their number, and the statements with the columns of their answers."""

    size: int
    parts: list[tuple[Plan, list[Asking], tuple[str, ...], Together]]


class PastAnswers:
    """The past as VPOP3's database has it, for one thread at a time; with `rows` that say so, also the time ahead, and
    with `views` also what never was."""

    def __init__(
        self,
        session: PastSession,
        table: KnownAttemptsTable,
        rows: Rows,
        views: Mapping[datetime, View] | None = None,
    ) -> None:
        self._session = session
        self._table = table
        self._rows_that_count = rows
        self._views = views
        self._translator: Translator | None = None
        self._plans = Plans(session)
        self._shared: dict[tuple[object, ...], QueryAnswer] = {}

    def with_lag(self, lag: timedelta) -> "PastAnswers":
        """Return the same past with another lag."""
        past = PastAnswers(self._session, self._table, Rows(lag=lag))
        past._translator = self._translator  # which has asked for the table already
        return past

    def with_views(self) -> "PastAnswers":
        """Return the same past, in which each question has a view of its own. Call `see` before asking."""
        return PastAnswers(self._session, self._table, self._rows_that_count, {})

    def see(self, views: Mapping[datetime, View]) -> None:
        """Set the views of the questions to come, by their moments."""
        self._views = views

    def own_rows(self, statement: sql.Composed) -> list[OwnRow]:
        """Return the rows of a statement of ours, from the same snapshot. Raises Unavailable, and Refused after it was
        cancelled."""
        return self._session.own_rows(statement)

    def answers(self, questions: Sequence[Question]) -> list[PastAnswer]:
        """Answer each question, in order. Never raises."""
        found: list[PastAnswer | None] = [None] * len(questions)
        together: dict[Template, list[Asking]] = {}
        for place, question in enumerate(questions):
            reading = self._read(question.sql)
            if isinstance(reading, Asked):
                together.setdefault(reading.template, []).append(Asking(place, question.at, reading.literals))
            else:
                found[place] = self._as_it_is(question.sql) if isinstance(reading, NoQuery) else reading
        for template, askings in together.items():
            if template.untyped:
                self._answer_untyped(template, questions, askings, found)
            else:
                self._answer(template, askings, found)
        return cast("list[PastAnswer]", found)

    def answers_ahead(self, sets: Iterable[Sequence[Question]]) -> Iterator[list[PastAnswer]]:
        """See `PastAhead`: PostgreSQL works on a set while the one before it is worked with."""
        before: _Begun | None = None
        for questions in sets:
            begun = self._begin(questions)
            if before is not None:
                yield self._end(before)
            if begun is None:
                yield self.answers(questions)
            before = begun
        if before is not None:
            yield self._end(before)

    def _begin(self, questions: Sequence[Question]) -> "_Begun | None":
        """Send what asks the questions, where it is known how, and that it is quick."""
        askings = None if self._views is not None else self._by_template(questions)
        if askings is None:
            return None
        begun = _Begun(len(questions), [])
        try:
            for template, some in askings.items():
                plan = self._plans.get(template)
                if plan is None or not all(self._send(plan, group, begun) for group in plan.groups(some)):
                    return None
        except TROUBLE:
            return None
        return begun

    def _by_template(self, questions: Sequence[Question]) -> dict[Template, list[Asking]] | None:
        """Return the questions by their templates; None where one of them cannot be asked like that."""
        readings = {text: self._read(text) for text in {question.sql for question in questions}}
        together: dict[Template, list[Asking]] = {}
        for place, (text, at) in enumerate(questions):
            reading = readings[text]
            if not isinstance(reading, Asked):
                return None
            together.setdefault(reading.template, []).append(Asking(place, at, reading.literals))
        return None if any(template.untyped for template in together) else together

    def _send(self, plan: Plan, group: list[Asking], begun: "_Begun") -> bool:
        plan.vary(group)
        columns = plan.columns.get(plan.varying)
        if not columns or not plan.is_quick or len(group) % plan.size == 1:
            return False
        for start in range(0, len(group), plan.size):
            part = group[start : start + plan.size]
            text, parameters = self._statement(plan, part)
            begun.parts.append((plan, part, columns, self._session.begin_together(text, parameters, len(columns))))
        return True

    def _end(self, begun: "_Begun") -> list[PastAnswer]:
        """Wait for the answers. What fails is asked once more, as `answers` would have asked it."""
        found: list[PastAnswer | None] = [None] * begun.size
        for plan, part, columns, sent in begun.parts:
            started = time.perf_counter()
            try:
                rows = self._session.end_together(sent)
            except TROUBLE:
                self._answer_part(plan, part, found)
            else:
                plan.learn(len(part), time.perf_counter() - started)
                self._put(plan, part, columns, rows, found)
        return cast("list[PastAnswer]", found)

    def _read(self, sql: str) -> Asked | NotAsOf | NoQuery | QueryAnswer:
        if len(sql) > self._session.longest_text or "\0" in sql or not sql.strip():
            return NoQuery()
        try:
            self._translator = self._translator or self._table.translator()
        except Unavailable as problem:
            return QueryAnswer(error=str(problem), unanswered=True)
        return self._translator.read(sql)

    def _as_it_is(self, sql: str) -> PastAnswer:
        """PostgreSQL's error for a text that it cannot run is the same at any moment."""
        answer = self._session.query(sql)
        return answer if answer.error else NotAsOf(NO_QUERY)

    def _answer_untyped(
        self, template: Template, questions: Sequence[Question], askings: list[Asking], found: list[PastAnswer | None]
    ) -> None:
        """Have PostgreSQL say what a literal such as 'today' is, and answer."""
        assert self._translator, "it has read the template"
        try:
            typed: Template | NotAsOf = template.typed(self._session.parameter_types(template.with_parameters()))
        except CannotAsk as reason:
            typed = NotAsOf(str(reason))
        except TROUBLE:
            for asking in askings:
                found[asking.place] = self._as_it_is(questions[asking.place].sql)
            return
        self._translator.replace(template, typed)
        if isinstance(typed, Template):
            self._answer(typed, askings, found)
        else:
            for asking in askings:
                found[asking.place] = typed

    def _answer(self, template: Template, askings: list[Asking], found: list[PastAnswer | None]) -> None:
        plan = self._plans.made(template, askings[0].literals) if len(askings) > 1 else None
        if plan is None:
            for asking in askings:
                found[asking.place] = self._alone(template, asking)
            return
        for group in plan.groups(askings):
            plan.vary(group)
            start = 0
            while start < len(group):
                part = group[start : start + plan.size]
                started = time.perf_counter()
                self._answer_part(plan, part, found)
                plan.learn(len(part), time.perf_counter() - started)
                start += len(part)

    def _answer_part(self, plan: Plan, part: list[Asking], found: list[PastAnswer | None]) -> None:
        """Ask in one statement; where that fails, in two, so that a bad one among them spoils no other."""
        rows = self._rows(plan, part) if len(part) > 1 else None
        if rows is not None:
            self._put(plan, part, plan.columns[plan.varying] or (), rows, found)
        elif len(part) == 1 or plan.is_refused or self._session.is_cancelled:
            for asking in part:
                found[asking.place] = self._alone(plan.template, asking)
        else:
            middle = len(part) // 2
            self._answer_part(plan, part[:middle], found)
            self._answer_part(plan, part[middle:], found)

    def _put(
        self,
        plan: Plan,
        part: list[Asking],
        columns: tuple[str, ...],
        rows: Mapping[int, list[Row]],
        found: list[PastAnswer | None],
    ) -> None:
        for number, asking in enumerate(part, 1):
            found[asking.place] = self._shown(plan, asking, columns, tuple(rows.get(number, ())))

    def _statement(self, plan: Plan, part: list[Asking]) -> tuple[str, list[str]]:
        """Return the text that asks the moments together, and its parameters."""
        types = {number: plan.types[number] for number in plan.varying}
        views, most = self._views, self._session.most_rows + 1
        text = plan.template.together(part[0].literals, types, self._rows_that_count, most, viewed=views is not None)
        return text, plan.parameters(part, views)

    def _rows(self, plan: Plan, part: list[Asking]) -> dict[int, list[Row]] | None:
        text, parameters = self._statement(plan, part)
        try:
            if plan.varying not in plan.columns:
                plan.columns[plan.varying] = self._columns(text, parameters)
            columns = plan.columns[plan.varying]
            return None if columns is None else self._session.together(text, parameters, len(columns))
        except TROUBLE:
            return None

    def _columns(self, text: str, parameters: list[str]) -> tuple[str, ...] | None:
        try:
            return self._session.answer_columns(text, parameters)
        except ServerError as error:
            if error.state.startswith("22"):  # A value among the parameters is wrong, not the statement.
                raise
            return None

    def _shown(self, plan: Plan, asking: Asking, columns: tuple[str, ...], rows: tuple[Row, ...]) -> PastAnswer:
        answer = self._shared.get((columns, rows))
        if answer is not None:
            return answer
        if self._is_large(rows):
            return self._alone(plan.template, asking)
        if len(self._shared) >= MOST_SHARED:
            self._shared.clear()
        note = NOTE if plan.template.reads_absent_table else None
        answer = self._shared[columns, rows] = QueryAnswer(columns=columns, rows=rows, note=note)
        return answer

    def _is_large(self, rows: tuple[Row, ...]) -> bool:
        """Return whether an answer was cut, or may have been: then it is asked for alone, as in a dry run."""
        sizes = [len(value) for row in rows for value in row if value is not None]
        too_long = any(size > LONGEST_VALUE for size in sizes)
        return len(rows) > self._session.most_rows or too_long or sum(sizes) > self._session.most_bytes

    def _alone(self, template: Template, asking: Asking) -> QueryAnswer:
        view = self._views[asking.at] if self._views is not None else None
        answer = self._session.query(template.alone(asking.at, asking.literals, self._rows_that_count, view))
        note = NOTE if template.reads_absent_table and not answer.error else answer.note
        # The place of an error counts characters of the rewritten text.
        return replace(answer, position=None, note=note)
