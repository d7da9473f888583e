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
// Where each step is rounded by itself, the values are the rounded ones, and `exact` is their sum. Where prices are
// rounded, the benefits are.
//
// Values are in minor units of the amount (10^-amount_scale); bounds, bases and rates are plain decimals.
#ifndef KEYHAUL_BASE_EXPLANATION_H_
#define KEYHAUL_BASE_EXPLANATION_H_

#include <cstddef>
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
  slice,         // the part of the basis that lies in one bracket, at that bracket's benefit
  whole,         // the whole payable basis at the benefit of one bracket
  flat,          // a fixed amount of one bracket
  rolled,        // the upper bound of a bracket that is passed, or the basis, at that bracket's benefit
  block,         // so many blocks at the price of one
  growth,        // what the basis is above its baseline, at the benefit of the bracket reached
  interpolated,  // the way from one bracket's benefit to the next one's, as far as the basis has come
  deficit,       // a larger basis than there was, at the benefit of the bracket that begins there
  counted,       // a quantity beside the payable basis, or its part in one bracket, at an amount per unit
  prorated,      // a fixed amount, for the days on which its version of the schedule was in force
};

constexpr std::string_view Name(StepKind kind) {
  constexpr std::string_view kNames[] = {"slice",  "whole",        "flat",    "rolled",  "block",
                                         "growth", "interpolated", "deficit", "counted", "prorated"};
  return kNames[static_cast<std::size_t>(kind)];
}

// One summand.
struct ExplanationStep {
  StepKind kind = StepKind::slice;
  std::string_view rule;      // id of the rule that makes this step, static text
  std::int32_t bracket = 0;   // zero-based, in the schedule's order
  Decimal from;               // lower bound of the bracket, in units of the qualifying basis
  std::optional<Decimal> to;  // its upper bound; absent where the bracket is open
  // The units that the benefit is applied to; of a block, their number. Absent on a flat, and where a flat is
  // interpolated.
  std::optional<Decimal> basis;
  // A fraction of money (0.025 is 2.5 %) or money per unit, see `Explanation::benefit_is_rate`; counted and block:
  // money; flat: the amount in major units. Of an interpolated step, the difference between two brackets.
  Decimal benefit;
  // Of a price that was rounded before it was multiplied, what it was; in minor units, since on a line it may not end.
  std::optional<Exact> listed = {};
  Exact value;  // in minor units
  // What the value was before it was rounded, where each step is rounded by itself and that changed this one.
  std::optional<Exact> unrounded = {};
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
  std::optional<Decimal> counted;  // the quantity beside the payable basis, where one earns
  int counted_scale = 0;
  bool scaled_by_counted = false;   // likewise, of the steps of kind counted: by counted / qualifying
  std::optional<Decimal> baseline;  // what growth was measured against, where it was
  std::int32_t bracket = -1;        // the bracket reached; -1 where none is
  std::vector<ExplanationStep> steps;
  Exact exact;           // the sum of the steps, in minor units
  int128 rounded = 0;    // in minor units
  int amount_scale = 0;  // decimals of the amount: 2 where a minor unit is a cent
  Rounding rounding;     // how `rounded` came from `exact`
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_EXPLANATION_H_
