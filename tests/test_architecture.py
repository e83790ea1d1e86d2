"""The house stands as docs/architecture.md draws it: levels of apps, layers in an app, no circles, small files."""

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source_tree import (
    APPS,
    ROOT,
    WIRING,
    imported_names,
    module_name,
    product_files,
    python_files,
    shown,
)

LEVELS = {
    "pages": 0,
    "competences": 0,
    "outbox": 0,
    "accounts": 1,
    "companies": 2,
    "profiles": 3,
    "matching": 4,
    "inquiries": 5,
    "home": 6,
    "privacy": 5,
}

LAYERS = (
    {"enums"},
    {"models"},
    {"rules"},
    {"notifications"},
    {"domain", "language", "search"},
    {"forms", "filters", "admin"},
    {"views", "api", "management", "tasks", "adapter", "templatetags"},
    {"urls"},
)
LAYER_OF = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
OUTSIDE_LAYERS = {"apps", "migrations", "__init__"}

# Pure text and number work: it must be testable and fast without Django, a database or the tables.
PURE_FOLDERS = ("competences/language",)

LONGEST_FILE = 400


def room(name: str) -> str:
    """The room of an app that a dotted module name lies in ("companies.domain.merge" → "domain")."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def own_imports(path: Path) -> set[str]:
    """The imports of the file that lead into this repository's apps or wiring."""
    return {name for name in imported_names(path) if name.split(".")[0] in {*APPS, WIRING}}


def test_every_app_has_a_level() -> None:
    installed = {path.parent.name for path in ROOT.glob("*/apps.py")} - {WIRING}
    assert installed <= set(LEVELS)


def test_apps_import_only_lower_levels() -> None:
    wrong = [
        f"{shown(path)} imports {name}"
        for path in python_files(*APPS)
        for name in sorted(own_imports(path))
        if (target := name.split(".")[0]) != (own := path.relative_to(ROOT).parts[0])
        and (target == WIRING or LEVELS[target] >= LEVELS[own])
    ]
    assert wrong == []


def test_every_room_has_a_layer() -> None:
    strange = {
        shown(path)
        for path in python_files(*APPS)
        if room(module_name(path)) not in LAYER_OF and room(module_name(path)) not in OUTSIDE_LAYERS
    }
    assert strange == set()


def test_layers_import_only_downwards() -> None:
    wrong = []
    for path in python_files(*APPS):
        here = room(module_name(path))
        if here in OUTSIDE_LAYERS:
            continue
        for name in sorted(own_imports(path)):
            there = room(name)
            if there in LAYER_OF and LAYER_OF[there] > LAYER_OF[here]:
                wrong.append(f"{shown(path)} ({here}) imports {name} ({there})")
    assert wrong == []


@pytest.mark.parametrize("folder", PURE_FOLDERS)
def test_pure_folders_know_neither_django_nor_tables(folder: str) -> None:
    assert python_files(folder) != ()
    wrong = [
        f"{shown(path)} imports {name}"
        for path in python_files(folder)
        for name in sorted(imported_names(path))
        if name.split(".")[0] == "django" or (name.split(".")[0] in LEVELS and room(name) == "models")
    ]
    assert wrong == []


def test_product_code_does_not_import_tests_or_benchmarks() -> None:
    wrong = [
        f"{shown(path)} imports {name}"
        for path in product_files()
        for name in sorted(imported_names(path))
        if name.split(".")[0] in {"tests", "benchmarks", "pytest", "factory", "hypothesis"}
    ]
    assert wrong == []


def test_no_circular_imports() -> None:
    modules = {module_name(path): path for path in product_files()}
    graph: dict[str, set[str]] = {}
    for name, path in modules.items():
        targets = set()
        for imported in imported_names(path):
            target = imported if imported in modules else imported.rpartition(".")[0]
            if target in modules and target != name:
                targets.add(target)
        graph[name] = targets
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail("circular import: " + " → ".join(circle.args[1]))


def test_files_are_short() -> None:
    long = {
        shown(path): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}
