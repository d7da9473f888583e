// Sums over every day from 1999 to 2033 come from calendar_expected.py beside this file, which lists the first day of
// every step by Python's datetime and calendar modules and looks days up by bisection. Single dates were read off a
// wall calendar.
#include "keyhaul/base/calendar.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/base/period.h"

namespace keyhaul {
namespace {

Day D(std::string_view text) {
  const Result<Day> day = Day::Parse(text);
  EXPECT_TRUE(day.ok()) << text;
  return day.ok() ? *day : Day();
}

Calendar MustMake(CalendarKind kind, AnnualDay anchor = {}, std::int64_t length = 1) {
  const Result<Calendar> calendar = Calendar::Make(kind, anchor, length);
  EXPECT_TRUE(calendar.ok());
  return calendar.ok() ? *calendar : Calendar();
}

Calendar MustMake(CalendarKind kind, Day anchor, std::int64_t length = 1) {
  const Result<Calendar> calendar = Calendar::Make(kind, anchor, length);
  EXPECT_TRUE(calendar.ok());
  return calendar.ok() ? *calendar : Calendar();
}

std::string PeriodText(const Calendar& calendar, std::string_view day) { return calendar.PeriodOf(D(day)).ToText(); }

struct Civil {
  int year, month, day;
};

struct SumCase {
  CalendarKind kind;
  Civil anchor;
  int length;
  std::int64_t index_sum, weighted_sum, begin_sum, end_sum;
};

constexpr SumCase kSums[] = {
    {CalendarKind::month, {2000, 1, 1}, 1, 7127372, 51281853523, 216928757, 217318155},
    {CalendarKind::month, {2000, 1, 15}, 1, 7121492, 51244318039, 216928757, 217318155},
    {CalendarKind::month, {2000, 1, 28}, 1, 7116032, 51209389951, 216928757, 217318155},
    {CalendarKind::month, {2000, 1, 29}, 1, 7115638, 51206863216, 216928809, 217318103},
    {CalendarKind::month, {2000, 1, 30}, 1, 7115253, 51204392508, 216928818, 217318094},
    {CalendarKind::month, {2000, 1, 31}, 1, 7115008, 51202822543, 216928757, 217318155},
    {CalendarKind::quarter, {2000, 1, 1}, 1, 2371541, 17066698977, 216539734, 217707178},
    {CalendarKind::quarter, {2000, 2, 1}, 1, 2367236, 17039311360, 216539673, 217707239},
    {CalendarKind::quarter, {2000, 11, 30}, 1, 2363237, 17013745033, 216539734, 217707178},
    {CalendarKind::quarter, {2000, 1, 31}, 1, 2367376, 17040204044, 216539673, 217707239},
    {CalendarKind::half_year, {2000, 1, 1}, 1, 1182568, 8512732178, 215956025, 218290887},
    {CalendarKind::half_year, {2000, 4, 1}, 1, 1176189, 8472245079, 215956086, 218290826},
    {CalendarKind::half_year, {2000, 8, 31}, 1, 1178394, 8486300680, 215956025, 218290887},
    {CalendarKind::half_year, {2000, 2, 29}, 1, 1178464, 8486752259, 215956077, 218290835},
    {CalendarKind::year, {2000, 1, 1}, 1, 588064, 4235490415, 214788729, 219458183},
    {CalendarKind::year, {2000, 4, 1}, 1, 584905, 4215730870, 214788729, 219458183},
    {CalendarKind::year, {2000, 2, 29}, 1, 586025, 4222769094, 214788729, 219458183},
    {CalendarKind::year, {2000, 2, 28}, 1, 586034, 4222825506, 214788729, 219458183},
    {CalendarKind::year, {2000, 12, 31}, 1, 575315, 4153998807, 214788729, 219458183},
    {CalendarKind::contract_year, {2024, 2, 29}, 1, -104311, -190203786, 214788729, 219458183},
    {CalendarKind::contract_year, {2023, 1, 31}, 1, -90538, -102296860, 214788729, 219458183},
    {CalendarKind::contract_year, {2026, 1, 1}, 1, -127840, -340925905, 214788729, 219458183},
    {CalendarKind::rolling_months, {2000, 1, 1}, 12, 7127372, 51281853523, 212648701, 217318155},
    {CalendarKind::rolling_months, {2000, 1, 31}, 3, 7115008, 51202822543, 216150615, 217318155},
    {CalendarKind::rolling_months, {2000, 1, 29}, 1, 7115638, 51206863216, 216928809, 217318103},
    {CalendarKind::rolling_weeks, {2026, 11, 16}, 4, 31003939, 223065270179, 216810245, 217168197},
    {CalendarKind::rolling_weeks, {2026, 11, 22}, 1, 31005765, 223076939232, 217078707, 217168195},
    {CalendarKind::rolling_weeks, {1969, 7, 20}, 53, 31005765, 223076939232, 212425331, 217168195},
};

Calendar Of(const SumCase& c) {
  return MustMake(c.kind, *Day::FromCivil(c.anchor.year, c.anchor.month, c.anchor.day), c.length);
}

// Every anchor day of every kind, and lengths that reach over years.
std::vector<Calendar> ManyCalendars() {
  std::vector<Calendar> calendars;
  for (int month = 1; month <= 12; ++month) {
    for (const int day : {1, 2, 15, 28, 29, 30, 31}) {
      if (day > DaysInMonth(2000, month)) continue;
      for (const CalendarKind kind :
           {CalendarKind::month, CalendarKind::quarter, CalendarKind::half_year, CalendarKind::year}) {
        calendars.push_back(MustMake(kind, AnnualDay{month, day}));
      }
      calendars.push_back(MustMake(CalendarKind::contract_year, *Day::FromCivil(2024, month, day)));
      calendars.push_back(MustMake(CalendarKind::rolling_months, AnnualDay{month, day}, month));
    }
  }
  for (int weekday = 0; weekday < 7; ++weekday) {
    calendars.push_back(MustMake(CalendarKind::rolling_weeks, Day(20000 + weekday), 1 + 13 * weekday));
  }
  return calendars;
}

TEST(CalendarTest, Base72EveryDayAgreesWithPython) {  // BASE-72
  const Day first = D("1999-01-01");
  const Day last = D("2033-12-31");
  for (const SumCase& c : kSums) {
    const Calendar calendar = Of(c);
    std::int64_t index_sum = 0, weighted_sum = 0, begin_sum = 0, end_sum = 0;
    for (Day day = first; day <= last; day = Day(day.value() + 1)) {
      const std::int64_t index = calendar.IndexOf(day);
      const Period period = calendar.PeriodOf(day);
      index_sum += index;
      weighted_sum += index * (day.value() + 1 - first.value());
      begin_sum += period.begin.value();
      end_sum += period.end.value();
    }
    EXPECT_EQ(index_sum, c.index_sum) << calendar.ToText();
    EXPECT_EQ(weighted_sum, c.weighted_sum) << calendar.ToText();
    EXPECT_EQ(begin_sum, c.begin_sum) << calendar.ToText();
    EXPECT_EQ(end_sum, c.end_sum) << calendar.ToText();
  }
}

// Walks from step to step: each begins where the one before ends, has the next number, and holds each of its days.
TEST(CalendarTest, Base72StepsPartitionTime) {  // BASE-72
  for (const Calendar& calendar : ManyCalendars()) {
    const Calendar steps = calendar.Steps();
    Period step = steps.PeriodOf(D("1999-01-01"));
    std::int64_t index = steps.IndexOf(D("1999-01-01"));
    while (step.begin <= D("2033-12-31")) {
      ASSERT_FALSE(step.IsEmpty()) << calendar.ToText();
      for (Day day = step.begin; day < step.end; day = Day(day.value() + 1)) {
        ASSERT_EQ(steps.IndexOf(day), index) << calendar.ToText() << ' ' << day.ToText();
        ASSERT_EQ(calendar.IndexOf(day), index) << calendar.ToText() << ' ' << day.ToText();
      }
      const Result<Period> next = steps.Next(step);
      ASSERT_TRUE(next.ok());
      ASSERT_EQ(next->begin, step.end) << calendar.ToText();
      ASSERT_EQ(*steps.Previous(*next), step) << calendar.ToText();
      step = *next;
      ++index;
    }
  }
}

TEST(CalendarTest, Base73NumbersAndPeriodsAreInverse) {  // BASE-73
  for (const Calendar& calendar : ManyCalendars()) {
    const std::int64_t last = calendar.IndexOf(D("2033-12-31"));
    for (std::int64_t index = calendar.IndexOf(D("1999-01-01")); index <= last; ++index) {
      const Result<Period> period = calendar.At(index);
      ASSERT_TRUE(period.ok());
      const Day last_day(period->end.value() - 1);
      ASSERT_EQ(calendar.IndexOf(last_day), index) << calendar.ToText();
      ASSERT_EQ(calendar.PeriodOf(last_day), *period);
      ASSERT_EQ(period->begin, calendar.Steps().At(index - calendar.length() + 1)->begin) << calendar.ToText();
    }
  }
}

TEST(CalendarTest, Base73PeriodZeroBeginsIn1970) {  // BASE-73
  EXPECT_EQ(Calendar().At(0)->ToText(), "1970-01-01/1970-02-01");
  EXPECT_EQ(MustMake(CalendarKind::quarter, AnnualDay{11, 30}).At(0)->ToText(), "1970-02-28/1970-05-30");
  EXPECT_EQ(MustMake(CalendarKind::year, AnnualDay{12, 31}).At(0)->ToText(), "1970-12-31/1971-12-31");
  EXPECT_EQ(MustMake(CalendarKind::rolling_weeks).At(0)->ToText(), "1970-01-05/1970-01-12");
  EXPECT_EQ(MustMake(CalendarKind::rolling_months, AnnualDay{}, 12).At(0)->ToText(), "1969-02-01/1970-02-01");
  EXPECT_EQ(MustMake(CalendarKind::contract_year, D("2024-02-29")).At(0)->ToText(), "2024-02-29/2025-02-28");
  EXPECT_EQ(MustMake(CalendarKind::quarter).IndexOf(D("2026-02-17")), 224);
}

TEST(CalendarTest, Base73TheTableOfDaysHoldsTheSameNumbers) {  // BASE-73
  for (const Calendar& calendar : ManyCalendars()) {
    const Period days{D("2023-11-17"), D("2028-03-31")};
    const std::vector<std::int32_t> indices = calendar.IndicesOf(days);
    ASSERT_EQ(static_cast<std::int64_t>(indices.size()), days.days());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      ASSERT_EQ(indices[i], calendar.IndexOf(Day(days.begin.value() + static_cast<std::int32_t>(i))));
    }
  }
  EXPECT_EQ(Calendar().IndicesOf(Period::All()).size(), std::size_t{kMaxDay - kMinDay + 1});
  EXPECT_TRUE(Calendar().IndicesOf({D("2026-01-01"), D("2026-01-01")}).empty());
}

TEST(CalendarTest, Base74MonthEndAnchorsNeverDrift) {  // BASE-74
  const Calendar months = MustMake(CalendarKind::month, AnnualDay{1, 31});
  Period month = months.PeriodOf(D("2024-01-31"));
  for (const std::string_view expected :
       {"2024-01-31/2024-02-29", "2024-02-29/2024-03-31", "2024-03-31/2024-04-30", "2024-04-30/2024-05-31",
        "2024-05-31/2024-06-30", "2024-06-30/2024-07-31", "2024-07-31/2024-08-31", "2024-08-31/2024-09-30",
        "2024-09-30/2024-10-31", "2024-10-31/2024-11-30", "2024-11-30/2024-12-31", "2024-12-31/2025-01-31",
        "2025-01-31/2025-02-28", "2025-02-28/2025-03-31"}) {
    EXPECT_EQ(month.ToText(), expected);
    month = *months.Next(month);
  }
  EXPECT_EQ(PeriodText(months, "2024-02-28"), "2024-01-31/2024-02-29");
  EXPECT_EQ(PeriodText(months, "2100-02-28"), "2100-02-28/2100-03-31");
  const Calendar quarters = MustMake(CalendarKind::quarter, AnnualDay{11, 30});
  EXPECT_EQ(PeriodText(quarters, "2023-02-27"), "2022-11-30/2023-02-28");
  EXPECT_EQ(PeriodText(quarters, "2023-02-28"), "2023-02-28/2023-05-30");
  EXPECT_EQ(PeriodText(quarters, "2024-02-28"), "2023-11-30/2024-02-29");
  EXPECT_EQ(PeriodText(quarters, "2024-05-29"), "2024-02-29/2024-05-30");
}

TEST(CalendarTest, Base75LeapDayAnchorBeginsOn28FebruaryInCommonYears) {  // BASE-75
  for (const Calendar& calendar :
       {MustMake(CalendarKind::year, AnnualDay{2, 29}), MustMake(CalendarKind::contract_year, D("2024-02-29"))}) {
    EXPECT_EQ(PeriodText(calendar, "2024-02-28"), "2023-02-28/2024-02-29");
    EXPECT_EQ(PeriodText(calendar, "2024-02-29"), "2024-02-29/2025-02-28");
    EXPECT_EQ(PeriodText(calendar, "2025-02-28"), "2025-02-28/2026-02-28");
    EXPECT_EQ(PeriodText(calendar, "2028-02-28"), "2027-02-28/2028-02-29");
    EXPECT_EQ(PeriodText(calendar, "2100-02-28"), "2100-02-28/2101-02-28");
  }
  // An anchor of 28 February stays on the 28th in leap years, too.
  EXPECT_EQ(PeriodText(MustMake(CalendarKind::year, AnnualDay{2, 28}), "2024-02-29"), "2024-02-28/2025-02-28");
}

TEST(CalendarTest, Base76RollingPeriodsAreWindowsOfSteps) {  // BASE-76
  const Calendar year = MustMake(CalendarKind::rolling_months, AnnualDay{}, 12);
  EXPECT_EQ(PeriodText(year, "2026-03-01"), "2025-04-01/2026-04-01");
  EXPECT_EQ(PeriodText(year, "2026-03-31"), "2025-04-01/2026-04-01");
  EXPECT_EQ(PeriodText(year, "2026-04-01"), "2025-05-01/2026-05-01");
  EXPECT_EQ(year.Steps(), Calendar());
  EXPECT_EQ(PeriodText(MustMake(CalendarKind::rolling_months, AnnualDay{1, 31}, 3), "2023-03-15"),
            "2022-12-31/2023-03-31");

  const Calendar weeks = MustMake(CalendarKind::rolling_weeks, AnnualDay{}, 4);
  // 2026-11-22 is a Sunday, the last day of an ISO week.
  EXPECT_EQ(PeriodText(weeks, "2026-11-22"), "2026-10-26/2026-11-23");
  EXPECT_EQ(PeriodText(weeks, "2026-11-23"), "2026-11-02/2026-11-30");
  EXPECT_EQ(PeriodText(weeks, "1969-12-31"), "1969-12-08/1970-01-05");
  EXPECT_EQ(weeks.Steps().PeriodOf(D("2026-11-22")).ToText(), "2026-11-16/2026-11-23");

  // A day lies in as many windows as a window has steps.
  int windows = 0;
  const std::int64_t own = year.IndexOf(D("2026-03-17"));
  for (std::int64_t index = own - 30; index <= own + 30; ++index) {
    if (year.At(index)->Contains(D("2026-03-17"))) ++windows;
  }
  EXPECT_EQ(windows, 12);
}

TEST(CalendarTest, Base77NamesOfPeriods) {  // BASE-77
  auto name = [](const Calendar& calendar, std::string_view day) { return calendar.NameOf(calendar.PeriodOf(D(day))); };
  EXPECT_EQ(name(Calendar(), "2026-03-31"), "2026-03");
  EXPECT_EQ(name(Calendar(), "0987-12-31"), "0987-12");
  EXPECT_EQ(name(MustMake(CalendarKind::quarter), "2026-03-31"), "2026-Q1");
  EXPECT_EQ(name(MustMake(CalendarKind::quarter, AnnualDay{4, 1}), "2026-04-01"), "2026-Q2");
  EXPECT_EQ(name(MustMake(CalendarKind::quarter), "2026-12-31"), "2026-Q4");
  EXPECT_EQ(name(MustMake(CalendarKind::half_year), "2026-06-30"), "2026-H1");
  EXPECT_EQ(name(MustMake(CalendarKind::half_year, AnnualDay{7, 1}), "2026-07-01"), "2026-H2");
  EXPECT_EQ(name(MustMake(CalendarKind::year), "2026-07-01"), "2026");
  EXPECT_EQ(name(MustMake(CalendarKind::year, AnnualDay{4, 1}), "2026-03-31"), "2025-04-01/2026-04-01");
  EXPECT_EQ(name(MustMake(CalendarKind::month, AnnualDay{1, 15}), "2026-01-15"), "2026-01-15/2026-02-15");
  EXPECT_EQ(name(MustMake(CalendarKind::quarter, AnnualDay{2, 1}), "2026-02-01"), "2026-02-01/2026-05-01");
  EXPECT_EQ(name(MustMake(CalendarKind::contract_year, D("2026-01-01")), "2026-02-01"), "2026-01-01/2027-01-01");
  EXPECT_EQ(name(MustMake(CalendarKind::rolling_months), "2026-02-01"), "2026-02-01/2026-03-01");
}

TEST(CalendarTest, Base78EqualCalendarsHaveEqualText) {  // BASE-78
  const std::vector<Calendar> calendars = ManyCalendars();
  for (const Calendar& a : calendars) {
    for (const Calendar& b : calendars) EXPECT_EQ(a == b, a.ToText() == b.ToText()) << a.ToText() << ' ' << b.ToText();
  }
  EXPECT_EQ(MustMake(CalendarKind::quarter, AnnualDay{10, 1}), MustMake(CalendarKind::quarter));
  EXPECT_EQ(MustMake(CalendarKind::month, AnnualDay{10, 1}), Calendar());
  EXPECT_NE(MustMake(CalendarKind::year, AnnualDay{2, 28}), MustMake(CalendarKind::year, AnnualDay{2, 29}));
  EXPECT_NE(MustMake(CalendarKind::contract_year, D("2024-04-01")), MustMake(CalendarKind::year, AnnualDay{4, 1}));
  EXPECT_NE(MustMake(CalendarKind::rolling_months), Calendar());
}

TEST(CalendarTest, Base78CanonicalText) {  // BASE-78
  EXPECT_EQ(Calendar().ToText(), "month@01");
  EXPECT_EQ(MustMake(CalendarKind::month, AnnualDay{5, 31}).ToText(), "month@31");
  EXPECT_EQ(MustMake(CalendarKind::quarter).ToText(), "quarter@01-01");
  EXPECT_EQ(MustMake(CalendarKind::quarter, AnnualDay{11, 30}).ToText(), "quarter@05-30");
  EXPECT_EQ(MustMake(CalendarKind::half_year, AnnualDay{8, 31}).ToText(), "half_year@08-31");
  EXPECT_EQ(MustMake(CalendarKind::half_year, AnnualDay{8, 29}).ToText(), "half_year@02-29");
  EXPECT_EQ(MustMake(CalendarKind::year, AnnualDay{4, 1}).ToText(), "year@04-01");
  EXPECT_EQ(MustMake(CalendarKind::contract_year, D("2024-02-29")).ToText(), "contract_year@2024-02-29");
  EXPECT_EQ(MustMake(CalendarKind::rolling_months, AnnualDay{}, 12).ToText(), "rolling_months(12)@01");
  EXPECT_EQ(MustMake(CalendarKind::rolling_weeks, AnnualDay{}, 4).ToText(), "rolling_weeks(4)@monday");
  EXPECT_EQ(MustMake(CalendarKind::rolling_weeks, D("2026-11-22")).ToText(), "rolling_weeks(1)@sunday");
  EXPECT_EQ(MustMake(CalendarKind::rolling_weeks, D("1969-07-20")).ToText(), "rolling_weeks(1)@sunday");
}

TEST(CalendarTest, Base78NamesOfKinds) {  // BASE-78
  for (const std::string_view name :
       {"month", "quarter", "half_year", "year", "contract_year", "rolling_months", "rolling_weeks"}) {
    ASSERT_TRUE(ParseCalendarKind(name).ok());
    EXPECT_EQ(Name(*ParseCalendarKind(name)), name);
  }
  EXPECT_EQ(ParseCalendarKind("quarterly").error().message,
            "\"quarterly\" is not a calendar; expected month, quarter, half_year, year, contract_year, rolling_months "
            "or rolling_weeks");
  EXPECT_EQ(ParseCalendarKind("").error().code, Code::policy_value);
}

TEST(CalendarTest, Base79WhatIsNotACalendarIsRefused) {  // BASE-79
  auto refused = [](const Result<Calendar>& calendar, std::string_view path, std::string_view message) {
    ASSERT_FALSE(calendar.ok()) << message;
    EXPECT_EQ(calendar.error().code, Code::policy_value);
    EXPECT_EQ(calendar.error().path, path);
    EXPECT_EQ(calendar.error().message, message);
  };
  refused(Calendar::Make(CalendarKind::year, AnnualDay{4, 31}), "anchor", "month 4, day 31 is not a day of any year");
  refused(Calendar::Make(CalendarKind::year, AnnualDay{2, 30}), "anchor", "month 2, day 30 is not a day of any year");
  refused(Calendar::Make(CalendarKind::month, AnnualDay{0, 1}), "anchor", "month 0, day 1 is not a day of any year");
  refused(Calendar::Make(CalendarKind::month, AnnualDay{1, -1}), "anchor", "month 1, day -1 is not a day of any year");
  refused(Calendar::Make(CalendarKind::contract_year), "anchor",
          "a contract year needs the day on which the contract begins");
  refused(Calendar::Make(CalendarKind::contract_year, Day(kMaxDay + 1)), "anchor",
          "10000-01-01 is outside the years 0001 to 9999");
  refused(Calendar::Make(CalendarKind::rolling_weeks, AnnualDay{4, 1}), "anchor",
          "weeks cannot begin on the same day of every year");
  refused(Calendar::Make(CalendarKind::rolling_months, AnnualDay{}, 0), "length",
          "rolling_months of length 0; expected 1 to 1200");
  refused(Calendar::Make(CalendarKind::rolling_weeks, AnnualDay{}, 1201), "length",
          "rolling_weeks of length 1201; expected 1 to 1200");
  refused(Calendar::Make(CalendarKind::rolling_weeks, AnnualDay{}, std::numeric_limits<std::int64_t>::min()), "length",
          "rolling_weeks of length -9223372036854775808; expected 1 to 1200");
  refused(Calendar::Make(CalendarKind::quarter, AnnualDay{}, 2), "length",
          "length 2 of a quarter; only rolling calendars have a length other than 1");
}

TEST(CalendarTest, Base79NumbersOutsideTheRangeOfDaysAreRefused) {  // BASE-79
  for (Calendar calendar : ManyCalendars()) {
    const std::int64_t first = calendar.IndexOf(Day(kMinDay));
    const std::int64_t last = calendar.IndexOf(Day(kMaxDay));
    EXPECT_TRUE(calendar.At(first).ok() && calendar.At(last).ok());
    EXPECT_LE(calendar.Steps().At(first)->begin, Day(kMinDay));
    EXPECT_GT(calendar.At(last)->end, Day(kMaxDay));
    for (const std::int64_t index :
         {first - 1, last + 1, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
      ASSERT_FALSE(calendar.At(index).ok()) << calendar.ToText();
      EXPECT_EQ(calendar.At(index).error().code, Code::overflow);
    }
    EXPECT_FALSE(calendar.Next(*calendar.At(last)).ok());
    EXPECT_FALSE(calendar.Previous(*calendar.At(first)).ok());
  }
  EXPECT_EQ(MustMake(CalendarKind::year).At(8030).error().message,
            "period 8030 of year@01-01 is outside the years 0001 to 9999, periods -1969 to 8029");
  // Total at both ends of the type, where a column may hold anything before its rows are checked.
  EXPECT_LT(MustMake(CalendarKind::month, AnnualDay{1, 31}).IndexOf(Day(std::numeric_limits<std::int32_t>::min())), 0);
  EXPECT_GT(MustMake(CalendarKind::rolling_weeks).IndexOf(Day(std::numeric_limits<std::int32_t>::max())), 0);
}

TEST(PeriodTest, Base80HalfOpen) {  // BASE-80
  const Period march{D("2026-03-01"), D("2026-04-01")};
  EXPECT_TRUE(march.Contains(D("2026-03-01")));
  EXPECT_TRUE(march.Contains(D("2026-03-31")));
  EXPECT_FALSE(march.Contains(D("2026-04-01")));
  EXPECT_FALSE(march.Contains(D("2026-02-28")));
  EXPECT_EQ(march.days(), 31);
  EXPECT_EQ(march.ToText(), "2026-03-01/2026-04-01");
  EXPECT_EQ(Period::All().ToText(), "0001-01-01/10000-01-01");
  EXPECT_TRUE(Period::All().Contains(Day(kMinDay)) && Period::All().Contains(Day(kMaxDay)));

  const Period april{D("2026-04-01"), D("2026-05-01")};
  EXPECT_FALSE(Overlap(march, april));
  EXPECT_TRUE(Intersection(march, april).IsEmpty());
  EXPECT_TRUE(Intersection(april, {D("2025-01-01"), D("2025-02-01")}).IsEmpty());
  EXPECT_EQ(Intersection(march, {D("2026-03-31"), D("2026-05-01")}).ToText(), "2026-03-31/2026-04-01");

  EXPECT_TRUE(Period::Make(D("2026-03-01"), D("2026-03-01"))->IsEmpty());
  EXPECT_EQ(Period::Make(D("2026-03-02"), D("2026-03-01")).error().message,
            "a period cannot begin on 2026-03-02 and end on 2026-03-01, which is earlier");
}

TEST(PeriodTest, Base80TrailingWindows) {  // BASE-80
  EXPECT_EQ(MonthsEndingWith(D("2026-03-31"), 12)->ToText(), "2025-04-01/2026-04-01");
  EXPECT_EQ(MonthsEndingWith(D("2026-02-28"), 1)->ToText(), "2026-02-01/2026-03-01");
  EXPECT_EQ(MonthsEndingWith(D("2024-02-29"), 12)->ToText(), "2023-03-01/2024-03-01");
  EXPECT_EQ(MonthsEndingWith(D("2026-03-17"), 3)->ToText(), "2025-12-18/2026-03-18");
  EXPECT_EQ(MonthsEndingWith(Day(kMaxDay), 1)->ToText(), "9999-12-01/10000-01-01");
  EXPECT_EQ(MonthsBefore(D("2026-03-31"), 1)->ToText(), "2026-02-28/2026-03-31");
  EXPECT_EQ(MonthsBefore(D("2026-03-31"), 0).error().code, Code::invalid_argument);
  EXPECT_EQ(MonthsBefore(D("2026-03-31"), -1).error().code, Code::invalid_argument);
  EXPECT_EQ(MonthsBefore(D("0001-03-31"), 3).error().code, Code::overflow);
  EXPECT_EQ(MonthsBefore(D("0001-03-31"), std::numeric_limits<std::int64_t>::max()).error().code, Code::overflow);
}

}  // namespace
}  // namespace keyhaul
