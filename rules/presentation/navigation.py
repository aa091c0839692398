"""The link of a menu that leads to the page that is shown, or to what the page belongs to."""

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
