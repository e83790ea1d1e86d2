"""What leaves as a spreadsheet never becomes a formula."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from companies.domain.spreadsheet import csv_restore, csv_safe, text_workbook


@pytest.mark.parametrize("text", ["=1+1", "+49 631 5550", "- Drehen", "@SUMME(A1)", "\tx", "\rx"])
def test_risky_csv_cells_get_an_apostrophe(text: str) -> None:
    assert csv_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Drehen", "'s Werkstätt", "0631 5550-18"])
def test_harmless_csv_cells_stay_as_they_are(text: str) -> None:
    assert csv_safe(text) == text


@given(st.text())
def test_what_was_written_is_read_back_unchanged(text: str) -> None:
    assert csv_restore(csv_safe(text)) == text


@given(st.text())
def test_no_written_csv_cell_starts_like_a_formula(text: str) -> None:
    assert not csv_safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_workbook_cells_are_typed_as_text_with_content_unchanged() -> None:
    texts = ["=cmd|' /C calc'!A0", "+49 631 5550", "- Drehen", "@x", "normal", ""]

    sheet = load_workbook(
        io.BytesIO(text_workbook(title="Firmen", header=["=A1"], rows=[[t] for t in texts]))
    )["Firmen"]

    assert [cell.value or "" for cell in sheet["A"]] == ["=A1", *texts]
    assert {cell.data_type for cell in sheet["A"] if cell.value} == {"s"}
    assert sheet["A2"].quotePrefix is True


def test_workbook_leaves_out_characters_the_format_forbids() -> None:
    sheet = load_workbook(
        io.BytesIO(text_workbook(title="x" * 40, header=["A"], rows=[["a\x00b\x1fc"]]))
    ).active

    assert sheet.title == "x" * 31
    assert sheet["A2"].value == "abc"
