"""Runs of the command beside those of independent_settlement_run.py: writes the tables of a case, reads the result, and
tells where the two differ.

A case: {"policy", "runs": [{"as_of", "accounts", "memberships", "ledger"}]}, tables being lists of rows. Each run has the
rows of the ledger that it adds; accounts and memberships stay until a run brings others."""

import csv
import json
import os
import pathlib
import shutil
import subprocess
from fractions import Fraction

from independent_book import ZERO, Book, day, read_csv
from independent_settlement_run import Run

COLUMNS = {"accounts": ["account", "tags"], "memberships": ["member", "group", "from", "until"]}


def write_csv(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def ledger_columns(policy):
    ledger = policy["ledger"]
    currency = ["currency"] if "exchange" in policy else []
    return ["account", "day", "document", "kind", *currency, *ledger.get("dimensions", []), *ledger["measures"]]


def grown(case):
    """The runs of a case with whole tables."""
    now = {"accounts": [], "memberships": [], "ledger": []}
    for run in case["runs"]:
        now.update({key: run[key] for key in ("accounts", "memberships") if key in run})
        now["ledger"] = now["ledger"] + run["ledger"]
        yield {**now, "as_of": run["as_of"]}


def command(policy, run, folder, booked=None):
    """Writes the tables, settles, and gives the folder of the result, or what was refused."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.json").write_text(json.dumps(policy), encoding="utf-8")
    for table, columns in COLUMNS.items():
        write_csv(folder / (table + ".csv"), columns, run[table])
    write_csv(folder / "ledger.csv", ledger_columns(policy), run["ledger"])
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    done = subprocess.run(
        [os.environ["KEYHAUL_COMMAND"], "settle", "policy.json", "ledger.csv", "--accounts", "accounts.csv",
         "--memberships", "memberships.csv", "--as-of", run["as_of"], "--out", "out",
         *(["--booked", str(booked.absolute())] if booked else [])], cwd=folder, capture_output=True, text=True, check=False)
    return (out, None) if done.returncode == 0 else (None, done.stderr.strip() or f"exit code {done.returncode}")


def exact(text):
    """Of "20.14 + 2/700"."""
    whole, _, rest = text.partition(" + ")
    return Fraction(whole) + Fraction(rest or 0)


def value(text):
    return None if text == "" else Fraction(text)


def table(out, name):
    path = pathlib.Path(out) / (name + ".csv")
    return read_csv(path) if path.exists() else []


def booked_of(run):
    return {(a, i, line.calendar.begin(k)): (row["booked"], row["balance"])
            for line in run.lines for (a, i, k), row in run.rows.items() if i == line.id}


# What a run must say: {(table, key): {column: value}}


def whole_party(due):
    return {"qualifying": sum(c[0] for c in due["cells"]), "payable": sum(c[1] for c in due["cells"]),
            "bracket": due["bracket"], "earned": due["amount"], "capped": due["capped"], "top_up": due["top_up"],
            "due": due["due"], "accrued": due["accrued"], "state": "final" if due["final"] else "interim"}


def settlement(line, row):
    q, p, c = row["bases"]
    figures = {"qualifying": q, "payable": p, "state": "final" if row["final"] else "interim", "kind": line.kind,
               "earned": row["earned"], "capped": row["capped"], "top_up": row["top_up"], "due": row["due"],
               "booked_before": row["before"], "delta": row["delta"], "booked": row["booked"], "payout": row["payout"],
               "balance": row["balance"]}
    if "gone" in row:
        return figures
    figures.update({"group": "; ".join(row.get("groups", [])), "accrued": row["accrued"]})
    figures["accrual_difference"] = row["accrued"] - row["due"] if row["final"] and row["accrued"] is not None else None
    if len(row.get("groups", [])) < 2:
        figures["bracket"] = row["bracket"]
    if row["baseline"] is not None:
        figures["baseline"] = row["baseline"]
    return {**figures, **({"counted": c} if line.counted else {})}


def expected(run):
    lines = {line.id: line for line in run.lines}
    first = lambda i, k: str(lines[i].calendar.begin(k))
    found = {}
    keeps = run.policy.get("exchange", {}).get("convert") == "settlement"
    for (a, i, k), row in run.rows.items():
        for key, figures in lines[i].conversions(k, a).items() if keeps and "gone" not in row else ():
            found[("conversions", a, i, first(i, k), *key)] = figures
        found["settlements", a, i, first(i, k)] = settlement(lines[i], row)
        found["booked", a, i, first(i, k)] = {"booked": row["booked"], "balance": row["balance"]}
    for (i, party, k), due in run.dues.items():
        key = party, i, first(i, k)
        if "alone" in due:
            found[("groups", *key)] = {**whole_party(due), "standalone": due["alone"], "gain": due["amount"] - due["alone"],
                                       "members": due["members"], "share": due["share"], "flags": due["flags"]}
        if "commitment" in due:
            found[("commitments", *key)] = due["commitment"].amounts
        for entry in lines[i].table.get("stack", {}).get("lines", ()):
            n, basis, took, amount = due["stack"].get(entry["id"], (None, None, ZERO, ZERO))
            found[("stack_lines", *key, entry["id"])] = {"number": n, "basis": basis, "exact": took, "amount": amount}
        if due["exact"] is not None and "stack" not in due:
            found[("explanations", *key)] = {"exact": due["exact"]}
    for (i, group, a, k), part in run.parts.items():
        found["group_members", group, a, i, first(i, k)] = {
            "qualifying": part["bases"][0], "payable": part["bases"][1], "standalone": part["alone"], "part": part["part"]}
    return found


KEYS = {"settlements": ("account", "line", "period_begin"), "booked": ("account", "line", "period_begin"),
        "groups": ("group", "line", "period_begin"), "group_members": ("group", "account", "line", "period_begin"),
        "commitments": ("account", "line", "period_begin"), "stack_lines": ("account", "line", "period_begin", "stack_line"),
        "conversions": ("account", "line", "period_begin", "measure", "currency")}


def answered(out):
    found = {(name, *(row[k] for k in keys)): row for name, keys in KEYS.items() for row in table(out, name)}
    for row in table(out, "explanations"):
        key = "explanations", row["account"], row["line"], row["period_begin"]
        found[key] = {"exact": found.get(key, {"exact": ZERO})["exact"] + exact(row["exact"])}
    return found


def same(cell, want):
    if want is None or isinstance(want, str):
        return cell == (want or "")
    return (exact(cell) if isinstance(cell, str) and cell else cell) == want


def same_text(cell, want):
    """A figure, computed or as a result has it, and the text of a golden case."""
    if cell is None or cell == "" or want == "":
        return (cell or "") == want
    try:
        return Fraction(cell) == Fraction(want)
    except ValueError:
        return cell == want


def differences(out, run):
    have, want = answered(out), expected(run)
    for key in sorted(set(have) | set(want)):
        if key not in want:
            if key[0] == "explanations" and have[key]["exact"] == 0:
                continue
            yield f"{key} is there: {have[key]}"
        elif key not in have:
            if key[0] == "explanations" and want[key]["exact"] == 0:
                continue
            yield f"{key} is missing: {({k: str(v) for k, v in want[key].items()})}"
        else:
            for column, figure in want[key].items():
                if not same(have[key][column], figure):
                    yield f"{key} {column} is {have[key][column]}, expected {figure if figure is None else str(figure)}"


def check(case, folder):
    """Differences of all runs of a case, each of which takes what the one before has booked."""
    booked, before = {}, None
    for n, tables in enumerate(grown(case)):
        out, refused = command(case["policy"], tables, folder / str(n), before)
        if refused:
            return [f"run {n} is refused: {refused}"]
        run = Run(case["policy"], Book(tables["accounts"], tables["memberships"], tables["ledger"]), day(tables["as_of"]),
                  booked)
        wrong = list(differences(out, run))
        if wrong:
            return [f"run {n}: {w}" for w in wrong]
        booked, before = booked_of(run), out / "booked.csv"
    return []
