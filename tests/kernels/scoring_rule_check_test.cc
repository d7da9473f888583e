// SCORING-70: what a ranking rule must say, with the path of what does not.
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "keyhaul/scoring/methods.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul {
namespace {

using namespace scoring_testing;  // NOLINT(google-build-using-namespace)

std::string PathOf(const RankingRule& rule) {
  const Status status = CheckRankingRule(rule);
  if (status.ok()) return "accepted";
  EXPECT_EQ(status.error().code, Code::policy_value);
  EXPECT_EQ(status.error().rule, "SCORING-70");
  return status.error().path;
}

RankingRule Two(Method method = Method::weighted_sum) { return MakeRule(method, "+-", {1, 2}); }

TEST(ScoringRuleCheckTest, Scoring70CriteriaHaveIdsAndWeights) {
  EXPECT_EQ(PathOf(Two()), "accepted");
  EXPECT_EQ(PathOf(RankingRule()), "criteria");
  RankingRule rule = Two();
  rule.criteria[1].id = "a";
  EXPECT_EQ(PathOf(rule), "criteria[1].id");
  rule.criteria[1].id = "";
  EXPECT_EQ(PathOf(rule), "criteria[1].id");
  for (const double bad : {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    rule = Two();
    rule.criteria[1].weight = bad;
    EXPECT_EQ(PathOf(rule), "criteria[1].weight");
  }
  rule = Two();
  rule.criteria[0].weight = rule.criteria[1].weight = 0;
  EXPECT_EQ(PathOf(rule), "criteria");
  rule.criteria[0].weight = rule.criteria[1].weight = 1e308;
  EXPECT_EQ(PathOf(rule), "criteria");
}

TEST(ScoringRuleCheckTest, Scoring70MethodsRefuseWhatTheyDoNotUse) {
  for (const Method method : {Method::vikor, Method::promethee_ii}) {
    RankingRule rule = Two(method);
    rule.normalization = Normalization::sum;
    EXPECT_EQ(PathOf(rule), "normalization");
    rule = Two(method);
    rule.constant_columns = ConstantColumn::one;
    EXPECT_EQ(PathOf(rule), "constant_columns");
    rule = Two(method);
    rule.criteria[0].bounds = Bounds{0, 1};
    EXPECT_EQ(PathOf(rule), "criteria[0].bounds");
    rule = Two(method);
    rule.criteria[1].ideal = 1;
    EXPECT_EQ(PathOf(rule), "criteria[1].ideal");
  }
  RankingRule product = Two(Method::weighted_product);
  product.normalization = Normalization::z_score;
  EXPECT_EQ(PathOf(product), "normalization");
  RankingRule vikor = Two(Method::vikor);
  vikor.v = 1.5;
  EXPECT_EQ(PathOf(vikor), "v");
}

TEST(ScoringRuleCheckTest, Scoring70BoundsAndIdealsFitTogether) {
  RankingRule rule = Two(Method::spotis);
  EXPECT_EQ(PathOf(rule), "criteria[0].bounds");
  rule.criteria[0].bounds = rule.criteria[1].bounds = Bounds{0, 10};
  EXPECT_EQ(PathOf(rule), "accepted");
  rule.criteria[1].ideal = 11;
  EXPECT_EQ(PathOf(rule), "criteria[1].ideal");
  rule.criteria[1].ideal = 4;
  rule.criteria[1].anti_ideal = 9;
  EXPECT_EQ(PathOf(rule), "criteria[1].anti_ideal");
  rule.criteria[1].bounds = Bounds{3, 3};
  EXPECT_EQ(PathOf(rule), "criteria[1].bounds.high");
  RankingRule topsis = Two(Method::topsis);
  topsis.criteria[1].ideal = 9;
  topsis.criteria[1].anti_ideal = 4;
  EXPECT_EQ(PathOf(topsis), "criteria[1].anti_ideal");
  topsis.criteria[1].direction = Direction::maximize;
  EXPECT_EQ(PathOf(topsis), "accepted");
}

std::string PathOfPreference(PreferenceFunction preference) {
  RankingRule rule = Two(Method::promethee_ii);
  rule.criteria[1].preference = preference;
  return PathOf(rule);
}

TEST(ScoringRuleCheckTest, Scoring70PreferencesHaveTheParametersOfTheirShape) {
  EXPECT_EQ(PathOfPreference({Preference::usual}), "accepted");
  EXPECT_EQ(PathOfPreference({Preference::usual, 1}), "criteria[1].preference.q");
  EXPECT_EQ(PathOfPreference({Preference::ushape, 1}), "accepted");
  EXPECT_EQ(PathOfPreference({Preference::ushape, -1}), "criteria[1].preference.q");
  EXPECT_EQ(PathOfPreference({Preference::ushape, 1, 2}), "criteria[1].preference.p");
  EXPECT_EQ(PathOfPreference({Preference::vshape, 0, 1}), "accepted");
  EXPECT_EQ(PathOfPreference({Preference::vshape}), "criteria[1].preference.p");
  EXPECT_EQ(PathOfPreference({Preference::level, 2, 2}), "criteria[1].preference.p");
  EXPECT_EQ(PathOfPreference({Preference::linear, 2, 1}), "criteria[1].preference.p");
  EXPECT_EQ(PathOfPreference({Preference::linear, 1, 2}), "accepted");
  EXPECT_EQ(PathOfPreference({Preference::linear, 1, 2, 3}), "criteria[1].preference.s");
  EXPECT_EQ(PathOfPreference({Preference::gaussian, 0, 0, 1}), "accepted");
  EXPECT_EQ(PathOfPreference({Preference::gaussian}), "criteria[1].preference.s");
}

TEST(ScoringRuleCheckTest, Scoring70CriteriaAre1024AtMost) {
  const auto path_of = [](std::size_t count) {
    RankingRule rule;
    for (std::size_t j = 0; j < count; ++j) rule.criteria.push_back({"c" + std::to_string(j)});
    return PathOf(rule);
  };
  EXPECT_EQ(path_of(1024), "accepted");
  EXPECT_EQ(path_of(1025), "criteria");
}

TEST(ScoringRuleCheckTest, Scoring70BoundsHaveAWidthAndAnAntiIdealIsWorse) {
  RankingRule rule = Two(Method::spotis);
  rule.criteria[0].bounds = rule.criteria[1].bounds = Bounds{0, 1};
  EXPECT_EQ(PathOf(rule), "accepted");
  rule.criteria[0].bounds = Bounds{-1.5e308, 1.5e308};
  EXPECT_EQ(PathOf(rule), "criteria[0].bounds.high");
  rule = Two(Method::topsis);
  for (RankingCriterion& criterion : rule.criteria) criterion.ideal = 4;
  rule.criteria[0].anti_ideal = 4;
  EXPECT_EQ(PathOf(rule), "criteria[0].anti_ideal");
  rule.criteria[0].anti_ideal = 3;
  rule.criteria[1].anti_ideal = 4;
  EXPECT_EQ(PathOf(rule), "criteria[1].anti_ideal");
  rule.criteria[1].anti_ideal = 5;
  EXPECT_EQ(PathOf(rule), "accepted");
}

}  // namespace
}  // namespace keyhaul
