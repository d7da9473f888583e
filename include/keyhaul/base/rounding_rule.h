// The rounding rule of a policy: a mode and a step.
//
// The step is what results are multiples of: 0.01 for cents, 1 for whole yen, 0.05 where cash has no smaller coin,
// 0.001 for unit prices in tenths of cents. Mode and step are data, stated per rounding point; between the rounding
// points everything is exact. Amounts are rounded once; a schedule's may be rounded at one of two further points, since
// billing systems differ in it, and the cents with them.
//
//   Rounding cash{RoundingMode::half_up, *Decimal::Parse("0.05")};
//   Decimal::Parse("12.37")->Quantize(cash)->ToText(2) == "12.35"
#ifndef KEYHAUL_BASE_ROUNDING_RULE_H_
#define KEYHAUL_BASE_ROUNDING_RULE_H_

#include <algorithm>
#include <cstdint>
#include <string>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"

namespace keyhaul {
inline namespace v1 {

// Where the benefit of a schedule is rounded.
enum class RoundingPoint : std::int8_t {
  term,        // once, when all is added
  slice,       // each step of its explanation, before they are added
  unit_price,  // each price of a unit or a block, before it is multiplied; and the sum
};

// A default-constructed rule has no step yet and is refused by every use: what a currency rounds to is not guessed.
struct Rounding {
  RoundingMode mode = RoundingMode::half_up;
  Decimal step;
  RoundingPoint at = RoundingPoint::term;  // of schedules; what has no schedule is rounded at the term

  friend bool operator==(const Rounding&, const Rounding&) = default;
};

// Rounding to `decimals` digits after the point, a step of 10^-decimals. 0 <= decimals <= kMaxDecimalScale.
inline Result<Rounding> RoundingToDecimals(RoundingMode mode, int decimals) {
  KEYHAUL_TRY(const Decimal step, Decimal::Make(1, decimals));
  return Rounding{mode, step};
}

// No sensible step is larger, and up to it a step aligns with any number of 18 decimals within 128 bits.
inline constexpr std::int64_t kMaxRoundingStep = 1'000'000'000'000'000'000;

// Code::policy_value at path "step" where the step is not above 0 or is above kMaxRoundingStep.
inline Status CheckRounding(const Rounding& rounding) {
  if (rounding.step.sign() > 0 && rounding.step <= Decimal::FromInteger(kMaxRoundingStep)) return {};
  return MakeErrorAt(Code::policy_value, "step",
                     "rounding step is " + rounding.step.ToText() + "; expected more than 0 and at most " +
                         Decimal::FromInteger(kMaxRoundingStep).ToText());
}

// The step as an integer with `scale` digits after the point, for amounts that are kept with that many. Code::inexact
// where the step is finer than the amounts, which would otherwise round by a step that nobody stated.
inline Result<int128> StepAt(const Rounding& rounding, int scale) {
  KEYHAUL_CHECK(CheckRounding(rounding));
  if (rounding.step.scale() > scale) {
    return MakeErrorAt(Code::inexact, "step",
                       "rounding step " + rounding.step.ToText() + " is finer than the amounts it rounds, which have " +
                           std::to_string(scale) + (scale == 1 ? " decimal" : " decimals"));
  }
  return rounding.step.MantissaAt(scale);
}

// Code::overflow where the result, or this value written with the decimals of the step, needs more than 128 bits.
inline Result<Decimal> Decimal::Quantize(const Rounding& rounding) const {
  const int common_scale = std::max(scale(), rounding.step.scale());
  KEYHAUL_TRY(const int128 step, StepAt(rounding, common_scale));
  KEYHAUL_TRY(const int128 value, MantissaAt(common_scale));
  int128 rounded;
  if (!CheckedMultiply(DivideRounded(value, step, rounding.mode), step, &rounded)) {
    return decimal_internal::RefuseSize(ToText(), "128 bits when it is rounded to " + rounding.step.ToText());
  }
  return Make(rounded, common_scale);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_ROUNDING_RULE_H_
