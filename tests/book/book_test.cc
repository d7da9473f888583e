#include "keyhaul/book/book.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "../print_int128.h"
#include "gtest/gtest.h"
#include "ledger_rows.h"

namespace keyhaul {
namespace {

constexpr RowKind kCharge = RowKind::charge;
constexpr RowKind kCreditNote = RowKind::credit_note;

Row Charge(std::string account, std::int32_t day, std::int64_t revenue, std::string service = "standard",
           std::string document = "") {
  return {std::move(account), day, kCharge, std::move(document), "", {std::move(service), ""}, {revenue, 1000}};
}

Row CreditNote(std::string account, std::int32_t day, std::int64_t revenue, std::string credits) {
  return {std::move(account), day, kCreditNote, "", std::move(credits), {"standard", ""}, {revenue, 0}};
}

// Adds rows, opening their accounts.
Result<AddOutcome> Feed(Book& book, const std::vector<Row>& rows, OnBadRow on_bad_row = OnBadRow::refuse_batch,
                        std::span<Verdict> verdicts = {}) {
  const OwnedBatch owned(book.plan(), rows);
  return book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, owned.batch(), on_bad_row, verdicts);
}

// Month 0 is January 1970.
std::int64_t Month(int year, int month) { return (year - 1970) * 12 + month - 1; }

constexpr std::int64_t kAnyFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kAnyLast = std::numeric_limits<std::int64_t>::max();

// BOOK-06
TEST(BookTest, SumsByAccountPeriodAndScope) {
  PlanItem standard = ItemOf(StateKind::sum, 0);
  standard.scope.terms = {{0, {"standard", "economy"}}};
  PlanItem charges = ItemOf(StateKind::sum, 0);
  charges.scope.kinds = KindBit(kCharge);
  const PlanItem all = ItemOf(StateKind::sum, 0);
  const PlanItem weight = ItemOf(StateKind::sum, 1, CalendarKind::year);
  Book book = Book::Make(PlanOf({standard, charges, all, weight})).value();
  ASSERT_TRUE(Feed(book, {Charge("A", DayNumber(2026, 1, 31), 100), Charge("A", DayNumber(2026, 2, 1), 20),
                          Charge("B", DayNumber(2026, 1, 1), 7, "express"), Charge("A", DayNumber(2026, 1, 1), -3),
                          CreditNote("A", DayNumber(2026, 2, 28), -5, "X")})
                  .ok());
  const MeasurePlan& plan = book.plan();
  const AccountId a = book.Find("A");
  const AccountId b = book.Find("B");
  EXPECT_EQ(book.Sum(plan.Find(all), a, Month(2026, 1), Month(2026, 1)), 97);
  EXPECT_EQ(book.Sum(plan.Find(all), a, Month(2026, 2), Month(2026, 2)), 15);
  EXPECT_EQ(book.Sum(plan.Find(all), a, kAnyFirst, kAnyLast), 112);
  EXPECT_EQ(book.Sum(plan.Find(charges), a, kAnyFirst, kAnyLast), 117);
  EXPECT_EQ(book.Sum(plan.Find(standard), b, kAnyFirst, kAnyLast), 0);
  EXPECT_EQ(book.Sum(plan.Find(weight), a, 56, 56), 3000);  // period 0 is the year 1970
  EXPECT_EQ(book.PeriodIndexes(plan.Find(all)), (std::vector{Month(2026, 1), Month(2026, 2)}));
  EXPECT_EQ(book.PeriodIndexes(plan.Find(standard)), (std::vector{Month(2026, 1), Month(2026, 2)}));
  const std::span<const int128> cells = book.Cells(plan.Find(all), Month(2026, 1));
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[a.index()], 97);
  EXPECT_EQ(cells[b.index()], 7);
  EXPECT_TRUE(book.Cells(plan.Find(all), Month(2026, 3)).empty());
  EXPECT_EQ(book.Sums(plan.Find(all), Month(2026, 1), Month(2026, 2)), (std::vector<int128>{112, 7}));
  EXPECT_EQ(book.row_count(), 5);
  EXPECT_EQ(book.LedgerDays(), (Period{Day(DayNumber(2026, 1, 1)), Day(DayNumber(2026, 3, 1))}));
}

// BOOK-23: half a February by days, in items of every kind.
TEST(BookTest, DaysOfAScope) {
  const Period days{Day(DayNumber(2026, 2, 10)), Day(DayNumber(2026, 3, 2))};
  std::vector<PlanItem> items = {
      ItemOf(StateKind::sum, 0),     ItemOf(StateKind::count, -1),         ItemOf(StateKind::minimum, 0),
      ItemOf(StateKind::maximum, 0), ItemOf(StateKind::distinct_days, -1), ItemOf(StateKind::open_documents, 0)};
  for (PlanItem& item : items) item.scope.days = days;
  items[1].scope.terms = {{0, {"standard"}}};
  Book book = Book::Make(PlanOf(items)).value();
  ASSERT_TRUE(Feed(book, {Charge("A", DayNumber(2026, 2, 9), 1, "standard", "D1"),
                          Charge("A", DayNumber(2026, 2, 10), 20, "standard", "D2"),
                          Charge("A", DayNumber(2026, 2, 10), 60, "air", "D2"),
                          Charge("A", DayNumber(2026, 2, 28), 300), Charge("A", DayNumber(2026, 3, 1), 4000),
                          Charge("A", DayNumber(2026, 3, 2), 50000, "standard", "D3")})
                  .ok());
  const AccountId a = book.Find("A");
  const auto find = [&](std::size_t item) { return book.plan().Find(items[item]); };
  EXPECT_EQ(book.Sum(find(0), a, Month(2026, 2), Month(2026, 2)), 380);
  EXPECT_EQ(book.Sum(find(0), a, Month(2026, 3), Month(2026, 3)), 4000);
  EXPECT_EQ(book.Count(find(1), a, kAnyFirst, kAnyLast), 3);
  EXPECT_EQ(book.Minimum(find(2), a, kAnyFirst, kAnyLast), 20);
  EXPECT_EQ(book.Maximum(find(3), a, kAnyFirst, kAnyLast), 4000);
  EXPECT_EQ(book.DistinctDays(find(4), a, Period::All()), 3);
  ASSERT_EQ(book.OpenDocuments(find(5)).size(), 1U);
  EXPECT_EQ(book.OpenDocuments(find(5))[0].charged, 80);
}

// BOOK-06: sums of the extremes of a row do not overflow.
TEST(BookTest, SumsAreExactAtTheBoundsOfARow) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  std::vector<Row> rows(3000, Charge("A", 0, kMost));
  rows.resize(4000, Charge("B", 0, kLeast));
  ASSERT_TRUE(Feed(book, rows).ok());
  EXPECT_EQ(book.Sum(0, book.Find("A"), 0, 0), int128(kMost) * 3000);
  EXPECT_EQ(book.Sum(0, book.Find("B"), 0, 0), int128(kLeast) * 1000);
}

// BOOK-07
TEST(BookTest, CountsAndExtremes) {
  const PlanItem count = ItemOf(StateKind::count, -1);
  const PlanItem least = ItemOf(StateKind::minimum, 0);
  const PlanItem most = ItemOf(StateKind::maximum, 0);
  Book book = Book::Make(PlanOf({count, least, most})).value();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  ASSERT_TRUE(Feed(book, {Charge("A", 0, 5), Charge("A", 3, -7), Charge("A", 40, 0), Charge("B", 0, kLeast),
                          Charge("B", 0, kMost)})
                  .ok());
  const MeasurePlan& plan = book.plan();
  const AccountId a = book.Find("A");
  const AccountId b = book.Find("B");
  EXPECT_EQ(book.Count(plan.Find(count), a, 0, 0), 2);
  EXPECT_EQ(book.Count(plan.Find(count), a, 0, 1), 3);
  EXPECT_EQ(book.CountCells(plan.Find(count), 0)[b.index()], 2);
  EXPECT_EQ(book.Minimum(plan.Find(least), a, 0, 1), -7);
  EXPECT_EQ(book.Maximum(plan.Find(most), a, 0, 1), 5);
  EXPECT_EQ(book.Minimum(plan.Find(least), a, 1, 1), 0);
  EXPECT_EQ(book.Maximum(plan.Find(most), a, 1, 1), 0);
  EXPECT_EQ(book.Minimum(plan.Find(least), b, 0, 0), kLeast);
  EXPECT_EQ(book.Maximum(plan.Find(most), b, 0, 0), kMost);
  EXPECT_FALSE(book.Minimum(plan.Find(least), b, 1, 1).has_value());
}

// BOOK-08
TEST(BookTest, DistinctDaysCountADayOnce) {
  const PlanItem days = ItemOf(StateKind::distinct_days, -1);
  Book book = Book::Make(PlanOf({days})).value();
  const std::int32_t first = DayNumber(2026, 1, 1);
  std::vector<Row> rows;
  for (int i = 0; i < 200; i += 2) {
    rows.push_back(Charge("A", first + i, 1));
    rows.push_back(Charge("A", first + i, 2));
  }
  rows.push_back(Charge("B", kMinDay, 1));
  rows.push_back(Charge("B", kMaxDay, 1));
  ASSERT_TRUE(Feed(book, rows).ok());
  const AccountId a = book.Find("A");
  EXPECT_EQ(book.DistinctDays(0, a, Period::All()), 100);
  EXPECT_EQ(book.DistinctDays(0, a, {Day(first), Day(first + 1)}), 1);
  EXPECT_EQ(book.DistinctDays(0, a, {Day(first + 1), Day(first + 2)}), 0);
  EXPECT_EQ(book.DistinctDays(0, a, {Day(first + 1), Day(first + 130)}), 64);
  EXPECT_EQ(book.DistinctDays(0, a, {Day(first), Day(first)}), 0);
  EXPECT_EQ(book.DistinctDays(0, book.Find("B"), Period::All()), 2);
  EXPECT_EQ(book.DistinctDays(0, Period::All()), (std::vector<std::int64_t>{100, 2}));
}

// BOOK-09. The amounts are those of a published complaint: 8200 + 6900 + 10200 + 8200 is one more than an invoice of
// 33499 (getlago/lago-api#2643).
TEST(BookTest, CreditNotesAreHeldAgainstTheirDocument) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::open_documents, 0)})).value();
  ASSERT_TRUE(Feed(book, {CreditNote("A", 12, -8200, "INV-1"), Charge("A", 10, 33000, "standard", "INV-1"),
                          Charge("A", 11, 499, "standard", "INV-1"), CreditNote("A", 13, -6900, "INV-1"),
                          CreditNote("A", 14, -10200, "INV-1"), CreditNote("A", 15, -8200, "INV-1"),
                          CreditNote("A", 16, -50, "INV-9"), Charge("B", 9, 100, "standard", "INV-1"),
                          CreditNote("B", 9, -100, "INV-1"), Charge("B", 9, 1, "standard", "INV-2"), Charge("B", 9, 1)})
                  .ok());
  const std::vector<OpenDocument> documents = book.OpenDocuments(0);
  ASSERT_EQ(documents.size(), 4U);
  EXPECT_EQ(documents[0].document, "INV-1");
  EXPECT_EQ(documents[0].charged, 33499);
  EXPECT_EQ(documents[0].credited, -33500);
  EXPECT_EQ(documents[0].remaining(), -1);
  EXPECT_EQ(documents[0].first_day, Day(10));
  EXPECT_TRUE(documents[0].IsOverCredited());
  EXPECT_FALSE(documents[0].IsUnknown());
  EXPECT_EQ(documents[1].document, "INV-9");
  EXPECT_TRUE(documents[1].IsUnknown());
  EXPECT_EQ(documents[2].account, book.Find("B"));
  EXPECT_EQ(documents[2].remaining(), 0);
  EXPECT_FALSE(documents[2].IsOverCredited());
  EXPECT_EQ(documents[3].document, "INV-2");
  EXPECT_EQ(documents[3].remaining(), 1);
}

// BOOK-10
TEST(BookTest, RefusedBatchChangesNothing) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0), ItemOf(StateKind::distinct_days, -1),
                                 ItemOf(StateKind::open_documents, 0)}))
                  .value();
  ASSERT_TRUE(Feed(book, {Charge("A", 0, 5, "standard", "D1")}).ok());
  const std::vector<std::uint8_t> before = book.Save().value();
  std::vector<Row> rows = {Charge("A", 1, 5, "standard", "D2"), Charge("NEW", 70, 5), CreditNote("A", 2, 7, "D1"),
                           Charge("A", kMaxDay, 5)};
  std::vector<Verdict> verdicts(rows.size(), Verdict::accepted);
  const Result<AddOutcome> refused = Feed(book, rows, OnBadRow::refuse_batch, verdicts);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().row, 2);
  EXPECT_EQ(refused.error().column, "revenue");
  EXPECT_EQ(refused.error().value, "7");
  EXPECT_EQ(verdicts, (std::vector{Verdict::batch_refused, Verdict::batch_refused, Verdict::positive_credit_note,
                                   Verdict::batch_refused}));
  EXPECT_EQ(book.Save().value(), before);
  EXPECT_TRUE(book.Find("NEW").IsNone());
}

// BOOK-11
TEST(BookTest, RefusedRowsAreLeftOut) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  std::vector<Row> rows;
  for (int i = 0; i < 3000; ++i) {
    rows.push_back(i % 3 == 0 ? Charge("A", kMaxDay + 1, 1000000) : Charge("A", i % 28, 1));
  }
  std::vector<Verdict> verdicts(rows.size(), Verdict::accepted);
  verdicts[1] = Verdict::bad_amount;  // as a reader of texts gives it
  const Result<AddOutcome> outcome = Feed(book, rows, OnBadRow::skip_row, verdicts);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->accepted, 1999U);
  EXPECT_EQ(outcome->refused, 1001U);
  EXPECT_EQ(verdicts[0], Verdict::bad_day);
  EXPECT_EQ(verdicts[1], Verdict::bad_amount);
  EXPECT_EQ(verdicts[2], Verdict::accepted);
  EXPECT_EQ(book.Sum(0, book.Find("A"), 0, 0), 1999);
  EXPECT_EQ(book.row_count(), 1999);
}

// BOOK-19
TEST(BookTest, OnlyBookedRowsOpenAccounts) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  const std::vector<Row> rows = {Charge("GOOD", 0, 1), Charge("BAD", kMaxDay + 1, 1), Charge("GOOD", 0, 1),
                                 Charge("", 0, 1), Charge("\xFF", 0, 1)};
  std::vector<Verdict> verdicts(rows.size(), Verdict::accepted);
  ASSERT_TRUE(Feed(book, rows, OnBadRow::skip_row, verdicts).ok());
  EXPECT_EQ(verdicts, (std::vector{Verdict::accepted, Verdict::bad_day, Verdict::accepted, Verdict::unknown_account,
                                   Verdict::unknown_account}));
  EXPECT_EQ(book.account_count(), 1U);
  EXPECT_EQ(book.Sum(0, book.Find("GOOD"), 0, 0), 2);
}

TEST(BookTest, UnknownAccountsAreRefusedByName) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  AccountFacts facts;
  facts.external_id = "A";
  ASSERT_TRUE(book.OpenAccount(facts).ok());
  const OwnedBatch owned(book.plan(), {Charge("A", 0, 1), Charge("a", 0, 1)});
  const Result<AddOutcome> refused =
      book.AddByExternalId(owned.accounts(), OnUnknownAccount::refuse_row, owned.batch(), OnBadRow::refuse_batch, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_unknown_account);
  EXPECT_EQ(refused.error().row, 1);
  EXPECT_EQ(refused.error().value, "a");
  EXPECT_EQ(book.row_count(), 0);
}

TEST(BookTest, DenseIdsAndExternalIdsBookTheSame) {
  const MeasurePlan plan = PlanOf({ItemOf(StateKind::sum, 0), ItemOf(StateKind::count, -1)});
  const std::vector<Row> rows = {Charge("B", 0, 1), Charge("A", 5, 2), Charge("B", 40, 3)};
  Book by_text = Book::Make(plan).value();
  ASSERT_TRUE(Feed(by_text, rows).ok());
  Book by_id = Book::Make(plan).value();
  for (const std::string id : {"A", "B"}) {
    AccountFacts facts;
    facts.external_id = id;
    ASSERT_TRUE(by_id.OpenAccount(facts).ok());
  }
  OwnedBatch owned(plan, rows);
  ASSERT_TRUE(by_id.Add(owned.batch(by_id), OnBadRow::refuse_batch, {}).ok());
  EXPECT_EQ(by_id.Save().value(), by_text.Save().value());
}

TEST(BookTest, RefusesBatchesOfAnotherShape) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  OwnedBatch owned(book.plan(), {Charge("A", 0, 1)});
  LedgerBatch batch = owned.batch();
  batch.measures.pop_back();
  EXPECT_EQ(book.Add(batch, OnBadRow::refuse_batch, {}).error().code, Code::data_column);
  EXPECT_EQ(book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, batch, OnBadRow::refuse_batch, {})
                .error()
                .code,
            Code::data_column);
  EXPECT_EQ(book.account_count(), 0U);
  std::vector<Verdict> two(2);
  EXPECT_EQ(book.Add(owned.batch(book), OnBadRow::refuse_batch, two).error().code, Code::invalid_argument);
}

// BOOK-18
TEST(BookTest, PeriodsAreLimited) {
  PlanItem weeks = ItemOf(StateKind::sum, 0);
  weeks.calendar = Calendar::Make(CalendarKind::rolling_weeks, AnnualDay{}, 1).value();
  Book book = Book::Make(PlanOf({weeks})).value();
  std::vector<Row> rows;
  for (int week = 0; week < kMaxPeriods; ++week) rows.push_back(Charge("A", week * 7, 1));
  ASSERT_TRUE(Feed(book, rows).ok());
  const std::vector<std::uint8_t> before = book.Save().value();
  const Result<AddOutcome> refused = Feed(book, {Charge("A", 0, 1), Charge("A", -700, 1)});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::overflow);
  EXPECT_EQ(book.Save().value(), before);
  EXPECT_TRUE(Feed(book, {Charge("A", 6, 1)}).ok());
}

TEST(BookTest, EmptyBatchAndEmptyBook) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0), ItemOf(StateKind::open_documents, 0)})).value();
  ASSERT_TRUE(Feed(book, {}).ok());
  EXPECT_FALSE(book.LedgerDays().has_value());
  EXPECT_TRUE(book.PeriodIndexes(1).empty());
  EXPECT_TRUE(book.OpenDocuments(0).empty());
  EXPECT_TRUE(book.OrderByExternalId().empty());
}

// A kind column and text columns may be left out altogether.
TEST(BookTest, OptionalColumnsMayBeAbsent) {
  Book book = Book::Make(PlanOf({ItemOf(StateKind::sum, 0), ItemOf(StateKind::open_documents, 0)})).value();
  OwnedBatch owned(book.plan(), {Charge("A", 0, 1), Charge("A", 1, 2)});
  LedgerBatch batch = owned.batch();
  batch.kind = {};
  batch.document = TextColumn();
  batch.credits = TextColumn();
  ASSERT_TRUE(
      book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, batch, OnBadRow::refuse_batch, {}).ok());
  EXPECT_EQ(book.Sum(book.plan().Find(ItemOf(StateKind::sum, 0)), book.Find("A"), 0, 0), 3);
  EXPECT_TRUE(book.OpenDocuments(book.plan().Find(ItemOf(StateKind::open_documents, 0))).empty());
}

}  // namespace
}  // namespace keyhaul
