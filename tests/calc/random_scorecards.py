"""Random scorecards and candidates for tests: small numbers, so that ties, bounds of bins and bands, divisors of 0 and
values outside of what a function is declared for come up."""

import itertools
import json
import re
from fractions import Fraction

RANGES = ((1, 4), (0, 100), (-1, 1), (0, 10), ("0.5", "7.25"), (-3, -1))
NUMBERS = ["n%d" % i for i in range(5)]  # facts that several criteria look at
UNKNOWN = ("unknown", "Unknown", "", "n/a", "N/A", None)
INPUTS = ("{0}", "{0} + {1}", "{0} - 2 * {1}", "{0} / {1}", "({0} - {1}) / {2}", "-{0} / ({1} + 0.5 * {2})",
          "10 * {0} / {1} + 0.25 * {2} / {3}", "2 * ({0} + {1})", "{0} / {0}")


def decimal(x):
    """A quarter or twentieth as text, or as a number where it is whole."""
    x = Fraction(x)
    return int(x) if x.denominator == 1 else str(float(x))


class Maker:
    def __init__(self, rng, robust):
        self.rng, self.robust = rng, robust
        low, high = rng.choice(RANGES)
        self.low, self.high = Fraction(str(low)), Fraction(str(high))
        self.ids = ("c%d" % i for i in itertools.count())
        self.labels = {}  # of the fact of a rating scale
        self.developments = set()  # facts of which a change is asked for
        self.card = {"id": "random", "low": low, "high": high}
        self.leaves = 0

    def points(self):
        """In steps of a twentieth of the range."""
        return self.low + (self.high - self.low) * self.rng.randint(0, 20) / 20

    def rising(self, count):
        return [Fraction(x, 2) for x in sorted(self.rng.sample(range(-6, 16), count))]

    def maybe(self, probability):
        return self.rng.random() < probability

    def scale(self):
        if self.low <= 1 and self.high >= 4 and self.maybe(0.4):
            return "kotler"
        count = self.rng.randint(2, 3 if self.robust else 5)
        places = sorted(self.rng.sample(range(21), count))
        levels = [{"label": "l%d" % i, "points": decimal(self.low + (self.high - self.low) * p / 20)}
                  for i, p in enumerate(places)]
        for level in levels:
            if self.maybe(0.3):
                level["anchor"] = "deserves " + level["label"]
            if self.maybe(0.2):
                level["reason_code"] = self.rng.choice(["R1", "R2"])
        return levels

    def step(self):
        *froms, to = self.rising(self.rng.randint(2, 5))
        bins = [{"from": decimal(x), "points": decimal(self.points())} for x in froms]
        for i, one in enumerate(bins):
            one |= {"label": "b%d" % i} if self.maybe(0.4) else {}
            one |= {"reason_code": "R3"} if self.maybe(0.2) else {}
        return {"bins": bins, "to": decimal(self.rng.choice([to, froms[-1]]))}

    def outside(self):
        return self.rng.choice([{}, {"outside": "clip"}, {"outside": "extrapolate"}])

    def linear(self):
        worst, best = self.rng.sample(self.rising(6), 2)
        return {"worst": decimal(worst), "best": decimal(best), **self.outside()}

    def curve(self):
        xs = self.rising(self.rng.randint(2, 4))
        if self.maybe(0.4):
            xs.reverse()
        return {"points": [{"x": decimal(x), "points": decimal(self.points())} for x in xs], **self.outside()}

    def target(self):
        low, middle, high = self.rising(3)
        return {"low": decimal(low), "target": decimal(self.rng.choice([low, middle, high])), "high": decimal(high)}

    def interval(self):
        low, a, b, high = self.rising(4)
        a, b = self.rng.choice([(a, b), (a, a), (low, b), (a, high)])
        return {"low": decimal(low), "from": decimal(a), "to": decimal(b), "high": decimal(high)}

    def benchmark(self):
        lower, median, upper = self.rising(3)
        more = self.rng.choice([{}, {"better": "less"}])
        return {"lower": decimal(lower), "median": decimal(median), "upper": decimal(upper), **more}

    def missing(self):
        words = ["renormalize", "worst", "median"]
        return self.rng.choice([*words, {"points": decimal(self.points())}])

    def knock_out(self, node):
        if "scale" in node:
            rule = {"level": self.rng.choice(self.labels[self.fact_of(node)])[0]}
        else:
            low, high = self.rising(2)
            both = {"at_least": decimal(low), "at_most": decimal(high)}
            rule = self.rng.choice([{"at_least": decimal(low)}, {"at_most": decimal(high)}, both])
        effects = [{}, {"cap_score": decimal(self.points())}]
        if "bands" in self.card:
            effects.append({"cap_band": self.rng.choice(self.card["bands"])["name"]})
        rule |= self.rng.choice(effects)
        if self.maybe(0.5):
            rule["missing"] = self.rng.choice(["undecided", "fail", "pass"])
        return rule

    @staticmethod
    def fact_of(node):
        return node.get("input", node["id"])

    def leaf(self, node):
        self.leaves += 1
        kind = self.rng.choice(["scale"] * (6 if self.robust else 2) +
                               ["step", "linear", "curve", "target", "interval", "benchmark"])
        node[kind] = getattr(self, kind)()
        if kind == "scale":
            if self.maybe(0.3):
                node["input"] = "rating_of_" + node["id"]
            kotler = [("poor", 1), ("fair", 2), ("good", 3), ("excellent", 4)]
            self.labels[self.fact_of(node)] = kotler if node[kind] == "kotler" else [
                (level["label"], level["points"]) for level in node[kind]]
        else:
            self.numbers(node)
        if self.maybe(0.4):
            node["missing"] = self.missing()
        if self.maybe(0.35):
            node["knock_out"] = self.knock_out(node)
        if self.maybe(0.3):
            node["reason_code"] = self.rng.choice(["R1", "R2", "R3"])

    def numbers(self, node):
        names = self.rng.sample(NUMBERS, 4)
        value = self.rng.choice(INPUTS).format(*names)
        use = self.rng.choice(["latest"] * 4 + ["change", "growth"])
        node["input"] = value if use == "latest" and self.maybe(0.7) else {"value": value, "periods": use}
        if use != "latest":
            self.developments |= {name for name in names if name in value}

    def children(self, depth, owner):
        """A list of criteria, weighted in one way; `owner` has the key for it."""
        method = self.rng.choice(["none", "given", "given", "roc", "rs", "rr"])
        nodes = [{"id": next(self.ids)} for _ in range(self.rng.randint(1, 3 if depth > 1 else 4))]
        weights = [self.rng.choice([0, 1, 2, 3, 5, "12.5%", "0.3"]) for _ in nodes]
        weights[self.rng.randrange(len(nodes))] = 4  # one at least is above 0
        for node, weight in zip(nodes, weights):
            if method == "given":
                node["weight"] = weight
            elif method != "none":
                node["rank"] = self.rng.randint(1, len(nodes))
        if method not in ("none", "given"):
            owner["weights"] = method
        owner["criteria"] = nodes
        for node in nodes:
            if depth < 3 and self.maybe(0.3):
                self.children(depth + 1, node)
            else:
                self.leaf(node)

    def decide(self):
        """What is said of the whole, before the criteria."""
        card = self.card
        if self.maybe(0.8):
            places = [0] + sorted(self.rng.sample(range(1, 20), self.rng.randint(0, 3)))
            card["bands"] = [{"name": "B%d" % i, "from": decimal(self.low + (self.high - self.low) * p / 20)}
                             for i, p in enumerate(places)]
            for band in card["bands"]:
                band |= {"decision": "do " + band["name"]} if self.maybe(0.5) else {}
            if self.maybe(0.6):
                card["hysteresis"] = decimal((self.high - self.low) * self.rng.randint(0, 5) / 20)
        if self.maybe(0.5):
            card["missing"] = self.missing()
        if self.maybe(0.5):
            card["min_coverage"] = self.rng.choice(["0", "0.5", "60%", 1])
        if self.maybe(0.5):
            card["insufficient"] = "find out more"
        if self.maybe(0.3):
            card["raters"] = self.rng.choice(["weighted", "median"])
        if self.maybe(0.3):
            card["smoothing"] = self.rng.choice(["0.1", "25%", "0.333", 1])
        if self.maybe(0.5):
            self.reason_rule()

    def reason_rule(self):
        rule = self.card["reasons"] = {"baseline": self.rng.choice(["max", "min", "mean", "neutral", "given"])}
        if rule["baseline"] == "given":
            rule["points"] = decimal(self.points())
        if self.maybe(0.5):
            rule["count"] = self.rng.choice(["below", "above"])
        if self.maybe(0.5):
            rule["slots"] = self.rng.randint(0, 4)
        if self.maybe(0.5):
            rule["keep_zero"] = self.maybe(0.5)

    def value(self, fact):
        if self.maybe(0.15):
            return self.rng.choice(UNKNOWN)
        if fact in self.labels:
            label, points = self.rng.choice(self.labels[fact])
            return self.rng.choice([label, label, points, str(points)])
        return decimal(Fraction(self.rng.randint(-6, 30), self.rng.choice([2, 4, 20])))

    def cells(self, fact):
        """One value, or some of several periods and raters."""
        if self.maybe(0.5):
            return self.value(fact)
        periods = self.rng.sample(["", "2024-9", "2024-10", "2025"], self.rng.randint(1, 3))
        raters = [""] if fact in self.developments else self.rng.sample(["ann", "bob", "cid"], self.rng.randint(1, 3))
        cells = []
        for period, rater in itertools.product(periods, raters):
            cell = {"value": self.value(fact)}
            cell |= {"period": period} if period else {}
            cell |= {"rater": rater} if rater else {}
            cell |= {"weight": self.rng.choice([0, 1, 2, "0.5", "0.000001"])} if self.maybe(0.5) else {}
            cells.append(cell)
        return self.rng.sample(cells, self.rng.randint(1, len(cells)))

    def candidate(self, name):
        facts = [*self.labels, *NUMBERS]
        facts = [fact for fact in facts if re.search(rf"(?<![\w.]){fact}(?![\w.])", json.dumps(self.card))]
        person = {"id": name, "values": {fact: self.cells(fact) for fact in facts if self.maybe(0.9)}}
        if "bands" in self.card and self.maybe(0.6):
            person["previous_band"] = self.rng.choice(self.card["bands"])["name"]
        return person


def request(rng):
    """Small ones are asked for what they depend on, too."""
    robust = rng.random() < 0.5
    maker = Maker(rng, robust)
    maker.decide()
    maker.children(1, maker.card)
    names = rng.sample(["u", "v", "w", "x", "y", "z"], rng.randint(1, 5))
    asked = {"calc": "scorecard", "scorecard": maker.card, "candidates": [maker.candidate(name) for name in names]}
    if robust and maker.leaves <= 6:
        asked["robustness"] = True
    return asked
