"""The worked example of docs/matching.md, recomputed, and the weights that it names."""

import re
from pathlib import Path

from companies.search.requirement import Option
from matching.domain.engine import match_in
from matching.domain.wanted import Criterion, Values, Wanted, WantedStep
from matching.domain.weights import MATCHING_WEIGHT_TABLE
from matching.enums import Attribute, Importance
from tests.companies.search.builders import DAY, VOCABULARY, Firm, core, make_model

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")


def turning(number, diameter=None, certificates=(("iso-9001", "", None),)):
    limits = (("drehen", "", {"diameter_mm": diameter, "turning_length_mm": 1000}),) if diameter else ()
    return Firm(number, processes=core("drehen"), limits=limits, certificates=certificates)


FIRMS = {"A": turning(1, 630), "B": turning(2), "C": turning(3, 630, ()), "D": turning(4, 400)}
WANTED = Wanted(
    steps=(WantedStep(1, (Option("drehen", 1.0),), is_lead=True),),
    criteria=(
        Criterion(Attribute.CYLINDER, values=Values(diameter_mm=500)),
        Criterion(Attribute.CERTIFICATE, Importance.HARD, key="iso-9001"),
    ),
)


def test_the_worked_example_is_what_the_engine_computes():
    result = match_in(make_model(FIRMS.values()), VOCABULARY, WANTED, clusters=None, today=DAY)
    names = {firm.number: name for name, firm in FIRMS.items()}
    computed = [(names[one.company], f"{one.score:.4f}") for one in result.matches]
    assert re.findall(r"^\| ([A-D]) \|.*\| (\d\.\d{4}) \|$", TEXT, re.M) == computed


def test_every_weight_of_the_public_table_is_used():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "matching" / "domain").glob("*.py"))
    for weight in MATCHING_WEIGHT_TABLE:
        without_table = source.replace(f'Weight("{weight.name}"', "", 1)
        assert f'"{weight.name}"' in without_table or weight.name.startswith("not_met."), weight.name
