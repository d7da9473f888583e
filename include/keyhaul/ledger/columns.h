// Borrowed columns of text.
//
// A ledger is columns that belong to the host. Numbers and days are plain spans; text comes in one of three layouts,
// and a `TextColumn` reads all of them in place:
//   offsets       one run of bytes and rows + 1 offsets into it, 32 or 64 bits wide: value i is the bytes from
//                 offset i up to offset i + 1 (Arrow's utf8 and large_utf8);
//   fixed width   `width` bytes per row; trailing spaces are padding and no part of the value (COBOL's PIC X).
// Nothing is copied and nothing is owned: the column is good for as long as the host's memory is.
//
// A value is missing where the validity byte of its row is 0, and where it is empty: a host that has no nulls writes
// empty text. A column without rows stands for a column that the table does not have.
//
//   const char data[] = "A1B22";
//   const std::int32_t offsets[] = {0, 2, 5};
//   TextColumn column = TextColumn::FromOffsets32(data, offsets, 2);     // "A1", "B22"
#ifndef KEYHAUL_LEDGER_COLUMNS_H_
#define KEYHAUL_LEDGER_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace keyhaul {
inline namespace v1 {

class TextColumn {
 public:
  // The column that is not there.
  constexpr TextColumn() = default;

  // `offsets` has rows + 1 entries. `validity`, where given, has one byte a row, 0 for a missing value.
  static constexpr TextColumn FromOffsets32(const char* data, const std::int32_t* offsets, std::size_t rows,
                                            const std::uint8_t* validity = nullptr) {
    TextColumn column(data, rows, validity);
    column.offsets32_ = offsets;
    return column;
  }
  static constexpr TextColumn FromOffsets64(const char* data, const std::int64_t* offsets, std::size_t rows,
                                            const std::uint8_t* validity = nullptr) {
    TextColumn column(data, rows, validity);
    column.offsets64_ = offsets;
    return column;
  }
  static constexpr TextColumn FromFixedWidth(const char* data, std::size_t width, std::size_t rows,
                                             const std::uint8_t* validity = nullptr) {
    TextColumn column(data, rows, validity);
    column.width_ = width;
    return column;
  }

  constexpr std::size_t size() const { return rows_; }

  // Whether the row's validity byte lets it have a value.
  constexpr bool valid(std::size_t row) const { return validity_ == nullptr || validity_[row] != 0; }

  // The value of a row; empty where it is missing. `row` is below size().
  constexpr std::string_view operator[](std::size_t row) const;

  // Whether all offsets are in ascending order from 0 or more. Offsets come from outside; a column that fails must not
  // be read. Whether the last of them lies within the data cannot be seen from here and is the host's promise.
  constexpr bool IsWellFormed() const;

 private:
  constexpr TextColumn(const char* data, std::size_t rows, const std::uint8_t* validity)
      : data_(data), validity_(validity), rows_(rows) {}

  // Empty data may come with a null pointer, to which no offset may be added.
  constexpr std::string_view Bytes(std::int64_t begin, std::int64_t end) const {
    return begin == end ? std::string_view() : std::string_view(data_ + begin, static_cast<std::size_t>(end - begin));
  }
  template <class Offset>
  static constexpr bool Ascends(const Offset* offsets, std::size_t rows) {
    bool ascends = offsets[0] >= 0;
    for (std::size_t i = 0; i < rows; ++i) ascends &= offsets[i] <= offsets[i + 1];
    return ascends;
  }

  const char* data_ = nullptr;
  const std::int32_t* offsets32_ = nullptr;
  const std::int64_t* offsets64_ = nullptr;
  std::size_t width_ = 0;
  const std::uint8_t* validity_ = nullptr;
  std::size_t rows_ = 0;
};

constexpr std::string_view TextColumn::operator[](std::size_t row) const {
  if (!valid(row)) return {};
  if (offsets32_ != nullptr) return Bytes(offsets32_[row], offsets32_[row + 1]);
  if (offsets64_ != nullptr) return Bytes(offsets64_[row], offsets64_[row + 1]);
  std::size_t length = width_;
  const char* text = data_ + row * width_;
  while (length > 0 && text[length - 1] == ' ') --length;
  return {text, length};
}

constexpr bool TextColumn::IsWellFormed() const {
  if (rows_ == 0) return true;
  if (offsets32_ != nullptr) return Ascends(offsets32_, rows_);
  if (offsets64_ != nullptr) return Ascends(offsets64_, rows_);
  return data_ != nullptr || width_ == 0;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_COLUMNS_H_
