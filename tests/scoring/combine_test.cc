// Several raters and several periods. Expected points are Python's fractions rounded half to even to twelve decimals;
// 80 and 20 with a factor of 0.1 making 74 is the example of SAP's vendor evaluation.
#include "keyhaul/scoring/combine.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

constexpr std::int64_t kOne = 1'000'000'000'000;

using Periods = std::vector<std::optional<std::int64_t>>;

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

CompiledValue Scale() { return *CompiledValue::Compile(KotlerScale(), Number("1"), Number("4")); }
CompiledValue Line() { return *CompiledValue::Compile(Linear{Number("0"), Number("10")}, Number("0"), Number("100")); }

RaterValue Level(std::int32_t level, std::int64_t weight = 1) { return {RawValue::OfLevel(level), weight}; }
RaterValue Says(std::string_view number, std::int64_t weight = 1) { return {RawValue::Known(Number(number)), weight}; }
RaterValue Unknown(std::int64_t weight = 1) { return {RawValue::Missing(MissingReason::not_given), weight}; }
RaterValue Inapplicable(std::int64_t weight = 1) { return {RawValue::NotApplicable(), weight}; }

CombinedLeaf Combine(const CompiledValue& function, const std::vector<RaterValue>& values,
                     RaterMean mean = RaterMean::weighted) {
  const Result<CombinedLeaf> combined = CombineRaters(function, values, mean);
  EXPECT_TRUE(combined.ok()) << combined.error().Text();
  return combined.ok() ? *combined : CombinedLeaf();
}

// SCORING-17: (2 * 4 + 2 + 3) / 4 = 3.25.
TEST(CombineRaters, WeightedMeanOfLevelsIsOfTheirPoints) {
  const CombinedLeaf leaf = Combine(Scale(), {Level(3, 2), Level(1), Level(2)});
  EXPECT_EQ(leaf.points, (LeafPoints{3'250'000'000'000, 2, false}));
  EXPECT_EQ(leaf.raw.level, 2) << "3.25 reaches good";
  EXPECT_EQ(leaf.dispersion, 2 * kOne);
  EXPECT_EQ(leaf.raters, 3);
  EXPECT_EQ(Combine(Scale(), {Level(3), Level(2), Level(2)}).points.points, 3'333'333'333'333);
  EXPECT_EQ(Combine(Scale(), {Level(3), Level(3)}).points, (LeafPoints{4 * kOne, 3, false}));
  EXPECT_EQ(Combine(Scale(), {Level(0)}).points, (LeafPoints{kOne, 0, false}));
  EXPECT_EQ(Combine(Scale(), {Level(0, 999'999'999'999), Level(3)}).points, (LeafPoints{1'000'000'000'003, 0, false}));
}

// SCORING-17
TEST(CombineRaters, MeanOfLevelsIsRoundedHalfToEven) {
  const Rated fine{{{"a", Number("1.000000000001")}, {"b", Number("1.000000000002")}, {"c", Number("1.000000000003")}}};
  const CompiledValue scale = *CompiledValue::Compile(fine, Number("1"), Number("4"));
  EXPECT_EQ(Combine(scale, {Level(0), Level(1)}).points.points, kOne + 2);
  EXPECT_EQ(Combine(scale, {Level(1), Level(2)}).points.points, kOne + 2);
}

// SCORING-17: numbers are combined before the value function, exactly.
TEST(CombineRaters, WeightedMeanOfNumbers) {
  const CombinedLeaf leaf = Combine(Line(), {Says("1"), Says("2"), Says("20")});
  EXPECT_TRUE((leaf.raw.number == Fraction{23, 3}));
  EXPECT_EQ(leaf.points, (LeafPoints{76'666'666'666'667, -1, false}));
  EXPECT_EQ(leaf.dispersion, 90 * kOne) << "of points, where 20 is worth no more than 10";
  EXPECT_EQ(Combine(Line(), {Says("1", 3), Says("2", 1)}).points.points, 12'500'000'000'000);
}

// SCORING-17: the least value at which half the weight is reached.
TEST(CombineRaters, LowerMedian) {
  const auto level = [](const std::vector<RaterValue>& values) {
    return Combine(Scale(), values, RaterMean::median).points.level;
  };
  EXPECT_EQ(level({Level(3), Level(0), Level(2)}), 2);
  EXPECT_EQ(level({Level(3), Level(1), Level(0), Level(2)}), 1);
  EXPECT_EQ(level({Level(3, 3), Level(1), Level(0), Level(2)}), 2) << "weights 1, 1, 1, 3: the third makes half";
  EXPECT_EQ(level({Level(3, 4), Level(1), Level(0), Level(2)}), 3);
  const CombinedLeaf number = Combine(Line(), {Says("7"), Says("-1"), Says("2"), Says("3")}, RaterMean::median);
  EXPECT_TRUE((number.raw.number == Fraction{2, 1}));
  EXPECT_EQ(number.points.points, 20 * kOne);
  const CompiledValue falls = *CompiledValue::Compile(Linear{Number("10"), Number("0")}, Number("0"), Number("100"));
  const CombinedLeaf least = Combine(falls, {Says("8"), Says("2")}, RaterMean::median);
  EXPECT_TRUE((least.raw.number == Fraction{2, 1})) << "the lower number, also where less is better";
}

// SCORING-17
TEST(CombineRaters, WhoDoesNotKnowIsPassedOver) {
  const CombinedLeaf leaf = Combine(Scale(), {Unknown(5), Level(1), Inapplicable(5), Level(3), Level(0, 0)});
  EXPECT_EQ(leaf.points, (LeafPoints{3 * kOne, 2, false}));
  EXPECT_EQ(leaf.raters, 2);
  EXPECT_EQ(leaf.dispersion, 2 * kOne) << "a weight of 0 does not count";
  EXPECT_EQ(Combine(Scale(), {Unknown(), Inapplicable()}).raw, RawValue::Missing(MissingReason::not_given));
  EXPECT_EQ(Combine(Scale(), {Inapplicable(), Unknown(0)}).raw, RawValue::NotApplicable());
  EXPECT_EQ(Combine(Scale(), {Unknown(0)}).raw, RawValue::Missing(MissingReason::not_given));
  EXPECT_EQ(Combine(Scale(), {}).raw, RawValue::Missing(MissingReason::not_given));
  const RaterValue no_divisor{RawValue::Missing(MissingReason::divisor_not_positive), 1};
  EXPECT_EQ(Combine(Line(), {no_divisor, Unknown()}).raw, RawValue::Missing(MissingReason::divisor_not_positive));
}

// SCORING-17: a value is there, and its rater is not to count: that is another matter than nobody having said it.
TEST(CombineRaters, WhatOnlyWeightlessRatersSayHasItsOwnReason) {
  const RawValue no_weight = RawValue::Missing(MissingReason::no_weight);
  EXPECT_EQ(Name(MissingReason::no_weight), "no_weight");
  EXPECT_EQ(Combine(Scale(), {Level(3, 0)}).raw, no_weight);
  EXPECT_EQ(Combine(Scale(), {Level(3, 0), Level(1, 0)}, RaterMean::median).raw, no_weight);
  EXPECT_EQ(Combine(Scale(), {Unknown(), Level(3, 0)}).raw, no_weight);
  EXPECT_EQ(Combine(Scale(), {Inapplicable(0)}).raw, no_weight);
  EXPECT_EQ(Combine(Scale(), {Inapplicable(), Level(3, 0)}).raw, RawValue::NotApplicable());
  const RaterValue no_divisor{RawValue::Missing(MissingReason::divisor_not_positive), 1};
  EXPECT_EQ(Combine(Line(), {no_divisor, Says("7", 0)}).raw, RawValue::Missing(MissingReason::divisor_not_positive));
}

// SCORING-17
TEST(CombineRaters, RefusesWhatIsNoRating) {
  EXPECT_EQ(CombineRaters(Scale(), std::vector{Level(1, -1)}, RaterMean::weighted).error().message,
            "rater 1 has a weight of -1; expected 0 to 1000000000000");
  EXPECT_TRUE(CombineRaters(Scale(), std::vector{Level(1, kMaxRaterWeight)}, RaterMean::weighted).ok());
  EXPECT_FALSE(CombineRaters(Scale(), std::vector{Level(1, kMaxRaterWeight + 1)}, RaterMean::weighted).ok());
  EXPECT_FALSE(CombineRaters(Scale(), std::vector{Level(4)}, RaterMean::median).ok());
  EXPECT_FALSE(CombineRaters(Scale(), std::vector{Says("3")}, RaterMean::weighted).ok());
  EXPECT_FALSE(CombineRaters(Scale(), std::vector<RaterValue>(kMaxRaters + 1, Level(1)), RaterMean::weighted).ok());
  const RawValue fine = RawValue::Known(Fraction{1, kInt128Max});
  const RawValue finer = RawValue::Known(Fraction{1, kInt128Max - 1});
  EXPECT_EQ(CombineRaters(Line(), std::vector<RaterValue>{{fine}, {finer}}, RaterMean::weighted).error().code,
            Code::overflow);
}

// SCORING-18
TEST(SmoothPeriods, SapExample) { EXPECT_EQ(SmoothPeriods({Number("0.1")}, Periods{80 * kOne, 20 * kOne}), 74 * kOne); }

// SCORING-18
TEST(SmoothPeriods, PeriodsWithoutAValueArePassedOver) {
  const Smoothing rule{Number("0.123456789")};
  EXPECT_EQ(
      SmoothPeriods(rule, Periods{std::nullopt, 80 * kOne, 20 * kOne, std::nullopt, 55'500'000'000'000, 61 * kOne}),
      69'311'729'885'595);
  EXPECT_EQ(SmoothPeriods(rule, Periods{80 * kOne}), 80 * kOne);
  EXPECT_EQ(SmoothPeriods(rule, Periods{std::nullopt, std::nullopt}), std::nullopt);
  EXPECT_EQ(SmoothPeriods({Number("1")}, Periods{80 * kOne, 20 * kOne}), 20 * kOne);
}

// SCORING-18
TEST(SmoothPeriods, GoesOnFromAStoredValue) {
  const Smoothing rule{Number("0.3")};
  const std::int64_t stored = *SmoothPeriods(rule, Periods{7, 12, kOne / 3});
  EXPECT_EQ(SmoothPeriods(rule, Periods{7, 12, kOne / 3, -5}), Smooth(rule, stored, -5));
  const std::int64_t end = kMaxScoringPoints * kOne;
  EXPECT_EQ(Smooth({Number("0.999999999999999999")}, -end, end), end - 2);
}

// SCORING-18
TEST(CheckSmoothing, FactorAboveZeroAndAtMostOne) {
  EXPECT_TRUE(CheckSmoothing({Number("1")}).ok());
  EXPECT_TRUE(CheckSmoothing({Number("0.000000000000000001")}).ok());
  EXPECT_EQ(CheckSmoothing({Number("0")}).error().path, "factor");
  EXPECT_EQ(CheckSmoothing({Number("1.01")}).error().message, "1.01 is not above 0 and at most 1");
}

}  // namespace
}  // namespace keyhaul
