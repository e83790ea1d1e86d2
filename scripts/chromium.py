"""The Chromium of the browser tests: found, or installed with the system's packages where that is allowed.

Usage: python scripts/chromium.py (ends with one sentence when there is none and none may be installed)
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-liberation")


def find() -> str | None:
    """Return the program named by CHROMIUM or the first known one on the search path, None without any."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def main() -> None:
    """Make sure that `find` finds something. Ends the program with one sentence when that is impossible."""
    if find():
        return
    if os.environ.get("CHROMIUM"):
        sys.exit(f"CHROMIUM={os.environ['CHROMIUM']} is not a program.")
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("- Chromium ...", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
            subprocess.run(
                [apt, "-qq", *command], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
    if not find():
        sys.exit("The browser tests need Chromium: install the package chromium or name one with CHROMIUM=.")


if __name__ == "__main__":
    main()
