"""Every problem the import knows is met, named and explained; no file ends in an exception."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.domain.messages import PROBLEMS, SHOWN_AS
from tests.profiles.returns import RETURNS, ListedFirms, account
from tests.profiles.workbooks import workbook

KNOWN = ListedFirms(
    [{"name": "Alt GmbH", "postcode": "67655", "town": "Kaiserslautern", "last_confirmed": "2026-05-01"}]
)
HEAD = "Firmenname;PLZ;Ort;E-Mail;Telefon;Internet;Mitarbeiterzahl;Gründungsjahr;Einwilligung;Stand;Losgrößen"


def csv(*cells: str) -> bytes:
    return (HEAD + "\n" + ";".join([*cells, *[""] * (11 - len(cells))]) + "\n").encode()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


CASES: dict[str, tuple[str, bytes]] = {
    "empty_file": ("leer.csv", b""),
    "file_too_large": ("liste.csv", b"x" * 25_000_001),
    "corrupt_workbook": ("liste.xlsx", (RETURNS / "abgebrochen.xlsx").read_bytes()),
    "not_a_workbook": ("liste.xlsx", b"Firma: Muster"),
    "unsupported_format": ("bogen.pdf", b"%PDF-1.7 ..."),
    "no_header": ("liste.csv", b"a;b\n1;2\n"),
    "no_answers": ("mail.txt", "Guten Tag,\n\nwir melden uns später.\n".encode()),
    "no_rows": ("liste.csv", (HEAD + "\n").encode()),
    "unmapped_column": ("liste.csv", b"Firmenname;Lieblingsfarbe;PLZ\nNeu GmbH;blau;67655\n"),
    "internal_column": ("liste.csv", b"Firmenname;Bemerkung;PLZ\nNeu GmbH;angerufen;67655\n"),
    "sheet_ignored": (
        "liste.xlsx",
        workbook(["Firmenname", "PLZ"], ["Neu GmbH", 67655], more={"Zweites": [["Notiz", "x"]]}),
    ),
    "column_count": ("liste.csv", b"Firmenname;PLZ\nNeu GmbH;67655;zu viel\n"),
    "broken_quotes": ("liste.csv", b'Firmenname;PLZ\nNeu GmbH;67655\n"' + b"x" * 1_000_001),
    "invalid_json": ("firmen.jsonl", b'{"name": "Neu GmbH"}\n{"name": \n'),
    "missing_name": ("liste.csv", csv("", "67655")),
    "name_too_long": ("liste.csv", csv("x" * 201)),
    "totals_row": (
        "liste.xlsx",
        workbook(["Firmenname", "PLZ", "Ort"], ["Neu GmbH", 1, ""], ["Summe", "", 1]),
    ),
    "possible_duplicate": ("liste.csv", csv("ALT Gmbh & Co. KG", "67655")),
    "older_than_stored": ("liste.csv", csv("Alt GmbH", "67655", "", "", "", "", "", "", "", "01.04.2026")),
    "invalid_postcode": ("liste.csv", csv("Neu GmbH", "6765")),
    "invalid_email": ("liste.csv", csv("Neu GmbH", "", "", "info(at)neu.example")),
    "invalid_phone": ("liste.csv", csv("Neu GmbH", "", "", "", "keins")),
    "invalid_website": ("liste.csv", csv("Neu GmbH", "", "", "", "", "im Aufbau")),
    "not_integer": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "28,5")),
    "not_a_number": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "viele")),
    "unknown_kind": ("liste.csv", b"Firmenname;Art\nNeu GmbH;Gemischtwaren\n"),
    "not_a_year": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "", "vor dem Krieg")),
    "out_of_range": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "", "9999")),
    "invalid_date": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "", "", "", "31.02.2026")),
    "too_long": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "", "", "", "", "x" * 501)),
    "consent_unclear": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "", "", "X")),
    "consent_limited": ("liste.csv", csv("Neu GmbH", "", "", "", "", "", "", "", "ja, ohne Handy")),
    "number_in_text": ("mail.txt", (RETURNS / "antwort.txt").read_bytes()),
    "formula_value_used": ("liste.xlsx", (RETURNS / "durcheinander.xlsx").read_bytes()),
    "formula_rejected": ("liste.csv", csv("Neu GmbH", "", "=1+1")),
}
ELSEWHERE = frozenset({"archive_too_large", "too_many_rows", "not_saved"})
"""Problems met in the tests of large files and of applying."""


def test_every_problem_has_a_case() -> None:
    assert set(CASES) | ELSEWHERE == set(PROBLEMS)


@pytest.mark.parametrize("key", sorted(CASES))
def test_problem_is_named_with_its_weight(key: str) -> None:
    found = account(*CASES[key], KNOWN)

    code = SHOWN_AS.get(key, key)
    severities = [entry["severity"] for entry in found["messages"] if entry["code"] == code]
    assert severities
    assert set(severities) == {str(PROBLEMS[key].severity)}


@pytest.mark.parametrize(
    "code",
    [code for code, problem in PROBLEMS.items() if problem.leaves_out],
)
def test_what_becomes_of_the_field_depends_on_the_firm(code: str) -> None:
    name, data = CASES[code]

    new = [entry for entry in account(name, data, KNOWN)["messages"] if entry["code"] == code]
    known = [
        entry
        for entry in account(name, data.replace(b"Neu GmbH", b"Alt GmbH"), KNOWN)["messages"]
        if entry["code"] == code
    ]

    assert len(new) == len(known) == 1
    assert new[0]["message"].endswith("Das Feld bleibt leer.")
    assert known[0]["message"].endswith("Der bisher gespeicherte Wert bleibt stehen.")


def test_messages_name_row_column_and_heading() -> None:
    found = account(*CASES["invalid_postcode"], KNOWN)

    assert [entry["message"] for entry in found["messages"]] == [
        "Zeile 2, Spalte B („PLZ“): „6765“ ist keine gültige Postleitzahl (erwartet werden fünf Ziffern). "
        "Das Feld bleibt leer."
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (archive("word/document.xml"), "ein Word-Dokument"),
        (archive("content.xml", "META-INF/manifest.xml"), "ein OpenDocument-Dokument (LibreOffice)"),
        (archive("liste.csv"), "ein ZIP-Archiv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "eine alte oder mit Kennwort geschützte Office-Datei"),
        (b"%PDF-1.4", "eine PDF-Datei"),
    ],
    ids=["word", "open_document", "archive", "old_office", "pdf"],  # an archive bears the time of its making
)
def test_a_file_that_only_bears_the_ending_is_told_what_it_is(data: bytes, kind: str) -> None:
    found = account("liste.xlsx", data, KNOWN)

    assert found["messages"][0]["code"] == "not_a_workbook"
    assert kind in found["messages"][0]["message"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.txt", "a.eml", "a.jsonl", "a", ""])
@given(data=st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_an_account(name: str, data: bytes) -> None:
    assert account(name, data, KNOWN)["outcome"] in ("import", "proposal", "nothing_to_import", "reject")


@given(cut=st.integers(min_value=1, max_value=9_000), flip=st.integers(min_value=0, max_value=9_000))
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_gives_an_account(cut: int, flip: int) -> None:
    data = bytearray((RETURNS / "durcheinander.xlsx").read_bytes())
    data[flip] ^= 0xFF

    outcomes: set[Any] = {account("a.xlsx", bytes(data), KNOWN)["outcome"]}
    outcomes.add(account("a.xlsx", bytes(data[:-cut]), KNOWN)["outcome"])

    assert outcomes <= {"import", "nothing_to_import", "reject"}
