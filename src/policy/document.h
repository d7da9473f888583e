// A JSON document that remembers where everything stands.
//
// A policy is written by people and corrected from error messages, so every value knows its line, its column and its
// path, and numbers keep the digits they were written with: "0.10" and 1e-2 never pass through binary floating point.
// The grammar is that of RFC 8259 with two relaxations for people: comments (`//` to the end of the line, `/* */`) and
// one comma after the last element. Refused beyond the grammar: a key that occurs twice in an object, text that is not
// UTF-8, control characters in texts, and documents over the limits in base/limits.h.
//
// Lines and columns are one-based; columns count code points, as editors do.
//
//   KEYHAUL_TRY(const JsonDocument document, JsonDocument::Parse(text));
//   for (const JsonNode tier : document.root().Find("tiering")->Find("tiers")->Children()) Use(tier.Path());
#ifndef KEYHAUL_SRC_POLICY_DOCUMENT_H_
#define KEYHAUL_SRC_POLICY_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

enum class JsonKind : std::uint8_t { null, boolean, number, text, array, object };

// "an object", "a number": for messages that say what was found.
std::string_view Describe(JsonKind kind);

class JsonDocument;

// One value of a document; a light handle that is valid as long as the document stays where it is.
class JsonNode {
 public:
  JsonKind kind() const;
  // Decoded text, the digits of a number as written, or "true", "false", "null". Empty for arrays and objects.
  std::string_view text() const;
  // The name under which an object holds this value; empty for elements of arrays and for the root.
  std::string_view key() const;
  // Children of an array or object; 0 for the rest.
  std::int32_t size() const;
  std::vector<JsonNode> Children() const;
  std::optional<JsonNode> Find(std::string_view key) const;
  std::optional<JsonNode> Parent() const;
  const JsonDocument& document() const { return *document_; }

  // "terms[2].schedule.brackets[1].from"; empty for the root.
  std::string Path() const;

  // A refusal that carries this value's path and position; `KeyError` has the position of its key.
  Error MakeError(Code code, std::string message) const;
  Error KeyError(Code code, std::string message) const;

 private:
  friend class JsonBuilder;
  friend class JsonDocument;
  JsonNode(const JsonDocument* document, std::int32_t index) : document_(document), index_(index) {}

  const JsonDocument* document_;
  std::int32_t index_;
};

class JsonDocument {
 public:
  // Refused with `policy_syntax` or `policy_duplicate_key`; `policy_value` for a number that overflows any type.
  static Result<JsonDocument> Parse(std::string_view json);

  JsonNode root() const { return {this, 0}; }

  // Follows a path such as "terms[2].schedule" as far as it exists: errors of rules name values that may be absent,
  // and then stand at the nearest value around it.
  JsonNode Nearest(std::string_view path) const;

  struct Place {
    std::int32_t line = 0;
    std::int32_t column = 0;
  };

  // A value in the flat list of all of them; text and key are slices of one buffer. Public for the builder only.
  struct Entry {
    JsonKind kind = JsonKind::null;
    std::int32_t parent = -1;
    std::int32_t first_child = -1;
    std::int32_t next_sibling = -1;
    std::int32_t children = 0;
    std::int32_t ordinal = 0;  // place among its siblings
    std::uint32_t text_begin = 0, text_size = 0;
    std::uint32_t key_begin = 0, key_size = 0;
    Place place;
    Place key_place;
  };

 private:
  friend class JsonNode;
  friend class JsonBuilder;

  const Entry& at(std::int32_t index) const { return entries_[static_cast<std::size_t>(index)]; }
  std::string_view Slice(std::uint32_t begin, std::uint32_t size) const {
    return std::string_view(buffer_).substr(begin, size);
  }

  std::vector<Entry> entries_;
  std::string buffer_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_DOCUMENT_H_
