"""`keyhaul tier`: tiers from one run to the next, overrides, and what is wrong in their tables.

Revenue by quarter, and what it earns (key from 1000.00 on, kept from 800.00 on, one review forgiven):

           A        B        C        D
    Q1  1000.00  1000.00  1000.00   100.00
    Q2  1000.00   900.00   100.00   100.00
    Q3  1000.00   900.00   100.00  2000.00
"""

import copy
import json
import unittest

from support import LEDGER, POLICY, CommandLineTest, DATA, NO_INPUT, USAGE

TIERS = {
    "value": "revenue",
    "window": "3 months",
    "tiers": [{"name": "key", "when": {"amount": ">= 1000"}, "retain": {"amount": ">= 800"}}, {"name": "small"}],
    "movement": {"review": "quarter", "grace_reviews": 1},
}

QUARTERS = {
    "2026-02-10": dict(A="1000.00", B="1000.00", C="1000.00", D="100.00"),
    "2026-05-10": dict(A="1000.00", B="900.00", C="100.00", D="100.00"),
    "2026-08-10": dict(A="1000.00", B="900.00", C="100.00", D="2000.00"),
}

STATES = "account,tier,since,until,reviewed,missed_reviews\n"
OVERRIDES = "account,tier,from,until,reason\n"


def moving(**movement):
    policy = copy.deepcopy(POLICY)
    policy["tiering"] = copy.deepcopy(TIERS)
    policy["tiering"]["movement"].update(movement)
    return policy


class TierTest(CommandLineTest):
    def tier(self, as_of, *options, out="out", policy=None, code=None):
        rows = [
            ",".join((account, day, "standard", amount, "0"))
            for day, amounts in QUARTERS.items()
            for account, amount in amounts.items()
        ]
        arguments = ["tier", "--policy", self.write("policy.json", policy or moving()), "--ledger"]
        arguments += [self.write("ledger.csv", "\n".join(["account,day,service,revenue,weight", *rows, ""]))]
        arguments += ["--open-accounts", "--as-of", as_of, *options, "--out", out]
        if code is None:
            return self.succeeds(*arguments)
        return self.fails(code[0], code[1], *arguments)

    def told(self, column, directory="out"):
        return {row["account"]: row[column] for row in self.table("tiers", directory)}

    def test_tiers_without_terms(self):
        """CLI-14: tier gives the tables of run but for the terms, and says in run.json that it was tier."""
        self.tier("2026-03-31")
        self.assertEqual(self.told("tier"), dict(A="key", B="key", C="key", D="small"))
        run = json.loads((self.dir / "out/run.json").read_text(encoding="utf-8"))
        self.assertEqual((run["written_by"], run["settlements"]), ("keyhaul tier", []))
        names = {path.name for path in (self.dir / "out").iterdir()}
        self.assertLessEqual({"tiers.csv", "tier_states.csv", "tier_migration.csv", "concentration.csv"}, names)
        self.assertFalse({"settlements.csv", "booked.csv", "explanations.csv"} & names)
        self.fails(USAGE, "--booked", "tier", "--booked", "x", "--policy", "p", "--ledger", "l", "--out", "new")

    def test_states_come_back_on_the_same_day(self):
        """CLI-15: with the states that a run gave, the same run again changes nothing."""
        self.tier("2026-03-31", out="first")
        self.assertEqual(set(self.told("movement", "first").values()), {"entered"})
        self.tier("2026-03-31", "--tier-states", "first/tier_states.csv", out="again")
        self.assertEqual(self.told("tier", "again"), self.told("tier", "first"))
        self.assertEqual(set(self.told("movement", "again").values()), {"unchanged"})
        states = [(self.dir / out / "tier_states.csv").read_bytes() for out in ("first", "again")]
        self.assertEqual(states[0], states[1])

    def test_quarters(self):
        """CLI-15: over three quarters accounts are retained, graced, then downgraded and upgraded, by what was left."""
        self.tier("2026-03-31", out="q1")
        self.tier("2026-06-30", "--tier-states", "q1/tier_states.csv", out="q2")
        self.assertEqual(self.told("movement", "q2"), dict(A="unchanged", B="retained", C="graced", D="unchanged"))
        self.assertEqual(self.told("tier", "q2"), dict(A="key", B="key", C="key", D="small"))
        self.assertEqual(self.told("earned_tier", "q2"), dict(A="key", B="small", C="small", D="small"))
        text = self.tier("2026-09-30", "--tier-states", "q2/tier_states.csv", "--summary", out="q3")
        self.assertEqual(self.told("movement", "q3"), dict(A="unchanged", B="retained", C="downgraded", D="upgraded"))
        self.assertEqual(self.told("tier", "q3"), dict(A="key", B="key", C="small", D="key"))
        stays = [
            (row["account"], row["tier"], row["since"], row["until"]) for row in self.table("tier_states", "q3")
        ]
        self.assertEqual(
            stays,
            [
                ("A", "key", "2026-03-31", ""),
                ("B", "key", "2026-03-31", ""),
                ("C", "key", "2026-03-31", "2026-09-30"),
                ("C", "small", "2026-09-30", ""),
                ("D", "small", "2026-03-31", "2026-09-30"),
                ("D", "key", "2026-09-30", ""),
            ],
        )
        # Of four, two stayed, one rose and one fell; both left a tier of which a third, and all, went.
        self.assertIn("Of 4 with a tier before: 2 stayed (50.0 %), 1 rose (25.0 %), 1 fell (25.0 %), 0 left", text)
        self.assertRegex(text, r"(?m)^  key +small +1 +100\.00 +33\.3 %$")
        self.assertRegex(text, r"(?m)^  small +key +1 +2,000\.00 +100\.0 %$")
        # Of 1000, 900, 100 and 2000 the largest has half; 1^2 + 0.9^2 + 0.1^2 + 2^2 = 5.82, of 4^2 that is 0.364.
        self.assertRegex(text, r"(?m)^ +4 +\S+ +0\.364 +2\.7 +50\.0 % ")
        self.assertNotIn("Rebates", text)

    def test_run_takes_states_too(self):
        """CLI-15: run moves accounts from the states that tier gave, and pays by the tier that they have."""
        policy = moving()
        policy["terms"][0]["tiers"] = ["key"]
        self.tier("2026-03-31", out="q1", policy=policy)
        arguments = ["--policy", "policy.json", "--ledger", "ledger.csv", "--open-accounts", "--as-of", "2026-06-30"]
        self.succeeds("run", *arguments, "--tier-states", "q1/tier_states.csv", "--out", "q2")
        self.assertEqual(self.told("movement", "q2")["C"], "graced")
        earned = {(row["account"], row["period"]): row["earned"] for row in self.table("settlements", "q2")}
        # Nobody has more than 1000.00 a quarter, so the rebate is 0.00 all the same; but D has no tier that gets it.
        self.assertEqual(earned[("A", "2026-Q2")], "0.00")
        inputs = json.loads((self.dir / "q2/run.json").read_text(encoding="utf-8"))["inputs"]
        self.assertEqual({i["table"]: i["rows"] for i in inputs}, {"ledger": 12, "tier_states": 4})

    def test_overrides(self):
        """CLI-16: an override holds to its last day, with its reason; the review after it decides by the figures."""
        overrides = self.write("overrides.csv", OVERRIDES + "D,key,2026-03-01,2026-06-29,pilot contract\n")
        policy = moving(grace_reviews=0)
        self.tier("2026-03-31", "--tier-overrides", overrides, out="q1", policy=policy)
        (d,) = [row for row in self.table("tiers", "q1") if row["account"] == "D"]
        self.assertEqual(
            (d["tier"], d["earned_tier"], d["movement"], d["override_reason"]),
            ("key", "small", "overridden", "pilot contract"),
        )
        self.tier("2026-06-30", "--tier-states", "q1/tier_states.csv", "--tier-overrides", overrides, out="q2", policy=policy)
        (d,) = [row for row in self.table("tiers", "q2") if row["account"] == "D"]
        self.assertEqual((d["tier"], d["movement"], d["override_reason"]), ("small", "downgraded", ""))

    def test_override_without_movement(self):
        """CLI-16: without movement an override needs no state; one without a tier has nothing to hold."""
        policy = moving()
        del policy["tiering"]["movement"], policy["tiering"]["tiers"][0]["retain"]
        self.write("overrides.csv", OVERRIDES + "D,key,,,always\n")
        self.tier("2026-03-31", "--tier-overrides", "overrides.csv", policy=policy)
        self.assertEqual(self.told("tier")["D"], "key")
        self.write("overrides.csv", OVERRIDES + "D,,,,hold\n")
        where = r"overrides.csv:2: column tier: .*tiering.movement"
        self.tier("2026-03-31", "--tier-overrides", "overrides.csv", out="new", policy=policy, code=(DATA, where))
        self.write("states.csv", STATES + "A,key,2026-01-01,,2026-01-01,0\n")
        where = r"states.csv: .*has no movement"
        self.tier("2026-03-31", "--tier-states", "states.csv", out="new", policy=policy, code=(DATA, where))

    def test_states_that_cannot_be(self):
        """CLI-04: what is wrong in a table of states is told with the line of its file."""
        good = "A,key,2026-01-01,2026-02-01,2026-01-01,0\n"
        for row, where in (
            ("Z,key,2026-01-01,,2026-01-01,0", "3: column account: .*no such account"),
            ("B,gold,2026-01-01,,2026-01-01,0", "3: column tier: .*no such tier"),
            ("B,key,2026-02-30,,2026-01-01,0", "3: column since: "),
            ("B,key,2026-01-01,01.02.2026,2026-01-01,0", "3: column until: "),
            ("B,key,2026-02-01,2026-02-01,2026-02-01,0", "3: column until: .*not after the first day"),
            ("B,key,2026-01-01,,,0", "3: column reviewed: "),
            ("B,key,2026-01-01,,2026-01-01,-1", "3: column missed_reviews: "),
            ("B,key,2026-01-01,,2026-01-01,one", "3: column missed_reviews: "),
            ("A,small,2026-01-31,,2026-01-31,0", "3: .*begins before that of row 1"),
        ):
            self.write("states.csv", STATES + good + row + "\n")
            self.tier("2026-03-31", "--tier-states", "states.csv", code=(DATA, "states.csv:" + where))
        self.write("states.csv", "account,tier,since\n")
        self.tier("2026-03-31", "--tier-states", "states.csv", code=(DATA, "states.csv: column reviewed: "))
        self.write("states.csv", STATES.replace("until", "end"))
        self.tier("2026-03-31", "--tier-states", "states.csv", code=(DATA, "states.csv: column end: "))
        self.tier("2026-03-31", "--tier-states", "nowhere", code=(NO_INPUT, "nowhere"))
        # The run before was of a later day than this one.
        self.write("states.csv", STATES + "A,key,2026-06-30,,2026-06-30,0\n")
        self.tier("2026-03-31", "--tier-states", "states.csv", code=(DATA, "states.csv:2: column since"))

    def test_overrides_that_cannot_be(self):
        """CLI-04: what is wrong in a table of overrides is told with the line of its file."""
        for row, where in (
            ("Z,key,,,x", "2: column account: "),
            ("A,gold,,,x", "2: column tier: "),
            ("A,key,2026-13-01,,x", "2: column from: "),
            ("A,key,,soon,x", "2: column until: "),
            ("A,key,2026-02-01,2026-01-31,x", "2: column until: .*before its first"),
        ):
            self.write("overrides.csv", OVERRIDES + row + "\n")
            self.tier("2026-03-31", "--tier-overrides", "overrides.csv", code=(DATA, "overrides.csv:" + where))

    def test_no_tiering(self):
        """A policy without tiering has nothing that states or overrides could be of."""
        policy = {key: value for key, value in POLICY.items() if key != "tiering"}
        self.write("states.csv", STATES)
        for option in ("--tier-states", "--tier-overrides"):
            arguments = self.run_arguments(policy=policy, ledger=LEDGER) + [option, "states.csv"]
            self.fails(DATA, "states.csv: .*has no tiering", *arguments)

    def test_columns_of_other_names(self):
        """CLI-05: the columns of states and overrides can be mapped like those of any table."""
        self.write("states.csv", STATES.replace("since", "from day") + "A,key,2026-01-01,,2026-01-01,0\n")
        column = ("--column", "tier_states.since=from day")
        self.tier("2026-03-31", "--tier-states", "states.csv", *column)
        self.assertEqual(self.told("since")["A"], "2026-01-01")

    def test_summary_of_segments(self):
        """CLI-09: tiers within segments are summed up over all of them."""
        policy = moving()
        policy["tiering"]["within"] = "industry"
        accounts = "account,industry\nA,Foods\nB,Foods\nC,Pharma\nD,Pharma\n"
        self.write("accounts.csv", accounts)
        text = self.tier("2026-03-31", "--accounts", "accounts.csv", "--summary", policy=policy)
        self.assertIn("\nTiers, over 2 segments; each is in tier_summary.csv\n", text)
        self.assertRegex(text, r"(?m)^  key +3 +3,000\.00$")
        self.assertRegex(text, r"(?m)^  small +1 +100\.00$")
        self.assertRegex(text, r"(?m)^  Foods +2 ")
        self.assertRegex(text, r"(?m)^  Pharma +2 ")
        tiers = json.loads((self.dir / "out/run.json").read_text(encoding="utf-8"))["tiers"]
        self.assertEqual([tier["segment"] for tier in tiers], ["Foods", "Foods", "Pharma", "Pharma"])


if __name__ == "__main__":
    unittest.main()
