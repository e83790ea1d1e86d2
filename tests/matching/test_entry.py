"""The entry page's rows: what people did stays, the rest follows the text, nothing typed is lost."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from companies.search.requirement import Option
from competences.language import Kind
from matching.domain.entry import (
    Rows,
    find_entry,
    is_blank,
    merged,
    questions_left,
    rows_of,
    segments,
    similar_names,
    suggested_title,
)
from matching.domain.reading import Proposal
from matching.domain.wanted import Criterion, Values, Wanted, WantedStep
from matching.enums import Attribute, Importance
from matching.views.entry_page import Entry
from tests.companies.search.builders import VOCABULARY

TURN, MILL, WELD = "drehen", "fraesen", "schweissen"


def proposal(*keys, criteria=(), questions=None, lead=""):
    steps = tuple(
        WantedStep(number, (Option(key, 1.0),), passage=f"<{key}>", is_lead=key == lead)
        for number, key in enumerate(keys, 1)
    )
    return Proposal(Wanted(steps=steps, criteria=tuple(criteria)), questions or {})


def read(typed, *keys, **more):
    return merged(typed, proposal(*keys, **more), VOCABULARY)


def processes(rows):
    return [(row["number"], row["process"]) for row in rows.steps]


def changed(rows, index, **values):
    steps = [dict(row) for row in rows.steps]
    steps[index] |= values
    return Rows(tuple(steps), rows.criteria, rows.rejected)


def test_proposals_follow_the_text_as_long_as_nobody_touches_them():
    first = read(Rows(), TURN, MILL)
    assert processes(first) == [("1", "Drehen"), ("2", "Fräsen")]
    assert [row["passage"] for row in first.steps] == ["<drehen>", "<fraesen>"]
    assert processes(read(first, WELD, MILL)) == [("1", "Schweißen"), ("2", "Fräsen")]
    assert processes(read(first)) == []


def test_what_a_person_changed_stays_whatever_the_text_says():
    first = read(Rows(), TURN, MILL)
    wish = changed(first, 0, importance=Importance.WISH)
    assert [(row["process"], row["importance"]) for row in read(wish, MILL).steps] == [
        ("Drehen", "WISH"),
        ("Fräsen", "HARD"),
    ]
    typed = changed(first, 0, process="Zwirbeln")
    assert processes(read(typed, TURN, MILL)) == [("1", "Zwirbeln"), ("2", "Fräsen")]


def test_what_a_person_took_out_is_not_proposed_again():
    first = read(Rows(), TURN, MILL)
    out = read(changed(first, 0, out="on"), TURN, MILL)
    assert processes(out) == [("1", "Fräsen")]
    assert processes(read(out, TURN, MILL, WELD)) == [("1", "Fräsen"), ("2", "Schweißen")]


def test_what_a_person_added_is_not_doubled():
    typed = Rows(({"name": "s1", "process": "fräsen", "importance": "WISH", "number": "1", "proposed": ""},))
    assert processes(read(typed, MILL, TURN)) == [("1", "fräsen"), ("2", "Drehen")]


def test_the_order_a_person_gave_stays():
    first = read(Rows(), TURN, MILL)
    turned = changed(changed(first, 0, number="2"), 1, number="1")
    assert processes(read(turned, TURN, MILL, WELD)) == [("1", "Fräsen"), ("2", "Drehen"), ("3", "Schweißen")]
    assert processes(read(first, TURN, WELD, MILL)) == [("1", "Drehen"), ("2", "Schweißen"), ("3", "Fräsen")]


def leads(rows):
    return [row["process"] for row in rows.steps if row["lead"]]


def test_the_main_step_follows_the_text_until_a_person_chooses():
    first = read(Rows(), TURN, MILL, lead=TURN)
    assert leads(first) == ["Drehen"]
    assert leads(read(first, TURN, MILL, lead=MILL)) == ["Fräsen"]
    chosen = changed(changed(first, 0, lead=""), 1, lead="on")
    assert leads(read(chosen, TURN, MILL, WELD, lead=WELD)) == ["Fräsen"]


MATERIAL = Criterion(Attribute.MATERIAL, Importance.HARD, step=2, key="1-4301", passage="1.4301")
BATCH = Criterion(Attribute.BATCH, values=Values(batch_min=20, batch_max=1200))


def test_criteria_keep_their_step_and_their_german_numbers():
    rows = read(Rows(), TURN, MILL, criteria=[MATERIAL, BATCH])
    material, batch = rows.criteria
    assert (material["node"], material["step"]) == ("1.4301", rows.steps[1]["name"])
    assert (batch["batch_min"], batch["batch_max"], batch["step"]) == ("20", "1.200", "")
    later = read(rows, MILL, criteria=[MATERIAL])
    assert [row["attribute"] for row in later.criteria] == ["MATERIAL"]


def test_a_criterion_that_was_corrected_is_not_proposed_beside_it():
    rows = read(Rows(), TURN, criteria=[BATCH])
    corrected = Rows(rows.steps, ({**rows.criteria[0], "batch_max": "500"},), ())
    again = read(corrected, TURN, criteria=[BATCH])
    assert [row["batch_max"] for row in again.criteria] == ["500"]


def test_questions_are_left_until_they_are_answered():
    asked = proposal(TURN, questions={Attribute.MATERIAL: "Werkstoff?", Attribute.ENVELOPE: "Größe?"})
    rows = merged(Rows(), asked, VOCABULARY)
    assert questions_left(rows, asked) == [(Attribute.MATERIAL, "Werkstoff?"), (Attribute.ENVELOPE, "Größe?")]
    answered = Rows(rows.steps, ({"attribute": "MATERIAL", "node": "1.4301"}, {"attribute": "WEIGHT"}))
    assert questions_left(answered, asked) == []


ROW = st.fixed_dictionaries(
    {
        "process": st.sampled_from(["", "Drehen", "Fräsen", "Zwirbeln", "schweissen"]),
        "importance": st.sampled_from(["HARD", "WISH", ""]),
        "number": st.sampled_from(["", "1", "2", "x"]),
        "lead": st.sampled_from(["", "on"]),
        "proposed": st.sampled_from(["", '["Drehen", "HARD"]', "[", '{"a": 1}', "7"]),
        "out": st.sampled_from(["", "on"]),
        "added": st.sampled_from(["", "1"]),
    }
)


@given(st.lists(ROW, max_size=4), st.lists(st.sampled_from([TURN, MILL, WELD]), unique=True, max_size=3))
def test_nothing_typed_by_hand_is_ever_lost(rows, keys):
    typed = Rows(tuple({**row, "name": f"s{n}"} for n, row in enumerate(rows, 1)))
    result = read(typed, *keys)
    by_hand = [r["process"] for r in typed.steps if r["process"] and not r["out"] and not r["proposed"]]
    shown = [row["process"] for row in result.steps]
    assert all(shown.count(name) >= by_hand.count(name) for name in by_hand)
    assert [row["number"] for row in result.steps] == [str(n) for n in range(1, len(result.steps) + 1)]
    assert sum(bool(row["lead"]) for row in result.steps) <= 1
    assert len({row["name"] for row in result.steps}) == len(result.steps)
    again = merged(result, proposal(*keys), VOCABULARY)
    assert [row["process"] for row in again.steps] == shown


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=4))
def test_marking_passages_keeps_the_text(text, passages):
    pieces = segments(text, passages)
    assert "".join(piece for piece, _ in pieces) == text
    for passage in passages:
        if passage and passage in text:
            start = text.index(passage)
            marks = [mark for piece, mark in pieces for _ in piece]
            assert all(marks[start : start + len(passage)])


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [
        (Kind.PROCESS, "drehteile", ("drehen", "")),
        (Kind.PROCESS, " Fräsen ", ("fraesen", "")),
        (Kind.MATERIAL, "1.4301", ("1-4301", "")),
        (Kind.CERTIFICATE, "EN 1090 EXC2", ("en-1090", "EXC2")),
        (Kind.PROCESS, "Drehen und Fräsen", None),
        (Kind.PROCESS, "Zwirbeln", None),
        (Kind.PROCESS, "", None),
    ],
)
def test_typed_wordings_find_their_entry(kind, typed, found):
    assert find_entry(kind, typed, VOCABULARY) == found


def test_a_row_without_content_asks_for_nothing():
    assert is_blank({"process": " "})
    assert is_blank({"attribute": "WEIGHT", "weight_kg": ""})
    assert not is_blank({"attribute": "CERTIFICATE", "level": "EXC2"})


def test_titles_are_suggested_from_what_is_known():
    rows = rows_of(
        Wanted(steps=(WantedStep(1, (Option(TURN, 1.0),)),), criteria=(MATERIAL,)), VOCABULARY, proposed=True
    )
    assert suggested_title(rows) == "Drehen (1.4301)"
    assert suggested_title(Rows()) == ""
    assert similar_names("Gewinde schneiden auf der Drehbank", VOCABULARY) is not None


def test_a_page_sends_what_it_showed():
    data = QueryDict(mutable=True)
    data.update(
        {"text": "a\r\nb", "lead": "s2", "read": "x", "schritt-0-process": "Drehen", "schritt-0-name": "s2"}
    )
    data.update({"schritt-1-process": "", "schritt-1-name": "s3", "schritt-1-proposed": '["Fräsen", "HARD"]'})
    data.update({"kriterium-0-attribute": "BATCH", "kriterium-0-importance": "HARD"})
    data.update(
        {"kriterium-1-attribute": "ERFUNDEN", "kriterium-2-attribute": "WEIGHT", "kriterium-2-weight_kg": "5"}
    )
    entry = Entry.posted(data)
    assert entry.main["text"] == "a\nb"
    assert [(row["name"], row["lead"], row["out"]) for row in entry.rows.steps] == [
        ("s2", "on", ""),
        ("s3", "", "on"),
    ]
    assert [row["attribute"] for row in entry.rows.criteria] == ["WEIGHT"]
