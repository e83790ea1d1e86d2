"""What the repository's own source consists of: the files that the tests about the code itself read."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "pages",
    "competences",
    "outbox",
    "accounts",
    "companies",
    "profiles",
    "matching",
    "inquiries",
    "home",
    "privacy",
)
WIRING = "cluster_portal"
NOT_OURS = {".venv", "node_modules", "var", "__pycache__", ".git", "dist", ".hypothesis"}


@cache
def files(pattern: str, *tops: str) -> tuple[Path, ...]:
    """All files of the repository that fit the glob pattern, below the given top folders or anywhere."""
    roots = [ROOT / top for top in tops] if tops else [ROOT]
    found = [
        path
        for root in roots
        if root.is_dir()
        for path in root.rglob(pattern)
        if path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts)
    ]
    return tuple(sorted(found))


def python_files(*tops: str) -> tuple[Path, ...]:
    """All Python files except migrations, which Django writes."""
    return tuple(path for path in files("*.py", *tops) if "migrations" not in path.parts)


def product_files() -> tuple[Path, ...]:
    """The Python files that run in production: the apps and the wiring."""
    return python_files(*APPS, WIRING)


def module_name(path: Path) -> str:
    """Dotted name under which Python imports the file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def shown(path: Path) -> str:
    """The path as a failure message shows it."""
    return str(path.relative_to(ROOT))


@cache
def syntax_tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_names(path: Path) -> set[str]:
    """Dotted names of everything the file imports, relative imports made absolute.

    `from a import b` gives "a.b", which may be a module or a name inside the module "a".
    """
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    names = set()
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{origin}.{alias.name}" for alias in node.names}
    return names
