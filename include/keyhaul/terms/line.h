// A line of the commercial terms: one discount, rebate or commitment, who gets it and on what.
//
// A line says which rows count (its scope, and the days of its agreement), over which periods they add up, which
// measure chooses the bracket and which one earns, and by what: a schedule, whose brackets may change on some day; for
// a discount also a stack of several; for a commitment the amount that was promised. What an account has for a period
// is one number, computed from the sums of that period. It goes through these gates, in this order:
//
//   earned   what the schedule, the stack or the commitment gives, rounded once
//   due      earned, at most the cap and at least the guarantee (limits.h)
//   target   what is to be booked: all that is due, or less before the period is over (settlement_run.h)
//   payout   target less what has been booked, by the clawback policy (clawback.h)
//
// Amounts are benefits of the account: a commitment that is not met gives one below 0, which the account owes.
#ifndef KEYHAUL_TERMS_LINE_H_
#define KEYHAUL_TERMS_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/ledger/row.h"
#include "keyhaul/terms/baseline.h"
#include "keyhaul/terms/line_rules.h"
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/stack.h"

namespace keyhaul {
inline namespace v1 {

enum class LineKind : std::int8_t {
  rebate,      // computed and settled after the period
  discount,    // taken off the invoices of the period
  commitment,  // a minimum that was promised, and what is owed where it is not met
};

// From a day on, another schedule.
struct ScheduleChange {
  Day from;
  Schedule schedule;
};

struct TermsLine {
  std::string id;  // unique within the policy
  LineKind kind = LineKind::rebate;
  std::string agreement;  // id of the agreement that it belongs to; empty: for all accounts, always
  Calendar period;
  std::vector<std::pair<std::string, std::vector<std::string>>> scope;  // dimension -> accepted values; empty: all rows
  std::uint8_t kinds = kAllKinds;                                       // of the rows that count, KindBit(...) | ...
  std::vector<std::string> tiers;        // names of the tiers whose accounts get it; empty: all accounts
  std::string qualifies_on;              // measure that chooses the bracket
  std::string pays_on;                   // measure that earns
  std::optional<std::string> counts_on;  // quantity that earns amounts per unit beside `pays_on`, which is money then
  std::vector<std::string> net_of;       // earlier discounts, which are taken off both bases
  std::optional<Baseline> baseline;      // of a schedule of growth, required there
  Rounding rounding;                     // of the term

  // Exactly one of these: a schedule with at least one bracket; a stack, of a discount; a commitment.
  Schedule schedule;
  std::optional<Stack> stack;
  std::optional<Commitment> commitment;

  std::vector<ScheduleChange> changes;  // of the schedule, in the order of their days
  VersionPolicy on_change = VersionPolicy::split_continue;

  Limits limits;
  Clawback clawback = Clawback::receivable;
  InterimPays interim_pays = InterimPays::due;
  std::optional<Accrual> accrual;

  bool HasSchedule() const { return !stack.has_value() && !commitment.has_value(); }
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_LINE_H_
