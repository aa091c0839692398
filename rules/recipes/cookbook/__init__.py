"""All recipes: one file each, listed here in the order in which pages show them."""

from rules.recipes.cookbook import (
    avoid_servers,
    bulk_mail,
    by_connection,
    dead_server,
    fresh_dns,
    growing_hold,
    hold_provider,
    honour_reply,
    large_mail,
    misspelt_domains,
    partner_relay,
    warm_up,
)
from rules.recipes.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    module.RECIPE.slug: module.RECIPE
    for module in (
        hold_provider,
        growing_hold,
        honour_reply,
        dead_server,
        partner_relay,
        misspelt_domains,
        large_mail,
        warm_up,
        bulk_mail,
        by_connection,
        avoid_servers,
        fresh_dns,
    )
}
