// What lint asks about scorecards and rankings. What is claimed of all candidates is shown here by scoring some, or
// follows from the few numbers of the policy.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/scoring.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"

namespace keyhaul {
namespace {

using testing::Cells;
using testing::CompiledPolicyOf;
using testing::Texts;

// The findings of a policy, as "path finding".
Texts FindingsOf(const std::string& rules) {
  const RunResult result =
      Lint(CompiledPolicyOf(R"({"keyhaul": 1, "name": "lint", "currency": "EUR", )" + rules + "}"));
  Texts found;
  for (std::size_t i = 0; i < Cells(result, "findings", "path").size(); ++i) {
    found.push_back(Cells(result, "findings", "path")[i] + " " + Cells(result, "findings", "finding")[i]);
  }
  return found;
}

std::string MessageOf(const std::string& rules) {
  return Cells(Lint(CompiledPolicyOf(R"({"keyhaul": 1, "name": "lint", "currency": "EUR", )" + rules + "}")),
               "findings", "message")
      .at(0);
}

// A scorecard from 0 to 10 of these criteria, and what else is said of it.
std::string Card(const std::string& criteria, const std::string& more = "") {
  return R"("scorecards": [{"id": "s", "low": 0, "high": 10, "criteria": [)" + criteria + "]" + more + "}]";
}

// A criterion that spans the whole range.
std::string Line(const std::string& id, const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "linear": {"worst": 0, "best": 5, "outside": "error"})" + more + "}";
}

// ENGINE-76: a half of 1 and a part of 100 % are told; points of any sum are no fractions.
TEST(LintScores, WeightsThatAreNoWhole) {
  EXPECT_EQ(FindingsOf(Card(Line("a", R"(, "weight": "0.5")") + "," + Line("b", R"(, "weight": "0.4")"))),
            (Texts{"scorecards[0].criteria weights_not_whole"}));
  EXPECT_EQ(FindingsOf(Card(Line("a", R"(, "weight": 1)") + R"(, {"id": "b", "weight": 3, "criteria": [)" +
                            Line("c", R"(, "weight": 50)") + "," + Line("d", R"(, "weight": 60)") + "]}")),
            (Texts{"scorecards[0].criteria[1].criteria weights_not_whole"}));
  EXPECT_EQ(FindingsOf(Card(Line("a", R"(, "weight": "60%")") + "," + Line("b", R"(, "weight": "40%")"))), Texts{});
  EXPECT_EQ(FindingsOf(Card(Line("a", R"(, "weight": 3)") + "," + Line("b", R"(, "weight": 4)"))), Texts{});
}

// ENGINE-76
TEST(LintScores, CriteriaThatMoveNothing) {
  const std::string one = Line("a", R"(, "weight": 1)") + ",";
  EXPECT_EQ(FindingsOf(Card(one + Line("b", R"(, "weight": 0)"))),
            (Texts{"scorecards[0].criteria[1].weight weight_of_zero"}));
  // A branch takes its leaves along, but for a knock-out below it.
  const auto branch = [&](const std::string& leaf) {
    return Card(one + R"({"id": "b", "weight": 0, "criteria": [)" + leaf + "]}");
  };
  EXPECT_EQ(FindingsOf(branch(Line("c"))), (Texts{"scorecards[0].criteria[1].weight weight_of_zero"}));
  EXPECT_EQ(FindingsOf(branch(Line("c", R"(, "knock_out": {"at_least": 1})"))), Texts{});

  EXPECT_EQ(FindingsOf(Card(R"({"id": "a", "step": {"bins": [{"from": 0, "points": 4}], "to": 9}})")),
            (Texts{"scorecards[0].criteria[0].step points_are_constant"}));
  EXPECT_EQ(FindingsOf(Card(R"({"id": "a", "curve": {"points": [{"x": 0, "points": 4}, {"x": 1, "points": 4}]}})")),
            (Texts{"scorecards[0].criteria[0].curve points_are_constant"}));
  EXPECT_EQ(FindingsOf(Card(R"({"id": "a", "interval": {"low": 1, "from": 1, "to": 2, "high": 2}})")),
            (Texts{"scorecards[0].criteria[0].interval points_are_constant"}));
}

// ENGINE-76: a bin with a name of its own is told apart; one summit is no zigzag.
TEST(LintScores, PointsThatLookMistyped) {
  const auto step = [](const std::string& bins) {
    return Card(R"({"id": "a", "step": {"bins": [)" + bins + R"(], "to": 9}})");
  };
  EXPECT_EQ(FindingsOf(step(R"({"from": 0, "points": 0}, {"from": 3, "points": 10}, {"from": 5, "points": 10})")),
            (Texts{"scorecards[0].criteria[0].step.bins[2] bound_without_effect"}));
  EXPECT_EQ(FindingsOf(step(
                R"({"from": 0, "points": 0}, {"from": 3, "points": 10}, {"from": 5, "points": 10, "label": "best"})")),
            Texts{});
  const auto curve = [](const Texts& points) {
    std::string list;
    for (std::size_t i = 0; i < points.size(); ++i) {
      list += (i == 0 ? "" : ", ") + (R"({"x": )" + std::to_string(i) + R"(, "points": )" + points[i] + "}");
    }
    return Card(R"({"id": "a", "curve": {"points": [)" + list + "]}}");
  };
  EXPECT_EQ(FindingsOf(curve({"0", "4", "4", "3", "10"})),
            (Texts{"scorecards[0].criteria[0].curve points_go_up_and_down"}));
  EXPECT_EQ(MessageOf(curve({"0", "4", "4", "3", "10"})),
            "the points turn at 2 and again at 3: more of it is better, then worse, then better, or the other way "
            "round");
  EXPECT_EQ(FindingsOf(curve({"0", "10", "10", "3", "3"})), Texts{});
}

// ENGINE-77: a score is a mean of points, and any criterion may be the only one that is known.
TEST(LintScores, BandsThatNoScoreReaches) {
  const std::string kotler = R"({"id": "a", "scale": "kotler"})";
  const auto bands = [](const std::string& top) {
    return R"(, "bands": [{"name": "x", "from": 0}, {"name": "y", "from": 1}, {"name": "z", "from": )" + top + "}]";
  };
  EXPECT_EQ(FindingsOf(Card(kotler, bands("4"))), (Texts{"scorecards[0].bands[0] band_never_reached"}));
  EXPECT_EQ(FindingsOf(Card(kotler, bands(R"("4.000000001")"))),
            (Texts{"scorecards[0].bands[0] band_never_reached", "scorecards[0].bands[2] band_never_reached"}));
  // Points that stand in for what is missing, another criterion however light, and caps reach further.
  EXPECT_EQ(FindingsOf(Card(kotler, bands("5") + R"(, "missing": {"points": 0})")),
            (Texts{"scorecards[0].bands[2] band_never_reached"}));
  EXPECT_EQ(FindingsOf(
                Card(R"({"id": "a", "scale": "kotler", "weight": 1000},)" + Line("b", R"(, "weight": 1)"), bands("9"))),
            Texts{});
  EXPECT_EQ(FindingsOf(Card(R"({"id": "a", "scale": "kotler", "knock_out": {"level": "good", "cap_score": "0.5"}})",
                            bands("3"))),
            Texts{});
  EXPECT_EQ(FindingsOf(
                Card(R"({"id": "a", "scale": "kotler", "knock_out": {"level": "good", "cap_band": "x"}})", bands("3"))),
            Texts{});
  // One without a weight does not.
  EXPECT_EQ(FindingsOf(Card(R"({"id": "a", "scale": "kotler", "weight": 1},)" +
                                Line("b", R"(, "weight": 0, "knock_out": {"at_least": 1})"),
                            bands("5"))),
            (Texts{"scorecards[0].bands[0] band_never_reached", "scorecards[0].bands[2] band_never_reached"}));
}

// The band that a score of `x` gives to one who had `before`.
std::string BandAfter(const std::string& card, const std::string& before, const std::string& x) {
  const testing::HostTable facts("facts", {{"candidate", "a"}, {"A", x}});
  const testing::HostTable states("score_states", {{"scorecard", "candidate", "band"}, {"s", "A", before}});
  const std::vector<InputTable> tables = {facts.get(), states.get()};
  const Result<RunResult> result =
      Score(CompiledPolicyOf(R"({"keyhaul": 1, "name": "lint", "currency": "EUR", )" + card + "}"), tables);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return Cells(*result, "scores", "band").at(0);
}

// ENGINE-77: bands of 2, 3 and 5 points. The claims are tried with scores in steps of a tenth.
TEST(LintScores, HysteresisThatIsWiderThanABand) {
  const auto card = [](const std::string& margin) {
    return Card(R"({"id": "a", "linear": {"worst": 0, "best": 10}})",
                R"(, "bands": [{"name": "x", "from": 0}, {"name": "y", "from": 2}, {"name": "z", "from": 5}],
                    "hysteresis": )" +
                    margin);
  };
  const auto reached = [](const std::string& rule, const std::string& from, const std::string& to) {
    Texts scores;
    for (int tenth = 0; tenth <= 100; ++tenth) {
      const std::string score = std::to_string(tenth / 10) + "." + std::to_string(tenth % 10);
      if (BandAfter(rule, from, score) == to) scores.push_back(score);
    }
    return scores;
  };
  EXPECT_EQ(FindingsOf(card("2")), Texts{});
  EXPECT_EQ(reached(card("2"), "y", "x"), Texts{"0.0"});
  EXPECT_EQ(FindingsOf(card(R"("2.5")")), (Texts{"scorecards[0].bands[0] hysteresis_wider_than_band"}));
  EXPECT_EQ(reached(card(R"("2.5")"), "y", "x"), Texts{});
  EXPECT_EQ(FindingsOf(card("4")), (Texts{"scorecards[0].bands[0] hysteresis_wider_than_band",
                                          "scorecards[0].bands[1] hysteresis_wider_than_band"}));
  EXPECT_EQ(reached(card("4"), "x", "y").front(), "6.0");  // of z
  EXPECT_EQ(reached(card("4"), "z", "y").back(), "1.0");   // of x
  EXPECT_EQ(FindingsOf(card("6")).back(), "scorecards[0].bands[2] hysteresis_wider_than_band");
  EXPECT_EQ(reached(card("6"), "y", "z"), Texts{});
  EXPECT_EQ(reached(card("5"), "y", "z"), Texts{"10.0"});
}

// ENGINE-78
TEST(LintScores, KnockOutsThatDecideNothing) {
  const auto of = [](const std::string& knock_out) {
    return FindingsOf(Card(Line("a", R"(, "knock_out": )" + knock_out),
                           R"(, "bands": [{"name": "x", "from": 0}, {"name": "y", "from": 5}])"));
  };
  const auto at = [](const std::string& what) { return Texts{"scorecards[0].criteria[0].knock_out" + what}; };
  EXPECT_EQ(of(R"({"at_least": 0, "at_most": 5})"), at(" knock_out_never_fails"));
  EXPECT_EQ(of(R"({"at_least": 0, "at_most": "4.9"})"), Texts{});
  EXPECT_EQ(of(R"({"at_least": 0, "missing": "fail"})"), Texts{});
  EXPECT_EQ(of(R"({"at_least": "5.1"})"), at(" knock_out_always_fails"));
  EXPECT_EQ(of(R"({"at_least": 5})"), Texts{});
  EXPECT_EQ(of(R"({"at_most": "-0.1"})"), at(" knock_out_always_fails"));
  EXPECT_EQ(of(R"({"at_least": 1, "cap_score": 10})"), at(".cap_score cap_without_effect"));
  EXPECT_EQ(of(R"({"at_least": 1, "cap_score": "9.9"})"), Texts{});
  EXPECT_EQ(of(R"({"at_least": 1, "cap_band": "y"})"), at(".cap_band cap_without_effect"));
  EXPECT_EQ(of(R"({"at_least": 1, "cap_band": "x"})"), Texts{});
  // Numbers that are clipped pass any bound or none.
  EXPECT_EQ(FindingsOf(Card(R"({"id": "a", "linear": {"worst": 0, "best": 5}, "knock_out": {"at_least": 0}})")),
            Texts{});
  const auto level = [](const std::string& knock_out) {
    return Card(R"({"id": "a", "scale": "kotler", "knock_out": )" + knock_out + "}");
  };
  EXPECT_EQ(FindingsOf(level(R"({"level": "poor"})")), at(".level knock_out_never_fails"));
  EXPECT_EQ(MessageOf(level(R"({"level": "poor"})")),
            "every level of the scale passes: it decides only where 'a' is not known");
  EXPECT_EQ(MessageOf(level(R"({"level": "poor", "missing": "pass"})")),
            "every level of the scale passes: it does nothing");
  EXPECT_EQ(FindingsOf(level(R"({"level": "fair"})")), Texts{});
}

// ENGINE-78: of weights of 3 and 7 tenths, 7 are known at most where one is not.
TEST(LintScores, CoverageThatAnyGapBreaks) {
  const auto of = [](const std::string& least) {
    return FindingsOf(Card(Line("a", R"(, "weight": 3)") + "," + Line("b", R"(, "weight": 7)"),
                           R"(, "min_coverage": ")" + least + "\""));
  };
  EXPECT_EQ(of("71%"), (Texts{"scorecards[0].min_coverage any_gap_is_too_much"}));
  EXPECT_EQ(of("70%"), Texts{});
  EXPECT_EQ(of("100%"), Texts{});
  EXPECT_EQ(FindingsOf(Card(Line("a"), R"(, "min_coverage": "50%")")), Texts{});
}

// ENGINE-79
TEST(LintScores, WhatIsThereTwice) {
  const std::string one = Line("a") + ",";
  EXPECT_EQ(FindingsOf(Card(one + Line("b", R"(, "input": "a")"))), (Texts{"scorecards[0].criteria[1] counts_twice"}));
  EXPECT_EQ(FindingsOf(Card(one + Line("b", R"(, "input": {"value": "a", "periods": "growth"})"))), Texts{});
  EXPECT_EQ(FindingsOf(Card(one + Line("b", R"(, "input": "a / c")"))), Texts{});
  EXPECT_EQ(FindingsOf(Card(Line("a", R"(, "weight": 1)") + "," +
                            Line("b", R"(, "weight": 0, "input": "a", "knock_out": {"at_least": 1})"))),
            Texts{});

  const auto card = [](const std::string& id, const std::string& weight) {
    return R"({"id": ")" + id + R"(", "name": "of )" + id + R"(", "low": 0, "high": 10, "criteria": [)" +
           Line("a", R"(, "weight": )" + weight) + "," + Line("b", R"(, "weight": 2)") + "]}";
  };
  EXPECT_EQ(FindingsOf(R"("scorecards": [)" + card("p", "1") + "," + card("q", "3") + "," + card("r", "1") + "]"),
            (Texts{"scorecards[2] same_as_another"}));
  EXPECT_EQ(MessageOf(R"("scorecards": [)" + card("p", "1") + "," + card("r", "1") + "]"),
            "'r' is 'p' under another name: the two always agree");
}

// ENGINE-79
TEST(LintScores, Rankings) {
  const auto rule = [](const std::string& id, const std::string& more) {
    return R"({"id": ")" + id + R"(", "method": "weighted_sum", "criteria": [{"id": "a", "weight": 1},
              {"id": "b", "weight": 0}])" +
           more + "}";
  };
  EXPECT_EQ(FindingsOf(R"("rankings": [)" + rule("p", "") + "]"),
            (Texts{"rankings[0].criteria[1].weight weight_of_zero"}));
  EXPECT_EQ(FindingsOf(R"("rankings": [)" + rule("p", "") + "," + rule("q", "") + "," +
                       rule("r", R"(, "normalization": "max")") + "]")
                .back(),
            "rankings[1] same_as_another");
  // Where the weights come from the values, what stands there is not used.
  Policy derived =
      CompiledPolicyOf(R"({"keyhaul": 1, "name": "lint", "currency": "EUR", "rankings": [)" + rule("p", "") + "]}")
          ->policy;
  derived.rankings[0].weighting = Weighting::entropy;
  const Result<PolicyHandle> compiled = CompilePolicy(derived);
  ASSERT_TRUE(compiled.ok()) << compiled.error().Text();
  EXPECT_EQ(Lint(*compiled).Find("findings")->rows(), 0U);
  EXPECT_EQ(FindingsOf(R"("rankings": [{"id": "p", "method": "topsis", "weights": "entropy", "criteria": [{"id": "a"},
                {"id": "b"}]}])"),
            Texts{});
}

}  // namespace
}  // namespace keyhaul
