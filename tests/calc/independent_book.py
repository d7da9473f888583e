"""The tables of a run for independent_settlement_run.py: rows, memberships, periods of calendars, and sums of rows by
looking at each of them."""

import calendar
import csv
import datetime
import re
from fractions import Fraction

from exact import number

ZERO = Fraction(0)
FIRST, LAST = datetime.date.min, datetime.date.max
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "contract_year": 12}


def day(text):
    return datetime.date.fromisoformat(text)


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Book:
    def __init__(self, accounts, memberships, ledger):
        """Rows of the three tables, cells being text."""
        self.tags = {a["account"]: set(filter(None, (t.strip() for t in (a.get("tags") or "").split(";")))) for a in accounts}
        self.memberships = [(m["member"], m["group"], day(m["from"]), day(m["until"]) if m.get("until") else LAST)
                            for m in memberships]
        self.rows = [dict(row, day=day(row["day"]), kind=row.get("kind") or "charge") for row in ledger]

    @classmethod
    def read(cls, folder):
        memberships = folder / "memberships.csv"
        return cls(read_csv(folder / "accounts.csv"), read_csv(memberships) if memberships.exists() else [],
                   read_csv(folder / "ledger.csv"))

    def first_day(self):
        return min(row["day"] for row in self.rows)

    def is_member(self, account, group, when):
        """The group's own rows count always."""
        return account == group or any(m == account and g == group and a <= when < b for m, g, a, b in self.memberships)

    def ever_members(self, group):
        return {group} | {m for m, g, _, _ in self.memberships if g == group}


class Calendar:
    """Periods are numbered; each begins so many months after the one before, on the day of the anchor or the last of a
    shorter month."""

    def __init__(self, rule):
        rule = {"kind": rule} if isinstance(rule, str) else rule
        self.months = MONTHS[rule["kind"]]
        anchor = [int(x) for x in re.findall(r"\d+", rule.get("anchor", "01-01"))]
        year, month, self.day = anchor if len(anchor) == 3 else [2000] + anchor
        self.offset = (year * 12 + month - 1) % self.months  # so that calendars of the same periods number them alike

    def begin(self, k):
        months = self.offset + k * self.months
        year, month = months // 12, months % 12 + 1
        return datetime.date(year, month, min(self.day, calendar.monthrange(year, month)[1]))

    def index(self, when):
        k = (when.year * 12 + when.month - 1 - self.offset) // self.months - 1
        while self.begin(k + 1) <= when:
            k += 1
        return k

    def earlier(self, k, baseline):
        """The period that one of growth is measured against."""
        return k - 1 if baseline == "previous_period" else k - 12 // self.months


class Exchange:
    """How amounts in other currencies become the policy's: row by row, or the sum of each currency at one day."""

    def __init__(self, policy, round_amount):
        rule = policy.get("exchange", {})
        self.own, self.at, self.rates, self.round = policy["currency"], rule.get("convert"), rule.get("rates", []), round_amount

    def rate(self, currency, when):
        """The last one of the currency that begins on the day or before."""
        return [number(r["rate"]) for r in self.rates if r["currency"] == currency and day(r["from"]) <= when][-1]

    def amount(self, currency, amount, when):
        return self.round(amount * self.rate(currency, when))


class Sums:
    """What the rows of a line add up to: (qualifying, payable, counted, rows). Amounts that keep their currency until they
    are settled stand apart from the others."""

    def __init__(self, book, line, money_names, exchange):
        self.book, self.exchange = book, exchange
        scope, kinds = line.get("scope", {}), line.get("kinds")
        self.names = (line["qualifies_on"], line.get("pays_on", line["qualifies_on"]), line.get("counts_on"))
        self.is_money = [name in money_names for name in self.names]
        self.rows, self.kept = {}, {}
        for row in book.rows:
            if all(row[d] in values for d, values in scope.items()) and (kinds is None or row["kind"] in kinds):
                self.add(row)

    def add(self, row):
        cells = [number(row[n]) if n else ZERO for n in self.names]
        currency = row.get("currency") or self.exchange.own
        if currency != self.exchange.own and self.exchange.at == "document":
            cells = [self.exchange.amount(currency, c, row["day"]) if is_money else c for c, is_money in zip(cells, self.is_money)]
        elif currency != self.exchange.own and any(self.is_money):
            kept = [c if is_money else ZERO for c, is_money in zip(cells, self.is_money)]
            self.kept.setdefault((row["account"], currency), []).append((row["day"], kept))
            cells = [a - b for a, b in zip(cells, kept)]
        self.rows.setdefault(row["account"], []).append((row["day"], cells))

    def of(self, account, begin, end, group=None):
        total, count = [ZERO] * 3, 0
        for when, cells in self.rows.get(account, ()):
            if begin <= when < end and (group is None or self.book.is_member(account, group, when)):
                total, count = [a + b for a, b in zip(total, cells)], count + 1
        return total, count

    def kept_of(self, account, stretches):
        """{currency: sums of it by stretch}, of currencies with rows on any of the days."""
        found = {}
        for (owner, currency), rows in self.kept.items():
            inside = [[cells for when, cells in rows if a <= when < b] for a, b in stretches]
            if owner == account and any(inside):
                found[currency] = [[sum((c[i] for c in cells), ZERO) for i in range(3)] for cells in inside]
        return found

    def converted(self, account, stretches, when):
        """What that adds to each stretch: what the currency's sum up to its end is worth, less what it was before."""
        added = [[ZERO] * 3 for _ in stretches]
        for currency, by_stretch in self.kept_of(account, stretches).items():
            for i in range(3):
                total, worth = ZERO, ZERO
                for n, cells in enumerate(by_stretch):
                    total, before = total + cells[i], worth
                    worth = self.exchange.amount(currency, total, when)
                    added[n][i] += worth - before
        return added
