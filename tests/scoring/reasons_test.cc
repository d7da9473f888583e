// Contributions, differences and reason codes. Expected figures are exact sums by hand; the sample of reason codes is
// that of the Data Mining Group's PMML 4 Scorecard, with the result of JPMML.
#include "keyhaul/scoring/reasons.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "score_cards.h"

namespace keyhaul {
namespace {

using Keys = std::vector<std::int64_t>;

std::vector<Reason> ReasonsOk(const CompiledScorecard& card, const ScoreResult& result) {
  Result<std::vector<Reason>> reasons = ReasonsOf(card, result);
  EXPECT_TRUE(reasons.ok()) << reasons.error().Text();
  return *std::move(reasons);
}
std::vector<std::string> CodesOf(const std::vector<Reason>& reasons) {
  std::vector<std::string> codes;
  for (const Reason& reason : reasons) codes.push_back(reason.code);
  return codes;
}
using Codes = std::vector<std::string>;

// SCORING-44
TEST(ContributionsOf, AddUpToTheScore) {
  const CompiledScorecard card = Compiled(SupplierCard());
  const std::vector<Contribution> parts = ContributionsOf(card, Scored(card, "43423"));
  Keys keys;
  for (const Contribution& part : parts) keys.push_back(part.key);
  EXPECT_EQ(keys, (Keys{1'200'000'000, 600'000'000, 1'200'000'000, 200'000'000, 300'000'000}));
  EXPECT_EQ(parts[0].numerator, 12 * Points("1"));
}

// SCORING-44: three times 1/3 of 4 is 1.333333333; the one that is left goes to the first.
TEST(ContributionsOf, PrintedFiguresAddUpToo) {
  const CompiledScorecard card = Compiled(Card({Leaf("a", -1, "1"), Leaf("b", -1, "1"), Leaf("c", -1, "1")}));
  const std::vector<Contribution> parts = ContributionsOf(card, Scored(card, "444"));
  EXPECT_EQ(parts[0].key, 1'333'333'334);
  EXPECT_EQ(parts[1].key, 1'333'333'333);
  EXPECT_EQ(parts[2].key, 1'333'333'333);
}

// SCORING-44: 4/3 loses a third of a unit, 8/3 two thirds.
TEST(ContributionsOf, WhatRoundingLeavesGoesToWhoLostMost) {
  const CompiledScorecard card = Compiled(Card({Leaf("a", -1, "1"), Leaf("b", -1, "2")}));
  const std::vector<Contribution> parts = ContributionsOf(card, Scored(card, "44"));
  EXPECT_EQ(parts[0].key, 1'333'333'333);
  EXPECT_EQ(parts[1].key, 2'666'666'667);
}

// SCORING-44: in random trees, with leaves left out; inner nodes have the sums of their leaves, and the top all of it.
TEST(ContributionsOf, AddUpAtEveryNodeOfRandomCards) {
  std::mt19937 random(5);
  const auto weight = [&] { return std::to_string(1 + random() % 97); };
  for (int round = 0; round < 200; ++round) {
    Scorecard given = Card({Node("n", -1, weight()), Leaf("a", 0, weight()), Leaf("b", 0, weight()),
                            Leaf("c", -1, weight()), Leaf("d", -1, weight())});
    given.low = Number("-4");
    for (Criterion& criterion : given.criteria) {
      if (criterion.value) criterion.value = Linear{Number("-4"), Number("4")};
    }
    const CompiledScorecard card = Compiled(given);
    std::vector<RawValue> raw;
    for (int i = 0; i < 4; ++i) {
      const auto mantissa = static_cast<std::int64_t>(random() % 8'000'000) - 4'000'000;
      raw.push_back(random() % 5 == 0 ? RawValue() : RawValue::Known(Fraction{mantissa, 1'000'000}));
    }
    const ScoreResult result = Scored(card, *LeafInputs(card, raw));
    const std::vector<Contribution> parts = ContributionsOf(card, result);
    int128 numerator = 0;
    std::int64_t key = 0;
    for (const Contribution& part : parts) {
      numerator += part.numerator;
      key += part.key;
    }
    ASSERT_EQ(numerator, result.earned_numerator);
    ASSERT_EQ(key, result.key);
    const std::vector<Contribution> nodes = NodeContributionsOf(card, parts);
    ASSERT_EQ(nodes[0].numerator, nodes[1].numerator + nodes[2].numerator);
    ASSERT_EQ(nodes[0].numerator + nodes[3].numerator + nodes[4].numerator, result.earned_numerator);
    ASSERT_EQ(nodes[0].key + nodes[3].key + nodes[4].key, result.key);
  }
}

// SCORING-45: 3.5 less 2.9, of which price gives 0.6 and reputation takes nothing.
TEST(DifferenceOf, AddsUpLeafByLeaf) {
  const CompiledScorecard card = Compiled(SupplierCard());
  const Result<ScoreDifference> difference = DifferenceOf(card, Scored(card, "43423"), Scored(card, "23423"));
  ASSERT_TRUE(difference.ok());
  EXPECT_EQ(difference->denominator, 10);
  EXPECT_EQ(difference->numerator, 6 * Points("1"));
  EXPECT_EQ(difference->leaves[0].numerator, 6 * Points("1"));
  EXPECT_EQ(difference->leaves[1].numerator, 0);
}

// SCORING-45: (3*4 + 2*1)/5 less (2*3 + 5*2)/7 is 98/35 - 80/35.
TEST(DifferenceOf, CandidatesOfWhomOtherThingsAreKnown) {
  const CompiledScorecard card = Compiled(Card({Leaf("a", -1, "3"), Leaf("b", -1, "2"), Leaf("c", -1, "5")}));
  const Result<ScoreDifference> difference = DifferenceOf(card, Scored(card, "41m"), Scored(card, "-32"));
  ASSERT_TRUE(difference.ok());
  EXPECT_EQ(difference->denominator, 35);
  EXPECT_EQ(difference->numerator, 18 * Points("1"));
  ASSERT_EQ(difference->leaves.size(), 3U);
  EXPECT_EQ(difference->leaves[0].numerator, 84 * Points("1"));
  EXPECT_EQ(difference->leaves[1].numerator, (14 - 30) * Points("1"));
  EXPECT_EQ(difference->leaves[2].numerator, -50 * Points("1"));
  EXPECT_EQ(DifferenceOf(card, Scored(card, "mmm"), Scored(card, "444")).error().code, Code::invalid_argument);
  EXPECT_EQ(DifferenceOf(card, Scored(card, "444"), Scored(card, "mmm")).error().code, Code::invalid_argument);
}

// The sample: department, age and income.
Scorecard PmmlSample() {
  const auto level = [](std::string label, std::string_view points) {
    return RatingLevel{std::move(label), Number(points), {}, {}};
  };
  const auto bin = [](std::string_view from, std::string_view points) {
    return StepBin{Number(from), Number(points), {}, {}, {}};
  };
  Scorecard card = Card(
      {Leaf("department", -1, "1",
            Rated{{level("engineering", "3"), level("business", "6"), level("marketing", "19")}}),
       Leaf("age", -1, "1", Step{{bin("0", "-3"), bin("19", "0"), bin("30", "12"), bin("40", "18")}, Number("150")}),
       Leaf("income", -1, "1", Step{{bin("0", "26"), bin("1001", "5"), bin("2501", "-3")}, Number("1e9")})});
  card.low = Number("-9");
  card.high = Number("26");
  for (std::size_t i = 0; i < 3; ++i) card.criteria[i].reason_code = "RC" + std::to_string(i + 1);
  return card;
}

ScoreResult EngineerOf25(const CompiledScorecard& card) {
  const std::vector<RawValue> raw = {RawValue::OfLevel(0), RawValue::Known(Number("25")),
                                     RawValue::Known(Number("500"))};
  return Scored(card, *LeafInputs(card, raw));
}

// SCORING-46: RC2, RC1 and an empty slot; not RC1 twice.
TEST(ReasonsOf, ThePmmlSample) {
  const CompiledScorecard card = Compiled(PmmlSample());
  const ScoreResult result = EngineerOf25(card);
  EXPECT_EQ(result.earned_numerator, 29 * Points("1"));
  const Keys baselines = {Points("19"), Points("18"), Points("10")};
  const Result<std::vector<Reason>> reasons = ReasonsOf(card, result, baselines);
  ASSERT_TRUE(reasons.ok());
  EXPECT_EQ(CodesOf(*reasons), (Codes{"RC2", "RC1"}));
  EXPECT_EQ((*reasons)[0].numerator, 18 * Points("1"));
  EXPECT_EQ((*reasons)[0].key, 6'000'000'000) << "of the mean of three";
  EXPECT_EQ((*reasons)[1].numerator, 16 * Points("1"));
  EXPECT_EQ((*reasons)[1].leaf, 0);
}

// SCORING-46
TEST(ReasonsOf, CountsAboveTheBaselineWhereTheRuleSaysSo) {
  Scorecard given = PmmlSample();
  given.reasons.points_above = true;
  given.reasons.baseline = ReasonBaseline::min;
  const CompiledScorecard card = Compiled(given);
  const std::vector<Reason> reasons = ReasonsOk(card, EngineerOf25(card));
  EXPECT_EQ(CodesOf(reasons), (Codes{"RC3", "RC2"})) << "29 above -3, 3 above -3, and 0";
  given.reasons.keep_zero = true;
  const CompiledScorecard kept = Compiled(given);
  EXPECT_EQ(CodesOf(ReasonsOk(kept, EngineerOf25(kept))), (Codes{"RC3", "RC2", "RC1"}));
  given.reasons.slots = 1;
  const CompiledScorecard one = Compiled(given);
  EXPECT_EQ(CodesOf(ReasonsOk(one, EngineerOf25(one))), (Codes{"RC3"}));
}

// SCORING-46: the mean of 3, 6 and 19 is 28/3; of -3, 0, 12 and 18 it is 6.75; of 26, 5 and -3 it is 28/3, too.
TEST(ReasonsOf, Baselines) {
  Scorecard given = PmmlSample();
  const auto baselines = [&](ReasonBaseline baseline) {
    given.reasons.baseline = baseline;
    return BaselinesOf(Compiled(given));
  };
  EXPECT_EQ(baselines(ReasonBaseline::max), (Keys{Points("19"), Points("18"), Points("26")}));
  EXPECT_EQ(baselines(ReasonBaseline::min), (Keys{Points("3"), Points("-3"), Points("-3")}));
  EXPECT_EQ(baselines(ReasonBaseline::mean), (Keys{9'333'333'333'333, Points("6.75"), 9'333'333'333'333}));
  EXPECT_EQ(baselines(ReasonBaseline::neutral), Keys(3, Points("8.5")));
  given.reasons.given = Number("2");
  EXPECT_EQ(baselines(ReasonBaseline::given), Keys(3, Points("2")));
  given = Card({Leaf("a", -1, "1", Linear{Number("0"), Number("1")})});
  EXPECT_EQ(baselines(ReasonBaseline::mean), Keys{Points("2.5")});
  given = Card({Leaf("a", -1, "1", Rated{{{"low", Number("2")}, {"high", Number("2.000000000001")}}})});
  EXPECT_EQ(baselines(ReasonBaseline::mean), Keys{Points("2")}) << "half to even";
}

// SCORING-47: shared codes are added up (the last one does not win), and a level's own code goes first.
TEST(ReasonsOf, SharedCodesAndCodesOfLevels) {
  Scorecard given = SupplierCard();
  given.criteria[0].reason_code = "Q";
  given.criteria[2].reason_code = "Q";
  std::get<Rated>(*given.criteria[1].value).levels[0].reason_code = "POOR";
  const CompiledScorecard card = Compiled(given);
  const std::vector<Reason> reasons = ReasonsOk(card, Scored(card, "31344"));
  EXPECT_EQ(CodesOf(reasons), (Codes{"Q", "POOR"})) << "0.3 and 0.3 for Q, 0.2 * 3 for POOR: a tie";
  EXPECT_EQ(reasons[0].key, 600'000'000);
  EXPECT_EQ(reasons[1].key, 600'000'000);
  EXPECT_EQ(CodesOf(ReasonsOk(card, Scored(card, "42444"))), (Codes{"reputation"})) << "the id where there is no code";
}

// SCORING-47: equal differences stand in the order of declaration.
TEST(ReasonsOf, TiesStandInTheOrderOfDeclaration) {
  const CompiledScorecard card = Compiled(
      Card({Leaf("z", -1, "1"), Leaf("m", -1, "2"), Leaf("a", -1, "1"), Leaf("k", -1, "1"), Leaf("b", -1, "1")}));
  EXPECT_EQ(CodesOf(ReasonsOk(card, Scored(card, "33333"))), (Codes{"m", "z", "a"}));
}

// SCORING-47
TEST(ReasonsOf, LeavesWithoutPointsAreNoReason) {
  const CompiledScorecard card = Compiled(SupplierCard());
  EXPECT_EQ(CodesOf(ReasonsOk(card, Scored(card, "m2-44"))), (Codes{"reputation"}));
  EXPECT_TRUE(ReasonsOk(card, Scored(card, "mmmmm")).empty());
  EXPECT_TRUE(ContributionsOf(card, Scored(card, "mmmmm")).empty());
  Scorecard worst = SupplierCard();
  worst.missing.policy = Missing::worst;
  const CompiledScorecard strict = Compiled(worst);
  EXPECT_EQ(CodesOf(ReasonsOk(strict, Scored(strict, "m4444"))), (Codes{"price"})) << "points that stand in cost, too";
  EXPECT_EQ(ReasonsOf(card, Scored(card, "44444"), Keys(4)).error().code, Code::invalid_argument);
  for (const std::int64_t beyond : {kMaxScorePoints + 1, -kMaxScorePoints - 1}) {
    EXPECT_EQ(ReasonsOf(card, Scored(card, "44444"), Keys(5, beyond)).error().code, Code::invalid_argument);
  }
}

// SCORING-47
TEST(TextsOf, GivesTheAnchorBehindARating) {
  Scorecard given = PmmlSample();
  std::get<Rated>(*given.criteria[0].value).levels[1].anchor = "a degree in business";
  std::get<Step>(*given.criteria[1].value).bins[2].label = "thirties";
  const CompiledScorecard card = Compiled(given);
  EXPECT_EQ(TextsOf(card, 0, 1).label, "business");
  EXPECT_EQ(TextsOf(card, 0, 1).anchor, "a degree in business");
  EXPECT_EQ(TextsOf(card, 1, 2).label, "thirties");
  EXPECT_EQ(TextsOf(card, 0, -1).label, "");
  EXPECT_EQ(TextsOf(card, 0, 3).label, "");
}

}  // namespace
}  // namespace keyhaul
