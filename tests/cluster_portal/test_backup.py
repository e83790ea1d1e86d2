"""A backup is worth what its restoring gives back."""

from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from cluster_portal.backup import BackupError, restore, save


@pytest.mark.django_db(transaction=True)
def test_what_was_saved_comes_back_and_what_came_later_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "directory.dump"
    User.objects.create_user("before@example.org", first_name="Jörg")
    database = connection.settings_dict
    connection.close()
    save(database, file)
    User.objects.all().delete()
    User.objects.create_user("after@example.org")
    connection.close()
    restore(database, file)
    assert list(User.objects.values_list("email", "first_name")) == [("before@example.org", "Jörg")]
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "letter.dump"
    file.write_text("Sehr geehrte Damen und Herren", encoding="utf-8")
    User.objects.create_user("before@example.org")
    with pytest.raises(BackupError, match="pg_restore failed"):
        restore(connection.settings_dict, file)
    assert User.objects.count() == 1


def test_a_database_that_cannot_be_reached_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pg_dump failed"):
        save({"HOST": "127.0.0.1", "PORT": 1, "USER": "nobody", "NAME": "x"}, tmp_path / "directory.dump")
    assert list(tmp_path.iterdir()) == []
