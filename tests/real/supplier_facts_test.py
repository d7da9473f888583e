#!/usr/bin/env python3
"""ENGINE-90: adds up two real purchase ledgers with examples/supplier_facts, compares every fact with SQL over the same
files, and every score with an independent computation in fractions.

SQL adds integers: hundredths of units, ten-thousandths of amounts. The environment is that of real_test.py.
"""

import csv
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
from fractions import Fraction

import real_test

SOURCE = pathlib.Path(os.environ.get("KEYHAUL_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
sys.path.insert(0, str(SOURCE / "tests/cli"))
import expected_scores  # noqa: E402

SCRIPT = SOURCE / "examples/supplier_facts/supplier_facts.py"
POLICY = SOURCE / "examples/policies/supplier-facts.json"

# What the policy makes of the facts.
RATES = {"price_level": ("paid", "paid_at_mean"), "reject_rate": ("rejected", "received"),
         "on_time_rate": ("lines_on_time", "lines"), "lead_time": ("lead_days", "lead_lines")}


def integers(text, digits):
    scaled = Fraction(text) * 10**digits
    if scaled.denominator != 1:
        raise ValueError("%s has more than %d decimals" % (text, digits))
    return int(scaled)


def load(data, name, columns, scales=None):
    """A table of a fresh database: texts, or integers at the scale that is given."""
    opened = real_test.read_gzip(data, name) if name.endswith(".gz") else plain_rows(data, name)
    scales = scales or {}
    return [[integers(row[column], scales[column]) if column in scales else row[column] for column in columns]
            for row in opened]


def plain_rows(data, name):
    with open(os.path.join(data, name), encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def create(database, table, columns, rows):
    database.execute("create table %s (%s)" % (table, ", ".join(columns)))
    database.executemany("insert into %s values (%s)" % (table, ", ".join("?" * len(columns))), rows)


def adventureworks(data):
    """The view `line`, one row per line of a complete order."""
    database, folder = sqlite3.connect(":memory:"), "ms_adventureworks_purchasing/"
    tables = {
        "purchase_order_header": (".csv.gz", ["purchase_order_id", "status", "vendor_id", "ship_date"], {}),
        "purchase_order_detail": (".csv.gz", ["purchase_order_id", "product_id", "due_date", "order_qty", "line_total",
                                              "received_qty", "rejected_qty"],
                                  {"order_qty": 2, "line_total": 4, "received_qty": 2, "rejected_qty": 2}),
        "vendor": (".csv", ["vendor_id", "name", "credit_rating"], {"credit_rating": 0}),
        "product_vendor": (".csv", ["product_id", "vendor_id", "average_lead_time"], {"average_lead_time": 0}),
    }
    for table, (ending, columns, scales) in tables.items():
        create(database, table, columns, load(data, folder + table + ending, columns, scales))
    database.execute("""
        create view line as
        select vendor.name as supplier, ship_date <= due_date as is_on_time, received_qty as received,
               rejected_qty as rejected, detail.product_id as product, order_qty as quantity, line_total as amount,
               average_lead_time as lead_days, credit_rating
        from purchase_order_detail as detail join purchase_order_header using (purchase_order_id)
             join vendor using (vendor_id)
             left join product_vendor on product_vendor.product_id = detail.product_id
                                      and product_vendor.vendor_id = vendor.vendor_id
        where status = '4'""")
    return database


def scms(data):
    """The same of deliveries. Days of orders are written 11/13/06 in one file and 2006-11-13 in the other."""
    database, folder = sqlite3.connect(":memory:"), "usaid_scms/"
    columns = ["id", "vendor", "scheduled_date", "delivered_date", "quantity", "line_value_usd"]
    create(database, "delivery", columns,
           load(data, folder + "scms_freight_ledger.csv.gz", columns, {"quantity": 2, "line_value_usd": 4}))
    history = []
    for row in real_test.read_gzip(data, folder + "scms_delivery_history.csv.gz"):
        parts = row["PO Sent to Vendor Date"].split("/")
        sent = "20%02d-%02d-%02d" % (int(parts[2]), int(parts[0]), int(parts[1])) if len(parts) == 3 \
            and parts[0].isdigit() else None
        history.append([row["ID"], row["Item Description"], sent])
    create(database, "history", ["id", "product", "sent_date"], history)
    database.execute("""
        create view line as
        select vendor as supplier, delivered_date <= scheduled_date as is_on_time, null as received, null as rejected,
               product, quantity, case when line_value_usd > 0 then line_value_usd end as amount,
               case when delivered_date >= sent_date
                    then cast(julianday(delivered_date) - julianday(sent_date) as integer) end as lead_days,
               null as credit_rating
        from delivery join history using (id)""")
    return database


def sql_facts(database):
    """{supplier: {fact: fraction or None}}"""
    facts = {}
    for name, lines, on_time, received, rejected, lead_lines, lead_days, rating in database.execute("""
            select supplier, count(*), sum(is_on_time), sum(received), sum(rejected), count(lead_days),
                   sum(lead_days), max(credit_rating) from line group by supplier"""):
        facts[name] = {"lines": lines, "lines_on_time": on_time, "received": received and Fraction(received, 100),
                       "rejected": None if rejected is None else Fraction(rejected, 100),
                       "lead_lines": lead_lines or None, "lead_days": lead_days, "credit_rating": rating,
                       "paid": None, "paid_at_mean": None}
    # Products that one supplier sells and others, too.
    for name, quantity, amount, of_all, paid_by_all in database.execute("""
            with bought as (select supplier, product, sum(quantity) as quantity, sum(amount) as amount
                            from line where amount is not null group by supplier, product),
                 total as (select product, sum(quantity) as quantity, sum(amount) as amount
                           from bought group by product having count(*) > 1)
            select supplier, bought.quantity, bought.amount, total.quantity, total.amount
            from bought join total using (product)"""):
        supplier = facts[name]
        supplier["paid"] = (supplier["paid"] or 0) + Fraction(amount, 10**4)
        supplier["paid_at_mean"] = (supplier["paid_at_mean"] or 0) + Fraction(quantity * paid_by_all, of_all * 10**4)
    for supplier in facts.values():
        if supplier["paid_at_mean"] is not None:
            supplier["paid_at_mean"] = (supplier["paid_at_mean"] * 10**4 + Fraction(1, 2)) // 1 / Fraction(10**4)
    return facts


def compare_facts(comparison, path, expected):
    """Returns the facts that were written, as fractions."""
    with open(path, encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    comparison.equal("facts", "suppliers", [row["candidate"] for row in table], sorted(expected))
    for row in table:
        comparison.rows += 1
        for fact, value in expected[row["candidate"]].items():
            ours = Fraction(row[fact]) if row[fact] else None
            comparison.equal(row["candidate"], fact, ours, value)


def compare_scores(comparison, folder, path, facts):
    scores, contributions = expected_scores.expected(POLICY, path)
    for name, expected in (("scores", scores), ("score_contributions", contributions)):
        table = expected_scores.shown(real_test.read_table(folder, name), expected)
        comparison.equal(name, "rows", len(table), len(expected))
        for ours, theirs in zip(table, expected):
            comparison.rows += 1
            comparison.equal(name, theirs["candidate"], ours, theirs)
    # Rates as a reader would work them out, and their weights: 30, 20, 30, 10 and 10 percent of what is known.
    weights = {"price_level": 30, "credit_rating": 20, "reject_rate": 30, "on_time_rate": 10, "lead_time": 10}
    values, known = {}, {}
    for row in real_test.read_table(folder, "score_contributions"):
        if row["value"]:
            values[row["candidate"], row["criterion"]] = Fraction(row["value"])
            known[row["candidate"]] = known.get(row["candidate"], 0) + weights.get(row["criterion"], 0)
    for name, supplier in facts.items():
        for criterion, (over, by) in RATES.items():
            expected = supplier[over] / Fraction(supplier[by]) if supplier[by] else None
            comparison.equal(name, criterion, values.get((name, criterion)), expected)
    for row in real_test.read_table(folder, "scores"):
        coverage = Fraction(known[row["candidate"]], 100)
        comparison.equal(row["candidate"], "coverage", Fraction(row["coverage"]), coverage)


def run(keyhaul, data, work, ledger, folder, database):
    comparison = real_test.Comparison("suppliers of " + folder)
    path, out = os.path.join(work, ledger + ".csv"), os.path.join(work, ledger)
    with open(path, "w", encoding="utf-8", newline="") as file:
        subprocess.run([sys.executable, SCRIPT, ledger, os.path.join(data, folder)], stdout=file, check=True)
    facts = sql_facts(database)
    compare_facts(comparison, path, facts)
    command = [keyhaul, "score", "--policy", str(POLICY), "--facts", path, "--out", out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("keyhaul score failed with %d: %s" % (done.returncode, done.stderr.strip()))
    compare_scores(comparison, out, path, facts)
    return comparison, real_test.read_table(out, "scores"), facts


def main():
    keyhaul, data = os.environ["KEYHAUL_COMMAND"], os.environ.get("KEYHAUL_REAL_DATA_DIR", "")
    if not data:
        print("skipped: no folder of real ledgers is set (KEYHAUL_REAL_DATA_DIR)")
        return real_test.SKIPPED
    good = []
    with tempfile.TemporaryDirectory() as work:
        comparison, scores, facts = run(keyhaul, data, work, "adventureworks", "ms_adventureworks_purchasing",
                                        adventureworks(data))
        comparison.require(any(row["decision"] == "pursue" for row in scores), "a supplier to pursue")
        comparison.require(any(row["paid"] is None for row in facts.values()), "a supplier without a price to compare")
        comparison.require(any(row["rejected"] for row in facts.values()), "a rejected unit")
        good.append(comparison.report())
        comparison, scores, facts = run(keyhaul, data, work, "scms", "usaid_scms", scms(data))
        # The ledger's origin note counts 1,186 late lines among 10,324.
        comparison.equal("scms", "lines", sum(row["lines"] for row in facts.values()), 10324)
        comparison.equal("scms", "late", sum(row["lines"] - row["lines_on_time"] for row in facts.values()), 1186)
        flags = [row["flags"].split() for row in scores]
        comparison.require(any("below_min_coverage" in words for words in flags), "too little known of a supplier")
        comparison.require(any("band_capped" in words for words in flags), "a supplier held down by a knock-out")
        comparison.require(any(Fraction(row["coverage"]) == Fraction(4, 10) for row in scores), "the least coverage")
        good.append(comparison.report())
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
