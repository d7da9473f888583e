// The table of facts: which columns it must have, which period counts and how old it is, and whose word counts.
// Expected values are the sentences of docs/POLICY.md and sums that stand in the comments.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "src/engine/score_periods.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"
#include "tests/engine/score_of.h"

namespace keyhaul {
namespace {

using testing::Cells;
using testing::kBands;
using testing::OneNumber;
using testing::PolicyJson;
using testing::Refusal;
using testing::Rows;
using testing::ScoreOf;
using testing::StatesOf;
using testing::Texts;

bool Contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Two scorecards and a ranking, with criteria at every kind of place.
constexpr char kEverywhere[] = R"({"keyhaul": 1, "name": "everywhere", "currency": "EUR",
  "scorecards": [
    {"id": "first", "low": 0, "high": 100, "criteria": [{"id": "a", "linear": {"worst": 0, "best": 100}}]},
    {"id": "second", "low": 0, "high": 100, "criteria": [
      {"id": "branch", "criteria": [
        {"id": "a", "linear": {"worst": 0, "best": 100}},
        {"id": "twig", "criteria": [
          {"id": "b", "linear": {"worst": 0, "best": 100}},
          {"id": "c", "input": "stock / sales", "linear": {"worst": 0, "best": 100}}]}]},
      {"id": "d", "linear": {"worst": 0, "best": 100}}]}],
  "rankings": [{"id": "r", "method": "spotis", "criteria": [
    {"id": "d", "bounds": {"low": 0, "high": 100}}, {"id": "e", "bounds": {"low": 0, "high": 100}}]}]})";

// ENGINE-92: each fact is left out once; it is told of at the first criterion that asks for it, in the policy's tree.
TEST(ScoreFacts, FactThatIsAskedForHasAColumn) {
  const Texts facts = {"a", "b", "stock", "sales", "d", "e"};
  const Texts paths = {"scorecards[0].criteria[0]",
                       "scorecards[1].criteria[0].criteria[1].criteria[0]",
                       "scorecards[1].criteria[0].criteria[1].criteria[1].input",
                       "scorecards[1].criteria[0].criteria[1].criteria[1].input",
                       "scorecards[1].criteria[1]",
                       "rankings[0].criteria[1]"};
  for (std::size_t left_out = 0; left_out < facts.size(); ++left_out) {
    Texts head = {"candidate"};
    for (const std::string& fact : facts) {
      if (fact != facts[left_out]) head.push_back(fact);
    }
    const Error error = Refusal(kEverywhere, {head, {"A", "1", "2", "3", "4", "5"}});
    EXPECT_EQ(error.code, Code::data_column) << error.Text();
    EXPECT_EQ(error.table, "facts");
    EXPECT_EQ(error.row, -1);
    EXPECT_EQ(error.column, facts[left_out]);
    EXPECT_EQ(error.path, paths[left_out]);
    EXPECT_EQ(error.rule, "ENGINE-92");
  }
  // A column without a value is enough: then the fact is not known.
  const RunResult result =
      ScoreOf(kEverywhere, {{"candidate", "a", "b", "stock", "sales", "d", "e"}, {"A", "1", "", "", "", "", ""}});
  EXPECT_EQ(Cells(result, "score_contributions", "reason"), (Texts{"-", "-", "not_given", "not_given", "not_given"}));
}

// ENGINE-92
TEST(ScoreFacts, MisspeltFactIsToldWithTheColumnsThatThereAre) {
  const std::string policy = PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [
      {"id": "price", "linear": {"worst": 0, "best": 100}}, {"id": "quality", "linear": {"worst": 0, "best": 100}}]})");
  EXPECT_EQ(
      Refusal(policy, {{"candidate", "pirce", "quality"}, {"A", "4", "3"}}).Text(),
      "scorecards[0].criteria[0]: table facts, column price: is not there, and the policy asks for it; did you mean "
      "\"pirce\"? there are candidate, pirce and quality (ENGINE-92)");
  // What is asked for is not what was meant.
  EXPECT_EQ(Refusal(policy, {{"candidate", "quality", "qualitty"}, {"A", "4", "3"}}).message,
            "is not there, and the policy asks for it; there are candidate, quality and qualitty");
  const std::string alike = PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [
      {"id": "price", "linear": {"worst": 0, "best": 100}}, {"id": "prices", "linear": {"worst": 0, "best": 100}}]})");
  EXPECT_EQ(Refusal(alike, {{"candidate", "prices"}, {"A", "4"}}).message,
            "is not there, and the policy asks for it; there are candidate and prices");
  EXPECT_EQ(Refusal(policy, {{"name", "price", "quality"}, {"A", "4", "3"}}).Text(),
            "table facts, column candidate: is not there, and every row needs it; there are name, price and quality "
            "(ENGINE-92)");
  Texts many = {"candidate", "quality"};
  while (many.size() < 25) many.push_back("note" + std::to_string(many.size()));
  const std::string cut = Refusal(policy, {many, Texts(25, "x")}).message;
  EXPECT_TRUE(Contains(cut, "note19 and 5 more")) << cut;
  EXPECT_FALSE(Contains(cut, "note20")) << cut;
}

// ENGINE-92: people keep notes in their tables.
TEST(ScoreFacts, OtherColumnsArePassedOverAndListed) {
  const Rows rows = {{"note", "candidate", "x", "Segment"}, {"late, twice", "A", "40", "17,5"}, {"", "B", "60", ""}};
  const RunResult result = ScoreOf(OneNumber(""), rows);
  EXPECT_EQ(Cells(result, "scores", "score"), (Texts{"40000000000", "60000000000"}));
  EXPECT_EQ(Cells(result, "score_run", "other_columns"), (Texts{"note, Segment"}));
  EXPECT_EQ(Cells(ScoreOf(OneNumber(""), {{"candidate", "x"}, {"A", "1"}}), "score_run", "other_columns"),
            (Texts{"-"}));
}

// ENGINE-92: columns that may be absent would be missed in silence.
TEST(ScoreFacts, SlipOfAHeadIsRefused) {
  for (const std::string name : {"Period", "PERIODS", "perod", "peroid", "Rater", "raters", "Rater Weight",
                                 "raterweight", "rater_wieght", "rater-weights"}) {
    const Error error = Refusal(OneNumber(""), {{"candidate", "x", name}, {"A", "1", "2"}});
    EXPECT_EQ(error.code, Code::data_column) << name;
    EXPECT_EQ(error.column, name);
    EXPECT_EQ(error.rule, "ENGINE-92");
    EXPECT_TRUE(Contains(error.message, "did you mean \"")) << error.message;
  }
  for (const std::string name : {"rate", "rating", "weight", "region", "crates", "paid", "order_weight"}) {
    EXPECT_EQ(Cells(ScoreOf(OneNumber(""), {{"candidate", "x", name}, {"A", "1", "2"}}), "score_run", "other_columns"),
              (Texts{name}));
  }
  // With the right one beside it, it is another.
  const Rows both = {{"candidate", "x", "period", "Period"}, {"A", "1", "2025", "first"}};
  EXPECT_EQ(Cells(ScoreOf(OneNumber(""), both), "score_run", "other_columns"), (Texts{"Period"}));
}

// SCORING-121: the order of time, in which people write years, halves, quarters, months, weeks and days.
TEST(ScoreFacts, NumbersInNamesOfPeriodsAreNumbers) {
  const Texts rising = {"",
                        "2024",
                        "2024-12-31",
                        "2025",
                        "2025-2",
                        "2025-9",
                        "2025-10",
                        "2025-H1",
                        "2025-H2",
                        "2025-Q2",
                        "2025-Q10",
                        "2025-W9",
                        "2025-W52",
                        "2025a",
                        "2026-01",
                        "10000",
                        "FY9",
                        "FY10",
                        "99999999999999999999998",
                        "99999999999999999999999"};
  // A digit comes before a letter, as in the order of bytes.
  Texts sorted = rising;
  std::rotate(sorted.begin() + 16, sorted.begin() + 18, sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      const int order = ComparePeriods(sorted[i], sorted[j]);
      EXPECT_EQ(order < 0, i < j) << sorted[i] << ", " << sorted[j];
      EXPECT_EQ(order > 0, i > j) << sorted[i] << ", " << sorted[j];
    }
  }
  EXPECT_EQ(ComparePeriods("2025-01", "2025-1"), 0);
  EXPECT_EQ(ComparePeriods("02025-001x00", "2025-1x0"), 0);
  EXPECT_NE(ComparePeriods("2025-0", "2025-"), 0);
  const Rows rows = {{"candidate", "period", "x"}, {"A", "2025-10", "20"}, {"A", "2025-9", "80"}};
  EXPECT_EQ(Cells(ScoreOf(OneNumber(""), rows), "scores", "score"), (Texts{"20000000000"}));
  // 80 + (20 - 80) / 10
  EXPECT_EQ(Cells(ScoreOf(OneNumber(R"(, "smoothing": "0.1")"), rows), "scores", "score"), (Texts{"74000000000"}));
}

// SCORING-121: also where they are of two candidates, as the result names periods.
TEST(ScoreFacts, TwoSpellingsOfAPeriodAreRefused) {
  const Error error = Refusal(OneNumber(""), {{"candidate", "period", "x"},
                                              {"A", "2025-02", "1"},
                                              {"A", "2025-1", "2"},
                                              {"B", "2025-3", "3"},
                                              {"B", "2025-01", "4"},
                                              {"C", "2025-01", "4"}});
  EXPECT_EQ(error.Text(),
            "table facts, row 4, column period: \"2025-01\" and \"2025-1\" in row 2 are one period; expected "
            "one spelling of it (SCORING-121)");
  EXPECT_EQ(error.code, Code::data_conflict);
  EXPECT_EQ(error.value, "2025-01");
}

std::string TwoNumbers(const std::string& more = "") {
  return PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [{"id": "x", "linear": {"worst": 0, "best": 100}},
      {"id": "y", "linear": {"worst": 0, "best": 100}}])" +
                    more + "}");
}

// ENGINE-93
TEST(ScoreFacts, PeriodThatCountsIsTold) {
  const Rows rows = {{"candidate", "period", "x", "y"}, {"A", "2024", "10", "10"}, {"A", "2025-9", "20", ""},
                     {"A", "2025-10", "", "30"},        {"B", "2024", "10", "10"}, {"C", "", "10", ""},
                     {"C", "2024", "", "10"},           {"D", "", "10", "10"},     {"E", "2025-10", "", "unknown"}};
  const RunResult result = ScoreOf(TwoNumbers(), rows);
  EXPECT_EQ(Cells(result, "score_contributions", "period"),
            (Texts{"2025-9", "2025-10", "2024", "2024", "-", "2024", "-", "-", "-", "-"}));
  // B's are old, and nothing later is known of B. What is said without a period has no age.
  EXPECT_EQ(Cells(result, "score_contributions", "stale"), (Texts{"1", "0", "0", "0", "0", "0", "0", "0", "0", "0"}));
}

// ENGINE-93: what is not known, or said by one who does not count, makes nothing else stale; what does not apply does.
TEST(ScoreFacts, StaleIsAgainstWhatIsKnown) {
  const auto stale = [](const std::string& later, const std::string& weight) {
    const RunResult result = ScoreOf(TwoNumbers(), {{"candidate", "period", "rater", "rater_weight", "x", "y"},
                                                    {"A", "2024", "ann", "1", "10", "10"},
                                                    {"A", "2025", "ann", weight, "", later}});
    return Cells(result, "score_contributions", "stale");
  };
  EXPECT_EQ(stale("20", "1"), (Texts{"1", "0"}));
  EXPECT_EQ(stale("n/a", "1"), (Texts{"1", "0"}));
  EXPECT_EQ(stale("", "1"), (Texts{"0", "0"}));
  EXPECT_EQ(stale("UNKNOWN", "1"), (Texts{"0", "0"}));
  EXPECT_EQ(stale("20", "0"), (Texts{"0", "0"}));
}

// ENGINE-93: of x two periods are smoothed, of y there is one.
TEST(ScoreFacts, SmoothedPeriodsHaveNoName) {
  const RunResult result = ScoreOf(TwoNumbers(R"(, "smoothing": "0.5")"), {{"candidate", "period", "x", "y"},
                                                                           {"A", "2023", "10", ""},
                                                                           {"A", "2024", "20", ""},
                                                                           {"A", "2025", "", "30"},
                                                                           {"B", "2024", "n/a", "10"},
                                                                           {"B", "2025", "30", "n/a"}});
  EXPECT_EQ(Cells(result, "score_contributions", "period"), (Texts{"-", "2025", "2025", "2024"}));
  EXPECT_EQ(Cells(result, "score_contributions", "stale"), (Texts{"1", "0", "0", "1"}));
}

// ENGINE-93: a quotient is of the period in which all its facts are told; a change is of the later of its two, and what
// is missing for a reason of its own has the period of that reason.
TEST(ScoreFacts, PeriodsOfInputs) {
  const RunResult result = ScoreOf(PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [
      {"id": "ratio", "input": "x / y", "linear": {"worst": 0, "best": 100}},
      {"id": "trend", "input": {"value": "x", "periods": "change"}, "linear": {"worst": -100, "best": 100}}]})"),
                                   {{"candidate", "period", "x", "y"},
                                    {"A", "2023", "10", "5"},
                                    {"A", "2024", "20", ""},
                                    {"A", "2025", "", "5"},
                                    {"B", "2024", "10", "0"},
                                    {"B", "2025", "", "1"}});
  EXPECT_EQ(Cells(result, "score_contributions", "period"), (Texts{"2023", "2024", "2024", "2024"}));
  EXPECT_EQ(Cells(result, "score_contributions", "stale"), (Texts{"1", "1", "1", "1"}));
  EXPECT_EQ(Cells(result, "score_contributions", "reason"),
            (Texts{"-", "-", "divisor_not_positive", "no_earlier_period"}));
}

// ENGINE-93: the example of docs/POLICY.md.
TEST(ScoreFacts, ExampleOfTheDocumentation) {
  const RunResult result =
      ScoreOf(PolicyJson(R"({"id": "supplier", "low": 1, "high": 4, "criteria": [
        {"id": "price", "weight": "30%", "scale": "kotler"},
        {"id": "quality", "weight": "50%", "criteria": [
          {"id": "rejects", "weight": 2, "linear": {"worst": "5%", "best": "0%"}},
          {"id": "on_time", "weight": 1, "linear": {"worst": "80%", "best": "100%"}}]},
        {"id": "flexibility", "weight": "20%", "scale": "kotler"}]})"),
              {{"candidate", "period", "rater", "rater_weight", "price", "rejects", "on_time", "flexibility", "notes"},
               {"Anhe", "2025", "purchasing", "3", "excellent", "1%", "96%", "", ""},
               {"Anhe", "2026-H1", "purchasing", "3", "", "0.5%", "", "", "late twice in May"},
               {"Anhe", "2026-H1", "warehouse", "1", "", "", "98%", "good", ""}});
  EXPECT_EQ(Cells(result, "score_contributions", "period"), (Texts{"2025", "2026-H1", "2026-H1", "2026-H1"}));
  EXPECT_EQ(Cells(result, "score_contributions", "stale"), (Texts{"1", "0", "0", "0"}));
  EXPECT_EQ(Cells(result, "score_run", "other_columns"), (Texts{"notes"}));
}

// ENGINE-82: said by raters who do not count is not the same as not said.
TEST(ScoreFacts, WhatHasNoWeightSaysSo) {
  const Texts head = {"candidate", "period", "rater", "rater_weight", "x"};
  const auto reason = [&](const Rows& more, const std::string& policy = OneNumber("")) {
    Rows rows = {head};
    rows.insert(rows.end(), more.begin(), more.end());
    return Cells(ScoreOf(policy, rows), "score_contributions", "reason");
  };
  EXPECT_EQ(reason({{"A", "", "ann", "0", "5"}, {"A", "", "bob", "0", "7"}}), (Texts{"no_weight"}));
  EXPECT_EQ(reason({{"A", "", "ann", "0", "n/a"}}), (Texts{"no_weight"}));
  EXPECT_EQ(reason({{"A", "", "ann", "0", "5"}, {"A", "", "bob", "1", "unknown"}}), (Texts{"no_weight"}));
  EXPECT_EQ(reason({{"A", "", "ann", "0", "unknown"}, {"A", "", "bob", "0", ""}}), (Texts{"not_given"}));
  EXPECT_EQ(reason({{"A", "", "ann", "0", "5"}, {"A", "", "bob", "1", "n/a"}}), (Texts{"-"}));
  // Nor does it hide what somebody said before.
  const Rows before = {head, {"A", "2024", "ann", "1", "5"}, {"A", "2025", "ann", "0", "7"}};
  EXPECT_EQ(Cells(ScoreOf(OneNumber(""), before), "score_contributions", "value"), (Texts{"5"}));
  EXPECT_EQ(Cells(ScoreOf(OneNumber(""), before), "score_contributions", "period"), (Texts{"2024"}));
  const std::string change = PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [{"id": "trend",
      "linear": {"worst": -100, "best": 100}, "input": {"value": "x", "periods": "change"}}]})");
  EXPECT_EQ(reason({{"A", "2024", "ann", "0", "5"}, {"A", "2025", "ann", "0", "7"}}, change), (Texts{"no_weight"}));
  EXPECT_EQ(reason({{"A", "2024", "ann", "0", "5"}, {"A", "2025", "ann", "1", "7"}}, change),
            (Texts{"no_earlier_period"}));
  // Without weight there is no whole value: a quotient needs both of its facts from one rater.
  const RunResult half = ScoreOf(PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [{"id": "ratio",
      "linear": {"worst": 0, "best": 100}, "input": "x / y"}]})"),
                                 {{"candidate", "rater", "rater_weight", "x", "y"}, {"A", "ann", "0", "5", ""}});
  EXPECT_EQ(Cells(half, "score_contributions", "reason"), (Texts{"not_given"}));
}

std::string Ranked(const std::string& method, const std::string& more = "") {
  return R"({"keyhaul": 1, "name": "ranked", "currency": "EUR", "rankings": [{"id": "r", "method": ")" + method + '"' +
         more + R"(, "criteria": [{"id": "x"}, {"id": "y"}]}]})";
}

// ENGINE-94: two of whom all is known are too few for CRITIC, one is for TOPSIS, none for everything.
TEST(ScoreFacts, TooFewToBeRanked) {
  const Texts head = {"candidate", "x", "y"};
  const Rows two = {head, {"A", "1", "2"}, {"B", "3", ""}, {"C", "2", "1"}};
  const Rows one = {head, {"A", "1", ""}, {"B", "3", "1"}};
  const Rows none = {head, {"A", "1", ""}, {"B", "n/a", "1"}};
  const auto flags = [](const std::string& policy, const Rows& rows) {
    const RunResult result = ScoreOf(policy, rows);
    for (const std::string column : {"value", "rank", "to_ideal", "to_anti_ideal", "group_regret", "largest_regret",
                                     "positive_flow", "negative_flow"}) {
      for (const std::string& cell : Cells(result, "rankings", column)) EXPECT_EQ(cell, "-") << column;
    }
    for (const std::string& cell : Cells(result, "rankings", "tied")) EXPECT_EQ(cell, "0");
    for (const std::string& cell : Cells(result, "rankings", "proposed")) EXPECT_EQ(cell, "0");
    EXPECT_EQ(Cells(result, "rankings", "ranking"), Texts(rows.size() - 1, "r"));
    return Cells(result, "rankings", "flags");
  };
  EXPECT_EQ(flags(Ranked("weighted_sum", R"(, "weights": "critic")"), two),
            (Texts{"too_few", "incomplete", "too_few"}));
  EXPECT_EQ(flags(Ranked("topsis"), one), (Texts{"incomplete", "too_few"}));
  EXPECT_EQ(flags(Ranked("topsis"), none), (Texts{"incomplete", "incomplete"}));
  EXPECT_EQ(flags(Ranked("weighted_sum", R"(, "weights": "entropy")"), one), (Texts{"incomplete", "too_few"}));
  // One more is enough.
  Rows three = two;
  three.push_back({"D", "4", "4"});
  const RunResult enough = ScoreOf(Ranked("weighted_sum", R"(, "weights": "critic")"), three);
  EXPECT_EQ(Cells(enough, "rankings", "flags"), (Texts{"", "incomplete", "", ""}));
}

std::string TwoCards() {
  const auto card = [](const std::string& id) {
    return R"({"id": ")" + id + R"(", "low": 0, "high": 100, "hysteresis": 5, "criteria": [
        {"id": "x", "linear": {"worst": 0, "best": 100}}])" +
           kBands + "}";
  };
  return PolicyJson(card("p") + "," + card("q"));
}

// ENGINE-80: bands are of one scorecard each; those who are not there now go out behind the others, as they came in,
// for as long as they are away, and hold again when they come back.
TEST(ScoreFacts, BandsAreKeptForThoseWhoComeBack) {
  const std::string policy = TwoCards();
  const Texts head = {"candidate", "x"};
  const Rows start = {{"scorecard", "candidate", "band"},
                      {"q", "B", "high"},
                      {"gone", "A", "any name"},
                      {"p", "B", "high"},
                      {"q", "A", "low"}};
  RunResult result = ScoreOf(policy, {head, {"A", "52"}}, start);
  // A is held by q, which had it in low, and not by p.
  EXPECT_EQ(Cells(result, "scores", "band"), (Texts{"high", "low"}));
  const Rows expected = {{"scorecard", "candidate", "band"}, {"p", "A", "high"}, {"q", "A", "low"}, {"q", "B", "high"},
                         {"gone", "A", "any name"},          {"p", "B", "high"}};
  EXPECT_EQ(StatesOf(result), expected);
  for (int i = 0; i < 3; ++i) {
    result = ScoreOf(policy, {head, {"A", "52"}}, StatesOf(result));
    EXPECT_EQ(StatesOf(result), expected);
  }
  result = ScoreOf(policy, {head, {"B", "48"}}, StatesOf(result));
  EXPECT_EQ(Cells(result, "scores", "band"), (Texts{"high", "high"}));
  EXPECT_EQ(StatesOf(result), (Rows{{"scorecard", "candidate", "band"},
                                    {"p", "B", "high"},
                                    {"q", "B", "high"},
                                    {"p", "A", "high"},
                                    {"q", "A", "low"},
                                    {"gone", "A", "any name"}}));
}

// ENGINE-80: a band that a rejected candidate loses is lost; one of whom too little is known keeps it.
TEST(ScoreFacts, BandsOfTheRejectedAreLost) {
  const std::string policy =
      OneNumber(std::string(kBands) + R"(, "hysteresis": 5)", R"(, "knock_out": {"at_least": 10})");
  const Rows states = {{"scorecard", "candidate", "band"}, {"s", "A", "high"}, {"s", "B", "high"}};
  const RunResult result = ScoreOf(policy, {{"candidate", "x"}, {"A", "5"}, {"B", ""}}, states);
  EXPECT_EQ(Cells(result, "score_states", "band"), (Texts{"-", "high"}));
  const RunResult again = ScoreOf(policy, {{"candidate", "x"}, {"A", "48"}, {"B", "48"}}, StatesOf(result));
  EXPECT_EQ(Cells(again, "scores", "band"), (Texts{"low", "high"}));
}

// ENGINE-80: twice is twice also of those who are not there, or the scoring in which they come back would be refused.
TEST(ScoreFacts, StateOfOneWhoIsAwayIsOne) {
  const Error error = Refusal(OneNumber(kBands), {{"candidate", "x"}, {"A", "40"}},
                              {{"scorecard", "candidate", "band"},
                               {"s", "Z", "low"},
                               {"other", "Z", "low"},
                               {"s", "Z", ""},
                               {"s", "Z", "high"}});
  EXPECT_EQ(error.code, Code::data_duplicate);
  EXPECT_EQ(error.table, "score_states");
  EXPECT_EQ(error.row, 3);
  EXPECT_EQ(error.column, "band");
  EXPECT_EQ(error.rule, "ENGINE-80");
}

}  // namespace
}  // namespace keyhaul
