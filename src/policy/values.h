// Reads single values and the members of objects, with errors that stand at the value.
//
// An `ObjectForm` is the part of a table of keys (keys.h) that concerns one kind of object. It refuses what is not in
// the table before anything is read, so that a misspelt key is never taken for an absent one.
//
//   const ObjectForm form(context, "terms[]");
//   KEYHAUL_CHECK(form.Check(node));
//   KEYHAUL_TRY(line.id, ReadText(form.Require(node, "id")));
#ifndef KEYHAUL_SRC_POLICY_VALUES_H_
#define KEYHAUL_SRC_POLICY_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "src/policy/document.h"
#include "src/policy/keys.h"

namespace keyhaul {
inline namespace v1 {

// Which keys may stand where, and, for tests, which of them the reader asked for.
struct ReadContext {
  std::span<const PolicyKey> keys;
  std::set<std::string, std::less<>>* asked = nullptr;

  void Note(std::string path) const {
    if (asked != nullptr) asked->insert(std::move(path));
  }
};

class ObjectForm {
 public:
  // `pattern` is the path of the objects as the table writes it; empty for the document itself.
  ObjectForm(const ReadContext& context, std::string pattern);

  // Refuses what is no object, has keys that are not listed, or lacks one that is required.
  Status Check(JsonNode node) const;

  // The member of a checked object, and the same for a key that is required.
  std::optional<JsonNode> Get(JsonNode node, std::string_view key) const;
  JsonNode Require(JsonNode node, std::string_view key) const { return *Get(node, key); }

 private:
  struct Member {
    std::string_view name;
    bool required;
  };

  Error UnknownKey(JsonNode member) const;

  const ReadContext& context_;
  std::string pattern_;
  std::vector<Member> members_;
};

// Refuses any other kind of value, saying what was found: "expected an object, found text".
Status ExpectKind(JsonNode node, JsonKind kind);

// The elements of an array, or the members of an object whose keys are names of the policy's own. `path` is the
// element's path in the table of keys.
Result<std::vector<JsonNode>> ReadElements(const ReadContext& context, JsonNode node, std::string path);
Result<std::vector<JsonNode>> ReadNamedMembers(const ReadContext& context, JsonNode node, std::string path);

// Text of at least one byte and at most kMaxTextBytes.
Result<std::string> ReadText(JsonNode node);
Result<bool> ReadBoolean(JsonNode node);
// A whole number, or text of its digits.
Result<std::int64_t> ReadInteger(JsonNode node, std::int64_t least, std::int64_t most);
// A number, or text as Decimal::Parse reads it.
Result<Decimal> ReadDecimal(JsonNode node);
Result<Currency> ReadCurrency(JsonNode node);
// A day, "2026-01-31".
Result<Day> ReadDay(JsonNode node);
// A list of texts; `path` is the element's path in the table of keys.
Result<std::vector<std::string>> ReadTextList(const ReadContext& context, JsonNode node, std::string path);
// The same of a list that must not be empty.
Result<std::vector<std::string>> ReadTextsOrRefuse(const ReadContext& context, JsonNode node, std::string path);

// The refusal of a list that is there and empty, where none at all would say something else.
Error RefuseEmptyList(JsonNode node);

// The place of a text among those that are known.
Result<std::size_t> ReadWordIndex(JsonNode node, std::span<const std::string_view> words);

// The same for an enumeration whose enumerators count from 0 in the order of the words.
template <class Enum>
Result<Enum> ReadWord(JsonNode node, std::span<const std::string_view> words) {
  KEYHAUL_TRY(const std::size_t index, ReadWordIndex(node, words));
  return static_cast<Enum>(index);
}

// A member that may be absent, by a reader of its node; `out` stays where it is.
template <class T, class Read>
Status ReadIfGiven(const ObjectForm& form, JsonNode node, std::string_view key, const Read& read, T* out) {
  const std::optional<JsonNode> given = form.Get(node, key);
  if (!given.has_value()) return {};
  KEYHAUL_TRY(*out, read(*given));
  return {};
}

// The same of a word.
template <class Enum>
Status ReadWordIfGiven(const ObjectForm& form, JsonNode node, std::string_view key,
                       std::span<const std::string_view> words, Enum* out) {
  return ReadIfGiven(
      form, node, key, [words](JsonNode word) { return ReadWord<Enum>(word, words); }, out);
}

// An error of a rule, whose path is relative to `node`, as an error of the document.
Error Located(const JsonDocument& document, JsonNode node, Error error);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_VALUES_H_
