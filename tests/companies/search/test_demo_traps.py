"""What the demo firms were written for: denials, wishes and expired certificates must not find a supplier."""

import datetime

import pytest
from django.core.management import call_command

from companies.search.filters import Filters
from companies.search.results import SearchResult
from companies.search.service import answer
from companies.search.viewer import Viewer
from competences.domain.loading import load_vocabulary

DAY = datetime.date(2026, 10, 15)
NOBODY = ("Feuerverzinken", "Schmiedeteile", "Edelstahlguss", "Imprägnieren", "Elektronenstrahlschweißen")
ON_TOP = {
    "Hartchrom": "Hartchrom Nebringer GmbH",
    "EN 9100": "Carbolenz Faserverbund GmbH",
    "Laserschneiden": "Lindacker Blechtechnik GmbH",
    "Laserteile kanten 1.4301 Landstuhl": "Lindacker Blechtechnik GmbH",
}


@pytest.fixture
def demo(db, settings) -> None:
    """The demo firms with the whole vocabulary."""
    settings.TRIAL = True
    load_vocabulary()
    call_command("load_demo", verbosity=0)


def found(text: str) -> SearchResult:
    return answer(text, filters=Filters(), viewer=Viewer(clusters=None), today=DAY)


def test_the_traps_of_the_demo_firms(demo: None) -> None:
    assert {text: found(text).matches for text in NOBODY} == dict.fromkeys(NOBODY, 0)
    assert {text: found(text).hits[0].name for text in ON_TOP} == ON_TOP
    marked = [
        piece
        for hit in found("Feuerverzinken").hits
        for passage in hit.passages
        for piece, is_marked in passage.segments
        if is_marked
    ]
    assert "Feuerverzinken" not in marked
