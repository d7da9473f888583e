// Days and periods of the verification: its own reading of the calendar.
#ifndef KEYHAUL_SRC_VERIFY_CALENDAR_RULES_H_
#define KEYHAUL_SRC_VERIFY_CALENDAR_RULES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/verify/json_tree.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

// Days since 1970-01-01 of "2026-01-31"; nothing where the text is no day.
std::optional<std::int64_t> DayNumberOf(std::string_view text);
std::string DayTextOf(std::int64_t day);
// The last day of the day's month.
std::int64_t MonthEndOf(std::int64_t day);

// Periods of so many months. One begins on the anchor's day of the month, or on the last day of a month that is
// shorter, in every `months`-th month from the month `first`, counted from that of the year 0.
struct CalendarRule {
  std::int64_t months = 1;
  std::int64_t anchor_day = 1;
  std::int64_t first = 0;
  std::string kind;

  bool IsPeriod(std::int64_t begin, std::int64_t end) const;
  // "2026-01", "2026-Q1", "2026-H1", "2026", or the two days where a period is none of the wall calendar's.
  std::string NameOf(std::int64_t begin, std::int64_t end) const;
};

// Of "quarter", or {"kind": "year", "anchor": "04-01"}; nothing where it is none.
std::optional<CalendarRule> CalendarRuleOf(const JsonTree* period);
// The month, quarter, half-year or year of the wall calendar that these days are; nothing where they are none.
std::optional<CalendarRule> WallCalendarOf(std::int64_t begin, std::int64_t end);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_CALENDAR_RULES_H_
