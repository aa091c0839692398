"""The part of the Help for each page of the console."""

from django.urls import reverse

TOPICS: dict[str, str] = {
    "home": "first-steps#what-home-shows",
    "home_trouble": "first-steps#what-home-shows",
    "home_day": "first-steps#what-home-shows",
    "home_moving": "first-steps#what-home-shows",
    "script_edit": "writing-scripts",
    "lint_rules": "writing-scripts#findings",
    "script_list": "revisions#several-scripts",
    "script_settings": "revisions#several-scripts",
    "revision_list": "revisions#revisions",
    "revision_view": "revisions#revisions",
    "revision_compare": "revisions#revisions",
    "revision_save": "revisions#conflicts",
    "revision_merge": "revisions#conflicts",
    "revision_publish": "publishing",
    "revision_roll_back": "publishing#roll-back",
    "publication_list": "publishing#did-it-help",
    "publication_view": "publishing#did-it-help",
    "delivery": "delivery",
    "delivery_token": "delivery#fetched-with-a-token",
    "dry_run": "dry-runs",
    "dry_run_compare": "dry-runs#inputs",
    "run_view": "dry-runs#kept-runs",
    "query_plan": "dry-runs#queries",
    "scenario_list": "scenarios",
    "scenario_view": "scenarios#pinned-and-today",
    "scenario_keep": "scenarios",
    "scenario_new": "scenarios",
    "scenario_accept": "scenarios#pinned-and-today",
    "scenario_coverage": "scenarios#coverage",
    "batch_list": "batches",
    "batch_view": "batches",
    "recipe_list": "recipes",
    "recipe_view": "recipes#what-is-inserted",
    "replay_list": "replay",
    "replay_view": "replay",
    "replay_rows": "replay",
    "replay_timeline": "replay",
    "shadow_list": "shadow",
    "alerts": "alerts",
    "alert_channel": "alerts",
    "tuning_list": "tuning#in-the-browser",
    "tuning_view": "tuning#in-the-browser",
    "tuning_point": "tuning#in-the-browser",
    "guard_list": "guard",
    "guard_view": "guard",
    "attempts": "send-attempts#the-list",
    "attempt": "send-attempts#one-attempt",
    "overview": "send-attempts#overview",
    "new_replies": "send-attempts#overview",
    "server": "send-attempts#server-page",
    "waiting": "send-attempts#why-is-it-waiting",
    "connection": "settings#connect-vpop3",
    "audit": "audit",
    "people": "people",
    "people_invite": "people",
    "person": "people#one-person",
    "person_role": "people#one-person",
    "person_access": "people#one-person",
    "person_password": "people#one-person",
    "person_second_factor": "people#one-person",
    "account": "people#your-account",
    "account_times": "people#your-account",
    **dict.fromkeys(
        (
            *("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
            *("mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn"),
            *("mfa_remove_webauthn", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        ),
        "people#second-factor",
    ),
    "usersessions_list": "people#your-account",
    "socialaccount_connections": "people#openid-connect",
}
"""Help topics by the name of a page's URL: a document, and the anchor of a heading in it."""


def address(url_name: str | None) -> str:
    """The Help on a page; the first page of the Help where there is none."""
    topic = TOPICS.get(url_name or "")
    return reverse("help") if topic is None else topic_address(topic)


def topic_address(topic: str, heading: str = "") -> str:
    """`settings#people` as an address; `heading` is the anchor where it is known only at the time."""
    slug, _, anchor = topic.partition("#")
    anchor = heading or anchor
    return reverse("help_page", args=[slug]) + (f"#{anchor}" if anchor else "")
