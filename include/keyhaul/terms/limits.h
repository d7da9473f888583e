// Limits: the most that a line pays, and the least.
//
//   cap        lines take in their order what is left of it: take_j = min(line_j, max(0, cap − what is taken)). A
//              negative line, a credit, takes itself and gives room back.
//   guarantee  the least that a partner gets for a period, topped up at the period's final run and never before:
//     per_period   what the period itself lacks
//     cumulative   what all final periods so far lack together, earlier top-ups counted as paid. After 12,000 and
//                  5,000 with 10,000 guaranteed for each, 3,000 are missing of 20,000; the second period by itself
//                  lacks 5,000 (the two readings of Microsoft Dynamics 365)
//
// The cap comes first, then the guarantee (the order of OpenMeter: maximum, then minimum). Both may be prorated by days
// of a stated number of days. What is compared is payable money: cap, guarantee and what others took of the cap are
// rounded, once each, before anything is subtracted from them. 9000.01123 taken of 10000 leaves 999.99.
//
// Amounts are in minor units.
#ifndef KEYHAUL_TERMS_LIMITS_H_
#define KEYHAUL_TERMS_LIMITS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/line_rules.h"
#include "keyhaul/terms/proportion.h"

namespace keyhaul {
inline namespace v1 {

struct CompiledLimits {
  std::optional<int128> room;       // what is left of the cap of a period
  std::optional<int128> guarantee;  // of a period
  GuaranteeKind guarantee_kind = GuaranteeKind::cumulative;
};

// Refused are negative limits, a guarantee above the cap, and a proration of less than nothing or more than the whole.
// Paths are relative to the limits: "guarantee", "prorate.days".
Result<CompiledLimits> CompileLimits(const Limits& limits, int money_scale, const Rounding& rounding);

// What each of the lines takes of one cap, in their order; `taken` was taken before. The two spans have one length.
Status TakeInOrder(std::span<const int128> lines, int128 cap, int128 taken, std::span<int128> takes);

// A period of one line before its limits, and after.
struct PeriodEarned {
  int128 earned = 0;
  bool is_final = false;
};

struct PeriodLimited {
  int128 capped = 0;  // what the cap takes off
  int128 top_up = 0;  // what the guarantee adds
  int128 due = 0;     // earned − capped + top_up
};

// The periods of one line, in their order, each with limits of its own where they are prorated. The three spans have
// one length.
Status LimitPeriods(std::span<const CompiledLimits> limits, std::span<const PeriodEarned> periods,
                    std::span<PeriodLimited> out);

// -----------------------------------------------------------------------------------------------------------------

namespace limits_internal {

inline Error Refuse(std::string path, std::string_view rule, std::string message) {
  Error error = MakeErrorAt(Code::policy_value, std::move(path), std::move(message));
  error.rule = rule;
  return error;
}

inline Status CheckNotNegative(const Decimal& amount, const char* path, std::string_view rule) {
  if (amount.sign() >= 0) return {};
  return Refuse(path, rule, amount.ToText() + " is below 0");
}

// TERMS-40. `path` is that of the proration, with its point.
inline Status CheckProration(const Proration& prorate, const std::string& path) {
  if (prorate.of < 1) return Refuse(path + "of", "TERMS-40", std::to_string(prorate.of) + " days; expected at least 1");
  if (prorate.days >= 0 && prorate.days <= prorate.of) return {};
  return Refuse(path + "days", "TERMS-40",
                std::to_string(prorate.days) + " of " + std::to_string(prorate.of) + " days; expected 0 to " +
                    std::to_string(prorate.of));
}

inline Result<Exact> Prorated(const Decimal& amount, const Proration& prorate, int money_scale) {
  KEYHAUL_TRY(const Exact whole, ToExact(amount, money_scale));
  return Proportion(whole, prorate.days, prorate.of);
}

inline Result<int128> RoundedShare(const Decimal& amount, const Proration& prorate, int money_scale,
                                   const Rounding& rounding) {
  KEYHAUL_TRY(const int128 step, StepAt(rounding, money_scale));
  KEYHAUL_TRY(const Exact share, Prorated(amount, prorate, money_scale));
  return RoundExact(share, step, rounding.mode);
}

}  // namespace limits_internal

inline Result<CompiledLimits> CompileLimits(const Limits& limits, int money_scale, const Rounding& rounding) {
  using limits_internal::CheckNotNegative;
  using limits_internal::RoundedShare;
  KEYHAUL_CHECK(limits_internal::CheckProration(limits.prorate, "prorate."));
  CompiledLimits out;
  out.guarantee_kind = limits.guarantee_kind;
  if (limits.cap) {
    KEYHAUL_CHECK(CheckNotNegative(*limits.cap, "cap", "TERMS-41"));
    KEYHAUL_TRY(const int128 cap, RoundedShare(*limits.cap, limits.prorate, money_scale, rounding));
    KEYHAUL_TRY(const int128 taken, RoundedShare(limits.taken, Proration{}, money_scale, rounding));
    KEYHAUL_TRY(const int128 left, CheckedDifference(cap, taken));
    out.room = std::max<int128>(left, 0);
  }
  if (limits.guarantee) {
    KEYHAUL_CHECK(CheckNotNegative(*limits.guarantee, "guarantee", "TERMS-43"));
    KEYHAUL_TRY(out.guarantee, RoundedShare(*limits.guarantee, limits.prorate, money_scale, rounding));
  }
  if (limits.cap && limits.guarantee && *limits.guarantee > *limits.cap) {
    return limits_internal::Refuse(
        "guarantee", "TERMS-44",
        "the guarantee of " + limits.guarantee->ToText() + " is above the cap of " + limits.cap->ToText());
  }
  return out;
}

inline Status TakeInOrder(std::span<const int128> lines, int128 cap, int128 taken, std::span<int128> takes) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    KEYHAUL_TRY(const int128 left, CheckedDifference(cap, taken));
    takes[i] = std::min(lines[i], std::max<int128>(left, 0));
    KEYHAUL_TRY(taken, CheckedSum(taken, takes[i]));
  }
  return {};
}

inline Status LimitPeriods(std::span<const CompiledLimits> limits, std::span<const PeriodEarned> periods,
                           std::span<PeriodLimited> out) {
  int128 guaranteed = 0;  // to all final periods so far
  int128 received = 0;    // by them, with their top-ups
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const CompiledLimits& own = limits[i];
    PeriodLimited& period = out[i];
    period.due = own.room ? std::min(periods[i].earned, *own.room) : periods[i].earned;
    KEYHAUL_TRY(period.capped, CheckedDifference(periods[i].earned, period.due));
    period.top_up = 0;
    if (!own.guarantee || !periods[i].is_final) continue;
    if (own.guarantee_kind == GuaranteeKind::per_period) guaranteed = received = 0;
    KEYHAUL_TRY(guaranteed, CheckedSum(guaranteed, *own.guarantee));
    KEYHAUL_TRY(received, CheckedSum(received, period.due));
    KEYHAUL_TRY(const int128 missing, CheckedDifference(guaranteed, received));
    period.top_up = std::max<int128>(missing, 0);
    KEYHAUL_TRY(received, CheckedSum(received, period.top_up));
    KEYHAUL_TRY(period.due, CheckedSum(period.due, period.top_up));
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_LIMITS_H_
