// Checks a policy as a whole; see `CheckPolicy` in policy.h.
//
// Each rule has its own check (CheckSchema, CheckTieringRule, CheckSchedule). What is added here is what no rule can
// see by itself: that the measures, dimensions and tiers it names exist, that money in the ledger has the scale of the
// policy's currency, that a rate earns on money and an amount per unit on a quantity, and that ids are unique. A policy
// that passes can be compiled, so that a run never stops at a mistake of the policy.
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
#include "keyhaul/scoring/scorecard_check.h"
#include "keyhaul/terms/compile_schedule.h"
#include "keyhaul/tiering/rule_check.h"

namespace keyhaul {
inline namespace v1 {

// Decimals of money in the policy's ledger and of its amounts.
inline int MoneyScaleOf(const Policy& policy) { return policy.currency.exponent() + policy.extra_money_digits; }

// Which of the tiers of an account counts for a line: 0, or the place of the line's one value among those that the
// policy tiers within; absent where the line is not about one of them.
inline std::optional<std::size_t> TierPartOf(const Policy& policy, const TermsLine& line) {
  const TierWithin& within = policy.tiering->within;
  if (within.kind != TierWithin::Kind::dimension) return 0;
  for (const auto& [dimension, values] : line.scope) {
    if (dimension != within.name || values.size() != 1) continue;
    const auto found = std::find(within.values.begin(), within.values.end(), values.front());
    if (found != within.values.end()) return static_cast<std::size_t>(found - within.values.begin());
  }
  return std::nullopt;
}

namespace policy_internal {

// POLICY-08: what is rounded can be paid, so a step is a whole number of the smallest amounts.
inline Status CheckStep(const Rounding& rounding, int money_scale) {
  const Result<int128> step = StepAt(rounding, money_scale);
  if (step.ok()) return {};
  return Refuse("rounding.step", "POLICY-08", step.error().message);
}

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

// The tiers whose accounts get a line. Where accounts have a tier per value of a dimension, the line must be about one
// of the values, and it is the tier there that counts.
inline Status CheckTiersOfLine(const Policy& policy, const TermsLine& line) {
  if (line.tiers.empty()) return {};
  KEYHAUL_CHECK(CheckTexts(line.tiers, "tiers"));
  for (std::size_t i = 0; i < line.tiers.size(); ++i) {
    if (policy.tiering && HasTier(*policy.tiering, line.tiers[i])) continue;
    return RefuseName("tiers[" + std::to_string(i) + "]", line.tiers[i], "a tier of the policy");
  }
  if (TierPartOf(policy, line)) return {};
  const std::string& dimension = policy.tiering->within.name;
  return Refuse("tiers", "POLICY-11",
                "accounts have a tier per " + dimension +
                    " in this policy; a line that is for accounts of a tier needs "
                    "a scope of one " +
                    dimension + " that is tiered",
                Code::policy_unsupported);
}

// POLICY-10: every name that a line uses.
inline Status CheckLineNames(const Policy& policy, const TermsLine& line) {
  std::vector<std::string_view> dimensions;
  for (const auto& [dimension, values] : line.scope) {
    const std::string path = "scope." + dimension;
    if (policy.ledger.FindDimension(dimension) < 0) return RefuseName(path, dimension, "a dimension of the ledger");
    if (!AddName(dimension, &dimensions)) return Refuse(path, "POLICY-10", "the dimension stands twice");
    KEYHAUL_CHECK(CheckTexts(values, path));
  }
  KEYHAUL_CHECK(CheckTiersOfLine(policy, line));
  for (const auto& [path, name] :
       {std::pair("qualifies_on", &line.qualifies_on), std::pair("pays_on", &line.pays_on)}) {
    if (policy.ledger.FindMeasure(*name) < 0) return RefuseName(path, *name, "a measure of the ledger");
  }
  if (!line.counts_on) return {};
  const int counted = policy.ledger.FindMeasure(*line.counts_on);
  if (counted < 0 || policy.ledger.measures[static_cast<std::size_t>(counted)].IsMoney()) {
    return RefuseName("counts_on", *line.counts_on, "a measure of the ledger that is a quantity");
  }
  return {};
}

inline ScheduleUnits UnitsOf(const Policy& policy, const TermsLine& line) {
  const auto measure = [&](const std::string& name) -> const Measure& {
    return policy.ledger.measures[static_cast<std::size_t>(policy.ledger.FindMeasure(name))];
  };
  ScheduleUnits units;
  units.qualifying_scale = measure(line.qualifies_on).scale;
  units.payable_scale = measure(line.pays_on).scale;
  units.payable_is_money = measure(line.pays_on).IsMoney();
  units.money_scale = MoneyScaleOf(policy);
  if (line.counts_on) units.counted_scale = measure(*line.counts_on).scale;
  if (line.baseline) units.baseline_scale = BaselineScale(*line.baseline, units.qualifying_scale);
  return units;
}

// TERMS-33: growth is measured against something, and nothing else is.
inline Status CheckBaselineOf(const TermsLine& line) {
  const bool grows = line.schedule.accumulation == Accumulation::growth;
  if (grows && !line.baseline) {
    return Refuse("baseline", "TERMS-33", "a schedule of growth needs a baseline", Code::policy_missing_key);
  }
  if (!line.baseline) return {};
  if (!grows) return Refuse("baseline", "TERMS-33", "only a schedule of growth has a baseline");
  if (Status status = CheckBaseline(*line.baseline); !status.ok()) return Under("baseline", std::move(status).error());
  return {};
}

inline Status CheckLine(const Policy& policy, const TermsLine& line) {
  KEYHAUL_CHECK(CheckText(line.id, "id"));
  const CalendarKind period = line.period.kind();
  if (period == CalendarKind::rolling_months || period == CalendarKind::rolling_weeks) {
    return Refuse("period", "POLICY-11",
                  "rolling periods overlap, and a rebate is settled for periods that do not; expected month, quarter, "
                  "half_year, year or contract_year",
                  Code::policy_unsupported);
  }
  KEYHAUL_CHECK(CheckLineNames(policy, line));
  KEYHAUL_CHECK(CheckStep(line.rounding, MoneyScaleOf(policy)));
  KEYHAUL_CHECK(CheckBaselineOf(line));
  const Result<CompiledSchedule> compiled = CompileSchedule(line.schedule, UnitsOf(policy, line), line.rounding);
  if (!compiled.ok()) return Under("schedule", compiled.error());
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

inline Status CheckTerms(const Policy& policy) {
  if (policy.terms.size() > static_cast<std::size_t>(kMaxTermLines)) {
    return Refuse("terms", "POLICY-09",
                  std::to_string(policy.terms.size()) + " lines; at most " + std::to_string(kMaxTermLines));
  }
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < policy.terms.size(); ++i) {
    const std::string path = "terms[" + std::to_string(i) + "]";
    if (Status status = CheckLine(policy, policy.terms[i]); !status.ok()) {
      return Under(path, std::move(status).error());
    }
    if (!AddName(policy.terms[i].id, &ids)) {
      return Refuse(path + ".id", "POLICY-09", "another line has the id \"" + policy.terms[i].id + "\"");
    }
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
  KEYHAUL_CHECK(policy_internal::CheckScorecards(policy));
  KEYHAUL_CHECK(policy_internal::CheckRankings(policy));
  return policy_internal::CheckTerms(policy);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_POLICY_POLICY_CHECK_H_
