"""The writing of values for people: Lua values, durations, moments."""

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from rules.dryrun.lua_values import lua_text
from rules.lua.protocol.values import LuaValue
from rules.presentation.highlighting import highlighted_sql
from rules.presentation.result import Assumed, Result
from rules.resolver.names import in_unicode
from rules.text.printable import visible as show_invisible
from rules.vpop3.assumptions import ASSUMPTIONS, Assumption
from rules.web.date_language import written

register = template.Library()

UNITS = ((60, "second"), (60, "minute"), (24, "hour"), (365, "day"))


register.filter("lua", lua_text)
register.filter("visible", show_invisible)
register.filter("sql", highlighted_sql)
register.filter("grouped", intcomma)


@register.filter
def both_names(name: str) -> str:
    """A domain, with its other name behind it where it is internationalised."""
    other = in_unicode(name)
    return f"{name} ({other})" if other else name


@register.filter
def code_words(text: str) -> SafeString:
    """A sentence with its `words` set as code."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308 (escaped just here)


@register.filter
def lua_list(values: tuple[LuaValue, ...]) -> str:
    """Write what a hook returned: its values with commas between, or "nothing"."""
    return ", ".join(lua_text(value) for value in values) or "nothing"


@register.filter
def and_server(server: str) -> str:
    """Return the rest of an address's query: only this server, where one is given."""
    return f"&{urlencode({'server': server})}" if server else ""


@register.filter
def ms(milliseconds: float) -> str:
    """A duration with two digits that matter: "0.31 ms", "4.2 ms", "120 ms", "2.5 s", "3 min 29 s"."""
    if milliseconds >= 60_000:
        minutes, seconds = divmod(round(milliseconds / 1000), 60)
        return f"{minutes} min {seconds} s"
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    digits = 0 if milliseconds >= 10 else 1 if milliseconds >= 1 else 2
    return f"{milliseconds:.{digits}f} ms"


@register.filter
def seconds(count: float) -> str:
    """A duration given in seconds, written like `ms`."""
    return ms(count * 1000)


@register.filter
def assumption(name: str) -> Assumption | None:
    return ASSUMPTIONS.get(name)


@register.filter
def assumed(result: Result, name: str) -> Assumed:
    """Return the answer that a run assumed to one question."""
    return next(each for each in result.assumptions if each.name == name)


@register.simple_tag
def server_zone() -> str:
    """The zone of times for people who have not chosen one and have no JavaScript."""
    return settings.TIME_ZONE


@register.simple_tag
def server_knows_utc_only() -> bool:
    """Whether the server's own zone is UTC, so that UTC need not be offered beside it."""
    return settings.TIME_ZONE == "UTC"


@register.simple_tag
def moment(when: datetime) -> SafeString:
    """A <time> in the reader's zone and language, with UTC as its title."""
    text = written(timezone.localtime(when))
    return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), _in_utc(when), text)


def _in_utc(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


@register.simple_tag
def ago(moment: datetime | None) -> str | SafeString:
    """A <time> that reads "4 minutes ago", with the full moment in UTC as its title."""
    if moment is None:
        return "never"
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>', moment.isoformat(), _in_utc(moment), relative(moment)
    )


@register.simple_tag
def lasting(moment: datetime) -> SafeString:
    """A <time> that reads "4 minutes", for what has lasted since `moment`."""
    return format_html(
        '<time datetime="{}" title="{}" data-lasting>{}</time>', moment.isoformat(), _in_utc(moment), _length(moment)
    )


def relative(moment: datetime) -> str:
    """The largest unit that fits: "just now", "1 minute ago", "in 2 hours", "3 days ago".

    Not humanize's `naturaltime`: it writes "a minute ago" and "2 weeks, 3 days ago", and the script that keeps the
    times of an open page right would have to say the same.
    """
    seconds = (timezone.now() - moment).total_seconds()
    if abs(int(seconds)) < 5:
        return "just now"
    return f"{_length(moment)} ago" if seconds >= 0 else f"in {_length(moment)}"


def _length(moment: datetime) -> str:
    """The time between now and `moment` in the largest unit that fits: "4 minutes"."""
    count = abs(int((timezone.now() - moment).total_seconds()))
    for size, unit in UNITS:
        if count < size or unit == "day":
            break
        count //= size
    return f"{count:,} {unit}{'' if count == 1 else 's'}"
