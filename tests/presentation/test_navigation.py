import pytest
from django.urls import get_resolver

from rules.models.roles import Role
from rules.presentation.navigation import MENUS, SCRIPT, SCRIPT_PAGES, current, script_pages


@pytest.mark.parametrize(
    ("menu", "shown", "link", "value"),
    [
        ("main", "home", "home", "page"),
        ("main", "home", "attempts", ""),
        ("main", "revision_view", "script_edit", "true"),
        ("main", "dry_run", "script_edit", "true"),
        ("main", "attempt", "attempts", "true"),
        ("main", "server", "attempts", "true"),
        ("main", "connection", "connection", "page"),
        ("main", "audit", "script_edit", ""),
        ("main", "", "home", ""),
        ("attempts", "server", "overview", "true"),
        ("attempts", "overview", "overview", "page"),
        ("attempts", "attempt", "attempts", ""),
        ("script", "scenario_view", "scenario_list", "true"),
        ("script", "scenario_coverage", "scenario_list", ""),
        ("script", "scenario_coverage", "scenario_coverage", "page"),
        ("script", "revision_list", "revision_list", "page"),
        ("script", "batch_view", "batch_list", "true"),
    ],
)
def test_a_link_is_current_on_its_own_page_and_on_those_below_it(menu: str, shown: str, link: str, value: str):
    assert current(menu, link, shown) == value


def test_menus_lead_to_pages_that_exist():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {link for links in MENUS.values() for link in links} - names == set()


def test_the_pages_of_a_script_are_one_menu_by_role():
    assert {page.url_name for page in SCRIPT_PAGES} == SCRIPT.keys()
    by_role = [{page.label for page in script_pages(role)} for role in (Role.VIEWER, Role.EDITOR, Role.PUBLISHER)]
    assert "Recipes" in by_role[1] - by_role[0]
    assert by_role[2] - by_role[1] == {"Settings"}
