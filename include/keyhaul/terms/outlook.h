// What lies ahead of a basis: what it earns so far per unit, what the next unit earns, and what the next bracket takes
// and pays.
//
//   from 0: 1 %, from 1000: 3 %; whole; basis 800.00 earns 8.00
//     effective 0.01, marginal 0.01, to the next bracket 200.00, which then pays 30.00
#ifndef KEYHAUL_TERMS_OUTLOOK_H_
#define KEYHAUL_TERMS_OUTLOOK_H_

#include <optional>

#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/steps.h"

namespace keyhaul {
inline namespace v1 {

// The least qualifying basis above this one that reaches a bracket; absent where no further one can be reached. Refused
// with `overflow` where a ratio times the baseline passes 128 bits.
inline Result<std::optional<int128>> NextBracketStart(const CompiledSchedule& schedule, const Bases& bases) {
  if (schedule.growth && bases.baseline <= 0) {
    // Without a baseline nothing is ever reached, or the last bracket is, from 0 on: no basis comes nearer to a ratio.
    const bool skips = schedule.growth->without_baseline == WithoutBaseline::skip;
    return skips || bases.qualifying >= 0 ? std::optional<int128>() : std::optional<int128>(0);
  }
  for (const CompiledBracket& bracket : schedule.brackets) {
    int128 start = bracket.start;
    if (schedule.growth && !bracket.from.IsZero()) {
      int128 bound = 0;
      if (!CheckedMultiply(bracket.bound, bases.baseline, &bound)) {
        return terms_internal::TooLarge("a bound times the baseline does not fit into 128 bits");
      }
      const bool inclusive = schedule.boundary == Boundary::from_inclusive;
      start = inclusive ? DivideRounded(bound, schedule.bound_factor, RoundingMode::ceiling)
                        : DivideRounded(bound, schedule.bound_factor, RoundingMode::floor) + 1;
    }
    if (start > bases.qualifying) return std::optional<int128>(start);
  }
  return std::optional<int128>();
}

// a / b, exactly. Requires b > 0.
inline Result<Exact> DivideBy(const Exact& a, int128 b) {
  const Exact x = Reduce(a);
  int128 numerator = 0;
  int128 denominator = 0;
  if (!CheckedMultiply(x.whole, x.denominator, &numerator) || !CheckedAdd(numerator, x.numerator, &numerator) ||
      !CheckedMultiply(x.denominator, b, &denominator)) {
    return terms_internal::TooLarge("the benefit per unit does not fit into 128 bits");
  }
  return MakeExact(numerator, denominator);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_OUTLOOK_H_
