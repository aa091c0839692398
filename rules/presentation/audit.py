"""Audit entries for people, and as files. Times in files are in UTC."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC

from rules.models import AuditEntry
from rules.presentation.spreadsheet import BYTE_ORDER_MARK, Value, lines

NAMES = {
    "alert_channel_change": "changed a channel of alerts",
    "alert_channel_create": "added a channel of alerts",
    "alert_channel_delete": "deleted a channel of alerts",
    "alert_test": "sent a test alert",
    "alert_try_again": "tried an alert again",
    "batch_cancel": "cancelled a batch",
    "batch_start": "started a batch",
    "delivery_again": "delivered again",
    "fuse_keep": "kept on trial",
    "fuse_take_back": "took back to",
    "identity_add": "connected an identity",
    "identity_remove": "removed an identity",
    "guard_cancel": "cancelled a guard",
    "guard_start": "started a guard",
    "invitation_accept": "accepted an invitation",
    "invitation_create": "invited a person",
    "invitation_withdraw": "withdrew an invitation",
    "password_change": "changed a password",
    "password_link": "made a link for a new password",
    "replay_cancel": "cancelled a replay",
    "replay_start": "started a replay",
    "revision_publish": "published",
    "revision_roll_back": "rolled back to",
    "revision_save": "saved",
    "scenario_change": "changed a scenario",
    "scenario_keep": "kept a scenario",
    "scenario_remove": "removed a scenario",
    "script_archive": "archived",
    "script_bring_back": "brought back",
    "script_create": "created a script",
    "script_rename": "renamed",
    "second_factor_add": "added a second factor",
    "second_factor_remove": "removed a second factor",
    "second_factor_renew": "renewed recovery codes",
    "second_factor_reset": "removed the second factor of a user",
    "shadow_end": "ended a shadow",
    "shadow_start": "started a shadow",
    "sign_in": "signed in",
    "sign_in_fail": "refused a sign-in",
    "sign_in_lock": "locked a sign-in",
    "token_create": "made a token",
    "token_revoke": "revoked a token",
    "tuning_cancel": "cancelled a tuning",
    "tuning_start": "started a tuning",
    "user_create": "added a user",
    "user_disable": "disabled a user",
    "user_enable": "enabled a user",
    "user_role": "changed a role",
    "view_delete": "deleted a view",
    "view_save": "saved a view",
}
SCRIPTS_OWN = frozenset(
    {
        "batch_cancel",
        "batch_start",
        "guard_cancel",
        "guard_start",
        "replay_cancel",
        "replay_start",
        "scenario_change",
        "scenario_keep",
        "scenario_remove",
        "shadow_end",
        "shadow_start",
        "token_create",
        "token_revoke",
        "tuning_cancel",
        "tuning_start",
    }
)
"""Actions that concern something of a script, not the script itself."""

FIELDS = ("at", "person", "action", "script", "revision", "address", "detail")


def action_name(action: str) -> str:
    return NAMES.get(action, action.replace("_", " "))


def opening_words(entry: AuditEntry) -> str:
    """Return the beginning of the sentence that goes on with the script."""
    return (
        f"{action_name(entry.action)} of" if entry.script and entry.action in SCRIPTS_OWN else action_name(entry.action)
    )


def origin(entry: AuditEntry) -> str:
    """Return the origin of an entry. A sign-in always comes from a browser, whose address a proxy may hide."""
    if entry.address:
        return entry.address
    return "not known" if entry.action.startswith("sign_in") else "this server"


def details(entry: AuditEntry) -> list[tuple[str, str]]:
    """Return the part of `detail` that is worth reading, a reason before all else."""
    worded = [(name.replace("_", " "), _worded(value)) for name, value in entry.detail.items() if name != "sha256"]
    return sorted(((name, value) for name, value in worded if value), key=lambda each: each[0] != "reason")


def as_csv(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK + lines([FIELDS])
    for entry in entries:
        row = _values(entry) | {"detail": json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""}
        yield lines([[*row.values()]])


def as_json(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    """Yield a list as JSON, one entry a line."""
    yield b"["
    for number, entry in enumerate(entries):
        values = _values(entry) | {"detail": entry.detail}
        yield (",\n" if number else "\n").encode() + json.dumps(values).encode()
    yield b"\n]\n"


def _values(entry: AuditEntry) -> dict[str, Value]:
    return {
        "at": entry.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
        "person": entry.actor_name,
        "action": entry.action,
        "script": entry.script.name if entry.script else None,
        "revision": entry.revision.number if entry.revision else None,
        "address": entry.address,
    }


def _worded(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_worded(each)}" for name, each in value.items())
    return "" if value is None else str(value)
