// Checks that a line of the terms has what its kind needs, and nothing that it would ignore; a part of `CheckPolicy`.
//
//   kind         earns by                bases                                besides
//   rebate       schedule                any                                  everything but a commitment
//   discount     schedule, or stack      any; of a stack one, in money        of a stack no changes and no accrual
//   commitment   commitment              one, in money                        clawback receivable, no limits, no
//   accrual
//
// What is refused here would otherwise be read and never used: a cap on what is owed, an accrual by a schedule that
// there is none of. Days and amounts that only a run knows are not said in a policy.
#ifndef KEYHAUL_POLICY_LINE_FORM_CHECK_H_
#define KEYHAUL_POLICY_LINE_FORM_CHECK_H_

#include <string>
#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/policy/names_check.h"
#include "keyhaul/policy/policy.h"

namespace keyhaul {
inline namespace v1 {
namespace policy_internal {

inline constexpr std::string_view kFormRule = "POLICY-18";

inline std::string_view WordOf(LineKind kind) {
  constexpr std::string_view kWords[] = {"rebate", "discount", "commitment"};
  return kWords[static_cast<std::size_t>(kind)];
}

inline Error RefuseOfKind(const TermsLine& line, std::string path, std::string_view what) {
  return Refuse(std::move(path), kFormRule,
                "a line of kind " + std::string(WordOf(line.kind)) + " " + std::string(what));
}

inline Error RefuseMissing(const TermsLine& line, std::string path, std::string_view what) {
  Error error = RefuseOfKind(line, std::move(path), what);
  error.code = Code::policy_missing_key;
  return error;
}

// By what a line earns: exactly one of schedule, stack and commitment, as its kind has it.
inline Status CheckBenefitOfLine(const TermsLine& line) {
  const bool has_schedule = !line.schedule.brackets.empty();
  if (line.kind == LineKind::commitment) {
    if (!line.commitment) return RefuseMissing(line, "commitment", "needs the amount that was promised");
    if (has_schedule) return RefuseOfKind(line, "schedule", "has no schedule");
    return line.stack ? RefuseOfKind(line, "stack", "has no stack") : Status();
  }
  if (line.commitment) return RefuseOfKind(line, "commitment", "has no commitment; expected kind commitment");
  if (line.kind == LineKind::rebate && line.stack) {
    return RefuseOfKind(line, "stack", "has no stack; expected kind discount");
  }
  if (line.stack && has_schedule) return RefuseOfKind(line, "schedule", "has a schedule or a stack, not both");
  if (line.stack || has_schedule) return {};
  return RefuseMissing(line, "schedule",
                       line.kind == LineKind::rebate ? "needs a schedule" : "needs a schedule or a stack");
}

// A stack and a commitment look at one amount of money.
inline Status CheckOneBasis(const Policy& policy, const TermsLine& line) {
  if (line.HasSchedule()) return {};
  const std::string what = line.stack ? "a stack" : "a commitment";
  if (!policy.ledger.measures[static_cast<std::size_t>(policy.ledger.FindMeasure(line.qualifies_on))].IsMoney()) {
    return Refuse(
        "qualifies_on", kFormRule,
        what + " is about money, and \"" + line.qualifies_on + "\" is a quantity; expected a measure in money");
  }
  if (line.pays_on != line.qualifies_on) {
    return Refuse("pays_on", kFormRule,
                  what + " has one basis; expected \"" + line.qualifies_on + "\", or no pays_on at all");
  }
  if (line.counts_on) return Refuse("counts_on", kFormRule, what + " counts no quantity");
  if (line.accrual) return Refuse("accrual", kFormRule, what + " has no schedule to accrue by");
  return line.changes.empty() ? Status() : Refuse("changes", kFormRule, what + " has no schedule that could change");
}

inline Status CheckLimitsOfForm(const TermsLine& line) {
  const Limits& limits = line.limits;
  const bool has_limits = limits.cap || limits.guarantee;
  if (line.kind == LineKind::commitment && has_limits) {
    return RefuseOfKind(line, "limits", "has neither cap nor guarantee: its amount is what was promised");
  }
  if (line.kind == LineKind::commitment && line.clawback != Clawback::receivable) {
    return RefuseOfKind(line, "clawback", "pays nothing that could be kept back; expected receivable");
  }
  if (limits.guarantee_kind != GuaranteeKind::cumulative && !limits.guarantee) {
    return Refuse("limits.guarantee_kind", kFormRule, "there is no guarantee");
  }
  if (line.changes.empty() && line.on_change != VersionPolicy::split_continue) {
    return Refuse("on_change", kFormRule, "the schedule does not change");
  }
  return {};
}

// POLICY-24: a run prorates by the days of validity, knows what other lines took, and how long its periods are.
inline Status CheckNothingOfRun(const TermsLine& line) {
  constexpr std::string_view kRule = "POLICY-24";
  constexpr std::string_view kWhat = "a run finds that out by itself; a policy does not say it";
  const auto prorates = [](const Proration& prorate) { return prorate.days != 1 || prorate.of != 1; };
  if (prorates(line.limits.prorate)) return Refuse("limits.prorate", kRule, std::string(kWhat));
  if (!line.limits.taken.IsZero()) return Refuse("limits.taken", kRule, std::string(kWhat));
  if (line.commitment && prorates(line.commitment->prorate)) {
    return Refuse("commitment.prorate", kRule, std::string(kWhat));
  }
  return line.accrual && line.accrual->of != 0 ? Refuse("accrual.of", kRule, std::string(kWhat)) : Status();
}

// Requires the measures of the line to be there.
inline Status CheckLineForm(const Policy& policy, const TermsLine& line) {
  KEYHAUL_CHECK(CheckBenefitOfLine(line));
  KEYHAUL_CHECK(CheckOneBasis(policy, line));
  KEYHAUL_CHECK(CheckLimitsOfForm(line));
  return CheckNothingOfRun(line);
}

}  // namespace policy_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_POLICY_LINE_FORM_CHECK_H_
