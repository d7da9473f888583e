#!/usr/bin/env python3
"""Checks what the C library shows to the world: exports.py path/to/libkeyhaul.so

  - it exports exactly the functions that capi/keyhaul.h declares, and at most 40;
  - it needs only the C and C++ run-time libraries;
  - it has no symbol that the loader would make unique in the whole process (STB_GNU_UNIQUE), which would tie it to a host
    with another build of the same templates.
"""

import re
import subprocess
import sys

import house

MOST_FUNCTIONS = 40
MAY_NEED = re.compile(r"^(libstdc\+\+|libm|libgcc_s|libc|ld-linux[-\w]*)\.so(\.\d+)*$")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
DECLARED = re.compile(r"\b(keyhaul_\w+)\s*\(")
TYPEDEF = re.compile(r"\btypedef\b[^;{]*(\{[^}]*\})?[^;]*;|^\s*#(\\\n|[^\n])*", re.DOTALL | re.MULTILINE)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def declared_functions():
    text = COMMENT.sub(" ", (house.ROOT / "capi/keyhaul.h").read_text(encoding="utf-8"))
    return set(DECLARED.findall(TYPEDEF.sub(" ", text)))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    library = sys.argv[1]
    problems = []
    exported = set()
    for line in run("nm", "--dynamic", "--defined-only", library):
        kind, name = line.split()[-2:]
        if kind == "A":  # the name of the version node itself
            continue
        name = name.split("@")[0]
        exported.add(name)
        if not name.startswith("keyhaul_"):
            problems.append(f"exports {name}")
        if kind == "u":
            problems.append(f"{name} is unique in the process")
    for line in run("nm", library):
        if line.split()[-2] == "u":
            problems.append(f"{line.split()[-1]} is unique in the process (-fno-gnu-unique is missing)")
    declared = declared_functions()
    problems += [f"capi/keyhaul.h declares {name}, but it is not exported" for name in sorted(declared - exported)]
    problems += [f"exports {name}, which capi/keyhaul.h does not declare" for name in sorted(exported - declared)]
    if len(exported) > MOST_FUNCTIONS:
        problems.append(f"exports {len(exported)} functions, at most {MOST_FUNCTIONS} are allowed")
    if not exported:
        problems.append("exports nothing")
    needed = [m[1] for line in run("readelf", "--dynamic", "--wide", library) if (m := re.search(r"\(NEEDED\).*\[(.+)\]", line))]
    problems += [f"needs {name}" for name in needed if not MAY_NEED.match(name)]
    house.finish("exports", f"{len(exported)} functions; needs {' '.join(needed)}", problems)


if __name__ == "__main__":
    main()
