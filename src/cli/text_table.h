// Aligned columns of text for a terminal: names to the left, figures to the right. Chinese characters count as the two
// cells that they take.
#ifndef KEYHAUL_CLI_TEXT_TABLE_H_
#define KEYHAUL_CLI_TEXT_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keyhaul::cli {

// Cells that a UTF-8 text takes on a terminal.
std::size_t DisplayWidth(std::string_view text);

// Cells that a table has for a name.
inline constexpr std::size_t kNameCells = 36;

// The longest beginning of `text` that fits into `cells`, with "..." at its end if something was cut off.
std::string Shortened(std::string_view text, std::size_t cells);

class TextTable {
 public:
  // A heading that begins with '>' is of a column of figures.
  explicit TextTable(std::vector<std::string> headings);

  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // Lines of the table, each ended, indented by two.
  std::string Text() const;

 private:
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;  // the headings first
};

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_TEXT_TABLE_H_
