"""The kinds of mail of these tests are there while they run."""

import pytest

from outbox import notifications
from tests.outbox.kinds import register_all


@pytest.fixture(autouse=True)
def sample_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "_kinds", dict(notifications._kinds))
    monkeypatch.setattr(notifications, "_makers", dict(notifications._makers))
    register_all()
