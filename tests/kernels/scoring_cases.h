// Tables and rules that the tests of the ranking methods share.
#ifndef KEYHAUL_TESTS_KERNELS_SCORING_CASES_H_
#define KEYHAUL_TESTS_KERNELS_SCORING_CASES_H_

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "keyhaul/scoring/methods.h"

namespace keyhaul::scoring_testing {

// "+" for a criterion that is maximised, "-" for one that is minimised; ids are a, b, c ...
inline RankingRule MakeRule(Method method, const std::string& directions, const std::vector<double>& weights) {
  RankingRule rule;
  rule.method = method;
  for (std::size_t j = 0; j < directions.size(); ++j) {
    RankingCriterion criterion;
    criterion.id = std::string(1, static_cast<char>('a' + static_cast<int>(j)));
    criterion.weight = weights[j];
    criterion.direction = directions[j] == '+' ? Direction::maximize : Direction::minimize;
    rule.criteria.push_back(criterion);
  }
  return rule;
}

// Five suppliers: price, quality, days. Expected values of it come from Python's fractions, and where roots and
// logarithms enter from its decimal with 50 digits.
inline const std::vector<double>& Suppliers() {
  static const std::vector<double> kCells = {250, 16, 12, 200, 16, 8, 300, 32, 16, 275, 32, 8, 225, 16, 16};
  return kCells;
}
inline RankingRule SupplierRule(Method method) { return MakeRule(method, "-+-", {5, 10, 5}); }

inline MethodRanking MustRank(const RankingRule& rule, const std::vector<double>& cells) {
  const Result<MethodRanking> ranking = Rank(rule, cells);
  if (ranking.ok()) return *ranking;
  ADD_FAILURE() << ranking.error().Text();
  return {};
}

// What refuses a table or a rule.
inline Error RefusalOf(const RankingRule& rule, const std::vector<double>& cells) {
  const Result<MethodRanking> ranking = Rank(rule, cells);
  if (!ranking.ok()) return ranking.error();
  ADD_FAILURE() << "not refused";
  return {};
}

inline void ExpectNear(const std::vector<double>& values, const std::vector<double>& expected, double within = 1e-14) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i], within) << "row " << i;
}

using Ints = std::vector<std::int32_t>;

}  // namespace keyhaul::scoring_testing

#endif  // KEYHAUL_TESTS_KERNELS_SCORING_CASES_H_
