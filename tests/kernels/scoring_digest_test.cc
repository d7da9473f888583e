// SCORING-71: methods of + - * / and square root give the same bytes with every compiler and flags. The digests come
// from scoring_digest.py, which says the formulas again in Python; whatever this test is compiled with must meet them.
#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/scoring/methods.h"
#include "keyhaul/scoring/weighting.h"

namespace keyhaul {
namespace {

// 500 rows of decimals of three places; the last column is the same in all rows.
std::vector<double> DigestTable() {
  std::vector<double> cells;
  std::uint64_t state = 2026;
  for (int i = 0; i < 500; ++i) {
    for (int j = 0; j < 5; ++j) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      cells.push_back(static_cast<double>((state >> 33U) % 100000 + 1) / 1000.0);
    }
    cells.push_back(7.25);
  }
  return cells;
}

RankingRule DigestRule(Method method, std::optional<Normalization> normalization = std::nullopt) {
  RankingRule rule;
  rule.method = method;
  rule.normalization = normalization;
  const double weights[] = {0.3, 0.2, 0.3, 0.1, 0.1, 0.05};
  const PreferenceFunction preferences[] = {
      {Preference::usual},        {Preference::ushape, 5.5},        {Preference::vshape, 0, 30.125},
      {Preference::level, 1, 20}, {Preference::linear, 0.25, 40.3}, {Preference::usual}};
  for (std::size_t j = 0; j < std::size(weights); ++j) {
    RankingCriterion criterion;
    criterion.id = "c" + std::to_string(j);
    criterion.weight = weights[j];
    criterion.direction = j == 1 || j == 3 ? Direction::minimize : Direction::maximize;
    criterion.preference = preferences[j];
    if (method == Method::spotis) criterion.bounds = Bounds{0, 100.5};
    rule.criteria.push_back(criterion);
  }
  return rule;
}

// FNV-1a over the bytes of the doubles, the lowest first.
class DigestOfDoubles {
 public:
  DigestOfDoubles& Add(const std::vector<double>& values) {
    for (const double value : values) {
      const auto bits = std::bit_cast<std::uint64_t>(value);
      for (unsigned shift = 0; shift < 64; shift += 8) {
        state_ = (state_ ^ ((bits >> shift) & 0xFFU)) * 0x100'0000'01B3U;
      }
    }
    return *this;
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0xCBF2'9CE4'8422'2325U;
};

std::uint64_t DigestOf(const RankingRule& rule) {
  const Result<MethodRanking> ranking = Rank(rule, DigestTable());
  if (!ranking.ok()) ADD_FAILURE() << ranking.error().Text();
  if (!ranking.ok()) return 0;
  return DigestOfDoubles()
      .Add(ranking->values)
      .Add(ranking->to_ideal)
      .Add(ranking->to_anti_ideal)
      .Add(ranking->group_regret)
      .Add(ranking->largest_regret)
      .Add(ranking->positive_flow)
      .Add(ranking->negative_flow)
      .value();
}

TEST(ScoringDigestTest, Scoring71WeightedSumHasTheBytesOfThePythonComputation) {
  const std::pair<Normalization, std::uint64_t> expected[] = {
      {Normalization::min_max, 0x4DF6'3518'C5F5'1D51U}, {Normalization::sum, 0xDD5D'9069'D92F'ABFFU},
      {Normalization::max, 0x374B'3C42'0BC1'21A0U},     {Normalization::vector, 0xA72A'A6F0'6E9F'0047U},
      {Normalization::z_score, 0x4217'2E91'6D58'8F0DU}, {Normalization::none, 0x479F'FC62'62AE'3391U}};
  for (const auto& [how, digest] : expected) {
    EXPECT_EQ(DigestOf(DigestRule(Method::weighted_sum, how)), digest) << static_cast<int>(how);
  }
}

TEST(ScoringDigestTest, Scoring71TopsisHasTheBytesOfThePythonComputation) {
  const std::pair<Normalization, std::uint64_t> expected[] = {
      {Normalization::min_max, 0xD668'882F'4F9A'12CFU}, {Normalization::sum, 0x35F8'2F48'704A'0632U},
      {Normalization::max, 0x84AC'B2B2'AD3E'D7BDU},     {Normalization::vector, 0x3990'B2B0'7631'BB2BU},
      {Normalization::z_score, 0xC73E'A3CD'5D37'D555U}, {Normalization::none, 0x0204'A7CE'C819'105EU}};
  for (const auto& [how, digest] : expected) {
    EXPECT_EQ(DigestOf(DigestRule(Method::topsis, how)), digest) << static_cast<int>(how);
  }
}

TEST(ScoringDigestTest, Scoring71VikorPrometheeAndSpotisHaveTheBytesOfThePythonComputation) {
  EXPECT_EQ(DigestOf(DigestRule(Method::vikor)), 0x90CC'0582'F508'1674U);
  RankingRule majority = DigestRule(Method::vikor);
  majority.v = 0.75;
  EXPECT_EQ(DigestOf(majority), 0x463B'1EAD'DB6E'7187U);
  EXPECT_EQ(DigestOf(DigestRule(Method::promethee_ii)), 0xF1A3'B97C'9C2E'5A19U);
  EXPECT_EQ(DigestOf(DigestRule(Method::spotis)), 0x75AF'DC19'0630'66AFU);
}

TEST(ScoringDigestTest, Scoring71AhpHasTheBytesOfThePythonComputation) {
  const Result<std::vector<double>> matrix = CompleteComparisons(std::vector<double>{3, 5, 0.5, 2, 0.25, 0.2}, 4);
  ASSERT_TRUE(matrix.ok());
  const Result<AhpWeights> ahp = WeightsOfComparisons(*matrix);
  ASSERT_TRUE(ahp.ok()) << ahp.error().Text();
  EXPECT_EQ(
      DigestOfDoubles().Add(ahp->weights).Add({ahp->lambda, ahp->consistency_index, ahp->consistency_ratio}).value(),
      0xC585'312F'C80C'DB54U);
}

TEST(ScoringDigestTest, Scoring71WeightsFromDataHaveTheBytesOfThePythonComputation) {
  const RankingRule rule = DigestRule(Method::weighted_sum);
  const Result<DerivedWeights> critic = DeriveWeights(Weighting::critic, rule.criteria, DigestTable());
  ASSERT_TRUE(critic.ok());
  EXPECT_EQ(DigestOfDoubles().Add(critic->weights).value(), 0xD126'4347'D028'8C2AU);
  const Result<DerivedWeights> deviation = DeriveWeights(Weighting::standard_deviation, rule.criteria, DigestTable());
  ASSERT_TRUE(deviation.ok());
  EXPECT_EQ(DigestOfDoubles().Add(deviation->weights).value(), 0xD1E4'736A'D3F2'1BB3U);
}

}  // namespace
}  // namespace keyhaul
