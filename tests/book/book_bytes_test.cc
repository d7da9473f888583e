#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "gtest/gtest.h"
#include "keyhaul/base/digest.h"
#include "keyhaul/book/book.h"
#include "ledger_rows.h"

namespace keyhaul {
namespace {

using Bytes = std::vector<std::uint8_t>;

MeasurePlan FullPlan() {
  PlanItem weeks = ItemOf(StateKind::sum, 1);
  weeks.calendar = Calendar::Make(CalendarKind::rolling_weeks, AnnualDay{}, 4).value();
  return PlanOf({ItemOf(StateKind::sum, 0), weeks, ItemOf(StateKind::count, -1), ItemOf(StateKind::minimum, 0),
                 ItemOf(StateKind::maximum, 0), ItemOf(StateKind::distinct_days, -1),
                 ItemOf(StateKind::open_documents, 0), SplitOf(SplitBy::group), SplitOf(SplitBy::dimension, 1)});
}

Row Charge(std::string account, std::int32_t day, std::int64_t revenue, std::string document) {
  return {std::move(account), day, RowKind::charge, std::move(document), "", {"standard", ""}, {revenue, 1000}};
}

Book Example(const MeasurePlan& plan) {
  Book book = Book::Make(plan).value();
  AccountFacts facts;
  facts.external_id = "京東";
  facts.name = "JD";
  facts.currency = "CNY";
  facts.tags = "strategic; key lane";
  facts.payment_terms_days = 30;
  facts.opened = Day(DayNumber(2024, 2, 29));
  facts.payer = "ACME Shared Services";
  facts.statement_by = "cost_centre";
  facts.settlement_cycle = "half_year";
  const AccountId group = book.OpenAccount(facts).value();
  AccountFacts member;
  member.external_id = "B";
  const AccountId b = book.OpenAccount(member).value();
  EXPECT_TRUE(book.AddMembership(b, group, {Day(0), Day(100)}).ok());
  EXPECT_TRUE(book.AddMembership(b, group, {Day(200), Day(300)}).ok());
  const OwnedBatch owned(plan, {Charge("B", -5, 100, "D1"),
                                Charge("A", 20000, -7, "D1"),
                                Charge("B", 40, 9, ""),
                                {"A", 20001, RowKind::credit_note, "C1", "D1", {"standard", "north"}, {-1, 0}}});
  EXPECT_TRUE(
      book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, owned.batch(), OnBadRow::refuse_batch, {})
          .ok());
  EXPECT_TRUE(book.SetParent(book.Find("A"), book.Find("B")).ok());
  return book;
}

Code CodeOf(const MeasurePlan& plan, std::span<const std::uint8_t> bytes) {
  const Result<Book> book = Book::Load(plan, bytes);
  return book.ok() ? Code::ok : book.error().code;
}

// Writes a number into bytes, and the checksum that then fits.
void Put(Bytes* bytes, std::size_t place, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) (*bytes)[place + i] = static_cast<std::uint8_t>(value >> (8 * i));
}
void Seal(Bytes* bytes) {
  const std::size_t body = bytes->size() - 8;
  Put(bytes, body, Crc64Of({reinterpret_cast<const char*>(bytes->data()), body}), 8);
}

// BOOK-13
TEST(BookBytesTest, LoadedIsWhatWasSaved) {
  const MeasurePlan plan = FullPlan();
  const Book book = Example(plan);
  const Bytes bytes = book.Save().value();
  const Result<Book> loaded = Book::Load(plan, bytes);
  ASSERT_TRUE(loaded.ok()) << loaded.error().Text();
  EXPECT_EQ(loaded->Save().value(), bytes);
  EXPECT_EQ(loaded->row_count(), 4);
  EXPECT_EQ(loaded->LedgerDays(), book.LedgerDays());
  const AccountId b = loaded->Find("B");
  EXPECT_EQ(loaded->ParentOf(loaded->Find("A")), b);
  EXPECT_EQ(loaded->GroupsOf(b, Day(250)), std::vector{loaded->Find("京東")});
  EXPECT_TRUE(loaded->GroupsOf(b, Day(150)).empty());
  EXPECT_EQ(loaded->facts(loaded->Find("京東")).name, "JD");
  EXPECT_EQ(loaded->facts(loaded->Find("京東")).tags, "key lane;strategic");  // BOOK-21
  EXPECT_EQ(loaded->facts(loaded->Find("京東")).payment_terms_days, 30);
  EXPECT_EQ(loaded->facts(loaded->Find("京東")).opened, Day(DayNumber(2024, 2, 29)));  // BOOK-22
  EXPECT_EQ(loaded->facts(loaded->Find("京東")).payer, "ACME Shared Services");        // BOOK-27
  EXPECT_EQ(loaded->facts(loaded->Find("京東")).statement_by, "cost_centre");
  EXPECT_EQ(loaded->facts(loaded->Find("京東")).settlement_cycle, "half_year");
  EXPECT_FALSE(loaded->facts(b).opened.has_value());
  EXPECT_EQ(loaded->DistinctDays(plan.Find(ItemOf(StateKind::distinct_days, -1)), b, Period::All()), 2);
  EXPECT_EQ(loaded->Minimum(plan.Find(ItemOf(StateKind::minimum, 0)), b, -1, 1), 9);
  const std::vector<OpenDocument> documents = loaded->OpenDocuments(plan.Find(ItemOf(StateKind::open_documents, 0)));
  const std::vector<SplitCell> cells = loaded->SplitCells(plan.Find(SplitOf(SplitBy::group)), 1);
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].group, loaded->Find("京東"));
  EXPECT_EQ(cells[0].sum, 9);
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].charged, -7);
  EXPECT_EQ(documents[0].credited, -1);
}

// BOOK-13: a loaded book goes on like the one that was saved.
TEST(BookBytesTest, LoadedBooksGoOn) {
  const MeasurePlan plan = FullPlan();
  Book book = Example(plan);
  Book loaded = Book::Load(plan, book.Save().value()).value();
  const OwnedBatch more(plan, {Charge("NEW", 3, 4, "D7"), Charge("A", 20000, 1, "D1")});
  for (Book* each : {&book, &loaded}) {
    ASSERT_TRUE(
        each->AddByExternalId(more.accounts(), OnUnknownAccount::open_account, more.batch(), OnBadRow::refuse_batch, {})
            .ok());
  }
  EXPECT_EQ(loaded.Save().value(), book.Save().value());
  ASSERT_TRUE(loaded.Merge(book).ok());
}

// BOOK-13. The bytes of a book of one account and one row, put together by hand from the description of the format.
TEST(BookBytesTest, TheFormatIsWhatItsDescriptionSays) {
  const MeasurePlan plan = PlanOf({ItemOf(StateKind::sum, 0)});
  Book book = Book::Make(plan).value();
  AccountFacts facts;
  facts.external_id = "A";
  facts.city = "Yiwu";
  facts.tags = "new;b;";
  facts.opened = Day(40);
  facts.payer = "P";
  facts.settlement_cycle = "year";
  ASSERT_TRUE(book.OpenAccount(facts).ok());
  OwnedBatch owned(plan, {Charge("A", 31, -2, "")});
  ASSERT_TRUE(book.Add(owned.batch(book), OnBadRow::refuse_batch, {}).ok());
  std::string expected = "\x89KHBOOK\n";
  const auto number = [&](std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i, value >>= 8) expected += static_cast<char>(value & 0xFF);
  };
  number(3, 4);
  number(36 + 16 + (8 + 36 + 2 + 1 + 2 + 2 + 4) + 8 + 8 + 16 + 20 + 8, 8);
  for (const std::uint8_t byte : plan.digest().bytes) number(byte, 1);
  number(1, 8);   // rows
  number(31, 4);  // first and last day
  number(31, 4);
  number(1, 8);  // accounts
  number(1, 2);
  expected += "A";
  number(0, 2);  // name
  number(0, 2);  // currency
  number(0, 2);  // industry
  number(4, 2);
  expected += "Yiwu";
  number(0, 2);  // region
  number(5, 2);
  expected += "b;new";
  number(1, 2);
  expected += "P";
  number(0, 2);  // statement_by
  number(4, 2);
  expected += "year";
  number(0xFFFFFFFF, 4);  // payment terms
  number(40, 4);          // opened
  number(0, 4);           // parent
  number(0, 8);           // memberships
  number(1, 8);           // periods of the only item
  number(1, 8);           // February 1970
  number(1, 8);           // cells
  number(0, 4);           // account
  number(static_cast<std::uint64_t>(-2), 8);
  number(~std::uint64_t{0}, 8);
  number(Crc64Of(expected), 8);
  const Bytes bytes = book.Save().value();
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), expected);
}

// BOOK-14
TEST(BookBytesTest, EveryPrefixIsRefusedAsCutShort) {
  const MeasurePlan plan = FullPlan();
  const Bytes bytes = Example(plan).Save().value();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_EQ(CodeOf(plan, std::span(bytes).first(size)), Code::bytes_truncated) << size;
  }
}

// BOOK-14
TEST(BookBytesTest, EveryFlippedBitIsRefused) {
  const MeasurePlan plan = FullPlan();
  Bytes bytes = Example(plan).Save().value();
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[place] ^= static_cast<std::uint8_t>(1 << bit);
      const Code code = CodeOf(plan, bytes);
      if (place < 8) {
        ASSERT_EQ(code, Code::bytes_foreign) << place;
      } else if (place < 12) {
        ASSERT_EQ(code, Code::bytes_version) << place;
      } else if (place < 20) {
        ASSERT_TRUE(code == Code::bytes_truncated || code == Code::bytes_malformed) << place;
      } else {
        ASSERT_EQ(code, Code::bytes_checksum) << place;
      }
      bytes[place] ^= static_cast<std::uint8_t>(1 << bit);
    }
  }
}

// BOOK-14
TEST(BookBytesTest, ForeignLongerAndOtherPlansAreRefused) {
  const MeasurePlan plan = FullPlan();
  Bytes bytes = Example(plan).Save().value();
  const std::string_view other = "{\"keyhaul\": 1}";
  EXPECT_EQ(CodeOf(plan, {reinterpret_cast<const std::uint8_t*>(other.data()), other.size()}), Code::bytes_foreign);
  EXPECT_EQ(CodeOf(PlanOf({ItemOf(StateKind::sum, 0)}), bytes), Code::bytes_plan);
  bytes.push_back(0);
  EXPECT_EQ(CodeOf(plan, bytes), Code::bytes_malformed);
}

// Bytes of a small book, changed by hand and sealed again.
class HostileBytesTest : public testing::Test {
 protected:
  static constexpr std::size_t kRows = 36;
  static constexpr std::size_t kAccountCount = 52;
  static constexpr std::size_t kFirstAccount = 60;
  static constexpr std::size_t kAccountSize = 2 + 1 + 9 * 2 + 4 + 4 + 4;
  static constexpr std::size_t kMembershipCount = kFirstAccount + 2 * kAccountSize;
  static constexpr std::size_t kMembership = kMembershipCount + 8;
  static constexpr std::size_t kPeriods = kMembership + 16;
  static constexpr std::size_t kCells = kPeriods + 8 + 8;
  static constexpr std::size_t kFirstCell = kCells + 8;

  HostileBytesTest() : plan_(PlanOf({ItemOf(StateKind::sum, 0)})) {
    Book book = Book::Make(plan_).value();
    const OwnedBatch owned(plan_, {Charge("A", 0, 5, ""), Charge("B", 0, 6, "")});
    EXPECT_TRUE(book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, owned.batch(),
                                     OnBadRow::refuse_batch, {})
                    .ok());
    EXPECT_TRUE(book.AddMembership(book.Find("A"), book.Find("B"), {Day(1), Day(2)}).ok());
    bytes_ = book.Save().value();
  }

  Code After(std::size_t place, std::uint64_t value, std::size_t width) {
    Bytes bytes = bytes_;
    Put(&bytes, place, value, width);
    Seal(&bytes);
    return CodeOf(plan_, bytes);
  }

  MeasurePlan plan_;
  Bytes bytes_;
};

// BOOK-17
TEST_F(HostileBytesTest, ContentsThatNobodySavedAreRefused) {
  ASSERT_EQ(After(kFirstCell + 4, 7, 8), Code::ok) << "the places above are right";
  EXPECT_EQ(After(kRows, 0, 8), Code::bytes_malformed) << "totals without rows";
  EXPECT_EQ(After(kRows, ~std::uint64_t{0}, 8), Code::bytes_malformed);
  EXPECT_EQ(After(kRows + 8, 1, 4), Code::bytes_malformed) << "first day after the last";
  EXPECT_EQ(After(kFirstAccount + 2, 'B', 1), Code::bytes_malformed) << "the same account twice";
  EXPECT_EQ(After(kFirstAccount + 2, 'C', 1), Code::bytes_malformed) << "accounts out of order";
  EXPECT_EQ(After(kFirstAccount + 2, 0xFF, 1), Code::bytes_malformed) << "not UTF-8";
  EXPECT_EQ(After(kFirstAccount + 21, static_cast<std::uint32_t>(-2), 4), Code::bytes_malformed) << "payment terms";
  EXPECT_EQ(After(kFirstAccount + 25, static_cast<std::uint32_t>(kMinDay - 2), 4), Code::bytes_malformed) << "opened";
  EXPECT_EQ(After(kFirstAccount + 25, static_cast<std::uint32_t>(kMaxDay + 1), 4), Code::bytes_malformed) << "opened";
  EXPECT_EQ(After(kFirstAccount + 29, 1, 4), Code::bytes_malformed) << "its own parent";
  EXPECT_EQ(After(kFirstAccount + 29, 3, 4), Code::bytes_malformed) << "no such parent";
  EXPECT_EQ(After(kFirstAccount + kAccountSize + 29, 1, 4), Code::bytes_malformed) << "a cycle with the membership";
  EXPECT_EQ(After(kMembership, 2, 4), Code::bytes_malformed) << "no such member";
  EXPECT_EQ(After(kMembership + 12, 1, 4), Code::bytes_malformed) << "no day";
  EXPECT_EQ(After(kPeriods + 8, std::uint64_t{1} << 40, 8), Code::bytes_malformed) << "no such month";
  EXPECT_EQ(After(kFirstCell, 1, 4), Code::bytes_malformed) << "the same cell twice";
  EXPECT_EQ(After(kFirstCell, 2, 4), Code::bytes_malformed) << "no such account";
  EXPECT_EQ(After(kFirstCell + 4, 0, 8), Code::bytes_malformed) << "an empty cell";
  EXPECT_EQ(After(kFirstCell + 4 + 8, 1, 8), Code::bytes_malformed) << "two rows cannot make 2^64";
}

// BOOK-17: tags stand in the one form that saving gives them.
TEST_F(HostileBytesTest, TagsOutOfOrderAreRefused) {
  const MeasurePlan plan = PlanOf({ItemOf(StateKind::sum, 0)});
  Book book = Book::Make(plan).value();
  AccountFacts facts;
  facts.external_id = "A";
  facts.tags = "a;b";
  ASSERT_TRUE(book.OpenAccount(facts).ok());
  const Bytes bytes = book.Save().value();
  constexpr std::size_t kTags = kFirstAccount + 2 + 1 + 5 * 2 + 2;
  for (const auto& [tags, code] : std::vector<std::pair<std::string, Code>>{{"a;b", Code::ok},
                                                                            {"a;c", Code::ok},
                                                                            {"b;a", Code::bytes_malformed},
                                                                            {"a;a", Code::bytes_malformed},
                                                                            {"a; ", Code::bytes_malformed},
                                                                            {" ab", Code::bytes_malformed}}) {
    Bytes changed = bytes;
    std::copy(tags.begin(), tags.end(), changed.begin() + kTags);
    Seal(&changed);
    EXPECT_EQ(CodeOf(plan, changed), code) << tags;
  }
}

// BOOK-17: no count makes the reader reserve memory, whatever it says.
TEST_F(HostileBytesTest, CountsThatCannotBeAreRefused) {
  for (const std::size_t place : {kAccountCount, kMembershipCount, kPeriods, kCells}) {
    for (const std::uint64_t count : {std::uint64_t{3}, std::uint64_t{1} << 31, ~std::uint64_t{0}}) {
      EXPECT_EQ(After(place, count, 8), Code::bytes_malformed) << place << " " << count;
    }
  }
  EXPECT_EQ(After(kFirstAccount, 0xFFFF, 2), Code::bytes_malformed);
  EXPECT_EQ(After(kPeriods, 0, 8), Code::bytes_malformed) << "bytes are left over";
}

// BOOK-17: every byte changed in every bit, with a checksum that fits: refused, or a book that saves to these bytes.
TEST(BookBytesTest, WhatLoadsSavesToTheSameBytes) {
  const MeasurePlan plan = FullPlan();
  const Bytes good = Example(plan).Save().value();
  int loaded_books = 0;
  for (std::size_t place = 20; place < good.size() - 8; ++place) {
    for (const unsigned change : {0x01U, 0x02U, 0x10U, 0x40U, 0x80U, 0xFFU}) {
      Bytes bytes = good;
      bytes[place] = static_cast<std::uint8_t>(bytes[place] ^ change);
      Seal(&bytes);
      const Result<Book> book = Book::Load(plan, bytes);
      if (!book.ok()) {
        ASSERT_TRUE(book.error().code == Code::bytes_malformed || book.error().code == Code::bytes_plan) << place;
        continue;
      }
      ++loaded_books;
      ASSERT_EQ(book->Save().value(), bytes) << place;
    }
  }
  EXPECT_GT(loaded_books, 100);
}

}  // namespace
}  // namespace keyhaul
