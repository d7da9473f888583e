"""What calc must answer about stacks of discounts, computed a second time: each way to combine as a walk over the lines
with exact fractions, and the spread over orders by walking all of them."""

import itertools
from fractions import Fraction

from exact import number
from independent_terms import Money, Rule

ZERO = Fraction(0)


class Walk:
    """Lines applied one after another to an amount of at least 0."""

    def __init__(self, request, money, whole, by_given_order=False):
        self.request, self.money, self.whole = request, money, whole
        self.by_line = request.get("rounding_at", "term") == "line"
        self.by_given_order = by_given_order
        self.net, self.taken = whole, []  # (line, basis, exact, amount), in order of application

    def at_most(self, x, most):
        """x rounded, but no more than there is: what takes all leaves nothing."""
        rounded = self.money.amount(x)
        return most if x == most else rounded - self.money.step if rounded > most else rounded

    def raw(self, line, basis):
        if "rate" in line:
            return number(line["rate"]) * basis
        return number(line["amount"]) if "amount" in line else Rule(line["schedule"]).evaluate(basis, basis)[0]

    def apply(self, line, basis):
        exact = min(self.raw(line, basis), self.net)
        if self.by_line:
            amount = self.at_most(exact, self.net)
        else:
            before = sum((t[2] for t in self.taken), ZERO)
            amount = self.at_most(before + exact, self.whole) - self.at_most(before, self.whole)
        self.taken.append((line, basis, exact, amount))
        self.net -= amount if self.by_line else exact

    def basis(self, line, default, start):
        return start if line.get("basis", default) == "list" else self.net

    def one_by_one(self, lines, default):
        start = self.net
        for line in lines:
            self.apply(line, self.basis(line, default, start))

    def best(self, lines):
        if lines:
            worth = [min(self.raw(line, self.net), self.net) for line in lines]
            self.apply(lines[worth.index(max(worth))], self.net)

    def combine(self, word, lines, otherwise="additive"):
        if word in ("additive", "cascade"):
            self.one_by_one(lines, "list" if word == "additive" else "net")
        elif word == "best_of":
            self.best(lines)
        elif word == "exclusive":
            alone = [x for x in lines if x.get("exclusive") and min(self.raw(x, self.net), self.net) != 0]
            if alone:
                self.best(alone)
            else:
                self.combine(otherwise, [x for x in lines if not x.get("exclusive")])
        elif word == "priority":
            sign = 1 if self.request["priority_order"] == "lowest_first" else -1
            ranked = lines if self.by_given_order else sorted(lines, key=lambda x: sign * x["priority"])
            self.one_by_one(ranked, "net")
        elif word == "reduction":
            self.reduce(lines)
        else:
            self.zones(lines)
        return self

    def reduce(self, lines):
        """What a line sees is less by what those before took that reduce others."""
        for line in lines:
            earlier = sum((t[3] if self.by_line else t[2] for t in self.taken if t[0].get("reduces_others")), ZERO)
            self.apply(line, self.whole if line.get("basis") == "list" else max(ZERO, self.whole - earlier))

    def zones(self, lines):
        for zone in self.request["zones"]:
            start = self.net
            self.combine(zone["combine"], [x for x in lines if x["zone"] == zone["name"]], zone.get("otherwise", "additive"))
            if zone.get("then", "continue") == "stop" and self.net != start:
                return

    @property
    def exact(self):
        return sum((t[2] for t in self.taken), ZERO)

    @property
    def discount(self):
        return sum((t[3] for t in self.taken), ZERO)


def spread(request, money, whole, sign):
    """The least and the greatest total over all orders that the lines could be given in."""
    otherwise, lines, found = request.get("otherwise", "additive"), request["lines"], []
    for order in itertools.permutations(lines):
        walk = Walk(request, money, whole, True).combine(request["combine"], list(order), otherwise)
        found.append((walk.discount if walk.by_line else walk.exact, walk.discount, [line["id"] for line in order]))
    ends = {"least": min(found, key=lambda x: x[0]), "greatest": max(found, key=lambda x: x[0])}
    return {"orders": len(found),
            **{k: {"discount": money.money(sign * x[1]), "order": x[2]} for k, x in ends.items()}}


def stack(request):
    money, given = Money(request), number(request["amount"])
    sign, whole, lines = -1 if given < 0 else 1, abs(given), request["lines"]
    walk = Walk(request, money, whole).combine(request["combine"], lines, request.get("otherwise", "additive"))
    taken = {line["id"]: rest for line, *rest in walk.taken}
    rows = []
    for line in lines:
        basis, exact, amount = taken.get(line["id"], (None, ZERO, ZERO))
        row = {"id": line["id"], "basis": None if basis is None else money.exact_text(sign * basis),
               "exact": money.exact_text(sign * exact), "amount": money.money(sign * amount), "applied": basis is not None}
        if basis is not None and walk.raw(line, basis) > exact:
            row["cut"] = True
        rows.append(row)
    answer = {"currency": request["currency"], "amount": money.money(given), "discount": money.money(sign * walk.discount),
              "net": money.money(sign * (whole - walk.discount)), "exact": money.exact_text(sign * walk.exact),
              "lines": rows, "order": [t[0]["id"] for t in walk.taken]}
    if request.get("spread"):
        answer["spread"] = spread(request, money, whole, sign)
    return answer
