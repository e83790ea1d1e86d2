"""Certificates that run out: told twice, counted until their last day and not a day longer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from companies.domain.profile import save_profile
from companies.domain.profile_data import CertificateData, ProfileData
from companies.models import Company
from companies.search.filters import Filters
from companies.search.service import answer
from companies.search.viewer import Viewer
from outbox.models import Mail
from profiles.domain.expiring_certificates import tell_of_certificates
from profiles.models import CertificateNotice
from tests.profiles.posting import deliver, links_in
from tests.profiles.submission_cast import House, make_house

EXPIRES = date(2027, 3, 31)
MORNING = datetime(2027, 3, 31, 5, 10, tzinfo=UTC)
"""Early on the last day of its validity."""


@pytest.fixture
def house(db: None) -> House:
    house = make_house()
    certify(house, CertificateData("ISO 9001", valid_until=EXPIRES))
    Company.objects.update(email="post@muster.example")
    return house


def certify(house: House, *certificates: CertificateData) -> None:
    save_profile(
        data=ProfileData(certificates=certificates),
        actor=None,
        cluster=house.cluster,
        source="Test",
        company=house.fresh(),
    )


def run(days_before: int) -> int:
    """Run the job so many days before the last day; return how many mails there are by then."""
    tell_of_certificates(MORNING - timedelta(days=days_before))
    return Mail.objects.count()


def test_a_firm_is_told_sixty_and_fourteen_days_before_and_each_time_once(house: House) -> None:
    assert [run(days) for days in (61, 60, 60, 59, 15, 14, 14, 13, 1, 0, -1)] == [
        0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2,
    ]  # fmt: skip
    assert list(CertificateNotice.objects.order_by("pk").values_list("days_before", flat=True)) == [60, 14]
    assert Mail.objects.latest("pk").subject == "ISO 9001 läuft am 31.03.2027 ab: Dreherei Muster GmbH"


def test_rows_written_anew_are_not_told_again(house: House) -> None:
    run(60)
    certify(house)
    certify(house, CertificateData("ISO 9001", valid_until=EXPIRES))
    assert run(50) == 1


def test_who_comes_late_is_told_once(house: House) -> None:
    assert [run(days) for days in (10, 9, 0)] == [1, 1, 1]


def test_a_renewed_certificate_is_told_of_before_its_new_day_only(house: House) -> None:
    run(60)
    certify(house, CertificateData("ISO 9001", valid_until=EXPIRES + timedelta(days=365)))
    assert [run(14), run(-(365 - 60))] == [1, 2]


def test_several_certificates_of_one_firm_are_one_mail(house: House) -> None:
    certify(
        house,
        CertificateData("ISO 9001", valid_until=EXPIRES),
        CertificateData("EN 1090-2 EXC3", valid_until=EXPIRES - timedelta(days=2)),
    )
    assert run(50) == 1
    mail = Mail.objects.get()
    assert mail.subject == "2 Zertifikate laufen ab: Dreherei Muster GmbH"
    assert "- EN 1090-2 EXC3, gültig bis 29.03.2027\n- ISO 9001, gültig bis 31.03.2027\n" in mail.text


def test_a_firm_without_an_address_is_told_as_soon_as_it_has_one(house: House) -> None:
    Company.objects.update(email="")
    assert run(60) == 0
    Company.objects.update(email="post@muster.example")
    assert run(58) == 1


def test_the_mail_leads_to_the_form_without_an_account(house: House) -> None:
    run(60)
    (text,) = deliver(MORNING - timedelta(days=60)).values()
    assert [path.split("/")[1] for path in links_in(text)] == ["profil-aendern"]


def test_an_expired_certificate_stops_counting_on_that_day_without_any_run(house: House) -> None:
    def found(day: date) -> list[str]:
        viewer = Viewer(frozenset({house.cluster.pk}))
        result = answer("", filters=Filters(certificates=("iso-9001",)), viewer=viewer, today=day)
        return [hit.name for hit in result.hits]

    assert found(EXPIRES) == ["Dreherei Muster GmbH"]
    assert found(EXPIRES + timedelta(days=1)) == []
