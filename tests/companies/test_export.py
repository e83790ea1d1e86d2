"""The Excel table of firms, and that it can be read in again."""

import datetime
import io

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from companies.domain.export import COLUMNS, certificate_line, export_workbook
from companies.domain.profile import preview_profile, save_profile
from companies.domain.profile_data import CertificateData, ContactData, MachineData, ProfileData
from companies.models import Company

pytestmark = pytest.mark.usefixtures("vocabulary")


def make(cluster, name="Dreherei Muster GmbH", **values):
    data = ProfileData(
        name=name,
        kind="SUPPLIER",
        postcode="06849",
        town="Landstuhl",
        phone="+49 6371 5550-1",
        core_competences="=Drehen\nFräsen",
        certificates=(CertificateData("ISO 9001:2015", datetime.date(2027, 6, 30), "99-1"),),
        machines=(MachineData("Kreissäge", "Trenno", 2, "bis Ø 250"),),
        languages=("Deutsch", "Englisch"),
        contact=ContactData("Erika Beispiel", consent_public=False),
        last_confirmed=datetime.date(2026, 9, 1),
        **values,
    )
    change = save_profile(data=data, actor=None, cluster=cluster, source="Test")
    return Company.objects.get(pk=change.company_id)


def test_one_row_per_firm_with_texts_only(cluster):
    make(cluster)
    sheet = load_workbook(io.BytesIO(export_workbook(Company.objects.for_profile()))).active
    header, row = sheet.iter_rows()
    assert [cell.value for cell in header] == list(COLUMNS)
    values = {head.value: cell.value for head, cell in zip(header, row, strict=True)}
    assert values["PLZ"] == "06849"
    assert values["Art des Betriebs"] == "Zulieferer"
    assert values["1. Kernkompetenzen"] == "=Drehen\nFräsen"
    assert (
        values["Zertifikate (Bezeichnung, gültig bis, Nr.)"]
        == "ISO 9001:2015, gültig bis 30.06.2027, Nr. 99-1"
    )
    assert values["Maschinenpark"] == "2 × Kreissäge, Trenno, bis Ø 250"
    assert values["Ansprechpartner/in"] is None  # nobody who has not agreed
    assert values["Ausgefüllt am"] == "01.09.2026"
    assert {cell.data_type for cell in row} == {"s", "inlineStr"}  # two ways to write a text


def test_the_number_of_queries_does_not_grow(cluster, django_assert_num_queries):
    make(cluster)
    firms = Company.objects.for_profile().order_by("pk")
    with django_assert_num_queries(13):
        export_workbook(firms.all())
    make(cluster, "Zweite GmbH")
    make(cluster, "Dritte GmbH")
    with django_assert_num_queries(13):
        export_workbook(firms.all())


def test_an_announced_certificate_has_no_number():
    assert (
        certificate_line(CertificateData("IATF 16949", None, "in Vorbereitung"))
        == "IATF 16949, in Vorbereitung"
    )


def test_an_exported_table_read_in_again_changes_nothing(cluster, tmp_path, capsys):
    make(cluster)
    table = tmp_path / "unternehmen.xlsx"
    table.write_bytes(export_workbook(Company.objects.for_profile().order_by("pk")))
    call_command("import_questionnaires", str(table), "--dry-run")
    assert "1 ist schon auf diesem Stand" in capsys.readouterr().out


def test_the_machine_list_read_in_again_is_no_change(cluster):
    company = make(cluster)
    data = ProfileData(machines_text="2 × Kreissäge, Trenno, bis Ø 250")
    assert not preview_profile(data=data, actor=None, cluster=cluster, source="Test", company=company)
