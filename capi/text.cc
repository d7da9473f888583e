#include "handles.h"

namespace keyhaul::capi {

Result<std::string_view> ReadDocument(const char* text, std::uint64_t length, std::string_view what) {
  if (text == nullptr && length > 0) return InvalidArgument(std::string(what) + " is NULL");
  if (length > static_cast<std::uint64_t>(PTRDIFF_MAX)) {
    return InvalidArgument(std::string(what) + " has a length of " + std::to_string(length) + " bytes");
  }
  return std::string_view(text == nullptr ? "" : text, length);
}

Result<std::string_view> ReadText(const char* text, std::uint64_t length, std::string_view what) {
  KEYHAUL_TRY(const std::string_view view, ReadDocument(text, length, what));
  if (view.find('\0') != std::string_view::npos) {
    return InvalidArgument(std::string(what) + " has an embedded NUL");
  }
  return view;
}

}  // namespace keyhaul::capi

extern "C" {

const char* keyhaul_text_data(const keyhaul_text* text) { return text == nullptr ? "" : text->bytes.c_str(); }

uint64_t keyhaul_text_length(const keyhaul_text* text) { return text == nullptr ? 0 : text->bytes.size(); }

void keyhaul_text_free(keyhaul_text* text) { delete text; }

const char* keyhaul_version_text(void) { return keyhaul::kVersion.data(); }

}  // extern "C"
