// What the lines of an agreement say beside their schedule: limits, commitments, what is paid before a period is over,
// what is set aside, what becomes of money that is owed back, and how a schedule changes.
//
// These are the rules as a contract has them. Their formulas stand in the headers that compute them: limits.h,
// commitment.h, accrual.h, settlement_run.h, clawback.h and versions.h. Amounts are in major units.
#ifndef KEYHAUL_TERMS_LINE_RULES_H_
#define KEYHAUL_TERMS_LINE_RULES_H_

#include <cstdint>
#include <optional>

#include "keyhaul/base/decimal.h"

namespace keyhaul {
inline namespace v1 {

// `days` of the `of` days that an amount is agreed for: 15 of 31. No amount is prorated by more than the whole.
struct Proration {
  std::int64_t days = 1;
  std::int64_t of = 1;
};

enum class GuaranteeKind : std::int8_t { cumulative, per_period };

// As the contract has them, in major units.
struct Limits {
  std::optional<Decimal> cap;
  Decimal taken;  // what other lines have taken of the cap
  std::optional<Decimal> guarantee;
  GuaranteeKind guarantee_kind = GuaranteeKind::cumulative;
  Proration prorate;  // of cap and guarantee
};

// Whether a spend below zero, more credits than charges, counts as it is or as no spend.
enum class NegativeUsage : std::int8_t { counts, zero };

struct Commitment {
  Decimal amount;                             // in major units, at least 0
  Decimal overage = Decimal::FromInteger(1);  // factor on what is spent beyond it, at least 0
  NegativeUsage negative_usage = NegativeUsage::counts;
  Proration prorate;
};

enum class AccrualMethod : std::int8_t { fixed, to_date, forecast, annualised };

struct Accrual {
  AccrualMethod method = AccrualMethod::to_date;
  std::optional<Decimal> rate;      // fixed, on money
  std::optional<Decimal> per_unit;  // fixed, on a quantity, in major units
  std::optional<Decimal> forecast;  // the qualifying basis of the whole period, above 0
  std::int64_t of = 0;              // annualised: months or days of the whole period, at least 1
};

// What is paid before a period is over: what is due, that but at most what is accrued, or nothing.
enum class InterimPays : std::int8_t { due, accrued, nothing };

// What becomes of a payout that is owed back.
enum class Clawback : std::int8_t { receivable, offset, carry_forward, floor_at_zero };

// How a schedule that changes within a period counts.
enum class VersionPolicy : std::int8_t { split_continue, split_restart, latest_governs, prorate_flats };

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_LINE_RULES_H_
