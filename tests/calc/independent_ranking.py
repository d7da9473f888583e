"""What calc must answer to `ranking` and `weights`, computed a second time: from the formulas of docs/CALC.md, with
decimals of 60 digits and, where there are no roots, logarithms or eigenvectors, with fractions."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from exact import decimals, decimals_of, nine, number

METHODS_OF_LESS = ("vikor", "spotis")
SAATY_2005 = "0.52 0.89 1.11 1.25 1.35 1.40 1.45 1.49 1.52 1.54 1.56 1.58 1.59".split()
SAATY_1980 = "0.58 0.90 1.12 1.24 1.32 1.41 1.45 1.49 1.51 1.48 1.56 1.57 1.59".split()


def precise(function):
    def with_digits(*arguments):
        with localcontext() as context:
            context.prec = 60
            return function(*arguments)

    return with_digits


def real(x):
    return x if isinstance(x, Decimal) else Decimal(x.numerator) / Decimal(x.denominator)


def digits(x, count=9):
    if isinstance(x, Fraction) and count == 9:
        return nine(x)
    text = format(real(x).quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP), "f")
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def key(x):
    return int(digits(x).replace(".", ""))


def mean(column):
    return sum(column) / len(column)


def deviation(column, sample=False):
    middle = mean(column)
    return real(sum((x - middle) ** 2 for x in column) / (len(column) - (1 if sample else 0))).sqrt()


def constant(column):
    return min(column) == max(column)


def surrogate(kind, ranks):
    n = len(ranks)
    harmonic = sum(Fraction(1, i) for i in range(1, n + 1))
    place = {"roc": lambda i: Fraction(1, n) * sum(Fraction(1, k) for k in range(i, n + 1)),
             "rs": lambda i: Fraction(2 * (n + 1 - i), n * (n + 1)), "rr": lambda i: Fraction(1, i) / harmonic}[kind]
    out = []
    for rank in ranks:
        first = 1 + sum(1 for r in ranks if r < rank)
        shared = range(first, first + ranks.count(rank))
        out.append(sum(map(place, shared)) / len(shared))
    return out


def ratio(value):
    over, _, by = str(value).partition("/")
    return number(over) / number(by) if by else number(over)


def eigenvector(pairs):
    """By squaring the matrix, so that it is not the iteration of the program."""
    matrix = [[real(ratio(x)) for x in row] for row in pairs]
    n = range(len(matrix))
    power = matrix
    for _ in range(12):
        power = [[sum(power[i][k] * power[k][j] for k in n) for j in n] for i in n]
        largest = max(map(max, power))
        power = [[x / largest for x in row] for row in power]
    rows = [sum(row) for row in power]
    weights = [x / sum(rows) for x in rows]
    products = [sum(matrix[i][j] * weights[j] for j in n) for i in n]
    return weights, sum(products[i] / weights[i] for i in n) / len(matrix)


def derived(kind, columns, directions):
    """The weights, and whether they are equal for want of information."""
    n = len(columns)
    if kind == "entropy":
        found = []
        for column in columns:
            shares = [real(x / sum(column)) for x in column]
            entropy = -sum(p * p.ln() for p in shares if p > 0) / Decimal(len(column)).ln()
            found.append(Decimal(0) if constant(column) else 1 - entropy)
    else:
        spread = lambda c: max(c) - min(c)
        unit = [[(x - min(c)) / spread(c) if spread(c) else Fraction(0) for x in c] for c in columns]
        if kind == "critic":
            unit = [[1 - x for x in c] if d == "minimize" and not constant(c) else c for c, d in zip(unit, directions)]
        deviations = [deviation(c) for c in unit]

        def correlation(a, b):
            pairs = zip(unit[a], unit[b])
            covariance = mean([(x - mean(unit[a])) * (y - mean(unit[b])) for x, y in pairs])
            return real(covariance) / (deviations[a] * deviations[b])

        live = [j for j in range(n) if not constant(columns[j])]
        found = deviations if kind == "standard_deviation" else [
            deviations[a] * sum(1 - correlation(a, b) for b in live if b != a) if a in live else Decimal(0)
            for a in range(n)]
    total = sum(found)
    if key(total) == 0:
        return [Fraction(1, n)] * n, True
    return [x / total for x in found], False


class Rule:
    def __init__(self, request, alternatives):
        self.request = request
        self.method = request["method"]
        self.criteria = request["criteria"]
        self.ids = [c["id"] for c in self.criteria]
        self.less = [c.get("direction", "maximize") == "minimize" for c in self.criteria]
        self.columns = [[number(a["values"][i]) for a in alternatives] for i in self.ids]
        self.equal = False
        weights = request.get("weights", "given")
        if isinstance(weights, dict):
            self.weights = [Fraction(digits(w, 12)) for w in eigenvector(weights["pairs"])[0]]
        elif weights == "given":
            self.weights = [number(c.get("weight", 1)) for c in self.criteria]
        elif weights in ("roc", "rs", "rr"):
            self.weights = surrogate(weights, [int(c["rank"]) for c in self.criteria])
        else:
            directions = [c.get("direction", "maximize") for c in self.criteria]
            self.weights, self.equal = derived(weights, self.columns, directions)
        defaults = {"weighted_product": "max", "topsis": "vector"}
        self.kind = request.get("normalization", defaults.get(self.method, "min_max"))
        self.constant_policy = request.get("constant_columns", "drop_and_flag")
        self.some = [j for j in range(len(self.ids)) if self.weights[j] != 0]
        self.constants = [j for j in self.some if constant(self.columns[j])]

    def without(self, row):
        other = Rule.__new__(Rule)
        other.__dict__.update(self.__dict__)
        other.columns = [c[:row] + c[row + 1:] for c in self.columns]
        other.constants = [j for j in other.some if constant(other.columns[j])]
        return other

    def bounds(self, j):
        given = self.criteria[j].get("bounds")
        return (number(given["low"]), number(given["high"])) if given else None

    def scale(self, j, turned):
        """The function that normalises a column, or None where it is dropped."""
        column, turn = self.columns[j], turned and self.less[j]
        ends = (self.bounds(j) if self.kind == "min_max" else None) or (min(column), max(column))
        if ends[0] == ends[1] and self.kind in ("min_max", "z_score") or self.kind == "vector" and not any(column):
            stand_in = {"drop_and_flag": None, "one": lambda x: Fraction(1), "zero": lambda x: Fraction(0)}
            return stand_in[self.constant_policy]
        if self.kind == "min_max":
            return lambda x: (ends[1] - x if turn else x - ends[0]) / (ends[1] - ends[0])
        if self.kind == "sum":
            return (lambda x: 1 / x / sum(1 / y for y in column)) if turn else (lambda x: x / sum(column))
        if self.kind == "max":
            return (lambda x: min(column) / x) if turn else (lambda x: x / max(column))
        if self.kind == "vector":
            norm = real(sum(x * x for x in column)).sqrt()
            return (lambda x: 1 - real(x) / norm) if turn else (lambda x: real(x) / norm)
        if self.kind == "z_score":
            spread = deviation(column, self.request.get("deviation") == "sample")
            return lambda x: real(x - mean(column)) / spread * (-1 if turn else 1)
        return (lambda x: -x) if turn else (lambda x: x)

    def scaled(self, turned):
        """{column: its function} of those that are left, and those that are dropped."""
        scales = {j: self.scale(j, turned) for j in self.some}
        return {j: f for j, f in scales.items() if f}, [j for j, f in scales.items() if not f]

    def rank(self):
        rows = range(len(self.columns[0]))
        result = {"values": None, "dropped": [], "degenerate": False, "extras": [{} for _ in rows]}
        getattr(self, self.method)(rows, result)
        result["keys"] = [key(v) for v in result["values"]]
        better = (lambda a, b: a < b) if self.method in METHODS_OF_LESS else (lambda a, b: a > b)
        result["ranks"] = [1 + sum(1 for other in result["keys"] if better(other, k)) for k in result["keys"]]
        return result

    def shares(self, dropped=()):
        left = [Fraction(0) if j in dropped else w for j, w in enumerate(self.weights)]
        return [w / sum(left) if sum(left) else Fraction(0) for w in left]

    def weighted_sum(self, rows, result):
        scales, result["dropped"] = self.scaled(turned=True)
        shares = [real(w) for w in self.shares(result["dropped"])]
        result["degenerate"] = not scales
        result["values"] = [sum((shares[j] * real(f(self.columns[j][i])) for j, f in scales.items()), Decimal(0))
                            for i in rows]

    def weighted_product(self, rows, result):
        divides = self.kind == "none"
        scales, result["dropped"] = self.scaled(turned=not divides)
        shares = [real(w) for w in self.shares(result["dropped"])]
        result["degenerate"], result["values"] = not scales, []
        for i in rows:
            product = Decimal(1)
            for j, f in scales.items():
                factor = real(f(self.columns[j][i]))
                power = shares[j] * (-1 if divides and self.less[j] else 1)
                product *= (power * factor.ln()).exp() if factor else Decimal(0)
            result["values"].append(product)

    def topsis(self, rows, result):
        scales, result["dropped"] = self.scaled(turned=False)
        shares = [real(w) for w in self.shares(result["dropped"])]
        result["values"] = []
        for i in rows:
            distance = {}
            for end, best in (("ideal", True), ("anti_ideal", False)):
                squares = Decimal(0)
                for j, f in scales.items():
                    of_column = max if best != self.less[j] else min
                    target = number(self.criteria[j][end]) if end in self.criteria[j] else of_column(self.columns[j])
                    squares += (shares[j] * (real(f(self.columns[j][i])) - real(f(target)))) ** 2
                distance["to_" + end] = squares.sqrt()
            both = distance["to_ideal"] + distance["to_anti_ideal"]
            result["values"].append(distance["to_anti_ideal"] / both if both else Decimal("0.5"))
            result["extras"][i] = distance
        result["degenerate"] = all(not any(e.values()) for e in result["extras"])

    def vikor(self, rows, result):
        shares = [Fraction(w) for w in self.shares()]
        result["dropped"], v, extras = self.constants, number(self.request.get("v", "0.5")), result["extras"]
        for i in rows:
            regrets = [Fraction(0)]
            for j in self.some:
                column = self.columns[j]
                best, worst = (min(column), max(column)) if self.less[j] else (max(column), min(column))
                regrets.append(shares[j] * (best - column[i]) / (best - worst) if best != worst else Fraction(0))
            extras[i] = {"group_regret": sum(regrets), "largest_regret": max(regrets)}

        def part(name, i):
            column = [e[name] for e in extras]
            return (column[i] - min(column)) / (max(column) - min(column)) if max(column) > min(column) else Fraction(0)

        result["values"] = q = [v * part("group_regret", i) + (1 - v) * part("largest_regret", i) for i in rows]
        result["degenerate"] = all(constant([e[n] for e in extras]) for n in ("group_regret", "largest_regret"))
        best = [i for i in rows if q[i] == min(q)]
        names = ("group_regret", "largest_regret")
        stable = all(any(extras[i][n] == min(e[n] for e in extras) for n in names) for i in best)
        order = sorted(rows, key=lambda i: (q[i], i))
        step = Fraction(1, len(q) - 1) if len(q) > 1 else Fraction(0)
        advantage = len(q) == 1 or q[order[1]] - min(q) >= step
        if not advantage:
            members = [i for i in order if i in best or q[i] - min(q) < step]
        else:
            members = [i for i in order if i in best or (not stable and q[i] == q[order[1]])]
        result["compromise"] = {"has_advantage": advantage, "is_stable": stable, "rows": members}

    def promethee_ii(self, rows, result):
        result["dropped"], shares, n = self.constants, [real(w) for w in self.shares()], len(rows)
        flows = [[Decimal(0), Decimal(0)] for _ in rows]
        for a in rows:
            for b in rows:
                for j in self.some:
                    difference = (self.columns[j][a] - self.columns[j][b]) * (-1 if self.less[j] else 1)
                    strength = shares[j] * real(preference(self.criteria[j].get("preference", {}), difference))
                    flows[a][0] += strength / max(n - 1, 1)
                    flows[b][1] += strength / max(n - 1, 1)
        result["values"] = [p - q for p, q in flows]
        result["extras"] = [{"positive_flow": p, "negative_flow": q} for p, q in flows]
        result["degenerate"] = not any(p or q for p, q in flows)

    def spotis(self, rows, result):
        shares, result["values"] = [Fraction(w) for w in self.shares()], []
        for i in rows:
            value = Fraction(0)
            for j in self.some:
                low, high = self.bounds(j)
                ideal = number(self.criteria[j].get("ideal", low if self.less[j] else high))
                value += shares[j] * abs(self.columns[j][i] - ideal) / (high - low)
            result["values"].append(value)


def preference(function, d):
    if d <= 0:
        return Fraction(0)
    q, p, s = (number(function.get(k, 0)) for k in "qps")
    shape = function.get("shape", "usual")
    if shape == "gaussian":
        return 1 - (-real(d * d / (2 * s * s))).exp()
    if shape == "level":
        return Fraction(0) if d <= q else Fraction(1, 2) if d <= p else Fraction(1)
    if shape in ("vshape", "linear"):
        return min(max(Fraction(0), (d - q) / (p - q)), Fraction(1))
    return Fraction(1) if d > q else Fraction(0)


def pair_counts(first, second):
    counts = dict.fromkeys(("concordant", "discordant", "tied_first", "tied_second", "tied_both"), 0)
    for i in range(len(first)):
        for k in range(i):
            a, b = first[i] - first[k], second[i] - second[k]
            name = ("tied_both" if not a and not b else "tied_first" if not a else "tied_second" if not b
                    else "concordant" if (a > 0) == (b > 0) else "discordant")
            counts[name] += 1
    return counts


def correlations(first, second):
    c = pair_counts(first, second)
    one, two = (c["concordant"] + c["discordant"] + c[t] for t in ("tied_second", "tied_first"))
    tau = Decimal(c["concordant"] - c["discordant"]) / real(Fraction(one * two)).sqrt() if one and two else None
    place = lambda x, ranks: Fraction(2 * sum(r < x for r in ranks) + ranks.count(x) + 1, 2)
    places = [[place(x, ranks) for x in ranks] for ranks in (first, second)]
    spreads = [sum((x - mean(p)) ** 2 for x in p) for p in places]
    product = sum((x - mean(places[0])) * (y - mean(places[1])) for x, y in zip(*places))
    rho = real(product) / real(spreads[0] * spreads[1]).sqrt() if all(spreads) else None
    return c, tau, rho


def reversal(rule, whole, row, ids):
    rest = [i for i in range(len(ids)) if i != row]
    before, after = [whole["ranks"][i] for i in rest], rule.without(row).rank()["ranks"]
    c = pair_counts(before, after)
    first = lambda ranks: [ids[i] for i, r in zip(rest, ranks) if r == min(ranks)]
    return {"removed": ids[row], "reversed_pairs": c["discordant"], "pairs_tied": c["tied_second"],
            "pairs_untied": c["tied_first"], "best_changed": first(before) != first(after),
            "best_before": first(before), "best_after": first(after)}


@precise
def ranking(request):
    alternatives = request["alternatives"]
    ids = [a["id"] for a in alternatives]
    rule = Rule(request["ranking"], alternatives)
    result = rule.rank()
    keeps = rule.method in ("vikor", "promethee_ii")
    shares = rule.shares(() if keeps else result["dropped"])
    flags = [result["degenerate"] and "degenerate", rule.constants and "constant_columns",
             result["dropped"] and "dropped_columns", rule.equal and "equal_weights"]
    rows = []
    for i, name in enumerate(ids):
        rows.append({"id": name, "rank": result["ranks"][i], "tied": result["keys"].count(result["keys"][i]) > 1,
                     "value": digits(result["values"][i]), "key": str(result["keys"][i]),
                     **{k: digits(v) for k, v in result["extras"][i].items()}})
    answer = {"method": rule.method, "lower_is_better": rule.method in METHODS_OF_LESS,
              "flags": " ".join(f for f in flags if f),
              "weights": [{"id": i, "value": digits(w)} for i, w in zip(rule.ids, shares)],
              "constant_columns": [rule.ids[j] for j in rule.constants],
              "dropped_columns": [rule.ids[j] for j in result["dropped"]], "alternatives": rows}
    if rule.method == "vikor":
        found = result["compromise"]
        answer["compromise"] = {"has_advantage": found["has_advantage"], "is_stable": found["is_stable"],
                                "alternatives": [ids[i] for i in found["rows"]]}
    if request.get("reversals"):
        removals = [reversal(rule, result, i, ids) for i in range(len(ids))]
        answer["reversals"] = {
            "reversed_pairs": sum(r["reversed_pairs"] for r in removals),
            "best_changes": sum(r["best_changed"] for r in removals),
            "best_changes_by_worse": sum(r["best_changed"] and result["ranks"][i] != 1 for i, r in enumerate(removals)),
            "removals": removals}
    if "compare_with" in request:
        answer["comparisons"] = []
        for other in request["compare_with"]:
            ranks = Rule(other, alternatives).rank()["ranks"]
            counts, tau, rho = correlations(result["ranks"], ranks)
            answer["comparisons"].append({
                "id": other.get("id"), "method": other["method"], "kendall_tau_b": None if tau is None else digits(tau),
                "spearman_rho": None if rho is None else digits(rho), "pairs": counts,
                "moved": [{"id": i, "rank": a, "other_rank": b}
                          for i, a, b in zip(ids, result["ranks"], ranks) if a != b]})
    return answer


@precise
def weights(request):
    method = request["method"]
    answer = {"method": method}
    if method in ("given", "roc", "rs", "rr"):
        given = request["weights" if method == "given" else "ranks"]
        values = list(given.values()) if isinstance(given, dict) else given
        if method == "given":
            total = sum(map(number, values))
            found = [number(w) / total for w in values]
            short = lambda x: decimals(x, len(decimals_of(x)))
            answer.update(sum=short(total), difference=short(total - 1),
                          flags="sum_differs" if abs(total - 1) > Fraction(1, 10**9) else "")
        else:
            found = surrogate(method, [int(r) for r in values])
        answer["weights"] = [{"value": nine(w), "exact": str(w)} for w in found]
        for entry, name in zip(answer["weights"], given if isinstance(given, dict) else ()):
            entry["id"] = name
    elif method == "ahp":
        found, root = eigenvector(request["pairs"])
        n, table = len(found), request.get("random_index", "saaty_2005")
        table = "alonso_lamata" if n > 15 else table
        index = max(Decimal(0), (root - n) / (n - 1)) if n > 1 else Decimal(0)
        lamata = (Decimal("1.7699") * n - Decimal("4.3513")) / (n - 1) if n > 1 else 0
        random = Decimal(0) if n < 3 else lamata if table == "alonso_lamata" else Decimal(
            (SAATY_2005 if table == "saaty_2005" else SAATY_1980)[n - 3])
        answer.update({"weights": [{"value": digits(w, 12)} for w in found], "lambda": digits(root),
                       "consistency_index": digits(index), "random_index": digits(random),
                       "consistency_ratio": digits(index / random if n > 2 else Decimal(0)),
                       "random_index_table": table})
    else:
        columns = [[number(a["values"][c["id"]]) for a in request["alternatives"]] for c in request["criteria"]]
        found, equal = derived(method, columns, [c.get("direction", "maximize") for c in request["criteria"]])
        constants = [c["id"] for c, column in zip(request["criteria"], columns) if constant(column)]
        flags = (constants and "constant_columns", equal and "equal_weights")
        answer.update({"weights": [{"id": c["id"], "value": digits(w)} for c, w in zip(request["criteria"], found)],
                       "constant_columns": constants, "flags": " ".join(f for f in flags if f)})
    return answer
