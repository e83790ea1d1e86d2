"""From a file to the directory: staged, decided, written row by row."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.models import Cluster, Company
from profiles.domain.account import account_of, in_words
from profiles.domain.applying import (
    apply_batch,
    apply_row,
    change_state,
    consent_choices,
    decide,
    discard_batch,
)
from profiles.domain.staging import FileRefusedError, stage_file
from profiles.enums import BatchState, ConsentDecision, Decision, RowAction
from profiles.models import ImportBatch, ImportRow
from tests.factories import ImportBatchFactory, ImportRowFactory, StaffFactory
from tests.profiles.returns import RETURNS
from tests.profiles.staging import listed, staged


def history_rows() -> int:
    """Rows in all tables that keep a past."""
    tables = [name for name in connection.introspection.table_names() if "historical" in name]
    with connection.cursor() as cursor:
        total = 0
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            total += cursor.fetchone()[0]
    return total


def test_looking_at_a_file_changes_nothing_in_the_directory(
    cluster: Cluster, firms: dict[str, Company]
) -> None:
    before = history_rows()

    batch = staged("durcheinander.xlsx", cluster)

    assert batch.state == BatchState.PREVIEW
    assert Company.objects.count() == len(firms)
    assert history_rows() == before


def test_the_stored_directory_leads_to_the_same_account(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = staged("durcheinander.xlsx", cluster)

    counted = account_of(batch)
    assert (counted.new, counted.updated, counted.held, counted.rejected, counted.skipped) == (8, 2, 1, 1, 3)
    assert in_words(batch, counted) == (
        "8 Firmen werden neu angelegt, 2 werden aktualisiert, 1 wartet auf eine Entscheidung, 1 Zeile abgelehnt, "
        "3 Zeilen übersprungen."
    )


def test_an_update_shows_what_changes(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = staged("durcheinander.xlsx", cluster)

    row = batch.rows.get(row=10)
    assert row.action == RowAction.UPDATE
    assert row.company == firms["Federnwerk Hestrup GmbH"]
    changes = {change["field"]: (change["old"], change["new"]) for change in row.changes}
    assert changes["employees"] == ("44", "46")
    assert changes["last_confirmed"][1] == "09.09.2026"
    assert "email" not in changes
    assert "certificates" not in changes


def test_a_look_alike_shows_what_merging_would_change(cluster: Cluster, firms: dict[str, Company]) -> None:
    row = staged("durcheinander.xlsx", cluster).rows.get(row=15)

    changes = {change["field"]: change["new"] for change in row.changes}
    assert row.company == firms["Müller Zerspanung GmbH"]
    assert changes["employees"] == "41"
    assert "name" not in changes


def test_good_rows_are_written_and_the_rest_waits(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = staged("durcheinander.xlsx", cluster)

    result = apply_batch(batch=batch, actor=None)

    assert (result.written, result.failed, result.remaining) == (10, 0, 0)
    assert batch.state == BatchState.APPLIED
    assert Company.objects.count() == len(firms) + 8
    new = Company.objects.get(name="Kolbenring Hasselrieth GmbH")
    assert new.offered_text == (
        "- Einzelanfertigung nach Muster\n- Serien bis 5.000 Stück\n- Läppen und Verchromen von Laufflächen"
    )
    assert new.employees == 45
    assert new.state == "PUBLISHED"
    known = Company.objects.get(name="Federnwerk Hestrup GmbH")
    assert known.email == "federn@hestrup-federn.example"
    assert known.employees == 46
    assert list(known.certificates.values_list("number", flat=True)) == ["99-QM-10777"]
    assert batch.rows.get(row=15).done_at is None


def test_the_same_file_again_is_recognised(cluster: Cluster, firms: dict[str, Company]) -> None:
    first = staged("durcheinander.xlsx", cluster)
    assert stage_file(
        name="x.xlsx", data=(RETURNS / "durcheinander.xlsx").read_bytes(), cluster=cluster, actor=None
    ).seen_before
    apply_batch(batch=first, actor=None)
    before = history_rows()

    second = staged("durcheinander.xlsx", cluster)
    apply_batch(batch=second, actor=None)

    assert second.pk == first.pk
    assert history_rows() == before


def test_the_same_content_again_changes_nothing(cluster: Cluster, firms: dict[str, Company]) -> None:
    apply_batch(batch=staged("durcheinander.xlsx", cluster), actor=None)
    before = history_rows()

    batch = staged("durcheinander.xlsx", cluster, again=True)
    apply_batch(batch=batch, actor=None)

    counted = account_of(batch)
    assert (counted.new, counted.updated, counted.unchanged) == (0, 0, 10)
    assert history_rows() == before


def test_a_look_alike_can_be_merged_into_the_firm_it_resembles(
    cluster: Cluster, firms: dict[str, Company]
) -> None:
    batch = staged("durcheinander.xlsx", cluster)
    person = StaffFactory()
    row = batch.rows.get(row=15)

    assert decide(row=row, actor=person, decision=Decision.TAKE)
    apply_batch(batch=batch, actor=person)

    row.refresh_from_db()
    assert row.company == firms["Müller Zerspanung GmbH"]
    assert row.decided_by == person
    row.company.refresh_from_db()
    assert row.company.name == "Müller Zerspanung GmbH"
    assert row.company.employees == 41
    assert f"{row.company.confirmed_at:%d.%m.%Y}" == "02.09.2026"
    assert not Company.objects.filter(name__startswith="Mueller").exists()


def test_a_look_alike_can_be_created_as_a_firm_of_its_own(
    cluster: Cluster, firms: dict[str, Company]
) -> None:
    batch = staged("durcheinander.xlsx", cluster)

    decide(row=batch.rows.get(row=15), actor=None, decision=Decision.CREATE)
    apply_batch(batch=batch, actor=None)

    assert Company.objects.filter(name="Mueller Zerspanungs GmbH & Co. KG").count() == 1


def test_a_look_alike_can_be_dropped(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = staged("durcheinander.xlsx", cluster)

    decide(row=batch.rows.get(row=15), actor=None, decision=Decision.DISCARD)
    apply_batch(batch=batch, actor=None)

    assert batch.rows.get(row=15).done_at is not None
    assert not Company.objects.filter(name__startswith="Mueller").exists()


def test_a_look_alike_of_a_new_row_is_merged_into_the_firm_that_row_creates(cluster: Cluster) -> None:
    batch = listed(
        cluster,
        "Firmenname;PLZ;Mitarbeiter\nMüller Zerspanung GmbH;67655;5\nMueller Zerspanungs KG;67655;6\n",
    )
    decide(row=batch.rows.get(row=3), actor=None, decision=Decision.TAKE)

    apply_batch(batch=batch, actor=None)

    assert list(Company.objects.values_list("name", "employees")) == [("Müller Zerspanung GmbH", 6)]


def test_a_decision_that_is_not_offered_is_refused(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = staged("durcheinander.xlsx", cluster)

    with pytest.raises(ValidationError):
        decide(row=batch.rows.get(row=5), actor=None, decision=Decision.CREATE)
    with pytest.raises(ValidationError):
        decide(row=batch.rows.get(row=15), actor=None, decision="BURN")
    with pytest.raises(ValidationError):
        decide(row=batch.rows.get(row=15), actor=None, consent=ConsentDecision.YES)


def test_an_older_return_is_held(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = listed(cluster, "Firmenname;Stand;Mitarbeiter\nMüller Zerspanung GmbH;01.01.2026;99\n")

    apply_batch(batch=batch, actor=None)

    row = batch.rows.get()
    assert (row.action, row.done_at) == (RowAction.HELD, None)
    assert Company.objects.get(name="Müller Zerspanung GmbH").employees == 42
    decide(row=row, actor=None, decision=Decision.TAKE)
    apply_batch(batch=batch, actor=None)
    company = Company.objects.get(name="Müller Zerspanung GmbH")
    assert (company.employees, company.confirmed_at.isoformat()) == (99, "2026-02-17")


def test_a_return_that_became_older_while_it_waited_is_held(
    cluster: Cluster, firms: dict[str, Company]
) -> None:
    batch = listed(cluster, "Firmenname;Stand;Mitarbeiter\nMüller Zerspanung GmbH;01.06.2026;99\n")
    save_profile(
        data=ProfileData.from_record({"last_confirmed": "2026-07-01", "employees": 50}),
        actor=None,
        cluster=cluster,
        source="Gespräch",
        company=firms["Müller Zerspanung GmbH"],
    )

    apply_batch(batch=batch, actor=None)

    row = batch.rows.get()
    assert row.action == RowAction.HELD
    assert [entry["code"] for entry in row.messages] == ["older_than_stored"]
    assert Company.objects.get(name="Müller Zerspanung GmbH").employees == 50


def test_a_form_sheet_waits_for_confirmation(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = staged("einzelbogen_mueller.xlsx", cluster)

    assert batch.rows.ready().count() == 0
    row = batch.rows.get()
    decide(row=row, actor=None, decision=Decision.TAKE)
    apply_batch(batch=batch, actor=None)

    company = Company.objects.get(name="Müller Zerspanung GmbH")
    assert company.employees == 44
    assert company.dimensions_text == "Ø 400 x 1.500 mm"
    contact = company.contacts.get(name="Sabrina Müller-Hohn")
    assert (contact.consent_public, contact.phone) == (False, "0631 5550-182")


def test_a_limited_consent_is_decided_by_a_person(cluster: Cluster, firms: dict[str, Company]) -> None:
    company = firms["Müller Zerspanung GmbH"]
    company.contacts.all().delete()
    batch = staged("einzelbogen_mueller.xlsx", cluster)
    row = batch.rows.get()

    assert [value for value, _words in consent_choices(row)] == ["NO", "WITHOUT_PHONE"]
    decide(row=row, actor=None, decision=Decision.TAKE, consent=ConsentDecision.WITHOUT_PHONE)
    apply_batch(batch=batch, actor=None)

    contact = company.contacts.get()
    assert (contact.consent_public, contact.phone, contact.consent_note) == (True, "", "ohne Telefonnummer")


def test_the_mail_keeps_the_mobile_number_hidden(cluster: Cluster, firms: dict[str, Company]) -> None:
    batch = staged("antwort.txt", cluster)
    decide(row=batch.rows.get(), actor=None, decision=Decision.TAKE)

    apply_batch(batch=batch, actor=None)

    company = Company.objects.get(name="Elektromaschinenbau Wickelroth e. K.")
    assert company.employees == 11
    contact = company.contacts.get()
    assert (contact.phone, contact.consent_public) == ("0171 39200-88", False)


def test_a_row_that_cannot_be_saved_leaves_no_half_firm(cluster: Cluster) -> None:
    batch = ImportBatchFactory(cluster=cluster)
    ImportRowFactory(batch=batch, fields={"name": "Gut GmbH", "postcode": "67655"})
    bad = ImportRowFactory(
        batch=batch, fields={"name": "Schlecht GmbH", "postcode": "abc", "core_competences": "x"}
    )
    broken = ImportRowFactory(batch=batch, fields={"name": "Bruch GmbH", "employees": 10**12})
    ImportRowFactory(batch=batch, fields={"name": "Auch Gut GmbH", "postcode": "67655"})

    result = apply_batch(batch=batch, actor=None)

    assert (result.written, result.failed) == (2, 2)
    assert sorted(Company.objects.values_list("name", flat=True)) == ["Auch Gut GmbH", "Gut GmbH"]
    for row in (bad, broken):
        row.refresh_from_db()
        assert (row.action, row.needs_correction) == (RowAction.REJECTED, True)
        assert [entry["code"] for entry in row.messages] == ["not_saved"]


def test_after_a_crash_in_the_middle_a_second_run_continues(cluster: Cluster) -> None:
    lines = "".join(f"Betrieb {number} GmbH;67655\n" for number in range(6))
    batch = listed(cluster, "Firmenname;PLZ\n" + lines)
    calls: list[int] = []

    def crash() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_batch(batch=batch, actor=None, on_row=crash)
    assert Company.objects.count() == batch.rows.exclude(done_at=None).count() == 3
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.APPLYING

    again = listed(cluster, "Firmenname;PLZ\n" + lines)
    apply_batch(batch=again, actor=None)

    assert again.pk == batch.pk
    assert Company.objects.count() == 6
    assert again.state == BatchState.APPLIED


def test_a_run_out_of_time_leaves_the_rest_ready(cluster: Cluster) -> None:
    batch = listed(cluster, "Firmenname;PLZ\nA GmbH;67655\nB GmbH;67655\n")

    first = apply_batch(batch=batch, actor=None, seconds=0)
    second = apply_batch(batch=batch, actor=None, seconds=0)

    assert (first.written, first.remaining) == (1, 1)
    assert (second.written, second.remaining) == (1, 0)
    assert batch.state == BatchState.APPLIED


def test_a_file_from_which_nothing_can_be_taken_is_not_kept(cluster: Cluster) -> None:
    for name in ("leer.csv", "kein_excel.xlsx", "abgebrochen.xlsx", "nur_kopfzeile.xlsx"):
        with pytest.raises(FileRefusedError) as refusal:
            staged(name, cluster)
        assert len(refusal.value.messages) == 1

    assert ImportBatch.objects.count() == 0


def test_a_discarded_file_cannot_be_applied(cluster: Cluster) -> None:
    batch = listed(cluster, "Firmenname;PLZ\nA GmbH;67655\n")

    assert discard_batch(batch=batch, actor=None)
    assert not discard_batch(batch=batch, actor=None)

    with pytest.raises(ValidationError, match="verworfen"):
        apply_batch(batch=batch, actor=None)
    assert Company.objects.count() == 0


def test_a_file_that_was_taken_over_cannot_be_discarded(cluster: Cluster) -> None:
    batch = listed(cluster, "Firmenname;PLZ\nA GmbH;67655\n")
    apply_batch(batch=batch, actor=None)

    with pytest.raises(ValidationError, match="übernommen"):
        change_state(batch=batch, to=BatchState.DISCARDED, actor=None)


def test_a_row_is_written_once_however_often_it_is_asked_for(cluster: Cluster) -> None:
    batch = listed(cluster, "Firmenname;PLZ\nA GmbH;67655\n")
    pk = batch.rows.get().pk

    assert apply_row(pk=pk, actor=None) is True
    assert apply_row(pk=pk, actor=None) is None
    assert Company.objects.count() == 1


def test_what_rows_and_files_must_fulfil(cluster: Cluster) -> None:
    waiting = ImportBatchFactory(cluster=cluster)
    for name, make in {
        "importbatch_named": lambda: ImportBatchFactory(cluster=cluster, file_name=""),
        "importbatch_closed_has_date": lambda: ImportBatchFactory(cluster=cluster, closed_at=timezone.now()),
        "importbatch_open_once": lambda: ImportBatchFactory(cluster=cluster, sha256=waiting.sha256),
        "importrow_decision_dated": lambda: ImportRowFactory(batch=waiting, decision=Decision.TAKE),
        "importrow_position_once": lambda: [ImportRowFactory(batch=waiting, position=1) for _ in range(2)],
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make()


def test_a_file_is_named_by_its_name_and_a_row_by_its_number() -> None:
    assert str(ImportBatch(file_name="liste.csv")) == "liste.csv"
    assert str(ImportRow(row=3)) == "Zeile 3"
    assert str(ImportRow(batch=ImportBatch(file_name="mail.txt"))) == "mail.txt"
