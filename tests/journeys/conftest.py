"""A real browser in front of the whole site: demo data, built static files, the harness in between.

`visit` gives a page of a fresh browser; `sign_in(page, email)` signs one of the demo persons in. Nothing is skipped:
without Chromium or without the built front end these tests fail and say what to do.
"""

import os
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from companies.domain.demo import PASSWORD
from matching.domain.pair_refresh import catch_up_pairs
from outbox.domain.delivery import deliver_due
from scripts import chromium
from tests import hostile
from tests.source_tree import ROOT

LONGEST_WAIT = 10_000
"""Milliseconds for which a journey waits for what it expects; on busy cores a page takes seconds."""

GROUP = pytest.mark.xdist_group("journeys")  # one process of a parallel run has the browser and the demo data


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the journeys together, at the end: the demo data are there for all of them, and for nobody else.

    What a journey itself stores stays invisible to the site; what the site stores the journey sees.
    """
    here = Path(__file__).parent
    journeys = [item for item in items if here in item.path.parents]
    for item in journeys:
        item.add_marker(GROUP)
        item.add_marker(pytest.mark.django_db)
    items[:] = [item for item in items if here not in item.path.parents] + journeys


class QuietServerThread(LiveServerThread):
    """Django's test server behind whitenoise, which serves the collected files as in production."""

    def _create_server(self, connections_override: Any = None) -> Any:
        class Handler(WSGIRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing: the report of the test names what failed."""

        return self.server_class((self.host, self.port), Handler, allow_reuse_address=False)


@pytest.fixture(scope="package")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Generator[str, None, None]:
    """Address of the running site with the demo firms; the database is emptied in the end."""
    if not (ROOT / "static" / "dist" / "site.css").exists():
        pytest.fail("The front end is not built: run make setup.", pytrace=False)
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    built = override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": storage},
        },
        WHITENOISE_AUTOREFRESH=False,
        WHITENOISE_USE_FINDERS=False,
        SEARCHES_PER_MINUTE=0,
        MFA_RECOVERY_CODE_COUNT=300,  # one for every sign-in of staff
    )
    with built, django_db_blocker.unblock():
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("sync_staff_groups", verbosity=0)
        call_command("store_pages", verbosity=0)
        call_command("load_vocabulary", verbosity=0)
        call_command("load_demo", verbosity=0, production=True)
        catch_up_pairs(now=timezone.now())
        server = QuietServerThread("127.0.0.1", static_handler=lambda application: application)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.terminate()
            call_command("flush", interactive=False, verbosity=0, reset_sequences=False)


@pytest.fixture(scope="package")
def browser(site: str) -> Generator[Browser, None, None]:
    """One Chromium for all journeys, gone before the site it talks to."""
    program = chromium.find()
    if program is None:
        pytest.fail(
            "The browser tests need Chromium: install the package chromium or name one with CHROMIUM=.",
            pytrace=False,
        )
    # Playwright keeps an event loop running in this thread, in which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=LONGEST_WAIT)
    try:
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            opened = playwright.chromium.launch(executable_path=program, args=arguments)
            yield opened
            connections.close_all()  # those that Django made for this thread while the event loop ran
            opened.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def watch(page: Page, site: str) -> None:
    """Report what a browser complains about and whatever it asks of another host."""

    def note(kind: str) -> Callable[[Any], None]:
        return lambda event: hostile.findings.append(f"{page.url}: {kind}: {getattr(event, 'text', event)}")

    def look(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            note("asks a third party")(request.url)

    page.on(
        "console", lambda message: note("console")(message) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", note("script error"))
    page.on("request", look)


@pytest.fixture
def visitor(browser: Browser, site: str) -> Generator[Callable[..., Page], None, None]:
    """Opens pages of browsers that know nothing of each other: `visitor(**options of the context)`."""
    contexts: list[BrowserContext] = []

    def enter(base_url: str = site, **options: Any) -> Page:
        context = browser.new_context(base_url=base_url, locale="de-DE", **options)
        context.set_default_timeout(LONGEST_WAIT)
        contexts.append(context)
        page = context.new_page()
        watch(page, base_url)
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitor: Callable[..., Page]) -> Page:
    """A page of a browser in which nobody is signed in."""
    return visitor()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign the person in through the form, with a recovery code where one is asked for, and stay where that leads."""
    page.goto("/konto/anmelden/")
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: not url.rstrip("/").endswith("/konto/anmelden"))
    if "/zweiter-schritt/" in page.url:
        codes = Authenticator.objects.get(user__email=email, type=Authenticator.Type.RECOVERY_CODES)
        page.get_by_label("Code", exact=True).fill(codes.wrap().get_unused_codes()[0])
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_url(lambda url: "/konto/anmelden/" not in url)


def for_the_site(work: Callable[[], Any]) -> Any:
    """Do something as another process would: committed, so that the site sees it."""
    result: list[Any] = []

    def run() -> None:
        try:
            result.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return result[0]


def deliver() -> None:
    """Let a worker send what is due; what it stores (links) is visible to the site."""
    for_the_site(lambda: deliver_due(clock=timezone.now))
