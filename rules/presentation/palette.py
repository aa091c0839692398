"""The entries of the palette, which leads to every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from rules.models import Revision, Script
from rules.models.roles import Role
from rules.outqueue.attempts.known_values import KnownValues
from rules.presentation.help.search import entries as help_entries
from rules.search.language import parse, written
from rules.search.terms import Key, SearchError, Term

MOST_OF_A_KIND = 5
LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place to go to. `words` are others by which it is found."""

    title: str
    url: str
    hint: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of the console. `role`: the least that opens it; `of_script`: each script has one."""

    title: str
    url_name: str
    words: str = ""
    role: Role = Role.VIEWER
    of_script: bool = False


PLACES = (
    Place(title="Home", url_name="home"),
    Place(title="Send attempts", url_name="attempts", words="list queue history search"),
    Place(title="Overview of send attempts", url_name="overview", words="chart statistics figures"),
    Place(title="Why is it waiting?", url_name="waiting", words="held stuck queue"),
    Place(title="New replies", url_name="new_replies", words="unlike before"),
    Place(title="Scripts", url_name="script_list", words="archive"),
    Place(title="Script", url_name="script_edit", words="editor desk edit lua", of_script=True),
    Place(title="Dry run", url_name="dry_run", words="try test domain", of_script=True),
    Place(title="Revisions", url_name="revision_list", words="versions history", of_script=True),
    Place(title="Publications", url_name="publication_list", words="live publish history", of_script=True),
    Place(title="Delivery", url_name="delivery", words="folder token install", of_script=True),
    Place(title="Scenarios", url_name="scenario_list", words="tests", of_script=True),
    Place(title="Coverage", url_name="scenario_coverage", words="scenarios tests", of_script=True),
    Place(title="Recipes", url_name="recipe_list", words="rules examples", role=Role.EDITOR, of_script=True),
    Place(title="Batch of dry runs", url_name="batch_list", words="many domains", role=Role.EDITOR, of_script=True),
    Place(title="Try on history", url_name="replay_list", words="replay past", role=Role.EDITOR, of_script=True),
    Place(title="Tune", url_name="tuning_list", words="values numbers", role=Role.EDITOR, of_script=True),
    Place(title="Guard", url_name="guard_list", words="differential compare texts", role=Role.EDITOR, of_script=True),
    Place(title="In the shadow of live", url_name="shadow_list", words="shadows", role=Role.EDITOR, of_script=True),
    Place(title="New scenario", url_name="scenario_new", words="test add keep", role=Role.EDITOR, of_script=True),
    Place(
        title="Rename or archive",
        url_name="script_settings",
        words="script settings",
        role=Role.PUBLISHER,
        of_script=True,
    ),
    Place(title="Lint rules", url_name="lint_rules", words="findings"),
    Place(title="Connection", url_name="connection", words="database postgresql dns sandbox state"),
    Place(title="Audit", url_name="audit", words="log who"),
    Place(title="Your account", url_name="account", words="password sessions"),
    Place(title="Two-factor sign-in", url_name="mfa_index", words="passkeys recovery codes totp security"),
    Place(title="Your sessions", url_name="usersessions_list", words="signed in devices"),
    Place(title="Alerts", url_name="alerts", words="mail webhook channels notifications"),
    Place(title="People", url_name="people", words="users roles accounts invite", role=Role.PUBLISHER),
    Place(title="Help", url_name="help", words="manual documentation"),
)


def pages(role: Role, script: str, others: Iterable[str]) -> list[Entry]:
    """Return the pages that the role opens: those of `script`, and the desk of each other one."""
    found = [_page(place, script) for place in PLACES if role.includes(place.role)]
    desk = next(place for place in PLACES if place.url_name == "script_edit")
    return found + [_page(desk, name) for name in others if name != script]


def _page(place: Place, script: str) -> Entry:
    arguments = [script] if place.of_script else []
    url = reverse(place.url_name, args=arguments)
    return Entry(title=place.title, url=url, hint=script if place.of_script else "", words=place.words)


def fitting(entries: Iterable[Entry], typed: str, most: int = MOST_OF_A_KIND) -> tuple[Entry, ...]:
    """Return the entries that hold all words, those first whose title begins with them."""
    words = typed.casefold().split()
    held = [entry for entry in entries if all(word in _text(entry) for word in words)]
    return tuple(sorted(held, key=lambda entry: _rank(entry, words))[:most])


def _text(entry: Entry) -> str:
    return f"{entry.title} {entry.words} {entry.hint}".casefold()


def _rank(entry: Entry, words: list[str]) -> int:
    title = entry.title.casefold()
    if title.startswith(" ".join(words)):
        return 0
    return 1 if all(word in title for word in words) else 2


def publish_entries(scripts: Iterable[Script]) -> list[Entry]:
    """Return the publish page of each script whose newest revision is not live; `scripts` as `all_scripts` gives
    them."""
    return [
        Entry(
            title=f"Publish revision {latest}",
            url=reverse("revision_publish", args=[script.name, latest]),
            hint=script.name,
            words="live",
        )
        for script in scripts
        if not script.archived_at
        and (latest := getattr(script, "latest_number", None))
        and latest != getattr(script, "live_number", None)
    ]


def revision_entries(revisions: Iterable[Revision]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            title=f"Revision {each.number}: {each.message}" if each.message else f"Revision {each.number}",
            url=reverse("revision_view", args=[each.script.name, each.number]),
            hint=each.script.name,
        )
        for each in revisions
    )


def attempt_entries(typed: str) -> tuple[Entry, ...]:
    """Return the ways to look for the typed text in the send attempts."""
    try:
        terms = parse(typed)
    except SearchError:
        terms = (Term(key=Key.TEXT, value=typed),)
    found = [Entry(title=f"Send attempts: {typed}", url=_list(terms), hint="last 7 days")]
    if len(terms) == 1 and not terms[0].negated and terms[0].key in {Key.NAME, Key.ADDRESS}:
        value = terms[0].value
        waiting = f"{reverse('waiting')}?{urlencode({'q': value})}"
        found.append(Entry(title=f"Why is mail for {value} waiting?", url=waiting))
        if terms[0].key is Key.NAME:
            found.append(Entry(title=f"Server {value}", url=reverse("server", args=[value.lower()]), hint="its page"))
    return tuple(found)


def value_entries(known: KnownValues, typed: str) -> list[Entry]:
    """Return values of the newest attempts that hold the typed text: servers, domains, addresses, message ids."""
    part = typed.casefold()
    found = [
        Entry(title=name, url=reverse("server", args=[name]), hint="server") for name in _holding(known.servers, part)
    ]
    for key, values, hint in (
        (Key.DOMAIN, known.domains, "destination"),
        (Key.TO, known.recipients, "recipient"),
        (Key.FROM, known.senders, "sender"),
        (Key.MESSAGE, known.messages, "message"),
    ):
        found += [
            Entry(title=value, url=_list([Term(key=key, value=value)]), hint=hint) for value in _holding(values, part)
        ]
    return found


def _holding(values: Iterable[str], part: str) -> list[str]:
    held = (value for value in values if part in value.casefold() and len(value) <= LONGEST_VALUE)
    return [value for value, _ in zip(held, range(MOST_OF_A_KIND), strict=False)]


def _list(terms: Iterable[Term]) -> str:
    return f"{reverse('attempts')}?{urlencode({'q': written(terms), 'range': '7d'})}"


def without_repetition(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return each address once, with the title that comes first."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.url, entry)
    return tuple(found.values())


def help_pages() -> list[Entry]:
    """Return every section of the Help, the settings among them."""
    return [Entry(title=each.heading, url=each.url, hint=each.place, words=each.terms) for each in help_entries()]
