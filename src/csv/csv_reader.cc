#include "src/csv/csv_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/limits.h"
#include "src/csv/utf8.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error ErrorAtLine(Code code, std::int64_t line, std::int64_t column, std::string message) {
  // The error's fields are 32 bits wide; beyond that the line is no longer exact, and the message still is.
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int32_t>::max();
  Error error = MakeError(code, std::move(message));
  error.line = static_cast<std::int32_t>(std::min(line, kGreatest));
  error.line_column = static_cast<std::int32_t>(std::min(column, kGreatest));
  return error;
}

// Keeps what the batch has allocated.
void Empty(std::size_t columns, CsvBatch* batch) {
  batch->columns.resize(columns);
  batch->lines.clear();
  for (CsvColumn& column : batch->columns) {
    column.bytes.clear();
    column.offsets.assign(1, 0);
  }
}

std::string Fields(std::size_t count) { return std::to_string(count) + (count == 1 ? " field" : " fields"); }

}  // namespace

CsvReader::CsvReader(ByteSource source, char separator)
    : source_(std::move(source)), separator_(separator), buffer_(kBufferBytes) {
  for (const char c : {separator, '"', '\r', '\n'}) ends_plain_run_[static_cast<unsigned char>(c)] = true;
}

Result<CsvReader> CsvReader::Open(const std::string& path, const CsvOptions& options) {
  KEYHAUL_TRY(ByteSource source, FileSource(path));
  return Make(std::move(source), options);
}

Result<CsvReader> CsvReader::Make(ByteSource source, const CsvOptions& options) {
  const char c = options.separator;
  if (c <= 0 || c == '"' || c == '\r' || c == '\n') {
    return MakeError(Code::invalid_argument,
                     "a separator is one ASCII character other than a quote, a line end and NUL");
  }
  KEYHAUL_TRY(ByteSource text, GunzipIfPacked(std::move(source)));
  CsvReader reader(std::move(text), c);
  KEYHAUL_CHECK(reader.ReadHeader());
  return reader;
}

Result<bool> CsvReader::ReadBatch(std::size_t max_rows, CsvBatch* batch) {
  Empty(header_.size(), batch);
  while (batch->rows() < max_rows && ReadRow(batch)) {
  }
  if (!error_) return batch->rows() > 0;
  Empty(header_.size(), batch);
  return *error_;
}

Status CsvReader::ReadHeader() {
  // Characters are whole in the buffer, so a mark is not cut.
  if (HasByte() && std::string_view(buffer_.data(), text_end_).substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    position_ = counted_to_ = kByteOrderMark.size();
  }
  if (!HasByte()) return error_ ? *error_ : ErrorAtLine(Code::data_empty, 1, 1, "there is no header");
  std::vector<char> name;
  FieldEnd end = FieldEnd::separator;
  while (end == FieldEnd::separator) {
    name.clear();
    const std::int64_t line = line_;
    const std::int64_t column = Column();
    end = ReadField(&name);
    if (end == FieldEnd::failed) return *error_;
    const std::string_view text(name.data(), name.size());
    KEYHAUL_CHECK(CheckName(text, line, column));
    header_.emplace_back(text);
  }
  return {};
}

Status CsvReader::CheckName(std::string_view name, std::int64_t line, std::int64_t column) const {
  if (header_.size() == kMaxCsvColumns) {
    return ErrorAtLine(Code::data_column, line, column, "more than " + std::to_string(kMaxCsvColumns) + " columns");
  }
  if (name.empty()) {
    return ErrorAtLine(Code::data_column, line, column,
                       "column " + std::to_string(header_.size() + 1) + " has no name");
  }
  const auto same = std::find(header_.begin(), header_.end(), name);
  if (same == header_.end()) return {};
  Error error = ErrorAtLine(Code::data_duplicate, line, column,
                            "column " + std::to_string(header_.size() + 1) + " has the name of column " +
                                std::to_string(same - header_.begin() + 1));
  error.value = std::string(name);
  return error;
}

bool CsvReader::ReadRow(CsvBatch* batch) {
  if (error_ || !HasByte()) return false;
  const std::int64_t line = line_;
  const bool blank = buffer_[position_] == '\n' || buffer_[position_] == '\r';
  const std::size_t count = batch->columns.size();
  for (std::size_t i = 0; i < count; ++i) {
    CsvColumn& column = batch->columns[i];
    const FieldEnd end = ReadField(&column.bytes);
    if (end == FieldEnd::failed) return false;
    column.offsets.push_back(column.bytes.size());
    if (end == FieldEnd::separator && i + 1 == count) {
      Fail("more than the " + Fields(count) + " of the header");
      return false;
    }
    if (end != FieldEnd::separator && i + 1 < count) {
      FailAt(line, 1, (blank ? "a blank line" : Fields(i + 1)) + "; the header has " + Fields(count));
      return false;
    }
  }
  batch->lines.push_back(line);
  return true;
}

CsvReader::FieldEnd CsvReader::ReadField(std::vector<char>* out) {
  if (HasByte() && buffer_[position_] == '"') return ReadQuotedField(out);
  return ReadPlainField(out);
}

CsvReader::FieldEnd CsvReader::ReadPlainField(std::vector<char>* out) {
  const std::size_t field_begin = out->size();
  while (HasByte()) {
    const std::size_t begin = position_;
    while (position_ < text_end_ && !ends_plain_run_[static_cast<unsigned char>(buffer_[position_])]) ++position_;
    out->insert(out->end(), buffer_.data() + begin, buffer_.data() + position_);
    if (IsTooLong(*out, field_begin)) return FieldEnd::failed;
    if (position_ < text_end_) break;
  }
  return TakeFieldEnd(false);
}

CsvReader::FieldEnd CsvReader::ReadQuotedField(std::vector<char>* out) {
  const std::size_t field_begin = out->size();
  const std::int64_t quote_line = line_;
  const std::int64_t quote_column = Column();
  ++position_;
  while (HasByte()) {
    const std::size_t begin = position_;
    while (position_ < text_end_ && buffer_[position_] != '"' && buffer_[position_] != '\n') ++position_;
    const bool line_end = position_ < text_end_ && buffer_[position_] == '\n';
    if (line_end) TakeLineEnd();
    out->insert(out->end(), buffer_.data() + begin, buffer_.data() + position_);
    if (out->size() - field_begin > kMaxCsvFieldBytes) {
      return FailAt(quote_line, quote_column,
                    "a field longer than " + std::to_string(kMaxCsvFieldBytes) + " bytes; is its quote closed?");
    }
    if (line_end || position_ == text_end_) continue;
    ++position_;
    if (!HasByte() || buffer_[position_] != '"') return TakeFieldEnd(true);
    out->push_back('"');
    ++position_;
  }
  if (error_) return FieldEnd::failed;
  return FailAt(quote_line, quote_column, "a quote is opened here and never closed");
}

CsvReader::FieldEnd CsvReader::TakeFieldEnd(bool quoted) {
  if (!HasByte()) return error_ ? FieldEnd::failed : FieldEnd::file;
  const char c = buffer_[position_];
  if (c == separator_) {
    ++position_;
    return FieldEnd::separator;
  }
  if (c == '\n') {
    TakeLineEnd();
    return FieldEnd::line;
  }
  if (c == '\r') {
    ++position_;
    if (HasByte() && buffer_[position_] == '\n') {
      TakeLineEnd();
      return FieldEnd::line;
    }
    if (error_) return FieldEnd::failed;
    return FailAt(line_, Column() - 1, "a carriage return without a line feed; lines end with LF or CRLF");
  }
  if (quoted) return Fail("text after a closing quote; expected a separator or a line end");
  return Fail("a quote inside a field that does not begin with one; quote the field and double the quote");
}

bool CsvReader::IsTooLong(const std::vector<char>& out, std::size_t begin) {
  if (out.size() - begin <= kMaxCsvFieldBytes) return false;
  // An unquoted field stays on its line.
  const std::size_t characters = CountCharacters({out.data() + begin, out.size() - begin});
  FailAt(line_, Column() - static_cast<std::int64_t>(characters),
         "a field longer than " + std::to_string(kMaxCsvFieldBytes) + " bytes");
  return true;
}

bool CsvReader::Fill() {
  if (error_) return false;
  if (wrong_byte_) return FailOnWrongByte();
  CountTo(text_end_);
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(text_end_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
  filled_ -= text_end_;
  position_ = text_end_ = counted_to_ = 0;
  while (!at_end_) {
    Result<std::size_t> size = source_(std::span(buffer_).subspan(filled_));
    if (!size.ok()) {
      error_ = std::move(size).error();
      return false;
    }
    at_end_ = *size == 0;
    filled_ += *size;
    const TextPrefix prefix = FindTextPrefix({buffer_.data(), filled_});
    text_end_ = prefix.size;
    wrong_byte_ = prefix.end == TextEnd::wrong || (at_end_ && prefix.end == TextEnd::incomplete);
    if (text_end_ > 0) return true;
    if (wrong_byte_) return FailOnWrongByte();
  }
  return false;
}

bool CsvReader::FailOnWrongByte() {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(buffer_[position_]);
  if (byte == 0) {
    Fail("the character NUL");
  } else {
    Fail(std::string("invalid UTF-8, byte 0x") + kHex[byte >> 4] + kHex[byte & 0x0F]);
  }
  return false;
}

std::int64_t CsvReader::Column() {
  CountTo(position_);
  return counted_characters_ + 1;
}

void CsvReader::CountTo(std::size_t position) {
  counted_characters_ +=
      static_cast<std::int64_t>(CountCharacters({buffer_.data() + counted_to_, position - counted_to_}));
  counted_to_ = position;
}

void CsvReader::TakeLineEnd() {
  ++position_;
  ++line_;
  counted_to_ = position_;
  counted_characters_ = 0;
}

CsvReader::FieldEnd CsvReader::FailAt(std::int64_t line, std::int64_t column, std::string message) {
  error_ = ErrorAtLine(Code::bytes_malformed, line, column, std::move(message));
  return FieldEnd::failed;
}

}  // namespace v1
}  // namespace keyhaul
