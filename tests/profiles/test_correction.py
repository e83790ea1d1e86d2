"""The correction file repeats what could not be taken, and is understood like the original."""

from typing import Any

import pytest

from companies.models import Cluster, Company
from profiles.domain.correction import correction_file
from tests.profiles.returns import RETURNS, account
from tests.profiles.staging import listed, staged
from tests.profiles.test_returns import facts


@pytest.mark.parametrize("name", ["durcheinander.xlsx", "rueckmeldungen_excel.csv"])
def test_the_correction_file_is_understood_like_the_original(
    name: str, cluster: Cluster, firms: dict[str, Company]
) -> None:
    batch = staged(name, cluster)
    first = account(name, (RETURNS / name).read_bytes(), _Nobody())

    content = correction_file(batch)

    assert content is not None
    second = account("korrektur.xlsx", content, _Nobody())
    assert second["mapping"] == first["mapping"]
    corrected = list(batch.rows.to_correct().order_by("position").values_list("row", flat=True))
    assert len(corrected) == sum(second["counts"][kind] for kind in ("new", "rejected", "held"))
    for number, row in enumerate(corrected, 2):
        original = first["rows"].get(row, (None, None, None))[2]
        assert second["rows"].get(number, (None, None, None))[2] == original
    problems = [entry for entry in facts(first["messages"]) if entry[0] in corrected and entry[4] != "info"]
    repeated = [entry for entry in facts(second["messages"]) if entry[0] and entry[4] != "info"]
    assert sorted(entry[1:6] for entry in repeated) == sorted(entry[1:6] for entry in problems)


class _Nobody:
    def exact(self, name: str) -> None:
        return None

    def resembling(self, keys: frozenset[str], fields: dict[str, Any]) -> None:
        return None


def test_a_shifted_row_comes_back_beside_the_error_only(cluster: Cluster, firms: dict[str, Company]) -> None:
    content = correction_file(staged("rueckmeldungen_utf8_bom.csv", cluster))

    assert content is not None
    again = account("korrektur.xlsx", content, _Nobody())
    assert again["counts"]["rejected"] == 1
    assert [entry["code"] for entry in again["messages"]] == ["missing_name"]


def test_a_clean_file_has_no_correction_file(cluster: Cluster) -> None:
    assert correction_file(listed(cluster, "Firmenname;PLZ\nA GmbH;67655\n")) is None
