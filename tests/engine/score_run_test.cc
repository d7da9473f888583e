// Scores of candidates over tables as a host gives them. Sums that are not in a comment stand in the test, and none is
// of the program.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/engine.h"
#include "keyhaul/engine/compiled_policy.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"
#include "tests/engine/score_of.h"

namespace keyhaul {
namespace {

using testing::Cells;
using testing::CompiledPolicyOf;
using testing::HostTable;
using testing::kBands;
using testing::OneNumber;
using testing::PolicyJson;
using testing::Refusal;
using testing::Rows;
using testing::ScoreOf;
using testing::StatesOf;
using testing::Texts;
using testing::Try;

constexpr std::int64_t kPoint = 1'000'000'000;          // of a score
constexpr std::int64_t kLeafPoint = 1'000'000'000'000;  // of a leaf

std::string Points(double score) { return std::to_string(static_cast<std::int64_t>(score * kPoint)); }
std::string LeafPoints(double points) { return std::to_string(static_cast<std::int64_t>(points * kLeafPoint)); }

// Every cell of every table but the one that says which run it was.
std::vector<Texts> AllCells(const RunResult& result) {
  std::vector<Texts> cells;
  for (const Table& table : result.tables) {
    for (const Column& column : table.columns()) cells.push_back(Cells(result, table.name(), column.name()));
  }
  return cells;
}

constexpr char kSupplier[] = R"({"id": "supplier", "low": 1, "high": 4, "criteria": [
    {"id": "price", "weight": "30%", "scale": "kotler"}, {"id": "quality", "weight": "20%", "scale": "kotler"},
    {"id": "service", "weight": "30%", "scale": "kotler"}, {"id": "flexibility", "weight": "10%", "scale": "kotler"},
    {"id": "reputation", "weight": "10%", "scale": "kotler"}],
  "bands": [{"name": "C", "from": 1}, {"name": "B", "from": "2.5"}, {"name": "A", "from": "3.5"}]})";

// ENGINE-81: labels and points; a cell that is empty or unknown is missing, n/a takes itself out of the coverage, too.
TEST(ScoreRun, FactsAreTexts) {
  const RunResult result =
      ScoreOf(PolicyJson(kSupplier), {{"candidate", "price", "quality", "service", "flexibility", "reputation"},
                                      {"Beta", "good", "3", "3", "", "Unknown"},
                                      {"Anhe", "4", "good", "excellent", "2.0", "3"},
                                      {"Core", "fair", "n/a", "N/A", "n/a", "n/a"}});
  EXPECT_EQ(Cells(result, "scores", "candidate"), (Texts{"Anhe", "Beta", "Core"}));
  EXPECT_EQ(Cells(result, "scores", "score"), (Texts{Points(3.5), Points(3), Points(2)}));
  EXPECT_EQ(Cells(result, "scores", "rank"), (Texts{"1", "2", "3"}));
  EXPECT_EQ(Cells(result, "scores", "band"), (Texts{"A", "B", "C"}));
  EXPECT_EQ(Cells(result, "scores", "coverage"), (Texts{Points(1), Points(0.8), Points(1)}));
  // Two tenths of Beta are not known: 8 * 3 and 2 * 1, or 2 * 4.
  EXPECT_EQ(Cells(result, "scores", "lowest")[1], Points(2.6));
  EXPECT_EQ(Cells(result, "scores", "highest")[1], Points(3.2));
  const Texts states = Cells(result, "score_contributions", "state");
  EXPECT_EQ(Texts(states.begin() + 8, states.end()), (Texts{"left_out", "left_out", "known", "not_applicable",
                                                            "not_applicable", "not_applicable", "not_applicable"}));
  EXPECT_EQ(Cells(result, "score_contributions", "contribution")[0], Points(1.2));
  EXPECT_EQ(Cells(result, "score_contributions", "level")[3], "fair");
}

// ENGINE-81: integers of a host have the decimals that its column says.
TEST(ScoreRun, FactsAreNumbers) {
  const HostTable names("facts", {{"candidate"}, {"a"}, {"b"}, {"c"}});
  const std::int64_t numbers[] = {250, 10'000, 77};
  const std::uint8_t there[] = {1, 1, 0};
  std::vector<InputColumn> columns(names.get().columns.begin(), names.get().columns.end());
  InputColumn& column = columns.emplace_back();
  column.name = "x";
  column.type = InputType::integer64;
  column.scale = 2;
  column.values = numbers;
  column.validity = there;
  InputTable table = names.get();
  table.columns = columns;
  const Result<RunResult> result = Score(CompiledPolicyOf(OneNumber("")), std::span(&table, 1));
  ASSERT_TRUE(result.ok()) << result.error().Text();
  EXPECT_EQ(Cells(*result, "scores", "score"), (Texts{Points(2.5), Points(100), "-"}));
  EXPECT_EQ(Cells(*result, "scores", "flags"), (Texts{"", "", "no_score"}));
  EXPECT_EQ(Cells(*result, "score_contributions", "value"), (Texts{"5/2", "100", "-"}));
  EXPECT_EQ(Cells(*result, "score_contributions", "reason"), (Texts{"-", "-", "not_given"}));

  columns.back().type = InputType::day;
  const Result<RunResult> days = Score(CompiledPolicyOf(OneNumber("")), std::span(&table, 1));
  ASSERT_FALSE(days.ok());
  EXPECT_EQ(days.error().column, "x");
}

// ENGINE-82: weights of 3 and 1 and ratings of 4 and 1 are 13 / 4, whose level is good; who is below the middle of the
// range is the opponent, with a quarter of the weight. A weight of 0 is nobody's.
TEST(ScoreRun, RatersCountByTheirWeights) {
  const std::string policy = PolicyJson(R"({"id": "s", "low": 1, "high": 4, "criteria": [
      {"id": "stance", "scale": "kotler"}]})");
  const Rows rows = {{"candidate", "rater", "rater_weight", "stance"},
                     {"A", "ann", "3", "excellent"},
                     {"A", "bob", "", "poor"},
                     {"A", "cid", "0", "poor"},
                     {"A", "dan", "9.5", ""}};
  const RunResult result = ScoreOf(policy, rows);
  EXPECT_EQ(Cells(result, "scores", "score"), (Texts{Points(3.25)}));
  EXPECT_EQ(Cells(result, "score_contributions", "level"), (Texts{"good"}));
  EXPECT_EQ(Cells(result, "score_contributions", "raters"), (Texts{"2"}));
  EXPECT_EQ(Cells(result, "score_contributions", "dispersion"), (Texts{LeafPoints(3)}));
  EXPECT_EQ(Cells(result, "score_contributions", "opponent"), (Texts{"bob"}));
  EXPECT_EQ(Cells(result, "score_contributions", "opponent_points"), (Texts{LeafPoints(1)}));
  EXPECT_EQ(Cells(result, "score_contributions", "opponent_weight"), (Texts{Points(0.25)}));
  const RunResult agreed =
      ScoreOf(policy, {rows[0], {"A", "ann", "1000000", "good"}, {"A", "bob", "0.000001", "good"}});
  EXPECT_EQ(Cells(agreed, "score_contributions", "opponent"), (Texts{"-"}));
  EXPECT_EQ(Cells(agreed, "scores", "score"), (Texts{Points(3)}));
}

// ENGINE-83: 80, then 20: the latest is 20; smoothed by a tenth 74; the change -60 is a fifth of the way from -100 to
// 100.
TEST(ScoreRun, PeriodsCountInTheirOrder) {
  const Rows rows = {{"candidate", "period", "x"},
                     {"A", "2025-Q2", "20"},
                     {"A", "2025-Q1", "80"},
                     {"A", "2025-Q3", ""},
                     {"B", "2025-Q1", "10"}};
  EXPECT_EQ(Cells(ScoreOf(OneNumber(""), rows), "scores", "score"), (Texts{Points(20), Points(10)}));
  EXPECT_EQ(Cells(ScoreOf(OneNumber(R"(, "smoothing": "0.1")"), rows), "scores", "score"),
            (Texts{Points(74), Points(10)}));
  const RunResult change = ScoreOf(PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [{"id": "trend",
      "linear": {"worst": -100, "best": 100}, "input": {"value": "x", "periods": "change"}}]})"),
                                   rows);
  EXPECT_EQ(Cells(change, "scores", "score"), (Texts{Points(20), "-"}));
  EXPECT_EQ(Cells(change, "score_contributions", "value"), (Texts{"-60", "-"}));
  EXPECT_EQ(Cells(change, "score_contributions", "reason"), (Texts{"-", "no_earlier_period"}));
}

// ENGINE-83: a rater whose weight is 0 does not say what was before.
TEST(ScoreRun, ChangesAreOfThoseWhoCount) {
  const std::string policy = PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [{"id": "trend",
      "linear": {"worst": -100, "best": 100}, "input": {"value": "x", "periods": "change"}}]})");
  Rows rows = {{"candidate", "period", "rater", "rater_weight", "x"},
               {"A", "2024", "ann", "1", "30"},
               {"A", "2025", "ann", "1", "50"},
               {"A", "2025", "bob", "0", "90"}};
  EXPECT_EQ(Cells(ScoreOf(policy, rows), "score_contributions", "value"), (Texts{"20"}));
  rows[3][3] = "1";
  const Error error = Refusal(policy, rows);
  EXPECT_EQ(error.code, Code::data_conflict);
  EXPECT_EQ(error.table, "facts");
  EXPECT_EQ(error.row, 2);
  EXPECT_EQ(error.column, "x");
}

// ENGINE-84: 52 passes 50 by less than the margin of 5, 56 by more; what a scoring says of bands is the next one's, and
// with the same facts nothing changes.
TEST(ScoreRun, BandsGoFromOneScoringToTheNext) {
  const std::string policy = OneNumber(std::string(kBands) + R"(, "hysteresis": 5)");
  const Rows before = {{"candidate", "x"}, {"A", "40"}, {"B", "60"}, {"C", "40"}};
  const Rows after = {{"candidate", "x"}, {"A", "52"}, {"B", "48"}, {"C", "56"}, {"D", "52"}};
  const RunResult first = ScoreOf(policy, before);
  EXPECT_EQ(Cells(first, "scores", "band"), (Texts{"low", "high", "low"}));
  const RunResult second = ScoreOf(policy, after, StatesOf(first));
  EXPECT_EQ(Cells(second, "scores", "band"), (Texts{"low", "high", "high", "high"}));
  EXPECT_EQ(Cells(second, "scores", "earned_band"), (Texts{"high", "low", "high", "high"}));
  EXPECT_EQ(Cells(second, "scores", "decision"), (Texts{"drop", "keep", "keep", "keep"}));
  EXPECT_EQ(Cells(second, "scores", "flags"), (Texts{"band_held", "band_held", "", ""}));
  const RunResult third = ScoreOf(policy, after, StatesOf(second));
  EXPECT_EQ(AllCells(third), AllCells(second));
  Rows others = StatesOf(first);
  others.push_back({"another", "A", "gone"});
  others.push_back({"s", "Z", "low"});
  others.push_back({"s", "D", ""});
  const RunResult fourth = ScoreOf(policy, after, others);
  EXPECT_EQ(Cells(fourth, "scores", "band"), Cells(second, "scores", "band"));
  // Those who are not there now may come again.
  EXPECT_EQ(Cells(fourth, "score_states", "candidate"), (Texts{"A", "B", "C", "D", "A", "Z"}));
  EXPECT_EQ(Cells(fourth, "score_states", "scorecard"), (Texts{"s", "s", "s", "s", "another", "s"}));
  // Nor is a band forgotten where nothing is known this time.
  const RunResult unknown = ScoreOf(policy, {{"candidate", "x"}, {"B", ""}}, StatesOf(first));
  EXPECT_EQ(Cells(unknown, "scores", "band"), (Texts{"-"}));
  EXPECT_EQ(Cells(unknown, "score_states", "band")[0], "high");
}

// ENGINE-85: failed knock-outs reject, cap the score or cap the band, and one that nothing is known for decides
// nothing.
TEST(ScoreRun, KnockOutsGoBeforeTheScore) {
  const Rows rows = {{"candidate", "x"}, {"bad", "60"}, {"good", "80"}, {"new", ""}};
  const auto scored = [&](const std::string& effect) {
    return ScoreOf(OneNumber(std::string(kBands) + R"(, "insufficient": "ask", "missing": {"points": 70})",
                             R"(, "knock_out": {"at_least": 70)" + effect + "}"),
                   rows);
  };
  const RunResult rejected = scored("");
  EXPECT_EQ(Cells(rejected, "scores", "decision"), (Texts{"rejected", "keep", "ask"}));
  EXPECT_EQ(Cells(rejected, "scores", "band"), (Texts{"-", "high", "high"}));
  EXPECT_EQ(Cells(rejected, "scores", "score"), (Texts{Points(60), Points(80), Points(70)}));
  EXPECT_EQ(Cells(rejected, "score_contributions", "knock_out"), (Texts{"failed", "passed", "undecided"}));
  const RunResult capped = scored(R"(, "cap_score": 45, "missing": "pass")");
  EXPECT_EQ(Cells(capped, "scores", "score"), (Texts{Points(45), Points(80), Points(70)}));
  EXPECT_EQ(Cells(capped, "scores", "decision"), (Texts{"drop", "keep", "keep"}));
  EXPECT_EQ(Cells(capped, "scores", "flags"), (Texts{"knock_out_failed score_capped", "", "stood_in"}));
  const RunResult banded = scored(R"(, "cap_band": "low", "missing": "fail")");
  EXPECT_EQ(Cells(banded, "scores", "score")[0], Points(60));
  EXPECT_EQ(Cells(banded, "scores", "band"), (Texts{"low", "high", "low"}));
  EXPECT_EQ(Cells(banded, "scores", "earned_band"), (Texts{"high", "high", "high"}));
}

std::string Weighted(const std::string& id, int x, int y) {
  return R"({"id": ")" + id + R"(", "low": 0, "high": 100, "criteria": [
      {"id": "x", "weight": )" +
         std::to_string(x) + R"(, "linear": {"worst": 0, "best": 100}}, {"id": "y", "weight": )" + std::to_string(y) +
         R"(, "linear": {"worst": 0, "best": 100}}])" + kBands + "}";
}

// ENGINE-86: with weights of 3 and 1 the order is A 75, C 60, B 25, D 17.5, with 1 and 3 it is B, C, A, D. Of six pairs
// three turn, tau is 0; the squares of the differences of ranks add up to 8, rho is 1 - 6 * 8 / (4 * 15) = 0.2.
TEST(ScoreRun, ScorecardsAreCompared) {
  const Rows rows = {
      {"candidate", "x", "y"}, {"A", "100", "0"}, {"B", "0", "100"}, {"C", "60", "60"}, {"D", "20", "10"}};
  const RunResult result = ScoreOf(PolicyJson(Weighted("p", 3, 1) + "," + Weighted("q", 1, 3)), rows);
  EXPECT_EQ(Cells(result, "score_comparison", "candidates"), (Texts{"4"}));
  EXPECT_EQ(Cells(result, "score_comparison", "kendall_tau_b"), (Texts{"0"}));
  EXPECT_EQ(Cells(result, "score_comparison", "spearman_rho"), (Texts{"200000000"}));
  EXPECT_EQ(Cells(result, "score_comparison", "other_rank"), (Texts{"2"}));
  EXPECT_EQ(Cells(result, "score_comparison", "other_band"), (Texts{"2"}));
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"A", "B"}));
  EXPECT_EQ(Cells(result, "score_changes", "from_band"), (Texts{"high", "low"}));
  EXPECT_EQ(Cells(result, "score_changes", "to_decision"), (Texts{"drop", "keep"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"x", "y"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver_change"), (Texts{"-500000000", "500000000"}));
}

// ENGINE-86: the least points are none of the way, also where only a part of the weight is known.
TEST(ScoreRun, ComparisonIsOfTheWayUpTheRange) {
  const auto card = [](const std::string& id, const std::string& more, const std::string& band) {
    return R"({"id": ")" + id + R"(", "low": 1, "high": 4, "criteria": [{"id": "x", "scale": "kotler"})" + more +
           R"(], "bands": [{"name": ")" + band + R"(", "from": 1}]})";
  };
  const RunResult result =
      ScoreOf(PolicyJson(card("p", R"(, {"id": "y", "scale": "kotler"})", "one") + "," + card("q", "", "other")),
              {{"candidate", "x", "y"}, {"A", "poor", ""}, {"B", "excellent", "fair"}});
  EXPECT_EQ(Cells(result, "score_changes", "candidate"), (Texts{"A", "B"}));
  // B: half of the whole way against all of it.
  EXPECT_EQ(Cells(result, "score_changes", "driver"), (Texts{"-", "x"}));
  EXPECT_EQ(Cells(result, "score_changes", "driver_change"), (Texts{"-", "500000000"}));
}

// ENGINE-89: a result says by which policy it is.
TEST(ScoreRun, ResultNamesItsPolicy) {
  const PolicyHandle policy = CompiledPolicyOf(OneNumber(""));
  const RunResult result = ScoreOf(OneNumber(""), {{"candidate", "x"}, {"A", "1"}, {"B", "2"}, {"A", ""}});
  EXPECT_EQ(Cells(result, "score_run", "policy"), (Texts{"scores"}));
  EXPECT_EQ(Cells(result, "score_run", "policy_digest"), (Texts{policy->digest.ToText()}));
  EXPECT_EQ(Cells(result, "score_run", "candidates"), (Texts{"2"}));
  EXPECT_EQ(Cells(result, "score_run", "scorecards"), (Texts{"1"}));
}

// Random facts for a tree of three leaves, in any order and with any part of a row in another one.
class RandomFacts {
 public:
  explicit RandomFacts(std::uint64_t seed) : random_(seed) {}

  static std::string Policy() {
    return PolicyJson(R"({"id": "s", "low": 1, "high": 4, "smoothing": "0.3", "hysteresis": "0.2",
        "bands": [{"name": "low", "from": 1}, {"name": "high", "from": "2.5"}], "criteria": [
        {"id": "a", "weight": 2, "scale": "kotler"}, {"id": "b", "weight": 3, "weights": "roc", "criteria": [
          {"id": "c", "rank": 1, "linear": {"worst": 0, "best": 7}, "missing": "median"},
          {"id": "d", "rank": 2, "input": "c / e", "step": {"bins": [{"from": 0, "points": 2}, {"from": 1, "points": 3}],
           "to": 3}}]}]}, {"id": "t", "low": 0, "high": 10, "criteria": [{"id": "e", "linear": {"worst": 5, "best": 0}},
          {"id": "c", "curve": {"points": [{"x": 0, "points": 0}, {"x": 3, "points": 7}]}}]})");
  }

  Rows Table() {
    Rows rows = {{"candidate", "period", "rater", "rater_weight", "a", "c", "e"}};
    for (const char* candidate : {"A", "B", "C", "D"}) {
      for (const char* period : {"2024", "2025"}) {
        for (const char* rater : {"ann", "bob"}) {
          if (Number(3) == 0) continue;
          rows.push_back({candidate, period, rater, Of({"", "1", "2.5", "0"}), Of({"", "poor", "good", "4", "n/a"}),
                          Of({"", "1", "2.25", "9", "unknown"}), Of({"", "0", "1", "3", "4.5"})});
        }
      }
    }
    if (rows.size() == 1) rows.push_back({"A", "", "", "", "", "", ""});
    return rows;
  }

  // The same facts: columns and rows in another order, and facts of a row in one of two.
  Rows Stirred(const Rows& rows) {
    Rows split = {rows[0]};
    for (std::size_t i = 1; i < rows.size(); ++i) {
      std::vector<std::string> here = rows[i];
      std::vector<std::string> there = rows[i];
      for (std::size_t c = 4; c < here.size(); ++c) (Number(2) == 0 ? here : there)[c] = "";
      split.push_back(here);
      split.push_back(there);
    }
    std::shuffle(split.begin() + 1, split.end(), random_);
    std::vector<std::size_t> columns(rows[0].size());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    std::shuffle(columns.begin(), columns.end(), random_);
    Rows stirred(split.size());
    for (std::size_t i = 0; i < split.size(); ++i) {
      for (const std::size_t c : columns) stirred[i].push_back(split[i][c]);
    }
    return stirred;
  }

 private:
  std::size_t Number(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
  std::string Of(const std::vector<std::string>& words) { return words[Number(words.size())]; }

  std::mt19937_64 random_;
};

// ENGINE-87
TEST(ScoreRun, OrderOfRowsDoesNotMatter) {
  RandomFacts random(20260120);
  for (int i = 0; i < 300; ++i) {
    const Rows rows = random.Table();
    const RunResult result = ScoreOf(RandomFacts::Policy(), rows);
    ASSERT_EQ(AllCells(ScoreOf(RandomFacts::Policy(), random.Stirred(rows))), AllCells(result)) << i;
  }
}

// ENGINE-87: what the criteria give is the score, to its last digit.
TEST(ScoreRun, ContributionsAddUp) {
  RandomFacts random(20260121);
  std::size_t scored = 0;
  for (int i = 0; i < 100; ++i) {
    const RunResult result = ScoreOf(RandomFacts::Policy(), random.Table());
    const Table& scores = *result.Find("scores");
    const Table& leaves = *result.Find("score_contributions");
    std::size_t leaf = 0;
    for (std::size_t row = 0; row < scores.rows(); ++row) {
      std::int64_t sum = 0;
      for (; leaf < leaves.rows() && leaves["candidate"].texts()[leaf] == scores["candidate"].texts()[row] &&
             leaves["scorecard"].texts()[leaf] == scores["scorecard"].texts()[row];
           ++leaf) {
        if (leaves["contribution"].valid(leaf)) sum += leaves["contribution"].int64s()[leaf];
      }
      if (!scores["score"].valid(row)) continue;
      ++scored;
      EXPECT_EQ(sum, scores["score"].int64s()[row]) << i << ", row " << row;
    }
    EXPECT_EQ(leaf, leaves.rows());
  }
  EXPECT_GT(scored, 400U);
}

void Expect(const Error& error, Code code, std::int64_t row, const std::string& column, const std::string& value) {
  EXPECT_EQ(error.code, code) << error.Text();
  EXPECT_EQ(error.table, "facts") << error.Text();
  EXPECT_EQ(error.row, row) << error.Text();
  EXPECT_EQ(error.column, column) << error.Text();
  EXPECT_EQ(error.value, value) << error.Text();
}

// ENGINE-88
TEST(ScoreRun, FactsAreRefusedByCell) {
  const std::string rated = PolicyJson(R"({"id": "s", "low": 1, "high": 4, "criteria": [
      {"id": "price", "scale": "kotler"}]})");
  Expect(Refusal(rated, {{"price"}, {"4"}}), Code::data_column, -1, "candidate", "");
  Expect(Refusal(rated, {{"candidate", "price"}, {"A", "4"}, {"", "3"}}), Code::data_value, 1, "candidate", "");
  const Error level = Refusal(rated, {{"candidate", "price"}, {"B", "4"}, {"A", "superb"}});
  EXPECT_EQ(level.table, "facts");
  EXPECT_EQ(level.row, 1);
  EXPECT_EQ(level.column, "price");
  EXPECT_EQ(level.value, "superb");
  const Error number = Refusal(OneNumber(""), {{"candidate", "x"}, {"A", "12,5"}});
  EXPECT_EQ(number.table, "facts");
  EXPECT_EQ(number.row, 0);
  EXPECT_EQ(number.column, "x");
  EXPECT_EQ(number.value, "12,5");
  const std::string strict = PolicyJson(R"({"id": "s", "low": 0, "high": 1, "criteria": [
      {"id": "x", "linear": {"worst": 0, "best": 1, "outside": "error"}}]})");
  Expect(Refusal(strict, {{"candidate", "x"}, {"A", "1"}, {"B", "1.5"}}), Code::data_value, 1, "x", "3/2");
  const std::string needed = PolicyJson(R"({"id": "s", "low": 0, "high": 1, "missing": "error", "criteria": [
      {"id": "x", "linear": {"worst": 0, "best": 1}}]})");
  Expect(Refusal(needed, {{"candidate", "x"}, {"B", "1"}, {"A", ""}}), Code::data_empty, -1, "x", "A");
}

// SCORING-120
TEST(ScoreRun, RaterSaysOneThing) {
  const Texts head = {"candidate", "period", "rater", "rater_weight", "x"};
  const std::string policy = OneNumber("");
  const Error twice =
      Refusal(policy, {head, {"A", "1", "ann", "", "5"}, {"A", "1", "bob", "", "5"}, {"A", "1", "ann", "", "5"}});
  Expect(twice, Code::data_duplicate, 2, "x", "5");
  EXPECT_EQ(twice.rule, "SCORING-120");
  EXPECT_TRUE(
      Try(policy, {head, {"A", "1", "ann", "", "5"}, {"A", "2", "ann", "", "5"}, {"A", "1", "", "", "5"}}).ok());
  for (const std::string weight : {"-1", "1000000.000001", "0.0000001"}) {
    const Error error = Refusal(policy, {head, {"A", "", "ann", weight, "5"}});
    Expect(error, Code::data_value, 0, "rater_weight", weight);
    EXPECT_EQ(error.rule, "SCORING-120");
  }
  EXPECT_EQ(Refusal(policy, {head, {"A", "", "ann", "much", "5"}}).column, "rater_weight");
  EXPECT_EQ(Refusal(policy, {head, {"A", "", "ann", "much", "5"}}).value, "much");
  EXPECT_TRUE(Try(policy, {head, {"A", "", "ann", "1000000", "5"}, {"A", "", "bob", "0.000001", "5"}}).ok());
}

// ENGINE-80
TEST(ScoreRun, BandsBeforeAreThoseOfTheScorecard) {
  const std::string policy = OneNumber(kBands);
  const Rows facts = {{"candidate", "x"}, {"A", "40"}};
  const Texts head = {"scorecard", "candidate", "band"};
  const Error unknown = Refusal(policy, facts, {head, {"s", "B", "low"}, {"s", "A", "middle"}});
  EXPECT_EQ(unknown.code, Code::data_value);
  EXPECT_EQ(unknown.table, "score_states");
  EXPECT_EQ(unknown.row, 1);
  EXPECT_EQ(unknown.column, "band");
  EXPECT_EQ(unknown.value, "middle");
  EXPECT_EQ(unknown.rule, "ENGINE-80");
  const Error twice = Refusal(policy, facts, {head, {"s", "A", "low"}, {"s", "A", "low"}});
  EXPECT_EQ(twice.code, Code::data_duplicate);
  EXPECT_EQ(twice.row, 1);
  EXPECT_EQ(twice.rule, "ENGINE-80");
  EXPECT_EQ(Refusal(policy, facts, {{"scorecard", "candidate"}, {"s", "A"}}).column, "band");
  EXPECT_EQ(Refusal(policy, facts, {{"scorecard", "candidate", "band", "since"}, {"s", "A", "low", ""}}).column,
            "since");
}

// ENGINE-88
TEST(ScoreRun, TablesAreRefusedByName) {
  const PolicyHandle policy = CompiledPolicyOf(OneNumber(""));
  const HostTable facts("facts", {{"candidate", "x"}, {"A", "1"}});
  const HostTable ledger("ledger", {{"candidate"}, {"A"}});
  const auto refusal = [&](const PolicyHandle& by, const std::vector<InputTable>& tables) {
    const Result<RunResult> result = Score(by, tables);
    EXPECT_FALSE(result.ok());
    return result.ok() ? Error() : result.error();
  };
  EXPECT_EQ(refusal(policy, {facts.get(), facts.get()}).code, Code::data_duplicate);
  EXPECT_EQ(refusal(policy, {facts.get(), facts.get()}).table, "facts");
  EXPECT_EQ(refusal(policy, {facts.get(), ledger.get()}).code, Code::not_found);
  EXPECT_EQ(refusal(policy, {facts.get(), ledger.get()}).table, "ledger");
  EXPECT_EQ(refusal(policy, {}).code, Code::not_found);
  const PolicyHandle none = CompiledPolicyOf(R"({"keyhaul": 1, "name": "n", "currency": "EUR",
      "ledger": {"dimensions": [], "measures": {"revenue": "money"}},
      "tiering": {"value": "revenue", "tiers": [{"name": "all"}]}})");
  EXPECT_EQ(refusal(none, {facts.get()}).code, Code::not_found);
}

}  // namespace
}  // namespace keyhaul
