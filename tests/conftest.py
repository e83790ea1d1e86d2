"""What holds for every test: nothing that the hostile harness finds passes unnoticed."""

from collections.abc import Generator

import pytest
from django.core.cache import cache

from tests import hostile
from tests.cast import Cast, make_cast


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test during which the harness found something; a failure of its own comes first."""
    hostile.findings.clear()
    result = yield
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
def cast(db: None) -> Cast:
    """The small directory with a person of every standing."""
    return make_cast()
