"""mxadmin's own tables. Revisions and audit entries are only ever added."""

from rules.models.alerts import MAX_CHANNEL_NAME, AlertChannel, AlertEvent, AlertMessage, AlertWatch
from rules.models.append_only import AppendOnly, AppendOnlyError
from rules.models.audit import MAX_REASON, PUBLICATIONS, AuditEntry
from rules.models.batches import MAX_DESTINATIONS, Batch, BatchItem, NamedText
from rules.models.deliveries import Delivery, PullToken
from rules.models.drafts import Draft
from rules.models.fuses import Fuse, FuseMinute
from rules.models.guards import Guard
from rules.models.invitations import MAX_PERSON, Invitation
from rules.models.replays import LiveText, Replay, ReplayPart
from rules.models.runs import MAX_PRESET_NAME, DryRun, Preset
from rules.models.saved_views import SavedView
from rules.models.scenarios import Scenario, ScenarioResult
from rules.models.scripts import MAX_MESSAGE, MESSAGE_NEEDED, FormerName, Revision, Script, as_stored, source_of
from rules.models.tunings import Tuning
from rules.scenarios.case import MAX_NAME as MAX_SCENARIO_NAME

__all__ = [
    "MAX_CHANNEL_NAME",
    "MAX_DESTINATIONS",
    "MAX_MESSAGE",
    "MAX_PERSON",
    "MAX_PRESET_NAME",
    "MAX_REASON",
    "MAX_SCENARIO_NAME",
    "MESSAGE_NEEDED",
    "PUBLICATIONS",
    "AlertChannel",
    "AlertEvent",
    "AlertMessage",
    "AlertWatch",
    "AppendOnly",
    "AppendOnlyError",
    "AuditEntry",
    "Batch",
    "BatchItem",
    "Delivery",
    "Draft",
    "DryRun",
    "FormerName",
    "Fuse",
    "FuseMinute",
    "Guard",
    "Invitation",
    "LiveText",
    "NamedText",
    "Preset",
    "PullToken",
    "Replay",
    "ReplayPart",
    "Revision",
    "SavedView",
    "Scenario",
    "ScenarioResult",
    "Script",
    "Tuning",
    "as_stored",
    "source_of",
]
