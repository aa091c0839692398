"""A resolver that keeps to its word."""

from rules.resolver.answer import Answer, Question, Status
from rules.resolver.steady import SteadyResolver


class Counting:
    def __init__(self):
        self.asked = 0

    def describe(self):
        return "counting"

    def lookup(self, questions, *, fresh=False):
        self.asked += len(questions)
        return [Answer(name=q.name, rdtype=q.rdtype, status=Status.SERVFAIL, detail=str(self.asked)) for q in questions]


def test_each_question_is_asked_once_also_after_a_failure_and_also_when_a_fresh_answer_is_wanted():
    inner = Counting()
    steady = SteadyResolver(inner)
    first = steady.lookup([Question("a.example", "MX"), Question("A.Example.", "MX")])
    again = steady.lookup([Question("a.example", "MX"), Question("a.example", "A")], fresh=True)
    assert first[0] == first[1] == again[0]
    assert inner.asked == 2
    assert steady.describe() == "counting"


def test_a_name_that_cannot_be_asked_is_no_error():
    [answer] = SteadyResolver(Counting()).lookup([Question("a..b", "MX")])
    assert answer.name == "a..b"
