"""Template filters and tags that write numbers and addresses the way the whole site does."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
def icon(name: str) -> SafeString:
    """Return one drawn sign beside a word: `name` is an id in static/img/icons.svg."""
    return _drawn(_signs_in(settings.STORAGES["staticfiles"]["BACKEND"], settings.STATIC_URL), name)


@cache
def _signs_in(storage: str, below: str) -> str:
    # A page asks dozens of times for this address, which stays while the process lives with its settings.
    return static("img/icons.svg")


@lru_cache(maxsize=200)
def _drawn(file: str, name: str) -> SafeString:
    # A page of hits shows seventy of them: remembered, they cost next to nothing.
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', file, name
    )


@register.simple_tag
def search_url(params: Mapping[str, Sequence[str]] | None = None, **values: object) -> str:
    """Return the address of a search: from `params` as results carry them, or from single values."""
    query = urlencode(params if params is not None else values, doseq=True)
    return f"{reverse('companies:search')}?{query}" if query else reverse("companies:search")
