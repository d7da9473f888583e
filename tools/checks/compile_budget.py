#!/usr/bin/env python3
"""Checks what each door costs to include: compile_budget.py [--compiler g++-12] [--print]

The cost of a door is the user CPU time of a translation unit that includes it alone, as a multiple of one that includes
<string>, <vector> and <optional>: a ratio, so that slow machines judge alike. The two are compiled in turns, so that
what else the machine does slows both, and the least of each counts. The budgets stand in compile_budget.txt, one line
`door ratio` each; they are generous, and a door that passes its budget has most likely taken in a heavy header.
"""

import argparse
import os
import pathlib
import subprocess
import tempfile

import house

TABLE = pathlib.Path(__file__).with_name("compile_budget.txt")
BASELINE = "#include <string>\n#include <vector>\n#include <optional>\n"
TURNS = 4
TRIALS = 4


def seconds(compiler, text, folder):
    source = pathlib.Path(folder) / "unit.cc"
    source.write_text(text, encoding="utf-8")
    command = [compiler, "-std=c++20", "-O2", f"-I{house.ROOT}/include", "-c", str(source), "-o", f"{folder}/unit.o"]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"compile_budget: does not compile:\n{text}")
    return usage.ru_utime


def cost_of(door, compiler, folder):
    """What the door costs as a multiple of the baseline."""
    turns = [(seconds(compiler, f'#include "keyhaul/{door.name}"\n', folder), seconds(compiler, BASELINE, folder))
             for _ in range(TURNS)]
    return min(cost for cost, _ in turns) / min(baseline for _, baseline in turns)


def least_cost_of(door, compiler, folder, budget):
    """The same, measured again where it passes the budget: what else the machine does adds most to a long compilation."""
    ratio = cost_of(door, compiler, folder)
    for _ in range(TRIALS - 1):
        if ratio <= budget:
            break
        ratio = min(ratio, cost_of(door, compiler, folder))
    return ratio


def read_budgets():
    lines = (line.split("#")[0].split() for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {door: float(ratio) for door, ratio in (line for line in lines if line)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--print", action="store_true", help="print what each door costs")
    arguments = parser.parse_args()
    budgets = read_budgets()
    problems = [f"compile_budget.txt: {door} is no door" for door in budgets
                if not (house.ROOT / "include/keyhaul" / door).exists()]
    with tempfile.TemporaryDirectory() as folder:
        for door in house.doors():
            ratio = least_cost_of(door, arguments.compiler, folder, budgets.get(door.name, 0))
            if arguments.print:
                print(f"{door.name:16} {ratio:5.2f}  (budget {budgets.get(door.name, 0):.1f})")
            if door.name not in budgets:
                problems.append(f"{door.name}: no budget in compile_budget.txt (costs {ratio:.2f})")
            elif ratio > budgets[door.name]:
                problems.append(f"{door.name}: costs {ratio:.2f} times the baseline, budget {budgets[door.name]}")
    house.finish("compile_budget", f"{len(house.doors())} doors by {arguments.compiler}", problems)


if __name__ == "__main__":
    main()
