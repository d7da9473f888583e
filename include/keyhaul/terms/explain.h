// Why a schedule pays what it pays: the slices, the flats, and how they add up.
//
// `Explain` gives the same amount as `Evaluate` and the steps that lead to it. The steps are not read off the segments
// that `Evaluate` computes with but cut anew, slice by slice, from the bounds, so that their sum is a second way to the
// same number.
//
//   KEYHAUL_TRY(const Explanation why, Explain(compiled, 105000, 105000));
//   RenderExplanation(why) == "800.00 × 2 % + 250.00 × 3 % = 23.50"
#ifndef KEYHAUL_TERMS_EXPLAIN_H_
#define KEYHAUL_TERMS_EXPLAIN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/evaluate.h"

namespace keyhaul {
inline namespace v1 {

// Refused like `Evaluate`.
Result<Explanation> Explain(const CompiledSchedule& schedule, int128 qualifying, int128 payable);

namespace terms_internal {

inline constexpr std::string_view kMarginalRule = "TERMS-08";
inline constexpr std::string_view kTwoBasesRule = "TERMS-09";
inline constexpr std::string_view kWholeRule = "TERMS-10";
inline constexpr std::string_view kFlatRule = "TERMS-11";

// Appends the steps of one schedule to an explanation.
template <class Int>
class Explainer {
 public:
  Explainer(const CompiledSchedule& schedule, int128 qualifying, int128 payable, Explanation* out)
      : schedule_(schedule), qualifying_(qualifying), payable_(payable), out_(*out) {}

  // The whole payable basis at the benefit of the bracket reached.
  Status Whole() {
    const CompiledBracket& bracket = schedule_.brackets[Index(out_.bracket)];
    if (bracket.benefit) {
      ExplanationStep step = StepOf(out_.bracket, StepKind::whole, kWholeRule);
      step.basis = out_.payable;
      const Int value = Widen<Int>(bracket.coefficient) * Widen<Int>(payable_);
      KEYHAUL_CHECK(Push(step, value, Widen<Int>(schedule_.denominator)));
    }
    return Flat(out_.bracket);
  }

  // Every slice up to the basis, each with its bracket's flat.
  Status Slices() {
    for (std::int32_t i = 0; i <= out_.bracket; ++i) {
      KEYHAUL_CHECK(Slice(i));
      KEYHAUL_CHECK(Flat(i));
    }
    return {};
  }

 private:
  static std::size_t Index(std::int32_t bracket) { return static_cast<std::size_t>(bracket); }

  Status Slice(std::int32_t index) {
    const CompiledBracket& bracket = schedule_.brackets[Index(index)];
    Int width = Widen<Int>(qualifying_) * Widen<Int>(schedule_.bound_factor) - Widen<Int>(bracket.bound);
    if (Index(index) + 1 < schedule_.brackets.size()) {
      width = std::min(width, Widen<Int>(schedule_.brackets[Index(index) + 1].bound - bracket.bound));
    }
    const bool only_slice = out_.bracket == 0;
    if (!bracket.benefit || (width <= Int(0) && !only_slice)) return {};

    ExplanationStep step = StepOf(index, StepKind::slice, out_.rule);
    int128 basis = 0;
    if (!Narrow(width, &basis)) return TooLarge("a slice of the basis does not fit into 128 bits");
    KEYHAUL_TRY(step.basis, Decimal::Make(basis, schedule_.bound_scale));
    Int value = Widen<Int>(bracket.coefficient) * width;
    Int denominator = Widen<Int>(schedule_.denominator);
    if (out_.scaled_by_payable) {
      value *= Widen<Int>(payable_);
      denominator *= Widen<Int>(qualifying_);
    }
    return Push(step, value, denominator);
  }

  Status Flat(std::int32_t index) {
    const CompiledBracket& bracket = schedule_.brackets[Index(index)];
    const bool owed = index > 0 || qualifying_ > 0 || schedule_.flat_at_zero;
    if (!bracket.fixed || !owed) return {};
    ExplanationStep step = StepOf(index, StepKind::flat, kFlatRule);
    step.benefit = *bracket.fixed;
    return Push(step, Widen<Int>(bracket.flat), Widen<Int>(schedule_.denominator));
  }

  ExplanationStep StepOf(std::int32_t index, StepKind kind, std::string_view rule) const {
    const CompiledBracket& bracket = schedule_.brackets[Index(index)];
    ExplanationStep step;
    step.kind = kind;
    step.rule = rule;
    step.bracket = index;
    step.from = bracket.from;
    step.to = bracket.to;
    if (bracket.benefit) step.benefit = *bracket.benefit;
    return step;
  }

  Status Push(ExplanationStep step, const Int& numerator, const Int& denominator) {
    if (!MakeExactFrom(numerator, denominator, &step.value)) {
      return TooLarge("a step of the explanation does not fit into 128 bits");
    }
    out_.steps.push_back(step);
    return {};
  }

  const CompiledSchedule& schedule_;
  const int128 qualifying_;
  const int128 payable_;
  Explanation& out_;
};

template <class Int>
Result<Explanation> ExplainWith(const CompiledSchedule& schedule, const std::vector<Segment<Int>>& segments,
                                int128 qualifying, int128 payable) {
  KEYHAUL_TRY(ScheduleValue value, EvaluateWith<Int>(schedule, segments, qualifying, payable));
  const bool marginal = schedule.accumulation == Accumulation::marginal;
  Explanation out;
  out.benefit_is_rate = schedule.benefit_is_rate;
  KEYHAUL_TRY(out.qualifying, Decimal::Make(qualifying, schedule.units.qualifying_scale));
  KEYHAUL_TRY(out.payable, Decimal::Make(payable, schedule.units.payable_scale));
  out.qualifying_scale = schedule.units.qualifying_scale;
  out.payable_scale = schedule.units.payable_scale;
  out.scaled_by_payable = marginal && qualifying > 0 && !IsOneBasis(schedule, qualifying, payable);
  out.rule = !marginal ? kWholeRule : out.scaled_by_payable ? kTwoBasesRule : kMarginalRule;
  out.bracket = value.bracket;
  out.exact = value.exact;
  out.rounded = value.rounded;
  out.amount_scale = schedule.units.money_scale;
  out.rounding = schedule.rounding;
  if (value.bracket < 0) return out;
  Explainer<Int> explainer(schedule, qualifying, payable, &out);
  KEYHAUL_CHECK(marginal ? explainer.Slices() : explainer.Whole());
  return out;
}

}  // namespace terms_internal

inline Result<Explanation> Explain(const CompiledSchedule& schedule, int128 qualifying, int128 payable) {
  if (terms_internal::RequiredBitsFor(schedule, qualifying, payable) > terms_internal::kFastBits) {
    return terms_internal::NeedsWidePath();
  }
  return terms_internal::ExplainWith<int128>(schedule, schedule.segments, qualifying, payable);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_EXPLAIN_H_
