#!/usr/bin/env python3
"""ENGINE-50 ENGINE-51 ENGINE-52 ENGINE-53: tiers of real ledgers against SQL, for every account and many rules.

The environment says where things are: KEYHAUL_COMMAND is the command line, KEYHAUL_REAL_DATA_DIR the folder of the real
ledgers. Without that folder the test says that it was skipped (exit code 77); with it, a missing file is a failure. It
prints how many rows were compared and how many differ, for each ledger.
"""

import csv
import datetime
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

import real_ledgers
import sql_measures
import tiering_variants
from real_ledgers import at_scale
from sql_measures import nine_digits
from sql_tiering import Opinion, Warehouse

SKIPPED = 77
SHOWN = 12


class Comparison:
    """Counts what is compared, and keeps the first differences to show."""

    def __init__(self, name):
        self.name = name
        self.rows = self.runs = self.differing = 0
        self.differences = []

    def row(self, where, ours, expected):
        """A row of a table: two tuples."""
        self.rows += 1
        if ours != expected:
            self.differing += 1
            if len(self.differences) < SHOWN:
                self.differences.append("%s: %s, expected %s" % (where, ours, expected))

    def figure(self, what, ours, published):
        self.row("%s: %s" % (self.name, what), ours, published)

    def report(self):
        print("%s: %d runs, %d rows compared, %d differ" % (self.name, self.runs, self.rows, self.differing),
              flush=True)
        for difference in self.differences:
            print("  " + difference)
        return self.differing == 0


def cell(text, digits=None):
    """An integer at `digits` decimals, or a text; None where it is missing."""
    return None if text == "" else text if digits is None else at_scale(text, digits)


class Run:
    """One rule on one ledger, by Keyhaul and by SQL."""

    def __init__(self, test, tiering, classes, as_of):
        self.test, self.tiering, self.as_of = test, tiering, as_of
        self.where = "%s %s" % (as_of, json.dumps(tiering))
        self.digits = test.ledger.digits_of(tiering["value"])
        self.names = [tier["name"] for tier in tiering["tiers"]]
        if tiering.get("zero") == "own_tier":
            self.names.append(tiering["zero_tier"])
        self.out = test.run(tiering, classes, as_of)
        self.before = self.previous()
        self.opinion = Opinion(test.warehouse, tiering, *test.warehouse.window_of(tiering, as_of))
        self.tiers = self.opinion.tiers()
        self.classes = self.opinion.classes(classes)
        test.comparison.runs += 1

    def previous(self):
        """Tiers and values of the window before; None where the ledger does not reach back to its beginning."""
        warehouse = self.test.warehouse
        (first, _), before = warehouse.window_of(self.tiering, self.as_of)
        if before is None:
            return None
        day = datetime.date(first // 12, first % 12 + 1, 1) - datetime.timedelta(days=1)
        window, before = warehouse.window_of(self.tiering, day.isoformat())
        if window[0] < warehouse.first_month:
            return None
        opinion = Opinion(warehouse, self.tiering, window, before)
        return opinion.tiers(), opinion.values()

    def table(self, name):
        with open(os.path.join(self.out, name + ".csv"), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def compare(self):
        self.compare_tiers()
        self.compare_summary()
        self.compare_migration()
        self.compare_concentration()
        if "xyz" in self.tiering:
            self.compare_xyz()
        if "rfm" in self.tiering:
            self.compare_rfm()

    def expected_tiers(self):
        before_tiers, before_values = self.before or ({}, {})
        rows = {}
        for account, segment, value, counts, rank, cumulated, base in self.opinion.ranks():
            unit = account, segment
            shared = counts > 0 and base > 0
            names = self.classes.get(unit)
            flags = ("non_positive" if counts <= 0 else "") + (" negative" if value < 0 else "")
            rows[unit] = (self.tiers[unit], rank, value, nine_digits(counts, base) if shared else None,
                          nine_digits(cumulated, base) if shared else None, before_tiers.get(unit),
                          before_values.get(unit), names and names[0], names and "; ".join(names), flags.strip())
        return rows

    def compare_tiers(self):
        expected = self.expected_tiers()
        table, d = self.table("tiers"), self.digits
        self.test.comparison.row(self.where + " units", len(table), len(expected))
        for row in table:
            unit = row["account"], row["segment"]
            flags = " ".join(flag for flag in row["flags"].split() if flag in ("non_positive", "negative"))
            ours = (cell(row["tier"]), int(row["rank"]), at_scale(row["value"], d), cell(row["share"], 9),
                    cell(row["cumulative_share"], 9), cell(row["previous_tier"]), cell(row["previous_value"], d),
                    cell(row["class"]), cell(row["classes"]), flags)
            self.test.comparison.row("%s %s" % (self.where, unit), ours, expected.get(unit))

    def compare_summary(self):
        values, sums = self.opinion.values(), {}
        for (account, segment), tier in self.tiers.items():
            units, value = sums.get((segment, tier), (0, 0))
            sums[segment, tier] = units + 1, value + values[account, segment]
        for row in self.table("tier_summary"):
            ours = int(row["units"]), at_scale(row["value"], self.digits)
            self.test.comparison.row("%s summary of %s %s" % (self.where, row["segment"], row["tier"]), ours,
                                     sums.get((row["segment"], row["tier"]), (0, 0)))
        self.total = sum(values.values())

    def compare_migration(self):
        comparison, d = self.test.comparison, self.digits
        matrix = {(cell(row["from_tier"]), cell(row["to_tier"])): row for row in self.table("tier_migration")}
        if self.before is None:
            comparison.row(self.where + " migration", len(matrix), 0)
            return
        cells = sql_measures.migration(self.opinion, self.before[0], self.tiers, self.before[1], self.opinion.values())
        comparison.row(self.where + " migrations", set(matrix), set(cells))
        for key in cells.keys() & matrix.keys():
            row, of_row = matrix[key], sum(count[0] for old, count in cells.items() if old[0] == key[0])
            ours = (int(row["units"]), at_scale(row["value_before"], d), at_scale(row["value"], d),
                    cell(row["probability"], 9))
            comparison.row("%s migration %s" % (self.where, key), ours,
                           (*cells[key], nine_digits(Fraction(cells[key][0], of_row))))
        row, = self.table("tier_mobility")
        for column, value in sql_measures.mobility(cells, self.names).items():
            count = not isinstance(value, Fraction) and value is not None
            comparison.row("%s mobility: %s" % (self.where, column), cell(row[column], 0 if count else 9),
                           value if count else nine_digits(value))

    def compare_concentration(self):
        values = {}
        for account, segment, _, counts, *_ in self.opinion.ranks():
            values.setdefault(segment, []).append(counts)
        points = {}
        for row in self.table("lorenz"):
            points.setdefault(row["segment"], []).append(at_scale(row["value_share"], 9))
        table = self.table("concentration")
        for row in table:
            of_segment = values.get(row["segment"], [])
            where = "%s concentration of %s" % (self.where, row["segment"])
            expected = sql_measures.concentration(of_segment)
            ours = {column: cell(row[column], {"units": 0, "total": self.digits}.get(column, 9)) for column in expected}
            self.test.comparison.row(where, ours, {column: value if column in ("units", "total") else nine_digits(value)
                                                   for column, value in expected.items()})
            if expected["total"] > 0:
                self.test.comparison.row(where + ": curve", points.get(row["segment"]),
                                         [nine_digits(point) for point in sql_measures.lorenz(of_segment)])

    def compare_xyz(self):
        expected = sql_measures.xyz(self.opinion, self.tiering["xyz"])
        for row in self.table("variability"):
            unit = row["account"], row["segment"]
            self.test.comparison.row("%s variation of %s" % (self.where, unit), (row["xyz"], cell(row["variation"], 9)),
                                     expected[unit])

    def compare_rfm(self):
        expected = sql_measures.rfm(self.opinion, self.tiering["rfm"], self.as_of)
        for row in self.table("rfm"):
            ours = (cell(row["recency_days"], 0), int(row["frequency"]), at_scale(row["monetary"], self.digits),
                    int(row["recency_score"]), int(row["frequency_score"]), int(row["monetary_score"]),
                    row["rfm_segment"])
            self.test.comparison.row("%s scores of %s" % (self.where, row["account"]), ours,
                                     expected.get(row["account"], (None, 0, 0, 0, 0, 0, "others")))


class LedgerTest:
    """All rules on one ledger."""

    def __init__(self, keyhaul, work, ledger):
        self.keyhaul, self.work, self.ledger = keyhaul, work, ledger
        self.comparison = Comparison(ledger.name)
        self.files = ledger.write(work)
        self.warehouse = Warehouse(ledger)

    def run(self, tiering, classes, as_of):
        """The folder of the result."""
        ledger = self.ledger
        policy = {"keyhaul": 1, "name": ledger.name, "currency": ledger.currency,
                  "extra_money_digits": ledger.digits - 2,
                  "ledger": {"dimensions": ledger.dimensions, "measures": ledger.measures},
                  "accounts": {"classes": classes}, "tiering": tiering}
        path, out = os.path.join(self.work, "policy.json"), os.path.join(self.work, "out")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(policy, file)
        command = [self.keyhaul, "run", "--policy", path, "--ledger", self.files[0], "--accounts", self.files[1],
                   "--open-accounts", "--as-of", as_of, "--out", out]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit("%s: keyhaul run failed with %d: %s" % (ledger.name, done.returncode, done.stderr.strip()))
        return out

    def all_rules(self, window, as_of, other_day, segments):
        value = next(iter(self.ledger.measures))
        tiering = {"value": value, "window": window, "tiers": []}
        opinion = Opinion(self.warehouse, tiering, *self.warehouse.window_of(tiering, as_of))
        values = opinion.values().values()
        bounds = tiering_variants.Bounds(self.ledger, values, opinion.months)
        for rules in (tiering_variants.by_readings(self.ledger, bounds),
                      tiering_variants.by_negatives(self.ledger, bounds, min(values) < 0),
                      tiering_variants.by_segments(self.ledger, segments),
                      tiering_variants.by_amounts(self.ledger, bounds),
                      tiering_variants.by_scores(self.ledger, bounds)):
            for tiering, classes in rules:
                Run(self, {"window": window, **tiering}, classes, as_of).compare()
        for tiering, classes in tiering_variants.by_windows(self.ledger, bounds):
            Run(self, tiering, classes, other_day).compare()


# ---- What the sets are known for ----

def tier_of(run, segment=""):
    """{account: tier} as Keyhaul has it."""
    return {row["account"]: cell(row["tier"]) for row in run.table("tiers") if row["segment"] == segment}


def crossing_at_80(test, window, as_of):
    """(accounts with a positive value, those in the top tier when the crossing one is out, and when it is in)"""
    found = []
    for crossing in ("exclude", "include"):
        rule = {"value": next(iter(test.ledger.measures)), "window": window, "crossing": crossing, "zero": "left_out",
                "tiers": tiering_variants.tiers({"share": "80%"})}
        run = Run(test, rule, [], as_of)
        run.compare()
        tiers = [tier for tier in tier_of(run).values() if tier is not None]
        found.append(tiers.count("key"))
    return len(tiers), *found


def below_and_at_zero(test, window, as_of):
    """(accounts, below zero, at zero)"""
    run = Run(test, {"value": next(iter(test.ledger.measures)), "window": window,
                     "tiers": tiering_variants.tiers({"share": "80%"})}, [], as_of)
    run.compare()
    values = [at_scale(row["value"], run.digits) for row in run.table("tiers")]
    return len(values), sum(value < 0 for value in values), values.count(0)


def key_accounts_of_oxford(test):
    """(key in 2014, key in both years, key and then gone, new and key at once)"""
    rule = {"value": "paid", "window": "12 months", "zero": "left_out",
            "tiers": tiering_variants.tiers({"rank": "top 5%"}, {"rank": "top 15%"}, {"rank": "top 80%"})}
    run = Run(test, rule, [], "2015-12-31")
    run.compare()
    cells = {(cell(row["from_tier"]), cell(row["to_tier"])): int(row["units"]) for row in run.table("tier_migration")}
    return (sum(count for (before, _), count in cells.items() if before == "key"), cells["key", "key"],
            cells["key", None], cells[None, "key"])


def compare_sets(keyhaul, data, work):
    """Yields the comparison of each set."""
    def test_of(ledger):
        return LedgerTest(keyhaul, work, ledger)

    test = test_of(real_ledgers.northwind(data))
    test.comparison.figure("at 80 % of 22 months", crossing_at_80(test, "lifetime", "1998-05-06"), (89, 33, 34))
    test.all_rules("11 months", "1998-05-31", "1998-02-10",
                   ["industry", "city", "region", {"dimension": "shipper", "values": ["ship-2", "ship-1"]}])
    yield test.comparison

    test = test_of(real_ledgers.scms(data, "scms_vendors", "vendor"))
    test.comparison.figure("at 80 % of all years", crossing_at_80(test, "lifetime", "2015-09-14"), (73, 2, 3))
    test.all_rules("1 year", "2013-12-31", "2013-08-05",
                   ["industry", {"dimension": "mode", "values": ["Air", "none", "Ocean"]},
                    {"dimension": "product", "values": ["ARV", "HRDT", "ACT"]}])
    yield test.comparison

    test = test_of(real_ledgers.scms(data, "scms_countries", "country", "freight"))
    test.comparison.figure("freight", below_and_at_zero(test, "lifetime", "2015-09-14"), (43, 0, 4))
    test.all_rules("2 years", "2012-12-31", "2013-03-31", ["industry"])
    yield test.comparison

    test = test_of(real_ledgers.oxford(data))
    test.comparison.figure("at 80 % of 2015", crossing_at_80(test, "12 months", "2015-12-31"), (1346, 144, 145))
    test.comparison.figure("key accounts", key_accounts_of_oxford(test), (70, 49, 7, 5))
    test.all_rules("12 months", "2015-12-31", "2016-11-30",
                   [{"dimension": "area", "values": ["Direct Services", "HRA", "Suspense", "none"]}])
    yield test.comparison

    for files, figures in ((["2009_2010"], (4383, 89, 17)), (["2010_2011"], (4372, 41, 14))):
        test = test_of(real_ledgers.retail(data, "retail_" + files[0], files))
        test.comparison.figure("customers", below_and_at_zero(test, "lifetime", "20%s-12-31" % files[0][-2:]), figures)
        yield test.comparison
    test = test_of(real_ledgers.retail(data, "retail", ["2009_2010", "2010_2011"]))
    test.all_rules("12 months", "2011-11-30", "2011-08-31",
                   ["region", {"dimension": "country", "values": ["Germany", "United Kingdom", "EIRE"]}])
    yield test.comparison

    test = test_of(real_ledgers.adventureworks(data))
    test.all_rules("12 months", "2025-08-31", "2024-11-15",
                   ["industry", "region", {"dimension": "method", "values": ["method-5", "method-2"]}])
    yield test.comparison


def main():
    keyhaul, data = os.environ["KEYHAUL_COMMAND"], os.environ.get("KEYHAUL_REAL_DATA_DIR", "")
    if not data:
        print("skipped: no folder of real ledgers is set (KEYHAUL_REAL_DATA_DIR)")
        return SKIPPED
    with tempfile.TemporaryDirectory() as work:
        good = [comparison.report() for comparison in compare_sets(keyhaul, data, work)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
