// Calendars: rules that cut time into numbered periods.
//
// An agreement measures and settles by period: the quarter, the contract year, the last twelve months. A `Calendar`
// says which periods there are and numbers them with consecutive integers, so that a book can keep one cell per account
// and period number. Every calendar is made of steps that partition time: every day lies in exactly one step. Steps are
// months counted from an anchor, or weeks.
//
//   kind            step              period              anchor
//   month           1 month           the step            day of the month
//   quarter         3 months          the step            month and day
//   half_year       6 months          the step            month and day
//   year            12 months         the step            month and day (1 April: a fiscal year)
//   contract_year   12 months         the step            the day on which the first year begins
//   rolling_months  1 month           the last N steps    day of the month
//   rolling_weeks   1 week            the last N steps    day of the week, from a day; otherwise Monday
//
// The first five are fixed: a period is one step, and periods partition time. The rolling two are windows: the period
// of a day is the window of N steps whose last step holds the day. Windows move by one step and overlap; every day lies
// in N windows and in the last step of just one, its own. A sum over a window is a sum over its steps, which is why a
// book keeps cells for `Steps()` and not for windows. A window of N months that ends with any given day, rather than
// with a step, belongs to no calendar: `MonthsEndingWith` (period.h).
//
// The step k after an anchor begins on the anchor's day of the month, or on the last day of the month where that is
// shorter, always computed from the anchor and never from the step before, so that nothing drifts: from 31 January the
// months begin on 31 January, 28 or 29 February, 31 March, 30 April. A year from 29 February begins on 28 February in
// common years.
//
// Numbers: period 0 is the first whose last step begins in 1970; of a contract year, the first year of the contract.
// Calendars that cut time in the same way and with the same numbers and names are equal: a quarter from 1 April is the
// quarter from 1 January. A contract year differs from a year by its numbers, which begin with the contract.
//
//   KEYHAUL_TRY(const Calendar quarters, Calendar::Make(CalendarKind::quarter));
//   quarters.IndexOf(day of 2026-02-17)              // 224
//   quarters.PeriodOf(day of 2026-02-17)             // 2026-01-01/2026-04-01
//   quarters.NameOf(quarters.PeriodOf(day))          // "2026-Q1"
#ifndef KEYHAUL_BASE_CALENDAR_H_
#define KEYHAUL_BASE_CALENDAR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/period.h"

namespace keyhaul {
inline namespace v1 {

enum class CalendarKind : std::int8_t {
  month,
  quarter,
  half_year,
  year,
  contract_year,
  rolling_months,
  rolling_weeks,
};

// The policy's word: "half_year".
std::string_view Name(CalendarKind kind);
Result<CalendarKind> ParseCalendarKind(std::string_view text);

// A day that comes round every year. 29 February is one; 31 April is not.
struct AnnualDay {
  int month = 1;
  int day = 1;

  friend constexpr bool operator==(const AnnualDay&, const AnnualDay&) = default;
};

class Calendar {
 public:
  // The month of the wall calendar.
  constexpr Calendar() = default;

  // A calendar whose periods begin on `anchor`, see the table above for what of it counts. `length` is N for the
  // rolling kinds, 1 to kMaxRollingLength, and 1 for the others. Refused with `policy_value` at "anchor", "length" or
  // "kind"; a contract year needs the year, too, and is made from a `Day`.
  static Result<Calendar> Make(CalendarKind kind, AnnualDay anchor = {}, std::int64_t length = 1);

  // The same from a day. All kinds are made this way; all but the contract year disregard the year.
  static Result<Calendar> Make(CalendarKind kind, Day anchor, std::int64_t length = 1);

  constexpr CalendarKind kind() const { return kind_; }

  // Steps in a period: N for the rolling kinds, otherwise 1.
  constexpr int length() const { return length_; }

  // The calendar whose periods are the steps of this one, with the same numbers: period i of this calendar is made of
  // periods i - length() + 1 to i of `Steps()`. Its periods partition time.
  constexpr Calendar Steps() const;

  // The number of the period of a day. Total: a day out of range has a number, too.
  constexpr std::int64_t IndexOf(Day day) const;

  // The period of a day. At the ends of the range of days it may begin before the year 1 or end after the year 9999.
  constexpr Period PeriodOf(Day day) const { return PeriodAt(IndexOf(day)); }

  // The numbers of all days of `days` in their order. A column of days wants this table and one look-up per row:
  // finding the month of a day anew costs some fifty nanoseconds.
  std::vector<std::int32_t> IndicesOf(const Period& days) const;

  // The period of a number. Refused with `overflow` where no day between kMinDay and kMaxDay has that number.
  Result<Period> At(std::int64_t index) const;

  // The period after and before a period of this calendar. Refused as `At` does.
  Result<Period> Next(const Period& period) const { return At(IndexOf(Day(period.end.value() - 1)) + 1); }
  Result<Period> Previous(const Period& period) const { return At(IndexOf(Day(period.end.value() - 1)) - 1); }

  // "2026-03", "2026-Q1", "2026-H1" and "2026" for the months, quarters, half-years and years of the wall calendar,
  // "2026-01-15/2026-02-15" for all others. `period` is a period of this calendar.
  std::string NameOf(const Period& period) const;

  // Canonical, for digests: equal calendars have equal text and different ones different. "month@01",
  // "quarter@01-01", "contract_year@2024-02-29", "rolling_months(12)@01", "rolling_weeks(4)@monday".
  std::string ToText() const;

  friend constexpr bool operator==(const Calendar&, const Calendar&) = default;

 private:
  static constexpr int kDaysPerWeek = 7;

  constexpr Calendar(CalendarKind kind, int length, int step_months, int anchor_day, std::int32_t offset)
      : kind_(kind), length_(length), step_months_(step_months), anchor_day_(anchor_day), offset_(offset) {}

  // First day of a step. The caller keeps `step` near the range of days.
  constexpr Day StepBegin(std::int64_t step) const;
  constexpr Period PeriodAt(std::int64_t index) const { return {StepBegin(index - length_ + 1), StepBegin(index + 1)}; }
  AnnualDay CanonicalAnchor() const;

  CalendarKind kind_ = CalendarKind::month;
  std::int32_t length_ = 1;
  std::int32_t step_months_ = 1;  // 0 where steps are weeks
  std::int32_t anchor_day_ = 1;   // day of the month; 1 where steps are weeks
  std::int32_t offset_ = 0;       // month number in which step 0 begins; where steps are weeks, the day number
};

namespace base_internal {

constexpr std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

inline constexpr std::string_view kCalendarKindNames[] = {"month",         "quarter",        "half_year",    "year",
                                                          "contract_year", "rolling_months", "rolling_weeks"};

// The first day of 1970 was a Thursday.
inline constexpr std::string_view kWeekdayNames[] = {"thursday", "friday",  "saturday", "sunday",
                                                     "monday",   "tuesday", "wednesday"};

// Months in a step, 0 where steps are weeks.
constexpr int StepMonths(CalendarKind kind) {
  switch (kind) {
    case CalendarKind::month:
    case CalendarKind::rolling_months:
      return 1;
    case CalendarKind::quarter:
      return 3;
    case CalendarKind::half_year:
      return 6;
    case CalendarKind::year:
    case CalendarKind::contract_year:
      return 12;
    case CalendarKind::rolling_weeks:
      return 0;
  }
  return 0;
}

inline Status CheckCalendarLength(CalendarKind kind, std::int64_t length) {
  const bool rolling = kind == CalendarKind::rolling_months || kind == CalendarKind::rolling_weeks;
  if (rolling && (length < 1 || length > kMaxRollingLength)) {
    return MakeErrorAt(Code::policy_value, "length",
                       std::string(Name(kind)) + " of length " + std::to_string(length) + "; expected 1 to " +
                           std::to_string(kMaxRollingLength));
  }
  if (!rolling && length != 1) {
    return MakeErrorAt(Code::policy_value, "length",
                       "length " + std::to_string(length) + " of a " + std::string(Name(kind)) +
                           "; only rolling calendars have a length other than 1");
  }
  return {};
}

}  // namespace base_internal

inline std::string_view Name(CalendarKind kind) {
  return base_internal::kCalendarKindNames[static_cast<std::size_t>(kind)];
}

inline Result<CalendarKind> ParseCalendarKind(std::string_view text) {
  for (std::size_t i = 0; i < std::size(base_internal::kCalendarKindNames); ++i) {
    if (text == base_internal::kCalendarKindNames[i]) return static_cast<CalendarKind>(i);
  }
  Error error = MakeError(Code::policy_value, base_internal::QuotedForMessage(text) +
                                                  " is not a calendar; expected month, quarter, half_year, year, "
                                                  "contract_year, rolling_months or rolling_weeks");
  error.value = std::string(text);
  return error;
}

inline Result<Calendar> Calendar::Make(CalendarKind kind, AnnualDay anchor, std::int64_t length) {
  KEYHAUL_CHECK(base_internal::CheckCalendarLength(kind, length));
  if (kind == CalendarKind::contract_year) {
    return MakeErrorAt(Code::policy_value, "anchor", "a contract year needs the day on which the contract begins");
  }
  if (kind == CalendarKind::rolling_weeks) {
    if (anchor != AnnualDay()) {
      return MakeErrorAt(Code::policy_value, "anchor", "weeks cannot begin on the same day of every year");
    }
    const Day monday(4);
    return Make(kind, monday, length);
  }
  // A leap year has all days that come round.
  if (Result<Day> day = Day::FromCivil(2000, anchor.month, anchor.day); !day.ok()) {
    return MakeErrorAt(
        Code::policy_value, "anchor",
        "month " + std::to_string(anchor.month) + ", day " + std::to_string(anchor.day) + " is not a day of any year");
  }
  const int step_months = base_internal::StepMonths(kind);
  return Calendar(kind, static_cast<int>(length), step_months, anchor.day, (anchor.month - 1) % step_months);
}

inline Result<Calendar> Calendar::Make(CalendarKind kind, Day anchor, std::int64_t length) {
  if (!IsInRange(anchor)) {
    return MakeErrorAt(Code::policy_value, "anchor", anchor.ToText() + " is outside the years 0001 to 9999");
  }
  KEYHAUL_CHECK(base_internal::CheckCalendarLength(kind, length));
  const absl::CivilDay civil = anchor.civil();
  if (kind == CalendarKind::rolling_weeks) {
    const std::int64_t weeks = base_internal::FloorDivide(anchor.value(), kDaysPerWeek);
    return Calendar(kind, static_cast<int>(length), 0, 1,
                    static_cast<std::int32_t>(anchor.value() - weeks * kDaysPerWeek));
  }
  if (kind == CalendarKind::contract_year) {
    return Calendar(kind, 1, base_internal::StepMonths(kind), civil.day(),
                    static_cast<std::int32_t>(base_internal::MonthNumber(civil.year(), civil.month())));
  }
  return Make(kind, AnnualDay{civil.month(), civil.day()}, length);
}

constexpr Calendar Calendar::Steps() const {
  if (kind_ == CalendarKind::rolling_months) return Calendar(CalendarKind::month, 1, 1, anchor_day_, offset_);
  return Calendar(kind_, 1, step_months_, anchor_day_, offset_);
}

constexpr std::int64_t Calendar::IndexOf(Day day) const {
  if (step_months_ == 0) return base_internal::FloorDivide(std::int64_t{day.value()} - offset_, kDaysPerWeek);
  const absl::CivilDay civil = day.civil();
  std::int64_t month = base_internal::MonthNumber(civil.year(), civil.month());
  // Before the anchor's day of the month, but the last day of a month shorter than that begins a step.
  if (civil.day() < anchor_day_ && civil.day() < DaysInMonth(civil.year(), civil.month())) --month;
  return base_internal::FloorDivide(month - offset_, step_months_);
}

constexpr Day Calendar::StepBegin(std::int64_t step) const {
  if (step_months_ == 0) return Day(static_cast<std::int32_t>(offset_ + step * kDaysPerWeek));
  return base_internal::DayInMonth(offset_ + step * step_months_, anchor_day_);
}

inline std::vector<std::int32_t> Calendar::IndicesOf(const Period& days) const {
  std::vector<std::int32_t> indices;
  if (days.IsEmpty()) return indices;
  indices.reserve(static_cast<std::size_t>(days.days()));
  const Calendar steps = Steps();
  for (Day day = days.begin; day < days.end;) {
    const std::int64_t index = steps.IndexOf(day);
    const Day end = std::min(steps.PeriodAt(index).end, days.end);
    indices.insert(indices.end(), static_cast<std::size_t>(end.value() - day.value()),
                   static_cast<std::int32_t>(index));
    day = end;
  }
  return indices;
}

inline Result<Period> Calendar::At(std::int64_t index) const {
  const std::int64_t first = IndexOf(Day(kMinDay));
  const std::int64_t last = IndexOf(Day(kMaxDay));
  if (index < first || index > last) {
    return MakeError(Code::overflow, "period " + std::to_string(index) + " of " + ToText() +
                                         " is outside the years 0001 to 9999, periods " + std::to_string(first) +
                                         " to " + std::to_string(last));
  }
  return PeriodAt(index);
}

inline std::string Calendar::NameOf(const Period& period) const {
  const bool fixed = kind_ == CalendarKind::month || kind_ == CalendarKind::quarter ||
                     kind_ == CalendarKind::half_year || kind_ == CalendarKind::year;
  if (!fixed || anchor_day_ != 1 || offset_ != 0) return period.ToText();
  const absl::CivilDay begin = period.begin.civil();
  std::string name;
  base_internal::AppendPadded(begin.year(), 4, &name);
  if (kind_ == CalendarKind::month) {
    name += '-';
    base_internal::AppendPadded(begin.month(), 2, &name);
  } else if (kind_ != CalendarKind::year) {
    name += kind_ == CalendarKind::quarter ? "-Q" : "-H";
    base_internal::AppendPadded((begin.month() - 1) / step_months_ + 1, 1, &name);
  }
  return name;
}

// Quarters from 30 November begin on the last of February, on 30 May, 30 August and 30 November; the anchor that names
// them is the first of these that is a day of every leap year, 30 May.
inline AnnualDay Calendar::CanonicalAnchor() const {
  constexpr int kLeapYear = 2000;
  int month = offset_ + 1;
  while (DaysInMonth(kLeapYear, month) < anchor_day_) month += step_months_;
  return {month, anchor_day_};
}

inline std::string Calendar::ToText() const {
  std::string text(Name(kind_));
  if (kind_ == CalendarKind::rolling_months || kind_ == CalendarKind::rolling_weeks) {
    text += "(" + std::to_string(length_) + ")";
  }
  text += '@';
  if (kind_ == CalendarKind::contract_year) return text + StepBegin(0).ToText();
  if (step_months_ == 0) return text.append(base_internal::kWeekdayNames[offset_]);
  if (step_months_ > 1) {
    base_internal::AppendPadded(CanonicalAnchor().month, 2, &text);
    text += '-';
  }
  base_internal::AppendPadded(anchor_day_, 2, &text);
  return text;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_CALENDAR_H_
