#include "src/cli/load.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

#include "src/cli/progress.h"
#include "src/cli/read_file.h"
#include "src/cli/text_table.h"
#include "src/cli/verdicts.h"
#include "src/csv/csv_writer.h"

namespace keyhaul::cli {
namespace {

constexpr std::size_t kBatchRows = 65536;
constexpr std::size_t kValueCells = 60;  // of a refused value in a message

const ColumnChoice* FindColumn(const std::vector<ColumnChoice>& choice, std::string_view name) {
  const auto found = std::find_if(choice.begin(), choice.end(), [&](const ColumnChoice& c) { return c.name == name; });
  return found == choice.end() ? nullptr : &*found;
}

// The chosen columns of a batch, borrowed from it.
capi::Columns ColumnsOf(const CsvBatch& batch, const std::vector<ColumnChoice>& choice) {
  capi::Columns columns;
  for (const ColumnChoice& column : choice) {
    const CsvColumn& text = batch.columns[column.field];
    // The reader counts bytes without a sign, the C interface with one; the values are the same.
    const auto* offsets = reinterpret_cast<const std::int64_t*>(text.offsets.data());
    const char* bytes = text.bytes.empty() ? "" : text.bytes.data();
    columns.Text64(column.name, {bytes, text.bytes.size()}, {offsets, text.offsets.size()});
  }
  return columns;
}

Outcome<CsvReader> OpenCsv(const std::string& path) {
  keyhaul::Result<CsvReader> reader = CsvReader::Open(path);
  if (!reader.ok()) return FailureOfFile(path, reader.error(), /*opening=*/true);
  return std::move(reader).value();
}

}  // namespace

Outcome<ColumnMapping> ParseColumnMapping(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return Failure{Exit::usage, "--column " + text + ": expected COLUMN=FILE_COLUMN or TABLE.COLUMN=FILE_COLUMN"};
  }
  ColumnMapping mapping{"ledger", text.substr(0, equals), text.substr(equals + 1)};
  if (const std::size_t dot = mapping.column.find('.'); dot != std::string::npos) {
    mapping.table = mapping.column.substr(0, dot);
    mapping.column.erase(0, dot + 1);
  }
  for (const char* table :
       {"accounts", "memberships", "ledger", "booked", "forecasts", "tier_states", "tier_overrides"}) {
    if (mapping.table == table) return mapping;
  }
  return Failure{Exit::usage,
                 "--column " + text + ": no input table " + mapping.table +
                     "; there are accounts, memberships, ledger, booked, forecasts, tier_states and tier_overrides"};
}

Failure FailureOfTable(const capi::Error& error, const std::string& path, const std::vector<std::int64_t>& lines) {
  Failure failure = FailureOf(error);
  failure.message = path;
  const std::int64_t row = error.row();
  if (row >= 0 && static_cast<std::size_t>(row) < lines.size()) {
    failure.message += ":" + std::to_string(lines[static_cast<std::size_t>(row)]);
  }
  if (!error.column().empty()) failure.message.append(": column ").append(error.column());
  // The refused value, where the message does not quote it already.
  if (!error.value().empty() && error.message().find(error.value()) == std::string_view::npos) {
    failure.message.append(": '").append(Shortened(error.value(), kValueCells)).append("'");
  }
  failure.message.append(": ").append(error.message());
  if (!error.path().empty()) failure.message.append("; see ").append(error.path()).append(" of the policy");
  if (!error.rule().empty()) failure.message.append(" (").append(error.rule()).append(")");
  return failure;
}

Outcome<std::vector<ColumnChoice>> Loader::Choose(std::string_view table, const std::string& path,
                                                  const std::vector<std::string>& header) const {
  std::vector<ColumnChoice> choice;
  std::vector<bool> mapped(header.size(), false);
  for (const ColumnMapping& mapping : options_.mappings) {
    if (mapping.table != table) continue;
    const auto found = std::find(header.begin(), header.end(), mapping.file_column);
    if (found == header.end()) {
      return Failure{Exit::data, path + ": has no column " + mapping.file_column + ", which --column names"};
    }
    if (FindColumn(choice, mapping.column) != nullptr) {
      return Failure{Exit::usage, "--column gives " + mapping.table + "." + mapping.column + " twice"};
    }
    const auto field = static_cast<std::size_t>(found - header.begin());
    choice.push_back({mapping.column, field});
    mapped[field] = true;
  }
  for (std::size_t field = 0; field < header.size(); ++field) {
    if (mapped[field]) continue;
    if (FindColumn(choice, header[field]) == nullptr) {
      choice.push_back({header[field], field});
    } else if (!options_.ignore_columns) {
      return Failure{Exit::data, path + ": column " + header[field] +
                                     ": --column takes it from another one (--ignore-columns leaves this one out)"};
    }
  }
  const bool is_of_book = table == "accounts" || table == "memberships" || table == "ledger";
  if (options_.ignore_columns && is_of_book) DropUnknownColumns(table, choice);
  return choice;
}

// Only the library and the policy know the columns of a table, so it is asked with tables of no rows: while it refuses
// a column of the file's own, that one goes.
void Loader::DropUnknownColumns(std::string_view table, std::vector<ColumnChoice>& choice) const {
  static constexpr std::int64_t kNoRows[] = {0};
  for (;;) {
    capi::Columns columns;
    for (const ColumnChoice& column : choice) columns.Text64(column.name, "", kNoRows);
    const capi::Expected<void> added = book_->Add(columns.AsTable(table, 0));
    if (added || added.error().code() != KEYHAUL_DATA_COLUMN) return;
    const auto unknown = std::find_if(choice.begin(), choice.end(),
                                      [&](const ColumnChoice& c) { return c.name == added.error().column(); });
    if (unknown == choice.end()) return;  // Something else is wrong, which the first batch will tell.
    const bool asked_for = std::any_of(options_.mappings.begin(), options_.mappings.end(), [&](const ColumnMapping& m) {
      return m.table == table && m.column == unknown->name;
    });
    if (asked_for) return;
    choice.erase(unknown);
  }
}

Outcome<WholeTable> Loader::Read(std::string_view table, const std::string& path) {
  KEYHAUL_CLI_TRY(CsvReader reader, OpenCsv(path));
  WholeTable whole;
  whole.name = table;
  whole.file = path;
  KEYHAUL_CLI_TRY(whole.choice, Choose(table, path, reader.header()));
  const keyhaul::Result<bool> read = reader.ReadBatch(std::numeric_limits<std::size_t>::max(), &whole.batch);
  if (!read.ok()) return FailureOfFile(path, read.error(), /*opening=*/false);
  whole.columns = ColumnsOf(whole.batch, whole.choice);
  counts_.push_back({whole.name, path, whole.batch.rows(), 0});
  return whole;
}

Outcome<void> Loader::AddWhole(std::string_view table, const std::string& path) {
  KEYHAUL_CLI_TRY(const WholeTable whole, Read(table, path));
  if (const capi::Expected<void> added = book_->Add(whole.AsTable()); !added) {
    return FailureOfTable(added.error(), path, whole.batch.lines);
  }
  if (!options_.keep_names) return {};
  const ColumnChoice* account = FindColumn(whole.choice, "account");
  const ColumnChoice* name = FindColumn(whole.choice, "name");
  for (std::size_t row = 0; account != nullptr && name != nullptr && row < whole.batch.rows(); ++row) {
    account_names_.emplace(whole.batch.Field(account->field, row), whole.batch.Field(name->field, row));
  }
  return {};
}

Outcome<void> Loader::AddLedger(const std::string& path) {
  KEYHAUL_CLI_TRY(CsvReader reader, OpenCsv(path));
  KEYHAUL_CLI_TRY(const std::vector<ColumnChoice> choice, Choose("ledger", path, reader.header()));
  InputCount count{"ledger", path, 0, 0};
  CsvBatch batch;
  Progress progress;
  for (;;) {
    const keyhaul::Result<bool> more = reader.ReadBatch(kBatchRows, &batch);
    if (!more.ok()) return FailureOfFile(path, more.error(), /*opening=*/false);
    if (!*more) break;
    KEYHAUL_CLI_CHECK(AddBatch(path, batch, choice, count));
    progress.Show(path + ": " + std::to_string(count.rows) + " rows");
  }
  if (count.rows == 0) return Failure{Exit::data, path + ": has no rows below its header"};
  if (count.refused == count.rows) return Failure{Exit::data, path + ": every row is refused"};
  counts_.push_back(std::move(count));
  return {};
}

Outcome<void> Loader::AddBatch(const std::string& path, const CsvBatch& batch, const std::vector<ColumnChoice>& choice,
                               InputCount& count) {
  verdicts_.assign(options_.skip_refused ? batch.rows() : 0, 0);
  const capi::Columns columns = ColumnsOf(batch, choice);
  const capi::AddOptions options = {options_.skip_refused, options_.open_accounts};
  const capi::Expected<void> added = book_->Add(columns.AsTable("ledger", batch.rows()), options, verdicts_);
  if (!added) {
    Failure failure = FailureOfTable(added.error(), path, batch.lines);
    if (added.error().code() == KEYHAUL_DATA_UNKNOWN_ACCOUNT) {
      failure.message += "; --accounts names the file of accounts, --open-accounts opens them as they come";
    }
    return failure;
  }
  count.rows += batch.rows();
  ListRefused(path, batch, choice, count);
  return {};
}

void Loader::ListRefused(const std::string& path, const CsvBatch& batch, const std::vector<ColumnChoice>& choice,
                         InputCount& count) {
  CsvWriter writer(&refused_csv_);
  if (options_.skip_refused && refused_csv_.empty()) {
    for (const char* name : {"file", "line", "account", "verdict", "message"}) writer.Field(name);
    writer.EndRow();
  }
  const ColumnChoice* account = FindColumn(choice, "account");
  for (std::size_t row = 0; row < verdicts_.size(); ++row) {
    if (verdicts_[row] == 0) continue;
    const VerdictWords words = WordsOf(verdicts_[row]);
    writer.Field(path);
    writer.Field(std::to_string(batch.lines[row]));
    writer.Field(account == nullptr ? std::string_view() : batch.Field(account->field, row));
    writer.Field(words.name);
    writer.Field(words.sentence);
    writer.EndRow();
    ++count.refused;
  }
}

}  // namespace keyhaul::cli
