// Civil days.
//
// A `Day` is a date of the calendar on the wall: no time of day, no time zone. It is held as the number of days since
// 1970-01-01, 32 bits wide, which is also its form in columns, so that a column of days can be compared and subtracted
// without unpacking. Years run from 1 to 9999 of the proleptic Gregorian calendar (`kMinDay`, `kMaxDay`); whatever
// leaves that range is refused. Text is ISO 8601, "2023-02-28", and nothing else: "28.2.2023" and "2/28/23" are read
// differently in different countries.
//
//   Result<Day> day = Day::Parse("2023-02-30");
//   // !day.ok(): "2023-02-30 is not a day: February 2023 has 28 days"
//   Day::FromCivil(2023, 1, 31).value() + one month = 2023-02-28, see `AddMonths`.
//
// A day is a plain number to its constructor; numbers that come from outside go through `Day::FromNumber`.
#ifndef KEYHAUL_BASE_DAY_H_
#define KEYHAUL_BASE_DAY_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"

namespace keyhaul {
inline namespace v1 {

class Day {
 public:
  // 1970-01-01.
  constexpr Day() = default;
  constexpr explicit Day(std::int32_t number) : number_(number) {}
  constexpr explicit Day(absl::CivilDay civil) : number_(static_cast<std::int32_t>(civil - absl::CivilDay())) {}

  // A number from outside; refused with `data_value` unless kMinDay <= number <= kMaxDay.
  static Result<Day> FromNumber(std::int64_t number);

  // Refused with `data_value` where there is no such day; the message says why.
  static Result<Day> FromCivil(std::int64_t year, int month, int day);

  // Exactly "yyyy-mm-dd". Does not allocate when the text is a day.
  static Result<Day> Parse(std::string_view text);

  // Days since 1970-01-01.
  constexpr std::int32_t value() const { return number_; }
  constexpr absl::CivilDay civil() const { return absl::CivilDay() + number_; }

  // "2023-02-28". The bounds of a period may lie just outside the years 1 to 9999; they print as "10000-01-01",
  // "0000-12-15" or "-0001-12-15".
  std::string ToText() const;

  friend constexpr bool operator==(Day, Day) = default;
  friend constexpr std::strong_ordering operator<=>(Day, Day) = default;

 private:
  std::int32_t number_ = 0;
};

// Whether the day lies in the years that are understood.
constexpr bool IsInRange(Day day) { return day.value() >= kMinDay && day.value() <= kMaxDay; }

// 28 to 31. `month` is 1 to 12.
constexpr int DaysInMonth(std::int64_t year, int month) {
  return static_cast<int>(absl::CivilDay(absl::CivilMonth(year, month) + 1) -
                          absl::CivilDay(absl::CivilMonth(year, month)));
}

// The day `months` later, or earlier where negative, with the same day of the month, or the last day of the month where
// that is shorter: 2023-01-31 plus 1 month is 2023-02-28, 2024-02-29 minus 12 months is 2023-02-28. Adding one month
// twice is therefore not adding two; count from the first day, as `Calendar` does. Refused with `overflow` outside the
// years 1 to 9999.
Result<Day> AddMonths(Day day, std::int64_t months);

// Plain days later, or earlier where negative. Refused with `overflow` outside the years 1 to 9999.
Result<Day> AddDays(Day day, std::int64_t days);

namespace base_internal {

// Months since January 1970, the coordinate in which months are counted.
constexpr std::int64_t MonthNumber(std::int64_t year, int month) { return (year - 1970) * 12 + (month - 1); }

// Day `day_of_month` of the month, or the month's last day where the month is shorter. Not checked for range.
constexpr Day DayInMonth(std::int64_t month_number, int day_of_month) {
  const absl::CivilDay first(absl::CivilMonth(1970, 1) + month_number);
  const absl::CivilDay next(absl::CivilMonth(1970, 1) + month_number + 1);
  const absl::CivilDay day = first + (day_of_month - 1);
  return Day(day < next ? day : next - 1);
}

// The number with at least `width` digits.
inline void AppendPadded(std::int64_t number, std::size_t width, std::string* out) {
  const std::string text = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  out->append(text, 0, sign);
  if (text.size() - sign < width) out->append(width - (text.size() - sign), '0');
  out->append(text, sign);
}

// The value of two or four digits, or -1 where one of them is no digit.
constexpr int ParseDigits(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// The text in quotes for a message, or its length where it is long or has bytes that could garble a terminal or a log.
inline std::string QuotedForMessage(std::string_view text) {
  constexpr std::size_t kLongestQuote = 32;
  bool quotable = text.size() <= kLongestQuote;
  for (const char c : text) quotable = quotable && c >= ' ' && c <= '~';
  if (!quotable) return "text of " + std::to_string(text.size()) + " bytes";
  return "\"" + std::string(text) + "\"";
}

inline Error BadDay(std::int64_t year, int month, int day) {
  static constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                                 "July",    "August",   "September", "October", "November", "December"};
  std::string text;
  AppendPadded(year, 4, &text);
  text += '-';
  AppendPadded(month, 2, &text);
  text += '-';
  AppendPadded(day, 2, &text);
  std::string why;
  if (year < 1 || year > 9999) {
    why = "years run from 0001 to 9999";
  } else if (month < 1 || month > 12) {
    why = "months run from 01 to 12";
  } else {
    why = std::string(kMonths[month - 1]) + " " + std::to_string(year) + " has " +
          std::to_string(DaysInMonth(year, month)) + " days";
  }
  Error error = MakeError(Code::data_value, text + " is not a day: " + why);
  error.value = std::move(text);
  return error;
}

inline Error DayOutOfRange(std::string what) {
  return MakeError(Code::overflow, std::move(what) + " is outside the years 0001 to 9999");
}

}  // namespace base_internal

inline Result<Day> Day::FromNumber(std::int64_t number) {
  if (number < kMinDay || number > kMaxDay) {
    Error error = MakeError(Code::data_value, "day number " + std::to_string(number) +
                                                  " is outside the years 0001 to 9999, day numbers " +
                                                  std::to_string(kMinDay) + " to " + std::to_string(kMaxDay));
    error.value = std::to_string(number);
    return error;
  }
  return Day(static_cast<std::int32_t>(number));
}

inline Result<Day> Day::FromCivil(std::int64_t year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysInMonth(year, month)) {
    return base_internal::BadDay(year, month, day);
  }
  return Day(absl::CivilDay(year, month, day));
}

inline Result<Day> Day::Parse(std::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const int year = base_internal::ParseDigits(text.substr(0, 4));
    const int month = base_internal::ParseDigits(text.substr(5, 2));
    const int day = base_internal::ParseDigits(text.substr(8, 2));
    if (year >= 0 && month >= 0 && day >= 0) return FromCivil(year, month, day);
  }
  Error error = MakeError(Code::data_value, base_internal::QuotedForMessage(text) +
                                                " is not a day; expected yyyy-mm-dd, such as 2023-02-28");
  error.value = std::string(text);
  return error;
}

inline std::string Day::ToText() const {
  const absl::CivilDay day = civil();
  std::string text;
  base_internal::AppendPadded(day.year(), 4, &text);
  text += '-';
  base_internal::AppendPadded(day.month(), 2, &text);
  text += '-';
  base_internal::AppendPadded(day.day(), 2, &text);
  return text;
}

inline Result<Day> AddMonths(Day day, std::int64_t months) {
  // Beyond this no sum can be in range; the bound keeps the addition below from overflowing.
  constexpr std::int64_t kAllMonths = 9999 * 12;
  if (months >= -kAllMonths && months <= kAllMonths) {
    const absl::CivilDay civil = day.civil();
    const std::int64_t month_number = base_internal::MonthNumber(civil.year(), civil.month()) + months;
    const Day sum = base_internal::DayInMonth(month_number, civil.day());
    if (IsInRange(sum)) return sum;
  }
  return base_internal::DayOutOfRange(day.ToText() + " plus " + std::to_string(months) + " months");
}

inline Result<Day> AddDays(Day day, std::int64_t days) {
  constexpr std::int64_t kAllDays = std::int64_t{kMaxDay} - kMinDay;
  if (days >= -kAllDays && days <= kAllDays) {
    const std::int64_t sum = day.value() + days;
    if (sum >= kMinDay && sum <= kMaxDay) return Day(static_cast<std::int32_t>(sum));
  }
  return base_internal::DayOutOfRange(day.ToText() + " plus " + std::to_string(days) + " days");
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_DAY_H_
