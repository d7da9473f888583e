#include "src/policy/json_text.h"

#include <utility>

#include "keyhaul/base/limits.h"
#include "keyhaul/ledger/text.h"

namespace keyhaul {
inline namespace v1 {
namespace json_internal {
namespace {

Error ErrorAtOffset(std::string_view json, std::size_t offset, Code code, std::string message) {
  Error error = MakeError(code, std::move(message));
  const JsonDocument::Place place = PlaceCursor(json).At(offset);
  error.line = place.line;
  error.line_column = place.column;
  return error;
}

// Walks over the text once, knowing when it is inside a text of the document.
class ExtensionBlanker {
 public:
  static Result<std::string> Run(std::string_view json) { return ExtensionBlanker(json).Blank(); }

 private:
  explicit ExtensionBlanker(std::string_view json) : json_(json), plain_(json) {}

  Result<std::string> Blank() {
    while (at_ < json_.size()) {
      const char c = json_[at_];
      if (c == '"') {
        SkipText();
      } else if (json_.substr(at_).starts_with("//")) {
        BlankTo(json_.find('\n', at_));
        continue;
      } else if (json_.substr(at_).starts_with("/*")) {
        const std::size_t end = json_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          return ErrorAtOffset(json_, at_, Code::policy_syntax, "this comment is not closed; expected */");
        }
        BlankTo(end + 2);
        continue;
      } else if (!IsSpace(c)) {
        NoteSymbol(c);
      }
      ++at_;
    }
    return std::move(plain_);
  }

  // Leaves `at_` on the closing quote, or past the end where there is none, which the grammar will refuse.
  void SkipText() {
    for (++at_; at_ < json_.size() && json_[at_] != '"'; ++at_) {
      if (json_[at_] == '\\') ++at_;
    }
    previous_ = '"';
  }

  void NoteSymbol(char c) {
    const bool closes = c == ']' || c == '}';
    if (closes && previous_ == ',' && comma_follows_value_) plain_[comma_] = ' ';
    if (c == ',') {
      comma_ = at_;
      comma_follows_value_ =
          previous_ != '\0' && previous_ != ',' && previous_ != ':' && previous_ != '[' && previous_ != '{';
    }
    previous_ = c;
  }

  void BlankTo(std::size_t end) {
    for (end = std::min(end, json_.size()); at_ < end; ++at_) {
      if (json_[at_] != '\n') plain_[at_] = ' ';
    }
  }

  std::string_view json_;
  std::string plain_;
  std::size_t at_ = 0;
  char previous_ = '\0';  // the last symbol outside comments
  std::size_t comma_ = 0;
  bool comma_follows_value_ = false;
};

}  // namespace

Status CheckText(std::string_view json) {
  if (json.size() > static_cast<std::size_t>(kMaxDocumentBytes)) {
    return MakeError(Code::policy_syntax, "the document has " + std::to_string(json.size()) + " bytes; at most " +
                                              std::to_string(kMaxDocumentBytes) + " are read");
  }
  std::size_t at = 0;
  while (at < json.size()) {
    const std::size_t size = ledger_internal::CharacterLength(json.substr(at));
    if (size == 0) break;
    at += size;
  }
  if (at == json.size()) return {};
  if (json[at] == '\0') {
    return ErrorAtOffset(json, at, Code::policy_syntax,
                         "the document holds a NUL character; it must be UTF-8, and not UTF-16");
  }
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(json[at]);
  return ErrorAtOffset(json, at, Code::policy_syntax,
                       std::string("the byte 0x") + kHex[byte >> 4U] + kHex[byte & 0xFU] + " is not UTF-8 here");
}

Result<std::string> WithoutExtensions(std::string_view json) { return ExtensionBlanker::Run(json); }

}  // namespace json_internal
}  // namespace v1
}  // namespace keyhaul
