// How statements are made: for which periods, over which gross amount, grouped by what, and when they are to be paid.
//
// A statement covers one account and one month, quarter, half-year or year. Its gross amount is the sum of one money
// measure, told by the values of one dimension: cost centres, or stores. An account's own facts count first: its
// settlement cycle chooses the period, `statement_by` one of the dimensions that the policy offers, and its payment
// terms the days.
//
//   90 days from month end: a statement of 17 May is due on 29 August
#ifndef KEYHAUL_STATEMENT_STATEMENT_RULE_H_
#define KEYHAUL_STATEMENT_STATEMENT_RULE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "keyhaul/base/calendar.h"

namespace keyhaul {
inline namespace v1 {

// What the days of payment are counted from: the day of the statement, or the last day of its month.
enum class PaymentFrom : std::int8_t { statement_day, month_end };

struct StatementRule {
  CalendarKind period = CalendarKind::month;  // month, quarter, half_year or year
  std::string gross;                          // money measure
  std::vector<std::string> group_by;          // dimensions of the ledger, the first is the usual one; may be empty
  std::int32_t payment_days = 30;
  PaymentFrom payment_from = PaymentFrom::statement_day;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_STATEMENT_RULE_H_
