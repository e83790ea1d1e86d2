"""The state of the entry page between two clicks: what was typed, what is proposed, what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, QueryDict

from companies.search.filters import OWN_SITE, Filters
from companies.search.requirement import Option
from companies.views.search import LONGEST_QUERY
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind
from matching.domain.entry import (
    VALUE_FIELDS_OF,
    Row,
    Rows,
    is_blank,
    merged,
    questions_left,
    rows_of,
    segments,
    suggested_title,
)
from matching.domain.reading import Proposal, Written, read_demand
from matching.domain.storing import wanted_of
from matching.domain.wanted import FURTHER, Criterion, Wanted, WantedStep
from matching.enums import Attribute, DemandKind, Importance
from matching.forms.demand import CriterionForm, DemandForm, StepForm
from matching.models import Demand

MOST_ROWS = 40
STEP_FIELDS = (
    "name",
    "process",
    "also",
    "importance",
    "number",
    "passage",
    "proposed",
    "lead_proposed",
    "out",
    "added",
)
CRITERION_FIELDS = (
    *("attribute", "step", "importance", "node", "level", "passage", "proposed", "out", "added"),
    *dict.fromkeys(name for names in VALUE_FIELDS_OF.values() for name in names),
)
MAIN_FIELDS = (
    *("company", "text", "kind", "title", "place", "radius_km", "radius_hard", "needed_by", "expires_on"),
    "visibility",
)


@dataclass(frozen=True)
class Problem:
    """Something wrong on the page: the id of the field, its name and a sentence."""

    id: str
    label: str
    text: str


@dataclass
class Entry:
    """Main fields and rows as texts; `read` is the fingerprint of the text that the person saw the proposal of."""

    main: dict[str, str]
    rows: Rows
    title_proposed: str = ""
    place_proposed: str = ""
    read: str = ""
    proposal: Proposal | None = None

    @classmethod
    def posted(cls, data: QueryDict) -> "Entry":
        """Read what the page sent."""
        lead = data.get("lead", "")
        steps = [
            {**row, "lead": "on" if row["name"] and row["name"] == lead else ""}
            for row in _rows(data, "schritt", STEP_FIELDS)
        ]
        taken = {row["name"] for row in steps}
        free = (f"s{number}" for number in range(1, 2 * MOST_ROWS) if f"s{number}" not in taken)
        for row in steps:
            row["name"] = row["name"] or next(free)
        criteria = _rows(data, "kriterium", CRITERION_FIELDS)
        main = {name: data.get(name, "")[:8000] for name in MAIN_FIELDS}
        main["text"] = main["text"].replace("\r\n", "\n")
        return cls(
            main=main,
            rows=Rows(tuple(steps), tuple(criteria), tuple(data.getlist("rejected")[:MOST_ROWS])),
            title_proposed=data.get("title_proposed", ""),
            place_proposed=data.get("place_proposed", ""),
            read=data.get("read", ""),
        )

    @classmethod
    def stored(cls, demand: Demand) -> "Entry":
        """Show a stored demand as it was confirmed."""
        vocabulary = current_vocabulary()
        wanted = wanted_of(demand, vocabulary)
        entry = cls(
            main={
                "company": demand.company.name,
                "text": demand.text,
                "kind": demand.kind,
                "title": demand.title,
                "place": demand.place.name_de if demand.place else "",
                "radius_km": str(demand.radius_km or ""),
                "radius_hard": "on" if demand.radius_importance == Importance.HARD else "",
                "needed_by": demand.needed_by.isoformat() if demand.needed_by else "",
                "expires_on": demand.expires_on.isoformat() if demand.expires_on else "",
                "visibility": demand.visibility,
            },
            rows=rows_of(wanted, vocabulary, proposed=False),
        )
        entry.read = entry.fingerprint
        return entry

    @classmethod
    def empty(cls, company: str = "") -> "Entry":
        """Start with nothing."""
        return cls(main={**dict.fromkeys(MAIN_FIELDS, ""), "company": company}, rows=Rows())

    @classmethod
    def searched(cls, params: QueryDict, company: str = "") -> "Entry":
        """Start with what was typed and ticked on the search page; what was left out there is left out here."""
        entry = cls.empty(company)
        vocabulary = current_vocabulary()
        filters = Filters.from_params(params).in_force(vocabulary)
        text = params.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
        entry.main["text"] = text
        if filters.around and filters.around != OWN_SITE:
            entry.main["place"] = next((p.name for p in vocabulary.places() if p.key == filters.around), "")
        entry.main["radius_km"] = str(filters.radius_km or "")
        entry.rows = rows_of(_ticked(filters, vocabulary), vocabulary, proposed=False)
        if text:
            entry.understand(without=filters.without)
        elif entry.rows.steps:
            entry.main["title"] = entry.title_proposed = suggested_title(entry.rows)
        return entry

    @property
    def fingerprint(self) -> str:
        """Name the text that is read."""
        return sha256(f"{self._own_title}\n{self.main['text'].strip()}".encode()).hexdigest()[:16]

    @property
    def is_read(self) -> bool:
        """Say whether the person has seen what was understood of this very text."""
        return self.read == self.fingerprint

    def understand(self, without: tuple[str, ...] = ()) -> None:
        """Read the text and bring title, place and rows up to date; what the person did stays."""
        vocabulary = current_vocabulary()
        self.proposal = proposal = self._proposal(without)
        self.rows = merged(self.rows, proposal, vocabulary)
        place = proposal.wanted.place.name if proposal.wanted.place else ""
        if self.main["place"] == self.place_proposed and place != self.place_proposed:
            self.main["place"] = place
            radius = proposal.wanted.radius_km
            if radius and not self.main["radius_km"]:
                self.main["radius_km"] = str(round(radius))
                self.main["radius_hard"] = "on" if proposal.wanted.radius_is_hard else ""
        self.place_proposed = place
        title = suggested_title(self.rows)
        if self.main["title"] in ("", self.title_proposed):
            self.main["title"] = title
        self.title_proposed = title
        self.read = self.fingerprint

    def look(self) -> None:
        """Read the text only to show the passages and what is missing; nothing is proposed anew."""
        self.proposal = self._proposal(())

    def add(self, attribute: str) -> None:
        """Add an empty row."""
        if attribute == Attribute.PROCESS:
            names = {row["name"] for row in self.rows.steps}
            name = next(n for n in (f"s{i}" for i in range(1, 99)) if n not in names)
            number = str(len(self.rows.steps) + 1)
            row = {"name": name, "importance": Importance.HARD.value, "number": number, "added": "1"}
            row["process"] = ""
            self.rows = replace(self.rows, steps=(*self.rows.steps, row))
        elif attribute in VALUE_FIELDS_OF:
            row = {"attribute": attribute, "importance": Importance.HARD.value, "added": "1"}
            self.rows = replace(self.rows, criteria=(*self.rows.criteria, row))

    @property
    def questions(self) -> list[tuple[Attribute, str]]:
        """What is missing and nobody was asked in vain about."""
        return questions_left(self.rows, self.proposal) if self.proposal else []

    @property
    def segments(self) -> tuple[tuple[str, bool], ...]:
        """The text with the passages from which rows were read."""
        passages = [row.get("passage", "") for row in (*self.rows.steps, *self.rows.criteria)]
        if self.place_proposed and self.main["place"] == self.place_proposed:
            passages.append(self.place_proposed)
        return segments(self.main["text"], passages)

    @property
    def _own_title(self) -> str:
        """The title as far as the person wrote it."""
        return "" if self.main["title"] == self.title_proposed else self.main["title"].strip()

    def _proposal(self, without: tuple[str, ...]) -> Proposal:
        kind = self.main["kind"] if self.main["kind"] in DemandKind.values else DemandKind.ORDER
        written = Written(title=self._own_title[:160], text=self.main["text"], kind=DemandKind(kind))
        proposal = read_demand(written, current_vocabulary())
        wanted = proposal.wanted
        if without:
            names = {Attribute.MATERIAL: "material", Attribute.CERTIFICATE: "certificate"}
            wanted = replace(
                wanted,
                steps=tuple(s for s in wanted.steps if f"process:{s.key}" not in without),
                criteria=tuple(
                    c for c in wanted.criteria if f"{names.get(c.attribute, '')}:{c.key}" not in without
                ),
                place=None if "place" in without else wanted.place,
            )
        return replace(proposal, wanted=wanted)


class EntryForms:
    """The forms of an entry: unbound ones show it, bound ones check it."""

    def __init__(
        self, request: HttpRequest, entry: Entry, *, bound: bool = False, demand: Demand | None = None
    ) -> None:
        self.entry = entry
        self.bound = bound
        given = {name: value for name, value in entry.main.items() if value}
        values = {"data": entry.main} if bound else {"initial": given}
        self.main = DemandForm(actor=request.user, firm=demand.company if demand else None, **values)
        self.choices = [(row["name"], row["process"]) for row in entry.rows.steps if row["process"]]
        self.steps = [self._row(StepForm, "schritt", i, row) for i, row in enumerate(entry.rows.steps)]
        self.criteria = [
            self._row(CriterionForm, "kriterium", i, row, steps=self.choices)
            for i, row in enumerate(entry.rows.criteria)
        ]
        self.questions: list[tuple[str, CriterionForm | None]] = []
        self.with_questions()

    def with_questions(self) -> "EntryForms":
        """Put an empty row behind every question that is still open; without one for what has a field of its own."""
        self.questions = []
        number = len(self.criteria)
        for attribute, question in self.entry.questions:
            form = None
            if attribute in VALUE_FIELDS_OF:
                empty = {"attribute": attribute.value, "importance": Importance.HARD.value}
                form = CriterionForm(prefix=f"kriterium-{number}", initial=empty, steps=self.choices)
                number += 1
            self.questions.append((question, form))
        return self

    def _row(self, form: type, prefix: str, number: int, row: Row, **kwargs: Any) -> Any:
        name = f"{prefix}-{number}"
        if self.bound:
            return form({f"{name}-{field}": value for field, value in row.items()}, prefix=name, **kwargs)
        return form(initial=row, prefix=name, **kwargs)

    @property
    def lead(self) -> str:
        """Name of the row of the main step."""
        return next((row["name"] for row in self.entry.rows.steps if row.get("lead")), "")

    @property
    def has_several_steps(self) -> bool:
        """Say whether one of the steps can be the main one."""
        return len(self.steps) > 1

    def is_valid(self) -> bool:
        """Check all forms, also where the first one has errors already."""
        wrong = [form for form in (self.main, *self.steps, *self.criteria) if not form.is_valid()]
        return not wrong

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the page."""
        found = []
        for form in (self.main, *self.steps, *self.criteria) if self.bound else ():
            for name, errors in form.errors.items():
                field = form[name] if name in form.fields else None
                label = str(field.label) if field else ""
                found += [Problem(field.id_for_label if field else "", label, str(error)) for error in errors]
        return found

    def wanted(self) -> Wanted:
        """Return what the valid forms ask for."""
        rows = [(form, row) for form, row in zip(self.steps, self.entry.rows.steps, strict=True) if form.asks]
        rows.sort(key=lambda pair: pair[0].cleaned_data["number"] or MOST_ROWS)
        numbers = {row["name"]: number for number, (_, row) in enumerate(rows, 1)}
        cleaned = self.main.cleaned_data
        return Wanted(
            steps=tuple(
                WantedStep(
                    number=numbers[row["name"]],
                    options=(Option(form.key, 1.0), *(Option(key, FURTHER) for key in form.also_keys)),
                    importance=Importance(form.cleaned_data["importance"]),
                    is_lead=bool(row.get("lead")),
                    passage=form.cleaned_data["passage"],
                )
                for form, row in rows
            ),
            criteria=tuple(self._criteria(numbers)),
            place=cleaned["place"],
            radius_km=cleaned["radius_km"],
            radius_is_hard=cleaned["radius_hard"],
            needed_by=cleaned["needed_by"],
        )

    def _criteria(self, numbers: Mapping[str, int]) -> Iterator[Criterion]:
        for form in self.criteria:
            if form.asks:
                yield form.criterion(numbers)


def _rows(data: QueryDict, prefix: str, fields: tuple[str, ...]) -> list[Row]:
    """Read the rows of one sort, at most MOST_ROWS; what was proposed and emptied counts as taken out."""
    found = []
    for number in range(MOST_ROWS):
        if not any(f"{prefix}-{number}-{field}" in data for field in fields):
            continue
        row = {field: data.get(f"{prefix}-{number}-{field}", "")[:1000] for field in fields}
        if prefix == "kriterium" and row["attribute"] not in VALUE_FIELDS_OF:
            continue
        if is_blank(row):
            if not row["proposed"] and not row["added"]:
                continue  # a question that was not answered
            row["out"] = row["out"] or ("on" if row["proposed"] else "")
        found.append(row)
    return found


def _ticked(filters: Filters, vocabulary: Any) -> Wanted:
    criteria = [
        *(Criterion(Attribute.MATERIAL, Importance.HARD, key=key) for key in filters.materials),
        *(Criterion(Attribute.CERTIFICATE, Importance.HARD, key=key) for key in filters.certificates),
    ]
    kinds = {Attribute.MATERIAL: Kind.MATERIAL, Attribute.CERTIFICATE: Kind.CERTIFICATE}
    processes = [key for key in filters.processes if vocabulary.has(Kind.PROCESS, key)]
    return Wanted(
        steps=tuple(WantedStep(n, (Option(key, 1.0),)) for n, key in enumerate(processes, 1)),
        criteria=tuple(c for c in criteria if vocabulary.has(kinds[c.attribute], c.key)),
    )
