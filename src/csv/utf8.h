// Whether bytes are UTF-8 text, found in pieces as they arrive.
#ifndef KEYHAUL_CSV_UTF8_H_
#define KEYHAUL_CSV_UTF8_H_

#include <cstddef>
#include <string_view>

namespace keyhaul {
inline namespace v1 {

enum class TextEnd {
  whole,       // all bytes are text
  incomplete,  // the bytes after `size` begin a character that the next piece may complete
  wrong,       // the byte after `size` cannot be part of a text
};

struct TextPrefix {
  std::size_t size = 0;
  TextEnd end = TextEnd::whole;
};

// The longest beginning of `bytes` that is text: well-formed UTF-8 as in table 3-7 of the Unicode Standard (nothing
// overlong, no surrogates, nothing above U+10FFFF) without the character NUL, which no table holds on purpose and which
// ends texts early in C.
TextPrefix FindTextPrefix(std::string_view bytes);

// Number of characters (code points) of a text.
std::size_t CountCharacters(std::string_view text);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_CSV_UTF8_H_
