"""What holds for every test: nothing that the hostile harness finds passes unnoticed."""

from collections.abc import Generator

import pytest
from django.core.cache import cache

from outbox import notifications
from tests import hostile
from tests.cast import Cast, make_cast
from tests.outbox.kinds import register_all


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test during which the harness found something; a failure of its own comes first, with what was found."""
    hostile.findings.clear()
    try:
        result = yield
    except BaseException:
        item.add_report_section("call", "hostile harness", "\n".join(dict.fromkeys(hostile.findings)))
        raise
    if hostile.findings and "provoked" not in item.fixturenames:
        found = list(dict.fromkeys(hostile.findings))
        hostile.findings.clear()
        pytest.fail("the hostile harness found:\n- " + "\n- ".join(found[:20]), pytrace=False)
    return result


@pytest.fixture
def provoked() -> list[str]:
    """What the harness finds, for tests of the harness itself: they provoke it and look."""
    return hostile.findings


@pytest.fixture
def empty_cache(db: None) -> Generator[None, None, None]:
    """Start without counted attempts, for tests of limits."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sample_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the kinds of mail of tests/outbox/kinds.py be known during this test."""
    monkeypatch.setattr(notifications, "_kinds", dict(notifications._kinds))
    monkeypatch.setattr(notifications, "_makers", dict(notifications._makers))
    register_all()


@pytest.fixture
def cast(db: None, sample_kinds: None) -> Cast:
    """The small directory with a person of every standing."""
    return make_cast()
