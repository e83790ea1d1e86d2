"""The kinds of mail of these tests are there while they run."""

import pytest


@pytest.fixture(autouse=True)
def known_kinds(sample_kinds: None) -> None:
    """Use them in every test here."""
