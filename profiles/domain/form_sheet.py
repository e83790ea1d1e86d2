"""Form sheets: the questionnaire of one firm, questions in one column and answers in the next."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from profiles.domain.cells import Cell, RawRow, as_stored, column_letter, for_correction
from profiles.domain.fields import FIELDS, Target, target_of
from profiles.domain.messages import Place
from profiles.domain.result import Mapped, Reading, Record
from profiles.domain.rows import Answer, fill
from profiles.enums import Layout, Outcome

FEWEST_QUESTIONS = 4
"""Answered questions below each other from which on a sheet counts as a form."""

OF_THE_CONTACT = {
    "name": "contact.name",
    "email": "contact.email",
    "phone": "contact.phone",
}
"""Plain labels that mean the contact person below a heading such as `Ansprechpartner/in`."""


@dataclass(frozen=True)
class Question:
    """A label with the cell that answers it."""

    row: int
    column: str
    label: str
    target: Target
    cell: Cell


@dataclass(frozen=True)
class Form:
    """A form sheet: its questions with their answers, and the cells that are neither."""

    label_column: str
    value_column: str
    questions: list[Question]
    ignored: list[str]

    @property
    def score(self) -> int:
        """Return how many questions were understood."""
        return len(self.questions)


def find_form(rows: Sequence[RawRow]) -> Form | None:
    """Find a form in a sheet.

    In: the rows of the sheet. Out: the form whose labels stand in one column with the answers right of them; None
    where fewer than four known questions stand below each other or none asks for the firm.
    """
    columns = Counter(
        index
        for row in rows
        for index, cell in enumerate(row.cells[:10])
        if _label(cell) and target_of(_label(cell))
    )
    if not columns:
        return None
    label_column, _count = max(columns.items(), key=lambda item: (item[1], -item[0]))
    questions: list[Question] = []
    ignored: list[str] = []
    taken: set[str] = set()
    in_contact = False
    for row in rows:
        label = _label(row.cells[label_column]) if label_column < len(row.cells) else ""
        target = target_of(label) if label else None
        answer = _answer_right_of(row, label_column)
        if target and answer is None:
            in_contact = target.key == "contact.name"
        if target and in_contact:
            target = Target(OF_THE_CONTACT.get(target.key, target.key), target.score)
        if target and answer is not None and not taken.intersection(target.fields):
            taken.update(target.fields)
            index, cell = answer
            questions.append(Question(row.number, column_letter(index), label, target, cell))
            continue
        ignored += [
            f"{column_letter(index)}{row.number}: {as_stored(cell).strip()[:80]}"
            for index, cell in enumerate(row.cells)
            if as_stored(cell).strip()
        ]
    if len(questions) < FEWEST_QUESTIONS or "name" not in taken:
        return None
    values = Counter(question.column for question in questions)
    return Form(column_letter(label_column), values.most_common(1)[0][0], questions, ignored)


def _label(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _answer_right_of(row: RawRow, label_column: int) -> tuple[int, Cell] | None:
    for index in range(label_column + 1, len(row.cells)):
        if as_stored(row.cells[index]).strip():
            return index, row.cells[index]
    return None


def read_form(form: Form, facts: dict[str, Any]) -> Reading:
    """Read a form sheet.

    In: form – as `find_form` gives it; facts – what is known of the file. Out: a reading with one record that a
    person confirms.
    """
    record = Record(row=None, raw=[for_correction(question.cell) for question in form.questions])
    fill(record, [_answer(question) for question in form.questions], layout=Layout.FORM)
    return Reading(
        outcome=Outcome.PROPOSAL,
        layout=Layout.FORM,
        format={
            **facts,
            "layout": "form",
            "label_column": form.label_column,
            "value_column": form.value_column,
        },
        headers=[_heading(question) for question in form.questions],
        mapping=[
            Mapped(f"{question.column}{question.row}", question.label, name)
            for question in form.questions
            for name in question.target.fields
        ],
        ignored=form.ignored + [text for question in form.questions for text in _left_over(question)],
        records=iter([record]),
    )


def _heading(question: Question) -> str:
    """The label as heading of a list; one that means something else there gives way to the field's own label."""
    target = target_of(question.label)
    same = target is not None and target.key == question.target.key
    return question.label if same else FIELDS[question.target.fields[0]].label


def _answer(question: Question) -> Answer:
    def place(name: str) -> Place:
        return Place(
            row=question.row,
            column=question.column,
            header=question.label,
            field=name,
            prefix=f"Zelle {question.column}{question.row} („{FIELDS[name].label}“)",
        )

    return Answer(question.target, question.cell, place)


def _left_over(question: Question) -> list[str]:
    where = f"{question.column}{question.row}"
    text = as_stored(question.cell)
    if "fax" in question.target.key and re.search(r"fax", text, re.IGNORECASE):
        return [f"{where}: Faxnummer"]
    if question.target.key == "employees" and "(" in text:
        return [f"{where}: {text[text.index('(') :]}"]
    return []
