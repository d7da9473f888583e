// Expected days are those of Python's datetime.
#include "keyhaul/statement/statement_day.h"

#include <gtest/gtest.h>

#include <optional>
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

Period Days(std::string_view begin, std::string_view end) { return {On(begin), On(end)}; }

// "2026-01-31 booked; 2026-03-15 correction".
std::string PlacesText(const Period& period, std::string_view as_of, const Period& current,
                       std::optional<int128> booked, bool moves) {
  std::string text;
  for (const LinePlace& place : LinePlacesOf(period, On(as_of), current, booked, moves)) {
    text += (text.empty() ? "" : "; ") + place.day.ToText() + " ";
    text += kLinePartWords[static_cast<std::size_t>(place.part)];
  }
  return text;
}

TEST(LinePlaces, AreOfThePeriodAndOfTheDay) {  // STATEMENT-05
  const Period january = Days("2026-01-01", "2026-02-01");
  const Period march = Days("2026-03-01", "2026-04-01");
  EXPECT_EQ(PlacesText(january, "2026-03-15", march, std::nullopt, true), "2026-01-31 ");
  EXPECT_EQ(PlacesText(january, "2026-03-15", march, std::nullopt, false), "2026-01-31 ");
  EXPECT_EQ(PlacesText(january, "2026-03-15", march, 500, false), "2026-01-31 ");
  EXPECT_EQ(PlacesText(january, "2026-03-15", march, 500, true), "2026-01-31 booked; 2026-03-15 correction");
  EXPECT_EQ(PlacesText(january, "2026-03-15", march, 0, true), "2026-01-31 booked; 2026-03-15 correction");
  // A period that still runs stands on the statement of the day, and both lines do.
  EXPECT_EQ(PlacesText(march, "2026-03-15", march, std::nullopt, true), "2026-03-15 ");
  EXPECT_EQ(PlacesText(march, "2026-03-15", march, 500, true), "2026-03-15 booked; 2026-03-15 correction");
}

TEST(LinePlaces, OfAPeriodThatSpansStatements) {  // STATEMENT-05
  const Period quarter = Days("2026-01-01", "2026-04-01");
  const Period january = Days("2026-01-01", "2026-02-01");
  const Period march = Days("2026-03-01", "2026-04-01");
  const Period april = Days("2026-04-01", "2026-05-01");
  EXPECT_EQ(PlacesText(quarter, "2026-03-15", march, std::nullopt, true), "2026-03-15 ");
  EXPECT_EQ(PlacesText(quarter, "2026-03-15", march, 500, true), "2026-02-28 booked; 2026-03-15 continued");
  EXPECT_EQ(PlacesText(quarter, "2026-03-15", march, 500, false), "2026-02-28 booked; 2026-03-15 continued");
  EXPECT_EQ(PlacesText(quarter, "2026-03-15", march, 0, true), "2026-03-15 continued");  // nothing was told
  // In its first statement, and after its last, it is as any other.
  EXPECT_EQ(PlacesText(quarter, "2026-01-20", january, 500, true), "2026-01-20 booked; 2026-01-20 correction");
  EXPECT_EQ(PlacesText(quarter, "2026-04-20", april, 500, true), "2026-03-31 booked; 2026-04-20 correction");
  EXPECT_EQ(PlacesText(quarter, "2026-04-20", april, 500, false), "2026-03-31 ");
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
