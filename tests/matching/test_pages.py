"""Reading demands: who sees what, with which reasons, and never a name that is to stay hidden."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from companies.search.requirement import Option, WantedPlace
from competences.domain.vocabulary import current_vocabulary
from matching.domain.demands import DemandData, change_state, create_demand
from matching.domain.stored_matches import refresh_stored_matches
from matching.domain.wanted import Criterion, Wanted, WantedStep
from matching.enums import Attribute, DemandKind, DemandState, Importance, Visibility
from matching.models import Demand, StoredMatch
from tests.companies.pages_helpers import text_of
from tests.factories import ClusterFactory, CompanyFactory, CompanyUserFactory, SuperuserFactory, UserFactory

SEEKER = "Einkauf Beispiel AG"


def wanted(*keys, criteria=(), place=None):
    steps = tuple(WantedStep(n, (Option(key, 1.0),)) for n, key in enumerate(keys, 1))
    return Wanted(steps=steps, criteria=tuple(criteria), place=place)


def opened(world, *keys, criteria=(), place=None, company=None, **data):
    values = {"title": "Bleche", "text": "Wir brauchen Bleche", **data}
    demand = create_demand(
        company=company or world.seeker,
        cluster=world.cluster,
        data=DemandData(**values),
        wanted=wanted(*keys, criteria=criteria, place=place),
        actor=None,
    )
    return change_state(demand=demand, to=DemandState.OPEN, actor=None)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def person_of(company):
    return browser(CompanyUserFactory(company=company).user)


@pytest.fixture
def owner(world):
    return browser(world.owner)


@pytest.fixture
def member(world):
    """Somebody of a member firm that fits nothing."""
    company = CompanyFactory(name="Ganz Andere GmbH", cluster=world.cluster)
    return person_of(company)


STAFF_LEVEL = Criterion(Attribute.CERTIFICATE, Importance.HARD, key="en-1090", level="EXC2")


def test_the_owner_sees_firms_with_reasons(world, owner):
    demand = opened(world, "laserschneiden", "schweissen", criteria=[STAFF_LEVEL])
    page = text_of(owner.get(demand.get_absolute_url()))
    assert "1 Unternehmen passt" in page
    assert "Lasertechnik Nord GmbH" in page
    assert "Nach Arbeitsschritten" in page
    assert "EN 1090 EXC2" in page
    assert "erfüllt" in page


def test_one_missed_condition_is_a_near_miss_with_its_reason(world, owner):
    level = Criterion(Attribute.CERTIFICATE, Importance.HARD, key="en-1090", level="EXC3")
    page = text_of(owner.get(opened(world, "laserschneiden", criteria=[level]).get_absolute_url()))
    assert "Niemand erfüllt alle Bedingungen" in page
    assert "Knapp vorbei" in page
    assert "Lasertechnik Nord GmbH" in page


def test_what_is_not_stated_is_to_be_asked(world, owner):
    demand = opened(world, "wig-schweissen", criteria=[STAFF_LEVEL])
    page = text_of(owner.get(demand.get_absolute_url()))
    assert "Nachfragen oder weniger passend" in page
    assert "nachfragen: EN 1090 EXC2" in page


def test_a_firm_is_found_by_its_own_words_and_the_page_names_them(world, owner):
    world.save("Schlosserei West GmbH", offered_services="Podeste und Handläufe nach Aufmaß")
    demand = opened(world, "laserschneiden", title="Podeste", text="Zwei Podeste mit Handlauf, gelasert")
    page = text_of(owner.get(demand.get_absolute_url()))
    found = page[page.index("Nachfragen oder weniger passend") :]
    assert found.index("Schlosserei West GmbH") < found.index("Ähnliche Wörter im Profil: Podeste, Handläufe")


def test_who_could_do_it_together_stands_before_who_does_single_steps(world, owner):
    world.save("Verzinkerei Süd GmbH", core_competences="Feuerverzinken")
    demand = opened(world, "laserschneiden", "feuerverzinken", criteria=[STAFF_LEVEL])
    page = text_of(owner.get(demand.get_absolute_url()))
    together = page.index("Lasertechnik Nord GmbH + Verzinkerei Süd GmbH")
    assert together < page.index("Für einzelne Schritte, nachfragen oder weniger passend")


def test_nobody_is_a_gap_and_never_an_empty_page(world, owner):
    page = text_of(owner.get(opened(world, "feuerverzinken").get_absolute_url()))
    assert "Dafür ist in der Region noch niemand eingetragen" in page


def test_new_since_yesterday(world, owner):
    demand = opened(world, "laserschneiden")
    Demand.objects.update(opened_at=demand.opened_at - datetime.timedelta(days=5))
    StoredMatch.objects.update(found_at=demand.opened_at - datetime.timedelta(days=5))
    world.save("Neue Lasertechnik GmbH", core_competences="Laserschneiden")
    refresh_stored_matches(now=demand.opened_at)
    assert "2 Unternehmen passen, 1 neu seit gestern" in text_of(owner.get(demand.get_absolute_url()))
    assert "1 neu" in text_of(owner.get("/bedarfe/meine/"))


def test_a_matched_firm_sees_why_it_fits_and_what_is_missing(world):
    demand = opened(world, "wig-schweissen", criteria=[STAFF_LEVEL], visibility=Visibility.MATCHED)
    StoredMatch.objects.update(score=0.6)
    page = text_of(person_of(world.welder).get(demand.get_absolute_url()))
    assert "Schweißerei Süd KG könnte passen" in page
    assert "Ihr Profil sagt dazu noch nichts: EN 1090 EXC2." in page
    assert "Lasertechnik Nord GmbH" not in page


def test_a_firm_that_does_not_fit_is_told_so(world, member):
    page = text_of(member.get(opened(world, "laserschneiden").get_absolute_url()))
    assert "Ihr Profil passt nicht zu diesem Bedarf" in page
    assert "Lasertechnik Nord GmbH" not in page


def test_only_matched_firms_see_what_is_for_them(world, member):
    demand = opened(world, "laserschneiden", visibility=Visibility.MATCHED)
    assert member.get(demand.get_absolute_url()).status_code == 404
    assert "Bleche" not in text_of(member.get("/bedarfe/"))
    laser = person_of(world.laser)
    assert laser.get(demand.get_absolute_url()).status_code == 200
    assert "Bleche" in text_of(laser.get("/bedarfe/"))
    assert browser(world.staff).get(demand.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "state", [DemandState.DRAFT, DemandState.PAUSED, DemandState.AWARDED, DemandState.EXPIRED]
)
def test_others_see_open_demands_only(world, member, state):
    demand = opened(world, "laserschneiden")
    Demand.objects.update(state=state)
    assert member.get(demand.get_absolute_url()).status_code == 404
    assert text_of(member.get("/bedarfe/")).count("Zurzeit sucht niemand etwas") == 1
    assert browser(world.owner).get(demand.get_absolute_url()).status_code == 200


def test_an_anonymous_demand_leaks_its_firm_nowhere(world, member):
    place = current_vocabulary().place("66849-landstuhl")
    around = WantedPlace(place.key, place.name, place.latitude, place.longitude)
    demand = opened(world, "laserschneiden", place=around, visibility=Visibility.ANONYMOUS)
    hidden = [
        world.seeker.name,
        "Einkauf Beispiel",
        world.seeker.slug,
        f"/{world.seeker.pk}/",
        world.owner.email,
    ]
    readers = {"member": member, "matched": person_of(world.laser)}
    for reader in readers.values():
        for address in (
            demand.get_absolute_url(),
            "/bedarfe/",
            "/bedarfe/?q=Bleche",
            "/bedarfe/?verfahren=Laserschneiden&ort=Landstuhl",
            "/",
        ):
            page = reader.get(address).content.decode()
            assert [word for word in hidden if word in page] == [], address
        assert "Unternehmen nicht genannt" in text_of(reader.get(demand.get_absolute_url()))
        assert text_of(reader.get("/bedarfe/?q=Einkauf+Beispiel")).count("Kein Bedarf passt dazu") == 1
        for suffix in ("bearbeiten/", "stand/"):
            address = f"{demand.get_absolute_url()}{suffix}"
            assert reader.post(address, {"stand": "CLOSED"}).status_code == 404
        assert world.seeker.name not in str(demand.get_absolute_url())
    for knows in (browser(world.owner), browser(world.staff), browser(SuperuserFactory())):
        assert world.seeker.name in text_of(knows.get(demand.get_absolute_url()))
        assert world.seeker.name in text_of(knows.get("/bedarfe/"))


def test_another_cluster_sees_nothing(world):
    stranger = person_of(CompanyFactory(cluster=ClusterFactory(name="Anderes Cluster")))
    demand = opened(world, "laserschneiden")
    assert stranger.get(demand.get_absolute_url()).status_code == 404
    assert "Zurzeit sucht niemand etwas" in text_of(stranger.get("/bedarfe/"))


def test_the_list_is_narrowed_like_the_search(world, member):
    place = current_vocabulary().place("66849-landstuhl")
    around = WantedPlace(place.key, place.name, place.latitude, place.longitude)
    opened(world, "wig-schweissen", title="Rahmen", place=around)
    opened(world, "laserschneiden", title="Bleche", text="Gehäuse", kind=DemandKind.COOPERATION)

    def titles(query):
        page = text_of(member.get(f"/bedarfe/?{query}"))
        return [title for title in ("Rahmen", "Bleche") if title in page]

    assert titles("") == ["Rahmen", "Bleche"]
    assert titles("verfahren=Schweissen") == ["Rahmen"]
    assert titles("verfahren=Zwirbeln") == []
    assert titles("art=COOPERATION") == ["Bleche"]
    assert titles("q=gehäuse") == ["Bleche"]
    assert titles("ort=Landstuhl") == ["Rahmen"]
    assert titles("ort=67655+Kaiserslautern&umkreis=5") == []
    assert titles("ort=67655+Kaiserslautern&umkreis=25") == ["Rahmen"]
    assert titles("ort=Nirgendwo") == []
    assert "Das Verfahren „Zwirbeln“ kennen wir nicht." in text_of(member.get("/bedarfe/?verfahren=Zwirbeln"))
    assert "Den Ort „Nirgendwo“ kennen wir nicht." in text_of(member.get("/bedarfe/?ort=Nirgendwo"))


@pytest.mark.parametrize(("address", "queries"), [("/bedarfe/", 10), ("/bedarfe/meine/", 9)])
def test_longer_lists_cost_no_more_queries(world, owner, address, queries):
    for number in (1, 3):
        while Demand.objects.count() < number:
            opened(world, "laserschneiden", "schweissen")
        owner.get(address)
        with CaptureQueriesContext(connection) as asked:
            owner.get(address)
        assert len(asked) == queries, [query["sql"][:100] for query in asked]


def test_more_firms_cost_the_page_of_a_demand_no_more_queries(world, owner):
    demand = opened(world, "laserschneiden", "schweissen")
    counts = []
    for number in range(2):
        if number:
            for name in ("Zweite GmbH", "Dritte GmbH", "Vierte GmbH"):
                world.save(name, core_competences="Laserschneiden, Schweißen")
        owner.get(demand.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            owner.get(demand.get_absolute_url())
        counts.append(len(asked))
    assert counts == [15, 15]  # three of them only read the model, inside the transaction of a test


def test_states_change_by_button(world, owner):
    demand = opened(world, "laserschneiden")
    address = f"{demand.get_absolute_url()}stand/"
    answer = owner.post(address, {"stand": "PAUSED"}, follow=True)
    assert "Der Bedarf ruht. Andere sehen ihn nicht mehr." in answer.content.decode()
    answer = owner.post(address, {"stand": "AWARDED"}, follow=True)
    again = owner.post(address, {"stand": "OPEN"}, follow=True)
    assert "steht auf „vergeben“; von dort geht es nicht zu „offen“." in again.content.decode()
    assert owner.post(address, {"stand": "EXPIRED"}).status_code == 404
    assert [(row.history_user, row.state) for row in demand.history.all()[:2]] == [
        (world.owner, "AWARDED"),
        (world.owner, "PAUSED"),
    ]


def test_own_demands_stand_by_state(world, owner):
    opened(world, "laserschneiden", title="Offener")
    create_demand(
        company=world.seeker,
        cluster=world.cluster,
        data=DemandData("Entwurfter"),
        wanted=Wanted(),
        actor=None,
    )
    page = text_of(owner.get("/bedarfe/meine/"))
    assert page.index("Entwurf 1") < page.index("Entwurfter") < page.index("offen 1") < page.index("Offener")
    assert "1 passendes Unternehmen" in page


def test_who_has_no_firm_is_told_what_the_page_is_for(world):
    page = text_of(browser(UserFactory()).get("/bedarfe/meine/"))
    assert "Ihr Zugang gehört zu keinem Unternehmen" in page
    assert "Ihr Unternehmen hat noch keinen Bedarf eingestellt" in text_of(
        browser(world.owner).get("/bedarfe/meine/")
    )


def test_the_public_page_shows_the_weights_of_matching(client, db):
    page = text_of(client.get("/reihenfolge/"))
    assert "Wer zu einem Bedarf passt" in page
    assert "Teil zu groß" in page
