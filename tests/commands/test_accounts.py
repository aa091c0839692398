"""Accounts from the command line."""

import io
import sys

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from rules.management.plain import Usage
from rules.models.roles import Role, role_of
from tests.people import person

pytestmark = pytest.mark.django_db

GOOD = "correct horse battery"


def test_a_password_is_read_from_a_pipe(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(GOOD + "\r\n"))
    call_command("create-user", "anna", "--role", "editor")
    assert User.objects.get(username="anna").check_password(GOOD)
    assert capsys.readouterr().out == "anna may sign in now, as editor.\n"


def test_a_password_is_read_from_a_file(tmp_path):
    (tmp_path / "password").write_text(GOOD + "\nnot this\n")
    call_command("create-user", "anna", "--password-file", str(tmp_path / "password"))
    anna = User.objects.get(username="anna")
    assert anna.check_password(GOOD)
    assert role_of(anna) is Role.VIEWER


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(Usage, match=r"nowhere cannot be read: No such file or directory\."):
        call_command("create-user", "anna", "--password-file", str(tmp_path / "nowhere"))


def test_a_weak_password_is_refused_with_the_reason(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret\n"))
    with pytest.raises(Usage, match="This password is too short"):
        call_command("create-user", "anna")


def test_a_password_cannot_be_given_as_an_argument():
    with pytest.raises(Usage, match="Unrecognized arguments"):
        call_command("create-user", "anna", "--password", GOOD)


def test_a_role_is_changed(capsys):
    person(Role.VIEWER, "anna")
    call_command("set-role", "anna", "--role", "publisher")
    assert role_of(User.objects.get(username="anna")) is Role.PUBLISHER
    assert capsys.readouterr().out == "anna is publisher now.\n"


def test_a_role_for_nobody_is_refused():
    with pytest.raises(Usage, match="There is no user anna"):
        call_command("set-role", "anna", "--role", "viewer")
