// Measures of concentration. Expected fractions are those of Python's fractions module, from the definitions at the top
// of concentration.h:
//
//   x = sorted(values); n = len(x); S = sum(x)
//   gini = F(2 * sum((i + 1) * v for i, v in enumerate(x)), n * S) - F(n + 1, n);  sample = gini * n / (n - 1)
//   hhi = sum(F(v, S) ** 2 for v in x);  normalised = (hhi - F(1, n)) / (1 - F(1, n))
//   rosenbluth = 1 / (2 * sum((n - i) * F(v, S) for i, v in enumerate(x)) - 1)
//
// The vector of ten values is the example of ineq's and DescTools's manuals, which give Gini as 0.4620911 (population)
// and 0.5134346 (sample); of -1, 2, 3 ineq gives 0.6667. L(0.55) = 0.275 and its inverse at 0.6 = 0.8 of the values
// 1, 1, 4 are the example of DescTools's Lc.
#include "keyhaul/tiering/concentration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;

const Values kIneq = {541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261};

Concentration Measure(const Values& values, std::vector<std::int32_t> top = {}) {
  Result<Concentration> result = Concentrate(values, top);
  EXPECT_TRUE(result.ok());
  return *std::move(result);
}

std::string Text(const std::optional<Ratio>& ratio) {
  return ratio.has_value() ? FractionText(*ratio).value_or("wide") : "undefined";
}

std::optional<int128> Nine(const std::optional<Ratio>& ratio) {
  return ratio.has_value() ? NineDigits(*ratio) : std::nullopt;
}

Decimal Part(std::string_view text) { return *Decimal::Parse(text); }

// TIER-41: the exact fractions, and the digits that the manuals print.
TEST(Concentrate, GiniOfPopulationAndOfSample) {
  const Concentration ten = Measure(kIneq);
  EXPECT_EQ(Text(ten.gini_population), "76922/166465");
  EXPECT_EQ(Text(ten.gini_sample), "153844/299637");
  EXPECT_EQ(Nine(ten.gini_population), 462091130);
  EXPECT_EQ(Nine(ten.gini_sample), 513434589);
  EXPECT_EQ(Text(Measure({4, 1, 1}).gini_population), "1/3");
  EXPECT_EQ(Text(Measure({4, 1, 1}).gini_sample), "1/2");
  EXPECT_EQ(Text(Measure({0, 4, 0}).gini_population), "2/3") << "(n - 1) / n where one has all";
  EXPECT_EQ(Text(Measure({0, 4, 0}).gini_sample), "1");
  EXPECT_EQ(Text(Measure({50, 33, 17}).gini_population), "11/50");
}

// TIER-42
TEST(Concentrate, HerfindahlHirschman) {
  const Concentration ten = Measure(kIneq);
  EXPECT_EQ(Text(ten.hhi), "408080053/2216847698");
  EXPECT_EQ(Text(ten.hhi_normalised), "931976416/9975814641");
  EXPECT_EQ(Text(ten.equivalent_number), "2216847698/408080053");
  const Concentration alike = Measure({5, 5, 5, 5});
  EXPECT_EQ(Text(alike.hhi), "1/4");
  EXPECT_EQ(Text(alike.hhi_normalised), "0");
  EXPECT_EQ(Text(alike.equivalent_number), "4");
  EXPECT_EQ(Text(alike.gini_population), "0");
  EXPECT_EQ(Text(Measure({0, 0, 4}).hhi_normalised), "1");
}

// TIER-43
TEST(Concentrate, Rosenbluth) {
  EXPECT_EQ(Text(Measure(kIneq).rosenbluth), "33293/179086");
  EXPECT_EQ(Text(Measure({1, 1, 4}).rosenbluth), "1/2");
  EXPECT_EQ(Text(Measure({5, 5, 5, 5}).rosenbluth), "1/4");
  EXPECT_EQ(Text(Measure({0, 0, 4}).rosenbluth), "1");
}

// TIER-44
TEST(Concentrate, SharesOfTheLargest) {
  const Concentration result = Measure({17, 50, 33}, {1, 2, 3, 10});
  ASSERT_EQ(result.top_shares.size(), 4U);
  EXPECT_EQ(Text(result.top_shares[0]), "1/2");
  EXPECT_EQ(Text(result.top_shares[1]), "83/100");
  EXPECT_EQ(Text(result.top_shares[2]), "1");
  EXPECT_EQ(Text(result.top_shares[3]), "1") << "no more than all";
  EXPECT_EQ(Text(Measure({-1, 2, 3}, {2}).top_shares[0]), "5/4") << "those above zero hold more than the sum";
}

// TIER-45
TEST(LorenzCurve, IsStraightBetweenItsPoints) {
  const LorenzCurve curve = *Measure({4, 1, 1}).lorenz;
  EXPECT_EQ(Text(curve.Point(0)), "0");
  EXPECT_EQ(Text(curve.Point(1)), "1/6");
  EXPECT_EQ(Text(curve.Point(2)), "1/3");
  EXPECT_EQ(Text(curve.Point(3)), "1");
  EXPECT_EQ(Text(curve.At(Part("0.55"))), "11/40");
  EXPECT_EQ(Text(curve.At(Part("0"))), "0");
  EXPECT_EQ(Text(curve.At(Part("1"))), "1");
  EXPECT_EQ(Text(Measure(kIneq).lorenz->At(Part("25%"))), "6453/133172");
  EXPECT_EQ(Text(Measure(kIneq).lorenz->TopShare(Part("75%"))), "126719/133172");
  EXPECT_EQ(Text(curve.TopShare(Part("0.45"))), "29/40");
  EXPECT_EQ(Text(curve.TopShare(Part("0"))), "0");
}

// TIER-45: the inverse, also where the curve is level.
TEST(LorenzCurve, InverseIsTheLargestPartThatHoldsNoMore) {
  const LorenzCurve curve = *Measure({4, 1, 1}).lorenz;
  EXPECT_EQ(Text(curve.Inverse(Part("0.6"))), "4/5");
  EXPECT_EQ(Text(curve.Inverse(Part("0.275"))), "11/20");
  EXPECT_EQ(Text(curve.Inverse(Part("0"))), "0");
  EXPECT_EQ(Text(curve.Inverse(Part("1"))), "1");
  EXPECT_EQ(Text(curve.LargestPart(Part("0.4"))), "1/5");
  EXPECT_EQ(Text(curve.LargestPart(Part("1"))), "1");
  EXPECT_EQ(Text(Measure({0, 0, 4}).lorenz->LargestPart(Part("1"))), "1/3") << "those at zero are not needed";
  EXPECT_EQ(Text(Measure({0, 0, 4}).lorenz->Inverse(Part("0"))), "2/3");
  EXPECT_EQ(Text(Measure({0, 0, 4}).lorenz->Inverse(Part("0.5"))), "5/6");
  EXPECT_EQ(Text(Measure({-1, 2, 3}).lorenz->Inverse(Part("0"))), "1/2") << "-1 and half of the 2";
}

// TIER-45: what goes out comes back, wherever no account is at zero.
TEST(LorenzCurve, InverseOfAtIsTheIdentity) {
  std::mt19937_64 random(45);
  for (int round = 0; round < 200; ++round) {
    Values values(1 + random() % 9);
    for (int128& x : values) x = 1 + static_cast<int128>(random() % 1000);
    int128 sum = 0;
    for (const int128 x : values) sum += x;
    values.push_back(1000000 - sum);  // a sum of a power of ten, so that L(p) is a decimal
    const LorenzCurve curve = *Measure(values).lorenz;
    const int128 part = static_cast<int128>(random() % 1001);
    const Decimal p = *Decimal::Make(part, 3);
    const Ratio at = curve.At(p);
    const std::optional<int128> digits = RoundedRatio(at.numerator, at.denominator, 18);
    const Ratio back = curve.Inverse(*Decimal::Make(*digits, 18));
    EXPECT_EQ(RoundedRatio(back.numerator, back.denominator, 9), part * 1000000);
  }
}

// TIER-46
TEST(Concentrate, UndefinedIsNoNumber) {
  for (const Values& values : {Values{}, Values{0, 0}, Values{-3, 2}, Values{-3, 3}}) {
    const Concentration none = Measure(values, {1});
    EXPECT_FALSE(none.gini_population.has_value());
    EXPECT_FALSE(none.gini_sample.has_value());
    EXPECT_FALSE(none.hhi.has_value());
    EXPECT_FALSE(none.hhi_normalised.has_value());
    EXPECT_FALSE(none.equivalent_number.has_value());
    EXPECT_FALSE(none.rosenbluth.has_value());
    EXPECT_FALSE(none.lorenz.has_value());
    ASSERT_EQ(none.top_shares.size(), 1U);
    EXPECT_FALSE(none.top_shares[0].has_value());
  }
  using enum ConcentrationFlag;
  EXPECT_EQ(Measure({}).flags, static_cast<int>(empty_population));
  EXPECT_EQ(Measure({0, 0}).flags, static_cast<int>(all_zero) | static_cast<int>(nonpositive_total));
  EXPECT_EQ(Measure({-3, 3}).flags, static_cast<int>(negative_values) | static_cast<int>(nonpositive_total));
  EXPECT_EQ(Measure({1, 2}).flags, 0);
}

// TIER-46
TEST(Concentrate, OneAccountHasNoSample) {
  const Concentration one = Measure({7}, {1});
  EXPECT_TRUE(one.Has(ConcentrationFlag::single_account));
  EXPECT_EQ(Text(one.gini_population), "0");
  EXPECT_FALSE(one.gini_sample.has_value());
  EXPECT_EQ(Text(one.hhi), "1");
  EXPECT_FALSE(one.hhi_normalised.has_value());
  EXPECT_EQ(Text(one.equivalent_number), "1");
  EXPECT_EQ(Text(one.rosenbluth), "1");
  EXPECT_EQ(Text(one.top_shares[0]), "1");
  EXPECT_EQ(Text(one.lorenz->At(Part("0.25"))), "1/4");
}

// TIER-47
TEST(Concentrate, NegativeValuesAreMeasuredAndFlagged) {
  const Concentration ineq = Measure({-1, 2, 3});
  EXPECT_TRUE(ineq.Has(ConcentrationFlag::negative_values));
  EXPECT_EQ(Nine(ineq.gini_population), 666666667);
  EXPECT_EQ(Text(ineq.gini_sample), "1");
  EXPECT_EQ(Text(ineq.hhi), "7/8");
  EXPECT_EQ(Text(ineq.hhi_normalised), "13/16");
  EXPECT_EQ(Text(ineq.rosenbluth), "1");
  EXPECT_EQ(Text(ineq.lorenz->At(Part("0.4"))), "-3/20");
  EXPECT_EQ(Nine(ineq.lorenz->At(Part("0.4"))), -150000000);
  const Concentration all = Measure({-1, 3});
  EXPECT_EQ(Text(all.gini_population), "1");
  EXPECT_FALSE(all.rosenbluth.has_value()) << "1 / (n (1 - Gini))";
  const Concentration far = Measure({-10, 4, 8});
  EXPECT_EQ(Text(far.gini_population), "6");
  EXPECT_EQ(Text(far.hhi), "45");
  EXPECT_FALSE(far.rosenbluth.has_value());
  // Five times the sum below zero: L(2/5 of 3 accounts) = (-10 + 4 / 5) / 2.
  EXPECT_EQ(Text(far.lorenz->At(Part("0.4"))), "-23/5");
  EXPECT_EQ(Text(far.lorenz->TopShare(Part("0.6"))), "28/5");
}

// TIER-40, TIER-48: on any order, and in units of 10^-20 as in units of 1.
TEST(Concentrate, DependsNeitherOnOrderNorOnUnit) {
  std::mt19937_64 random(48);
  for (int round = 0; round < 100; ++round) {
    Values values(2 + random() % 30);
    for (int128& x : values) x = static_cast<int128>(random() % 2000) - 200;
    values.push_back(10000);
    Values other = values;
    std::shuffle(other.begin(), other.end(), random);
    for (int128& x : other) x *= PowerOfTen(20);
    const Concentration a = Measure(values, {1, 5});
    const Concentration b = Measure(other, {1, 5});
    EXPECT_EQ(Nine(a.gini_population), Nine(b.gini_population));
    EXPECT_EQ(Nine(a.hhi), Nine(b.hhi));
    EXPECT_EQ(Nine(a.rosenbluth), Nine(b.rosenbluth));
    EXPECT_EQ(Nine(a.top_shares[1]), Nine(b.top_shares[1]));
    EXPECT_EQ(Nine(a.lorenz->At(Part("0.37"))), Nine(b.lorenz->At(Part("0.37"))));
    EXPECT_EQ(Nine(a.lorenz->Inverse(Part("0.37"))), Nine(b.lorenz->Inverse(Part("0.37"))));
  }
}

// TIER-40: squares of totals of 127 bits. The shares are 1/4, 1/4 and, less one part in 2^126, 1/2: Gini 1/6, HHI 3/8.
TEST(Concentrate, IsExactUpToTheLargestTotals) {
  const int128 quarter = int128{1} << 125;
  const Concentration result = Measure({quarter * 2 - 1, quarter, quarter});
  EXPECT_EQ(result.total, kInt128Max);
  EXPECT_EQ(Nine(result.gini_population), 166666667);
  EXPECT_EQ(Nine(result.hhi), 375000000);
  EXPECT_EQ(Nine(result.equivalent_number), 2666666667);
  EXPECT_EQ(Text(result.hhi), "wide");
  EXPECT_EQ(Text(Measure({quarter, quarter, quarter}).hhi), "1/3") << "in lowest terms";
  EXPECT_EQ(Nine(result.lorenz->Inverse(Part("0.75"))), 833333333);
}

// TIER-17
TEST(Concentrate, TotalsBeyond128BitsAreRefused) {
  for (const Values& values : {Values{kInt128Max, 1}, Values{kInt128Max, 1, -5}, Values{kInt128Min, -1, 7}}) {
    const Result<Concentration> result = Concentrate(values, {});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, Code::overflow);
    EXPECT_EQ(result.error().rule, "TIER-17");
  }
  const Concentration widest = Measure({kInt128Max, kInt128Min + 2});
  EXPECT_EQ(widest.total, 1);
  EXPECT_EQ(Nine(widest.hhi), std::nullopt) << "2^255 and more";
}

}  // namespace
}  // namespace keyhaul
