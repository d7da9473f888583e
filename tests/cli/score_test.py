"""`keyhaul score`: scores of candidates from files. The supplier is that of the sample policy: 0.3 * 4 + 0.2 * 3 + 0.3 * 4 +
0.1 * 2 + 0.1 * 3 = 3.5."""

import copy
import json
import unittest

from support import POLICY, CommandLineTest, CANNOT_CREATE, DATA, NO_INPUT, USAGE

CARD = {
    "id": "supplier",
    "low": 1,
    "high": 4,
    "criteria": [
        {"id": "price", "weight": "30%", "scale": "kotler", "knock_out": {"level": "fair"}},
        {"id": "quality", "weight": "20%", "scale": "kotler"},
        {"id": "service", "weight": "30%", "scale": [
            {"label": "poor", "points": 1},
            {"label": "good", "points": 3, "anchor": "delays are announced"},
            {"label": "excellent", "points": 4},
        ]},
        {"id": "flexibility", "weight": "10%", "scale": "kotler"},
        {"id": "reputation", "weight": "10%", "scale": "kotler"},
    ],
    "bands": [
        {"name": "C", "from": 1, "decision": "drop"},
        {"name": "B", "from": "2.5", "decision": "keep"},
        {"name": "A", "from": "3.5", "decision": "pursue"},
    ],
    "hysteresis": "0.25",
}
FACTS = (
    "candidate,price,quality,service,flexibility,reputation\n"
    "Beta,poor,3,good,3,3\n"
    "Anhe,4,good,excellent,2,good\n"
    "Core,fair,fair,good,,n/a\n"
)


class ScoreTest(CommandLineTest):
    def arguments(self, facts=FACTS, out="out", **changes):
        policy = {"keyhaul": 1, "name": "suppliers", "currency": "CNY", "scorecards": [{**copy.deepcopy(CARD), **changes}]}
        return ["score", "--policy", self.write("policy.json", policy), "--facts", self.write("facts.csv", facts), "--out",
                out]

    def test_tables(self):
        """CLI-30: ratings of 4, 3, 4, 2 and 3 are exactly 3.5, which is where band A begins."""
        self.assertEqual(self.succeeds(*self.arguments()), "")
        rows = {row["candidate"]: row for row in self.table("scores")}
        self.assertEqual(list(rows), ["Anhe", "Beta", "Core"])
        anhe, beta, core = rows.values()
        self.assertEqual((anhe["score"], anhe["band"], anhe["decision"]), ("3.500000000", "A", "pursue"))
        # 0.3 * 1 + 0.7 * 3, and a price that is poor.
        self.assertEqual((beta["score"], beta["band"], beta["decision"]), ("2.400000000", "", "rejected"))
        # 5 * 2 + 3 * 3 of 8 tenths; one more applies and is not known, one does not apply.
        self.assertEqual((core["score"], core["coverage"]), ("2.375000000", "0.888888889"))
        leaves = [row for row in self.table("score_contributions") if row["candidate"] == "Anhe"]
        self.assertEqual([row["contribution"] for row in leaves],
                         ["1.200000000", "0.600000000", "1.200000000", "0.200000000", "0.300000000"])

    def test_written_whole(self):
        """CLI-01, CLI-02: score.json lists the files with their sizes; another scoring replaces them, a run does not."""
        arguments = self.arguments()
        self.succeeds(*arguments)
        self.succeeds(*arguments)
        marker = json.loads((self.dir / "out/score.json").read_text(encoding="utf-8"))
        sizes = {path.name: path.stat().st_size for path in (self.dir / "out").iterdir()}
        del sizes["score.json"]
        self.assertEqual({file["file"]: file["bytes"] for file in marker["files"]}, sizes)
        self.assertTrue({"scores.csv", "score_contributions.csv", "score_states.csv"} <= set(sizes))
        self.fails(CANNOT_CREATE, "did not write", *self.run_arguments())
        before = (self.dir / "out/scores.csv").read_bytes()
        self.fails(DATA, "facts.csv", *self.arguments(facts=FACTS.replace("fair", "fiar")))
        self.assertEqual((self.dir / "out/scores.csv").read_bytes(), before)

    def test_states(self):
        """CLI-15: the bands of one scoring are the next one's: 3.5 does not lift a B by the margin of a quarter."""
        self.succeeds(*self.arguments(facts=FACTS.replace("Anhe,4,good,excellent", "Anhe,good,good,good")))
        states = "out/score_states.csv"
        self.assertEqual([row["band"] for row in self.table("score_states")], ["B", "", "C"])
        arguments = self.arguments(out="second") + ["--score-states", states]
        self.succeeds(*arguments)
        row = self.table("scores", "second")[0]
        self.assertEqual((row["score"], row["band"], row["flags"]), ("3.500000000", "B", "band_held"))
        self.succeeds(*self.arguments(out="third"), "--score-states", "second/score_states.csv")
        for name in ("scores", "score_states", "score_contributions"):
            self.assertEqual(self.table(name, "third"), self.table(name, "second"))

    def test_summary(self):
        """CLI-09: the best by each scorecard, and where the files are."""
        text = self.succeeds(*self.arguments(), "--summary")
        self.assertTrue(text.startswith("supplier: 3 candidates, 0 without a score\n"), text)
        self.assertRegex(text, r"(?m)^ *1 +Anhe +3\.500 +100\.0 % +A +pursue$")
        self.assertRegex(text, r"(?m)^ *2 +Beta +2\.400 +100\.0 % +- +rejected$")
        self.assertRegex(text, r"(?m)^ *3 +Core +2\.375 +88\.9 % +C +drop$")
        self.assertIn("Files in out\n", text)

    def test_explanation(self):
        """CLI-30: one line says the score, its band and decision, and one for each criterion what it gave."""
        text = self.succeeds(*self.arguments(), "--explain", "Anhe", "--explain", "Core")
        anhe, core = text.split("\n\n") if "\n\n" in text else text.split("\nCore\n")
        self.assertIn("Anhe\n  supplier: 3.5, rank 1, band A: pursue; 100 % of what applies is known\n", anhe)
        self.assertIn("    price, weight 30 %: excellent, 4 points, gives 1.2; knock-out passed\n", anhe)
        self.assertIn("    flexibility, weight 10 %: fair, 2 points, gives 0.2\n", anhe)
        # Points below 4, weighted: quality 0.2, flexibility 0.2, reputation 0.1.
        self.assertIn("    reasons: quality (0.2), flexibility (0.2), reputation (0.1)", anhe)
        self.assertIn('    service, weight 30 %: good, "delays are announced", 3 points, gives 1.125\n', core)
        self.assertIn("    flexibility, weight 10 %: left_out, not_given\n", core)
        self.assertIn("    reputation, weight 10 %: not_applicable\n", core)
        # 19 + 1 of 9 tenths, or 19 + 4.
        self.assertIn("the score lies between 2.222222222 and 2.555555556", core)
        self.fails(DATA, "--explain Nobody", *self.arguments(out="other"), "--explain", "Nobody")

    def test_periods_and_notes(self):
        """ENGINE-92, ENGINE-93: which period counts, what is older than the rest, and which columns nobody asks for."""
        facts = ("candidate,period,price,quality,service,flexibility,reputation,notes\n"
                 "Anhe,2025-9,4,3,4,2,3,\nAnhe,2025-10,4,3,4,2,,moved\n")
        text = self.succeeds(*self.arguments(facts=facts), "--explain", "Anhe")
        self.assertIn("    price, weight 30 %: excellent, of 2025-10, 4 points, gives 1.2; knock-out passed\n", text)
        self.assertIn("    reputation, weight 10 %: good, of 2025-9 (stale), 3 points, gives 0.3\n", text)
        self.assertEqual([row["stale"] for row in self.table("score_contributions")], ["0", "0", "0", "0", "1"])
        self.assertEqual(self.table("score_run")[0]["other_columns"], "notes")
        self.fails(DATA, r'facts\.csv:4: column period: "2025-09" and "2025-9" in row 1 are one period; expected one '
                         r"spelling of it \(SCORING-121\)",
                   *self.arguments(facts=facts + "Beta,2025-09,4,3,4,2,3,\n"))

    def test_refused_where_it_stands(self):
        """CLI-04: a refusal in a file has its line and column's name, one in the policy its line and path."""
        cases = [
            (FACTS.replace("Core,fair", "Core,fiar"), r"facts\.csv:4: column price: 'fiar' is not a level"),
            (FACTS + "Beta,4,,,,\n", r"facts\.csv:5: column price: '4': the fact is given already"),
            (FACTS + ",4,,,,\n", r"facts\.csv:5: column candidate: is missing"),
            (FACTS.replace("price", "pirce"),
             r'facts\.csv: column price: is not there, .*did you mean "pirce"\? there are candidate, pirce, quality, '
             r"service, flexibility and reputation; see scorecards\[0\]\.criteria\[0\] of the policy \(ENGINE-92\)"),
            (FACTS.replace("candidate", "name"), r"facts\.csv: column candidate: is not there"),
            ("Period," + FACTS.replace("\n", "\n2025,", 3), r'facts\.csv: column Period: .*did you mean "period"\?'),
        ]
        for facts, pattern in cases:
            with self.subTest(pattern):
                self.fails(DATA, pattern, *self.arguments(facts=facts))
        self.write("states.csv", "scorecard,candidate,band\nsupplier,Anhe,B\nsupplier,Core,D\n")
        self.fails(DATA, r"states\.csv:3: column band: 'D': is no band of the scorecard", *self.arguments(), "--score-states", "states.csv")
        self.fails(DATA, r"policy\.json: line \d+.*scorecards\[0\]\.high", *self.arguments(high=1))

    def test_what_would_pass_in_silence(self):
        """ENGINE-88: nobody to score, a fact with the name of a column, weights beside ranks, pairs that contradict."""
        self.fails(DATA, "nobody to score", *self.arguments(facts="candidate,price\n"))
        named = [{"id": "period", "weight": 1, "scale": "kotler"}]
        self.fails(DATA, "the policy asks for a fact 'period'", *self.arguments(criteria=named))
        ranked = [{"id": "a", "rank": 1, "scale": "kotler"}, {"id": "b", "rank": 2, "weight": 9, "scale": "kotler"}]
        self.fails(DATA, "a weight beside weights that are made of ranks",
                   *self.arguments(criteria=ranked, weights="roc"))
        three = [{"id": name, "scale": "kotler"} for name in "abc"]
        pairs = {"pairs": [[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]]}
        self.fails(DATA, "the comparisons contradict one another", *self.arguments(criteria=three, weights=pairs))

    def test_pairs_are_named(self):
        """SCORING-76: a comparison that is refused stands at its place, with its criteria, its value and what is
        expected; of those that contradict one another the one that the weights, which are 1 each, are furthest from."""
        three = [{"id": name, "scale": "kotler"} for name in ("price", "quality", "service")]
        cases = [
            ([[1, 3, 5], ["1/3", 1, 2], ["1/5", "1/3", 1]], r"pairs\[1\]\[2\]: \"quality\" against \"service\": 2 and the "
             r"opposite answer, 0\.333\d*, do not multiply to 1; expected 1/2 for the opposite \(SCORING-76\)"),
            ([[1, 3, 5], ["1/3", 1, 2], ["1/5", "1/2", 2]],
             r"pairs\[2\]\[2\]: \"service\" against \"service\": 2 compares a criterion with itself; expected 1"),
            ([[1, 3, 0], ["1/3", 1, 2], ["1/5", "1/2", 1]],
             r"pairs\[0\]\[2\]: \"price\" against \"service\": 0 is not a number of times between 1e-09 and 1e\+09"),
            ([[1, "three", 5], ["1/3", 1, 2], ["1/5", "1/2", 1]],
             r"pairs\[0\]\[1\]: \"price\" against \"quality\": 'three' does not start with a digit"),
            ([[1, "3/0", 5], ["1/3", 1, 2], ["1/5", "1/2", 1]], r"\"price\" against \"quality\": expected a number or a ratio"),
            ([[1, 3], ["1/3", 1]], r"pairs: 2 rows of comparisons for 3 criteria"),
            ([[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]],
             r"pairs: .*contradict one another: .*; (\"\w+\") against (?!\1)\"\w+\" is 9, where the weights say 1$"),
        ]
        for pairs, pattern in cases:
            with self.subTest(pairs):
                line = r"policy\.json: line \d+, column \d+: scorecards\[0\]\.weights\."
                start = line if pattern.startswith("pairs") else ""
                self.fails(DATA, start + pattern, *self.arguments(criteria=three, weights={"pairs": pairs}))

    def test_exit_codes(self):
        """CLI-07: options, files and policies that are none are refused before anything is written."""
        arguments = self.arguments()
        self.fails(USAGE, "--facts", *arguments[:3], *arguments[5:])
        self.fails(NO_INPUT, "nowhere", *[{"facts.csv": "nowhere"}.get(part, part) for part in arguments])
        self.fails(NO_INPUT, "nowhere", *arguments, "--score-states", "nowhere")
        self.write("plain.json", POLICY)
        self.fails(DATA, "no scorecards", *[{"policy.json": "plain.json"}.get(part, part) for part in arguments])
        (self.dir / "mine").mkdir()
        self.write("mine/notes.txt", "keep")
        self.fails(CANNOT_CREATE, "mine", *self.arguments(out="mine"))


if __name__ == "__main__":
    unittest.main()
