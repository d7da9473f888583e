// SCORING-53, SCORING-63, SCORING-64, SCORING-65: PROMETHEE II.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "keyhaul/scoring/methods.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul {
namespace {

using namespace scoring_testing;  // NOLINT(google-build-using-namespace)

// The example of J.-P. Brans, Ph. Vincke and B. Mareschal, "How to select and how to rank projects: the PROMETHEE
// method", European Journal of Operational Research 24 (1986), with one criterion of each shape. The paper gives flows
// that are not divided by m - 1 = 5, as sums of five rounded preferences.
TEST(ScoringPrometheeTest, Scoring63TheSixShapesOfThePaper) {
  RankingRule rule = MakeRule(Method::promethee_ii, "-+---+", {1, 1, 1, 1, 1, 1});
  const PreferenceFunction preferences[] = {{Preference::ushape, 10},      {Preference::vshape, 0, 30},
                                            {Preference::linear, 50, 500}, {Preference::level, 10, 60},
                                            {Preference::usual},           {Preference::gaussian, 0, 0, 5}};
  for (std::size_t j = 0; j < 6; ++j) rule.criteria[j].preference = preferences[j];
  const MethodRanking ranking = MustRank(rule, {80, 90, 600,  54, 8, 5,  65, 58, 200, 97, 1, 1, 83, 60, 400, 72, 4, 7,
                                                40, 80, 1000, 75, 7, 10, 52, 72, 600, 20, 3, 8, 94, 96, 700, 36, 5, 6});
  const double net[] = {-0.728, 0.085, -0.447, -0.102, 1.466, -0.274};
  const double positive[] = {1.099, 1.980, 1.234, 1.644, 2.274, 1.500};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(5 * ranking.values[i], net[i], 0.0025) << i;
    EXPECT_NEAR(5 * ranking.positive_flow[i], positive[i], 0.0025) << i;
  }
  EXPECT_EQ(ranking.ranks, (Ints{6, 2, 5, 3, 1, 4}));
}

RankingRule OneCriterion(PreferenceFunction preference, const char* direction = "+") {
  RankingRule rule = MakeRule(Method::promethee_ii, direction, {1});
  rule.criteria[0].preference = preference;
  return rule;
}

// P of a difference, seen as the positive flow of one of two rows.
double PreferenceOf(PreferenceFunction preference, double difference) {
  return MustRank(OneCriterion(preference), {difference, 0}).positive_flow[0];
}

TEST(ScoringPrometheeTest, Scoring63ShapesAtTheirThresholds) {
  EXPECT_EQ(PreferenceOf({Preference::usual}, 0.001), 1);
  EXPECT_EQ(PreferenceOf({Preference::ushape, 2}, 2), 0);
  EXPECT_EQ(PreferenceOf({Preference::ushape, 2}, 2.001), 1);
  EXPECT_EQ(PreferenceOf({Preference::vshape, 0, 4}, 1), 0.25);
  EXPECT_EQ(PreferenceOf({Preference::vshape, 0, 4}, 5), 1);
  EXPECT_EQ(PreferenceOf({Preference::level, 2, 4}, 2), 0);
  EXPECT_EQ(PreferenceOf({Preference::level, 2, 4}, 4), 0.5);
  EXPECT_EQ(PreferenceOf({Preference::level, 2, 4}, 4.001), 1);
  EXPECT_EQ(PreferenceOf({Preference::linear, 2, 4}, 2), 0);
  EXPECT_EQ(PreferenceOf({Preference::linear, 2, 4}, 3.5), 0.75);
  EXPECT_EQ(PreferenceOf({Preference::linear, 2, 4}, 4), 1);
  EXPECT_NEAR(PreferenceOf({Preference::gaussian, 0, 0, 2}, 2), 1 - std::exp(-0.5), 1e-15);
}

// A type of a library lets a difference against a row count with its sign, down to -10.
TEST(ScoringPrometheeTest, Scoring63ADifferenceAgainstARowCounts0) {
  for (const PreferenceFunction& preference :
       {PreferenceFunction{Preference::usual}, PreferenceFunction{Preference::ushape, 1},
        PreferenceFunction{Preference::vshape, 0, 2}, PreferenceFunction{Preference::level, 1, 2},
        PreferenceFunction{Preference::linear, 1, 2}, PreferenceFunction{Preference::gaussian, 0, 0, 1}}) {
    EXPECT_EQ(PreferenceOf(preference, -10), 0);
    EXPECT_EQ(PreferenceOf(preference, 0), 0);
  }
}

// A library gives the negative: its best row of maximised criteria is the worst.
TEST(ScoringPrometheeTest, Scoring64TheNetFlowOfTheBestIsTheHighest) {
  EXPECT_EQ(MustRank(OneCriterion({Preference::usual}), {1, 2, 3}).values, (std::vector<double>{-1, 0, 1}));
  EXPECT_EQ(MustRank(OneCriterion({Preference::usual}, "-"), {1, 2, 3}).values, (std::vector<double>{1, 0, -1}));
}

// A library's second call with thresholds raises, as its functions were used up.
TEST(ScoringPrometheeTest, Scoring64ASecondCallGivesTheSame) {
  const RankingRule rule = OneCriterion({Preference::linear, 1, 3});
  const std::vector<double> cells = {1, 4, 2, 8};
  EXPECT_EQ(MustRank(rule, cells).values, MustRank(rule, cells).values);
}

// Pair by pair in long doubles, which are exact for these integers.
double NetByPairs(const RankingRule& rule, const std::vector<double>& cells, std::size_t row) {
  const std::size_t columns = rule.criteria.size();
  const auto preference_of = [](const PreferenceFunction& f, long double d) -> long double {
    const long double q = f.q;
    const long double p = f.p;
    if (f.shape == Preference::level) return ((d > q ? 1.0L : 0.0L) + (d > p ? 1.0L : 0.0L)) / 2;
    if (f.shape == Preference::usual || f.shape == Preference::ushape) return d > q ? 1 : 0;
    return std::clamp((d - q) / (p - q), 0.0L, 1.0L);
  };
  long double net = 0;
  long double total = 0;
  for (std::size_t j = 0; j < columns; ++j) {
    total += rule.criteria[j].weight;
    for (std::size_t i = 0; i < cells.size() / columns; ++i) {
      long double d = static_cast<long double>(cells[row * columns + j]) - cells[i * columns + j];
      if (rule.criteria[j].direction == Direction::minimize) d = -d;
      net += rule.criteria[j].weight *
             (preference_of(rule.criteria[j].preference, d) - preference_of(rule.criteria[j].preference, -d));
    }
  }
  return static_cast<double>(net / (total * static_cast<long double>(cells.size() / columns - 1)));
}

TEST(ScoringPrometheeTest, Scoring64WindowsOfSortedColumnsGiveWhatPairsGiveAndFlowsAddUpTo0) {
  RankingRule rule = MakeRule(Method::promethee_ii, "+-+-+", {5, 4, 3, 2, 1});
  const PreferenceFunction preferences[] = {{Preference::usual},
                                            {Preference::ushape, 3},
                                            {Preference::vshape, 0, 7},
                                            {Preference::level, 2, 9},
                                            {Preference::linear, 1, 6}};
  for (std::size_t j = 0; j < 5; ++j) rule.criteria[j].preference = preferences[j];
  std::vector<double> cells;
  std::uint64_t state = 3;
  for (int i = 0; i < 5 * 300; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    cells.push_back(static_cast<double>((state >> 33U) % 30));
  }
  const MethodRanking ranking = MustRank(rule, cells);
  for (std::size_t i = 0; i < 300; ++i) EXPECT_NEAR(ranking.values[i], NetByPairs(rule, cells, i), 1e-14);
  EXPECT_NEAR(std::accumulate(ranking.values.begin(), ranking.values.end(), 0.0), 0, 1e-13);
}

// 0.8 - 0.6 is above 0.2 in doubles, 0.3 - 0.1 below it.
TEST(ScoringPrometheeTest, Scoring65DifferencesOfDecimalsAreExact) {
  EXPECT_EQ(MustRank(OneCriterion({Preference::ushape, 0.2}), {0.8, 0.6}).values, (std::vector<double>{0, 0}));
  EXPECT_EQ(MustRank(OneCriterion({Preference::ushape, 0.2}), {0.3, 0.1}).values, (std::vector<double>{0, 0}));
  EXPECT_EQ(MustRank(OneCriterion({Preference::linear, 0.1, 0.3}), {0.7, 0.5}).values[0], 0.5);
  EXPECT_EQ(MustRank(OneCriterion({Preference::level, 0.1, 0.2}), {1000000.7, 1000000.5}).values[0], 0.5);
}

TEST(ScoringPrometheeTest, Scoring65TheUnitFollowsTheSizeOfTheValues) {
  for (const double unit : {1e-300, 1e-20, 1.0, 1e20, 1e300}) {
    EXPECT_EQ(MustRank(OneCriterion({Preference::vshape, 0, 4 * unit}), {3 * unit, unit}).values[0], 0.5) << unit;
  }
}

TEST(ScoringPrometheeTest, Scoring53AConstantCriterionPrefersNobodyAndIsFlagged) {
  const RankingRule rule = MakeRule(Method::promethee_ii, "++", {1, 1});
  const MethodRanking ranking = MustRank(rule, {7, 1, 7, 2});
  EXPECT_EQ(ranking.values, (std::vector<double>{-0.5, 0.5}));
  EXPECT_EQ(ranking.constant_columns, Ints{0});
}

TEST(ScoringPrometheeTest, Scoring63TooManyRowsForAGaussianPreferenceAreRefused) {
  std::vector<double> cells(kMaxGaussianRows + 1, 0);
  cells[0] = 1;
  EXPECT_EQ(RefusalOf(OneCriterion({Preference::gaussian, 0, 0, 1}), cells).code, Code::invalid_argument);
  EXPECT_EQ(MustRank(OneCriterion({Preference::linear, 0, 1}), cells).ranks[0], 1);
  RankingRule rule = MakeRule(Method::promethee_ii, "++", {1, 0});
  rule.criteria[1].preference = {Preference::gaussian, 0, 0, 1};
  cells.resize(2 * (kMaxGaussianRows + 1), 0);
  EXPECT_EQ(MustRank(rule, cells).ranks[0], 1) << "without a weight it compares nothing";
}

TEST(ScoringPrometheeTest, Scoring53AConstantCriterionIsRefusedWhereTheRuleSaysSo) {
  RankingRule rule = MakeRule(Method::promethee_ii, "+-", {1, 1});
  rule.constant_columns = ConstantColumn::error;
  const Error error = RefusalOf(rule, {5, 1, 5, 2});
  EXPECT_EQ(error.column, "a");
  EXPECT_EQ(error.rule, "SCORING-53");
}

TEST(ScoringPrometheeTest, Scoring69ARowThatOnlyWinsTellsRowsApart) {
  EXPECT_FALSE(MustRank(MakeRule(Method::promethee_ii, "+", {1}), {2, 1}).degenerate);
}

// 15 digits tell values apart, the 16th does not; and a threshold far above all values has its digits too.
TEST(ScoringPrometheeTest, Scoring65DigitsAreThoseOfTheLargestOfValuesAndThresholds) {
  RankingRule rule = MakeRule(Method::promethee_ii, "+", {1});
  EXPECT_EQ(MustRank(rule, {1.00000000000001, 1}).positive_flow, (std::vector<double>{1, 0}));
  EXPECT_EQ(MustRank(rule, {1.000000000000001, 1}).positive_flow, (std::vector<double>{0, 0}));
  rule.criteria[0].preference = {Preference::vshape, 0, 1e6};
  EXPECT_EQ(MustRank(rule, {1, 0}).positive_flow, (std::vector<double>{1e-6, 0}));
}

}  // namespace
}  // namespace keyhaul
