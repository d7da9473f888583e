// Tables as a host gives them: borrowed columns in the host's own layout.
//
// A host has its rows as arrays already, so nothing is copied where the layout fits: an int64 column of the right scale
// and an int32 column of days are read in place. Where a table wants a number or a day, text is accepted too, and is
// read exactly.
#ifndef KEYHAUL_ENGINE_INPUT_H_
#define KEYHAUL_ENGINE_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace keyhaul {
inline namespace v1 {

// The numbers are those of the C door.
enum class InputType : std::int32_t {
  integer64 = 1,
  integer128 = 2,  // two words, low first
  day = 3,
  integer32 = 4,
  text32 = 5,      // int32 offsets
  text64 = 6,      // int64 offsets
  text_fixed = 7,  // `width` bytes each
};

struct InputColumn {
  std::string_view name;
  InputType type = InputType::integer64;
  std::int32_t scale = 0;
  const void* values = nullptr;
  const void* offsets = nullptr;
  std::size_t width = 0;
  const std::uint8_t* validity = nullptr;  // one byte a row; null: nothing is missing
};

struct InputTable {
  std::string_view name;
  std::span<const InputColumn> columns;
  std::size_t rows = 0;
};

struct AddOptions {
  bool skip_refused_rows = false;  // leave refused rows out instead of refusing the batch
  bool open_accounts = false;      // a ledger row of an unknown account opens it
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_ENGINE_INPUT_H_
