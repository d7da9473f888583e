"""Tiers and movements a second time, for independent.py: by walking down sorted lists, from the definitions in
docs/CALC.md and in the essays at the top of include/keyhaul/tiering/*.h."""

import datetime
import json
from fractions import Fraction

from exact import decimals, decimals_of, floor, integer, nine, number

KINDS = ("amount", "monthly_mean", "active_monthly_mean", "every_month", "annual", "growth", "share", "rank", "curve",
         "industry", "city", "region", "tag", "group", "tier", "all", "any")
FACTS = ("industry", "city", "region", "tag", "group", "tier")
CUTS = ("share", "rank", "curve")


def kind_of(when):
    return next(kind for kind in KINDS if kind in when)


def conditions_in(when):
    """A condition and all those inside it."""
    yield when
    for part in when.get("all", when.get("any", [])):
        yield from conditions_in(part)


def in_bounds(x, text):
    """Whether x is within ">= 5", "< 5", "2 .. 5" (both included) or "2 ..< 5"."""
    low, dots, high = text.partition("..")
    if dots:
        least = number(low.strip())
        if high.startswith("<"):
            return least <= x < number(high[1:].strip())
        return least <= x <= number(high.strip())
    for sign, holds in ((">=", lambda b: x >= b), ("<=", lambda b: x <= b), (">", lambda b: x > b),
                        ("<", lambda b: x < b)):
        if text.startswith(sign):
            return holds(number(text[len(sign):].strip()))
    raise AssertionError(text)


def bounds_in(text):
    return [number(part.strip("<>= ")) for part in text.split("..")]


def curve_counts(descending):
    """Class A and classes A and B of the computed ABC analysis, from the distances of all points of the curve."""
    n, total = len(descending), sum(descending)
    if not n:
        return 0, 0
    points = [(Fraction(i, n), sum(descending[:i], Fraction(0)) / total) for i in range(n + 1)]
    nearest = lambda x: min(range(n + 1), key=lambda i: ((points[i][0] - x) ** 2 + (1 - points[i][1]) ** 2, i))
    pareto = max(1, nearest(Fraction(0)))
    break_even = sum(1 for v in descending if v >= total / n)
    return min(pareto, break_even), nearest(Fraction(max(pareto, break_even), n))


def window_months(text):
    count, _, unit = text.partition(" ")
    if count == "calendar":
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[unit]
    return int(count) * (12 if unit.startswith("year") else 1) if count.isdigit() else 12


class Unit:
    """What is tiered: an account, or a head with the members of its group."""

    def __init__(self, accounts, head, window_months):
        self.head, self.id = head, head["id"]
        self.months = None
        if "months" in head:
            by_month = list(zip(*(a["months"] for a in accounts)))
            self.months = [sum((number(v) for v in month if v is not None), Fraction(0)) for month in by_month]
            self.active = sum(1 for month in by_month if any(v is not None for v in month))
            self.value = sum(self.months)
        else:
            self.value = sum((number(a["value"]) for a in accounts), Fraction(0))
            self.active = max(a.get("active_months", 0) for a in accounts)
        self.window = len(self.months) if self.months else window_months
        self.previous = sum((number(a.get("previous", 0)) for a in accounts), Fraction(0))
        names = {name for a in accounts for name in a.get("metrics", {})}
        self.metrics = {name: sum(number(a.get("metrics", {}).get(name, 0)) for a in accounts) for name in names}


class Population:
    def __init__(self, request, rule):
        self.rule, self.accounts = rule, request["accounts"]
        self.ids = {a["id"]: a for a in self.accounts}
        by_group = rule.get("roll_up") == "group"
        self.head_of = {a["id"]: self.top(a["id"]) if by_group else a["id"] for a in self.accounts}
        self.with_members = {a["group"] for a in self.accounts if "group" in a}
        months = window_months(rule.get("window", "12 months"))
        heads = [a for a in self.accounts if self.head_of[a["id"]] == a["id"]]
        group_of = lambda head: [a for a in self.accounts if self.head_of[a["id"]] == head["id"]]
        self.units = {h["id"]: Unit(group_of(h), h, months) for h in heads}
        given = [v for a in self.accounts for v in [a.get("value"), a.get("previous"), *a.get("months", [])]]
        figures = [v for v in given if v is not None]
        self.scale = max([0] + [len(decimals_of(number(v))) for v in figures])
        self.segments = self.find_segments()

    def top(self, id_):
        while "group" in self.ids[id_]:
            id_ = self.ids[id_]["group"]
        return id_

    def find_segments(self):
        within = self.rule.get("within")
        if within is None:
            return {None: list(self.units)}
        of = lambda u: u.head["segment"] if isinstance(within, dict) else u.head.get(within, "")
        there = {of(u) for u in self.units.values()} or {""}
        names = within["values"] if isinstance(within, dict) else sorted(there, key=str.encode)
        return {name: [i for i, u in self.units.items() if of(u) == name] for name in names}

    def counts_for(self, id_, metric=""):
        """What a figure counts for, by the rule's reading of negatives."""
        unit = self.units[id_]
        value = unit.metrics.get(metric, Fraction(0)) if metric else unit.value
        if value < 0:
            value = {"net": value, "clamp": Fraction(0), "absolute": -value}[self.rule.get("negative", "net")]
        return value

    def fact(self, id_, name):
        head = self.units[id_].head
        if name == "tag":
            return set(head.get("tags", []))
        if name == "group":
            roles = {"head"} if id_ in self.with_members else set()
            return roles | ({"member"} if "group" in head else set()) or {"none"}
        return {head.get(name)}


class Cut:
    """A cut by share, rank or curve in one segment, found by walking down the sorted accounts."""

    def __init__(self, when, population, members):
        self.rule = rule = population.rule
        metric = when.get("of", "")
        self.values = {i: population.counts_for(i, metric) for i in members}
        order = sorted((i for i in members if self.values[i] > 0), key=lambda i: (-self.values[i], i.encode()))
        positive = [self.values[i] for i in order]
        base = sum(self.values.values(), Fraction(0)) if rule.get("base") == "net" else sum(positive, Fraction(0))
        kind = kind_of(when)
        limit = number(when["share"]) * base if kind == "share" else None
        count = None if limit is not None else self.count(when, kind, positive)
        alone, group, self.crossing, before = set(), None, set(), Fraction(0)
        for i, id_ in enumerate(order):
            after = before + self.values[id_]
            if limit is None:
                inside, reaches = i < count, i + 1 == min(count, len(order))
            else:
                inside = {"include": before < limit, "exclude": after <= limit,
                          "nearest": abs(after - limit) <= abs(before - limit)}[rule.get("crossing", "include")]
                reaches = before < limit <= after
            if inside:
                alone.add(id_)
            if reaches:
                group, hit = self.values[id_], after
                reaching = id_
            before = after
        self.members = self.with_ties(alone, order)
        self.least = min((self.values[i] for i in self.members), default=None)
        self.split_there = {i for i in order if self.values[i] == self.least and i not in self.members}
        self.group = {i for i in order if self.values[i] == group}
        if limit is not None and self.group:
            one_by_one = rule.get("ties") == "split_by_id"
            if not one_by_one:
                hit = sum(v for v in positive if v >= group)
            if hit != limit:
                self.crossing = {reaching} if one_by_one else self.group

    def count(self, when, kind, positive):
        if kind == "curve":
            return curve_counts(positive)[("a", "ab").index(when["curve"])]
        top = when["rank"][len("top "):]
        if not top.endswith("%"):
            return int(top)
        return integer(number(top) * len(positive), {"ceiling": "ceiling", "floor": "floor", "half_up": "half_up"}[
            self.rule.get("count_rounding", "ceiling")])

    def with_ties(self, alone, order):
        ties = self.rule.get("ties", "together_up")
        if ties == "split_by_id":
            return alone
        some_or_all = any if ties == "together_up" else all
        peers = lambda id_: [i for i in order if self.values[i] == self.values[id_]]
        return {i for i in order if some_or_all(p in alone for p in peers(i))}

    def takes(self, id_, value):
        """Whether it would take an account that had this value, the cut staying where it is."""
        if self.least is None or value < self.least:
            return False
        if value > self.least or not self.split_there:
            return True
        return id_.encode() <= max(i.encode() for i in self.members if self.values[i] == self.least)


class Tiering:
    def __init__(self, request, rule, classes=()):
        self.population = Population(request, rule)
        self.rule, self.tiers, self.classes = rule, rule["tiers"], classes
        self.segment_of = {i: s for s, members in self.population.segments.items() for i in members}
        self.clauses, self.tier, self.clause = self.find_clauses(), {}, {}
        self.cuts = {}
        for id_ in self.population.units:
            self.tier[id_], self.clause[id_] = self.decide(id_, self.population.counts_for(id_))

    def find_clauses(self):
        """(priority, tier, path, condition), those of the highest priority first."""
        clauses = []
        for t, tier in enumerate(self.tiers):
            when = tier.get("when")
            if when is None:
                continue
            path = f"tiering.tiers[{t}].when.{kind_of(when)}"
            if "any" not in when:
                clauses.append((when.get("priority", 0), t, path, when))
            for k, part in enumerate(when.get("any", [])):
                priority = part.get("priority", 0) or when.get("priority", 0)
                clauses.append((priority, t, f"{path}[{k}].{kind_of(part)}", part))
        return sorted(clauses, key=lambda c: -c[0])

    def cut(self, when, segment):
        key = (json.dumps(when, sort_keys=True), segment)
        if key not in self.cuts:
            self.cuts[key] = Cut(when, self.population, self.population.segments[segment])
        return self.cuts[key]

    def grows_into(self, when, id_, value):
        """Whether an account that grows to a value is sure to be inside a cut, the others being as they are."""
        cut, own = self.cut(when, self.segment_of[id_]), self.population.counts_for(id_)
        if value <= own or cut.least is None:
            return cut.takes(id_, value)
        if cut.takes(id_, own):
            return True
        crossing = self.rule.get("crossing", "include")
        if "share" in when and crossing != "include":
            segment = self.segment_of[id_]
            peers = [self.population.counts_for(i) for i in self.population.segments[segment]]
            before = sum((v for v in peers if v > cut.least), Fraction(0))
            counted = own if self.rule.get("base") == "net" else max(own, 0)
            limit = number(when["share"]) * (self.base_of(segment) - counted + value)
            return value > cut.least and (before + value if crossing == "exclude" else before + value / 2) <= limit
        return value >= cut.least if self.rule.get("ties", "together_up") == "together_up" else value > cut.least

    def holds(self, when, id_, value, margin=0, sure=False):
        kind = kind_of(when)
        if kind in ("all", "any"):
            return {"all": all, "any": any}[kind](self.holds(part, id_, value, margin, sure) for part in when[kind])
        if kind in FACTS:
            wanted = {when[kind]} if isinstance(when[kind], str) else set(when[kind])
            has = {self.tier_name(self.tier[id_])} if kind == "tier" else self.population.fact(id_, kind)
            return bool(wanted & has)
        figure = self.population.counts_for(id_, when["of"]) if "of" in when else value
        if kind in CUTS:
            cut = self.cut(when, self.segment_of[id_])
            if sure and "of" not in when:
                return self.grows_into(when, id_, figure)
            if margin:
                return cut.least is not None and figure >= cut.least * (1 - margin)
            return cut.takes(id_, figure)
        unit = self.population.units[id_]
        text = when[kind]
        if kind == "every_month":
            return all(self.bounded(month, text, margin) for month in unit.months)
        if kind == "growth":
            return unit.previous > 0 and "of" not in when and in_bounds(figure / unit.previous - 1, text)
        if kind == "active_monthly_mean" and not unit.active:
            return False
        scale = {"amount": 1, "monthly_mean": Fraction(1, unit.window), "annual": Fraction(12, unit.window),
                 "active_monthly_mean": Fraction(1, unit.active or 1)}[kind]
        return self.bounded(figure * scale, text, margin)

    @staticmethod
    def bounded(x, text, margin):
        """A margin lowers the lower bound by a part of it."""
        if not margin:
            return in_bounds(x, text)
        low, dots, high = text.partition("..")
        if dots:
            lower = number(low.strip()) * (1 - margin)
            return lower <= x and in_bounds(x, ("<" if high.startswith("<") else "<=") + high.strip("< "))
        return in_bounds(x / (1 - margin) if text.startswith(">") else x, text)

    def tier_name(self, tier):
        if tier < 0:
            return None
        return self.tiers[tier]["name"] if tier < len(self.tiers) else self.rule["zero_tier"]

    def decide(self, id_, value, sure=False):
        last = len(self.tiers) - 1
        if value < 0:
            return last, None
        if value == 0:
            return {"lowest": last, "own_tier": last + 1, "left_out": -1}[self.rule.get("zero", "lowest")], None
        for _, tier, path, when in self.clauses:
            if self.holds(when, id_, value, sure=sure):
                return tier, path
        return last, None

    def rule_of(self, id_):
        if self.clause[id_]:
            return self.clause[id_]
        tier = self.tier[id_]
        return f"tiering.tiers[{tier}]" if 0 <= tier < len(self.tiers) else "tiering.zero"

    def retains(self, id_, tier):
        value = self.population.counts_for(id_)
        if value <= 0 or not 0 <= tier < len(self.tiers):
            return False
        retain, margin = self.tiers[tier].get("retain"), number(self.rule.get("movement", {}).get("retain_margin", 0))
        if retain and self.holds(retain, id_, value):
            return True
        return margin > 0 and any(t == tier and self.holds(when, id_, value, margin) for _, t, _, when in self.clauses)

    def turning_points(self, id_):
        """Values, in steps of the last digit, near which a decision about an account may change."""
        unit, one = self.population.units[id_], Fraction(1, 10**self.population.scale)
        points = {Fraction(0)}
        for _, _, _, clause in self.clauses:
            for when in conditions_in(clause):
                kind = kind_of(when)
                if kind in FACTS + ("all", "any", "every_month") or "of" in when:
                    continue
                if kind in CUTS:
                    cut = self.cut(when, self.segment_of[id_])
                    points |= {cut.least} if cut.least is not None else set()
                    continue
                factor = {"amount": 1, "monthly_mean": unit.window, "annual": Fraction(unit.window, 12),
                          "active_monthly_mean": unit.active, "growth": unit.previous}[kind]
                points |= {(b + (1 if kind == "growth" else 0)) * factor for b in bounds_in(when[kind])}
        return sorted({one * (floor(p / one) + step) for p in points for step in (-1, 0, 1, 2)})

    def distances(self, id_):
        """What is missing to a higher tier, which one that is, and what may be lost before a lower one."""
        value, points = self.population.counts_for(id_), self.turning_points(id_)
        given = self.population.units[id_].value
        if given < 0 and self.rule.get("negative") == "absolute":
            return None, -1, None
        height = lambda tier: len(self.tiers) + 2 if tier < 0 else tier
        own = height(self.tier[id_])
        decide = lambda p: self.decide(id_, p, sure=True)[0]
        higher = [p for p in points if p > value and height(decide(p)) < own]
        next_tier = decide(higher[0]) if higher else -1
        lower = [p for p in points if p < value and height(decide(p)) > own]
        kept = min([p for p in points if lower and p > lower[-1]] + [value])
        deciding = [when for _, _, path, when in self.clauses if path == self.clause[id_]]
        by_months = any("every_month" in part and "of" not in part for when in deciding for part in conditions_in(when))
        untold = not lower or by_months or value != given
        return (higher[0] - given if higher else None), next_tier, (None if untold else value - kept)

    def decides_by_value(self, segment):
        for _, _, _, clause in self.clauses:
            for when in conditions_in(clause):
                kind = kind_of(when)
                if "of" in when or kind in FACTS + ("active_monthly_mean", "every_month", "growth"):
                    return False
                if kind in CUTS:
                    cut = self.cut(when, segment)
                    if cut.split_there or (0 < len(cut.crossing) < len(cut.group)):
                        return False
        return True

    def at_least(self, segment, tier):
        members = self.population.segments[segment]
        if tier + 1 == len(self.tiers) + ("zero_tier" in self.rule) or not self.decides_by_value(segment):
            return None
        # Without accounts there are no cuts to speak of, and amounts are those of an account that is not there.
        if not members:
            return "skip"
        points = [p for p in self.turning_points(members[0]) if p > 0]
        below = [p for p in points if not 0 <= self.decide(members[0], p)[0] <= tier]
        in_tier = [p for p in points if not below or p > below[-1]]
        return min(in_tier) if in_tier else None

    def account_flags(self, id_):
        value = self.population.counts_for(id_)
        tied = crossing = False
        for _, tier, _, clause in self.clauses:
            for when in conditions_in(clause):
                if value <= 0 or tier > self.tier[id_] or kind_of(when) not in CUTS or "of" in when:
                    continue
                cut = self.cut(when, self.segment_of[id_])
                tied |= id_ in cut.group and len(cut.group) > 1
                crossing |= id_ in cut.crossing
        names = (("non_positive", value <= 0), ("negative", self.population.units[id_].value < 0),
                 ("tied_at_cut", tied), ("crossing", crossing))
        return " ".join(name for name, is_so in names if is_so)

    def base_of(self, segment):
        values = [self.population.counts_for(i) for i in self.population.segments[segment]]
        return sum((v for v in values if v > 0 or self.rule.get("base") == "net"), Fraction(0))

    def flags(self):
        values = [self.population.counts_for(i) for i in self.population.units]
        if not values:
            return "empty_population"
        base = sum(self.base_of(s) for s in self.population.segments)
        names = (("single_account", len(values) == 1), ("all_equal", len(values) > 1 and len(set(values)) == 1),
                 ("all_zero", not any(values)), ("no_positive_value", max(values) <= 0),
                 ("nonpositive_net", sum(values) <= 0), ("nonpositive_base", base <= 0))
        return " ".join(name for name, is_so in names if is_so)

    def money(self, x):
        return None if x is None else decimals(Fraction(x), self.population.scale)

    def row(self, account):
        id_ = self.population.head_of[account["id"]]
        population, segment = self.population, self.segment_of[id_]
        value, base = population.counts_for(id_), self.base_of(segment)
        peers = {i: population.counts_for(i) for i in population.segments[segment]}
        before = lambda i: (-peers[i], i.encode()) <= (-value, id_.encode())
        running = sum(max(v, 0) for i, v in peers.items() if before(i))
        to_next, next_tier, above = self.distances(id_)
        shown = value > 0 and base > 0
        row = {"id": account["id"]}
        if self.rule.get("roll_up") == "group":
            row["head"] = id_
        if "within" in self.rule:
            row["segment"] = segment
        row.update({
            "tier": self.tier_name(self.tier[id_]), "tier_index": self.tier[id_], "rule": self.rule_of(id_),
            "rank": 1 + sum(1 for v in peers.values() if v > value), "value": self.money(population.units[id_].value),
            "share": nine(value / base) if shown else None, "cumulative_share": nine(running / base) if shown else None,
            "to_next_tier": self.money(to_next), "next_tier": self.tier_name(next_tier), "above_this_tier": self.money(above),
        })
        if self.classes:
            row["classes"] = [c["name"] for c in self.classes if self.holds(c["when"], id_, value)]
            row["class"] = (row["classes"] + [None])[0]
        row["flags"] = self.account_flags(id_)
        return row

    def summary(self):
        rows, population = [], self.population
        for segment, members in population.segments.items():
            base = self.base_of(segment)
            for tier in range(len(self.tiers) + ("zero_tier" in self.rule)):
                units = [i for i in members if self.tier[i] == tier]
                positive = sum((max(population.counts_for(i), 0) for i in units), Fraction(0))
                at_least = self.at_least(segment, tier)
                row = {"segment": segment} if "within" in self.rule else {}
                row.update({"tier": self.tier_name(tier), "tier_index": tier,
                            "accounts": sum(1 for a in population.accounts if population.head_of[a["id"]] in units),
                            "value": self.money(sum((population.units[i].value for i in units), Fraction(0))),
                            "share": nine(positive / base) if base > 0 else None})
                if at_least != "skip":
                    row["at_least"] = self.money(at_least)
                rows.append(row)
        return rows


def tiering(request):
    tiered = Tiering(request, request["tiering"], request.get("classes", []))
    population = tiered.population
    return {"base": tiered.money(sum((tiered.base_of(s) for s in population.segments), Fraction(0))),
            "net": tiered.money(sum((u.value for u in population.units.values()), Fraction(0))), "flags": tiered.flags(),
            "accounts": [tiered.row(a) for a in request["accounts"]], "tiers": tiered.summary()}


def months_later(day, months):
    """The same day of the month, or the last of a shorter one."""
    month = day.year * 12 + day.month - 1 + months
    first = datetime.date(month // 12, month % 12 + 1, 1)
    after = datetime.date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


def last_review(rule, as_of):
    """The last day up to as_of after which a period begins; as_of itself without a calendar."""
    review = rule.get("review")
    if review is None:
        return as_of
    kind = review if isinstance(review, str) else review["kind"]
    anchor = None if isinstance(review, str) else review.get("anchor")
    step = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "contract_year": 12}[kind]
    month, day = map(int, anchor.split("-")[-2:]) if anchor else (1, 1)
    tomorrow = as_of + datetime.timedelta(days=1)
    begins = lambda d: (d.month - month) % step == 0 and d.day == day
    while not begins(tomorrow):
        tomorrow -= datetime.timedelta(days=1)
    return tomorrow - datetime.timedelta(days=1)


class Mover:
    """One account at one run, by the order of evaluation: override, no tier, upgrade, unchanged, retained, waits or never,
    residence, grace, downgrade. A state is a dictionary; a tier of None is none."""

    def __init__(self, rule, lowest, as_of):
        self.rule, self.lowest, self.as_of = rule, lowest, as_of
        self.review_day = last_review(rule, as_of)

    def placed(self, tier, reason):
        return {"tier": tier, "since": self.as_of, "reviewed": self.as_of, "missed": 0, "former": None}, reason, True

    def decide(self, state, manual, earned, active, retains):
        holds = manual and manual.get("from", "") <= str(self.as_of) <= manual.get("until", "9999-12-31")
        if state is None or state["tier"] is None:
            if holds and "tier" in manual:
                return self.placed(manual["tier"], "overridden")
            return self.without_tier(state, earned, active)
        self.state, self.review = state, state["reviewed"] < self.review_day
        if holds:
            tier = manual.get("tier")
            moved = state if tier in (None, state["tier"]) else {**state, "tier": tier, "since": self.as_of}
            return moved, "locked" if tier is None else "overridden", False
        lapsed = self.rule.get("lapsed_accounts", "by_rule")
        if not active and lapsed != "by_rule":
            if lapsed == "leave":
                return self.go(None, "lapsed", former=state["tier"])
            return self.stay("lapsed", 0) if state["tier"] == self.lowest else self.go(self.lowest, "lapsed")
        if earned is None:
            return self.go(None, "left_out", former=state["tier"])
        if earned < state["tier"]:
            return self.rise(earned)
        if earned == state["tier"]:
            return self.stay("unchanged", 0)
        return self.stay("retained", 0) if retains else self.fall(earned)

    def without_tier(self, state, earned, active):
        lapsed = self.rule.get("lapsed_accounts", "by_rule")
        away = not active and lapsed == "leave"
        if away or earned is None:
            reason = "lapsed" if away else "left_out"
            return (state, reason, False) if state else self.placed(None, reason)
        returns = state is not None and state["former"] is not None
        where = self.rule.get("returning_accounts" if returns else "new_accounts", "earned_tier")
        tier = {"earned_tier": earned, "lowest_tier": self.lowest, "former_tier": state["former"] if returns else None}[where]
        if where == "former_tier" and self.rule.get("upgrade", "immediate") == "immediate":
            tier = min(tier, earned)
        if not active and lapsed == "lowest_tier":
            tier = self.lowest
        return self.placed(tier, "returned" if returns else "entered")

    def stay(self, reason, missed):
        state = {**self.state, "reviewed": self.as_of, "missed": missed} if self.review else self.state
        return state, reason, self.review

    def go(self, tier, reason, former=None):
        reviewed = self.as_of if self.review else self.state["reviewed"]
        return {"tier": tier, "since": self.as_of, "reviewed": reviewed, "missed": 0, "former": former}, reason, self.review

    def rise(self, earned):
        if self.rule.get("upgrade", "immediate") == "at_review" and not self.review:
            return self.stay("upgrade_waits", 0)
        most, tier = self.rule.get("max_steps_up", 0), self.state["tier"]
        part = 0 < most < tier - earned
        return self.go(tier - most, "upgraded_in_part") if part else self.go(earned, "upgraded")

    def fall(self, earned):
        state, downgrade = self.state, self.rule.get("downgrade", "at_review")
        if downgrade == "never":
            return self.stay("downgrade_never", state["missed"])
        if downgrade == "at_review" and not self.review:
            return self.stay("downgrade_waits", state["missed"])
        if self.as_of < months_later(state["since"], self.rule.get("residence_months", 0)):
            return self.stay("resident", state["missed"])
        if state["missed"] < self.rule.get("grace_reviews", 0):
            return self.stay("graced", state["missed"] + 1)
        most = self.rule.get("max_steps_down", 0)
        part = 0 < most < earned - state["tier"]
        return self.go(state["tier"] + most, "downgraded_in_part") if part else self.go(earned, "downgraded")


def migration(before, after, names):
    pairs = list(zip(before, after))
    had = [(b, a) for b, a in pairs if b is not None]
    count = lambda holds: sum(1 for b, a in pairs if holds(b, a))
    stayed = count(lambda b, a: b is not None and a == b)
    upgraded = count(lambda b, a: b is not None and a is not None and a < b)
    downgraded = count(lambda b, a: b is not None and a is not None and a > b)
    left = count(lambda b, a: b is not None and a is None)
    rate = lambda n: nine(Fraction(n, len(had))) if had else None
    both = [(b, a) for b, a in had if a is not None]
    tiers = sorted({b for b, _ in both})
    trace = sum(Fraction(sum(1 for p in both if p == (t, t)), sum(1 for b, _ in both if b == t)) for t in tiers)
    mobility = nine((len(tiers) - trace) / (len(tiers) - 1)) if len(tiers) > 1 else None
    places, name = [*range(len(names)), None], lambda t: None if t is None else names[t]
    cells = [(b, a, pairs.count((b, a)), sum(1 for p in pairs if p[0] == b)) for b in places for a in places]
    return {"before": len(had), "after": count(lambda b, a: a is not None), "stayed": stayed, "upgraded": upgraded,
            "downgraded": downgraded, "entered": count(lambda b, a: b is None and a is not None), "left": left,
            "retention_rate": rate(stayed), "upgrade_rate": rate(upgraded), "downgrade_rate": rate(downgraded),
            "exit_rate": rate(left), "mobility": mobility,
            "matrix": [{"from": name(b), "to": name(a), "accounts": n, "probability": nine(Fraction(n, of))}
                       for b, a, n, of in cells if n]}


def movement(request):
    rule = request["tiering"]
    names = [t["name"] for t in rule["tiers"]] + ([rule["zero_tier"]] if "zero_tier" in rule else [])
    index, name = lambda n: None if n is None else names.index(n), lambda t: None if t is None else names[t]
    day = datetime.date.fromisoformat
    states = {s["id"]: {"tier": index(s.get("tier")), "since": day(s["since"]), "reviewed": day(s.get("reviewed", s["since"])),
                        "missed": s.get("missed_reviews", 0), "former": index(s.get("former_tier"))}
              for s in request.get("states", [])}
    manual = {o["id"]: {**o, **({"tier": index(o["tier"])} if "tier" in o else {})} for o in request.get("overrides", [])}
    reviews = []
    for review in request["reviews"]:
        as_of = day(review["as_of"])
        tiered = Tiering(review, rule)
        mover = Mover(rule["movement"], len(names) - 1, as_of)
        rows, before, after = [], [], []
        counted = any("active_months" in a or "months" in a for a in review["accounts"])
        for id_ in sorted(set(states) | set(tiered.population.units), key=str.encode):
            state, listed = states.get(id_), id_ in tiered.population.units
            zero = {"lowest": len(rule["tiers"]) - 1, "own_tier": len(names) - 1, "left_out": -1}[rule.get("zero", "lowest")]
            earned = tiered.tier[id_] if listed else zero
            path = tiered.rule_of(id_) if listed else (
                f"tiering.tiers[{earned}]" if 0 <= earned < len(rule["tiers"]) else "tiering.zero")
            active = listed and (not counted or tiered.population.units[id_].active > 0)
            has_tier = state is not None and state["tier"] is not None
            retains = listed and has_tier and tiered.retains(id_, state["tier"])
            moved, reason, reviewed = mover.decide(state, manual.get(id_), None if earned < 0 else earned, active, retains)
            before.append(state["tier"] if state else None)
            after.append(moved["tier"])
            states[id_] = moved
            row = {"id": id_, "tier": name(moved["tier"]), "earned_tier": tiered.tier_name(earned), "rule": path,
                   "movement": reason, "reviewed": reviewed, "since": str(moved["since"]), "missed_reviews": moved["missed"]}
            override = manual.get(id_, {})
            if "reason" in override and override.get("from", "") <= str(as_of) <= override.get("until", "9999-12-31"):
                row["reason"] = override["reason"]
            rows.append(row)
        reviews.append({"as_of": str(as_of), "accounts": rows, "migration": migration(before, after, names)})
    rows = []
    for id_, state in sorted(states.items(), key=lambda item: item[0].encode()):
        rows.append({"id": id_, "since": str(state["since"]), "reviewed": str(state["reviewed"]),
                     "missed_reviews": state["missed"]})
        rows[-1].update({k: name(state[v]) for k, v in (("tier", "tier"), ("former_tier", "former")) if state[v] is not None})
    return {"reviews": reviews, "states": rows}
