"""A small vocabulary and read models made of plain values, without a database."""

import datetime
from dataclasses import dataclass, field, replace

import numpy as np

from companies.search import packing
from companies.search.nodes import NodeTable
from companies.search.packing import Field, Standing
from companies.search.readmodel import ReadModel, empty_model, with_changes
from companies.search.rows import RowFacts, packed
from competences.language import Kind, Node, Place, Relation, RelationKind, Vocabulary

DAY = datetime.date(2026, 11, 24)

VOCABULARY = Vocabulary(
    [
        Node(Kind.PROCESS, "trennen", None, "Trennen", strong=("Trennen",)),
        Node(Kind.PROCESS, "zerspanen", "trennen", "Zerspanen", strong=("Zerspanung",)),
        Node(Kind.PROCESS, "drehen", "zerspanen", "Drehen", strong=("Drehen", "Drehteile")),
        Node(
            Kind.PROCESS, "fraesen", "zerspanen", "Fräsen", strong=("Fräsen", "Frästeile"),
            relations=(Relation("erodieren", RelationKind.SUBSTITUTE),),
        ),
        Node(Kind.PROCESS, "erodieren", None, "Erodieren", strong=("Erodieren",)),
        Node(Kind.PROCESS, "schweissen", None, "Schweißen", strong=("Schweißen",)),
        Node(Kind.MATERIAL, "edelstahl", None, "Edelstahl", strong=("Edelstahl",)),
        Node(Kind.MATERIAL, "1-4301", "edelstahl", "1.4301", codes=("1.4301",)),
        Node(Kind.CERTIFICATE, "iso-9001", None, "ISO 9001", strong=("ISO 9001",)),
        Node(Kind.CERTIFICATE, "iatf-16949", None, "IATF 16949", strong=("IATF 16949",), implies=("iso-9001",)),
        Node(
            Kind.CERTIFICATE, "en-1090", None, "EN 1090", strong=("EN 1090",),
            levels=("EXC1", "EXC2", "EXC3", "EXC4"),
            level_aliases={level: (level,) for level in ("EXC1", "EXC2", "EXC3", "EXC4")},
        ),
    ],
    [
        Place("66849-landstuhl", "66849", "Landstuhl", "Landkreis Kaiserslautern", "RP", 49.413, 7.570),
        Place("67655-kaiserslautern", "67655", "Kaiserslautern", "Stadt Kaiserslautern", "RP", 49.443, 7.766),
    ],
    version="test",
)  # fmt: skip
NODES = NodeTable(VOCABULARY)
LANDSTUHL = (49.413, 7.570, "d:landkreis-kaiserslautern")
KAISERSLAUTERN = (49.443, 7.766, "d:stadt-kaiserslautern")


@dataclass(frozen=True)
class Firm:
    """One firm as its row says it.

    `processes` maps a key to standing and the bits of its sites; `limits` are (process, material, values).
    """

    number: int
    name: str = ""
    processes: dict = field(default_factory=dict)
    materials: tuple = ()
    words: tuple = ()
    certificates: tuple = ()
    sites: tuple = (KAISERSLAUTERN,)
    kind: str = "SUPPLIER"
    size: str = "SMALL"
    confirmed: datetime.date | None = DAY
    clusters: tuple = (1,)
    limits: tuple = ()


def core(*keys):
    """Processes as core, at all sites."""
    return dict.fromkeys(keys, (Standing.CORE, packing.ALL_SITES))


def make_model(firms, changes=()) -> ReadModel:
    """A read model with `firms` in its base and `changes` (firms, or numbers that were removed) on top."""
    model = empty_model("epoch", VOCABULARY)
    every = [_facts(firm) for firm in (*firms, *changes) if isinstance(firm, Firm)]
    terms = sorted({term for facts in every for term in facts.terms()})
    numbers = {term: number for number, term in enumerate(terms, start=1)}
    model.terms.add((number, term, term[2:]) for term, number in numbers.items())
    whole = with_changes(model, [_record(firm, _facts(firm), numbers, 1) for firm in firms])
    n = len(whole.delta)
    base = replace(whole, base=whole.delta, delta=model.delta, changes={}, alive=_all_bits(n), seen=1)
    return with_changes(base, [_change(one, numbers) for one in changes]) if changes else base


def _all_bits(n):
    mask = np.zeros((n + 63) // 64 * 64, bool)
    mask[:n] = True
    return np.packbits(mask, bitorder="little").view(np.uint64)


def _change(one, numbers):
    if isinstance(one, Firm):
        return _record(one, _facts(one), numbers, 2)
    return (2, True, one, "", "", "", 0, b"", b"", b"", b"", b"", b"")


def _facts(firm: Firm) -> RowFacts:
    facts = RowFacts(clusters=list(firm.clusters), sites=list(firm.sites))
    for key, (standing, sites) in firm.processes.items():
        facts.concepts[f"p:{key}"] = (packing.concept_code(standing, 1.0), sites)
    for key in firm.materials:
        facts.concepts[f"m:{key}"] = (packing.concept_code(Standing.CORE, 1.0), packing.ALL_SITES)
    for word in firm.words:
        facts.words[f"w:{word}"] = packing.word_code(Field.CORE, is_part=False)
    for key, level, until in firm.certificates:
        facts.certificates.append((f"c:{key}", f"l:{level}" if level else "", packing.day_number(until)))
    for process, material, values in firm.limits:
        row = tuple(packing.limit_value(name, values.get(name)) for name in packing.LIMIT_VALUES)
        facts.limits.append((f"p:{process}", f"m:{material}" if material else "", row))
    return facts


def _record(firm: Firm, facts: RowFacts, numbers, change):
    columns = packed(facts, numbers)
    return (
        change,
        False,
        firm.number,
        firm.name or f"firma {firm.number:03d}",
        firm.kind,
        firm.size,
        packing.day_number(firm.confirmed),
        *(columns[name] for name in ("concepts", "words", "certificates", "sites", "clusters", "limits")),
    )
