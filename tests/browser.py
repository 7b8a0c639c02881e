"""Find the Chromium that the page is tested in, or install one; say which."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "google-chrome")


def main() -> int:
    """The exit status: 0 where there is a browser now."""
    for name in NAMES:
        if found := shutil.which(name):
            print(f"The page is tested in {name}, which is installed ({found}).")
            return 0
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"]).returncode == 0:
        print("The page is tested in the Chromium that playwright installed.")
        return 0
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (("update", "-qq"), ("install", "-qq", "-y", "chromium")):
            subprocess.run(["apt-get", *words], check=True, stdout=subprocess.DEVNULL)
        print("The page is tested in Debian's Chromium, installed just now.")
        return 0
    print("There is no Chromium to test the page in: install the package chromium.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
