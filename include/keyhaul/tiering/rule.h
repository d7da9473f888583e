// The tiering rule: which accounts are key accounts.
//
// A rule orders tiers from the highest to the lowest. Every tier but the last says by a condition which accounts it
// takes; the last takes the rest. An account belongs to the first tier whose condition it meets, so tiers are nested by
// construction: "the accounts that make 80 % of revenue", then "of those left, the ones that make it 95 %".
//
// Conditions look at one value per account, exact, summed over a window, and may look at other metrics and facts:
//   ShareCut     the smallest set of accounts, taken from the largest down, that reaches a share of the base;
//   RankCut      the largest n accounts, or the largest p percent of them;
//   CurveCut     the limits that the Pareto curve itself suggests (curve.h);
//   AmountRange  the accounts within bounds: over the window, as a mean per month, a year, or against the window
//   before; FactIs       the accounts of which a fact holds: an industry, a tag; AllOf, AnyOf of such conditions.
//
// Where two tiers claim an account, the higher tier wins, unless the policy gives one of the conditions a priority: the
// conditions of tiers, and the members of an AnyOf that is a tier's whole condition, are looked at from the highest
// priority down, those of equal priority in the order of the tiers (a decision table with the hit policy "priority" of
// OMG's DMN). The first that holds decides, and is named in the result.
//
// What is decided where it is not obvious is data, and the defaults are those of key-account work: the account that
// crosses a share cut belongs to the upper tier, equal values share a tier, the upper one, the base is the sum of the
// positive values, and an account without a positive value is outside the base and in the last tier. docs/RULES.md has
// them as TIER-01 and following.
#ifndef KEYHAUL_TIERING_RULE_H_
#define KEYHAUL_TIERING_RULE_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/tiering/movement.h"
#include "keyhaul/tiering/rfm_rule.h"
#include "keyhaul/tiering/xyz_rule.h"

namespace keyhaul {
inline namespace v1 {

// In every condition `of` names the metric that it looks at: a further one of the population, or, where it is empty,
// the value of the rule.

// Takes accounts from the largest down until they hold `share` of the base. 0 < share <= 1, so 0.8 is 80 %.
struct ShareCut {
  Decimal share;
  std::string of = {};
};

// Takes the largest `count` accounts, or the largest `fraction` (0 < fraction <= 1) of all accounts with a positive
// value. Exactly one of the two is given. Fractions are cumulative from the top: "top 5 %" and then "top 20 %" leave
// 15 % for the second tier.
struct RankCut {
  std::optional<std::int64_t> count;
  std::optional<Decimal> fraction;
  std::string of = {};
};

// The limits of the computed ABC analysis (Ultsch and Lötsch 2015; curve.h): class A, or classes A and B.
enum class CurveLimit : std::int8_t { a, ab };
struct CurveCut {
  CurveLimit limit = CurveLimit::a;
  std::string of = {};
};

// What a bound is a bound of.
enum class AmountPer : std::int8_t {
  window,        // the sum over the window
  month,         // that sum by the months of the window
  active_month,  // that sum by the months in which the account has rows
  every_month,   // each month of the window by itself
  year,          // that sum made a year's: × 12 / months of the window
  growth,        // that sum against the window before, as a fraction: 0.2 is a fifth more
};

struct Bound {
  Decimal value;
  bool inclusive = true;
};

// Takes accounts within bounds, in the unit of the metric (major units of the currency for money). At least one bound
// is given. Means and years are compared by multiplication, so nothing is rounded.
struct AmountRange {
  std::optional<Bound> lower = std::nullopt;
  std::optional<Bound> upper = std::nullopt;
  AmountPer per = AmountPer::window;
  std::string of = {};
};

// Takes accounts of which a fact has one of the values. What facts there are is the host's affair (Population).
struct FactIs {
  std::string fact;
  std::vector<std::string> values;
};

struct TierCondition;
struct AllOf {
  std::vector<TierCondition> of;
};
struct AnyOf {
  std::vector<TierCondition> of;
};

namespace tiering_internal {

// What a condition can be, named one by one: cheaper to compile than to ask the variant.
template <class Kind, class... Kinds>
concept OneOf = (std::same_as<Kind, Kinds> || ...);
template <class Kind>
concept ConditionKind = OneOf<Kind, ShareCut, RankCut, CurveCut, AmountRange, FactIs, AllOf, AnyOf>;

}  // namespace tiering_internal

struct TierCondition {
  using Kinds = std::variant<ShareCut, RankCut, CurveCut, AmountRange, FactIs, AllOf, AnyOf>;

  // A cut is a condition, and is written as one.
  // NOLINTBEGIN(google-explicit-constructor,*-forwarding-reference-overload)
  template <class Kind>
  requires tiering_internal::ConditionKind<std::remove_cvref_t<Kind>> TierCondition(Kind&& kind)
      : is(std::in_place_type<std::remove_cvref_t<Kind>>, std::forward<Kind>(kind)) {}
  // NOLINTEND(google-explicit-constructor,*-forwarding-reference-overload)

  Kinds is;
  std::int32_t priority = 0;
};

struct Tier {
  std::string name;
  std::optional<TierCondition> when = std::nullopt;    // absent on the last tier, and only there
  std::optional<TierCondition> retain = std::nullopt;  // keeps an account that is in the tier (movement.h)
};

// What is summed per account: a measure of the ledger, or the number of distinct days with a booked row.
struct TierValue {
  enum class Kind : std::int8_t { measure, active_days };
  Kind kind = Kind::measure;
  std::string measure = {};
};

// The months that are summed, all of them calendar months; the last is that of the run's as-of day.
struct TierWindow {
  enum class Kind : std::int8_t {
    trailing,     // the last `months`
    calendar,     // from the first month of the running month, quarter, half-year or year (`months` 1, 3, 6 or 12)
    anniversary,  // from the month, within the last year, in which the account was opened
    lifetime,     // from the first month of the ledger
  };
  Kind kind = Kind::trailing;
  std::int32_t months = 12;
};

// Who gets the account that takes the sum from below a share cut to beyond it.
enum class Crossing : std::int8_t {
  include,  // the upper tier: it holds at least the share, and is never empty
  exclude,  // the lower tier: the upper one holds at most the share, and nobody where the largest alone passes it
  nearest,  // whichever leaves the sum nearer to the share; the upper tier where both are equally near
};

// Where accounts of equal value go when a cut falls among them.
enum class Ties : std::int8_t {
  together_up,    // all to where the first of them belongs
  together_down,  // all to where the last of them belongs
  split_by_id,    // each to where it belongs in the byte order of external ids
};

// What a negative value counts for.
enum class NegativeValues : std::int8_t {
  net,       // itself: outside the positive base, in the last tier
  clamp,     // zero
  absolute,  // its magnitude
  reject,    // refused
};

// What shares are taken of.
enum class TierBase : std::int8_t { positive, net };

// Where an account goes that counts for zero.
enum class ZeroValues : std::int8_t {
  lowest,    // the last tier
  own_tier,  // a tier of its own below the last, `zero_tier`
  left_out,  // no tier
};

// Whether accounts are tiered one by one, or groups are and their members have the group's tier. A group's value is
// that of its head and of the members in it, month by month, so nothing counts twice.
enum class RollUp : std::int8_t { none, group };

// Whether the accounts are tiered apart by a fact (each industry by itself), or each account once per value of a
// dimension of the ledger (its air freight, its road freight).
struct TierWithin {
  enum class Kind : std::int8_t { none, fact, dimension };
  Kind kind = Kind::none;
  std::string name = {};                 // industry, city, region, or the dimension
  std::vector<std::string> values = {};  // of the dimension
};

struct TieringRule {
  TierValue value;
  TierWindow window;
  RollUp roll_up = RollUp::none;
  TierWithin within;
  Crossing crossing = Crossing::include;
  Ties ties = Ties::together_up;
  NegativeValues negative = NegativeValues::net;
  TierBase base = TierBase::positive;
  ZeroValues zero = ZeroValues::lowest;
  std::string zero_tier;                                // name of the own tier of zeros, and only then
  RoundingMode count_rounding = RoundingMode::ceiling;  // of a part of the accounts: ceiling, floor or half_up
  std::vector<Tier> tiers;                              // from the highest to the lowest, at least one
  std::optional<MovementRule> movement;                 // absent: every account has the tier that it earns
  std::optional<XyzRule> xyz;  // how steady values are from month to month; absent: not looked at
  std::optional<RfmRule> rfm;  // recency, frequency and monetary scores; absent: none
  Decimal retain_margin;       // keeps an account whose value is short of its cut by this part
};

// The number of tiers with that of zeros.
inline std::size_t TierCount(const TieringRule& rule) {
  return rule.tiers.size() + (rule.zero == ZeroValues::own_tier ? 1 : 0);
}

// The name of a tier by its index; empty for an account without one.
inline std::string_view TierName(const TieringRule& rule, std::int32_t tier) {
  if (tier < 0) return {};
  const auto index = static_cast<std::size_t>(tier);
  return index < rule.tiers.size() ? std::string_view(rule.tiers[index].name) : std::string_view(rule.zero_tier);
}

// Checks everything that can be checked without a ledger: names present and unique, conditions on all tiers but the
// last, shares and fractions in (0, 1], cuts of one kind widening from tier to tier. Errors carry the path relative to
// the rule, "tiers[1].when.share". Defined in rule_check.h.
inline Status CheckTieringRule(const TieringRule& rule);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RULE_H_
