"""Profiles stay true: asked after a year, reminded twice, called, archived after two; each step exactly once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from companies.domain.editing import confirm_profile, save_edited
from companies.domain.publishing import unpublish
from companies.enums import CompanyState
from companies.models import Company, SearchRow
from outbox.domain.addresses import address_of, object_to_mail
from outbox.domain.schedule import jobs
from outbox.enums import LegalBasis, MailState, ObjectionVia
from outbox.models import Mail
from profiles.domain.freshness import confirm_in_round, keep_fresh, leave_in_round, to_be_called
from profiles.domain.reviewing import reject
from profiles.enums import RoundAnswer
from profiles.models import ConfirmationRound
from tests.factories import ClusterFactory, StaffFactory
from tests.profiles.posting import deliver, links_in
from tests.profiles.submission_cast import House, make_house

CONFIRMED = date(2026, 1, 10)
YEAR_LATER = datetime(2027, 1, 11, 6, tzinfo=UTC)
"""The first morning on which the profile is older than 365 days."""


@pytest.fixture
def house(db: None) -> House:
    house = make_house()
    house.company.email = "post@muster.example"
    house.company.confirmed_at = CONFIRMED
    house.company.save()
    return house


def run(now: datetime) -> str:
    return keep_fresh(now).removesuffix(", 0 Nachfragen hatten sich erledigt")


def after(days: int) -> datetime:
    return YEAR_LATER + timedelta(days=days)


def subjects() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("subject", flat=True))


def test_a_year_passes_until_the_firm_is_archived(house: House) -> None:
    steps = [
        (-1, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (0, "1 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (0, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (13, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (14, "0 Unternehmen gefragt, 1 erinnert, 0 archiviert"),
        (14, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (29, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (30, "0 Unternehmen gefragt, 1 erinnert, 0 archiviert"),
        (31, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (364, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (365, "0 Unternehmen gefragt, 0 erinnert, 1 archiviert"),
        (365, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
        (400, "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"),
    ]
    called = {}
    for days, expected in steps:
        assert run(after(days)) == expected, days
        called[days] = to_be_called(ConfirmationRound.objects.all()).count()
    assert called == {-1: 0, 0: 0, 13: 0, 14: 0, 29: 0, 30: 1, 31: 1, 364: 1, 365: 0, 400: 0}
    assert subjects() == [
        "Stimmt Ihr Profil noch? Dreherei Muster GmbH",
        "Erinnerung: Stimmt Ihr Profil noch? Dreherei Muster GmbH",
        "Erinnerung: Stimmt Ihr Profil noch? Dreherei Muster GmbH",
        "Ihr Profil wird nicht mehr gezeigt: Dreherei Muster GmbH",
    ]
    firm = house.fresh()
    assert (firm.state, firm.core_text, firm.confirmed_at) == (
        CompanyState.ARCHIVED,
        "Drehen bis Ø 200 mm.",
        CONFIRMED,
    )
    assert SearchRow.objects.get(company=firm).removed
    assert ConfirmationRound.objects.get().answer == RoundAnswer.ARCHIVED


def test_runs_that_did_not_take_place_are_made_up_one_after_the_other(house: House) -> None:
    run(YEAR_LATER)
    assert run(after(200)) == "0 Unternehmen gefragt, 1 erinnert, 0 archiviert"
    assert run(after(201)) == "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"
    assert run(after(216)) == "0 Unternehmen gefragt, 1 erinnert, 0 archiviert"


def test_a_profile_that_comes_in_old_is_not_archived_unasked(house: House) -> None:
    now = after(1000)
    assert run(now) == "1 Unternehmen gefragt, 0 erinnert, 0 archiviert"
    assert run(now + timedelta(days=89)) == "0 Unternehmen gefragt, 1 erinnert, 0 archiviert"
    assert house.fresh().state == CompanyState.PUBLISHED
    assert run(now + timedelta(days=90)) == "0 Unternehmen gefragt, 0 erinnert, 1 archiviert"
    first = Mail.objects.earliest("pk")
    assert f"ab dem {timezone.localdate(now + timedelta(days=90)):%d.%m.%Y} nicht mehr" in first.text


def test_a_profile_never_confirmed_counts_from_its_entry(house: House) -> None:
    Company.objects.update(confirmed_at=None, created_at=datetime(2026, 1, 10, 12, tzinfo=UTC))
    assert run(after(-1)) == "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"
    assert run(YEAR_LATER) == "1 Unternehmen gefragt, 0 erinnert, 0 archiviert"
    assert "noch nie bestätigt" in Mail.objects.get().text


@pytest.mark.parametrize("state", [CompanyState.DRAFT, CompanyState.ARCHIVED])
def test_only_what_is_shown_is_asked_about(house: House, state: str) -> None:
    Company.objects.update(state=state)
    assert run(after(800)) == "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"


def test_a_confirmation_on_another_way_settles_the_round_and_stops_its_mails(house: House) -> None:
    run(YEAR_LATER)
    confirm_profile(company=house.company, actor=house.steward, on=date(2027, 1, 12))
    assert deliver(after(1)) == {}
    assert Mail.objects.get().state == MailState.CANCELLED
    assert keep_fresh(after(14)).endswith("0 erinnert, 0 archiviert, 1 Nachfragen hatten sich erledigt")
    assert ConfirmationRound.objects.get().answer == RoundAnswer.ELSEWHERE
    assert run(after(370)) == "1 Unternehmen gefragt, 0 erinnert, 0 archiviert"


def test_a_profile_taken_back_settles_the_round(house: House) -> None:
    run(YEAR_LATER)
    unpublish(company=house.company, actor=house.steward)
    keep_fresh(after(14))
    assert ConfirmationRound.objects.get().answer == RoundAnswer.ELSEWHERE


def test_saving_something_else_confirms_nothing(house: House) -> None:
    firm = house.fresh()
    firm.phone = "06371 9999"
    save_edited(company=firm, actor=house.steward)
    assert house.fresh().confirmed_at == CONFIRMED


def test_staff_confirm_on_behalf_of_a_firm(house: House) -> None:
    run(YEAR_LATER)
    round = ConfirmationRound.objects.get()
    confirm_in_round(round=round, actor=house.steward, now=after(2))
    firm = house.fresh()
    assert (firm.confirmed_at, firm.history.latest().history_user) == (date(2027, 1, 13), house.steward)
    assert SearchRow.objects.get(company=firm).change_number > 0
    with pytest.raises(ValidationError, match="schon erledigt: stimmt noch am 13"):
        leave_in_round(round=round, actor=house.steward, now=after(3))


def test_staff_of_other_clusters_answer_for_nobody(house: House) -> None:
    run(YEAR_LATER)
    stranger = StaffFactory(clusters=[ClusterFactory()])
    round = ConfirmationRound.objects.get()
    for act in (confirm_in_round, leave_in_round):
        with pytest.raises(PermissionDenied):
            act(round=round, actor=stranger)
    assert house.fresh().confirmed_at == CONFIRMED


def test_a_firm_that_leaves_is_archived_at_once_and_told(house: House) -> None:
    run(YEAR_LATER)
    leave_in_round(
        round=ConfirmationRound.objects.get(), actor=None, reason=" Betrieb\n aufgegeben ", now=after(1)
    )
    assert house.fresh().state == CompanyState.ARCHIVED
    round = ConfirmationRound.objects.get()
    assert (round.answer, round.reason) == (RoundAnswer.LEFT, "Betrieb aufgegeben")
    assert "auf Ihren Wunsch" in Mail.objects.latest("pk").text


@pytest.mark.parametrize("reason", ["no address", "objection"])
def test_who_cannot_be_written_to_is_called_at_once(house: House, reason: str) -> None:
    if reason == "no address":
        Company.objects.update(email="")
    else:
        address = address_of("post@muster.example", basis=LegalBasis.PUBLIC_TASK)
        object_to_mail(address=address, via=ObjectionVia.LINK, actor=None)
    run(YEAR_LATER)
    assert to_be_called(ConfirmationRound.objects.all()).count() == 1
    assert deliver(YEAR_LATER) == {}


def test_a_bounced_question_leads_to_a_call(house: House) -> None:
    run(YEAR_LATER)
    deliver(YEAR_LATER)
    assert to_be_called(ConfirmationRound.objects.all()).count() == 0
    Mail.objects.update(state=MailState.BOUNCED)
    assert to_be_called(ConfirmationRound.objects.all()).count() == 1


def test_the_mail_has_three_links_of_one_secret(house: House) -> None:
    run(YEAR_LATER)
    (text,) = deliver(YEAR_LATER).values()
    confirm, change, leave = links_in(text)
    assert (change, leave) == (f"{confirm}aendern/", f"{confirm}nicht-mehr-dabei/")


def test_two_rounds_at_once_are_impossible(house: House) -> None:
    run(YEAR_LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationRound.objects.create(company=house.company, started_at=YEAR_LATER)


def test_the_periodic_work_is_in_the_one_schedule() -> None:
    assert {job.key for job in jobs() if job.key.startswith("profiles.")} == {
        "profiles.certificates",
        "profiles.freshness",
        "profiles.registrations",
    }


def test_a_firm_whose_answers_wait_for_staff_is_left_in_peace_until_they_decide(house: House) -> None:
    run(YEAR_LATER)
    waiting = house.submitted(phone="06371 2000")
    assert run(after(14)) == "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"
    assert run(after(400)) == "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"
    reject(submission=waiting, actor=house.steward, note="Bitte rufen Sie an.")
    assert run(after(401)) == "0 Unternehmen gefragt, 0 erinnert, 1 archiviert"


def test_who_has_answered_before_the_year_is_over_is_not_asked(house: House) -> None:
    house.submitted(phone="06371 2000")
    assert run(YEAR_LATER) == "0 Unternehmen gefragt, 0 erinnert, 0 archiviert"


def test_who_answered_after_the_last_reminder_is_not_called(house: House) -> None:
    for days in (0, 14, 30):
        run(after(days))
    assert to_be_called(ConfirmationRound.objects.all()).count() == 1
    house.submitted(phone="06371 2000")
    assert to_be_called(ConfirmationRound.objects.all()).count() == 0
