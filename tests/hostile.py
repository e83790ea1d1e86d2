"""A middleware without mercy, in front of all others in every test: it looks at each request and answer.

What it finds it collects in `findings`; conftest.py fails the test during which something was found. That also
holds for pages which a browser asked for from the server in another thread.
"""

import gzip
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from tests.hostile_html import problems_of

findings: list[str] = []

# Tables that a GET may write to: the session and, without naming a person, the counters (see decisions on GET).
SESSION = "django_session"
CACHE = "cache_entries"
COUNTERS = {"companies_searchmiss", "companies_searchfound"}
WRITABLE_BY_GET = {SESSION, CACHE, *COUNTERS}

SAME_QUERY_AT_MOST = 3
SAME_STATEMENT_AT_MOST = 25

WRITING = re.compile(
    r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY|ALTER\s+TABLE|CREATE\s+TABLE"
    r"|DROP\s+TABLE)\s+(?:ONLY\s+)?\"?(\w+)\"?",
    re.IGNORECASE,
)
QUOTED = re.compile(r"'(?:[^']|'')*'")
NOT_WRITING = re.compile(r"\b(?:FOR|DO)\s+(?:NO\s+KEY\s+)?UPDATE\b(?:\s+SET\b)?", re.IGNORECASE)

REQUIRED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FORBIDDEN_IN_POLICY = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", "*", "http:")
POLICY_STARTS_CLOSED = "default-src 'none'"


def written_tables(statement: str) -> set[str]:
    """Names of the tables that an SQL statement writes to."""
    bare = NOT_WRITING.sub("", QUOTED.sub("''", statement))
    return {table.lower() for table in WRITING.findall(bare)}


class Watch:
    """An execute wrapper that keeps the statements of one request."""

    def __init__(self) -> None:
        self.queries: list[tuple[str, str]] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        self.queries.append((str(sql), repr(params)))
        return execute(sql, params, many, context)


class HostileMiddleware:
    """Records what is wrong with a request and its answer, and leaves both as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        watch = Watch()
        with connection.execute_wrapper(watch):
            response = self.get_response(request)
        reports = header_problems(response) + markup_problems(request, response)
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            reports += query_problems(watch.queries)
        findings.extend(f"{request.method} {request.get_full_path()[:300]}: {report}" for report in reports)
        return response


def query_problems(queries: list[tuple[str, str]]) -> list[str]:
    """Say which statements of a reading request write, and which are asked again and again."""
    reports = [
        f"writes to {table}: {statement[:200]}"
        for statement, _ in queries
        for table in written_tables(statement) - WRITABLE_BY_GET
    ]
    reports += [
        f"asks {times} times for the same: {query[0][:300]}"
        for query, times in Counter(queries).items()
        if times > SAME_QUERY_AT_MOST and not query[0].startswith(("SAVEPOINT", "RELEASE"))
    ]
    reports += [
        f"asks {times} times with other values, a query per row: {statement[:300]}"
        for statement, times in Counter(statement for statement, _ in queries).items()
        if times > SAME_STATEMENT_AT_MOST and not statement.startswith(("SAVEPOINT", "RELEASE"))
    ]
    return reports


def header_problems(response: HttpResponse) -> list[str]:
    """Say which security header an answer lacks. Files are whitenoise's, which are no pages."""
    if response.streaming and not response.get("Content-Type", "").startswith("text/html"):
        return []
    reports = [
        f"header {name} is {response.get(name)!r} instead of {wanted!r}"
        for name, wanted in REQUIRED_HEADERS.items()
        if response.get(name) != wanted
    ]
    if "camera=()" not in response.get("Permissions-Policy", ""):
        reports.append("header Permissions-Policy is missing")
    policy = response.get("Content-Security-Policy", "")
    if POLICY_STARTS_CLOSED not in policy:
        reports.append(f"Content-Security-Policy does not start closed: {policy!r}")
    reports += [
        f"Content-Security-Policy allows {word}" for word in FORBIDDEN_IN_POLICY if word in policy.split()
    ]
    return reports


def markup_problems(request: HttpRequest, response: HttpResponse) -> list[str]:
    """Say what is wrong with the markup of an answer that is HTML: a page, or a part that htmx asked for."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return []
    packed = response.get("Content-Encoding") == "gzip"
    markup = (gzip.decompress(response.content) if packed else response.content).decode(response.charset)
    whole_page = markup.lstrip()[:15].lower().startswith("<!doctype")
    if markup and not whole_page and "HX-Request" not in request.headers:
        return ["the answer is HTML but no whole page (<!doctype html> is missing)"]
    return problems_of(markup, whole_page=whole_page)
