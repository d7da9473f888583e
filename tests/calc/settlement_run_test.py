#!/usr/bin/env python3
"""Settlements of whole runs: the golden cases, and random policies and books in several runs, each of which takes what the
one before has booked. Figures are those of independent_settlement_run.py (ENGINE-140); what holds whatever the figures are
is asked of the command alone (ENGINE-141). A random case that fails is made smaller before it is printed."""

import csv
import json
import os
import pathlib
import random
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import random_settlements  # noqa: E402
import settlement_tables as tables  # noqa: E402
from independent_book import Book, day  # noqa: E402
from independent_settlement_run import Run  # noqa: E402
from shrink_settlements import shrink  # noqa: E402

SOURCE = pathlib.Path(os.environ.get("KEYHAUL_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
SEED, CASES = 20260401, int(os.environ.get("KEYHAUL_RANDOM_SETTLEMENTS", "200"))


# Golden cases


def parsed(case):
    """Tables of a golden case are lines; those of later runs go on without a heading."""
    heading, runs = None, []
    for run in case["runs"]:
        lines = run["ledger"] if heading is None else [heading] + run["ledger"]
        heading = lines[0]
        more = {key: list(csv.DictReader(run[key])) for key in ("accounts", "memberships") if key in run}
        runs.append({"as_of": run["as_of"], "ledger": list(csv.DictReader(lines)), **more})
    return {"policy": case["policy"], "runs": runs}


def as_expected(found, rows, name):
    for row in rows:
        key = (name, *(row[k] for k in tables.KEYS[name]))
        if key not in found:
            yield f"{key} is missing"
            continue
        for column, want in row.items():
            if not tables.same_text(found[key].get(column, want), want):
                yield f"{key} {column} is {found[key][column]}, the case says {want}"


def check_golden(folder, failures):
    count, with_command = 0, "KEYHAUL_COMMAND" in os.environ
    for path in sorted((SOURCE / "tests/golden/settle").glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            count, booked, before, whole = count + 1, {}, None, parsed(case)
            for n, (run, given) in enumerate(zip(tables.grown(whole), case["runs"])):
                computed = Run(case["policy"], Book(run["accounts"], run["memberships"], run["ledger"]), day(run["as_of"]), booked)
                booked, found = tables.booked_of(computed), tables.expected(computed)
                wrong = [w for name, rows in given["expect"].items() for w in as_expected(found, rows, name)]
                if with_command:
                    out, refused = tables.command(case["policy"], run, folder / str(n), before)
                    if refused:
                        failures.append(f"{path.name}, {case['name']}: refused: {refused}")
                        break
                    wrong += tables.differences(out, computed)
                    wrong += [w for name, rows in given["expect"].items()
                              for w in as_expected(tables.answered(out), rows, name)]
                    before = out / "booked.csv"
                failures += [f"{path.name}, {case['name']}, run {n}: {w}" for w in wrong[:3]]
    return count


# What holds whatever the figures are


def settled(out):
    return {tuple(row[k] for k in tables.KEYS["settlements"]): row for row in tables.table(out, "settlements")}


def invariants(case, folder):
    """Of the last run of a case that has been checked in the folder."""
    run = list(tables.grown(case))[-1]
    last = folder / str(len(case["runs"]) - 1) / "out"
    before = settled(last)

    def again(name, ledger, booked):
        out, refused = tables.command(case["policy"], {**run, "ledger": ledger}, folder / name, booked)
        return (None, [f"{name}: refused: {refused}"]) if refused else (out, [])

    out, wrong = again("repeated", run["ledger"], last / "booked.csv")
    for key, row in settled(out).items() if out else ():
        if any(tables.value(row[x]) != 0 for x in ("delta", "payout")) or row["booked"] != before[key]["booked"]:
            wrong.append(f"a run repeated moves {key}: {row['delta']}, paid {row['payout']}, "
                         f"from {before[key]['booked']} to {row['booked']}")
    out, refused = again("scratch", run["ledger"], None)
    wrong += refused
    scratch = settled(out) if out else before
    keeps = {line["id"] for line in case["policy"]["terms"] if line.get("clawback") == "floor_at_zero"}
    for key in set(before) | set(scratch):
        here, there = (tables.value(x[key]["booked"]) if key in x else 0 for x in (before, scratch))
        if here != there and key[1] not in keeps:
            wrong.append(f"{key}: {len(case['runs'])} runs book {here} in all, one books {there}")
    mixed = list(run["ledger"])
    random.Random(SEED).shuffle(mixed)
    mixed_out, refused = again("mixed", mixed, None)
    wrong += refused
    if out and mixed_out:
        wrong += [f"the order of rows matters to {name}" for name in (*tables.KEYS, "explanations", "outlooks")
                  if tables.table(out, name) != tables.table(mixed_out, name)]
    for n in range(len(case["runs"])):
        wrong += deltas_add_up(folder / str(n) / "out")
    return wrong + parts_add_up(last)


def deltas_add_up(out):
    return [f"{key}: {row['booked_before']} and {row['delta']} are not {row['booked']}" for key, row in settled(out).items()
            if tables.value(row["booked_before"]) + tables.value(row["delta"]) != tables.value(row["booked"])]


def parts_add_up(out):
    parts = {}
    for row in tables.table(out, "group_members"):
        key = row["group"], row["line"], row["period_begin"]
        parts[key] = parts.get(key, tables.ZERO) + tables.value(row["part"])
    return [f"the parts of {key} are {parts.get(key)}, due is {row['due']}" for row in tables.table(out, "groups")
            if (key := (row["group"], row["line"], row["period_begin"])) and parts.get(key) != tables.value(row["due"])]


# Random cases


def kind_of(wrong):
    return "refused" if "refused" in wrong[0] else "differs"


def check_all(case, folder):
    return tables.check(case, folder) or invariants(case, folder)


def too_long(wrong):
    """A number with more digits than can be held, as TERMS-06 has it."""
    return bool(wrong) and "refused" in wrong[0] and "TERMS-06" in wrong[0]


def check_random(folder, failures):
    rng, refused = random.Random(SEED), 0
    for n in range(CASES):
        case = random_settlements.case(rng)
        check = check_all if n % 5 == 0 else tables.check
        wrong = check(case, folder)
        if too_long(wrong):
            refused += 1
        elif wrong:
            def still_fails(less):
                try:
                    found = check(less, folder)
                except Exception:  # not a case any more
                    return False
                return bool(found) and kind_of(found) == kind_of(wrong)

            case = shrink(case, still_fails)
            failures.append(f"case {n}: {wrong[:3]}; the smallest: {json.dumps(case)}: {check(case, folder)[:5]}")
            if len(failures) > 2:
                return n + 1
    if refused > CASES // 20:
        failures.append(f"{refused} of {CASES} random cases are refused for their digits")
    return CASES


def main():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        print(f"{check_golden(pathlib.Path(folder), failures)} golden cases computed again")
        if "KEYHAUL_COMMAND" in os.environ:
            print(f"{check_random(pathlib.Path(folder), failures)} random cases settled and computed")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
