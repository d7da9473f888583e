#!/usr/bin/env python3
"""KERNEL-06: headers and kernels give the same bytes under -O0 and under -O3 -march=native.

Compiles flags_program.cc and the kernels with each set of flags, as a host would compile the headers, and compares what
the programs print.
"""

import concurrent.futures
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ.get("KEYHAUL_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
FLAGS = [["-O0"], ["-O3", "-march=native"]]
SOURCES = [ROOT / "tests/kernels/flags_program.cc", *sorted((ROOT / "src/kernels").glob("*.cc"))]
FEWEST_LINES = 100_000


def output(compiler, flags, folder):
    """What the program prints when it and the kernels are compiled with these flags."""
    program = folder / "_".join(flag.strip("-").replace("=", "_") for flag in flags)
    subprocess.run([compiler, "-std=c++20", *flags, f"-I{ROOT}/include", f"-I{ROOT}", *map(str, SOURCES), "-o",
                    str(program)], check=True)
    return subprocess.run([str(program)], check=True, stdout=subprocess.PIPE).stdout


def main():
    compiler = os.environ.get("CXX", "c++")
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        outputs = list(pool.map(lambda flags: output(compiler, flags, pathlib.Path(name)), FLAGS))
    for flags, text in zip(FLAGS, outputs):
        print(f"{' '.join(flags)}: {len(text.splitlines())} lines, {hashlib.sha256(text).hexdigest()[:16]}")
    same = all(text == outputs[0] for text in outputs)
    enough = len(outputs[0].splitlines()) >= FEWEST_LINES
    print("the same" if same else "DIFFERENT", "" if enough else "and TOO FEW LINES")
    sys.exit(0 if same and enough else 1)


if __name__ == "__main__":
    main()
