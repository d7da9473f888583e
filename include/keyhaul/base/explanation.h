// How a figure came about.
//
// An `Explanation` is what every room hands out beside an amount: the rule that was applied, the bases it was applied
// to, the steps, the exact value and what it was rounded to. It holds numbers and no text; the statement room turns it
// into the line that a person reads on a bill. The values of the steps add up to `exact`, exactly and always, so that a
// reader who adds them up with a pencil finds the same amount.
//
//   800.00 at 2 % and 250.00 at 3 %:
//     steps[0] = {slice, bracket 0, from 0, to 800, basis 800.00, rate 0.02, value 1600 + 0/1}
//     steps[1] = {slice, bracket 1, from 800,       basis 250.00, rate 0.03, value  750 + 0/1}
//     exact = 2350 + 0/1, rounded = 2350, amount_scale = 2
//
// Values are in minor units of the amount (10^-amount_scale); bounds, bases and rates are plain decimals.
#ifndef KEYHAUL_BASE_EXPLANATION_H_
#define KEYHAUL_BASE_EXPLANATION_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding_rule.h"

namespace keyhaul {
inline namespace v1 {

enum class StepKind : std::int8_t {
  slice,  // the part of the basis that lies in one bracket, at that bracket's benefit
  whole,  // the whole payable basis at the benefit of the bracket that is reached
  flat,   // a fixed amount of one bracket
};

constexpr std::string_view Name(StepKind kind) {
  switch (kind) {
    case StepKind::slice:
      return "slice";
    case StepKind::whole:
      return "whole";
    case StepKind::flat:
      return "flat";
  }
  return "";
}

// One summand.
struct ExplanationStep {
  StepKind kind = StepKind::slice;
  std::string_view rule;      // id of the rule that makes this step, static text
  std::int32_t bracket = 0;   // zero-based, in the schedule's order
  Decimal from;               // lower bound of the bracket, in units of the qualifying basis
  std::optional<Decimal> to;  // its upper bound; absent where the bracket is open
  // slice and whole: the units that the benefit is applied to. Absent on a flat.
  std::optional<Decimal> basis;
  // slice and whole: a fraction of money (0.025 is 2.5 %) or money per unit, see `Explanation::benefit_is_rate`.
  // flat: the amount in major units.
  Decimal benefit;
  Exact value;  // in minor units
};

struct Explanation {
  std::string_view rule;        // id of the rule of the figure as a whole, static text
  bool benefit_is_rate = true;  // benefits of slices and wholes are fractions, not money per unit
  Decimal qualifying;           // what chose the bracket
  Decimal payable;              // what earned
  int qualifying_scale = 0;     // decimals to print of the bases: 2 where they are counted in cents
  int payable_scale = 0;
  // Whether every slice's value was scaled by payable / qualifying, as a marginal schedule over two different bases
  // does: its slices are cut from the qualifying basis.
  bool scaled_by_payable = false;
  std::int32_t bracket = -1;  // the bracket reached; -1 where none is
  std::vector<ExplanationStep> steps;
  Exact exact;           // the sum of the steps, in minor units
  int128 rounded = 0;    // in minor units
  int amount_scale = 0;  // decimals of the amount: 2 where a minor unit is a cent
  Rounding rounding;     // how `rounded` came from `exact`
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_EXPLANATION_H_
