"""Finding firms that a given one may be another spelling of."""

import re
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz

from companies.domain.identity import identity_keys, match_name, town_key, vat_key
from companies.models import Company
from companies.models.querysets import CompanyQuerySet

SIMILAR_NAME = 90
"""Least similarity of two names of firms in one place, 0 to 100, from which they are shown as candidates."""

_REASONS = {
    "register": "gleiche Registernummer beim selben Gericht",
    "vat": "gleiche USt-IdNr.",
    "name": "gleicher Name am selben Ort, nur anders geschrieben",
}
FORMER_NAME_REASON = "hieß früher so, selber Ort"
SIMILAR_NAME_REASON = "ähnlicher Name am selben Ort"
NO_PLACE_REASON = "gleicher Name, Ort bei einem von beiden unbekannt"


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """A stored firm that may be the same; `reason` is for people, `certain` says that a register agrees."""

    company: Company
    reason: str
    certain: bool = False


def find_duplicates(
    *,
    name: str,
    postcode: str = "",
    town: str = "",
    register_number: str = "",
    register_court: str = "",
    vat_id: str = "",
    exclude: Company | None = None,
    among: CompanyQuerySet | None = None,
) -> list[DuplicateCandidate]:
    """Return stored firms that resemble the given one, the surest first.

    In: name and, as far as known, place, register entry and USt-IdNr.; exclude – the firm itself, when it is
    stored; among – the firms that may be shown (default all). Out: each firm once, with the strongest reason:
    register entry, USt-IdNr., the same name or former name in comparison form, a similar name in the place.
    """
    companies = (Company.objects.all() if among is None else among).current()
    if exclude is not None:
        companies = companies.exclude(pk=exclude.pk)
    folded = match_name(name)
    condition = Q(match_name=folded) | Q(names__match_name=folded)
    if postcode.strip():
        condition |= Q(sites__postcode=postcode.strip())
    if town.strip():
        condition |= Q(sites__municipality__iexact=town.strip())
    if digits := re.sub(r"\D", "", register_number):
        condition |= Q(register_number__regex=r"\D*".join(digits))
    if vat_id:
        condition |= Q(vat_id=vat_key(vat_id))
    rows = companies.filter(pk__in=Company.objects.filter(condition).values("pk"))
    keys = identity_keys(
        name=name,
        postcode=postcode,
        town=town,
        register_number=register_number,
        register_court=register_court,
        vat_id=vat_id,
    )
    place = {postcode.strip(), town_key(town)} - {""}
    found = [
        candidate
        for company in rows.prefetch_related("sites", "names").order_by("sort_name", "pk")
        if (candidate := _judge(company, folded, keys, place))
    ]
    return sorted(found, key=lambda candidate: not candidate.certain)


def company_keys(company: Company) -> frozenset[str]:
    """Return the identity keys of a stored firm with its former names and all its places."""
    other_names = tuple(row.name for row in company.names.all())
    places = [(site.postcode, site.municipality) for site in company.sites.all()] or [("", "")]
    return frozenset().union(
        *(
            identity_keys(
                name=company.name,
                other_names=other_names,
                postcode=postcode,
                town=town,
                register_number=company.register_number,
                register_court=company.register_court,
                vat_id=company.vat_id,
            )
            for postcode, town in places
        )
    )


def _judge(company: Company, folded: str, keys: frozenset[str], place: set[str]) -> DuplicateCandidate | None:
    shared = keys & company_keys(company)
    for prefix in ("register", "vat"):
        if any(key.startswith(f"{prefix}:") for key in shared):
            return DuplicateCandidate(company, _REASONS[prefix], certain=True)
    own = company.match_name
    if shared:
        return DuplicateCandidate(company, _REASONS["name"] if own == folded else FORMER_NAME_REASON)
    here = {value for site in company.sites.all() for value in (site.postcode, town_key(site.municipality))}
    here.discard("")
    if not here or not place:
        return DuplicateCandidate(company, NO_PLACE_REASON) if own == folded else None
    if here & place and _digits(own) == _digits(folded) and fuzz.ratio(own, folded) >= SIMILAR_NAME:
        return DuplicateCandidate(company, SIMILAR_NAME_REASON)
    return None


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)
