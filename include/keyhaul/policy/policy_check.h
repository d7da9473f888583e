// Checks a policy as a whole; see `CheckPolicy` in policy.h.
//
// Each rule has its own check (CheckSchema, CheckTieringRule, CheckSchedule). What is added here, and for the terms in
// terms_check.h, agreement_check.h and line_form_check.h, is what no rule can see by itself: that the measures,
// dimensions and tiers it names exist, that money in the ledger has the scale of the policy's currency, that a rate
// earns on money and an amount per unit on a quantity, and that ids are unique. A policy that passes can be compiled,
// so that a run never stops at a mistake of the policy.
#ifndef KEYHAUL_POLICY_POLICY_CHECK_H_
#define KEYHAUL_POLICY_POLICY_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/ledger/schema.h"
#include "keyhaul/policy/names_check.h"
#include "keyhaul/policy/policy.h"
#include "keyhaul/policy/terms_check.h"
#include "keyhaul/scoring/scorecard_check.h"
#include "keyhaul/tiering/rule_check.h"

namespace keyhaul {
inline namespace v1 {

namespace policy_internal {

// LEDGER-14
inline Status CheckExchange(const Policy& policy) {
  if (!policy.ledger.exchange.has_value() && !policy.rates.empty()) {
    return Refuse("exchange", "LEDGER-14", "rates of other currencies, and rows of these are not converted");
  }
  if (Result<ExchangeRates> rates = ExchangeRates::Make(policy.currency, policy.rates); !rates.ok()) {
    Error error = Under("exchange", std::move(rates).error());
    error.rule = "LEDGER-14";
    return error;
  }
  return {};
}

// LEDGER-17: amounts that keep their currency are converted where lines are settled account by account, and nowhere
// else. What would add them up or compare them before is refused.
inline Status CheckKeptCurrencies(const Policy& policy) {
  if (!policy.ledger.KeepsCurrencies()) return {};
  const auto refuse = [](std::string path, std::string_view what) {
    return Refuse(
        std::move(path), "LEDGER-17",
        std::string(what) + " is not supported where amounts are converted at settlement; convert them by document",
        Code::policy_unsupported);
  };
  if (policy.open_documents) return refuse("ledger.open_documents", "a measure kept per document");
  if (policy.statement) return refuse("statement", "a statement");
  for (std::size_t i = 0; i < policy.agreements.size(); ++i) {
    if (!policy.agreements[i].IsForGroups()) continue;
    return refuse("agreements[" + std::to_string(i) + "].groups", "an agreement with groups");
  }
  if (!policy.tiering) return {};
  bool asks_money = false;
  const auto note = [&](std::string_view name) {
    const int measure = policy.ledger.FindMeasure(name);
    asks_money = asks_money || (measure >= 0 && policy.ledger.measures[static_cast<std::size_t>(measure)].IsMoney());
    return true;
  };
  if (policy.tiering->value.kind == TierValue::Kind::measure) note(policy.tiering->value.measure);
  if (asks_money) return refuse("tiering.value", "a tiering by money");
  KEYHAUL_CHECK(CheckTierNames(*policy.tiering, note));
  for (const AccountClass& own : policy.classes) {
    KEYHAUL_CHECK(CheckConditionNames(*policy.tiering, note, own.when, "accounts.classes"));
  }
  if (asks_money) return refuse("tiering", "a condition of money");
  return {};
}

// POLICY-08: money has one scale in a policy, and no measure is called what a tiering rule calls the count of days.
inline Status CheckMeasures(const Policy& policy) {
  for (const Measure& measure : policy.ledger.measures) {
    const std::string path = "ledger.measures." + measure.name;
    if (measure.name == "active_days") {
      return Refuse(path, "POLICY-08", "active_days is the number of days with a row; choose another name");
    }
    if (!measure.IsMoney() || measure.scale == MoneyScaleOf(policy)) continue;
    return Refuse(path, "POLICY-08",
                  "money has " + std::to_string(MoneyScaleOf(policy)) + " decimals in this policy (" +
                      std::string(policy.currency.code()) + "), not " + std::to_string(measure.scale));
  }
  if (!policy.open_documents) return {};
  const int documents = policy.ledger.FindMeasure(*policy.open_documents);
  if (documents < 0 || !policy.ledger.measures[static_cast<std::size_t>(documents)].IsMoney()) {
    return RefuseName("ledger.open_documents", *policy.open_documents, "a measure of the ledger in money");
  }
  return {};
}

inline bool IsMetric(const Policy& policy, std::string_view name) {
  return name == "active_days" || policy.ledger.FindMeasure(name) >= 0;
}

inline Status CheckTieringOf(const Policy& policy) {
  if (!policy.tiering) return {};
  const TieringRule& rule = *policy.tiering;
  if (Status status = CheckTieringRule(rule); !status.ok()) return Under("tiering", std::move(status).error());
  const auto is_metric = [&policy](std::string_view name) { return IsMetric(policy, name); };
  if (Status status = CheckTierNames(rule, is_metric); !status.ok()) return Under("tiering", std::move(status).error());
  if (!rule.zero_tier.empty()) KEYHAUL_CHECK(CheckText(rule.zero_tier, "tiering.zero_tier"));
  const bool by_dimension = rule.within.kind == TierWithin::Kind::dimension;
  if (by_dimension && policy.ledger.FindDimension(rule.within.name) < 0) {
    return RefuseName("tiering.within.dimension", rule.within.name, "a dimension of the ledger");
  }
  if (by_dimension) KEYHAUL_CHECK(CheckTexts(rule.within.values, "tiering.within.values"));
  if (rule.value.kind == TierValue::Kind::measure && policy.ledger.FindMeasure(rule.value.measure) < 0) {
    return RefuseName("tiering.value", rule.value.measure, "a measure of the ledger");
  }
  return {};
}

inline Status CheckClasses(const Policy& policy) {
  if (policy.classes.empty()) return {};
  if (!policy.tiering) {
    return Refuse("tiering", "POLICY-10", "classes look at the value and the window of the tiering, which is missing",
                  Code::policy_missing_key);
  }
  if (Status status = CheckAccountClasses(policy.classes); !status.ok()) {
    return Under("accounts.classes", std::move(status).error());
  }
  for (std::size_t i = 0; i < policy.classes.size(); ++i) {
    const std::string path = "accounts.classes[" + std::to_string(i) + "]";
    KEYHAUL_CHECK(CheckText(policy.classes[i].name, path + ".name"));
    const auto is_metric = [&policy](std::string_view name) { return IsMetric(policy, name); };
    KEYHAUL_CHECK(CheckConditionNames(*policy.tiering, is_metric, policy.classes[i].when, path + ".when"));
  }
  return {};
}

inline Status CheckScorecards(const Policy& policy) {
  if (policy.scorecards.size() > static_cast<std::size_t>(kMaxScorecards)) {
    return Refuse("scorecards", "POLICY-15",
                  std::to_string(policy.scorecards.size()) + " scorecards; at most " + std::to_string(kMaxScorecards));
  }
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < policy.scorecards.size(); ++i) {
    const std::string path = "scorecards[" + std::to_string(i) + "]";
    const Scorecard& card = policy.scorecards[i];
    if (Status status = CheckText(card.id, "id"); !status.ok()) return Under(path, std::move(status).error());
    if (Status status = CheckScorecard(card); !status.ok()) return Under(path, std::move(status).error());
    if (!AddName(card.id, &ids)) {
      return Refuse(path + ".id", "POLICY-15", "another scorecard has the id \"" + card.id + "\"");
    }
  }
  return {};
}

// POLICY-16: rankings have ids. What else they say is floating point, which is compiled once: it is checked where a
// policy is read or compiled, by CheckRankingRule.
inline Status CheckRankings(const Policy& policy) {
  if (policy.rankings.size() > static_cast<std::size_t>(kMaxRankings)) {
    return Refuse("rankings", "POLICY-16",
                  std::to_string(policy.rankings.size()) + " rankings; at most " + std::to_string(kMaxRankings));
  }
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < policy.rankings.size(); ++i) {
    const std::string path = "rankings[" + std::to_string(i) + "]";
    const std::string& id = policy.rankings[i].id;
    KEYHAUL_CHECK(CheckText(id, path + ".id"));
    if (!AddName(id, &ids)) return Refuse(path + ".id", "POLICY-16", "another ranking has the id \"" + id + "\"");
  }
  return {};
}

}  // namespace policy_internal

inline Status CheckPolicy(const Policy& policy) {
  if (!policy.name.empty()) KEYHAUL_CHECK(policy_internal::CheckText(policy.name, "name"));
  if (policy.currency.IsNone()) {
    return policy_internal::Refuse("currency", "POLICY-08", "a policy needs a currency", Code::policy_missing_key);
  }
  if (policy.extra_money_digits < 0 || policy.extra_money_digits > kMaxExtraMoneyDigits) {
    return policy_internal::Refuse("extra_money_digits", "POLICY-08",
                                   std::to_string(policy.extra_money_digits) +
                                       " further digits of money; expected 0 to " +
                                       std::to_string(kMaxExtraMoneyDigits));
  }
  KEYHAUL_CHECK(policy_internal::CheckStep(policy.rounding, MoneyScaleOf(policy)));
  if (Status status = CheckSchema(policy.ledger); !status.ok()) return Under("ledger", std::move(status).error());
  KEYHAUL_CHECK(policy_internal::CheckExchange(policy));
  KEYHAUL_CHECK(policy_internal::CheckMeasures(policy));
  KEYHAUL_CHECK(policy_internal::CheckTieringOf(policy));
  KEYHAUL_CHECK(policy_internal::CheckClasses(policy));
  KEYHAUL_CHECK(policy_internal::CheckKeptCurrencies(policy));
  KEYHAUL_CHECK(policy_internal::CheckScorecards(policy));
  KEYHAUL_CHECK(policy_internal::CheckRankings(policy));
  KEYHAUL_CHECK(policy_internal::CheckAgreements(policy));
  KEYHAUL_CHECK(policy_internal::CheckTerms(policy));
  return policy_internal::CheckStatement(policy);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_POLICY_POLICY_CHECK_H_
