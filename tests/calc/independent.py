"""What calc must answer, computed a second time: with Python's fractions, by sorting, and from the definitions in
docs/CALC.md and docs/RULES.md. It shares no code and no method with Keyhaul."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from exact import decimals, decimals_of, floor, integer, nine, number
from independent_exchange import exchange  # noqa: F401, which answer() finds by name
from independent_ranking import ranking, weights  # noqa: F401, which answer() finds by name
from independent_scorecard import scorecard  # noqa: F401, which answer() finds by name
from independent_terms import EXPONENTS, schedule  # noqa: F401, which answer() finds by name
from independent_terms_group import group, versions  # noqa: F401, which answer() finds by name
from independent_terms_settlement import commitment, settlement  # noqa: F401, which answer() finds by name
from independent_terms_stack import stack  # noqa: F401, which answer() finds by name
from independent_tiering import movement, tiering  # noqa: F401, which answer() finds by name

def shares(total, weights, order, method, caps):
    """Parts of a total >= 0 in whole units; `order` is the order of the parts by key."""
    n, weight_sum = len(weights), sum(weights)
    exact = [total * w / weight_sum for w in weights]
    to_one = method in ("last", "largest_line")
    mode = "half_up" if to_one else "half_down" if method == "half_down_then_first" else "floor"
    parts = [integer(x, mode) for x in exact]
    serving = {
        "largest_remainder": sorted(range(n), key=lambda i: (-(exact[i] - floor(exact[i])), order.index(i))),
        "floor_then_first": order, "half_down_then_first": order, "last": order[::-1],
        "largest_line": sorted(range(n), key=lambda i: (-weights[i], order.index(i))),
    }[method]
    missing = total - sum(parts)
    while missing != 0:
        sign = 1 if missing > 0 else -1
        before = missing
        for i in serving:
            room = 0 if weights[i] == 0 else parts[i] if sign < 0 else (caps[i] - parts[i] if caps else abs(missing))
            share = min(room, abs(missing) if to_one else 1, abs(missing))
            parts[i] += sign * share
            missing -= sign * share
        assert missing != before
    return parts


def allocation(request):
    step = number(request["rounding"]["step"]) if "rounding" in request else Fraction(1, 10 ** EXPONENTS[request["currency"]])
    given = request["weights"]
    keys = list(given) if isinstance(given, dict) else None
    weights = [abs(number(w)) for w in (given.values() if keys else given)]
    order = sorted(range(len(weights)), key=lambda i: keys[i].encode()) if keys else list(range(len(weights)))
    total = number(request["total"]) / step
    sign = -1 if total < 0 else 1
    caps = [w / step for w in weights] if request.get("capped") else None
    if all(w == 0 for w in weights) and not caps:
        weights = [Fraction(1)] * len(weights)
    leftover = max(Fraction(0), abs(total) - sum(caps)) if caps else Fraction(0)
    parts = caps if leftover else shares(abs(total), weights, order, request.get("method", "largest_remainder"), caps)
    digits = len(str(request["rounding"]["step"]).partition(".")[2]) if "rounding" in request else EXPONENTS[request["currency"]]
    text = lambda units: decimals(sign * units * step, digits)
    rows = [{"part": text(p)} for p in parts]
    for i, row in enumerate(rows):
        if keys:
            row["key"] = keys[i]
    return {"method": request.get("method", "largest_remainder"), "parts": rows, "leftover": text(leftover)}


def measure(x):
    if x is None:
        return None
    return {"value": nine(x), "exact": str(x) if max(abs(x.numerator), x.denominator) < 2**127 else None}


def concentration(request):
    numbers = [number(v["value"] if isinstance(v, dict) else v) for v in request["values"]]
    x, n, total = sorted(numbers), len(numbers), sum(numbers, Fraction(0))
    defined = total > 0
    shares = [v / total for v in reversed(x)] if defined else []
    gini = Fraction(sum((i + 1) * v for i, v in enumerate(x)) * 2, n * total) - Fraction(n + 1, n) if defined else None
    hhi = sum(s * s for s in shares) if defined else None
    ranks = 2 * sum((i + 1) * s for i, s in enumerate(shares)) - 1 if defined else None

    def lorenz(part):
        """Piece by piece: whole accounts first, then a part of the next."""
        left, held = part * n, Fraction(0)
        for v in x:
            held += min(left, 1) * v
            left -= min(left, 1)
        return held / total

    def inverse(share):
        """The last place where the curve is no higher than the share, segment by segment from the top."""
        for i in reversed(range(n)):
            low, high = lorenz(Fraction(i, n)), lorenz(Fraction(i + 1, n))
            if low <= share:
                return Fraction(i + 1, n) if high <= share else (i + (share - low) / (high - low)) / n
        raise AssertionError

    flags = [n == 0 and "empty_population", n == 1 and "single_account", n > 0 and not any(x) and "all_zero",
             n > 0 and total <= 0 and "nonpositive_total", any(v < 0 for v in x) and "negative_values"]
    steps = n if n <= 1000 else 100
    parts = [Fraction(i, steps) for i in range(steps + 1)] if defined else []
    ask = lambda key: [number(v) for v in request.get(key, [])]
    short = lambda v: decimals(v, len(decimals_of(v)))
    return {
        "accounts": n, "total": decimals(total, max([0] + [len(decimals_of(v)) for v in x])),
        "flags": " ".join(f for f in flags if f),
        "gini": {"population": measure(gini), "sample": measure(gini * n / (n - 1)) if defined and n > 1 else None},
        "hhi": {"plain": measure(hhi), "equivalent_number": measure(1 / hhi) if defined else None,
                "normalised": measure((hhi - Fraction(1, n)) / (1 - Fraction(1, n))) if defined and n > 1 else None},
        "rosenbluth": measure(1 / ranks) if defined and ranks > 0 else None,
        "top": [{"accounts": k, "share": measure(sum(shares[:k])) if defined else None} for k in request.get("top", [])],
        "points": [{"part": short(p), "smallest_hold": measure(lorenz(p)) if defined else None,
                    "largest_hold": measure(1 - lorenz(1 - p)) if defined else None} for p in ask("points")],
        "shares": [{"share": short(s), "smallest_part": measure(inverse(s)) if defined else None,
                    "largest_part": measure(1 - inverse(1 - s)) if defined else None} for s in ask("shares")],
        "lorenz": [{"part": nine(p), "share": nine(lorenz(p))} for p in parts],
    }


def root_nine(x):
    """The square root of a fraction at nine digits, from decimals of a hundred."""
    with localcontext() as context:
        context.prec = 100
        root = (Decimal(x.numerator) / Decimal(x.denominator)).sqrt()
        return format(root.quantize(Decimal("1e-9"), ROUND_HALF_UP), "f")


def variability(request):
    rule = request.get("xyz", {})
    sample = rule.get("deviation", "population") == "sample"
    classes = rule.get("classes", [{"name": "X", "at_most": "0.2"}, {"name": "Y", "at_most": "0.6"}, {"name": "Z"}])
    rows = []
    for account in request["accounts"]:
        values = [number(v) for v in account["values"]]
        n, mean = len(values), sum(values, Fraction(0)) / len(values)
        flags = " ".join(f for f in (mean <= 0 and "no_positive_mean", sample and n == 1 and "single_period") if f)
        squared = None
        if not flags:
            squared = sum((v - mean) ** 2 for v in values) / (n - 1 if sample else n) / mean**2
        takes = lambda c: "at_most" not in c or (squared is not None and squared <= number(c["at_most"]) ** 2)
        index = next(i for i, c in enumerate(classes) if takes(c))
        rows.append({"id": account["id"], "class": classes[index]["name"], "class_index": index,
                     "variation": None if squared is None else root_nine(squared), "flags": flags})
    bound = lambda c: decimals(number(c["at_most"]), len(decimals_of(number(c["at_most"])))) if "at_most" in c else None
    summary = [{"class": c["name"], "class_index": i, "at_most": bound(c),
                "accounts": sum(1 for r in rows if r["class_index"] == i)} for i, c in enumerate(classes)]
    return {"deviation": "sample" if sample else "population",
            "periods": len(request["accounts"][0]["values"]) if request["accounts"] else 1,
            "accounts": rows, "classes": summary}


def quantile(ascending, part):
    """Type 7 of Hyndman and Fan."""
    place = (len(ascending) - 1) * part
    low = floor(place)
    return ascending[low] + (place - low) * (ascending[min(low + 1, len(ascending) - 1)] - ascending[low])


def scores(values, rule, less_is_better):
    """{id: score} of {id: value}."""
    method, n = rule.get("method", "quantile"), len(values)
    bins = len(rule["cuts"]) + 1 if "cuts" in rule else rule.get("bins", 5)
    if method in ("quantile", "fixed_cuts"):
        if method == "quantile":
            cuts = [quantile(sorted(values.values()), Fraction(j, bins)) for j in range(1, bins)] if n else []
            score = {a: 1 + sum(1 for c in cuts if c < v) for a, v in values.items()}
        else:
            score = {a: 1 + sum(1 for c in rule["cuts"] if number(c) <= v) for a, v in values.items()}
        return {a: bins + 1 - s for a, s in score.items()} if less_is_better else score
    worth = {a: -v if less_is_better else v for a, v in values.items()}
    if method == "ntile":
        left, score, bin_ = sorted(worth, key=lambda a: (worth[a], a.encode())), {}, 1
        for bin_ in range(1, bins + 1):
            size = n // bins + (1 if bin_ <= n % bins else 0)
            score.update({a: bin_ for a in left[:size]})
            left = left[size:]
        return score
    different = sorted(set(worth.values()))
    return {a: -floor(-Fraction((different.index(v) + 1) * bins, len(different))) for a, v in worth.items()}


def rfm(request):
    rule = request.get("rfm", {})
    active = {a["id"]: a for a in request["accounts"] if "recency" in a}
    columns = {key: scores({i: number(a[key]) for i, a in active.items()}, rule.get(key, {}), key == "recency")
               for key in ("recency", "frequency", "monetary")}
    others, segments = rule.get("others", "others"), rule.get("segments", [])

    def holds(segment, account):
        for key, column in columns.items():
            if key in segment:
                least, _, most = segment[key].partition("..")
                if not int(least) <= column[account] <= int(most or least):
                    return False
        return True

    rows = []
    for account in (a["id"] for a in request["accounts"]):
        taken = [s["name"] for s in segments if account in active and holds(s, account)]
        rows.append({"id": account, **{key: column.get(account, 0) for key, column in columns.items()},
                     "segment": (taken + [others])[0], "flags": "" if account in active else "no_activity"})
    names = [s["name"] for s in segments] + [others]
    return {"accounts": rows,
            "segments": [{"segment": s, "accounts": sum(1 for r in rows if r["segment"] == s)} for s in names]}


def answer(request):
    return {"calc": request["calc"], **globals()[request["calc"]](request)}
