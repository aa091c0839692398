"""Recipes: their list, and the page of one, from which it is inserted into the person's draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from rules import queries
from rules.forms.recipe import RecipeForm
from rules.models import Script
from rules.models.roles import Role
from rules.presentation import recipes as shown
from rules.recipes import parameters
from rules.recipes.cookbook import RECIPES
from rules.recipes.insertion import Insertion
from rules.recipes.kept_test import KeptTest
from rules.recipes.recipe import Recipe
from rules.recipes.refusal import Refusal
from rules.services import recipes
from rules.services.errors import Refused
from rules.services.recipes import Base
from rules.views.lookup import script_or_404
from rules.views.scripts.draft import stored, to_draft
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs
from rules.web.run_line import leaving, turn

PAGE = "rules/scripts/recipe_view.html"
TRIAL, INSERT = "trial", "insert"
"""The words in `do` that are more than a preview."""


@require_safe
@needs(Role.EDITOR)
def recipe_list(request: SignedIn, name: str) -> HttpResponse:
    context = {"script": script_or_404(name), "recipes": RECIPES.values()}
    return render(request, "rules/scripts/recipe_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def recipe_view(request: SignedIn, name: str, slug: str) -> HttpResponse:
    script = script_or_404(name)
    if slug not in RECIPES:
        raise Http404(f"There is no recipe {slug}.")
    recipe = RECIPES[slug]
    draft = queries.newest_draft(script, request.user)
    base = Base(draft=draft, revision=draft.started_from if draft else queries.latest(script))
    usual = parameters.defaults(recipe.parameters, timezone.localdate()) | {"keep_test": "on"}
    form = RecipeForm(recipe, request.POST if request.method == "POST" else usual)
    context = {"script": script, "recipe": recipe, "needs": shown.needs(recipe), "base": base, "form": form}
    if not form.is_valid():
        return fragments.page_or_part(request, PAGE, "preview", context, status=422)
    with turn(request):
        return _tried(request, script, recipe, base, form, context)


def _tried(
    request: SignedIn, script: Script, recipe: Recipe, base: Base, form: RecipeForm, context: dict[str, Any]
) -> HttpResponse:
    try:
        insertion = recipes.inserted(recipe, form.values, base)
    except Refusal as refusal:
        return fragments.page_or_part(request, PAGE, "preview", context | {"refusal": refusal}, status=422)
    test = recipes.tested(recipe, form.values, insertion.text, leaving(request))
    leaving(request).check()
    context["preview"] = shown.preview(recipe, form.values, base.text, insertion, test)
    do = request.POST.get("do")
    if do == INSERT:
        try:
            return _insert(request, script, recipe, base, insertion, test if form.cleaned_data["keep_test"] else None)
        except Refused as error:
            return fragments.page_or_part(request, PAGE, "preview", context | {"refusal": error}, status=422)
    if do == TRIAL:
        context["trial"] = recipes.tried(script, insertion.text, base, leaving(request))
        context["merged"] = insertion.text
    return fragments.page_or_part(request, PAGE, "preview", context)


def _insert(
    request: SignedIn, script: Script, recipe: Recipe, base: Base, insertion: Insertion, test: KeptTest | None
) -> HttpResponse:
    script = stored(request, script, request.user)
    draft = recipes.into_draft(script=script, user=request.user, base=base, text=insertion.text)
    messages.success(request, f"“{recipe.title}” is in your draft. Look at it, dry-run it, then save it as a revision.")
    if test:
        _keep(request, script, test)
    return to_draft(script.name, draft, f"Add a recipe: {recipe.title}")


def _keep(request: SignedIn, script: Script, test: KeptTest) -> None:
    if test.problems:
        messages.warning(request, f"Its test was not kept, because your draft does not pass it. {test.problems[0]}")
        return
    try:
        kept = recipes.keep_test(script=script, test=test, actor=request.user, address=client_address(request))
    except Refused as error:
        messages.warning(request, f"Its test was not kept. {error}")
    else:
        messages.info(request, f"Its test is kept as the scenario “{kept.name}”.")
