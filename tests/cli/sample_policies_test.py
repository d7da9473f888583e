"""The sample policies over a sample ledger: where they contradict themselves, and what then decides.

What an account meets is worked out here from the values of its row in tiers.csv, in Python's decimal arithmetic; those
values are the sums of the ledger (tests/real has the proof against an independent computation).
"""

import collections
import decimal
import math
import unittest

from support import CommandLineTest, SOURCE_DIR

Decimal = decimal.Decimal
POLICIES = SOURCE_DIR / "examples/policies"


class SamplePoliciesTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.succeeds("generate", "--rows", 12000, "--accounts", 500, "--out", "sample")

    def tier(self, policy, out, *options):
        arguments = ["--accounts", "sample/accounts.csv", "--ledger", "sample/ledger.csv", *options, "--out", out]
        self.succeeds("tier", "--policy", POLICIES / policy, *arguments)
        return self.table("tiers", out)

    def test_pyramid(self):
        """CLI-12: where percentile and band contradict each other, the band wins, and the rule says so."""
        rows = self.tier("courier-pyramid.json", "out")
        values = sorted((Decimal(row["value"]) for row in rows if Decimal(row["value"]) > 0), reverse=True)
        # The least value among the largest 5 and 20 percent, rounded up; equal values share the upper tier.
        least = {percent: values[math.ceil(Decimal(percent * len(values)) / 100) - 1] for percent in (5, 20)}
        seen = collections.Counter()
        for row in rows:
            value = Decimal(row["value"])
            percentile = "key" if value >= least[5] else "middle" if value >= least[20] else "small"
            band = Decimal(2000) * 12 <= value <= Decimal(10000) * 12
            expected = "middle" if band else percentile
            self.assertEqual(row["tier"], expected, row)
            seen[percentile, band] += 1
            if band:
                self.assertEqual(row["rule"], "tiering.tiers[1].when.any[0].monthly_mean", row)
            elif percentile == "middle":
                self.assertEqual(row["rule"], "tiering.tiers[1].when.any[1].rank", row)
        # In the band and among the largest 5 %, or below the largest 20 %; among the largest 20 % and not in the band.
        contradictions = [seen["key", True] + seen["small", True], seen["middle", False]]
        self.assertGreater(min(contradictions), 0, seen)

    def test_pyramid_without_its_priority(self):
        """CLI-12: without the priority the percentile wins at the top, and compare tells who moves by which rule."""
        text = (POLICIES / "courier-pyramid.json").read_text(encoding="utf-8")
        self.write("copy.json", text.replace(', "priority": 1', ""))
        arguments = ["--accounts", "sample/accounts.csv", "--ledger", "sample/ledger.csv", "--out", "compared"]
        self.succeeds("compare", "--policy", POLICIES / "courier-pyramid.json", "--policy", "copy.json", *arguments)
        before = {row["account"]: row for row in self.tier("courier-pyramid.json", "out")}
        changes = self.table("tier_changes", "compared")
        for row in changes:
            self.assertEqual((row["from_tier"], row["to_tier"], row["to_rule"]), ("middle", "key", "tiering.tiers[0].when.rank"))
            self.assertEqual(row["value_to"], before[row["account"]]["value"])
        self.assertTrue(changes)

    def test_classes(self):
        """CLI-12: accounts of the sample are in each class that its size allows; the first is the primary one."""
        rows = self.tier("courier-pyramid.json", "out")
        with open(self.dir / "sample/accounts.csv", encoding="utf-8") as stream:
            self.assertIn("tags,opened", stream.readline())
        order = ["economic", "group", "strategic", "important", "potential"]
        accounts = {row["account"]: row for row in self.table("accounts", "sample")}
        seen = collections.Counter()
        for row in rows:
            classes = row["classes"].split("; ") if row["classes"] else []
            self.assertEqual(classes, sorted(classes, key=order.index))
            self.assertEqual(row["class"], classes[0] if classes else "")
            self.assertEqual("economic" in classes, Decimal(row["value"]) >= 5000000)
            self.assertEqual("strategic" in classes, "strategic" in accounts[row["account"]]["tags"].split("; "))
            self.assertEqual("important" in classes, row["tier"] == "key")
            seen.update(classes)
        self.assertLessEqual({"group", "strategic", "important", "potential"}, set(seen))

    def test_pareto_over_two_quarters(self):
        """CLI-12: shares and movement contradict each other: some accounts keep a tier that they no longer earn."""
        members = ("--memberships", "sample/memberships.csv")
        march = self.tier("pareto-80-15-5.json", "march", "--as-of", "2026-03-31", *members)
        june = self.tier("pareto-80-15-5.json", "june", "--as-of", "2026-06-30", *members, "--tier-states", "march/tier_states.csv")
        had = {row["account"]: row["tier"] for row in march}
        kept = 0
        for row in june:
            if row["movement"] in ("retained", "graced", "resident"):
                kept += 1
                self.assertNotEqual(row["tier"], row["earned_tier"])
                self.assertEqual(row["tier"], row["previous_tier"])
            elif row["movement"] == "upgraded":
                self.assertLess(row["tier"], row["previous_tier"])  # A is above B
            if not row["head"] and row["previous_tier"]:
                self.assertEqual(row["previous_tier"], had[row["account"]])
        self.assertGreater(kept, 0)
        # A earns at least 80 % of the sum of the positive values of what is tiered: groups once, at their heads.
        units = [row for row in june if not row["head"]]
        base = sum(max(Decimal(row["value"]), Decimal(0)) for row in units)
        held = sum(Decimal(row["value"]) for row in units if row["earned_tier"] == "A")
        self.assertGreaterEqual(held, base * Decimal("0.8"))


if __name__ == "__main__":
    unittest.main()
