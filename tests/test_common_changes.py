"""The common changes of rules/README.md: a test fails when a file of one is forgotten.

Lint rules have tests/lint/test_rules.py, host functions tests/lua/test_functions.py. Settings, commands, assumptions
and hooks are held to their documents by tests/test_documents.py. Trace events are a closed union, which mypy checks.
"""

import dataclasses

import pytest
from django.template.loader import get_template
from django.urls import get_resolver

from rules.forms.attempts import AttemptFilterForm
from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.attempts.column_meanings import CLUES, DOCUMENTED, Meaning
from rules.outqueue.attempts.filters import AttemptFilter
from rules.outqueue.attempts.term_conditions import CONDITIONS
from rules.presentation.attempt_files import OPTIONAL
from rules.presentation.help.topics import TOPICS
from rules.recipes.cookbook import RECIPES
from rules.search.completion import HINTS
from rules.search.terms import LABELS, TYPED_KEYS, Key
from rules.services.checks import CHECKS
from rules.vpop3.assumptions import ASSUMPTIONS
from tests.test_house import ROOT

NOT_PAGES = {
    "attempt_columns", "attempt_completions", "attempt_count",
    "help", "help_page", "palette",
    "login", "logout", "session", "sign_in_again", "invitation", "account_login", "account_logout", "account_inactive",
    "mfa_authenticate", "mfa_login_webauthn", "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled", "socialaccount_login_error", "mfa_download_recovery_codes", "people_withdraw",
    "live_source", "attempt_export", "audit_export", "batch_csv", "replay_csv", "revision_download", "revision_blame",
    "scenario_export",
    "attempt_newest", "fuse", "destinations", "publish_watch", "scenario_score", "script_lint", "server_live", "words",
    "batch_cancel", "delivery_again", "delivery_token_revoke", "draft_discard", "draft_keep", "fuse_keep", "presets",
    "guard_cancel", "replay_cancel", "replay_again", "shadow_end", "alert_test", "alert_try_again",
    "alert_channel_delete",
    "revision_revert", "revision_upload", "saved_view_delete", "saved_view_save",
    "scenario_remove", "scenario_try", "scenario_try_one", "tuning_cancel", "tuning_take", "script_archive", "zone",
    "first_steps_hide", "script_together",
}  # fmt: skip
"""By line: the Help itself and the palette, signing in, files, parts of pages, and forms that lead to another page."""


def test_every_page_has_its_part_of_the_help():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names - NOT_PAGES - TOPICS.keys() == set()
    assert names >= NOT_PAGES


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_before_publishing_has_a_template(check):
    assert get_template(f"rules/scripts/{check.__name__}.html")


def test_every_recipe_is_in_the_help():
    document = (ROOT / "rules" / "docs" / "recipes.md").read_text(encoding="utf-8")
    assert [recipe.title for recipe in RECIPES.values() if f"\n| {recipe.title} |" not in document] == []


def test_every_assumption_is_asked_for_where_it_decides():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("vpop3", "dryrun", "lua")
        for path in (ROOT / "rules" / package).rglob("*.py")
        if path.name != "assumptions.py"
    )
    assert [name for name in ASSUMPTIONS if f'"{name}"' not in code] == []


def test_every_column_meaning_is_recognised_kept_and_exported():
    assert {*DOCUMENTED, *CLUES} == set(Meaning)
    kept = {field.name for field in dataclasses.fields(Attempt)}
    assert {meaning.value for meaning in Meaning} <= kept
    assert {meaning for meanings, _ in OPTIONAL.values() for meaning in meanings} == set(CLUES)


def test_every_filter_has_a_field():
    filters = {field.name for field in dataclasses.fields(AttemptFilter)} - {"time", "failed", "terms"}
    assert filters <= AttemptFilterForm.base_fields.keys()


def test_every_key_of_a_search_has_its_condition_and_its_words():
    assert CONDITIONS.keys() | {Key.CODE, Key.STATUS, Key.OUTCOME} == set(LABELS) == set(Key)
    assert HINTS.keys() == set(TYPED_KEYS)
