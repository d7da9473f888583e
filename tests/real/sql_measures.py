"""Concentration, variation, scores and migration, computed a second time: SQL and fractions, not rounded on the way."""

import decimal
from fractions import Fraction

decimal.getcontext().prec = 60


def nine_digits(value, whole=1):
    """value / whole times 10^9, half away from zero; None stays."""
    if value is None:
        return None
    numerator, denominator = value.numerator * 10**9, value.denominator * whole
    digits = (2 * abs(numerator) + denominator) // (2 * denominator)
    return digits if numerator >= 0 else -digits


def concentration(values):
    """The columns of the table, undefined ones None."""
    ascending = sorted(values)
    n, total = len(ascending), sum(ascending)
    columns = {"units": n, "total": total}
    names = ("gini_population", "gini_sample", "hhi", "hhi_normalised", "equivalent_number", "rosenbluth", "top_1",
             "top_3", "top_5", "top_10", "top_20")
    columns.update(dict.fromkeys(names))
    if n == 0 or total <= 0:
        return columns
    gini = Fraction(2 * sum(i * x for i, x in enumerate(ascending, 1)), n * total) - Fraction(n + 1, n)
    hhi = Fraction(sum(x * x for x in ascending), total**2)
    ranked = sum(rank * x for rank, x in enumerate(reversed(ascending), 1))
    columns["gini_population"], columns["hhi"], columns["equivalent_number"] = gini, hhi, 1 / hhi
    if n > 1:
        columns["gini_sample"] = gini * n / (n - 1)
        columns["hhi_normalised"] = (hhi - Fraction(1, n)) / (1 - Fraction(1, n))
    if 2 * ranked > total:
        columns["rosenbluth"] = 1 / (Fraction(2 * ranked, total) - 1)
    for top in (1, 3, 5, 10, 20):
        columns["top_%d" % top] = Fraction(sum(ascending[-top:]), total)
    return columns


def lorenz(values):
    """What the smallest 0, 1, ... 100 percent of the accounts hold."""
    sums = [0]
    for value in sorted(values):
        sums.append(sums[-1] + value)
    n, points = len(sums) - 1, []
    for percent in range(101):
        whole, rest = divmod(percent * n, 100)
        above = sums[min(whole + 1, n)] - sums[whole]
        points.append(Fraction(sums[whole] * 100 + above * rest, 100 * sums[n]))
    return points


def variation(months, sample):
    """The squared coefficient of variation, or None."""
    n, total = len(months), sum(months)
    if total <= 0 or (sample and n == 1):
        return None
    squared = Fraction(n * sum(x * x for x in months) - total**2, total**2)
    return squared * n / (n - 1) if sample else squared


def root_at_nine_digits(squared):
    root = (decimal.Decimal(squared.numerator) / decimal.Decimal(squared.denominator)).sqrt()
    return int((root * 10**9).quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP))


def xyz(opinion, rule):
    """{unit: (class, variation at nine digits or None)}"""
    classes = [(entry["name"], Fraction(str(entry.get("at_most", 0)))) for entry in rule["classes"]]
    by_unit = {}
    for account, segment, month, figure in opinion.db.execute(
            "SELECT account, segment, month, figure FROM %s WHERE month BETWEEN ? AND ?" %
            opinion.warehouse.monthly(opinion.tiering["value"], opinion.segment_of_row), opinion.window):
        by_unit.setdefault((account, segment), {})[month] = figure
    found = {}
    for account, segment in opinion.units("SELECT account, segment FROM units"):
        key = account, None if opinion.segment_of_row == "NULL" else segment
        booked = by_unit.get(key, {})
        months = [booked.get(month, 0) for month in range(opinion.window[0], opinion.window[1] + 1)]
        squared = variation(months, rule.get("deviation") == "sample")
        if squared is None:
            found[account, segment] = classes[-1][0], None
        else:
            name = next((name for name, bound in classes[:-1] if squared <= bound**2), classes[-1][0])
            found[account, segment] = name, root_at_nine_digits(squared)
    return found


# ---- Recency, frequency, monetary value ----

ACTIVITY = """
CREATE TEMP TABLE activity AS SELECT account, CAST(JULIANDAY(:as_of) - JULIANDAY(MAX(day)) AS INTEGER) AS recency,
  COUNT(DISTINCT day) AS frequency, SUM(%s) AS monetary
FROM book WHERE month BETWEEN :first AND :last GROUP BY account"""


def type_7_cuts(ascending, bins):
    cuts = []
    for j in range(1, bins):
        place = Fraction((len(ascending) - 1) * j, bins)
        low = place.numerator // place.denominator
        high = min(low + 1, len(ascending) - 1)
        cuts.append(ascending[low] + (place - low) * (ascending[high] - ascending[low]))
    return cuts


def scores(opinion, column, rule, scale):
    """{account: score} of one of the three columns of `activity`."""
    recency = column == "recency"
    method, bins = rule.get("method", "quantile"), rule.get("bins", 5)
    order = "%s %s" % (column, "DESC" if recency else "ASC")
    if method == "ntile":
        query = "SELECT account, NTILE(%d) OVER (ORDER BY %s, account) FROM activity" % (bins, order)
        return dict(opinion.db.execute(query))
    if method == "dense_rank":
        query = ("SELECT account, DENSE_RANK() OVER (ORDER BY %s), (SELECT COUNT(DISTINCT %s) FROM activity) "
                 "FROM activity" % (order, column))
        return {account: -(-rank * bins // distinct) for account, rank, distinct in opinion.db.execute(query)}
    values = dict(opinion.db.execute("SELECT account, %s FROM activity" % column))
    if method == "fixed_cuts":
        cuts = [Fraction(str(cut)) * scale for cut in rule["cuts"]]
        bins = len(cuts) + 1
        found = {account: 1 + sum(cut <= value for cut in cuts) for account, value in values.items()}
    else:
        cuts = type_7_cuts(sorted(values.values()), bins)
        found = {account: 1 + sum(cut < value for cut in cuts) for account, value in values.items()}
    return {account: bins + 1 - score for account, score in found.items()} if recency else found


def in_range(score, text):
    if text is None:
        return True
    low, _, high = text.partition("..")
    return int(low) <= score <= int(high or low)


def rfm(opinion, rule, as_of):
    """{account: (recency, frequency, monetary, three scores, segment)} of the accounts with rows in the window."""
    opinion.db.execute("DROP TABLE IF EXISTS temp.activity")
    opinion.db.execute(ACTIVITY % opinion.tiering["value"],
                       {"as_of": as_of, "first": opinion.window[0], "last": opinion.window[1]})
    digits = opinion.warehouse.ledger.digits_of(opinion.tiering["value"])
    columns = ("recency", "frequency", "monetary")
    by_column = [scores(opinion, column, rule.get(column, {}), 10**digits if column == "monetary" else 1)
                 for column in columns]
    found = {}
    for account, *figures in opinion.db.execute("SELECT account, recency, frequency, monetary FROM activity"):
        three = [scored[account] for scored in by_column]
        name = next((segment["name"] for segment in rule.get("segments", ())
                     if all(in_range(score, segment.get(column)) for score, column in zip(three, columns))),
                    rule.get("others", "others"))
        found[account] = (*figures, *three, name)
    return found


# ---- Who moved ----

def migration(opinion, before, after, values_before, values):
    """{(tier before, tier after): (units, sum before, sum after)} of the units of now."""
    cells = {}
    for unit, tier in after.items():
        cell = cells.setdefault((before.get(unit), tier), [0, 0, 0])
        cell[0] += 1
        cell[1] += values_before.get(unit, 0)
        cell[2] += values[unit]
    return {key: tuple(cell) for key, cell in cells.items()}


def mobility(cells, names):
    """The columns of the table; `names` from the highest tier to the lowest."""
    place = {name: index for index, name in enumerate(names)}
    moves = [(None if old is None else place[old], None if new is None else place[new], cell[0])
             for (old, new), cell in cells.items()]
    count = {"before": sum(n for old, _, n in moves if old is not None),
             "after": sum(n for _, new, n in moves if new is not None),
             "stayed": sum(n for old, new, n in moves if old is not None and old == new),
             "upgraded": sum(n for old, new, n in moves if None not in (old, new) and new < old),
             "downgraded": sum(n for old, new, n in moves if None not in (old, new) and new > old),
             "entered": sum(n for old, new, n in moves if old is None and new is not None),
             "left": sum(n for old, new, n in moves if old is not None and new is None)}
    rates = {"retention_rate": "stayed", "upgrade_rate": "upgraded", "downgrade_rate": "downgraded",
             "exit_rate": "left"}
    for column, part in rates.items():
        count[column] = Fraction(count[part], count["before"]) if count["before"] else None
    both = [(old, new, n) for old, new, n in moves if None not in (old, new)]
    rows = {}
    for old, new, n in both:
        row = rows.setdefault(old, [0, 0])
        row[0] += n
        row[1] += n if old == new else 0
    k = len(rows)
    trace = sum(Fraction(stayed, total) for total, stayed in rows.values())
    count["mobility"] = (k - trace) / (k - 1) if k > 1 else None
    return count
