// Writes the steps of an explanation: what the explanations of all accumulations have in common.
#ifndef KEYHAUL_TERMS_STEPS_H_
#define KEYHAUL_TERMS_STEPS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

inline constexpr std::string_view kFlatRule = "TERMS-11";

inline Error TooLarge(std::string what) {
  Error error = MakeError(Code::overflow, std::move(what));
  error.rule = "TERMS-06";
  return error;
}

// Whether both bases are the same number, so that the slices earn as they are.
inline bool IsOneBasis(const CompiledSchedule& schedule, const Bases& bases) {
  return bases.qualifying == bases.payable && schedule.units.qualifying_scale == schedule.units.payable_scale;
}

// Appends the steps of one schedule to an explanation.
template <class Int>
class StepWriter {
 public:
  StepWriter(const CompiledSchedule& schedule, const Bases& bases, Explanation* out)
      : schedule_(schedule),
        bases_(bases),
        scaled_(schedule.sliced && bases.qualifying > 0 && !IsOneBasis(schedule, bases)),
        out_(*out) {}

  const CompiledSchedule& schedule() const { return schedule_; }
  const Bases& bases() const { return bases_; }
  Int qualifying() const { return Widen<Int>(bases_.qualifying); }
  Int payable() const { return Widen<Int>(bases_.payable); }
  Int denominator() const { return Widen<Int>(schedule_.denominator); }
  const CompiledBracket& bracket(std::size_t index) const { return schedule_.brackets[index]; }

  // The qualifying basis at the scale of slices.
  Int sliced_basis() const { return qualifying() * Widen<Int>(schedule_.bound_factor); }
  int slice_scale() const {
    return schedule_.growth
               ? schedule_.bound_scale + schedule_.units.baseline_scale.value_or(schedule_.units.qualifying_scale)
               : schedule_.bound_scale;
  }

  ExplanationStep StepOf(std::size_t index, StepKind kind) const {
    const CompiledBracket& bracket = schedule_.brackets[index];
    ExplanationStep step;
    step.kind = kind;
    step.rule = out_.rule;
    step.bracket = static_cast<std::int32_t>(index);
    step.from = bracket.from;
    step.to = bracket.to;
    if (bracket.benefit) step.benefit = *bracket.benefit;
    step.listed = bracket.listed;
    return step;
  }

  // A part of the qualifying basis, at the scale of slices, at the benefit of a bracket.
  Status Part(std::size_t index, StepKind kind, const Int& width) {
    if (!bracket(index).benefit) return {};
    ExplanationStep step = StepOf(index, kind);
    int128 basis = 0;
    if (!Narrow(width, &basis)) return TooLarge("a slice of the basis does not fit into 128 bits");
    KEYHAUL_TRY(step.basis, Decimal::Make(basis, slice_scale()));
    const Int value = Widen<Int>(bracket(index).coefficient) * width;
    if (!scaled_) return Push(step, value, denominator());
    return Push(step, Int(value * payable()), Int(denominator() * qualifying()));
  }

  // The payable basis at the benefit of a bracket.
  Status Whole(std::size_t index) {
    if (!bracket(index).benefit) return {};
    ExplanationStep step = StepOf(index, StepKind::whole);
    KEYHAUL_TRY(step.basis, Decimal::Make(bases_.payable, schedule_.units.payable_scale));
    // Coefficients of slices are over their finer scale.
    const Int factor = schedule_.sliced ? Widen<Int>(schedule_.bound_factor) : Int(1);
    return Push(step, Int(Widen<Int>(bracket(index).coefficient) * payable() * factor), denominator());
  }

  Status Flat(std::size_t index) {
    if (!bracket(index).fixed || !OwesFlat(schedule_, index, bases_.qualifying)) return {};
    ExplanationStep step = StepOf(index, StepKind::flat);
    step.rule = kFlatRule;
    step.benefit = *bracket(index).fixed;
    step.listed.reset();
    return Push(step, Widen<Int>(bracket(index).flat), denominator());
  }

  Status Push(ExplanationStep step, const Int& numerator, const Int& denominator) {
    if (!MakeExactFrom(numerator, denominator, &step.value)) {
      return TooLarge("a step of the explanation does not fit into 128 bits");
    }
    if (schedule_.rounding.at == RoundingPoint::slice) KEYHAUL_CHECK(Round(numerator, denominator, &step));
    out_.steps.push_back(step);
    return {};
  }

 private:
  // TERMS-34
  Status Round(const Int& numerator, const Int& denominator, ExplanationStep* step) const {
    const Int amount =
        DivideRoundedToMultiple(numerator, denominator, Widen<Int>(schedule_.step), schedule_.rounding.mode);
    Exact rounded;
    if (!Narrow(amount, &rounded.whole)) return TooLarge("a step of the explanation does not fit into 128 bits");
    if (step->value.numerator != 0 || step->value.whole != rounded.whole) step->unrounded = step->value;
    step->value = rounded;
    return {};
  }

  const CompiledSchedule& schedule_;
  const Bases bases_;
  const bool scaled_;
  Explanation& out_;
};

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_STEPS_H_
