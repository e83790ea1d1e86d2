"""Loading the data files: twice is once, and what staff changed stays."""

import io
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from competences.domain.editing import add_alias, remove_alias, save_node
from competences.domain.loading import DATA_FOLDER, load_vocabulary
from competences.domain.merging import merge_nodes
from competences.domain.snapshots import comparison_key
from competences.domain.vocabulary import current_vocabulary, key_in_force, node_pks, vocabulary_version
from competences.enums import AliasRole
from competences.language import Kind, Vocabulary, analyse
from competences.models import Alias, Certificate, Place, Process, ProcessRelation, VocabularyState

PROCESS = {
    "name_en": "",
    "din8580": None,
    "iso4063": [],
    "aliases_en": [],
    "weak_aliases": [],
    "not_to_confuse": [],
    "related": [],
}
CERTIFICATE = {
    "aliases": [],
    "weak_aliases": [],
    "level_order": [],
    "implies": [],
    "kind": "sector",
    "note_de": "",
}


def process(key, parent=None, words=(), **values):
    return {
        **PROCESS,
        "id": key,
        "parent": parent,
        "name_de": key.title(),
        "aliases_de": list(words),
        **values,
    }


def certificate(key, **values):
    return {**CERTIFICATE, "id": key, "name": key.upper(), **values}


class Files:
    """A folder with data files of a few entries, which a test rewrites."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes = [
            process("trennen", None, ["Trennen"]),
            process("saegen", "trennen", ["Sägen", "Sägearbeiten"], weak_aliases=["Säge"]),
            process(
                "kanten",
                None,
                ["Abkanten"],
                aliases_en=["press braking"],
                not_to_confuse=[{"term": "Kantenschutz", "note": "Bauteil", "id": "saegen"}],
                related=[{"id": "saegen", "kind": "follows"}],
            ),
        ]
        self.certificates = [certificate("iatf", implies=["iso"]), certificate("iso", aliases=["ISO 9001"])]
        self.places = ["67655,Kaiserslautern,Stadt Kaiserslautern,RP,49.4,7.7,0,estimate,Lautern;K-Town"]

    def write(self) -> Path:
        for name, content in (
            ("processes.yaml", self.processes),
            ("materials.yaml", []),
            ("certificates.yaml", self.certificates),
            ("industries.yaml", []),
        ):
            (self.folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        head = "postcode,place,district,state,lat,lon,estimated,coord_source,alt_names"
        (self.folder / "places.csv").write_text("\n".join([head, *self.places]), encoding="utf-8")
        return self.folder

    def load(self, **options):
        return load_vocabulary(folder=self.write(), **options)


@pytest.fixture
def files(db, tmp_path):
    return Files(tmp_path)


def words(key):
    return set(Alias.objects.filter(process__key=key).values_list("text", flat=True))


def rows_of_all_tables():
    models = (Process, Certificate, Place, Alias, ProcessRelation, Process.history.model, VocabularyState)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_first_load_writes_everything(files):
    report = files.load()
    assert (report.created, report.updated, report.words_added, report.words_removed) == (7, 0, 10, 0)
    assert report.conflicts == []
    assert words("kanten") == {"Abkanten", "press braking", "Kantenschutz"}
    confusion = Alias.objects.get(role=AliasRole.CONFUSION)
    assert (confusion.text, confusion.note, confusion.target_key) == ("Kantenschutz", "Bauteil", "saegen")
    relation = ProcessRelation.objects.get()
    assert (relation.source.key, relation.kind, relation.target.key) == ("kanten", "follows", "saegen")
    assert [row.key for row in Certificate.objects.get(key="iatf").implies.all()] == ["iso"]
    place = Place.objects.get(key="67655-kaiserslautern")
    assert (place.parent.key, place.parent.postcode, place.latitude) == ("stadt-kaiserslautern", "", 49.4)
    assert Process.objects.get(key="saegen").sort_name == "saegen"
    assert Process.objects.get(key="saegen").history.get().history_change_reason == (
        "Aus den Datendateien geladen"
    )


def test_second_load_writes_nothing(files):
    files.load()
    before = rows_of_all_tables()
    with CaptureQueriesContext(connection) as queries:
        report = files.load()
    assert len(queries) == 1
    assert not report.changed
    assert rows_of_all_tables() == before


def test_second_load_without_memory_of_the_files_changes_no_row(files):
    files.load()
    before = rows_of_all_tables()[:-1]
    version = vocabulary_version()
    VocabularyState.objects.update(files_digest="")
    report = files.load()
    assert not report.changed
    assert rows_of_all_tables()[:-1] == before
    assert vocabulary_version() == version


def test_new_version_of_the_files_adds_and_removes(files):
    files.load()
    files.processes[1] = process("saegen", "trennen", ["Sägen", "Bandsägen"], weak_aliases=["Säge"])
    files.processes[2] |= {"name_de": "Abkanten", "parent": "trennen", "related": []}
    files.processes.append(process("stanzen", "trennen", ["Stanzen"]))
    files.certificates[0] = certificate("iatf")
    report = files.load()
    assert (report.created, report.updated, report.words_added, report.words_removed) == (1, 3, 2, 1)
    assert report.conflicts == []
    assert words("saegen") == {"Sägen", "Bandsägen", "Säge"}
    kanten = Process.objects.get(key="kanten")
    assert (kanten.name_de, kanten.sort_name, kanten.parent.key) == ("Abkanten", "abkanten", "trennen")
    assert not ProcessRelation.objects.exists()
    assert not Certificate.objects.get(key="iatf").implies.exists()


@pytest.mark.parametrize("giver", [1, 2])
def test_a_word_moves_between_entries_in_either_order(files, giver):
    taker = 3 - giver
    files.processes[giver]["aliases_de"] = ["Ablängen"]
    files.processes[taker]["aliases_de"] = []
    files.load()
    files.processes[giver]["aliases_de"], files.processes[taker]["aliases_de"] = [], ["Ablängen"]
    report = files.load()
    assert report.conflicts == []
    assert Alias.objects.get(text="Ablängen").process.key == files.processes[taker]["id"]


def test_names_and_places_in_the_tree_that_staff_changed_stay(files):
    files.load()
    node = Process.objects.get(key="saegen")
    node.name_de, node.parent = "Sägen und Ablängen", None
    save_node(node=node, actor=None)
    files.processes[1] |= {"name_de": "Sägerei", "parent": "kanten"}
    report = files.load()
    assert report.conflicts == [
        "saegen: Name bleibt „Sägen und Ablängen“ (Datei: „Sägerei“).",
        "saegen: bleibt unter „“ (Datei: „kanten“).",
    ]
    node.refresh_from_db()
    assert (node.name_de, node.parent) == ("Sägen und Ablängen", None)
    assert files.load().conflicts == []


def test_words_that_staff_added_or_removed_stay(files):
    files.load()
    node = Process.objects.get(key="saegen")
    remove_alias(alias=node.aliases.get(text="Sägearbeiten"), actor=None)
    add_alias(node=node, text="Kappsägen", actor=None)
    add_alias(node=node, text="Kantteile", actor=None)
    files.processes[1]["aliases_de"].append("Bandsägen")
    files.processes[2]["aliases_de"].append("Kantteile")
    report = files.load()
    assert report.conflicts == ["kanten: „Kantteile“ steht schon bei einem anderen Eintrag."]
    assert words("saegen") == {"Sägen", "Säge", "Kappsägen", "Kantteile", "Bandsägen"}


def test_merged_entries_stay_merged_and_their_children_come_to_the_winner(files):
    files.load()
    merge_nodes(loser=Process.objects.get(key="saegen"), winner=Process.objects.get(key="kanten"), actor=None)
    files.processes[1]["aliases_de"].append("Bandsägen")
    files.processes.append(process("kreissaegen", "saegen", ["Kreissägen"]))
    report = files.load()
    assert report.conflicts == ["saegen: zusammengeführter Eintrag bleibt, wie er ist."]
    assert words("saegen") == set()
    assert Process.objects.get(key="kreissaegen").parent.key == "kanten"


def test_an_entry_that_the_files_drop_stays_and_is_reported(files):
    files.load()
    del files.certificates[0]
    report = files.load()
    assert report.conflicts == ["iatf: steht nicht mehr in den Dateien und bleibt."]
    assert not report.changed


def test_dry_run_reports_and_writes_nothing(files):
    report = files.load(dry_run=True)
    assert report.created == 7
    assert rows_of_all_tables() == [[]] * 7


@pytest.mark.parametrize("parent", ["unbekannt", "saegen"])
def test_unknown_and_circular_parents_are_refused_before_anything_is_written(files, parent):
    files.processes[1]["parent"] = parent
    with pytest.raises(ValueError, match="saegen"):
        files.load()
    assert rows_of_all_tables() == [[]] * 7


def test_every_process_sees_a_change_at_once(files):
    files.load()
    first = current_vocabulary()
    assert current_vocabulary() is first
    assert analyse("Knickwerk", first).mentions == ()
    add_alias(node=Process.objects.get(key="kanten"), text="Knickwerk", actor=None)
    second = current_vocabulary()
    assert second.version != first.version
    assert analyse("Knickwerk", second).keys(Kind.PROCESS) == ("kanten",)
    with CaptureQueriesContext(connection) as queries:
        current_vocabulary()
    assert len(queries) == 1


def test_without_a_state_nothing_is_kept(db):
    assert vocabulary_version() == ""
    assert current_vocabulary() is not current_vocabulary()


def test_primary_keys_and_keys_follow_merges(files):
    files.load()
    loser, winner = Process.objects.get(key="saegen"), Process.objects.get(key="kanten")
    merge_nodes(loser=loser, winner=winner, actor=None)
    vocabulary = current_vocabulary()
    pks = node_pks(Kind.PROCESS, vocabulary)
    assert pks == {"trennen": Process.objects.get(key="trennen").pk, "saegen": winner.pk, "kanten": winner.pk}
    assert node_pks(Kind.PLACE, vocabulary).keys() == {"stadt-kaiserslautern", "67655-kaiserslautern"}
    assert key_in_force(Kind.PROCESS, "saegen", vocabulary) == "kanten"
    assert key_in_force(Kind.PROCESS, "nie", vocabulary) is None
    with CaptureQueriesContext(connection) as queries:
        node_pks(Kind.MATERIAL, vocabulary)
    assert len(queries) == 0


def test_command_reports_in_german(files):
    out = io.StringIO()
    call_command("load_vocabulary", folder=files.write(), stdout=out)
    assert out.getvalue() == "7 Einträge neu, 0 geändert, 10 Wörter neu, 0 entfernt.\n"
    out = io.StringIO()
    call_command("load_vocabulary", folder=files.folder, stdout=out)
    assert out.getvalue() == "Das Vokabular ist auf dem Stand der Dateien.\n"


def test_the_projects_own_files_compile_to_the_same_vocabulary(db):
    report = load_vocabulary()
    assert report.conflicts == []
    assert report.created > 1000
    ours, files_ = current_vocabulary(), Vocabulary.from_files(DATA_FOLDER)
    assert essence(ours) == essence(files_)
    assert set(ours.places()) == set(files_.places())
    text = "Laserteile aus 1.4301, Dreh- und Frästeile, EN 1090-2 EXC3, kein Feuerverzinken. 66849 Landstuhl"
    assert analyse(text, ours) == analyse(text, files_)


def essence(vocabulary):
    """What recognition depends on; spellings that differ in hyphens only are one word in the database."""
    return {
        (kind, node.key): (
            node.parent,
            node.name_de,
            node.name_en,
            frozenset(map(comparison_key, node.strong)),
            frozenset(map(comparison_key, node.weak)),
            frozenset(map(comparison_key, node.codes)),
            frozenset((comparison_key(item.term), item.target) for item in node.confusions),
            frozenset(node.relations),
            frozenset(node.implies),
            node.levels,
            dict(node.level_aliases),
            dict(node.further_levels),
            frozenset(node.compound_prefixes),
            {name: value or "" for name, value in node.facts.items()},
        )
        for kind in Kind
        for node in vocabulary.nodes(kind)
    }
