"""A document's Markdown as HTML: coloured code, tables that scroll, headings with links to themselves."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from rules.presentation.highlighting import highlighted_code

DOCUMENT = re.compile(r"(?P<slug>[a-z-]+)\.md(?P<anchor>#.*)?")
FOR_GITHUB = "https://mxadmin.example.com"
"""The address of the console in the documents."""
NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


class Renderer(RendererHTML):
    """A renderer: each method writes the token of its name, as markdown-it-py looks them up."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        """Write an example with a button that copies it, and the console's own address in place of the one for
        GitHub."""
        token = tokens[idx]
        content = token.content.replace(FOR_GITHUB, settings.PUBLIC_URL.geturl().rstrip("/"))
        return format_html(
            '<div class="example"><pre class="code" tabindex="0" role="region" aria-label="Example {0}">'
            '<code id="example-{0}">{1}</code></pre><button class="button button-small example-copy" type="button" '
            'data-copies="example-{0}" hidden>Copy</button></div>\n',
            sum(1 for each in tokens[: idx + 1] if each.type == "fence"),
            highlighted_code(token.info.strip(), content),
        )

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        number = sum(1 for each in tokens[: idx + 1] if each.type == "table_open")
        return format_html(
            '<div class="table-scroll" tabindex="0" role="region" aria-label="Table {}"><table class="table">\n', number
        )

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        return '<th scope="col">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:  # noqa: ARG002
        anchor, heading = tokens[idx - 2].attrGet("id"), plain(tokens[idx - 1])
        link = format_html(' <a class="help-anchor" href="#{}" aria-label="Link to {}">#</a>', anchor, heading)
        return f"{link}</{tokens[idx].tag}>\n"


MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=Renderer).enable("table")
RENDERER = cast(Renderer, MARKDOWN.renderer)


def parse(text: str) -> list[Token]:
    """The tokens of a document, its headings with their anchors and its links leading to other Help pages."""
    tokens = MARKDOWN.parse(text)
    taken: set[str] = set()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor_of(plain(inline), taken))
        for child in inline.children or ():
            if child.type == "link_open":
                child.attrSet("href", address_of(str(child.attrGet("href"))))
    return tokens


def html(tokens: Sequence[Token]) -> SafeString:
    """Render a document. Its own markup is shown as text ("html": False), so all markup is that of the renderer."""
    return mark_safe(RENDERER.render(tokens, MARKDOWN.options, {}))  # noqa: S308


def inline_html(inline: Token) -> SafeString:
    return mark_safe(RENDERER.renderInline(inline.children or [], MARKDOWN.options, {}))  # noqa: S308


def plain(token: Token) -> str:
    """The words of a token, without markup."""
    if token.children is None:
        return token.content
    return "".join(" " if child.type == "softbreak" else child.content for child in token.children)


def anchor_of(heading: str, taken: set[str]) -> str:
    """The anchor that GitHub gives a heading, so that one link works there and here."""
    base = NOT_IN_ANCHORS.sub("", heading.strip().lower()).replace(" ", "-")
    anchor, number = base, 0
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor


def address_of(href: str) -> str:
    """`settings.md#people` is a file for GitHub and a page for the console."""
    document = DOCUMENT.fullmatch(href)
    if document is None:
        return href
    return reverse("help_page", args=[document["slug"]]) + (document["anchor"] or "")


def marked(text: str, words: Sequence[str]) -> SafeString:
    """A text with each occurrence of the words marked, in any capitals."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    parts: list[str] = []
    end = 0
    for found in pattern.finditer(text) if words else ():
        parts += [escape(text[end : found.start()]), format_html("<mark>{}</mark>", found[0])]
        end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  # of escaped parts
