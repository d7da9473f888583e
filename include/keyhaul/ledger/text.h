// Text that may be kept: UTF-8 without NUL, of a bounded length.
//
// External ids, document numbers and names come from any host and leave again through any other, so they must be text
// to all of them. UTF-8 is checked as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
// NUL is a character of Unicode and is refused all the same: half of all hosts would see the text end there. Text is
// kept byte for byte; it is not normalised, and two texts are equal when their bytes are.
#ifndef KEYHAUL_LEDGER_TEXT_H_
#define KEYHAUL_LEDGER_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "keyhaul/base/limits.h"

namespace keyhaul {
inline namespace v1 {

namespace ledger_internal {

// Length of the character at the front of `text`, or 0 where it is none. The ranges of the second byte are those of
// RFC 3629, section 4.
constexpr std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
  };
  const auto in = [](std::uint8_t b, std::uint8_t low, std::uint8_t high) { return b >= low && b <= high; };
  const std::uint8_t lead = byte(0);
  if (in(lead, 0x01, 0x7F)) return 1;
  if (in(lead, 0xC2, 0xDF)) return in(byte(1), 0x80, 0xBF) ? 2 : 0;
  if (in(lead, 0xE0, 0xEF)) {
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
    const std::uint8_t high = lead == 0xED ? 0x9F : 0xBF;
    return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) ? 3 : 0;
  }
  if (in(lead, 0xF0, 0xF4)) {
    const std::uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
    return in(byte(1), low, high) && in(byte(2), 0x80, 0xBF) && in(byte(3), 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

}  // namespace ledger_internal

// Whether the text is UTF-8 without NUL.
constexpr bool IsPlainText(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = ledger_internal::CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

constexpr bool IsShortText(std::string_view text) { return text.size() <= kMaxTextBytes; }

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_TEXT_H_
