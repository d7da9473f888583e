// What of a settlement's bases was converted from other currencies, told as text or as JSON from the table conversions.
#ifndef KEYHAUL_SRC_ENGINE_EXPLAIN_CONVERSIONS_H_
#define KEYHAUL_SRC_ENGINE_EXPLAIN_CONVERSIONS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "src/policy/json_writer.h"

namespace keyhaul {
inline namespace v1 {

class ConversionsTeller {
 public:
  // Those behind one row of the settlements of an account; none where the result has no such table.
  ConversionsTeller(const RunResult& result, std::string_view account, const Table& settlements, std::size_t row);

  // "; of it 19.99 USD at 7.1234 of 2026-01-31 is 142.40", or nothing. A sum that is in both bases is told once.
  std::string Text() const;

  // The member conversions, where the policy converts at settlement.
  void Put(JsonWriter& json) const;

 private:
  std::string Cell(std::string_view column, std::size_t row) const;

  const CompiledPolicy& policy_;
  const Table* conversions_;
  std::vector<std::size_t> rows_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_EXPLAIN_CONVERSIONS_H_
