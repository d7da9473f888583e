#include "src/csv/csv_writer.h"

namespace keyhaul {
inline namespace v1 {

void CsvWriter::Field(std::string_view text) {
  if (fields_ > 0) *out_ += separator_;
  only_field_is_blank_ = fields_ == 0 && text.empty();
  ++fields_;
  if (!NeedsQuotes(text)) {
    *out_ += text;
    return;
  }
  *out_ += '"';
  for (const char c : text) {
    if (c == '"') *out_ += '"';
    *out_ += c;
  }
  *out_ += '"';
}

void CsvWriter::EndRow() {
  if (only_field_is_blank_) *out_ += "\"\"";
  *out_ += '\n';
  fields_ = 0;
  only_field_is_blank_ = false;
}

bool CsvWriter::NeedsQuotes(std::string_view text) const {
  // At the start of a file it would be taken for a mark of the encoding.
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  for (const char c : text) {
    if (c == separator_ || c == '"' || c == '\n' || c == '\r') return true;
  }
  return text.substr(0, kMark.size()) == kMark;
}

}  // namespace v1
}  // namespace keyhaul
