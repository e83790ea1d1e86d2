"""The worked example of docs/language.md says what the analysis does."""

import re
from pathlib import Path

from competences.language import analyse
from tests.competences.language_vocabulary import shipped_vocabulary

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")


def test_the_worked_example_is_what_the_analysis_says() -> None:
    example = re.search(r"```text\n(.+)\n```", PAGE)
    assert example is not None
    rows = [
        [cell.strip() for cell in row.strip().strip("|").split("|")]
        for row in PAGE.split("| words |")[1].split("\n\n")[0].splitlines()[2:]
    ]
    analysis = analyse(example.group(1), shipped_vocabulary())
    found = [
        [m.surface, m.kind.value, m.key, m.evidence.value, str(m.confidence), m.role.value, m.level or ""]
        for m in analysis.mentions
    ]
    assert found == rows
    assert [(m.attribute, dict(m.values)) for m in analysis.measures] == [("durchmesser", {"d": 400.0})]
    assert [token.surface for token in analysis.unmapped] == ["Knallfrösche"]
