// A schedule in the form that is computed with: integers at one scale.
//
// Compiling brings every rate, amount per unit and flat of a schedule to one common denominator, 10^denominator_scale,
// and every bound to one scale, once. For most accumulations what is left per amount is a look-up and one line of
// arithmetic, on segments (segments.h):
//
//   exact value in minor units = (slope · basis + intercept + flat) / denominator
//
// The others have a few integers more, and an arithmetic of their own: block.h, growth.h, linear.h, deficit.h.
//
//   from 0: 0 %, from 60000: 2 %, from 300000: 4 %; marginal; measure and money in cents
//     denominator 100; starts 0, 6000000, 30000000; slopes 0, 2, 4; intercepts 0, -12000000, -72000000
//
// Units: a basis is the integer mantissa of its measure (cents, grams), at the scales given in `ScheduleUnits`.
#ifndef KEYHAUL_TERMS_COMPILED_SCHEDULE_H_
#define KEYHAUL_TERMS_COMPILED_SCHEDULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/schedule.h"

namespace keyhaul {
inline namespace v1 {

// What the numbers of the bases and of the amount mean.
struct ScheduleUnits {
  int qualifying_scale = 0;  // decimals of the qualifying basis: 2 for cents, 3 for kilograms counted in grams
  int payable_scale = 0;
  bool payable_is_money = true;
  int money_scale = 0;                     // decimals of the amount that comes out
  std::optional<int> counted_scale = {};   // of the quantity that is counted beside a payable basis in money, if one is
  std::optional<int> baseline_scale = {};  // of growth; that of the qualifying basis if absent, and never less
};

// One bracket. Those of a schedule are in its order; where the part beyond a closed last bracket is a bracket of its
// own, without benefit or with the overage, it comes last.
struct CompiledBracket {
  Decimal from;
  std::optional<Decimal> to;
  std::optional<Decimal> benefit;  // rate, or amount per unit or block
  std::optional<Decimal> fixed;    // the flat, in major units
  std::optional<Exact> listed;     // of a price that was rounded, what it was before, in minor units

  int128 start = 0;        // least qualifying basis that reaches the bracket; not of growth, where the baseline decides
  int128 bound = 0;        // `from` at bound_scale
  int128 coefficient = 0;  // the benefit per unit of basis, over the denominator
  int128 flat = 0;         // the flat, over the denominator
};

// One line of the form above, in the integer type `Int`. `bracket` is the index of the bracket that is reached, or -1.
template <class Int>
struct Segment {
  Int start;
  Int slope;
  Int intercept;
  Int flat;
  std::int32_t bracket;
};

// Sizes at a common scale with what they are compared with: a slice, or the payable basis, times `factor`.
struct CompiledBlock {
  int128 size = 1;
  int128 free = 0;
  int128 factor = 1;
  RoundingMode count = RoundingMode::ceiling;
  BlockPer per = BlockPer::total;
};

// Made by CompileSchedule and not changed afterwards; shareable between threads.
struct CompiledSchedule {
  Accumulation accumulation = Accumulation::marginal;
  Boundary boundary = Boundary::from_inclusive;
  bool benefit_is_rate = true;
  bool flat_at_zero = true;
  // Whether benefits are taken of parts of the qualifying basis, which are scaled by payable / qualifying where the two
  // differ; otherwise they are taken of the payable basis itself.
  bool sliced = true;
  ScheduleUnits units;
  Rounding rounding;
  int128 step = 1;        // of the rounding, in minor units
  int128 price_step = 0;  // of a line of prices per unit that are rounded, the rounding's step as a coefficient

  int bound_scale = 0;  // of slices: at least the qualifying scale, and finer where a bound is; of growth, of ratios
  int128 bound_factor = 1;  // what brings a qualifying basis to the scale of slices
  int denominator_scale = 0;
  int128 denominator = 1;

  std::vector<CompiledBracket> brackets;
  std::size_t own_brackets = 0;         // without the one beyond the last
  std::optional<int128> refused_from;   // least qualifying basis that is refused as beyond the last bracket
  std::optional<int128> refused_bound;  // the bound itself, at bound_scale

  std::optional<CompiledBlock> block;
  std::optional<GrowthRule> growth;
  int128 ratio_factor = 1;  // of growth: 10^bound_scale, the ratio 1
  std::optional<DeficitBills> deficit;

  // Bits of the greatest coefficient, bound and sum of flats: what the choice of the integer type is made from.
  int coefficient_bits = 0;
  int bound_bits = 0;
  int flat_bits = 0;

  // Empty where the table itself may need more than 128 bits, and where the accumulation has none.
  std::vector<Segment<int128>> segments;

  // None; or the same brackets with their amounts per unit, whose payable basis is the quantity that is counted.
  std::vector<CompiledSchedule> counting;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_COMPILED_SCHEDULE_H_
