// The tiering rule: which accounts are key accounts.
//
// A rule orders tiers from the highest to the lowest. Every tier but the last says by a condition which accounts it
// takes; the last takes the rest. An account belongs to the first tier whose condition it meets, so tiers are nested by
// construction: "the accounts that make 80 % of revenue", then "of those left, the ones that make it 95 %".
//
// Conditions look at one value per account, exact, summed over a window:
//   ShareCut   the smallest set of accounts, taken from the largest down, that reaches a share of the base;
//   RankCut    the largest n accounts, or the largest p percent of them (rounded up, so one is always taken);
//   AmountCut  the accounts with at least an amount.
//
// What is decided where it is not obvious (docs/RULES.md, TIER-01 and following): the account that crosses a share cut
// belongs to the upper tier; equal values share a tier, the upper one; the base is the sum of the positive values; an
// account whose value is zero or negative is outside the base, in the last tier, and flagged.
#ifndef KEYHAUL_TIERING_RULE_H_
#define KEYHAUL_TIERING_RULE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

// Takes accounts from the largest down until they hold `share` of the base. 0 < share <= 1, so 0.8 is 80 %.
struct ShareCut {
  Decimal share;
};

// Takes the largest `count` accounts, or the largest `fraction` (0 < fraction <= 1) of all accounts with a positive
// value, rounded up. Exactly one of the two is given. Fractions are cumulative from the top: "top 5 %" and then
// "top 20 %" leave 15 % for the second tier.
struct RankCut {
  std::optional<std::int64_t> count;
  std::optional<Decimal> fraction;
};

// Takes every account whose value is at least `at_least`, in the unit of the value (major units of the currency for
// money).
struct AmountCut {
  Decimal at_least;
};

using TierCondition = std::variant<ShareCut, RankCut, AmountCut>;

struct Tier {
  std::string name;
  std::optional<TierCondition> when;  // absent on the last tier, and only there
};

// What is summed per account: a measure of the ledger, or the number of distinct days with a booked row.
struct TierValue {
  enum class Kind : std::int8_t { measure, active_days };
  Kind kind = Kind::measure;
  std::string measure;
};

// How equal values at a cut are treated, and who gets the account that crosses it. These are the defaults; the other
// readings are policy data as they come.
enum class Crossing : std::int8_t { include };
enum class Ties : std::int8_t { together_up };

struct TieringRule {
  TierValue value;
  std::int32_t window_months = 12;  // trailing calendar months that end with the month of the run's as-of day
  Crossing crossing = Crossing::include;
  Ties ties = Ties::together_up;
  std::vector<Tier> tiers;  // from the highest to the lowest, at least one
};

// Checks everything that can be checked without a ledger: names present and unique, conditions on all tiers but the
// last, shares and fractions in (0, 1], cuts of one kind widening from tier to tier. Errors carry the path relative to
// the rule, "tiers[1].when.share". Defined in rule_check.h.
inline Status CheckTieringRule(const TieringRule& rule);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RULE_H_
