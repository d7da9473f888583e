// Accruals: what is set aside for a benefit before its period is over.
//
// An interim run knows the basis so far and not the bracket that the whole period will reach. Four ways to go about it:
//
//   fixed        a rate of its own, or an amount per unit, on the payable basis; the schedule is not asked
//   to_date      what the schedule pays on the basis so far, f(Q)
//   forecast     at the forecast F of the whole period: f(F) · Q / F
//   annualised   with m of n months or days elapsed, at the pace so far: f(Q · n / m) · m / n
//
// Forecast is annualised by n / m = F / Q. Both put all bases of a period, as they are to become, to the schedule, and
// accrue the part that is there already; a baseline is that of the whole period and stays. No fraction of a basis is
// rounded: with g the schedule whose bounds and fixed amounts are m times as large, m · f(x) = g(m · x) for every x, so
// that what is accrued is g(n · Q) / n, in integers (of growth, whose bounds are ratios, the baseline is m times as
// large; of blocks, their size and price). A qualifying basis below 0 accrues nothing, nor does one of 0 by a
// forecast. The accrual is rounded once; at the final run the amount due is paid, and accrued less due is a figure of
// its own.
//
//   2 % from 5000, 4 % from 20000, back to the first unit; 7000 so far
//     to_date 140, forecast 24000: 280, annualised with 3 of 12 months: 280
//
// Sources: SAP's rebate accruals (fixed), Enable's actual, forecast and fixed accruals, Phocas' pro-rated tiers
// (annualised).
#ifndef KEYHAUL_TERMS_ACCRUAL_H_
#define KEYHAUL_TERMS_ACCRUAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compile_schedule.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/evaluate.h"
#include "keyhaul/terms/line_rules.h"
#include "keyhaul/terms/proportion.h"
#include "keyhaul/terms/rounded_prices.h"
#include "keyhaul/terms/schedule.h"

namespace keyhaul {
inline namespace v1 {

// Exact, in minor units, and rounded.
struct AccruedAmount {
  Exact exact;
  int128 rounded = 0;
};

// Refused is a method that lacks its numbers, or has those of another. Paths are relative to the accrual.
Status CheckAccrual(const Accrual& accrual, const ScheduleUnits& units);

// What is accrued on the bases so far. `elapsed`, of annualised alone, is 1 to `of`. `evaluate` is `Evaluate` or
// `kernels::Evaluate`.
template <class Evaluator>
Result<AccruedAmount> Accrue(const Accrual& accrual, const Schedule& schedule, const ScheduleUnits& units,
                             const Rounding& rounding, const Bases& bases, std::int64_t elapsed, Evaluator evaluate);

// The schedule g with g(factor · x) = factor · f(x). Requires factor > 0.
Result<Schedule> Stretched(const Schedule& schedule, int128 factor);

// -----------------------------------------------------------------------------------------------------------------

namespace accrual_internal {

inline Error Refuse(std::string path, std::string message, Code code = Code::policy_value) {
  Error error = MakeErrorAt(code, std::move(path), std::move(message));
  error.rule = "TERMS-56";
  return error;
}

inline Status CheckFixed(const Accrual& accrual, const ScheduleUnits& units) {
  const char* wanted = units.payable_is_money ? "rate" : "per_unit";
  const char* other = units.payable_is_money ? "per_unit" : "rate";
  if ((units.payable_is_money ? accrual.per_unit : accrual.rate).has_value()) {
    return Refuse(other, std::string("the payable basis is ") + (units.payable_is_money ? "money" : "a quantity") +
                             "; it accrues by " + wanted);
  }
  if ((units.payable_is_money ? accrual.rate : accrual.per_unit).has_value()) return {};
  return Refuse(wanted, "a fixed accrual states what it is", Code::policy_missing_key);
}

// How many times as large a period becomes: n / m.
struct Pace {
  int128 n = 1;
  int128 m = 1;
};

inline bool Times(int128 factor, int128* value) { return CheckedMultiply(*value, factor, value); }

inline Result<AccruedAmount> Fixed(const Accrual& accrual, const ScheduleUnits& units, const Rounding& rounding,
                                   int128 payable) {
  const Decimal& benefit = units.payable_is_money ? *accrual.rate : *accrual.per_unit;
  const int shift = units.money_scale - units.payable_scale;
  KEYHAUL_TRY(const int128 step, StepAt(rounding, units.money_scale));
  AccruedAmount out;
  KEYHAUL_TRY(out.exact, Proportion(Exact{payable}, benefit.mantissa(), PowerOfTen(benefit.scale())));
  KEYHAUL_TRY(out.exact, Proportion(out.exact, PowerOfTen(std::max(shift, 0)), PowerOfTen(std::max(-shift, 0))));
  KEYHAUL_TRY(out.rounded, RoundExact(out.exact, step, rounding.mode));
  return out;
}

inline Result<Decimal> Stretch(int128 factor, const Decimal& value, std::string_view what) {
  const Result<Decimal> by = Decimal::Make(factor, 0);
  Result<Decimal> product = by.ok() ? value.Multiply(*by) : by;
  if (!product.ok()) return proportion_internal::DoesNotFit(std::string(what) + " of the whole period");
  return product;
}

// The schedule g over bases `factor` times as large, with its points of rounding where those of f are: slices, too, are
// `factor` times as large, and so is what they are rounded to; prices are rounded before blocks are made larger.
inline Result<CompiledSchedule> CompileStretched(const Schedule& schedule, const ScheduleUnits& units,
                                                 Rounding rounding, int128 factor) {
  Schedule priced = schedule;
  if (rounding.at == RoundingPoint::unit_price) {
    KEYHAUL_TRY(priced, terms_internal::RoundPrices(schedule, units, rounding));
  }
  if (rounding.at == RoundingPoint::slice) {
    KEYHAUL_TRY(rounding.step, Stretch(factor, rounding.step, "the rounding step"));
  }
  KEYHAUL_TRY(const Schedule stretched, Stretched(priced, factor));
  return CompileSchedule(stretched, units, rounding);
}

// What is accrued at a pace. With n = m nothing is stretched.
template <class Evaluator>
Result<AccruedAmount> AtPace(const Schedule& schedule, const ScheduleUnits& units, const Rounding& rounding,
                             Bases bases, const Pace& pace, Evaluator evaluate) {
  if (!Times(pace.n, &bases.qualifying) || !Times(pace.n, &bases.payable) || !Times(pace.n, &bases.counted) ||
      !Times(pace.m, &bases.baseline)) {
    return proportion_internal::DoesNotFit("a basis of the whole period");
  }
  KEYHAUL_TRY(const int128 step, StepAt(rounding, units.money_scale));
  KEYHAUL_TRY(const CompiledSchedule compiled, CompileStretched(schedule, units, rounding, pace.m));
  KEYHAUL_TRY(const ScheduleValue value, evaluate(compiled, bases));
  AccruedAmount out;
  KEYHAUL_TRY(out.exact, Proportion(value.exact, 1, pace.n));
  KEYHAUL_TRY(out.rounded, RoundExact(out.exact, step, rounding.mode));
  return out;
}

inline Pace Reduced(int128 n, int128 m) {
  const int128 divisor = exact_internal::GreatestCommonDivisor(n, m);
  return {n / divisor, m / divisor};
}

}  // namespace accrual_internal

inline Status CheckAccrual(const Accrual& accrual, const ScheduleUnits& units) {
  using accrual_internal::Refuse;
  if (accrual.method == AccrualMethod::fixed) {
    KEYHAUL_CHECK(accrual_internal::CheckFixed(accrual, units));
  } else if (accrual.rate || accrual.per_unit) {
    return Refuse(accrual.rate ? "rate" : "per_unit", "only a fixed accrual has a benefit of its own");
  }
  const bool forecasts = accrual.method == AccrualMethod::forecast;
  if (forecasts != accrual.forecast.has_value()) {
    return Refuse("forecast", forecasts ? "the forecast is missing" : "only the method forecast has one",
                  forecasts ? Code::policy_missing_key : Code::policy_value);
  }
  if (forecasts && accrual.forecast->sign() <= 0) {
    return Refuse("forecast", "a forecast of " + accrual.forecast->ToText() + "; expected more than 0");
  }
  const bool annualised = accrual.method == AccrualMethod::annualised;
  if (annualised == (accrual.of > 0)) return {};
  return Refuse("of",
                annualised ? "the months or days of the whole period are missing"
                           : "only the method annualised has a number of months or days",
                annualised ? Code::policy_missing_key : Code::policy_value);
}

template <class Evaluator>
Result<AccruedAmount> Accrue(const Accrual& accrual, const Schedule& schedule, const ScheduleUnits& units,
                             const Rounding& rounding, const Bases& bases, std::int64_t elapsed, Evaluator evaluate) {
  KEYHAUL_CHECK(CheckAccrual(accrual, units));
  accrual_internal::Pace pace;
  if (accrual.method == AccrualMethod::fixed) {
    return accrual_internal::Fixed(accrual, units, rounding, bases.payable);
  }
  if (accrual.method == AccrualMethod::forecast) {
    if (bases.qualifying <= 0) return AccruedAmount{};
    KEYHAUL_TRY(const int128 forecast, accrual.forecast->MantissaAt(units.qualifying_scale));
    pace = accrual_internal::Reduced(forecast, bases.qualifying);
  }
  if (accrual.method == AccrualMethod::annualised) {
    if (elapsed < 1 || elapsed > accrual.of) {
      return accrual_internal::Refuse("elapsed", std::to_string(elapsed) + " of " + std::to_string(accrual.of) +
                                                     " elapsed; expected 1 to " + std::to_string(accrual.of));
    }
    pace = accrual_internal::Reduced(accrual.of, elapsed);
  }
  return accrual_internal::AtPace(schedule, units, rounding, bases, pace, evaluate);
}

inline Result<Schedule> Stretched(const Schedule& schedule, int128 factor) {
  using accrual_internal::Stretch;
  const bool bounds_are_ratios = schedule.accumulation == Accumulation::growth;
  Schedule out = schedule;
  for (Bracket& bracket : out.brackets) {
    if (!bounds_are_ratios) {
      KEYHAUL_TRY(bracket.from, Stretch(factor, bracket.from, "a bound"));
      if (bracket.to) {
        KEYHAUL_TRY(bracket.to, Stretch(factor, *bracket.to, "a bound"));
      }
    }
    for (std::optional<Decimal>* fixed : {&bracket.flat, &bracket.per_block}) {
      if (!*fixed) continue;
      KEYHAUL_TRY(*fixed, Stretch(factor, **fixed, "a fixed amount"));
    }
  }
  if (out.block) {
    KEYHAUL_TRY(out.block->size, Stretch(factor, out.block->size, "the size of blocks"));
    KEYHAUL_TRY(out.block->free, Stretch(factor, out.block->free, "what is free of blocks"));
  }
  return out;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_ACCRUAL_H_
