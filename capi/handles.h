// What stands behind the handles of the C door, and how structs and columns of a caller are read.
#ifndef KEYHAUL_CAPI_HANDLES_H_
#define KEYHAUL_CAPI_HANDLES_H_

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guard.h"
#include "keyhaul.h"
#include "keyhaul/base/version.h"
#include "keyhaul/engine.h"

struct keyhaul_policy {
  keyhaul::PolicyHandle compiled;
  std::string digest;
};

struct keyhaul_book {
  keyhaul::PolicyHandle compiled;  // what its tables are read by, also after the policy is freed
  keyhaul::Book book;
};

struct keyhaul_result {
  keyhaul::RunResult result;
};

struct keyhaul_text {
  std::string bytes;
};

namespace keyhaul::capi {

// A struct of the caller as this library knows it: members that an older caller does not have are 0, and a member that
// this library does not know must be 0. `what` names the struct in errors.
template <class Struct>
Status ReadStruct(const Struct* given, std::string_view what, Struct* out) {
  // Larger than any struct of any version: a value beyond it is no size but uninitialised memory.
  constexpr std::uint64_t kMaxStructSize = 4096;
  *out = Struct{};
  std::uint64_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < sizeof size || size > kMaxStructSize) {
    return InvalidArgument(std::string(what) + ".struct_size is " + std::to_string(size) + "; expected " +
                           std::to_string(sizeof(Struct)));
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (std::uint64_t i = sizeof(Struct); i < size; ++i) {
    if (bytes[i] != 0) {
      return InvalidArgument(std::string(what) + " has members that version " + std::string(kVersion) +
                             " does not know");
    }
  }
  std::memcpy(out, given, size < sizeof(Struct) ? size : sizeof(Struct));
  return {};
}

// The other way: fills the caller's struct up to its own size. struct_size is the caller's to set.
template <class Struct>
Status WriteStruct(const Struct& from, std::string_view what, Struct* out) {
  Struct checked;
  KEYHAUL_CHECK(ReadStruct(out, what, &checked));
  std::uint64_t size = checked.struct_size;
  Struct filled = from;
  filled.struct_size = size;
  std::memcpy(out, &filled, size < sizeof(Struct) ? size : sizeof(Struct));
  return {};
}

// The size of the first element of an array of structs, which is the step from one to the next.
template <class Struct>
Result<std::uint64_t> StrideOf(const Struct* first, std::string_view what) {
  std::uint64_t stride = 0;
  std::memcpy(&stride, first, sizeof stride);
  if (stride < sizeof stride || stride % alignof(Struct) != 0) {
    return InvalidArgument(std::string(what) + ".struct_size is " + std::to_string(stride) + "; expected " +
                           std::to_string(sizeof(Struct)));
  }
  return stride;
}

inline Status IsSwitch(std::int32_t value, std::string_view what) {
  if (value == 0 || value == 1) return {};
  return InvalidArgument(std::string(what) + " is " + std::to_string(value) + "; expected 0 or 1");
}

inline Status IsReserved(std::uint64_t value, std::string_view what) {
  if (value == 0) return {};
  return InvalidArgument(std::string(what) + " is " + std::to_string(value) + "; expected 0");
}

// A table of the caller: its name and columns are checked for shape, not for meaning. `columns` holds what the
// returned table refers to.
Result<InputTable> ReadTable(const keyhaul_table* given, std::vector<InputColumn>* columns);

// Text with an explicit length. An embedded NUL is refused.
Result<std::string_view> ReadText(const char* text, std::uint64_t length, std::string_view what);
// The same of JSON, whose reader refuses a NUL itself and says where it stands: a file in UTF-16 is full of them.
Result<std::string_view> ReadDocument(const char* text, std::uint64_t length, std::string_view what);

// KEYHAUL_EXPLAIN_TEXT or KEYHAUL_EXPLAIN_JSON.
inline Result<ExplainForm> ReadForm(std::int32_t form) {
  if (form == KEYHAUL_EXPLAIN_TEXT) return ExplainForm::text;
  if (form == KEYHAUL_EXPLAIN_JSON) return ExplainForm::json;
  return InvalidArgument("form is " + std::to_string(form) + "; expected KEYHAUL_EXPLAIN_TEXT or KEYHAUL_EXPLAIN_JSON");
}

inline Status Required(const void* pointer, std::string_view what) {
  if (pointer == nullptr) return InvalidArgument(std::string(what) + " is NULL");
  return {};
}

}  // namespace keyhaul::capi

#endif  // KEYHAUL_CAPI_HANDLES_H_
