#!/usr/bin/env python3
"""CALC-20: `keyhaul calc` and `keyhaul run` answer alike, for it is the same compiled rule.

Random schedules and bases, settlement histories and populations go both ways: through calc as single requests, and through
a policy, a ledger and a run. Amounts, brackets and the text of the explanation must be the same to the letter.
"""

import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "calc"))
import random_tierings  # noqa: E402

KEYHAUL = os.environ["KEYHAUL_COMMAND"]


def calc(requests):
    done = subprocess.run([KEYHAUL, "calc"], input=json.dumps(requests), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def random_schedule(rng):
    unit = rng.choice([1, 10, 1000])
    bounds = sorted(rng.sample(range(1, 60), rng.randint(0, 4)))
    per_unit = rng.random() < 0.3
    brackets = []
    for bound in [0] + bounds:
        bracket = {"from": bound * unit}
        benefit = "%d.%03d" % (rng.randint(0, 9), rng.randint(0, 999))
        bracket["per_unit" if per_unit else "rate"] = benefit if per_unit else benefit + "%"
        if rng.random() < 0.3:
            bracket["flat"] = "%d.%02d" % (rng.randint(0, 500), rng.randint(0, 99))
        brackets.append(bracket)
    return per_unit, {"accumulation": rng.choice(["marginal", "whole"]),
                      "boundary": rng.choice(["from_inclusive", "up_to_inclusive"]),
                      "flat_at_zero": rng.random() < 0.5, "brackets": brackets}


def random_rounding(rng):
    return {"mode": rng.choice(["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor", "up_05"]),
            "step": rng.choice(["0.01", "0.05", "1"])}


def amount(rng, scale):
    """A number that often stands exactly on a bound, and is sometimes zero or below."""
    whole = rng.choice([0, rng.randint(-50, 0), rng.randint(1, 60) * rng.choice([1, 10, 1000]), rng.randint(0, 70000)])
    fraction = rng.choice([0, 0, rng.randrange(10**scale)])
    return "%d.%0*d" % (whole, scale, fraction) if whole >= 0 else str(whole)


class CalcAndRun(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = pathlib.Path(folder.name)

    def run_policy(self, name, policy, ledger, *options):
        policy_path, ledger_path, out = (self.work / (name + end) for end in (".json", ".csv", ""))
        policy_path.write_text(json.dumps(policy), encoding="utf-8")
        write_csv(ledger_path, ledger)
        done = subprocess.run([KEYHAUL, "run", "--policy", policy_path, "--ledger", ledger_path, "--open-accounts",
                               "--out", out, *options], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def random_lines(self, rng, count):
        lines = []
        for number in range(count):
            per_unit, schedule = random_schedule(rng)
            lines.append({"id": "line-%02d" % number, "kind": "rebate", "period": "year",
                          "qualifies_on": "weight" if per_unit else "revenue", "rounding": random_rounding(rng),
                          "schedule": schedule})
        return {"keyhaul": 1, "name": "both-ways", "currency": "EUR", "terms": lines,
                "ledger": {"measures": {"revenue": "money", "weight": "kg:3"}}}

    @staticmethod
    def request(kind, line, inputs):
        unit = {} if line["qualifies_on"] == "revenue" else {"unit": "kg:3"}
        return {"calc": kind, "currency": "EUR", "rounding": line["rounding"], "schedule": line["schedule"],
                **unit, **inputs}

    def test_schedules(self):
        rng = random.Random(20260101)
        policy = self.random_lines(rng, 60)
        bases = [("A%02d" % i, amount(rng, 2), amount(rng, 3)) for i in range(25)]
        ledger = [["account", "day", "revenue", "weight"]] + [[a, "2026-05-01", r, w] for a, r, w in bases]
        out = self.run_policy("schedules", policy, ledger)
        settled = {(row["account"], row["line"]): row for row in read_csv(out / "settlements.csv")}
        pairs = [(line, base) for line in policy["terms"] for base in bases]
        answers = calc([self.request("schedule", line, {"basis": base[1 if line["qualifies_on"] == "revenue" else 2]})
                        for line, base in pairs])
        for (line, base), answer in zip(pairs, answers):
            row = settled[base[0], line["id"]]
            with self.subTest(line=line, base=base):
                self.assertEqual(row["earned"], answer["amount"])
                self.assertEqual(row["bracket"], "" if answer["bracket"] in (None, -1) else str(answer["bracket"]))
        self.assertEqual(len(settled), len(pairs))

    def test_settlements(self):
        rng = random.Random(20260102)
        policy = self.random_lines(rng, 30)
        history = [(amount(rng, 2), amount(rng, 3)) for _ in range(6)]
        answers = calc([self.request("settlement", line, {"history": [
            {"basis": step[0 if line["qualifies_on"] == "revenue" else 1]} for step in history]})
            for line in policy["terms"]])
        booked = []
        for number in range(len(history)):
            ledger = [["account", "day", "revenue", "weight"]]
            ledger += [["A", "2026-05-%02d" % (day + 1), r, w] for day, (r, w) in enumerate(history[:number + 1])]
            out = self.run_policy("step%d" % number, policy, ledger, *booked)
            booked = ["--booked", out / "booked.csv"]
            for row, answer in zip(read_csv(out / "settlements.csv"), answers):
                expected = answer["settlements"][number]
                with self.subTest(step=number, line=row["line"]):
                    for key in ("earned", "booked_before", "delta", "booked"):
                        self.assertEqual(row[key], expected[key])

    def run_tiering(self, name, rule, classes, accounts):
        """Accounts with months as a ledger: three months of the window, the last of which is June, after one row of the
        window before. That there is a window before says a row of nothing in its first month."""
        policy = {"keyhaul": 1, "name": "both-ways", "currency": "EUR", "ledger": {"measures": {"revenue": "money"}},
                  "tiering": {"value": "revenue", "window": "3 months", **rule},
                  **({"accounts": {"classes": classes}} if classes else {})}
        ledger = [["account", "day", "revenue"], [accounts[0]["id"], "2026-01-01", "0"]]
        for account in accounts:
            ledger.append([account["id"], "2026-02-15", account["previous"]])
            ledger += [[account["id"], "2026-%02d-10" % (4 + m), v] for m, v in enumerate(account["months"]) if v is not None]
        path = self.work / (name + "-accounts.csv")
        write_csv(path, [["account", "industry", "parent"]] +
                  [[a["id"], a.get("industry", ""), a.get("group", "")] for a in accounts])
        return self.run_policy(name, policy, ledger, "--accounts", path, "--as-of", "2026-06-30")

    def assert_same_cells(self, row, expected, columns):
        for column in columns:
            value = expected[column]
            text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
            if column in ("value", "to_next_tier", "above_this_tier", "at_least") and text:
                self.assertEqual(Fraction(row[column]), Fraction(text), column)
            else:
                self.assertEqual(row[column], text, column)

    def test_tierings(self):
        rng = random.Random(20260103)
        tierings = []
        for _ in range(60):
            rule, classes = random_tierings.rule(rng), random_tierings.classes(rng)
            accounts = random_tierings.accounts(rng, 3)
            # Both sides count in cents, which is what is missing to a bound that is left out.
            accounts.append({"id": "cents", "months": ["0.01", None, None], "previous": "0"})
            tierings.append((rule, classes, accounts))
        answers = calc([{"calc": "tiering", "tiering": rule, "classes": classes, "accounts": accounts}
                        for rule, classes, accounts in tierings])
        columns = ("tier", "tier_index", "rule", "rank", "value", "share", "cumulative_share", "to_next_tier", "next_tier",
                   "above_this_tier", "flags")
        for number, ((rule, classes, accounts), answer) in enumerate(zip(tierings, answers)):
            out = self.run_tiering("tiering%d" % number, rule, classes, accounts)
            rows = {row["account"]: row for row in read_csv(out / "tiers.csv")}
            self.assertEqual(len(rows), len(accounts))
            for expected in answer["accounts"]:
                with self.subTest(rule=rule, classes=classes, accounts=accounts, account=expected["id"]):
                    self.assert_same_cells(rows[expected["id"]], expected, columns)
                    if classes:
                        self.assert_same_cells(rows[expected["id"]], expected, ("class", "classes"))
            summary = read_csv(out / "tier_summary.csv")
            self.assertEqual(len(summary), len(answer["tiers"]))
            for row, expected in zip(summary, answer["tiers"]):
                with self.subTest(rule=rule, accounts=accounts, tier=expected):
                    self.assert_same_cells(row, expected, ("tier", "tier_index", "accounts", "value", "share", "at_least"))


if __name__ == "__main__":
    unittest.main()
