"""The steward's list and page of demands."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from competences.models import Material, Process
from matching.enums import Attribute, DemandState, Importance
from matching.models import Demand, DemandCriterion, DemandStep
from tests.factories import (
    DemandCriterionFactory,
    DemandFactory,
    DemandStepFactory,
    ProcessFactory,
    StoredMatchFactory,
    SuperuserFactory,
)
from tests.factories.matching import MOMENT

LIST = "/admin/matching/demand/"


@pytest.fixture
def steward(world):
    world.staff.user_permissions.set(Permission.objects.filter(content_type__app_label="matching"))
    client = Client()
    client.force_login(world.staff)
    return client


@pytest.fixture
def demand(world):
    demand = DemandFactory(company=world.seeker, cluster=world.cluster, is_open=True, title="Bleche")
    drehen, haerten = (Process.objects.get(key=key) for key in ("drehen", "haerten"))
    step = DemandStepFactory(demand=demand, process=drehen, is_lead=True)
    DemandStepFactory(demand=demand, process=haerten, number=2)
    DemandCriterionFactory(demand=demand, step=step, material=Material.objects.get(key="stahl"))
    return demand


def form_of(client, demand):
    """What the page sends back unchanged."""
    context = client.get(f"{LIST}{demand.pk}/change/").context
    sent = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value not in (None, False):
                sent[field.html_name] = "on" if value is True else value
    return sent


def test_the_list_shows_what_was_found(world, demand, steward):
    StoredMatchFactory(demand=demand, company=world.laser)
    StoredMatchFactory(demand=demand, company=world.welder, score=0.3)
    DemandFactory(title="Fremder Bedarf")
    page = steward.get(LIST)
    rows = {row.title: (row.matches, row.newest) for row in page.context["cl"].result_list}
    assert rows == {"Bleche": (1, MOMENT)}
    assert "Bedarf für ein Unternehmen einstellen" in page.content.decode()


@pytest.mark.parametrize(("value", "found"), [("keine", 1), ("einer", 1), ("mehrere", 0), ("x", 2)])
def test_the_list_is_narrowed_to_gaps(world, demand, steward, value, found):
    StoredMatchFactory(demand=demand, company=world.laser)
    DemandFactory(company=world.seeker, cluster=world.cluster)
    assert len(steward.get(f"{LIST}?treffer={value}", follow=True).context["cl"].result_list) == found


def test_the_list_keeps_those_that_ask_for_an_entry(world, demand, steward):
    DemandFactory(company=world.seeker, cluster=world.cluster)
    key = demand.steps.first().process.key
    (row,) = steward.get(f"{LIST}?begriff=process:{key}").context["cl"].result_list
    assert row == demand


def test_rows_are_written_with_actor_and_matched_again(world, demand, steward):
    first, second = demand.steps.all()
    sent = form_of(steward, demand)
    criterion = demand.criteria.get()
    material = Material.objects.get(key="1-4301")
    sent |= {
        "title": "Feine Bleche",
        "steps-0-is_lead": "",
        "steps-1-is_lead": "on",
        "criteria-0-material": material.pk,
        "criteria-0-importance": Importance.WISH,
    }
    sent = {name: value for name, value in sent.items() if value != ""}
    answer = steward.post(f"{LIST}{demand.pk}/change/", sent)
    assert answer.status_code == 302
    demand.refresh_from_db()
    criterion.refresh_from_db()
    assert (demand.title, criterion.material, criterion.importance) == ("Feine Bleche", material, "WISH")
    assert list(demand.steps.values_list("pk", "is_lead")) == [(first.pk, False), (second.pk, True)]
    assert {row.history.first().history_user for row in (demand, second, criterion)} == {world.staff}
    assert demand.matched_at is not None
    history = steward.get(f"{LIST}{demand.pk}/history/").content.decode()
    assert "Feine Bleche" in history
    assert "Arbeitsschritt geändert" in history


def test_two_main_steps_and_empty_criteria_are_refused(world, demand, steward):
    sent = form_of(steward, demand) | {"steps-1-is_lead": "on"}
    sent |= {
        "criteria-TOTAL_FORMS": 2,
        "criteria-1-attribute": Attribute.WEIGHT,
        "criteria-1-importance": "HARD",
    }
    page = steward.post(f"{LIST}{demand.pk}/change/", sent).content.decode()
    assert "Es kann nur einen Hauptschritt geben." in page
    assert "Gewicht: Bitte geben Sie an, was verlangt ist." in page


def test_a_step_goes_with_what_was_asked_about_it(world, demand, steward):
    sent = form_of(steward, demand) | {"steps-0-DELETE": "on", "criteria-0-importance": Importance.WISH}
    assert steward.post(f"{LIST}{demand.pk}/change/", sent).status_code == 302
    assert [step.number for step in demand.steps.all()] == [2]
    assert DemandCriterion.objects.count() == 0
    assert DemandStep.history.filter(history_type="-").get().history_user == world.staff


def test_actions_change_states_and_say_why_not(world, demand, steward):
    closed = DemandFactory(
        company=world.seeker, cluster=world.cluster, state=DemandState.AWARDED, opened_at=MOMENT
    )
    chosen = {"action": "to_paused", "_selected_action": [demand.pk, closed.pk]}
    page = steward.post(LIST, chosen, follow=True).content.decode()
    assert "1 Bedarf steht jetzt auf „ruht“." in page
    assert "steht auf „vergeben“; von dort geht es nicht zu „ruht“." in page
    assert dict(Demand.objects.values_list("pk", "state")) == {demand.pk: "PAUSED", closed.pk: "AWARDED"}


def test_an_anonymous_demand_must_not_name_its_firm(world, demand, steward):
    sent = form_of(steward, demand) | {"visibility": "ANONYMOUS", "text": "Einkauf Beispiel AG sucht"}
    page = steward.post(f"{LIST}{demand.pk}/change/", sent).content.decode()
    assert "Im Text steht „Einkauf Beispiel AG“." in page


def test_what_is_over_is_only_looked_at(world, demand, steward):
    Demand.objects.update(state=DemandState.CLOSED)
    page = steward.get(f"{LIST}{demand.pk}/change/")
    assert page.status_code == 200
    assert 'name="title"' not in page.content.decode()


def test_superusers_see_all_clusters(world, demand):
    client = Client()
    client.force_login(SuperuserFactory())
    DemandFactory(title="Fremder Bedarf")
    ProcessFactory()
    assert len(client.get(LIST).context["cl"].result_list) == 2
