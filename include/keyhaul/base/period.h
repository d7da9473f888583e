// Periods: runs of civil days.
//
// A `Period` is half-open: `begin` belongs to it and `end` does not, so that March 2026 is 2026-03-01/2026-04-01, two
// neighbours share a bound and no day, and the number of days is a subtraction. It is not a rule for cutting time; that
// is a `Calendar` (calendar.h). A period with begin == end is empty and contains no day.
//
//   KEYHAUL_TRY(const Period year_to_march, MonthsEndingWith(last_of_march, 12));
#ifndef KEYHAUL_BASE_PERIOD_H_
#define KEYHAUL_BASE_PERIOD_H_

#include <algorithm>
#include <cstdint>
#include <string>

#include "keyhaul/base/day.h"

namespace keyhaul {
inline namespace v1 {

struct Period {
  Day begin;
  Day end;

  // Refused with `invalid_argument` where the end lies before the begin.
  static Result<Period> Make(Day begin, Day end);

  // Every day that is understood.
  static constexpr Period All() { return {Day(kMinDay), Day(kMaxDay + 1)}; }

  constexpr bool Contains(Day day) const { return begin <= day && day < end; }
  constexpr bool IsEmpty() const { return begin >= end; }

  // Number of days.
  constexpr std::int64_t days() const { return std::int64_t{end.value()} - begin.value(); }

  // "2026-01-15/2026-02-15", the interval of ISO 8601; the second day is the first that no longer belongs.
  std::string ToText() const { return begin.ToText() + "/" + end.ToText(); }

  friend constexpr bool operator==(const Period&, const Period&) = default;
};

// The days that belong to both; empty where there are none.
constexpr Period Intersection(const Period& a, const Period& b) {
  const Day begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

constexpr bool Overlap(const Period& a, const Period& b) { return !Intersection(a, b).IsEmpty(); }

inline Result<Period> Period::Make(Day begin, Day end) {
  if (end < begin) {
    return MakeError(Code::invalid_argument, "a period cannot begin on " + begin.ToText() + " and end on " +
                                                 end.ToText() + ", which is earlier");
  }
  return Period{begin, end};
}

// The trailing window of `months` months before `end`, which itself no longer belongs: it begins at
// `AddMonths(end, -months)`. Counting back from the exclusive end is what makes whole months come out whole: the month
// before 2026-03-01 is the whole of February. Refused with `invalid_argument` unless months >= 1, with `overflow` where
// it would begin before the year 1.
inline Result<Period> MonthsBefore(Day end, std::int64_t months) {
  if (months < 1) {
    return MakeError(Code::invalid_argument, "a window of " + std::to_string(months) + " months; expected 1 or more");
  }
  KEYHAUL_TRY(const Day begin, AddMonths(end, -months));
  return Period{begin, end};
}

// The same for a window whose last day is `last`: the 12 months that end with 2026-03-31 are
// 2025-04-01/2026-04-01.
inline Result<Period> MonthsEndingWith(Day last, std::int64_t months) {
  return MonthsBefore(Day(last.value() + 1), months);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_PERIOD_H_
