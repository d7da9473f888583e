"""Tiers of a ledger, computed a second time by SQL.

SQLite sums, ranks and cumulates 64-bit integers at the ledger's own scale, so nothing is rounded: ROWS frames give the
sums account by account, RANGE frames those of equal values together. A condition of the policy becomes a query for the
units that meet it; what a tier makes of them is said in Python.
"""

import sqlite3
from fractions import Fraction


def month_of(day):
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def number(text):
    text = str(text)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def bounds(text):
    """[(comparison of SQL, limit)] of ">= 5", "2 .. 10" or "2 ..< 10"."""
    words = text.split()
    if len(words) == 2:
        return [(words[0], number(words[1]))]
    return [(">=", number(words[0])), ("<" if words[1] == "..<" else "<=", number(words[2]))]


# Whether a unit is on the upper side of a share cut, from the sums `before` and `after` it. The share is p / q.
CROSSING = {
    "include": "before * :q < :p * base",
    "exclude": "after * :q <= :p * base",
    "nearest": "(before + after) * :q <= 2 * :p * base",
}

# The sums before and after the unit that decides for all of its value: its own, the first or last of the equal ones.
DECIDING = {
    "split_by_id": "single - counts, single",
    "together_up": "equal - counts * tied, equal - counts * tied + counts",
    "together_down": "equal - counts, equal",
}

# How many positive values there are down to the one that decides.
DECIDING_PLACE = {"split_by_id": "place", "together_up": "first_place", "together_down": "last_place"}

CURVE = """
CREATE TEMP TABLE curve AS SELECT f.account, f.segment, counts, bases.base, bases.positive,
  SUM(counts) OVER (one ROWS UNBOUNDED PRECEDING) AS single,
  SUM(counts) OVER (alike RANGE UNBOUNDED PRECEDING) AS equal,
  COUNT(*) OVER (PARTITION BY f.segment, counts) AS tied,
  ROW_NUMBER() OVER one AS place,
  RANK() OVER alike AS first_place,
  COUNT(*) OVER (alike RANGE UNBOUNDED PRECEDING) AS last_place
FROM figures AS f JOIN (
  SELECT segment, SUM(CASE WHEN counts > 0 OR :net THEN counts ELSE 0 END) AS base, SUM(counts > 0) AS positive
  FROM figures WHERE metric = :metric GROUP BY segment) AS bases USING (segment)
WHERE metric = :metric AND counts > 0
WINDOW one AS (PARTITION BY f.segment ORDER BY counts DESC, f.account),
       alike AS (PARTITION BY f.segment ORDER BY counts DESC)"""

COUNTS = {"net": "value", "clamp": "MAX(value, 0)", "absolute": "ABS(value)"}


class Warehouse:
    """The rows of a ledger and the facts of its accounts in SQLite."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.db = sqlite3.connect(":memory:")
        names = ["account", "day", *ledger.dimensions, *ledger.measures]
        self.db.execute("CREATE TABLE book (%s, month)" % ", ".join(names))
        self.db.executemany("INSERT INTO book VALUES (%s)" % ", ".join("?" * (len(names) + 1)),
                            (row + (month_of(row[1]),) for row in ledger.rows))
        self.db.execute("CREATE INDEX by_month ON book (month)")
        self.db.execute("CREATE TABLE accounts (account PRIMARY KEY, industry, city, region)")
        self.db.executemany("INSERT INTO accounts VALUES (?, ?, ?, ?)",
                            ((account, *(facts.get(name, "") for name in ("industry", "city", "region")))
                             for account, facts in ledger.facts.items()))
        self.db.execute("INSERT OR IGNORE INTO accounts SELECT DISTINCT account, '', '', '' FROM book")
        self.first_month, = self.db.execute("SELECT MIN(month) FROM book").fetchone()
        self.sums = {}

    def monthly(self, metric, segment):
        """Name of the table of a metric's sums by account, value of a dimension ("NULL": of all rows) and month."""
        if (metric, segment) not in self.sums:
            name = "monthly_%d" % len(self.sums)
            figure = "COUNT(DISTINCT day)" if metric == "active_days" else "SUM(%s)" % metric
            self.db.execute("CREATE TABLE %s AS SELECT account, %s AS segment, month, %s AS figure FROM book "
                            "GROUP BY 1, 2, 3" % (name, segment, figure))
            self.db.execute("CREATE INDEX of_%s ON %s (account, segment, month)" % (name, name))
            self.sums[metric, segment] = name
        return self.sums[metric, segment]

    def window_of(self, tiering, as_of):
        """(first month, last month) of the window, and the same before it."""
        last, words = month_of(as_of), tiering.get("window", "12 months").split()
        if words[0] == "lifetime":
            return (self.first_month, last), None
        if words[0] == "calendar":
            length = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}[words[1]]
            first = last - last % length
            return (first, last), (first - length, last - length)
        months = int(words[0]) * (12 if words[1].startswith("year") else 1)
        return (last - months + 1, last), (last - 2 * months + 1, last - months)


class Opinion:
    """What a rule makes of one window."""

    def __init__(self, warehouse, tiering, window, before):
        self.warehouse, self.db, self.tiering = warehouse, warehouse.db, tiering
        self.window, self.before = window, before
        self.months = window[1] - window[0] + 1
        self.net_base = tiering.get("base") == "net"
        self.before_known = before is not None and before[0] >= warehouse.first_month
        self.metrics = set()
        self.curve_metric = None
        for table in ("units", "figures"):
            self.db.execute("DROP TABLE IF EXISTS temp." + table)
        self.db.execute("CREATE TEMP TABLE figures (metric, account, segment, value, counts, previous, least, "
                        "greatest, active)")
        self.find_units()
        self.add_metric(tiering["value"])
        self.find_curve(tiering["value"])

    def find_units(self):
        within = self.tiering.get("within")
        if isinstance(within, dict):
            first = min(self.window[0], self.before[0] if self.before else self.window[0])
            marks = ", ".join("?" * len(within["values"]))
            self.segment_of_row = within["dimension"]
            self.db.execute("CREATE TEMP TABLE units AS SELECT DISTINCT account, %s AS segment FROM book WHERE month "
                            "BETWEEN ? AND ? AND segment IN (%s)" % (self.segment_of_row, marks),
                            (first, self.window[1], *within["values"]))
        else:
            self.segment_of_row = "NULL"
            self.db.execute("CREATE TEMP TABLE units AS SELECT account, %s AS segment FROM accounts" % (within or "''"))

    def add_metric(self, metric):
        """The figures of a measure, or of the days with rows, per unit."""
        if metric in self.metrics:
            return
        self.metrics.add(metric)
        first_seen = self.before[0] if self.before_known else self.window[0]
        self.db.execute("""
            INSERT INTO figures SELECT :metric, account, segment, value, %s, previous,
              CASE WHEN active = :months THEN least ELSE MIN(IFNULL(least, 0), 0) END,
              CASE WHEN active = :months THEN greatest ELSE MAX(IFNULL(greatest, 0), 0) END, active
            FROM (SELECT units.account, units.segment,
                    IFNULL(SUM(figure) FILTER (WHERE month >= :first), 0) AS value,
                    IFNULL(SUM(figure) FILTER (WHERE month <= :before_last), 0) AS previous,
                    MIN(figure) FILTER (WHERE month >= :first) AS least,
                    MAX(figure) FILTER (WHERE month >= :first) AS greatest,
                    COUNT(month) FILTER (WHERE month >= :first) AS active
                  FROM units LEFT JOIN %s AS monthly ON monthly.account = units.account
                    AND month BETWEEN :first_seen AND :last%s GROUP BY 1, 2)""" %
                        (COUNTS[self.tiering.get("negative", "net")],
                         self.warehouse.monthly(metric, self.segment_of_row),
                         "" if self.segment_of_row == "NULL" else " AND monthly.segment = units.segment"),
                        {"metric": metric, "months": self.months, "first_seen": first_seen, "first": self.window[0],
                         "last": self.window[1], "before_last": self.before[1] if self.before_known else -1})

    def find_curve(self, metric):
        if self.curve_metric == metric:
            return
        self.db.execute("DROP TABLE IF EXISTS temp.curve")
        self.db.execute(CURVE, {"metric": metric, "net": self.net_base})
        self.curve_metric = metric

    def units(self, query, parameters=()):
        return set(self.db.execute(query, parameters))

    # ---- Conditions: the set of (account, segment) that meets one ----

    def meets(self, condition):
        for kind in ("all", "any"):
            if kind in condition:
                parts = [self.meets(part) for part in condition[kind]]
                return set.intersection(*parts) if kind == "all" else set.union(*parts)
        (kind, limit), = ((key, value) for key, value in condition.items() if key not in ("of", "priority"))
        metric = condition.get("of", self.tiering["value"])
        if kind in ("industry", "city", "region"):
            return self.units("SELECT account, segment FROM units JOIN accounts USING (account) WHERE %s IN (%s)" %
                              (kind, ", ".join("?" * len(limit))), limit)
        self.add_metric(metric)
        if kind in ("share", "rank"):
            self.find_curve(metric)
            return self.share(number(limit)) if kind == "share" else self.rank(limit.removeprefix("top "))
        return self.amount(kind, metric, bounds(limit))

    def share(self, share):
        query = ("WITH sums (account, segment, base, before, after) AS (SELECT account, segment, base, %s FROM curve) "
                 "SELECT account, segment FROM sums WHERE %s")
        return self.units(query % (DECIDING[self.tiering.get("ties", "together_up")],
                                   CROSSING[self.tiering.get("crossing", "include")]),
                          {"p": share.numerator, "q": share.denominator})

    def rank(self, text):
        share = number(text) if text.endswith("%") else None
        count = ":limit"
        if share is not None:  # of integers n, p / q: ceiling, floor and half up of n p / q
            count = {"ceiling": "(positive * :p + :q - 1) / :q", "floor": "positive * :p / :q",
                     "half_up": "(2 * positive * :p + :q) / (2 * :q)"}[self.tiering.get("count_rounding", "ceiling")]
        place = DECIDING_PLACE[self.tiering.get("ties", "together_up")]
        parameters = {"limit": text} if share is None else {"p": share.numerator, "q": share.denominator}
        return self.units("SELECT account, segment FROM curve WHERE %s <= CAST(%s AS INTEGER)" % (place, count),
                          parameters)

    def amount(self, kind, metric, limits):
        """Bounds of figure / divisor, multiplied out: figure * times * q >= p * divisor."""
        figures = {"amount": ("counts", "1"), "monthly_mean": ("counts", str(self.months)),
                   "active_monthly_mean": ("counts", "active"), "annual": ("12 * counts", str(self.months)),
                   "growth": ("(counts - previous)", "previous")}
        scale = 1 if kind == "growth" else 10 ** self.warehouse.ledger.digits_of(metric)
        tests = {"active_monthly_mean": ["active > 0"], "growth": ["previous > 0"]}.get(kind, [])
        for comparison, limit in limits:
            limit *= scale
            if kind == "every_month":
                columns = [("least" if comparison in (">=", ">") else "greatest", "1")]
            else:
                columns = [figures[kind]]
            tests += ["%s * %d %s %d * %s" % (figure, limit.denominator, comparison, limit.numerator, divisor)
                      for figure, divisor in columns]
        return self.units("SELECT account, segment FROM figures WHERE metric = ? AND " + " AND ".join(tests), (metric,))

    # ---- Tiers and classes ----

    def tiers(self):
        """{(account, segment): name of the tier, or None}"""
        tiering = self.tiering
        names = [tier["name"] for tier in tiering["tiers"]]
        met = [self.meets(tier["when"]) for tier in tiering["tiers"][:-1]]
        of_zero = {"lowest": names[-1], "own_tier": tiering.get("zero_tier"), "left_out": None}
        found = {}
        for account, segment, counts in self.db.execute(
                "SELECT account, segment, counts FROM figures WHERE metric = ?", (tiering["value"],)).fetchall():
            unit = account, segment
            if counts > 0:
                found[unit] = next((name for name, units in zip(names, met) if unit in units), names[-1])
            else:
                found[unit] = of_zero[tiering.get("zero", "lowest")] if counts == 0 else names[-1]
        return found

    def classes(self, classes):
        """{(account, segment): names of all classes}"""
        found = {}
        for entry in classes:
            for unit in self.meets(entry["when"]):
                found.setdefault(unit, []).append(entry["name"])
        return found

    def values(self):
        return {(account, segment): value for account, segment, value in self.db.execute(
            "SELECT account, segment, value FROM figures WHERE metric = ?", (self.tiering["value"],))}

    def ranks(self):
        """(account, segment, value, what it counts for, rank, cumulated, base) in the order of account and segment."""
        return self.db.execute("""
            SELECT account, segment, value, counts, RANK() OVER (PARTITION BY segment ORDER BY counts DESC),
              SUM(MAX(counts, 0)) OVER (PARTITION BY segment ORDER BY counts DESC, account ROWS UNBOUNDED PRECEDING),
              SUM(CASE WHEN counts > 0 OR :net THEN counts ELSE 0 END) OVER (PARTITION BY segment)
            FROM figures WHERE metric = :metric ORDER BY account, segment""",
                               {"metric": self.tiering["value"], "net": self.net_base}).fetchall()
