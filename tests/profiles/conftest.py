"""What the tests of the import need: a cluster with the vocabulary and firms that answered before."""

import json
from typing import Any

import pytest

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.enums import CompanyKind
from companies.models import Cluster, Company
from tests.factories import ClusterFactory
from tests.profiles.returns import RETURNS

STORED = ("Müller Zerspanung GmbH", "Federnwerk Hestrup GmbH", "Elektromaschinenbau Wickelroth e. K.")


@pytest.fixture
def cluster(db: None) -> Cluster:
    return ClusterFactory(name="Metall-Cluster", slug="metall")


def stored_record(name: str) -> dict[str, Any]:
    """A firm of the demo directory in the form of ProfileData."""
    lines = (RETURNS / "firms.jsonl").read_text(encoding="utf-8").splitlines()
    record = next(firm for firm in map(json.loads, lines) if firm["name"] == name)
    return {**record, "kind": CompanyKind.SUPPLIER, "register_number": "", "notes_internal": ""}


@pytest.fixture
def firms(cluster: Cluster) -> dict[str, Company]:
    """Three firms of the directory to which the returned files refer."""
    for name in STORED:
        save_profile(
            data=ProfileData.from_record(stored_record(name)), actor=None, cluster=cluster, source="Bestand"
        )
    return {company.name: company for company in Company.objects.all()}
