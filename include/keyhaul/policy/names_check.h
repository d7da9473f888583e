// Checks the texts and names of a policy: the pieces that policy_check.h puts together, and that `keyhaul calc` uses on
// rules that stand alone.
#ifndef KEYHAUL_POLICY_NAMES_CHECK_H_
#define KEYHAUL_POLICY_NAMES_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/tiering/clause.h"
#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {
namespace policy_internal {

inline Error Refuse(std::string path, std::string_view rule, std::string message, Code code = Code::policy_value) {
  Error error = MakeErrorAt(code, std::move(path), std::move(message));
  error.rule = rule;
  return error;
}

inline Error RefuseName(std::string path, std::string_view name, std::string_view expected) {
  Error error = Refuse(std::move(path), "POLICY-10", "\"" + std::string(name) + "\" is not " + std::string(expected));
  error.value = std::string(name);
  return error;
}

// POLICY-09: texts that people choose are there, of a bounded size and of one line.
inline Status CheckText(const std::string& text, std::string path) {
  if (text.empty()) return Refuse(std::move(path), "POLICY-09", "the text is empty", Code::policy_missing_key);
  if (text.size() > static_cast<std::size_t>(kMaxTextBytes)) {
    return Refuse(std::move(path), "POLICY-09",
                  "the text has " + std::to_string(text.size()) + " bytes; at most " + std::to_string(kMaxTextBytes));
  }
  const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; };
  if (std::none_of(text.begin(), text.end(), is_control)) return {};
  return Refuse(std::move(path), "POLICY-09", "the text holds a control character");
}

// Adds a name to names in their order; false where it is among them.
inline bool AddName(std::string_view name, std::vector<std::string_view>* names) {
  const auto place = std::lower_bound(names->begin(), names->end(), name);
  if (place != names->end() && *place == name) return false;
  names->insert(place, name);
  return true;
}

// POLICY-09: a list of texts that stand for a set.
inline Status CheckTexts(const std::vector<std::string>& texts, const std::string& path) {
  if (texts.empty()) {
    return Refuse(path, "POLICY-09", "the list is empty; leave it out where nothing is to be chosen");
  }
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string element = path + "[" + std::to_string(i) + "]";
    KEYHAUL_CHECK(CheckText(texts[i], element));
    if (!AddName(texts[i], &seen)) return Refuse(element, "POLICY-09", "\"" + texts[i] + "\" stands twice");
  }
  return {};
}

inline bool HasTier(const TieringRule& rule, std::string_view name) {
  const auto is_named = [&](const Tier& tier) { return tier.name == name; };
  return rule.zero_tier == name || std::any_of(rule.tiers.begin(), rule.tiers.end(), is_named);
}

// The values that a fact of accounts can have, where they are few.
inline Status CheckFactValues(const TieringRule& rule, const FactIs& fact, const std::string& path) {
  constexpr std::string_view kFacts[] = {"industry", "city", "region", "tag", "group", "tier"};
  if (std::find(std::begin(kFacts), std::end(kFacts), fact.fact) == std::end(kFacts)) {
    return RefuseName(path, fact.fact, "a fact of accounts: industry, city, region, tag, group or tier");
  }
  for (std::size_t i = 0; i < fact.values.size(); ++i) {
    const std::string& value = fact.values[i];
    const std::string element = path + "[" + std::to_string(i) + "]";
    KEYHAUL_CHECK(CheckText(value, element));
    if (fact.fact == "group" && value != "head" && value != "member" && value != "none") {
      return RefuseName(element, value, "what an account is in groups: head, member or none");
    }
    if (fact.fact == "tier" && !HasTier(rule, value)) return RefuseName(element, value, "a tier of the policy");
  }
  return {};
}

// POLICY-10: the metrics and facts that a condition names. `path` is that of the condition; `is_metric` knows the
// figures that there are.
template <class IsMetric>
Status CheckConditionNames(const TieringRule& rule, const IsMetric& is_metric, const TierCondition& condition,
                           const std::string& path) {
  if (const auto* fact = std::get_if<FactIs>(&condition.is)) {
    return CheckFactValues(rule, *fact, path + "." + fact->fact);
  }
  const std::string_view of = tiering_internal::MetricOf(condition);
  if (!of.empty() && !is_metric(of)) return RefuseName(path + ".of", of, "a measure of the ledger or active_days");
  const auto* all = std::get_if<AllOf>(&condition.is);
  const auto* any = std::get_if<AnyOf>(&condition.is);
  if (all == nullptr && any == nullptr) return {};
  const std::vector<TierCondition>& parts = all != nullptr ? all->of : any->of;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string part = path + "." + std::string(NameOf(condition)) + "[" + std::to_string(i) + "]";
    KEYHAUL_CHECK(CheckConditionNames(rule, is_metric, parts[i], part));
  }
  return {};
}

// The same of all tiers of a rule, with the names of the tiers. Paths are relative to the rule.
template <class IsMetric>
Status CheckTierNames(const TieringRule& rule, const IsMetric& is_metric) {
  for (std::size_t i = 0; i < rule.tiers.size(); ++i) {
    const std::string path = "tiers[" + std::to_string(i) + "]";
    KEYHAUL_CHECK(CheckText(rule.tiers[i].name, path + ".name"));
    if (rule.tiers[i].when) KEYHAUL_CHECK(CheckConditionNames(rule, is_metric, *rule.tiers[i].when, path + ".when"));
    if (rule.tiers[i].retain) {
      KEYHAUL_CHECK(CheckConditionNames(rule, is_metric, *rule.tiers[i].retain, path + ".retain"));
    }
  }
  return {};
}

}  // namespace policy_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_POLICY_NAMES_CHECK_H_
