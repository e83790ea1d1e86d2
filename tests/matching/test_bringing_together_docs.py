"""The worked examples of docs/consortia.md, pairs.md, rings.md and gaps.md, recomputed."""

import re
from pathlib import Path

import pytest

from matching.domain.consortia import KM_PER_POINT, UNKNOWN_KM, Offer, StepOffers, find_teams
from matching.domain.gaps import Cell, publishable
from matching.domain.pair_refresh import EVERYTHING_FROM
from matching.domain.pairs import BEST_PER_REQUIREMENT, best_pairs, offers_of, places_of
from matching.domain.replacement import CERTIFICATES_SHARE, DISTANCE_SHARE
from matching.domain.rings import MOST_TRIED, Link, find_rings
from matching.domain.team_search import ALL_BELOW, BEST
from matching.domain.weights import GOOD_SHARE
from tests.companies.search.builders import (
    DAY,
    KAISERSLAUTERN,
    LANDSTUHL,
    VOCABULARY,
    Firm,
    core,
    make_model,
)

DOCS = Path(__file__).resolve().parents[2] / "docs"
NUMBER = {letter: number for number, letter in enumerate("ABCD", start=1)}
LETTER = {number: letter for letter, number in NUMBER.items()}
TOWNS = {"Landstuhl": LANDSTUHL, "Kaiserslautern": KAISERSLAUTERN}
KEYS = {"Zerspanen": "zerspanen", "Drehen": "drehen", "Fräsen": "fraesen"}


def rows(page, pattern):
    return re.findall(pattern, (DOCS / page).read_text(encoding="utf-8"), re.M)


def letters(numbers):
    return " ".join(LETTER[number] for number in numbers)


def test_teams():
    firms = rows("consortia.md", r"^\| ([A-D]) \| (\w+) \| (.*?) \| (.*?) \| (.*?) \|$")
    steps = []
    for place in range(3):
        offers = [
            Offer(NUMBER[firm], float(scores[place])) for firm, _, *scores in firms if scores[place] != "–"
        ]
        steps.append(StepOffers(place + 1, tuple(sorted(offers, key=lambda o: -o.score)), is_lead=not place))
    points = {NUMBER[firm]: TOWNS[town][:2] for firm, town, *_ in firms}
    found = find_teams(steps, points, LANDSTUHL[:2])
    computed = [
        (
            str(place),
            letters(task.company for task in team.tasks),
            LETTER[team.lead],
            f"{team.way_km:.1f}",
            f"{team.value:.3f}",
        )
        for place, team in enumerate(found.teams, start=1)
    ]
    assert rows("consortia.md", r"^\| (\d) \| (.*?) \| ([A-D]) \| (.*?) \| (.*?) \|$") == computed


def test_rings():
    links = [
        Link(NUMBER[a], NUMBER[b], process, float(score))
        for a, b, process, score in rows("rings.md", r"^\| ([A-D]) \| ([A-D]) \| (\w+) \| (\d\.\d+) \|$")
    ]
    computed = [
        (str(place), letters(ring.companies), f"{ring.weakest.score:.2f}")
        for place, ring in enumerate(find_rings(links).rings, start=1)
    ]
    assert rows("rings.md", r"^\| (\d) \| (.*?) \| (\d\.\d+) \|$") == computed


def test_gaps():
    examples = rows("gaps.md", r"^\| \d \| (.*?) \| (.*?) \| (.*?) \|$")
    assert len(examples) == 4
    for counts, shown, total in examples:
        cells, start = [], 0
        for count in map(int, counts.split()):
            cells.append(Cell(count, frozenset(range(start, start + count))))
            start += count
        row, whole = publishable(cells)
        assert [*shown.split(), total] == ["*" if n is None else str(n) for n in (*row, whole)]


def test_pairs():
    firms = {
        name: (offers, seeks)
        for name, offers, seeks in rows("pairs.md", r"^\| ([A-D]) \| ([^|]*?) \| (\w+) \|$")
        if seeks in KEYS
    }
    directory = [
        Firm(
            NUMBER[name],
            processes=core(KEYS[offers]) if offers in KEYS else {},
            sites=(KAISERSLAUTERN if name == "D" else LANDSTUHL,),
        )
        for name, (offers, _) in firms.items()
    ]
    model = make_model(directory)
    places = places_of(model, NUMBER.values())
    pattern = r"^\| ([A-D]) \| (Zerspanen|Drehen) \| ([A-D](?: [A-D])*) \|$"
    examples = rows("pairs.md", pattern)
    assert len(examples) == 4
    for seeker, process, expected in examples:
        offers = offers_of(KEYS[process], model, VOCABULARY, clusters=None, today=DAY)
        found = best_pairs([NUMBER[seeker]], places, offers)[NUMBER[seeker]]
        assert letters(fit.company for fit in found) == expected


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("consortia.md", f"way in km ÷ {KM_PER_POINT:.0f}"),
        ("consortia.md", f"counts {UNKNOWN_KM:.0f} km"),
        ("consortia.md", f"more than {ALL_BELOW} firms"),
        ("consortia.md", f"the {BEST} best of each"),
        ("rings.md", f"at most {MOST_TRIED:,} ways"),
        ("pairs.md", f"more than {EVERYTHING_FROM} changes"),
        ("pairs.md", f"(1 − {CERTIFICATES_SHARE} · (1 − c)) × (1 − {DISTANCE_SHARE} · (1 − d))"),
    ],
)
def test_numbers_in_the_text_are_those_of_the_code(page, words):
    assert words in " ".join((DOCS / page).read_text(encoding="utf-8").split())


def test_numbers_in_words():
    assert GOOD_SHARE == 0.75
    assert BEST_PER_REQUIREMENT == 10
