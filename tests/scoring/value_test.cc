// Value functions. Expected points are Python's fractions, rounded half to even to twelve decimals: u = (x - worst) /
// (best - worst) and so on, as the formulas of value_function.h stand there; logarithms are decimal.Decimal.ln with 60
// digits.
#include "keyhaul/scoring/value.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

using Points = std::vector<std::int64_t>;

constexpr std::int64_t kOne = 1'000'000'000'000;

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

CompiledValue Compiled(const ValueFunction& function, std::string_view low, std::string_view high) {
  Result<CompiledValue> compiled = CompiledValue::Compile(function, Number(low), Number(high));
  EXPECT_TRUE(compiled.ok()) << compiled.error().Text();
  return *std::move(compiled);
}

LeafPoints At(const CompiledValue& value, const Fraction& x) {
  const Result<LeafPoints> points = PointsOf(value, RawValue::Known(x));
  EXPECT_TRUE(points.ok()) << points.error().Text();
  return points.ok() ? *points : LeafPoints{-999, -999, false};
}
LeafPoints At(const CompiledValue& value, std::string_view x) { return At(value, Fraction::Of(Number(x))); }

Points All(const CompiledValue& value, const std::vector<std::string_view>& xs) {
  Points points;
  for (const std::string_view x : xs) points.push_back(At(value, x).points);
  return points;
}

// The refusal as "path: message".
std::string Refusal(const ValueFunction& function, std::string_view low = "0", std::string_view high = "100") {
  const Result<CompiledValue> compiled = CompiledValue::Compile(function, Number(low), Number(high));
  return compiled.ok() ? "" : compiled.error().path + ": " + compiled.error().message;
}

Step Discount(OutOfRange outside = OutOfRange::clip) {
  return {
      {{Number("0"), Number("1"), "none"}, {Number("2.5"), Number("3"), "some"}, {Number("5"), Number("2"), "much"}},
      Number("10"),
      outside};
}

// SCORING-01: on the scale of four.
TEST(PointsOf, RatingLevelsHaveTheirPoints) {
  const CompiledValue scale = Compiled(KotlerScale(), "1", "4");
  for (std::int32_t level = 0; level < 4; ++level) {
    EXPECT_EQ(*PointsOf(scale, RawValue::OfLevel(level)), (LeafPoints{(level + 1) * kOne, level, false}));
  }
  EXPECT_EQ(PointsOf(scale, RawValue::OfLevel(4)).error().code, Code::invalid_argument);
  EXPECT_EQ(PointsOf(scale, RawValue::Known(Number("3"))).error().code, Code::invalid_argument);
}

// SCORING-02
TEST(PointsOf, BinsHoldTheirLowerBoundAndTheLastOneItsEnd) {
  const CompiledValue step = Compiled(Discount(), "1", "4");
  EXPECT_EQ(At(step, "0"), (LeafPoints{kOne, 0, false}));
  EXPECT_EQ(At(step, "2.499999999999999999"), (LeafPoints{kOne, 0, false}));
  EXPECT_EQ(At(step, "2.5"), (LeafPoints{3 * kOne, 1, false}));
  EXPECT_EQ(At(step, Fraction{5'000'000'000, 1'000'000'001}), (LeafPoints{3 * kOne, 1, false}));
  EXPECT_EQ(At(step, "5"), (LeafPoints{2 * kOne, 2, false}));
  EXPECT_EQ(At(step, "10"), (LeafPoints{2 * kOne, 2, false}));
  EXPECT_EQ(At(step, "10.1"), (LeafPoints{2 * kOne, 2, true}));
  EXPECT_EQ(At(step, "-3"), (LeafPoints{kOne, 0, true}));
  const CompiledValue point = Compiled(Step{{{Number("7"), Number("1")}}, Number("7")}, "0", "1");
  EXPECT_EQ(At(point, "7"), (LeafPoints{kOne, 0, false})) << "a bin of one number";
}

// SCORING-03
TEST(PointsOf, LinearIsExactUpToOneRounding) {
  const CompiledValue up = Compiled(Linear{Number("60"), Number("100")}, "1", "4");
  EXPECT_EQ(All(up, {"60", "90", "73.3", "100", "61.7"}),
            (Points{kOne, 3'250'000'000'000, 1'997'500'000'000, 4 * kOne, 1'127'500'000'000}));
  const Linear thirds{Number("0"), Number("3")};
  EXPECT_EQ(All(Compiled(thirds, "0", "1"), {"1", "2"}), (Points{333'333'333'333, 666'666'666'667}));
  EXPECT_EQ(All(Compiled(thirds, "-1", "0"), {"1", "2"}), (Points{-666'666'666'667, -333'333'333'333}));
  const CompiledValue down = Compiled(Linear{Number("7"), Number("0")}, "1", "4");
  EXPECT_EQ(At(down, Fraction{22, 7}).points, 2'653'061'224'490) << "less is better, and x is 22/7";
  const CompiledValue falling = Compiled(Linear{Number("0.9"), Number("0.1")}, "-5", "5");
  EXPECT_EQ(At(falling, Fraction{1, 3}).points, 2'083'333'333'333);
  EXPECT_EQ(At(falling, Fraction{2, 3}).points, -2'083'333'333'333);
}

// SCORING-03: x = 2 k + 1 of 2 * 10^12 is k + 1/2 units.
TEST(PointsOf, TiesGoToTheEvenUnit) {
  const Linear line{Number("0"), Number("2000000000000")};
  EXPECT_EQ(All(Compiled(line, "0", "1"), {"1", "3", "5", "7"}), (Points{0, 2, 2, 4}));
  EXPECT_EQ(All(Compiled(line, "-1", "0"), {"1", "3", "5"}),
            (Points{-1'000'000'000'000, -999'999'999'998, -999'999'999'998}));
  EXPECT_EQ(At(Compiled(line, "0", "1"), Fraction{7 * PowerOfTen(27), PowerOfTen(27)}).points, 4) << "in 512 bits";
  const CompiledValue down = Compiled(Linear{line.best, line.worst}, "0", "1");
  EXPECT_EQ(At(down, "7").points, 999'999'999'996);
  EXPECT_EQ(At(down, Fraction{7 * PowerOfTen(27), PowerOfTen(27)}).points, 999'999'999'996);
  EXPECT_EQ(At(down, Fraction{8 * PowerOfTen(27), PowerOfTen(27)}).points, 999'999'999'996);
  const CompiledValue odd = Compiled(line, "0.000000000001", "1.000000000001");
  EXPECT_EQ(At(odd, "1").points, 2) << "1 1/2: it is the points that become even, not the part above low";
}

// SCORING-03
TEST(PointsOf, ValuesBeyond128BitsInBetween) {
  const int128 big = (int128(1) << 126) + 12345;
  const CompiledValue wide = Compiled(Linear{Number("0"), *Decimal::Make(9, -34)}, "0", "1");
  EXPECT_EQ(At(wide, Fraction{big, 3000}).points, 315'076'265'668);
  const CompiledValue fine =
      Compiled(Linear{Number("-0.000000000000000001"), Number("1000000000000000000")}, "-1000000", "1000000");
  EXPECT_EQ(At(fine, Fraction{big, PowerOfTen(20) - 1}).points, 701'411'834'604'692'317);
}

Curve Bends(OutOfRange outside) {
  return {{{Number("0"), Number("20")},
           {Number("10"), Number("30")},
           {Number("30"), Number("90")},
           {Number("37"), Number("80")}},
          outside};
}
const std::vector<std::string_view> kOnTheCurve = {"-5", "0", "3", "10", "17.77", "30", "33", "37", "99"};
const Points kCurvePoints = {20 * kOne, 20 * kOne,          23 * kOne, 30 * kOne, 53'310'000'000'000,
                             90 * kOne, 85'714'285'714'286, 80 * kOne, 80 * kOne};

// SCORING-03, SCORING-04
TEST(PointsOf, CurvesOfRisingAndFallingX) {
  Curve curve = Bends(OutOfRange::clip);
  EXPECT_EQ(All(Compiled(curve, "0", "100"), kOnTheCurve), kCurvePoints);
  curve.points = {curve.points[3], curve.points[2], curve.points[1], curve.points[0]};
  EXPECT_EQ(All(Compiled(curve, "0", "100"), kOnTheCurve), kCurvePoints);
}

// SCORING-04
TEST(PointsOf, OutsideIsClippedRefusedOrExtrapolatedUntilTheRangeEnds) {
  const CompiledValue clip = Compiled(Bends(OutOfRange::clip), "0", "100");
  EXPECT_TRUE(At(clip, "-5").was_outside);
  EXPECT_FALSE(At(clip, "0").was_outside);
  EXPECT_FALSE(At(clip, "37").was_outside);
  EXPECT_TRUE(At(clip, "37.000000000001").was_outside);

  const CompiledValue on = Compiled(Bends(OutOfRange::extrapolate), "0", "100");
  EXPECT_EQ(All(on, {"-5", "-20", "-21", "40", "60", "200"}),
            (Points{15 * kOne, 0, 0, 75'714'285'714'286, 47'142'857'142'857, 0}));
  EXPECT_EQ(At(on, Fraction{kInt128Min, 1}).points, 0);
  EXPECT_EQ(At(on, Fraction{kInt128Max, 1}).points, 0);
  EXPECT_TRUE(At(on, "40").was_outside);

  const CompiledValue strict = Compiled(Bends(OutOfRange::error), "0", "100");
  EXPECT_EQ(At(strict, "37").points, 80 * kOne);
  const Result<LeafPoints> refused = PointsOf(strict, RawValue::Known(Fraction{75, 2}));
  EXPECT_EQ(refused.error().code, Code::data_value);
  EXPECT_EQ(refused.error().message, "75/2 is outside 0 to 37, for which the value function is declared");
  EXPECT_EQ(refused.error().rule, "SCORING-04");
  EXPECT_EQ(PointsOf(Compiled(Discount(OutOfRange::error), "1", "4"), RawValue::Known(Number("-1"))).error().code,
            Code::data_value);
}

// SCORING-05
TEST(PointsOf, LogarithmOfARatio) {
  const CompiledValue log = Compiled(Logarithmic{Number("1"), Number("100")}, "0", "1");
  EXPECT_EQ(All(log, {"1", "10", "2", "99", "1.000001", "50", "100"}),
            (Points{0, 500'000'000'000, 150'514'997'832, 997'817'597'299, 217'147, 849'485'002'168, kOne}));
  EXPECT_EQ(At(log, "0"), (LeafPoints{0, -1, true})) << "below the low end no logarithm is asked for";
  EXPECT_EQ(At(log, "-7"), (LeafPoints{0, -1, true}));
  EXPECT_EQ(At(log, "101"), (LeafPoints{kOne, -1, true}));
  EXPECT_EQ(At(Compiled(Logarithmic{Number("1"), Number("100")}, "1", "4"), "2").points, 1'451'544'993'496);
  EXPECT_EQ(At(log, Fraction{30, 3}), At(log, "10"));
  const CompiledValue close = Compiled(Logarithmic{Number("1000"), Number("1001")}, "0", "1");
  EXPECT_EQ(All(close, {"1000.5", "1000.001", "1000.999"}), (Points{500'124'937'536, 1'000'499'416, 999'000'499'084}))
      << "close ends keep their digits";
}

// SCORING-05
TEST(PointsOf, ConvexLogarithmOfAWay) {
  const CompiledValue up = Compiled(Logarithmic{Number("0"), Number("1"), LogForm::convex}, "0", "1");
  const Points expected = {0, 1'716'807'271, 357'374'019'509, 620'114'506'958, 999'367'679'569, kOne};
  EXPECT_EQ(All(up, {"0", "0.001", "0.25", "0.5", "0.999", "1"}), expected);
  const CompiledValue down = Compiled(Logarithmic{Number("30"), Number("-70"), LogForm::convex}, "0", "1");
  EXPECT_EQ(All(down, {"30", "29.9", "5", "-20", "-69.9", "-70"}), expected) << "less is better";
  EXPECT_EQ(At(down, "31"), (LeafPoints{0, -1, true}));
  EXPECT_EQ(At(down, "-71"), (LeafPoints{kOne, -1, true}));
}

// SCORING-06: the wider side decides the slope of both.
TEST(PointsOf, TargetLosesByDistance) {
  const CompiledValue target = Compiled(Target{Number("10"), Number("40"), Number("70")}, "0", "100");
  EXPECT_EQ(All(target, {"10", "40", "55", "70"}), (Points{0, 100 * kOne, 50 * kOne, 0}));
  const CompiledValue uneven = Compiled(Target{Number("0"), Number("40"), Number("70")}, "0", "100");
  EXPECT_EQ(All(uneven, {"0", "10", "40", "55", "70", "80", "-3"}),
            (Points{0, 25 * kOne, 100 * kOne, 62'500'000'000'000, 25 * kOne, 25 * kOne, 0}));
  const CompiledValue at_end = Compiled(Target{Number("0"), Number("0"), Number("4")}, "0", "100");
  EXPECT_EQ(All(at_end, {"0", "1", "4"}), (Points{100 * kOne, 75 * kOne, 0}));
  EXPECT_EQ(at_end.range(), (PointRange{0, 100 * kOne}));
}

// SCORING-07: with RIM's reference interval.
TEST(PointsOf, IntervalIsFullInsideAndFallsOutside) {
  const CompiledValue interval = Compiled(Interval{Number("0"), Number("30"), Number("50"), Number("57")}, "1", "4");
  EXPECT_EQ(All(interval, {"0", "7", "30", "44", "50", "53", "57", "60"}),
            (Points{kOne, 1'700'000'000'000, 4 * kOne, 4 * kOne, 4 * kOne, 3'700'000'000'000, 3'300'000'000'000,
                    3'300'000'000'000}));
  const CompiledValue all = Compiled(Interval{Number("0"), Number("0"), Number("5"), Number("5")}, "1", "4");
  EXPECT_EQ(All(all, {"-1", "0", "5", "6"}), (Points{4 * kOne, 4 * kOne, 4 * kOne, 4 * kOne}));
  EXPECT_EQ(all.range(), (PointRange{4 * kOne, 4 * kOne}));
}

// SCORING-08
TEST(PointsOf, BenchmarkQuartilesAreQuarters) {
  Benchmark industry{Number("1.1"), Number("1.5"), Number("2.4")};
  const CompiledValue more = Compiled(industry, "0", "100");
  EXPECT_EQ(
      All(more, {"0.5", "0.7", "1.1", "1.3", "1.5", "1.8", "2.4", "3.3", "4"}),
      (Points{0, 0, 25 * kOne, 37'500'000'000'000, 50 * kOne, 58'333'333'333'333, 75 * kOne, 100 * kOne, 100 * kOne}));
  EXPECT_FALSE(At(more, "4").was_outside) << "no number is outside";
  industry.less_is_better = true;
  EXPECT_EQ(All(Compiled(industry, "1", "4"), {"0.5", "1.1", "1.37", "2.4", "4"}),
            (Points{4 * kOne, 3'250'000'000'000, 2'743'750'000'000, 1'750'000'000'000, kOne}));
}

// SCORING-09
TEST(CheckValueFunction, ContradictionsAreRefusedWithTheirPath) {
  Rated rated = KotlerScale();
  EXPECT_EQ(Refusal(rated, "2", "4"), "levels[0].points: 1 is outside the scorecard's range, 2 to 4");
  EXPECT_EQ(Refusal(rated, "1", "3"), "levels[3].points: 4 is outside the scorecard's range, 1 to 3");
  rated.levels[2].points = Number("2");
  EXPECT_EQ(Refusal(rated),
            "levels[2].points: 2 is not above 2, the points of the level before; expected levels from worst to best");
  rated = KotlerScale();
  rated.levels[3].label = "fair";
  EXPECT_EQ(Refusal(rated), "levels[3].label: \"fair\" stands twice");
  rated.levels[1].label = "";
  EXPECT_EQ(Refusal(rated), "levels[1].label: the label is empty");
  rated.levels.resize(1);
  EXPECT_EQ(Refusal(rated), "levels: 1 are given; expected 2 to 1024");

  Step step = Discount(OutOfRange::extrapolate);
  EXPECT_EQ(Refusal(step), "outside: there is no line that could go on outside; expected clip or error");
  step = Discount();
  step.to = Number("4.9");
  EXPECT_EQ(Refusal(step), "to: 4.9 is below 5");
  step.bins[1].from = Number("0");
  EXPECT_EQ(Refusal(step), "bins[1].from: 0 is not above 0");
  step.bins.clear();
  EXPECT_EQ(Refusal(step), "bins: 0 are given; expected 1 to 1024");

  EXPECT_EQ(Refusal(Linear{Number("7"), Number("7.0")}), "best: 7 is both the worst and the best");
  Curve curve = Bends(OutOfRange::clip);
  curve.points[2].x = Number("10");
  EXPECT_EQ(Refusal(curve), "points[2].x: 10 comes after 10; expected x that rises throughout, or falls throughout");
  EXPECT_EQ(Refusal(Curve{{{Number("1"), Number("1")}}}), "points: 1 are given; expected 2 to 1024");
}

// SCORING-09
TEST(CheckValueFunction, BoundsInOrder) {
  EXPECT_EQ(Refusal(Logarithmic{Number("0"), Number("9")}), "low: 0 has no logarithm; expected more than 0");
  EXPECT_EQ(Refusal(Logarithmic{Number("9"), Number("2")}), "high: 2 is not above 9");
  EXPECT_EQ(Refusal(Logarithmic{Number("9"), Number("9"), LogForm::convex}),
            "high: 9 is both the low and the high end");
  EXPECT_EQ(Refusal(Logarithmic{Number("-9"), Number("9"), LogForm::convex}), "");
  EXPECT_EQ(Refusal(Target{Number("0"), Number("5"), Number("4")}), "high: 4 is below 5");
  EXPECT_EQ(Refusal(Target{Number("0"), Number("-5"), Number("4")}), "target: -5 is below 0");
  EXPECT_EQ(Refusal(Target{Number("4"), Number("4"), Number("4")}), "high: 4 is not above 4");
  EXPECT_EQ(Refusal(Interval{Number("0"), Number("3"), Number("2"), Number("4")}), "to: 2 is below 3");
  EXPECT_EQ(Refusal(Interval{Number("0"), Number("3"), Number("5"), Number("4")}), "high: 4 is below 5");
  EXPECT_EQ(Refusal(Interval{Number("0"), Number("-1"), Number("2"), Number("4")}), "from: -1 is below 0");
  EXPECT_EQ(Refusal(Benchmark{Number("2"), Number("2"), Number("3")}), "median: 2 is not above 2");
  EXPECT_EQ(Refusal(Benchmark{Number("1"), Number("2"), Number("2")}), "upper: 2 is not above 2");
  const Linear far{Number("0.000000000000000001"), *Decimal::Make(1, -30)};
  EXPECT_EQ(CompiledValue::Compile(far, Number("0"), Number("1")).error().code, Code::overflow);
  EXPECT_EQ(Refusal(far), "best: the bound needs too many digits beside the others, which have up to 18 decimals");
}

// SCORING-10
TEST(CheckPointRange, RangesAndDecimalsOfPoints) {
  const Linear line{Number("0"), Number("1")};
  EXPECT_EQ(Refusal(line, "-1000000", "1000000"), "");
  EXPECT_EQ(Refusal(line, "0", "1000000.5"), "high: 1000000.5 is not between -1000000 and 1000000");
  EXPECT_EQ(Refusal(line, "-1000000.5", "0"), "low: -1000000.5 is not between -1000000 and 1000000");
  EXPECT_EQ(Refusal(line, "3", "3"), "high: 3 is not above 3, the low end");
  EXPECT_EQ(Refusal(line, "0.0000000000001", "3"), "low: 0.0000000000001 has 13 decimals; points have 12 at most");
  Rated rated = KotlerScale();
  rated.levels[1].points = Number("2.0000000000001");
  EXPECT_EQ(Refusal(rated), "levels[1].points: 2.0000000000001 has 13 decimals; points have 12 at most");
}

// SCORING-11
TEST(CompiledValue, LeastAndGreatestPoints) {
  EXPECT_EQ(Compiled(KotlerScale(), "0", "5").range(), (PointRange{kOne, 4 * kOne}));
  EXPECT_EQ(Compiled(Discount(), "0", "5").range(), (PointRange{kOne, 3 * kOne}));
  EXPECT_EQ(Compiled(Linear{Number("9"), Number("1")}, "-2", "5").range(), (PointRange{-2 * kOne, 5 * kOne}));
  EXPECT_EQ(Compiled(Bends(OutOfRange::clip), "0", "100").range(), (PointRange{20 * kOne, 90 * kOne}));
  EXPECT_EQ(Compiled(Bends(OutOfRange::extrapolate), "-7", "100").range(), (PointRange{-7 * kOne, 90 * kOne}));
  const Curve rising{{{Number("0"), Number("1")}, {Number("1"), Number("2")}}, OutOfRange::extrapolate};
  EXPECT_EQ(Compiled(rising, "0", "5").range(), (PointRange{0, 5 * kOne}));
  const Curve late{{{Number("0"), Number("2")}, {Number("1"), Number("2")}, {Number("2"), Number("1")}},
                   OutOfRange::extrapolate};
  EXPECT_EQ(Compiled(late, "0", "5").range(), (PointRange{0, 2 * kOne}));
  const Curve level{{{Number("0"), Number("2")}, {Number("1"), Number("2")}}, OutOfRange::extrapolate};
  EXPECT_EQ(Compiled(level, "0", "5").range(), (PointRange{2 * kOne, 2 * kOne}));
}

// SCORING-12
TEST(PointsOf, StatesHaveNoPoints) {
  const CompiledValue scale = Compiled(KotlerScale(), "1", "4");
  const CompiledValue line = Compiled(Linear{Number("0"), Number("1")}, "1", "4");
  for (const RawValue& raw : {RawValue(), RawValue::NotApplicable(), RawValue::Missing(MissingReason::not_given)}) {
    EXPECT_EQ(PointsOf(scale, raw).error().rule, "SCORING-12");
    EXPECT_EQ(PointsOf(line, raw).error().rule, "SCORING-12");
  }
  EXPECT_EQ(PointsOf(line, RawValue::OfLevel(1)).error().code, Code::invalid_argument);
}

// SCORING-03, SCORING-11: whatever x, points are within the range, and those of a rising line rise.
TEST(PointsOf, RandomLinesStayInRangeAndRise) {
  std::mt19937_64 random(20261122);
  const auto draw = [&](std::int64_t most) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most));
  };
  for (int round = 0; round < 2000; ++round) {
    Curve curve;
    curve.outside = round % 2 == 0 ? OutOfRange::clip : OutOfRange::extrapolate;
    std::int64_t x = draw(1000) - 500;
    std::int64_t y = draw(50);
    for (int i = 0; i < 4; ++i) {
      curve.points.push_back({*Decimal::Make(x, 3), *Decimal::Make(y, 1)});
      x += 1 + draw(300);
      y += draw(200);
    }
    const CompiledValue value = Compiled(curve, "-10", "70");
    std::int64_t last = value.range().least;
    for (std::int64_t k = -900; k <= 1500; k += 37) {
      const std::int64_t points = At(value, Fraction{k, 997}).points;
      ASSERT_GE(points, last);
      ASSERT_LE(points, value.range().greatest);
      last = points;
    }
  }
}

}  // namespace
}  // namespace keyhaul
