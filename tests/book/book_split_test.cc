// Sums that are split by groups or by the values of a dimension. What is expected is added up here from the rows, one
// by one, with days and months from the civil calendar.
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <tuple>
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

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

Row Charge(std::string account, std::int32_t day, std::int64_t revenue, std::string service = "standard",
           std::string lane = "") {
  return {std::move(account), day, RowKind::charge, "", "", {std::move(service), std::move(lane)}, {revenue, 1000}};
}

Result<AddOutcome> Feed(Book& book, const std::vector<Row>& rows) {
  const OwnedBatch owned(book.plan(), rows);
  return book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, owned.batch(), OnBadRow::refuse_batch,
                              {});
}

AccountId Open(Book& book, std::string_view id) {
  AccountFacts facts;
  facts.external_id = id;
  return book.OpenAccount(facts).value();
}

void Join(Book& book, std::string_view member, std::string_view group, std::int32_t begin, std::int32_t end) {
  const AccountId member_id = Open(book, member);
  ASSERT_TRUE(book.AddMembership(member_id, Open(book, group), {Day(begin), Day(end)}).ok());
}

std::int64_t Month(int year, int month) { return (year - 1970) * 12 + month - 1; }

// Cells as plain text and numbers.
using Plain = std::vector<std::tuple<std::string, std::string, int128, std::int64_t>>;
Plain CellsOf(const Book& book, int item, std::int64_t period) {
  Plain plain;
  for (const SplitCell& cell : book.SplitCells(item, period)) {
    const std::string_view key = cell.group.IsNone() ? cell.value : book.external_id(cell.group);
    plain.emplace_back(book.external_id(cell.account), key, cell.sum, cell.rows);
  }
  return plain;
}

// BOOK-24: months of 28, 29, 30 and 31 days in which a membership ends, one that is taken up again, and two groups at
// once. Every account has a row on every day from 2023 to 2025, of an amount that tells the day.
TEST(BookSplitTest, GroupsHaveTheRowsOfTheDaysOfMembership) {
  struct Edge {
    std::string member, group;
    std::int32_t begin, end;
  };
  const std::vector<Edge> edges = {
      {"A", "G", DayNumber(2023, 1, 10), DayNumber(2023, 2, 28)},  // a February of 28 days, without its last
      {"A", "G", DayNumber(2024, 2, 29), DayNumber(2024, 4, 30)},  // from the last of 29 days; April without its last
      {"A", "G", DayNumber(2024, 5, 31), DayNumber(2024, 6, 1)},   // one day, the last of 31
      {"A", "H", DayNumber(2024, 3, 15), DayNumber(2024, 3, 16)},  // two groups on one day
      {"B", "H", DayNumber(2023, 12, 31), DayNumber(2025, 1, 1)},  // over two turns of the year
      {"B", "G", DayNumber(2020, 1, 1), DayNumber(2023, 1, 2)},    // ends with the ledger's first day
      {"G", "H", DayNumber(2024, 7, 1), DayNumber(2024, 7, 2)},    // a group that ships, and is a member itself
  };
  const PlanItem split = SplitOf(SplitBy::group);
  Book book = Book::Make(PlanOf({split})).value();
  for (const Edge& edge : edges) Join(book, edge.member, edge.group, edge.begin, edge.end);
  std::vector<Row> rows;
  std::map<std::int64_t, std::map<std::pair<std::string, std::string>, std::pair<int128, std::int64_t>>> expected;
  for (std::int32_t day = DayNumber(2023, 1, 1); day < DayNumber(2026, 1, 1); ++day) {
    const absl::CivilDay civil = absl::CivilDay(1970, 1, 1) + day;
    for (const std::string account : {"A", "B", "C", "G"}) {
      const std::int64_t amount = civil.month() * 100 + civil.day();
      rows.push_back(Charge(account, day, amount));
      for (const Edge& edge : edges) {
        if (edge.member != account || day < edge.begin || day >= edge.end) continue;
        auto& [sum, count] = expected[Month(static_cast<int>(civil.year()), civil.month())][{account, edge.group}];
        sum += amount;
        ++count;
      }
    }
  }
  ASSERT_TRUE(Feed(book, rows).ok());
  std::vector<std::int64_t> periods;
  for (const auto& [period, cells] : expected) {
    periods.push_back(period);
    Plain plain;
    for (const auto& [key, total] : cells) plain.emplace_back(key.first, key.second, total.first, total.second);
    EXPECT_EQ(CellsOf(book, 0, period), plain) << period;
  }
  EXPECT_EQ(book.PeriodIndexes(0), periods);
  EXPECT_EQ(CellsOf(book, 0, Month(2024, 3)),
            (Plain{{"A", "G", 300 * 31 + 31 * 16, 31}, {"A", "H", 315, 1}, {"B", "H", 300 * 31 + 31 * 16, 31}}));
  EXPECT_TRUE(book.SplitCells(0, Month(2025, 6)).empty());
}

// BOOK-25
TEST(BookSplitTest, EveryValueOfADimensionIsKeptApart) {
  PlanItem services = SplitOf(SplitBy::dimension, 0, CalendarKind::quarter);
  services.scope.terms = {{1, {"north"}}};
  const PlanItem lanes = SplitOf(SplitBy::dimension, 1, CalendarKind::quarter);
  Book book = Book::Make(PlanOf({services, lanes})).value();
  ASSERT_TRUE(Feed(book, {Charge("B", 0, 5, "air", "north"), Charge("A", 3, -5, "air", "north"),
                          Charge("A", 5, 5, "air", "north"), Charge("A", 89, 7, "", "north"),
                          Charge("A", 90, 100, "air", "north"), Charge("A", 1, 1000, "sea", "south"),
                          Charge("A", 1, 2000, "\xE6\xB5\xB7", "")})
                  .ok());
  const int by_service = book.plan().Find(services);
  const int by_lane = book.plan().Find(lanes);
  EXPECT_EQ(CellsOf(book, by_service, 0), (Plain{{"A", "", 7, 1}, {"A", "air", 0, 2}, {"B", "air", 5, 1}}));
  EXPECT_EQ(CellsOf(book, by_service, 1), (Plain{{"A", "air", 100, 1}}));
  EXPECT_EQ(CellsOf(book, by_lane, 0),
            (Plain{{"A", "", 2000, 1}, {"A", "north", 7, 3}, {"A", "south", 1000, 1}, {"B", "north", 5, 1}}));
  EXPECT_EQ(book.PeriodIndexes(by_lane), (std::vector<std::int64_t>{0, 1}));
}

// BOOK-25: sums of the extremes of a row do not overflow, and survive bytes.
TEST(BookSplitTest, SumsAreExactAtTheBoundsOfARow) {
  const MeasurePlan plan = PlanOf({SplitOf(SplitBy::dimension, 0)});
  Book book = Book::Make(plan).value();
  std::vector<Row> rows(3000, Charge("A", 0, kMost));
  rows.resize(4000, Charge("A", 0, kLeast, "air"));
  ASSERT_TRUE(Feed(book, rows).ok());
  const Plain expected = {{"A", "air", int128(kLeast) * 1000, 1000}, {"A", "standard", int128(kMost) * 3000, 3000}};
  EXPECT_EQ(CellsOf(book, 0, 0), expected);
  EXPECT_EQ(CellsOf(Book::Load(plan, book.Save().value()).value(), 0, 0), expected);
}

// BOOK-25: the texts are asked for, and are texts.
TEST(BookSplitTest, TextsOfADimensionAreRequiredAndChecked) {
  Book book = Book::Make(PlanOf({SplitOf(SplitBy::dimension, 1)})).value();
  const Bytes before = book.Save().value();
  OwnedBatch owned(book.plan(), {Charge("A", 0, 1)});
  LedgerBatch batch = owned.batch();
  batch.dimension_texts.clear();
  const auto add = [&] {
    return book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, batch, OnBadRow::refuse_batch, {});
  };
  EXPECT_EQ(add().error().code, Code::data_column);
  EXPECT_EQ(add().error().column, "lane");
  batch.dimension_texts = {TextColumn(), TextColumn()};
  EXPECT_EQ(add().error().code, Code::data_column);
  batch.dimension_texts = {TextColumn()};
  EXPECT_EQ(add().error().code, Code::data_column);
  OwnedText two;
  two.Add("x");
  two.Add("y");
  batch.dimension_texts = {TextColumn(), two.column()};
  EXPECT_EQ(add().error().column, "lane");
  for (const std::string& bad : {std::string("\xFF"), std::string(1025, 'x')}) {
    const Error refused = Feed(book, {Charge("A", 0, 1), Charge("A", 0, 1, "standard", bad)}).error();
    EXPECT_EQ(refused.code, Code::data_value);
    EXPECT_EQ(refused.column, "lane");
    EXPECT_EQ(refused.row, 1);
  }
  EXPECT_EQ(book.Save().value(), before);
  EXPECT_TRUE(Feed(book, {Charge("A", 0, 1, std::string(1025, 'x'), std::string(1024, 'x'))}).ok());
}

// BOOK-26
TEST(BookSplitTest, MembershipsComeBeforeRows) {
  Book book = Book::Make(PlanOf({SplitOf(SplitBy::group)})).value();
  Join(book, "A", "G", 0, 10);
  Join(book, "A", "G", 10, 20);
  ASSERT_TRUE(Feed(book, {Charge("A", 5, 1)}).ok());
  const Bytes before = book.Save().value();
  const AccountId a = book.Find("A");
  const AccountId g = book.Find("G");
  EXPECT_TRUE(book.AddMembership(a, g, {Day(0), Day(20)}).ok());
  EXPECT_TRUE(book.AddMembership(a, g, {Day(3), Day(12)}).ok());
  for (const Period& period : {Period{Day(0), Day(21)}, Period{Day(30), Day(31)}}) {
    const Error refused = book.AddMembership(a, g, period).error();
    EXPECT_EQ(refused.code, Code::wrong_state);
    EXPECT_NE(refused.message.find("need all memberships first"), std::string::npos);
  }
  EXPECT_EQ(book.AddMembership(g, a, {Day(0), Day(5)}).error().code, Code::data_cycle);
  EXPECT_EQ(book.Save().value(), before);
  Book other = Book::Make(PlanOf({ItemOf(StateKind::sum, 0)})).value();
  ASSERT_TRUE(Feed(other, {Charge("A", 5, 1)}).ok());
  Join(other, "A", "G", 0, 10);
}

// BOOK-26
TEST(BookSplitTest, BooksOfOtherMembershipsAreNotMerged) {
  const MeasurePlan plan = PlanOf({SplitOf(SplitBy::group)});
  const auto book_of = [&](std::int32_t end, bool with_rows, std::string_view first = "A") {
    Book book = Book::Make(plan).value();
    Open(book, first);
    if (end > 0) Join(book, "A", "G", 0, end);
    const Result<AddOutcome> fed = Feed(book, with_rows ? std::vector<Row>{Charge("A", 5, 1)} : std::vector<Row>());
    EXPECT_TRUE(fed.ok());
    return book;
  };
  for (const bool first_has_rows : {false, true}) {
    for (const bool second_has_rows : {false, true}) {
      Book first = book_of(10, first_has_rows);
      const Bytes before = first.Save().value();
      const Status longer = first.Merge(book_of(11, second_has_rows, "G"));
      EXPECT_EQ(longer.ok(), !first_has_rows);
      if (first_has_rows) {
        EXPECT_EQ(longer.error().code, Code::data_conflict);
        EXPECT_NE(longer.error().message.find("\"A\" in \"G\""), std::string::npos);
        EXPECT_EQ(first.Save().value(), before);
      }
      Book again = book_of(10, first_has_rows);
      EXPECT_EQ(again.Merge(book_of(0, second_has_rows, "X")).ok(), !second_has_rows);
      Book same = book_of(10, first_has_rows);
      ASSERT_TRUE(same.Merge(book_of(10, second_has_rows, "G")).ok());
      const int rows = (first_has_rows ? 1 : 0) + (second_has_rows ? 1 : 0);
      EXPECT_EQ(CellsOf(same, 0, 0), rows == 0 ? Plain() : (Plain{{"A", "G", rows, rows}}));
    }
  }
}

// BOOK-26: a book without rows takes over memberships, and splits the rows that come then.
TEST(BookSplitTest, MembershipsThatCameByAMergeSplitRows) {
  const MeasurePlan plan = PlanOf({SplitOf(SplitBy::group)});
  Book book = Book::Make(plan).value();
  ASSERT_TRUE(Feed(book, {}).ok());
  Book other = Book::Make(plan).value();
  Open(other, "Z");
  Join(other, "A", "G", 0, 10);
  ASSERT_TRUE(book.Merge(other).ok());
  ASSERT_TRUE(Feed(book, {Charge("A", 9, 4), Charge("A", 10, 5)}).ok());
  EXPECT_EQ(CellsOf(book, 0, 0), (Plain{{"A", "G", 4, 1}}));
}

// BOOK-12
TEST(BookSplitTest, MergingWithItselfDoubles) {
  Book book = Book::Make(PlanOf({SplitOf(SplitBy::group), SplitOf(SplitBy::dimension, 0)})).value();
  Join(book, "A", "G", 0, 10);
  ASSERT_TRUE(Feed(book, {Charge("A", 9, 4), Charge("B", 40, 5)}).ok());
  ASSERT_TRUE(book.Merge(book).ok());
  EXPECT_EQ(CellsOf(book, book.plan().Find(SplitOf(SplitBy::group)), 0), (Plain{{"A", "G", 8, 2}}));
  EXPECT_EQ(CellsOf(book, book.plan().Find(SplitOf(SplitBy::dimension, 0)), 1), (Plain{{"B", "standard", 10, 2}}));
}

// BOOK-05: what a sum is split by is part of the item.
TEST(BookSplitTest, PlansNameWhatTheySplitBy) {
  PlanItem days = SplitOf(SplitBy::group);
  days.scope.days = {Day(DayNumber(2026, 1, 1)), Day(DayNumber(2026, 7, 1))};
  const MeasurePlan plan = PlanOf({SplitOf(SplitBy::dimension, 1), SplitOf(SplitBy::group), days});
  const std::string head = "item split_sum revenue month@01 charge,surcharge,adjustment,credit_note ";
  EXPECT_NE(plan.text().find(head + "days=2026-01-01/2026-07-01 split=group\n" + head + "split=dimension:lane\n" +
                             head + "split=group\n"),
            std::string::npos)
      << plan.text();
  EXPECT_TRUE(plan.SplitsByGroup());
  EXPECT_FALSE(plan.SplitsByDimension(0));
  EXPECT_TRUE(plan.SplitsByDimension(1));
  const auto refusal = [](PlanItem item, Split split) {
    item.split = split;
    return MeasurePlan::Make(TestSchema(), Currency::Parse("CNY").value(), 2, {std::move(item)}).error().path;
  };
  EXPECT_EQ(refusal(SplitOf(SplitBy::group), {}), "items[0].split");
  EXPECT_EQ(refusal(SplitOf(SplitBy::group), {SplitBy::group, 0}), "items[0].split");
  EXPECT_EQ(refusal(SplitOf(SplitBy::group), {SplitBy::dimension, -1}), "items[0].split");
  EXPECT_EQ(refusal(SplitOf(SplitBy::group), {SplitBy::dimension, 2}), "items[0].split");
  EXPECT_EQ(refusal(ItemOf(StateKind::sum, 0), {SplitBy::group, -1}), "items[0].split");
  EXPECT_EQ(refusal(ItemOf(StateKind::split_sum, -1), {SplitBy::group, -1}), "items[0].measure");
}

// ---- Bytes ----

// A book of accounts A, B and G, with A in G, and one month with two rows of A.
Book SmallBook(const MeasurePlan& plan) {
  Book book = Book::Make(plan).value();
  Join(book, "A", "G", 0, 10);
  Open(book, "B");
  EXPECT_TRUE(Feed(book, {Charge("A", 5, -3, "air"), Charge("A", 6, 4, "sea")}).ok());
  return book;
}

// The bytes from the items on, for a split of one period: put together by hand from the description of the format.
std::string Number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i, value >>= 8) text += static_cast<char>(value & 0xFF);
  return text;
}
std::string Sum(std::int64_t value) {
  return Number(static_cast<std::uint64_t>(value), 8) + Number(value < 0 ? ~std::uint64_t{0} : 0, 8);
}
std::string GroupCell(std::uint32_t account, std::uint32_t group, std::int64_t sum, std::int64_t rows) {
  return Number(account, 4) + Number(group, 4) + Sum(sum) + Number(static_cast<std::uint64_t>(rows), 8);
}
std::string ValueCell(std::uint32_t account, const std::string& value, std::int64_t sum, std::int64_t rows) {
  return Number(account, 4) + Number(value.size(), 2) + value + Sum(sum) + Number(static_cast<std::uint64_t>(rows), 8);
}
std::string PeriodOfCells(std::int64_t index, const std::vector<std::string>& cells) {
  std::string text = Number(static_cast<std::uint64_t>(index), 8) + Number(cells.size(), 8);
  for (const std::string& cell : cells) text += cell;
  return text;
}
std::string Item(const std::vector<std::string>& periods) {
  std::string text = Number(periods.size(), 8);
  for (const std::string& period : periods) text += period;
  return text;
}

class SplitBytesTest : public testing::Test {
 protected:
  // The bytes of `book` with the last `old.size()` bytes of its only item, which must be these, replaced.
  static std::string Replaced(const Book& book, const std::string& old, const std::string& now) {
    const Bytes saved = book.Save().value();
    std::string text(saved.begin(), saved.end() - 8);
    EXPECT_EQ(text.substr(text.size() - old.size()), old);
    text.replace(text.size() - old.size(), old.size(), now);
    text.replace(12, 8, Number(text.size() + 8, 8));
    return text + Number(Crc64Of(text), 8);
  }
  static Code CodeOf(const MeasurePlan& plan, const std::string& text) {
    const Bytes bytes(text.begin(), text.end());
    const Result<Book> book = Book::Load(plan, bytes);
    if (!book.ok()) return book.error().code;
    EXPECT_EQ(book->Save().value(), bytes);
    return Code::ok;
  }
};

// BOOK-13, BOOK-17
TEST_F(SplitBytesTest, GroupsInBytes) {
  const MeasurePlan plan = PlanOf({SplitOf(SplitBy::group)});
  const Book book = SmallBook(plan);  // A is at place 0, B at 1, G at 2
  const std::string old = Item({PeriodOfCells(0, {GroupCell(0, 2, 1, 2)})});
  const auto with = [&](const std::string& now) { return CodeOf(plan, Replaced(book, old, now)); };
  const auto cell = [&](const std::string& now) { return with(Item({PeriodOfCells(0, {now})})); };
  EXPECT_EQ(with(old), Code::ok);
  EXPECT_EQ(with(Item({})), Code::ok);
  EXPECT_EQ(cell(GroupCell(0, 2, 9, 1)), Code::ok);
  EXPECT_EQ(cell(GroupCell(0, 1, 1, 2)), Code::bytes_malformed) << "B is no group of A";
  EXPECT_EQ(cell(GroupCell(1, 2, 1, 2)), Code::bytes_malformed) << "B is in no group";
  EXPECT_EQ(cell(GroupCell(0, 3, 1, 2)), Code::bytes_malformed) << "no such account";
  EXPECT_EQ(cell(GroupCell(3, 2, 1, 2)), Code::bytes_malformed) << "no such account";
  EXPECT_EQ(cell(GroupCell(0, 2, 1, 3)), Code::bytes_malformed) << "the book has two rows";
  EXPECT_EQ(cell(GroupCell(0, 2, 0, 0)), Code::bytes_malformed) << "no row";
  EXPECT_EQ(cell(GroupCell(0, 2, 0, -1)), Code::bytes_malformed);
  EXPECT_EQ(with(Item({PeriodOfCells(0, {GroupCell(0, 2, 1, 1), GroupCell(0, 2, 1, 1)})})), Code::bytes_malformed);
  EXPECT_EQ(with(Item({PeriodOfCells(0, {GroupCell(0, 2, 1, 1)}), PeriodOfCells(1, {GroupCell(0, 2, 1, 1)})})),
            Code::ok);
  EXPECT_EQ(with(Item({PeriodOfCells(0, {GroupCell(0, 2, 1, 1)}), PeriodOfCells(1, {GroupCell(0, 2, 1, 2)})})),
            Code::bytes_malformed)
      << "three rows";
  EXPECT_EQ(with(Item({PeriodOfCells(1, {GroupCell(0, 2, 1, 1)}), PeriodOfCells(0, {GroupCell(0, 2, 1, 1)})})),
            Code::bytes_malformed);
  EXPECT_EQ(with(Item({PeriodOfCells(0, {})})), Code::bytes_malformed);
  EXPECT_EQ(with(Item({PeriodOfCells(std::int64_t{1} << 40, {GroupCell(0, 2, 1, 2)})})), Code::bytes_malformed);
  EXPECT_EQ(with(old + "x"), Code::bytes_malformed);
  EXPECT_EQ(with(old.substr(0, old.size() - 1)), Code::bytes_malformed);
  EXPECT_EQ(with(Number(~std::uint64_t{0}, 8) + old.substr(8)), Code::bytes_malformed);
}

// BOOK-13, BOOK-17
TEST_F(SplitBytesTest, ValuesInBytes) {
  const MeasurePlan plan = PlanOf({SplitOf(SplitBy::dimension, 0)});
  const Book book = SmallBook(plan);
  const std::string old = Item({PeriodOfCells(0, {ValueCell(0, "air", -3, 1), ValueCell(0, "sea", 4, 1)})});
  const auto with = [&](const std::vector<std::string>& cells) {
    return CodeOf(plan, Replaced(book, old, Item({PeriodOfCells(0, cells)})));
  };
  EXPECT_EQ(with({ValueCell(0, "air", -3, 1), ValueCell(0, "sea", 4, 1)}), Code::ok);
  EXPECT_EQ(with({ValueCell(0, "", 9, 1), ValueCell(0, "air", 9, 1)}), Code::ok);
  EXPECT_EQ(with({ValueCell(0, "air", 9, 1), ValueCell(0, "", 9, 1)}), Code::bytes_malformed);
  EXPECT_EQ(with({ValueCell(0, "sea", 9, 1), ValueCell(0, "air", 9, 1)}), Code::bytes_malformed);
  EXPECT_EQ(with({ValueCell(0, "air", 9, 1), ValueCell(0, "air", 9, 1)}), Code::bytes_malformed);
  EXPECT_EQ(with({ValueCell(0, "sea", 9, 1), ValueCell(1, "air", 9, 1)}), Code::ok);
  EXPECT_EQ(with({ValueCell(1, "air", 9, 1), ValueCell(0, "sea", 9, 1)}), Code::bytes_malformed);
  EXPECT_EQ(with({ValueCell(0, "\xFF", 9, 1)}), Code::bytes_malformed);
  EXPECT_EQ(with({ValueCell(0, std::string(1025, 'x'), 9, 1)}), Code::bytes_malformed);
  EXPECT_EQ(with({ValueCell(0, "air", 9, 2), ValueCell(0, "sea", 9, 1)}), Code::bytes_malformed) << "three rows";
  EXPECT_EQ(with({ValueCell(0, "air", kLeast, 1)}), Code::ok);
  std::string wide = ValueCell(0, "air", kLeast, 1);
  wide[4 + 2 + 3 + 7] = '\x7F';  // -2^63 - 2^56
  EXPECT_EQ(with({wide}), Code::bytes_malformed) << "one row cannot make less than -2^63";
}

}  // namespace
}  // namespace keyhaul
