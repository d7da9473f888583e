"""What calc must answer about scorecards, computed a second time: with Python's fractions, by brute force where the
engine is clever (orders by comparing all pairs, steps by trying all plans), and from docs/CALC.md and docs/RULES.md."""

import itertools
import math
import re
from decimal import Decimal, localcontext
from fractions import Fraction

from exact import nine, number

FUNCTIONS = ("scale", "step", "linear", "curve", "logarithmic", "target", "interval", "benchmark")
KOTLER = [{"label": n, "points": p} for p, n in enumerate(("poor", "fair", "good", "excellent"), 1)]
FLAGS = ("no_score below_min_coverage rejected knock_out_failed knock_out_undecided score_capped band_capped band_held"
         " stood_in median_unknown outside_value_range knock_out_not_applicable").split()


def half_even(x, scale):
    low = x * 10**scale
    floor = low.numerator // low.denominator
    rest = low - floor
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and floor % 2)
    return Fraction(floor + up, 10**scale)


def text(x):
    """A decimal without zeros at its end."""
    scale = 0
    while (x * 10**scale).denominator != 1:
        scale += 1
    digits = str(abs((x * 10**scale).numerator)).rjust(scale + 1, "0")
    return ("-" if x < 0 else "") + (f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits)


def lcm(numbers):
    return math.lcm(*numbers) if numbers else 1


def surrogate(method, ranks):
    n = len(ranks)
    place = {"roc": lambda i: sum(Fraction(1, k) for k in range(i, n + 1)) / n,
             "rs": lambda i: Fraction(2 * (n + 1 - i), n * (n + 1)),
             "rr": lambda i: Fraction(1, i) / sum(Fraction(1, k) for k in range(1, n + 1))}[method]
    weights = []
    for rank in ranks:
        before, same = sum(r < rank for r in ranks), ranks.count(rank)
        weights.append(sum(place(i) for i in range(before + 1, before + same + 1)) / same)
    whole = lcm([w.denominator for w in weights])
    integers = [int(w * whole) for w in weights]
    common = math.gcd(*integers)
    return [Fraction(w // common) for w in integers]


def eigenvector(pairs):
    """The weights of a matrix of comparisons, to 12 digits."""
    with localcontext() as context:
        context.prec = 60
        matrix = [[Decimal(x.numerator) / Decimal(x.denominator) for x in map(ratio, row)] for row in pairs]
        v = [Decimal(1) / len(pairs)] * len(pairs)
        for _ in range(400):
            v = [sum(a * b for a, b in zip(row, v)) for row in matrix]
            total = sum(v)
            v = [x / total for x in v]
        return [Fraction(int((x * 10**12).to_integral_value()), 10**12) for x in v]


def ratio(x):
    return number(str(x).split("/")[0]) / number(str(x).split("/")[1]) if "/" in str(x) else number(x)


class Leaf:
    def __init__(self, card, node, weight):
        self.id, self.node, self.weight = node["id"], node, weight
        self.low, self.high = number(card["low"]), number(card["high"])
        self.kind = next(f for f in FUNCTIONS if f in node)
        self.f = node[self.kind]
        self.levels = (KOTLER if self.f == "kotler" else self.f) if self.kind == "scale" else None
        self.missing = node.get("missing", card.get("missing", "renormalize"))
        self.code = node.get("reason_code", node["id"])

    def at(self, u):
        return half_even(self.low + u * (self.high - self.low), 12)

    def range(self):
        if self.kind == "scale":
            points = [number(x["points"]) for x in self.levels]
        elif self.kind == "step":
            points = [number(b["points"]) for b in self.f["bins"]]
        elif self.kind == "curve":
            line = sorted((number(p["x"]), number(p["points"])) for p in self.f["points"])
            points = [y for _, y in line]
            if self.f.get("outside") == "extrapolate":  # a line that goes on meets an end of the range, unless it is flat
                ends = (points[1], points[0]), (points[-2], points[-1])
                points += [self.low if out < inner else self.high for inner, out in ends if out != inner]
        else:
            points = [self.low, self.high]
        return min(points), max(points)

    def mean(self):
        if self.kind in ("scale", "step"):
            points = [number(x["points"]) for x in (self.levels or self.f["bins"])]
            return half_even(sum(points) / len(points), 12)
        return half_even(sum(self.range()) / 2, 12)

    def lines(self, points, x, outside):
        """Points on straight lines between (x, y), beyond them as `outside` says; whether x is beyond."""
        points = sorted(points)
        beyond = x < points[0][0] or x > points[-1][0]
        if beyond and outside != "extrapolate":
            return half_even(points[0][1] if x < points[0][0] else points[-1][1], 12), True
        i = max([k for k in range(len(points) - 1) if points[k][0] <= x], default=0)
        (x0, y0), (x1, y1) = points[i], points[i + 1]
        y = y0 + (x - x0) * (y1 - y0) / (x1 - x0)
        return half_even(min(max(y, self.low), self.high), 12), beyond

    def points(self, raw):
        """Points, the level or bin, whether the value is outside."""
        f, x = self.f, raw
        outside = f.get("outside", "clip") if isinstance(f, dict) else None
        if self.kind == "scale":
            return number(self.levels[raw]["points"]), raw, False
        if self.kind == "step":
            froms = [number(b["from"]) for b in f["bins"]]
            beyond = x < froms[0] or x > number(f["to"])
            i = max([k for k, a in enumerate(froms) if a <= x], default=0)
            return number(f["bins"][i]["points"]), i, beyond
        if self.kind == "linear":
            y, beyond = self.lines([(number(f["worst"]), self.low), (number(f["best"]), self.high)], x, outside)
        elif self.kind == "curve":
            y, beyond = self.lines([(number(p["x"]), number(p["points"])) for p in f["points"]], x, outside)
        elif self.kind == "benchmark":
            better = f.get("better", "more") == "more"
            at = [self.low + (self.high - self.low) * Fraction(k if better else 4 - k, 4) for k in (1, 2, 3)]
            y, _ = self.lines(list(zip((number(f[k]) for k in ("lower", "median", "upper")), at)), x, "extrapolate")
            beyond = False
        elif self.kind in ("target", "interval"):
            low, high = number(f["low"]), number(f["high"])
            a, b = (number(f["target"]),) * 2 if self.kind == "target" else (number(f["from"]), number(f["to"]))
            beyond, x = x < low or x > high, min(max(x, low), high)
            y = self.at(1 - max(a - x, x - b, Fraction(0)) / max(a - low, high - b)) if low != high else self.high
        else:
            low, high = number(f["low"]), number(f["high"])
            beyond, x = not min(low, high) <= x <= max(low, high), min(max(x, min(low, high)), max(low, high))
            if f.get("form", "ratio") == "ratio":
                u = math.log(x / low) / math.log(high / low)
            else:
                u = math.log(1 + (math.e - 1) * float((x - low) / (high - low)))
            y = self.at(half_even(Fraction(u), 12))
        return y, -1, beyond


def flatten(card):
    """Nodes in order as (node, parent, local weight), with the sums of the given weights per parent."""
    nodes, sums = [], []

    def add(children, weights, parent):
        method = weights if isinstance(weights, str) else "pairs" if weights else "given"
        if method == "pairs":
            local = eigenvector(weights["pairs"])
        elif method == "given":
            local = [number(c.get("weight", 1)) for c in children]
        else:
            local = surrogate(method, [int(c["rank"]) for c in children])
        below = []
        for child, weight in zip(children, local):
            place = len(nodes)
            nodes.append([child, parent, weight])
            if "criteria" in child:
                below += add(child["criteria"], child.get("weights"), place)
        return [(parent, sum(local))] + below

    sums = sorted(add(card["criteria"], card.get("weights"), -1))
    return nodes, sums


def parse_input(expression):
    """Fractions are written with the operators of Python, so Python can parse them."""
    names = sorted(set(re.findall(r"[^\W\d][\w.]*", expression)), key=expression.index)
    code = expression
    for i, name in enumerate(names):
        code = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", f"v[{i}]", code)
    divisors = re.findall(r"/ *(\([^)]*\)|v\[\d+\])", code)
    code, *divisors = (re.sub(r"(?<![\w.\[])(\d+(\.\d+)?)", r"Fraction('\1')", part) for part in [code, *divisors])
    return names, code, divisors


def in_time(period):
    """A key for periods by their names: digits beside each other are a number, and go where a digit goes."""
    return [(ord("0"), int(part)) if part.isdigit() else (ord(part), -1) for part in re.findall(r"[0-9]+|.", period, re.S)]


class Values:
    """The facts of one candidate: by fact a list of (period, rater, weight, value)."""

    def __init__(self, values):
        self.facts = {}
        for fact, given in values.items():
            cells = given if isinstance(given, list) else [{"value": given}]
            self.facts[fact] = [(c.get("period", ""), c.get("rater", ""), number(c.get("weight", 1)), c["value"])
                                for c in cells if c["value"] is not None]
        known = [cell for cells in self.facts.values() for cell in cells
                 if cell[2] > 0 and str(cell[3]).lower() not in ("", "unknown")]
        self.latest = max((in_time(period) for period, *_ in known), default=[])

    def raw(self, leaf, value):
        """(state, value or reason)."""
        word = str(value).lower()
        if leaf.levels:
            for i, level in enumerate(leaf.levels):
                if level["label"] == value:
                    return "known", i
            for i, level in enumerate(leaf.levels):
                if re.fullmatch(r"[-\d.]+", str(value)) and number(level["points"]) == number(value):
                    return "known", i
        if word in ("", "unknown"):
            return "missing", "not_given"
        return ("not_applicable", None) if word == "n/a" else ("known", number(value))

    def evaluate(self, leaf, facts):
        names, code, divisors = leaf.input
        states = [facts.get(n, ("missing", "not_given")) for n in names]
        if any(s == "not_applicable" for s, _ in states):
            return "not_applicable", None
        for state in states:
            if state[0] == "missing":
                return state
        v = [x for _, x in states]
        if leaf.levels:
            return "known", v[0]
        if any(eval(d, {"v": v, "Fraction": Fraction}) <= 0 for d in divisors):
            return "missing", "divisor_not_positive"
        return "known", eval(code, {"v": v, "Fraction": Fraction})

    def read(self, leaf, card):
        given = leaf.node.get("input", leaf.id)
        use = given.get("periods", "latest") if isinstance(given, dict) else "latest"
        leaf.input = parse_input(given["value"] if isinstance(given, dict) else given)
        groups = {}
        for fact in leaf.input[0]:
            for period, rater, weight, value in self.facts.get(fact, []):
                groups.setdefault((period, rater), [weight, {}])[1][fact] = self.raw(leaf, value)
        periods, silent = {}, []
        for (period, rater), (weight, facts) in sorted(groups.items()):
            told = self.evaluate(leaf, facts)
            periods.setdefault(period, []).append((weight, told))
            silent += [told] if weight == 0 and told != ("missing", "not_given") else []
        combined = [(period, combine(leaf, periods[period], card.get("raters", "weighted")))
                    for period in sorted(periods, key=in_time)]
        reading, last, shown = settle(leaf, combined, use, card.get("smoothing"))
        if reading[0] == ("missing", "not_given") and silent:
            reading = (("missing", "no_weight"), *reading[1:])
        return (*reading, shown, bool(last) and in_time(last) < self.latest)


def combine(leaf, raters, mean):
    """(raw, points, level, outside, raters, dispersion) of one period."""
    known = sorted(((w, x, leaf.points(x)) for w, (s, x) in raters if s == "known" and w > 0),
                   key=lambda r: r[2][0] if leaf.levels else r[1])
    if not known:
        told = [raw for w, raw in raters if w > 0]
        missing = [raw for raw in told if raw[0] == "missing"]
        raw = missing[0] if missing else ("not_applicable", None) if told else ("missing", "not_given")
        return raw, None, -1, False, 0, 0
    total = sum(w for w, _, _ in known)
    reached, median = Fraction(0), None
    for w, x, points in known:
        reached += w
        if median is None and 2 * reached >= total:
            median = (x, points)
    spread = max(p[0] for _, _, p in known) - min(p[0] for _, _, p in known)
    if leaf.levels:
        points, level = median[1][:2]
        if mean == "weighted":
            points = half_even(sum(w * p[0] for w, _, p in known) / total, 12)
            level = max(i for i, one in enumerate(leaf.levels) if number(one["points"]) <= points)
        return ("known", level), points, level, False, len(known), spread
    x = median[0] if mean == "median" else sum(w * x for w, x, _ in known) / total
    return (("known", x), *leaf.points(x), len(known), spread)


def settle(leaf, combined, use, smoothing):
    """What one period or several come to, the last period that is in it, and the period to be shown, if it is one."""
    told = [(period, c) for period, c in combined if c[0] != ("missing", "not_given")]
    if not told:
        return (("missing", "not_given"), None, -1, False, 0, 0), "", ""
    last, told = told[-1][0], told if use == "latest" else [c for _, c in told]
    if use == "latest":
        known = [(period, c) for period, c in told if c[0][0] == "known"]
        if smoothing is None or not known:
            return told[-1][1], last, last
        factor, points = number(smoothing), None
        for _, c in known:
            points = c[1] if points is None else half_even(points + (c[1] - points) * factor, 12)
        last, c = known[-1]
        return (c[0], points, *c[2:]), last, last if len(known) == 1 else ""
    raw = told[-1][0]
    if raw[0] == "known":
        if len(told) == 1 or told[-2][0][0] == "not_applicable":
            raw = "missing", "no_earlier_period"
        elif told[-2][0][0] == "missing":
            raw = told[-2][0]
        elif use == "growth" and told[-2][0][1] <= 0:
            raw = "missing", "earlier_not_positive"
        else:
            change = raw[1] - told[-2][0][1]
            raw = "known", change if use == "change" else change / told[-2][0][1]
    return ((raw, *leaf.points(raw[1]), 1, 0) if raw[0] == "known" else (raw, None, -1, False, 0, 0)), last, last


class Card:
    def __init__(self, card):
        self.card = card
        self.nodes, self.sums = flatten(card)
        self.global_weights = []
        for node, parent, weight in self.nodes:
            siblings = sum(w for _, p, w in self.nodes if p == parent)
            self.global_weights.append(weight / siblings * (self.global_weights[parent] if parent >= 0 else 1))
        self.leaves = [Leaf(card, n, w) for (n, _, _), w in zip(self.nodes, self.global_weights) if "criteria" not in n]
        self.bands = [(number(b["from"]), b) for b in card.get("bands", [])]

    def band(self, score, previous=None):
        key = number(nine(score))
        band = max([i for i, (f, _) in enumerate(self.bands) if f <= key], default=0) if self.bands else -1
        if previous is None or not self.bands:
            return band
        margin = number(self.card.get("hysteresis", 0))
        while previous < band and key >= self.bands[previous + 1][0] + margin:
            previous += 1
        while previous > band and key <= self.bands[previous][0] - margin:
            previous -= 1
        return previous


def stand_in(leaf, medians):
    rule = leaf.missing
    if isinstance(rule, dict):
        return number(rule["points"])
    return {"worst": leaf.range()[0], "median": medians.get(leaf.id)}.get(rule)


def knocked_out(leaf, raw):
    rule = leaf.node["knock_out"]
    if raw[0] == "not_applicable":
        return "not_applicable"
    if raw[0] == "missing":
        return {"undecided": "undecided", "fail": "failed", "pass": "passed"}[rule.get("missing", "undecided")]
    if "level" in rule:
        return "passed" if raw[1] >= [x["label"] for x in leaf.levels].index(rule["level"]) else "failed"
    inside = number(rule.get("at_least", raw[1])) <= raw[1] <= number(rule.get("at_most", raw[1]))
    return "passed" if inside else "failed"


def score_one(card, readings, medians, previous):
    flags, parts, states = set(), [], []
    for leaf, (raw, points, level, outside, *_) in zip(card.leaves, readings):
        state = "known" if raw[0] == "known" else "not_applicable"
        if raw[0] == "missing":
            points, level = stand_in(leaf, medians), -1
            state = "left_out" if points is None else "stood_in"
            if points is not None:
                flags.add("stood_in")
            elif leaf.missing == "median":
                flags.add("median_unknown")
        if outside and raw[0] == "known":
            flags.add("outside_value_range")
        states.append((state, points, level))
        if state in ("known", "stood_in"):
            parts.append((leaf, points))
    applicable = sum(l.weight for l, s in zip(card.leaves, states) if s[0] != "not_applicable")
    known = sum(l.weight for l, s in zip(card.leaves, states) if s[0] == "known")
    coverage = known / applicable if applicable else Fraction(0)
    whole = sum(l.weight for l, _ in parts)
    outs = [(leaf, knocked_out(leaf, r[0])) for leaf, r in zip(card.leaves, readings) if "knock_out" in leaf.node]
    failed = [leaf.node["knock_out"] for leaf, state in outs if state == "failed"]
    if failed:
        flags.add("knock_out_failed")
    if any("cap_score" not in k and "cap_band" not in k for k in failed):
        flags.add("rejected")
    if any(state == "not_applicable" for _, state in outs):
        flags.add("knock_out_not_applicable")
    if any(state == "undecided" for _, state in outs):
        flags.add("knock_out_undecided")
    if applicable and coverage < number(card.card.get("min_coverage", 0)):
        flags.add("below_min_coverage")
    result = {"states": states, "coverage": coverage, "outs": outs, "flags": flags, "whole": whole, "parts": parts}
    score = band = earned = None
    if not whole:
        flags.add("no_score")
    else:
        score = earned_score = sum(l.weight * p for l, p in parts) / whole
        for rule in failed:
            if "cap_score" in rule and score > number(rule["cap_score"]):
                score = number(rule["cap_score"])
                flags.add("score_capped")
        result["earned_score"] = earned_score
        if card.bands and "below_min_coverage" not in flags:
            earned = card.band(earned_score)
            if "rejected" not in flags:
                band = card.band(score, previous)
                if "score_capped" in flags:
                    band = min(band, card.band(score))
                if band != card.band(score):
                    flags.add("band_held")
                for rule in failed:
                    if "cap_band" in rule:
                        cap = [b["name"] for _, b in card.bands].index(rule["cap_band"])
                        if band > cap:
                            band = cap
                            flags.add("band_capped")
    insufficient = flags & {"no_score", "below_min_coverage", "knock_out_undecided"}
    decision = "" if band is None else card.bands[band][1].get("decision", "")
    result |= {"score": score, "band": band, "earned": earned,
               "decision": "rejected" if "rejected" in flags else
               card.card.get("insufficient", "") if insufficient else decision}
    return result


def contributions(result):
    """Nine digits each, adding up to the score before caps: rounded down, and what is left to those that lost most."""
    exact = [l.weight * p / result["whole"] for l, p in result["parts"]]
    low = [(x * 10**9).numerator // (x * 10**9).denominator for x in exact]
    left = round(number(nine(result["earned_score"])) * 10**9) - sum(low)
    losers = sorted(range(len(exact)), key=lambda i: (low[i] - exact[i] * 10**9, i))
    for i in losers[:left]:
        low[i] += 1
    return [nine(Fraction(x, 10**9)) for x in low]


def reasons(card, result):
    rule = card.card.get("reasons", {})
    if result["score"] is None:
        return []
    middle = half_even((number(card.card["low"]) + number(card.card["high"])) / 2, 12)
    sums = {}
    for leaf, (state, points, level) in zip(card.leaves, result["states"]):
        if state not in ("known", "stood_in"):
            continue
        base = {"max": leaf.range()[1], "min": leaf.range()[0], "mean": leaf.mean(), "neutral": middle,
                "given": number(rule.get("points", 0))}[rule.get("baseline", "max")]
        texts = (leaf.levels or (leaf.f["bins"] if leaf.kind == "step" else [])) if level >= 0 else []
        code = texts[level].get("reason_code", leaf.code) if texts else leaf.code
        lost = (base - points) * (1 if rule.get("count", "below") == "below" else -1)
        sums[code] = sums.get(code, 0) + leaf.weight * lost / result["whole"]
    kept = [(c, x) for c, x in sums.items() if x > 0 or (x == 0 and rule.get("keep_zero"))]
    kept.sort(key=lambda r: -r[1])
    return [{"code": c, "points": nine(x)} for c, x in kept[:rule.get("slots", 3)]]


def level_change(leaf, now, then):
    return {"criterion": leaf.id, "from": leaf.levels[now]["label"], "to": leaf.levels[then]["label"]}


def steps(card, result, out):
    """All plans tried."""
    out["next_band"], out["weakest"] = None, []
    if result["earned"] is None:
        return
    movable = [(leaf, s[2], s[1]) for leaf, s in zip(card.leaves, result["states"]) if s[0] in ("known", "stood_in")]
    on_level = [bool(leaf.levels) and now >= 0 and number(leaf.levels[now]["points"]) == points
                for leaf, now, points in movable]

    def score(levels):
        return number(nine(sum(leaf.weight * (number(leaf.levels[k]["points"]) if moved else points)
                               for (leaf, _, points), moved, k in zip(movable, on_level, levels)) / result["whole"]))

    now = [level for _, level, _ in movable]
    if result["earned"] > 0:
        keep = card.bands[result["earned"]][0]
        for i, (leaf, level, _) in enumerate(movable):
            lowest = level
            while on_level[i] and lowest > 0 and score(now[:i] + [lowest - 1] + now[i + 1:]) >= keep:
                lowest -= 1
            if on_level[i] and lowest != level:
                out["weakest"].append(level_change(leaf, level, lowest))
    if result["earned"] + 1 == len(card.bands):
        return
    target = card.bands[result["earned"] + 1][0]
    choices = [range(level, len(leaf.levels)) if moved else [level] for (leaf, level, _), moved in zip(movable, on_level)]
    plans = [(sum(k - n for k, n in zip(plan, now)), -score(plan), [-k for k in plan]) for plan in
             itertools.product(*choices)]
    good = [p for p in plans if -p[1] >= target]
    cost, minus, plan = min(good) if good else max(plans, key=lambda p: (-p[1], -p[0]))
    out["next_band"] = {
        "band": card.bands[result["earned"] + 1][1]["name"], "reachable": bool(good), "steps": cost,
        "score": nine(-minus),
        "changes": [level_change(leaf, n, -k) for (leaf, n, _), k in zip(movable, plan) if n != -k]}


def stability(card, results):
    """Between which weights of a node nothing changes: all meetings of all pairs of lines."""
    rows = [r for r in results if all(s[0] in ("known", "stood_in") and True for s in r["states"])
            and all(s[0] == "known" for s in r["states"])]
    if not rows:
        return []

    def scores(place, x):
        local = [w for _, _, w in card.nodes]
        parent = card.nodes[place][1]
        siblings = [i for i, n in enumerate(card.nodes) if n[1] == parent]
        whole = sum(local[i] for i in siblings)
        rest = whole - local[place]
        for i in siblings:
            local[i] = x if i == place else local[i] / rest * (1 - x)
        total = []
        for i, (node, p, _) in enumerate(card.nodes):
            below = sum(local[k] for k, n in enumerate(card.nodes) if n[1] == p)
            total.append((local[i] / below if below else Fraction(0)) * (total[p] if p >= 0 else 1))
        weights = [w for (n, _, _), w in zip(card.nodes, total) if "criteria" not in n]
        return [sum(w * s[1] for w, s in zip(weights, r["states"])) for r in rows]

    answer = []
    for place, (node, parent, weight) in enumerate(card.nodes):
        whole = sum(w for _, p, w in card.nodes if p == parent)
        now = weight / whole
        entry = {"criterion": node["id"], "weight": nine(now), "best": None, "order": None}
        answer.append(entry)
        if weight == whole:
            continue
        zero, one = scores(place, Fraction(0)), scores(place, Fraction(1))
        at = [a + (b - a) * now for a, b in zip(zero, one)]
        best = max(range(len(rows)), key=lambda i: (at[i], -i))
        for key, pairs in (("best", [(best, i) for i in range(len(rows)) if i != best]),
                           ("order", itertools.combinations(range(len(rows)), 2))):
            low, high = Fraction(0), Fraction(1)
            for a, b in pairs:
                d0, d1 = zero[a] - zero[b], one[a] - one[b]
                if d0 == d1:
                    continue
                x = d0 / (d0 - d1)
                if x <= now and x > low:
                    low = x
                if x >= now and x < high:
                    high = x
            entry[key] = {"from": nine(low), "to": nine(high)}
    return answer


UNIT, WORD = 10**18, (1 << 32) - 1


def philox(counter, key):
    """Philox4x32-10 of Random123."""
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & WORD, (a >> 32) ^ c[3] ^ k[1], a & WORD]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c


def uniform(seed, sample, stream):
    """Numbers of 64 bits; use as next(g) * (most + 1) >> 64."""
    for block in itertools.count():
        w = philox([block, stream, sample & WORD, sample >> 32], [seed & WORD, seed >> 32])
        yield w[1] << 32 | w[0]
        yield w[3] << 32 | w[2]


def drawn_weights(kind, order, bounds, seed, sample):
    n = len(order)
    low, high = sum(b[0] for b in bounds), sum(b[1] for b in bounds)
    from_high = kind == "intervals" and high - UNIT < UNIT - low
    whole = UNIT if kind != "intervals" else high - UNIT if from_high else UNIT - low
    for draw in itertools.count(1):
        bits = uniform(seed, sample, draw)
        ends = [0] + sorted(next(bits) * (whole + 1) >> 64 for _ in range(n - 1)) + [whole]
        w = [b - a for a, b in zip(ends, ends[1:])]
        if kind == "ordinal":
            places = sorted(range(n), key=lambda i: (order[i], -w[i], i))
            w = [x for _, x in sorted(zip(places, sorted(w, reverse=True)))]
        if kind == "intervals":
            w = [h - x if from_high else lo + x for (lo, h), x in zip(bounds, w)]
        if kind != "intervals" or all(lo <= x <= h for (lo, h), x in zip(bounds, w)):
            return w


def acceptability(asked, card, people, readings):
    """SMAA by its definition, on the generator's own stream."""
    rows = [(p["id"], r) for p, r in zip(people, readings) if all(x[0][0] != "not_applicable" for x in r)]
    ends = [[(x[1], x[1]) if x[0][0] == "known" else leaf.range() for leaf, x in zip(card.leaves, r)] for _, r in rows]
    kind, seed, samples = asked.get("weights", "simplex"), int(asked.get("seed", 0)), int(asked["samples"])
    order = [sum(o.weight > leaf.weight for o in card.leaves) for leaf in card.leaves]
    given = asked.get("bounds", {})
    bounds = [[int(number(given.get(leaf.id, {}).get(k, d)) * UNIT) for k, d in (("low", 0), ("high", 1))]
              for leaf in card.leaves]
    ranks, wins = [[[0] * len(rows) for _ in rows] for _ in range(2)]
    sums, draws, firsts = [[0] * len(order) for _ in rows], [], [0] * len(rows)
    for sample in range(samples):
        w = drawn_weights(kind, order, bounds, seed, sample)
        bits = uniform(seed, sample, 0)
        points = [[int(a * 10**12) + (0 if a == b else next(bits) * (int((b - a) * 10**12) + 1) >> 64) for a, b in row]
                  for row in ends]
        draws.append(points)
        scores = [sum(x * p for x, p in zip(w, row)) for row in points]
        for i, one in enumerate(scores):
            place = sum(other > one for other in scores)
            ranks[i][place] += 1
            wins[i] = [n + (one > other) for n, other in zip(wins[i], scores)]
            sums[i] = [s + x for s, x in zip(sums[i], w)] if place == 0 else sums[i]
    out = []
    for i, (name, _) in enumerate(rows):
        first = ranks[i][0]
        central = [(2 * s + first) // (2 * first) for s in sums[i]] if first else None
        for points in draws if first else []:
            scores = [sum(x * p for x, p in zip(central, row)) for row in points]
            firsts[i] += scores[i] == max(scores)
        out.append({"id": name, "ranks": [nine(Fraction(n, samples)) for n in ranks[i]],
                    "wins": [nine(Fraction(n, samples)) for n in wins[i]],
                    "central_weights": [nine(Fraction(x, UNIT)) for x in central] if first else None,
                    "confidence": nine(Fraction(firsts[i], samples)) if first else None})
    return {"samples": samples, "candidates": out}


def scorecard(request):
    card = Card(request["scorecard"])
    people = request["candidates"]
    readings = [[Values(p["values"]).read(leaf, card.card) for leaf in card.leaves] for p in people]
    medians = {}
    for i, leaf in enumerate(card.leaves):
        known = sorted(r[i][1] for r in readings if r[i][0][0] == "known")
        if known:
            medians[leaf.id] = known[(len(known) - 1) // 2]
    names = [b["name"] for _, b in card.bands]
    results = [score_one(card, r, medians, names.index(p["previous_band"]) if "previous_band" in p else None)
               for p, r in zip(people, readings)]
    intervals = [interval(card, r) for r in readings]
    keys = [None if r["score"] is None else number(nine(r["score"])) for r in results]
    answer = {"calc": "scorecard", "scorecard": card.card["id"],
              "weights": [{"criterion": n["id"], "weight": nine(w), "exact": str(w)}
                          for (n, _, _), w in zip(card.nodes, card.global_weights)],
              "sums": [{"below": None if p < 0 else card.nodes[p][0]["id"], "sum": text(s), "difference": text(s - 1)}
                       for p, s in card.sums], "candidates": []}
    for i, (person, reading, result) in enumerate(zip(people, readings, results)):
        out = {"id": person["id"], "score": None, "exact": None}
        if keys[i] is not None:
            out |= {"score": nine(result["score"]), "exact": str(result["score"])}
        out["rank"] = None if keys[i] is None else 1 + sum(k is not None and k > keys[i] for k in keys)
        out["tied"] = keys[i] is not None and keys.count(keys[i]) > 1
        out["coverage"] = nine(result["coverage"])
        if intervals[i]:
            low, high = intervals[i]
            others = [x for k, x in enumerate(intervals) if k != i and x]
            out |= {"lowest": nine(low), "highest": nine(high),
                    "best_rank": 1 + sum(o[0] > high for o in others), "worst_rank": 1 + sum(o[1] > low for o in others)}
        out["band"] = None if result["band"] is None else names[result["band"]]
        out["earned_band"] = None if result["earned"] is None else names[result["earned"]]
        out |= {"decision": result["decision"], "flags": " ".join(f for f in FLAGS if f in result["flags"])}
        parts = iter(contributions(result) if result["score"] is not None else [])  # no score, nothing to add up
        out["criteria"] = [leaf_answer(leaf, r, s, parts) for leaf, r, s in zip(card.leaves, reading, result["states"])]
        out["knock_outs"] = [{"criterion": leaf.id, "state": state, "effect": effect(leaf)} for leaf, state in result["outs"]]
        out["reasons"] = reasons(card, result)
        if request.get("robustness"):
            steps(card, result, out)
        answer["candidates"].append(out)
    if request.get("robustness"):
        answer["stability"] = stability(card, results)
    if "acceptability" in request:
        answer["acceptability"] = acceptability(request["acceptability"], card, people, readings)
    return answer


def interval(card, readings):
    """The least and the greatest score that can still come out, to nine digits."""
    parts = [(l.weight, *((p, p) if raw[0] == "known" else l.range()))
             for l, (raw, p, *_) in zip(card.leaves, readings) if raw[0] != "not_applicable"]
    whole = sum(w for w, _, _ in parts)
    if not whole:
        return None
    return [number(nine(sum(part[0] * part[k] for part in parts) / whole)) for k in (1, 2)]


def effect(leaf):
    return next((k for k in ("cap_score", "cap_band") if k in leaf.node["knock_out"]), "reject")


def leaf_answer(leaf, reading, state, parts):
    raw, _, _, _, raters, spread, period, stale = reading
    out = {"criterion": leaf.id, "state": state[0]}
    if raw[0] == "missing":
        out["reason"] = raw[1]
    if raw[0] == "known" and not leaf.levels:
        out["value"] = str(raw[1])
    texts = leaf.levels or (leaf.f["bins"] if leaf.kind == "step" else None)
    if texts and state[2] >= 0 and state[0] == "known" and "label" in texts[state[2]]:
        out["level"] = texts[state[2]]["label"]
        if "anchor" in texts[state[2]]:
            out["anchor"] = texts[state[2]]["anchor"]
    if state[0] in ("known", "stood_in"):
        given = next(parts, None)
        out |= {"points": text(state[1])} | ({} if given is None else {"contribution": given})
    out |= ({"period": period} if period else {}) | ({"stale": True} if stale else {})
    if raters > 1:
        out |= {"raters": raters, "dispersion": text(spread)}
    return out
