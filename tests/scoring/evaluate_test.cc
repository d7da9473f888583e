// Scores, coverage, knock-outs, bands and decisions. Expected figures are exact sums by hand, or come from Python's
// fractions where the test says so.
#include "keyhaul/scoring/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score_cards.h"

namespace keyhaul {
namespace {

using Places = std::vector<std::int32_t>;

constexpr std::int64_t kOne = 1'000'000'000;  // of a key

// SCORING-31: the supplier of the handbook, 0.3*4 + 0.2*3 + 0.3*4 + 0.1*2 + 0.1*3.
TEST(Evaluate, TheSupplierHasExactlyThreeAndAHalf) {
  const ScoreResult result = Scored(Compiled(SupplierCard()), "43423");
  EXPECT_EQ(result.numerator, int128(35) * Points("1"));
  EXPECT_EQ(result.denominator, 10);
  EXPECT_EQ(result.key, 3'500'000'000);
  EXPECT_EQ(result.coverage_key, kOne);
  EXPECT_EQ(result.flags, 0);
  EXPECT_EQ(result.band, -1);
  EXPECT_TRUE(result.decision.empty());
}

// SCORING-31: 5/3 and 7/3 end in 6667 and 3333; 1.0000000005 is rounded away from zero, and so is its mirror.
TEST(Evaluate, KeysAreRoundedHalfAwayFromZeroFromTheExactFraction) {
  const CompiledScorecard thirds = Compiled(Card({Leaf("a", -1, "2"), Leaf("b", -1, "1")}));
  EXPECT_EQ(Scored(thirds, "12").key, 1'333'333'333);
  EXPECT_EQ(Scored(thirds, "21").key, 1'666'666'667);
  Scorecard card = Card({Leaf("a", -1, "1", Linear{Number("-4"), Number("4")})});
  card.low = Number("-4");
  const CompiledScorecard line = Compiled(card);
  const auto key_of = [&](std::string_view x) {
    const RawValue raw = RawValue::Known(Number(x));
    return Scored(line, *LeafInputs(line, std::vector<RawValue>{raw})).key;
  };
  EXPECT_EQ(key_of("1.0000000005"), 1'000'000'001);
  EXPECT_EQ(key_of("1.000000000499"), 1'000'000'000);
  EXPECT_EQ(key_of("-1.0000000005"), -1'000'000'001);
}

Scorecard TreeCard() {
  return Card({Node("quality", -1, "0.6"), Leaf("material", 0, "0.07"), Leaf("finish", 0, "2"),
               Leaf("packing", 0, "0.5"), Leaf("price", -1, "0.25"), Node("service", -1, "1.15"), Leaf("speed", 5, "3"),
               Leaf("care", 5, "4")});
}

// SCORING-32, SCORING-33, SCORING-35: scores and coverage by Python's fractions over the shares along each path.
TEST(Evaluate, AgreesWithExactFractionsOverATree) {
  struct Row {
    std::string_view ratings;
    std::int64_t left_out;
    std::int64_t worst;
    std::int64_t coverage;
  };
  constexpr Row kRows[] = {
      {"434212", 2120108394, 2120108394, 1000000000}, {"m44-m3", 3470387958, 2751576273, 709028826},
      {"412442", 2525736520, 2525736520, 1000000000}, {"422411", 1691342412, 1691342412, 1000000000},
      {"24mm11", 1867659321, 1708560311, 816634241},  {"114141", 1914382991, 1914382991, 1000000000},
      {"234432", 2846623124, 2846623124, 1000000000}, {"2142m3", 2281114574, 1965411340, 753571429},
      {"211m44", 2980767093, 2733171206, 875000000},  {"22-211", 1389359504, 1389359504, 1000000000},
      {"143m24", 3342015405, 3049263480, 875000000},  {"431344", 3466439689, 3466439689, 1000000000},
      {"43-421", 2181847698, 2181847698, 1000000000}, {"4234-3", 2866911317, 2866911317, 1000000000},
  };
  const CompiledScorecard left_out = Compiled(TreeCard());
  Scorecard card = TreeCard();
  card.missing.policy = Missing::worst;
  const CompiledScorecard worst = Compiled(card);
  for (const Row& row : kRows) {
    EXPECT_EQ(Scored(left_out, row.ratings).key, row.left_out) << row.ratings;
    EXPECT_EQ(Scored(worst, row.ratings).key, row.worst) << row.ratings;
    EXPECT_EQ(Scored(left_out, row.ratings).coverage_key, row.coverage) << row.ratings;
    EXPECT_EQ(Scored(worst, row.ratings).coverage_key, row.coverage) << row.ratings;
  }
}

Scorecard ThreeLeaves(MissingRule missing = {}) {
  Scorecard card = Card({Leaf("a", -1, "3"), Leaf("b", -1, "2"), Leaf("c", -1, "5")});
  card.missing = missing;
  card.insufficient = "collect more information";
  return card;
}

// SCORING-32, SCORING-35: the example of evaluate.h.
TEST(Evaluate, MissingLowersTheCoverageAndNotApplicableDoesNot) {
  const ScoreResult result = Scored(Compiled(ThreeLeaves()), "4m-");
  EXPECT_EQ(result.key, 4 * kOne);
  EXPECT_EQ(result.known_weight, 3);
  EXPECT_EQ(result.applicable_weight, 5);
  EXPECT_EQ(result.coverage_key, 600'000'000);
  EXPECT_EQ(result.missing, (Places{1}));
  EXPECT_EQ(result.not_applicable, (Places{2}));
  EXPECT_EQ(result.leaves[0].state, LeafState::known);
  EXPECT_EQ(result.leaves[0].level, 3);
  EXPECT_EQ(result.leaves[1].state, LeafState::left_out);
  EXPECT_EQ(result.leaves[2].state, LeafState::not_applicable);
}

// SCORING-33
TEST(Evaluate, StandInsDoNotRaiseTheCoverage) {
  const ScoreResult worst = Scored(Compiled(ThreeLeaves({Missing::worst, {}})), "4m-");
  EXPECT_EQ(worst.key, 2'800'000'000);
  EXPECT_EQ(worst.coverage_key, 600'000'000);
  EXPECT_TRUE(worst.Has(ScoreFlag::stood_in));
  EXPECT_EQ(worst.leaves[1].state, LeafState::stood_in);
  EXPECT_EQ(worst.missing, (Places{1}));
  const ScoreResult fixed = Scored(Compiled(ThreeLeaves({Missing::fixed, Number("2.5")})), "4m-");
  EXPECT_EQ(fixed.key, 3'400'000'000);
  EXPECT_EQ(fixed.coverage_key, 600'000'000);
  const Rated upper{{{"fair", Number("2")}, {"good", Number("3")}}};
  Scorecard card = Card({Leaf("a", -1, "1"), Leaf("b", -1, "1", upper)});
  card.missing.policy = Missing::worst;
  EXPECT_EQ(Scored(Compiled(card), "4m").key, 3 * kOne) << "the least that the leaf can give, not the scorecard";
}

// SCORING-33: a leaf's own rule goes before that of the scorecard.
TEST(Evaluate, LeavesMayHaveTheirOwnMissingRule) {
  Scorecard card = ThreeLeaves({Missing::worst, {}});
  card.criteria[1].missing = MissingRule{Missing::renormalize, {}};
  EXPECT_EQ(Scored(Compiled(card), "4m4").key, 4 * kOne);
  EXPECT_EQ(Scored(Compiled(card), "m44").key, 3'100'000'000);
}

// SCORING-34
TEST(Evaluate, ACriterionThatMustBeKnownRefusesTheCandidate) {
  const CompiledScorecard card = Compiled(ThreeLeaves({Missing::error, {}}));
  const Result<ScoreResult> refused = Evaluate(card, Ratings(card, "4m4"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_empty);
  EXPECT_EQ(refused.error().column, "b");
  EXPECT_EQ(refused.error().rule, "SCORING-34");
  EXPECT_EQ(Scored(card, "4-4").key, 4 * kOne) << "what does not apply need not be known";
}

// SCORING-36: in none of these cases is 0, 100 or anything else a score.
TEST(Evaluate, WhereNothingIsKnownThereIsNoScore) {
  const CompiledScorecard card = Compiled(ThreeLeaves());
  for (const std::string_view ratings : {"mmm", "---", "m-m"}) {
    const ScoreResult result = Scored(card, ratings);
    EXPECT_TRUE(result.Has(ScoreFlag::no_score)) << ratings;
    EXPECT_EQ(result.denominator, 0);
    EXPECT_EQ(result.coverage_key, 0);
    EXPECT_EQ(result.band, -1);
    EXPECT_EQ(result.decision, "collect more information");
  }
  const CompiledScorecard weightless = Compiled(Card({Leaf("a", -1, "1"), Leaf("b", -1, "0")}));
  EXPECT_TRUE(Scored(weightless, "m4").Has(ScoreFlag::no_score)) << "what is known has no weight";
  EXPECT_EQ(Scored(Compiled(ThreeLeaves({Missing::worst, {}})), "mmm").key, kOne) << "all points stand in";
}

Scorecard Banded(Scorecard card) {
  card.bands = {{"C", Number("1"), "drop"}, {"B", Number("2.5"), "keep"}, {"A", Number("3.5"), "pursue"}};
  card.insufficient = "collect more information";
  return card;
}

// SCORING-37: 3 of 5 and 0.6 are equal, and 0.600000000000000001 is more.
TEST(Evaluate, BelowTheLeastCoverageAScoreDecidesNothing) {
  Scorecard card = Banded(ThreeLeaves());
  card.min_coverage = Number("60%");
  const ScoreResult enough = Scored(Compiled(card), "4m-");
  EXPECT_EQ(enough.decision, "pursue");
  EXPECT_EQ(enough.band, 2);
  card.min_coverage = Number("0.600000000000000001");
  const ScoreResult little = Scored(Compiled(card), "4m-");
  EXPECT_TRUE(little.Has(ScoreFlag::below_min_coverage));
  EXPECT_EQ(little.key, 4 * kOne);
  EXPECT_EQ(little.band, -1);
  EXPECT_EQ(little.earned_band, -1);
  EXPECT_EQ(little.decision, "collect more information");
}

// SCORING-30, SCORING-31: of all ratings of a supplier those with 25 or 35 tenths are on a bound. Integers count them;
// plain sums of doubles put some of them below it.
TEST(Evaluate, ScoresOnABoundAreInTheBandAbove) {
  const CompiledScorecard card = Compiled(Banded(SupplierCard()));
  int on_a_bound = 0;
  for (int code = 0; code < 1024; ++code) {
    std::string ratings;
    int tenths = 0;
    constexpr int kWeights[] = {3, 2, 3, 1, 1};
    for (int i = 0, rest = code; i < 5; ++i, rest /= 4) {
      ratings += static_cast<char>('1' + rest % 4);
      tenths += kWeights[i] * (rest % 4 + 1);
    }
    const ScoreResult result = Scored(card, ratings);
    ASSERT_EQ(result.key, tenths * (kOne / 10));
    ASSERT_EQ(result.band, tenths >= 35 ? 2 : tenths >= 25 ? 1 : 0) << ratings;
    on_a_bound += tenths == 25 || tenths == 35 ? 1 : 0;
  }
  EXPECT_GT(on_a_bound, 50);
}

// The first leaf knocks out below "fair".
Scorecard WithKnockOut(KnockOutEffect effect, KnockOutMissing missing = KnockOutMissing::undecided) {
  Scorecard card = Banded(Card({Leaf("a", -1, "1"), Leaf("b", -1, "9")}));
  KnockOut knock_out;
  knock_out.level = "fair";
  knock_out.effect = effect;
  knock_out.missing = missing;
  if (effect == KnockOutEffect::cap_score) knock_out.cap = Number("2.75");
  if (effect == KnockOutEffect::cap_band) knock_out.band = "C";
  card.criteria[0].knock_out = knock_out;
  return card;
}

// SCORING-38, SCORING-40: 0.1*1 + 0.9*4 would be 3.7.
TEST(Evaluate, AFailedKnockOutRejectsWhateverElseIsGood) {
  const CompiledScorecard card = Compiled(WithKnockOut(KnockOutEffect::reject));
  const ScoreResult failed = Scored(card, "14");
  EXPECT_EQ(failed.decision, kRejected);
  EXPECT_EQ(failed.band, -1);
  EXPECT_EQ(failed.earned_band, 2);
  EXPECT_EQ(failed.key, 3'700'000'000) << "the score stands";
  EXPECT_TRUE(failed.Has(ScoreFlag::rejected));
  EXPECT_TRUE(failed.Has(ScoreFlag::knock_out_failed));
  const ScoreResult passed = Scored(card, "24");
  EXPECT_EQ(passed.decision, "pursue");
  ASSERT_EQ(passed.knock_outs.size(), 1U);
  EXPECT_EQ(passed.knock_outs[0].state, KnockOutState::passed);
}

// SCORING-40
TEST(Evaluate, AFailedKnockOutCapsTheScore) {
  const CompiledScorecard card = Compiled(WithKnockOut(KnockOutEffect::cap_score));
  const ScoreResult capped = Scored(card, "14");
  EXPECT_EQ(capped.key, 2'750'000'000);
  EXPECT_EQ(capped.numerator, Points("2.75"));
  EXPECT_EQ(capped.denominator, 1);
  EXPECT_EQ(capped.earned_numerator, 37 * Points("1"));
  EXPECT_EQ(capped.earned_denominator, 10);
  EXPECT_EQ(capped.band, 1);
  EXPECT_EQ(capped.earned_band, 2);
  EXPECT_TRUE(capped.Has(ScoreFlag::score_capped));
  const ScoreResult lower = Scored(card, "12");
  EXPECT_EQ(lower.key, 1'900'000'000);
  EXPECT_FALSE(lower.Has(ScoreFlag::score_capped)) << "reported as failed, and nothing to cap";
  EXPECT_TRUE(lower.Has(ScoreFlag::knock_out_failed));
}

// SCORING-40
TEST(Evaluate, AFailedKnockOutCapsTheBand) {
  const CompiledScorecard card = Compiled(WithKnockOut(KnockOutEffect::cap_band));
  const ScoreResult capped = Scored(card, "14");
  EXPECT_EQ(capped.key, 3'700'000'000);
  EXPECT_EQ(capped.band, 0);
  EXPECT_EQ(capped.decision, "drop");
  EXPECT_TRUE(capped.Has(ScoreFlag::band_capped));
  EXPECT_FALSE(Scored(card, "11").Has(ScoreFlag::band_capped));
  EXPECT_EQ(Scored(card, "44").band, 2);
}

// SCORING-39: unknown is neither good nor bad unless the rule says so; what does not apply knocks nobody out.
TEST(Evaluate, AMissingValueOfAKnockOutIsAStateOfItsOwn) {
  const auto scored = [](KnockOutMissing missing, std::string_view ratings) {
    return Scored(Compiled(WithKnockOut(KnockOutEffect::reject, missing)), ratings);
  };
  const ScoreResult undecided = scored(KnockOutMissing::undecided, "m4");
  EXPECT_EQ(undecided.knock_outs[0].state, KnockOutState::undecided);
  EXPECT_TRUE(undecided.Has(ScoreFlag::knock_out_undecided));
  EXPECT_EQ(undecided.band, 2);
  EXPECT_EQ(undecided.decision, "collect more information");
  const ScoreResult fails = scored(KnockOutMissing::fail, "m4");
  EXPECT_EQ(fails.decision, kRejected);
  EXPECT_TRUE(fails.knock_outs[0].was_missing);
  const ScoreResult passes = scored(KnockOutMissing::pass, "m4");
  EXPECT_EQ(passes.decision, "pursue");
  EXPECT_TRUE(passes.knock_outs[0].was_missing);
  const ScoreResult none = scored(KnockOutMissing::fail, "-4");
  EXPECT_EQ(none.knock_outs[0].state, KnockOutState::not_applicable);
  EXPECT_EQ(none.decision, "pursue");
}

// SCORING-38: a ratio of one third is below 0.333333333333333334, and at least 0.333333333333333333.
TEST(Evaluate, KnockOutsCompareRawNumbersExactly) {
  const auto state_of = [](std::string_view at_least, std::string_view at_most, const Fraction& x) {
    Scorecard card = Card({Leaf("a", -1, "1", Linear{Number("0"), Number("1")})});
    KnockOut knock_out;
    if (!at_least.empty()) knock_out.at_least = Number(at_least);
    if (!at_most.empty()) knock_out.at_most = Number(at_most);
    card.criteria[0].knock_out = knock_out;
    const CompiledScorecard compiled = Compiled(card);
    return Scored(compiled, *LeafInputs(compiled, std::vector<RawValue>{RawValue::Known(x)})).knock_outs[0].state;
  };
  const Fraction third{1, 3};
  EXPECT_EQ(state_of("0.333333333333333333", "", third), KnockOutState::passed);
  EXPECT_EQ(state_of("0.333333333333333334", "", third), KnockOutState::failed);
  EXPECT_EQ(state_of("", "0.333333333333333334", third), KnockOutState::passed);
  EXPECT_EQ(state_of("", "0.333333333333333333", third), KnockOutState::failed);
  EXPECT_EQ(state_of("0.2", "0.2", Fraction{3, 15}), KnockOutState::passed);
  EXPECT_EQ(state_of("-1", "", Fraction{-4, 3}), KnockOutState::failed);
}

// SCORING-38, SCORING-40: each is told, the lowest cap holds, and rejection is above all.
TEST(Evaluate, AllKnockOutsAreReported) {
  Scorecard card = Banded(Card({Leaf("a", -1, "0"), Leaf("b", -1, "0"), Leaf("c", -1, "0"), Leaf("d", -1, "1")}));
  const auto cap = [&](std::size_t i, std::string_view at) {
    KnockOut knock_out;
    knock_out.level = "good";
    knock_out.effect = KnockOutEffect::cap_score;
    knock_out.cap = Number(at);
    card.criteria[i].knock_out = knock_out;
  };
  cap(0, "3");
  cap(1, "2");
  card.criteria[2].knock_out = KnockOut{.at_least = {}, .at_most = {}, .level = "good", .cap = {}};
  const CompiledScorecard compiled = Compiled(card);
  const ScoreResult caps = Scored(compiled, "1134");
  EXPECT_EQ(caps.key, 2 * kOne);
  EXPECT_EQ(caps.decision, "drop");
  const ScoreResult rejected = Scored(compiled, "1314");
  EXPECT_EQ(rejected.key, 3 * kOne);
  EXPECT_EQ(rejected.decision, kRejected);
  ASSERT_EQ(rejected.knock_outs.size(), 3U);
  EXPECT_EQ(rejected.knock_outs[0].state, KnockOutState::failed);
  EXPECT_EQ(rejected.knock_outs[1].state, KnockOutState::passed);
  EXPECT_EQ(rejected.knock_outs[2].state, KnockOutState::failed);
  EXPECT_EQ(rejected.knock_outs[2].leaf, 2);
  const ScoreResult unscored = Scored(compiled, "331m");
  EXPECT_EQ(unscored.decision, kRejected) << "a knock-out needs no score";
  EXPECT_TRUE(unscored.Has(ScoreFlag::no_score));
}

// SCORING-41: 3.7 has passed 3.5, and not by 0.3. A cap of the score is not softened by the margin.
TEST(Evaluate, ThePreviousBandIsKeptWithinTheMargin) {
  Scorecard card = WithKnockOut(KnockOutEffect::cap_score);
  card.hysteresis = Number("0.3");
  const CompiledScorecard compiled = Compiled(card);
  EvaluateOptions options;
  options.previous_band = 1;
  const ScoreResult held = Scored(compiled, "43", options);
  EXPECT_EQ(held.key, 3'100'000'000);
  EXPECT_FALSE(held.Has(ScoreFlag::band_held)) << "its own band anyway";
  options.previous_band = 2;
  const ScoreResult kept = Scored(compiled, "33", options);
  EXPECT_EQ(kept.band, 1) << "3.0 is below 3.5 by more than 0.3";
  const CompiledScorecard even = Compiled([] {
    Scorecard two = Banded(Card({Leaf("a", -1, "7"), Leaf("b", -1, "3")}));
    two.hysteresis = Number("0.3");
    return two;
  }());
  const ScoreResult stays = Scored(even, "34", options);
  EXPECT_EQ(stays.key, 3'300'000'000);
  EXPECT_EQ(stays.band, 2);
  EXPECT_EQ(stays.earned_band, 1);
  EXPECT_EQ(stays.decision, "pursue");
  EXPECT_TRUE(stays.Has(ScoreFlag::band_held));
  card.criteria[0].knock_out->cap = Number("3.4");
  const ScoreResult capped = Scored(Compiled(card), "14", options);
  EXPECT_EQ(capped.key, 3'400'000'000);
  EXPECT_EQ(capped.band, 1);
}

// SCORING-42: of 1, 2, 3, 4 the lower middle is 2. Whoever is unknown, or not concerned, is not in the set.
TEST(Evaluate, MediansAreThoseOfTheSet) {
  const CompiledScorecard card = Compiled(ThreeLeaves({Missing::median, {}}));
  std::vector<LeafInput> set;
  for (const std::string_view ratings : {"44m", "13m", "m2m", "31-", "2mm", "-mm"}) {
    const std::vector<LeafInput> inputs = Ratings(card, ratings);
    set.insert(set.end(), inputs.begin(), inputs.end());
  }
  const Result<SetMedians> medians = MediansOf(card, set);
  ASSERT_TRUE(medians.ok());
  EXPECT_EQ(*medians, (SetMedians{Points("2"), Points("2"), std::nullopt}));
  EvaluateOptions options;
  options.medians = &*medians;
  const ScoreResult result = Scored(card, "m4m", options);
  EXPECT_EQ(result.key, 2'800'000'000) << "(3 * 2 + 2 * 4) / 5";
  EXPECT_EQ(result.coverage_key, 200'000'000);
  EXPECT_TRUE(result.Has(ScoreFlag::median_unknown));
  EXPECT_EQ(result.leaves[2].state, LeafState::left_out);
  EXPECT_EQ(Evaluate(card, Ratings(card, "m44")).error().code, Code::invalid_argument) << "medians are not given";
  EXPECT_EQ(MediansOf(card, std::span<const LeafInput>(set).first(4)).error().code, Code::invalid_argument);
}

TEST(Evaluate, InputsThatDoNotFitAreRefused) {
  const CompiledScorecard card = Compiled(SupplierCard());
  EXPECT_EQ(Evaluate(card, std::vector<LeafInput>(4)).error().code, Code::invalid_argument);
  EXPECT_EQ(LeafInputs(card, std::vector<RawValue>(6)).error().code, Code::invalid_argument);
  EvaluateOptions options;
  options.previous_band = 0;
  EXPECT_EQ(Evaluate(card, Ratings(card, "11111"), options).error().code, Code::invalid_argument);
  std::vector<RawValue> raw(5);
  raw[3] = RawValue::OfLevel(4);
  EXPECT_EQ(LeafInputs(card, raw).error().column, "service");
}

// A value function that was asked beyond its ends says so, and memory is used again without a trace of what was before.
TEST(Evaluate, ResultsAreWrittenOverAnother) {
  const CompiledScorecard card = Compiled(Card({Leaf("a", -1, "1", Linear{Number("0"), Number("1")})}));
  const auto inputs = [&](std::string_view x) {
    return *LeafInputs(card, std::vector<RawValue>{RawValue::Known(Number(x))});
  };
  ScoreResult result = Scored(card, inputs("2"));
  EXPECT_TRUE(result.Has(ScoreFlag::outside_value_range));
  EXPECT_EQ(result.key, 4 * kOne);
  const ScoredLeaf* memory = result.leaves.data();
  ASSERT_TRUE(EvaluateInto(card, inputs("0.5"), {}, &result).ok());
  EXPECT_EQ(result.leaves.data(), memory);
  EXPECT_EQ(result.flags, 0);
  EXPECT_EQ(result.key, 2'500'000'000);
  ASSERT_TRUE(EvaluateInto(card, std::vector<LeafInput>(1), {}, &result).ok());
  EXPECT_EQ(result.missing, (Places{0}));
  EXPECT_EQ(result.key, 0);
}

}  // namespace
}  // namespace keyhaul
