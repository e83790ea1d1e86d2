"""One firm from its invitation to the archive, with a clock that the test moves."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.domain.publishing import unpublish
from companies.enums import CompanyState
from companies.models import Company
from companies.search.filters import Filters
from companies.search.service import answer
from companies.search.viewer import Viewer
from outbox.domain.worker import Stop, run_worker
from outbox.models import JobRun
from profiles.domain.inviting import Addressee, create_campaign, next_number, send_mails
from profiles.domain.reviewing import approve
from profiles.enums import SendingKind
from profiles.models import ConfirmationRound, Submission
from tests.profiles.posting import deliver, links_in
from tests.profiles.submission_cast import House, make_house

START = timezone.now().replace(hour=9, minute=0)


@pytest.fixture
def house(transactional_db: None, empty_cache: None) -> House:
    return make_house()


def morning(days: int) -> datetime:
    """Half past seven so many days after the start."""
    return START.replace(hour=7, minute=30) + timedelta(days=days)


def work(now: datetime) -> dict[str, str]:
    """Let a worker run its schedule and deliver, at this moment; return address → text of the mails that left."""
    stop = Stop()
    for _ in range(2):
        run_worker(stop=stop, clock=lambda: now, once=True)
    stop.close()
    return deliver(now)


def found(house: House, text: str, day: datetime) -> list[str]:
    viewer = Viewer(frozenset({house.cluster.pk}))
    result = answer(text, filters=Filters(), viewer=viewer, today=timezone.localdate(day))
    return [hit.name for hit in result.hits]


def test_from_the_invitation_to_the_archive(house: House, mailoutbox: list[object]) -> None:
    unpublish(company=house.company, actor=house.steward)
    campaign = create_campaign(
        cluster=house.cluster,
        name="Herbst",
        actor=house.steward,
        addressees=[
            Addressee("Fräserei Neu GmbH", email="chefin@neu.example", postcode="66849", town="Landstuhl")
        ],
        origin="Kammer",
    )
    send_mails(
        campaign=campaign,
        kind=SendingKind.INVITATION,
        actor=house.steward,
        expected_number=next_number(campaign),
        now=START,
    )
    (link,) = links_in(deliver(START)["chefin@neu.example"])
    phone = Client()
    page = phone.post(f"{link}beginnen/", follow=True)
    phone.post(f"{link}fragen/", {"stand": page.context["stand"], "core_competences": "Fräsen bis 1.000 mm."})
    page = phone.get(f"{link}absenden/")
    phone.post(f"{link}absenden/", {"stand": page.context["stand"]})
    submission = Submission.objects.get()
    approve(submission=submission, actor=house.steward)
    firm = Company.objects.get(name="Fräserei Neu GmbH")
    assert found(house, "Fräsen", START) == ["Fräserei Neu GmbH"]

    work(morning(1))
    assert ConfirmationRound.objects.count() == 0
    (confirm, _, _) = links_in(work(morning(366))["chefin@neu.example"])
    assert work(morning(366)) == {}
    phone.post(confirm)
    assert ConfirmationRound.objects.get().answer == "CONFIRMED"
    firm.refresh_from_db()
    assert firm.confirmed_at == timezone.localdate()

    # From here on the firm is silent; the clock of its confirmation is that of the machine.
    asked = [days for days in range(367, 400) if work(morning(days))]
    assert asked == [367, 381, 397]
    work(morning(732))
    firm.refresh_from_db()
    assert (firm.state, firm.core_text) == (CompanyState.ARCHIVED, "Fräsen bis 1.000 mm.")
    assert found(house, "Fräsen", morning(732)) == []
    url = reverse("companies:detail", args=[firm.slug])
    assert house.owner.is_active
    client = Client()
    client.force_login(house.owner)
    assert client.get(url).status_code == 404
    failed = JobRun.objects.filter(job__startswith="profiles.", state="FAILED")
    assert list(failed.values_list("job", "error")) == []
