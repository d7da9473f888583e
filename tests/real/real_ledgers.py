"""The five real sets as ledgers for tiering: rows of integers at a fixed number of decimals, and facts of accounts."""

import csv
import gzip
import os


def at_scale(text, digits):
    """"12.5" at two digits is 1250; digits beyond them must be zeros."""
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("-").partition(".")
    if part[digits:].strip("0"):
        raise ValueError("%s has more than %d decimals" % (text, digits))
    return sign * int(whole + part[:digits].ljust(digits, "0"))


def decimal_text(value, digits):
    text = str(abs(value)).rjust(digits + 1, "0")
    whole, part = (text[:-digits], text[-digits:]) if digits else (text, "")
    return ("-" if value < 0 else "") + whole + ("." + part if part else "")


class Ledger:
    """Rows (account, day, one text per dimension, one integer per measure); the first measure is what tiers look at."""

    def __init__(self, name, currency, digits, dimensions, measures):
        self.name = name
        self.currency = currency
        self.digits = digits  # of measures in money
        self.dimensions = dimensions
        self.measures = measures  # {name: "money" or the word of a unit}
        self.rows = []
        self.facts = {}  # {account: {"industry": ..., "city": ..., "region": ...}}

    def digits_of(self, measure):
        return self.digits if self.measures.get(measure) == "money" else 0

    def write(self, folder):
        """ledger.csv and accounts.csv; returns their paths."""
        paths = os.path.join(folder, self.name + ".csv"), os.path.join(folder, self.name + "-accounts.csv")
        texts = 2 + len(self.dimensions)
        digits = [self.digits_of(measure) for measure in self.measures]
        with open(paths[0], "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["account", "day", *self.dimensions, *self.measures])
            writer.writerows([*row[:texts], *map(decimal_text, row[texts:], digits)] for row in self.rows)
        with open(paths[1], "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["account", "industry", "city", "region"])
            for account, facts in self.facts.items():
                writer.writerow([account, *(facts.get(name, "") for name in ("industry", "city", "region"))])
        return paths


def read(data, path):
    path = os.path.join(data, path)
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.endswith(".gz") else open(
        path, encoding="utf-8", newline="")
    with opened as file:
        yield from csv.DictReader(file)


def northwind(data):
    """Orders by customer: freight, and what the lines come to before discounts."""
    ledger = Ledger("northwind", "USD", 2, ["shipper", "country"],
                    {"gross": "money", "freight": "money", "pieces": "piece"})
    gross, pieces = {}, {}
    for line in read(data, "ms_northwind/order_details.csv"):
        order, quantity = line["order_id"], int(line["quantity"])
        gross[order] = gross.get(order, 0) + at_scale(line["unit_price"], 2) * quantity
        pieces[order] = pieces.get(order, 0) + quantity
    for order in read(data, "ms_northwind/orders.csv"):
        number = order["order_id"]
        ledger.rows.append((order["customer_id"], order["order_date"], "ship-" + order["ship_via"],
                            order["ship_country"], gross[number], at_scale(order["freight"], 2), pieces[number]))
    for customer in read(data, "ms_northwind/customers.csv"):  # two of them never ordered
        ledger.facts[customer["customer_id"]] = {"industry": customer["country"], "city": customer["city"],
                                                 "region": customer["region"]}
    return ledger


def scms(data, name, column, first="line_value"):
    """Deliveries by vendor or country; freight that is not stated on the line counts for nothing."""
    other = "country" if column == "vendor" else "vendor"
    second = "freight" if first == "line_value" else "line_value"
    ledger = Ledger(name, "USD", 2, ["mode", "product", other],
                    {first: "money", second: "money", "pieces": "piece"})
    products = {}
    for line in read(data, "usaid_scms/scms_freight_ledger.csv.gz"):
        money = {"freight": at_scale(line["freight_usd"], 2) if line["freight_status"] == "stated" else 0,
                 "line_value": at_scale(line["line_value_usd"], 2)}
        ledger.rows.append((line[column], line["delivered_date"], line["shipment_mode"] or "none",
                            line["product_group"], line[other], money[first], money[second], int(line["quantity"])))
        products.setdefault(line[column], line["product_group"])
    ledger.facts = {account: {"industry": product} for account, product in products.items()}
    return ledger


MIDDLE_OF_QUARTER = {"Q1": "-02-15", "Q2": "-05-15", "Q3": "-08-15", "Q4": "-11-15"}


def oxford(data):
    """Payments by supplier; a quarter without days is booked on one in its middle. Ids that stand for "general
    expenses" are no suppliers."""
    ledger = Ledger("oxford", "GBP", 2, ["area", "type"], {"paid": "money"})
    for row in read(data, "oxford_spend/oxford_spend_2014_2018.csv.gz"):
        if row["one_off"] == "1" or not row["supplier_id"]:
            continue
        day = row["paid_date"] or row["quarter"][:4] + MIDDLE_OF_QUARTER[row["quarter"][4:]]
        ledger.rows.append((row["supplier_id"], day, row["service_area"] or "none", row["type"] or "none",
                            at_scale(row["amount_gbp"], 2)))
    return ledger


def retail(data, name, files):
    """Invoices and cancellations by customer; the two files share nine days, which count once."""
    ledger = Ledger(name, "GBP", 3, ["country"], {"revenue": "money", "pieces": "piece"})
    for number, file in enumerate(files):
        for row in read(data, "uci_online_retail/invoices_%s.csv.gz" % file):
            day = row["invoice_date"][:10]
            if not row["customer_id"] or (number + 1 < len(files) and day >= "2010-12-01"):
                continue
            ledger.rows.append((row["customer_id"], day, row["country"], at_scale(row["amount_gbp"], 3),
                                int(row["quantity"])))
            ledger.facts.setdefault(row["customer_id"], {"region": row["country"]})
    return ledger


def adventureworks(data):
    """Purchase orders by vendor, with four decimals; 18 vendors have none."""
    ledger = Ledger("adventureworks", "USD", 4, ["method", "status"], {"freight": "money", "due": "money"})
    for row in read(data, "ms_adventureworks_purchasing/purchase_order_header.csv.gz"):
        ledger.rows.append((row["vendor_id"], row["order_date"][:10], "method-" + row["ship_method_id"], row["status"],
                            at_scale(row["freight"], 4), at_scale(row["total_due"], 4)))
    for row in read(data, "ms_adventureworks_purchasing/vendor.csv"):
        ledger.facts[row["vendor_id"]] = {"industry": "rating-" + row["credit_rating"],
                                          "region": "preferred" if row["preferred"] == "1" else ""}
    return ledger
