"""Requests of data subjects are logged, answered in time, and kept without their content."""

import datetime
import json
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.privacy import person_of
from accounts.models import User
from companies.enums import CompanyRole
from companies.models import Company
from outbox.models import Mail
from privacy.domain.erasing import erase_person
from privacy.domain.requests import ask, close_request, due_on, record_request, remind
from privacy.enums import RequestKind, RequestState
from privacy.models import DataRequest
from tests.cast import Cast
from tests.factories import CompanyUserFactory, ContactPersonFactory, DataRequestFactory, UserFactory
from tests.privacy.database import places_of
from tests.privacy.people import EMAIL, FIRM, NAME, Stored, stored_everywhere

NOW = datetime.datetime(2026, 11, 28, 9, 0, tzinfo=datetime.UTC)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}T12:00:00+00:00")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-28", "2026-12-28"),
        ("2026-12-31", "2027-01-31"),
        ("2027-01-31", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-08-31", "2026-09-30"),
    ],
)
def test_a_month_later_it_is_due(received: str, expected: str) -> None:
    assert due_on(datetime.date.fromisoformat(received)) == datetime.date.fromisoformat(expected)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)))
def test_the_last_day_is_in_the_next_month(day: datetime.date) -> None:
    due = due_on(day)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == 1
    assert due.day <= day.day
    assert 28 <= (due - day).days <= 31


def test_a_closed_request_keeps_nothing_of_its_content(cast: Cast) -> None:
    staff = cast.people["staff"]
    request = DataRequestFactory(cluster=cast.cluster, message="Bitte alles", identified_by="EMAIL")
    closed = close_request(request=request, to=RequestState.FULFILLED, done="Auskunft zugesandt", actor=staff)
    assert (closed.name, closed.email, closed.message, closed.user, closed.company) == (
        "",
        "",
        "",
        None,
        None,
    )
    assert (closed.state, closed.decided_by, closed.done) == ("FULFILLED", staff, "Auskunft zugesandt")
    assert places_of("Erika Beispiel", "Bitte alles") == set()


def test_what_was_done_names_nobody(cast: Cast) -> None:
    request = DataRequestFactory(cluster=cast.cluster, identified_by="EMAIL")
    for done in ("Frau ERIKA BEISPIEL angerufen", f"PDF an {request.email}"):
        with pytest.raises(ValidationError, match="weder Name noch Adresse"):
            close_request(request=request, to=RequestState.FULFILLED, done=done, actor=cast.people["staff"])


def test_nothing_is_fulfilled_before_the_person_is_identified(cast: Cast) -> None:
    request = DataRequestFactory(cluster=cast.cluster)
    with pytest.raises(ValidationError, match="wie Sie die Identität festgestellt haben"):
        close_request(request=request, to=RequestState.FULFILLED, done="Erledigt", actor=cast.people["staff"])
    close_request(
        request=request, to=RequestState.REFUSED, done="Nicht feststellbar", actor=cast.people["staff"]
    )


def test_a_request_is_closed_once(cast: Cast) -> None:
    request = DataRequestFactory(cluster=cast.cluster, fulfilled=True)
    with pytest.raises(ValidationError, match="schon abgeschlossen"):
        close_request(request=request, to=RequestState.REFUSED, done="Doch nicht", actor=cast.people["staff"])
    with pytest.raises(ValidationError, match="schon abgeschlossen"):
        record_request(request=request, actor=cast.people["staff"])


def test_only_staff_of_the_cluster_take_requests_down(cast: Cast) -> None:
    request = DataRequestFactory.build(cluster=cast.second_cluster)
    with pytest.raises(PermissionDenied):
        record_request(request=request, actor=cast.people["staff"])


def test_asking_twice_is_asking_once_and_staff_are_told(cast: Cast) -> None:
    owner = cast.people["owner"]
    first = ask(kind=RequestKind.ERASURE, user=owner, now=NOW)
    assert ask(kind=RequestKind.ERASURE, user=owner, now=NOW) == first
    mail = Mail.objects.about(f"privacy.request:{first.pk}").get()
    assert mail.recipient.email == "staff@beispiel.de"
    assert "28.12.2026" in mail.text
    assert "owner@beispiel.de" not in mail.text


def test_staff_are_reminded_before_it_is_due_and_when_it_is_overdue(cast: Cast) -> None:
    DataRequestFactory(cluster=cast.cluster, received_on=NOW.date(), due_on=datetime.date(2026, 12, 28))
    assert remind(at("2026-12-20")) == "0 Erinnerungen geschrieben"
    assert remind(at("2026-12-21")) == "1 Erinnerung geschrieben"
    assert remind(at("2026-12-22")) == "0 Erinnerungen geschrieben"
    assert remind(at("2026-12-29")) == "1 Erinnerung geschrieben"
    assert remind(at("2027-01-10")) == "0 Erinnerungen geschrieben"
    assert [mail.subject for mail in Mail.objects.order_by("pk")] == [
        "Bald fällig: Antrag zum Datenschutz (Auskunft)",
        "Überfällig: Antrag zum Datenschutz (Auskunft)",
    ]


# The pages of staff.


def admin(name: str, *args: object) -> str:
    return reverse(f"admin:privacy_datarequest_{name}", args=args)


@pytest.fixture
def staff(cast: Cast) -> Client:
    return cast.client("staff")


def test_the_list_shows_open_requests_the_overdue_first(cast: Cast, staff: Client) -> None:
    today = timezone.localdate()
    DataRequestFactory(cluster=cast.cluster, name="Später Dran", due_on=today + datetime.timedelta(days=9))
    DataRequestFactory(cluster=cast.cluster, name="Längst Dran", due_on=today - datetime.timedelta(days=1))
    DataRequestFactory(cluster=cast.cluster, fulfilled=True, done="Schon beantwortet")
    DataRequestFactory(cluster=cast.second_cluster, name="Fremd Dran")
    page = staff.get(admin("changelist")).content.decode()
    assert page.index("Längst Dran") < page.index("Später Dran")
    assert "überfällig seit" in page
    assert "Fremd Dran" not in page
    assert "Schon beantwortet" not in page
    assert "Schon beantwortet" in staff.get(admin("changelist"), {"stand": "alle"}).content.decode()


def test_staff_take_a_request_down(cast: Cast, staff: Client) -> None:
    values = {
        "cluster": cast.cluster.pk,
        "kind": "ACCESS",
        "name": "Erika Beispiel",
        "email": "erika@person.example",
        "received_on": "02.11.2026",
        "identified_by": "",
    }
    assert staff.post(admin("add"), values).status_code == 302
    request = DataRequest.objects.get()
    assert (request.due_on, request.name) == (datetime.date(2026, 12, 2), "Erika Beispiel")


def test_a_request_of_another_cluster_does_not_exist(cast: Cast, staff: Client) -> None:
    foreign = DataRequestFactory(cluster=cast.second_cluster, identified_by="EMAIL")
    for address in (
        admin("erase", foreign.pk),
        admin("close", foreign.pk),
        admin("information", foreign.pk, "pdf"),
    ):
        assert staff.get(address).status_code == 404
        assert staff.post(address).status_code == 404


def test_a_closed_request_leads_nowhere(cast: Cast, staff: Client) -> None:
    closed = DataRequestFactory(cluster=cast.cluster, fulfilled=True)
    assert staff.get(admin("erase", closed.pk)).status_code == 404
    assert admin("erase", closed.pk) not in staff.get(admin("change", closed.pk)).content.decode()


def test_information_is_handed_out_once_the_person_is_identified(cast: Cast, staff: Client) -> None:
    stored_everywhere(cast)
    request = DataRequestFactory(cluster=cast.cluster, name=NAME, email=EMAIL)
    assert staff.get(admin("information", request.pk, "json")).status_code == 302
    DataRequest.objects.filter(pk=request.pk).update(identified_by="EMAIL")
    answer = staff.get(admin("information", request.pk, "json"))
    assert json.loads(answer.content)["betrifft"] == NAME
    assert staff.get(admin("information", request.pk, "exe")).status_code == 404


def test_information_about_a_firm_of_another_cluster_as_well_is_not_handed_out(
    cast: Cast, staff: Client
) -> None:
    stored = stored_everywhere(cast)
    stored.company.memberships.create(cluster=cast.second_cluster)
    request = DataRequestFactory(cluster=cast.cluster, company=stored.company, identified_by="EMAIL")
    page = staff.get(admin("information", request.pk, "json"), follow=True)
    assert "gehört auch zu einem anderen Cluster" in page.content.decode()


def test_an_erasure_is_looked_at_confirmed_and_done(cast: Cast, staff: Client) -> None:
    stored_everywhere(cast)
    request = DataRequestFactory(
        cluster=cast.cluster, kind="ERASURE", name=NAME, email=EMAIL, identified_by="DOCUMENT"
    )
    address = admin("erase", request.pk)
    assert "Vorschau ansehen" in staff.get(address).content.decode()
    page = staff.post(address, {"do": "preview"}).content.decode()
    assert "Eintrag als Ansprechperson: 1" in page
    assert User.objects.filter(email=EMAIL).exists()
    page = staff.post(address, {"do": "erase", "typed": "Falsch"}).content.decode()
    assert "Das stimmt nicht überein" in page
    assert User.objects.filter(email=EMAIL).exists()
    assert staff.post(address, {"do": "erase", "typed": " juergen kröll-zwiebelsuppe"}).status_code == 302
    assert places_of(NAME, EMAIL) == set()
    assert staff.post(address, {"do": "erase", "typed": NAME}).status_code == 404


def test_a_firm_is_erased_from_its_request(cast: Cast, staff: Client) -> None:
    stored = stored_everywhere(cast)
    Company.objects.filter(pk=stored.company.pk).update(legal_form="e. K.")
    request = DataRequestFactory(
        cluster=cast.cluster, kind="ERASURE", company=stored.company, identified_by="CALLBACK"
    )
    page = staff.post(admin("erase", request.pk), {"do": "preview"}).content.decode()
    assert "wird von einer Person" in page
    assert staff.post(admin("erase", request.pk), {"do": "erase", "typed": FIRM}).status_code == 302
    assert not Company.objects.filter(pk=stored.company.pk).exists()


def test_nothing_is_erased_before_the_person_is_identified(cast: Cast, staff: Client) -> None:
    stored_everywhere(cast)
    request = DataRequestFactory(cluster=cast.cluster, kind="ERASURE", name=NAME, email=EMAIL)
    page = staff.post(admin("erase", request.pk), {"do": "erase", "typed": NAME}).content.decode()
    assert "wie Sie die Identität der Person festgestellt haben" in page
    assert User.objects.filter(email=EMAIL).exists()


def test_a_request_is_closed_on_its_page(cast: Cast, staff: Client) -> None:
    request = DataRequestFactory(cluster=cast.cluster, identified_by="EMAIL")
    page = staff.post(admin("close", request.pk), {"to": "FULFILLED", "done": "Erika Beispiel angerufen"})
    assert "weder Name noch Adresse" in page.content.decode()
    staff.post(admin("close", request.pk), {"to": "FULFILLED", "done": "Am Telefon beantwortet"})
    request.refresh_from_db()
    assert (request.state, request.done) == ("FULFILLED", "Am Telefon beantwortet")


# The pages of the person.


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_person_erases_herself(cast: Cast) -> None:
    stored: Stored = stored_everywhere(cast)
    client = signed_in(stored.user)
    address = reverse("privacy:own_erase")
    assert "Eintrag als Ansprechperson: 1" in client.post(address, {"do": "preview"}).content.decode()
    assert "stimmt nicht überein" in client.post(address, {"do": "erase", "typed": "nein"}).content.decode()
    page = client.post(address, {"do": "erase", "typed": EMAIL.upper()})
    assert "Ihre Daten sind gelöscht" in page.content.decode()
    assert places_of(NAME, EMAIL) == set()
    assert client.get(reverse("privacy:own")).status_code == 302


def test_a_hindrance_is_said_and_the_staff_can_be_asked(cast: Cast) -> None:
    client = cast.client("owner")
    address = reverse("privacy:own_erase")
    page = client.post(address, {"do": "preview"}).content.decode()
    assert "der einzige Inhaber, und andere Personen handeln dort mit" in page
    page = client.post(address, {"do": "ask", "message": "Bitte trotzdem"}, follow=True).content.decode()
    assert "Ihr Antrag ist bei der Wirtschaftsförderung" in page
    request = DataRequest.objects.get()
    assert (request.kind, request.message, request.identified_by) == ("ERASURE", "Bitte trotzdem", "ACCOUNT")


def test_the_address_to_type_is_shown_as_text(cast: Cast) -> None:
    user = UserFactory(email="<b>x</b>@person.example")
    CompanyUserFactory(user=user, company=cast.own, role=CompanyRole.VIEWER)
    page = signed_in(user).post(reverse("privacy:own_erase"), {"do": "preview"}).content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;@person.example" in page


def test_an_owner_asks_for_the_erasure_of_the_firm(cast: Cast) -> None:
    client = cast.client("owner")
    address = reverse("privacy:firm_erase", args=[cast.own.slug])
    assert "löscht das ganze Unternehmen" in client.get(address).content.decode()
    client.post(address, {"message": "Wir schließen."})
    client.post(address, {"message": "Noch einmal."})
    request = DataRequest.objects.get()
    assert (request.company, request.message, request.cluster) == (cast.own, "Wir schließen.", cast.cluster)


@pytest.mark.django_db(transaction=True)
def test_of_two_erasures_at_once_the_second_says_that_it_is_done() -> None:
    superuser = UserFactory(email="chef@agentur.example", is_staff=True, is_superuser=True)
    user = UserFactory(email="doppelt@firma.example")
    ContactPersonFactory(name="Doppelt Gelöscht", email="doppelt@firma.example")
    said: list[str] = []

    def erase() -> None:
        try:
            erase_person(person=person_of(user=user), actor=superuser)
        except ValidationError as error:
            said.extend(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=erase) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["Dieses Konto ist inzwischen schon gelöscht."]
    assert places_of("doppelt@firma.example", "Doppelt Gelöscht") == set()
