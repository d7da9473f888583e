#!/usr/bin/env python3
"""Checks that every header compiles alone: headers.py [--compiler g++-12]... [--jobs N]

Each header of include/, capi/ and src/ is compiled by itself, included twice, with all warnings as errors, by the last
of the compilers: all have the same standard library, so what one of them misses the others miss too. The C header is
compiled as C99 by each. Then three translation units that include all headers of the domain, in different orders, are
linked into one program by each compiler, so that nothing in a header is defined twice. Abseil comes in two builds: with
its own string_view, optional and variant (Debian's), or with the standard ones (upstream's default); the domain must
not care, so that program is made with both, by a copy of absl/base/options.h that stands in front of the installed one.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import house

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wsign-conversion", "-Werror"]
CXX = ["-std=c++20", "-O0", *WARNINGS, f"-I{house.ROOT}/include", f"-I{house.ROOT}", f"-I{house.ROOT}/src", f"-I{house.ROOT}/capi"]


def options_headers(folder, include_dir):
    """Writes the two variants of absl/base/options.h; returns {name: include folder}."""
    text = (pathlib.Path(include_dir) / "absl/base/options.h").read_text(encoding="utf-8")
    variants = {}
    for name, value in (("own", "0"), ("std", "1")):
        changed, count = re.subn(r"(#define ABSL_OPTION_USE_STD_\w+) \d", rf"\g<1> {value}", text)
        if not count:
            raise SystemExit("absl/base/options.h has no ABSL_OPTION_USE_STD_*: this check must learn its new form")
        target = folder / name / "absl/base/options.h"
        target.parent.mkdir(parents=True)
        target.write_text(changed, encoding="utf-8")
        variants[name] = folder / name
    return variants


def run(what, command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    return None if done.returncode == 0 else f"{what}: does not compile\n  {' '.join(command)}\n{done.stderr.rstrip()}"


def alone(compiler, header):
    text = f'#include "{header}"\n#include "{header}"\n'
    return run(f"{house.relative(header)} ({compiler})", [compiler, *CXX, "-fsyntax-only", "-x", "c++", "-"], text)


def as_c99(compiler, header):
    # The same compiler's driver for C: g++-12 is gcc-12, clang++-14 is clang-14.
    c_compiler = compiler.replace("clang++", "clang").replace("g++", "gcc").replace("c++", "cc")
    command = [c_compiler, "-std=c99", "-pedantic", *WARNINGS, "-fsyntax-only", "-x", "c", "-"]
    return run(f"{house.relative(header)} ({c_compiler}, C99)", command, f'#include "{header}"\n')


def link_three(compiler, headers, folder, variant):
    """Three translation units with all of the headers, in different orders, make one program."""
    name, options = variant
    includes = [f'#include "{header}"\n' for header in headers]
    orders = [includes, includes[::-1], includes[len(includes) // 2:] + includes[:len(includes) // 2]]
    sources = []
    for number, order in enumerate(orders, 1):
        source = folder / f"link_{number}_{name}_{compiler.replace('/', '_')}.cc"
        body = "int main() { return 0; }\n" if number == 1 else f"int Part{number}();\nint Part{number}() {{ return 0; }}\n"
        source.write_text("".join(order) + body, encoding="utf-8")
        sources.append(str(source))
    output = str(folder / f"link_{name}_{compiler.replace('/', '_')}")
    return run(f"all headers in three translation units ({compiler}, Abseil's string types: {name})",
               [compiler, f"-I{options}", *CXX, *sources, "-o", output])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", action="append", help="default: those of g++-12, clang++-14, g++ that are there")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--abseil", default="/usr/include", help="the include folder that has absl/")
    arguments = parser.parse_args()
    compilers = arguments.compiler or [c for c in ("g++-12", "clang++-14") if shutil.which(c)] or ["g++"]

    domain = house.files("include", suffixes=house.HEADERS)
    headers = domain + house.files("capi", "src", suffixes=house.HEADERS)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        folder = pathlib.Path(folder)
        variants = options_headers(folder, arguments.abseil)
        work = []
        for compiler in compilers:
            work += [pool.submit(link_three, compiler, domain, folder, variant) for variant in variants.items()]
            if (house.ROOT / "capi/keyhaul.h").exists():
                work.append(pool.submit(as_c99, compiler, house.ROOT / "capi/keyhaul.h"))
        work += [pool.submit(alone, compilers[-1], header) for header in headers]
        problems = []
        for done in work:
            if problem := done.result():
                print(problem, flush=True)
                problems.append(problem.splitlines()[0])
    seen = f"{len(headers)} headers, {len(work)} compilations by {' and '.join(compilers)}"
    house.finish("headers", seen, problems)


if __name__ == "__main__":
    main()
