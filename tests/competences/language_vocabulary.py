"""The vocabulary that the project ships, compiled once for all language tests."""

from functools import cache
from pathlib import Path

from competences.language import Vocabulary

DATA = Path(__file__).parents[2] / "competences" / "data"


@cache
def shipped_vocabulary() -> Vocabulary:
    return Vocabulary.from_files(DATA)
