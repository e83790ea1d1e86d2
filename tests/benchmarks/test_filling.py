"""The benchmark fills its directory as the tables are today, and what it measures is answered."""

import pytest

from benchmarks import bringing_together, measure
from benchmarks.firms import fill
from companies.models import Company, SearchRow
from competences.domain.loading import load_vocabulary
from matching.models import Demand, DemandStep

SIZE = 120


@pytest.fixture
def directory(db: None) -> None:
    load_vocabulary()
    fill(SIZE)


def test_a_directory_with_copies_and_demands_can_be_measured(directory: None) -> None:
    assert (Company.objects.count(), SearchRow.objects.count()) == (SIZE, SIZE)
    assert bringing_together.prepare(SIZE) == SIZE
    assert Demand.objects.open().count() == SIZE
    assert DemandStep.objects.filter(is_lead=True).count() == SIZE
    assert measure.counts_are_exact(measure.Case("frequent", "Fräsen"))
    figures = bringing_together.measure(SIZE, 1)
    assert figures["teams exact"] == "yes"
    assert figures["pairs stored"] > 0
