#!/usr/bin/env python3
"""ENGINE-30: runs the command line on real ledgers and compares every account with an independent computation.

The environment says where things are: KEYHAUL_COMMAND is the command line, KEYHAUL_REAL_DATA_DIR the folder of the real
ledgers. Without that folder the test says that it was skipped (exit code 77); with it, a missing file is a failure. It
prints how many rows were compared and how many differ, for each ledger.
"""

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

import independent

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77


class Comparison:
    """Counts what is compared, and keeps the first differences to show."""

    def __init__(self, name):
        self.name = name
        self.rows = 0
        self.differences = []

    def equal(self, where, column, ours, expected):
        ours = None if ours == "" else ours
        if isinstance(expected, Fraction) and ours is not None:
            ours = Fraction(ours)
        if ours != expected:
            self.differences.append("%s: %s is %s, expected %s" % (where, column, ours, expected))

    def require(self, condition, what):
        if not condition:
            self.differences.append("the ledger does not show what it is here for: " + what)

    def report(self):
        print("%s: %d rows compared, %d differences" % (self.name, self.rows, len(self.differences)))
        for difference in self.differences[:10]:
            print("  " + difference)
        return not self.differences


def read_gzip(data, path):
    with gzip.open(os.path.join(data, path), "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_table(folder, name):
    path = os.path.join(folder, name + ".csv")
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_ledger(path, columns, records):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(records)


def run(keyhaul, policy, ledger, out, as_of, *more):
    command = [keyhaul, "run", "--policy", policy, "--ledger", ledger, "--open-accounts", "--as-of", as_of, "--out", out]
    done = subprocess.run(command + list(more), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("keyhaul run failed with %d: %s" % (done.returncode, done.stderr.strip()))


def exact_value(text):
    """"0.5", or "0.33 + 1/300" where there is no finite decimal."""
    return sum(Fraction(part) for part in text.split(" + "))


def nine_digits(part, whole):
    """A share as it is shown: nine decimals, half up; nothing for values that are not positive."""
    return independent.rounded(part / whole, Fraction(1, 10**9), "half_up") if part > 0 else None


def compare_tiers(comparison, folder, rows, accounts, policy, as_of):
    rule = independent.tiering_rule(policy)
    last = independent.month_of(as_of)
    window = independent.Window(rows, accounts, rule, last)
    first_booked = min(independent.month_of(row.day) for row in rows)
    before = None
    if first_booked <= last - 2 * rule["months"] + 1:
        before = independent.Window(rows, accounts, rule, last - rule["months"])
    ranks, cumulative = window.curve()
    table = read_table(folder, "tiers")
    comparison.equal(as_of, "accounts in order", [row["account"].encode() for row in table], sorted(accounts))
    for row in table:
        comparison.rows += 1
        account = row["account"].encode()
        where = "%s, %s" % (as_of, row["account"])
        value = window.values[account]
        names = [tier["name"] for tier in rule["tiers"]]
        comparison.equal(where, "tier", row["tier"], names[window.tier[account]])
        comparison.equal(where, "rank", int(row["rank"]), ranks[account])
        comparison.equal(where, "value", row["value"], value)
        comparison.equal(where, "share", row["share"], nine_digits(value, window.base))
        comparison.equal(where, "cumulative_share", row["cumulative_share"],
                         nine_digits(cumulative[account], window.base) if value > 0 else None)
        comparison.equal(where, "to_next_tier", row["to_next_tier"], window.to_next_tier(account))
        comparison.equal(where, "above_this_tier", row["above_this_tier"], window.above_this_tier(account))
        comparison.equal(where, "previous_tier", row["previous_tier"], before and names[before.tier[account]])
        comparison.equal(where, "previous_value", row["previous_value"], before and before.values[account])
    run_row, = read_table(folder, "run")
    comparison.equal(as_of, "base", run_row["base"], window.base)
    comparison.equal(as_of, "net", run_row["net"], window.net)
    return window


def compare_settlements(comparison, folder, rows, policy, as_of, booked):
    """Compares all lines; returns what is booked now, by (line, account, period)."""
    ours = {(row["line"], row["account"].encode(), row["period_begin"]): row
            for row in read_table(folder, "settlements")}
    expected = {}
    for line in independent.terms_lines(policy):
        before = {key[1:]: amount for key, amount in booked.items() if key[0] == line["id"]}
        for key, values in independent.settlements(rows, line, as_of, before).items():
            expected[(line["id"],) + key] = values
    comparison.equal(as_of, "settled", sorted(ours), sorted(expected))
    steps = {}
    for row in read_table(folder, "explanations"):
        key = (row["line"], row["account"].encode(), row["period_begin"])
        steps[key] = steps.get(key, Fraction(0)) + exact_value(row["exact"])
    lines = {line["id"]: line for line in independent.terms_lines(policy)}
    for key in ours.keys() & expected.keys():
        comparison.rows += 1
        row, (qualifying, payable, earned, before) = ours[key], expected[key]
        where = "%s, %s %s %s" % (as_of, key[0], row["account"], key[2])
        comparison.equal(where, "qualifying", row["qualifying"], qualifying)
        comparison.equal(where, "payable", row["payable"], payable)
        comparison.equal(where, "earned", row["earned"], earned)
        comparison.equal(where, "booked_before", row["booked_before"], before)
        comparison.equal(where, "delta", row["delta"], earned - before)
        exact = independent.benefit(lines[key[0]], qualifying, payable)
        comparison.equal(where, "sum of the explanation's steps", steps.get(key, Fraction(0)), exact)
    return {key: values[2] for key, values in expected.items()}


def scms(keyhaul, data, work):
    """Vendors as accounts, stated freight as revenue, every calendar year; then an interim run and a final one."""
    comparison = Comparison("usaid_scms")
    path = os.path.join(HERE, "scms.json")
    with open(path, encoding="utf-8") as file:
        policy = json.load(file, parse_float=str)
    records, rows = [], []
    for raw in read_gzip(data, "usaid_scms/scms_freight_ledger.csv.gz"):
        if raw["freight_status"] != "stated":
            continue
        records.append([raw["vendor"], raw["delivered_date"], raw["id"], raw["shipment_mode"], raw["country"],
                        raw["freight_usd"], raw["line_value_usd"]])
        rows.append(independent.Row(raw["vendor"].encode(), raw["delivered_date"],
                                    {"shipment_mode": raw["shipment_mode"], "country": raw["country"]},
                                    {"freight": Fraction(raw["freight_usd"]),
                                     "line_value": Fraction(raw["line_value_usd"])}))
    columns = ["vendor", "delivered_date", "id", "shipment_mode", "country", "freight", "line_value"]
    mapping = ["--column", "account=vendor", "--column", "day=delivered_date", "--column", "document=id"]
    ledger = os.path.join(work, "scms.csv")
    write_ledger(ledger, columns, records)
    accounts = {row.account for row in rows}

    at_cut = False
    for year in range(2006, 2016):
        as_of = "%d-12-31" % year
        out = os.path.join(work, "scms-%d" % year)
        run(keyhaul, path, ledger, out, as_of, *mapping)
        window = compare_tiers(comparison, out, rows, accounts, policy, as_of)
        compare_settlements(comparison, out, rows, policy, as_of, {})
        at_cut = at_cut or any(value in window.cuts[2:] for value in window.values.values())
    comparison.require(at_cut, "an account exactly at a cut")
    interim_then_final(comparison, keyhaul, path, policy, columns, mapping, records, rows, work)
    return comparison.report()


def interim_then_final(comparison, keyhaul, path, policy, columns, mapping, records, rows, work):
    """What is settled in the middle of a year and what the end of the next year adds to it."""
    middle, end = "2013-06-30", "2014-12-31"
    early = [(record, row) for record, row in zip(records, rows) if row.day <= middle]
    ledger = os.path.join(work, "scms-early.csv")
    write_ledger(ledger, columns, [record for record, _ in early])
    out = os.path.join(work, "scms-interim")
    run(keyhaul, path, ledger, out, middle, *mapping)
    booked = compare_settlements(comparison, out, [row for _, row in early], policy, middle, {})
    final = os.path.join(work, "scms-final")
    run(keyhaul, path, os.path.join(work, "scms.csv"), final, end, *mapping,
        "--booked", os.path.join(out, "booked.csv"))
    compare_settlements(comparison, final, rows, policy, end, booked)
    again = os.path.join(work, "scms-again")
    run(keyhaul, path, os.path.join(work, "scms.csv"), again, end, *mapping,
        "--booked", os.path.join(final, "booked.csv"))
    for row in read_table(again, "settlements"):
        comparison.rows += 1
        comparison.equal("a run repeated", "delta", row["delta"], Fraction(0))


def retail(keyhaul, data, work, file_name, as_of):
    """A year of a retailer with returns, unknown customers left out; net-negative customers stay in."""
    comparison = Comparison("uci_online_retail " + file_name)
    path = os.path.join(HERE, "retail.json")
    with open(path, encoding="utf-8") as file:
        policy = json.load(file, parse_float=str)
    records, rows = [], []
    for raw in read_gzip(data, "uci_online_retail/%s.csv.gz" % file_name):
        if raw["customer_id"] == "":
            continue
        amount = Fraction(raw["amount_gbp"])
        # One cancellation of the first year has a positive amount; a credit note takes back, so it is an adjustment.
        kind = "charge" if not raw["invoice_no"].startswith("C") else "credit_note" if amount <= 0 else "adjustment"
        day = raw["invoice_date"][:10]
        records.append([raw["customer_id"], day, raw["invoice_no"], kind, raw["country"], raw["amount_gbp"]])
        rows.append(independent.Row(raw["customer_id"].encode(), day, {"country": raw["country"]}, {"revenue": amount}))
    ledger = os.path.join(work, file_name + ".csv")
    write_ledger(ledger, ["account", "day", "document", "kind", "country", "revenue"], records)
    out = os.path.join(work, file_name)
    run(keyhaul, path, ledger, out, as_of)
    window = compare_tiers(comparison, out, rows, {row.account for row in rows}, policy, as_of)
    compare_settlements(comparison, out, rows, policy, as_of, {})
    positive = [value for value in window.values.values() if value > 0]
    comparison.require(any(value < 0 for value in window.values.values()), "a negative account")
    comparison.require(len(set(positive)) < len(positive), "a tie")
    return comparison.report()


def main():
    keyhaul, data = os.environ["KEYHAUL_COMMAND"], os.environ.get("KEYHAUL_REAL_DATA_DIR", "")
    if not data:
        print("skipped: no folder of real ledgers is set (KEYHAUL_REAL_DATA_DIR)")
        return SKIPPED
    with tempfile.TemporaryDirectory() as work:
        good = [scms(keyhaul, data, work),
                retail(keyhaul, data, work, "invoices_2009_2010", "2010-12-31"),
                retail(keyhaul, data, work, "invoices_2010_2011", "2011-12-31")]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
