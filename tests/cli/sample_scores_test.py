"""The sample scorecards over their sample facts: every score, band, decision and contribution against an independent
computation in fractions (expected_scores.py), and some of them against sums that stand here, worked out by hand from
the policy's text."""

import math
import unittest
from fractions import Fraction

import expected_scores
from support import CommandLineTest, SOURCE_DIR

EXAMPLES = SOURCE_DIR / "examples"
SAMPLES = ("supplier-evaluation", "prospective-account", "credit-ratios", "buying-centre", "satisfaction-survey",
           "order-winning-factors", "competitor-comparison")


class SampleScoresTest(CommandLineTest):
    def score(self, name, *options):
        policy, facts = EXAMPLES / f"policies/{name}.json", EXAMPLES / f"facts/{name}.csv"
        self.succeeds("score", "--policy", policy, "--facts", facts, *options, "--out", name)
        return self.table("scores", name)

    def result(self, name, scorecard=None):
        """{candidate: row} of one scorecard."""
        return {row["candidate"]: row for row in self.score(name) if scorecard in (None, row["scorecard"])}

    def leaves(self, name, candidate):
        return {row["criterion"]: row for row in self.table("score_contributions", name)
                if row["candidate"] == candidate}

    def is_scored(self, row, score, band, decision):
        """The score is exact to the nine digits that are shown."""
        self.assertEqual(Fraction(row["score"]), Fraction(math.floor(score * 10**9 + Fraction(1, 2)), 10**9), row)
        self.assertEqual((row["band"], row["decision"]), (band, decision), row)

    def test_all(self):
        """CLI-30: every column that says what a candidate is worth, and why, is that of the independent computation."""
        for name in SAMPLES:
            with self.subTest(name):
                rows = self.score(name)
                scores, contributions = expected_scores.expected(EXAMPLES / f"policies/{name}.json",
                                                                 EXAMPLES / f"facts/{name}.csv")
                self.assertEqual(expected_scores.shown(rows, scores), scores)
                table = self.table("score_contributions", name)
                self.assertEqual(expected_scores.shown(table, contributions), contributions)

    def test_supplier(self):
        """CLI-30: 4, 3, 4, 2 and 3 are exactly 3.5, which is where the best band begins."""
        rows = self.result("supplier-evaluation")
        ratings = zip((30, 20, 30, 10, 10), (4, 3, 4, 2, 3))
        self.assertEqual(sum(weight * points for weight, points in ratings), 350)
        self.assertEqual(rows["Anhe Packaging"]["score"], "3.500000000")
        self.is_scored(rows["Anhe Packaging"], Fraction("3.5"), "preferred", "pursue")
        self.is_scored(rows["Beiyu Pallets"], Fraction("2.6"), "approved", "keep")
        self.is_scored(rows["Chengxin Labels"], Fraction("1.9"), "phase-out", "drop")
        self.is_scored(rows["Dongli Fork Lifts"], Fraction("3.1"), "", "rejected")  # products fail
        self.is_scored(rows["Enhui Tyres"], Fraction("3.7"), "approved", "keep")  # held down by its service
        # 30 % are not known, which is just allowed, but they are what nobody may be poor in.
        self.is_scored(rows["Fuda Fuel"], Fraction(3 * 4 + 2 * 3 + 2 + 3, 7), "approved", "collect more information")
        # Reputation and flexibility do not apply: nothing is missing, and the rest is the whole.
        self.is_scored(rows["Guanghua Films"], Fraction(3 * 3 + 3 * 4 + 3, 7), "approved", "keep")
        self.assertEqual(Fraction(rows["Guanghua Films"]["coverage"]), 1)
        # One that is not known does: 80 % are left.
        self.is_scored(rows["Hengtai Racks"], Fraction(3 * 4 + 3 * 4 + 3 + 3, 8), "preferred", "pursue")
        self.assertEqual(Fraction(rows["Hengtai Racks"]["coverage"]), Fraction("0.8"))
        self.is_scored(rows["Jinlong Cases"], Fraction(4), "", "collect more information")
        anchors = {criterion: row["anchor"] for criterion, row in
                   self.leaves("supplier-evaluation", "Anhe Packaging").items()}
        self.assertEqual(anchors["service_reliability"], "85 to 95 % on time, delays are announced")
        self.assertTrue(all(anchors.values()))

    def test_supplier_a_year_later(self):
        """CLI-30: 3.5 does not lift a supplier that was only approved, and 24/7 leaves another where it was."""
        states = self.write("states.csv", "scorecard,candidate,band\nsupplier,Anhe Packaging,approved\n"
                            "supplier,Guanghua Films,preferred\nsupplier,Beiyu Pallets,preferred\n")
        rows = {row["candidate"]: row for row in self.score("supplier-evaluation", "--score-states", states)}
        self.is_scored(rows["Anhe Packaging"], Fraction("3.5"), "approved", "keep")
        self.is_scored(rows["Guanghua Films"], Fraction(24, 7), "preferred", "pursue")
        self.is_scored(rows["Beiyu Pallets"], Fraction("2.6"), "approved", "keep")
        held = [name for name, row in rows.items() if "band_held" in row["flags"].split()]
        self.assertEqual(held, ["Anhe Packaging", "Guanghua Films"])

    def test_prospect(self):
        """CLI-30: a prospect is pursued, dropped, or looked at more closely for one of three reasons."""
        rows = self.result("prospective-account")
        # A tenth of the greatest revenue is half of all points; 15 % growth 80, 10 % cost 75, a share of 30 % 220/3.
        economics = Fraction(4 * 50 + 2 * 80 + 2 * 100 + 2 * 75, 10)
        position = (2 * 100 + Fraction(220, 3) + 100) / 4
        self.is_scored(rows["Jade Electronics"], Fraction(6, 10) * economics + Fraction(4, 10) * position,
                       "attractive", "pursue")
        # No growth, the least revenue, very late, 30 % cost; only a share of wallet of 5 % gives 15 points.
        self.is_scored(rows["Pine Furniture"], Fraction(4, 10) * Fraction(15, 4), "unattractive", "drop")
        decided = {name: row["flags"].split() for name, row in rows.items()
                   if row["decision"] == "collect more information"}
        self.assertEqual(decided["Lotus Retail"], [])
        self.assertIn("band_capped", decided["Moonlight Pharma"])
        self.assertIn("knock_out_undecided", decided["River Foods"])
        self.assertIn("below_min_coverage", decided["Silver Garments"])
        leaf = self.leaves("prospective-account", "Spring Startup")["cost_to_serve"]
        self.assertEqual((leaf["state"], leaf["reason"]), ("left_out", "divisor_not_positive"))

    def test_credit(self):
        """CLI-30: ratios are exact, and one without a positive divisor is missing, which the coverage says."""
        rows = self.result("credit-ratios")
        leaves = self.leaves("credit-ratios", "Aligned Wholesale")
        values = {"current_ratio": Fraction(660, 400), "quick_ratio": Fraction(660 - 250, 400),
                  "debt_to_tangible_net_worth": Fraction(610, 450), "interest_cover": Fraction(95, 19),
                  "net_assets_per_share": Fraction(470, 160), "gross_margin": Fraction(440, 1760),
                  "operating_cycle": Fraction(365 * 250, 1320) + Fraction(365 * 210, 1760),
                  "liquidity_change": Fraction(660, 400) - Fraction(620, 400), "sales_growth": Fraction(160, 1600)}
        for criterion, value in values.items():
            self.assertEqual(Fraction(leaves[criterion]["value"]), value, criterion)
        # 5 is a third of the way from the median 3.5 to the upper quartile 8.
        self.assertEqual(Fraction(leaves["interest_cover"]["points"]).limit_denominator(1000), 50 + Fraction(25, 3))
        bad = {name: self.leaves("credit-ratios", "Deep Water")[name]["reason"]
               for name in ("debt_to_equity", "debt_to_tangible_net_worth")}
        self.assertEqual(set(bad.values()), {"divisor_not_positive"})
        self.assertEqual(Fraction(rows["Deep Water"]["coverage"]), Fraction(9, 10))  # less 2 of 6 parts of 30 %
        self.assertEqual((rows["Deep Water"]["band"], rows["Deep Water"]["decision"]), ("", "rejected"))
        # Goodwill is more than the equity; interest that does not apply takes nothing away; a first year has no trend.
        self.assertEqual(Fraction(rows["Boom and Bust"]["coverage"]), Fraction(95, 100))
        self.assertEqual(Fraction(rows["Cash Rich"]["coverage"]), 1)
        self.assertEqual(Fraction(rows["Early Days"]["coverage"]), Fraction(9, 10))
        self.assertEqual(self.leaves("credit-ratios", "Early Days")["sales_growth"]["reason"], "no_earlier_period")
        self.assertEqual(rows["Few Figures"]["decision"], "collect more information")

    def test_buying_centre(self):
        """CLI-30: influence times stance, and the one who costs most, who need not be the most influential."""
        rows = self.result("buying-centre")
        self.is_scored(rows["Great Wall Motors Parts"], Fraction(-40 + 2 * 30 - 2 * 25 + 5, 200), "open",
                       "arm the supporters")
        self.is_scored(rows["Harbour Chemicals"], Fraction(50 + 2 * 30, 200), "for us", "ask for the order")
        self.is_scored(rows["Island Seafood"], Fraction(-70 + 30, 100), "against us",
                       "win over the largest opponent first")
        self.is_scored(rows["Kite Toys"], Fraction(0), "open", "arm the supporters")
        self.assertEqual((rows["Lake Paper"]["score"], rows["Lake Paper"]["decision"]), ("", "find out who decides"))
        opponents = {name: self.leaves("buying-centre", name)["stance"] for name in rows}
        self.assertEqual({name: row["opponent"] for name, row in opponents.items()},
                         {"Great Wall Motors Parts": "warehouse manager", "Harbour Chemicals": "",
                          "Island Seafood": "owner", "Kite Toys": "", "Lake Paper": ""})
        row = opponents["Great Wall Motors Parts"]
        self.assertEqual((Fraction(row["opponent_points"]), Fraction(row["opponent_weight"])), (-1, Fraction(1, 4)))
        self.assertEqual((row["raters"], Fraction(row["dispersion"])), ("4", 2))

    def test_survey(self):
        """CLI-30: medians of each half-year, then half of the past and half of the new; empty ones are passed over."""
        rows = self.result("satisfaction-survey")
        # The lower of two answers; "recommend" is worth 1.5 at 3 and 2 at 6.
        punctuality, handling, claims = Fraction(2 + 4, 2), Fraction(2 + 3, 2), Fraction(1 + 3, 2)
        recommend = (Fraction("1.5") + 2) / 2
        service = (3 * punctuality + 2 * handling + claims) / 6
        self.is_scored(rows["Basalt Stone"], (3 * service + recommend) / 4, "at risk", "visit within two weeks")
        # Three answers: the angry one does not move the median. 7 is worth 3.
        self.is_scored(rows["Cedar Homes"], (3 * Fraction(3 * 4 + 2 * 4 + 3, 6) + 3) / 4, "content", "keep")
        self.assertEqual(rows["Delta Fish"]["decision"], "ask again")
        # A claim that never was is out of the whole; what nobody answered is not.
        self.assertEqual(Fraction(rows["Amber Books"]["coverage"]), 1)
        self.assertEqual(Fraction(rows["Delta Fish"]["coverage"]).limit_denominator(100), Fraction(2, 7))

    def test_tenders(self):
        """CLI-30: winners count 25/48, 13/48, 7/48 and 3/48 by their order; qualifiers only knock out."""
        rows = self.result("order-winning-factors")
        best = (25 * Fraction(250, 3) + 13 * 100 + 7 * 100 + 3 * 100) / 48  # a price of 0.95 is 250/3
        self.is_scored(rows["T-01 spare parts"], best, "likely", "offer with the best team")
        middle = (25 * 40 + 13 * 60 + 7 * 100 + 3 * 50) / Fraction(48)  # a price of 1.08, two days, milestones
        self.is_scored(rows["T-02 textiles"], middle, "even", "offer the standard")
        self.is_scored(rows["T-03 chemicals"], Fraction(100), "", "rejected")  # without a licence
        self.assertEqual(rows["T-04 electronics"]["decision"], "rejected")  # insured for too little
        self.is_scored(rows["T-05 fresh food"], Fraction(49), "hopeless", "do not offer")  # capped: too often late
        # Punctuality is not known. 1.05 is half of the price's points, 0.7 % damage half of the way to 1.1 %.
        self.is_scored(rows["T-06 furniture"], (25 * 50 + 13 * 20 + 7 * 50) / Fraction(48), "hopeless",
                       "clarify the qualifiers")
        self.assertEqual(self.leaves("order-winning-factors", "T-07 books")["price"]["state"], "stood_in")

    def test_competitors(self):
        """CLI-30: the two scorecards differ in who is first, and the comparison says who changes, and by what."""
        rows = self.result("competitor-comparison", "management")
        ours = Fraction(35 * 3 + 25 * 2 + 20 * 4 + 10 * 3 + 10 * 3, 100)
        theirs = Fraction(35 * 4 + 25 * 3 + 20 * 2 + 10 * 2 + 10 * 2, 100)
        self.is_scored(rows["we"], ours, "level", "differ")
        self.is_scored(rows["Northwind Express"], theirs, "level", "differ")
        self.assertEqual([(rows[name]["rank"], rows[name]["tied"]) for name in ("we", "Northwind Express")],
                         [("1", "1"), ("1", "1")])
        comparison, = self.table("score_comparison", "competitor-comparison")
        # Of six pairs three agree, two do not, and one is tied by the management: (3 - 2) / sqrt(5 * 6).
        self.assertAlmostEqual(float(comparison["kendall_tau_b"]), 1 / math.sqrt(30), places=9)
        # Ranks 1.5, 1.5, 3, 4 against 1, 3, 4, 2, in sums of products about their mean 2.5.
        self.assertAlmostEqual(float(comparison["spearman_rho"]), 1 / math.sqrt(Fraction(9, 2) * 5), places=9)
        counts = [comparison[column] for column in ("candidates", "other_rank", "other_band")]
        self.assertEqual(counts, ["4", "3", "3"])
        changes = {row["candidate"]: (row["from_band"], row["to_band"]) for row in
                   self.table("score_changes", "competitor-comparison")}
        self.assertEqual(changes, {"Cheap and Far": ("level", "weak"), "Red Kite Cargo": ("weak", "level"),
                                   "we": ("level", "strong")})

    def test_drivers(self):
        """CLI-30: a change of band is driven by the criterion that gives most more, or less, of the range."""
        self.score("competitor-comparison")
        parts = {}
        for row in self.table("score_contributions", "competitor-comparison"):
            way = Fraction(row["weight"]) * (Fraction(row["points"]) - 1) / 3  # from 1 to 4
            parts.setdefault(row["candidate"], {}).setdefault(row["criterion"], {})[row["scorecard"]] = way
        for row in self.table("score_changes", "competitor-comparison"):
            change = {criterion: by["customers"] - by["management"]
                      for criterion, by in parts[row["candidate"]].items()}
            driver = max(change, key=lambda criterion: abs(change[criterion]))
            self.assertEqual(row["driver"], driver, row)
            self.assertAlmostEqual(float(row["driver_change"]), float(change[driver]), places=8)


if __name__ == "__main__":
    unittest.main()
