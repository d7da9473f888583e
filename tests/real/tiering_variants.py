"""The tiering rules that a real ledger is tiered by, as JSON. Their bounds are figures of the ledger itself, so that
accounts stand exactly on them."""

import itertools

from real_ledgers import decimal_text

CROSSINGS = ("include", "exclude", "nearest")
TIES = ("together_up", "together_down", "split_by_id")
ROUNDINGS = ("ceiling", "floor", "half_up")
READINGS = list(itertools.product(CROSSINGS, TIES))
SHARES = [{"share": "80%"}, {"share": "95%"}]
RANKS = [{"rank": "top 5%"}, {"rank": "top 20%"}]


def tiers(*conditions):
    names = ["key", "mid", "small"]
    return [{"name": name, "when": when} for name, when in zip(names, conditions)] + [{"name": "rest"}]


class Bounds:
    """Values of the accounts at a tenth and at two fifths of the window's ranking, as texts."""

    def __init__(self, ledger, values, months):
        positive = sorted((value for value in values if value > 0), reverse=True)
        self.high, self.low = positive[len(positive) // 10], positive[2 * len(positive) // 5]
        self.ledger, self.months = ledger, months

    def text(self, value):
        return decimal_text(value, self.ledger.digits)

    def of(self, kind):
        """(high, low) for a kind of amount; what does not come out even is cut, so nobody stands on it."""
        times, by = {"monthly_mean": (1, self.months), "annual": (12, self.months), "active_monthly_mean": (1, 3),
                     "every_month": (1, 50)}.get(kind, (1, 1))
        return self.text(self.high * times // by), self.text(self.low * times // by)


def classes(ledger, bounds, plain):
    """One class per condition. `plain`: negative values count for themselves."""
    high, low = bounds.of("amount")
    listed = [*SHARES, {"share": "50%"}, {"share": "33.3333%"}, {"share": "100%"}, *RANKS, {"rank": "top 7"},
              {"rank": "top 33.3%"}, {"amount": ">= " + high}, {"amount": "> " + high}, {"amount": "<= " + low},
              {"amount": "< " + low}, {"amount": "%s .. %s" % (low, high)}, {"amount": "%s ..< %s" % (low, high)},
              {"rank": "top 10%", "of": "active_days"}, {"share": "60%", "of": "active_days"},
              {"amount": "2 .. 4", "of": "active_days"}]
    listed += [{"share": "60%", "of": measure} for measure in list(ledger.measures)[1:]]
    for kind in ("monthly_mean", "active_monthly_mean", "annual"):
        upper, lower = bounds.of(kind)
        listed += [{kind: ">= " + upper}, {kind: "%s ..< %s" % (lower, upper)}, {kind: "<= " + lower}]
    if plain:
        upper, lower = bounds.of("every_month")
        listed += [{"every_month": ">= 0"}, {"every_month": "> 0"}, {"every_month": ">= " + lower},
                   {"every_month": "0 .. " + upper}, {"every_month": "< " + upper}, {"growth": ">= 20%"},
                   {"growth": "< -10%"}, {"growth": "-0.5 .. 0.5"}, {"growth": ">= 0", "of": "active_days"}]
    listed += [{"all": [{"share": "80%"}, {"amount": ">= 3", "of": "active_days"}]},
               {"any": [{"rank": "top 5%"}, {"amount": "%s .. %s" % (low, high)}]}]
    return [{"name": "c%d" % place, "when": when} for place, when in enumerate(listed)]


def by_readings(ledger, bounds):
    """Share cuts, and cuts of days with rows, which tie, under every reading of crossings and ties."""
    value = next(iter(ledger.measures))
    for crossing, ties in READINGS:
        reading = {"crossing": crossing, "ties": ties}
        yield {"value": value, **reading, "tiers": tiers(*SHARES)}, classes(ledger, bounds, True)
        yield {"value": "active_days", **reading, "tiers": tiers(*SHARES)}, []
    for rounding, ties in itertools.product(ROUNDINGS, TIES):
        reading = {"count_rounding": rounding, "ties": ties, "tiers": tiers(*RANKS, {"rank": "top 61.3%"})}
        yield {"value": "active_days", **reading}, []
        if ROUNDINGS.index(rounding) == TIES.index(ties):
            yield {"value": value, **reading}, []


def by_negatives(ledger, bounds, all_of_them):
    """What values below zero and at zero count for; readings of crossings and ties go round."""
    value = next(iter(ledger.measures))
    choices = list(itertools.product(("net", "clamp", "absolute"), ("positive", "net"),
                                     ("lowest", "own_tier", "left_out")))
    for place, (negative, base, zero) in enumerate(choices):
        if not all_of_them and place % 4:
            continue
        crossing, ties = READINGS[place % 9]
        rule = {"value": value, "negative": negative, "base": base, "zero": zero, "crossing": crossing, "ties": ties,
                "tiers": tiers(*SHARES)}
        if zero == "own_tier":
            rule["zero_tier"] = "dormant"
        yield rule, classes(ledger, bounds, False) if place % 3 == 0 else []


def by_segments(ledger, segments):
    value = next(iter(ledger.measures))
    for place, (within, cuts) in enumerate(itertools.product(segments, (SHARES, RANKS))):
        crossing, ties = READINGS[(2 * place + 1) % 9]
        yield {"value": value, "within": within, "crossing": crossing, "ties": ties, "tiers": tiers(*cuts),
               "zero": ("lowest", "left_out")[place % 2], "count_rounding": ROUNDINGS[place % 3]}, []
    # In small segments with equal days, sums stand exactly on a half and three quarters.
    halves = tiers({"share": "50%"}, {"share": "75%"})
    for within, crossing in itertools.product(segments, CROSSINGS):
        yield {"value": "active_days", "within": within, "ties": "split_by_id", "crossing": crossing,
               "tiers": halves}, []


def by_amounts(ledger, bounds):
    value = next(iter(ledger.measures))
    for kind in ("amount", "monthly_mean", "active_monthly_mean", "annual", "every_month"):
        high, low = bounds.of(kind)
        yield {"value": value, "zero": "left_out",
               "tiers": tiers({kind: ">= " + high}, {kind: "%s ..< %s" % (low, high)})}, []
    yield {"value": value, "tiers": tiers({"growth": ">= 25%"}, {"growth": "0 ..< 0.25"}, {"growth": "-0.5 ..< 0"})}, []


def by_windows(ledger, bounds):
    """Windows with another beginning; the day of the run is any."""
    value = next(iter(ledger.measures))
    for window in ("calendar year", "calendar half_year", "calendar quarter", "lifetime", "5 months"):
        yield {"value": value, "window": window, "tiers": tiers(*SHARES, {"growth": ">= 10%"})}, classes(
            ledger, bounds, True)


METHODS = ("quantile", "ntile", "dense_rank", "fixed_cuts")


def by_scores(ledger, bounds):
    """Every method for every figure, with XYZ classes beside them."""
    value = next(iter(ledger.measures))
    cuts = {"recency": [7, 30, "90.5"], "frequency": [2, 5, 12], "monetary": list(reversed(bounds.of("amount")))}
    for turn, bins in enumerate((5, 4, 7, 100)):
        rfm = {"segments": [{"name": "best", "recency": "3..4", "frequency": "3", "monetary": "2..3"},
                            {"name": "new", "recency": "3", "frequency": "1"}, {"name": "large", "monetary": "3"}]}
        for place, figure in enumerate(cuts):
            method = METHODS[(turn + place) % 4]
            rfm[figure] = {"method": method, **({"cuts": cuts[figure]} if method == "fixed_cuts" else {"bins": bins})}
        classes_of = [{"name": "X", "at_most": ("0.2", "0.5")[turn % 2]}, {"name": "Y", "at_most": "1"}, {"name": "Z"}]
        yield {"value": value, "tiers": tiers(*SHARES), "rfm": rfm,
               "xyz": {"deviation": ("population", "sample")[turn % 2], "classes": classes_of}}, []
