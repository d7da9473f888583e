#!/usr/bin/env python3
"""Checks that every source file stands as .clang-format wants it: format.py [--fix]

Versions of clang-format disagree in small things, so the version is fixed.
"""

import os
import shutil
import subprocess
import sys

import house

TOOL = "clang-format-14"
PLACES = ("include", "src", "capi", "tests", "benchmarks", "examples")


def main():
    if not shutil.which(TOOL):
        sys.exit(f"format: {TOOL} is not installed (Debian: clang-format-14)")
    paths = house.files(*PLACES)
    if "--fix" in sys.argv[1:]:
        sys.exit(subprocess.run([TOOL, "-i", *paths]).returncode)
    problems = []
    done = subprocess.run([TOOL, "--dry-run", "-Werror", "--ferror-limit=1", *paths], capture_output=True, text=True)
    for line in done.stderr.splitlines():
        if ": error: " in line:
            path, rest = line.split(":", 1)
            problems.append(f"{house.relative(path)}:{rest.split(':')[0]}: not formatted (tools/checks/format.py --fix)")
    if done.returncode and not problems:
        problems.append(done.stderr.strip())
    house.finish("format", f"{len(paths)} files", problems)


if __name__ == "__main__":
    os.chdir(house.ROOT)
    main()
