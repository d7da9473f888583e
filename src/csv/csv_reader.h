// Reads tables from CSV, as RFC 4180 writes it, in batches of columns.
//
// The first record names the columns. Every further record is a row with exactly as many fields. Fields are separated
// by a comma, or by another ASCII character if so asked; a field that begins with a quote ends with one, and in between
// may hold separators, line ends and doubled quotes. Lines end with LF or CRLF, also mixed; the last one may or may not
// end. Text is UTF-8; a byte order mark in front is dropped. Bytes packed by gzip are unpacked, whatever the file is
// called.
//
// Nothing is guessed, trimmed or skipped: a reader that repairs a ledger pays somebody the wrong amount. Refused, with
// line and column, are: rows with too few or too many fields, a quote that is never closed (naming where it opened),
// text after a closing quote, a quote inside an unquoted field, a carriage return that ends no line, invalid UTF-8, the
// character NUL, fields above kMaxCsvFieldBytes, columns above kMaxCsvColumns, names that are empty or occur twice. A
// blank line is a row with one empty field; therefore it is a row where there is one column, and otherwise refused. An
// empty field and a quoted empty field are the same.
//
//   KEYHAUL_TRY(CsvReader reader, CsvReader::Open("ledger.csv.gz"));
//   CsvBatch batch;
//   for (;;) {
//     KEYHAUL_TRY(const bool more, reader.ReadBatch(65536, &batch));
//     if (!more) break;
//     for (std::size_t row = 0; row < batch.rows(); ++row) Use(batch.Field(0, row));
//   }
//
// Lines and columns in errors count from 1; a column is a character, not a byte. Errors carry no file name: the caller
// knows which file it gave.
#ifndef KEYHAUL_CSV_CSV_READER_H_
#define KEYHAUL_CSV_CSV_READER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "src/csv/byte_source.h"

namespace keyhaul {
inline namespace v1 {

// One column of text: row i is bytes[offsets[i], offsets[i + 1]). This is the layout of text columns at the C door.
struct CsvColumn {
  std::vector<char> bytes;
  std::vector<std::uint64_t> offsets;  // one more than rows
};

// Rows of a table, column by column. A batch is reused from call to call, so that rows allocate nothing once the
// largest batch has been seen.
struct CsvBatch {
  std::vector<CsvColumn> columns;
  std::vector<std::int64_t> lines;  // on which line each row begins

  std::size_t rows() const { return lines.size(); }
  std::string_view Field(std::size_t column, std::size_t row) const {
    const CsvColumn& text = columns[column];
    const std::uint64_t begin = text.offsets[row];
    return {text.bytes.data() + begin, static_cast<std::size_t>(text.offsets[row + 1] - begin)};
  }
};

struct CsvOptions {
  char separator = ',';
};

class CsvReader {
 public:
  // Opens a file and reads its header. Refused with `input_output` where the file cannot be opened or read, with
  // `data_empty` where it has no header.
  static Result<CsvReader> Open(const std::string& path, const CsvOptions& options = {});
  static Result<CsvReader> Make(ByteSource source, const CsvOptions& options = {});

  const std::vector<std::string>& header() const { return header_; }

  // Replaces the batch by the next rows, at most `max_rows` (at least 1) of them; false and an empty batch at the end.
  // After a refusal the batch is empty and every further call is refused in the same way. What is refused and what is
  // read does not depend on `max_rows` or on how the source cuts its bytes.
  Result<bool> ReadBatch(std::size_t max_rows, CsvBatch* batch);

 private:
  // What ended a field.
  enum class FieldEnd { separator, line, file, failed };

  CsvReader(ByteSource source, char separator);

  Status ReadHeader();
  Status CheckName(std::string_view name, std::int64_t line, std::int64_t column) const;

  // Appends a row; false where there is none, or where `error_` says why.
  bool ReadRow(CsvBatch* batch);

  // Each appends the bytes of a field to `out`, takes what ended it, and leaves `error_` where it failed.
  FieldEnd ReadField(std::vector<char>* out);
  FieldEnd ReadPlainField(std::vector<char>* out);
  FieldEnd ReadQuotedField(std::vector<char>* out);
  FieldEnd TakeFieldEnd(bool quoted);
  bool IsTooLong(const std::vector<char>& out, std::size_t begin);

  // Whether there is a byte at `position_`, having asked the source for more where needed.
  bool HasByte() { return position_ < text_end_ || Fill(); }
  bool Fill();
  bool FailOnWrongByte();

  // The column of `position_`. Counts on from where it last counted, so that a long line is counted once.
  std::int64_t Column();
  void CountTo(std::size_t position);
  void TakeLineEnd();

  FieldEnd Fail(std::string message) { return FailAt(line_, Column(), std::move(message)); }
  FieldEnd FailAt(std::int64_t line, std::int64_t column, std::string message);

  ByteSource source_;
  char separator_;
  std::array<bool, 256> ends_plain_run_{};  // separator, quote, CR and LF

  // buffer_[position_, text_end_) is text to be read; up to filled_ follow bytes that are not known to be text.
  std::vector<char> buffer_;
  std::size_t position_ = 0;
  std::size_t text_end_ = 0;
  std::size_t filled_ = 0;
  bool at_end_ = false;
  bool wrong_byte_ = false;  // at text_end_

  std::int64_t line_ = 1;
  std::int64_t counted_characters_ = 0;  // of this line, before counted_to_
  std::size_t counted_to_ = 0;

  std::vector<std::string> header_;
  std::optional<Error> error_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_CSV_CSV_READER_H_
