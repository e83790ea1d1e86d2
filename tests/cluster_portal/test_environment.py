"""Settings come from the environment, each declared once and documented once."""

import ast
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cluster_portal.environment import BY_NAME, SETTINGS, Environment, table
from tests.cluster_portal.processes import ROOT, run_python

LONG_SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "PATH"}


def sources() -> list[Path]:
    """Python files of the project outside of the tests."""
    folders = [path for path in ROOT.iterdir() if (path / "__init__.py").exists() and path.name != "tests"]
    return [*ROOT.glob("*.py"), *(file for folder in folders for file in folder.rglob("*.py"))]


def environment_names(file: Path) -> set[str]:
    """Names that a file reads from os.environ, written as texts."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        is_item = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ"
        is_call = isinstance(node, ast.Call) and re.match(
            r"os\.(environ\.(get|pop|setdefault)|getenv)$", ast.unparse(node.func)
        )
        if is_item or is_call:
            key = node.slice if isinstance(node, ast.Subscript) else node.args[0]
            assert isinstance(key, ast.Constant), f"{file}: a computed name of an environment variable"
            found.add(key.value)
    return found


def test_the_documentation_holds_the_table_of_settings() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert table() in text, f"Put this table into docs/operations.md:\n\n{table()}"


def test_no_environment_variable_is_read_that_is_not_declared() -> None:
    read = {name for file in sources() for name in environment_names(file)}
    assert read - NOT_SETTINGS <= set(BY_NAME)
    assert "SECRET_KEY" in read


def test_every_declared_setting_is_read_somewhere() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in sources() if file.name != "environment.py")
    assert [s.name for s in SETTINGS if f'"{s.name}"' not in code and f"'{s.name}'" not in code] == []


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DEBUG", "yes", True),
        ("DEBUG", "", False),
        ("CONN_MAX_AGE", "0", 0),
        ("ALLOWED_HOSTS", "a.example, b.example,", ["a.example", "b.example"]),
        ("TILE_URL", "https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example/{z}/{x}/{y}.png"),
    ],
)
def test_text_becomes_a_value(name: str, text: str, value: object) -> None:
    assert Environment({name: text})[name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("DEBUG", "maybe"), ("PORT", "-1"), ("PORT", "http"), ("TILE_URL", "http://tiles.example/{z}/{x}/{y}")],
)
def test_unreadable_text_names_the_variable(name: str, text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"environment variable {name}"):
        Environment({name: text})[name]


def test_absent_variables_have_their_default() -> None:
    environment = Environment({})
    assert environment["PORT"] == 8000
    assert environment["DEBUG"] is False
    assert not environment.is_given("DEBUG")


def test_production_without_a_secret_does_not_start(tmp_path: Path) -> None:
    done = run_python("manage.py", "check", DEBUG="0", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "SECRET_KEY is missing: production (DEBUG=0) needs a random text" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_named_database_means_production(tmp_path: Path) -> None:
    done = run_python("manage.py", "check", DATABASE_URL="postgres://u@127.0.0.1:1/x", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    done = run_python(
        "manage.py", "check", "--deploy", "--fail-level=WARNING",
        DEBUG="0", SECRET_KEY=LONG_SECRET, VAR_DIR=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_trial_makes_its_own_secret_once(tmp_path: Path) -> None:
    show = "from django.conf import settings; print(settings.SECRET_KEY)"
    variables = {"DJANGO_SETTINGS_MODULE": "cluster_portal.settings", "VAR_DIR": str(tmp_path)}
    first, second = (run_python("-c", show, **variables) for _ in range(2))
    assert first.stdout == second.stdout
    assert len(first.stdout.strip()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
