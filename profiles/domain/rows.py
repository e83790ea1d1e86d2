"""Answers become fields: the same steps for a row of a list, a form sheet and a mail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from profiles.domain import values
from profiles.domain.cells import Cell, as_stored, settle_formula
from profiles.domain.certificates import CertificateEntry, parse_certificates
from profiles.domain.combined import Sender, full_name, split_answer, tidy_name
from profiles.domain.fields import FIELDS, Field, Kind, Target
from profiles.domain.kinds import parse_kind
from profiles.domain.messages import Place, message
from profiles.domain.result import Record
from profiles.domain.values import Raw, ValueProblemError, clean_text, single_line
from profiles.enums import Layout, RowAction

EMPTY: dict[Kind, Any] = {
    Kind.LIST: [],
    Kind.CERTIFICATES: [],
    Kind.EMPLOYEES: None,
    Kind.YEAR: None,
    Kind.DATE: None,
    Kind.CONSENT: False,
}
"""What stands for "not stated" where that is not the empty text."""

_PARSERS: dict[Kind, Callable[[Raw], Any]] = {
    Kind.TEXT: single_line,
    Kind.LONG_TEXT: clean_text,
    Kind.LIST: values.parse_list,
    Kind.POSTCODE: values.parse_postcode,
    Kind.EMPLOYEES: values.parse_employees,
    Kind.YEAR: values.parse_year,
    Kind.DATE: values.parse_date,
    Kind.EMAIL: values.parse_email,
    Kind.PHONE: values.parse_phone,
    Kind.WEBSITE: values.parse_website,
    Kind.CONSENT: values.parse_consent,
    Kind.COMPANY_KIND: parse_kind,
}


@dataclass(frozen=True)
class Answer:
    """One cell or answer: what it was asked for, what it holds, and how to say where it stands."""

    target: Target
    cell: Cell
    place: Callable[[str], Place]
    marked_as_text: bool = False


def fill(record: Record, answers: Iterable[Answer], *, layout: Layout, sender: Sender | None = None) -> None:
    """Read the answers of one return into `record.fields`, and what there is to say into `record.messages`.

    In: record – changed in place; answers – in the order of the file; layout – mails and form sheets are read with
    more leniency than lists (a number inside a sentence, a date before a signature); sender – who wrote the mail.
    """
    for answer in answers:
        _take(record, answer, layout)
    _join_certificate(record)
    if layout == Layout.MAIL and sender:
        _name_contact(record, sender)
    if not record.fields.get("name") and record.action != RowAction.REJECTED:
        record.action = RowAction.REJECTED
        record.reason = "Firmenname fehlt"


def _take(record: Record, answer: Answer, layout: Layout) -> None:
    target = answer.target
    for name in target.fields:
        record.fields.setdefault(name, EMPTY.get(FIELDS[name].kind, ""))
    try:
        raw, remark = settle_formula(answer.cell, marked_as_text=answer.marked_as_text)
    except ValueProblemError as problem:
        _report(record, problem, answer, target.fields[0])
        return
    if remark:
        _report(record, remark, answer, target.fields[0])
    for name, part in _parts(record, target, raw, layout).items():
        _take_value(record, answer, FIELDS[name], part, layout)


def _parts(record: Record, target: Target, raw: Raw, layout: Layout) -> dict[str, Raw]:
    key = target.key
    if layout == Layout.MAIL and key == "contact.name":
        key = "contact.name+contact.role"
    if "+" not in key:
        return {key: raw}
    known = {name: value for name, value in record.fields.items() if isinstance(value, str)}
    return dict(split_answer(key, values.written(raw), known))


def _take_value(record: Record, answer: Answer, field: Field, raw: Raw, layout: Layout) -> None:
    try:
        record.fields[field.name] = _parsed(record, answer, field, raw, layout)
    except ValueProblemError as problem:
        record.fields.setdefault(field.name, EMPTY.get(field.kind, ""))
        number = _only_number(raw) if layout == Layout.MAIL and problem.key == "not_a_number" else None
        if number is not None:
            record.fields[field.name] = number
            problem = ValueProblemError("number_in_text", number=number)
        _report(record, problem, answer, field.name)
    if field.name == "name":
        _check_name(record, answer)


def _parsed(record: Record, answer: Answer, field: Field, raw: Raw, layout: Layout) -> Any:
    if field.kind == Kind.CERTIFICATES:
        entries, problems = parse_certificates(raw)
        for problem in problems:
            _report(record, problem, answer, field.name)
        return entries
    if field.kind == Kind.DATE and layout != Layout.TABLE and isinstance(raw, str):
        raw = values.first_date(raw) or raw
    value = _PARSERS[field.kind](raw)
    size = len(value) if isinstance(value, str) else sum(map(len, value)) if isinstance(value, list) else 0
    if field.longest and size > field.longest and field.name != "name":
        raise ValueProblemError("too_long", limit=field.longest)
    return value


def _check_name(record: Record, answer: Answer) -> None:
    name = tidy_name(record.fields["name"])
    record.fields["name"] = name
    longest = FIELDS["name"].longest
    if name and len(name) <= longest:
        return
    record.action = RowAction.REJECTED
    place = answer.place("name")
    if name:
        record.reason = "Firmenname zu lang"
        record.messages.append(message("name_too_long", place, value=as_stored(answer.cell), limit=longest))
    else:
        record.reason = "Firmenname fehlt"
        record.messages.append(message("missing_name", place))


def _only_number(raw: Raw) -> int | None:
    words = single_line(raw).replace(",", " ").replace(";", " ").split()
    numbers = [word for word in words if any(sign.isdigit() for sign in word)]
    if len(numbers) != 1 or not numbers[0].isdecimal():
        return None
    return int(numbers[0])


def _report(record: Record, problem: ValueProblemError, answer: Answer, field: str) -> None:
    record.messages.append(
        message(problem.key, answer.place(field), value=as_stored(answer.cell), **problem.details)
    )


def _join_certificate(record: Record) -> None:
    if not any(name.startswith("certificates[0].") for name in record.fields):
        return
    name = record.fields.pop("certificates[0].name", "")
    valid_until = record.fields.pop("certificates[0].valid_until", None)
    number = record.fields.pop("certificates[0].number", "")
    entries, _problems = parse_certificates(name)
    if entries and (valid_until or number):
        first = entries[0]
        entries[0] = CertificateEntry(
            name=first["name"],
            valid_until=valid_until or first["valid_until"],
            number=number or first["number"],
        )
    record.fields["certificates"] = [*record.fields.get("certificates", []), *entries]


def _name_contact(record: Record, sender: Sender) -> None:
    name = record.fields.get("contact.name", "")
    if "contact.name" not in record.fields:
        return
    record.fields["contact.name"] = full_name(name, sender) if name else sender.name
    if record.fields["contact.name"] == sender.name and not record.fields.get("contact.email"):
        record.fields["contact.email"] = sender.email
