"""What one process commits, the next answer of another holds; what commits late is never skipped."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from companies.domain.profile import save_profile
from companies.domain.profile_data import ProfileData
from companies.models import Cluster
from companies.search.keeper import KEEPER
from companies.search.rows import PUBLISH_LOCK
from competences.domain.vocabulary import current_vocabulary
from tests.factories import ClusterFactory
from tests.factories.vocabulary import make_vocabulary

pytestmark = pytest.mark.django_db(transaction=True)

READER = """
import sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from companies.search.keeper import KEEPER
from competences.domain.vocabulary import current_vocabulary
for _ in sys.stdin:
    model = KEEPER.current(current_vocabulary())
    print(model.size, flush=True)
"""


def write(name: str) -> None:
    """Write and publish one firm."""
    save_profile(
        data=ProfileData(name=name, core_competences="Drehen"),
        actor=None,
        cluster=Cluster.objects.get(),
        source="Test",
    )


@contextmanager
def reader():
    """A second process that says how many firms its next answer knows."""
    process = subprocess.Popen(
        [sys.executable, "-c", READER, connection.settings_dict["NAME"]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )

    def ask() -> int:
        process.stdin.write("\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    try:
        yield ask
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


@pytest.fixture
def directory():
    """A cluster and a vocabulary, committed."""
    make_vocabulary()
    ClusterFactory(name="Metall-Cluster", slug="metall")
    KEEPER.forget()


def test_a_commit_is_in_the_next_answer_of_another_process(directory):
    with reader() as ask:
        assert ask() == 0
        for count in (1, 2, 3):
            write(f"Firma {count}")
            assert ask() == count


def test_what_is_rolled_back_never_reaches_another_process(directory):
    with reader() as ask:
        with transaction.atomic():
            write("Firma")
            assert ask() == 0
            transaction.set_rollback(True)
        assert ask() == 0
        write("Andere")
        assert ask() == 1


def test_a_transaction_that_commits_late_is_not_skipped(directory):
    """The second writer gets its number only after the first one committed, so numbers commit in order."""
    numbered, second_waits = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                write("Spät")
                numbered.set()
                second_waits.wait(20)
        finally:
            connection.close()

    def early() -> None:
        try:
            numbered.wait(20)
            write("Früh")
        finally:
            connection.close()

    with reader() as ask:
        writers = [threading.Thread(target=late), threading.Thread(target=early)]
        for writer in writers:
            writer.start()
        assert numbered.wait(20)
        while not _somebody_waits():
            pass
        assert ask() == 0
        second_waits.set()
        for writer in writers:
            writer.join(20)
        assert ask() == 2
    assert KEEPER.current(current_vocabulary()).size == 2


def test_an_emptied_database_is_told_from_the_one_that_was_read(directory):
    write("Firma")
    assert KEEPER.current(current_vocabulary()).size == 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE companies_searchrow")
        cursor.execute("ALTER SEQUENCE companies_search_change_number RESTART")
    write("Andere")
    assert KEEPER.current(current_vocabulary()).size == 1


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted)",
            [PUBLISH_LOCK],
        )
        return cursor.fetchone()[0]
