// What a line of growth is measured against.
//
// The baseline of a period is the sum of the qualifying measure in the same period one year before, or in the period
// before, or an amount that was agreed. It may be adjusted: lifted by what prices rose since, or lowered by what has
// been sold off. `adjust` multiplies it exactly, so the baseline may have more decimals than its measure.
//
//   previous_year of 2024-Q1 is 2023-Q1; of February 2025, with its 28 days, the 29 of February 2024
//   333.33 · 1.05 = 349.9965, which is not rounded
#ifndef KEYHAUL_TERMS_BASELINE_H_
#define KEYHAUL_TERMS_BASELINE_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/terms/schedule_form_check.h"

namespace keyhaul {
inline namespace v1 {

enum class BaselineFrom : std::int8_t {
  previous_year,    // the qualifying measure in the same period one year before
  previous_period,  // in the period before
  fixed,            // an amount
};

struct Baseline {
  BaselineFrom from = BaselineFrom::previous_year;
  std::optional<Decimal> amount = {};        // of fixed, in units of the qualifying measure
  Decimal adjust = Decimal::FromInteger(1);  // multiplies the baseline
};

// Refused where fixed has no amount, another has one, or nothing or less is left of the baseline. Paths are relative.
inline Status CheckBaseline(const Baseline& baseline) {
  const bool is_fixed = baseline.from == BaselineFrom::fixed;
  if (is_fixed && !baseline.amount) {
    return terms_internal::Refuse("amount", "TERMS-33", "a fixed baseline needs its amount", Code::policy_missing_key);
  }
  if (!is_fixed && baseline.amount) {
    return terms_internal::Refuse("amount", "TERMS-33", "the baseline is taken from the ledger, so it has no amount");
  }
  if (baseline.adjust.sign() <= 0) {
    return terms_internal::Refuse("adjust", "TERMS-33",
                                  baseline.adjust.ToText() + " leaves no baseline; expected more than 0");
  }
  return {};
}

// How many periods of its kind lie between a period and that of the baseline; 0 where it is fixed.
inline std::int64_t PeriodsBack(BaselineFrom from, CalendarKind kind) {
  if (from == BaselineFrom::fixed) return 0;
  if (from == BaselineFrom::previous_period) return 1;
  switch (kind) {
    case CalendarKind::month:
      return 12;
    case CalendarKind::quarter:
      return 4;
    case CalendarKind::half_year:
      return 2;
    default:
      return 1;
  }
}

// Decimals of a baseline, for a measure of `scale` decimals.
inline int BaselineScale(const Baseline& baseline, int scale) {
  const int own = baseline.amount ? baseline.amount->scale() : scale;
  return std::max(own + baseline.adjust.scale(), scale);
}

// The baseline as an integer at BaselineScale, where `earlier` is the sum of the earlier period, an integer at `scale`.
inline Result<int128> BaselineOf(const Baseline& baseline, int scale, int128 earlier) {
  KEYHAUL_TRY(const Decimal sum, Decimal::Make(earlier, scale));
  KEYHAUL_TRY(const Decimal adjusted, baseline.amount.value_or(sum).Multiply(baseline.adjust));
  return adjusted.MantissaAt(BaselineScale(baseline, scale));
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_BASELINE_H_
