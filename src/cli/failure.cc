#include "src/cli/failure.h"

#include <system_error>

namespace keyhaul::cli {
namespace {

Exit ExitOf(std::int32_t code) {
  switch (code) {
    case KEYHAUL_INVALID_ARGUMENT:
    case KEYHAUL_WRONG_STATE:
    case KEYHAUL_INTERNAL:
      return Exit::internal;  // What a user may get wrong is checked before the library is called.
    case KEYHAUL_OUT_OF_MEMORY:
      return Exit::system;
    case KEYHAUL_INPUT_OUTPUT:
      return Exit::input_output;
    default:
      return Exit::data;
  }
}

}  // namespace

Failure FailureOf(const capi::Error& error, std::string_view where) {
  std::string message(where);
  if (!message.empty()) message += ": ";
  message += error.text();
  return {ExitOf(error.code()), std::move(message)};
}

Failure SystemFailure(Exit exit, std::string_view what, int error_number) {
  return {exit, std::string(what) + ": " + std::generic_category().message(error_number)};
}

std::string OneLine(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      line += c;
    } else if (c == '\n') {
      line += "\\n";
    } else {
      line += "\\x";
      line += kHex[byte >> 4U];
      line += kHex[byte & 0xfU];
    }
  }
  return line;
}

}  // namespace keyhaul::cli
