"""The link of a menu that leads to the page that is shown, or to what the page belongs to."""

from dataclasses import dataclass

from rules.models.roles import Role

MAIN = {
    "home": ("home",),
    "script_edit": (
        "script",
        "revision",
        "publication",
        "replay",
        "guard",
        "scenario",
        "batch",
        "delivery",
        "dry_run",
        "lint_rules",
        "recipe",
        "tuning",
    ),
    "attempts": ("attempt", "overview", "server", "new_replies", "waiting"),
    "connection": ("connection",),
}
ATTEMPTS = {"attempts": (), "overview": ("server",), "waiting": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPage:
    """A page of a script. `takes_text`: the editor's page sends it the text that is typed there; `often`: the editor's
    page has a link to it, and not an entry in a menu."""

    url_name: str
    label: str
    role: Role = Role.VIEWER
    takes_text: bool = False
    often: bool = False


SCRIPT_PAGES = (
    ScriptPage(url_name="revision_list", label="Revisions", often=True),
    ScriptPage(url_name="publication_list", label="Publications"),
    ScriptPage(url_name="scenario_list", label="Scenarios", often=True),
    ScriptPage(url_name="scenario_coverage", label="Coverage"),
    ScriptPage(url_name="recipe_list", label="Recipes", role=Role.EDITOR, often=True),
    ScriptPage(url_name="batch_list", label="Batch", role=Role.EDITOR, takes_text=True, often=True),
    ScriptPage(url_name="replay_list", label="Try on history", role=Role.EDITOR, takes_text=True, often=True),
    ScriptPage(url_name="tuning_list", label="Tune", role=Role.EDITOR, takes_text=True),
    ScriptPage(url_name="shadow_list", label="Shadow", role=Role.EDITOR, takes_text=True),
    ScriptPage(url_name="guard_list", label="Guard", role=Role.EDITOR, takes_text=True),
    ScriptPage(url_name="delivery", label="Delivery", often=True),
    ScriptPage(url_name="script_settings", label="Settings", role=Role.PUBLISHER),
)
"""The pages of a script in the order of their menus."""


def script_pages(role: Role) -> list[ScriptPage]:
    return [page for page in SCRIPT_PAGES if role.includes(page.role)]


SCRIPT = {
    "revision_list": ("revision",),
    "publication_list": ("publication",),
    "replay_list": ("replay",),
    "shadow_list": ("shadow_",),
    "tuning_list": ("tuning",),
    "guard_list": ("guard",),
    "scenario_list": ("scenario",),
    "scenario_coverage": (),
    "recipe_list": ("recipe",),
    "batch_list": ("batch",),
    "delivery": ("delivery",),
    "script_settings": (),
}
MENUS = {"main": MAIN, "attempts": ATTEMPTS, "script": SCRIPT}
"""Menus: the name of each link's URL, with words in the names of the URLs below it."""


def current(menu: str, link: str, shown: str) -> str:
    """The value of the link's `aria-current`, or nothing. `shown` is the name of the page's URL."""
    links = MENUS[menu]
    if shown in links:
        return "page" if shown == link else ""
    return "true" if any(word in shown for word in links[link]) else ""
