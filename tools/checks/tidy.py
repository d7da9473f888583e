#!/usr/bin/env python3
"""Runs clang-tidy over the sources: tidy.py BUILD_DIR [--jobs N] [PATTERN...]

BUILD_DIR was configured with clang (its flags must be clang's) and has compile_commands.json. Headers of the domain are
seen through the sources that include them. A unity build is faster to look at: several sources at once. PATTERN keeps
the files whose path has it.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys

import house

TOOL = "clang-tidy-14"
PLACES = ("src/", "capi/")


def place_of(build_dir, path):
    """Where a source is; one that a unity build made of several is in the folder that its target is made in."""
    for root in (build_dir.resolve(), house.ROOT):
        if pathlib.Path(path).is_relative_to(root):
            return str(pathlib.Path(path).relative_to(root))
    return path


def tidy(build_dir, path):
    command = [TOOL, "--quiet", f"--config-file={house.ROOT}/.clang-tidy", "-p", str(build_dir), path]
    if pathlib.Path(path).name.startswith("unity_"):
        command.append("--checks=-bugprone-suspicious-include")  # sources that include sources are what it is
    done = subprocess.run(command, capture_output=True, text=True)
    return path, done.returncode, done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build_dir", type=pathlib.Path)
    parser.add_argument("pattern", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_intermixed_args()
    if not shutil.which(TOOL):
        sys.exit(f"tidy: {TOOL} is not installed (Debian: clang-tidy-14)")

    commands = json.loads((arguments.build_dir / "compile_commands.json").read_text(encoding="utf-8"))
    paths = sorted({c["file"] for c in commands if place_of(arguments.build_dir, c["file"]).startswith(PLACES)})
    if arguments.pattern:
        paths = [p for p in paths if any(pattern in p for pattern in arguments.pattern)]
    problems = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for path, code, output in pool.map(lambda p: tidy(arguments.build_dir, p), paths):
            if code:
                print(f"{place_of(arguments.build_dir, path)}:\n{output}", flush=True)
                problems.append(f"{place_of(arguments.build_dir, path)}: clang-tidy finds fault")
    if not paths:
        problems.append("no file to look at")
    house.finish("tidy", f"{len(paths)} files", problems)


if __name__ == "__main__":
    main()
