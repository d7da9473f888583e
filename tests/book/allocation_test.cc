// BOOK-16: adding rows allocates nothing per row. This program counts every allocation through operator new and fails
// them at will.
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/book/book.h"
#include "ledger_rows.h"

namespace {

// Plain and global because operator new is.
long allocations = 0;
long allocations_left = -1;  // until one fails; below zero none does

}  // namespace

// The pair below must agree with each other only; GCC cannot see that both are replaced.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

void* operator new(std::size_t size) {
  ++allocations;
  if (allocations_left == 0) throw std::bad_alloc();
  if (allocations_left > 0) --allocations_left;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace keyhaul {
namespace {

MeasurePlan FullPlan() {
  PlanItem scoped = ItemOf(StateKind::sum, 1, CalendarKind::quarter);
  scoped.scope.terms = {{0, {"standard", "economy"}}, {1, {"north"}}};
  return PlanOf({ItemOf(StateKind::sum, 0), scoped, ItemOf(StateKind::count, -1), ItemOf(StateKind::minimum, 0),
                 ItemOf(StateKind::maximum, 0), ItemOf(StateKind::distinct_days, -1),
                 ItemOf(StateKind::open_documents, 0), SplitOf(SplitBy::group), SplitOf(SplitBy::dimension, 0)});
}

std::vector<Row> Rows(int count) {
  std::vector<Row> rows;
  for (int i = 0; i < count; ++i) {
    Row row{"account number " + std::to_string(i % 97),
            20000 + i % 300,
            RowKind::charge,
            "a long document " + std::to_string(i % 500),
            "",
            {i % 2 == 0 ? "standard" : "air", "north"},
            {i, 1000}};
    if (i % 5 == 0) {
      row.kind = RowKind::credit_note;
      row.credits.swap(row.document);
      row.measures = {-1, 0};
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// Every second account is in a group for a part of the rows' days.
Book BookWithGroup(const MeasurePlan& plan) {
  Book book = Book::Make(plan).value();
  for (int i = 0; i < 97; i += 2) {
    AccountFacts member;
    const std::string id = "account number " + std::to_string(i) + (i % 4 == 0 ? " new" : "");
    member.external_id = id;
    AccountFacts group;
    group.external_id = "group";
    const AccountId member_id = book.OpenAccount(member).value();
    EXPECT_TRUE(book.AddMembership(member_id, book.OpenAccount(group).value(), {Day(20000), Day(20100)}).ok());
  }
  return book;
}

Result<AddOutcome> Feed(Book& book, const OwnedBatch& rows) {
  return book.AddByExternalId(rows.accounts(), OnUnknownAccount::open_account, rows.batch(), OnBadRow::skip_row, {});
}

// BOOK-16
TEST(AllocationTest, RowsOfKnownAccountsAndDocumentsAllocateNothingEach) {
  const MeasurePlan plan = FullPlan();
  Book book = BookWithGroup(plan);
  const OwnedBatch small(plan, Rows(1000));
  const OwnedBatch large(plan, Rows(100000));
  ASSERT_TRUE(Feed(book, large).ok());
  const long before_small = allocations;
  ASSERT_TRUE(Feed(book, small).ok());
  const long for_small = allocations - before_small;
  const long before_large = allocations;
  ASSERT_TRUE(Feed(book, large).ok());
  const long for_large = allocations - before_large;
  EXPECT_EQ(for_large, for_small);
  EXPECT_LT(for_large, 30);
}

// BOOK-10: whichever allocation fails, the contents are as they were, and the same call succeeds afterwards.
TEST(AllocationTest, RunningOutOfMemoryLeavesTheBookAsItWas) {
  const MeasurePlan plan = FullPlan();
  const OwnedBatch first(plan, Rows(50));
  std::vector<Row> rows = Rows(2500);
  for (Row& row : rows) {
    row.account += " new";
    row.document += row.document.empty() ? "" : " new";
  }
  const OwnedBatch second(plan, rows);
  Book expected = BookWithGroup(plan);
  ASSERT_TRUE(Feed(expected, first).ok());
  const std::vector<std::uint8_t> before = expected.Save().value();
  const Book start = expected;
  ASSERT_TRUE(Feed(expected, second).ok());
  const std::vector<std::uint8_t> after = expected.Save().value();

  int failures = 0;
  for (long n = 0;; ++n) {
    Book book = start;
    bool failed = false;
    allocations_left = n;
    try {
      failed = !Feed(book, second).ok();
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    allocations_left = -1;
    if (!failed) {
      EXPECT_EQ(book.Save().value(), after);
      break;
    }
    ++failures;
    ASSERT_EQ(book.Save().value(), before) << n;
    ASSERT_TRUE(Feed(book, second).ok());
    ASSERT_EQ(book.Save().value(), after) << n;
  }
  EXPECT_GT(failures, 50);
}

// BOOK-15
TEST(AllocationTest, RunningOutOfMemoryInAMergeLeavesBothAsTheyWere) {
  const MeasurePlan plan = FullPlan();
  Book mine = BookWithGroup(plan);
  Book theirs = BookWithGroup(plan);
  ASSERT_TRUE(Feed(mine, OwnedBatch(plan, Rows(50))).ok());
  ASSERT_TRUE(Feed(theirs, OwnedBatch(plan, Rows(600))).ok());
  ASSERT_TRUE(theirs.SetParent(theirs.Find("account number 3"), theirs.Find("account number 2")).ok());
  const std::vector<std::uint8_t> before = mine.Save().value();
  int failures = 0;
  for (long n = 0;; ++n) {
    Book book = mine;
    bool failed = false;
    allocations_left = n;
    try {
      failed = !book.Merge(theirs).ok();
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    allocations_left = -1;
    if (!failed) break;
    ++failures;
    ASSERT_EQ(book.Save().value(), before) << n;
  }
  EXPECT_GT(failures, 50);
}

}  // namespace
}  // namespace keyhaul
