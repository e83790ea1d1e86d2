"""A directory of any size: some hundred analysed firms, and copies of them that vary.

Texts of a million firms are not analysed one by one. The seeds are written through the product's own way; every copy
mixes the search rows of two seeds, drops some of their statements, adds words from a long tail and stands elsewhere.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import numpy as np
from django.db import connection

from companies.domain.demo import load_demo
from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.models import Cluster, Company, SearchRow, SearchTerm
from companies.search import packing
from companies.search.rows import WORD_PREFIX, lock_publishing
from competences.domain.vocabulary import current_vocabulary
from competences.language import Kind, Vocabulary

DEMO_FIRMS = 115
INVENTED_SEEDS = 285
TAIL_WORDS = 50_000
BATCH = 20_000
_KEPT = 0.8
_BORROWED = 0.25

_OPENINGS = (
    "Wir sind Spezialist für",
    "Unsere Stärke:",
    "Seit 1978:",
    "Lohnfertigung:",
    "Im Mittelpunkt steht",
)
_LINKS = ("aus", "in", "für Teile aus", "von Werkstücken aus")


def fill(size: int) -> None:
    """Fill an empty database with `size` firms; the vocabulary must be loaded. Up to 115 the demo firms suffice."""
    load_demo()
    if size <= DEMO_FIRMS:
        return
    cluster = Cluster.objects.get()
    vocabulary = current_vocabulary()
    chance = random.Random(11)
    for number in range(min(INVENTED_SEEDS, size - DEMO_FIRMS)):
        data = _profile(number, vocabulary, chance)
        save_profile(data=data, actor=None, cluster=cluster, source="Messung")
    _copy(size - Company.objects.count(), cluster, vocabulary)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _profile(number: int, vocabulary: Vocabulary, chance: random.Random) -> ProfileData:
    """Invent a firm from the vocabulary; common processes are common, most are rare (Zipf)."""
    processes, materials = vocabulary.nodes(Kind.PROCESS), vocabulary.nodes(Kind.MATERIAL)
    places = vocabulary.places()

    def some(nodes: tuple, count: int) -> list[str]:
        ranks = [min(int(chance.paretovariate(0.7)) - 1, len(nodes) - 1) for _ in range(count)]
        return [chance.choice(nodes[r].strong or (nodes[r].name_de,)) for r in ranks]

    place = chance.choice(places)
    work = some(tuple(chance.sample(processes, len(processes))), chance.randint(2, 5))
    stuff = some(tuple(materials), chance.randint(1, 4))
    return ProfileData(
        name=f"Musterbetrieb {number:04d} {work[0]} GmbH",
        kind=chance.choice(("Hersteller", "Zulieferer", "Zulieferer", "Dienstleister")),
        street=f"Musterstraße {number % 90 + 1}",
        postcode=place.postcode,
        town=place.name,
        employees=int(chance.paretovariate(0.9) * 5),
        core_competences=f"{chance.choice(_OPENINGS)} {work[0]} {chance.choice(_LINKS)} {stuff[0]}, {work[1]}.",
        offered_services=", ".join(work[2:]) or work[0],
        materials=", ".join(stuff),
    )


def _copy(count: int, cluster: Cluster, vocabulary: Vocabulary) -> None:
    seeds = list(SearchRow.objects.order_by("pk"))
    first = Company.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    with connection.cursor() as cursor:
        cursor.execute(_COMPANIES, [first, count, [seed.pk for seed in seeds]])
        cursor.execute(_SITES, [first])
        cursor.execute(_MEMBERSHIPS, [cluster.pk, first])
        for sequence in ("companies_company", "companies_site", "companies_membership"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{sequence}', 'id'), (SELECT max(id) FROM {sequence}))"  # noqa: S608
            )
        cursor.execute(_PLACES)
        places = cursor.fetchall()
    tail = _tail_words()
    writer = _RowWriter(seeds, tail, places, cluster)
    for start in range(0, count, BATCH):
        writer.write(first + start, min(BATCH, count - start))


def _tail_words() -> np.ndarray:
    """Add words that only few firms use and return their numbers, the most frequent ones first."""
    made = SearchTerm.objects.bulk_create(
        [
            SearchTerm(text=f"{WORD_PREFIX}sonderwort{number:x}", surface=f"Sonderwort{number:x}")
            for number in range(TAIL_WORDS)
        ],
        batch_size=5_000,
    )
    return np.array([term.id for term in made], np.uint32)


class _RowWriter:
    """Writes search rows of copies with COPY, as packed as the product writes them."""

    def __init__(
        self, seeds: list[SearchRow], tail: np.ndarray, places: list[tuple], cluster: Cluster
    ) -> None:
        self.chance = np.random.default_rng(7)
        self.seeds = [
            (
                np.frombuffer(bytes(seed.concepts), packing.CONCEPT),
                np.frombuffer(bytes(seed.words), packing.WORD),
                bytes(seed.certificates),
                seed.kind,
                seed.size_class,
                bytes(seed.limits),
            )
            for seed in seeds
        ]
        self.tail = tail
        self.sites = [np.array([place], packing.SITE).tobytes() for place in places]
        self.cluster = np.array([cluster.pk], packing.CLUSTER).tobytes()
        self.number = SearchRow.objects.order_by("-change_number").values_list("change_number", flat=True)[0]

    def write(self, first: int, count: int) -> None:
        """Write the rows of `count` companies from number `first` on."""
        lines = io.StringIO()
        lines.writelines(self._lines(first, count))
        lines.seek(0)
        with connection.cursor() as cursor:
            lock_publishing()
            cursor.cursor.copy_expert(_COPY_ROWS, lines)
            cursor.execute("SELECT setval('companies_search_change_number', %s)", [self.number])

    def _lines(self, first: int, count: int) -> Iterator[str]:
        picks = self.chance.zipf(1.15, count * 2) % len(self.seeds)
        words = np.minimum(self.chance.zipf(1.3, (count, 3)), len(self.tail)) - 1
        places = np.minimum(self.chance.zipf(1.4, count), len(self.sites)) - 1
        days = self.chance.integers(0, 1_200, count)
        for index in range(count):
            own, other = self.seeds[picks[index]], self.seeds[picks[count + index]]
            concepts = np.concatenate([self._some(own[0], _KEPT), self._some(other[0], _BORROWED)])
            text = np.concatenate([self._some(own[1], _KEPT), self._some(other[1], _BORROWED)])
            rare = np.zeros(3, packing.WORD)
            rare["term"], rare["code"] = (
                self.tail[words[index]],
                packing.word_code(packing.Field.OFFERED, is_part=False),
            )
            self.number += 1
            packed = (concepts.tobytes(), text.tobytes() + rare.tobytes(), own[2])
            packed += (self.sites[places[index]], self.cluster, own[5])
            plain = (first + index, self.number, "f", f"musterbetrieb {first + index:08d}", own[3], own[4])
            columns = [*map(str, plain), _day(int(days[index])), *(f"\\\\x{p.hex()}" for p in packed), "[]"]
            yield "\t".join(columns) + "\n"

    def _some(self, records: np.ndarray, share: float) -> np.ndarray:
        return records[self.chance.random(len(records)) < share]


def _day(age: int) -> str:
    """Return the day so many days before the measurement's, as ISO text."""
    return str(np.datetime64("2026-11-24") - np.timedelta64(age, "D"))


_COPY_ROWS = """COPY companies_searchrow (company_id, change_number, removed, sort_name, kind, size_class, confirmed_at,
concepts, words, certificates, sites, clusters, limits, passages) FROM STDIN"""

_COMPANIES = """
INSERT INTO companies_company (id, name, legal_form, slug, sort_name, match_name, kind, state, register_number,
    register_court, vat_id, phone, email, website, employees, founded, languages, industries_text, core_text,
    offered_text, sought_text, materials_text, machines_text, batch_text, dimensions_text, confirmed_at, created_at,
    changed_at)
SELECT wanted.id, 'Musterbetrieb ' || to_char(wanted.id, 'FM00000000'), '', 'musterbetrieb-' || wanted.id,
    'musterbetrieb ' || to_char(wanted.id, 'FM00000000'), 'musterbetrieb ' || wanted.id, kind, state, '', '', '', phone,
    '', '', employees, founded, languages, industries_text, core_text, offered_text, sought_text, materials_text,
    machines_text, batch_text, dimensions_text, confirmed_at, now(), now()
FROM (SELECT %s + number AS id, number FROM generate_series(0::bigint, %s - 1) AS number) AS wanted
JOIN (SELECT array_agg(seed) AS seeds FROM unnest(%s::bigint[]) AS seed) AS chosen ON true
JOIN companies_company AS model ON model.id = chosen.seeds[1 + wanted.number * 7919 %% cardinality(chosen.seeds)]
"""
_SITES = """
INSERT INTO companies_site (company_id, label, is_main, street, postcode, municipality, place_id, latitude, longitude)
SELECT company.id, '', true, '', place.postcode, place.name_de, place.id, place.latitude, place.longitude
FROM companies_company AS company
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS number, count(*) OVER () AS many
      FROM competences_place WHERE postcode <> '') AS place ON place.number = company.id * 31 %% place.many
WHERE company.id >= %s
"""
_MEMBERSHIPS = """
INSERT INTO companies_membership (company_id, cluster_id, role) SELECT id, %s, 'MEMBER' FROM companies_company
WHERE id >= %s
"""
_PLACES = """
SELECT place.latitude, place.longitude, coalesce(term.id, 0) FROM competences_place AS place
LEFT JOIN competences_place AS district ON district.id = place.parent_id
LEFT JOIN companies_searchterm AS term ON term.text = 'd:' || district.key
WHERE place.postcode <> '' ORDER BY (district.key LIKE '%kaiserslautern%') DESC NULLS LAST, place.id
"""
