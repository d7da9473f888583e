// XYZ classes. Expected coefficients were computed with Python from the definition at the top of variability.h:
// Fraction(n * Q - S * S, S * S), for samples times n / (n - 1), and its root with decimal at 60 digits, rounded
// ROUND_HALF_UP to nine places. statistics.pstdev([10, 14, 6, 10]) / 10 = 0.282842712474619 and
// statistics.stdev([3, 1, 2]) / 2 = 0.5 agree. The defaults are those of supplychainpy.
#include "keyhaul/tiering/variability.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;

// One account per row; the columns of the periods are made of them.
Result<Variability> TryVary(const std::vector<Values>& accounts, const XyzRule& rule = {}) {
  std::vector<Values> columns(accounts.empty() ? 1 : accounts.front().size());
  for (const Values& account : accounts) {
    for (std::size_t t = 0; t < columns.size(); ++t) columns[t].push_back(account[t]);
  }
  const std::vector<std::span<const int128>> periods(columns.begin(), columns.end());
  return ClassifyVariability(periods, rule);
}

Variability Vary(const std::vector<Values>& accounts, const XyzRule& rule = {}) {
  Result<Variability> result = TryVary(accounts, rule);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}

XyzRule Sample() {
  XyzRule rule;
  rule.deviation = Deviation::sample;
  return rule;
}

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

// TIER-50, TIER-53
TEST(ClassifyVariability, CoefficientOfPopulationAndOfSample) {
  EXPECT_EQ(Vary({{10, 10, 10, 10}}).variation[0], 0);
  EXPECT_EQ(Vary({{10, 14, 6, 10}}).variation[0], 282842712);
  EXPECT_EQ(Vary({{10, 14, 6, 10}}, Sample()).variation[0], 326598632);
  EXPECT_EQ(Vary({{40, 0, 0, 0}}).variation[0], 1732050808) << "months without a value count";
  EXPECT_EQ(Vary({{40, 0, 0, 0}}, Sample()).variation[0], 2000000000);
  EXPECT_EQ(Vary({{3, 1, 2}}).variation[0], 408248290);
  EXPECT_EQ(Vary({{3, 1, 2}}, Sample()).variation[0], 500000000);
  EXPECT_EQ(Vary({{-2, 5, 6}}).variation[0], 1186342028);
  EXPECT_EQ(Vary({{7}}).variation[0], 0) << "one period of a population does not vary";
}

// TIER-51: 8, 12 vary by exactly 1/5 and 4, 16 by exactly 3/5; one cent more is over, at any size.
TEST(ClassifyVariability, ClassesAreDecidedExactly) {
  const Variability result = Vary({{8, 12}, {799, 1201}, {4, 16}, {399, 1601}, {10, 10}, {0, 20}});
  EXPECT_EQ(result.class_index, (std::vector<std::int32_t>{0, 1, 1, 2, 0, 2}));
  EXPECT_EQ(result.class_accounts, (std::vector<std::int64_t>{2, 2, 2}));
  for (const int digits : {0, 8, 9, 10, 17, 18, 30, 35}) {
    const int128 unit = PowerOfTen(digits);
    const Variability at = Vary({{8 * unit, 12 * unit}, {80 * unit - 1, 120 * unit + 1}});
    EXPECT_EQ(at.class_index, (std::vector<std::int32_t>{0, 1})) << digits;
  }
}

// TIER-51: a bound of eighteen decimals, and one of 1000.
TEST(ClassifyVariability, BoundsOfAnySize) {
  XyzRule rule;
  rule.classes = {{"A", Number("0.282842712474619009")}, {"B", Number("0.28284271247461901")}, {"C", std::nullopt}};
  // sqrt(0.08) = 0.2828427124746190097603...
  EXPECT_EQ(Vary({{10, 14, 6, 10}}, rule).class_index[0], 1);
  rule.classes = {{"A", Number("999.999999999999999999")}, {"B", std::nullopt}};
  const int128 large = int128{1} << 125;
  EXPECT_EQ(Vary({{large, large, -large}}, rule).class_index[0], 0);
  EXPECT_EQ(Vary({{500, -499}, {501, -500}}, rule).class_index, (std::vector<std::int32_t>{0, 1})) << "999 and 1001";
  rule.classes = {{"all", std::nullopt}};
  EXPECT_EQ(Vary({{1, 9}}, rule).class_index[0], 0);
}

// TIER-50: 2^125, 2^124, 2^123 vary as 4, 2, 1 do: squares of 250 bits.
TEST(ClassifyVariability, IsExactUpToTheLargestValues) {
  const int128 unit = int128{1} << 123;
  EXPECT_EQ(Vary({{4 * unit, 2 * unit, unit}}).variation[0], 534522484);
  EXPECT_EQ(Vary({{4 * unit, 2 * unit, unit}}, Sample()).variation[0], 654653671);
  const int128 huge = PowerOfTen(18);
  EXPECT_EQ(Vary({{1, huge, -huge}}).variation[0], int128{2449489742783178098} * 1000000000 + 197284075);
}

// TIER-52
TEST(ClassifyVariability, WithoutCoefficientInTheLastClass) {
  const Variability result = Vary({{0, 0}, {-5, 5}, {-5, 4}, {5, 5}});
  EXPECT_EQ(result.class_index, (std::vector<std::int32_t>{2, 2, 2, 0}));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_FALSE(result.variation[i].has_value());
    EXPECT_TRUE(result.Has(i, VariabilityFlag::no_positive_mean));
  }
  EXPECT_EQ(result.flags[3], 0);
  const Variability single = Vary({{7}}, Sample());
  EXPECT_EQ(single.class_index[0], 2);
  EXPECT_FALSE(single.variation[0].has_value());
  EXPECT_TRUE(single.Has(0, VariabilityFlag::single_period));
  EXPECT_FALSE(single.Has(0, VariabilityFlag::no_positive_mean));
}

// TIER-50: what cannot be said exactly is refused, at its account.
TEST(ClassifyVariability, RefusesWhatDoesNotFit) {
  const Result<Variability> sum = TryVary({{1, 1}, {kInt128Max, 1}});
  ASSERT_FALSE(sum.ok());
  EXPECT_EQ(sum.error().code, Code::overflow);
  EXPECT_EQ(sum.error().row, 1);
  EXPECT_EQ(sum.error().rule, "TIER-50");
  const Result<Variability> digits = TryVary({{kInt128Max, 1 - kInt128Max}});
  ASSERT_FALSE(digits.ok());
  EXPECT_EQ(digits.error().code, Code::overflow);
  EXPECT_EQ(ClassifyVariability({}, {}).error().code, Code::invalid_argument);
  const Values one = {1};
  const Values two = {1, 2};
  const std::vector<std::span<const int128>> uneven = {one, two};
  EXPECT_EQ(ClassifyVariability(uneven, {}).error().code, Code::invalid_argument);
  const std::vector<std::span<const int128>> many(static_cast<std::size_t>(kMaxPeriods) + 1, one);
  EXPECT_EQ(ClassifyVariability(many, {}).error().code, Code::invalid_argument);
  EXPECT_EQ(Vary({}).class_accounts, (std::vector<std::int64_t>{0, 0, 0}));
}

// TIER-54
TEST(CheckXyzRule, RefusesByPath) {
  struct Case {
    std::function<void(XyzRule&)> change;
    std::string path;
    Code code = Code::policy_value;
  };
  const Case cases[] = {
      {[](XyzRule& r) { r.classes.clear(); }, "classes", Code::policy_missing_key},
      {[](XyzRule& r) { r.classes[1].name = ""; }, "classes[1].name", Code::policy_missing_key},
      {[](XyzRule& r) { r.classes[2].name = "X"; }, "classes[2].name"},
      {[](XyzRule& r) { r.classes[2].at_most = Number("0.9"); }, "classes[2].at_most"},
      {[](XyzRule& r) { r.classes[0].at_most.reset(); }, "classes[0].at_most", Code::policy_missing_key},
      {[](XyzRule& r) { r.classes[0].at_most = Number("-0.1"); }, "classes[0].at_most"},
      {[](XyzRule& r) { r.classes[1].at_most = Number("1000.1"); }, "classes[1].at_most"},
      {[](XyzRule& r) { r.classes[1].at_most = Number("0.2"); }, "classes[1].at_most"},
      {[](XyzRule& r) { r.classes.resize(65); }, "classes"},
  };
  EXPECT_TRUE(CheckXyzRule({}).ok());
  for (const Case& c : cases) {
    XyzRule rule;
    c.change(rule);
    const Status status = CheckXyzRule(rule);
    ASSERT_FALSE(status.ok()) << c.path;
    EXPECT_EQ(status.error().path, c.path);
    EXPECT_EQ(status.error().code, c.code) << c.path;
    EXPECT_EQ(status.error().rule, "TIER-54");
    EXPECT_EQ(TryVary({{1}}, rule).error().path, c.path);
  }
}

}  // namespace
}  // namespace keyhaul
