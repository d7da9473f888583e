// Properties of the book over random ledgers: whatever the order of rows, the sizes of batches and the tree of merges,
// the contents are the same bytes, and they are what an independent computation says.
//
// The oracle knows nothing of slots, cells or codes: it goes through the rows one by one, asks for each item whether
// the row is in scope by comparing texts, and adds up in std::map. Months and quarters it takes from civil dates.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../book/ledger_rows.h"
#include "../print_int128.h"
#include "gtest/gtest.h"
#include "keyhaul/book.h"

namespace keyhaul {
namespace {

using Random = std::mt19937_64;

// A number below `bound`.
int Below(Random& random, int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); }

std::int64_t RandomAmount(Random& random) {
  switch (Below(random, 8)) {
    case 0:
      return std::numeric_limits<std::int64_t>::min();
    case 1:
      return std::numeric_limits<std::int64_t>::max();
    case 2:
      return 0;
    default:
      return Below(random, 200001) - 100000;
  }
}

std::string RandomAccount(Random& random) {
  static const std::vector<std::string> kOdd = {"0042", "42", "a", "A", "\xE4\xBA\xAC\xE4\xB8\x9C", "with space"};
  const int n = Below(random, 40);
  return n < 6 ? kOdd[static_cast<std::size_t>(n)] : "ACC" + std::to_string(n);
}

std::vector<Row> RandomLedger(Random& random, int size) {
  static const std::vector<std::string> kServices = {"standard", "economy", "express", ""};
  static const std::vector<std::string> kLanes = {"north", "south", "east"};
  std::vector<Row> rows;
  for (int i = 0; i < size; ++i) {
    Row row;
    row.account = RandomAccount(random);
    row.day = DayNumber(2024, 1, 1) + Below(random, 900);
    row.kind = static_cast<RowKind>(Below(random, 4));
    row.dimensions = {kServices[static_cast<std::size_t>(Below(random, 4))],
                      kLanes[static_cast<std::size_t>(Below(random, 3))]};
    row.measures = {RandomAmount(random), RandomAmount(random)};
    const std::string document = "INV" + std::to_string(Below(random, 30));
    if (row.kind == RowKind::credit_note) {
      row.credits = document;
      for (std::int64_t& measure : row.measures) measure = std::min<std::int64_t>(measure, 0);
    } else if (Below(random, 5) > 0) {
      row.document = document;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Scope RandomScope(Random& random) {
  Scope scope;
  scope.kinds = static_cast<std::uint8_t>(1 + Below(random, 15));
  if (Below(random, 2) == 0) scope.terms.push_back({0, {"standard", "economy"}});
  if (Below(random, 3) == 0) scope.terms.push_back({1, {Below(random, 2) == 0 ? "north" : "east"}});
  if (Below(random, 3) == 0) {
    const int first = DayNumber(2024, 1, 1) + Below(random, 600);
    scope.days = {Day(first), Day(first + 1 + Below(random, 400))};
  }
  return scope;
}

// A membership as a host gives it: pieces may overlap.
struct Edge {
  std::string member;
  std::string group;
  Period period;
};

// Groups are no members, so no edge closes a cycle; some are accounts that ship themselves.
std::vector<Edge> RandomEdges(Random& random) {
  static const std::vector<std::string> kGroups = {"group one", "GROUP", "42"};
  std::vector<Edge> edges;
  for (int i = 0; i < 60; ++i) {
    const std::int32_t begin = DayNumber(2024, 1, 1) + Below(random, 900);
    Edge edge{RandomAccount(random),
              kGroups[static_cast<std::size_t>(Below(random, 3))],
              {Day(begin), Day(begin + 1 + Below(random, 200))}};
    if (edge.member != "42") edges.push_back(std::move(edge));
  }
  return edges;
}

// A book that is ready for rows, with its memberships in any order.
Book EmptyBook(Random& random, const MeasurePlan& plan, std::vector<Edge> edges) {
  Book book = Book::Make(plan).value();
  std::shuffle(edges.begin(), edges.end(), random);
  for (const Edge& edge : edges) {
    AccountFacts member;
    member.external_id = edge.member;
    AccountFacts group;
    group.external_id = edge.group;
    const AccountId member_id = book.OpenAccount(member).value();
    EXPECT_TRUE(book.AddMembership(member_id, book.OpenAccount(group).value(), edge.period).ok());
  }
  return book;
}

Split RandomSplit(Random& random) {
  if (Below(random, 2) == 0) return {SplitBy::group, -1};
  return {SplitBy::dimension, Below(random, 2)};
}

std::vector<PlanItem> RandomItems(Random& random) {
  std::vector<PlanItem> items;
  for (int i = 0; i < 8; ++i) {
    PlanItem item;
    item.kind = static_cast<StateKind>(Below(random, 7));
    if (item.kind == StateKind::split_sum) item.split = RandomSplit(random);
    item.measure = NeedsMeasure(item.kind) ? Below(random, 2) : -1;
    item.calendar = CalendarOf(Below(random, 2) == 0 ? CalendarKind::month : CalendarKind::quarter);
    item.scope = RandomScope(random);
    items.push_back(std::move(item));
  }
  return items;
}

bool IsInScope(const Row& row, const Scope& scope) {
  bool in = (scope.kinds >> static_cast<int>(row.kind) & 1) != 0 && scope.days.begin.value() <= row.day &&
            row.day < scope.days.end.value();
  for (const ScopeTerm& term : scope.terms) {
    const std::string& value = row.dimensions[static_cast<std::size_t>(term.dimension)];
    bool named = false;
    for (const std::string& accepted : term.values) named = named || accepted == value;
    in = in && named;
  }
  return in;
}

// Month 0 and quarter 0 are the first of 1970.
std::int64_t PeriodOf(const PlanItem& item, std::int32_t day) {
  const absl::CivilDay civil = absl::CivilDay(1970, 1, 1) + day;
  const std::int64_t month = (civil.year() - 1970) * 12 + civil.month() - 1;
  return item.calendar.kind() == CalendarKind::quarter ? month / 3 : month;
}

// Everything that an item holds, by account and period, in plain numbers.
struct Oracle {
  std::map<std::pair<std::string, std::int64_t>, int128> sums;
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> counts;
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> least;
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> most;
  std::map<std::string, std::set<std::int32_t>> days;
  std::map<std::pair<std::string, std::string>, std::tuple<int128, int128, std::optional<std::int32_t>>> documents;
  std::set<std::int64_t> periods;

  Oracle(const PlanItem& item, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
      if (!IsInScope(row, item.scope)) continue;
      const std::pair key(row.account, PeriodOf(item, row.day));
      const std::int64_t value = item.measure < 0 ? 0 : row.measures[static_cast<std::size_t>(item.measure)];
      sums[key] += value;
      ++counts[key];
      least[key] = counts[key] == 1 ? value : std::min(least[key], value);
      most[key] = counts[key] == 1 ? value : std::max(most[key], value);
      days[row.account].insert(row.day);
      const bool credit = row.kind == RowKind::credit_note;
      const std::string& document = credit ? row.credits : row.document;
      if (document.empty()) continue;
      auto& [charged, credited, first] = documents[{row.account, document}];
      (credit ? credited : charged) += value;
      if (!credit) first = std::min(first.value_or(row.day), row.day);
    }
  }
};

// The keys that a row counts for in a split sum.
std::set<std::string> KeysOf(const PlanItem& item, const Row& row, const std::vector<Edge>& edges) {
  if (item.split.by == SplitBy::dimension) return {row.dimensions[static_cast<std::size_t>(item.split.dimension)]};
  std::set<std::string> groups;
  for (const Edge& edge : edges) {
    const bool is_in = edge.period.begin.value() <= row.day && row.day < edge.period.end.value();
    if (edge.member == row.account && is_in) groups.insert(edge.group);
  }
  return groups;
}

void ExpectSplitAgrees(const Book& book, int number, const std::vector<Row>& rows, const std::vector<Edge>& edges) {
  const PlanItem& item = book.plan().items()[static_cast<std::size_t>(number)];
  std::map<std::int64_t, std::map<std::pair<std::string, std::string>, std::pair<int128, std::int64_t>>> expected;
  for (const Row& row : rows) {
    if (!IsInScope(row, item.scope)) continue;
    for (const std::string& key : KeysOf(item, row, edges)) {
      auto& [sum, count] = expected[PeriodOf(item, row.day)][{row.account, key}];
      sum += row.measures[static_cast<std::size_t>(item.measure)];
      ++count;
    }
  }
  std::vector<std::int64_t> periods;
  for (const auto& [period, cells] : expected) {
    periods.push_back(period);
    const std::vector<SplitCell> got = book.SplitCells(number, period);
    ASSERT_EQ(got.size(), cells.size());
    std::size_t i = 0;
    for (const auto& [key, total] : cells) {
      const SplitCell& cell = got[i++];
      ASSERT_EQ(book.external_id(cell.account), key.first);
      ASSERT_EQ(cell.group.IsNone() ? cell.value : book.external_id(cell.group), key.second);
      ASSERT_EQ(cell.sum, total.first);
      ASSERT_EQ(cell.rows, total.second);
    }
  }
  ASSERT_EQ(book.PeriodIndexes(number), periods);
}

void ExpectAgrees(const Book& book, int number, const std::vector<Row>& rows, const std::vector<Edge>& edges) {
  const PlanItem& item = book.plan().items()[static_cast<std::size_t>(number)];
  if (item.kind == StateKind::split_sum) return ExpectSplitAgrees(book, number, rows, edges);
  const Oracle oracle(item, rows);
  for (const AccountId id : book.OrderByExternalId()) {
    const std::string account(book.external_id(id));
    for (std::int64_t period = 200; period < 720; ++period) {
      const std::pair key(account, period);
      const auto value = [&](const auto& cells) {
        const auto found = cells.find(key);
        return found == cells.end() ? std::nullopt : std::optional(found->second);
      };
      if (item.kind == StateKind::sum) {
        ASSERT_EQ(book.Sum(number, id, period, period), value(oracle.sums).value_or(0));
      } else if (item.kind == StateKind::count) {
        ASSERT_EQ(book.Count(number, id, period, period), value(oracle.counts).value_or(0));
      } else if (item.kind == StateKind::minimum) {
        ASSERT_EQ(book.Minimum(number, id, period, period), value(oracle.least));
      } else if (item.kind == StateKind::maximum) {
        ASSERT_EQ(book.Maximum(number, id, period, period), value(oracle.most));
      }
    }
    if (item.kind == StateKind::distinct_days) {
      const auto found = oracle.days.find(account);
      const std::set<std::int32_t> days = found == oracle.days.end() ? std::set<std::int32_t>() : found->second;
      for (const Period period : {Period::All(), Period{Day(DayNumber(2024, 3, 5)), Day(DayNumber(2025, 1, 17))}}) {
        const auto first = days.lower_bound(period.begin.value());
        const auto end = days.lower_bound(period.end.value());
        ASSERT_EQ(book.DistinctDays(number, id, period), std::distance(first, end));
      }
    }
  }
  if (item.kind != StateKind::open_documents) return;
  const std::vector<OpenDocument> documents = book.OpenDocuments(number);
  ASSERT_EQ(documents.size(), oracle.documents.size());
  std::size_t i = 0;
  for (const auto& [key, amounts] : oracle.documents) {
    const OpenDocument& document = documents[i++];
    ASSERT_EQ(book.external_id(document.account), key.first);
    ASSERT_EQ(document.document, key.second);
    ASSERT_EQ(document.charged, std::get<0>(amounts));
    ASSERT_EQ(document.credited, std::get<1>(amounts));
    ASSERT_EQ(document.first_day.has_value(), std::get<2>(amounts).has_value());
    ASSERT_EQ(document.first_day.value_or(Day()), Day(std::get<2>(amounts).value_or(0)));
  }
}

void Feed(Book& book, const std::vector<Row>& rows) {
  const OwnedBatch owned(book.plan(), rows);
  const Result<AddOutcome> outcome =
      book.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, owned.batch(), OnBadRow::refuse_batch, {});
  ASSERT_TRUE(outcome.ok()) << outcome.error().Text();
}

// Feeds rows in batches of random sizes.
Book FedInBatches(Random& random, Book book, const std::vector<Row>& rows) {
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::size_t end = std::min(rows.size(), begin + 1 + random() % (rows.size() / 2 + 1));
    Feed(book, {rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.begin() + static_cast<std::ptrdiff_t>(end)});
    begin = end;
  }
  return book;
}

// Deals rows out to several books and merges them in a random tree, some of them by way of bytes.
Book FedThroughMergeTree(Random& random, const MeasurePlan& plan, const std::vector<Row>& rows,
                         const std::vector<Edge>& edges) {
  std::vector<std::vector<Row>> parts(static_cast<std::size_t>(1 + Below(random, 6)));
  for (const Row& row : rows) parts[random() % parts.size()].push_back(row);
  std::vector<Book> books;
  for (const std::vector<Row>& part : parts) {
    books.push_back(FedInBatches(random, EmptyBook(random, plan, edges), part));
  }
  while (books.size() > 1) {
    std::swap(books[random() % books.size()], books.back());
    Book last = std::move(books.back());
    books.pop_back();
    if (Below(random, 2) == 0) last = Book::Load(plan, last.Save().value()).value();
    EXPECT_TRUE(books[random() % books.size()].Merge(last).ok());
  }
  return std::move(books.front());
}

std::vector<std::uint8_t> Bytes(const Book& book) { return book.Save().value(); }

// BOOK-06, BOOK-07, BOOK-08, BOOK-09, BOOK-23, BOOK-24, BOOK-25
TEST(BookPropertyTest, TotalsAreWhatTheRowsSay) {
  Random random(1);
  for (int round = 0; round < 12; ++round) {
    const MeasurePlan plan = PlanOf(RandomItems(random));
    const std::vector<Row> rows = RandomLedger(random, 1 + Below(random, 2500));
    const std::vector<Edge> edges = RandomEdges(random);
    const Book book = FedThroughMergeTree(random, plan, rows, edges);
    for (int item = 0; item < static_cast<int>(plan.items().size()); ++item) ExpectAgrees(book, item, rows, edges);
  }
}

// BOOK-12, BOOK-13
TEST(BookPropertyTest, OrderSplitsAndMergesDoNotMatter) {
  Random random(2);
  for (int round = 0; round < 40; ++round) {
    const MeasurePlan plan = PlanOf(RandomItems(random));
    std::vector<Row> rows = RandomLedger(random, Below(random, 1500));
    const std::vector<Edge> edges = RandomEdges(random);
    Book reference = EmptyBook(random, plan, edges);
    Feed(reference, rows);
    const std::vector<std::uint8_t> expected = Bytes(reference);
    for (int way = 0; way < 4; ++way) {
      std::shuffle(rows.begin(), rows.end(), random);
      ASSERT_EQ(Bytes(FedInBatches(random, EmptyBook(random, plan, edges), rows)), expected);
      ASSERT_EQ(Bytes(FedThroughMergeTree(random, plan, rows, edges)), expected);
    }
    const Book loaded = Book::Load(plan, expected).value();
    ASSERT_EQ(Bytes(loaded), expected);
    const Book copy = loaded;
    ASSERT_EQ(Bytes(copy), expected);
  }
}

// BOOK-10, BOOK-11: a batch with bad rows is refused as a whole, or books exactly its good ones.
TEST(BookPropertyTest, RefusedRowsLeaveNoTrace) {
  Random random(3);
  for (int round = 0; round < 40; ++round) {
    const MeasurePlan plan = PlanOf(RandomItems(random));
    const std::vector<Row> good = RandomLedger(random, 1 + Below(random, 1500));
    std::vector<Row> mixed;
    std::size_t bad_rows = 0;
    for (const Row& row : good) {
      mixed.push_back(row);
      if (Below(random, 7) != 0) continue;
      Row bad = RandomLedger(random, 1).front();
      bad.account += " bad";
      switch (Below(random, 3)) {
        case 0:
          bad.day = Below(random, 2) == 0 ? kMinDay - 1 : kMaxDay + 1;
          break;
        case 1:
          bad.kind = static_cast<RowKind>(4 + Below(random, 252));
          break;
        default:
          bad.kind = RowKind::credit_note;
          bad.credits = "INV1";
          bad.measures[1] = 1;
      }
      mixed.push_back(std::move(bad));
      ++bad_rows;
    }
    Book start = EmptyBook(random, plan, RandomEdges(random));
    Feed(start, RandomLedger(random, 50));
    Book expected = start;
    Feed(expected, good);
    const OwnedBatch owned(plan, mixed);
    Book skipping = start;
    const Result<AddOutcome> outcome = skipping.AddByExternalId(owned.accounts(), OnUnknownAccount::open_account,
                                                                owned.batch(), OnBadRow::skip_row, {});
    ASSERT_TRUE(outcome.ok());
    ASSERT_EQ(outcome->refused, bad_rows);
    ASSERT_EQ(Bytes(skipping), Bytes(expected));
    Book refusing = start;
    ASSERT_EQ(refusing
                  .AddByExternalId(owned.accounts(), OnUnknownAccount::open_account, owned.batch(),
                                   OnBadRow::refuse_batch, {})
                  .ok(),
              bad_rows == 0);
    ASSERT_EQ(Bytes(refusing), Bytes(bad_rows == 0 ? expected : start));
  }
}

// BOOK-02, BOOK-04, BOOK-12: accounts come in any order, with facts in pieces, and belong together all the same.
TEST(BookPropertyTest, AccountsDoNotDependOnTheirOrder) {
  Random random(4);
  const MeasurePlan plan = PlanOf({ItemOf(StateKind::sum, 0)});
  for (int round = 0; round < 60; ++round) {
    struct Step {
      int what;
      std::string id;
      std::string other;
      Period period;
    };
    std::vector<Step> steps;
    for (int i = 0; i < 30; ++i) {
      // Edges go from a higher number to a lower one, so no order of them closes a cycle.
      const int n = 1 + Below(random, 9);
      const std::int32_t begin = Below(random, 50);
      steps.push_back({Below(random, 6),
                       "N" + std::to_string(n),
                       "N" + std::to_string(Below(random, n)),
                       {Day(begin), Day(begin + 1 + Below(random, 20))}});
    }
    const auto open = [](Book& book, const std::string& id) {
      AccountFacts facts;
      facts.external_id = id;
      return book.OpenAccount(facts).value();
    };
    const auto take = [&](Book& book, const Step& step) {
      const AccountId id = open(book, step.id);
      AccountFacts facts;
      facts.external_id = step.id;
      const std::string name = "Name of " + step.id;
      if (step.what == 0) facts.name = name;
      if (step.what == 1) facts.payment_terms_days = static_cast<std::int32_t>(step.id.back());
      if (step.what == 4) facts.tags = Below(random, 2) == 0 ? "b;a" : "a; b;a";
      if (step.what == 5) facts.opened = Day(step.id.back());
      ASSERT_TRUE(book.OpenAccount(facts).ok());
      if (step.what == 2) {
        const std::string parent = "N" + std::to_string((step.id.back() - '0') / 2);  // one parent for each
        ASSERT_TRUE(book.SetParent(id, open(book, parent)).ok());
      }
      if (step.what == 3) {
        ASSERT_TRUE(book.AddMembership(id, open(book, step.other), step.period).ok());
      }
    };
    Book one = Book::Make(plan).value();
    for (const Step& step : steps) take(one, step);
    std::shuffle(steps.begin(), steps.end(), random);
    Book left = Book::Make(plan).value();
    Book right = Book::Make(plan).value();
    for (const Step& step : steps) take(Below(random, 2) == 0 ? left : right, step);
    ASSERT_TRUE(left.Merge(Book::Load(plan, Bytes(right)).value()).ok());
    ASSERT_EQ(Bytes(left), Bytes(one));
  }
}

}  // namespace
}  // namespace keyhaul
