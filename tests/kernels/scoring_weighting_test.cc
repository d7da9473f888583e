// SCORING-50, SCORING-75, SCORING-76, SCORING-77, SCORING-78, SCORING-79, SCORING-80, SCORING-81: weights of pairwise
// comparisons and weights from data.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "keyhaul/scoring/methods.h"
#include "keyhaul/scoring/weighting.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul {
namespace {

using namespace scoring_testing;  // NOLINT(google-build-using-namespace)

AhpWeights MustCompare(const std::vector<double>& above, int n, RandomIndex table = RandomIndex::saaty_2005) {
  const Result<std::vector<double>> matrix = CompleteComparisons(above, n);
  if (!matrix.ok()) ADD_FAILURE() << matrix.error().Text();
  const Result<AhpWeights> weights = WeightsOfComparisons(matrix.ok() ? *matrix : std::vector<double>{1}, table);
  if (weights.ok()) return *weights;
  ADD_FAILURE() << weights.error().Text();
  return {};
}

// For n = 3 the eigenvector is the geometric mean of the rows, and lambda is 1 + t + 1/t with t the cube root of
// a12 a23 / a13: Python's decimal gives the digits.
TEST(ScoringWeightingTest, Scoring75WeightsAreThePrincipalEigenvector) {
  const AhpWeights ahp = MustCompare({3, 5, 2}, 3);
  ExpectNear(ahp.weights, {0.648329013822237, 0.229650794062637, 0.122020192115126});
  EXPECT_NEAR(ahp.lambda, 3.003694598063640, 1e-14);
  EXPECT_NEAR(ahp.consistency_ratio, 0.003552498138115, 1e-13);
}

// The choice of a school of T. L. Saaty, "The analytic hierarchy process" (1980), with its weights .32 .14 .03 .13 .24
// .14; lambda by power iteration with Python's decimal, 40 digits.
TEST(ScoringWeightingTest, Scoring75TheSchoolsOfSaaty) {
  const AhpWeights ahp =
      MustCompare({4, 3, 1, 3, 4, 7, 3, 0.2, 1, 0.2, 0.2, 1 / 6.0, 1, 1 / 3.0, 3}, 6, RandomIndex::saaty_1980);
  ExpectNear(ahp.weights, {0.32, 0.14, 0.03, 0.13, 0.24, 0.14}, 0.005);
  EXPECT_NEAR(ahp.lambda, 7.419870101921265, 1e-13);
  EXPECT_NEAR(ahp.consistency_ratio, (7.419870101921265 - 6) / 5 / 1.24, 1e-13);
}

TEST(ScoringWeightingTest, Scoring75AnswersThatAgreeHaveARatioOf0) {
  const AhpWeights ahp = MustCompare({0.5, 0.25, 0.5}, 3);
  ExpectNear(ahp.weights, {1 / 7.0, 2 / 7.0, 4 / 7.0}, 1e-15);
  EXPECT_GE(ahp.consistency_index, 0);
  EXPECT_NEAR(ahp.consistency_ratio, 0, 1e-14);
  EXPECT_EQ(MustCompare({}, 1).weights, std::vector<double>{1});
  EXPECT_EQ(MustCompare({}, 1).consistency_ratio, 0);
  const AhpWeights two = MustCompare({4}, 2);
  ExpectNear(two.weights, {0.8, 0.2}, 1e-15);
  EXPECT_EQ(two.consistency_ratio, 0);
}

// A library sets all weights equal, without a word, where the answers disagree too much.
TEST(ScoringWeightingTest, Scoring75WeightsStandAlsoWhereAnswersDisagree) {
  const AhpWeights ahp = MustCompare({9, 0.5, 4}, 3);
  EXPECT_GT(ahp.consistency_ratio, 0.1);
  EXPECT_GT(ahp.weights[0], ahp.weights[2]);
}

// A library compares 1 / (1 / x) with x by ==, and refuses 109 of the 999 values from 0.1 to 99.9.
TEST(ScoringWeightingTest, Scoring76ReciprocalsOfAllTenthsAreAccepted) {
  for (int tenths = 1; tenths <= 999; ++tenths) {
    const double x = tenths / 10.0;
    EXPECT_TRUE(WeightsOfComparisons(std::vector<double>{1, x, 1 / x, 1}).ok()) << x;
    EXPECT_TRUE(WeightsOfComparisons(std::vector<double>{1, 1 / x, 1 / (1 / x), 1}).ok()) << x;
  }
}

Error RefusalOfMatrix(const std::vector<double>& matrix) {
  const Result<AhpWeights> weights = WeightsOfComparisons(matrix);
  if (!weights.ok()) return weights.error();
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(ScoringWeightingTest, Scoring76AnswersThatAreNoneAreRefused) {
  const Error error = RefusalOfMatrix({1, 3, 0.3, 1});
  EXPECT_EQ(error.Text(),
            "row 1, column 2: 3 and the opposite answer, 0.3, do not multiply to 1; expected 1/3 for the opposite "
            "(SCORING-76)");
  EXPECT_EQ(RefusalOfMatrix({1, 0.25, 0.25, 1}).message,
            "0.25 and the opposite answer, 0.25, do not multiply to 1; expected 4 for the opposite");
  EXPECT_EQ(RefusalOfMatrix({1, 0, 0, 1}).code, Code::data_value);
  EXPECT_EQ(RefusalOfMatrix({1, -2, -0.5, 1}).code, Code::data_value);
  EXPECT_EQ(RefusalOfMatrix({1, std::nan(""), 1, 1}).code, Code::data_value);
  EXPECT_EQ(RefusalOfMatrix({2, 1, 1, 0.5}).row, 0);
  EXPECT_EQ(RefusalOfMatrix({1, 2, 3}).code, Code::invalid_argument);
  EXPECT_EQ(RefusalOfMatrix({}).code, Code::invalid_argument);
  EXPECT_EQ(CompleteComparisons(std::vector<double>{1, 2}, 3).error().code, Code::invalid_argument);
}

// Libraries have 0.58, 0.52, 0.525, 0.5247, 0.4914 and 0.5799 for n = 3: ratios by different tables do not compare. One
// ends with an index out of range at n = 16.
TEST(ScoringWeightingTest, Scoring77TheTableOfRandomIndicesIsPartOfTheResult) {
  EXPECT_EQ(MustCompare({3, 5, 2}, 3).random_index, 0.52);
  const AhpWeights older = MustCompare({3, 5, 2}, 3, RandomIndex::saaty_1980);
  EXPECT_EQ(older.random_index, 0.58);
  EXPECT_EQ(older.table, RandomIndex::saaty_1980);
  EXPECT_NEAR(older.consistency_ratio, 0.003184998330724, 1e-13);
  EXPECT_NEAR(MustCompare({3, 5, 2}, 3, RandomIndex::alonso_lamata).random_index, 0.4792, 1e-12);
  EXPECT_EQ(MustCompare(std::vector<double>(105, 1), 15).random_index, 1.59);
  const AhpWeights sixteen = MustCompare(std::vector<double>(120, 1), 16);
  EXPECT_EQ(sixteen.table, RandomIndex::alonso_lamata);
  EXPECT_NEAR(sixteen.random_index, (1.7699 * 16 - 4.3513) / 15, 1e-15);
}

DerivedWeights MustDerive(Weighting weighting, const std::string& directions, const std::vector<double>& cells) {
  const RankingRule rule = MakeRule(Method::weighted_sum, directions, std::vector<double>(directions.size(), 1));
  const Result<DerivedWeights> derived = DeriveWeights(weighting, rule.criteria, cells);
  if (derived.ok()) return *derived;
  ADD_FAILURE() << derived.error().Text();
  return {};
}

Error RefusalOfTable(Weighting weighting, const std::vector<double>& cells) {
  const RankingRule rule = MakeRule(Method::weighted_sum, "++", {1, 1});
  const Result<DerivedWeights> derived = DeriveWeights(weighting, rule.criteria, cells);
  if (!derived.ok()) return derived.error();
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(ScoringWeightingTest, Scoring78EntropyWeighsColumnsByTheirUnevenShares) {
  const DerivedWeights derived =
      MustDerive(Weighting::entropy, "++++", {3, 100, 10, 7, 2.5, 80, 8, 5, 1.8, 50, 20, 11, 2.2, 70, 12, 9});
  ExpectNear(derived.weights, {0.114575449895090, 0.198081971819038, 0.418461244559604, 0.268881333726268});
}

// Libraries raise for it, or give NaN, or let one zero take nearly all weight.
TEST(ScoringWeightingTest, Scoring78ACellOf0HasNoShareAndNoWeightOfItsOwn) {
  ExpectNear(MustDerive(Weighting::entropy, "++", {0, 1, 2, 2, 4, 3}).weights, {0.841239671428610, 0.158760328571390});
  EXPECT_EQ(RefusalOfTable(Weighting::entropy, {1, 2, 1, -2}).row, 1);
  EXPECT_EQ(RefusalOfTable(Weighting::entropy, {0, 2, 0, 3}).column, "a");
}

// A. Tus and E. Aytac Adali (2019): 0.157, 0.249, 0.168, 0.121, 0.154, 0.151 with all criteria maximised.
const std::vector<double> kSoftware = {5000, 3, 3, 4,   3, 2, 680, 5, 3, 2,   2, 1, 2000, 3, 2,
                                       3,    4, 3, 600, 4, 3, 1,   2, 2, 800, 2, 4, 3,    3, 4};

TEST(ScoringWeightingTest, Scoring79CriticWeighsDeviationAndConflict) {
  ExpectNear(MustDerive(Weighting::critic, "++++++", kSoftware).weights,
             {0.157003432041533, 0.249489243163641, 0.167675249192697, 0.121100222430224, 0.154099291585948,
              0.150632561585958});
}

// Libraries that pass directions over give 0.157 to the first column where it is a cost; 0.184 is right.
TEST(ScoringWeightingTest, Scoring79CriticTurnsWhatIsMinimised) {
  ExpectNear(MustDerive(Weighting::critic, "-+++++", kSoftware).weights,
             {0.184066407331441, 0.213028978510944, 0.142214162320503, 0.158300641222839, 0.168382221282675,
              0.134007589331598});
}

TEST(ScoringWeightingTest, Scoring79AConstantColumnIsOutOfTheWeightsOfTheOthers) {
  std::vector<double> wider;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 6; ++j) wider.push_back(kSoftware[i * 6 + j]);
    wider.push_back(4);
  }
  const DerivedWeights derived = MustDerive(Weighting::critic, "+++++++", wider);
  EXPECT_EQ(derived.weights[6], 0);
  EXPECT_EQ(derived.constant_columns, Ints{6});
  EXPECT_NEAR(derived.weights[0], 0.157003432041533, 1e-14);
}

TEST(ScoringWeightingTest, Scoring80DeviationsAreThoseOfScaledColumns) {
  const std::vector<double> expected = {0.181775466942928, 0.162637866345111, 0.151295584397033,
                                        0.162637866345111, 0.179015349624706, 0.162637866345111};
  ExpectNear(MustDerive(Weighting::standard_deviation, "++++++", kSoftware).weights, expected);
  ExpectNear(MustDerive(Weighting::standard_deviation, "-+-+-+", kSoftware).weights, expected);
}

TEST(ScoringWeightingTest, Scoring81WhereNothingTellsRowsApartAllWeighTheSame) {
  for (const Weighting weighting : {Weighting::entropy, Weighting::critic, Weighting::standard_deviation}) {
    const DerivedWeights derived = MustDerive(weighting, "++", {0.1, 7, 0.1, 7, 0.1, 7});
    EXPECT_EQ(derived.weights, (std::vector<double>{0.5, 0.5}));
    EXPECT_TRUE(derived.equal);
    EXPECT_EQ(derived.constant_columns, (Ints{0, 1}));
  }
  // Columns that go together have no conflict.
  EXPECT_TRUE(MustDerive(Weighting::critic, "++", {1, 0.1, 2, 0.2, 4, 0.4}).equal);
}

TEST(ScoringWeightingTest, Scoring50WeightsFromDataNeedRows) {
  EXPECT_EQ(RefusalOfTable(Weighting::entropy, {1, 2}).code, Code::data_empty);
  EXPECT_EQ(RefusalOfTable(Weighting::critic, {1, 2, 3, 4}).code, Code::data_empty);
  EXPECT_EQ(RefusalOfTable(Weighting::critic, {1, 2, 3, 4, 5, std::nan("")}).row, 2);
}

TEST(ScoringWeightingTest, Scoring76AnswersAgreeWithin1e9AndAreBetween1e9ths) {
  EXPECT_TRUE(WeightsOfComparisons(std::vector<double>{1, 2, 0.5 + 4e-10, 1}).ok());
  EXPECT_EQ(RefusalOfMatrix({1, 2, 0.5 + 6e-10, 1}).rule, "SCORING-76");
  EXPECT_TRUE(WeightsOfComparisons(std::vector<double>{1, 1e9, 1e-9, 1}).ok());
  EXPECT_EQ(RefusalOfMatrix({1, 1e10, 1e-10, 1}).code, Code::data_value);
}

TEST(ScoringWeightingTest, Scoring76ComparisonsAreOf256CriteriaAtMostAndComplete) {
  EXPECT_TRUE(WeightsOfComparisons(std::vector<double>(256 * 256, 1)).ok());
  EXPECT_EQ(RefusalOfMatrix(std::vector<double>(257 * 257, 1)).code, Code::invalid_argument);
  EXPECT_FALSE(CompleteComparisons(std::vector<double>{1, 1, 1, 1}, 3).ok());
  EXPECT_FALSE(CompleteComparisons(std::vector<double>{1, 1}, 3).ok());
}

// a is 10^9 times b, b is 10^9 times c, and c is 10^8 times a: the moduli of the two largest eigenvalues are 1.5 parts
// in 10^9 apart, so that 1,000 rounds change next to nothing of what the start had wrong.
TEST(ScoringWeightingTest, Scoring75WeightsThatDoNotSettleAreRefused) {
  EXPECT_EQ(RefusalOfMatrix({1, 1e9, 1e-8, 1e-9, 1, 1e9, 1e8, 1e-9, 1}).code, Code::inexact);
}

TEST(ScoringWeightingTest, Scoring77TwoCriteriaHaveNoRandomIndexInAnyTable) {
  for (const RandomIndex table : {RandomIndex::saaty_2005, RandomIndex::saaty_1980, RandomIndex::alonso_lamata}) {
    EXPECT_EQ(MustCompare({4}, 2, table).random_index, 0);
    EXPECT_EQ(MustCompare({4}, 2, table).consistency_ratio, 0);
  }
}

// The entropy of three equal shares is, in doubles, the one below ln 3.
TEST(ScoringWeightingTest, Scoring78AConstantColumnHasNoWeightAndTooLargeASumIsRefused) {
  EXPECT_EQ(MustDerive(Weighting::entropy, "++", {0.1, 1, 0.1, 2, 0.1, 4}).weights, (std::vector<double>{0, 1}));
  EXPECT_EQ(RefusalOfTable(Weighting::entropy, {1, 1.5e308, 2, 1.5e308}).code, Code::overflow);
}

// b = 3 a + 1: the correlation is 1, and in doubles the one below.
TEST(ScoringWeightingTest, Scoring81WhatRoundingLeavesOfAConflictIsNoInformation) {
  const DerivedWeights derived =
      MustDerive(Weighting::critic, "++", {3.3, 3 * 3.3 + 1, 1.6, 3 * 1.6 + 1, 6.4, 3 * 6.4 + 1, 9.8, 3 * 9.8 + 1});
  EXPECT_EQ(derived.weights, (std::vector<double>{0.5, 0.5}));
  EXPECT_TRUE(derived.equal);
}

}  // namespace
}  // namespace keyhaul
