"""A cluster and a small vocabulary for the tests of the directory."""

import pytest

from tests.factories import ClusterFactory
from tests.factories.vocabulary import make_vocabulary


@pytest.fixture
def vocabulary(db):
    """The small vocabulary of tests.factories.vocabulary."""
    make_vocabulary()


@pytest.fixture
def cluster(db):
    """The cluster in which the tests happen."""
    return ClusterFactory(name="Metall-Cluster", slug="metall")
