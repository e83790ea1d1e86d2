"""Runs the project's programs as somebody else would: with an environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run_python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in the checkout with no environment but PATH and `variables`; output is captured as text."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", os.defpath)} | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
