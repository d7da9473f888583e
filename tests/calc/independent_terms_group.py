"""What calc must answer about groups and about schedules that change within a period, computed a second time."""

import datetime
from fractions import Fraction

from exact import decimals, floor, number
from independent_terms import Money, Rule, bases

ZERO = Fraction(0)


def largest_remainder(total, weights, ids):
    """A whole number of units in whole parts; who has the greatest remainder gets one more, ties by the bytes of ids."""
    if total < 0:
        return [-x for x in largest_remainder(-total, weights, ids)]
    if not any(weights):
        weights = [Fraction(1)] * len(weights)
    exact = [total * w / sum(weights) for w in weights]
    parts = [floor(x) for x in exact]
    serving = sorted(range(len(ids)), key=lambda i: (parts[i] - exact[i], ids[i].encode()))
    for i in serving[: int(total) - sum(parts)]:
        parts[i] += 1
    return parts


def counted(member):
    """The basis of a member, of days on which it is one."""
    if "basis" in member:
        return number(member["basis"])
    stretches = member.get("stretches", [member])
    counts = lambda day: any(s.get("joined", "") <= day < s.get("left", "9999-99-99") for s in stretches)
    return sum((number(row["basis"]) for row in member["rows"] if counts(row["day"])), ZERO)


def group(request):
    money = Money(request)
    rule = Rule(request["schedule"], money)
    scale = money.scale_of(request.get("unit", "money"))
    members = request["members"]
    ids, q = [m["id"] for m in members], [counted(m) for m in members]
    f = lambda x: money.amount(rule.evaluate(x, x)[0])
    exact, bracket = rule.evaluate(sum(q, ZERO), sum(q, ZERO))
    total, alone = money.amount(exact), [f(x) for x in q]
    gain, weights = total - sum(alone, ZERO), [max(ZERO, x) for x in q]
    share_out = lambda amount: [money.step * n for n in largest_remainder(amount / money.step, weights, ids)]
    if request["share"] == "contribution":
        parts = share_out(total)
    elif request["share"] == "standalone_first":
        parts = [a + b for a, b in zip(alone, share_out(gain))]
    elif request["share"] == "marginal_by_order":
        up_to = [ZERO] + [f(sum(q[: k + 1])) for k in range(len(q))]
        parts = [after - before for before, after in zip(up_to, up_to[1:])]
    else:
        parts = [total if i == request["head_office"] else ZERO for i in ids]
    by_weight = request["share"] in ("contribution", "standalone_first")
    flags = [any(x < 0 for x in q) and "negative_basis", by_weight and not any(weights) and "no_positive_basis"]
    answer = {"currency": request["currency"], "share": request["share"], "amount": money.money(total),
              "exact": money.exact_text(exact), "bracket": bracket, "basis": decimals(sum(q, ZERO), scale),
              "standalone": money.money(sum(alone, ZERO)), "gain": money.money(gain),
              "parts": [{"id": i, "basis": decimals(x, scale), "standalone": money.money(a), "part": money.money(p)}
                        for i, x, a, p in zip(ids, q, alone, parts)]}
    flags = " ".join(f for f in flags if f)
    return {**answer, "flags": flags} if flags else answer


def day(text):
    return datetime.date.fromisoformat(text)


def ruling_days(request):
    """How many days of the period each version rules, and how many the period has."""
    begin, end = day(request["period"]["begin"]), day(request["period"]["end"])
    starts = [max(begin, day(v["from"])) for v in request["versions"]] + [end]
    return [(b - a).days for a, b in zip(starts, starts[1:])], (end - begin).days


def versions(request):
    money, policy = Money(request), request["policy"]
    scale = money.scale_of(request.get("qualifying_unit", request.get("unit", "money")))
    rules = [Rule(v["schedule"], money) for v in request["versions"]]
    own = [bases(v) for v in request["versions"]]
    so_far = [tuple(sum(x[k] for x in own[: i + 1]) for k in (0, 1)) for i in range(len(own))]
    varying, flats = (lambda rule, at: rule.pieces(*at)[0]), (lambda rule, at: rule.pieces(*at)[1])
    amounts = []
    for i, rule in enumerate(rules):
        f, before = (lambda at: varying(rule, at) + flats(rule, at)), so_far[i - 1] if i else None
        if policy == "split_continue":
            amounts.append(f(so_far[i]) - (f(before) if i else 0))
        elif policy == "split_restart":
            amounts.append(f(own[i]))
        elif policy == "latest_governs":
            amounts.append(f(so_far[-1]) if i + 1 == len(rules) else ZERO)
        else:
            days, whole = ruling_days(request)
            amounts.append(varying(rule, so_far[i]) - (varying(rule, before) if i else 0)
                           + flats(rule.for_days(days[i], whole), so_far[-1]))
    exact = sum(amounts, ZERO)
    bracket = rules[-1].pieces(*(own if policy == "split_restart" else so_far)[-1])[2]
    parts = [{"version": i, "from": v["from"], "exact": money.exact_text(amounts[i]),
              "basis": decimals(own[i][0], scale), "cumulative": decimals(so_far[i][0], scale)}
             for i, v in enumerate(request["versions"])]
    return {"currency": request["currency"], "policy": policy, "amount": money.money(money.amount(exact)),
            "exact": money.exact_text(exact), "basis": decimals(so_far[-1][0], scale), "bracket": bracket, "parts": parts}
