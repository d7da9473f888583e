#!/usr/bin/env python3
"""KERNEL-08: instructions of AVX and later stand in functions that only machines which have them are sent to.

Compiles vector_kernel.cc and reads the machine code back: outside the namespaces avx2 and avx512 no function may touch
the registers that came with them, and above all no inline function of a header, of which the linker keeps one for all.
"""

import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ.get("KEYHAUL_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
FLAGS = [["-O0"], ["-O2"]]
FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
# Every instruction of AVX and later begins with a v; of those before it only four others do.
VECTOR = re.compile(r"^\s+[0-9a-f]+:\s+(?!ver[rw]\b|vmcall\b|vmmcall\b)v[a-z0-9]+ ")
OWN = re.compile(r"\(anonymous namespace\)::avx(2|512)::")


def functions(compiler, flags, folder):
    """(all functions, those with vector instructions) of the kernel compiled with these flags."""
    compiled = folder / f"kernel{flags[0]}.o"
    subprocess.run([compiler, "-std=c++20", *flags, f"-I{ROOT}/include", f"-I{ROOT}", "-c",
                    str(ROOT / "src/kernels/vector_kernel.cc"), "-o", str(compiled)], check=True)
    code = subprocess.run(["objdump", "--disassemble", "--demangle", "--no-show-raw-insn", str(compiled)], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    names, with_vectors = set(), set()
    for line in code.splitlines():
        function = FUNCTION.match(line)
        if function:
            name = function[1]
            names.add(name)
        elif VECTOR.match(line):
            with_vectors.add(name)
    return names, with_vectors


def main():
    if platform.machine() not in ("x86_64", "AMD64"):
        print("no such paths on this kind of machine")
        return
    failed = False
    for flags in FLAGS:
        with tempfile.TemporaryDirectory() as name:
            names, with_vectors = functions(os.environ.get("CXX", "c++"), flags, pathlib.Path(name))
        foreign = sorted(name for name in with_vectors if not OWN.search(name))
        print(f"{flags[0]}: {len(names)} functions, {len(with_vectors)} with vectors, {len(foreign)} of them foreign")
        for function in foreign:
            print("  ", function)
        failed |= bool(foreign) or not with_vectors or names == with_vectors
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
