// The rankings of a policy, read, refused and written. Expected texts were written by hand from docs/POLICY.md; weights
// of pairs and of ranks are those of methods that have exact ones.
#include "src/policy/ranking.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "keyhaul/engine.h"
#include "keyhaul/policy/policy_check.h"
#include "keyhaul/scoring/weighting.h"

namespace keyhaul {
namespace {

constexpr std::string_view kPolicyHead =
    R"({"keyhaul":1,"name":"p","currency":"CNY","extra_money_digits":0,"rounding":{"mode":"half_up","step":"0.01"},)"
    R"("ledger":{"dimensions":[],"measures":{"revenue":"money"},"credit_notes_name_documents":true},)";

std::string PolicyWith(std::string_view rankings) {
  return std::string(kPolicyHead) + "\"rankings\":[" + std::string(rankings) + R"(],"terms":[]})";
}

Policy ReadValid(std::string_view rankings) {
  Result<Policy> policy = ParsePolicy(PolicyWith(rankings));
  if (policy.ok()) return *std::move(policy);
  ADD_FAILURE() << policy.error().Text();
  return {};
}

Error ReadError(std::string_view rankings) {
  const Result<Policy> policy = ParsePolicy(PolicyWith(rankings));
  EXPECT_FALSE(policy.ok()) << rankings;
  return policy.ok() ? Error{} : policy.error();
}

TEST(Rankings, AreReadWithWhatIsAbsentAsDocumented) {
  const Policy policy = ReadValid(R"({"id": "a", "method": "vikor", "v": "25%", "criteria": [
      {"id": "price", "weight": "0.1", "direction": "minimize"}, {"id": "days", "weight": 2}]},
    {"id": "b", "method": "promethee_ii", "criteria": [
      {"id": "x", "preference": {"shape": "linear", "q": "0.5", "p": 3}}, {"id": "y"}]})");
  ASSERT_EQ(policy.rankings.size(), 2U);
  const RankingRule& vikor = policy.rankings[0];
  EXPECT_EQ(vikor.id, "a");
  EXPECT_EQ(vikor.method, Method::vikor);
  EXPECT_FALSE(vikor.normalization.has_value());
  EXPECT_EQ(vikor.v, 0.25);
  EXPECT_FALSE(vikor.weighting.has_value());
  EXPECT_EQ(vikor.criteria[0].weight, 0.1);
  EXPECT_EQ(vikor.criteria[0].direction, Direction::minimize);
  EXPECT_EQ(vikor.criteria[1].direction, Direction::maximize);
  const RankingRule& flows = policy.rankings[1];
  EXPECT_EQ(flows.v, 0.5);
  EXPECT_EQ(flows.criteria[0].preference.shape, Preference::linear);
  EXPECT_EQ(flows.criteria[0].preference.q, 0.5);
  EXPECT_EQ(flows.criteria[0].preference.p, 3);
  EXPECT_EQ(flows.criteria[1].preference.shape, Preference::usual);
  EXPECT_EQ(flows.criteria[1].weight, 1);
}

TEST(Rankings, TakeWeightsFromRanksPairsAndData) {
  const Policy policy = ReadValid(R"({"id": "ranks", "method": "topsis", "weights": "roc",
      "criteria": [{"id": "x", "rank": 1}, {"id": "y", "rank": 2}, {"id": "z", "rank": 3}]},
    {"id": "pairs", "method": "topsis", "weights": {"pairs": [[1, "1/2", "1/5"], [2, 1, "2/5"], [5, "5/2", 1]]},
      "criteria": [{"id": "x"}, {"id": "y"}, {"id": "z"}]},
    {"id": "data", "method": "topsis", "weights": "critic", "criteria": [{"id": "x"}, {"id": "y"}]})");
  ASSERT_EQ(policy.rankings.size(), 3U);
  EXPECT_EQ(policy.rankings[0].criteria[0].weight, 11);
  EXPECT_EQ(policy.rankings[0].criteria[1].weight, 5);
  EXPECT_EQ(policy.rankings[0].criteria[2].weight, 2);
  EXPECT_EQ(policy.rankings[1].criteria[0].weight, 0.125) << "12 decimals";
  EXPECT_EQ(policy.rankings[1].criteria[1].weight, 0.25);
  EXPECT_EQ(policy.rankings[1].criteria[2].weight, 0.625);
  EXPECT_EQ(policy.rankings[2].weighting, Weighting::critic);
}

// POLICY-16, in a document.
TEST(Rankings, AreRefusedWhereTheMistakeStands) {
  constexpr std::string_view kOne = R"({"id": "a", "method": "topsis", "criteria": [{"id": "x"}]})";
  Error error = ReadError(std::string(kOne) + "," + std::string(kOne));
  EXPECT_EQ(error.path, "rankings[1].id");
  EXPECT_EQ(error.rule, "POLICY-16");
  EXPECT_EQ(ReadError(R"({"method": "topsis", "criteria": [{"id": "x"}]})").path, "rankings[0].id");
  error = ReadError(R"({"id": "a", "method": "vikor", "v": 2, "criteria": [{"id": "x"}]})");
  EXPECT_EQ(error.path, "rankings[0].v");
  EXPECT_EQ(error.rule, "SCORING-70");
  EXPECT_EQ(error.line, 1);
  error = ReadError(R"({"id": "a", "method": "topsis", "criteria": [{"id": "x", "input": "y"}]})");
  EXPECT_EQ(error.path, "rankings[0].criteria[0].input");
  EXPECT_EQ(error.code, Code::policy_unknown_key);
}

// POLICY-16
TEST(Rankings, RefuseAWeightBesideWeightsFromData) {
  const Error error = ReadError(R"({"id": "a", "method": "topsis", "weights": "entropy", "criteria": [{"id": "x"},
      {"id": "y", "weight": 2}]})");
  EXPECT_EQ(error.path, "rankings[0].criteria[1].weight");
  EXPECT_EQ(error.code, Code::policy_value);
}

// POLICY-16, as types.
TEST(Rankings, AreCheckedWhereThePolicyIsMadeOfTypes) {
  Policy policy = ReadValid(R"({"id": "a", "method": "topsis", "criteria": [{"id": "x"}]})");
  ASSERT_TRUE(CompilePolicy(policy).ok());
  Policy wrong = policy;
  wrong.rankings[0].criteria[0].weight = 0;
  const Result<PolicyHandle> compiled = CompilePolicy(wrong);
  ASSERT_FALSE(compiled.ok());
  EXPECT_EQ(compiled.error().path, "rankings[0].criteria");

  wrong = policy;
  wrong.rankings.push_back(wrong.rankings[0]);
  Status status = CheckPolicy(wrong);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().path, "rankings[1].id");
  wrong.rankings[1].id = "";
  status = CheckPolicy(wrong);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().path, "rankings[1].id");

  wrong = policy;
  for (int i = 1; i <= 64; ++i) {
    EXPECT_TRUE(CheckPolicy(wrong).ok()) << i;
    wrong.rankings.push_back(policy.rankings[0]);
    wrong.rankings.back().id = std::to_string(i);
  }
  status = CheckPolicy(wrong);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().path, "rankings");
}

// POLICY-12: a default written out or left out makes no difference, and numbers are those that were given.
TEST(Rankings, HaveOneCanonicalText) {
  const std::string text = PolicyWith(
      R"({"id":"a","method":"weighted_sum","normalization":"min_max","constant_columns":"drop_and_flag",)"
      R"("deviation":"population","v":"0.5","criteria":[{"id":"x","weight":"0.1","direction":"minimize",)"
      R"("preference":{"shape":"usual","q":"0","p":"0","s":"0"},"bounds":{"low":"-2.5","high":"12345678901234567"}},)"
      R"({"id":"y","weight":"0.000000000000000001","direction":"maximize",)"
      R"("preference":{"shape":"usual","q":"0","p":"0","s":"0"}}]})");
  const Policy brief = ReadValid(R"({"criteria": [{"id": "x", "weight": "10%", "direction": "minimize",
        "bounds": {"low": "-2.50", "high": "12345678901234567"}}, {"id": "y", "weight": 1e-18}],
      "method": "weighted_sum", "id": "a"})");
  EXPECT_EQ(CanonicalPolicyText(brief), text.substr(0, text.find("12345678901234567")) + "12345678901234568" +
                                            text.substr(text.find("12345678901234567") + 17))
      << "the double next to it";
  EXPECT_EQ(CanonicalPolicyText(*ParsePolicy(CanonicalPolicyText(brief))), CanonicalPolicyText(brief));
  const Policy data = ReadValid(R"({"id": "a", "method": "vikor", "weights": "entropy", "criteria": [{"id": "x"}]})");
  EXPECT_NE(CanonicalPolicyText(data).find(R"("weights":"entropy","criteria":[{"id":"x","direction")"),
            std::string::npos);
  EXPECT_EQ(CanonicalPolicyText(ReadValid("")).find("rankings"), std::string::npos);
}

std::string TextOf(std::string_view more, std::string_view of_criterion = "") {
  return CanonicalPolicyText(ReadValid("{\"id\": \"a\", " + std::string(more) + ", \"criteria\": [{\"id\": \"x\"" +
                                       std::string(of_criterion) + "}]}"));
}

// POLICY-12: each method has its own normalisation where none is given.
TEST(Rankings, HaveTheNormalizationOfTheirMethodInTheirText) {
  EXPECT_EQ(TextOf(R"("method": "weighted_sum")"), TextOf(R"("method": "weighted_sum", "normalization": "min_max")"));
  EXPECT_EQ(TextOf(R"("method": "weighted_product")"),
            TextOf(R"("method": "weighted_product", "normalization": "max")"));
  EXPECT_EQ(TextOf(R"("method": "topsis")"), TextOf(R"("method": "topsis", "normalization": "vector")"));
}

// POLICY-12: whatever a ranking says, saying something else is another text.
TEST(Rankings, SayAllInTheirCanonicalText) {
  std::set<std::string> texts;
  for (const std::string_view rule :
       {R"("method": "weighted_sum")", R"("method": "topsis")", R"("method": "topsis", "normalization": "min_max")",
        R"("method": "topsis", "normalization": "z_score")",
        R"("method": "topsis", "normalization": "z_score", "deviation": "sample")",
        R"("method": "topsis", "constant_columns": "one")", R"("method": "vikor", "v": "0.25")",
        R"("method": "vikor", "v": "0.75")", R"("method": "vikor", "weights": "critic")",
        R"("method": "vikor", "weights": "entropy")"}) {
    EXPECT_TRUE(texts.insert(TextOf(rule)).second) << rule;
  }
  for (const std::string_view criterion : {R"(, "weight": 2)", R"(, "direction": "minimize")", R"(, "ideal": 9)",
                                           R"(, "ideal": 8)", R"(, "anti_ideal": 1)", R"(, "anti_ideal": 2)"}) {
    EXPECT_TRUE(texts.insert(TextOf(R"("method": "topsis")", criterion)).second) << criterion;
  }
  for (const std::string_view preference :
       {R"({"shape": "ushape", "q": 1})", R"({"shape": "ushape", "q": 2})", R"({"shape": "vshape", "p": 1})",
        R"({"shape": "vshape", "p": 2})", R"({"shape": "gaussian", "s": 1})", R"({"shape": "gaussian", "s": 2})"}) {
    EXPECT_TRUE(
        texts.insert(TextOf(R"("method": "promethee_ii")", ", \"preference\": " + std::string(preference))).second)
        << preference;
  }
  for (const std::string_view bounds :
       {R"({"low": 0, "high": 1})", R"({"low": 0, "high": 2})", R"({"low": -1, "high": 1})"}) {
    EXPECT_TRUE(texts.insert(TextOf(R"("method": "spotis")", ", \"bounds\": " + std::string(bounds))).second) << bounds;
  }
}

}  // namespace
}  // namespace keyhaul
