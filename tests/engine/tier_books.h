// Small books under a tiering rule, for tests of what is tiered. Policies are put together as C++ types.
#ifndef KEYHAUL_TESTS_ENGINE_TIER_BOOKS_H_
#define KEYHAUL_TESTS_ENGINE_TIER_BOOKS_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/engine/engine.h"
#include "src/engine/tier_population.h"
#include "src/engine/tier_projection.h"
#include "tests/book/ledger_rows.h"
#include "tests/print_int128.h"

namespace keyhaul::testing {

inline Day DayOf(std::string_view text) { return Day::Parse(text).value(); }

// A policy with the dimension service and the measures revenue (cents) and weight (grams of a kilogram).
inline Policy TierPolicy() {
  Policy policy;
  policy.name = "tiers";
  policy.currency = Currency::Parse("CNY").value();
  policy.ledger.dimensions = {"service"};
  policy.ledger.measures = {{"revenue", "money", 2}, {"weight", "kg", 3}};
  TieringRule rule;
  rule.value.measure = "revenue";
  rule.window.months = 3;
  rule.tiers = {{"key", ShareCut{Decimal::Parse("0.8").value()}}, {"small"}};
  policy.tiering = rule;
  return policy;
}

inline AmountRange AtLeast(std::string_view bound, AmountPer per = AmountPer::window, std::string of = {}) {
  AmountRange range;
  range.lower = Bound{Decimal::Parse(bound).value()};
  range.per = per;
  range.of = std::move(of);
  return range;
}

// Ready for BuildPopulation, without what other parts of a policy need.
inline CompiledPolicy Compiled(const Policy& policy) {
  std::vector<PlanItem> items;
  AddTierItems(policy, &items);
  Result<MeasurePlan> plan = MeasurePlan::Make(policy.ledger, policy.currency, 2, std::move(items));
  EXPECT_TRUE(plan.ok()) << plan.error().Text();
  return {.policy = policy, .digest = {}, .plan = *std::move(plan), .money_scale = 2, .rates = {}, .lines = {}};
}

struct LedgerEntry {
  std::string account;
  std::string day;
  std::int64_t revenue = 0;
  std::string service = "air";
  std::int64_t weight = 0;
};

// Opens the accounts of the rows that are not there yet.
inline void AddRows(const CompiledPolicy& compiled, const std::vector<LedgerEntry>& entries, Book* book) {
  std::vector<Row> rows;
  for (const LedgerEntry& entry : entries) {
    rows.push_back({entry.account,
                    DayOf(entry.day).value(),
                    RowKind::charge,
                    "",
                    "",
                    {entry.service},
                    {entry.revenue, entry.weight}});
  }
  const OwnedBatch owned(compiled.plan, rows);
  const Result<AddOutcome> added = book->AddByExternalId(owned.accounts(), OnUnknownAccount::open_account,
                                                         owned.batch(), OnBadRow::refuse_batch, {});
  EXPECT_TRUE(added.ok()) << added.error().Text();
}

inline AccountId Open(Book* book, std::string_view id, std::string_view parent = {}) {
  AccountFacts facts;
  facts.external_id = id;
  facts.parent = parent;
  return book->OpenAccount(facts).value();
}

inline void Join(Book* book, std::string_view member, std::string_view group, std::string_view from,
                 std::string_view until) {
  const Status added = book->AddMembership(book->Find(member), book->Find(group), {DayOf(from), DayOf(until)});
  EXPECT_TRUE(added.ok()) << added.error().Text();
}

inline TierPopulation PopulationOf(const CompiledPolicy& compiled, const Book& book, std::string_view as_of) {
  Result<TierPopulation> population = BuildPopulation(compiled, book, DayOf(as_of), book.OrderByExternalId());
  EXPECT_TRUE(population.ok()) << population.error().Text();
  return *std::move(population);
}

// A column of the population by the account's external id, or that and the dimension's value: "A", "A/air".
template <class Value>
std::map<std::string, Value> ByUnit(const CompiledPolicy& compiled, const Book& book, const TierPopulation& population,
                                    std::span<const Value> column) {
  const TierWithin& within = compiled.policy.tiering->within;
  std::map<std::string, Value> by_unit;
  for (std::size_t unit = 0; unit < population.size(); ++unit) {
    std::string name(book.external_id(population.account(unit)));
    if (within.kind == TierWithin::Kind::dimension) name += "/" + within.values[population.part(unit)];
    EXPECT_TRUE(by_unit.emplace(name, column[unit]).second) << name;
  }
  return by_unit;
}

using Figures = std::map<std::string, int128>;

inline Figures Values(const CompiledPolicy& compiled, const Book& book, const TierPopulation& population,
                      std::size_t metric = 0) {
  return ByUnit(compiled, book, population, population.population().metrics[metric].values);
}

}  // namespace keyhaul::testing

#endif  // KEYHAUL_TESTS_ENGINE_TIER_BOOKS_H_
