#!/usr/bin/env python3
"""Checks that forbidden code does not compile: compile_fail.py [--compiler g++]

Each tests/compile_fail/*.cc must fail to compile as it is, and must compile with -DKEYHAUL_CONTROL, which replaces the
forbidden line by the allowed one: that proves that it fails for its own reason. A line `// expect: words` in the file
gives words that the compiler's complaint must have, so that a slip of the pen is not taken for the refusal.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess

import house

EXPECT = re.compile(r"^// expect: (.+)$", re.MULTILINE)


def compile_once(compiler, path, *flags):
    command = [compiler, "-std=c++20", "-fsyntax-only", f"-I{house.ROOT}/include", f"-I{house.ROOT}",
               f"-I{house.ROOT}/src", f"-I{house.ROOT}/capi", *flags, str(path)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})


def judge(compiler, path):
    problems = []
    control = compile_once(compiler, path, "-DKEYHAUL_CONTROL")
    if control.returncode:
        problems.append(f"{house.relative(path)}: the control does not compile\n{control.stderr.rstrip()}")
    forbidden = compile_once(compiler, path)
    if forbidden.returncode == 0:
        problems.append(f"{house.relative(path)}: compiles, but must not")
    for words in EXPECT.findall(path.read_text(encoding="utf-8")) if forbidden.returncode else []:
        if words not in forbidden.stderr:
            problems.append(f"{house.relative(path)}: fails without saying `{words}`\n{forbidden.stderr.rstrip()}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    arguments = parser.parse_args()
    paths = house.files("tests/compile_fail", suffixes=(".cc",))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = sum(pool.map(lambda path: judge(arguments.compiler, path), paths), [])
    if not paths:
        problems.append("tests/compile_fail has no file")
    house.finish("compile_fail", f"{len(paths)} files by {arguments.compiler}", problems)


if __name__ == "__main__":
    main()
