#include "src/cli/text_table.h"

#include <algorithm>
#include <cstdint>

namespace keyhaul::cli {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};
// Blocks of characters that take two cells (Unicode Standard Annex 11, East Asian Width W and F), as far as names of
// companies need them.
constexpr Range kWide[] = {{0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3},   {0xf900, 0xfaff},  {0xfe30, 0xfe6f},
                           {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};

// The character that begins at `position`, and its length in bytes. Input is UTF-8, checked when it was read.
std::pair<std::uint32_t, std::size_t> Decode(std::string_view text, std::size_t position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  std::uint32_t character = lead < 0x80 ? lead : lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length && position + i < text.size(); ++i) {
    character = (character << 6U) | (static_cast<unsigned char>(text[position + i]) & 0x3fU);
  }
  return {character, length};
}

std::size_t Cells(std::uint32_t character) {
  return std::any_of(std::begin(kWide), std::end(kWide),
                     [&](const Range& range) { return character >= range.first && character <= range.last; })
             ? 2
             : 1;
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t position = 0; position < text.size();) {
    const auto [character, length] = Decode(text, position);
    width += Cells(character);
    position += length;
  }
  return width;
}

std::string Shortened(std::string_view text, std::size_t cells) {
  if (DisplayWidth(text) <= cells) return std::string(text);
  std::size_t width = 3;
  std::size_t position = 0;
  while (position < text.size()) {
    const auto [character, length] = Decode(text, position);
    if (width + Cells(character) > cells) break;
    width += Cells(character);
    position += length;
  }
  return std::string(text.substr(0, position)) + "...";
}

TextTable::TextTable(std::vector<std::string> headings) {
  for (std::string& heading : headings) {
    right_.push_back(!heading.empty() && heading.front() == '>');
    if (right_.back()) heading.erase(0, 1);
  }
  rows_.push_back(std::move(headings));
}

std::string TextTable::Text() const {
  std::vector<std::size_t> widths(right_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - DisplayWidth(row[i]), ' ');
      line += "  " + (right_[i] ? padding + row[i] : row[i] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace keyhaul::cli
