"""Answers for whoever watches the server: does the process live, can it serve people."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; touches nothing else."""
    return JsonResponse({"status": "läuft"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and has the tables of this version; 503 with the reason if not."""
    reason = obstacle()
    if reason:
        return JsonResponse({"status": "nicht bereit", "grund": reason}, status=503)
    return JsonResponse({"status": "bereit"})


def obstacle() -> str:
    """Return in German what keeps the installation from serving people, or an empty text."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "Die Datenbank antwortet nicht."
    if missing:
        return "Die Datenbank ist noch nicht auf dem Stand dieser Version; manage.py migrate fehlt."
    return ""
