"""The bounds of services, as the Help names them: a person who plans with one finds it so."""

from datetime import timedelta
from pathlib import Path

import pytest

from rules.models.batches import MAX_DESTINATIONS
from rules.models.scripts import MAX_MESSAGE
from rules.services import batches, delivery, scenarios, sign_in_guard
from rules.services.checks import destinations
from rules.web import run_line

DOCS = Path(__file__).parents[2] / "rules" / "docs"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("batches", f"up to {MAX_DESTINATIONS:,} destinations"),
        ("batches", f"in portions of {batches.PORTION},"),
        ("revisions", f"up to {MAX_MESSAGE} characters"),
        ("publishing", f"The last hour's {destinations.MOST} busiest destinations"),
        ("publishing", f"takes at most {destinations.SECONDS:.0f} seconds"),
        ("dry-runs", f"runs {run_line.AT_ONCE} dry runs at the same time. Another {run_line.WAITING} wait"),
        ("dry-runs", f"one person has at most {run_line.EACH} under way or waiting"),
        ("settings", f"sign-in has to wait {sign_in_guard.FIRST // MINUTE} minutes"),
        ("settings", f"({sign_in_guard.LONGEST // HOUR} hours at most)"),
    ],
)
def test_the_help_names_the_bound_that_holds(page, sentence):
    text = " ".join((DOCS / f"{page}.md").read_text(encoding="utf-8").split())
    assert sentence in text


def test_bounds_that_the_help_gives_in_words():
    assert batches.TRUSTED == MINUTE, "taken by another worker after a minute"
    assert delivery.LONGEST_PAUSE == MINUTE, "at last every minute"
    assert scenarios.MOST == 500
