// The marked points of the Pareto curve, by hand and against a search over all points in exact rationals.
//
// The search knows only the definitions of Ultsch and Lötsch (2015): distances of (i/n, y_i) to (0, 1) and (x, 1), and
// for break-even the last account whose share is at least 1/n.
#include "keyhaul/tiering/curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering/classify.h"

namespace keyhaul {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;
using Values = std::vector<int128>;

cpp_int Unbounded(int128 x) { return cpp_int(ToText(x)); }

// The first point from the `from`th on of those nearest to (x, 1), of the points 0 to n.
std::int64_t Nearest(const std::vector<cpp_rational>& shares, const cpp_rational& x, std::int64_t from) {
  const cpp_rational n(cpp_int(shares.size() - 1));
  std::int64_t nearest = from;
  cpp_rational least = -1;
  for (std::size_t i = static_cast<std::size_t>(from); i < shares.size(); ++i) {
    const cpp_rational dx = cpp_rational(cpp_int(i)) / n - x;
    const cpp_rational dy = shares[i] - 1;
    const cpp_rational distance = dx * dx + dy * dy;
    if (least >= 0 && distance >= least) continue;
    least = distance;
    nearest = static_cast<std::int64_t>(i);
  }
  return nearest;
}

CurvePoints Search(const Values& values) {
  std::vector<cpp_int> positive;
  for (const int128 value : values) {
    if (value > 0) positive.push_back(Unbounded(value));
  }
  CurvePoints points;
  if (positive.empty()) return points;
  std::sort(positive.begin(), positive.end(), std::greater<cpp_int>());
  cpp_int base = 0;
  for (const cpp_int& value : positive) base += value;
  const cpp_int n = positive.size();
  std::vector<cpp_rational> shares = {0};
  cpp_int sum = 0;
  for (std::size_t i = 0; i < positive.size(); ++i) {
    shares.emplace_back(sum += positive[i], base);
    if (cpp_rational(positive[i], base) >= cpp_rational(1, n)) points.break_even = static_cast<std::int64_t>(i) + 1;
  }
  points.pareto = Nearest(shares, 0, 1);
  points.submarginal = Nearest(shares, cpp_rational(cpp_int(std::max(points.pareto, points.break_even)), n), 0);
  return points;
}

void ExpectPoints(const Values& values, std::int64_t pareto, std::int64_t break_even, std::int64_t submarginal) {
  const CurvePoints points = FindCurvePoints(values);
  EXPECT_EQ(points.pareto, pareto);
  EXPECT_EQ(points.break_even, break_even);
  EXPECT_EQ(points.submarginal, submarginal);
}

void ExpectAsSearched(const Values& values) {
  const CurvePoints expected = Search(values);
  ExpectPoints(values, expected.pareto, expected.break_even, expected.submarginal);
}

// TIER-25. Another package (cABCanalysis 1.0.1) has {100} in class A as well; ABCanalysis 1.2.1, which lays a spline,
// has nobody.
TEST(Curve, Tier25OneLargeAccount) {
  const Values values = {10, 9, 8, 100, 7, 6, 5, 4, 3, 2, 1};
  const CurvePoints points = FindCurvePoints(values);
  EXPECT_EQ(points.a(), 1);
  EXPECT_EQ(points.break_even, 1);
  ExpectAsSearched(values);
}

// TIER-25. Ten equal accounts: the curve is the diagonal, of which the middle is nearest to (0, 1); every account has
// the mean; and with x = 1 the end of the curve is (x, 1) itself.
TEST(Curve, Tier25AllEqual) {
  ExpectPoints(Values(10, 7), 5, 10, 10);
  // 3 of 7 and 4 of 7 are equally near: 9 + 16 = 16 + 9.
  ExpectPoints(Values(7, 1), 3, 7, 7);
}

TEST(Curve, Tier25FewAccounts) {
  ExpectPoints({}, 0, 0, 0);
  ExpectPoints({0, -3}, 0, 0, 0);
  ExpectPoints({5}, 1, 1, 1);
  ExpectPoints({5, 0, -5}, 1, 1, 1);  // only positive values are on the curve
  ExpectPoints({5, 5}, 1, 2, 2);
  // (1/2, 3/4): 1/4 + 1/16 against (1, 1): 1. The mean is 2. To (1/2, 1): 1/16 against 1/4.
  ExpectPoints({3, 1}, 1, 1, 1);
}

// TIER-25. In units of 1/625, n = 5 and sums of 9 16 21 24 25: to (0, 1) it is 281, 181 and 241 for 1, 2 and 3
// accounts; three have the mean of 5; to (3/5, 1) it is 16 for 3 accounts and 26 for 4. With n = 4 and sums of 13 17 21
// 25: 0.2929 and 0.3524 for 1 and 2; one account has the mean of 6.25; to (1/4, 1) it is 0.2304, 0.1649 and 0.2756 for
// 1, 2 and 3.
TEST(Curve, Tier25WorkedCurves) {
  ExpectPoints({9, 7, 5, 3, 1}, 2, 3, 3);
  ExpectPoints({13, 4, 4, 4}, 1, 1, 2);
}

TEST(Curve, Tier25RandomCurves) {
  std::mt19937_64 engine(25);
  const auto below = [&engine](std::uint64_t bound) { return static_cast<std::int64_t>(engine() % bound); };
  for (int round = 0; round < 1500 && !testing::Test::HasFailure(); ++round) {
    Values values(static_cast<std::size_t>(1 + below(30)));
    const std::uint64_t kinds = static_cast<std::uint64_t>(2 + below(40));
    const std::int64_t shape = below(3);
    int128 power = 1;
    for (int128& value : values) {
      value = below(kinds) - 1;
      if (shape == 1) value *= value;
      if (shape == 2) value = power, power += 1 + power * below(3) / 2;
    }
    ExpectAsSearched(values);
  }
}

// TIER-25. Sums near 2^127, whose squares and their products with n^2 take more than 256 bits.
TEST(Curve, Tier25HugeCurves) {
  std::mt19937_64 engine(26);
  for (int round = 0; round < 400 && !testing::Test::HasFailure(); ++round) {
    Values values(1 + engine() % 60);
    for (int128& value : values) {
      value = (int128{1} << 120) - static_cast<std::int64_t>(engine() % 1000);
      if (engine() % 2 == 0) value >>= static_cast<int>(engine() % 8);
      if (engine() % 9 == 0) value = 1;
    }
    ExpectAsSearched(values);
  }
  ExpectAsSearched({kInt128Max});
  ExpectAsSearched({kInt128Max / 2, kInt128Max / 2, 1});
}

// TIER-26. Class A, then A and B; equal values go together unless the rule parts them, and never into an empty tier A
// where the rule lets the upper tier have them.
TEST(Curve, Tier26ClassesOfAPopulation) {
  TieringRule rule;
  rule.tiers = {{"A", CurveCut{CurveLimit::a}}, {"B", CurveCut{CurveLimit::ab}}, {"C"}};
  const Values values = {1, 3, 5, 7, 9, 0, -2};
  EXPECT_EQ(Classify(values, 0, rule)->tier, (std::vector<std::int32_t>{2, 2, 1, 0, 0, 2, 2}));
  const Values equal(10, 7);
  EXPECT_EQ(Classify(equal, 0, rule)->tier_accounts, (std::vector<std::int64_t>{10, 0, 0}));
  rule.ties = Ties::together_down;
  EXPECT_EQ(Classify(equal, 0, rule)->tier_accounts, (std::vector<std::int64_t>{0, 10, 0}));
  rule.ties = Ties::split_by_id;
  EXPECT_EQ(Classify(equal, 0, rule)->tier_accounts, (std::vector<std::int64_t>{5, 5, 0}));
  EXPECT_EQ(Classify(equal, 0, rule)->account_flags, std::vector<std::uint8_t>(10, 2));  // tied_at_cut
  EXPECT_EQ(Classify(Values{0, 0}, 0, rule)->tier_accounts, (std::vector<std::int64_t>{0, 0, 2}));
}

}  // namespace
}  // namespace keyhaul
