"""The commands of daily work are listed where somebody looks for them first."""

import re
import shutil
import subprocess

from tests.cluster_portal.processes import ROOT

TARGETS = {"help", "setup", "run", "test", "lint", "bench", "reset", "backup", "restore", "lock"}


def test_make_alone_lists_every_command() -> None:
    make = shutil.which("make")
    assert make is not None
    shown = subprocess.run([make], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert set(re.findall(r"^make (\w+) ", shown, re.MULTILINE)) == TARGETS


def test_every_command_of_the_makefile_is_listed() -> None:
    rules = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rules) == TARGETS
