// The book of accounts.
//
// A `Book` holds accounts and, for every item of one measure plan, the totals of all ledger rows that were added. Rows
// are not kept. Whatever the order of rows, the sizes of batches, and the tree in which partial books are merged, a
// book of the same accounts and rows has the same contents, and saves to the same bytes.
//
//   KEYHAUL_TRY(Book book, Book::Make(plan));
//   KEYHAUL_TRY(const AccountId acme, book.OpenAccount({.external_id = "ACME"}));
//   KEYHAUL_TRY(const AddOutcome outcome, book.Add(batch, OnBadRow::refuse_batch, {}));
//   const int revenue = plan.Find(revenue_by_month);
//   book.Sum(revenue, acme, first_month, last_month)
//
// Nothing is half done: a call that returns an error, or throws because memory ran out, leaves the contents as they
// were.
//
// Totals that are split by groups (split_sum, plan_item.h) are split while rows go by, by the memberships that are
// known then. So that no order matters, a book whose plan has such an item takes memberships before the first row only,
// and two books with rows are merged only where they have the same memberships.
//
// Memory: 16 bytes (8 for counts and days) per account, item and period in which the ledger has rows, about 100 bytes
// and its texts per account, about 100 bytes and its number per document for items that follow documents, and about 50
// bytes per account, period and key that occur together for sums that are split. Nothing per row, neither kept nor
// allocated.
//
// Threads: a book is written by one thread, and may be read by many while nobody writes.
//
// Item numbers are those of `plan()`, and must be of a kind that fits the question. Period numbers are those of the
// item's calendar; ranges of them include both ends.
#ifndef KEYHAUL_BOOK_BOOK_H_
#define KEYHAUL_BOOK_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/ids.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/period.h"
#include "keyhaul/book/account.h"
#include "keyhaul/book/account_directory.h"
#include "keyhaul/book/group_index.h"
#include "keyhaul/book/interner.h"
#include "keyhaul/book/item_state.h"
#include "keyhaul/book/measure_plan.h"
#include "keyhaul/book/time_grid.h"
#include "keyhaul/ledger/batch.h"
#include "keyhaul/ledger/check.h"
#include "keyhaul/ledger/row.h"

namespace keyhaul {
inline namespace v1 {

namespace book_internal {
class BookWriter;
class BookReader;
struct BlockSlots;
}  // namespace book_internal

// What a refused row means for the rows around it.
enum class OnBadRow : std::int8_t {
  refuse_batch,  // nothing is booked, and the first refused row is the error
  skip_row,      // the other rows are booked
};

// What happens to a row of an account that the book does not know.
enum class OnUnknownAccount : std::int8_t {
  refuse_row,
  open_account,  // the account is opened without facts, if the row is booked
};

struct AddOutcome {
  std::size_t accepted = 0;
  std::size_t refused = 0;
};

// One document of an item that follows documents.
struct OpenDocument {
  AccountId account;
  std::string_view document;
  int128 charged;                // by rows that are no credit notes
  int128 credited;               // by credit notes; zero or less
  std::optional<Day> first_day;  // of its charges; absent where only credit notes name it

  int128 remaining() const { return charged + credited; }
  bool IsUnknown() const { return !first_day.has_value(); }
  // More has been taken back than was charged.
  bool IsOverCredited() const { return credited < 0 && remaining() < 0; }
};

// One cell of a split sum.
struct SplitCell {
  AccountId account;
  AccountId group;         // the key of a split by group
  std::string_view value;  // the key of a split by dimension, empty where rows have no value, or by currency
  int128 sum;
  std::int64_t rows = 0;
};

class Book {
 public:
  static Result<Book> Make(MeasurePlan plan);

  const MeasurePlan& plan() const { return plan_; }

  // ---- Accounts ----

  // Opens an account, or fills in the facts of the one that has this external id (account.h). The parent, where given,
  // must be known. Refused with data_value, currency_mismatch, data_unknown_account, data_conflict or data_cycle.
  Result<AccountId> OpenAccount(const AccountFacts& facts);
  AccountId Find(std::string_view external_id) const { return accounts_.Find(external_id); }
  // The ids of a column of external ids, -1 where the book has no such account. One entry per row.
  void FindMany(const TextColumn& external_ids, std::span<std::int32_t> ids) const {
    accounts_.ids().FindMany(external_ids, ids);
  }

  std::size_t account_count() const { return accounts_.size(); }
  std::string_view external_id(AccountId id) const { return accounts_.external_id(id); }
  AccountFacts facts(AccountId id) const { return accounts_.facts(id); }
  // All accounts in the bytewise order of their external ids.
  std::vector<AccountId> OrderByExternalId() const { return accounts_.OrderByExternalId(); }

  // The same edge again is no error; a second parent is a conflict. Cycles are refused by name (hierarchy.h).
  Status SetParent(AccountId child, AccountId parent) { return accounts_.SetParent(child, parent); }
  // Where sums are split by groups, refused with wrong_state once rows are booked, unless it is known already.
  Status AddMembership(AccountId member, AccountId group, Period period);
  AccountId ParentOf(AccountId id) const { return accounts_.ParentOf(id); }
  std::vector<AccountId> GroupsOf(AccountId id, Day day) const { return accounts_.GroupsOf(id, day); }
  std::vector<Membership> Memberships() const { return accounts_.Memberships(); }

  // ---- Rows ----

  // Adds the rows of a batch. `verdicts` is empty or has one entry per row; entries other than `accepted` are refusals
  // of the batch's reader and stay. After a refused batch no verdict is `accepted`. `options.keeps_documents` is the
  // book's own affair. Refused with data_column (a column is missing or too short), with the code of the first refused
  // row, or with overflow (kMaxPeriods, kMaxRows).
  Result<AddOutcome> Add(const LedgerBatch& batch, OnBadRow on_bad_row, std::span<Verdict> verdicts,
                         CheckOptions options = {});

  // The same for accounts given by external id; `batch.account` is not read.
  Result<AddOutcome> AddByExternalId(const TextColumn& accounts, OnUnknownAccount on_unknown, LedgerBatch batch,
                                     OnBadRow on_bad_row, std::span<Verdict> verdicts, CheckOptions options = {});

  // Rows booked, and the first and last of their days (as a half-open period).
  std::int64_t row_count() const { return row_count_; }
  std::optional<Period> LedgerDays() const;

  // ---- Totals ----

  // Periods in which the item has anything, ascending. For distinct_days these are numbers of 64-day words.
  std::vector<std::int64_t> PeriodIndexes(int item) const;

  // Of a sum: one account over the periods first to last; one cell per account of one period (accounts beyond the end
  // have 0; the span is valid until the book changes); all accounts over the periods first to last.
  int128 Sum(int item, AccountId account, std::int64_t first_index, std::int64_t last_index) const;
  std::span<const int128> Cells(int item, std::int64_t period_index) const;
  std::vector<int128> Sums(int item, std::int64_t first_index, std::int64_t last_index) const;

  // The same of a count.
  std::int64_t Count(int item, AccountId account, std::int64_t first_index, std::int64_t last_index) const;
  std::span<const std::int64_t> CountCells(int item, std::int64_t period_index) const;

  // Of a minimum or a maximum; absent where there is no row.
  std::optional<std::int64_t> Minimum(int item, AccountId account, std::int64_t first_index,
                                      std::int64_t last_index) const;
  std::optional<std::int64_t> Maximum(int item, AccountId account, std::int64_t first_index,
                                      std::int64_t last_index) const;

  // Of distinct_days: days of the period with a row, for one account or for all.
  std::int64_t DistinctDays(int item, AccountId account, Period period) const;
  std::vector<std::int64_t> DistinctDays(int item, Period period) const;

  // Of distinct_days: the last day of the period with a row, by account; absent where there is none.
  std::vector<std::optional<Day>> LastDays(int item, Period period) const;

  // Of split_sum: the cells of one period that rows went into, by external id of the account and then by the external
  // id of the group or by value, all bytewise. Texts are valid while the book lives.
  std::vector<SplitCell> SplitCells(int item, std::int64_t period_index) const;

  // Of open_documents: all documents that rows have named, by external id of the account and then by document, both
  // bytewise. A credit note may come before what it credits.
  std::vector<OpenDocument> OpenDocuments(int item) const;

  // ---- Merge, save, load ----

  // Adds everything that `other` holds. Refused with bytes_plan (another plan), data_conflict or data_cycle (the two
  // do not fit together, or differ in memberships that sums are split by) or overflow.
  Status Merge(const Book& other);

  // The contents as bytes (book_bytes-inl.h), and back. Loading refuses what is not a book (bytes_foreign), of a later
  // format (bytes_version), cut short (bytes_truncated), damaged (bytes_checksum), of another plan (bytes_plan), or
  // not something that `Save` writes (bytes_malformed).
  Result<std::vector<std::uint8_t>> Save() const;
  static Result<Book> Load(const MeasurePlan& plan, std::span<const std::uint8_t> bytes);

 private:
  friend class book_internal::BookWriter;
  friend class book_internal::BookReader;

  // A grid and the items that are cut by it.
  struct GridItems {
    TimeGrid grid;
    std::vector<std::size_t> items;
  };
  // What adding a batch needs apart from the book. Kept, so that the next batch need not allocate it again.
  struct Scratch {
    std::vector<Verdict> verdicts;
    std::vector<std::int32_t> accounts;
    std::vector<std::int32_t> documents;  // by row; kNone where no item follows one
    std::int32_t first_day = 0;           // of the accepted rows
    std::int32_t last_day = 0;
    std::vector<std::uint8_t> has_day;               // by days after the first
    std::vector<std::uint8_t> touched;               // by slot
    std::vector<std::vector<std::int32_t>> values;   // by dimension that sums are split by, and row
    std::vector<std::vector<std::uint32_t>> places;  // by split item, of its cells in the order of rows and keys
  };

  explicit Book(MeasurePlan plan) : plan_(std::move(plan)), accounts_(plan_.currency()) {}

  const ItemState& state(int item) const { return items_[static_cast<std::size_t>(item)]; }
  template <class Columns, class Visit>
  void ForEachColumn(int item, std::int64_t first, std::int64_t last, const Visit& visit) const;

  template <class Visit>
  void ForEachBlock(std::span<const Verdict> verdicts, const Visit& visit) const;
  Result<RowCheck> Check(const LedgerBatch& batch, std::size_t account_count, OnBadRow on_bad_row,
                         const CheckOptions& options, std::span<Verdict> verdicts) const;
  Status OpenUnknown(const TextColumn& accounts, const LedgerBatch& batch, OnBadRow on_bad_row, CheckOptions options,
                     std::span<Verdict> verdicts, std::span<std::int32_t> ids);
  Status Prepare(const LedgerBatch& batch, std::span<const Verdict> verdicts);
  void FindDays(const LedgerBatch& batch, std::span<const Verdict> verdicts);
  Status PrepareGrid(GridItems* grid);
  Status Touch(GridItems* grid, std::span<const std::uint8_t> touched, std::size_t accounts);
  Status PrepareDocuments(const LedgerBatch& batch, std::span<const Verdict> verdicts);
  Result<std::int32_t> DocumentId(AccountId account, std::string_view document);
  void Apply(const LedgerBatch& batch, std::span<const Verdict> verdicts) noexcept;
  void ApplyItem(const LedgerBatch& batch, std::size_t begin, const RowList& rows,
                 const book_internal::BlockSlots& slots, ItemState* item) noexcept;
  void ApplyDocuments(const LedgerBatch& batch, std::size_t begin, const RowList& rows, ItemState* item) noexcept;
  void Remember(std::size_t accepted) noexcept;

  Status CheckSplitTexts(const LedgerBatch& batch) const;
  template <class Visit>
  void ForEachKey(const Split& split, const LedgerBatch& batch, std::size_t begin, const RowList& rows,
                  const Visit& visit) const;
  Status PrepareSplits(const LedgerBatch& batch, std::span<const Verdict> verdicts);
  Status PrepareSplit(const LedgerBatch& batch, std::span<const Verdict> verdicts, std::size_t number);
  std::size_t PlaceOfTexts(const Split& split) const;
  static const TextColumn& TextsOf(const Split& split, const LedgerBatch& batch);
  Status InternValues(const Split& split, const LedgerBatch& batch, std::size_t begin, const RowList& rows);
  Result<std::int32_t> ValueId(std::string_view value);
  void ApplySplits(const LedgerBatch& batch, std::span<const Verdict> verdicts) noexcept;

  struct MergePlan;
  Status CheckMerge(const Book& other, MergePlan* merge) const;
  Status PrepareMerge(const Book& other, MergePlan* merge);
  void ApplyMerge(const Book& other, MergePlan* merge) noexcept;
  template <class Columns>
  void CombineColumns(const Book& other, std::size_t item, const MergePlan& merge, Columns* columns) noexcept;
  Status CheckMergedMemberships(const Book& other, const MergePlan& merge) const;
  static SplitKey MergedKey(const Split& split, SplitKey theirs, const MergePlan& merge);
  Status PrepareSplitMerge(const Book& other, MergePlan* merge);
  void ApplySplitMerge(const Book& other, std::size_t number, const MergePlan& merge) noexcept;

  MeasurePlan plan_;
  AccountDirectory accounts_;
  std::vector<ItemState> items_;  // by item number
  std::vector<GridItems> grids_;
  Interner documents_;  // account id (4 bytes) and document number
  bool follows_documents_ = false;
  Interner split_values_;  // of the dimensions that sums are split by, and codes of currencies
  GroupIndex groups_;
  std::int64_t row_count_ = 0;
  Day first_day_;  // of the rows booked, where there are any
  Day last_day_;
  Scratch scratch_;
};

}  // namespace v1
}  // namespace keyhaul

#include "keyhaul/book/book_add-inl.h"
#include "keyhaul/book/book_bytes-inl.h"
#include "keyhaul/book/book_merge-inl.h"
#include "keyhaul/book/book_split-inl.h"
#include "keyhaul/book/book_totals-inl.h"

#endif  // KEYHAUL_BOOK_BOOK_H_
