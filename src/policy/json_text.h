// A JSON document as text: where an offset stands, and what people may write that the grammar has not.
#ifndef KEYHAUL_SRC_POLICY_JSON_TEXT_H_
#define KEYHAUL_SRC_POLICY_JSON_TEXT_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "keyhaul/base/error.h"
#include "src/policy/document.h"

namespace keyhaul {
inline namespace v1 {
namespace json_internal {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A byte inside a character of UTF-8, not its first.
constexpr bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
constexpr bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Line and column of offsets that never go backwards.
class PlaceCursor {
 public:
  explicit PlaceCursor(std::string_view text) : text_(text), offset_(text.starts_with(kByteOrderMark) ? 3 : 0) {}

  JsonDocument::Place At(std::size_t offset) {
    for (; offset_ < std::min(offset, text_.size()); ++offset_) {
      if (text_[offset_] == '\n') {
        ++place_.line;
        place_.column = 1;
      } else if (!IsContinuation(text_[offset_])) {
        ++place_.column;
      }
    }
    return place_;
  }

 private:
  std::string_view text_;
  std::size_t offset_;
  JsonDocument::Place place_{1, 1};
};

// Refuses a document that is too long, not UTF-8, or holds NUL.
Status CheckText(std::string_view json);

// The same document with comments and the comma before a closing bracket turned into spaces, so that what remains is
// plain JSON of the same size with everything in its place. A comma that follows no value stays, and is refused by the
// grammar. Refused where a comment is not closed.
Result<std::string> WithoutExtensions(std::string_view json);

}  // namespace json_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_JSON_TEXT_H_
