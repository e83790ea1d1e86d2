"""Template filters and tags that write numbers and addresses the way the whole site does."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from companies.domain.number_words import distance_words, number_words
from companies.enums import Depth

register = template.Library()

register.filter("distance", distance_words)
register.filter("number", number_words)


@register.filter
def depth_words(depth: str) -> str:
    """Return the German word for a depth as results carry it; "" stays empty."""
    return str(Depth(depth).label) if depth else ""


@register.simple_tag
def search_url(params: Mapping[str, Sequence[str]] | None = None, **values: object) -> str:
    """Return the address of a search: from `params` as results carry them, or from single values."""
    query = urlencode(params if params is not None else values, doseq=True)
    return f"{reverse('companies:search')}?{query}" if query else reverse("companies:search")
