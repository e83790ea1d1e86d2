"""The retention table with what is due today, for staff."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacy.domain.applying import due_now
from privacy.domain.kept import KEPT


@require_safe
def retention(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Show which data are kept how long, and how many rows the next run would treat."""
    rows: list[dict[str, Any]] = [{"rule": due.rule, "number": due.number} for due in due_now(timezone.now())]
    context = {**site.each_context(request), "title": "Aufbewahrungsfristen", "rows": rows, "kept": KEPT}
    return TemplateResponse(request, "admin/privacy/retention.html", context)
