"""What calc must answer about commitments and settlements, computed a second time: at every entry of a history
everything is computed anew from all entries so far; only what was booked is remembered."""

from fractions import Fraction

from exact import decimals, number
from independent_terms import Money, Rule, bases

ZERO = Fraction(0)
PLAIN = {"calc", "currency", "extra_money_digits", "rounding", "schedule", "unit", "qualifying_unit", "payable_unit",
         "booked", "history"}
PLAIN_ENTRY = {"basis", "qualifying", "payable"}


def commitment(request):
    money, rule = Money(request), request["commitment"]
    committed = number(rule["amount"]) * Fraction(request.get("days", 1), request.get("of_days", 1))
    used = number(request.get("prior", 0)) + number(request["current"])
    if rule.get("negative_usage", "counts") == "zero":
        used = max(ZERO, used)
    utilised = min(used, committed)
    overage = number(rule.get("overage", 1)) * max(ZERO, used - committed)
    true_up = max(ZERO, committed - used) if request.get("final", False) else ZERO
    total = utilised + overage + true_up
    # One of the two is 0, and the other takes what rounding the total leaves, so that the three add up.
    rest = money.amount(total) - money.amount(utilised)
    amounts = {"committed": money.amount(committed), "utilised": money.amount(utilised),
               "overage": rest if used > committed else ZERO, "true_up": rest if used <= committed else ZERO,
               "total": money.amount(total)}
    exact = {"committed": committed, "utilised": utilised, "overage": overage, "true_up": true_up, "total": total}
    return {"currency": request["currency"], "used": money.money(used),
            **{key: money.money(x) for key, x in amounts.items()},
            "exact": {key: money.exact_text(x) for key, x in exact.items()}}


class Period:
    """The entries of a period, and what was booked for it."""

    def __init__(self, state):
        self.q, self.p, self.open = (number(state.get(key, 0)) for key in ("qualifying", "payable", "open"))
        self.booked, self.balance = number(state.get("booked", 0)), number(state.get("balance", 0))
        self.final = state.get("final", False)

    def add(self, entry):
        more = bases(entry) if "basis" in entry or "qualifying" in entry else (number(entry.get("paid", 0)),) * 2
        self.q, self.p = self.q + more[0], self.p + more[1]
        self.open += number(entry.get("open", 0))
        self.final = self.final or entry.get("final", False)


class Settler:
    def __init__(self, request):
        self.request, self.currency = request, Money(request)
        self.rule = Rule(request["schedule"], self.currency)
        unit = request.get("unit", "money")
        self.scales = [self.currency.scale_of(request.get(k, unit)) for k in ("qualifying_unit", "payable_unit")]
        self.clawback = request.get("clawback", "receivable")
        self.interim = request.get("interim_pays", "due")
        self.limits, self.accrual = request.get("limits"), request.get("accrual")
        # An answer says more where the request asks for more than a plain history.
        self.extended = bool(set(request) - PLAIN) or any(set(e) - PLAIN_ENTRY for e in request["history"])
        self.periods = {s.get("period"): Period(s) for s in request.get("state", [])}
        if "state" not in request and ("booked" in request or not any("period" in e for e in request["history"])):
            self.periods[None] = Period({"booked": request.get("booked", 0)})

    def in_order(self):
        """The names of the periods, in the order of their bytes."""
        return sorted(self.periods, key=lambda k: (k or "").encode())

    def f(self, q, p):
        baseline = number(self.request["baseline"]) if "baseline" in self.request else None
        return self.rule.evaluate(q, p, None, baseline)

    def dues(self):
        """{period: (earned, capped, topped up)}"""
        limits, amount = self.limits or {}, self.currency.amount
        days = limits.get("prorate", {"days": 1, "of": 1})
        part = Fraction(days["days"], days["of"])
        earned = {k: amount(self.f(x.q, x.p)[0]) for k, x in self.periods.items()}
        capped = dict(earned)
        if "cap" in limits:
            room = max(ZERO, amount(number(limits["cap"]) * part) - amount(number(limits.get("prior", 0))))
            capped = {k: min(x, room) for k, x in earned.items()}
        top_ups, promised, given = dict.fromkeys(earned, ZERO), ZERO, ZERO
        for k in self.in_order() if "guarantee" in limits else ():
            if self.periods[k].final:
                if limits.get("guarantee_kind", "cumulative") == "per_period":
                    promised = given = ZERO
                promised += amount(number(limits["guarantee"]) * part)
                top_ups[k] = max(ZERO, promised - given - capped[k])
                given += capped[k] + top_ups[k]
        return {k: (earned[k], capped[k], top_ups[k]) for k in earned}

    def accrued(self, period, entry):
        rule, q, p = self.accrual, period.q, period.p
        if rule["method"] == "fixed":
            return number(rule.get("rate", rule.get("per_unit"))) * p
        if rule["method"] == "to_date":
            return self.f(q, p)[0]
        if q < 0 or (rule["method"] == "forecast" and q == 0):
            return ZERO
        by = number(rule["forecast"]) / q if rule["method"] == "forecast" else Fraction(rule["of"], entry["elapsed"])
        return self.f(q * by, p * by)[0] / by

    def pay(self, deltas):
        """What is paid of deltas by period, after balances."""
        payout, order = ZERO, self.in_order()
        for k, delta in sorted(deltas.items(), key=lambda x: (x[1] > 0, order.index(x[0]))):
            period = self.periods[k]
            period.booked += delta
            if self.clawback in ("offset", "carry_forward"):
                if delta < 0:
                    period.balance += delta
                    delta = ZERO
                for other in order if self.clawback == "offset" else order[: order.index(k)]:
                    used = min(delta, -self.periods[other].balance)
                    self.periods[other].balance += used
                    delta -= used
            payout += delta
        return payout

    def settle(self, entry):
        money, key = self.currency.money, entry.get("period")
        self.periods.setdefault(key, Period({}))
        own = self.periods[key]
        own.add(entry)
        exact, bracket = self.f(own.q, own.p)
        dues = self.dues()
        accrued = self.accrued(own, entry) if self.accrual else None
        due = {k: capped + top_up for k, (_, capped, top_up) in dues.items()}

        def target(k):
            if self.periods[k].final or self.interim == "due":
                return due[k]
            if self.interim == "accrued" and k == key:
                return min(due[k], self.currency.amount(accrued))
            return self.periods[k].booked

        before = {k: x.booked for k, x in self.periods.items()}
        deltas = {k: target(k) - before[k] for k in self.periods}
        if self.clawback == "floor_at_zero":  # nothing is taken back
            deltas = {k: max(ZERO, delta) for k, delta in deltas.items()}
        payout = self.pay(deltas)
        answer = {"qualifying": decimals(own.q, self.scales[0]), "payable": decimals(own.p, self.scales[1]),
                  "earned": money(dues[key][0]), "booked_before": money(before[key]), "delta": money(deltas[key]),
                  "booked": money(own.booked), "exact": self.currency.exact_text(exact), "bracket": bracket}
        if self.extended:
            answer.update({"due": money(due[key]), "payout": money(payout), "final": own.final,
                           "balance": money(sum(x.balance for x in self.periods.values()))})
        if "period" in entry:
            answer["period"] = entry["period"]
        if self.limits:
            answer.update({"capped": money(dues[key][0] - dues[key][1]), "top_up": money(dues[key][2])})
        if self.accrual:
            answer.update({"accrued": money(self.currency.amount(accrued)),
                           "accrued_exact": self.currency.exact_text(accrued)})
            if own.final:
                answer["accrual_difference"] = money(self.currency.amount(accrued) - due[key])
        moved = [k for k in self.in_order() if k != key and deltas[k] != 0]
        if moved:
            answer["others"] = [{"period": k, "due": money(due[k]), "booked_before": money(before[k]),
                                 "delta": money(deltas[k]), "booked": money(self.periods[k].booked)} for k in moved]
        return answer

    def state(self):
        rows = []
        for k in self.in_order():
            x = self.periods[k]
            row = {"qualifying": decimals(x.q, self.scales[0]), "payable": decimals(x.p, self.scales[1]),
                   "final": x.final, "booked": self.currency.money(x.booked), "balance": self.currency.money(x.balance)}
            rows.append({"period": k, **row} if k is not None else row)
        return rows


def settlement(request):
    settler = Settler(request)
    answer = {"currency": request["currency"], "settlements": [settler.settle(e) for e in request["history"]],
              "booked": settler.currency.money(sum(x.booked for x in settler.periods.values()))}
    if settler.extended:
        answer["balance"] = settler.currency.money(sum((x.balance for x in settler.periods.values()), ZERO))
        answer["state"] = settler.state()
    return answer
