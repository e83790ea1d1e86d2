"""Information under Art. 15 DSGVO is complete, readable, and holds no secrets."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import models
from django.db.models import ManyToOneRel, OneToOneRel
from django.utils import timezone

from accounts.domain.privacy import person_of
from accounts.models import PersonalLink, User
from companies.models import Company
from companies.rules import is_sole_trader
from privacy.domain import documents
from privacy.domain.information import (
    OTHERS,
    SOLE_TRADER,
    Information,
    information_about_company,
    information_about_person,
    parts_about_company,
    parts_about_person,
)
from privacy.domain.traces import references_to_users
from tests.cast import Cast
from tests.factories import AddressFactory, CompanyFactory, MailFactory, UserFactory
from tests.privacy.people import EMAIL, FIRM, HASH, NAME, SEED, SESSION_KEY, Stored, stored_everywhere

# Tables that refer to a firm, directly or through one of its rows, and are not part of the information; why.
NOT_ABOUT_A_FIRM = {
    "competences.Process": "vocabulary; refers to nobody",
    "profiles.Sending": "one act of sending to many firms; the firm's deliveries are told",
}

# Tables with an address of their own that are not part of the information about a person; why.
NOT_ABOUT_A_PERSON = {
    "companies.Cluster": "the agency's own address",
    "companies.Company": "told in words: name and address, nothing else of the firm",
    "outbox.Mail": "told in words, with secrets masked (outbox.domain.privacy.about_addresses)",
}


def about_firm(stored: Stored, *, for_staff: bool = True) -> Information:
    return information_about_company(stored.company, now=timezone.now(), for_staff=for_staff)


def about(stored: Stored) -> Information:
    return information_about_person(stored.person, now=timezone.now())


def titles(information: Information) -> dict[str, int]:
    return {section.title: len(section.rows) for section in information.sections}


def told_tables(parts: dict) -> set[str]:
    """Labels of the tables of which rows are told, the recorded ones among them."""
    return {part.model._meta.label for part in parts.values() if isinstance(part, models.QuerySet)}


def product_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if not model._meta.auto_created]


def test_every_table_that_belongs_to_a_firm_is_told(db: None) -> None:
    told = told_tables(parts_about_company(CompanyFactory(), for_staff=True))
    told |= {"matching.Pair"}  # told in words, with both firms
    owned = {"companies.Company"}
    found = True
    while found:
        found = {
            relation.related_model._meta.label
            for label in owned
            for relation in apps.get_model(label)._meta.related_objects
            if isinstance(relation, ManyToOneRel | OneToOneRel)
        } - owned
        owned |= found
    assert owned - told - NOT_ABOUT_A_FIRM.keys() == set()
    assert {label for label in NOT_ABOUT_A_FIRM if label in told} == set()


def test_histories_of_what_belongs_to_a_firm_are_told(db: None) -> None:
    told = told_tables(parts_about_company(CompanyFactory(), for_staff=True))
    recorded = {
        model.history.model._meta.label
        for label in told
        if hasattr(model := apps.get_model(label), "history") and hasattr(model.history, "model")
    }
    assert len(recorded) > 10
    assert recorded - told == set()


def test_every_table_with_an_address_is_told_about_a_person(db: None) -> None:
    told = told_tables(parts_about_person(person_of(user=UserFactory())))
    with_address = {
        model._meta.label
        for model in product_models()
        for field in model._meta.concrete_fields
        if (isinstance(field, models.EmailField) or field.name == "email")
        and not hasattr(model, "instance_type")
        and not (model._meta.app_label == "account" and model.__name__ == "EmailConfirmation")
    }
    assert with_address - told - NOT_ABOUT_A_PERSON.keys() == set()


def test_every_reference_to_an_account_is_told_or_counted_as_a_trace(db: None) -> None:
    told = told_tables(parts_about_person(person_of(user=UserFactory())))
    traced = {(field.model._meta.label, field.name) for field in references_to_users()}
    missing = {
        f"{model._meta.label}.{field.name}"
        for model in product_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is User
        and (model._meta.label, field.name) not in traced
        and model._meta.label not in told
    }
    assert missing == set()


def test_a_firm_is_told_with_everything_that_belongs_to_it(stored: Stored) -> None:
    found = titles(about_firm(stored))
    assert found["Unternehmen"] == 1
    assert found["Ansprechpersonen"] == 2
    assert found["Interne Notizen der Wirtschaftsförderung"] == 1
    assert found["Dateien"] == 1
    assert found["Einreichungen"] == 1
    assert found["Schritte der Einreichungen"] == 1
    assert found["Paarungen"] == 1
    assert found["Gefunden für Bedarfe anderer"] == 1
    assert found["E-Mails über das Unternehmen"] == 2
    assert found["Zeilen aus Rückmeldungen"] == 1
    assert found["Verlauf: Ansprechpersonen"] == 2


def test_a_person_is_told_where_he_or_she_occurs(stored: Stored) -> None:
    found = titles(about(stored))
    assert {
        title: found[title]
        for title in (
            "Konto",
            "Anmeldungen",
            "Zweite Faktoren",
            "Eintrag als Ansprechperson",
            "Verlauf: Eintrag als Ansprechperson",
            "In Fassungen von Profilen",
            "In Einreichungen von Unternehmen",
            "In Rückmeldungen von Unternehmen",
            "Einladungen zu antworten",
            "Selbstanmeldungen",
            "Anträge auf Zugang",
            "E-Mails",
        )
    } == {
        "Konto": 1,
        "Anmeldungen": 1,
        "Zweite Faktoren": 1,
        "Eintrag als Ansprechperson": 1,
        "Verlauf: Eintrag als Ansprechperson": 1,
        "In Fassungen von Profilen": 1,
        "In Einreichungen von Unternehmen": 1,
        "In Rückmeldungen von Unternehmen": 1,
        "Einladungen zu antworten": 1,
        "Selbstanmeldungen": 1,
        "Anträge auf Zugang": 1,
        "E-Mails": 1,
    }


def test_a_person_without_account_is_found_by_the_address_in_any_case(cast: Cast) -> None:
    stored = stored_everywhere(cast)
    User.objects.filter(pk=stored.user.pk).delete()
    found = titles(information_about_person(person_of(email=f" {EMAIL.upper()} "), now=timezone.now()))
    assert found["Eintrag als Ansprechperson"] == 1
    assert "Konto" not in found


def test_somebody_else_of_the_same_name_elsewhere_is_not_told(cast: Cast) -> None:
    stored = stored_everywhere(cast)
    cast.other.contacts.create(name=NAME, email="ganz@anders.example")
    assert titles(about(stored))["Eintrag als Ansprechperson"] == 1


def test_nothing_secret_is_ever_told(stored: Stored) -> None:
    token = stored.link.rstrip("/").rpartition("/")[2]
    digests = [link.digest for link in PersonalLink.objects.all()]
    secrets = [token, *digests, HASH, SEED, SESSION_KEY]
    for information in (about(stored), about_firm(stored), about_firm(stored, for_staff=False)):
        text = documents.as_json(information).decode()
        assert [secret for secret in secrets if secret in text] == []
        assert not [key for key in ("password", "digest", "session_key", "marker") if f'"{key}"' in text]


def test_a_firm_learns_nothing_of_mails_to_addresses_that_it_wrote_down(stored: Stored, cast: Cast) -> None:
    MailFactory(recipient=AddressFactory(email="fremde@anderswo.example"), subject="Vertraulich")
    stored.company.contacts.create(name="Eine Fremde", email="fremde@anderswo.example")
    stored.company.email = "fremde@anderswo.example"
    for for_staff in (True, False):
        assert "Vertraulich" not in documents.as_json(about_firm(stored, for_staff=for_staff)).decode()


def test_the_owner_does_not_read_what_staff_wrote_about_pairs(stored: Stored) -> None:
    assert "Preis passt nicht" in documents.as_json(about_firm(stored)).decode()
    own = about_firm(stored, for_staff=False)
    assert "Preis passt nicht" not in documents.as_json(own).decode()
    assert OTHERS in own.notes


def test_the_json_document_says_who_changed_what_and_why(stored: Stored) -> None:
    document = json.loads(documents.as_json(about_firm(stored)))
    assert document["betrifft"] == FIRM
    recorded = next(each for each in document["bereiche"] if each["titel"] == "Verlauf: Ansprechpersonen")
    assert recorded["felder"]["history_user"] == "wer"
    assert recorded["zeilen"][0]["history_change_reason"] == "Interview"
    assert recorded["zeilen"][0]["name"] == NAME


def test_the_zip_holds_json_pdf_and_the_files_themselves(stored: Stored) -> None:
    archive = zipfile.ZipFile(io.BytesIO(documents.as_zip(about_firm(stored))))
    assert archive.namelist() == ["daten.json", "auskunft.pdf", "dateien/01-ISO_9001.pdf"]
    assert archive.read("dateien/01-ISO_9001.pdf") == b"%PDF-1.7 Zertifikat"
    assert json.loads(archive.read("daten.json"))["dateien"][0]["ort"] == "dateien/01-ISO_9001.pdf"


def test_the_pdf_is_tagged(stored: Stored) -> None:
    made = documents.as_pdf(about(stored))
    assert made.startswith(b"%PDF-")
    assert b"/MarkInfo" in made
    assert b"/StructTreeRoot" in made


def test_merged_entries_are_part_of_the_firm(cast: Cast) -> None:
    first = CompanyFactory(name="Früher KG", cluster=cast.cluster)
    keep = CompanyFactory(name="Heute KG", cluster=cast.cluster)
    Company.objects.filter(pk=first.pk).update(state="MERGED", merged_into=keep)
    found = titles(information_about_company(keep, now=timezone.now(), for_staff=True))
    assert found["Unternehmen"] == 2


@pytest.mark.parametrize(
    ("legal_form", "name", "expected"),
    [
        ("e. K.", "Vogel", True),
        ("e.K.", "Vogel", True),
        ("eGbR", "Vogel & Sohn", True),
        ("GbR", "Vogel & Sohn", True),
        ("Einzelunternehmen", "Vogel", True),
        ("eingetragene Kauffrau", "Vogel", True),
        ("", "Schlosserei Vogel e. K.", True),
        ("", "Schlosserei Vogel Inh. Petra Vogel", True),
        ("", "Vogel GbR", True),
        ("GmbH", "Vogel GmbH", False),
        ("GmbH & Co. KG", "EK Metall", False),
        ("", "EK Metall GmbH", False),
        ("", "Vogel AG", False),
    ],
)
def test_sole_traders_are_recognised(legal_form: str, name: str, expected: bool) -> None:
    assert is_sole_trader(Company(name=name, legal_form=legal_form)) is expected


def test_a_sole_trader_is_told_that_it_is_a_person(cast: Cast) -> None:
    firm = CompanyFactory(name="Vogel", legal_form="e. K.", cluster=cast.cluster)
    assert information_about_company(firm, now=timezone.now(), for_staff=True).notes[0] == SOLE_TRADER


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "ja"),
        (False, "nein"),
        ({"wert": "OFFERED", "bezeichnung": "angeboten"}, "angeboten"),
        ({"nummer": 3}, "Nr. 3"),
        ({"nummer": 3, "name": "Vogel"}, "Vogel"),
        ({"name": "Vogel", "email": ""}, "name: Vogel"),
        (["a", "", 2], "a | 2"),
        ("2026-11-28", "28.11.2026"),
        ("2026-11-28T09:30:00+01:00", "28.11.2026, 09:30"),
        ("2026-99-99", "2026-99-99"),
        ("4711", "4711"),
    ],
)
def test_values_are_written_as_people_read_them(value: object, expected: str) -> None:
    assert documents.readable(value) == expected
