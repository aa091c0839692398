"""A page that stays open asks for its session, and signs in again in place."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

SESSION, AGAIN = reverse("session"), reverse("sign_in_again")
PASSWORD = "correct horse battery"


@pytest.fixture
def anna():
    return User.objects.create_user("anna", password=PASSWORD)


def test_the_session_names_the_person_and_writes_nothing(anna, reading):
    client = Client()
    with reading():
        answer = client.get(SESSION)
    assert (answer.json()["user"], answer.json()["name"]) == (None, "")
    assert "no-store" in answer["Cache-Control"]
    client.force_login(anna)
    with reading():
        told = client.get(SESSION).json()
    assert (told["user"], told["name"]) == (anna.pk, "anna")


def test_signing_in_again_gives_the_token_that_forms_then_need(anna):
    client = Client(enforce_csrf_checks=True)
    sent = {"username": "anna", "password": PASSWORD}
    assert client.post(AGAIN, sent).status_code == 403
    before = client.get(SESSION).json()["token"]
    told = client.post(AGAIN, sent | {"csrfmiddlewaretoken": before}).json()
    assert told["user"] == anna.pk
    out = reverse("logout")
    assert client.post(out, {"csrfmiddlewaretoken": before}).status_code == 403
    assert client.post(out, {"csrfmiddlewaretoken": told["token"]}).status_code == 302


def test_a_wrong_password_is_a_sentence_and_counts_like_one_of_the_sign_in_page(anna, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        answer = Client().post(AGAIN, {"username": "anna", "password": "wrong"})
        assert answer.status_code == 422
        assert "correct username and password" in answer.json()["sentence"]
    answer = Client().post(AGAIN, {"username": "anna", "password": "wrong"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")


def test_another_person_of_the_browser_is_replaced(anna):
    client = Client()
    client.force_login(User.objects.create_user("berta"))
    assert client.post(AGAIN, {"username": "anna", "password": PASSWORD}).json()["user"] == anna.pk
    assert client.get(SESSION).json()["name"] == "anna"


def test_signing_in_again_is_not_for_get():
    assert Client().get(AGAIN).status_code == 405
