// The row of an account in the table tiers, told as text or as JSON.
#ifndef KEYHAUL_SRC_ENGINE_EXPLAIN_TIER_H_
#define KEYHAUL_SRC_ENGINE_EXPLAIN_TIER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/table.h"
#include "src/policy/json_writer.h"

namespace keyhaul {
inline namespace v1 {

// A cell as exact text, numbers with at least `shown_scale` decimals; "" where it is missing.
std::string CellText(const Table& table, std::string_view name, std::size_t row, int shown_scale);

// A member of an object; null where the text is empty.
void PutText(std::string_view key, const std::string& text, JsonWriter& json);

class TierTeller {
 public:
  TierTeller(const CompiledPolicy& policy, const Table& tiers, std::size_t row)
      : policy_(policy), tiers_(tiers), row_(row) {}

  // One sentence says which rule decided and what is missing to the next tier; the figures stand below it.
  std::string Text() const;

  // All columns but the account.
  void Put(JsonWriter& json) const;

 private:
  std::string Value(std::string_view column) const { return CellText(tiers_, column, row_, policy_.value_scale); }
  std::string ConditionWords(const std::string& path) const;
  std::string DecisionText() const;
  std::string FiguresText() const;

  const CompiledPolicy& policy_;
  const Table& tiers_;
  std::size_t row_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_EXPLAIN_TIER_H_
