"""The steward's pages of the vocabulary: lists, words, merging, unknown words; for staff only."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.models import Company, SearchMiss, UnknownWord
from competences.models import Alias, Certificate, IgnoredWord, Process, ProcessRelation
from tests.factories import CapabilityFactory, CompanyFactory, StaffFactory, SuperuserFactory, UserFactory
from tests.test_admin_pages import queries_of

pytestmark = pytest.mark.usefixtures("vocabulary")
ASSIGN = "admin:companies_unknownword_assign"


@pytest.fixture
def steward(db):
    client = Client()
    client.force_login(SuperuserFactory())
    return client


def process(key):
    return Process.objects.get(key=key)


def page_of(client, address, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def form_of(node, words=(), relations=()):
    """The posted page of an entry: `words` and `relations` are rows of values, with "id" for stored ones."""
    values = {"name_de": node.name_de, "name_en": node.name_en, "parent": node.parent_id or ""}
    values |= {"din8580": "", "iso4063": ""}
    for prefix, rows in (("aliases", words), ("relations", relations)):
        values[f"{prefix}-TOTAL_FORMS"] = len(rows)
        values[f"{prefix}-INITIAL_FORMS"] = sum("id" in row for row in rows)
        for number, row in enumerate(rows):
            values |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return values


def word_row(text, **values):
    return {"text": text, "role": "STRONG", "language": "de", "note": "", "target_key": "", **values}


def test_the_list_is_a_tree_with_words_and_use(steward):
    CapabilityFactory(process=process("drehen"))
    response = steward.get(reverse("admin:competences_process_changelist"))
    rows = {row.key: row for row in response.context["cl"].result_list}
    keys = list(rows)
    assert keys.index("zerspanen") + 1 == keys.index("drehen") == keys.index("fraesen") - 1
    assert (rows["drehen"].path, rows["drehen"].words) == ("Zerspanen", 3)
    address = reverse("admin:companies_company_changelist") + "?begriff=process%3Adrehen"
    assert rows["drehen"].used_by == [("1 Unternehmen", address)]
    assert f'<a href="{address}">1 Unternehmen</a>' in response.content.decode()
    firms = steward.get(address).context["cl"].result_list
    assert [firm.pk for firm in firms] == list(Company.objects.values_list("pk", flat=True))
    CompanyFactory()
    assert len(steward.get(address).context["cl"].result_list) == 1


@pytest.mark.parametrize(
    ("query", "keys"),
    [("fräs MASCH", ["fraesen"]), ("Schweissbau", ["schweissen"]), ("wig", ["wig-schweissen"]), ("xyz", [])],
)
def test_names_and_words_are_found_in_any_spelling(steward, query, keys):
    response = steward.get(reverse("admin:competences_process_changelist"), {"q": query})
    assert [row.key for row in response.context["cl"].result_list] == keys


def test_groups_and_merged_entries_are_filtered(steward):
    Process.objects.filter(key="haerten").update(merged_into=process("saegen"))
    url = reverse("admin:competences_process_changelist")
    listed = {
        name: [row.key for row in steward.get(url, parameters).context["cl"].result_list]
        for name, parameters in {
            "group": {"gruppe": "zerspanen"},
            "merged": {"stand": "zusammengefuehrt"},
            "current": {},
        }.items()
    }
    assert listed["group"] == ["zerspanen", "drehen", "fraesen"]
    assert listed["merged"] == ["haerten"]
    assert "haerten" not in listed["current"]


def test_words_and_relations_are_written_with_the_persons_name(steward):
    node, other = process("haerten"), process("drehen")
    stored = node.aliases.get()
    Alias.objects.create(text="Weg", folded="weg", process=node)
    gone = Alias.objects.get(text="Weg")
    response = steward.post(
        reverse("admin:competences_process_change", args=[node.pk]),
        form_of(
            node,
            [
                word_row("Härterei", id=stored.pk, process=node.pk),
                word_row("Weg", id=gone.pk, process=node.pk, DELETE="on"),
                word_row("Vergüten", role="WEAK", process=node.pk),
            ],
            [{"kind": "follows", "target": other.pk, "source": node.pk}],
        ),
    )
    assert response.status_code == 302
    assert set(node.aliases.values_list("text", "folded", "role")) == {
        ("Härterei", "haerterei", "STRONG"),
        ("Vergüten", "vergueten", "WEAK"),
    }
    assert ProcessRelation.objects.get().target == other
    assert stored.history.first().history_user.is_superuser


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([word_row("Drehteile")], "„Drehteile“ steht schon bei „Drehen“."),
        ([word_row("Neu"), word_row("NEU")], "„NEU“ steht zweimal in der Liste."),
        ([word_row("-")], "Bitte geben Sie ein Wort an."),
    ],
)
def test_refused_words_are_explained_beside_the_form(steward, rows, sentence):
    node = process("haerten")
    rows = [{**row, "process": node.pk} for row in rows]
    response = steward.post(reverse("admin:competences_process_change", args=[node.pk]), form_of(node, rows))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert node.aliases.count() == 1


def test_a_circle_is_explained(steward):
    node = process("zerspanen")
    node.parent_id = process("drehen").pk
    response = steward.post(reverse("admin:competences_process_change", args=[node.pk]), form_of(node))
    assert "„Zerspanen“ kann nicht unter sich selbst oder einem Untereintrag stehen." in (
        response.content.decode()
    )


def test_what_a_certificate_includes_is_written(steward):
    node, iso = Certificate.objects.get(key="en-1090"), Certificate.objects.get(key="iso-9001")
    values = form_of(node) | {
        "kind": "",
        "levels": "EXC1,EXC2",
        "level_aliases": "{}",
        "further_levels": "{}",
        "implies": [iso.pk],
        "note": "",
    }
    response = steward.post(reverse("admin:competences_certificate_change", args=[node.pk]), values)
    assert response.status_code == 302
    assert list(node.implies.all()) == [iso]


def test_an_entry_in_use_is_not_deleted_but_explained(steward):
    node = process("drehen")
    CapabilityFactory(process=node)
    response = steward.post(
        reverse("admin:competences_process_delete", args=[node.pk]), {"post": "yes"}, follow=True
    )
    assert messages_of(response) == [
        "„Drehen“ wird verwendet (1 × Leistungen). Führen Sie den Eintrag mit einem anderen zusammen."
    ]
    assert Process.objects.filter(pk=node.pk).exists()


def test_an_unused_entry_is_deleted(steward):
    node = process("haerten")
    steward.post(reverse("admin:competences_process_delete", args=[node.pk]), {"post": "yes"})
    assert not Process.objects.filter(pk=node.pk).exists()


def test_merging_shows_what_moves_and_happens_on_post_only(steward):
    loser, winner = process("drehen"), process("fraesen")
    CapabilityFactory(process=loser)
    url = reverse("admin:competences_process_merge", args=[loser.pk])
    page = page_of(steward, url, winner=winner.pk)
    assert "1 × Leistungen wandern zum Ziel." in page
    assert "Das Ziel erhält diese Wörter: Drehen, Drehmaschine, Drehteile." in page
    loser.refresh_from_db()
    assert loser.merged_into is None
    response = steward.post(url, {"winner": winner.pk}, follow=True)
    assert messages_of(response) == ["„Drehen“ wurde mit „Fräsen“ zusammengeführt."]
    loser.refresh_from_db()
    assert loser.merged_into == winner
    assert "schon mit „Fräsen“" not in page


def test_a_merge_that_is_not_possible_is_explained(steward):
    loser = process("zerspanen")
    url = reverse("admin:competences_process_merge", args=[loser.pk])
    sentence = "„Drehen“ steht unter „Zerspanen“. Hängen Sie „Drehen“ zuerst um."
    assert sentence in page_of(steward, url, winner=process("drehen").pk)
    assert sentence in steward.post(url, {"winner": process("drehen").pk}).content.decode()


def test_unknown_words_are_listed_assigned_and_passed_over(steward, cluster):
    save_profile(
        data=ProfileData(name="Knick GmbH", core_competences="Knickwerk nach Zeichnung, Zwirbelei"),
        actor=None,
        cluster=cluster,
        source="Test",
    )
    url = reverse("admin:companies_unknownword_changelist")
    page = page_of(steward, url)
    assert "<strong>Knick GmbH:</strong> <mark>Knickwerk</mark> nach Zeichnung, Zwirbelei" in page
    assert f'<a href="{reverse(ASSIGN)}?word=Knickwerk">Knickwerk</a>' in page
    node = process("fraesen")
    preview = page_of(steward, reverse(ASSIGN), word="Knickwerk", process=node.pk)
    assert "neu: Fräsen (angeboten, Kernleistung)" in preview
    assert not Alias.objects.filter(text="Knickwerk").exists()
    response = steward.post(reverse(ASSIGN), {"word": "Knickwerk", "process": node.pk}, follow=True)
    assert messages_of(response) == ["„Knickwerk“ steht jetzt bei „Fräsen“."]
    assert Company.objects.get().capabilities.get().process == node
    (row,) = UnknownWord.objects.filter(word="zwirbelei")
    response = steward.post(url, {"action": "ignore", "_selected_action": [row.pk]}, follow=True)
    assert messages_of(response) == ["1 Wort wird übergangen."]
    assert IgnoredWord.objects.get().folded == "zwirbelei"
    assert "word=Zwirbelei" not in page_of(steward, url)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"word": "Drehteile", "process": "fraesen"}, "„Drehteile“ steht schon bei „Drehen“."),
        ({"word": "", "process": "fraesen"}, "Dieses Feld ist zwingend erforderlich."),
        ({"word": "Neu", "process": "999999"}, "Bitte wählen Sie genau einen Eintrag."),
    ],
)
def test_words_that_cannot_be_assigned_are_explained(steward, values, sentence):
    values = {**values}
    if not values["process"].isdigit():
        values["process"] = process(values["process"]).pk
    before = Alias.objects.count()
    assert sentence in page_of(steward, reverse(ASSIGN), **values)
    assert sentence in steward.post(reverse(ASSIGN), values).content.decode()
    assert Alias.objects.count() == before


def test_lists_cost_the_same_with_one_and_three_rows(steward, cluster):
    counts = []
    for number in (1, 2, 3):
        save_profile(
            data=ProfileData(name=f"Firma {number}", core_competences=f"Drehteile, Knickwerk{number * 'e'}"),
            actor=None,
            cluster=cluster,
            source="Test",
        )
        counts.append(
            [
                queries_of(steward, reverse(f"admin:{name}_changelist"))
                for name in ("companies_unknownword", "competences_process")
            ]
        )
    assert counts[0] == counts[2]


@pytest.mark.parametrize("name", ["competences_process_merge", "companies_unknownword_assign"])
def test_only_staff_who_may_change_the_vocabulary_get_there(name):
    url = reverse(f"admin:{name}", args=[process("drehen").pk] if name.endswith("merge") else [])
    looking = StaffFactory()
    looking.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    statuses = []
    for person in (UserFactory(), looking, SuperuserFactory()):
        client = Client()
        client.force_login(person)
        statuses.append([client.get(url).status_code, client.post(url).status_code])
    assert statuses == [[302, 302], [403, 403], [200, 200]]


def test_staff_see_the_words_of_their_own_clusters_only(cluster):
    for name, where in (("Hier GmbH", cluster), ("Dort GmbH", CompanyFactory(cluster=None))):
        if where is cluster:
            save_profile(
                data=ProfileData(name=name, core_competences="Knickwerk"),
                actor=None,
                cluster=cluster,
                source="Test",
            )
        else:
            UnknownWord.objects.create(company=where, word="fremdwort", surface="Fremdwort")
    staff = StaffFactory(clusters=[cluster])
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_unknownword", "add_alias"]))
    client = Client()
    client.force_login(staff)
    rows = client.get(reverse("admin:companies_unknownword_changelist")).context["cl"].result_list
    assert [(row.word, row.number) for row in rows] == [("knickwerk", 1)]


def test_searches_that_would_be_understood_are_shown(steward):
    SearchMiss.objects.create(
        digest="1",
        criteria={"word": ["knickwerk"]},
        hits=0,
        times=4,
        first_on="2026-09-01",
        last_on="2026-09-01",
    )
    page = " ".join(
        page_of(steward, reverse(ASSIGN), word="Knickwerk", process=process("fraesen").pk).split()
    )
    assert "„knickwerk“ (4-mal gesucht): bisher nichts erkannt, dann Fräsen" in page
    assert "Kein Profil, das Sie betreuen, ändert sich." in page


def test_words_that_were_only_searched_for_are_listed_and_passed_over(steward, cluster):
    save_profile(
        data=ProfileData(name="Knick GmbH", core_competences="Knickwerk"),
        actor=None,
        cluster=cluster,
        source="Test",
    )
    for number, (word, times) in enumerate(
        (("knickwerk", 4), ("drehteile", 9), ("zwirbeln", 7), ("hutzeln", 8))
    ):
        SearchMiss.objects.create(
            digest=str(number),
            criteria={"word": [word]},
            hits=0,
            times=times,
            first_on="2026-09-01",
            last_on="2026-09-01",
        )
    url = reverse("admin:companies_unknownword_changelist")
    assert steward.get(url).context["only_searched"] == [("hutzeln", 8), ("zwirbeln", 7)]
    assert f'<a href="{reverse(ASSIGN)}?word=hutzeln">hutzeln</a>, 8-mal gesucht' in page_of(steward, url)
    assert "„hutzeln“ übergehen" in page_of(steward, reverse(ASSIGN), word="hutzeln")
    response = steward.post(reverse(ASSIGN), {"word": "hutzeln", "ignore": "1"}, follow=True)
    assert messages_of(response) == ["„hutzeln“ wird übergangen."]
    assert response.context["only_searched"] == [("zwirbeln", 7)]
    again = steward.post(reverse(ASSIGN), {"word": "hutzeln", "ignore": "1"}, follow=True)
    assert len(messages_of(again)) == IgnoredWord.objects.count() == 1
    steward.post(reverse(ASSIGN), {"word": "zwirbeln", "process": process("fraesen").pk})
    assert steward.get(url).context["only_searched"] == []
