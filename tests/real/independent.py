"""Tiers and rebates of a ledger, computed a second time.

Written from the rules in docs/RULES.md, with Python's fractions and nothing of Keyhaul: no integers at a scale, no
selection, no precomputed brackets. Slow and plain on purpose; where the two differ, one of them is wrong.
"""

from collections import defaultdict
from fractions import Fraction


def rounded(value, step, mode):
    """A Fraction to a multiple of step."""
    steps = value / step
    floor = steps.numerator // steps.denominator
    rest = steps - floor
    half = Fraction(1, 2)
    if mode == "half_up":  # away from zero on ties
        up = rest > half or (rest == half and value > 0)
    elif mode == "half_even":
        up = rest > half or (rest == half and floor % 2 == 1)
    else:
        raise ValueError(mode)
    return (floor + up) * step


class Row:
    """A booked row: account (bytes), day "2014-03-31", dimensions and measures by name."""

    def __init__(self, account, day, dimensions, measures):
        self.account = account
        self.day = day
        self.dimensions = dimensions
        self.measures = measures


def month_of(day):
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def period_of(day, months):
    return month_of(day) // months


def first_day(month):
    return "%04d-%02d-01" % (month // 12, month % 12 + 1)


class Window:
    """Values and tiers of all accounts in the months first..last."""

    def __init__(self, rows, accounts, rule, last_month):
        self.first_month = last_month - rule["months"] + 1
        values = {account: Fraction(0) for account in accounts}
        for row in rows:
            if self.first_month <= month_of(row.day) <= last_month:
                values[row.account] += row.measures[rule["value"]]
        self.values = values
        positive = sorted((v for v in values.values() if v > 0), reverse=True)
        self.base = sum(positive, Fraction(0))
        self.net = sum(values.values(), Fraction(0))
        self.cuts = [self.threshold(tier, positive) for tier in rule["tiers"][:-1]]
        self.tier = {account: self.tier_of(value) for account, value in values.items()}

    def threshold(self, tier, positive):
        """The least value that meets a tier's condition, or None where none can."""
        kind, limit = tier["when"]
        if kind == "amount":
            return limit
        least = None
        above_sum = Fraction(0)  # of values strictly greater
        above_count = 0
        for value in sorted(set(positive), reverse=True):
            if kind == "share":
                taken = above_sum < limit * self.base
            else:
                count = -((-limit.numerator * len(positive)) // limit.denominator) if tier["fraction"] else limit
                taken = above_count < count
            if not taken:
                break
            least = value
            equal = positive.count(value)
            above_sum += value * equal
            above_count += equal
        return least

    def tier_of(self, value):
        if value > 0:
            for index, cut in enumerate(self.cuts):
                if cut is not None and value >= cut:
                    return index
        return len(self.cuts)

    def to_next_tier(self, account):
        reachable = [cut for cut in self.cuts[: self.tier[account]] if cut is not None]
        return min(reachable) - self.values[account] if reachable else None

    def above_this_tier(self, account):
        tier = self.tier[account]
        return None if tier == len(self.cuts) else self.values[account] - self.cuts[tier]

    def curve(self):
        """Rank and cumulated positive value per account, in the order of value and then id."""
        order = sorted(self.values, key=lambda account: (-self.values[account], account))
        ranks, cumulative = {}, {}
        running, rank, last = Fraction(0), 0, None
        for place, account in enumerate(order, start=1):
            value = self.values[account]
            if value != last:
                rank, last = place, value
            running += max(value, 0)
            ranks[account], cumulative[account] = rank, running
        return ranks, cumulative


def benefit(line, qualifying, payable):
    """f(q, Q) of a line, exact."""
    brackets = line["brackets"]
    if qualifying < 0:
        return Fraction(0)
    variable, flats = Fraction(0), Fraction(0)
    for index, (bound, rate, flat) in enumerate(brackets):
        if line["boundary"] == "from_inclusive":
            reached = qualifying >= bound
        else:
            reached = qualifying > bound or bound == 0
        if not reached:
            break
        if line["accumulation"] == "marginal":
            upper = brackets[index + 1][0] if index + 1 < len(brackets) else qualifying
            variable += rate * (min(qualifying, upper) - bound)
            flats += flat
        else:
            variable, flats = rate * payable, flat
    if line["accumulation"] == "marginal" and qualifying != 0:
        variable = variable * payable / qualifying
    return variable + flats


def settlements(rows, line, as_of, booked):
    """{(account, first day of the period): (qualifying, payable, earned, booked before)} of one line."""
    months = line["months"]
    bases = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for row in rows:
        inside = all(row.dimensions[name] in values for name, values in line["scope"].items())
        if inside and period_of(row.day, months) <= period_of(as_of, months):
            sums = bases[row.account, first_day(period_of(row.day, months) * months)]
            sums[0] += row.measures[line["qualifies_on"]]
            sums[1] += row.measures[line["pays_on"]]
    for key in booked:
        bases[key]  # what is booked is settled even where no row is left
    result = {}
    for key, (qualifying, payable) in bases.items():
        earned = rounded(benefit(line, qualifying, payable), line["step"], line["mode"])
        result[key] = (qualifying, payable, earned, booked.get(key, Fraction(0)))
    return result


# ---- Reading the policy of a test: JSON, in the forms that the policies beside this file use ----


def number(text):
    text = str(text)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def tier_condition(when):
    (kind, limit), = when.items()
    if kind == "share":
        return {"when": (kind, number(limit))}
    if kind == "amount":
        return {"when": (kind, number(limit.removeprefix(">= ")))}
    limit = limit.removeprefix("top ")
    return {"when": (kind, number(limit)), "fraction": limit.endswith("%")}


def tiering_rule(policy):
    tiering = policy["tiering"]
    tiers = [dict(name=tier["name"], **(tier_condition(tier["when"]) if "when" in tier else {}))
             for tier in tiering["tiers"]]
    return {"value": tiering["value"], "months": int(tiering["window"].split()[0]), "tiers": tiers}


def terms_lines(policy):
    lines = []
    default = policy.get("rounding", {})
    for line in policy["terms"]:
        schedule = line["schedule"]
        rounding = {**default, **line.get("rounding", {})}
        brackets = [(number(b["from"]), number(b.get("rate", 0)), number(b.get("flat", 0)))
                    for b in schedule["brackets"]]
        lines.append({
            "id": line["id"],
            "months": {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[line["period"]],
            "scope": {name: set(values) for name, values in line.get("scope", {}).items()},
            "qualifies_on": line["qualifies_on"],
            "pays_on": line.get("pays_on", line["qualifies_on"]),
            "accumulation": schedule["accumulation"],
            "boundary": schedule.get("boundary", "from_inclusive"),
            "brackets": brackets,
            "mode": rounding.get("mode", "half_up"),
            "step": number(rounding.get("step", "0.01")),
        })
    return lines
