"""The state of a script's delivery, for every page that shows it."""

from rules import queries
from rules.models import Script
from rules.presentation.delivery import Status, latest_status
from rules.services.delivery import goes_to_folder


def delivery_status(script: Script) -> Status | None:
    """Return the state of the latest delivery; None where the script is delivered nowhere."""
    return latest_status(script, queries.latest_delivery(script)) if goes_to_folder(script) else None
