"""Finding firms by any name they have or had."""

from django.db.models import Q

from companies.domain.identity import match_name, sort_name
from companies.models import Company
from companies.models.querysets import CompanyQuerySet


def named(companies: CompanyQuerySet, words: str) -> CompanyQuerySet:
    """Keep firms whose name, former name or town contains the words, whatever the spelling.

    Umlauts, case, hyphens and legal forms do not matter; no letters at all find nothing.
    """
    folded = match_name(words)
    if not folded:
        return companies.none()
    condition = (
        Q(match_name__contains=folded)
        | Q(sort_name__contains=sort_name(words))
        | Q(names__match_name__contains=folded)
        | Q(sites__municipality__icontains=words.strip())
    )
    return companies.filter(pk__in=Company.objects.filter(condition).values("pk"))
