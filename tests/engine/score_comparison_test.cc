// Scorecards and rankings against one another, of one policy and of two. Ranks, shares and correlations are worked out
// in the comments, from the formulas of the field.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "keyhaul/engine/compiled_policy.h"
#include "tests/engine/score_of.h"

namespace keyhaul {
namespace {

using testing::Cells;
using testing::kBands;
using testing::PolicyJson;
using testing::Rows;
using testing::ScoreOf;
using testing::Texts;

constexpr char kWeight[] = R"(, "weight": )";

std::string Leaf(const std::string& id, const std::string& weight) {
  return R"({"id": ")" + id + R"(", "linear": {"worst": 0, "best": 100}, "weight": )" + weight + "}";
}

// A scorecard from 0 to 100 over x and y.
std::string Card(const std::string& id, const std::string& x, const std::string& y, const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "low": 0, "high": 100, "criteria": [)" + Leaf("x", x) + "," + Leaf("y", y) + "]" +
         more + "}";
}

std::string Sum(const std::string& id, const std::string& x, const std::string& y, const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "method": "weighted_sum", "criteria": [{"id": "x")" + kWeight + x +
         R"(}, {"id": "y")" + kWeight + y + "}]" + more + "}";
}

std::string PolicyOf(const std::string& cards, const std::string& rankings, const std::string& name = "both") {
  return R"({"keyhaul": 1, "name": ")" + name + R"(", "currency": "EUR")" +
         (cards.empty() ? "" : R"(, "scorecards": [)" + cards + "]") +
         (rankings.empty() ? "" : R"(, "rankings": [)" + rankings + "]") + "}";
}

// x from the least to the most, (x - 30) / 60: 1, 2/3, 1/3, 0. y / 10: 0, 0.1, 1, 0.5. Of E no y is known.
const Rows kFive = {{"candidate", "x", "y"}, {"A", "90", "0"}, {"B", "70", "1"},
                    {"C", "50", "10"},       {"D", "30", "5"}, {"E", "80", ""}};

// ENGINE-100: by x alone A, E, B, C, D; the sum ranks C 2/3, A 1/2, B 0.38, D 1/4. E is in nobody's way. Of six pairs
// two are turned around: (4 - 2) / 6; and 1 - 6 (1 + 1 + 4) / (4 * 15).
TEST(ScoreComparison, RankingAgainstScorecard) {
  const std::string card = R"({"id": "s", "low": 0, "high": 100, "criteria": [)" + Leaf("x", "1") + "]" + kBands + "}";
  const RunResult result = ScoreOf(PolicyOf(card, Sum("r", "1", "1")), kFive);
  EXPECT_EQ(Cells(result, "score_comparison", "from_kind"), (Texts{"scorecard"}));
  EXPECT_EQ(Cells(result, "score_comparison", "from_scorecard"), (Texts{"s"}));
  EXPECT_EQ(Cells(result, "score_comparison", "to_kind"), (Texts{"ranking"}));
  EXPECT_EQ(Cells(result, "score_comparison", "to_scorecard"), (Texts{"r"}));
  EXPECT_EQ(Cells(result, "score_comparison", "candidates"), (Texts{"4"}));
  EXPECT_EQ(Cells(result, "score_comparison", "kendall_tau_b"), (Texts{"333333333"}));
  EXPECT_EQ(Cells(result, "score_comparison", "spearman_rho"), (Texts{"400000000"}));
  EXPECT_EQ(Cells(result, "score_comparison", "other_rank"), (Texts{"3"}));
  EXPECT_EQ(Cells(result, "score_comparison", "other_band"), (Texts{"0"}));
  EXPECT_EQ(Cells(result, "score_comparison", "largest_move"), (Texts{"2"}));
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"A", "B", "C"}));
  EXPECT_EQ(Cells(result, "score_changes", "from_rank"), (Texts{"1", "2", "3"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_rank"), (Texts{"2", "3", "1"}));
  EXPECT_EQ(Cells(result, "score_changes", "from_band"), (Texts{"high", "high", "high"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_band"), (Texts{"-", "-", "-"}));
  // A part of the range and one of a set's own extremes have no common measure.
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"-", "-", "-"}));
}

// ENGINE-101: by weights of 3 and 1 the sums are 0.75, 0.525, 0.5, 0.125; by 1 and 3 they are 0.25, 0.24, 0.83, 0.375.
// x then gives half of its normalised value less, on the mean 1/4; y half more, on the mean 1/5.
//   less the mean   x -0.25, -1/12, 1/12, 0.25   y -0.2, -0.15, 0.3, 0.05   A and B fall, C and D rise
TEST(ScoreComparison, DriverOfARank) {
  const RunResult result = ScoreOf(PolicyOf("", Sum("p", "3", "1") + "," + Sum("q", "1", "3")), kFive);
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"A", "B", "C", "D"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_rank"), (Texts{"3", "4", "1", "2"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"x", "y", "y", "x"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver_change"),
            (Texts{"-250000000", "-150000000", "300000000", "250000000"}));
}

// ENGINE-101: two scorecards without bands are compared like that, too. Their parts are of the range: x / 100.
//   weights 3 and 1: 90 and 40 give 77.5, 70 and 80 give 72.5; 1 and 3: 52.5 and 77.5
//   change of x and y: -0.45 and 0.2; -0.35 and 0.4. Less their means -0.4 and 0.3: -0.05 and -0.1; 0.05 and 0.1
TEST(ScoreComparison, DriverOfARankByScorecards) {
  const RunResult result = ScoreOf(PolicyJson(Card("p", "3", "1") + "," + Card("q", "1", "3")),
                                   {{"candidate", "x", "y"}, {"A", "90", "40"}, {"B", "70", "80"}});
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"A", "B"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"y", "y"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver_change"), (Texts{"-100000000", "100000000"}));
}

// ENGINE-101: by weights of 1 and 1 C 65, B 30, A 15; by 9 and 1 C 93, A 19, B 14. x gives 0.4 x / 100 more, on the
// mean 0.52 / 3, and y 0.4 y / 100 less, on the mean 0.12.
//   less the mean   A: x -0.0933, y 0.08   B: x -0.1333, y -0.08
// A rises, though x speaks against it more than y does for it: B has lost more.
TEST(ScoreComparison, DriverSpeaksForTheMove) {
  const RunResult result = ScoreOf(PolicyJson(Card("p", "1", "1") + "," + Card("q", "9", "1")),
                                   {{"candidate", "x", "y"}, {"A", "20", "10"}, {"B", "10", "50"}, {"C", "100", "30"}});
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"A", "B"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_rank"), (Texts{"2", "3"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"y", "x"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver_change"), (Texts{"80000000", "-133333333"}));
}

// ENGINE-101: what is normalised in two ways has no common measure, and other methods do not add up criteria.
TEST(ScoreComparison, NoDriverWithoutACommonMeasure) {
  const std::string other = Sum("q", "1", "3", R"(, "normalization": "sum")");
  std::string ideal = Sum("t", "1", "3");
  ideal.replace(ideal.find("weighted_sum"), 12, "topsis");
  for (const std::string& second : {other, ideal}) {
    const RunResult result = ScoreOf(PolicyOf("", Sum("p", "3", "1") + "," + second), kFive);
    const Texts drivers = Cells(result, "score_changes", "driver");
    ASSERT_FALSE(drivers.empty());
    EXPECT_EQ(drivers, Texts(drivers.size(), "-"));
  }
}

// ENGINE-102: weights times normalised values; E is not ranked. A column of one value has no part.
TEST(ScoreComparison, ContributionsToWeightedSums) {
  const RunResult result = ScoreOf(PolicyOf("", Sum("p", "3", "1")), kFive);
  EXPECT_EQ(Cells(result, "ranking_contributions", "candidate"), (Texts{"A", "A", "B", "B", "C", "C", "D", "D"}));
  EXPECT_EQ(Cells(result, "ranking_contributions", "criterion"), (Texts{"x", "y", "x", "y", "x", "y", "x", "y"}));
  EXPECT_EQ(Cells(result, "ranking_contributions", "weight")[0], "750000000");
  EXPECT_EQ(Cells(result, "ranking_contributions", "contribution"),
            (Texts{"750000000", "0", "500000000", "25000000", "250000000", "250000000", "0", "125000000"}));
  EXPECT_EQ(Cells(result, "rankings", "value"), (Texts{"750000000", "525000000", "500000000", "125000000", "-"}));

  const RunResult constant = ScoreOf(PolicyOf("", Sum("p", "3", "1") + "," + Sum("q", "1", "0")),
                                     {{"candidate", "x", "y"}, {"A", "1", "7"}, {"B", "2", "7"}});
  EXPECT_EQ(Cells(constant, "ranking_contributions", "weight"),
            (Texts{"1000000000", "0", "1000000000", "0", "1000000000", "0", "1000000000", "0"}));
  EXPECT_EQ(Cells(constant, "ranking_contributions", "contribution"),
            (Texts{"0", "0", "1000000000", "0", "0", "0", "1000000000", "0"}));
}

const Rows kThree = {{"candidate", "x", "y"}, {"P", "80", "30"}, {"Q", "30", "80"}, {"R", "10", "10"}};

RunResult Compared(const RunResult& from, const RunResult& to) {
  Result<RunResult> compared = CompareScores(from, to);
  EXPECT_TRUE(compared.ok()) << compared.error().Text();
  return *std::move(compared);
}

// ENGINE-101: 50 of both is a score of 50 by any weights; the part of x falls from 0.25 to 0.125, that of y rises as
// much.
TEST(ScoreComparison, BandsThatMoveHaveNoDriver) {
  constexpr char kFrom60[] = R"(, "bands": [{"name": "low", "from": 0}, {"name": "high", "from": 60}])";
  const std::string before = Card("before", "1", "1", kBands);
  const RunResult result = ScoreOf(PolicyOf(before + "," + Card("after", "1", "3", kFrom60), ""),
                                   {{"candidate", "x", "y"}, {"A", "50", "50"}});
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"A"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"-"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver_change"), (Texts{"-"}));
}

// ENGINE-103: P 55, Q 55, R 10 against P 67.5, Q 42.5, R 10. One pair is tied in the first, two agree: 2 / sqrt(2 * 3);
// and of places 1.5, 1.5, 3 and 1, 2, 3: 1.5 / sqrt(1.5 * 2). Q falls below 50; y gave it 0.4 of the range, now 0.2.
TEST(ScoreComparison, OneScorecardOfTwoPolicies) {
  const RunResult from = ScoreOf(PolicyOf(Card("s", "1", "1", kBands), Sum("r", "1", "1"), "old"), kThree);
  const RunResult to = ScoreOf(
      PolicyOf(Card("other", "1", "9", kBands) + "," + Card("s", "3", "1", kBands), Sum("r", "1", "1"), "new"), kThree);
  const RunResult result = Compared(from, to);
  EXPECT_EQ(Cells(result, "score_comparison_run", "from_policy"), (Texts{"old"}));
  EXPECT_EQ(Cells(result, "score_comparison_run", "to_policy"), (Texts{"new"}));
  EXPECT_EQ(Cells(result, "score_comparison_run", "to_policy_digest"), (Texts{to.policy->digest.ToText()}));
  EXPECT_EQ(Cells(result, "score_comparison", "from_scorecard"), (Texts{"s", "r"}));
  EXPECT_EQ(Cells(result, "score_comparison", "to_scorecard"), (Texts{"s", "r"}));
  EXPECT_EQ(Cells(result, "score_comparison", "kendall_tau_b"), (Texts{"816496581", "1000000000"}));
  EXPECT_EQ(Cells(result, "score_comparison", "spearman_rho")[0], "866025404");
  EXPECT_EQ(Cells(result, "score_comparison", "other_rank"), (Texts{"1", "0"}));
  EXPECT_EQ(Cells(result, "score_comparison", "other_band"), (Texts{"1", "0"}));
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"Q"}));
  EXPECT_EQ(Cells(result, "score_changes", "from_rank"), (Texts{"1"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_rank"), (Texts{"2"}));
  EXPECT_EQ(Cells(result, "score_changes", "from_decision"), (Texts{"keep"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_decision"), (Texts{"drop"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"y"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver_change"), (Texts{"-200000000"}));
}

// ENGINE-103: without a common id all are compared with all, and each pair gives what it gives within one policy.
TEST(ScoreComparison, OfTwoPoliciesAsOfOne) {
  const std::string p = Card("p", "1", "1", kBands);
  const std::string q = Card("q", "3", "1", kBands);
  const RunResult one = ScoreOf(PolicyOf(p + "," + q, Sum("r", "5", "1")), kThree);
  const RunResult two = Compared(ScoreOf(PolicyOf(p, ""), kThree), ScoreOf(PolicyOf(q, Sum("r", "5", "1")), kThree));
  for (const char* table : {"score_comparison", "score_changes"}) {
    for (const Column& column : two.Find(table)->columns()) {
      Texts expected;
      const Texts all = Cells(one, table, column.name());
      for (std::size_t i = 0; i < all.size(); ++i) {  // but those of q against r
        if (Cells(one, table, "from_scorecard")[i] == "p") expected.push_back(all[i]);
      }
      EXPECT_EQ(Cells(two, table, column.name()), expected) << table << " " << column.name();
    }
  }
}

// ENGINE-103: whoever is in one result alone has no rank by both, and a band that is new or gone.
TEST(ScoreComparison, CandidatesOfOneResultAlone) {
  const std::string policy = PolicyOf(Card("s", "1", "1", kBands), "");
  const RunResult result = Compared(ScoreOf(policy, {{"candidate", "x", "y"}, {"P", "80", "30"}, {"R", "10", "10"}}),
                                    ScoreOf(policy, {{"candidate", "x", "y"}, {"Q", "90", "90"}, {"R", "10", "10"}}));
  EXPECT_EQ(Cells(result, "score_comparison", "candidates"), (Texts{"1"}));
  EXPECT_EQ(Cells(result, "score_comparison", "kendall_tau_b"), (Texts{"-"}));
  EXPECT_EQ(Cells(result, "score_comparison", "other_rank"), (Texts{"0"}));
  EXPECT_EQ(Cells(result, "score_comparison", "other_band"), (Texts{"2"}));
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"P", "Q"}));
  EXPECT_EQ(Cells(result, "score_changes", "from_band"), (Texts{"high", "-"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_band"), (Texts{"-", "high"}));
  EXPECT_EQ(Cells(result, "score_changes", "from_rank"), (Texts{"-", "-"}));
}

// ENGINE-103
TEST(ScoreComparison, TakesResultsOfScoresOnly) {
  const RunResult scores = ScoreOf(PolicyOf(Card("s", "1", "1"), ""), kThree);
  EXPECT_EQ(CompareScores(scores, RunResult()).error().code, Code::not_found);
  EXPECT_NE(CompareScores(scores, RunResult()).error().message.find("the second result"), std::string::npos);
  EXPECT_NE(CompareScores(Compared(scores, scores), scores).error().message.find("the first result"),
            std::string::npos);
}

}  // namespace
}  // namespace keyhaul
