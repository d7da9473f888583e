// The days of a statement: which ones a settlement stands on, when a statement is issued, and when it is due.
//
// A settlement stands on the statement of its own period: of the period's last day, or of the as-of day while it runs.
// What was sent to a customer is not sent again with other figures. So where a settlement was booked before and moves
// now, what was booked stays there, and the change is a line of its own on the statement that runs on the as-of day: a
// correction. With statements by the month and as of 15 March:
//
//   January, never booked           January: all of it
//   January, booked, nothing new    January: all of it
//   January, booked, moves          January: what was booked           March: the correction
//   the quarter, never booked       March: all of it
//   the quarter, booked             February: what was booked          March: what goes on from there
//
// The quarter runs on the statement of the as-of day, but began before it: earlier statements have told what was
// booked, and the one before is the last that can have. Which ones did is not known, so what they told stands there in
// one sum.
//
// A statement is issued on the last day of its period, or on the as-of day while that runs, and is due so many days
// after it, or after the last day of its month:
//
//   90 days from month end: 17 May -> 31 May -> 29 August
#ifndef KEYHAUL_STATEMENT_STATEMENT_DAY_H_
#define KEYHAUL_STATEMENT_STATEMENT_DAY_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/period.h"
#include "keyhaul/statement/statement.h"
#include "keyhaul/statement/statement_rule.h"

namespace keyhaul {
inline namespace v1 {

// The last day of a period that has been reached.
inline Day ReachedDay(const Period& period, Day as_of) { return std::min(Day(period.end.value() - 1), as_of); }

// A day of the statement period that a line stands on, and what it tells.
struct LinePlace {
  Day day;
  LinePart part = LinePart::whole;
};

// STATEMENT-05: the lines of the settlement of `period`. `current` is the statement period of the as-of day; `booked`
// what was booked before, if anything was; `moves` whether delta or payout is other than 0.
inline std::vector<LinePlace> LinePlacesOf(const Period& period, Day as_of, const Period& current,
                                           const std::optional<int128>& booked, bool moves) {
  const Day reached = ReachedDay(period, as_of);
  if (booked && period.begin < current.begin && reached >= current.begin) {
    if (*booked == 0) return {{as_of, LinePart::continued}};
    return {{Day(current.begin.value() - 1), LinePart::booked}, {as_of, LinePart::continued}};
  }
  if (booked && moves) return {{reached, LinePart::booked}, {as_of, LinePart::correction}};
  return {{reached, LinePart::whole}};
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
