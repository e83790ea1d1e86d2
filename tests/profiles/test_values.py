"""What people type becomes what is stored, or a problem; never a guess."""

import contextlib
import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.domain import values
from profiles.domain.certificates import parse_certificates
from profiles.domain.combined import Sender, full_name, legal_form_in, split_answer, tidy_name
from profiles.domain.values import ValueProblemError


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (45, 45),
        (45.0, 45),
        ("45", 45),
        (" 45 ", 45),
        ("1.500 Mitarbeiter", 1500),
        ("1 500", 1500),
        ("92 MA", 92),
        ("9 Mitarbeiter", 9),
        ("12 Mitarbeiterinnen und Mitarbeiter", 12),
        ("30 Beschäftigte", 30),
        ("44 (davon 5)", 44),
        ("44 (davon 5 Auszubildende)", 44),
        ("45,0", 45),
        ("", None),
        (None, None),
        ("k. A.", None),
    ],
)
def test_employees(typed: Any, number: int | None) -> None:
    assert values.parse_employees(typed) == number


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("28,5", "not_integer"),
        ("28.5", "not_integer"),
        (28.5, "not_integer"),
        ("ca. 20-30", "not_a_number"),
        ("20-30", "not_a_number"),
        ("ca. 20", "not_a_number"),
        ("zwölf", "not_a_number"),
        ("-5", "not_a_number"),
        (-5, "out_of_range"),
        ("2.000.000", "out_of_range"),
        (float("inf"), "not_integer"),
        (float("nan"), "not_integer"),
        (True, "not_a_number"),
    ],
)
def test_employees_are_not_guessed(typed: Any, key: str) -> None:
    with pytest.raises(ValueProblemError) as problem:
        values.parse_employees(typed)
    assert problem.value.key == key


@given(st.integers(min_value=0, max_value=500_000))
def test_employees_in_every_notation(number: int) -> None:
    grouped = f"{number:,}".replace(",", ".")
    for typed in (number, float(number), str(number), grouped, f"{grouped} Mitarbeiter", f"{number} MA"):
        assert values.parse_employees(typed) == number


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (datetime.datetime(2026, 9, 2, 12, 30), datetime.date(2026, 9, 2)),  # noqa: DTZ001
        (datetime.date(2026, 9, 2), datetime.date(2026, 9, 2)),
        ("14.09.2026", datetime.date(2026, 9, 14)),
        ("3.9.26", datetime.date(2026, 9, 3)),
        ("2026-10-01", datetime.date(2026, 10, 1)),
        ("7. Oktober 2026", datetime.date(2026, 10, 7)),
        ("", None),
        (None, None),
    ],
)
def test_dates(typed: Any, day: datetime.date | None) -> None:
    assert values.parse_date(typed) == day


@pytest.mark.parametrize(
    "typed", ["31.02.2026", "Ende 2027", "2027", "00.00.0000", "1.13.26", 46_300, "Q3/26"]
)
def test_dates_are_not_guessed(typed: Any) -> None:
    with pytest.raises(ValueProblemError) as problem:
        values.parse_date(typed)
    assert problem.value.key == "invalid_date"


@given(st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_dates_in_every_notation(day: datetime.date) -> None:
    month = next(name for name, number in values.MONTHS.items() if number == day.month)
    for typed in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day:%y}",
        f"{day.day}. {month.capitalize()} {day.year}",
    ):
        assert values.parse_date(typed) == day
        assert values.parse_date(values.first_date(f"{typed}, gez. Muster")) == day


@pytest.mark.parametrize(("typed", "stored"), [(67657, "67657"), (1067, "01067"), (67657.0, "67657")])
def test_postcode_numbers_become_five_digits(typed: float, stored: str) -> None:
    assert values.parse_postcode(typed) == stored


@pytest.mark.parametrize(("typed", "stored"), [("66851 ", "66851"), ("D-67655", "67655"), ("\u00a0", "")])
def test_postcode_texts(typed: str, stored: str) -> None:
    assert values.parse_postcode(typed) == stored


@pytest.mark.parametrize("typed", ["6765", "6765O", "676555", "Kaiserslautern", 0, 100_000, 1.5, "٦٧٦٥٥"])
def test_postcodes_are_not_guessed(typed: Any) -> None:
    with pytest.raises(ValueProblemError, match="invalid_postcode"):
        values.parse_postcode(typed)


def test_a_letter_in_a_postcode_is_pointed_out() -> None:
    with pytest.raises(ValueProblemError) as problem:
        values.parse_postcode("6765O")
    assert problem.value.details["hint"] == "; an der letzten Stelle steht der Buchstabe O"


@pytest.mark.parametrize(
    "typed", ["0631 5550-18", "+49 6371 5550-95", "0631/5550-43", "(0631) 5550-18", "06301 5550 81"]
)
def test_phone_numbers_stay_as_written(typed: str) -> None:
    assert values.parse_phone(typed) == typed


@given(st.from_regex(r"\+?[0-9]{3,5}[ /-][0-9]{4,8}(-[0-9]{1,4})?", fullmatch=True))
def test_phone_numbers_survive_labels_and_fax(number: str) -> None:
    assert values.parse_phone(f"Tel. {number}") == number
    assert values.parse_phone(f"{number} / Fax -99") == number


@pytest.mark.parametrize("typed", ["siehe Homepage", "Fax 12345", "0631 5550-18 (abends)"])
def test_phone_numbers_are_not_guessed(typed: str) -> None:
    with pytest.raises(ValueProblemError, match="invalid_phone"):
        values.parse_phone(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("www.muster.example", "https://www.muster.example/"),
        ("muster.example", "https://muster.example/"),
        ("http://Muster.example/de", "http://muster.example/de"),
        ("https://www.muster.example/", "https://www.muster.example/"),
        ("", ""),
    ],
)
def test_websites(typed: str, stored: str) -> None:
    assert values.parse_website(typed) == stored


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "haben wir nicht", "ftp://x.example", "muster", "a b.de"]
)
def test_websites_are_not_guessed(typed: str) -> None:
    with pytest.raises(ValueProblemError, match="invalid_website"):
        values.parse_website(typed)


@pytest.mark.parametrize("typed", ["ja", "Ja", " JA. ", True])
def test_only_an_explicit_yes_is_consent(typed: Any) -> None:
    assert values.parse_consent(typed) is True


@pytest.mark.parametrize("typed", ["nein", "NEIN", "", None, "k. A.", False])
def test_no_and_nothing_are_no_consent(typed: Any) -> None:
    assert values.parse_consent(typed) is False


@pytest.mark.parametrize(
    ("typed", "key"),
    [("X", "consent_unclear"), ("gerne", "consent_unclear"), ("ja, aber ohne Durchwahl", "consent_limited")],
)
def test_anything_else_about_consent_is_a_question(typed: str, key: str) -> None:
    with pytest.raises(ValueProblemError, match=key):
        values.parse_consent(typed)


@given(st.text(max_size=60))
def test_no_text_gives_consent_but_yes(text: str) -> None:
    try:
        given_consent = values.parse_consent(text)
    except ValueProblemError:
        given_consent = False
    assert given_consent is (text.strip().casefold().strip(" .!") in ("ja", "yes"))


ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text(alphabet="0123456789.,-/ ()+jaenOlIl")
    | st.dates()
    | st.datetimes()
)


@given(ANYTHING)
def test_every_parser_answers_or_says_why_not(raw: Any) -> None:
    for parser in (
        values.parse_postcode,
        values.parse_employees,
        values.parse_year,
        values.parse_date,
        values.parse_email,
        values.parse_phone,
        values.parse_website,
        values.parse_list,
        values.parse_consent,
        values.clean_text,
        parse_certificates,
    ):
        with contextlib.suppress(ValueProblemError):
            parser(raw)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = values.clean_text(text)
    assert values.clean_text(once) == once


def test_line_breaks_and_lists_survive_cleaning() -> None:
    assert values.clean_text("\u00a0- Drehen\r\n- Fräsen \r\n") == "- Drehen\n- Fräsen"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ISO 9001:2015, gültig bis 31.07.2027, Nr. 99-QM-1", [("ISO 9001:2015", "2027-07-31", "99-QM-1")]),
        ("ISO 9001:2015 bis 31.03.2027 (Nr. 99-QM-10432)", [("ISO 9001:2015", "2027-03-31", "99-QM-10432")]),
        ("ISO 9001, ISO 14001", [("ISO 9001", None, None), ("ISO 14001", None, None)]),
        ("- ISO 9001\n- AZAV", [("ISO 9001", None, None), ("AZAV", None, None)]),
        ("DIN EN 1090-2 EXC2 (in Vorbereitung)", [("DIN EN 1090-2 EXC2", None, "in Vorbereitung")]),
        ("keine. Meisterbrief hängt an der Wand.", []),
        ("k. A.", []),
    ],
)
def test_certificates(typed: str, found: list[tuple[str, str | None, str | None]]) -> None:
    entries, problems = parse_certificates(typed)

    assert [
        (entry["name"], entry["valid_until"] and entry["valid_until"].isoformat(), entry["number"])
        for entry in entries
    ] == found
    assert problems == []


def test_a_certificate_keeps_its_name_where_the_date_is_no_date() -> None:
    entries, problems = parse_certificates("ISO 9001, gültig bis Ende 2027")

    assert [(entry["name"], entry["valid_until"]) for entry in entries] == [("ISO 9001", None)]
    assert [problem.key for problem in problems] == ["invalid_date"]


@pytest.mark.parametrize(
    ("typed", "name", "form"),
    [
        ("Muster e.K.", "Muster e. K.", "e. K."),
        ("Muster  GmbH & Co.KG", "Muster GmbH & Co. KG", "GmbH & Co. KG"),
        ("Muster gmbh", "Muster GmbH", "GmbH"),
        ("Muster UG (haftungsbeschränkt)", "Muster UG (haftungsbeschränkt)", "UG (haftungsbeschränkt)"),
        ("Ausbildung e.V.", "Ausbildung e. V.", "e. V."),
        ("Haag", "Haag", ""),
    ],
)
def test_legal_forms_get_one_spelling(typed: str, name: str, form: str) -> None:
    assert (tidy_name(typed), legal_form_in(typed)) == (name, form)


@pytest.mark.parametrize(
    ("target", "text", "parts"),
    [
        ("postcode+town", "67657 Kaiserslautern", {"postcode": "67657", "town": "Kaiserslautern"}),
        ("postcode+town", "Kaiserslautern, 67657", {"postcode": "67657", "town": "Kaiserslautern"}),
        ("phone+fax", "0631 5550-18 / Fax -99", {"phone": "0631 5550-18"}),
        ("phone+fax", "0631/5550-18", {"phone": "0631/5550-18"}),
        ("email+website", "a@b.example, www.b.example", {"email": "a@b.example", "website": "www.b.example"}),
        (
            "contact.email+contact.phone",
            "a@b.example / -182",
            {"contact.email": "a@b.example", "contact.phone": "0631 5550-182"},
        ),
        (
            "street+postcode+town",
            "Ring 5\n67655 Kaiserslautern",
            {"street": "Ring 5", "postcode": "67655", "town": "Kaiserslautern"},
        ),
        (
            "contact.name+contact.role",
            "Ich selber, K. Muster, Inhaber",
            {"contact.name": "K. Muster", "contact.role": "Inhaber"},
        ),
    ],
)
def test_combined_answers_are_taken_apart(target: str, text: str, parts: dict[str, str]) -> None:
    assert split_answer(target, text, {"phone": "0631 5550-18"}) == parts


@given(st.text())
def test_combined_answers_never_fail(text: str) -> None:
    for target in ("postcode+town", "name+street+postcode+town", "phone+contact.phone", "email+website"):
        assert split_answer(target, text, {})


def test_initials_are_completed_from_the_sender() -> None:
    sender = Sender("Klaus-Dieter Wickelroth", "k@x.example")

    assert full_name("K.-D. Wickelroth", sender) == "Klaus-Dieter Wickelroth"
    assert full_name("K.-D. Anders", sender) == "K.-D. Anders"
