#include "src/engine/line_benefit.h"

#include <algorithm>
#include <utility>

#include "keyhaul/statement.h"
#include "keyhaul/terms/proportion.h"
#include "src/engine/benefit_text.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The sum of the bases of the stretches from `first` to `last`; a party without rows has none. The sum of all is the
// total, which discounts of the period may have been taken off.
Bases SumOfStretches(const PartyBases& bases, std::size_t stretches, std::size_t first, std::size_t last) {
  if (first == 0 && last + 1 == stretches) return bases.total;
  Bases sum;
  for (std::size_t i = first; i <= last && i < bases.stretches.size(); ++i) sum = AddBases(sum, bases.stretches[i]);
  sum.baseline = bases.total.baseline;
  return sum;
}

// When the schedules begin that hold in a period.
VersionRule RuleOf(const TermsLine& terms, const CompiledLine& line, const LinePeriod& period) {
  VersionRule rule;
  rule.policy = terms.on_change;
  rule.period = period.valid;
  for (const StretchCells& cells : period.stretches) {
    rule.from.push_back(std::max(line.stretches[cells.stretch].days.begin, period.valid.begin));
  }
  return rule;
}

}  // namespace

Result<Benefit> LineBenefit::Of(const LinePeriod& period, const PartyBases& bases) const {
  if (line_.stack.has_value()) return OfStack(bases.total);
  if (terms_.commitment.has_value()) return OfCommitment(period, bases.total);
  if (period.stretches.empty()) return Benefit();
  if (period.stretches.size() > 1) return OfVersions(period, bases);
  const std::size_t stretch = period.stretches.front().stretch;
  KEYHAUL_TRY(Benefit benefit, OfSchedule(line_.stretches[stretch].schedule, bases.total));
  if (terms_.changes.empty()) return benefit;
  for (BenefitStep& step : benefit.steps) step.version = static_cast<std::int32_t>(stretch);
  return benefit;
}

Result<Benefit> LineBenefit::OfSchedule(const CompiledSchedule& schedule, const Bases& bases) const {
  Benefit benefit;
  if (!explain_) {
    KEYHAUL_TRY(const ScheduleValue value, kernels::Evaluate(schedule, bases));
    benefit.earned = value.rounded;
    benefit.bracket = value.bracket;
    return benefit;
  }
  KEYHAUL_TRY(const Explanation why, kernels::Explain(schedule, bases));
  benefit.earned = why.rounded;
  benefit.bracket = why.bracket;
  benefit.text = RenderExplanation(why, {.currency = policy_.policy.currency.code()});
  benefit.steps.reserve(why.steps.size());
  for (const ExplanationStep& step : why.steps) benefit.steps.push_back({-1, step});
  return benefit;
}

Result<Benefit> LineBenefit::OfVersions(const LinePeriod& period, const PartyBases& bases) const {
  const VersionRule rule = RuleOf(terms_, line_, period);
  const auto explain = [&](std::size_t version, std::size_t first, std::size_t last) {
    const std::size_t stretch = period.stretches[version].stretch;
    return kernels::Explain(line_.stretches[stretch].schedule,
                            SumOfStretches(bases, period.stretches.size(), first, last));
  };
  KEYHAUL_TRY(const VersionsValue value, SumVersions(rule, explain));
  Benefit benefit;
  KEYHAUL_TRY(benefit.earned, RoundExact(value.exact, line_.step, terms_.rounding.mode));
  const std::size_t last = rule.from.size() - 1;
  const std::size_t first = rule.policy == VersionPolicy::split_restart ? last : 0;
  KEYHAUL_TRY(const Explanation governing, explain(last, first, last));
  benefit.bracket = governing.bracket;
  if (!explain_) return benefit;
  KEYHAUL_TRY(benefit.steps, VersionSteps(rule, explain).All());
  for (BenefitStep& step : benefit.steps) {
    step.version = static_cast<std::int32_t>(period.stretches[static_cast<std::size_t>(step.version)].stretch);
  }
  benefit.text = VersionsText(value, benefit.earned, policy_.money_scale, terms_.rounding);
  return benefit;
}

Result<Benefit> LineBenefit::OfStack(const Bases& bases) const {
  Benefit benefit;
  KEYHAUL_TRY(benefit.stack, kernels::EvaluateStack(*line_.stack, bases.payable));
  benefit.earned = benefit.stack->discount;
  if (explain_) benefit.text = StackText(*line_.stack, *benefit.stack, bases.payable);
  return benefit;
}

// What is owed beyond the spend itself, below 0 as all that the account owes.
Result<Benefit> LineBenefit::OfCommitment(const LinePeriod& period, const Bases& bases) const {
  Commitment commitment = *terms_.commitment;
  commitment.prorate = period.prorate;
  Benefit benefit;
  KEYHAUL_TRY(benefit.commitment, EvaluateCommitment(commitment, 0, bases.qualifying, period.is_final,
                                                     policy_.money_scale, terms_.rounding));
  KEYHAUL_TRY(benefit.earned, CheckedDifference(benefit.commitment->used, benefit.commitment->total.rounded));
  if (explain_) benefit.text = CommitmentText(*benefit.commitment, policy_.money_scale);
  return benefit;
}

}  // namespace v1
}  // namespace keyhaul
