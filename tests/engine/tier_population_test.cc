// What is tiered: accounts, groups, accounts by service. The ledgers are small enough to be added up by hand.
#include "src/engine/tier_population.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/engine/tier_books.h"

namespace keyhaul {
namespace {

using testing::AddRows;
using testing::AtLeast;
using testing::ByUnit;
using testing::Compiled;
using testing::DayOf;
using testing::Figures;
using testing::Join;
using testing::LedgerEntry;
using testing::Open;
using testing::PopulationOf;
using testing::TierPolicy;
using testing::Values;

TierWithin Services(std::vector<std::string> values) {
  return {TierWithin::Kind::dimension, "service", std::move(values)};
}

// Which unit's tier an account has: the account of the unit, or "-".
std::string TierOf(const Book& book, const TierPopulation& population, std::string_view account, std::size_t part = 0) {
  const std::int32_t unit = population.UnitOf(book.Find(account), part);
  return unit < 0 ? "-" : std::string(book.external_id(population.account(static_cast<std::size_t>(unit))));
}

// ENGINE-31
TEST(TierPopulationTest, ValuesAreSumsOverWholeMonths) {
  const CompiledPolicy compiled = Compiled(TierPolicy());
  Book book = MakeBook(compiled).value();
  Open(&book, "idle");
  AddRows(compiled,
          {{"B", "2026-02-28", 1},
           {"B", "2026-03-01", 10},
           {"A", "2026-04-15", 100},
           {"B", "2026-05-31", 1000},  // later than the as-of day, in its month
           {"A", "2026-06-01", 10000}},
          &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"A", 100}, {"B", 1010}, {"idle", 0}}));
  EXPECT_EQ(population.days(), (Period{DayOf("2026-03-01"), DayOf("2026-06-01")}));
  EXPECT_EQ(population.population().MonthsOf(0), 3);
  EXPECT_EQ(population.population().metrics[0].scale, 2);
  EXPECT_EQ(ByUnit(compiled, book, population, population.population().places),
            (std::map<std::string, std::int32_t>{{"A", 0}, {"B", 1}, {"idle", 2}}));
  EXPECT_EQ(TierOf(book, population, "B"), "B");
  EXPECT_TRUE(population.IsActive(0)) << "nothing asks which accounts have rows";
}

// ENGINE-31: a second metric, and days with rows.
TEST(TierPopulationTest, MetricsAreThoseThatConditionsName) {
  Policy policy = TierPolicy();
  policy.tiering->tiers[0].when =
      AnyOf{{AtLeast("1", AmountPer::window, "weight"), AllOf{{AtLeast("2", AmountPer::window, "active_days")}}}};
  policy.tiering->tiers[0].retain = AtLeast("1", AmountPer::window, "weight");
  policy.classes = {{"economic", AtLeast("5", AmountPer::year)}};
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  AddRows(compiled,
          {{"A", "2026-03-01", 7, "air", 500},
           {"A", "2026-05-01", 8, "road", 600},
           {"A", "2026-05-01", 9, "air", 1},
           {"B", "2026-02-28", 9, "air", 4}},
          &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  const std::vector<MetricColumn>& metrics = population.population().metrics;
  ASSERT_EQ(metrics.size(), 3U);
  EXPECT_EQ(metrics[0].name, "");
  EXPECT_EQ(metrics[1].name, "weight");
  EXPECT_EQ(metrics[1].scale, 3);
  EXPECT_EQ(metrics[2].name, "active_days");
  EXPECT_EQ(metrics[2].scale, 0);
  EXPECT_EQ(Values(compiled, book, population, 0), (Figures{{"A", 24}, {"B", 0}}));
  EXPECT_EQ(Values(compiled, book, population, 1), (Figures{{"A", 1101}, {"B", 0}}));
  EXPECT_EQ(Values(compiled, book, population, 2), (Figures{{"A", 2}, {"B", 0}}));
  EXPECT_TRUE(metrics[0].previous.empty() && metrics[0].least_month.empty() && metrics[0].active_months.empty());
}

// ENGINE-32. N belongs to ACME, and until 10 May to the buying group G. On the last of March and of April it is in G,
// on the last of May no longer, so its May counts at ACME.
TEST(TierPopulationTest, MembersCountAtTheHeadOfTheirMonth) {
  Policy policy = TierPolicy();
  policy.tiering->roll_up = RollUp::group;
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  for (const char* id : {"ACME", "G", "alone", "idle"}) Open(&book, id);
  Open(&book, "N", "ACME");
  Open(&book, "N1", "N");
  Join(&book, "N", "G", "2026-01-01", "2026-05-10");
  AddRows(compiled,
          {{"N", "2026-03-31", 1},
           {"N1", "2026-04-01", 10},
           {"N1", "2026-05-01", 100},
           {"ACME", "2026-04-01", 1000},
           {"G", "2026-05-01", 10000},
           {"alone", "2026-05-01", 5}},
          &book);
  const TierPopulation later = PopulationOf(compiled, book, "2026-05-31");
  EXPECT_EQ(Values(compiled, book, later), (Figures{{"ACME", 1100}, {"G", 10011}, {"alone", 5}, {"idle", 0}}));
  EXPECT_EQ(TierOf(book, later, "N1"), "ACME");
  // As of 9 May the membership holds, and the month is looked at as of that day.
  const TierPopulation sooner = PopulationOf(compiled, book, "2026-05-09");
  EXPECT_EQ(Values(compiled, book, sooner), (Figures{{"ACME", 1000}, {"G", 10111}, {"alone", 5}, {"idle", 0}}));
  EXPECT_EQ(TierOf(book, sooner, "N1"), "G");
  EXPECT_EQ(TierOf(book, sooner, "G"), "G");
  EXPECT_EQ(ByUnit(compiled, book, later, later.active_months()),
            (std::map<std::string, std::int32_t>{{"ACME", 2}, {"G", 3}, {"alone", 1}, {"idle", 0}}));
  EXPECT_EQ(ByUnit(compiled, book, later, later.population().places),
            (std::map<std::string, std::int32_t>{{"ACME", 0}, {"G", 1}, {"alone", 2}, {"idle", 3}}));
}

// ENGINE-33: who has joined a group within the window keeps the months before, and has the group's tier.
TEST(TierPopulationTest, WhoJoinsWithinTheWindowIsAUnitForTheMonthsBefore) {
  Policy policy = TierPolicy();
  policy.tiering->roll_up = RollUp::group;
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  for (const char* id : {"G", "late", "early"}) Open(&book, id);
  Join(&book, "late", "G", "2026-05-01", "2027-01-01");
  Join(&book, "early", "G", "2026-02-01", "2027-01-01");
  AddRows(compiled, {{"late", "2026-04-30", 1}, {"late", "2026-05-01", 10}, {"early", "2026-03-01", 100}}, &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-31");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"G", 110}, {"late", 1}}));
  EXPECT_EQ(TierOf(book, population, "late"), "G");
  EXPECT_EQ(TierOf(book, population, "early"), "G");
}

// ENGINE-32
TEST(TierPopulationTest, TwoGroupsOnOneDayAreRefusedByName) {
  Policy policy = TierPolicy();
  policy.tiering->roll_up = RollUp::group;
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  for (const char* id : {"Z", "B", "H", "G"}) Open(&book, id);
  Join(&book, "Z", "H", "2026-01-01", "2027-01-01");
  Join(&book, "Z", "G", "2026-04-30", "2026-05-01");
  Join(&book, "B", "H", "2026-04-01", "2026-05-01");
  Join(&book, "B", "G", "2026-04-30", "2026-06-01");
  AddRows(compiled, {{"Z", "2026-04-30", 1}}, &book);
  const Result<TierPopulation> refused = BuildPopulation(compiled, book, DayOf("2026-05-31"), book.OrderByExternalId());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_conflict);
  EXPECT_EQ(refused.error().value, "B");
  EXPECT_EQ(
      refused.error().message,
      "the account \"B\" is a member of \"G\" and of \"H\" on 2026-04-30; its value would count twice where groups "
      "are tiered");
  // In March and in July nobody is in two groups.
  EXPECT_TRUE(BuildPopulation(compiled, book, DayOf("2026-03-31"), book.OrderByExternalId()).ok());
  EXPECT_TRUE(BuildPopulation(compiled, book, DayOf("2026-07-31"), book.OrderByExternalId()).ok());
  EXPECT_FALSE(BuildPopulation(compiled, book, DayOf("2026-06-30"), book.OrderByExternalId()).ok());
}

// ENGINE-34
TEST(TierPopulationTest, WithinADimensionEveryValueIsAUnit) {
  Policy policy = TierPolicy();
  policy.tiering->within = Services({"road", "air"});
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  Open(&book, "idle");
  AddRows(compiled,
          {{"A", "2026-03-01", 1, "air"},
           {"A", "2026-04-01", 10, "road"},
           {"A", "2026-04-02", 20, "road"},
           {"A", "2026-05-01", 100, "sea"},  // no value of the rule
           {"B", "2025-12-01", 5, "air"},    // in the window before
           {"C", "2025-11-30", 6, "air"},    // before that
           {"D", "2026-05-01", 0, "road"}},  // a row without value
          &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(Values(compiled, book, population), (Figures{{"A/air", 1}, {"A/road", 30}, {"B/air", 0}, {"D/road", 0}}));
  EXPECT_EQ(TierOf(book, population, "A", 0), "A");
  EXPECT_EQ(TierOf(book, population, "B", 0), "-");
  EXPECT_EQ(TierOf(book, population, "B", 1), "B");
  EXPECT_EQ(TierOf(book, population, "idle", 1), "-");
  EXPECT_EQ(population.population().segment_count, 2);
  std::map<std::string, bool> active;
  for (std::size_t unit = 0; unit < population.size(); ++unit) {
    const std::string name(book.external_id(population.account(unit)));
    active[name + "/" + std::string(population.segment(unit))] = population.IsActive(unit);
  }
  EXPECT_EQ(active,
            (std::map<std::string, bool>{{"A/air", true}, {"A/road", true}, {"B/air", false}, {"D/road", true}}));
}

// ENGINE-35
TEST(TierPopulationTest, SegmentsAreFactsOfTheHead) {
  Policy policy = TierPolicy();
  policy.tiering->roll_up = RollUp::group;
  policy.tiering->within = {TierWithin::Kind::fact, "industry"};
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  const auto open = [&](std::string_view id, std::string_view industry, std::string_view parent) {
    AccountFacts facts;
    facts.external_id = id;
    facts.industry = industry;
    facts.parent = parent;
    ASSERT_TRUE(book.OpenAccount(facts).ok());
  };
  open("Z", "toys", {});
  open("A", "shoes", {});
  open("N", "books", "A");  // a member: its own industry counts for nothing
  open("X", "", {});
  open("Y", "toys", {});
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_EQ(std::vector<std::string>(population.segment_names().begin(), population.segment_names().end()),
            (std::vector<std::string>{"", "shoes", "toys"}));
  EXPECT_EQ(ByUnit(compiled, book, population, population.population().segments),
            (std::map<std::string, std::int32_t>{{"A", 1}, {"X", 0}, {"Y", 2}, {"Z", 2}}));
  EXPECT_EQ(population.population().segment_count, 3);
}

// ENGINE-35
TEST(TierPopulationTest, FactsAreThoseOfTheAccount) {
  Policy policy = TierPolicy();
  policy.classes = {{"group", FactIs{"group", {"head"}}}};
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  AccountFacts facts;
  facts.external_id = "A";
  facts.industry = "shoes";
  facts.city = "Yiwu";
  facts.region = "Zhejiang";
  facts.tags = "strategic; new";
  ASSERT_TRUE(book.OpenAccount(facts).ok());
  for (const char* id : {"G", "M", "P", "alone"}) Open(&book, id);
  Open(&book, "C", "P");
  Join(&book, "M", "G", "2026-05-01", "2026-06-01");
  Join(&book, "A", "M", "2026-05-01", "2026-05-10");
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  const auto has = [&](std::string_view account, const std::string& fact, std::vector<std::string> values) {
    const auto unit = static_cast<std::size_t>(population.UnitOf(book.Find(account)));
    return population.population().has_fact(unit, {fact, std::move(values)});
  };
  EXPECT_TRUE(has("A", "industry", {"toys", "shoes"}));
  EXPECT_FALSE(has("A", "industry", {"toys"}));
  EXPECT_TRUE(has("A", "city", {"Yiwu"}));
  EXPECT_TRUE(has("A", "region", {"Zhejiang"}));
  EXPECT_FALSE(has("G", "region", {""}));
  EXPECT_TRUE(has("A", "tag", {"new"}));
  EXPECT_FALSE(has("A", "tag", {"strateg", "strategic;new", "strategic; new"}));
  EXPECT_FALSE(has("A", "name", {"A"}));
  const auto groups = [&](std::string_view account) {
    std::string words;
    for (const char* word : {"head", "member", "none"}) words += has(account, "group", {word}) ? word[0] : '-';
    return words;
  };
  EXPECT_EQ(groups("G"), "h--");
  EXPECT_EQ(groups("M"), "-m-") << "the membership of A has ended the day before";
  EXPECT_EQ(groups("A"), "--n");
  EXPECT_EQ(groups("P"), "h--");
  EXPECT_EQ(groups("C"), "-m-");
  EXPECT_EQ(groups("alone"), "--n");
}

// ENGINE-38
TEST(TierPopulationTest, MonthsWithoutRowsAreZeroAndNotActive) {
  Policy policy = TierPolicy();
  policy.tiering->tiers[0].when = AllOf{{AtLeast("1", AmountPer::every_month), AtLeast("1", AmountPer::active_month)}};
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  AddRows(compiled,
          {{"A", "2026-03-01", 5},
           {"A", "2026-04-01", 8},
           {"A", "2026-04-01", 1},
           {"A", "2026-05-01", 7},
           {"B", "2026-03-01", 5},
           {"B", "2026-05-01", -3},
           {"C", "2026-05-01", 4},
           {"D", "2026-02-01", -9},
           {"D", "2026-04-01", -2},
           {"E", "2026-02-01", 4},
           {"F", "2026-03-01", 0}},
          &book);
  Open(&book, "Y");
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  const MetricColumn& value = population.population().metrics[0];
  EXPECT_EQ(ByUnit(compiled, book, population, value.least_month),
            (Figures{{"A", 5}, {"B", -3}, {"C", 0}, {"D", -2}, {"E", 0}, {"F", 0}, {"Y", 0}}));
  EXPECT_EQ(ByUnit(compiled, book, population, value.greatest_month),
            (Figures{{"A", 9}, {"B", 5}, {"C", 4}, {"D", 0}, {"E", 0}, {"F", 0}, {"Y", 0}}));
  EXPECT_EQ(
      ByUnit(compiled, book, population, value.active_months),
      (std::map<std::string, std::int32_t>{{"A", 3}, {"B", 2}, {"C", 1}, {"D", 1}, {"E", 0}, {"F", 1}, {"Y", 0}}));
  EXPECT_TRUE(population.IsActive(static_cast<std::size_t>(population.UnitOf(book.Find("F")))));
  EXPECT_FALSE(population.IsActive(static_cast<std::size_t>(population.UnitOf(book.Find("E")))));
}

// ENGINE-38: whoever moves accounts asks for it, too.
TEST(TierPopulationTest, MovementKnowsWhoHasRows) {
  Policy policy = TierPolicy();
  policy.tiering->movement = MovementRule{};
  const CompiledPolicy compiled = Compiled(policy);
  Book book = MakeBook(compiled).value();
  AddRows(compiled, {{"A", "2026-05-01", 0}, {"B", "2026-02-01", 5}}, &book);
  const TierPopulation population = PopulationOf(compiled, book, "2026-05-10");
  EXPECT_TRUE(population.IsActive(static_cast<std::size_t>(population.UnitOf(book.Find("A")))));
  EXPECT_FALSE(population.IsActive(static_cast<std::size_t>(population.UnitOf(book.Find("B")))));
}

// A book that was filled for another plan.
TEST(TierPopulationTest, ABookWithoutTheMetricsIsRefused) {
  Policy policy = TierPolicy();
  const Book book = MakeBook(Compiled(policy)).value();
  policy.tiering->value.measure = "weight";
  const Result<TierPopulation> refused = BuildPopulation(Compiled(policy), book, DayOf("2026-05-10"), {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::bytes_plan);
}

// The head of an account on a day, one step after the other.
AccountId HeadOf(const Book& book, AccountId account, Day day) {
  for (;;) {
    const std::vector<AccountId> groups = book.GroupsOf(account, day);
    const AccountId above = groups.empty() ? book.ParentOf(account) : groups.front();
    if (above.IsNone()) return account;
    account = above;
  }
}

// ENGINE-32, ENGINE-33, ENGINE-34, against adding up row by row.
TEST(TierPopulationTest, RandomGroupsAddUp) {
  std::mt19937_64 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int rolled = 0;
  for (int round = 0; round < 60; ++round) {
    const bool by_service = round % 2 == 0;
    Policy policy = TierPolicy();
    policy.tiering->roll_up = RollUp::group;
    policy.tiering->window.months = 1 + below(6);
    if (by_service) policy.tiering->within = Services({"air", "road"});
    const CompiledPolicy compiled = Compiled(policy);
    Book book = MakeBook(compiled).value();
    constexpr int kAccounts = 12;
    const auto id = [](int i) { return "a" + std::to_string(i); };
    for (int i = 0; i < kAccounts; ++i) Open(&book, id(i));
    const Day begin = DayOf("2025-11-01");
    for (int i = 1; i < kAccounts; ++i) {
      // Edges go to lower numbers, so they close no cycle; memberships of one account follow one another.
      if (below(3) == 0) {
        ASSERT_TRUE(book.SetParent(book.Find(id(i)), book.Find(id(below(i)))).ok());
      }
      for (int from = 0; from < 210; from += 70) {
        if (below(2) == 0) continue;
        const Day first(begin.value() + from + below(35));
        const Day end(first.value() + 1 + below(35));
        ASSERT_TRUE(book.AddMembership(book.Find(id(i)), book.Find(id(below(i))), {first, end}).ok());
      }
    }
    std::vector<LedgerEntry> rows;
    for (int i = 0; i < 80; ++i) {
      rows.push_back({id(below(kAccounts)), Day(begin.value() + below(200)).ToText(), below(1000) - 200,
                      below(2) == 0 ? "air" : "road"});
    }
    AddRows(compiled, rows, &book);
    const Day as_of(begin.value() + 150 + below(40));
    const TierPopulation population = PopulationOf(compiled, book, as_of.ToText());
    Figures expected;
    int128 total = 0;
    for (const LedgerEntry& row : rows) {
      const Period month = kMonths.PeriodOf(DayOf(row.day));
      const std::int64_t age = kMonths.IndexOf(as_of) - kMonths.IndexOf(month.begin);
      if (age < 0 || age >= policy.tiering->window.months) continue;
      const Day day = std::min(Day(month.end.value() - 1), as_of);
      const AccountId account = book.Find(row.account);
      const AccountId head = HeadOf(book, account, day);
      rolled += head == account ? 0 : 1;
      expected[std::string(book.external_id(head)) + (by_service ? "/" + row.service : "")] += row.revenue;
      total += row.revenue;
    }
    Figures values = Values(compiled, book, population);
    int128 sum = 0;
    for (const auto& [name, value] : values) sum += value;
    EXPECT_EQ(sum, total);
    for (const auto& [name, value] : expected) EXPECT_TRUE(values.contains(name) && values[name] == value) << name;
    for (const auto& [name, value] : values) EXPECT_TRUE(expected.contains(name) || value == 0) << name;
    for (int i = 0; i < kAccounts; ++i) {
      const AccountId head = HeadOf(book, book.Find(id(i)), as_of);
      const std::string head_id(book.external_id(head));
      for (std::size_t part = 0; part < (by_service ? 2 : 1); ++part) {
        const std::string unit = head_id + (by_service ? (part == 0 ? "/air" : "/road") : "");
        EXPECT_EQ(testing::ByUnit(compiled, book, population, population.population().places).contains(unit),
                  TierOf(book, population, id(i), part) == head_id);
      }
    }
  }
  EXPECT_GT(rolled, 500);
}

}  // namespace
}  // namespace keyhaul
