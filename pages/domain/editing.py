"""Writing a page: every change is a new version, and none is ever changed."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pages.domain.texts import initial_version
from pages.enums import PageSlug
from pages.models import Page, TextVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

DELIVERED = "mit dem Programm geliefert"
"""Reason of a version that nobody wrote here."""


def publish_text(
    *,
    slug: PageSlug,
    title: str,
    body: str,
    actor: "AbstractUser | None",
    reason: str = "",
    expected: int | None = None,
) -> TextVersion:
    """Put a new version of a page in force and return it; the same text as before leaves the present one.

    In: page, heading, Markdown, who writes and why; expected – the number of the version that the writer started
    from, None to write in any case. Raises ValidationError where somebody else was faster or something is missing.
    """
    with transaction.atomic():
        page = _locked(slug)
        present = page.versions.first()
        if expected is not None and present is not None and present.number != expected:
            raise ValidationError(
                f"Inzwischen gilt Fassung {present.number}. Bitte sehen Sie sich diese zuerst an.",
                code="stale",
            )
        title, body = title.strip(), body.replace("\r\n", "\n").strip()
        if present is not None and (present.title, present.body) == (title, body):
            return present
        version = TextVersion(
            page=page,
            number=present.number + 1 if present else 1,
            title=title,
            body=body,
            in_force_since=timezone.now(),
            written_by=actor,  # type: ignore[misc]
            reason=reason[:200],
        )
        version.full_clean(exclude=["written_by"])
        version.save()
        return version


def restore_text(*, version: TextVersion, actor: "AbstractUser | None") -> TextVersion:
    """Put an older version in force again, as a new one; return what is in force then."""
    return publish_text(
        slug=PageSlug(version.page.slug),
        title=version.title,
        body=version.body,
        actor=actor,
        reason=f"Wiederhergestellt: Fassung {version.number}",
    )


def version_in_force(slug: PageSlug) -> TextVersion:
    """Return the stored version of a page that is in force; its initial text is stored where there is none yet."""
    stored = TextVersion.objects.filter(page__slug=slug).order_by("-number").first()
    if stored is not None:
        return stored
    first = initial_version(slug)
    return publish_text(slug=slug, title=first.title, body=first.body, actor=None, reason=DELIVERED)


def store_initial_texts() -> int:
    """Store the pages that are missing, and newer initial texts of those that nobody has edited here.

    Out: number of versions stored. What staff wrote stays as it is.
    """
    stored = 0
    for slug in PageSlug:
        with transaction.atomic():
            page = _locked(slug)
            versions = list(page.versions.all())
            first = initial_version(slug)
            if any(version.reason != DELIVERED for version in versions):
                continue
            if versions and (versions[0].title, versions[0].body) == (first.title, first.body):
                continue
            publish_text(slug=slug, title=first.title, body=first.body, actor=None, reason=DELIVERED)
            stored += 1
    return stored


def _locked(slug: PageSlug) -> Page:
    Page.objects.bulk_create([Page(slug=slug)], ignore_conflicts=True)
    return Page.objects.select_for_update().get(slug=slug)
