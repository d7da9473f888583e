// Prices per unit and per block that are rounded before anything is multiplied by them.
//
// A price list with six decimals and a bill with two disagree about 3 pieces at 33.333333: the sum is 99.999999, which
// is 100.00, and three times the price that is printed is 99.99. `unit_price` pays the latter. What is rounded are the
// amounts per unit, per block, and an overage per unit; rates and flats are no prices of a unit. Of `linear` the prices
// at the points stay as they are, and the one between them is rounded (linear.h).
//
//   RoundPrices(schedule at 33.333333 per unit, half_up to 0.01)   33.33 per unit
#ifndef KEYHAUL_TERMS_ROUNDED_PRICES_H_
#define KEYHAUL_TERMS_ROUNDED_PRICES_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/schedule_form_check.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

inline Status RoundPrice(const Rounding& rounding, std::optional<Decimal>* price) {
  if (!price->has_value()) return {};
  KEYHAUL_TRY(*price, (*price)->Quantize(rounding));
  return {};
}

// An overage is per unit where the payable basis is a quantity; beside a quantity that is counted there is none.
inline bool HasPrice(const Schedule& schedule, const ScheduleUnits& units) {
  const auto is_priced = [](const Bracket& bracket) { return bracket.per_unit || bracket.per_block; };
  return std::any_of(schedule.brackets.begin(), schedule.brackets.end(), is_priced) ||
         (schedule.overage && !units.payable_is_money);
}

// TERMS-35. The schedule with its prices rounded. Refused at "at" where it has none, with rates and flats alone.
inline Result<Schedule> RoundPrices(const Schedule& schedule, const ScheduleUnits& units, const Rounding& rounding) {
  if (!HasPrice(schedule, units)) {
    return Refuse(
        "at", "TERMS-35",
        "the schedule has no price per unit or per block that unit_price could round; expected term or slice");
  }
  Schedule rounded = schedule;
  if (schedule.accumulation == Accumulation::linear) return rounded;
  KEYHAUL_CHECK(RoundPrice(rounding, &rounded.overage));
  for (Bracket& bracket : rounded.brackets) {
    KEYHAUL_CHECK(RoundPrice(rounding, &bracket.per_unit));
    KEYHAUL_CHECK(RoundPrice(rounding, &bracket.per_block));
  }
  return rounded;
}

inline void NoteListedPrice(const std::optional<Decimal>& price, int money_scale, CompiledBracket* bracket) {
  if (!price || !bracket->benefit || *price == *bracket->benefit) return;
  const int finer = std::max(price->scale() - money_scale, 0);
  const Result<int128> mantissa = price->MantissaAt(money_scale + finer);
  if (!mantissa.ok()) return;  // more digits than can be shown
  const Division<int128> parts = DivideFloor(*mantissa, PowerOfTen(finer));
  bracket->listed = Exact{parts.quotient, parts.remainder, PowerOfTen(finer)};
}

// What the prices of the schedule were before they were rounded, for those who ask why.
inline void NoteListedPrices(const Schedule& schedule, CompiledSchedule* out) {
  CompiledSchedule& priced = out->counting.empty() ? *out : out->counting.front();
  if (schedule.accumulation == Accumulation::linear) return;
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const Bracket& bracket = schedule.brackets[i];
    NoteListedPrice(bracket.per_block ? bracket.per_block : bracket.per_unit, out->units.money_scale,
                    &priced.brackets[i]);
  }
  const bool has_beyond = priced.brackets.size() > priced.own_brackets;
  if (has_beyond) NoteListedPrice(schedule.overage, out->units.money_scale, &priced.brackets.back());
}

// TERMS-36: a stack, which rounds its lines by a rule of its own, and a commitment have no other point than the term.
inline Status CheckRoundsTheTerm(const Rounding& rounding) {
  if (rounding.at == RoundingPoint::term) return {};
  const char* const found = rounding.at == RoundingPoint::slice ? "slice" : "unit_price";
  return Refuse("at", "TERMS-36", std::string("only schedules are rounded at the ") + found + "; expected term");
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_ROUNDED_PRICES_H_
