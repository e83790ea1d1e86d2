"""The whole page under the real server: two processes, two clients."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from accounts.models import User
from benchmarks.measure import Case, Times
from companies.domain.demo import SIGN_INS

SECONDS = 4.0
CLIENTS = 2
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class PageTimes:
    """Times of single pages in milliseconds, and pages per second of all clients together."""

    times: Times
    per_second: float


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """Run the application server on the benchmark's database and yield its port; its files go to `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = connection.settings_dict
    user, host = database["USER"], database["HOST"]
    password = f":{quote(database['PASSWORD'], safe='')}" if database.get("PASSWORD") else ""
    place = quote(host, safe="") + (f":{database['PORT']}" if database.get("PORT") else "")
    variables = os.environ | {
        "DATABASE_URL": f"postgres://{user}{password}@{place}/{database['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "0",
        "HTTPS": "0",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "WEB_CONCURRENCY": str(CLIENTS),
        "LOG_LEVEL": "ERROR",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SEARCHES_PER_MINUTE": "1000000",  # counted as always, never reached
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        env=variables,
        check=True,
        cwd=settings.BASE_DIR,
    )
    command = [sys.executable, "-m", "gunicorn", "-c", "python:cluster_portal.gunicorn_config"]
    process = subprocess.Popen(  # noqa: S603 - our own server
        [*command, "cluster_portal.wsgi:application"], env=variables, cwd=settings.BASE_DIR
    )
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def measure_pages(port: int, cases: list[Case]) -> dict[str, PageTimes]:
    """Fetch each search again and again with all clients for some seconds."""
    cookie = _cookie()
    return {case.name: _load(port, cookie, case) for case in cases}


def _load(port: int, cookie: str, case: Case) -> PageTimes:
    path = f"/suche/?{urlencode({'q': case.text})}&{case.params}"
    spans: list[float] = []

    def fetch_until(end: float) -> None:
        while time.perf_counter() < end:
            start = time.perf_counter()
            if (status := _get(port, path, cookie)) != http.HTTPStatus.OK:
                raise RuntimeError(f"{path} answered {status}")
            spans.append((time.perf_counter() - start) * 1000)

    fetch_until(time.perf_counter() + 1.0)
    spans.clear()
    start = time.perf_counter()
    clients = [threading.Thread(target=fetch_until, args=[start + SECONDS]) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    rate = len(spans) / (time.perf_counter() - start)
    return PageTimes(Times(float(np.percentile(spans, 50)), float(np.percentile(spans, 95))), rate)


def _get(port: int, path: str, cookie: str) -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        client.request("GET", path, headers={"Cookie": cookie})
        response = client.getresponse()
        response.read()
        return response.status
    finally:
        client.close()


def _cookie() -> str:
    """Sign the demo's buyer in and return the cookie of the session."""
    user = User.objects.get(email=SIGN_INS[0].email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _await(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("The application server has ended by itself.")
        try:
            if _get(port, "/gesundheit/", "") == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The application server does not answer.")
