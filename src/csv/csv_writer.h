// Writes CSV, as RFC 4180 reads it, into a buffer.
//
// A field is quoted where it has to be: where it holds a separator, a quote or a line end, where it would read as a
// byte order mark, and where it is the only, empty field of its row, which would otherwise be a blank line. Lines end
// with LF. What `CsvReader` reads back is what was written. The caller empties the buffer into a file whenever it
// likes.
//
//   std::string text;
//   CsvWriter writer(&text);
//   writer.Field("account"), writer.Field("rebate");
//   writer.EndRow();
#ifndef KEYHAUL_CSV_CSV_WRITER_H_
#define KEYHAUL_CSV_CSV_WRITER_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace keyhaul {
inline namespace v1 {

class CsvWriter {
 public:
  // Appends to `out`, which outlives the writer. `separator` is an ASCII character other than a quote and a line end.
  explicit CsvWriter(std::string* out, char separator = ',') : out_(out), separator_(separator) {}

  void Field(std::string_view text);
  void EndRow();

 private:
  bool NeedsQuotes(std::string_view text) const;

  std::string* out_;
  char separator_;
  std::size_t fields_ = 0;            // of this row
  bool only_field_is_blank_ = false;  // the first one was written and is empty
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_CSV_CSV_WRITER_H_
