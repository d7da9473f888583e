#include "src/csv/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace keyhaul {
inline namespace v1 {
namespace {

// Whether eight bytes are ASCII without NUL. The sum carries out of no byte: 0x7F + 0x7F stays below 0x100.
bool IsPlainAscii(const char* bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  constexpr std::uint64_t kOthers = 0x7F7F7F7F7F7F7F7F;
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  return (word & kHighBits) == 0 && ((word + kOthers) & kHighBits) == kHighBits;
}

struct Sequence {
  std::size_t size;        // of the whole character, 0 where no character begins with this byte
  std::uint8_t low, high;  // bounds of the second byte
};

// Table 3-7 of the Unicode Standard by the first byte.
Sequence SequenceOf(std::uint8_t first) {
  if (first >= 0x01 && first <= 0x7F) return {1, 0, 0};
  if (first >= 0xC2 && first <= 0xDF) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// The character at the start of bytes, which are not empty.
TextPrefix FindCharacter(std::string_view bytes) {
  const Sequence sequence = SequenceOf(static_cast<std::uint8_t>(bytes[0]));
  if (sequence.size == 0) return {0, TextEnd::wrong};
  for (std::size_t i = 1; i < sequence.size; ++i) {
    if (i == bytes.size()) return {0, TextEnd::incomplete};
    const std::uint8_t low = i == 1 ? sequence.low : 0x80;
    const std::uint8_t high = i == 1 ? sequence.high : 0xBF;
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    if (byte < low || byte > high) return {0, TextEnd::wrong};
  }
  return {sequence.size, TextEnd::whole};
}

}  // namespace

TextPrefix FindTextPrefix(std::string_view bytes) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::size_t size = 0;
  while (size < bytes.size()) {
    if (bytes.size() - size >= kWord && IsPlainAscii(bytes.data() + size)) {
      size += kWord;
      continue;
    }
    // Up to the end of this word, so that a text of mixed scripts finds the fast path again.
    const std::size_t stop = std::min(size + kWord, bytes.size());
    while (size < stop) {
      const TextPrefix character = FindCharacter(bytes.substr(size));
      if (character.end != TextEnd::whole) return {size, character.end};
      size += character.size;
    }
  }
  return {size, TextEnd::whole};
}

std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80; }));
}

}  // namespace v1
}  // namespace keyhaul
