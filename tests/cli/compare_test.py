"""`keyhaul compare`: two policies over one ledger.

Values (see run_test.py): A 8000.00, B 1249.50, C 100.05, D 0. By 80 and 95 % A is key and B mid. From 1000 and from 100 on,
B is key and C mid.
"""

import copy
import json
import unittest

from support import ACCOUNTS, LEDGER, POLICY, CommandLineTest, CANNOT_CREATE, DATA, NO_INPUT, USAGE


def by_amount(**tiering):
    policy = copy.deepcopy(POLICY)
    policy["name"] = "by amount"
    policy["tiering"]["tiers"][0]["when"] = {"amount": ">= 1000"}
    policy["tiering"]["tiers"][1]["when"] = {"amount": ">= 100"}
    policy["tiering"].update(tiering)
    return policy


class CompareTest(CommandLineTest):
    def arguments(self, first=POLICY, second=None, out="out"):
        self.write("first.json", first)
        self.write("second.json", second or by_amount())
        self.write("ledger.csv", LEDGER)
        self.write("accounts.csv", ACCOUNTS)
        return ["compare", "--policy", "first.json", "--policy", "second.json", "--ledger", "ledger.csv", "--accounts",
                "accounts.csv", "--out", out]

    def test_tables(self):
        """CLI-17: the files say who moves, with which value, and which condition of either policy decided."""
        self.succeeds(*self.arguments())
        changes = [list(row.values()) for row in self.table("tier_changes")]
        share, amount = "tiering.tiers[%d].when.share", "tiering.tiers[%d].when.amount"
        self.assertEqual(
            changes,
            [
                ["B", "", "mid", "key", "up", "1249.50", "1249.50", share % 1, amount % 0, "", ""],
                ["C", "", "small", "mid", "up", "100.05", "100.05", "tiering.tiers[2]", amount % 1, "", ""],
            ],
        )
        sums = [list(row.values()) for row in self.table("tier_change_summary")]
        self.assertEqual(
            sums,
            [
                ["mid", "key", amount % 0, "up", "1", "1249.50", "1249.50"],
                ["small", "mid", amount % 1, "up", "1", "100.05", "100.05"],
            ],
        )
        (one,) = self.table("comparison")
        self.assertEqual((one["unchanged"], one["up"], one["down"], one["value_moved"]), ("2", "2", "0", "1349.55"))

    def test_text(self):
        """CLI-17: the text has who moves by which rule, and the largest of them by name."""
        text = self.succeeds(*self.arguments())
        self.assertRegex(text, r"^From policy small \(as of 2026-03-31\) to by amount \(as of 2026-03-31\), in CNY\n")
        self.assertIn("2 of 4 have another tier (50.0 %), with them a value of 1,349.55 of 9,349.55\n", text)
        self.assertIn("2 unchanged, 2 up, 0 down, 0 entered, 0 left\n", text)
        self.assertRegex(text, r"(?m)^  mid +key +up +1 +1,249\.50 +1,249\.50 +tiering\.tiers\[0\]\.when\.amount$")
        movers = text[text.index("The largest of them"):]
        self.assertRegex(movers, r"(?m)^  B +Beta +1,249\.50 +mid +key +tiering\S+share +tiering\S+amount$")
        self.assertLess(movers.index("Beta"), movers.index("Gamma"))
        self.assertRegex(text, r"Files in out\n  comparison.csv, tier_changes.csv, tier_change_summary.csv, compare.json\n$")

    def test_marker(self):
        """CLI-02: compare.json names both policies and lists the files; another comparison replaces them."""
        arguments = self.arguments()
        self.succeeds(*arguments)
        self.succeeds(*arguments)
        marker = json.loads((self.dir / "out/compare.json").read_text(encoding="utf-8"))
        self.assertEqual((marker["from"]["name"], marker["to"]["file"]), ("small", "second.json"))
        sizes = {path.name: path.stat().st_size for path in (self.dir / "out").iterdir()}
        del sizes["compare.json"]
        self.assertEqual({file["file"]: file["bytes"] for file in marker["files"]}, sizes)
        self.fails(CANNOT_CREATE, "did not write", *self.run_arguments())

    def test_nobody_moves(self):
        """CLI-17: a policy against itself moves nobody."""
        text = self.succeeds(*self.arguments(second=POLICY))
        self.assertIn("0 of 4 have another tier (0.0 %), with them a value of 0.00 of 9,349.55\n", text)
        self.assertNotIn("Who moves", text)
        self.assertEqual(self.table("tier_changes"), [])

    def test_leaves(self):
        """CLI-17: an account that the other policy leaves out is told as left, with its old value."""
        text = self.succeeds(*self.arguments(second=by_amount(zero="left_out")))
        self.assertIn("1 unchanged, 2 up, 0 down, 0 entered, 1 left\n", text)
        self.assertRegex(text, r"(?m)^  small +\(none\) +left +1 +0\.00 +0\.00 +tiering\.zero$")

    def test_states_and_overrides(self):
        """CLI-18: both policies go on from the tiers that accounts have, or each from its own; overrides hold in both."""
        keeping = dict(movement={"downgrade": "never"})
        first = copy.deepcopy(POLICY)
        first["tiering"].update(keeping)
        arguments = self.arguments(first=first, second=by_amount(**keeping))
        head = "account,tier,since,until,reviewed,missed_reviews\n"
        row = "%s,%s,2026-01-01,,2026-01-01,0\n"
        states = self.write("states.csv", head + "".join(row % stay for stay in zip("ABCD", ("key", "key", "small", "small"))))
        moved = lambda: [(r["account"], r["from_tier"], r["to_tier"]) for r in self.table("tier_changes")]
        self.succeeds(*arguments)
        self.assertEqual(moved(), [("B", "mid", "key"), ("C", "small", "mid")])
        # Whoever is key stays key under both, so that only C moves: it earns more by amount.
        self.succeeds(*arguments, "--tier-states", states)
        self.assertEqual(moved(), [("C", "small", "mid")])
        inputs = json.loads((self.dir / "out/compare.json").read_text(encoding="utf-8"))["inputs"]
        self.assertIn(("tier_states", 4), [(i["table"], i["rows"]) for i in inputs])
        overrides = self.write("overrides.csv", "account,tier,from,until,reason\nC,key,,,pilot\n")
        self.succeeds(*arguments, "--tier-states", states, "--tier-overrides", overrides)
        self.assertEqual(moved(), [])
        # The first policy moves nobody, and takes no states.
        arguments = self.arguments(second=by_amount(**keeping))
        self.fails(DATA, "under first.json: states.csv: .*has no movement", *arguments, "--tier-states", states)
        self.succeeds(*arguments, "--tier-states", "", "--tier-states", states)
        self.assertEqual(moved(), [("B", "mid", "key"), ("C", "small", "mid")])
        self.fails(USAGE, "--tier-states: expected one file for both.* 3 given", *arguments, *["--tier-states", states] * 3)

    def test_refuses(self):
        """CLI-17: two policies are needed, and they must be comparable."""
        arguments = self.arguments()
        self.fails(USAGE, "expected two policies.*1 given", *arguments[:1], *arguments[3:])
        self.fails(USAGE, "expected two policies.*3 given", *arguments, "--policy", "first.json")
        self.fails(NO_INPUT, "nowhere", *[{"second.json": "nowhere"}.get(part, part) for part in arguments])
        self.fails(USAGE, "--as-of", *arguments, "--as-of", "2026-02-30")
        self.fails(DATA, "different currencies", *self.arguments(second={**by_amount(), "currency": "USD"}))
        self.fails(DATA, "money, the second kg", *self.arguments(second=by_amount(value="weight")))
        plain = {key: value for key, value in POLICY.items() if key != "tiering"}
        self.fails(DATA, "the first result has no tiers", *self.arguments(first=plain))
        self.fails(DATA, "second.json: line ", *self.arguments(second={**POLICY, "nmae": 1}))


if __name__ == "__main__":
    unittest.main()
