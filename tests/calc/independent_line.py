"""A line of the terms for independent_settlement_run.py: its days, its parties, and what it gives for the sums of a
period before limits, with Python's fractions."""

from datetime import timedelta
from fractions import Fraction

from exact import number
from independent_book import FIRST, LAST, ZERO, Calendar, Exchange, Sums, day
from independent_terms import Money, Rule
from independent_terms_stack import Walk


class Line:
    def __init__(self, policy, table, book, as_of):
        self.as_of, self.id, self.kind, self.table = as_of, table["id"], table["kind"], table
        head = {"currency": policy["currency"], "extra_money_digits": policy.get("extra_money_digits", 0)}
        self.money = Money({**head, "rounding": {**policy.get("rounding", {}), **table.get("rounding", {})}})
        exchange = Exchange(policy, Money({**head, "rounding": policy.get("rounding", {})}).amount)
        in_money = {name for name, unit in policy["ledger"]["measures"].items() if unit == "money"}
        self.calendar, self.sums = Calendar(table["period"]), Sums(book, table, in_money, exchange)
        self.agreement = next((a for a in policy.get("agreements", []) if a["id"] == table.get("agreement")), {})
        valid = self.agreement.get("valid", {})
        self.valid = day(valid["from"]) if "from" in valid else FIRST, day(valid["until"]) if "until" in valid else LAST
        changes = table.get("changes", [])
        self.versions = [(FIRST, Rule(table["schedule"], self.money))] if "schedule" in table else []
        self.versions += [(day(c["from"]), Rule(c["schedule"], self.money)) for c in changes]
        self.counted = "counts_on" in table
        self.limits, self.accrual = table.get("limits", {}), table.get("accrual")
        self.interim = table.get("interim_pays", "due")

    # Days

    def window(self, k):
        """The valid days of a period, half-open; there may be none."""
        begin, end = self.calendar.begin(k), self.calendar.begin(k + 1)
        begin, end = max(begin, self.valid[0]), min(end, self.valid[1])
        return begin, max(begin, end)

    def prorated(self, k):
        begin, end = self.window(k)
        return Fraction((end - begin).days, (self.calendar.begin(k + 1) - self.calendar.begin(k)).days)

    def is_final(self, k, as_of):
        return min(self.calendar.begin(k + 1), self.valid[1]).toordinal() - 1 <= as_of.toordinal()

    def stretches(self, k):
        """(first day, first day after, schedule) of each one in force in the period."""
        begin, end = self.window(k)
        starts = [v[0] for v in self.versions] + [LAST]
        cut = [(max(begin, a), min(end, b), rule) for a, b, (_, rule) in zip(starts, starts[1:], self.versions)]
        return [x for x in cut if x[0] < x[1]] or [(begin, end, self.versions[-1][1] if self.versions else None)]

    # Parties

    def is_for_groups(self):
        return "groups" in self.agreement

    def names_parties(self):
        return any(key in self.agreement for key in ("accounts", "tags", "groups"))

    def is_for(self, book, account):
        if "accounts" in self.agreement:
            return account in self.agreement["accounts"]
        return "tags" not in self.agreement or bool(book.tags[account] & set(self.agreement["tags"]))

    def owes_without_rows(self):
        return self.names_parties() and (self.kind == "commitment" or "guarantee" in self.limits)

    # What it gives

    def bases(self, k, account, group=None):
        """([(q, p, c)] by stretch, number of rows)"""
        days = [(a, b) for a, b, _ in self.stretches(k)]
        found = [self.sums.of(account, a, b, group) for a, b in days]
        added = self.sums.converted(account, days, self.settlement_day(k))
        return [[x + y for x, y in zip(cells, more)] for (cells, _), more in zip(found, added)], sum(x[1] for x in found)

    def settlement_day(self, k):
        """The last day of the period on which the line is valid, or the as-of day before that."""
        begin, end = self.window(k)
        return min((end if begin < end else self.calendar.begin(k + 1)) - timedelta(1), self.as_of)

    def conversions(self, k, account):
        """{(basis, currency): what was converted} of a period."""
        when, found = self.settlement_day(k), {}
        for currency, by_stretch in self.sums.kept_of(account, [(a, b) for a, b, _ in self.stretches(k)]).items():
            for i, basis in enumerate(("qualifying", "payable")):
                if self.sums.is_money[i]:
                    amount = sum(cells[i] for cells in by_stretch)
                    found[basis, currency] = {"amount": amount, "rate": self.sums.exchange.rate(currency, when), "day": str(when),
                                              "converted": self.sums.exchange.amount(currency, amount, when)}
        return found

    def earlier(self, k, accounts):
        """The baseline: sums of the whole earlier period, whoever was a member then."""
        rule = self.table.get("baseline")
        if rule is None:
            return None
        if rule["from"] == "fixed":
            amount = number(rule["amount"])
        else:
            k = self.calendar.earlier(k, rule["from"])
            begin, end = self.calendar.begin(k), self.calendar.begin(k + 1)
            amount = sum((self.sums.of(a, begin, end)[0][0] for a in accounts), ZERO)
            amount += sum((self.sums.converted(a, [(begin, end)], end - timedelta(1))[0][0] for a in accounts), ZERO)
        return amount * number(rule.get("adjust", 1))

    def pieces(self, rule, cell, baseline):
        q, p, c = cell
        return rule.pieces(q, p, c if self.counted else None, baseline)

    def schedule(self, k, cells, baseline):
        """The exact amount, and the bracket of the schedule in force last."""
        if len(self.versions) == 1:
            varying, flats, bracket = self.pieces(self.versions[0][1], cells[0], baseline)
            return varying + flats, bracket
        stretches, policy = self.stretches(k), self.table["on_change"]
        running = [[sum(cell[i] for cell in cells[: n + 1]) for i in range(3)] for n in range(len(cells))]
        at = lambda n, cell: self.pieces(stretches[n][2], cell, None)
        last, exact = len(cells) - 1, ZERO
        for n, (a, b, _) in enumerate(stretches):
            here, before = at(n, running[n]), at(n, running[n - 1]) if n else (ZERO, ZERO)
            if policy == "split_continue":
                exact += sum(here[:2]) - sum(before[:2])
            elif policy == "split_restart":
                exact += sum(at(n, cells[n])[:2])
            elif policy == "latest_governs":
                exact += sum(here[:2]) if n == last else ZERO
            else:
                days = (stretches[-1][1] - stretches[0][0]).days
                owed = stretches[n][2].for_days((b - a).days, days) if days else None
                exact += here[0] - before[0] + (self.pieces(owed, running[-1], None)[1] if owed else ZERO)
        return exact, at(last, cells[last] if policy == "split_restart" else running[last])[2]

    def stack(self, amount):
        sign = -1 if amount < 0 else 1
        rule = self.table["stack"]
        walk = Walk(rule, self.money, abs(amount)).combine(rule["combine"], rule["lines"], rule.get("otherwise", "additive"))
        rows = {line["id"]: (n, sign * x[0], sign * x[1], sign * x[2]) for n, (line, *x) in enumerate(walk.taken)}
        return sign * walk.exact, sign * walk.discount, rows

    def commitment(self, k, used, final):
        begin, end = self.window(k)
        request = {"currency": None, "commitment": self.table["commitment"], "current": str(used), "final": final,
                   "days": (end - begin).days, "of_days": (self.calendar.begin(k + 1) - self.calendar.begin(k)).days}
        return Commitment(self.money, request)

    def gives(self, k, cells, baseline, final):
        """Of bases: {exact, amount, bracket, detail}"""
        total = [sum(cell[i] for cell in cells) for i in range(3)]
        if "stack" in self.table:
            exact, amount, rows = self.stack(total[0])
            return {"exact": exact, "amount": amount, "bracket": None, "stack": rows}
        if self.kind == "commitment":
            figures = self.commitment(k, total[0], final)
            return {"exact": None, "amount": figures.used - figures.amounts["total"], "bracket": None, "commitment": figures}
        exact, bracket = self.schedule(k, cells, baseline)
        return {"exact": exact, "amount": self.money.amount(exact), "bracket": bracket}

    def accrued(self, k, cells, baseline, as_of, earned):
        rule, (q, p, c) = self.accrual, [sum(cell[i] for cell in cells) for i in range(3)]
        f = lambda by: self.schedule(k, [[x * by for x in cell] for cell in cells], baseline)[0] / by
        method, forecast = rule["method"], rule.get("forecast")
        if method == "fixed":
            return self.money.amount(number(rule.get("rate", rule.get("per_unit"))) * p)
        if method == "to_date" or (method == "forecast" and forecast is None):
            return earned
        if q < 0 or (method == "forecast" and q == 0):
            return ZERO
        if method == "forecast":
            return self.money.amount(f(number(forecast) / q))
        begin, end = self.window(k)
        elapsed = min((end - begin).days, (as_of - begin).days + 1)
        return self.money.amount(f(Fraction((end - begin).days, elapsed)))


class Commitment:
    """The figures of a commitment; the amounts by one rounding of the total."""

    def __init__(self, money, request):
        rule = request["commitment"]
        committed = number(rule["amount"]) * Fraction(request["days"], request["of_days"])
        used = Fraction(request["current"])
        self.used = max(ZERO, used) if rule.get("negative_usage", "counts") == "zero" else used
        utilised = min(self.used, committed)
        overage = number(rule.get("overage", 1)) * max(ZERO, self.used - committed)
        true_up = max(ZERO, committed - self.used) if request["final"] else ZERO
        total = money.amount(utilised + overage + true_up)
        rest = total - money.amount(utilised)
        self.amounts = {"used": self.used, "committed": money.amount(committed), "utilised": money.amount(utilised),
                        "overage": rest if self.used > committed else ZERO,
                        "true_up": ZERO if self.used > committed else rest, "total": total,
                        "prorated_days": request["days"], "of_days": request["of_days"]}
