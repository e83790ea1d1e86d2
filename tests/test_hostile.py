"""The hostile harness bites: each thing it is there for is found, and the allowed neighbour of it is not."""

import pytest
from django.contrib.auth.models import Group
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory

from tests.hostile import HostileMiddleware, query_problems, written_tables
from tests.hostile_html import problems_of
from tests.hostile_templates import UndefinedVariableError


def render(text: str, **context: object) -> str:
    return engines["django"].from_string(text).render(context)


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ user.nothing }}", "{{ nobody|default:'x' }}"])
def test_an_undefined_variable_fails(text: str, provoked: list[str]) -> None:
    with pytest.raises(UndefinedVariableError):
        render(text, user=object())
    assert len(provoked) == 1


def test_a_defined_variable_passes() -> None:
    assert render("{{ name|default:'ohne' }}{% if nobody %}!{% endif %}", name="") == "ohne"


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<style>p{}</style>", "inline style sheet"),
        ("<p style='color:red'>", "inline style in"),
        ("<p onclick='x()'>", "inline handler"),
        ("<script>x()</script>", "inline script"),
        ("<script type='module'>x()</script>", "inline script"),
        ("<a href=' JavaScript:x()'>", "script as address"),
        ("<base href='/x/'>", "<base>"),
        ("<script src='https://example.org/x.js'></script>", "third party"),
        ("<link rel='stylesheet' href='//example.org/x.css'>", "third party"),
        ("<img src='/x.png' srcset='/x.png 1x, https://example.org/x.png 2x'>", "third party"),
        ("<form action='https://example.org/'>", "third party"),
        ("<p id='a'></p><p id='a'></p>", "twice"),
    ],
)
def test_forbidden_markup_is_found(markup: str, problem: str) -> None:
    (report,) = problems_of(markup, whole_page=False)
    assert problem in report


@pytest.mark.parametrize(
    "markup",
    [
        "<script src='/static/x.js'></script>",
        "<script type='application/json' id='data'>{}</script>",
        "<a href='https://example.org/'>Internetseite</a>",
        "<img src='data:image/png;base64,AAAA' alt=''>",
        "<p>style='x' &lt;script&gt;</p>",
    ],
)
def test_allowed_markup_passes(markup: str) -> None:
    assert problems_of(markup, whole_page=False) == []


def test_a_page_names_its_language() -> None:
    assert problems_of("<!doctype html><html lang='en'>", whole_page=True) != []
    assert problems_of("<!doctype html><html lang='de'>", whole_page=True) == []


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('INSERT INTO "companies_company" ("name") VALUES (%s)', {"companies_company"}),
        ('UPDATE "a" SET "b" = 1', {"a"}),
        ('DELETE FROM "a"', {"a"}),
        ('WITH x AS (DELETE FROM "a" RETURNING 1) SELECT * FROM x', {"a"}),
        ('SELECT * FROM "a" FOR UPDATE', set()),
        ('SELECT * FROM "a" FOR NO KEY UPDATE OF "a"', set()),
        ("SELECT 'UPDATE \"a\" SET'", set()),
        ('INSERT INTO "a" VALUES (1) ON CONFLICT ("b") DO UPDATE SET "c" = 1', {"a"}),
    ],
)
def test_writing_statements_are_recognised(statement: str, tables: set[str]) -> None:
    assert written_tables(statement) == tables


def test_queries_that_write_or_repeat_are_found() -> None:
    assert query_problems([('UPDATE "cache_entries" SET value = 1', "()")]) == []
    assert len(query_problems([('UPDATE "accounts_user" SET x = 1', "()")])) == 1
    assert query_problems([("SELECT 1", "(1,)")] * 3) == []
    assert len(query_problems([("SELECT 1", "(1,)")] * 4)) == 1
    assert len(query_problems([("SELECT 1", f"({number},)") for number in range(26)])) == 1


def test_a_get_that_writes_is_found(db: None, provoked: list[str]) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Group.objects.create(name="Neu")
        return HttpResponse()

    HostileMiddleware(view)(RequestFactory().get("/"))
    assert [report for report in provoked if "writes to auth_group" in report] != []


def test_a_bare_answer_lacks_every_header(db: None, provoked: list[str]) -> None:
    HostileMiddleware(lambda request: HttpResponse("<p>kein Blatt"))(RequestFactory().get("/"))
    assert len([report for report in provoked if "header" in report]) == 5
    assert len([report for report in provoked if "Content-Security-Policy" in report]) == 1
    assert len([report for report in provoked if "no whole page" in report]) == 1


def test_an_unordered_list_in_pages_fails(db: None) -> None:
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(Group.objects.order_by(), 1).page(1)
