"""The results of the checks go through the browser: only for that text, against that live one, and not for ever."""

from datetime import timedelta

import pytest

from rules.models.verdict import Verdict
from rules.services.checks import Check
from rules.services.checks import seal as sealing
from rules.services.checks.seal import opened, seal
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

CHECKS = (Check(name="loads", title="Loads", verdict=Verdict.FAILED, sentence="No.", details=object()),)


@pytest.fixture
def texts():
    script = script_with(ALLOW, REFUSE)
    return revision(script, 1), revision(script, 2)


def test_it_comes_back_without_the_details(texts):
    one, two = texts
    [check] = opened(seal(CHECKS, revision=two, live=one), revision=two, live=one)
    assert (check.name, check.verdict, check.sentence, check.details) == ("loads", Verdict.FAILED, "No.", None)


def test_for_another_text_or_another_live_one_it_says_nothing(texts):
    one, two = texts
    sealed = seal(CHECKS, revision=two, live=None)
    assert opened(sealed, revision=one, live=None) == opened(sealed, revision=two, live=one) == ()


def test_one_that_was_tampered_with_or_is_too_old_says_nothing(texts, monkeypatch):
    sealed = seal(CHECKS, revision=texts[0], live=None)
    assert opened(sealed[:-1] + ("A" if sealed[-1] != "A" else "B"), revision=texts[0], live=None) == ()
    assert opened("", revision=texts[0], live=None) == ()
    monkeypatch.setattr(sealing, "VALID", timedelta(seconds=-1))
    assert opened(sealed, revision=texts[0], live=None) == ()
