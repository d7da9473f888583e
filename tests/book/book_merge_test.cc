#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "../print_int128.h"
#include "gtest/gtest.h"
#include "keyhaul/book/book.h"
#include "ledger_rows.h"

namespace keyhaul {
namespace {

Row Charge(std::string account, std::int32_t day, std::int64_t revenue, std::string document = "") {
  return {std::move(account), day, RowKind::charge, std::move(document), "", {"standard", ""}, {revenue, 1000}};
}

MeasurePlan FullPlan() {
  return PlanOf({ItemOf(StateKind::sum, 0), ItemOf(StateKind::count, -1), ItemOf(StateKind::minimum, 0),
                 ItemOf(StateKind::maximum, 0), ItemOf(StateKind::distinct_days, -1),
                 ItemOf(StateKind::open_documents, 0)});
}

Book Fed(const MeasurePlan& plan, const std::vector<Row>& rows) {
  Book book = Book::Make(plan).value();
  const OwnedBatch owned(plan, rows);
  EXPECT_TRUE(
      book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, owned.batch(), OnBadRow::refuse_batch, {})
          .ok());
  return book;
}

std::vector<std::uint8_t> Bytes(const Book& book) { return book.Save().value(); }

AccountId Open(Book& book, std::string_view id, std::string_view name = {}) {
  AccountFacts facts;
  facts.external_id = id;
  facts.name = name;
  return book.OpenAccount(facts).value();
}

// BOOK-12
TEST(BookMergeTest, MergedIsFedWithAllRows) {
  const MeasurePlan plan = FullPlan();
  const std::vector<Row> left = {Charge("A", 0, 5, "D1"), Charge("B", 3, 9, "D1")};
  const std::vector<Row> right = {Charge("C", 400, 1), Charge("A", 0, -2, "D1"), Charge("A", 90, 7, "D2")};
  std::vector<Row> both = left;
  both.insert(both.end(), right.begin(), right.end());
  Book a = Fed(plan, left);
  const Book b = Fed(plan, right);
  const std::vector<std::uint8_t> b_before = Bytes(b);
  ASSERT_TRUE(a.Merge(b).ok());
  EXPECT_EQ(Bytes(a), Bytes(Fed(plan, both)));
  EXPECT_EQ(Bytes(b), b_before);
  Book empty = Book::Make(plan).value();
  ASSERT_TRUE(empty.Merge(a).ok());
  EXPECT_EQ(Bytes(empty), Bytes(a));
  ASSERT_TRUE(a.Merge(Book::Make(plan).value()).ok());
  EXPECT_EQ(Bytes(empty), Bytes(a));
}

TEST(BookMergeTest, MergingWithItselfDoubles) {
  const MeasurePlan plan = FullPlan();
  const std::vector<Row> rows = {Charge("A", 0, 5, "D1"), Charge("B", 3, 9, "D1")};
  std::vector<Row> twice = rows;
  twice.insert(twice.end(), rows.begin(), rows.end());
  Book book = Fed(plan, rows);
  ASSERT_TRUE(book.Merge(book).ok());
  EXPECT_EQ(Bytes(book), Bytes(Fed(plan, twice)));
}

// BOOK-15
TEST(BookMergeTest, RefusesAnotherPlan) {
  Book a = Book::Make(FullPlan()).value();
  const Book b = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  EXPECT_EQ(a.Merge(b).error().code, Code::bytes_plan);
}

// BOOK-15
TEST(BookMergeTest, ConflictsOfFactsAreNamedAndChangeNothing) {
  const MeasurePlan plan = FullPlan();
  Book a = Fed(plan, {Charge("X", 0, 5)});
  Book b = Fed(plan, {Charge("N", 0, 5), Charge("X", 0, 7)});
  Open(a, "X", "Acme");
  Open(b, "X", "Apex");
  const std::vector<std::uint8_t> before = Bytes(a);
  const Status status = a.Merge(b);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::data_conflict);
  EXPECT_EQ(status.error().column, "name");
  EXPECT_EQ(Bytes(a), before);
}

// BOOK-15
TEST(BookMergeTest, ConflictsOfTagsAndOpeningAreNamed) {
  const MeasurePlan plan = FullPlan();
  const auto with = [&](std::string_view tags, Day opened) {
    Book book = Fed(plan, {Charge("X", 0, 5)});
    AccountFacts facts;
    facts.external_id = "X";
    facts.tags = tags;
    facts.opened = opened;
    EXPECT_TRUE(book.OpenAccount(facts).ok());
    return book;
  };
  Book book = with("b;a", Day(7));
  EXPECT_TRUE(book.Merge(with("a; b", Day(7))).ok());
  const std::vector<std::uint8_t> before = Bytes(book);
  EXPECT_EQ(book.Merge(with("a", Day(7))).error().column, "tags");
  EXPECT_EQ(book.Merge(with("a;b", Day(8))).error().column, "opened");
  EXPECT_EQ(Bytes(book), before);
}

// BOOK-15
TEST(BookMergeTest, CyclesThatOnlyTheMergeClosesAreNamed) {
  const MeasurePlan plan = FullPlan();
  Book a = Book::Make(plan).value();
  Book b = Book::Make(plan).value();
  ASSERT_TRUE(a.SetParent(Open(a, "X"), Open(a, "Y")).ok());
  const AccountId x = Open(b, "X");
  ASSERT_TRUE(b.AddMembership(Open(b, "Y"), x, {Day(10), Day(20)}).ok());
  const std::vector<std::uint8_t> before = Bytes(a);
  const Status status = a.Merge(b);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::data_cycle);
  EXPECT_EQ(status.error().message, "an account cannot belong to itself: \"Y\" -> \"X\" -> \"Y\"");
  EXPECT_EQ(Bytes(a), before);
}

TEST(BookMergeTest, TakesOverAccountsParentsAndMemberships) {
  const MeasurePlan plan = FullPlan();
  Book a = Book::Make(plan).value();
  Book b = Book::Make(plan).value();
  const AccountId g = Open(a, "G");
  ASSERT_TRUE(a.AddMembership(Open(a, "M"), g, {Day(0), Day(10)}).ok());
  const AccountId m = Open(b, "M", "Member");
  ASSERT_TRUE(b.SetParent(m, Open(b, "P")).ok());
  ASSERT_TRUE(b.AddMembership(m, Open(b, "G"), {Day(10), Day(30)}).ok());
  Book c = b;
  ASSERT_TRUE(a.Merge(b).ok());
  EXPECT_EQ(a.facts(a.Find("M")).name, "Member");
  EXPECT_EQ(a.ParentOf(a.Find("M")), a.Find("P"));
  ASSERT_EQ(a.Memberships().size(), 1U);
  EXPECT_EQ(a.Memberships()[0].period, (Period{Day(0), Day(30)}));
  Book d = Book::Make(plan).value();
  ASSERT_TRUE(d.AddMembership(Open(d, "M"), Open(d, "G"), {Day(0), Day(10)}).ok());
  ASSERT_TRUE(c.Merge(d).ok());
  EXPECT_EQ(Bytes(c), Bytes(a));
}

// BOOK-15: totals fit 128 bits as long as there are at most 2^62 rows; more are refused, and the book stays as it was.
// The largest amount of a row is -2^63, so the totals come to -2^125.
TEST(BookMergeTest, RowsWhoseTotalsMayNotFit128BitsAreRefused) {
  const MeasurePlan plan =
      PlanOf({ItemOf(StateKind::sum, 0), ItemOf(StateKind::count, -1), ItemOf(StateKind::open_documents, 0)});
  Book book = Fed(plan, {Charge("A", 0, std::numeric_limits<std::int64_t>::min(), "D")});
  for (int times = 0; times < 62; ++times) ASSERT_TRUE(book.Merge(book).ok());
  const int128 total = -(int128(1) << 125);
  EXPECT_EQ(book.row_count(), kMaxRows);
  EXPECT_EQ(book.Sum(plan.Find(ItemOf(StateKind::sum, 0)), book.Find("A"), 0, 0), total);
  EXPECT_EQ(book.OpenDocuments(plan.Find(ItemOf(StateKind::open_documents, 0)))[0].charged, total);
  const std::vector<std::uint8_t> before = Bytes(book);
  EXPECT_TRUE(Book::Load(plan, before).ok());
  EXPECT_EQ(book.Merge(book).error().code, Code::overflow);
  EXPECT_EQ(book.Merge(Fed(plan, {Charge("B", 0, 1)})).error().code, Code::overflow);
  const OwnedBatch one(plan, {Charge("A", 0, 1)});
  EXPECT_EQ(book.Add(OwnedBatch(one).batch(book), OnBadRow::refuse_batch, {}).error().code, Code::overflow);
  EXPECT_EQ(Bytes(book), before);
}

}  // namespace
}  // namespace keyhaul
