"""Staff hand in a file, look at it, decide and find the firms afterwards."""

import io
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from companies.models import Cluster, Company
from profiles.admin import batches
from profiles.enums import BatchState, RowAction
from profiles.models import ImportBatch
from tests.cast import Cast
from tests.factories import ImportBatchFactory, ImportRowFactory
from tests.profiles.returns import RETURNS
from tests.profiles.staging import listed

ADD = "/admin/profiles/importbatch/add/"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No click runs out of time, however busy the machine is."""
    monkeypatch.setattr(batches, "SECONDS_PER_CLICK", 3_600)


@pytest.fixture
def staff(cast: Cast) -> Client:
    return cast.client("staff")


def upload(client: Client, name: str, data: bytes, cluster: Cluster, **more: Any) -> HttpResponse:
    return client.post(ADD, {"file": SimpleUploadedFile(name, data), "cluster": cluster.pk, **more})


def page_of(batch: ImportBatch) -> str:
    return reverse("admin:profiles_importbatch_change", args=[batch.pk])


def told(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_file_is_looked_at_and_then_taken_over(cast: Cast, staff: Client) -> None:
    data = (RETURNS / "rueckmeldungen.xlsx").read_bytes()

    response = upload(staff, "rueckmeldungen.xlsx", data, cast.cluster)

    batch = ImportBatch.objects.get()
    assert response.status_code == 302
    assert response["Location"] == page_of(batch)
    assert batch.uploaded_by == cast.people["staff"]
    page = staff.get(page_of(batch))
    assert "20 Firmen werden neu angelegt." in page.text
    assert not Company.objects.filter(name="Robonaht GmbH").exists()

    response = staff.post(page_of(batch), {"do": "apply"}, follow=True)

    assert "20 Zeilen sind übernommen und im Verzeichnis zu finden." in response.text
    company = Company.objects.get(name="Robonaht GmbH")
    assert company.get_absolute_url() in staff.get(page_of(batch)).text
    assert staff.get(company.get_absolute_url()).status_code == 200
    assert batch.rows.exclude(done_at=None).count() == 20


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("leer.csv", "Die Datei ist leer (0 Byte)."),
        ("kein_excel.xlsx", "ist aber keine Excel-Arbeitsmappe, sondern ein einfacher Text"),
        ("abgebrochen.xlsx", "Die Excel-Datei ist beschädigt oder unvollständig"),
        ("nur_kopfzeile.xlsx", "Die Datei enthält nur die Kopfzeile"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(
    name: str, sentence: str, cast: Cast, staff: Client
) -> None:
    response = upload(staff, name, (RETURNS / name).read_bytes(), cast.cluster)

    assert response.status_code == 200
    assert sentence in response.text
    assert ImportBatch.objects.count() == 0


def test_a_file_that_is_too_large_is_not_read(cast: Cast, staff: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000_000

    response = upload(staff, "liste.csv", b"x" * 1_000_001, cast.cluster)

    assert "Die Datei ist größer als 1 MB. Bitte teilen Sie sie auf." in response.text


def test_without_a_file_the_form_asks_for_one(cast: Cast, staff: Client) -> None:
    response = staff.post(ADD, {"cluster": cast.cluster.pk})

    assert response.status_code == 200
    assert "Dieses Feld ist zwingend erforderlich." in response.text


def test_staff_cannot_hand_in_for_a_cluster_of_others(cast: Cast, staff: Client) -> None:
    response = upload(staff, "liste.csv", b"Firmenname;PLZ\nA GmbH;67655\n", cast.second_cluster)

    assert response.status_code == 200
    assert ImportBatch.objects.count() == 0


def test_the_same_file_leads_to_where_it_lies(cast: Cast, staff: Client) -> None:
    data = b"Firmenname;PLZ\nA GmbH;67655\n"
    upload(staff, "liste.csv", data, cast.cluster)
    batch = ImportBatch.objects.get()

    waiting = upload(staff, "nochmal.csv", data, cast.cluster)
    assert waiting["Location"] == page_of(batch)
    assert "wartet schon darauf" in told(waiting)

    staff.post(page_of(batch), {"do": "apply"})
    applied = upload(staff, "nochmal.csv", data, cast.cluster)
    assert applied["Location"] == page_of(batch)
    assert "schon übernommen" in staff.get(page_of(batch)).text

    upload(staff, "nochmal.csv", data, cast.cluster, again="on")
    assert ImportBatch.objects.count() == 2
    assert ImportBatch.objects.first().rows.get().action == RowAction.UNCHANGED


def test_a_look_alike_is_decided_on_the_page(cast: Cast, staff: Client) -> None:
    batch = listed(
        cast.cluster, "Firmenname;PLZ\nMüller Zerspanung GmbH;67655\nMueller Zerspanungs KG;67655\n"
    )
    row = batch.rows.get(row=3)
    page = staff.get(page_of(batch))
    assert "mit „Zeile 2“ zusammenführen" in page.text

    saved = staff.post(page_of(batch), {"do": "decide", f"decision-{row.pk}": "TAKE"})
    assert "1 Entscheidung wurde gespeichert" in told(saved)
    staff.post(page_of(batch), {"do": "apply"})

    assert Company.objects.filter(name__icontains="zerspanung").count() == 1
    row.refresh_from_db()
    assert row.decided_by == cast.people["staff"]


def test_what_was_held_can_be_decided_after_the_rest_was_taken_over(cast: Cast, staff: Client) -> None:
    batch = listed(
        cast.cluster, "Firmenname;PLZ\nMüller Zerspanung GmbH;67655\nMueller Zerspanungs KG;67655\n"
    )
    row = batch.rows.get(row=3)
    staff.post(page_of(batch), {"do": "apply"})
    assert "Entscheidungen ausführen" in staff.get(page_of(batch)).text

    staff.post(page_of(batch), {"do": "decide", f"decision-{row.pk}": "CREATE"})

    assert Company.objects.filter(name="Mueller Zerspanungs KG").count() == 1


def test_a_decision_that_was_not_offered_changes_nothing(cast: Cast, staff: Client) -> None:
    batch = listed(cast.cluster, "Firmenname;PLZ\nA GmbH;67655\n")

    response = staff.post(
        page_of(batch), {"do": "decide", f"decision-{batch.rows.get().pk}": "CREATE", "decision-9x": "TAKE"}
    )

    assert "Diese Entscheidung ist hier nicht möglich." in told(response)


def test_rows_of_another_file_are_out_of_reach(cast: Cast, staff: Client) -> None:
    batch = listed(cast.cluster, "Firmenname;PLZ\nA GmbH;67655\n")
    foreign = ImportRowFactory(batch=ImportBatchFactory(cluster=cast.second_cluster), action=RowAction.HELD)

    staff.post(page_of(batch), {"do": "decide", f"decision-{foreign.pk}": "TAKE"})

    foreign.refresh_from_db()
    assert foreign.decision == ""


def test_a_proposal_is_confirmed_with_the_consent_decided(cast: Cast, staff: Client) -> None:
    data = (RETURNS / "einzelbogen_mueller.xlsx").read_bytes()
    upload(staff, "einzelbogen_mueller.xlsx", data, cast.cluster)
    batch = ImportBatch.objects.get()
    row = batch.rows.get()
    page = staff.get(page_of(batch))
    assert "Übernommen wird erst, wenn Sie es bestätigen." in page.text
    assert "veröffentlichen, aber ohne Telefonnummer" in page.text

    staff.post(page_of(batch), {"do": "apply", f"consent-{row.pk}": "WITHOUT_PHONE"})

    contact = Company.objects.get(name="Müller Zerspanung GmbH").contacts.get()
    assert (contact.consent_public, contact.phone) == (True, "")


def test_a_file_can_be_discarded(cast: Cast, staff: Client) -> None:
    batch = listed(cast.cluster, "Firmenname;PLZ\nA GmbH;67655\n")

    response = staff.post(page_of(batch), {"do": "discard"}, follow=True)

    batch.refresh_from_db()
    assert (batch.state, batch.closed_by) == (BatchState.DISCARDED, cast.people["staff"])
    assert "Am Verzeichnis hat sich nichts geändert." in response.text
    assert 'name="do"' not in staff.get(page_of(batch)).text
    assert "schon verworfen" in told(staff.post(page_of(batch), {"do": "apply"}))
    assert not Company.objects.filter(name="A GmbH").exists()


def test_the_second_person_learns_who_was_first(cast: Cast, staff: Client) -> None:
    batch = listed(cast.cluster, "Firmenname;PLZ\nA GmbH;67655\n")
    cast.client("superuser").post(page_of(batch), {"do": "apply"})

    response = staff.post(page_of(batch), {"do": "apply"})

    assert "Diese Datei hat schon superuser@beispiel.de am" in told(response)
    assert Company.objects.filter(name="A GmbH").count() == 1


def test_an_unknown_command_changes_nothing(cast: Cast, staff: Client) -> None:
    batch = listed(cast.cluster, "Firmenname;PLZ\nA GmbH;67655\n")

    assert staff.post(page_of(batch), {"do": "explode"}).status_code == 302
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEW


def test_the_correction_file_holds_texts_only(cast: Cast, staff: Client) -> None:
    batch = listed(cast.cluster, "Firmenname;PLZ;Ort\nA GmbH;6765;=1+1\n")

    response = staff.get(reverse("admin:profiles_importbatch_corrections", args=[batch.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="liste-korrektur.xlsx"'
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]] == ["Firmenname", "PLZ", "Ort", "Fehler"]
    assert [cell.value for cell in sheet[2]][:3] == ["A GmbH", "6765", "=1+1"]
    assert {cell.data_type for cell in sheet[2]} == {"s"}
    assert "keine gültige Postleitzahl" in sheet[2][3].value


def test_the_original_comes_back_byte_for_byte(cast: Cast, staff: Client) -> None:
    data = (RETURNS / "rueckmeldungen_excel.csv").read_bytes()
    upload(staff, "Rückmeldungen.csv", data, cast.cluster)

    response = staff.get(reverse("admin:profiles_importbatch_original", args=[ImportBatch.objects.get().pk]))

    assert response.content == data
    assert response["Content-Type"] == "application/octet-stream"
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("page", ["change", "corrections", "original"])
def test_files_of_other_clusters_do_not_exist_for_staff(page: str, cast: Cast, staff: Client) -> None:
    batch = ImportBatchFactory(cluster=cast.second_cluster)

    response = staff.get(reverse(f"admin:profiles_importbatch_{page}", args=[batch.pk]))

    assert response.status_code == 302
    assert response["Location"] == "/admin/"


def test_staff_without_the_right_neither_see_nor_hand_in(cast: Cast, staff: Client) -> None:
    batch = ImportBatchFactory(cluster=cast.cluster)
    cast.people["staff"].groups.clear()

    for name, args in (
        ("add", []),
        ("change", [batch.pk]),
        ("corrections", [batch.pk]),
        ("original", [batch.pk]),
    ):
        assert staff.get(reverse(f"admin:profiles_importbatch_{name}", args=args)).status_code == 403
    assert staff.post(page_of(batch), {"do": "apply"}).status_code == 403
    assert upload(staff, "a.csv", b"Firmenname\nA\n", cast.cluster).status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_preview_asks_as_much_for_many_rows_as_for_one(
    rows: int, cast: Cast, staff: Client, django_assert_num_queries: Any
) -> None:
    batch = ImportBatchFactory(cluster=cast.cluster)
    for _ in range(rows):
        ImportRowFactory(batch=batch, company=cast.own, action=RowAction.UPDATE)

    with django_assert_num_queries(10):
        response = staff.get(page_of(batch))

    assert response.status_code == 200


@pytest.mark.parametrize("chosen", ["offen", "neu", "abgelehnt", "berichtigen", "gibtsnicht"])
def test_rows_can_be_chosen_by_what_happens_to_them(chosen: str, cast: Cast, staff: Client) -> None:
    batch = listed(cast.cluster, "Firmenname;PLZ\nA GmbH;67655\n;67655\nB GmbH;6765\n")
    shown = {"offen": [], "neu": [2, 4], "abgelehnt": [3], "berichtigen": [3, 4], "gibtsnicht": [2, 3, 4]}[
        chosen
    ]

    response = staff.get(page_of(batch), {"zeige": chosen, "seite": "abc"})

    assert [row for row in (2, 3, 4) if f">Zeile {row}: " in response.text] == shown


def test_a_click_that_runs_out_of_time_says_how_to_go_on(
    cast: Cast, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SECONDS_PER_CLICK", 0)
    batch = listed(cast.cluster, "Firmenname;PLZ\nA GmbH;67655\nB GmbH;67655\n")

    first = staff.post(page_of(batch), {"do": "apply"})

    assert "1 Zeile ist übernommen, 1 stehen noch aus." in told(first)
    assert "Weiter übernehmen (1 Zeile)" in staff.get(page_of(batch)).text
    staff.post(page_of(batch), {"do": "apply"})
    assert Company.objects.filter(name__in=["A GmbH", "B GmbH"]).count() == 2
