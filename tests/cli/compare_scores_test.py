"""`keyhaul compare` with facts: two policies over one table of candidates.

By equal weights P has 55, Q 55 and R 10; by 3 and 1 P has 67.5, Q 42.5 and R 10. The band "high" begins at 50.
"""

import json
import math
import unittest

from support import CommandLineTest, CANNOT_CREATE, DATA, NO_INPUT, USAGE

FACTS = "candidate,x,y\nP,80,30\nQ,30,80\nR,10,10\n"


def policy(name, x, y, **more):
    leaf = lambda fact, weight: {"id": fact, "weight": weight, "linear": {"worst": 0, "best": 100}}
    card = {"id": "s", "low": 0, "high": 100, "criteria": [leaf("x", x), leaf("y", y)],
            "bands": [{"name": "low", "from": 0}, {"name": "high", "from": 50}], **more}
    return {"keyhaul": 1, "name": name, "currency": "CNY", "scorecards": [card]}


class CompareScoresTest(CommandLineTest):
    def arguments(self, first=policy("old", 1, 1), second=policy("new", 3, 1), facts=FACTS):
        self.write("first.json", first)
        self.write("second.json", second)
        return ["compare", "--policy", "first.json", "--policy", "second.json", "--facts", self.write("facts.csv", facts),
                "--out", "out"]

    def test_tables(self):
        """CLI-40: the files say how far the two agree, who changes, and by what; compare.json names both policies."""
        self.succeeds(*self.arguments())
        (pair,) = self.table("score_comparison")
        self.assertEqual([pair["from_scorecard"], pair["to_scorecard"], pair["candidates"]], ["s", "s", "3"])
        # One pair is tied in the first, and two of three agree.
        self.assertAlmostEqual(float(pair["kendall_tau_b"]), 2 / math.sqrt(2 * 3), places=9)
        self.assertEqual([pair["other_rank"], pair["largest_move"], pair["other_band"]], ["1", "1", "1"])
        (change,) = self.table("score_changes")
        self.assertEqual([change[key] for key in ("candidate", "from_rank", "to_rank", "from_band", "to_band", "driver",
                                                  "driver_change")],
                         ["Q", "1", "2", "high", "low", "y", "-0.200000000"])
        marker = json.loads((self.dir / "out/compare.json").read_text(encoding="utf-8"))
        (run,) = self.table("score_comparison_run")
        self.assertEqual(marker["to"], {"file": "second.json", "name": "new", "digest": run["to_policy_digest"]})
        self.assertEqual([(one["table"], one["rows"]) for one in marker["inputs"]], [("facts", 3)])
        sizes = {path.name: path.stat().st_size for path in (self.dir / "out").iterdir()}
        del sizes["compare.json"]
        self.assertEqual({file["file"]: file["bytes"] for file in marker["files"]}, sizes)

    def test_text(self):
        """CLI-40: the text has the agreement of each pair, and those who move furthest."""
        text = self.succeeds(*self.arguments())
        self.assertTrue(text.startswith("From policy old to new\n"), text)
        self.assertRegex(text, r"(?m)^ *scorecard s +scorecard s +3 +0\.816 +0\.866 +1 +1 +1$")
        self.assertRegex(text, r"(?m)^ *scorecard s +Q +1 +2 +high +low +y +-0\.200$")
        self.assertIn("Files in out\n", text)
        same = self.succeeds(*self.arguments(second=policy("old", 1, 1)))
        self.assertRegex(same, r"(?m)^ *scorecard s +scorecard s +3 +1\.000 +1\.000 +0 +0 +0$")
        self.assertNotIn("Who changes", same)

    def test_states(self):
        """CLI-40: both go on from the bands that candidates have, or each from its own: by a margin Q stays high."""
        margin = dict(hysteresis=10)
        arguments = self.arguments(policy("old", 1, 1, **margin), policy("new", 3, 1, **margin))
        states = self.write("states.csv", "scorecard,candidate,band\ns,Q,high\n")
        moved = lambda: [(row["candidate"], row["from_band"], row["to_band"]) for row in self.table("score_changes")]
        self.succeeds(*arguments)
        self.assertEqual(moved(), [("Q", "high", "low")])
        self.succeeds(*arguments, "--score-states", states)
        self.assertEqual(moved(), [])
        self.succeeds(*arguments, "--score-states", states, "--score-states", "")
        self.assertEqual(moved(), [("Q", "high", "low")])
        self.fails(USAGE, "--score-states: expected one file for both.* 3 given", *arguments, *["--score-states", states] * 3)

    def test_refuses(self):
        """CLI-40: facts or a ledger, two policies of scores, and which of them refuses the facts."""
        arguments = self.arguments()
        without = [part for part in arguments if part not in ("--facts", "facts.csv")]
        self.fails(USAGE, "--ledger, to compare tiers, or --facts", *without)
        self.fails(USAGE, "--facts", *arguments, "--ledger", "facts.csv")
        self.fails(USAGE, "--facts", *arguments, "--tier-states", "facts.csv")
        self.fails(USAGE, "--score-states", *without, "--ledger", "facts.csv", "--score-states", "facts.csv")
        self.fails(USAGE, "expected two policies.*3 given", *arguments, "--policy", "first.json")
        self.fails(NO_INPUT, "nowhere", *[{"facts.csv": "nowhere"}.get(part, part) for part in arguments])
        strict = policy("strict", 1, 1, missing="error")
        self.fails(DATA, "under second.json: facts.csv.*'x' is not known",
                   *self.arguments(second=strict, facts=FACTS + "T,,10\n"))
        self.write("mine", "a file")
        self.fails(CANNOT_CREATE, "mine", *[{"out": "mine"}.get(part, part) for part in self.arguments()])


if __name__ == "__main__":
    unittest.main()
