"""Writing the whole search stock anew beside the one in use."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db import transaction

from companies.models import Company, SearchRow, SearchState
from companies.search.rows import lock_publishing, write_row

Progress = Callable[[int, int], None]


def rebuild(*, dry_run: bool = False, progress: Progress | None = None) -> int:
    """Derive the rows of all published companies anew and start a new epoch; returns how many there are.

    Everything happens in one transaction: readers keep the old rows until it commits and then read all anew. Those
    who want to publish wait meanwhile. Rows of companies that are no longer published or no longer there go away.
    """
    published = Company.objects.published().order_by("pk")
    total = published.count()
    if dry_run:
        return total
    with transaction.atomic():
        lock_publishing()
        SearchRow.objects.exclude(company__in=published.values("pk")).delete()
        for done, company in enumerate(published.iterator(chunk_size=200), start=1):
            write_row(company)
            if progress is not None:
                progress(done, total)
        SearchState.objects.update_or_create(pk=1, defaults={"epoch": uuid.uuid4()})
    return total
