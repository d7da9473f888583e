// Rows for tests: a ledger as a list of rows, and as the columns that a book wants.
#ifndef KEYHAUL_TESTS_BOOK_LEDGER_ROWS_H_
#define KEYHAUL_TESTS_BOOK_LEDGER_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/book.h"
#include "keyhaul/ledger.h"

namespace keyhaul {

struct Row {
  std::string account;
  std::int32_t day = 0;
  RowKind kind = RowKind::charge;
  std::string document;
  std::string credits;
  std::vector<std::string> dimensions;
  std::vector<std::int64_t> measures;
};

// Text in the layout of Arrow's utf8.
class OwnedText {
 public:
  void Add(std::string_view text) {
    bytes_ += text;
    offsets_.push_back(static_cast<std::int32_t>(bytes_.size()));
  }
  TextColumn column() const { return TextColumn::FromOffsets32(bytes_.data(), offsets_.data(), offsets_.size() - 1); }

 private:
  std::string bytes_;
  std::vector<std::int32_t> offsets_ = {0};
};

// The columns of some rows. Accounts are text; `ids` finds them in a book. Dimensions come as texts as well where the
// plan splits sums by them.
class OwnedBatch {
 public:
  OwnedBatch(const MeasurePlan& plan, const std::vector<Row>& rows) {
    const std::size_t dimensions = plan.schema().dimensions.size();
    const std::size_t measures = plan.schema().measures.size();
    std::vector<OwnedText>& texts = texts_;
    texts.resize(dimensions);
    measures_.resize(measures);
    for (const Row& row : rows) {
      accounts_.Add(row.account);
      days_.push_back(row.day);
      kinds_.push_back(static_cast<std::uint8_t>(row.kind));
      documents_.Add(row.document);
      credits_.Add(row.credits);
      for (std::size_t d = 0; d < dimensions; ++d) texts[d].Add(row.dimensions[d]);
      for (std::size_t m = 0; m < measures; ++m) measures_[m].push_back(row.measures[m]);
    }
    for (std::size_t d = 0; d < dimensions; ++d) {
      codes_.emplace_back(rows.size());
      plan.dictionary(d).Encode(texts[d].column(), codes_.back());
      gives_texts_.push_back(plan.SplitsByDimension(d));
    }
  }

  std::size_t rows() const { return days_.size(); }
  TextColumn accounts() const { return accounts_.column(); }

  // The batch without accounts, for AddByExternalId.
  LedgerBatch batch() const {
    LedgerBatch batch;
    batch.rows = rows();
    batch.day = days_;
    batch.kind = kinds_;
    batch.document = documents_.column();
    batch.credits = credits_.column();
    for (const auto& column : codes_) batch.dimensions.emplace_back(column);
    for (std::size_t d = 0; d < texts_.size(); ++d) {
      batch.dimension_texts.push_back(gives_texts_[d] ? texts_[d].column() : TextColumn());
    }
    for (const auto& column : measures_) batch.measures.emplace_back(column);
    return batch;
  }

  // The batch with the dense ids of a book.
  LedgerBatch batch(const Book& book) {
    ids_.resize(rows());
    book.FindMany(accounts(), ids_);
    LedgerBatch result = batch();
    result.account = ids_;
    return result;
  }

 private:
  OwnedText accounts_;
  std::vector<std::int32_t> days_;
  std::vector<std::uint8_t> kinds_;
  OwnedText documents_;
  OwnedText credits_;
  std::vector<OwnedText> texts_;
  std::vector<bool> gives_texts_;
  std::vector<std::vector<std::int32_t>> codes_;
  std::vector<std::vector<std::int64_t>> measures_;
  std::vector<std::int32_t> ids_;
};

inline std::int32_t DayNumber(int year, int month, int day) { return Day(absl::CivilDay(year, month, day)).value(); }

// A ledger with two dimensions and two measures.
inline Schema TestSchema() {
  Schema schema;
  schema.dimensions = {"service", "lane"};
  schema.measures = {{"revenue", "money", 2}, {"weight", "kg", 3}};
  return schema;
}

inline Calendar CalendarOf(CalendarKind kind) { return Calendar::Make(kind).value(); }

inline MeasurePlan PlanOf(std::vector<PlanItem> items) {
  return MeasurePlan::Make(TestSchema(), Currency::Parse("CNY").value(), 2, std::move(items)).value();
}

inline PlanItem ItemOf(StateKind kind, std::int32_t measure, CalendarKind calendar = CalendarKind::month) {
  PlanItem item;
  item.kind = kind;
  item.measure = measure;
  item.calendar = CalendarOf(calendar);
  return item;
}

// Revenue by groups, or by a dimension of the test's schema.
inline PlanItem SplitOf(SplitBy by, std::int32_t dimension = -1, CalendarKind calendar = CalendarKind::month) {
  PlanItem item = ItemOf(StateKind::split_sum, 0, calendar);
  item.split = {by, dimension};
  return item;
}

}  // namespace keyhaul

#endif  // KEYHAUL_TESTS_BOOK_LEDGER_ROWS_H_
