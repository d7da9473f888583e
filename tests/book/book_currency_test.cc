// Books of ledgers that keep amounts in other currencies.
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "gtest/gtest.h"
#include "keyhaul/book/book.h"
#include "ledger_rows.h"

namespace keyhaul {
namespace {

struct CurrencyRow {
  std::string account;
  std::int32_t day;
  std::string currency;
  std::int64_t revenue;
  std::int64_t weight;
};

Schema KeepingSchema() {
  Schema schema = TestSchema();
  schema.exchange = ConvertAt::settlement;
  return schema;
}

PlanItem WeightItem() { return ItemOf(StateKind::sum, 1); }
PlanItem RowsItem() { return ItemOf(StateKind::count, -1); }

MeasurePlan KeepingPlan(std::vector<PlanItem> items) {
  return MeasurePlan::Make(KeepingSchema(), *Currency::Parse("CNY"), 2, std::move(items)).value();
}

MeasurePlan WholePlan() {
  return KeepingPlan({SplitOf(SplitBy::currency), ItemOf(StateKind::sum, 0), ItemOf(StateKind::minimum, 0),
                      WeightItem(), RowsItem(), SplitOf(SplitBy::dimension, 0)});
}

Result<AddOutcome> FeedIn(Book& book, const std::vector<CurrencyRow>& rows, bool with_currency = true) {
  std::vector<Row> plain;
  OwnedText currencies;
  for (const CurrencyRow& row : rows) {
    plain.push_back({row.account, row.day, RowKind::charge, "", "", {"air", ""}, {row.revenue, row.weight}});
    currencies.Add(row.currency);
  }
  const OwnedBatch owned(book.plan(), plain);
  LedgerBatch batch = owned.batch();
  if (with_currency) batch.currency = currencies.column();
  return book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, batch, OnBadRow::refuse_batch, {});
}

using Sums = std::vector<std::tuple<std::string, std::string, int128, std::int64_t>>;
Sums SumsOf(const Book& book, const PlanItem& item, std::int64_t period) {
  Sums sums;
  for (const SplitCell& cell : book.SplitCells(book.plan().Find(item), period)) {
    sums.emplace_back(book.external_id(cell.account), cell.value, cell.sum, cell.rows);
  }
  return sums;
}

const std::vector<CurrencyRow> kRows = {
    {"A", 0, "USD", 1999, 1}, {"A", 1, "", 100, 10},   {"A", 2, "JPY", 7, 100},
    {"B", 3, "USD", -5, 1},   {"A", 4, "USD", -99, 2}, {"A", 40, "BHD", 1001, 5},
};

void ExpectRows(const Book& book) {
  const AccountId a = book.Find("A");
  const auto sum = [&](const PlanItem& item) { return book.Sum(book.plan().Find(item), a, 0, 0); };
  EXPECT_EQ(SumsOf(book, SplitOf(SplitBy::currency), 0),
            (Sums{{"A", "JPY", 7, 1}, {"A", "USD", 1900, 2}, {"B", "USD", -5, 1}}));
  EXPECT_EQ(SumsOf(book, SplitOf(SplitBy::currency), 1), (Sums{{"A", "BHD", 1001, 1}}));
  EXPECT_EQ(SumsOf(book, SplitOf(SplitBy::dimension, 0), 0), (Sums{{"A", "air", 100, 1}}));
  EXPECT_EQ(sum(ItemOf(StateKind::sum, 0)), 100);
  EXPECT_EQ(sum(WeightItem()), 113);
  EXPECT_EQ(book.CountCells(book.plan().Find(RowsItem()), 0)[a.index()], 4);
}

// LEDGER-16
TEST(BookCurrencyTest, SumsOfCurrenciesStandApart) {
  Book book = Book::Make(WholePlan()).value();
  ASSERT_TRUE(FeedIn(book, kRows).ok());
  ExpectRows(book);
  const std::vector<std::uint8_t> bytes = book.Save().value();
  const Book loaded = Book::Load(book.plan(), bytes).value();
  ExpectRows(loaded);
  EXPECT_EQ(loaded.Save().value(), bytes);
}

// LEDGER-16: whichever book had which rows, and with currencies seen in another order.
TEST(BookCurrencyTest, BooksAreMergedByCurrency) {
  const std::vector<CurrencyRow> first(kRows.begin() + 2, kRows.end());
  const std::vector<CurrencyRow> second(kRows.begin(), kRows.begin() + 2);
  Book book = Book::Make(WholePlan()).value();
  Book other = Book::Make(WholePlan()).value();
  ASSERT_TRUE(FeedIn(book, first).ok());
  ASSERT_TRUE(FeedIn(other, second).ok());
  ASSERT_TRUE(book.Merge(other).ok());
  ExpectRows(book);
}

// A row that names the plan's currency is like one that names none.
TEST(BookCurrencyTest, ThePlansOwnCurrencyMayBeNamed) {
  Book book = Book::Make(WholePlan()).value();
  ASSERT_TRUE(FeedIn(book, {{"A", 0, "CNY", 5, 1}, {"A", 0, "", 6, 1}}).ok());
  EXPECT_EQ(SumsOf(book, SplitOf(SplitBy::currency), 0), Sums{});
  EXPECT_EQ(book.Sum(book.plan().Find(ItemOf(StateKind::sum, 0)), book.Find("A"), 0, 0), 11);
}

TEST(BookCurrencyTest, BatchesWithoutTheColumnAreInThePlansCurrency) {
  Book book = Book::Make(WholePlan()).value();
  ASSERT_TRUE(FeedIn(book, {{"A", 0, "", 5, 1}, {"A", 0, "", 6, 1}}, false).ok());
  EXPECT_EQ(SumsOf(book, SplitOf(SplitBy::currency), 0), Sums{});
  EXPECT_EQ(book.Sum(book.plan().Find(ItemOf(StateKind::sum, 0)), book.Find("A"), 0, 0), 11);
}

TEST(BookCurrencyTest, WhatIsNoCurrencyIsRefused) {
  Book book = Book::Make(WholePlan()).value();
  const Error refused = FeedIn(book, {{"A", 0, "USD", 5, 1}, {"A", 0, "usd", 6, 1}}).error();
  EXPECT_EQ(refused.code, Code::currency_mismatch);
  EXPECT_EQ(refused.column, "currency");
  EXPECT_EQ(refused.row, 1);
  EXPECT_EQ(refused.value, "usd");
  Book plain = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  EXPECT_EQ(FeedIn(plain, {{"A", 0, "USD", 5, 1}}).error().code, Code::data_column);
}

// BOOK-05
TEST(BookCurrencyTest, PlansOfAnotherExchangeAreOthers) {
  const MeasurePlan plan = WholePlan();
  EXPECT_NE(plan.text().find("exchange settlement\nitem "), std::string::npos) << plan.text();
  EXPECT_NE(
      plan.text().find("item split_sum revenue month@01 charge,surcharge,adjustment,credit_note split=currency\n"),
      std::string::npos)
      << plan.text();
  EXPECT_FALSE(MeasurePlan::Union(plan, PlanOf({ItemOf(StateKind::sum, 0)})).ok());
  const auto refusal = [](const Schema& schema, const PlanItem& item) {
    return MeasurePlan::Make(schema, *Currency::Parse("CNY"), 2, {item}).error().path;
  };
  PlanItem weight = SplitOf(SplitBy::currency);
  weight.measure = 1;
  EXPECT_EQ(refusal(KeepingSchema(), weight), "items[0].split");
  EXPECT_EQ(refusal(TestSchema(), SplitOf(SplitBy::currency)), "items[0].split");
  EXPECT_EQ(refusal(KeepingSchema(), SplitOf(SplitBy::currency, 0)), "items[0].split");
}

}  // namespace
}  // namespace keyhaul
