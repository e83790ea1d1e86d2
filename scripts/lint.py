"""All checks that need no test run; each one runs, the last line names those that failed."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {"DEBUG": "0", "SECRET_KEY": secrets.token_urlsafe(64), "HTTPS": "1"}
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "format": (["ruff", "format", "--check", "."], {}),
    "rules": (["ruff", "check", "."], {}),
    "types": (["mypy"], {}),
    "templates": (["djlint", "templates", "--lint", "--quiet"], {}),
    "migrations": (["python", "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    "production settings": (["python", "manage.py", "check", "--deploy", "--fail-level=WARNING"], PRODUCTION),
}


def main() -> None:
    """Run every check in the checkout; ends with status 1 when one of them found something."""
    tools = Path(sys.executable).parent
    failed = []
    for name, (command, settings) in CHECKS.items():
        print(f"- {name}", flush=True)
        program = [str(tools / command[0]), *command[1:]]
        if subprocess.run(program, cwd=ROOT, env=os.environ | settings).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"\nFailed: {', '.join(failed)}")
    print("\nAll checks passed.")


if __name__ == "__main__":
    main()
