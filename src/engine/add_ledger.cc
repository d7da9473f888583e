// The ledger of a host, into a book: cells to a batch of plain columns, then one call of the book.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "src/engine/add_table.h"
#include "src/engine/attribute_days.h"
#include "src/engine/cells.h"
#include "src/engine/foreign_rows.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kLedgerColumns[] = {"account", "day", "document", "kind", "credits", "currency"};

// One batch, with the buffers that its columns refer to where a host's columns could not be read in place.
class BatchReader {
 public:
  BatchReader(const CompiledPolicy& policy, const InputTable& table)
      : policy_(policy),
        schema_(policy.policy.ledger),
        table_(table),
        refusals_(table.name, table.rows),
        foreign_(policy) {}

  // Reads everything but the accounts.
  Status ReadCells() {
    KEYHAUL_CHECK(CheckNames());
    batch_.rows = table_.rows;
    KEYHAUL_TRY(const InputColumn* account, RequiredColumn(table_, "account"));
    KEYHAUL_TRY(accounts_, ReadTexts(table_, *account));
    KEYHAUL_TRY(const InputColumn* day, RequiredColumn(table_, "day"));
    KEYHAUL_TRY(batch_.day, ReadDays(table_, *day, std::nullopt, &posting_days_, &refusals_));
    KEYHAUL_CHECK(ReadOptional("document", &batch_.document));
    KEYHAUL_CHECK(ReadOptional("credits", &batch_.credits));
    KEYHAUL_CHECK(ReadKinds());
    KEYHAUL_CHECK(ReadCurrency());
    KEYHAUL_CHECK(ReadDimensions());
    KEYHAUL_TRY(batch_.day,
                AttributeDays(table_, schema_, {batch_.day, batch_.kind, {}, dimension_texts_}, &days_, &refusals_));
    foreign_.FindRates(batch_.day, &refusals_);
    batch_.currency = foreign_.Kept();
    return ReadMeasures();
  }

  const TextColumn& accounts() const { return accounts_; }
  LedgerBatch& batch() { return batch_; }
  Refusals& refusals() { return refusals_; }

 private:
  Status CheckNames() const {
    std::vector<std::string_view> known(std::begin(kLedgerColumns), std::end(kLedgerColumns));
    known.insert(known.end(), schema_.dimensions.begin(), schema_.dimensions.end());
    for (const Measure& measure : schema_.measures) known.emplace_back(measure.name);
    known.insert(known.end(), schema_.days.begin(), schema_.days.end());
    return CheckColumnNames(table_, known);
  }

  Status ReadOptional(std::string_view name, TextColumn* texts) {
    const InputColumn* column = FindColumn(table_, name);
    if (column == nullptr) return {};
    KEYHAUL_TRY(*texts, ReadTexts(table_, *column));
    return {};
  }

  Status ReadKinds() {
    const InputColumn* column = FindColumn(table_, "kind");
    if (column == nullptr) return {};
    KEYHAUL_TRY(const TextColumn texts, ReadTexts(table_, *column));
    kinds_.assign(table_.rows, static_cast<std::uint8_t>(RowKind::charge));
    for (std::size_t row = 0; row < table_.rows; ++row) {
      if (!HasText(texts, row)) continue;
      if (const std::optional<RowKind> kind = ParseRowKind(texts[row]); kind.has_value()) {
        kinds_[row] = static_cast<std::uint8_t>(*kind);
      } else {
        refusals_.Refuse(row, Verdict::bad_kind, "kind", texts[row],
                         MakeError(Code::data_value,
                                   "\"" + std::string(texts[row]) + "\": " + std::string(Sentence(Verdict::bad_kind))));
      }
    }
    batch_.kind = kinds_;
    return {};
  }

  Status ReadCurrency() {
    TextColumn texts;
    KEYHAUL_CHECK(ReadOptional("currency", &texts));
    foreign_.Read(texts, &refusals_);
    return {};
  }

  // A dimension that rules look at must be there: if it were taken as empty, no scope would match and nobody be paid.
  Status ReadDimensions() {
    dimensions_.resize(schema_.dimensions.size());
    batch_.dimension_texts.resize(schema_.dimensions.size());
    for (std::size_t i = 0; i < schema_.dimensions.size(); ++i) {
      KEYHAUL_TRY(const InputColumn* column, RequiredColumn(table_, schema_.dimensions[i]));
      KEYHAUL_TRY(const TextColumn texts, ReadTexts(table_, *column));
      dimension_texts_.push_back(texts);
      dimensions_[i].resize(table_.rows);
      policy_.plan.dictionary(i).Encode(texts, dimensions_[i]);
      batch_.dimensions.emplace_back(dimensions_[i]);
      if (policy_.plan.SplitsByDimension(i)) batch_.dimension_texts[i] = texts;
    }
    return {};
  }

  Status ReadMeasures() {
    measures_.resize(schema_.measures.size());
    for (std::size_t i = 0; i < schema_.measures.size(); ++i) {
      const Measure& measure = schema_.measures[i];
      KEYHAUL_TRY(const InputColumn* column, RequiredColumn(table_, measure.name));
      KEYHAUL_TRY(const std::span<const std::int64_t> amounts,
                  measure.IsMoney() ? foreign_.ReadMoney(table_, *column, &measures_[i], &refusals_)
                                    : ReadAmounts(table_, *column, measure.scale, &measures_[i], &refusals_));
      batch_.measures.push_back(amounts);
    }
    return {};
  }

  const CompiledPolicy& policy_;
  const Schema& schema_;
  const InputTable& table_;
  Refusals refusals_;
  ForeignRows foreign_;
  LedgerBatch batch_;
  TextColumn accounts_;
  std::vector<std::int32_t> posting_days_;
  std::vector<std::int32_t> days_;  // that rows count on
  std::vector<std::uint8_t> kinds_;
  std::vector<TextColumn> dimension_texts_;
  std::vector<std::vector<std::int32_t>> dimensions_;
  std::vector<std::vector<std::int64_t>> measures_;
};

void CopyVerdicts(std::span<const Verdict> from, std::span<std::int32_t> to) {
  for (std::size_t row = 0; row < to.size(); ++row) to[row] = static_cast<std::int32_t>(from[row]);
}

}  // namespace

Status AddLedger(const CompiledPolicy& policy, const InputTable& table, const AddOptions& options,
                 std::span<std::int32_t> verdicts, Book* book) {
  BatchReader reader(policy, table);
  KEYHAUL_CHECK(reader.ReadCells());
  Refusals& refusals = reader.refusals();
  const bool refused_here = refusals.any();
  const Error first = refused_here ? refusals.first() : Error{};
  const OnBadRow on_bad_row = options.skip_refused_rows ? OnBadRow::skip_row : OnBadRow::refuse_batch;
  const OnUnknownAccount on_unknown =
      options.open_accounts ? OnUnknownAccount::open_account : OnUnknownAccount::refuse_row;
  const CheckOptions check{.credit_notes_name_documents = policy.policy.credit_notes_name_documents};
  Result<AddOutcome> outcome =
      book->AddByExternalId(reader.accounts(), on_unknown, reader.batch(), on_bad_row, refusals.verdicts(), check);
  CopyVerdicts(refusals.verdicts(), verdicts);
  if (outcome.ok()) return {};
  Error error = std::move(outcome).error();
  // The book knows verdicts; what a cell said, and why it could not be read, is known here.
  if (refused_here && error.row == first.row) return first;
  error.table = std::string(table.name);
  return error;
}

Status AddTable(const CompiledPolicy& policy, const InputTable& table, const AddOptions& options,
                std::span<std::int32_t> verdicts, Book* book) {
  std::fill(verdicts.begin(), verdicts.end(), static_cast<std::int32_t>(Verdict::accepted));
  if (table.name == "ledger") return AddLedger(policy, table, options, verdicts, book);
  if (table.name == "accounts") return AddAccounts(table, options, verdicts, book);
  if (table.name == "memberships") return AddMemberships(table, options, verdicts, book);
  return MakeError(Code::not_found, "\"" + std::string(table.name) +
                                        "\" is no table of a book; expected accounts, memberships or ledger");
}

}  // namespace v1
}  // namespace keyhaul
