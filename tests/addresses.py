"""All addresses of the site as the URL configuration knows them."""

from collections.abc import Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver


@cache
def all_patterns() -> dict[str, URLPattern]:
    """Full name ("companies:detail") → pattern; two patterns of one name and patterns without one are errors."""
    found: dict[str, URLPattern] = {}
    for name, pattern in _walk(get_resolver().url_patterns, ""):
        if name in found and pattern.callback is not found[name].callback:
            raise ValueError(f"two addresses are called {name}")
        found[name] = pattern
    return found


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, namespace)
        elif pattern.name:
            yield f"{prefix}{pattern.name}", pattern
        elif not _only_redirects(pattern):
            raise ValueError(f"the address {pattern.pattern} has no name")


def _only_redirects(pattern: URLPattern) -> bool:
    """The admin's two nameless addresses: old links to an object, and the catch-all that adds a slash."""
    return getattr(pattern.callback, "__name__", "") == "catch_all_view" or hasattr(
        pattern.callback, "view_class"
    )


def admin_patterns() -> set[str]:
    """Names of the addresses of the administration."""
    return {name for name in all_patterns() if name.startswith("admin:")}


def site_patterns() -> set[str]:
    """Names of all other addresses."""
    return set(all_patterns()) - admin_patterns()
