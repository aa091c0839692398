"""Every form says what is wrong in sentences that say what fits; Django's own say neither what fits nor what to do."""

import copy
import importlib
import pkgutil

import pytest
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

import rules.forms
from rules.forms.dry_run import DryRunForm
from rules.forms.sentences import HouseForm

DJANGOS = (
    "Ensure",
    "Select a valid",
    "This field",
    "Enter a",
    "Null characters",
    "No file was submitted",
    "The submitted",
)
JUNK = ("", "nonsense", "\0", "9" * 5000, "-9", "x" * 2_000_000)


def _forms():
    for module in pkgutil.iter_modules(rules.forms.__path__, "rules.forms."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, forms.BaseForm) and each.__module__ == module.name:
                yield each


FORMS = [each for each in _forms() if each is not HouseForm]


def test_every_form_is_one_of_the_house():
    assert len(FORMS) >= 18
    assert [each for each in FORMS if not issubclass(each, HouseForm)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_no_field_answers_in_a_sentence_of_django(form):
    said = set()
    for name, field in form.base_fields.items():
        probe = type("Probe", (HouseForm,), {name: copy.deepcopy(field)})
        for junk in JUNK:
            said |= {error for errors in probe(MultiValueDict({name: [junk]}), {}).errors.values() for error in errors}
    assert [sentence for sentence in said if sentence.startswith(DJANGOS)] == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("retries", "-1", "Write a whole number from 0 to 100000."),
        ("retries", "9" * 5000, "Write a whole number from 0 to 100000."),
        ("retries", "", "Write a whole number from 0 to 100000."),
        ("seed", "1.5", "Write a whole number from 0 to 2147483647."),
        ("parent", "0", "Write a whole number, 1 or more."),
        ("version", "9.9", "“9.9” is not in the list. Choose one that is."),
        ("version", "", "Choose one from the list."),
        ("dns", "carrier pigeon", "“carrier pigeon” is not in the list. Choose one that is."),
        ("assume-hook_error", "p" * 5000, f"“{'p' * 60}” is not in the list. Choose one that is."),
        ("connection_name", "n" * 101, "At most 100 characters; it has 101."),
        ("connection_name", "\0", "It holds a NUL character, which no text may hold. Remove it."),
        ("domain", "", "Name the domain that the mail goes to, like example.com."),
    ],
)
def test_a_sentence_says_what_fits(field, value, sentence):
    sent = QueryDict(mutable=True)
    sent["domain"] = "plain.example"
    sent[field] = value
    assert DryRunForm(sent).errors[field] == [sentence]
