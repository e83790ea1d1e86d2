"""Changing the vocabulary by hand: history, version, and sentences where something is refused."""

import pytest
from django.core.exceptions import ValidationError

from competences.domain.editing import (
    add_alias,
    add_relation,
    change_alias,
    changing,
    delete_node,
    ignore_word,
    remove_alias,
    remove_relation,
    save_node,
    set_implied,
)
from competences.domain.vocabulary import vocabulary_version
from competences.enums import AliasRole, ProcessRelationKind
from competences.models import Alias, IgnoredWord, Process, ProcessRelation, VocabularyState
from tests.factories import UserFactory
from tests.factories.competences import AliasFactory, CertificateFactory, PlaceFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return UserFactory()


def versions():
    state = VocabularyState.objects.filter(pk=1).first()
    return state.version if state else 0


def two_words(node, person, first, second):
    with changing(actor=person):
        add_alias(node=node, text=first, actor=person)
        add_alias(node=node, text=second, actor=person)


def test_adding_a_word_records_who_and_why_and_counts_a_version(person):
    node = ProcessFactory(key="kanten")
    alias = add_alias(node=node, text="  Kant-  Teile ", actor=person, reason="Probe")
    assert (alias.text, alias.folded, alias.role, alias.process) == (
        "Kant- Teile",
        "kantteile",
        "STRONG",
        node,
    )
    record = alias.history.get()
    assert (record.history_user, record.history_change_reason, record.history_type) == (person, "Probe", "+")
    assert versions() == 1


def test_changing_and_removing_a_word(person):
    alias = AliasFactory(text="Kantteile", process=ProcessFactory())
    change_alias(alias=alias, values={"text": "Biegeteile", "role": AliasRole.WEAK}, actor=person)
    alias.refresh_from_db()
    assert (alias.text, alias.folded, alias.role) == ("Biegeteile", "biegeteile", "WEAK")
    remove_alias(alias=alias, actor=person)
    assert not Alias.objects.exists()
    assert [row.history_type for row in Alias.history.order_by("history_id")] == ["+", "~", "-"]
    assert versions() == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"text": " - "}, "Bitte geben Sie ein Wort an."),
        ({"text": "DREH-TEILE"}, "„Drehteile“ steht schon bei „Drehen“."),
        (
            {"text": "Spitze", "role": AliasRole.CONFUSION, "target_key": "nirgends"},
            "Einen Eintrag „nirgends“ gibt es nicht.",
        ),
    ],
)
def test_words_that_are_refused(person, values, message):
    AliasFactory(text="Drehteile", folded="drehteile", process=ProcessFactory(key="drehen"))
    node = ProcessFactory()
    with pytest.raises(ValidationError) as error:
        add_alias(node=node, actor=person, **values)
    assert error.value.messages == [message]
    assert not node.aliases.exists()
    assert versions() == 0


def test_the_same_word_twice_at_one_entry_is_refused(person):
    node = ProcessFactory()
    add_alias(node=node, text="Lasern", role=AliasRole.WEAK, actor=person)
    with pytest.raises(ValidationError) as error:
        add_alias(node=node, text="lasern", role=AliasRole.WEAK, actor=person)
    assert error.value.messages == ["Dieses Wort steht schon bei diesem Eintrag."]


def test_a_weak_word_and_names_of_places_may_stand_at_several_entries(person):
    add_alias(node=ProcessFactory(), text="Lasern", role=AliasRole.WEAK, actor=person)
    add_alias(node=ProcessFactory(), text="Lasern", role=AliasRole.WEAK, actor=person)
    add_alias(node=PlaceFactory(), text="Mühlbach", actor=person)
    add_alias(node=PlaceFactory(), text="Mühlbach", actor=person)
    assert Alias.objects.count() == 4


def test_changes_inside_one_block_are_one_version_and_all_or_nothing(person):
    node = ProcessFactory()
    two_words(node, person, "Eins", "Zwei")
    assert versions() == 1
    before = vocabulary_version()
    with pytest.raises(ValidationError):
        two_words(node, person, "Drei", "-")
    assert set(node.aliases.values_list("text", flat=True)) == {"Eins", "Zwei"}
    assert vocabulary_version() == before


def test_a_block_without_a_change_is_no_version(person):
    with changing(actor=person):
        pass
    assert versions() == 0


def test_renaming_and_moving(person):
    top = ProcessFactory(key="trennen")
    node = ProcessFactory(key="aetzen", name_de="Aetzen")
    node.name_de, node.parent = "Ätzen", top
    save_node(node=node, actor=person)
    node.refresh_from_db()
    assert (node.name_de, node.sort_name, node.parent) == ("Ätzen", "aetzen", top)
    assert node.history.first().history_user == person
    assert versions() == 1


@pytest.mark.parametrize("below", [0, 1, 2])
def test_a_circle_in_the_tree_is_refused(person, below):
    top = ProcessFactory(name_de="Trennen")
    middle = ProcessFactory(parent=top)
    bottom = ProcessFactory(parent=middle)
    top.parent = [top, middle, bottom][below]
    with pytest.raises(ValidationError) as error:
        save_node(node=top, actor=person)
    assert error.value.messages == ["„Trennen“ kann nicht unter sich selbst oder einem Untereintrag stehen."]
    assert Process.objects.get(pk=top.pk).parent is None


def test_nothing_stands_below_a_merged_entry(person):
    winner = ProcessFactory(name_de="Ziel")
    gone = ProcessFactory(name_de="Weg", merged_into=winner)
    with pytest.raises(ValidationError) as error:
        save_node(node=Process(key="neu", name_de="Neu", parent=gone), actor=person)
    assert error.value.messages == ["„Weg“ ist mit „Ziel“ zusammengeführt worden."]


def test_an_unused_entry_is_deleted_with_its_words(person):
    node = ProcessFactory()
    AliasFactory(process=node)
    delete_node(node=node, actor=person)
    assert not Process.objects.exists()
    assert not Alias.objects.exists()
    assert Process.history.filter(history_type="-").get().history_user == person


def test_entries_that_cannot_be_deleted(person):
    parent = ProcessFactory(name_de="Oben")
    ProcessFactory(parent=parent)
    loaded = ProcessFactory(name_de="Geladen", loaded={"parent": ""})
    winner = ProcessFactory(name_de="Ziel")
    ProcessFactory(merged_into=winner)
    sentences = []
    for node in (parent, loaded, winner):
        with pytest.raises(ValidationError) as error:
            delete_node(node=node, actor=person)
        sentences += error.value.messages
    assert sentences == [
        "Unter „Oben“ stehen weitere Einträge. Hängen Sie diese zuerst um.",
        "„Geladen“ stammt aus den Datendateien und käme beim nächsten Laden wieder. "
        "Führen Sie den Eintrag mit einem anderen zusammen.",
        "Mit „Ziel“ wurden andere Einträge zusammengeführt, deren Kurznamen hierher führen.",
    ]
    assert Process.objects.count() == 5


def test_relations(person):
    source, target = ProcessFactory(), ProcessFactory()
    kind = ProcessRelationKind.FOLLOWS
    relation = add_relation(source=source, target=target, kind=kind, actor=person)
    assert relation.history.get().history_user == person
    for other, message in (
        (target, "Diese Beziehung steht schon da."),
        (source, "Ein Verfahren ist nicht mit sich selbst verwandt."),
    ):
        with pytest.raises(ValidationError) as error:
            add_relation(source=source, target=other, kind=kind, actor=person)
        assert error.value.messages == [message]
    remove_relation(relation=relation, actor=person)
    assert not ProcessRelation.objects.exists()
    assert versions() == 2


def test_what_a_certificate_includes(person):
    iatf, iso = CertificateFactory(), CertificateFactory()
    set_implied(certificate=iatf, implied=[iso], actor=person)
    set_implied(certificate=iatf, implied=[iso], actor=person)
    assert list(iatf.implies.all()) == [iso]
    assert versions() == 1


def test_words_are_passed_over_once(person):
    ignore_word(text="Qualität", actor=person)
    with pytest.raises(ValidationError) as error:
        ignore_word(text="QUALITAET", actor=person)
    assert error.value.messages == ["Dieses Wort wird schon übergangen."]
    assert IgnoredWord.objects.get().history.get().history_user == person
    assert versions() == 0
