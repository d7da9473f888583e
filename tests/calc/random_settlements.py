"""Random books and policies for tests of settlements: few accounts, small numbers and few days, so that bounds are met
exactly, cents have to be shared out, memberships begin and end on days with rows, and rows come late and below zero."""

import datetime
from fractions import Fraction

from random_terms import ACCUMULATIONS, Maker, decimal, has_price, stack, limits

ACCOUNTS = ["A", "B", "a", "é", "AB", "G", "H"]
GROUPS = ["G", "H"]
DAY = datetime.timedelta(1)
BEGIN, END = datetime.date(2023, 1, 1), datetime.date(2024, 7, 31)
NOTABLE = [datetime.date(*x) for x in ((2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2023, 12, 31), (2024, 1, 1), (2024, 1, 31),
                                       (2023, 2, 28), (2024, 3, 31), (2024, 4, 1))]


def any_day(m, begin=BEGIN, end=END):
    day = m.rng.choice(NOTABLE) if m.maybe(0.4) else begin + DAY * m.rng.randint(0, (end - begin).days)
    return min(max(day, begin), end)


def maker(rng):
    m = Maker(rng)
    m.huge = 1
    m.currency = m.head["currency"] = rng.choice(["CNY", "CNY", "CNY", "JPY"])
    m.digits = {"CNY": 2, "JPY": 0}[m.currency]
    m.head.pop("rounding", None)
    return m


def rounding(m):
    step = m.rng.choice([1, 1, 5, 10])
    return {"mode": m.rng.choice(["half_up", "half_even", "down", "up", "ceiling", "floor"]),
            **({"step": decimal(Fraction(step, 10**m.digits))} if m.maybe(0.5) else {})}


def calendar(m):
    kind = m.rng.choice(["month", "month", "quarter", "quarter", "half_year", "year", "contract_year"])
    if kind == "contract_year":
        return {"kind": kind, "anchor": m.rng.choice(["2023-02-28", "2020-02-29", "2023-05-31", "2022-12-31", "2021-07-01"])}
    if m.maybe(0.3):
        return {"kind": kind, "anchor": m.rng.choice(["04-01", "2022-01-31", "2023-10-15", "02-29"])}
    return kind


def validity(m):
    begin, end = sorted([any_day(m), any_day(m)])
    if begin == end:
        end += DAY
    return m.rng.choice([{"from": str(begin)}, {"until": str(end)}, {"from": str(begin), "until": str(end)}])


def agreement(m, name):
    found = {"id": name}
    kind = m.rng.choice(["accounts", "tags", "groups", "groups", "groups", "all"])
    if kind == "accounts":
        found["accounts"] = m.rng.sample(ACCOUNTS, m.rng.randint(1, 3))
    elif kind == "tags":
        found["tags"] = m.rng.sample(["x", "y"], m.rng.randint(1, 2))
    elif kind == "groups":
        found["groups"] = m.rng.sample(GROUPS, m.rng.randint(1, 2))
        if m.maybe(0.8):
            found["share"] = m.rng.choice(["contribution", "standalone_first", "marginal_by_order", "head_office"])
        if found.get("share") == "head_office" and m.maybe(0.5):
            found["head_office"] = m.rng.choice(ACCOUNTS)
    if m.maybe(0.5):
        found["valid"] = validity(m)
    if m.maybe(0.4):
        found["cap"] = decimal(m.money(0, 60))
    return found


def accrual(m, by_rate):
    method = m.rng.choice(["fixed", "to_date", "forecast", "annualised"])
    if method == "fixed":
        return {"method": method, **({"rate": m.rate()} if by_rate else {"per_unit": decimal(m.money(0, 3))})}
    return {"method": method, **({"forecast": m.rng.randint(1, 200)} if method == "forecast" and m.maybe(0.8) else {})}


def line(m, name, agreements, calendars, discounts):
    """calendars: {agreement id or None: its calendar}; discounts: earlier ones {id: line}"""
    rng = m.rng
    chosen = rng.choice(agreements + [None]) if agreements else None
    key = chosen["id"] if chosen else None
    period = calendars.setdefault(key, calendar(m)) if m.maybe(0.7) or (chosen and "cap" in chosen) else calendar(m)
    found = {"id": name, "kind": rng.choice(["rebate", "rebate", "rebate", "discount", "commitment"]), "period": period}
    if chosen:
        found["agreement"] = key
    if m.maybe(0.25):
        found["scope"] = {"lane": rng.choice([["n"], ["n", "s"]])}
    if m.maybe(0.25):
        found["kinds"] = rng.sample(["charge", "surcharge", "adjustment", "credit_note"], rng.randint(1, 3))
    if m.maybe(0.2):
        found["rounding"] = rounding(m)
    if found["kind"] == "commitment":
        found.update({"qualifies_on": "revenue", "commitment": {"amount": decimal(m.money(0, 150))}})
        if m.maybe(0.5):
            found["commitment"]["overage"] = rng.choice(["1.5", "0.9", "0", 2])
        if m.maybe(0.4):
            found["commitment"]["negative_usage"] = "zero"
        return found
    if found["kind"] == "discount" and m.maybe(0.6):
        made = stack(rng)
        while made["currency"] != m.currency or any("0000000000" in str(x) for x in made["lines"]):
            made = stack(rng)
        found.update({"qualifies_on": "revenue",
                      "stack": {k: v for k, v in made.items() if k not in ("calc", "currency", "rounding", "amount", "spread")}})
        return settled_by(m, found, None)
    return scheduled(m, found, discounts)


def scheduled(m, found, discounts):
    rng = m.rng
    kind = rng.choice(ACCUMULATIONS)
    by_rate = kind == "mixture" or m.maybe(0.6)
    table = m.schedule(kind, by_rate)[0]
    found["qualifies_on"] = rng.choice(["revenue", "revenue", "freight"]) if by_rate else "weight"
    if kind == "mixture":
        found["counts_on"] = "weight"
    elif m.maybe(0.3):
        found["pays_on"] = rng.choice(["revenue", "freight"]) if by_rate else "weight"
        if by_rate and m.maybe(0.3):
            found["qualifies_on"] = "weight"
    found["schedule"] = table
    if kind == "growth":
        source = rng.choice(["previous_year", "previous_period", "fixed"])
        found["baseline"] = {"from": source, **({"amount": rng.randint(1, 150)} if source == "fixed" else {})}
        if m.maybe(0.4):
            found["baseline"]["adjust"] = rng.choice(["1.05", "0.9", 2])
    elif m.maybe(0.3):
        days = sorted({any_day(m) for _ in range(rng.randint(1, 3))})
        usable = [k for k in ACCUMULATIONS if k not in ("growth", "mixture")]
        schedules = [m.schedule("mixture" if kind == "mixture" else rng.choice(usable), by_rate)[0] for _ in days]
        found["changes"] = [{"from": str(d), "schedule": s} for d, s in zip(days, schedules)]
        found["on_change"] = rng.choice(["split_continue", "split_restart", "latest_governs", "prorate_flats"])
    if m.maybe(0.25):
        schedules = [found["schedule"]] + [c["schedule"] for c in found.get("changes", [])]
        points = ["term", "slice"] + ["unit_price"] * all(has_price(s) for s in schedules)
        found["rounding"] = {**found.get("rounding", {}), "at": rng.choice(points)}
    in_money = {found["qualifies_on"], found.get("pays_on", found["qualifies_on"])} <= {"revenue", "freight"}
    usable = [i for i, other in discounts.items() if other["period"] == found["period"]
              and other.get("agreement") == found.get("agreement")]
    if in_money and usable and "changes" not in found and m.maybe(0.7):
        found["net_of"] = rng.sample(usable, rng.randint(1, len(usable)))
    pays_money = found.get("pays_on", found["qualifies_on"]) != "weight"
    return settled_by(m, found, pays_money)


def settled_by(m, found, pays_money):
    rng = m.rng
    if m.maybe(0.5):
        found["limits"] = {k: v for k, v in limits(m).items() if k not in ("prior", "prorate")}
    if m.maybe(0.7):
        found["clawback"] = rng.choice(["receivable", "offset", "carry_forward", "floor_at_zero"])
    if pays_money is not None and m.maybe(0.4):
        found["accrual"] = accrual(m, pays_money)
        if "changes" in found and found["accrual"]["method"] in ("forecast", "annualised"):
            found["accrual"] = {"method": "to_date"}
    if m.maybe(0.5):
        found["interim_pays"] = rng.choice(["due", "nothing"] + ["accrued"] * 2 * ("accrual" in found))
    return found


def changes_fit(policy):
    """Leaves out changes on days that the agreement does not have."""
    valid = {a["id"]: a.get("valid", {}) for a in policy["agreements"]}
    for found in policy["terms"]:
        if "changes" in found:
            days = valid.get(found.get("agreement"), {})
            found["changes"] = [c for c in found["changes"] if days.get("from", "") < c["from"] < days.get("until", "9")]
            if not found["changes"]:
                del found["changes"], found["on_change"]


def rounded_at_the_slice(m, found):
    """All schedules whose line says nothing else; what is no schedule has to say so."""
    found["rounding"] = {**found.get("rounding", {}), "at": "slice"}
    for line in found["terms"]:
        if "schedule" not in line or m.maybe(0.2):
            line["rounding"] = {**line.get("rounding", {}), "at": "term"}


def policy(m):
    found = {"keyhaul": 1, "name": "random", "currency": m.currency,
             "ledger": {"dimensions": ["lane"], "measures": {"revenue": "money", "freight": "money", "weight": "kg:1"},
                        "credit_notes_name_documents": False}}
    if m.maybe(0.2):
        found["rounding"] = rounding(m)
    if m.maybe(0.15):
        found["extra_money_digits"] = 2
    found["agreements"] = [agreement(m, f"g{i}") for i in range(m.rng.randint(0, 3))]
    if m.maybe(0.3):
        found["exchange"] = exchange(m)
        if found["exchange"]["convert"] == "settlement":
            found["agreements"] = [a for a in found["agreements"] if "groups" not in a]
    found["terms"], calendars, discounts = [], {}, {}
    for i in range(m.rng.randint(1, 5)):
        made = line(m, f"t{i}", found["agreements"], calendars, discounts)
        found["terms"].append(made)
        if made["kind"] == "discount":
            discounts[made["id"]] = made
    if m.maybe(0.1):
        rounded_at_the_slice(m, found)
    changes_fit(found)
    return found


OTHERS = {"USD": 2, "JPY": 0, "BHD": 3, "CNY": 2}


def exchange(m):
    """Rates that change within the days of rows."""
    rates = []
    for currency in m.rng.sample([c for c in OTHERS if c != m.currency], m.rng.randint(1, 3)):
        days = sorted({datetime.date(2022, 1, 1), *(any_day(m) for _ in range(m.rng.randint(0, 3)))})
        rates += [{"currency": currency, "from": str(d), "rate": m.rng.choice(["7.1234", "0.045", "18.9", "0.5", "1", "1.005"])}
                  for d in days]
    return {"convert": m.rng.choice(["document", "settlement", "settlement"]), "rates": rates}


def in_another(m, found, sign, currencies):
    """The row's amounts in another currency, with as many decimals as that has."""
    found["currency"] = m.rng.choice(["", m.currency, *currencies * 2])
    if found["currency"] in currencies:
        for name in ("revenue", "freight"):
            found[name] = decimal(Fraction(sign * m.rng.randint(0, 60), m.rng.choice([1, 10 ** OTHERS[found["currency"]]])))


def exchange_request(rng):
    """One that calc answers, by the same rates."""
    m = maker(rng)
    rule = exchange(m)
    found = {"calc": "exchange", "currency": m.currency, **rule, "rows": []}
    if m.maybe(0.4):
        found["rounding"] = rounding(m)
    if rule["convert"] == "settlement":
        found["settlement_day"] = str(any_day(m))
    for _ in range(rng.randint(0, 8)):
        amounts = {"revenue": decimal(m.money(0, 90))}
        in_another(m, amounts, rng.choice([1, 1, -1]), sorted({r["currency"] for r in rule["rates"]}))
        day = {"day": str(any_day(m))} if rule["convert"] == "document" else {}
        currency = {"currency": amounts["currency"]} if amounts["currency"] else {}
        found["rows"].append({**currency, **day, "amount": amounts["revenue"]})
    return found


def row(m, last, extra, currencies):
    kind = m.rng.choice(["charge", "charge", "charge", "", "surcharge", "adjustment", "credit_note"])
    sign = -1 if kind == "credit_note" or m.maybe(0.1) else 1
    found = {"account": m.rng.choice(ACCOUNTS), "day": str(any_day(m, BEGIN, last)), "kind": kind,
             "lane": m.rng.choice(["n", "s", ""]), "weight": decimal(sign * m.rng.choice([m.rng.randint(0, 60), 10])),
             "revenue": decimal(sign * (abs(m.money(0, 90)) + Fraction(m.rng.randint(0, 99) * extra, 10 ** (m.digits + 2)))),
             "freight": decimal(sign * m.rng.choice([20, 40, m.rng.randint(0, 120)]))}
    if currencies:
        in_another(m, found, sign, currencies)
    return found


def memberships(m, policy):
    """Nobody is in two pools of one agreement at once; where each agreement is with one group, memberships overlap."""
    if any(len(agreement.get("groups", ())) > 1 for agreement in policy["agreements"]):
        return [edge for member in ACCOUNTS[:5] for edge in stays(m, member, lambda: m.rng.choice(GROUPS))]
    return [edge for member in ACCOUNTS[:5] for group in GROUPS if m.maybe(0.6) for edge in stays(m, member, lambda: group)]


def stays(m, member, group):
    """Up to three in turn, some without a gap, the last one open now and then."""
    days = sorted({any_day(m) for _ in range(m.rng.randint(1, 4))})
    ends = days[1:] + [None]
    return [{"member": member, "group": group(), "from": str(begin), "until": str(end) if end else ""}
            for begin, end in zip(days, ends) if m.maybe(0.6)]


def accounts(m):
    return [{"account": a, "tags": "; ".join(t for t in "xy" if m.maybe(0.5))} for a in ACCOUNTS]


def case(rng):
    m = maker(rng)
    found = {"policy": policy(m), "runs": []}
    extra = 1 if "extra_money_digits" in found["policy"] else 0
    currencies = sorted({r["currency"] for r in found["policy"].get("exchange", {}).get("rates", [])})
    days = sorted({any_day(m, BEGIN + DAY * 20) for _ in range(rng.randint(1, 4))})
    for n, as_of in enumerate(days):
        run = {"as_of": str(as_of), "ledger": [row(m, as_of, extra, currencies) for _ in range(rng.randint(1, 14))]}
        if n == 0 or m.maybe(0.15):
            run["accounts"] = accounts(m)
        if n == 0 or m.maybe(0.15):
            run["memberships"] = memberships(m, found["policy"])
        found["runs"].append(run)
    return found
