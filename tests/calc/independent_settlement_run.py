"""What a run must settle, computed a second time from the tables and the policy alone, with Python's fractions: for every
line, party and period all is computed anew from the rows so far; only what was booked is remembered.

A party is an account, or a group. It goes through these gates: earned, due (caps and guarantees), target (what is to be
booked), and payout by the clawback policy. What a group earned is shared out to its members."""

from fractions import Fraction

from exact import number
from independent_book import ZERO
from independent_line import Line
from independent_terms_group import largest_remainder

ABSENT = object()  # of a target: what is booked stays


def added(cells, more):
    return [[a + b for a, b in zip(x, y)] for x, y in zip(cells, more)]


class Run:
    def __init__(self, policy, book, as_of, booked):
        """booked: {(account, line, first day): (booked, balance)}"""
        self.policy, self.book, self.as_of, self.booked = policy, book, as_of, booked
        self.lines = [Line(policy, table, book, as_of) for table in policy["terms"]]
        self.taken = {}  # of the cap of an agreement: (agreement, party, period)
        self.dues = {}  # (line, party, period) of accounts and of groups
        self.parts = {}  # (line, group, account, period)
        self.rows = {}  # of the table settlements: (account, line, first day)
        for line in self.lines:
            self.settle(line)

    def settle(self, line):
        if line.is_for_groups():
            for group in line.agreement["groups"]:
                self.group(line, group)
        else:
            for account in self.book.tags:
                if line.is_for(self.book, account):
                    self.account(line, account)
        self.pay(line)

    # Which periods

    def periods(self, line, has_rows):
        last = line.calendar.index(self.as_of)
        first = line.calendar.index(self.book.first_day())
        found = {k for k in range(first, last + 1) if has_rows(k)}
        if line.owes_without_rows():
            begin, end = max(line.valid[0], self.book.first_day()), min(line.valid[1].toordinal() - 1, self.as_of.toordinal())
            if begin.toordinal() <= end:
                found |= set(range(line.calendar.index(begin), line.calendar.index(type(begin).fromordinal(end)) + 1))
        return sorted(found)

    # From the bases to what is to be booked

    def net(self, line, k, cells, discount):
        """The bases less the discounts that the line is net of."""
        for earlier in line.table.get("net_of", ()):
            off = discount(earlier)
            cells = [[cells[0][0] - off, cells[0][1] - off, cells[0][2]]]
        return cells

    def due_of(self, line_id, party, k):
        return self.dues.get((line_id, party, k), {"due": ZERO})["due"]

    def gates(self, line, party, periods, bases, baseline):
        """bases and baseline: functions of the period."""
        found, promised, given = {}, ZERO, ZERO
        for k in periods:
            cells = self.net(line, k, bases(k), lambda earlier, k=k: self.due_of(earlier, party, k))
            due = self.limited(line, party, k, cells, baseline(k))
            if "guarantee" in line.limits and due["final"]:
                if line.limits.get("guarantee_kind", "cumulative") == "per_period":
                    promised = given = ZERO
                promised += line.money.amount(self.limit(line, "guarantee") * line.prorated(k))
                due["top_up"] = max(ZERO, promised - given - due["due"])
                due["due"] += due["top_up"]
                given += due["due"]
            self.take(line, party, k, due)
            due["accrued"] = line.accrued(k, cells, due["baseline"], self.as_of, due["amount"]) if line.accrual else None
            due["target"] = self.target(line, due)
            found[k] = self.dues[line.id, party, k] = due
        return found

    def take(self, line, party, k, due):
        """What is left of the cap that the lines of the agreement share."""
        if "cap" in line.agreement and line.kind != "commitment":
            key = line.agreement["id"], party, k
            cap = line.money.amount(number(line.agreement["cap"]) * line.prorated(k))
            taken = min(due["due"], max(ZERO, cap - self.taken.get(key, ZERO)))
            self.taken[key] = self.taken.get(key, ZERO) + taken
            due.update({"capped": due["capped"] + due["due"] - taken, "due": taken})

    @staticmethod
    def limit(line, key):
        return number(line.limits[key])

    def limited(self, line, party, k, cells, baseline):
        final = line.is_final(k, self.as_of)
        due = {"cells": cells, "baseline": baseline, "final": final, "top_up": ZERO,
               **line.gives(k, cells, baseline, final)}
        most = due["amount"]
        if "cap" in line.limits:
            most = min(most, line.money.amount(self.limit(line, "cap") * line.prorated(k)))
        return {**due, "capped": due["amount"] - most, "due": most}

    @staticmethod
    def target(line, due):
        if due["final"] or line.interim == "due":
            return due["due"]
        return min(due["due"], due["accrued"]) if line.interim == "accrued" else ABSENT

    # Accounts

    def account(self, line, account):
        periods = self.periods(line, lambda k: line.bases(k, account)[1] > 0)
        dues = self.gates(line, account, periods, lambda k: line.bases(k, account)[0], lambda k: line.earlier(k, [account]))
        for k, due in dues.items():
            self.rows[account, line.id, k] = {
                **{key: due[key] for key in ("final", "bracket", "capped", "top_up", "due", "accrued", "target", "baseline")},
                "earned": due["amount"], "bases": [sum(c[i] for c in due["cells"]) for i in range(3)]}

    # Groups

    def members(self, line, group, k):
        """Accounts with rows that count, and those whose earlier sums do; where there are none, the head office or the
        group itself."""
        found = {a for a in self.book.tags if line.bases(k, a, group)[1] > 0}
        if line.table.get("baseline", {"from": "fixed"})["from"] != "fixed":
            found |= self.everyone(line, group, k)
        return sorted(found, key=lambda a: a.encode()) or [line.agreement.get("head_office", group)]

    def everyone(self, line, group, k):
        """Whose earlier sums a growth is measured against."""
        begin, end = line.window(k)
        return {group} | {m for m, g, a, b in self.book.memberships if g == group and a < end and begin < b}

    def group(self, line, group):
        has_rows = lambda k: any(line.bases(k, a, group)[1] > 0 for a in self.book.ever_members(group))

        def pooled(k):
            total = None
            for member in self.members(line, group, k):
                cells = line.bases(k, member, group)[0]
                total = cells if total is None else added(total, cells)
            return total

        dues = self.gates(line, group, self.periods(line, has_rows), pooled,
                          lambda k: line.earlier(k, self.everyone(line, group, k)))
        for k, due in dues.items():
            self.share_out(line, group, k, due)

    def share_out(self, line, group, k, due):
        ids, share = self.members(line, group, k), line.agreement.get("share", "contribution")
        if line.kind == "commitment" and share != "head_office":
            share = "contribution"  # one promise of all has no part that a member would owe alone
        own = [self.net(line, k, line.bases(k, a, group)[0],
                        lambda earlier, a=a: self.parts.get((earlier, group, a, k), {"part": ZERO})["part"]) for a in ids]
        f = lambda cells, accounts: line.gives(k, cells, line.earlier(k, accounts), due["final"])["amount"]
        alone = [f(cells, [a]) for a, cells in zip(ids, own)]
        bases = [sum(cell[0] for cell in cells) for cells in own]

        def by_basis(amount, bases=bases):
            weights = [max(ZERO, q) for q in bases]
            # What is no multiple of the step is shared out in the smallest amounts there are, so that the parts add up.
            step = line.money.step
            if (amount / step).denominator != 1:
                step = Fraction(1, 10**line.money.scale)
            return [step * n for n in largest_remainder(amount / step, weights, ids)]

        office = line.agreement.get("head_office", group)
        running, before = None, ZERO
        marginal = []
        for n, cells in enumerate(own):
            running = cells if running is None else added(running, cells)
            after = f(running, ids[: n + 1]) if n + 1 < len(ids) else due["amount"]
            marginal, before = marginal + [after - before], after

        def parts(amount):
            if share in ("standalone_first", "marginal_by_order") and 0 <= amount < due["amount"]:
                return by_basis(amount, whole_parts(due["amount"]))  # less than was earned: by the parts of that
            return whole_parts(amount)

        def whole_parts(amount):
            if share == "contribution":
                return by_basis(amount)
            if share == "standalone_first":
                return [a + b for a, b in zip(alone, by_basis(amount - sum(alone)))]
            if share == "marginal_by_order":
                return [a + b for a, b in zip(marginal, by_basis(amount - due["amount"]))]
            return [amount if a == office else ZERO for a in ids]

        if share == "head_office" and office not in ids:
            at = sorted(ids + [office], key=lambda a: a.encode()).index(office)
            ids.insert(at, office)
            own.insert(at, [[ZERO] * 3 for _ in line.stretches(k)])
            alone.insert(at, f(own[at], [office]))
            bases.insert(at, ZERO)
        shared = {key: None if due[key] in (None, ABSENT) else parts(due[key]) for key in ("due", "accrued", "target")}
        due.update({"alone": sum(alone), "members": len(ids), "share": share,
                    "flags": " ".join(["negative_basis"] * any(q < 0 for q in bases)
                                      + ["no_positive_basis"] * (not any(q > 0 for q in bases) and share in
                                                                 ("contribution", "standalone_first")))})
        for n, account in enumerate(ids):
            bases_of = [sum(cell[i] for cell in own[n]) for i in range(3)]
            self.parts[line.id, group, account, k] = {"part": shared["due"][n], "alone": alone[n], "bases": bases_of}
            row = self.rows.setdefault((account, line.id, k), {
                "final": due["final"], "bracket": due["bracket"], "earned": ZERO, "capped": ZERO, "top_up": ZERO, "due": ZERO,
                "accrued": None if due["accrued"] is None else ZERO, "target": ABSENT if due["target"] is ABSENT else ZERO,
                "baseline": None, "bases": [ZERO] * 3, "groups": []})
            row["groups"] = row["groups"] + [group]
            row["earned"] += shared["due"][n]
            row["due"] += shared["due"][n]
            row["bases"] = [a + b for a, b in zip(row["bases"], bases_of)]
            for key in ("accrued", "target"):
                if shared[key] is not None:
                    row[key] += shared[key][n]

    # What moves

    def pay(self, line):
        begin, clawback = line.calendar.begin, line.table.get("clawback", "receivable")
        for account, line_id, first in self.booked:
            k = line.calendar.index(first)
            if line_id == line.id and (account, line.id, k) not in self.rows:  # nothing is behind it any more
                self.rows[account, line.id, k] = {
                    "final": line.is_final(k, self.as_of), "bracket": None, "earned": ZERO, "capped": ZERO, "top_up": ZERO,
                    "due": ZERO, "accrued": None, "target": ZERO, "baseline": None, "bases": [ZERO] * 3, "gone": True}
        for account in self.book.tags:
            order = sorted(k for a, i, k in self.rows if a == account and i == line.id)
            rows = [self.rows[account, line.id, k] for k in order]
            for n, (k, row) in enumerate(zip(order, rows)):
                row["order"] = n
                row["before"], row["balance"] = self.booked.get((account, line.id, begin(k)), (ZERO, ZERO))
                row["delta"] = ZERO if row["target"] is ABSENT else row["target"] - row["before"]
                if clawback == "floor_at_zero":  # nothing is taken back
                    row["delta"] = max(ZERO, row["delta"])
            for row in sorted(rows, key=lambda r: r["delta"] > 0):
                self.move(clawback, row, rows)

    @staticmethod
    def move(clawback, row, rows):
        payout = row["delta"]
        row["booked"] = row["before"] + payout
        if clawback in ("offset", "carry_forward"):
            if payout < 0:
                row["balance"], payout = row["balance"] + payout, ZERO
            for other in rows if clawback == "offset" else rows[: row["order"]]:
                used = min(payout, -other["balance"])
                other["balance"], payout = other["balance"] + used, payout - used
        row["payout"] = payout
