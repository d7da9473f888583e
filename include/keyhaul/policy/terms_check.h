// Checks the lines of the terms; a part of `CheckPolicy`.
//
// A line names measures, dimensions, tiers, other lines and an agreement, which must be there; it has what its kind
// needs (line_form_check.h); and its schedule, or each of several that follow one another, compiles for its measures.
#ifndef KEYHAUL_POLICY_TERMS_CHECK_H_
#define KEYHAUL_POLICY_TERMS_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/policy/agreement_check.h"
#include "keyhaul/policy/line_form_check.h"
#include "keyhaul/policy/names_check.h"
#include "keyhaul/policy/policy.h"
#include "keyhaul/terms/accrual.h"
#include "keyhaul/terms/commitment.h"
#include "keyhaul/terms/compile_schedule.h"
#include "keyhaul/terms/compiled_stack.h"
#include "keyhaul/terms/limits.h"

namespace keyhaul {
inline namespace v1 {

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

// An error of what a line pays by, or of its point of rounding.
inline Error ErrorOfLine(const std::string& key, Error error) {
  const bool of_rounding = error.path == "at";
  return Under(of_rounding ? "rounding" : key, std::move(error));
}

// What the line pays by, compiled for its measures.
inline Status CheckCompiles(const Policy& policy, const TermsLine& line) {
  const int money_scale = MoneyScaleOf(policy);
  if (line.stack) {
    const Result<CompiledStack> compiled = CompileStack(*line.stack, money_scale, line.rounding);
    return compiled.ok() ? Status() : ErrorOfLine("stack", compiled.error());
  }
  if (line.commitment) {
    const auto value = EvaluateCommitment(*line.commitment, 0, 0, true, money_scale, line.rounding);
    return value.ok() ? Status() : ErrorOfLine("commitment", value.error());
  }
  const Result<CompiledSchedule> compiled = CompileSchedule(line.schedule, UnitsOf(policy, line), line.rounding);
  return compiled.ok() ? Status() : ErrorOfLine("schedule", compiled.error());
}

// POLICY-21: the days on which a schedule changes ascend, and are of its agreement; each change leaves some days to the
// schedule before it.
inline Status CheckDaysOfChanges(const Policy& policy, const TermsLine& line) {
  const Agreement* agreement = AgreementOf(policy, line);
  const Period valid = agreement != nullptr ? agreement->valid : Period::All();
  for (std::size_t i = 0; i < line.changes.size(); ++i) {
    const std::string path = "changes[" + std::to_string(i) + "].from";
    const Day from = line.changes[i].from;
    const Day before = i == 0 ? valid.begin : line.changes[i - 1].from;
    if (!(before < from)) {
      const std::string what = i == 0 ? "where the agreement" : "where changes[" + std::to_string(i - 1) + "]";
      return Refuse(path, "POLICY-21",
                    from.ToText() + " is not after " + before.ToText() + ", " + what + " begins; days must ascend");
    }
    if (from < valid.end) continue;
    return Refuse(path, "POLICY-21",
                  from.ToText() + " is not before " + valid.end.ToText() + ", where the agreement ends");
  }
  return {};
}

inline Status CheckChanges(const Policy& policy, const TermsLine& line) {
  if (line.changes.empty()) return {};
  if (line.changes.size() > static_cast<std::size_t>(kMaxScheduleChanges)) {
    return Refuse("changes", "POLICY-21",
                  std::to_string(line.changes.size()) + " changes; at most " + std::to_string(kMaxScheduleChanges));
  }
  if (line.schedule.accumulation == Accumulation::growth) {
    return Refuse("changes", "POLICY-21", "growth is that of a whole period, which has one schedule then",
                  Code::policy_unsupported);
  }
  KEYHAUL_CHECK(CheckDaysOfChanges(policy, line));
  const ScheduleUnits units = UnitsOf(policy, line);
  for (std::size_t i = 0; i < line.changes.size(); ++i) {
    const std::string path = "changes[" + std::to_string(i) + "].schedule";
    const Schedule& schedule = line.changes[i].schedule;
    if (schedule.accumulation == Accumulation::growth) {
      return Refuse(path + ".accumulation", "POLICY-21",
                    "growth is that of a whole period, which has one schedule then", Code::policy_unsupported);
    }
    const Result<CompiledSchedule> compiled = CompileSchedule(schedule, units, line.rounding);
    if (!compiled.ok()) return ErrorOfLine(path, compiled.error());
  }
  return {};
}

inline bool IsForGroups(const Policy& policy, const TermsLine& line) {
  const Agreement* agreement = AgreementOf(policy, line);
  return agreement != nullptr && agreement->IsForGroups();
}

// POLICY-22: what is taken off the bases of a line is known when the line is computed, and is of the same periods and
// parties.
inline Status CheckNetOf(const Policy& policy, std::size_t index, std::size_t name) {
  const TermsLine& line = policy.terms[index];
  const std::string path = "net_of[" + std::to_string(name) + "]";
  const auto end = policy.terms.begin() + static_cast<std::ptrdiff_t>(index);
  const auto found =
      std::find_if(policy.terms.begin(), end, [&](const TermsLine& other) { return other.id == line.net_of[name]; });
  if (found == end || found->kind != LineKind::discount) {
    return RefuseName(path, line.net_of[name], "a line of kind discount that stands before this one");
  }
  if (!(found->period == line.period)) {
    return Refuse(path, "POLICY-22",
                  "\"" + found->id + "\" has the periods " + found->period.ToText() + ", this line " +
                      line.period.ToText() + "; expected the same");
  }
  const bool is_for_groups = IsForGroups(policy, line);
  if (IsForGroups(policy, *found) != is_for_groups) {
    return Refuse(path, "POLICY-22",
                  "one of \"" + found->id + "\" and \"" + line.id + "\" is for groups and the other is not");
  }
  if (!is_for_groups || found->agreement == line.agreement) return {};
  return Refuse(
      path, "POLICY-22",
      "\"" + found->id + "\" is of the agreement \"" + found->agreement + "\"; groups are pooled by agreement");
}

inline Status CheckNetBases(const Policy& policy, std::size_t index) {
  const TermsLine& line = policy.terms[index];
  if (line.net_of.empty()) return {};
  KEYHAUL_CHECK(CheckTexts(line.net_of, "net_of"));
  for (std::size_t i = 0; i < line.net_of.size(); ++i) KEYHAUL_CHECK(CheckNetOf(policy, index, i));
  if (!line.changes.empty() && line.on_change != VersionPolicy::latest_governs) {
    return Refuse("net_of", "POLICY-22",
                  "a discount of the period does not say how much of it falls under which schedule; expected one "
                  "schedule, or on_change latest_governs",
                  Code::policy_unsupported);
  }
  for (const std::string* basis : {&line.qualifies_on, &line.pays_on}) {
    if (policy.ledger.measures[static_cast<std::size_t>(policy.ledger.FindMeasure(*basis))].IsMoney()) continue;
    return Refuse("net_of", "POLICY-22",
                  "discounts are money, and \"" + *basis + "\" is a quantity that none can be taken off");
  }
  return {};
}

// The accrual, as CheckAccrual sees it in a run: that knows the days of the period, and a table may bring the forecast.
inline Status CheckAccrualOf(const Policy& policy, const TermsLine& line) {
  if (line.interim_pays == InterimPays::accrued && !line.accrual) {
    return Refuse("accrual", "TERMS-53", "interim_pays asks for what is accrued, and accrual is missing",
                  Code::policy_missing_key);
  }
  if (!line.accrual) return {};
  const AccrualMethod method = line.accrual->method;
  if (!line.changes.empty() && (method == AccrualMethod::forecast || method == AccrualMethod::annualised)) {
    return Refuse("accrual.method", "POLICY-21",
                  "a forecast does not say how much of it falls under which schedule; expected fixed or to_date where "
                  "the schedule changes",
                  Code::policy_unsupported);
  }
  const ScheduleUnits units = UnitsOf(policy, line);
  Accrual accrual = *line.accrual;
  if (method == AccrualMethod::annualised) accrual.of = 1;
  if (method == AccrualMethod::forecast && !accrual.forecast) accrual.forecast = Decimal::FromInteger(1);
  if (Status status = CheckAccrual(accrual, units); !status.ok()) return Under("accrual", std::move(status).error());
  if (!accrual.forecast) return {};
  const Result<int128> forecast = accrual.forecast->MantissaAt(units.qualifying_scale);
  return forecast.ok() ? Status() : Refuse("accrual.forecast", "TERMS-56", forecast.error().message);
}

inline Status CheckKinds(const TermsLine& line) {
  if (line.kinds == 0) {
    return Refuse("kinds", "POLICY-09", "the list is empty; leave it out where nothing is to be chosen");
  }
  constexpr unsigned kAll = (1U << kRowKinds) - 1;
  return line.kinds > kAll ? Refuse("kinds", "POLICY-09", "there is no such kind of row") : Status();
}

// What a line says by itself and of what the policy has beside the terms.
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
  KEYHAUL_CHECK(CheckKinds(line));
  KEYHAUL_CHECK(CheckStep(line.rounding, MoneyScaleOf(policy)));
  KEYHAUL_CHECK(CheckLineForm(policy, line));
  KEYHAUL_CHECK(CheckBaselineOf(line));
  KEYHAUL_CHECK(CheckCompiles(policy, line));
  const Result<CompiledLimits> limits = CompileLimits(line.limits, MoneyScaleOf(policy), line.rounding);
  if (!limits.ok()) return Under("limits", limits.error());
  return CheckAccrualOf(policy, line);
}

// What a line says of its agreement and of the lines before it.
inline Status CheckLineAmongOthers(const Policy& policy, std::size_t index) {
  const TermsLine& line = policy.terms[index];
  if (!line.agreement.empty() && AgreementOf(policy, line) == nullptr) {
    return RefuseName("agreement", line.agreement, "the id of an agreement of the policy");
  }
  KEYHAUL_CHECK(CheckChanges(policy, line));
  return CheckNetBases(policy, index);
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
    if (Status status = CheckLineAmongOthers(policy, i); !status.ok()) return Under(path, std::move(status).error());
  }
  return {};
}

}  // namespace policy_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_POLICY_TERMS_CHECK_H_
