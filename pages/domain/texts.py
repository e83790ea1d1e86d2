"""Reading the editable texts and turning them into HTML."""

from functools import lru_cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from pages.enums import PageSlug
from pages.models import Page

INITIAL_TEXTS = Path(__file__).resolve().parent.parent / "texts"


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    # Raw HTML stays text, and pictures are left out: nothing written here can load or run anything.
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image").enable("table")


def render_markdown(text: str) -> SafeString:
    """Return Markdown as HTML that is safe to show.

    In: text written by staff. Out: HTML without raw tags, scripts, pictures or `javascript:` links.
    """
    return mark_safe(_renderer().render(text))  # noqa: S308 - the renderer escapes raw HTML


def initial_text(slug: PageSlug) -> str:
    """Return the text a page has before anybody edits it, as Markdown."""
    return (INITIAL_TEXTS / f"{slug.value}.md").read_text(encoding="utf-8")


def page_text(slug: PageSlug) -> Page:
    """Return the page as edited, or an unsaved one with its initial text.

    A legal page has to be there even in an empty database. One query, nothing written.
    """
    stored = Page.objects.filter(slug=slug).first()
    return stored or Page(slug=slug, title=slug.label, body=initial_text(slug))


def store_initial_texts() -> int:
    """Store the pages that are missing, each with its initial text, so that staff find them all in their list.

    Out: number of pages stored. What staff wrote stays as it is.
    """
    missing = set(PageSlug) - set(Page.objects.values_list("slug", flat=True))
    pages = [
        Page.objects.get_or_create(slug=slug, defaults={"title": slug.label, "body": initial_text(slug)})
        for slug in PageSlug
        if slug in missing
    ]
    return sum(created for _page, created in pages)
