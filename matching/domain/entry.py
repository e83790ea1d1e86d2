"""The rows of the entry page: what was typed and what is proposed become one list in which nothing is lost; pure.

A row is what the page shows and sends back: names of fields to texts. A proposed row remembers in `proposed` what was
proposed; as long as its fields still say the same, a new reading of the text may replace or drop it. What a person
changed or added stays; what a person took out is not proposed again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from companies.domain.number_words import number_words
from competences.language import Kind, Vocabulary, analyse, fold, nearest_nodes
from matching.domain.reading import Proposal
from matching.domain.wanted import Criterion, Wanted
from matching.enums import Attribute

Row = dict[str, str]

STEP_CONTENT = ("process", "importance", "also")
"""Fields of a step that a person may change and that a proposal fills."""

ALSO_BETWEEN = "; "
"""Stands between the names of further processes of a step."""

VALUE_FIELDS_OF: Mapping[Attribute, tuple[str, ...]] = {
    Attribute.MATERIAL: (),
    Attribute.CERTIFICATE: (),
    Attribute.ENVELOPE: ("length_mm", "width_mm", "height_mm"),
    Attribute.CYLINDER: ("diameter_mm", "length_mm"),
    Attribute.THICKNESS: ("thickness_min_mm", "thickness_max_mm"),
    Attribute.WEIGHT: ("weight_kg",),
    Attribute.BATCH: ("batch_min", "batch_max"),
    Attribute.IT_GRADE: ("it_grade",),
    Attribute.GENERAL_TOLERANCE: (),
    Attribute.ROUGHNESS: ("roughness_ra_um",),
    Attribute.DOCUMENT: (),
}
"""Attributes of criteria that the page offers, with the numbers of each."""

NODE_KINDS: Mapping[Attribute, Kind] = {
    Attribute.MATERIAL: Kind.MATERIAL,
    Attribute.CERTIFICATE: Kind.CERTIFICATE,
}
LEVELLED = (Attribute.CERTIFICATE, Attribute.GENERAL_TOLERANCE, Attribute.DOCUMENT)
"""Attributes with a level or class."""

SUGGESTED = 4
"""How many entries are named where a typed one is not known."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Steps and criteria of the page, and what the person took out of the proposals."""

    steps: tuple[Row, ...] = ()
    criteria: tuple[Row, ...] = ()
    rejected: tuple[str, ...] = ()


def rows_of(wanted: Wanted, vocabulary: Vocabulary, *, proposed: bool) -> Rows:
    """Return what is wanted as rows; `proposed` marks them as read from the text and not yet confirmed."""
    names = {step.number: f"s{step.number}" for step in wanted.steps}
    steps = []
    for step in wanted.steps:
        row = {
            "name": names[step.number],
            "process": vocabulary.node(Kind.PROCESS, step.key).name_de,
            "also": ALSO_BETWEEN.join(vocabulary.node(Kind.PROCESS, key).name_de for key in step.also),
            "importance": step.importance.value,
            "number": str(step.number),
            "lead": "on" if step.is_lead else "",
            "passage": step.passage,
        }
        row["lead_proposed"] = row["lead"] if proposed else ""
        row["proposed"] = _signature(row, STEP_CONTENT) if proposed else ""
        steps.append(row)
    keys = {step.number: step.key for step in wanted.steps}
    criteria = []
    for criterion in wanted.criteria:
        if criterion.attribute not in VALUE_FIELDS_OF:
            continue
        row = _criterion_row(criterion, vocabulary)
        row["step"] = names.get(criterion.step or 0, "")
        row["proposed"] = ""
        if proposed:
            row["proposed"] = _signature(
                row, _content(criterion.attribute), keys.get(criterion.step or 0, "")
            )
        criteria.append(row)
    return Rows(tuple(steps), tuple(criteria))


def merged(typed: Rows, proposal: Proposal, vocabulary: Vocabulary) -> Rows:
    """Return the rows after the text was read again: what people did stays, the rest follows the text.

    Questions that are still open become empty rows at the end.
    """
    new = rows_of(proposal.wanted, vocabulary, proposed=True)
    rejected = dict.fromkeys(typed.rejected)
    rejected |= {row["proposed"]: None for row in (*typed.steps, *typed.criteria) if _is_out(row)}
    rejected.pop("", None)
    kept_steps = [row for row in typed.steps if _is_kept(row, new.steps, STEP_CONTENT)]
    processes = {fold(row["process"]) for row in kept_steps}
    said = {row["proposed"] for row in kept_steps}
    names = {row["name"]: row["name"] for row in kept_steps}
    fresh = []
    for row in new.steps:
        if row["proposed"] in said or fold(row["process"]) in processes:
            same = next(
                old
                for old in kept_steps
                if old["proposed"] == row["proposed"] or fold(old["process"]) == fold(row["process"])
            )
            names[f"new {row['name']}"] = same["name"]
        elif row["proposed"] not in rejected:
            name = next(n for n in (f"s{i}" for i in range(1, 99)) if n not in names)
            names[name] = names[f"new {row['name']}"] = name
            fresh.append({**row, "name": name})
    steps = _ordered(kept_steps, fresh, new.steps)
    kept = [row for row in typed.criteria if _is_kept(row, new.criteria, _content_of(row))]
    said = {row["proposed"] for row in kept}
    about = {_about(row) for row in kept}
    for row in new.criteria:
        if row["proposed"] in said or row["proposed"] in rejected or _about(row) in about:
            continue
        kept.append({**row, "step": names.get(f"new {row['step']}", "")})
    for row in kept:
        row["step"] = row["step"] if row["step"] in names.values() else ""
    return Rows(tuple(steps), tuple(kept), tuple(rejected))


def questions_left(rows: Rows, proposal: Proposal) -> list[tuple[Attribute, str]]:
    """Return what the text does not say and nobody has entered: criterion and question."""
    answered = {row["attribute"] for row in rows.criteria}
    if answered & {Attribute.CYLINDER, Attribute.THICKNESS, Attribute.WEIGHT}:
        answered.add(Attribute.ENVELOPE)
    if rows.steps:
        answered.add(Attribute.PROCESS)
    return [(Attribute(a), question) for a, question in proposal.questions.items() if a not in answered]


def is_blank(row: Mapping[str, str]) -> bool:
    """Say whether nobody has filled in anything: such a row asks for nothing."""
    if "attribute" not in row:
        return not row.get("process", "").strip()
    fields = ("node", "level", *VALUE_FIELDS_OF.get(Attribute(row["attribute"]), ()))
    return not any(row.get(name, "").strip() for name in fields)


def find_entry(kind: Kind, text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return key and level ("" without) of the entry that a typed wording means, None where it is not clear.

    Names come before other wordings; what is neither is read like a text, so that "gelasert" and "EN 1090 EXC2" do.
    """
    typed = fold(text).strip()
    names, words = _wordings(vocabulary)
    for known in (names, words):
        keys = known.get((kind, typed), ())
        if len(keys) == 1:
            return keys[0], ""
    mentions = [m for m in analyse(text, vocabulary, query=True).mentions if m.kind is kind]
    if len({m.key for m in mentions}) != 1:
        return None
    return mentions[0].key, mentions[0].level or ""


@lru_cache(maxsize=2)
def _wordings(vocabulary: Vocabulary) -> tuple[Mapping[tuple[Kind, str], list[str]], ...]:
    """Return (kind, folded name) → keys, and the same for all other wordings that suffice."""
    names: dict[tuple[Kind, str], list[str]] = defaultdict(list)
    words: dict[tuple[Kind, str], list[str]] = defaultdict(list)
    for kind in (Kind.PROCESS, Kind.MATERIAL, Kind.CERTIFICATE):
        for node in vocabulary.nodes(kind):
            names[kind, fold(node.name_de)].append(node.key)
            for word in {fold(word) for word in (*node.strong, *node.codes)}:
                words[kind, word].append(node.key)
    return names, words


def similar_names(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names of the processes that come near to what was typed."""
    return tuple(
        vocabulary.node(Kind.PROCESS, near.key).name_de
        for near in nearest_nodes(text, vocabulary, limit=SUGGESTED)
    )


def segments(text: str, passages: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Divide a text into pieces, those that something was read from marked; the pieces joined are the text."""
    marked = [False] * len(text)
    for passage in passages:
        start = text.find(passage) if passage else -1
        if start >= 0:
            marked[start : start + len(passage)] = [True] * len(passage)
    pieces: list[tuple[str, bool]] = []
    for character, mark in zip(text, marked, strict=True):
        if pieces and pieces[-1][1] == mark:
            pieces[-1] = (pieces[-1][0] + character, mark)
        else:
            pieces.append((character, mark))
    return tuple(pieces)


def suggested_title(rows: Rows) -> str:
    """Return a title made of the steps and the first material, "" where nothing is known."""
    steps = ", ".join(row["process"] for row in rows.steps if row["process"])
    material = next((row["node"] for row in rows.criteria if row["attribute"] == Attribute.MATERIAL), "")
    return f"{steps}{f' ({material})' if material else ''}"[:160] if steps else ""


def _criterion_row(criterion: Criterion, vocabulary: Vocabulary) -> Row:
    kind = NODE_KINDS.get(criterion.attribute)
    row = {
        "attribute": criterion.attribute.value,
        "importance": criterion.importance.value,
        "passage": criterion.passage,
        "node": vocabulary.node(kind, criterion.key).name_de if kind else "",
        "level": criterion.level,
    }
    for name in VALUE_FIELDS_OF[criterion.attribute]:
        value = getattr(criterion.values, name)
        row[name] = "" if value is None else number_words(value)
    return row


def _content(attribute: Attribute) -> tuple[str, ...]:
    return ("attribute", "node", "level", *VALUE_FIELDS_OF[attribute], "importance")


def _content_of(row: Row) -> tuple[str, ...]:
    return _content(Attribute(row["attribute"]))


def _signature(row: Row, content: Sequence[str], *further: str) -> str:
    return json.dumps([*(row.get(name, "").strip() for name in content), *further], ensure_ascii=False)


def _is_out(row: Row) -> bool:
    return bool(row.get("out"))


def _is_untouched(row: Row, content: Sequence[str]) -> bool:
    """Say whether a proposed row still says what was proposed."""
    if not row.get("proposed"):
        return False
    try:
        before = json.loads(row["proposed"])
    except ValueError:
        return False
    return isinstance(before, list) and before[: len(content)] == json.loads(_signature(row, content))


def _is_kept(row: Row, new: Iterable[Row], content: Sequence[str]) -> bool:
    if _is_out(row) or (is_blank(row) and not row.get("added")):
        return False
    return not _is_untouched(row, content) or row["proposed"] in {one["proposed"] for one in new}


def _about(row: Row) -> tuple[str, str]:
    """Name what a criterion is about: of two rows about the same the typed one stays."""
    return (row["attribute"], fold(row.get("node", "")))


def _ordered(kept: list[Row], fresh: list[Row], new: Sequence[Row]) -> list[Row]:
    """Number the steps: in the order of the text unless the person ordered them otherwise, then new ones behind."""
    place = {row["proposed"]: number for number, row in enumerate(new)}
    kept = sorted(kept, key=_number)
    places = [place.get(row["proposed"], -1) for row in kept]
    rows = [*kept, *fresh]
    if -1 not in places and places == sorted(places):
        rows.sort(key=lambda row: place[row["proposed"]])
    proposed = next((row["proposed"] for row in new if row["lead"]), "")
    lead = _lead(rows, proposed)
    return [
        {
            **row,
            "number": str(number),
            "lead": "on" if row is lead else "",
            "lead_proposed": "on" if proposed and row["proposed"] == proposed else "",
        }
        for number, row in enumerate(rows, 1)
    ]


def _lead(rows: Sequence[Row], proposed: str) -> Row | None:
    """Return the main step: the one a person chose, else the one the text is about now."""
    chosen = next((row for row in rows if row.get("lead") and not row.get("lead_proposed")), None)
    if chosen is not None:
        return chosen
    follows = next((row for row in rows if proposed and row["proposed"] == proposed), None)
    return follows or next((row for row in rows if row.get("lead")), None)


def _number(row: Row) -> float:
    try:
        return float(row.get("number", "").replace(",", "."))
    except ValueError:
        return 99.0
