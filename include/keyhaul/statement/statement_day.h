// The days of a statement: which one a settlement stands on, when a statement is issued, and when it is due.
//
// A settlement stands on the statement of its own period: of the period's last day, or of the as-of day while it runs.
// Where it was booked before and moves money now, it is a correction, and stands on the statement that runs on the
// as-of day: what was sent to a customer is not sent again with other figures.
//
// A statement is issued on the last day of its period, or on the as-of day while that runs, and is due so many days
// after it, or after the last day of its month:
//
//   90 days from month end: 17 May -> 31 May -> 29 August
#ifndef KEYHAUL_STATEMENT_STATEMENT_DAY_H_
#define KEYHAUL_STATEMENT_STATEMENT_DAY_H_

#include <algorithm>
#include <cstdint>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/period.h"
#include "keyhaul/statement/statement_rule.h"

namespace keyhaul {
inline namespace v1 {

// The last day of a period that has been reached.
inline Day ReachedDay(const Period& period, Day as_of) { return std::min(Day(period.end.value() - 1), as_of); }

// STATEMENT-05: a day of the statement period that a settlement of `period` stands on. `moves`: whether its delta or
// its payout is other than 0.
inline Day StatementDayOf(const Period& period, Day as_of, bool was_booked, bool moves) {
  return was_booked && moves ? as_of : ReachedDay(period, as_of);
}

// The calendar of the periods of statements. Requires month, quarter, half_year or year.
inline Calendar StatementCalendar(CalendarKind kind) {
  const Result<Calendar> calendar = Calendar::Make(kind);
  return calendar.ok() ? *calendar : Calendar();
}

// STATEMENT-06: by when a statement is to be paid. Refused with `overflow` after the year 9999.
inline Result<Day> DueDay(Day issued, std::int64_t payment_days, PaymentFrom from) {
  if (from == PaymentFrom::month_end) {
    const absl::CivilDay civil = issued.civil();
    issued = Day(issued.value() + DaysInMonth(civil.year(), civil.month()) - civil.day());
  }
  return AddDays(issued, payment_days);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_STATEMENT_DAY_H_
