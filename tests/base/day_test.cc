// Day numbers and month sums come from Python's datetime and calendar modules, printed by calendar_expected.py.
#include "keyhaul/base/day.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace keyhaul {
namespace {

Day MustParse(std::string_view text) {
  const Result<Day> day = Day::Parse(text);
  EXPECT_TRUE(day.ok()) << text;
  return day.ok() ? *day : Day();
}

struct NumberCase {
  std::string_view text;
  std::int32_t number;
};

constexpr NumberCase kNumbers[] = {
    {"0001-01-01", -719162}, {"1582-10-15", -141427}, {"1600-02-29", -135081}, {"1899-12-31", -25568},
    {"1900-02-28", -25509},  {"1900-03-01", -25508},  {"1969-12-31", -1},      {"1970-01-01", 0},
    {"2000-02-29", 11016},   {"2023-02-28", 19416},   {"2024-02-29", 19782},   {"2026-11-22", 20779},
    {"2100-03-01", 47541},   {"9999-12-31", 2932896},
};

TEST(DayTest, Base70NumbersAndTextAgreeWithPython) {  // BASE-70
  for (const NumberCase& c : kNumbers) {
    EXPECT_EQ(MustParse(c.text).value(), c.number) << c.text;
    EXPECT_EQ(Day(c.number).ToText(), c.text);
    EXPECT_EQ(Day::FromNumber(c.number)->ToText(), c.text);
  }
  static_assert(Day() == Day(0));
  static_assert(Day(-1) < Day(0));
}

// Counts through the calendar by the rule of Gregory XIII, written out: every fourth year, not every hundredth, but
// every four-hundredth.
TEST(DayTest, Base70EveryDayIsReadAndPrinted) {  // BASE-70
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int32_t number = kMinDay;
  for (int year = 1; year <= 9999; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int month = 1; month <= 12; ++month) {
      const int length = month == 2 && leap ? 29 : kLengths[month - 1];
      ASSERT_EQ(DaysInMonth(year, month), length) << year << '-' << month;
      for (int day = 1; day <= length; ++day, ++number) {
        ASSERT_EQ(Day::FromCivil(year, month, day)->value(), number);
        if (year % 101 == 0 && Day::Parse(Day(number).ToText())->value() != number) FAIL() << number;
      }
      ASSERT_FALSE(Day::FromCivil(year, month, length + 1).ok());
    }
  }
  EXPECT_EQ(number, kMaxDay + 1);
}

TEST(DayTest, Base70DayThatDoesNotExistIsRefusedWithTheReason) {  // BASE-70
  const Result<Day> day = Day::Parse("2023-02-30");
  ASSERT_FALSE(day.ok());
  EXPECT_EQ(day.error().code, Code::data_value);
  EXPECT_EQ(day.error().message, "2023-02-30 is not a day: February 2023 has 28 days");
  EXPECT_EQ(day.error().value, "2023-02-30");
  EXPECT_EQ(Day::Parse("2024-02-30").error().message, "2024-02-30 is not a day: February 2024 has 29 days");
  EXPECT_EQ(Day::Parse("1900-02-29").error().message, "1900-02-29 is not a day: February 1900 has 28 days");
  EXPECT_EQ(Day::Parse("2026-04-31").error().message, "2026-04-31 is not a day: April 2026 has 30 days");
  EXPECT_EQ(Day::Parse("2026-01-00").error().message, "2026-01-00 is not a day: January 2026 has 31 days");
  EXPECT_EQ(Day::Parse("2026-13-01").error().message, "2026-13-01 is not a day: months run from 01 to 12");
  EXPECT_EQ(Day::Parse("2026-00-01").error().message, "2026-00-01 is not a day: months run from 01 to 12");
  EXPECT_EQ(Day::Parse("0000-01-01").error().message, "0000-01-01 is not a day: years run from 0001 to 9999");
  EXPECT_EQ(Day::FromCivil(10000, 1, 1).error().code, Code::data_value);
  EXPECT_EQ(Day::FromCivil(std::numeric_limits<std::int64_t>::min(), 1, 1).error().code, Code::data_value);
}

TEST(DayTest, Base70OnlyTheIsoFormIsRead) {  // BASE-70
  constexpr std::string_view kRefused[] = {
      "",           " ",          "2023-02-2",   "2023-02-028",         "2023-2-28",  "2023/02/28", "28.02.2023",
      "02/28/2023", "20230228",   " 2023-02-28", "2023-02-28 ",         "2023-02-2 ", "+023-02-28", "-023-02-28",
      "2023-02-2x", "2023-0a-28", "2o23-02-28",  "2023-02-28T00:00:00", "2023-W09-2", "2023-059",   "2023 02 28",
      "2023-02--8", "2023-02x28", "2023x02-28",  "\xEF\xBC\x92",        "20 3-02-28",
  };
  for (const std::string_view text : kRefused) {
    const Result<Day> day = Day::Parse(text);
    ASSERT_FALSE(day.ok()) << text;
    EXPECT_EQ(day.error().code, Code::data_value);
    EXPECT_EQ(day.error().value, text);
    EXPECT_NE(day.error().message.find("is not a day; expected yyyy-mm-dd, such as 2023-02-28"), std::string::npos);
  }
  EXPECT_EQ(Day::Parse("28.2.2023").error().message,
            "\"28.2.2023\" is not a day; expected yyyy-mm-dd, such as 2023-02-28");
}

// The message stays one line, whatever the text is.
TEST(DayTest, Base70HostileTextIsNotRepeatedInTheMessage) {  // BASE-70
  const std::string line_end = "2023\n02-28";
  EXPECT_EQ(Day::Parse(line_end).error().message,
            "text of 10 bytes is not a day; expected yyyy-mm-dd, such as 2023-02-28");
  EXPECT_EQ(Day::Parse(line_end).error().value, line_end);
  EXPECT_EQ(Day::Parse(std::string(100000, '9')).error().message,
            "text of 100000 bytes is not a day; expected yyyy-mm-dd, such as 2023-02-28");
}

TEST(DayTest, Base70NumberOutOfRangeIsRefused) {  // BASE-70
  EXPECT_TRUE(Day::FromNumber(kMinDay).ok());
  EXPECT_TRUE(Day::FromNumber(kMaxDay).ok());
  for (const std::int64_t number :
       {std::int64_t{kMinDay} - 1, std::int64_t{kMaxDay} + 1, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max(), std::int64_t{1} << 32}) {
    ASSERT_FALSE(Day::FromNumber(number).ok()) << number;
    EXPECT_EQ(Day::FromNumber(number).error().code, Code::data_value);
    EXPECT_EQ(Day::FromNumber(number).error().value, std::to_string(number));
  }
}

TEST(DayTest, BoundsOutsideTheRangePrint) {
  EXPECT_EQ(Day(kMaxDay + 1).ToText(), "10000-01-01");
  EXPECT_EQ(Day(kMinDay - 1).ToText(), "0000-12-31");
  EXPECT_EQ(Day(kMinDay - 367).ToText(), "-0001-12-31");
  EXPECT_FALSE(IsInRange(Day(kMaxDay + 1)));
  EXPECT_FALSE(IsInRange(Day(kMinDay - 1)));
}

struct MonthsCase {
  std::string_view from;
  int months;
  std::string_view to;
};

constexpr MonthsCase kMonths[] = {
    {"2023-01-31", -25, "2020-12-31"}, {"2023-01-31", -12, "2022-01-31"}, {"2023-01-31", -1, "2022-12-31"},
    {"2023-01-31", 0, "2023-01-31"},   {"2023-01-31", 1, "2023-02-28"},   {"2023-01-31", 2, "2023-03-31"},
    {"2023-01-31", 3, "2023-04-30"},   {"2023-01-31", 12, "2024-01-31"},  {"2023-01-31", 13, "2024-02-29"},
    {"2023-01-31", 48, "2027-01-31"},  {"2024-02-29", -25, "2022-01-29"}, {"2024-02-29", -12, "2023-02-28"},
    {"2024-02-29", -1, "2024-01-29"},  {"2024-02-29", 0, "2024-02-29"},   {"2024-02-29", 1, "2024-03-29"},
    {"2024-02-29", 2, "2024-04-29"},   {"2024-02-29", 3, "2024-05-29"},   {"2024-02-29", 12, "2025-02-28"},
    {"2024-02-29", 13, "2025-03-29"},  {"2024-02-29", 48, "2028-02-29"},  {"2024-08-30", -25, "2022-07-30"},
    {"2024-08-30", -12, "2023-08-30"}, {"2024-08-30", -1, "2024-07-30"},  {"2024-08-30", 0, "2024-08-30"},
    {"2024-08-30", 1, "2024-09-30"},   {"2024-08-30", 2, "2024-10-30"},   {"2024-08-30", 3, "2024-11-30"},
    {"2024-08-30", 12, "2025-08-30"},  {"2024-08-30", 13, "2025-09-30"},  {"2024-08-30", 48, "2028-08-30"},
};

TEST(AddMonthsTest, Base71ClampsToTheEndOfTheMonth) {  // BASE-71
  for (const MonthsCase& c : kMonths) {
    const Result<Day> sum = AddMonths(MustParse(c.from), c.months);
    ASSERT_TRUE(sum.ok());
    EXPECT_EQ(sum->ToText(), c.to) << c.from << " + " << c.months;
  }
}

TEST(AddMonthsTest, Base71RefusesToLeaveTheRange) {  // BASE-71
  EXPECT_EQ(AddMonths(MustParse("9999-11-30"), 1)->ToText(), "9999-12-30");
  EXPECT_EQ(AddMonths(MustParse("0001-01-01"), 9998 * 12 + 11)->ToText(), "9999-12-01");
  EXPECT_EQ(AddMonths(MustParse("9999-12-31"), -(9998 * 12 + 11))->ToText(), "0001-01-31");
  EXPECT_EQ(AddMonths(MustParse("9999-12-01"), 1).error().code, Code::overflow);
  EXPECT_EQ(AddMonths(MustParse("0001-01-31"), -1).error().code, Code::overflow);
  EXPECT_EQ(AddMonths(MustParse("2026-01-31"), std::numeric_limits<std::int64_t>::max()).error().code, Code::overflow);
  EXPECT_EQ(AddMonths(MustParse("2026-01-31"), std::numeric_limits<std::int64_t>::min()).error().message,
            "2026-01-31 plus -9223372036854775808 months is outside the years 0001 to 9999");
}

TEST(AddDaysTest, Base71AddsAndRefusesToLeaveTheRange) {  // BASE-71
  EXPECT_EQ(AddDays(MustParse("2024-02-28"), 2)->ToText(), "2024-03-01");
  EXPECT_EQ(AddDays(MustParse("2024-03-01"), -1)->ToText(), "2024-02-29");
  EXPECT_EQ(AddDays(Day(kMinDay), std::int64_t{kMaxDay} - kMinDay)->ToText(), "9999-12-31");
  EXPECT_EQ(AddDays(Day(kMaxDay), 1).error().code, Code::overflow);
  EXPECT_EQ(AddDays(Day(kMinDay), -1).error().code, Code::overflow);
  EXPECT_EQ(AddDays(Day(), std::numeric_limits<std::int64_t>::max()).error().code, Code::overflow);
  EXPECT_EQ(AddDays(Day(), std::numeric_limits<std::int64_t>::min()).error().code, Code::overflow);
}

}  // namespace
}  // namespace keyhaul
