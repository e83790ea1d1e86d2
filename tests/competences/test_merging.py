"""Merging entries: everything moves, nothing is doubled, the old key leads on."""

import pytest
from django.core.exceptions import ValidationError

from competences.domain.merging import merge_nodes, preview_merge
from competences.enums import AliasRole, ProcessRelationKind
from competences.models import Alias, ProcessRelation
from tests.factories import UserFactory
from tests.factories.competences import AliasFactory, CertificateFactory, MaterialFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db):
    return ProcessFactory(key="biegen", name_de="Biegen"), ProcessFactory(key="kanten", name_de="Kanten")


def alias(text, process, role=AliasRole.STRONG, **values):
    return AliasFactory(text=text, folded=text.lower(), process=process, role=role, **values)


def test_words_move_and_doubled_ones_go(pair):
    loser, winner = pair
    moved = alias("Biegeteile", loser)
    alias("Umformen", winner)
    weak = alias("Umformen", loser, AliasRole.WEAK)
    pointless = alias("Kantbank", loser, AliasRole.CONFUSION, target_key="kanten")
    alias("Biegebank", winner, AliasRole.CONFUSION, target_key="biegen")
    elsewhere = alias("Bieger", ProcessFactory(), AliasRole.CONFUSION, target_key="biegen")
    preview = preview_merge(loser=loser, winner=winner)
    assert (preview.words, set(preview.doubled)) == ((moved,), {weak, pointless})
    person = UserFactory()
    merge_nodes(loser=loser, winner=winner, actor=person)
    assert set(winner.aliases.values_list("text", flat=True)) == {"Biegeteile", "Umformen"}
    elsewhere.refresh_from_db()
    assert elsewhere.target_key == "kanten"
    record = Alias.objects.get(text="Biegeteile").history.first()
    assert (record.history_user, record.history_change_reason) == (
        person,
        "Zusammengeführt: Biegen → Kanten",
    )


def test_children_relations_and_the_loser(pair):
    loser, winner = pair
    child, other = ProcessFactory(parent=loser), ProcessFactory()
    follows, goes = ProcessRelationKind.FOLLOWS, ProcessRelationKind.GOES_WITH
    ProcessRelation.objects.create(source=loser, target=other, kind=follows)
    ProcessRelation.objects.create(source=other, target=loser, kind=goes)
    ProcessRelation.objects.create(source=loser, target=winner, kind=goes)
    ProcessRelation.objects.create(source=winner, target=other, kind=follows)
    preview = preview_merge(loser=loser, winner=winner)
    assert (preview.children, preview.rows, preview.sentence) == ((child,), (("Beziehungen", 3),), "")
    merge_nodes(loser=loser, winner=winner, actor=None)
    for node in (child, loser):
        node.refresh_from_db()
    assert child.parent == winner
    assert (loser.merged_into, loser.parent, loser.key) == (winner, None, "biegen")
    assert set(ProcessRelation.objects.values_list("source", "target", "kind")) == {
        (winner.pk, other.pk, follows),
        (other.pk, winner.pk, goes),
    }


def test_what_certificates_include_moves():
    old, new, iso, big = (CertificateFactory() for _ in range(4))
    old.implies.add(iso, new)
    big.implies.add(old)
    assert preview_merge(loser=old, winner=new).rows == (("Angaben „schließt ein“", 3),)
    merge_nodes(loser=old, winner=new, actor=None)
    assert (list(new.implies.all()), list(big.implies.all())) == ([iso], [new])
    assert not old.implies.exists()


def test_merges_that_are_refused(pair):
    loser, winner = pair
    child = ProcessFactory(parent=loser, name_de="Rohrbiegen")
    gone = ProcessFactory(merged_into=winner, name_de="Weg")
    cases = [
        (loser, loser, "Ein Eintrag lässt sich nicht mit sich selbst zusammenführen."),
        (loser, child, "„Rohrbiegen“ steht unter „Biegen“. Hängen Sie „Rohrbiegen“ zuerst um."),
        (gone, loser, "„Weg“ ist schon mit „Kanten“ zusammengeführt worden."),
        (loser, gone, "„Weg“ ist schon mit „Kanten“ zusammengeführt worden."),
        (loser, MaterialFactory(), "Nur Einträge derselben Art lassen sich zusammenführen."),
    ]
    for first, second, sentence in cases:
        with pytest.raises(ValidationError) as error:
            merge_nodes(loser=first, winner=second, actor=None)
        assert error.value.messages == [sentence]
    loser.refresh_from_db()
    assert loser.merged_into is None
