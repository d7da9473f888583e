#include <new>

#include "guard.h"

namespace keyhaul::capi {
namespace {

// Built in place in static storage and never destroyed, so that it needs no allocation and the library can unload.
keyhaul_error* MakeOutOfMemoryError() noexcept {
  alignas(keyhaul_error) static unsigned char storage[sizeof(keyhaul_error)];
  auto* error = new (storage) keyhaul_error;
  error->error.code = Code::out_of_memory;
  error->error.message = "out of memory";  // short enough to be stored without an allocation
  error->text = "out of memory";
  return error;
}

}  // namespace

keyhaul_error* OutOfMemoryError() noexcept {
  static keyhaul_error* const error = MakeOutOfMemoryError();
  return error;
}

}  // namespace keyhaul::capi

extern "C" {

int32_t keyhaul_error_code(const keyhaul_error* error) {
  return error == nullptr ? KEYHAUL_OK : static_cast<int32_t>(error->error.code);
}

const char* keyhaul_error_text(const keyhaul_error* error) { return error == nullptr ? "" : error->text.c_str(); }

const char* keyhaul_error_part_text(const keyhaul_error* error, int32_t part) {
  if (error == nullptr) return "";
  switch (part) {
    case KEYHAUL_ERROR_MESSAGE:
      return error->error.message.c_str();
    case KEYHAUL_ERROR_TABLE:
      return error->error.table.c_str();
    case KEYHAUL_ERROR_COLUMN:
      return error->error.column.c_str();
    case KEYHAUL_ERROR_VALUE:
      return error->error.value.c_str();
    case KEYHAUL_ERROR_PATH:
      return error->error.path.c_str();
    case KEYHAUL_ERROR_RULE:
      return error->error.rule.c_str();
    default:
      return "";
  }
}

int64_t keyhaul_error_position(const keyhaul_error* error, int32_t position) {
  switch (position) {
    case KEYHAUL_POSITION_ROW:
      return error == nullptr ? -1 : error->error.row;
    case KEYHAUL_POSITION_LINE:
      return error == nullptr ? 0 : error->error.line;
    case KEYHAUL_POSITION_LINE_COLUMN:
      return error == nullptr ? 0 : error->error.line_column;
    default:
      return 0;
  }
}

void keyhaul_error_free(keyhaul_error* error) {
  if (error != keyhaul::capi::OutOfMemoryError()) delete error;
}

}  // extern "C"
