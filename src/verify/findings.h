// What stands in a statement against what was expected of it.
#ifndef KEYHAUL_SRC_VERIFY_FINDINGS_H_
#define KEYHAUL_SRC_VERIFY_FINDINGS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/verify/json_tree.h"
#include "src/verify/number.h"
#include "src/verify/verify.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

// An object of the statement and its path. Reading a member that is missing, or is no number, is a difference too.
class Place {
 public:
  Place(const JsonTree& object, std::string path, VerifyReport* report)
      : object_(&object), path_(std::move(path)), report_(report) {}

  const JsonTree& object() const { return *object_; }
  std::string_view Text(std::string_view key) const { return object_->TextAt(key); }
  bool Has(std::string_view key) const { return object_->Find(key) != nullptr; }

  void Differ(std::string_view key, std::string found, std::string expected) const {
    std::string path = path_;
    if (!path.empty() && !key.empty()) path += '.';
    report_->differences.push_back({path + std::string(key), std::move(found), std::move(expected)});
  }

  void CannotJudge(std::string_view key, std::string why) const {
    report_->not_judged.push_back({path_.empty() ? std::string(key) : path_ + "." + std::string(key), std::move(why)});
  }

  // A number, which is 0 where it is none.
  Number Amount(std::string_view key) const {
    const std::optional<Number> number = NumberOf(Text(key));
    if (!number) Differ(key, Shown(key), "a number");
    return number.value_or(Number(0));
  }

  std::optional<Number> Optional(std::string_view key) const {
    return Has(key) ? std::optional<Number>(Amount(key)) : std::nullopt;
  }

  Number Exact(std::string_view key) const {
    const std::optional<Number> number = ExactNumberOf(Text(key));
    if (!number) Differ(key, Shown(key), "an exact number");
    return number.value_or(Number(0));
  }

  // The member is the number, or is missing where nothing is expected.
  void Expect(std::string_view key, const std::optional<Number>& expected) const {
    const std::optional<Number> found = ExactNumberOf(Text(key));
    if (found == expected && (expected.has_value() || !Has(key))) return;
    Differ(key, Shown(key), expected ? TextOf(*expected) : "nothing");
  }

  void ExpectText(std::string_view key, std::string_view expected) const {
    if (Text(key) != expected) Differ(key, Shown(key), expected.empty() ? "nothing" : std::string(expected));
  }

  // The member is a number for which something holds.
  void ExpectThat(bool holds, std::string_view key, const std::string& expected) const {
    if (!holds) Differ(key, Shown(key), expected);
  }

  std::string Shown(std::string_view key) const { return Has(key) ? std::string(Text(key)) : "nothing"; }

  // An element of a list among the members.
  Place Element(std::string_view list, std::size_t index) const {
    std::string path = path_;
    if (!path.empty()) path += '.';
    path.append(list).append("[").append(std::to_string(index)).append("]");
    return {object_->Find(list)->elements[index], path, report_};
  }
  Place Member(std::string_view key) const { return {*object_->Find(key), path_ + "." + std::string(key), report_}; }
  bool IsList(std::string_view key) const {
    const JsonTree* const found = object_->Find(key);
    return found != nullptr && found->kind == JsonTree::Kind::array;
  }
  std::size_t Size(std::string_view list) const {
    const JsonTree* const found = object_->Find(list);
    return found == nullptr ? 0 : found->elements.size();
  }

 private:
  const JsonTree* object_;
  std::string path_;
  VerifyReport* report_;
};

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_FINDINGS_H_
