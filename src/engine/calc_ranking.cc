// calc: a ranking method over a set of alternatives, what becomes of it without each of them, and other rankings beside
// it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/scoring/compare.h"
#include "keyhaul/scoring/weighting.h"
#include "src/engine/calc.h"
#include "src/engine/calc_alternatives.h"
#include "src/engine/calc_columns.h"
#include "src/policy/ranking.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr int kRankingDigits = 9;

// A rule over the alternatives of the request.
struct AskedRanking {
  JsonNode node;
  RankingRule rule;
  bool equal_weights = false;  // from data that do not tell the criteria apart
  std::vector<double> matrix = {};
  MethodRanking ranking = {};

  JsonNode Criteria() const { return *node.Find("criteria"); }
};

Result<AskedRanking> ReadAskedRanking(const CalcRequest& request, JsonNode node) {
  KEYHAUL_TRY(RankingRule rule, ReadRanking(request.document, request.context, node, "calc.ranking.ranking"));
  return AskedRanking{.node = node, .rule = std::move(rule)};
}

Status RankAsked(const Alternatives& alternatives, AskedRanking* asked) {
  RankingRule& rule = asked->rule;
  KEYHAUL_TRY(asked->matrix, MatrixOf(alternatives, rule.criteria));
  if (rule.weighting.has_value()) {
    Result<DerivedWeights> derived = DeriveWeights(*rule.weighting, rule.criteria, asked->matrix);
    if (!derived.ok()) {
      return ErrorOfTable(alternatives, asked->Criteria(), rule.criteria, std::move(derived).error());
    }
    for (std::size_t j = 0; j < rule.criteria.size(); ++j) rule.criteria[j].weight = derived->weights[j];
    asked->equal_weights = derived->equal;
  }
  Result<MethodRanking> ranking = Rank(rule, asked->matrix);
  if (!ranking.ok()) return ErrorOfTable(alternatives, asked->Criteria(), rule.criteria, std::move(ranking).error());
  asked->ranking = *std::move(ranking);
  return {};
}

class RankingAnswer {
 public:
  RankingAnswer(const Alternatives& alternatives, const AskedRanking& asked, JsonWriter* out)
      : alternatives_(alternatives), rule_(asked.rule), asked_(asked), ranking_(asked.ranking), out_(*out) {}

  Status Write() {
    out_.Key("method").Text(WordOf(rule_.method, kMethodWords));
    out_.Key("lower_is_better").Boolean(ranking_.lower_is_better).Key("flags").Text(Flags());
    KEYHAUL_CHECK(WriteWeights());
    Columns("constant_columns", ranking_.constant_columns);
    Columns("dropped_columns", ranking_.dropped_columns);
    out_.Key("alternatives").BeginArray();
    for (std::size_t i = 0; i < alternatives_.ids.size(); ++i) KEYHAUL_CHECK(WriteOne(i));
    out_.EndArray();
    if (rule_.method == Method::vikor) WriteCompromise();
    return {};
  }

  void WriteReversals(const RankReversalReport& report) {
    out_.Key("reversals").BeginObject();
    out_.Key("reversed_pairs").Integer(report.reversed_pairs).Key("best_changes").Integer(report.best_changes);
    out_.Key("best_changes_by_worse").Integer(report.best_changes_by_worse).Key("removals").BeginArray();
    for (const RankReversal& removal : report.removals) {
      out_.BeginObject().Key("removed").Text(Id(removal.removed));
      out_.Key("reversed_pairs").Integer(removal.reversed_pairs).Key("pairs_tied").Integer(removal.pairs_tied);
      out_.Key("pairs_untied").Integer(removal.pairs_untied).Key("best_changed").Boolean(removal.best_changed);
      Rows("best_before", removal.best_before);
      Rows("best_after", removal.best_after);
      out_.EndObject();
    }
    out_.EndArray().EndObject();
  }

  // Another ranking of the same alternatives. Of one alternative there is no pair, and nothing to correlate.
  Status WriteComparison(const AskedRanking& other) {
    RankCorrelation correlation;
    if (alternatives_.ids.size() > 1) {
      KEYHAUL_TRY(correlation, CorrelateRanks(ranking_.ranks, other.ranking.ranks));
    }
    out_.BeginObject().Key("id");
    other.rule.id.empty() ? out_.Null() : out_.Text(other.rule.id);
    out_.Key("method").Text(WordOf(other.rule.method, kMethodWords));
    KEYHAUL_CHECK(Correlation("kendall_tau_b", correlation.kendall_tau_b));
    KEYHAUL_CHECK(Correlation("spearman_rho", correlation.spearman_rho));
    const PairCounts& pairs = correlation.pairs;
    out_.Key("pairs").BeginObject().Key("concordant").Integer(pairs.concordant);
    out_.Key("discordant").Integer(pairs.discordant).Key("tied_first").Integer(pairs.tied_first);
    out_.Key("tied_second").Integer(pairs.tied_second).Key("tied_both").Integer(pairs.tied_both);
    out_.EndObject().Key("moved").BeginArray();
    for (std::size_t i = 0; i < alternatives_.ids.size(); ++i) {
      if (ranking_.ranks[i] == other.ranking.ranks[i]) continue;
      out_.BeginObject().Key("id").Text(alternatives_.ids[i]).Key("rank").Integer(ranking_.ranks[i]);
      out_.Key("other_rank").Integer(other.ranking.ranks[i]).EndObject();
    }
    out_.EndArray().EndObject();
    return {};
  }

 private:
  std::string_view Id(std::int32_t row) const { return alternatives_.ids[static_cast<std::size_t>(row)]; }

  std::string Flags() const {
    std::string words;
    AddWord(ranking_.degenerate, "degenerate", &words);
    AddWord(!ranking_.constant_columns.empty(), "constant_columns", &words);
    AddWord(!ranking_.dropped_columns.empty(), "dropped_columns", &words);
    AddWord(asked_.equal_weights, "equal_weights", &words);
    return words;
  }

  // vikor and promethee_ii count the weight of a column by which all are alike as one that nobody wins; for the others
  // its weight goes to the columns that are left.
  bool SharesDroppedWeights() const { return rule_.method != Method::vikor && rule_.method != Method::promethee_ii; }

  Status WriteWeights() {
    std::vector<double> weights;
    for (const RankingCriterion& criterion : rule_.criteria) weights.push_back(criterion.weight);
    for (const std::int32_t column : ranking_.dropped_columns) {
      if (SharesDroppedWeights()) weights[static_cast<std::size_t>(column)] = 0;
    }
    double sum = 0;
    for (const double weight : weights) sum += weight;
    out_.Key("weights").BeginArray();
    for (std::size_t j = 0; j < weights.size(); ++j) {
      out_.BeginObject().Key("id").Text(rule_.criteria[j].id);
      KEYHAUL_CHECK(Digits("value", sum > 0 ? weights[j] / sum : 0));
      out_.EndObject();
    }
    out_.EndArray();
    return {};
  }

  void Columns(std::string_view key, const std::vector<std::int32_t>& columns) {
    out_.Key(key).BeginArray();
    for (const std::int32_t column : columns) out_.Text(rule_.criteria[static_cast<std::size_t>(column)].id);
    out_.EndArray();
  }

  void Rows(std::string_view key, const std::vector<std::int32_t>& rows) {
    out_.Key(key).BeginArray();
    for (const std::int32_t row : rows) out_.Text(Id(row));
    out_.EndArray();
  }

  Status Digits(std::string_view key, double value) {
    KEYHAUL_TRY(const std::string digits, NineDigitsOf(value));
    out_.Key(key).Text(digits);
    return {};
  }

  Status Correlation(std::string_view key, const std::optional<double>& value) {
    if (value.has_value()) return Digits(key, *value);
    out_.Key(key).Null();
    return {};
  }

  // Nothing where the method does not give it.
  Status Extra(std::string_view key, const std::vector<double>& values, std::size_t row) {
    return values.empty() ? Status() : Digits(key, values[row]);
  }

  Status WriteOne(std::size_t row) {
    out_.BeginObject().Key("id").Text(alternatives_.ids[row]).Key("rank").Integer(ranking_.ranks[row]);
    out_.Key("tied").Boolean(ranking_.tied[row] != 0);
    out_.Key("value").Text(AmountText(ranking_.keys[row], kRankingDigits));
    out_.Key("key").Text(std::to_string(ranking_.keys[row]));
    KEYHAUL_CHECK(Extra("to_ideal", ranking_.to_ideal, row));
    KEYHAUL_CHECK(Extra("to_anti_ideal", ranking_.to_anti_ideal, row));
    KEYHAUL_CHECK(Extra("group_regret", ranking_.group_regret, row));
    KEYHAUL_CHECK(Extra("largest_regret", ranking_.largest_regret, row));
    KEYHAUL_CHECK(Extra("positive_flow", ranking_.positive_flow, row));
    KEYHAUL_CHECK(Extra("negative_flow", ranking_.negative_flow, row));
    out_.EndObject();
    return {};
  }

  void WriteCompromise() {
    const Compromise& compromise = ranking_.compromise;
    out_.Key("compromise").BeginObject().Key("has_advantage").Boolean(compromise.has_advantage);
    out_.Key("is_stable").Boolean(compromise.is_stable);
    Rows("alternatives", compromise.rows);
    out_.EndObject();
  }

  const Alternatives& alternatives_;
  const RankingRule& rule_;
  const AskedRanking& asked_;
  const MethodRanking& ranking_;
  JsonWriter& out_;
};

// The criteria of all rules, in byte order.
std::vector<std::string_view> NamesOfCriteria(const std::vector<AskedRanking>& rankings) {
  std::vector<std::string_view> names;
  for (const AskedRanking& asked : rankings) {
    for (const RankingCriterion& criterion : asked.rule.criteria) names.push_back(criterion.id);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Status CalcRanking(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.ranking");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  std::vector<AskedRanking> rankings;  // the one that is asked for, and those to compare it with
  KEYHAUL_TRY(AskedRanking first, ReadAskedRanking(request, form.Require(request.node, "ranking")));
  rankings.push_back(std::move(first));
  const auto others = form.Get(request.node, "compare_with");
  if (others.has_value()) {
    KEYHAUL_TRY(const auto elements, ReadElements(request.context, *others, "calc.ranking.compare_with[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_TRY(AskedRanking other, ReadAskedRanking(request, element));
      rankings.push_back(std::move(other));
    }
  }
  bool reversals = false;
  if (const auto asked = form.Get(request.node, "reversals")) {
    KEYHAUL_TRY(reversals, ReadBoolean(*asked));
  }
  const JsonNode list = form.Require(request.node, "alternatives");
  KEYHAUL_TRY(const Alternatives alternatives, ReadAlternatives(request, list, "calc.ranking.alternatives[]"));
  KEYHAUL_CHECK(CheckValueNames(alternatives, NamesOfCriteria(rankings)));
  for (AskedRanking& asked : rankings) KEYHAUL_CHECK(RankAsked(alternatives, &asked));

  RankingAnswer answer(alternatives, rankings[0], out);
  if (Status status = answer.Write(); !status.ok()) return ErrorAt(list, std::move(status).error());
  if (reversals) {
    Result<RankReversalReport> report = FindRankReversals(rankings[0].rule, rankings[0].matrix);
    if (!report.ok()) {
      return ErrorOfTable(alternatives, rankings[0].Criteria(), rankings[0].rule.criteria, std::move(report).error());
    }
    answer.WriteReversals(*report);
  }
  if (!others.has_value()) return {};
  out->Key("comparisons").BeginArray();
  for (std::size_t i = 1; i < rankings.size(); ++i) KEYHAUL_CHECK(answer.WriteComparison(rankings[i]));
  out->EndArray();
  return {};
}

}  // namespace v1
}  // namespace keyhaul
