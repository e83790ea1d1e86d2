"""The database goes away while staff approve: nothing of it is done, the page says so, the next click does all."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Capability, Company, ProfileVersion, SearchRow
from companies.search.filters import Filters
from companies.search.service import answer
from companies.search.viewer import Viewer
from outbox.models import Mail
from profiles.enums import SubmissionState
from profiles.models import Submission, SubmissionEvent
from tests.profiles.submission_cast import House, make_reviewing_house

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Cut:
    """Ends the connection of this process from outside, in front of the write with this number."""

    number: int
    seen: int = 0
    table: str = ""

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if sql.lstrip().startswith(WRITES):
            self.seen += 1
            if self.seen == self.number:
                self.table = sql.split('"')[1]
                end_connection(connection.connection.get_backend_pid())
        return execute(sql, params, many, context)


def end_connection(process: int) -> None:
    """Let the server drop a connection, as it does when it is restarted, and wait until it has."""

    def work() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [process])
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.fixture
def house(transactional_db: None, settings: Any) -> House:
    return make_reviewing_house(settings.STAFF_GROUPS)


def stored(house: House) -> tuple[object, ...]:
    """Everything that approving changes."""
    company, submission = house.fresh(), Submission.objects.get()
    return (
        (submission.state, submission.taken, submission.decided_by_id, SubmissionEvent.objects.count()),
        (company.core_text, company.phone, company.confirmed_at, Company.history.count()),
        sorted(Capability.objects.values_list("process__key", "relation")),
        list(SearchRow.objects.values_list("change_number", "removed")),
        (ProfileVersion.objects.count(), list(Mail.objects.values_list("kind", "state"))),
    )


def test_approving_is_whole_or_not_at_all_wherever_the_database_is_cut_off(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    submission = house.submitted(core_competences="Sägen und Drehen.", phone="06371 2000")
    page = reverse("admin:profiles_submission_change", args=[submission.pk])
    client = Client(raise_request_exception=False)
    client.force_login(house.steward)
    form = client.get(page).context["form"]
    data = {"stand": form["stand"].value(), "do": "approve"} | {f"take-{name}": "on" for name in form.changed}
    data |= {row.edit.html_name: row.edit.value() or "" for row in form.rows if row.edit}
    before = stored(house)

    tables = []
    while Submission.objects.get().state == SubmissionState.SUBMITTED:
        assert stored(house) == before, tables
        cut = Cut(number=len(tables) + 1)
        with connection.execute_wrapper(cut):
            response = client.post(page, data)
        connection.close()  # what Django does after a request whose connection has become useless
        tables.append(cut.table)
        if cut.table:
            assert response.status_code == 500
            assert "Da ist bei uns etwas schiefgegangen" in response.content.decode()

    record_property("writes cut off", len(tables))
    assert set(tables) >= {
        "companies_company",
        "companies_profileversion",
        "companies_searchrow",
        "outbox_mail",
        "profiles_submission",
        "profiles_submissionevent",
    }
    assert Mail.objects.filter(kind="profiles.published").count() == 1
    viewer = Viewer(frozenset({house.cluster.pk}))
    found = answer("Sägen", filters=Filters(), viewer=viewer, today=timezone.localdate())
    assert [hit.name for hit in found.hits] == ["Dreherei Muster GmbH"]
