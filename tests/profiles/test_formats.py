"""The forms in which answers arrive beside the kept returns: other encodings, delimiters, mails, JSON Lines."""

import csv
import io
import json
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.domain.spreadsheet import csv_safe
from profiles.domain.fields import FIELDS, WORDINGS, target_of
from profiles.domain.matching import EmptyDirectory
from profiles.domain.reading import read_file, walk
from profiles.domain.result import plain
from profiles.domain.values import clean_text
from tests.profiles.returns import RETURNS, account
from tests.profiles.workbooks import workbook

LIST = "Firmenname;PLZ;Ort;Kernkompetenzen\nMüller Öfen GmbH;67655;Kaiserslautern;Größe Ø 5 – „Maß“\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_recognised(encoding: str) -> None:
    found = account("liste.csv", LIST.encode(encoding), EmptyDirectory())

    assert found["format"]["encoding"] == encoding
    assert found["rows"][2][2]["name"] == "Müller Öfen GmbH"
    assert found["rows"][2][2]["core_competences"] == "Größe Ø 5 – „Maß“"


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_encodings_of_old_machines_are_recognised(encoding: str) -> None:
    text = "Firmenname;PLZ;Ort;Straße\n" + "Müller Öfen GmbH;67655;Hütschenhausen;Königstraße 5\n" * 5

    found = account("liste.csv", text.encode(encoding), EmptyDirectory())

    assert found["format"]["encoding"] == encoding
    assert found["rows"][2][2]["street"] == "Königstraße 5"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters_are_recognised(delimiter: str) -> None:
    found = account("liste.csv", LIST.replace(";", delimiter).encode(), EmptyDirectory())

    assert found["format"]["delimiter"] == delimiter
    assert found["counts"]["new"] == 1


@pytest.mark.parametrize(("end", "name"), [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")])
def test_line_ends_are_recognised(end: str, name: str) -> None:
    found = account("liste.csv", LIST.replace("\n", end).encode(), EmptyDirectory())

    assert found["format"]["line_ending"] == name
    assert found["counts"]["new"] == 1


@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([";", ","]),
)
def test_what_was_exported_as_csv_comes_back_word_for_word(answers: list[str], delimiter: str) -> None:
    texts = [text for text in (" ".join(answer.split()) for answer in answers) if "|" not in text]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["Firmenname", "PLZ", "Kernkompetenzen"])
    for number, text in enumerate(texts):
        writer.writerow([f"Firma {number} GmbH", "67655", csv_safe(text)])

    records = [record for record in walk(read_file("x.csv", buffer.getvalue().encode())) if record.fields]

    rejected = [record for record in records if record.messages]
    assert [record.fields["core_competences"] for record in records if not record.messages] == [
        clean_text(text) for index, text in enumerate(texts) if records[index] not in rejected
    ]
    assert {message.code for record in rejected for message in record.messages} <= {"formula_rejected"}


def test_extra_empty_values_at_the_end_do_no_harm() -> None:
    found = account("liste.csv", b"Firmenname;PLZ\nNeu GmbH;67655;;\n", EmptyDirectory())

    assert found["counts"]["new"] == 1


def test_columns_may_stand_in_any_order_below_a_title() -> None:
    data = workbook(
        ["Rücklauf 2026"],
        [],
        ["Ort", "Telefon-Nr.", "Name der Firma", "Postleitzahl"],
        ["Landstuhl", "06371 5550-1", "Neu GmbH", 66849],
    )

    found = account("liste.xlsx", data, EmptyDirectory())

    assert found["format"]["header_row"] == 3
    assert found["rows"][4][2] == {
        "name": "Neu GmbH",
        "town": "Landstuhl",
        "phone": "06371 5550-1",
        "postcode": "66849",
    }


def test_a_formula_without_stored_result_is_not_taken() -> None:
    data = workbook(["Firmenname", "Mitarbeiter"], ["Neu GmbH", "=12+5"])

    found = account("liste.xlsx", data, EmptyDirectory())

    assert found["rows"][2][2]["employees"] is None
    assert [entry["code"] for entry in found["messages"]] == ["formula_rejected"]


def test_values_below_no_heading_are_reported_once() -> None:
    data = workbook(["Firmenname", "PLZ"], ["A GmbH", 67655, "lose"], ["B GmbH", 66849, "Worte"])

    found = account("liste.xlsx", data, EmptyDirectory())

    assert [(entry["code"], entry["column"]) for entry in found["messages"]] == [("unmapped_column", "C")]


def test_a_repeated_heading_is_skipped() -> None:
    data = b"Firmenname;PLZ\nA GmbH;67655\nFirmenname;PLZ\nB GmbH;66849\n"

    found = account("liste.csv", data, EmptyDirectory())

    assert found["not_imported"] == {3: ("skipped", "wiederholte Kopfzeile")}
    assert found["counts"]["new"] == 2


def test_the_same_firm_twice_in_a_file_is_new_once() -> None:
    data = (
        b"Firmenname;PLZ;Stand\nA GmbH;67655;01.02.2026\nA GmbH;67655;01.03.2026\nA GmbH;67655;01.01.2026\n"
    )

    found = account("liste.csv", data, EmptyDirectory())

    assert [(row, action) for row, (action, _match, _fields) in found["rows"].items()] == [
        (2, "new"),
        (3, "update"),
    ]
    assert found["not_imported"][4][0] == "held"


def test_demo_firms_as_json_lines_give_their_own_fields() -> None:
    data = (RETURNS / "firms.jsonl").read_bytes()
    firms = [json.loads(line) for line in data.decode().splitlines()]

    records = list(walk(read_file("firms.jsonl", data)))

    assert len(records) == len(firms) == 115
    assert [(record.row, message.text) for record in records for message in record.messages] == []
    for record, firm in zip(records, firms, strict=True):
        assert {
            name: value
            for name, value in plain(record.fields).items()
            if name not in ("machines_text", "contact.name")
        } == expected_fields(firm)


def expected_fields(firm: dict[str, Any]) -> dict[str, Any]:
    contact = {f"contact.{name}": value for name, value in firm["contact"].items() if name != "name"}
    own = {
        name: value for name, value in firm.items() if name not in ("contact", "machines", "notes_internal")
    }
    own = {name: "" if value == "k. A." else value for name, value in own.items()}
    return {**own, **contact}


def test_unknown_keys_of_json_lines_are_reported_once() -> None:
    data = b'{"name": "A GmbH", "notes_internal": "x"}\n\n{"name": "B GmbH", "colour": "blue"}\n'

    found = account("x.jsonl", data, EmptyDirectory())

    assert [(entry["code"], entry["header"]) for entry in found["messages"]] == [
        ("unmapped_column", "notes_internal"),
        ("unmapped_column", "colour"),
    ]
    assert found["not_imported"] == {2: ("skipped", "leere Zeile")}


def test_a_mail_as_sent_is_read_from_its_text_part() -> None:
    mail = EmailMessage()
    mail["From"] = "Petra Muster <petra@muster.example>"
    mail["To"] = "cluster@buero.example"
    mail["Date"] = "Wed, 07 Oct 2026 21:14:00 +0200"
    mail["Subject"] = "Fragebogen"
    mail.set_content(
        "Guten Tag,\n\n> Firma und Anschrift:\nMuster Öfen GmbH, Ring 5, 67655 Kaiserslautern\n\n"
        "> 2. Leistungen, die Drittunternehmen\n> angeboten werden\nÖfen bauen,\nÖfen warten\n\nViele Grüße\nPetra\n"
    )
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")

    found = account("antwort.eml", mail.as_bytes(), EmptyDirectory())

    assert found["outcome"] == "proposal"
    assert found["rows"][None][2] == {
        "name": "Muster Öfen GmbH",
        "legal_form": "GmbH",
        "street": "Ring 5",
        "postcode": "67655",
        "town": "Kaiserslautern",
        "offered_services": "Öfen bauen, Öfen warten",
        "last_confirmed": "2026-10-07",
    }


def test_a_text_with_labels_is_read_like_a_mail() -> None:
    found = account("antwort.txt", (RETURNS / "kein_excel.xlsx").read_bytes(), EmptyDirectory())

    assert found["outcome"] == "proposal"
    assert found["rows"][None][2] == {
        "name": "Holzrahmen Birklohe",
        "core_competences": "Rahmen und Kisten",
        "offered_services": "Zuschnitt, Montage",
        "last_confirmed": None,
    }


def test_a_form_may_name_the_contact_below_a_heading() -> None:
    data = workbook(
        ["Firma", "Neu GmbH"],
        ["E-Mail", "info@neu.example"],
        ["Ort", "Landstuhl"],
        ["Ansprechpartner"],
        ["Name", "Petra Muster"],
        ["E-Mail", "petra@neu.example"],
        ["Telefon", "06371 5550-1"],
    )

    fields = account("bogen.xlsx", data, EmptyDirectory())["rows"][None][2]

    assert (fields["name"], fields["email"]) == ("Neu GmbH", "info@neu.example")
    assert (fields["contact.name"], fields["contact.email"]) == ("Petra Muster", "petra@neu.example")
    assert fields["contact.phone"] == "06371 5550-1"


def test_every_wording_stands_for_one_field() -> None:
    assert {part for target in WORDINGS for part in target.split("+")} - {"fax"} <= set(FIELDS)
    for target, wordings in WORDINGS.items():
        for wording in wordings.split("|"):
            found = target_of(wording)
            assert found is not None
            assert (wording, found.key) == (wording, target)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Mitarbeiteranzhal", "employees"),
        ("Kernkompetenzn", "core_competences"),
        ("Ansprechpatner", "contact.name"),
        ("Grundungsjahr", "founded"),
        ("FIRMENNAME*", "name"),
        ("Frage 3: Für welche Arbeiten suchen Sie Partner?", "sought_partners"),
        ("Anzahl der Mitarbeiter (Stand heute)", "employees"),
    ],
)
def test_misspelt_and_long_headings_are_understood(heading: str, field: str) -> None:
    target = target_of(heading)

    assert target is not None
    assert target.key == field


@pytest.mark.parametrize(
    "heading", ["Bemerkung intern", "Notizen", "Umsatz", "Fax", "Hallenfläche in m²", ""]
)
def test_other_headings_are_not_forced_onto_a_field(heading: str) -> None:
    assert target_of(heading) is None
