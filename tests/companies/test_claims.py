"""What counts as a statement of a firm: one truth for its profile, the filters and its search row."""

import pytest

from companies.domain.recognition import Answers, recognise
from companies.enums import Relation
from competences.domain.loading import DATA_FOLDER
from competences.language import Vocabulary

_KEPT: list[Vocabulary] = []


@pytest.fixture
def words() -> Vocabulary:
    """The vocabulary of the data files, compiled once."""
    if not _KEPT:
        _KEPT.append(Vocabulary.from_files(DATA_FOLDER))
    return _KEPT[0]


def offered(answers: Answers, vocabulary: Vocabulary) -> set[str]:
    capabilities = recognise(answers, vocabulary).capabilities
    return {one.process for one in capabilities if one.relation is Relation.OFFERED}


@pytest.mark.parametrize(
    "answers",
    [
        Answers(core="Abkanten", materials="Stahl verzinkt, DC01 feuerverzinkt"),
        Answers(core="Spritzverzinken (thermisch gespritztes Zink)"),
        Answers(core="Zink, Zink-Nickel, chemisch Nickel", offered="KEIN Feuerverzinken!"),
        Answers(core="Gebr. Muster macht KEIN Feuerverzinken", offered="Verzinkung, Pulverbeschichten"),
    ],
)
def test_nobody_becomes_a_galvaniser_by_a_word(answers: Answers, words: Vocabulary) -> None:
    assert "feuerverzinken" not in offered(answers, words)


def test_an_explicit_offer_outweighs_a_denial_elsewhere(words: Vocabulary) -> None:
    answers = Answers(core="Schweißen von Stahl und Edelstahl", offered="Titan: kein Schweißen")
    assert "schweissen" in offered(answers, words)


@pytest.mark.parametrize("machine", ["Schweißgerät", "Prüfstand 400 bar", "Entnahmeroboter"])
def test_equipment_of_the_workshop_is_neither_product_nor_trade(machine: str, words: Vocabulary) -> None:
    assert offered(Answers(machines=(machine,)), words) == set()
