"""Why a firm fits a demand: one row per criterion with both values and a sentence."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from companies.domain.number_words import distance_words
from companies.search.engine import alternatives_met
from companies.search.held_certificates import certificate_entries
from companies.search.packing import Standing, day_of, standing_of
from companies.search.plan import Family, Plan, PlanPart
from companies.search.postings import entries_of
from companies.search.results import Fit
from competences.language import Kind, Vocabulary
from matching.domain.comparison import MET, NOT_MET, PARTLY, STATUS_OF, UNKNOWN
from matching.domain.facts import Facts, compare
from matching.domain.results import ScorePart
from matching.domain.scoring import SegmentScores, StepScores
from matching.domain.wanted import MADE_SO, Criterion, Wanted, WantedStep
from matching.domain.weights import factors
from matching.domain.words import NOTHING_STATED, asked_words, stated_words
from matching.enums import Attribute, Importance, Status

_DEPTH_WORDS = {
    Standing.CORE: "als Kernleistung",
    Standing.SUPPLEMENTARY: "als ergänzende Leistung",
    Standing.VIA_PARTNER: "über einen Partner",
    Standing.HINT: "nur dem Namen nach",
    Standing.TRACE: "nicht ausdrücklich genannt",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One criterion at one step, with what is the same for all firms.

    `codes` is by document, `kept` what a score keeps by code. `place` is the same for a criterion of the whole demand
    at every step. `best` is the code by row of limits, for what is compared with limits.
    """

    criterion: Criterion
    place: int
    asked: str
    codes: np.ndarray
    kept: tuple[float, ...]
    best: np.ndarray | None


class Reader:
    """Explains the firms of one segment for one demand.

    What is the same for all firms is prepared once, so that a single firm costs little at any size of the directory.
    """

    def __init__(
        self,
        wanted: Wanted,
        facts: Facts,
        plan: Plan,
        step_parts: Mapping[int, PlanPart],
        scores: SegmentScores,
    ) -> None:
        self.wanted = wanted
        self.facts = facts
        self.plan = plan
        self.step_parts = step_parts
        self.scores = scores
        self.vocabulary: Vocabulary = facts.vocabulary
        places: dict[Criterion, int] = {}
        self._rows = [tuple(self._prepared(one, places)) for one in scores.steps]
        self._materials_of: dict[int, frozenset[str]] = {}
        self._words: dict[tuple[Attribute, int], str] = {}
        self._orders: dict[str, Mapping[str, int]] = {}
        self._said: dict[tuple[int, int, int], tuple[str, str]] = {}
        index = facts.model.nodes.index
        self._material_trees = {
            index[f"m:{node.key}"]: tuple(
                index[f"m:{key}"] for key in (node.key, *self.vocabulary.descendants(Kind.MATERIAL, node.key))
            )
            for node in self.vocabulary.nodes(Kind.MATERIAL)
            if node.parent is None
        }

    def _prepared(self, one: StepScores, places: dict[Criterion, int]) -> Iterator[_Row]:
        shaping = self.facts.is_shaping(option.key for option in one.step.options)
        for criterion, codes in one.codes.items():
            table = self.scores.segment.limit_table
            limits = criterion.attribute not in (Attribute.MATERIAL, Attribute.CERTIFICATE)
            yield _Row(
                criterion,
                places.setdefault(criterion, len(places)),
                asked_words(criterion, self.vocabulary),
                codes,
                factors(criterion.attribute, shaping=shaping),
                compare(criterion, table) if limits and len(table) else None,
            )

    def parts(self, document: int, steps: Sequence[int] | None = None) -> tuple[ScorePart, ...]:
        """Return the rows of one firm, for all steps or some of them; what concerns the whole demand comes last."""
        rows: list[ScorePart] = []
        shared: dict[int, ScorePart] = {}
        for one, prepared in zip(self.scores.steps, self._rows, strict=True):
            if steps is not None and one.step.number not in steps:
                continue
            process = self._process(one, document)
            rows.append(process)
            covered = process.status in (Status.MET, Status.PARTLY)
            if not covered and len(self.scores.steps) > 1:
                continue
            for asked in prepared:
                row = self._criterion(asked, one, int(asked.codes[document]), document)
                if asked.criterion.step is None:
                    known = shared.get(asked.place)
                    if known is None or row.score < known.score:
                        shared[asked.place] = row
                else:
                    rows.append(row)
        rows += shared.values()
        rows += self._distance(document)
        return tuple(rows)

    def _process(self, one: StepScores, document: int) -> ScorePart:
        step, part = one.step, self.step_parts[one.step.number]
        asked = " oder ".join(
            self.vocabulary.node(Kind.PROCESS, key).name_de for key in (step.key, *step.also)[:2]
        )
        fit = float(one.fit[document])
        met = alternatives_met(self.facts.model, self.scores.segment, document, part, self.plan)
        concepts = [m for m in met if m[1].sources[0].family is not Family.WORD]
        if not met:
            status, offered, sentence = Status.UNKNOWN, NOTHING_STATED, f"Im Profil steht nichts zu {asked}."
            if len(self.scores.steps) == 1:
                status = Status.NOT_MET
        elif not concepts:
            status, offered = Status.PARTLY, f"„{step.passage}“ im Wortlaut"
            sentence = f"Das Profil nennt „{step.passage}“ im Text."
        else:
            _, alternative, code = concepts[0]
            name = self._name(alternative.term, document) if alternative.term else asked
            depth = _DEPTH_WORDS[standing_of(code)]
            offered = f"{name} {depth}"
            status, sentence = _process_words(alternative.fit, asked, name, depth, standing_of(code))
            if alternative.term and self._makes_such(step, alternative.term[2:]):
                status = Status.PARTLY
                sentence = f"Genannt ist {name}, womit so etwas gefertigt wird – bitte nachfragen."
        return ScorePart(
            Attribute.PROCESS,
            asked,
            step.importance,
            status,
            asked,
            offered,
            sentence,
            round(fit, 4),
            step.number,
        )

    def _makes_such(self, step: WantedStep, key: str) -> bool:
        """Say whether a process only serves to make what is asked for by name ("Schweißen" for stairs)."""
        sure = next((option.certainty for option in step.options if option.key == key), 1.0)
        return sure <= MADE_SO

    def _name(self, term: str, document: int) -> str:
        """Return the firm's most telling process at or below a node, by name."""
        key = term[2:]
        segment, index = self.scores.segment, self.facts.model.nodes.index
        for candidate in (key, *self.vocabulary.descendants(Kind.PROCESS, key)):
            if segment.direct.code_of(index[f"p:{candidate}"], document) is not None:
                return self.vocabulary.node(Kind.PROCESS, candidate).name_de
        return self.vocabulary.node(Kind.PROCESS, key).name_de

    def _criterion(self, row: _Row, one: StepScores, code: int, document: int) -> ScorePart:
        criterion, asked = row.criterion, row.asked
        if criterion.attribute in (Attribute.MATERIAL, Attribute.CERTIFICATE):
            known = (row.place, code, document)  # the same at every step
            if known not in self._said:
                is_material = criterion.attribute is Attribute.MATERIAL
                say = self._material if is_material else self._certificate
                self._said[known] = say(criterion, asked, code, document)
            offered, sentence = self._said[known]
        else:
            offered = self._stated(row, one.step, document)
            sentence = _limit_sentence(criterion, asked, offered, code)
        return ScorePart(
            criterion.attribute,
            criterion.attribute.label,
            criterion.importance,
            STATUS_OF[code],
            asked,
            offered,
            sentence,
            round(row.kept[code], 4),
            criterion.step,
        )

    def _material(self, criterion: Criterion, asked: str, code: int, document: int) -> tuple[str, str]:
        if code == UNKNOWN:
            return NOTHING_STATED, f"Zum Werkstoff {asked} steht nichts im Profil."
        stated = self._materials(criterion.key, document)
        offered = ", ".join(stated[:3]) or NOTHING_STATED
        if code == MET:
            return offered, f"{asked} wird bearbeitet."
        if code == PARTLY:
            return offered, f"Verlangt ist {asked}, genannt ist nur {offered} – bitte nachfragen."
        return offered, f"Verlangt ist {asked}, genannt ist {offered}."

    def _materials(self, key: str, document: int) -> list[str]:
        """Return the firm's materials by name, those nearest to what is asked first."""
        found: list[str] = []
        order = self._nearness(key)
        for candidate in sorted(self._own_materials(document), key=order.__getitem__):
            found.append(self.vocabulary.node(Kind.MATERIAL, candidate).name_de)
            if len(found) == 3 or candidate == key:
                break
        return found

    def _nearness(self, key: str) -> Mapping[str, int]:
        """Return the place of each material behind the one asked for: what is below and above, its group, others."""
        if key not in self._orders:
            above = self.vocabulary.ancestors(Kind.MATERIAL, key)
            line = (key, *self.vocabulary.descendants(Kind.MATERIAL, key), *above)
            group = self.vocabulary.descendants(Kind.MATERIAL, above[-1] if above else key)
            others = (node.key for node in self.vocabulary.nodes(Kind.MATERIAL))
            distinct = dict.fromkeys((*line, *group, *others))
            self._orders[key] = {material: place for place, material in enumerate(distinct)}
        return self._orders[key]

    def _own_materials(self, document: int) -> frozenset[str]:
        """Return the materials that a firm names itself."""
        if document not in self._materials_of:
            segment, nodes = self.scores.segment, self.facts.model.nodes
            held = segment.tree.holding(document, self._material_trees)
            named = (number for root in held for number in self._material_trees[root])
            self._materials_of[document] = frozenset(
                nodes.terms[number][2:] for number in segment.direct.holding(document, named)
            )
        return self._materials_of[document]

    def _certificate(self, criterion: Criterion, asked: str, code: int, document: int) -> tuple[str, str]:
        entries = certificate_entries(self.facts.model, self.scores.segment, criterion.key)
        own = entries_of(entries.docs, document, 0, len(entries.docs))
        if not own:
            return NOTHING_STATED, f"Zu {asked} steht nichts im Profil – bitte nachfragen."
        latest = max(own, key=lambda i: (int(entries.until[i]) == 0, int(entries.until[i])))
        until = day_of(int(entries.until[latest]))
        level = self.facts.model.terms.levels.get(int(entries.level[latest]), "")
        name = self.vocabulary.node(Kind.CERTIFICATE, criterion.key).name_de
        offered = f"{name} {level}".strip()
        if until is not None:
            offered = f"{offered}, gültig bis {_date(until)}"
        needed = datetime.date.fromordinal(self.facts.day)
        if code == MET:
            return offered, f"{asked} liegt vor."
        if code == NOT_MET and until is not None and until.toordinal() < self.facts.today:
            return offered, f"{asked} ist am {_date(until)} abgelaufen."
        if code == NOT_MET:
            return offered, f"Verlangt ist {asked}, vorhanden ist nur {offered}."
        if until is not None and until < needed:
            return (
                offered,
                f"{asked} gilt heute, läuft aber am {_date(until)} ab, vor dem {_date(needed)} – bitte nachfragen.",
            )
        return offered, f"{name} liegt vor, die Stufe ist nicht angegeben – bitte nachfragen."

    def _stated(self, row: _Row, step: WantedStep, document: int) -> str:
        own = self.facts.limits_of(tuple(option.key for option in step.options), document)
        if not own or row.best is None:
            return NOTHING_STATED
        number = max(own, key=row.best.__getitem__)  # the first of equal ones
        known = (row.criterion.attribute, number)
        if known not in self._words:
            self._words[known] = stated_words(known[0], self.scores.segment.limit_table[number])
        return self._words[known]

    def _distance(self, document: int) -> Iterator[ScorePart]:
        if self.scores.distance is None or self.wanted.place is None:
            return
        km = float(self.scores.distance[document])
        place = self.wanted.place.name
        radius = self.wanted.radius_km
        importance = Importance.HARD if self.wanted.radius_is_hard else Importance.WISH
        known = np.isfinite(km)
        offered = f"{distance_words(km)} bis {place}" if known else NOTHING_STATED
        if radius is None:
            if known:
                yield ScorePart(
                    Attribute.DISTANCE,
                    "Entfernung",
                    Importance.WISH,
                    Status.MET,
                    place,
                    offered,
                    f"{offered}.",
                    1.0,
                )
            return
        code = UNKNOWN if not known else MET if km <= radius else NOT_MET
        asked = f"bis {distance_words(radius)} um {place}"
        sentence = {
            MET: f"{offered}, innerhalb von {distance_words(radius)}.",
            NOT_MET: f"Verlangt sind höchstens {distance_words(radius)}, es sind {offered}.",
            UNKNOWN: "Der Standort ist nicht bekannt.",
        }[code]
        yield ScorePart(
            Attribute.DISTANCE,
            "Entfernung",
            importance,
            STATUS_OF[code],
            asked,
            offered,
            sentence,
            round(factors(Attribute.DISTANCE)[code], 4),
        )


def _process_words(fit: Fit, asked: str, name: str, depth: str, standing: Standing) -> tuple[Status, str]:
    weak = standing in (Standing.VIA_PARTNER, Standing.HINT, Standing.TRACE)
    match fit:
        case Fit.EXACT | Fit.SPECIAL | Fit.COVERED:
            what = asked if name == asked else f"{name} (gehört zu {asked})"
            return (Status.PARTLY if weak else Status.MET), f"{what} {depth}."
        case Fit.PARENT:
            return Status.PARTLY, f"Genannt ist nur der Oberbegriff {name}, {depth} – bitte nachfragen."
        case Fit.RELATED:
            return Status.NOT_MET, f"Statt {asked} wird das verwandte Verfahren {name} angeboten."
    return Status.PARTLY, f"Genannt ist {name}, das dem Gesuchten nahe kommt – bitte nachfragen."


def _limit_sentence(criterion: Criterion, asked: str, offered: str, code: int) -> str:
    label = criterion.attribute.label
    match code:
        case 3:
            return f"{label}: verlangt {asked}, möglich {offered}."
        case 2:
            return f"{label}: verlangt {asked}, angegeben {offered}; der Rest ist offen – bitte nachfragen."
        case 0:
            return f"{label}: verlangt {asked}, angeboten {offered}."
    return f"{label}: verlangt {asked}, dazu steht nichts im Profil."


def _date(day: datetime.date) -> str:
    return f"{day:%d.%m.%Y}"
