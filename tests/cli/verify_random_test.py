"""`keyhaul verify` on statements of random policies and books, those of tests/calc: what `keyhaul settle` wrote holds,
and no figure or word of it can be changed unseen, but for those that a statement cannot tell (docs/VERIFY.md).

KEYHAUL_RANDOM_STATEMENTS and KEYHAUL_ALTERATIONS ask for more cases and alterations than the usual ones."""

import copy
import datetime
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "calc"))
import random_settlements  # noqa: E402
import settlement_tables as tables  # noqa: E402

SEED = 20260402
CASES = int(os.environ.get("KEYHAUL_RANDOM_STATEMENTS", "24"))
ALTERATIONS = int(os.environ.get("KEYHAUL_ALTERATIONS", "180"))
FACTS = ["account", "tags", "payer", "payment_terms_days", "settlement_cycle"]

# What no statement tells: whose it is, who pays, the names of the values that gross is told by, and how many members a
# pool has beside those whose statements are here.
NOT_TOLD = {("account",), ("payer",), ("groups", "group_value"), ("lines", "pools", "members")}
# A basis may decide nothing, as below 0 or where a fixed amount is all that is paid, and of several schedules over two
# bases the stretches are not on the statement.
MAY_DECIDE_NOTHING = {"qualifying", "payable", "counted", "baseline", "basis", "rule"}


def with_statements(case, rng):
    rule = {"gross": "revenue"}
    if rng.random() < 0.8:
        rule["period"] = rng.choice(["month", "quarter", "half_year", "year"])
    if rng.random() < 0.6:
        rule["group_by"] = ["lane"]
    if rng.random() < 0.5:
        rule["payment"] = {"days": rng.choice([0, 30, 3650]), "from": rng.choice(["statement_day", "month_end"])}
    case["policy"]["statement"] = rule
    for run in case["runs"]:
        for account in run.get("accounts", []):
            if rng.random() < 0.2:
                account["payment_terms_days"] = str(rng.choice([0, 7, 3650]))
            if rng.random() < 0.2:
                account["settlement_cycle"] = rng.choice(["month", "quarter", "half_year", "year"])
    return case


def leaves(value, path=()):
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if children is None:
        yield path, value
    else:
        for key, child in children:
            yield from leaves(child, path + (key,))


def names(path):
    return tuple(part for part in path if isinstance(part, str))


def altered(value):
    """A number by one in its last digit, a day by one, a word by its last letter, and what is missing given."""
    if value is None:
        return "1"
    number = re.fullmatch(r"(-?\d+(?:\.(\d+))?)( \+ .*)?", value)
    if number:
        return str(Decimal(number[1]) + Decimal(1).scaleb(-len(number[2] or ""))) + (number[3] or "")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return str(datetime.date.fromisoformat(value) + datetime.timedelta(1))
    return value[:-1] + ("y" if value[-1] == "z" else chr(ord(value[-1]) + 1))


def changed(statements, path, value):
    statements = copy.deepcopy(statements)
    place = statements
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return statements


def without_explanations(statements):
    """As a run makes them that leaves explanations out."""
    for statement in statements:
        statement["explanations"] = "omitted"
        for line in statement["lines"]:
            for told in (line, *line.get("pools", [])):
                told["text"] = None
                for key in ("steps", "exact"):
                    told.pop(key, None)
    return statements


class VerifyRandomTest(unittest.TestCase):
    def setUp(self):
        self.rng = random.Random(SEED)
        self.columns = tables.COLUMNS["accounts"]
        tables.COLUMNS["accounts"] = FACTS
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)

    def tearDown(self):
        tables.COLUMNS["accounts"] = self.columns

    def verified(self, folder, statements):
        command = [os.environ["KEYHAUL_COMMAND"], "verify", "--policy", str(folder / "policy.json"), str(statements)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def runs(self):
        """The folder of each run of a random case."""
        case = with_statements(random_settlements.case(self.rng), self.rng)
        before = None
        for number, run in enumerate(tables.grown(case)):
            folder = self.dir / str(number)
            out, refused = tables.command(case["policy"], run, folder, before)
            if refused:
                return
            before = out / "booked.csv"
            self.repeat = lambda into, run=run, booked=before: tables.command(case["policy"], run, into, booked)
            yield folder

    def test_honest_statements_verify(self):  # VERIFY-16
        count = 0
        for case in range(CASES):
            for folder in self.runs():
                done = self.verified(folder, folder / "out/statements.json")
                statements = json.loads((folder / "out/statements.json").read_text(encoding="utf-8"))
                if not statements:
                    continue
                self.assertEqual(done.returncode, 0, f"case {case}: {done.stdout[:500]}{done.stderr}")
                count += 1
                if case % 4 == 0:
                    (folder / "omitted.json").write_text(json.dumps(without_explanations(statements)), encoding="utf-8")
                    done = self.verified(folder, folder / "omitted.json")
                    self.assertEqual(done.returncode, 0, f"case {case}: {done.stdout[:500]}{done.stderr}")
        self.assertGreater(count, CASES)

    def lines(self, folder):
        statements = json.loads((folder / "out/statements.json").read_text(encoding="utf-8"))
        return [line for statement in statements for line in statement["lines"]]

    def test_lines_book_what_they_say(self):  # TERMS-54, STATEMENT-05
        kept = 0
        for case in range(CASES):
            for folder in self.runs():
                for line in self.lines(folder):
                    booked, before, delta = (Decimal(line[key]) for key in ("booked", "booked_before", "delta"))
                    self.assertEqual(booked, before + delta, f"case {case}: {line}")
                    kept += line["state"] == "final" and delta == 0 and booked > Decimal(line["due"])
                _, refused = self.repeat(self.dir / "repeated")
                self.assertIsNone(refused)
                for line in self.lines(self.dir / "repeated"):
                    self.assertEqual(Decimal(line["delta"]), 0, f"case {case}: {line}")
                    self.assertNotEqual(line["flags"], "correction", f"case {case}: {line}")
        self.assertGreater(kept, 0)

    def test_alterations_are_found(self):  # VERIFY-17
        tried, unseen = 0, []
        while tried < ALTERATIONS:
            for folder in self.runs():
                pass
            statements = json.loads((folder / "out/statements.json").read_text(encoding="utf-8"))
            places = [found for found in leaves(statements) if names(found[0]) not in NOT_TOLD]
            for path, value in self.rng.sample(places, min(60, len(places))):
                tried += 1
                (folder / "altered.json").write_text(json.dumps(changed(statements, path, altered(value))), encoding="utf-8")
                done = self.verified(folder, folder / "altered.json")
                self.assertIn(done.returncode, (0, 65), done.stderr)
                if done.returncode == 0:
                    unseen.append((path, value))
        hidden = [one for one in unseen if one[0][-1] not in MAY_DECIDE_NOTHING]
        self.assertEqual(hidden, [])
        self.assertLess(len(unseen), tried / 50)


if __name__ == "__main__":
    unittest.main()
