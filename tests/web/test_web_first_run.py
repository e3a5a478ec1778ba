"""A new installation: the first clinic, its owner, and the people the owner adds."""

from typing import Any

import pytest
from django.test import Client

from filiform.web.accounts.models import User
from filiform.web.clinics.models import Clinic, Membership

TYPED = {
    "clinic": "Practice by the lake",
    "full_name": "Ada Muster",
    "username": "ada",
    "password": "seven quiet herons",
    "again": "seven quiet herons",
}
NEW = {"full_name": "Eve Muster", "username": "eve", "role": "practitioner"}
NEW |= {"password": "nine loud sparrows", "again": "nine loud sparrows"}


def test_a_new_installation_asks_for_its_clinic(db: None) -> None:
    client = Client()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/first/"
    answer = client.post("/first/", TYPED)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "No patients yet" in client.get("/").content.decode()
    membership = Membership.objects.get()
    assert (membership.clinic.name, membership.user.full_name, membership.role) == (
        "Practice by the lake",
        "Ada Muster",
        "owner",
    )
    again = Client().post("/login/", {"username": "ada", "password": TYPED["password"]})
    assert again["Location"] == "/"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "password123", "again": "password123"}, "too common"),
        ({"password": "ada muster", "again": "ada muster"}, "too similar"),
        ({"again": "something else"}, "differ"),
        ({"username": "a b"}, "valid username"),
        ({"clinic": ""}, "required"),
    ],
)
def test_a_first_clinic_that_is_wrong_is_not_created(db: None, wrong: dict[str, str], says: str) -> None:
    answer = Client().post("/first/", TYPED | wrong)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Clinic.objects.exists()
    assert not User.objects.exists()


def test_once_somebody_can_sign_in_no_other_clinic_is_created(cast: Any) -> None:
    for answer in (Client().get("/first/"), Client().post("/first/", TYPED)):
        assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert not Clinic.objects.filter(name=TYPED["clinic"]).exists()


def test_the_owner_adds_a_practitioner_who_can_sign_in(ana: Client, cast: Any) -> None:
    assert ana.post("/people/", NEW)["Location"] == "/people/"
    assert "Eve Muster" in ana.get("/people/").content.decode()
    eve = Client()
    assert eve.post("/login/", {"username": "eve", "password": NEW["password"]})["Location"] == "/"
    assert User.objects.get(username="eve").memberships.get().clinic == cast.clinic


def test_a_user_name_is_given_once_whatever_its_letters(ana: Client) -> None:
    answer = ana.post("/people/", NEW | {"username": "BO"})
    assert answer.status_code == 422
    assert "Choose another" in answer.content.decode()


def test_a_practitioner_neither_sees_nor_adds_people(bo: Client) -> None:
    assert bo.get("/people/").status_code == 404
    assert bo.post("/people/", NEW).status_code == 404
    assert not User.objects.filter(username="eve").exists()
    assert 'href="/people/"' not in bo.get("/").content.decode()


def test_the_owner_sees_the_people_of_the_own_clinic_only(cy: Client, cast: Any) -> None:
    page = cy.get("/people/").content.decode()
    assert cast.cy.full_name in page
    assert cast.ana.full_name not in page
