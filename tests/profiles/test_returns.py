"""Every kept return gives exactly what its expectation says."""

from typing import Any

import pytest

from tests.profiles.returns import RETURNS, account, demo_firms, expectation

FILES = [
    "abgebrochen.xlsx",
    "antwort.txt",
    "durcheinander.xlsx",
    "einzelbogen_mueller.xlsx",
    "kein_excel.xlsx",
    "leer.csv",
    "leer.xlsx",
    "nur_kopfzeile.xlsx",
    "rueckmeldungen.xlsx",
    "rueckmeldungen_excel.csv",
    "rueckmeldungen_utf8_bom.csv",
]


def comparable(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the expectations call normalisation only: scheme and closing slash of the web address."""
    website = fields.get("website")
    return {**fields, "website": website.removeprefix("https://").rstrip("/")} if website else fields


def facts(messages: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What must agree of each message: place, field, weight, code and the content found."""
    names = ("row", "column", "header", "field", "severity", "code", "value")
    return sorted((tuple(entry[name] for name in names) for entry in messages), key=repr)


@pytest.mark.parametrize("name", FILES)
def test_return_gives_what_its_expectation_says(name: str) -> None:
    expected = expectation(name)

    found = account(name, (RETURNS / name).read_bytes(), demo_firms())

    assert found["outcome"] == expected["outcome"]
    assert found["counts"] == expected["counts"]
    assert facts(found["messages"]) == facts(expected["messages"])
    assert {
        row: (action, match, comparable(fields)) for row, (action, match, fields) in found["rows"].items()
    } == {row["row"]: (row["action"], row["match"], comparable(row["fields"])) for row in expected["rows"]}
    assert found["not_imported"] == {
        row["row"]: (row["action"], row["reason"]) for row in expected["not_imported"]
    }


@pytest.mark.parametrize("name", FILES)
def test_columns_are_understood(name: str) -> None:
    expected = expectation(name)

    found = account(name, (RETURNS / name).read_bytes(), demo_firms())

    if "column_mapping" in expected:
        assert found["mapping"] == [
            (entry["column"], entry["header"], entry["field"]) for entry in expected["column_mapping"]
        ]
    if "cell_mapping" in expected:
        assert found["mapping"] == [
            (entry["cell"], entry["label"], entry["field"]) for entry in expected["cell_mapping"]
        ]
    assert found["unmapped"] == [
        (entry["column"], entry["header"], entry["values"]) for entry in expected.get("unmapped_columns", [])
    ]


@pytest.mark.parametrize("name", FILES)
def test_format_is_told(name: str) -> None:
    expected = expectation(name).get("format", {})
    expected.pop("row_numbering", None)
    if "line_ending" in expected:
        expected["line_ending"] = expected["line_ending"].split(" ")[0]

    found = account(name, (RETURNS / name).read_bytes(), demo_firms())

    assert found["format"] == expected


@pytest.mark.parametrize("name", ["rueckmeldungen_excel.csv", "rueckmeldungen_utf8_bom.csv"])
def test_text_lines_are_told_beside_row_numbers(name: str) -> None:
    expected = expectation(name)
    entries = [*expected["rows"], *(entry for entry in expected["not_imported"] if "line" in entry)]

    found = account(name, (RETURNS / name).read_bytes(), demo_firms())

    assert len(entries) > 0
    assert {entry["row"]: found["lines"][entry["row"]] for entry in entries} == {
        entry["row"]: entry["line"] for entry in entries
    }


def test_held_row_names_the_firm_and_the_row_it_resembles() -> None:
    found = account("durcheinander.xlsx", (RETURNS / "durcheinander.xlsx").read_bytes(), demo_firms())

    likeness = found["duplicates"][15]
    assert (likeness.row, likeness.firm.name) == (5, "Müller Zerspanung GmbH")


def test_mail_takes_nothing_from_signature_disclaimer_and_older_mail() -> None:
    found = account("antwort.txt", (RETURNS / "antwort.txt").read_bytes(), demo_firms())

    text = repr(found["rows"])
    assert [word for word in expectation("antwort.txt")["must_not_contain"] if word in text] == []
    assert found["ignored"] == [
        "Grußformel und Signatur",
        "alles unter der Trennlinie „--“ (Signatur, Vertraulichkeitshinweis)",
        "alles ab „-----Ursprüngliche Nachricht-----“",
    ]


def test_form_sheet_tells_what_it_left_out() -> None:
    found = account(
        "einzelbogen_mueller.xlsx", (RETURNS / "einzelbogen_mueller.xlsx").read_bytes(), demo_firms()
    )

    assert [text.split(":")[0] for text in found["ignored"]] == [
        *("A1", "A2", "A4", "A16", "A21", "A29", "A35"),
        *("B9", "B12"),
    ]
