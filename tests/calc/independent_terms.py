"""What calc must answer about schedules, computed a second time: from the formulas of docs/CALC.md and docs/RULES.md,
with Python's fractions, and bracket by bracket rather than by sums made ready.

Q is the qualifying basis, P the payable one, C the quantity that amounts per unit are paid on, P itself where nothing is
counted beside it, and B the baseline."""

import copy
from fractions import Fraction

from exact import decimals, floor, integer, number

EXPONENTS = {"CNY": 2, "EUR": 2, "USD": 2, "JPY": 0, "BHD": 3}


def exact_text(x, scale):
    """Decimal text where it ends within 40 digits, otherwise "floor + n/d", in major units."""
    d, count = (x * 10**scale).denominator, 0
    while d > 1 and count <= 40:
        for prime in (2, 5):
            if d % prime == 0:
                d //= prime
        count += 1
        if d % 2 and d % 5 and d > 1:
            break
    if d == 1 and scale + count <= 40:
        return decimals(x, scale + count)
    low = Fraction(floor(x * 10**scale), 10**scale)
    rest = (x - low) * 10**scale
    return f"{decimals(low, scale)} + {rest.numerator}/{rest.denominator}{'0' * scale}"


class Money:
    """How a request counts money, and how it rounds."""

    def __init__(self, request):
        exponent = EXPONENTS[request["currency"]]
        self.scale = exponent + request.get("extra_money_digits", 0)
        rounding = request.get("rounding", {})
        self.mode = rounding.get("mode", "half_up")
        self.step = number(rounding["step"]) if "step" in rounding else Fraction(1, 10**exponent)
        self.at = rounding.get("at", "term")

    def amount(self, x):
        return self.step * integer(x / self.step, self.mode)

    def money(self, x):
        return decimals(x, self.scale)

    def exact_text(self, x):
        return exact_text(x, self.scale)

    def scale_of(self, unit):
        return self.scale if unit == "money" else int(unit.rpartition(":")[2]) if ":" in unit else 0


class Rule:
    """A schedule as written in a policy: what it pays, exactly, and the bracket that it is read in."""

    def __init__(self, table, money=None):
        """With the money of a request, what is rounded before the sum is."""
        self.table, self.brackets = table, table["brackets"]
        self.kind = table["accumulation"]
        point, as_it_is = money.at if money else "term", lambda x: x
        self.each = money.amount if point == "slice" else as_it_is  # of a summand
        self.priced = money.amount if point == "unit_price" else as_it_is  # of a price
        self.days = Fraction(1)  # the part of the period that flats are owed for
        step = number(table.get("step", 0))
        self.up_to = table.get("boundary", "up_to_inclusive" if step else "from_inclusive") == "up_to_inclusive"
        # An integer-step table, 0-100, 101-200, is one list of bounds: the upper ends, or the lower ones.
        self.lows = [number(b["from"]) for b in self.brackets]
        if step and self.up_to:
            self.lows[1:] = [number(b["to"]) for b in self.brackets[:-1]]
        self.end = number(self.brackets[-1]["to"]) if "to" in self.brackets[-1] else None
        if self.end is not None and step and not self.up_to:
            self.end += step
        self.beyond = table.get("beyond_last")

    def for_days(self, days, of):
        """The same rule with its flats prorated, each of which is one step: exact, and rounded as such (TERMS-34)."""
        prorated = copy.copy(self)
        prorated.days = Fraction(days, of)
        return prorated

    # Where a basis stands

    def past(self, q, bound):
        return q > bound if self.up_to else q >= bound

    def outside(self, q, by=1):
        """Beyond a closed end that pays nothing or otherwise above it."""
        return self.end is not None and self.beyond in ("zero", "overage", "error") and self.past(q, self.end * by)

    def reached(self, q, by=1):
        """The bracket whose bounds, times `by`, q is within; None below the first."""
        within = [i for i, low in enumerate(self.lows) if (i == 0 and low == 0 and q >= 0) or self.past(q, low * by)]
        return max(within) if within else None

    def upper(self, i):
        if i + 1 < len(self.lows):
            return self.lows[i + 1]
        return None if self.beyond == "last_bracket" else self.end

    def slices(self, q, by=1):
        """(bracket, part of q in it), from below; what is above a closed end is in none."""
        for i, low in enumerate(self.lows):
            high = self.upper(i)
            yield i, max(Fraction(0), (q if high is None else min(q, high * by)) - low * by)

    # What a bracket pays

    def value(self, i, key):
        return number(self.brackets[i].get(key, 0))

    def price(self, i, key):
        return self.priced(self.value(i, key))

    def owes(self, i, q):
        return q != 0 or i > 0 or self.lows[0] > 0 or self.table.get("flat_at_zero", True)

    def flat(self, i, q):
        return self.each(self.value(i, "flat") * self.days) if self.owes(i, q) else Fraction(0)

    def earned(self, i, p, c):
        return self.each(self.value(i, "rate") * p) + self.each(self.price(i, "per_unit") * c)

    def evaluate(self, q, p, c=None, b=None):
        """The exact amount and the bracket."""
        varying, flats, bracket = self.pieces(q, p, c, b)
        return varying + flats, bracket

    def pieces(self, q, p, c=None, b=None):
        """What varies with the basis, what is flat, and the bracket; nothing below zero."""
        if q < 0:
            return Fraction(0), Fraction(0), None
        return getattr(self, "of_" + self.kind)(q, p, p if c is None else c, b)

    def part(self, i, w, q, p, c):
        """What a part of the qualifying basis earns, payable and counted being taken in proportion."""
        return self.earned(i, w * p / q, w * c / q) if q else Fraction(0)

    def index(self, q):
        return len(self.lows) if self.outside(q) else self.reached(q)

    def flats_to(self, q):
        return sum((self.flat(i, q) for i in range(self.reached(q) + 1)), Fraction(0))

    def nothing(self, q):
        """Where the basis is beyond the end, or below the first bracket of a target."""
        return Fraction(0), Fraction(0), len(self.lows) if self.outside(q) else None

    def of_marginal(self, q, p, c, b):
        total = sum(self.part(i, w, q, p, c) for i, w in self.slices(q))
        if self.outside(q) and self.beyond == "overage":
            overage = number(self.table["overage"])
            by_unit = not any("rate" in b for b in self.brackets)  # of flats alone, money has no unit price
            total += self.each((self.priced(overage) if by_unit else overage) * (q - self.end) / q * p)
        return total, self.flats_to(q), self.index(q)

    def of_whole(self, q, p, c, b):
        i = self.reached(q)
        if self.outside(q) or i is None:
            return self.nothing(q)
        if "deficit" in self.table:
            i, by = self.cheapest(i, q, p, c)
            if self.table["deficit"]["bills"] == "bumped":
                p, c = p * by, c * by
        return self.earned(i, p, c), self.flat(i, q), i

    of_target = of_whole

    def cheapest(self, reached, q, p, c):
        """The bracket, from the one reached up, that costs least when as much is billed as it begins with, and by
        how much that makes the basis more. A basis of nothing cannot be made more."""
        prices = []
        for k in range(reached, len(self.lows) if q else reached + 1):
            by = max(q, self.lows[k]) / q if q else Fraction(1)
            exact = self.value(k, "rate") * p * by + self.price(k, "per_unit") * c * by
            prices.append((exact + (self.value(k, "flat") if self.owes(k, q) else 0), k, by))
        return min(prices)[1:]

    def of_flat(self, q, p, c, b):
        return self.nothing(q) if self.outside(q) else (Fraction(0), self.flat(self.reached(q), q), self.reached(q))

    def of_sum_of_reached(self, q, p, c, b):
        return Fraction(0), self.flats_to(q), self.index(q)

    def of_d365_rolling(self, q, p, c, b):
        """Every bracket that is passed pays on its upper bound, the one reached on all."""
        passed = len(self.lows) if self.outside(q) else self.reached(q)
        total = sum(self.part(i, self.upper(i), q, p, c) for i in range(passed))
        total += self.part(passed, q, q, p, c) if passed < len(self.lows) else 0
        return total, self.flats_to(q), self.index(q)

    def of_d365_total(self, q, p, c, b):
        """Every bracket that is reached pays on all."""
        return sum(self.earned(i, p, c) for i in range(self.reached(q) + 1)), self.flats_to(q), self.index(q)

    def of_block(self, q, p, c, b):
        rule = self.table["block"]
        size, free = number(rule["size"]), number(rule.get("free", 0))
        mode = {"ceil": "ceiling", "floor": "floor", "half_up": "half_up"}[rule["count"]]
        count = lambda units: integer(max(Fraction(0), units) / size, mode)
        if rule.get("per", "total") == "total":
            i = self.reached(q)
            paid = self.each(self.price(i, "per_block") * count(p - free))
            return self.nothing(q) if self.outside(q) else (paid, self.flat(i, q), i)
        total = Fraction(0)
        for i, w in self.slices(q):  # what is free is the first of it
            units = max(Fraction(0), w * p / q) if q else Fraction(0)
            taken = min(free, units)
            free -= taken
            total += self.each(self.price(i, "per_block") * count(units - taken))
        return total, self.flats_to(q), self.index(q)

    def of_growth(self, q, p, c, b):
        """The bounds are parts of the baseline."""
        rule, n = self.table["growth"], len(self.lows)
        incremental, on_all = rule["pays"] == "incremental_growth", rule["pays"] == "whole_basis"
        if b <= 0 and rule.get("without_baseline", "skip") == "skip":
            return Fraction(0), Fraction(0), None
        i, outside = (self.reached(q, b), self.outside(q, b)) if b > 0 else (n - 1, False)
        if i is None or (outside and not incremental):
            return Fraction(0), Fraction(0), None if i is None else n
        flats = sum(self.flat(k, q) for k in range(i + 1)) if incremental else self.flat(i, q)
        if on_all:
            return self.earned(i, p, c), flats, i
        if b <= 0:  # all of it is growth
            return self.part(i, q, q, p, c), flats, i
        if incremental:
            return sum(self.part(k, w, q, p, c) for k, w in self.slices(q, b)), flats, n if outside else i
        return self.part(i, max(Fraction(0), q - b), q, p, c), flats, i

    def of_linear(self, q, p, c, b):
        """Each benefit on the line between its points."""
        if self.outside(q):
            return self.nothing(q)
        i = max(k for k, low in enumerate(self.lows) if low <= q)

        last = i + 1 == len(self.lows)
        way = Fraction(0) if last else (q - self.lows[i]) / (self.lows[i + 1] - self.lows[i])

        def at(key, times):
            """The value at the lower point, and the way from there, each a summand; but a price that is rounded is one."""
            here = self.value(i, key)
            further = Fraction(0) if last else (self.value(i + 1, key) - here) * way
            if key == "per_unit" and self.priced(Fraction(1, 3)) != Fraction(1, 3):
                return self.priced(here + further) * times
            return self.each(here * times) + self.each(further * times)

        owed = q != 0 or self.table.get("flat_at_zero", True)
        return at("rate", p) + at("per_unit", c), at("flat", self.days) if owed else Fraction(0), self.reached(q)


def bases(entry):
    return (number(entry["basis"]),) * 2 if "basis" in entry else (number(entry["qualifying"]), number(entry["payable"]))


def outlook(rule, money, f, q, digits, by):
    """What the next unit earns, what a unit earns on average, and what the next bracket takes and then pays; what is
    above a closed end that says what it earns is a bracket, too. Without a baseline all brackets are reached, or none."""
    unit, bounds = Fraction(1, 10**digits), list(rule.lows)
    if by <= 0:
        skipped = rule.table["growth"].get("without_baseline", "skip") == "skip"
        bounds, by = [] if skipped else [Fraction(0)], 1
    elif rule.end is not None and rule.beyond in ("zero", "overage"):
        bounds.append(rule.end)
    stands = lambda x: max([i for i, b in enumerate(bounds) if (i == b == 0 and x >= 0) or rule.past(x, b * by)], default=-1)
    following, short = stands(q) + 1, None
    if following < len(bounds):
        short = max(Fraction(0), -floor((q - bounds[following] * by) / unit) * unit)
        short += unit if stands(q + short) < following else 0
    rate = lambda x: exact_text(x, max(0, money.scale - digits))
    return {"marginal_rate": rate((f(q + unit) - f(q)) / unit), "effective_rate": rate(f(q) / q) if q > 0 else None,
            "to_next_bracket": None if short is None else
            {"amount": decimals(short, digits), "pays": money.money(money.amount(f(q + short)))}}


def schedule(request):
    money = Money(request)
    rule = Rule(request["schedule"], money)
    units = number(request["units"]) if "units" in request else None
    baseline = number(request["baseline"]) if "baseline" in request else None
    exact, bracket = rule.evaluate(*bases(request), units, baseline)
    answer = {"currency": request["currency"], "amount": money.money(money.amount(exact)),
              "exact": money.exact_text(exact), "bracket": bracket}
    if request.get("outlook"):
        digits = money.scale_of(request.get("qualifying_unit", request.get("unit", "money")))
        answer.update(outlook(rule, money, lambda q: rule.evaluate(q, q, units, baseline)[0], bases(request)[0], digits,
                              1 if baseline is None else baseline))
    return answer
