"""The two answers for whoever watches the server."""

import socket

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from cluster_portal.healthcheck import is_ready
from tests.cluster_portal.processes import run_python


def test_alive_needs_neither_database_nor_sign_in(client: Client) -> None:
    response = client.get("/gesundheit/")
    assert (response.status_code, response.json()) == (200, {"status": "läuft"})
    assert "no-cache" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_with_database_and_all_migrations(client: Client) -> None:
    response = client.get("/gesundheit/bereit/")
    assert (response.status_code, response.json()) == (200, {"status": "bereit"})


@pytest.mark.django_db
def test_not_ready_without_a_migration(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    response = client.get("/gesundheit/bereit/")
    assert response.status_code == 503
    assert response.json() == {
        "status": "nicht bereit",
        "grund": "Die Datenbank ist noch nicht auf dem Stand dieser Version; manage.py migrate fehlt.",
    }


def test_not_ready_without_a_database() -> None:
    program = """
import django
django.setup()
from django.test import Client
from pytest_django.live_server_helper import LiveServer
response = Client(headers={"host": "localhost"}).get("/gesundheit/bereit/")
print(response.status_code, response.json()["grund"])
"""
    done = run_python(
        "-c", program, DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL="postgres://nobody@127.0.0.1:1/x"
    )
    assert done.stdout == "503 Die Datenbank antwortet nicht.\n", done.stderr


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/gesundheit/").status_code == 405


def test_the_container_asks_the_server_itself(live_server: LiveServer) -> None:
    assert is_ready(live_server.thread.port, "localhost")


def test_a_silent_port_is_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert not is_ready(port, "localhost")
