"""Bring a fresh checkout to the point where it can run: virtual environment, locked packages, built front end.

Needs nothing but the standard library. Each step is skipped when its inputs are the same as when it last succeeded,
so a second call takes a fraction of a second. Usage: python3 scripts/prepare.py run|develop
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# Not the interpreter of an activated .venv: that one may be removed in a moment.
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
STAMPS = ROOT / "var" / "stamps"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18


class PreparationError(Exception):
    """A step cannot be done here; the text says what to do about it."""


def digest(parts: Iterable[Path | str]) -> str:
    """Return one checksum over texts and files, each file with its name, so that any change shows."""
    total = hashlib.sha256()
    for part in parts:
        total.update(str(part).encode())
        if isinstance(part, Path):
            total.update(part.read_bytes())
    return total.hexdigest()


def once(
    name: str,
    inputs: Iterable[Path | str],
    results: Iterable[Path],
    work: Callable[[], object],
    stamps: Path = STAMPS,
) -> None:
    """Do `work` unless it was done for these `inputs` before and its `results` are still there.

    The folder `stamps` remembers the inputs of each `name`.
    """
    stamp, current = stamps / name, digest(inputs)
    if (
        stamp.exists()
        and stamp.read_text(encoding="ascii") == current
        and all(result.exists() for result in results)
    ):
        return
    print(f"- {name} ...", flush=True)
    stamp.unlink(missing_ok=True)
    work()
    stamps.mkdir(parents=True, exist_ok=True)
    stamp.write_text(current, encoding="ascii")


def execute(*command: str | Path, failure: str) -> None:
    """Run a program in the checkout. Raises PreparationError with `failure` and the program's words."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=os.environ | {"PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise PreparationError(f"{failure}\n{done.stdout.strip()}")


def make_virtual_environment() -> None:
    """Make .venv with pip; where the system's Python came without ensurepip, with its own pip or apt's package."""
    if VENV.exists() and not VENV.is_symlink():
        shutil.rmtree(VENV)
    try:
        execute(BASE_PYTHON, "-m", "venv", VENV, failure="Python cannot make a virtual environment.")
    except PreparationError:
        apt = shutil.which("apt-get")
        if apt is None or os.geteuid() != 0:
            raise PreparationError(
                "Python's module venv is incomplete: install the package python3-venv and start again."
            ) from None
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        execute(apt, "update", failure="apt-get update failed.")
        execute(
            apt, "install", "-y", "--no-install-recommends", version, failure=f"Please install {version}."
        )
        execute(
            BASE_PYTHON, "-m", "venv", "--clear", VENV, failure="Python cannot make a virtual environment."
        )


def install(lock: str) -> None:
    """Install the packages of a lock file; the checksums in it are enforced."""
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-deps",
        "--disable-pip-version-check",
    ]
    execute(*pip, "--no-input", "-r", ROOT / lock, failure="The Python packages could not be installed.")


def has_node() -> bool:
    """Say whether a usable Node.js with npm is installed on this machine."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = version.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def build_front_end() -> None:
    """Install the front-end packages and build static/dist/ with the machine's Node.js or one from the index."""
    if not has_node():
        install("requirements-node.lock")
    execute(
        "npm",
        "ci",
        "--include=dev",
        "--no-progress",
        failure="The front-end packages could not be installed.",
    )
    execute("node", "frontend/build.js", failure="The front end could not be built.")


def _packages(name: str, lock: str, program: str, python: list[str]) -> None:
    once(name, [*python, ROOT / lock], [VENV / "bin" / program], lambda: install(lock))


def prepare(develop: bool) -> None:
    """Do all steps that are not up to date; `develop` adds the tools of tests and checks.

    Raises PreparationError when one of them cannot be done.
    """
    if sys.version_info < OLDEST_PYTHON:
        raise PreparationError("Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 …")
    python = [platform.python_version(), sys.base_prefix]
    once("virtual environment", python, [PYTHON], make_virtual_environment)
    _packages("Python packages", "requirements.lock", "gunicorn", python)
    if develop:
        _packages("tools for tests and checks", "requirements-dev.lock", "pytest", python)
    sources = sorted((ROOT / "frontend").iterdir())
    inputs: list[Path | str] = [ROOT / "package-lock.json", ROOT / ".npmrc", *sources]
    once("front end", inputs, [ROOT / "static" / "dist" / "site.css"], build_front_end)


if __name__ == "__main__":
    try:
        prepare(develop=sys.argv[1:] == ["develop"])
    except PreparationError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit(130)
