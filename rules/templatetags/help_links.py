"""Links into the Help."""

from django import template

from rules.presentation.help import topics

register = template.Library()

register.simple_tag(topics.topic_address, name="help_on")


@register.simple_tag(takes_context=True)
def help_here(context: template.Context) -> str:
    """The address of the Help on the page that is shown. An error page may have been made without a request."""
    match = getattr(context.get("request"), "resolver_match", None)
    return topics.address(match.url_name if match else None)
