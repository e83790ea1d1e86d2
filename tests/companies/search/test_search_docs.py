"""The worked example of docs/search.md, recomputed, and the weights that it names."""

import re
from pathlib import Path

from companies.search import engine
from companies.search.packing import ALL_SITES, Standing
from companies.search.planning import make_plan
from companies.search.requirement import understand
from companies.search.weights import WEIGHT_TABLE
from tests.companies.search.builders import DAY, VOCABULARY, Firm, core, make_model

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")

FIRMS = {
    "A": Firm(1, processes=core("fraesen"), materials=("edelstahl",)),
    "B": Firm(2, processes={"fraesen": (Standing.SUPPLEMENTARY, ALL_SITES)} | core("drehen")),
    "C": Firm(3, processes=core("zerspanen"), materials=("edelstahl",)),
    "D": Firm(4, processes=core("erodieren")),
}


def example_scores():
    """Scores of the example's firms for the example's search, best first."""
    model = make_model(FIRMS.values())
    plan = make_plan(understand("Fräsen Edelstahl", VOCABULARY), model, VOCABULARY, today=DAY)
    answers = engine.answer(model, plan)
    names = {firm.number: name for name, firm in FIRMS.items()}
    found = engine.rank(answers, [piece.mask for piece in answers], 0, 10)
    return [(names[one.company], f"{one.score:.3f}") for one in found]


def test_the_worked_example_is_what_the_engine_computes():
    rows = re.findall(r"^\| ([A-D]) \|.*\| (\d\.\d{3}) \|$", TEXT, re.M)
    assert rows == example_scores()


def test_every_weight_of_the_public_table_is_used():
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "companies" / "search").rglob("*.py")
    )
    computed = ("standing.", "field.", "part.")  # looked up under a name put together from an enum
    for weight in WEIGHT_TABLE:
        assert f'"{weight.name}"' in source.replace(
            f'Weight("{weight.name}"', "", 1
        ) or weight.name.startswith(computed), weight.name
