// What the verification reads of a policy: its own reading of the JSON, key by key (docs/POLICY.md).
#ifndef KEYHAUL_SRC_VERIFY_POLICY_RULES_H_
#define KEYHAUL_SRC_VERIFY_POLICY_RULES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/json_tree.h"
#include "src/verify/number.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

struct BracketRule {
  Number from;
  std::optional<Number> to;
  std::optional<Number> benefit;   // rate, per_unit or per_block: of the payable basis
  bool is_price = false;           // whether the benefit is per_unit or per_block
  std::optional<Number> per_unit;  // of the counted quantity
  // Of the two, where they are prices that were rounded to others, what they were.
  std::optional<Number> listed;
  std::optional<Number> listed_per_unit;
  std::optional<Number> flat;
};

// How amounts of a line are rounded, and at which point those of its schedules are.
struct RoundingRule {
  std::string mode = "half_up";
  Number step = 1;
  std::string at = "term";

  // The number itself where the mode is not known.
  Number Of(const Number& exact) const { return RoundedTo(exact, step, mode).value_or(exact); }
};

struct ScheduleRule {
  std::string accumulation;
  bool up_to_inclusive = false;
  bool flat_at_zero = true;
  std::vector<BracketRule> brackets;  // with the one beyond a closed last bracket, where there is one
  std::size_t own_brackets = 0;
  // block
  Number block_size = 1;
  Number block_free = 0;
  std::string block_count = "ceil";
  bool block_per_slice = false;
  // growth
  std::string growth_pays;
  bool zero_baseline = false;
  // deficit rating: "bumped", "actual" or empty
  std::string deficit;
  RoundingRule rounding;

  bool RoundsPrices() const { return rounding.at == "unit_price"; }
};

// Nothing where the JSON is no schedule. `counts` says that amounts per unit are of a counted quantity. Where prices
// are rounded before they are multiplied, the brackets have them rounded; but those of a line are points between which
// they lie.
std::optional<ScheduleRule> ScheduleRuleOf(const JsonTree& schedule, bool counts, const RoundingRule& rounding);

class PolicyRules {
 public:
  explicit PolicyRules(const JsonTree& policy) : policy_(policy) {}

  const JsonTree& policy() const { return policy_; }
  // The unit that money is counted in: the minor unit of the currency, or finer where the policy has extra digits.
  Number MoneyUnit() const { return UnitAt(MoneyDecimals()); }
  // The line of the terms, and the agreement, of an id; null where there is none.
  const JsonTree* Line(std::string_view id) const { return WithId("terms", id); }
  const JsonTree* Agreement(std::string_view id) const { return WithId("agreements", id); }
  // The place of a line among those of the terms; their number where there is none of the id.
  std::size_t PlaceOf(std::string_view line) const;
  std::optional<RoundingRule> RoundingOf(const JsonTree& line) const;
  // Unit of a measure: "money", "kg"; empty where the ledger has none of the name.
  std::string UnitOf(std::string_view measure) const;
  // Digits after the point that a measure is kept with.
  int DecimalsOf(std::string_view measure) const;
  int MoneyDecimals() const;

 private:
  int MinorDecimals() const;
  static Number UnitAt(int decimals);
  std::string_view MeasureOf(std::string_view measure) const;
  const JsonTree* WithId(std::string_view list, std::string_view id) const;

  const JsonTree& policy_;
};

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_POLICY_RULES_H_
