// CSV files into a book.
//
// A file's columns go to the library as text, under the names of its table; the library reads the days and amounts. A
// column that the table does not have is refused, because a column left out silently is how a typing error becomes a
// wrong rebate; `ignore_columns` leaves such columns out. What the library refuses in row 5 of a batch is told with the
// line of the file.
#ifndef KEYHAUL_CLI_LOAD_H_
#define KEYHAUL_CLI_LOAD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/cli/commands.h"
#include "src/csv/csv_reader.h"

namespace keyhaul::cli {

// Columns of a file under the names of a table.
struct ColumnChoice {
  std::string name;
  std::size_t field = 0;  // of the file
};

// What came in from a file.
struct InputCount {
  std::string table;
  std::string file;
  std::uint64_t rows = 0;
  std::uint64_t refused = 0;
};

struct LoadOptions {
  std::vector<ColumnMapping> mappings;
  bool ignore_columns = false;
  bool open_accounts = false;
  bool skip_refused = false;
  bool keep_names = false;  // of accounts
};

// A table that stays in memory, as it goes into a run.
struct WholeTable {
  std::string name;
  std::string file;
  CsvBatch batch;
  std::vector<ColumnChoice> choice;
  capi::Columns columns;

  keyhaul_table AsTable() const { return columns.AsTable(name, batch.rows()); }
};

class Loader {
 public:
  Loader(capi::Book* book, LoadOptions options) : book_(book), options_(std::move(options)) {}

  // Adds a file that is small beside the ledger, in one piece: rows of it may name each other in any order.
  Outcome<void> AddWhole(std::string_view table, const std::string& path);
  // Adds the ledger, batch by batch.
  Outcome<void> AddLedger(const std::string& path);
  // Reads a table that is not the book's.
  Outcome<WholeTable> Read(std::string_view table, const std::string& path);

  const std::vector<InputCount>& counts() const { return counts_; }
  // refused_rows.csv, with its header.
  const std::string& refused_csv() const { return refused_csv_; }
  const std::unordered_map<std::string, std::string>& account_names() const { return account_names_; }

 private:
  Outcome<std::vector<ColumnChoice>> Choose(std::string_view table, const std::string& path,
                                            const std::vector<std::string>& header) const;
  Outcome<void> AddBatch(const std::string& path, const CsvBatch& batch, const std::vector<ColumnChoice>& choice,
                         InputCount& count);
  void ListRefused(const std::string& path, const CsvBatch& batch, const std::vector<ColumnChoice>& choice,
                   InputCount& count);
  void DropUnknownColumns(std::string_view table, std::vector<ColumnChoice>& choice) const;

  capi::Book* book_;
  LoadOptions options_;
  std::vector<InputCount> counts_;
  std::vector<std::int32_t> verdicts_;
  std::string refused_csv_;
  std::unordered_map<std::string, std::string> account_names_;
};

// The library's error about a table, at the line of the file that the row came from.
Failure FailureOfTable(const capi::Error& error, const std::string& path, const std::vector<std::int64_t>& lines);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_LOAD_H_
