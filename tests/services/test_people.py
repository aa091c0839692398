"""Accounts and roles."""

import pytest
from django.contrib.auth.models import Group, User

from rules.models import AuditEntry
from rules.models.roles import Role, role_of
from rules.services import people
from rules.services.errors import Refused

pytestmark = pytest.mark.django_db

GOOD = "correct horse battery"


def test_a_new_user_has_the_role_and_can_sign_in():
    people.create_user(username="anna", password=GOOD, role=Role.EDITOR, actor=None)
    anna = User.objects.get(username="anna")
    assert role_of(anna) is Role.EDITOR
    assert anna.check_password(GOOD)


def test_the_audit_entry_names_user_and_role_but_never_the_password():
    people.create_user(username="anna", password=GOOD, role=Role.VIEWER, actor=None)
    assert AuditEntry.objects.get().detail == {"user": "anna", "role": "viewer"}


def test_a_name_is_taken_once():
    people.create_user(username="anna", password=GOOD, role=Role.VIEWER, actor=None)
    with pytest.raises(Refused, match="There is a user anna already"):
        people.create_user(username="anna", password=GOOD, role=Role.VIEWER, actor=None)


@pytest.mark.parametrize("password", ["short", "123456789012345", "anna-anna-anna", "password1234"])
def test_a_password_that_is_easy_to_guess_is_refused(password):
    with pytest.raises(Refused, match="password"):
        people.create_user(username="anna-anna", password=password, role=Role.VIEWER, actor=None)
    assert not User.objects.exists()


def test_a_role_replaces_the_one_before_and_leaves_other_groups_alone():
    anna = people.create_user(username="anna", password=GOOD, role=Role.PUBLISHER, actor=None)
    anna.groups.add(Group.objects.create(name="night shift"))
    people.set_role(username="anna", role=Role.VIEWER, actor=None)
    assert set(anna.groups.values_list("name", flat=True)) == {"viewer", "night shift"}


def test_a_role_for_nobody_is_refused():
    with pytest.raises(Refused, match="There is no user berta"):
        people.set_role(username="berta", role=Role.VIEWER, actor=None)


def test_roles_include_those_before_them():
    assert [[role.includes(other) for other in Role] for role in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_the_highest_of_several_roles_counts():
    anna = User.objects.create(username="anna")
    anna.groups.set([Group.objects.get_or_create(name=name)[0] for name in ("viewer", "editor")])
    assert role_of(anna) is Role.EDITOR


def test_a_superuser_may_do_everything_and_a_deactivated_one_nothing():
    assert role_of(User(is_superuser=True)) is Role.PUBLISHER
    assert role_of(User(is_superuser=True, is_active=False)) is None
