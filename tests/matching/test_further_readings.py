"""Further readings of a step stay when the buyer confirms, and find the firms that meet any of them."""

import pytest
from django.test import Client

from companies.search.requirement import Option
from competences.domain.vocabulary import current_vocabulary
from matching.domain.storing import store_proposal, wanted_of
from matching.domain.wanted import Wanted, WantedStep
from matching.models import Demand, DemandStep
from tests.companies.pages_helpers import text_of
from tests.factories import DemandFactory
from tests.factories.vocabulary import make_vocabulary
from tests.matching.test_entry_page import NEED, NEW, fields_of


@pytest.fixture
def owner(world):
    client = Client()
    client.force_login(world.owner)
    return client


def understood(owner, also: str) -> dict[str, str]:
    sent = fields_of(owner.post(NEW, {"text": NEED, "aktion": "verstehen"}))
    return sent | {"schritt-0-also": also}


def test_any_of_the_readings_finds_a_firm_and_the_page_says_so(world, owner):
    world.save("Sägerei Ost GmbH", core_competences="Sägen", postcode="66849", town="Landstuhl")
    opened = owner.post(NEW, understood(owner, "Sägen; Härten") | {"aktion": "oeffnen"}, follow=True)
    demand = Demand.objects.get()
    assert [(step.process.key, step.also) for step in demand.steps.all()] == [
        ("laserschneiden", ["saegen", "haerten"])
    ]
    page = text_of(opened)
    assert "Laserschneiden oder Sägen oder Härten" in page
    assert "Sägerei Ost GmbH" in page
    edit = owner.get(f"{demand.get_absolute_url()}bearbeiten/")
    assert fields_of(edit)["schritt-0-also"] == "Sägen; Härten"


def test_a_reading_that_is_not_known_is_said_beside_the_field(world, owner):
    answer = owner.post(NEW, understood(owner, "Zwirbeln") | {"aktion": "oeffnen"})
    assert "oder auch: „Zwirbeln“ ist nicht eindeutig oder nicht bekannt." in text_of(answer)
    assert fields_of(answer)["schritt-0-also"] == "Zwirbeln"
    assert Demand.objects.count() == 0


def test_a_reading_that_left_the_vocabulary_is_left_out(db):
    make_vocabulary()
    demand = DemandFactory()
    wanted = Wanted(steps=(WantedStep(1, (Option("drehen", 1.0), Option("fraesen", 0.9))),))
    store_proposal(demand, wanted, actor=None, reason="Test")
    DemandStep.objects.update(also=["fraesen", "gibt-es-nicht-mehr"])
    stored = Demand.objects.for_matching().get(pk=demand.pk)
    assert wanted_of(stored, current_vocabulary()).steps[0].also == ("fraesen",)


def test_what_only_follows_from_a_product_is_not_stored_but_matched(db):
    step = WantedStep(1, (Option("gelaender", 1.0), Option("schweissen", 0.5), Option("stahlbau", 0.8)))
    assert step.also == ("stahlbau",)
