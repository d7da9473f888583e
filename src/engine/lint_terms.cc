// Lint of the terms, line by line: the schedules that follow one another, stacks, limits that the schedule cannot keep,
// and agreements that cut periods or that no line names.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "keyhaul/policy/policy_check.h"
#include "keyhaul/terms/limits.h"
#include "keyhaul/terms/rounded_prices.h"
#include "src/engine/calc.h"
#include "src/engine/line_period.h"
#include "src/engine/lint_findings.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

class TermsLint {
 public:
  TermsLint(const Policy& policy, const TermsLine& line, std::string path, LintFindings* findings)
      : policy_(policy), line_(line), path_(std::move(path)), findings_(findings) {}

  void Run() {
    CutPeriod();
    OwedWithoutRows();
    if (line_.stack) {
      OfStack();
    } else if (line_.commitment) {
      FreeOverage();
    } else {
      OfSchedules();
    }
  }

 private:
  bool HasOneBasis() const { return line_.qualifies_on == line_.pays_on && !line_.counts_on.has_value(); }

  void OfSchedules() {
    const ScheduleUnits units = policy_internal::UnitsOf(policy_, line_);
    OfSchedule(line_.schedule, units, ".schedule");
    for (std::size_t i = 0; i < line_.changes.size(); ++i) {
      OfSchedule(line_.changes[i].schedule, units, ".changes[" + std::to_string(i) + "].schedule");
    }
    const Result<CompiledSchedule> compiled = CompileSchedule(line_.schedule, units, line_.rounding);
    if (compiled.ok() && line_.changes.empty()) Limits(*compiled);
  }

  void OfSchedule(const Schedule& schedule, const ScheduleUnits& units, const std::string& key) {
    const Result<CompiledSchedule> compiled = CompileSchedule(schedule, units, line_.rounding);
    if (compiled.ok()) LintSchedule(AsPaid(schedule, units), *compiled, HasOneBasis(), path_ + key, findings_);
  }

  // The schedule with its prices as they are multiplied. Where it compiles, there are some to round.
  Schedule AsPaid(const Schedule& schedule, const ScheduleUnits& units) const {
    if (line_.rounding.at != RoundingPoint::unit_price) return schedule;
    const Result<Schedule> rounded = terms_internal::RoundPrices(schedule, units, line_.rounding);
    return rounded.ok() ? *rounded : schedule;
  }

  void OfStack() {
    const Result<CompiledStack> compiled = CompileStack(*line_.stack, MoneyScaleOf(policy_), line_.rounding);
    if (!compiled.ok()) return;
    LintStack(*compiled, path_ + ".stack", findings_);
    for (std::size_t i = 0; i < line_.stack->lines.size(); ++i) {
      const StackLine& line = line_.stack->lines[i];
      if (!line.schedule) continue;
      const auto schedule = terms_internal::CompileStackSchedule(*compiled, i, compiled->money_scale);
      if (!schedule.ok()) continue;
      LintSchedule(*line.schedule, *schedule, true, path_ + ".stack.lines[" + std::to_string(i) + "].schedule",
                   findings_);
    }
  }

  // What the schedule pays where its last bracket begins, against cap and guarantee; told where one basis says it all.
  void Limits(const CompiledSchedule& schedule) {
    if (!HasOneBasis() || schedule.growth || schedule.brackets.size() < 2) return;
    const int128 basis = schedule.brackets.back().start;
    Bases bases;
    bases.qualifying = bases.payable = basis;
    const Result<ScheduleValue> value = kernels::Evaluate(schedule, bases);
    const Result<CompiledLimits> limits = CompileLimits(line_.limits, MoneyScaleOf(policy_), line_.rounding);
    if (!value.ok() || !limits.ok()) return;
    const std::string pays = "on " + AmountText(basis, schedule.units.qualifying_scale) +
                             ", where its last bracket begins, the schedule pays " + Money(value->rounded);
    if (limits->guarantee && *limits->guarantee > value->rounded) {
      findings_->Add(path_ + ".limits.guarantee", "guarantee_decides",
                     pays + ", less than the guarantee of " + Money(*limits->guarantee));
    }
    if (limits->room && *limits->room < value->rounded) {
      findings_->Add(path_ + ".limits.cap", "cap_decides", pays + ", more than the cap of " + Money(*limits->room));
    }
  }

  void FreeOverage() {
    if (!line_.commitment->overage.IsZero()) return;
    findings_->Add(path_ + ".commitment.overage", "free_overage",
                   "what is spent beyond " + line_.commitment->amount.ToText() + " adds nothing to the total");
  }

  void CutPeriod() {
    const Agreement* agreement = AgreementOf(policy_, line_);
    if (agreement == nullptr) return;
    const Period all = Period::All();
    if (agreement->valid.begin != all.begin) CutAt(agreement->valid.begin, "begins");
    if (agreement->valid.end != all.end) CutAt(agreement->valid.end, "ends");
  }

  void CutAt(Day day, const std::string& what) {
    const Period period = line_.period.PeriodOf(day);
    if (period.begin == day) return;
    findings_->Add(path_ + ".period", "cut_period",
                   "the agreement " + what + " on " + day.ToText() + ", within the period " + period.ToText() +
                       ": caps, guarantees and commitments are prorated by days, bounds of brackets are not");
  }

  // A promise that no row has to bring about.
  void OwedWithoutRows() {
    const Agreement* agreement = AgreementOf(policy_, line_);
    if (!OwesWithoutRows(line_)) return;
    if (agreement == nullptr || agreement->IsForAll()) {
      findings_->Add(path_ + (line_.commitment ? ".commitment" : ".limits.guarantee"), "owed_with_rows_only",
                     "the line is for all accounts, so an account without a row in a period is not settled for it; an "
                     "agreement that names its accounts owes it in every period");
      return;
    }
    if (agreement->valid.begin != Period::All().begin) return;
    findings_->Add(path_ + ".agreement", "owed_from_first_row",
                   "\"" + agreement->id +
                       "\" has no valid.from: the line is owed for every period from that of the "
                       "ledger's first row on, whether the account has rows or not");
  }

  std::string Money(int128 amount) const { return AmountText(amount, MoneyScaleOf(policy_)); }

  const Policy& policy_;
  const TermsLine& line_;
  std::string path_;
  LintFindings* findings_;
};

}  // namespace

void LintTerms(const Policy& policy, LintFindings* findings) {
  for (std::size_t i = 0; i < policy.agreements.size(); ++i) {
    const auto names_it = [&](const TermsLine& line) { return line.agreement == policy.agreements[i].id; };
    if (std::any_of(policy.terms.begin(), policy.terms.end(), names_it)) continue;
    findings->Add("agreements[" + std::to_string(i) + "]", "agreement_without_lines", "no line of the terms names it");
  }
  for (std::size_t i = 0; i < policy.terms.size(); ++i) {
    TermsLint(policy, policy.terms[i], "terms[" + std::to_string(i) + "]", findings).Run();
  }
}

}  // namespace v1
}  // namespace keyhaul
