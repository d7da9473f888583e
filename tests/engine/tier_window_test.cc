// Windows of a tiering rule, the windows before them, and projections. Expected months are counted on the calendar by
// hand, projections in fractions on paper.
#include "src/engine/tier_window.h"

#include <gtest/gtest.h>

#include "tests/engine/tier_books.h"

namespace keyhaul {
namespace {

using testing::AddRows;
using testing::ByUnit;
using testing::Compiled;
using testing::DayOf;
using testing::Figures;
using testing::Join;
using testing::Open;
using testing::PopulationOf;
using testing::TierPolicy;
using testing::Values;

using Kind = TierWindow::Kind;

std::int64_t Month(std::string_view text) { return kMonths.IndexOf(DayOf(std::string(text) + "-01")); }

std::string TextOf(const MonthRange& months) {
  if (months.Count() == 0) return "none";
  const auto name = [](std::int64_t month) { return kMonths.NameOf(kMonths.At(month).value()); };
  return name(months.first) + " " + name(months.last);
}

Policy WithWindow(TierWindow window) {
  Policy policy = TierPolicy();
  policy.tiering->window = window;
  policy.tiering->tiers[0].when = testing::AtLeast("0", AmountPer::growth);
  return policy;
}

AccountId OpenOn(Book* book, std::string_view id, std::string_view day) {
  AccountFacts facts;
  facts.external_id = id;
  facts.opened = DayOf(day);
  return book->OpenAccount(facts).value();
}

Figures Previous(const CompiledPolicy& compiled, const Book& book, const TierPopulation& population) {
  return ByUnit(compiled, book, population, population.population().metrics[0].previous);
}

// ENGINE-36, ENGINE-37
TEST(TierWindowTest, KindsOfWindows) {
  struct Case {
    TierWindow window;
    const char* last;
    const char* opened;
    const char* now;
    const char* before;
  };
  for (const Case& test : {
           Case{{Kind::trailing, 12}, "2026-05", "", "2025-06 2026-05", "2024-06 2025-05"},
           Case{{Kind::trailing, 1}, "2026-01", "", "2026-01 2026-01", "2025-12 2025-12"},
           Case{{Kind::calendar, 12}, "2026-05", "", "2026-01 2026-05", "2025-01 2025-05"},
           Case{{Kind::calendar, 12}, "2026-12", "", "2026-01 2026-12", "2025-01 2025-12"},
           Case{{Kind::calendar, 6}, "2026-09", "", "2026-07 2026-09", "2026-01 2026-03"},
           Case{{Kind::calendar, 3}, "2026-06", "", "2026-04 2026-06", "2026-01 2026-03"},
           Case{{Kind::calendar, 3}, "1969-11", "", "1969-10 1969-11", "1969-07 1969-08"},
           Case{{Kind::calendar, 1}, "2026-01", "", "2026-01 2026-01", "2025-12 2025-12"},
           Case{{Kind::anniversary, 12}, "2026-05", "2023-03", "2026-03 2026-05", "2025-12 2026-02"},
           Case{{Kind::anniversary, 12}, "2026-05", "2023-06", "2025-06 2026-05", "2024-06 2025-05"},
           Case{{Kind::anniversary, 12}, "2026-05", "2023-05", "2026-05 2026-05", "2026-04 2026-04"},
           Case{{Kind::anniversary, 12}, "2026-05", "2025-11", "2025-11 2026-05", "2025-04 2025-10"},
           Case{{Kind::anniversary, 12}, "2026-05", "2026-08", "2026-05 2026-05", "2026-04 2026-04"},
           Case{{Kind::anniversary, 12}, "2026-05", "", "2026-05 2026-05", "2026-04 2026-04"},
           Case{{Kind::lifetime, 0}, "2026-05", "", "2023-07 2026-05", "none"},
           Case{{Kind::lifetime, 0}, "2023-05", "", "2023-05 2023-05", "none"},
       }) {
    const std::string opened = test.opened;
    const TierMonths months = MonthsOf(test.window, Month(test.last), Month("2023-07"),
                                       opened.empty() ? std::nullopt : std::optional(Month(opened)));
    EXPECT_EQ(TextOf(months.window), test.now) << test.last << " " << test.opened;
    EXPECT_EQ(TextOf(months.before), test.before) << test.last << " " << test.opened;
  }
}

// ENGINE-37
TEST(TierWindowTest, GrowthIsMeasuredAgainstTheWindowBefore) {
  const CompiledPolicy compiled = Compiled(WithWindow({Kind::trailing, 3}));
  Book book = MakeBook(compiled).value();
  AddRows(compiled,
          {{"A", "2025-11-30", 1},
           {"A", "2025-12-01", 10},
           {"A", "2026-02-28", 20},
           {"A", "2026-03-01", 100},
           {"B", "2026-02-01", 7}},
          &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"A", 100}, {"B", 0}}));
  EXPECT_EQ(Previous(compiled, book, population), (Figures{{"A", 30}, {"B", 7}}));
  // As of April the window before begins in November, with the ledger; as of March it begins a month earlier.
  EXPECT_EQ(Previous(compiled, book, PopulationOf(compiled, book, "2026-04-10")), (Figures{{"A", 11}, {"B", 0}}));
  EXPECT_EQ(Previous(compiled, book, PopulationOf(compiled, book, "2026-03-10")), (Figures{{"A", 0}, {"B", 0}}));
}

// ENGINE-36, ENGINE-37: the months between the two windows count for neither.
TEST(TierWindowTest, CalendarYearsAreComparedAtTheSameMonths) {
  const CompiledPolicy compiled = Compiled(WithWindow({Kind::calendar, 12}));
  Book book = MakeBook(compiled).value();
  AddRows(compiled,
          {{"A", "2024-12-01", 1},
           {"A", "2025-01-01", 10},
           {"A", "2025-05-31", 20},
           {"A", "2025-06-01", 100},
           {"A", "2026-01-01", 1000},
           {"A", "2026-05-01", 2000}},
          &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"A", 3000}}));
  EXPECT_EQ(Previous(compiled, book, population), (Figures{{"A", 30}}));
  EXPECT_EQ(population.population().MonthsOf(0), 5);
  EXPECT_EQ(population.days(), (Period{DayOf("2026-01-01"), DayOf("2026-06-01")}));
}

// ENGINE-36
TEST(TierWindowTest, AnniversariesAreOfTheAccount) {
  const CompiledPolicy compiled = Compiled(WithWindow({Kind::anniversary, 12}));
  Book book = MakeBook(compiled).value();
  OpenOn(&book, "march", "2023-03-31");
  OpenOn(&book, "june", "2024-06-01");
  Open(&book, "idle");
  AddRows(compiled,
          {{"first", "2025-11-05", 1},
           {"first", "2025-12-05", 10},
           {"march", "2025-12-01", 5},
           {"march", "2026-02-28", 7},
           {"march", "2026-03-01", 100},
           {"june", "2025-05-31", 3},
           {"june", "2025-06-01", 200},
           {"june", "2024-05-01", 4}},
          &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"first", 11}, {"idle", 0}, {"june", 200}, {"march", 100}}));
  EXPECT_EQ(Previous(compiled, book, population), (Figures{{"first", 0}, {"idle", 0}, {"june", 3}, {"march", 12}}));
  EXPECT_EQ(ByUnit(compiled, book, population, population.population().months),
            (std::map<std::string, std::int32_t>{{"first", 7}, {"idle", 1}, {"june", 12}, {"march", 3}}));
  EXPECT_EQ(population.days(), (Period{DayOf("2025-06-01"), DayOf("2026-06-01")}));
  // A year after its first row the account's second year begins.
  EXPECT_EQ(Values(compiled, book, PopulationOf(compiled, book, "2026-11-30"))["first"], 0);
}

// ENGINE-36: of a group it is the head's year that counts.
TEST(TierWindowTest, AnniversariesOfGroupsAreThoseOfTheHead) {
  Policy policy = WithWindow({Kind::anniversary, 12});
  policy.tiering->roll_up = RollUp::group;
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  OpenOn(&book, "H", "2020-04-15");
  OpenOn(&book, "M", "2020-01-15");
  Open(&book, "U");
  Open(&book, "V");
  Join(&book, "M", "H", "2020-01-01", "2030-01-01");
  Join(&book, "V", "U", "2020-01-01", "2030-01-01");
  AddRows(compiled, {{"M", "2026-03-01", 1}, {"M", "2026-04-01", 10}, {"V", "2026-02-01", 5}, {"U", "2026-03-01", 6}},
          &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"H", 10}, {"U", 11}}));
  EXPECT_EQ(ByUnit(compiled, book, population, population.population().months),
            (std::map<std::string, std::int32_t>{{"H", 2}, {"U", 4}}));
}

// ENGINE-36
TEST(TierWindowTest, ALifetimeBeginsWithTheLedger) {
  const CompiledPolicy compiled = Compiled(WithWindow({Kind::lifetime, 0}));
  Book book = MakeBook(compiled).value();
  AddRows(compiled, {{"A", "2023-07-31", 1}, {"A", "2026-05-01", 10}, {"A", "2026-06-01", 100}}, &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"A", 11}}));
  EXPECT_EQ(population.population().MonthsOf(0), 35);
  EXPECT_TRUE(population.population().metrics[0].previous.empty());
  EXPECT_EQ(population.days(), (Period{DayOf("2023-07-01"), DayOf("2026-06-01")}));
}

Figures Projected(const CompiledPolicy& compiled, const Book& book, std::string_view as_of) {
  const TierPopulation population = PopulationOf(compiled, book, as_of);
  const Result<std::vector<int128>> projected = ProjectedValues(compiled, book, DayOf(as_of), population);
  EXPECT_TRUE(projected.ok()) << projected.error().Text();
  return ByUnit(compiled, book, population, std::span<const int128>(*projected));
}

// ENGINE-39
TEST(TierWindowTest, OfATrailingWindowTheRunningMonthGrows) {
  Policy policy = WithWindow({Kind::trailing, 3});
  policy.tiering->roll_up = RollUp::group;
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  Open(&book, "A");
  Open(&book, "N", "A");
  AddRows(compiled,
          {{"A", "2026-04-01", 1000},
           {"A", "2026-05-01", 60},
           {"N", "2026-05-10", 41},
           {"B", "2026-04-01", 7},
           {"C", "2026-05-02", -1}},
          &book);
  // A: 1000 + floor(101 * 31 / 10) = 1000 + 313; C: floor(-31 / 10) = -4.
  EXPECT_EQ(Projected(compiled, book, "2026-05-10"), (Figures{{"A", 1313}, {"B", 7}, {"C", -4}}));
  EXPECT_EQ(Projected(compiled, book, "2026-05-31"), (Figures{{"A", 1101}, {"B", 7}, {"C", -1}}));
}

// ENGINE-39
TEST(TierWindowTest, CalendarPeriodsGrowAsAWhole) {
  const CompiledPolicy compiled = Compiled(WithWindow({Kind::calendar, 12}));
  Book book = MakeBook(compiled).value();
  AddRows(compiled, {{"A", "2026-01-01", 1000}, {"A", "2026-05-01", 301}, {"B", "2026-02-01", -1}}, &book);
  // 130 of 365 days: 1301 * 365 / 130 = 3652.8...; -365 / 130 = -2.8...
  EXPECT_EQ(Projected(compiled, book, "2026-05-10"), (Figures{{"A", 3652}, {"B", -3}}));
  EXPECT_EQ(Projected(compiled, book, "2026-12-31"), (Figures{{"A", 1301}, {"B", -1}}));
}

// ENGINE-39
TEST(TierWindowTest, AnniversaryYearsGrowByTheirOwnDays) {
  const CompiledPolicy compiled = Compiled(WithWindow({Kind::anniversary, 12}));
  Book book = MakeBook(compiled).value();
  OpenOn(&book, "march", "2023-03-31");
  OpenOn(&book, "may", "2023-05-31");
  AddRows(compiled, {{"march", "2026-03-01", 711}, {"may", "2026-05-01", 10}}, &book);
  // 71 of 365 days since 1 March: 711 * 365 / 71 = 3655.1...; 10 of 365 since 1 May.
  EXPECT_EQ(Projected(compiled, book, "2026-05-10"), (Figures{{"march", 3655}, {"may", 365}}));
}

// ENGINE-39
TEST(TierWindowTest, ALifetimeIsWhatItIs) {
  const CompiledPolicy compiled = Compiled(WithWindow({Kind::lifetime, 0}));
  Book book = MakeBook(compiled).value();
  AddRows(compiled, {{"A", "2023-07-31", 1}, {"A", "2026-05-01", 10}}, &book);
  EXPECT_EQ(Projected(compiled, book, "2026-05-10"), (Figures{{"A", 11}}));
}

}  // namespace
}  // namespace keyhaul
