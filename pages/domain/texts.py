"""Reading the editable texts and turning them into HTML."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from pages.enums import PageSlug
from pages.models import Page, TextVersion

INITIAL_TEXTS = Path(__file__).resolve().parent.parent / "texts"

_OPEN_PLACE = re.compile(r"\*?\[([^\]\[\n]+)\](?!\()\*?")

_generated: dict[PageSlug, tuple[str, Callable[[], str]]] = {}


def register_generated(slug: PageSlug, heading: str, markdown: Callable[[], str]) -> None:
    """Let an upper app add, once at start, a part to a page that it writes from what really applies.

    In: the page; the heading of level two below which the part stands, after what staff wrote there; the function
    that returns it as Markdown. Where staff took the heading out, heading and part come last.
    """
    _generated[slug] = (heading, markdown)


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    # Raw HTML stays text, and pictures are left out: nothing written here can load or run anything.
    renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image").enable("table")
    renderer.add_render_rule("table_open", _table_open)
    return renderer


def _table_open(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("class", "table text-table")
    return str(self.renderToken(tokens, index, options, env))


def render_markdown(text: str) -> SafeString:
    """Return Markdown as HTML that is safe to show.

    In: text written by staff. Out: HTML without raw tags, scripts, pictures or `javascript:` links.
    """
    return mark_safe(_renderer().render(text))  # noqa: S308 - the renderer escapes raw HTML


def initial_text(slug: PageSlug) -> str:
    """Return the text a page has before anybody edits it, as Markdown."""
    return (INITIAL_TEXTS / f"{slug.value}.md").read_text(encoding="utf-8").strip()


def initial_version(slug: PageSlug) -> TextVersion:
    """Return the unsaved first version of a page, with the text that comes with the product."""
    return TextVersion(page=Page(slug=slug), number=1, title=slug.label, body=initial_text(slug))


def page_text(slug: PageSlug) -> TextVersion:
    """Return the version of a page that is in force, or an unsaved one with its initial text.

    A legal page has to be there even in an empty database. One query, nothing written.
    """
    stored = TextVersion.objects.filter(page__slug=slug).select_related("page").order_by("-number").first()
    return stored or initial_version(slug)


def whole_body(version: TextVersion) -> str:
    """Return what a page shows as Markdown: the text in force with the part that is generated."""
    part = _generated.get(PageSlug(version.page.slug))
    if part is None:
        return version.body
    heading, markdown = part
    line = f"## {heading}"
    before, found, after = version.body.partition(f"{line}\n")
    if not found:
        return f"{version.body}\n\n{line}\n\n{markdown()}"
    own, next_heading, rest = after.partition("\n## ")
    words = f"\n{own.strip()}\n" if own.strip() else ""
    return f"{before}{line}\n{words}\n{markdown()}\n{next_heading}{rest}"


def open_places(body: str) -> list[str]:
    """Return what staff still have to fill in: words in square brackets that are no link, in their order."""
    return _OPEN_PLACE.findall(body)


def open_pages() -> list[Page]:
    """Return the stored pages on which staff still have to fill something in, each with `open_places`; one query."""
    found = []
    for page in Page.objects.with_current().order_by("slug"):
        if places := open_places(page.current_body or ""):
            page.open_places = places
            found.append(page)
    return found
