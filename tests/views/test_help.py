"""The Help: every document as a page, its links, and the search."""

import re
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from rules.analysis.lua_manual import MANUAL
from rules.presentation.help import pages, topics
from rules.presentation.help.search import entries
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW, script_with

pytestmark = pytest.mark.django_db

INDEX = reverse("help")


class Found(HTMLParser):
    """The addresses that a page links to, and the anchors that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.links += [given["href"]] if tag == "a" else []
        self.anchors += [given["id"]] if "id" in given else []


@pytest.mark.parametrize("url", [INDEX, reverse("help_page", args=["settings"])])
def test_it_is_for_viewers(browser_of, url):
    asks_to_sign_in(url)
    names_the_role(browser_of(None), url, "viewer")


def test_every_document_is_a_page_whose_links_and_anchors_exist(viewer, reading):
    """The links of the top bar and of the index count, too. Only Help pages and the lint rules have anchors."""
    seen: dict[str, Found] = {}
    with reading():
        for url in [INDEX, reverse("lint_rules"), *(reverse("help_page", args=[slug]) for slug in pages.slugs())]:
            page = viewer.get(url)
            assert page.status_code == 200, url
            seen[url] = Found(page.text)
    status = cache(lambda address: viewer.get(address, follow=True).status_code)
    for url, found in seen.items():
        assert len(set(found.anchors)) == len(found.anchors), url
        for link in found.links:
            address, anchor = urldefrag(urljoin(url, link))
            if address in seen:
                assert not anchor or anchor in seen[address].anchors, f"{url} links to {link}"
            else:
                assert status(address) == 200, f"{url} links to {link}"


def test_every_function_of_lua_is_on_its_page_with_what_it_does():
    text = (pages.FOLDER / "lua.md").read_text()
    rows = [f"| `{signature}` | {meaning} |" for signature, meaning in MANUAL.values()]
    assert [row for row in rows if row.replace("|", "") not in text.replace("\\|", "|").replace("|", "")] == []


def test_examples_have_the_consoles_own_address_and_a_button_that_copies_them(viewer):
    page = viewer.get(reverse("help_page", args=["delivery"]))
    assert "https://mxadmin.example.com" not in page.text
    assert f"{settings.PUBLIC_URL.geturl()}/scripts/mxserverrules.lua/live.lua" in page.text.replace("&#x27;", "'")
    assert page.text.count("data-copies=") == page.text.count("<pre")


def test_every_document_is_in_one_group():
    assert sorted(pages.slugs()) == sorted(path.stem for path in pages.FOLDER.glob("*.md"))


def test_a_page_shows_title_summary_coloured_code_and_tables_that_scroll(viewer):
    page = viewer.get(reverse("help_page", args=["host-functions"])).text
    assert page.count("<h1>Host functions</h1>") == 1
    assert '<span class="code-keyword">local</span> rows' in page
    settings = viewer.get(reverse("help_page", args=["settings"])).text
    assert '<div class="table-scroll" tabindex="0" role="region" aria-label="Table 1"><table class="table">' in settings
    assert 'id="people"' in settings
    assert "<script>" not in settings


def test_a_page_that_does_not_exist_is_not_found(viewer):
    assert viewer.get("/help/nothing/").status_code == 404
    assert viewer.get("/help/../settings/").status_code == 404


def test_each_page_of_the_console_leads_to_its_part_of_the_help(viewer):
    assert 'href="/help/send-attempts/#why-is-it-waiting"' in viewer.get(reverse("waiting")).text
    assert 'href="/help/first-steps/#what-home-shows"' in viewer.get(reverse("home")).text
    assert 'href="/help/"' in viewer.get(reverse("help_page", args=["dns"])).text


@pytest.mark.parametrize("url_name", topics.TOPICS)
def test_a_topic_names_a_page_and_a_heading_that_exist(url_name):
    assert url_name in get_resolver().reverse_dict
    assert topics.address(url_name) in {entry.url for entry in entries()}


def test_other_pages_link_to_headings_that_exist(publisher):
    script_with(ALLOW)
    script = ["mxserverrules.lua"]
    answers = [
        publisher.post(reverse("dry_run", args=script), {"source": ALLOW.decode(), "domain": "plain.example"}),
        *(
            publisher.get(url)
            for url in [reverse("delivery", args=script), reverse("connection"), reverse("lint_rules")]
        ),
    ]
    links = {link for page in answers for link in Found(page.text).links if link.startswith("/help/")}
    assert links <= {entry.url for entry in entries()}
    assert {"/help/assumptions/#names", "/help/sandbox/", "/help/settings/#all-settings"} <= links


# The search


def hits(page) -> list[str]:
    return re.findall(r'<p class="help-hit-head">\s*<a href="([^"]*)">', page.text)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("MXADMIN_VPOP3_DIR", "/help/settings/#all-settings"),
        ("PostgresQuery", "/help/host-functions/#vpop3postgresquery"),
        ("zone files", "/help/dns/#zone-files"),
        ("sql-quoting", "/lint/#sql-quoting"),
        ("hold_minutes", "/help/assumptions/#hold_minutes"),
        ("--junit", "/help/command-line/#test"),
        ("null mx", "/help/dns/#mx-records"),
        ("port", "/help/command-line/#demo"),
        ("WHY waiting", "/help/send-attempts/#why-is-it-waiting"),
    ],
)
def test_the_best_section_comes_first(viewer, reading, query, first):
    with reading():
        page = viewer.get(INDEX, {"q": query})
    assert hits(page)[0] == first


def test_all_words_are_needed_and_marked(viewer):
    page = viewer.get(INDEX, {"q": "powershell token"})
    assert hits(page) == ["/help/delivery/#windows"]
    assert re.search("<mark>PowerShell</mark>", page.text)


def test_sections_with_only_some_of_the_words_are_marked(viewer):
    page = viewer.get(INDEX, {"q": "powershell landlock"})
    assert "No section has all of “powershell landlock”" in page.text
    assert hits(page)


def test_nothing_found_offers_another_spelling(viewer):
    page = viewer.get(INDEX, {"q": "scenaros"})
    assert "Nothing found for “scenaros”" in page.text
    assert '<a href="?q=scenarios">scenarios</a>' in page.text


def test_a_search_is_shown_as_text_and_stays_in_the_field(viewer):
    page = viewer.get(INDEX, {"q": "<b>dns"})
    assert "<b>dns" not in page.text
    assert 'value="&lt;b&gt;dns"' in page.text


@pytest.mark.parametrize(("query", "sentence"), [("x" * 201, "At most 200 characters"), ("a\0b", "NUL character")])
def test_a_query_that_cannot_be_is_refused_beside_the_field(viewer, query, sentence):
    page = viewer.get(INDEX, {"q": query})
    assert page.status_code == 422
    assert sentence in page.text
    assert not hits(page)


@pytest.mark.parametrize("query", ["", "   ", "ß", "İ", "(", "\\", "%s", "🦆", "a b c d e f g"])
def test_odd_queries_have_an_answer(viewer, query):
    assert viewer.get(INDEX, {"q": query}).status_code == 200
