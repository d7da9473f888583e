// Expected days are those of Python's datetime.
#include "keyhaul/statement/statement_day.h"

#include <gtest/gtest.h>

#include <string>

namespace keyhaul {
namespace {

Day On(std::string_view text) { return *Day::Parse(text); }

TEST(DueDay, CountsFromTheStatementOrItsMonth) {  // STATEMENT-06
  EXPECT_EQ(DueDay(On("2026-05-17"), 90, PaymentFrom::month_end)->ToText(), "2026-08-29");
  EXPECT_EQ(DueDay(On("2026-05-17"), 90, PaymentFrom::statement_day)->ToText(), "2026-08-15");
  EXPECT_EQ(DueDay(On("2024-02-03"), 0, PaymentFrom::month_end)->ToText(), "2024-02-29");
  EXPECT_EQ(DueDay(On("2026-12-31"), 1, PaymentFrom::month_end)->ToText(), "2027-01-01");
  EXPECT_EQ(DueDay(On("2026-12-31"), 0, PaymentFrom::statement_day)->ToText(), "2026-12-31");
  EXPECT_EQ(DueDay(On("9999-12-01"), 1, PaymentFrom::month_end).error().code, Code::overflow);
}

TEST(StatementDay, IsThatOfTheSettlementsPeriod) {  // STATEMENT-05
  const Period may{On("2026-05-01"), On("2026-06-01")};
  const Day july = On("2026-07-15");
  EXPECT_EQ(StatementDayOf(may, july, false, true).ToText(), "2026-05-31");
  EXPECT_EQ(StatementDayOf(may, july, false, false).ToText(), "2026-05-31");
  EXPECT_EQ(StatementDayOf(may, july, true, false).ToText(), "2026-05-31");
  EXPECT_EQ(StatementDayOf(may, On("2026-05-17"), false, true).ToText(), "2026-05-17");
}

TEST(StatementDay, OfACorrectionIsTheDayOfTheRun) {  // STATEMENT-05
  const Period may{On("2026-05-01"), On("2026-06-01")};
  EXPECT_EQ(StatementDayOf(may, On("2026-07-15"), true, true).ToText(), "2026-07-15");
}

TEST(StatementCalendar, HasThePeriodsOfARule) {  // STATEMENT-07
  const Day day = On("2026-05-17");
  EXPECT_EQ(StatementCalendar(CalendarKind::month).PeriodOf(day).ToText(), "2026-05-01/2026-06-01");
  EXPECT_EQ(StatementCalendar(CalendarKind::quarter).PeriodOf(day).ToText(), "2026-04-01/2026-07-01");
  EXPECT_EQ(StatementCalendar(CalendarKind::half_year).PeriodOf(day).ToText(), "2026-01-01/2026-07-01");
  EXPECT_EQ(StatementCalendar(CalendarKind::year).PeriodOf(day).ToText(), "2026-01-01/2027-01-01");
}

}  // namespace
}  // namespace keyhaul
