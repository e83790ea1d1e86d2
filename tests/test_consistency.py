"""The repository agrees with itself: nothing unused, nothing unexplained, nothing left in English."""

import re
from collections.abc import Iterator
from importlib.resources import files as package_files
from pathlib import Path

from django.apps import AppConfig, apps
from django.core.management import call_command, get_commands
from django.db import models

from outbox.notifications import kinds
from tests.source_tree import APPS, ROOT, WIRING, files, product_files, python_files, shown

TEMPLATES = ROOT / "templates"
# Found by Django itself under these names.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# Overridden templates keep the name that the library asks for.
OVERRIDDEN = ("django.contrib.admin", "allauth", "simple_history", "crispy_bootstrap5")

# Words for which the name in the code and the German word are the same.
SAME_IN_GERMAN = {"cluster", "name", "text", "status"}

# Migrations for what no model describes.
WRITTEN_BY_HAND = {
    "pages": ["0002_versions_never_change.py"],
    "companies": ["0002_sequence_and_unlogged_table.py"],
}

# Named by the kind of mail, not by a literal text.
MAIL_TEMPLATES = {f"{kind.template}.{ending}" for kind in kinds() for ending in ("txt", "html")}

READABLE = ("*.py", "*.html", "*.txt", "*.js", "*.scss")


def own_apps() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if app.name in APPS]


def own_models() -> list[type[models.Model]]:
    """The models we write; tables of the history are derived from them."""
    return [
        model
        for app in own_apps()
        for model in app.get_models()
        if not model.__name__.startswith("Historical") and not model._meta.auto_created
    ]


def source_text(*leave_out: Path) -> str:
    """Everything in which a template or a file for the browser can be named."""
    paths = {
        path
        for pattern in READABLE
        for path in files(pattern, *APPS, WIRING, "templates", "static", "frontend")
    }
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths - set(leave_out)))


def overrides_a_library(name: str) -> bool:
    return any(package_files(package).joinpath("templates", name).is_file() for package in OVERRIDDEN)


def test_every_template_is_used() -> None:
    everything = source_text()
    unused = [
        name
        for path in files("*.*", "templates")
        if (name := str(path.relative_to(TEMPLATES))) not in ERROR_PAGES
        and not re.search(rf"""["']{re.escape(name)}["']""", everything)
        and not overrides_a_library(name)
        and name not in MAIL_TEMPLATES
    ]
    assert unused == []


def test_every_kind_of_mail_has_its_pair_of_templates() -> None:
    assert {name for name in MAIL_TEMPLATES if not (TEMPLATES / name).is_file()} == set()


def test_every_file_for_the_browser_is_used() -> None:
    everything = source_text()
    static = [path for path in files("*", "static") if not path.name.startswith(".")]
    unused = [name for path in static if (name := str(path.relative_to(ROOT / "static"))) not in everything]
    assert unused == []


def test_every_component_says_what_it_takes() -> None:
    silent = [
        shown(path)
        for path in files("*.html", "templates/components")
        if not path.read_text(encoding="utf-8").startswith(("{# ", "{% comment"))
    ]
    assert silent == []


def test_every_command_is_documented() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `manage\.py (\w+)", manual, re.MULTILINE))
    assert {name for name, app in get_commands().items() if app in APPS} - documented == set()


def test_models_and_migrations_agree(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_app_starts_with_one_migration() -> None:
    for app in own_apps():
        folder = Path(app.path) / "migrations"
        found = sorted(path.name for path in folder.glob("0*.py"))
        expected = ["0001_initial.py"] if list(app.get_models()) else []
        assert found == expected + WRITTEN_BY_HAND.get(app.name, []), app.name


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    found = [
        f"{shown(path)}:{number}"
        for pattern in READABLE
        for path in files(pattern)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_test_is_passed_over() -> None:
    ways = re.compile(r"(mark\.|pytest\.|unittest\.)(skip|xfail|importorskip)")
    assert [
        shown(path) for path in python_files("tests") if ways.search(path.read_text(encoding="utf-8"))
    ] == []


def test_every_table_and_field_has_a_german_name() -> None:
    nameless = []
    for model in own_models():
        default = re.sub(r"(?<!^)([A-Z])", r" \1", model.__name__).lower()
        if str(model._meta.verbose_name) == default and default not in SAME_IN_GERMAN:
            nameless.append(model.__name__)
        nameless += [
            f"{model.__name__}.{field.name}"
            for field in model._meta.get_fields()
            if isinstance(field, models.Field)
            and field.model in own_models()
            and not field.primary_key
            and str(field.verbose_name) == field.name.replace("_", " ")
            and field.name not in SAME_IN_GERMAN
        ]
    assert nameless == []


def constraints() -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for model in own_models():
        for constraint in model._meta.constraints:
            yield model, constraint


def test_every_constraint_speaks_german() -> None:
    silent = [
        constraint.name
        for _, constraint in constraints()
        if str(constraint.violation_error_message)
        == str(models.BaseConstraint.default_violation_error_message)
    ]
    assert silent == []


ENGLISH = re.compile(
    r"""(?:label|help_text|verbose_name|verbose_name_plural|short_description|description|empty_label|title)
    \s*=\s*["'](?:[^"']*\b(?:the|and|of|please|select|search|company|companies|name of|your|with|for)\b[^"']*)["']""",
    re.VERBOSE | re.IGNORECASE,
)


def test_what_people_read_is_german() -> None:
    english = {
        f"{shown(path)}: {found}"
        for path in product_files()
        if path.parent.name != "commands" and path.name != "environment.py"  # operators read English
        for found in ENGLISH.findall(path.read_text(encoding="utf-8"))
    }
    assert english == set()
