"""The directory as the import asks it: looked up for a few hundred rows at a time, never one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from companies.domain.duplicates import company_keys, find_duplicates
from companies.domain.identity import match_name
from companies.models import Cluster, Company
from profiles.domain.result import Fields, FirmRef, Record, Resemblance
from profiles.enums import RowAction

CHUNK = 500
"""Rows looked up together."""

COMPARED_CLOSELY = 200
"""New firms of a file that are also compared by similar spelling; beyond it only the identity keys decide."""


class StoredDirectory:
    """Answers for the rows that `ahead` has passed on; remembers one chunk of them."""

    def __init__(self, cluster: Cluster) -> None:
        self._companies = Company.objects.in_clusters(Cluster.objects.filter(pk=cluster.pk)).current()
        self._names: dict[str, list[Company]] = {}
        self._keys: dict[str, Company] = {}
        self._by_pk: dict[int, Company] = {}
        self._compared = 0

    def ahead(self, records: Iterable[Record]) -> Iterator[Record]:
        """Pass the records on, having looked up the firms that a chunk of them may mean."""
        walking = iter(records)
        while chunk := list(islice(walking, CHUNK)):
            self._look_up(
                [record for record in chunk if record.action not in (RowAction.REJECTED, RowAction.SKIPPED)]
            )
            yield from chunk

    def _look_up(self, records: list[Record]) -> None:
        names = {record.fields["name"] for record in records}
        folded = {match_name(name) for name in names}
        pks = set(self._companies.filter(name__in=names).values_list("pk", flat=True))
        pks.update(self._companies.filter(match_name__in=folded).values_list("pk", flat=True))
        pks.update(self._companies.filter(names__match_name__in=folded).values_list("pk", flat=True))
        found = Company.objects.for_profile().filter(pk__in=pks).order_by("pk")
        by_name: defaultdict[str, list[Company]] = defaultdict(list)
        self._keys, self._by_pk = {}, {}
        for company in found:
            by_name[company.name].append(company)
            self._by_pk[company.pk] = company
            for key in company_keys(company):
                self._keys.setdefault(key, company)
        self._names = dict(by_name)

    def exact(self, name: str) -> FirmRef | None:
        """Return the only firm of this name; where several bear it a person has to decide."""
        bearing = self._names.get(name, [])
        return _ref(bearing[0]) if len(bearing) == 1 else None

    def resembling(self, keys: frozenset[str], fields: Fields) -> Resemblance | None:
        """Return a firm that may be meant, with the reason."""
        if self._compared < COMPARED_CLOSELY:
            self._compared += 1
            candidates = find_duplicates(
                name=fields["name"],
                postcode=fields.get("postcode", ""),
                town=fields.get("town", ""),
                register_number=fields.get("register_number", ""),
                among=self._companies,
            )
            return Resemblance(_ref(candidates[0].company), candidates[0].reason) if candidates else None
        company = next((self._keys[key] for key in sorted(keys) if key in self._keys), None)
        return Resemblance(_ref(company)) if company else None

    def company(self, ref: FirmRef) -> Company:
        """Return the stored firm that an answer of `exact` or `resembling` means."""
        known = self._by_pk.get(int(ref.key))
        return known or Company.objects.for_profile().get(pk=ref.key)


def _ref(company: Company) -> FirmRef:
    return FirmRef(company.pk, company.name, company.confirmed_at)
