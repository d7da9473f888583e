// A JSON document as a tree, for the verification. Numbers keep their digits. As in policies, comments are passed over
// and one comma may stand after the last element.
#ifndef KEYHAUL_SRC_VERIFY_JSON_TREE_H_
#define KEYHAUL_SRC_VERIFY_JSON_TREE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

struct JsonTree {
  enum class Kind : std::int8_t { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  std::string text;                // of a text, a number as it is written, or "true" and "false"
  std::vector<JsonTree> elements;  // of an array, or the members of an object
  std::vector<std::string> keys;   // of an object's members, in their order

  // The member of that name; null where there is none, or where it is null.
  const JsonTree* Find(std::string_view key) const;
  // The text of a member that is a text, a number or a switch; else empty.
  std::string_view TextAt(std::string_view key) const;
};

// `what` names the document in a refusal: "the policy".
Result<JsonTree> ParseJsonTree(std::string_view what, std::string_view text);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_JSON_TREE_H_
