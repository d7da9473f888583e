// Books as bytes.
//
// Equal contents are equal bytes: accounts stand in the bytewise order of their external ids and are referred to by
// their place in it, everything else is ordered by that, and what is empty is not written. So bytes can be compared,
// and the hash of a book means something.
//
//   magic            8 bytes    89 4B 48 42 4F 4F 4B 0A ("\x89KHBOOK\n"; not text, and text modes break it)
//   format           u32        3
//   length           u64        of all bytes, this header and the checksum included
//   plan             16 bytes   digest of the measure plan
//   rows             i64        booked rows
//   first, last day  i32 each   0 where there are no rows
//   accounts         u64 count, then each: external id, name, currency, industry, city, region, tags, payer,
//                    statement_by, settlement_cycle (texts), payment terms in days (i32, -1 not known), day of opening
//                    (i32, -719163 not known), place of the parent plus one (u32, 0 none)
//   memberships      u64 count, then each: member, group (places, u32), begin, end (i32); ascending
//   items            one after the other in the plan's order
//     by period      u64 count of periods, then each: number (i64), u64 count of cells, then each: account (place, u32)
//                    and its value: sum 16 bytes; count, minimum, maximum 8 bytes; 64 days 8 bytes
//     by document    u64 count, then each: account (place, u32), document (text), charged, credited (16 bytes each),
//                    first day charged (i32, 2932897 none), whether a credit note named it (u8)
//     split          u64 count of periods, then each: number (i64), u64 count of cells, then each: account (place,
//     u32),
//                    key (group: place, u32; value: text), sum (16 bytes), rows (i64)
//   checksum         u64        CRC-64/XZ of all bytes before it
//
// Numbers are little-endian, signed ones in two's complement; a text is u16 length and bytes.
//
// Loading believes nothing: what is not exactly what saving would write is refused, so what was loaded saves to the
// same bytes.
#ifndef KEYHAUL_BOOK_BOOK_BYTES_INL_H_
#define KEYHAUL_BOOK_BOOK_BYTES_INL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/digest.h"
#include "keyhaul/book/book.h"
#include "keyhaul/book/bytes.h"
#include "keyhaul/book/document_key.h"

namespace keyhaul {
inline namespace v1 {

namespace book_internal {

inline constexpr std::string_view kMagic = "\x89KHBOOK\n";
inline constexpr std::uint32_t kFormat = 3;
inline constexpr std::size_t kLengthPlace = 12;
inline constexpr std::size_t kHeaderBytes = 36;
inline constexpr std::size_t kChecksumBytes = 8;

// Least bytes of an entry of each list.
inline constexpr std::size_t kAccountBytes = 2 + 1 + kTextFactCount * 2 + 4 + 4 + 4;
inline constexpr std::size_t kMembershipBytes = 16;
inline constexpr std::size_t kCellBytes = 4 + 8;
inline constexpr std::size_t kPeriodBytes = 8 + 8 + kCellBytes;
inline constexpr std::size_t kSplitCellBytes = 4 + 2 + 16 + 8;
inline constexpr std::size_t kSplitPeriodBytes = 8 + 8 + kSplitCellBytes;
inline constexpr std::size_t kDocumentBytes = 4 + 2 + 1 + 16 + 16 + 4 + 1;

// How the cell of an item stands in the bytes.
inline void WriteCell(StateKind kind, int128 cell, ByteWriter* out) {
  if (kind == StateKind::minimum) return out->Add(ValueOfMinimum(cell));
  if (kind == StateKind::maximum) return out->Add(ValueOfMaximum(cell));
  out->Add(cell);
}
inline void WriteCell(StateKind, std::int64_t cell, ByteWriter* out) { out->Add(cell); }
inline void WriteCell(StateKind, std::uint64_t cell, ByteWriter* out) { out->Add(cell); }

inline void ReadCell(StateKind kind, ByteReader* in, int128* cell) {
  if (kind == StateKind::minimum) {
    *cell = MinimumCell(in->Read<std::int64_t>());
  } else if (kind == StateKind::maximum) {
    *cell = MaximumCell(in->Read<std::int64_t>());
  } else {
    *cell = in->ReadInt128();
  }
}
inline void ReadCell(StateKind, ByteReader* in, std::int64_t* cell) { *cell = in->Read<std::int64_t>(); }
inline void ReadCell(StateKind, ByteReader* in, std::uint64_t* cell) { *cell = in->Read<std::uint64_t>(); }

// Saves one book.
class BookWriter {
 public:
  explicit BookWriter(const Book& book) : book_(book), order_(book.OrderByExternalId()), place_(order_.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) place_[order_[i].index()] = static_cast<std::uint32_t>(i);
  }

  std::vector<std::uint8_t> Write() && {
    out_.AddRaw(kMagic);
    out_.Add(kFormat);
    out_.Add(std::uint64_t{0});  // the length, when it is known
    for (const std::uint8_t byte : book_.plan_.digest().bytes) out_.Add(byte);
    out_.Add(book_.row_count_);
    out_.Add(book_.first_day_.value());
    out_.Add(book_.last_day_.value());
    WriteAccounts();
    WriteMemberships();
    for (std::size_t item = 0; item < book_.items_.size(); ++item) WriteItem(static_cast<int>(item));
    out_.Set(kLengthPlace, out_.size() + kChecksumBytes);
    out_.Add(Crc64Of(out_.view()));
    return std::move(out_).Take();
  }

 private:
  void WriteAccounts() {
    out_.Add(static_cast<std::uint64_t>(order_.size()));
    for (const AccountId id : order_) {
      const AccountFacts facts = book_.facts(id);
      out_.AddText(facts.external_id);
      for (const TextFact& fact : kTextFacts) out_.AddText(facts.*fact.value);
      out_.Add(facts.payment_terms_days.value_or(-1));
      out_.Add(facts.opened.value_or(Day(kOpenedNotKnown)).value());
      const AccountId parent = book_.ParentOf(id);
      out_.Add(parent.IsNone() ? std::uint32_t{0} : place_[parent.index()] + 1);
    }
  }

  void WriteMemberships() {
    std::vector<Membership> all = book_.Memberships();
    std::sort(all.begin(), all.end(), [&](const Membership& a, const Membership& b) {
      const auto key = [&](const Membership& m) {
        return std::tuple(place_[m.member.index()], place_[m.group.index()], m.period.begin);
      };
      return key(a) < key(b);
    });
    out_.Add(static_cast<std::uint64_t>(all.size()));
    for (const Membership& edge : all) {
      out_.Add(place_[edge.member.index()]);
      out_.Add(place_[edge.group.index()]);
      out_.Add(edge.period.begin.value());
      out_.Add(edge.period.end.value());
    }
  }

  void WriteItem(int item) {
    if (book_.state(item).IsByDocument()) return WriteDocuments(item);
    if (book_.state(item).IsSplit()) return WriteSplit(item);
    out_.Add(static_cast<std::uint64_t>(book_.PeriodIndexes(item).size()));
    const auto write = [&](std::int64_t index, const auto& column) { WriteColumn(item, index, column); };
    book_.ForEachColumn<WideColumns>(item, kFirstIndex, kLastIndex, write);
    book_.ForEachColumn<CountColumns>(item, kFirstIndex, kLastIndex, write);
    book_.ForEachColumn<DayColumns>(item, kFirstIndex, kLastIndex, write);
  }

  template <class Cell>
  void WriteColumn(int item, std::int64_t index, const CellColumn<Cell>& column) {
    if (!column.HasAny()) return;
    out_.Add(index);
    const std::size_t count_place = out_.size();
    out_.Add(std::uint64_t{0});
    std::uint64_t count = 0;
    for (std::size_t place = 0; place < order_.size(); ++place) {
      const Cell cell = column.At(order_[place].index());
      if (cell == Cell()) continue;
      out_.Add(static_cast<std::uint32_t>(place));
      WriteCell(book_.state(item).kind, cell, &out_);
      ++count;
    }
    out_.Set(count_place, count);
  }

  void WriteSplit(int item);

  void WriteDocuments(int item) {
    const std::vector<OpenDocument> documents = book_.OpenDocuments(item);
    const auto& cells = std::get<DocumentCells>(book_.state(item).cells);
    out_.Add(static_cast<std::uint64_t>(documents.size()));
    for (const OpenDocument& document : documents) {
      const std::int32_t id = book_.documents_.Find(DocumentKey(document.account, document.document).text());
      const DocumentCell& cell = cells[static_cast<std::size_t>(id)];
      out_.Add(place_[document.account.index()]);
      out_.AddText(document.document);
      out_.Add(cell.charged);
      out_.Add(cell.credited);
      out_.Add(cell.first_day);
      out_.Add(static_cast<std::uint8_t>(cell.has_credit ? 1 : 0));
    }
  }

  const Book& book_;
  std::vector<AccountId> order_;
  std::vector<std::uint32_t> place_;  // by dense id
  ByteWriter out_;
};

// Loads one book. The checksum fits already, so what is wrong here was made wrong.
class BookReader {
 public:
  BookReader(std::string_view body, Book* book) : in_(body), book_(*book) {}

  Status Read() {
    KEYHAUL_CHECK(ReadLedger());
    KEYHAUL_CHECK(ReadAccounts());
    KEYHAUL_CHECK(ReadMemberships());
    if (book_.plan_.SplitsByGroup()) book_.groups_.Make(book_.Memberships(), book_.account_count());
    for (ItemState& item : book_.items_) {
      magnitude_ = 0;
      KEYHAUL_CHECK(item.IsSplit()        ? ReadSplit(&item)
                    : item.IsByDocument() ? ReadDocuments(&item)
                                          : ReadPeriods(&item));
    }
    if (!in_.ok() || in_.remaining() > 0) return Malformed("its parts do not fill its length");
    return {};
  }

 private:
  static Error Malformed(std::string what) {
    return MakeError(Code::bytes_malformed, "the bytes are no book that was saved: " + std::move(what));
  }

  bool IsBooked(std::int32_t day) const { return book_.LedgerDays()->Contains(Day(day)); }
  bool IsAccount(std::uint32_t place) const { return place < book_.account_count(); }
  static AccountId Account(std::uint32_t place) { return AccountId(static_cast<std::int32_t>(place)); }

  Status ReadLedger() {
    book_.row_count_ = in_.Read<std::int64_t>();
    book_.first_day_ = Day(in_.Read<std::int32_t>());
    book_.last_day_ = Day(in_.Read<std::int32_t>());
    const bool empty = book_.row_count_ == 0 && book_.first_day_ == Day() && book_.last_day_ == Day();
    const bool filled = book_.row_count_ > 0 && book_.row_count_ <= kMaxRows && IsInRange(book_.first_day_) &&
                        IsInRange(book_.last_day_) && book_.first_day_ <= book_.last_day_;
    if (!in_.ok() || (!empty && !filled)) return Malformed("the number of rows and their days do not fit");
    return {};
  }

  // Accounts come in the order of their external ids, so places become dense ids.
  Status ReadAccounts() {
    const std::size_t count = in_.ReadCount(kAccountBytes);
    std::vector<std::uint32_t> parents;
    parents.reserve(count);
    std::string_view last;
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
      AccountFacts facts;
      facts.external_id = in_.ReadText();
      for (const TextFact& fact : kTextFacts) facts.*fact.value = in_.ReadText();
      const auto terms = in_.Read<std::int32_t>();
      if (terms != -1) facts.payment_terms_days = terms;
      const auto opened = in_.Read<std::int32_t>();
      if (opened != kOpenedNotKnown) facts.opened = Day(opened);
      parents.push_back(in_.Read<std::uint32_t>());
      if (!in_.ok()) break;
      if (facts.external_id <= last) return Malformed("accounts are not in order");
      if (facts.tags != NormaliseTags(facts.tags)) return Malformed("tags are not in order");
      last = facts.external_id;
      if (Result<AccountId> id = book_.OpenAccount(facts); !id.ok()) return Malformed(id.error().Text());
    }
    if (!in_.ok()) return Malformed("accounts are cut short");
    for (std::uint32_t i = 0; i < count; ++i) {
      if (parents[i] == 0) continue;
      if (!IsAccount(parents[i] - 1)) return Malformed("a parent is no account");
      if (Status set = book_.SetParent(Account(i), Account(parents[i] - 1)); !set.ok()) {
        return Malformed(set.error().Text());
      }
    }
    return {};
  }

  Status ReadMemberships() {
    const std::size_t count = in_.ReadCount(kMembershipBytes);
    std::tuple<std::uint32_t, std::uint32_t, std::int32_t> last{0, 0, std::numeric_limits<std::int32_t>::min()};
    for (std::size_t i = 0; i < count; ++i) {
      const auto member = in_.Read<std::uint32_t>();
      const auto group = in_.Read<std::uint32_t>();
      const auto begin = in_.Read<std::int32_t>();
      const auto end = in_.Read<std::int32_t>();
      if (!IsAccount(member) || !IsAccount(group)) return Malformed("a membership is not of accounts");
      if (std::tuple(member, group, begin) <= last) return Malformed("memberships are not in order");
      last = {member, group, end};  // the next of the same group must leave a day between
      const Period period{Day(begin), Day(end)};
      if (Status added = book_.accounts_.AddMembership(Account(member), Account(group), period); !added.ok()) {
        return Malformed(added.error().Text());
      }
    }
    if (!in_.ok()) return Malformed("memberships are cut short");
    return {};
  }

  Status ReadPeriods(ItemState* item) {
    TimeGrid& grid = book_.grids_[item->grid].grid;
    const std::size_t count = in_.ReadCount(kPeriodBytes);
    if (count > static_cast<std::size_t>(kMaxPeriods)) return Malformed("more periods than a book keeps");
    std::int64_t last = kFirstIndex;
    Status status;
    for (std::size_t i = 0; i < count && status.ok(); ++i) {
      const auto index = in_.Read<std::int64_t>();
      if (!grid.IsIndex(index) || index <= last) return Malformed("periods are not of the calendar, or not in order");
      last = index;
      const auto slot = static_cast<std::size_t>(grid.MakeSlot(index));
      item->VisitColumns([&](auto& columns) {
        columns.resize(std::max(columns.size(), slot + 1));
        columns[slot].GrowTo(book_.account_count());
        status = ReadCells(index, item, &columns[slot]);
      });
    }
    KEYHAUL_CHECK(std::move(status));
    if (!in_.ok()) return Malformed("periods are cut short");
    return {};
  }

  template <class Cell>
  Status ReadCells(std::int64_t index, ItemState* item, CellColumn<Cell>* column) {
    const std::size_t count = in_.ReadCount(kCellBytes);
    if (count == 0) return Malformed("a period without cells");
    std::int64_t last = -1;
    for (std::size_t i = 0; i < count; ++i) {
      const auto place = in_.Read<std::uint32_t>();
      Cell cell{};
      ReadCell(item->kind, &in_, &cell);
      if (!IsAccount(place) || place <= last) return Malformed("cells are not of accounts, or not in order");
      last = place;
      if (!IsPossible(index, item->kind, cell)) return Malformed("a total cannot be");
      column->data()[place] = cell;
    }
    return {};
  }

  // Whether the rows of the book can have made this cell; on that additions rely.
  bool IsPossible(std::int64_t, StateKind kind, int128 cell) {
    return kind == StateKind::sum ? cell != 0 && IsWithinRows(cell) : book_.row_count_ > 0;
  }
  bool IsPossible(std::int64_t, StateKind, std::int64_t cell) { return cell > 0 && IsWithinRows(int128(cell) << 63); }
  bool IsPossible(std::int64_t word, StateKind, std::uint64_t days) {
    const std::optional<Period> booked = book_.LedgerDays();
    return days != 0 && booked.has_value() && (days & ~DaysIn(word, *booked)) == 0;
  }

  // Adds to the absolute values of the item's cells, which are at most 2^63 for each row. The sum wraps neither: it was
  // at most 2^125 before.
  bool IsWithinRows(int128 amount) {
    magnitude_ += Magnitude(amount);
    return magnitude_ <= uint128(static_cast<std::uint64_t>(book_.row_count_)) << 63;
  }

  Status ReadSplit(ItemState* item);
  Status ReadSplitCells(SplitBy by, SplitColumn* column);
  Result<SplitTotal> ReadSplitCell(SplitBy by);
  Status ReadSplitKey(SplitBy by, SplitKey* key);
  bool IsPossibleSplit(const SplitTotal& total, std::int64_t* rows) const;

  Status ReadDocuments(ItemState* item) {
    auto& cells = std::get<DocumentCells>(item->cells);
    const std::size_t count = in_.ReadCount(kDocumentBytes);
    std::pair<std::uint32_t, std::string_view> last{0, {}};
    for (std::size_t i = 0; i < count; ++i) {
      const auto place = in_.Read<std::uint32_t>();
      const std::string_view document = in_.ReadText();
      DocumentCell cell;
      cell.charged = in_.ReadInt128();
      cell.credited = in_.ReadInt128();
      cell.first_day = in_.Read<std::int32_t>();
      const auto has_credit = in_.Read<std::uint8_t>();
      cell.has_credit = has_credit == 1;
      if (!in_.ok() || !IsAccount(place)) return Malformed("a document is cut short, or not of an account");
      if (!IsShortText(document) || !IsPlainText(document) || std::pair(place, document) <= last) {
        return Malformed("documents are not texts, or not in order");
      }
      last = {place, document};
      if (has_credit > 1 || !IsPossibleDocument(cell)) return Malformed("a document cannot be");
      KEYHAUL_TRY(const std::int32_t id, book_.DocumentId(Account(place), document));
      cells.resize(std::max(cells.size(), static_cast<std::size_t>(id) + 1));
      cells[static_cast<std::size_t>(id)] = cell;
    }
    if (!in_.ok()) return Malformed("documents are cut short");
    return {};
  }

  bool IsPossibleDocument(const DocumentCell& cell) {
    const bool charged = cell.first_day != DocumentCell::kNotCharged;
    return !cell.IsEmpty() && book_.row_count_ > 0 && (charged ? IsBooked(cell.first_day) : cell.charged == 0) &&
           cell.credited <= 0 && (cell.has_credit || cell.credited == 0) && IsWithinRows(cell.charged) &&
           IsWithinRows(cell.credited);
  }

  ByteReader in_;
  Book& book_;
  uint128 magnitude_ = 0;                  // of the item's cells so far
  std::vector<std::int64_t> rows_of_key_;  // of the split item so far: by group, or of all values together
};

// Everything about the bytes that is not their contents.
inline Status CheckFrame(const MeasurePlan& plan, std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic.substr(0, bytes.size())) {
    return MakeError(Code::bytes_foreign, "the bytes are no saved book");
  }
  const auto truncated = [&](std::uint64_t expected) {
    return MakeError(Code::bytes_truncated, "the saved book is cut short: " + std::to_string(bytes.size()) +
                                                " bytes of " + std::to_string(expected));
  };
  if (bytes.size() < kHeaderBytes + kChecksumBytes) return truncated(kHeaderBytes + kChecksumBytes);
  ByteReader header(bytes.substr(kMagic.size()));
  if (const auto format = header.Read<std::uint32_t>(); format != kFormat) {
    return MakeError(Code::bytes_version, "the book was saved in format " + std::to_string(format) +
                                              "; this version reads format " + std::to_string(kFormat));
  }
  const auto length = header.Read<std::uint64_t>();
  if (bytes.size() < length) return truncated(length);
  if (bytes.size() > length) {
    return MakeError(Code::bytes_malformed,
                     std::to_string(bytes.size()) + " bytes for a saved book of " + std::to_string(length));
  }
  const std::string_view checked = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (Crc64Of(checked) != ByteReader(bytes.substr(checked.size())).Read<std::uint64_t>()) {
    return MakeError(Code::bytes_checksum, "the saved book is damaged: its checksum does not fit");
  }
  Digest digest;
  for (std::uint8_t& byte : digest.bytes) byte = header.Read<std::uint8_t>();
  if (digest == plan.digest()) return {};
  return MakeError(Code::bytes_plan, "the saved book is kept for the measure plan " + digest.ToText() + ", not for " +
                                         plan.digest().ToText());
}

}  // namespace book_internal

inline Result<std::vector<std::uint8_t>> Book::Save() const { return book_internal::BookWriter(*this).Write(); }

inline Result<Book> Book::Load(const MeasurePlan& plan, std::span<const std::uint8_t> bytes) {
  using book_internal::kHeaderBytes;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  KEYHAUL_CHECK(book_internal::CheckFrame(plan, text));
  KEYHAUL_TRY(Book book, Make(plan));
  const std::size_t body = text.size() - kHeaderBytes - book_internal::kChecksumBytes;
  KEYHAUL_CHECK(book_internal::BookReader(text.substr(kHeaderBytes, body), &book).Read());
  return book;
}

}  // namespace v1
}  // namespace keyhaul

#include "keyhaul/book/book_split_bytes-inl.h"

#endif  // KEYHAUL_BOOK_BOOK_BYTES_INL_H_
