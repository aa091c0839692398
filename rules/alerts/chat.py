"""Chat and push services, by way of Apprise.

Each service is one module of Apprise, which is imported by itself: looking for all of them takes seconds. Addresses of
services that read files, run programs or need no certificate are not in the list.
"""

import importlib
import logging
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from rules.alerts.network import Network, guarded
from rules.alerts.problem import NotSent

SERVICES = {
    "discord": ("discord", "NotifyDiscord"),
    "gchat": ("google_chat", "NotifyGoogleChat"),
    "gotifys": ("gotify", "NotifyGotify"),
    "mmosts": ("mattermost", "NotifyMattermost"),
    "ntfy": ("ntfy", "NotifyNtfy"),
    "ntfys": ("ntfy", "NotifyNtfy"),
    "opsgenie": ("opsgenie", "NotifyOpsgenie"),
    "pagerduty": ("pagerduty", "NotifyPagerDuty"),
    "pbul": ("pushbullet", "NotifyPushBullet"),
    "pover": ("pushover", "NotifyPushover"),
    "rockets": ("rocketchat", "NotifyRocketChat"),
    "signals": ("signal_api", "NotifySignalAPI"),
    "slack": ("slack", "NotifySlack"),
    "tgram": ("telegram", "NotifyTelegram"),
    "workflow": ("workflows", "NotifyWorkflows"),
    "workflows": ("workflows", "NotifyWorkflows"),
    "wxteams": ("webexteams", "NotifyWebexTeams"),
    "zulip": ("zulip", "NotifyZulip"),
}
"""The module and class of Apprise for each beginning of an address. `workflows` is Microsoft Teams."""
PASTED = {
    "hooks.slack.com": "slack",
    "discord.com": "discord",
    "discordapp.com": "discord",
    "chat.googleapis.com": "gchat",
    "logic.azure.com": "workflows",
    "api.powerplatform.com": "workflows",
}
"""The service of an https address, as these services show it, by the end of its host."""
PLAIN = str.maketrans("<>@", "‹›＠")
"""What chats take for a link or for a person to be called. Names of servers come from other people's DNS."""
OPTIONS = frozenset({
    "avatar", "blocks", "channel", "click", "footer", "format", "image", "mode", "overflow", "priority", "pa", "region",
    "silent", "sound", "tags", "thread", "timestamp", "to", "token", "topic", "tz", "wrap", "key", "auth", "name",
    "api-version", "sp", "sv", "sig",
})  # fmt: skip
"""The options that an address may have: others read files, or leave out the check of a certificate."""


def service_of(address: str) -> str:
    """Return the beginning by which Apprise knows the service. Raises ValueError with a sentence."""
    try:
        url = urlsplit(address.strip())
        host = url.hostname or ""
    except ValueError:
        raise ValueError(_LIKE) from None
    if url.scheme in SERVICES:
        return url.scheme
    found = [name for end, name in PASTED.items() if host == end or host.endswith(f".{end}")]
    if url.scheme != "https" or not found:
        raise ValueError(_LIKE)
    return found[0]


_LIKE = (
    "Write an address of Apprise, like ntfys://ntfy.example.com/topic, or paste the webhook address of Slack, Discord, "
    f"Google Chat or Microsoft Teams. These services are known: {', '.join(SERVICES)}."
)


def plugin_of(address: str) -> Any:
    """Return Apprise's sender for an address. Raises ValueError with a sentence that has no secret in it."""
    service = service_of(address)
    module, name = SERVICES[service]
    kind = getattr(importlib.import_module(f"apprise.plugins.{module}"), name)
    read = kind.parse_native_url if address.strip().startswith("https:") else kind.parse_url
    values = read(address.strip())
    if not values:
        raise ValueError(f"Apprise cannot read this {service} address: a part of it is missing.")
    if unknown := sorted({*values.get("qsd", ()), *values.get("qsd+", ())} - OPTIONS):
        raise ValueError(f"The option {unknown[0][:40]} is not allowed in an address. Leave it out.")
    try:
        plugin = kind(**values)
    except TypeError:
        raise ValueError(f"Apprise cannot use this {service} address: a part of it is missing or wrong.") from None
    plugin.redirects = False
    return plugin


def send(*, address: str, subject: str, text: str, networks: Sequence[Network]) -> None:
    """Send one message. Raises NotSent. For a process that does nothing else: names are resolved under guard."""
    heard = _Heard()
    logger = logging.getLogger("apprise")
    logger.addHandler(heard)
    try:
        plugin = plugin_of(address)
        with guarded(networks):
            sent = plugin.notify(body=text.translate(PLAIN), title=subject.translate(PLAIN))
    except ValueError as error:
        raise NotSent(str(error)) from None
    finally:
        logger.removeHandler(heard)
    if not sent:
        name = service_of(address)
        raise NotSent(f"{name} did not take the message. {without_secrets(heard.last, address)}".rstrip())


class _Heard(logging.Handler):
    """Keeps the last warning of Apprise."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.last = " ".join(record.getMessage().split())[:300]


def without_secrets(said: str, address: str) -> str:
    """Replace what may be a secret of the address: all of its parts but the host."""
    url = urlsplit(address)
    for part in sorted(set(re.split(r"[/?&=:@]+", address)) - {url.scheme, url.hostname or ""}, key=len, reverse=True):
        if len(part) > 3:
            said = said.replace(part, "***")
    return said
