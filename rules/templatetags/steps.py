"""Steps of a dry run."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rules.dryrun.trace import AddressEvent, Event, HookEvent, LoadEvent, MxEvent
from rules.resolver.answer import Status
from rules.vpop3.hooks import Basis

register = template.Library()

TEMPLATES: dict[type[Event], str] = {
    LoadEvent: "rules/dry_runs/trace_load.html",
    MxEvent: "rules/dry_runs/trace_mx.html",
    AddressEvent: "rules/dry_runs/trace_address.html",
    HookEvent: "rules/dry_runs/trace_hook.html",
}
BASES = {
    Basis.DOCUMENTED: "documented by VPOP3's vendor",
    Basis.ASSUMED: "assumed: VPOP3's vendor names it, but does not say how it is called",
}


@register.filter
def step_template(event: Event) -> str:
    return TEMPLATES[type(event)]


@register.filter
def status_tone(status: Status) -> str:
    """A name without the record is no failure, and no success."""
    return "fail" if status.failed else "hold" if status.absent else "send"


@register.filter
def basis_words(basis: Basis) -> str:
    """Say how certain a hook's arguments and return values are."""
    return BASES[basis]


@register.simple_tag(takes_context=True)
def line_link(context: template.Context, line: int) -> SafeString:
    """A link to a line of the script: in the listing of a kept run, else in the editor.

    A tag, since a template ends with a newline, which would be seen before a comma.
    """
    place = f"L{line}" if context.get("kept_page") else "source"
    return format_html('<a class="line-link" href="#{}" data-line="{}">line {}</a>', place, line, line)
