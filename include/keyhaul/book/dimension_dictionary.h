// The values of one dimension that rules name.
//
// A ledger's dimension may have a million values (waybill routes, stores) of which a policy names five. Rules compare
// small numbers: `code` i is the i-th of the named values in bytewise order, and every other value is -1. A reader
// translates each text once, with `Encode`, and no rule sees text again.
//
//   dictionary of {"economy", "standard"}:  "standard" -> 1, "express" -> -1, missing -> -1
#ifndef KEYHAUL_BOOK_DIMENSION_DICTIONARY_H_
#define KEYHAUL_BOOK_DIMENSION_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "keyhaul/book/interner.h"
#include "keyhaul/ledger/columns.h"

namespace keyhaul {
inline namespace v1 {

class DimensionDictionary {
 public:
  // A value that no rule names, and a missing one.
  static constexpr std::int32_t kUnnamed = Interner::kNone;

  DimensionDictionary() = default;
  explicit DimensionDictionary(const std::set<std::string>& values) {
    for (const std::string& value : values) codes_.Intern(value);
  }

  std::size_t size() const { return codes_.size(); }
  std::int32_t Find(std::string_view value) const { return codes_.Find(value); }
  std::string_view Value(std::int32_t code) const { return codes_.Text(code); }

  // The codes of a column. `codes` has one entry per row.
  void Encode(const TextColumn& column, std::span<std::int32_t> codes) const { codes_.FindMany(column, codes); }

 private:
  Interner codes_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_DIMENSION_DICTIONARY_H_
