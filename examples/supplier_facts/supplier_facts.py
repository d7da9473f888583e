#!/usr/bin/env python3
"""Facts about suppliers from purchase ledgers, as the table that `keyhaul score` takes.

    supplier_facts.py adventureworks FOLDER > facts.csv
    supplier_facts.py scms FOLDER > facts.csv

FOLDER holds purchase_order_header.csv.gz, purchase_order_detail.csv.gz, product_vendor.csv and vendor.csv of
Microsoft's sample company AdventureWorks; or scms_delivery_history.csv.gz and scms_freight_ledger.csv.gz, the
deliveries of USAID's Supply Chain Management System.

Facts are sums and counts, not rates: "lines_on_time" and "lines" instead of "on_time_rate". The policy divides one by
the other (`"input": "lines_on_time / lines"`), exactly, and knows what to do where the divisor is 0. So nothing is
rounded here but the price level's divisor, to four decimals.

    lines, lines_on_time      lines delivered, and those of them that were not late
    received, rejected        units, where receipts are inspected
    paid, paid_at_mean        what was paid for products that others sell, too, and what it would have been at the mean
                              price of each product over all suppliers and all years
    lead_lines, lead_days     lines whose lead time is known, and the sum of their lead times in days
    credit_rating             1 (best) to 5, where the ledger has one

What a ledger does not know stays empty: then the criterion is missing, and the coverage of the score says so.
"""

import csv
import datetime
import gzip
import pathlib
import sys
from decimal import Decimal
from fractions import Fraction

COLUMNS = ("lines", "lines_on_time", "received", "rejected", "paid", "paid_at_mean", "lead_lines", "lead_days",
           "credit_rating")
COMPLETE = "4"  # status of a purchase order; the others are pending, approved and refused ones


def read(folder, name):
    path = pathlib.Path(folder, name)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


class Supplier:
    def __init__(self):
        self.facts = dict.fromkeys(COLUMNS)
        self.bought = {}  # {product: [quantity, amount]}

    def add(self, fact, value):
        self.facts[fact] = (self.facts[fact] or 0) + value

    def add_line(self, is_on_time):
        self.add("lines", 1)
        self.add("lines_on_time", int(is_on_time))

    def add_lead_time(self, days):
        self.add("lead_lines", 1)
        self.add("lead_days", days)

    def buy(self, product, quantity, amount):
        sums = self.bought.setdefault(product, [Decimal(0), Decimal(0)])
        sums[0] += quantity
        sums[1] += amount


def adventureworks(folder):
    """Lines of complete orders. The ship date is the one that the supplier gave; a line is on time if it is not after
    the day on which the line was due. The days until goods are received are known per product and supplier only."""
    names, ratings = {}, {}
    for row in read(folder, "vendor.csv"):
        names[row["vendor_id"]] = row["name"]
        ratings[row["name"]] = row["credit_rating"]
    lead_times = {(row["product_id"], row["vendor_id"]): int(row["average_lead_time"])
                  for row in read(folder, "product_vendor.csv")}
    orders = {row["purchase_order_id"]: row for row in read(folder, "purchase_order_header.csv.gz")
              if row["status"] == COMPLETE}
    suppliers = {}
    for line in read(folder, "purchase_order_detail.csv.gz"):
        order = orders.get(line["purchase_order_id"])
        if order is None:
            continue
        supplier = suppliers.setdefault(names[order["vendor_id"]], Supplier())
        supplier.add_line(order["ship_date"] <= line["due_date"])
        supplier.add("received", Decimal(line["received_qty"]))
        supplier.add("rejected", Decimal(line["rejected_qty"]))
        supplier.buy(line["product_id"], Decimal(line["order_qty"]), Decimal(line["line_total"]))
        lead_time = lead_times.get((line["product_id"], order["vendor_id"]))
        if lead_time is not None:
            supplier.add_lead_time(lead_time)
    for name, supplier in suppliers.items():
        supplier.facts["credit_rating"] = ratings[name]
    return suppliers


def scms(folder):
    """All lines. A product is an item description, which includes the pack; lines without a value have no price. The
    lead time runs from the day the order was sent, where that was written down, and is not before it."""
    items = {row["ID"]: row for row in read(folder, "scms_delivery_history.csv.gz")}
    suppliers = {}
    for line in read(folder, "scms_freight_ledger.csv.gz"):
        supplier = suppliers.setdefault(line["vendor"], Supplier())
        supplier.add_line(line["delivered_date"] <= line["scheduled_date"])
        item, value = items[line["id"]], Decimal(line["line_value_usd"])
        if value > 0:
            supplier.buy(item["Item Description"], Decimal(line["quantity"]), value)
        sent = item["PO Sent to Vendor Date"]
        if sent[:1].isdigit():  # otherwise "Date Not Captured" or "N/A - From RDC", from the own warehouse
            day = datetime.datetime.strptime(sent, "%m/%d/%y").date()
            days = (datetime.date.fromisoformat(line["delivered_date"]) - day).days
            if days >= 0:
                supplier.add_lead_time(days)
    return suppliers


def compare_prices(suppliers):
    """What each supplier was paid for products that it shares with others, and what they cost at their mean price."""
    totals = {}
    for supplier in suppliers.values():
        for product, (quantity, amount) in supplier.bought.items():
            total = totals.setdefault(product, [Decimal(0), Decimal(0), 0])
            total[0] += quantity
            total[1] += amount
            total[2] += 1
    for supplier in suppliers.values():
        at_mean = Fraction(0)
        for product, (quantity, amount) in supplier.bought.items():
            of_all, paid_by_all, sellers = totals[product]
            if sellers > 1:
                supplier.add("paid", amount)
                at_mean += Fraction(quantity) * Fraction(paid_by_all) / Fraction(of_all)
        if supplier.facts["paid"] is not None:
            supplier.facts["paid_at_mean"] = four_decimals(at_mean)


def four_decimals(exact):
    """Rounded half up; amounts are not below 0."""
    return Decimal((exact * 10**4 + Fraction(1, 2)) // 1).scaleb(-4)


def main(arguments):
    ledgers = {"adventureworks": adventureworks, "scms": scms}
    if len(arguments) != 2 or arguments[0] not in ledgers:
        print("usage: supplier_facts.py adventureworks|scms FOLDER > facts.csv", file=sys.stderr)
        return 64
    suppliers = ledgers[arguments[0]](arguments[1])
    compare_prices(suppliers)
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["candidate", *COLUMNS])
    for name in sorted(suppliers):
        facts = suppliers[name].facts
        writer.writerow([name, *("" if facts[column] is None else facts[column] for column in COLUMNS)])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
