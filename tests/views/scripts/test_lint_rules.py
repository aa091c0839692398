"""The explanations of the linter's rules."""

import pytest
from django.urls import reverse

from rules.lint.rules import RULES
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("lint_rules")


def test_it_is_for_people_who_may_see_findings(browser_of):
    asks_to_sign_in(URL)
    names_the_role(browser_of(None), URL, "viewer")


def test_every_rule_has_an_anchor_and_its_words(viewer, reading):
    with reading():
        page = viewer.get(URL)
    assert page.status_code == 200
    for name in RULES:
        assert f'id="{name}"' in page.text
    assert "<code>VPOP3</code> has no such function" in page.text
