"""Random requests about commercial terms for tests: small numbers, so that bounds are met exactly and missed by one step,
bases are zero, negative and beyond the last bound, cents have to be shared out and orders matter."""

import datetime
from fractions import Fraction

SEGMENTS = ("marginal", "whole", "flat", "sum_of_reached", "d365_rolling", "d365_total", "target")
ACCUMULATIONS = SEGMENTS + ("block", "growth", "linear", "deficit", "mixture")
MODES = ("half_up", "half_even", "half_down", "down", "up", "ceiling", "floor", "up_05")
DIGITS = {"CNY": 2, "JPY": 0, "BHD": 3}


def decimal(x):
    """The decimal text of a fraction that has one."""
    x, digits = Fraction(x), 0
    while (x * 10**digits).denominator != 1:
        digits += 1
    whole = str(abs((x * 10**digits).numerator)).rjust(digits + 1, "0")
    return ("-" if x < 0 else "") + (f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole)


def has_price(schedule):
    return any("per_unit" in b or "per_block" in b for b in schedule["brackets"])


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.currency = rng.choice(["CNY", "CNY", "JPY", "BHD"])
        self.digits = DIGITS[self.currency]
        self.head = {"currency": self.currency}
        self.huge = 10**13 if self.maybe(0.1) else 1  # up to about 10^18 minor units
        if self.maybe(0.3):
            self.head["rounding"] = {"mode": rng.choice(MODES)}
            if self.maybe(0.5):
                self.head["rounding"]["step"] = decimal(Fraction(rng.choice([1, 5, 25]), 10**self.digits))

    def rounded_at(self, *schedules):
        """The head of a request about schedules: rounded once, or earlier."""
        points = ["term", "slice"] + ["unit_price"] * all(has_price(s) for s in schedules)
        if not self.maybe(0.3):
            return self.head
        return {**self.head, "rounding": {**self.head.get("rounding", {}), "at": self.rng.choice(points)}}

    def maybe(self, probability):
        return self.rng.random() < probability

    def money(self, low, high):
        """Often whole, never with more digits than the currency has."""
        scale = 10**self.digits if self.maybe(0.5) else 1
        return Fraction(self.rng.randint(low * scale, high * scale), scale)

    def unit_price(self, most):
        """Now and then with more digits than money has."""
        return decimal(self.money(0, most) + (Fraction(self.rng.randint(0, 999999), 10**6) if self.maybe(0.3) else 0))

    def rate(self):
        rate = self.rng.choice([0, 1, 2, 5, 10, 50, 100, 150, "2.5", "33.333333", "12.3456789012", "0.0000000001", "-3"])
        return f"{rate}%" if self.maybe(0.9) else decimal(Fraction(str(rate)) / 100)

    def bounds(self, count, step=1):
        step = step if step < 1 else step * self.huge
        return [Fraction(0)] + [Fraction(b) * step for b in sorted(self.rng.sample(range(1, 120), count - 1))]

    def benefit(self, kind, by_rate):
        if kind in ("flat", "sum_of_reached"):
            return {"flat": decimal(self.money(-5, 50))}
        chosen = {}
        if kind == "block":
            chosen["per_block"] = self.unit_price(9)
        elif kind == "mixture":
            keys = self.rng.choice([["rate"], ["per_unit"], ["rate", "per_unit"]])
            chosen = {k: self.rate() if k == "rate" else self.unit_price(3) for k in keys}
        else:
            chosen["rate" if by_rate else "per_unit"] = self.rate() if by_rate else self.unit_price(3)
        if self.maybe(0.25):
            chosen["flat"] = decimal(self.money(-5, 30))
        return chosen

    def schedule(self, kind, by_rate=True):
        """A schedule, and its bounds as they count."""
        rng, count = self.rng, self.rng.randint(1, 4)
        mixed = ("whole", "marginal", "target", "d365_rolling", "d365_total")
        table = {"accumulation": rng.choice(mixed) if kind == "mixture" else "whole" if kind == "deficit" else kind}
        bounds = self.bounds(count, Fraction(1, 50) if kind == "growth" else 1)
        if table["accumulation"] == "target" and self.maybe(0.7):
            bounds = [b + 20 * self.huge for b in bounds]
        brackets = [{"from": decimal(b), **self.benefit(kind, by_rate)} for b in bounds]
        if kind == "mixture":
            brackets[-1].setdefault("per_unit", decimal(self.money(0, 3)))
        if self.maybe(0.6):
            table["boundary"] = rng.choice(["from_inclusive", "up_to_inclusive"])
        if self.maybe(0.3):
            brackets[-1]["to"] = decimal(bounds[-1] + (Fraction(1, 2) if kind == "growth" else rng.randint(1, 40) * self.huge))
            words = ["last_bracket", "zero"]
            if table["accumulation"] == "marginal" and kind != "mixture":
                words.append("overage")
            table["beyond_last"] = rng.choice(words)
            if table["beyond_last"] == "overage":
                table["overage"] = self.rate() if by_rate else self.unit_price(3)
        if table["accumulation"] not in ("growth", "linear", "target") and self.maybe(0.15):
            self.in_steps(table, brackets, bounds)
        if "flat" in brackets[0] and self.maybe(0.3):
            table["flat_at_zero"] = self.maybe(0.5)
        if kind == "block":
            table["block"] = {"size": rng.choice([1, 7, 10, "2.5", 1000]), "count": rng.choice(["ceil", "floor", "half_up"])}
            table["block"].update({k: v for k, v in (("free", rng.choice([0, 5, "12.5"])), ("per", rng.choice(["total", "slice"])))
                                   if self.maybe(0.6)})
        elif kind == "growth":
            table["growth"] = {"pays": rng.choice(["whole_basis", "whole_growth", "incremental_growth"])}
            if self.maybe(0.6):
                table["growth"]["without_baseline"] = rng.choice(["skip", "zero_baseline"])
        elif kind == "deficit":
            table["deficit"] = {"bills": rng.choice(["bumped", "actual"])}
        return {**table, "brackets": brackets}, bounds

    def in_steps(self, table, brackets, bounds):
        """0 to 40, 41 to 90: every bracket but an open last one ends a step below the next."""
        table["step"] = step = self.rng.choice(["1", "0.5"])
        for i, bracket in enumerate(brackets[:-1]):
            bracket["to"] = decimal(bounds[i + 1])
            brackets[i + 1]["from"] = decimal(bounds[i + 1] + Fraction(step))
        for i in range(1, len(bounds)):
            if table.get("boundary") == "from_inclusive":
                bounds[i] += Fraction(step)
        if "to" in brackets[-1]:
            brackets[-1]["to"] = decimal(bounds[-1] + 50)

    def basis(self, bounds, digits):
        """Somewhere near a bound, in steps of so many digits."""
        step = Fraction(1, 10**digits)
        near = self.rng.choice(bounds) + self.rng.choice([0, 0, 1, -1]) * step
        far = self.rng.choice([self.rng.randint(0, 200), 0, -7, Fraction(self.rng.randint(0, 20000), 100)]) * self.huge
        x = self.rng.choice([near, far])
        return Fraction(round(x / step)) * step

    def units(self, by_rate):
        """{keys of units}, digits of the two bases."""
        if by_rate:
            return {}, (self.digits, self.digits)
        unit, digits = self.rng.choice([("kg:3", 3), ("piece", 0), ("lb:1", 1)])
        return {"unit": unit}, (digits, digits)


def schedule(rng):
    m = Maker(rng)
    kind = rng.choice(ACCUMULATIONS)
    by_rate = kind == "mixture" or m.maybe(0.6)
    table, bounds = m.schedule(kind, by_rate)
    keys, digits = m.units(by_rate)
    request = {"calc": "schedule", **m.rounded_at(table), "schedule": table, **keys}
    by = Fraction(1)
    if kind == "growth":
        baseline = Fraction(rng.choice([0, -5, 100, 100, 37, 200])) * m.huge
        request["baseline"], by = decimal(baseline), max(baseline, Fraction(1))
    q = m.basis([b * by for b in bounds], digits[0])
    if m.maybe(0.5):
        request["basis"] = decimal(q)
        if m.maybe(0.4):
            request["outlook"] = True
    else:
        request.update({"qualifying": decimal(q), "payable": decimal(m.basis(bounds, digits[1]))})
    if kind == "mixture":
        request.update({"counted_unit": "kg:2", "units": decimal(m.basis(bounds, 2))})
    return request


def history(m, bounds, digits, periods, extra):
    """Additions, now and then taken back, and in periods that may have been closed before."""
    entries = []
    for _ in range(m.rng.randint(1, 7)):
        amount = decimal(m.basis(bounds, digits) * m.rng.choice([1, 1, 1, -1]))
        entry = {"basis": amount}
        if m.maybe(0.2):
            entry = {"qualifying": amount, "payable": decimal(m.basis(bounds, digits))}
        elif extra and m.maybe(0.2):
            entry = {"paid": amount, "open": decimal(m.basis(bounds, digits))}
        if periods:
            entry["period"] = m.rng.choice(["P1", "P2", "p10", "P10"])
        if extra and m.maybe(0.4):
            entry["final"] = m.maybe(0.8)
        entries.append(entry)
    return entries


def settlement(rng):
    m = Maker(rng)
    kind = rng.choice([k for k in ACCUMULATIONS if k not in ("growth", "mixture")])
    by_rate = m.maybe(0.7)
    table, bounds = m.schedule(kind, by_rate)
    keys, digits = m.units(by_rate)
    extra, periods = m.maybe(0.85), m.maybe(0.5)
    request = {"calc": "settlement", **m.rounded_at(table), "schedule": table, **keys,
               "history": history(m, bounds, digits[0], periods, extra)}
    if not extra:
        return request
    if m.maybe(0.6):
        request["clawback"] = rng.choice(["receivable", "offset", "carry_forward", "floor_at_zero"])
    if m.maybe(0.5):
        request["limits"] = limits(m)
    if m.maybe(0.5):
        request["accrual"] = accrual(m, by_rate)
        if request["accrual"]["method"] == "annualised":
            for entry in request["history"]:
                entry["elapsed"] = rng.randint(1, request["accrual"]["of"])
    words = ["due", "nothing"] + ["accrued"] * ("accrual" in request)
    if m.maybe(0.6):
        request["interim_pays"] = rng.choice(words)
    return request


def limits(m):
    chosen = {}
    if m.maybe(0.7):
        chosen["cap"] = decimal(m.money(0, 60))
        if m.maybe(0.4):
            chosen["prior"] = m.rng.choice([decimal(m.money(0, 40)), "9.01123", chosen["cap"]])
    if m.maybe(0.6) or not chosen:
        chosen["guarantee"] = decimal(m.money(0, 30))
        if "cap" in chosen and Fraction(chosen["guarantee"]) > Fraction(chosen["cap"]):
            chosen["guarantee"] = chosen["cap"]
        if m.maybe(0.6):
            chosen["guarantee_kind"] = m.rng.choice(["cumulative", "per_period"])
    if m.maybe(0.4):
        of = m.rng.choice([28, 29, 30, 31, 365])
        chosen["prorate"] = {"days": m.rng.randint(0, of), "of": of}
    return chosen


def accrual(m, by_rate):
    method = m.rng.choice(["fixed", "to_date", "forecast", "annualised"])
    if method == "fixed":
        return {"method": method, **({"rate": m.rate()} if by_rate else {"per_unit": decimal(m.money(0, 3))})}
    return {"method": method, **{"forecast": {"forecast": m.rng.randint(1, 200)}, "annualised": {"of": m.rng.choice([4, 12, 365])}}.get(method, {})}


def commitment(rng):
    m = Maker(rng)
    request = {"calc": "commitment", **m.head, "commitment": {"amount": decimal(m.money(0, 100) * m.huge)},
               "current": decimal(m.money(-20, 100) * m.huge)}
    if m.maybe(0.7):
        request["prior"] = decimal(m.money(-20, 60) * m.huge)
    if m.maybe(0.7):
        request["commitment"]["overage"] = rng.choice(["1.5", "0", "150%", "0.333333333333", 2])
    if m.maybe(0.5):
        request["commitment"]["negative_usage"] = rng.choice(["counts", "zero"])
    if m.maybe(0.6):
        request["of_days"] = rng.choice([28, 29, 30, 31, 365])
        request["days"] = rng.randint(0, request["of_days"])
    if m.maybe(0.6):
        request["final"] = m.maybe(0.8)
    return request


def zone_combine(rng):
    zone = {"combine": rng.choice(["additive", "cascade", "best_of", "exclusive", "priority"])}
    if zone["combine"] == "exclusive" and rng.random() < 0.5:
        zone["otherwise"] = rng.choice(["additive", "cascade", "best_of"])
    if rng.random() < 0.5:
        zone["then"] = rng.choice(["continue", "stop"])
    return zone


def stack(rng):
    m = Maker(rng)
    combine = rng.choice(["additive", "cascade", "best_of", "exclusive", "priority", "zones", "reduction"])
    request = {"calc": "stack", **m.head, "amount": decimal(m.money(-120, 200) * m.huge), "combine": combine, "lines": []}
    zones = [{"name": n, **zone_combine(rng)} for n in "xy"] if combine == "zones" else []
    for i in range(rng.randint(1, 5)):
        line = {"id": f"l{i}"}
        if m.maybe(0.6):
            line["rate"] = rng.choice(["0%", "2%", "11%", "20%", "33.3333%", "100%", "120%", "-5%"])
        elif m.maybe(0.7):
            line["amount"] = decimal(m.money(0, 40) * m.huge)
        else:
            line["schedule"] = m.schedule(rng.choice(["marginal", "whole", "flat"]))[0]
        if m.maybe(0.3):
            line["basis"] = rng.choice(["list", "net"])
        if zones:
            line["zone"] = rng.choice("xy")
        how = next(z["combine"] for z in zones if z["name"] == line["zone"]) if zones else combine
        if how == "priority":
            line["priority"] = rng.randint(1, 3)
        elif how == "exclusive" and m.maybe(0.4):
            line["exclusive"] = m.maybe(0.8)
        elif how == "reduction" and m.maybe(0.6):
            line["reduces_others"] = m.maybe(0.8)
        request["lines"].append(line)
    if zones:
        request["zones"] = zones
    if "priority" in [combine] + [z["combine"] for z in zones]:
        request["priority_order"] = rng.choice(["lowest_first", "highest_first"])
    if combine == "exclusive" and m.maybe(0.5):
        request["otherwise"] = rng.choice(["additive", "cascade", "best_of"])
    if m.maybe(0.5):
        request["rounding_at"] = rng.choice(["line", "term"])
    if m.maybe(0.4):
        request["spread"] = True
    return request


def day(rng):
    return str(datetime.date(2025, 12, 1) + datetime.timedelta(rng.randint(0, 180)))


def group(rng):
    m = Maker(rng)
    by_rate = m.maybe(0.7)
    table, bounds = m.schedule(rng.choice([k for k in ACCUMULATIONS if k not in ("growth", "mixture")]), by_rate)
    keys, digits = m.units(by_rate)
    members = []
    for name in rng.sample(["a", "b", "B", "c", "ab", "é"], rng.randint(1, 5)):
        member = {"id": name}
        if m.maybe(0.6):
            member["basis"] = decimal(m.basis(bounds, digits[0]))
        else:
            member["rows"] = [{"day": day(rng), "basis": decimal(m.basis(bounds, digits[0]))} for _ in range(rng.randint(0, 4))]
            member.update(stretch(m, member["rows"]) if m.maybe(0.7) else {})
            if m.maybe(0.2):
                member = {"id": name, "rows": member["rows"], "stretches": [{"left": "2026-01-15"}, {"joined": "2026-03-01"}]}
        members.append(member)
    share = rng.choice(["contribution", "standalone_first", "marginal_by_order", "head_office"])
    request = {"calc": "group", **m.rounded_at(table), "schedule": table, **keys, "share": share, "members": members}
    return {**request, "head_office": rng.choice(members)["id"]} if share == "head_office" else request


def stretch(m, rows):
    """Often from, or to, a day of a row."""
    days = sorted({r["day"] for r in rows} | {day(m.rng), day(m.rng)})
    joined, left = m.rng.choice(days), m.rng.choice(days)
    return m.rng.choice([{"joined": joined}, {"left": left}] + [{"joined": joined, "left": left}] * (joined < left))


def versions(rng):
    m = Maker(rng)
    by_rate = m.maybe(0.7)
    keys, digits = m.units(by_rate)
    policy = rng.choice(["split_continue", "split_restart", "latest_governs", "prorate_flats"])
    begin = datetime.date(*rng.choice([(2026, 1, 1), (2026, 1, 31), (2024, 2, 1), (2024, 2, 29), (2025, 12, 31)]))
    length = rng.choice([28, 29, 30, 31, 90, 365])
    days = sorted(rng.sample(range(1, length), rng.randint(0, 3)))
    request = {"calc": "versions", **m.head, **keys, "policy": policy, "versions": []}
    if policy == "prorate_flats" or m.maybe(0.5):
        request["period"] = {"begin": str(begin), "end": str(begin + datetime.timedelta(length))}
    for offset in [-rng.randint(0, 40)] + days:
        table, bounds = m.schedule(rng.choice([k for k in ACCUMULATIONS if k not in ("growth", "mixture")]), by_rate)
        version = {"schedule": table, "from": str(begin + datetime.timedelta(offset))}
        if m.maybe(0.7):
            version["basis"] = decimal(m.basis(bounds, digits[0]))
        else:
            version.update({"qualifying": decimal(m.basis(bounds, digits[0])), "payable": decimal(m.basis(bounds, digits[1]))})
        request["versions"].append(version)
    return {**request, **m.rounded_at(*(v["schedule"] for v in request["versions"]))}


KINDS = {f.__name__: f for f in (schedule, settlement, commitment, stack, group, versions)}


def request(rng):
    return KINDS[rng.choice(list(KINDS))](rng)
