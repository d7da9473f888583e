// Conditions made ready for one population: every cut is a line, every bound a product of integers.
//
// The conditions of a rule are trees. Their leaves are numbered once for the rule (`LeafTable`) and resolved once per
// segment of the population (`Leaf`); after that a condition is decided for an account by integer comparisons, at the
// account's own value or at any other, which is how distances to tiers are found.
//
//   ">= 5000000" a year over a window of 8 months, cents   ->   value × 12 >= 500000000 × 8
//
// Bounds are compared by multiplication: `least(8)` is the least integer that meets the bound at the multiplier 8, so
// nothing is rounded but towards the side that leaves the comparison true.
#ifndef KEYHAUL_TIERING_CONDITION_H_
#define KEYHAUL_TIERING_CONDITION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/tiering/clause.h"
#include "keyhaul/tiering/cut.h"
#include "keyhaul/tiering/population.h"
#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {
namespace tiering_internal {

// A bound on value × denominator against numerator × factor × multiplier, for multipliers from 0. The factor is the
// power of ten between the scales of bound and value: kept apart, since their product may not fit where a twelfth does.
struct ScaledBound {
  int128 numerator = 0;
  int128 factor = 1;
  int128 denominator = 1;
  bool inclusive = true;

  // The least value that is at least (or above) the bound; none where it passes 128 bits.
  std::optional<int128> Least(int128 multiplier) const {
    const std::optional<Division<int128>> bound = At(multiplier);
    if (!bound) return std::nullopt;
    const bool above = bound->remainder != 0 || !inclusive;
    if (above && bound->quotient == kInt128Max) return std::nullopt;
    return bound->quotient + (above ? 1 : 0);
  }

  // The greatest value that is at most (or below) the bound; none where it passes 128 bits: every value is below it.
  std::optional<int128> Greatest(int128 multiplier) const {
    const std::optional<Division<int128>> bound = At(multiplier);
    if (!bound) return std::nullopt;
    const bool below = bound->remainder == 0 && !inclusive;
    return bound->quotient - (below ? 1 : 0);
  }

 private:
  // numerator × multiplier / denominator without the whole product, which may not fit where the quotient does: with
  // n = a d + b and m = c d + e it is a m + b c + b e / d. Nothing here is negative, so that a part that passes 128
  // bits is a sum that does; and b e < d^2 fits, as d <= 12 × 10^18. The months of a window times a factor fit too.
  std::optional<Division<int128>> At(int128 multiplier) const {
    const int128 m = multiplier * factor;
    const Division<int128> of_numerator = DivideTruncated(numerator, denominator);
    const Division<int128> of_m = DivideTruncated(m, denominator);
    const Division<int128> rest = DivideTruncated(of_numerator.remainder * of_m.remainder, denominator);
    int128 whole = 0;
    int128 part = 0;
    const bool fits = CheckedMultiply(of_numerator.quotient, m, &whole) &&
                      CheckedMultiply(of_numerator.remainder, of_m.quotient, &part) &&
                      CheckedAdd(whole, part, &whole) && CheckedAdd(whole, rest.quotient, &whole);
    if (!fits) return std::nullopt;
    return Division<int128>{whole, rest.remainder};
  }
};

// A bound in units of the metric; none where it passes 128 bits.
inline std::optional<ScaledBound> ScaleBound(const Bound& bound, AmountPer per, int value_scale) {
  ScaledBound scaled;
  scaled.inclusive = bound.inclusive;
  Decimal number = bound.value;
  int scale = value_scale;
  if (per == AmountPer::growth) {
    // value >= previous × (1 + growth), whatever the scale of both.
    const Result<Decimal> factor = number.Add(Decimal::FromInteger(1));
    if (!factor.ok()) return std::nullopt;
    number = *factor;
    scale = 0;
  }
  scaled.numerator = number.mantissa();
  const int shift = scale - number.scale();
  if (shift < 0) scaled.denominator = PowerOfTen(-shift);
  if (shift > 0) scaled.factor = PowerOfTen(shift);
  constexpr int kMonthsOfYear = 12;
  if (per == AmountPer::year) scaled.denominator *= kMonthsOfYear;
  return scaled;
}

// A leaf of the rule's conditions, resolved for one segment.
struct Leaf {
  const TierCondition* condition = nullptr;
  std::size_t metric = 0;
  CutLine line;  // share, rank and curve
  std::optional<ScaledBound> lower;
  std::optional<ScaledBound> upper;
  bool never = false;  // a lower bound beyond 128 bits

  const AmountRange* range() const { return std::get_if<AmountRange>(&condition->is); }
  const FactIs* fact() const { return std::get_if<FactIs>(&condition->is); }
  bool IsLine() const { return range() == nullptr && fact() == nullptr; }
};

// A condition over leaf numbers.
struct ConditionNode {
  enum class Op : std::int8_t { leaf, all, any };
  Op op = Op::leaf;
  std::size_t leaf = 0;
  std::vector<ConditionNode> of;
};

// Numbers the leaves of all conditions of a rule.
class LeafTable {
 public:
  ConditionNode Add(const TierCondition& condition) {
    ConditionNode node;
    if (const auto* all = std::get_if<AllOf>(&condition.is)) return AddAll(ConditionNode::Op::all, all->of);
    if (const auto* any = std::get_if<AnyOf>(&condition.is)) return AddAll(ConditionNode::Op::any, any->of);
    node.leaf = leaves_.size();
    leaves_.push_back(&condition);
    return node;
  }

  const std::vector<const TierCondition*>& leaves() const { return leaves_; }

 private:
  ConditionNode AddAll(ConditionNode::Op op, const std::vector<TierCondition>& conditions) {
    ConditionNode node;
    node.op = op;
    for (const TierCondition& condition : conditions) node.of.push_back(Add(condition));
    return node;
  }

  std::vector<const TierCondition*> leaves_;
};

// What an amount leaf multiplies its bound by, for an account; none where the account has no such figure.
inline std::optional<int128> MultiplierOf(AmountPer per, const MetricColumn& metric, const Population& population,
                                          std::size_t account) {
  switch (per) {
    case AmountPer::window:
    case AmountPer::every_month:
      return 1;
    case AmountPer::month:
    case AmountPer::year:
      return population.MonthsOf(account);
    case AmountPer::active_month:
      if (metric.active_months[account] <= 0) return std::nullopt;
      return metric.active_months[account];
    case AmountPer::growth:
      // Nothing grows from nothing: what was zero or less has no rate of growth.
      if (metric.previous.empty() || metric.previous[account] <= 0) return std::nullopt;
      return metric.previous[account];
  }
  return std::nullopt;
}

// A stretch of values, both ends included.
struct Stretch {
  int128 least = kInt128Min;
  int128 greatest = kInt128Max;
  bool empty = false;
};

// The values at which an amount leaf holds for an account, its other figures being what they are.
inline Stretch StretchOf(const Leaf& leaf, const Population& population, std::size_t account) {
  const AmountRange& range = *leaf.range();
  const MetricColumn& metric = population.metrics[leaf.metric];
  const std::optional<int128> multiplier = MultiplierOf(range.per, metric, population, account);
  Stretch stretch;
  stretch.empty = leaf.never || !multiplier;
  if (stretch.empty) return stretch;
  if (leaf.lower) {
    const std::optional<int128> least = leaf.lower->Least(*multiplier);
    stretch.empty = !least;
    stretch.least = least.value_or(kInt128Max);
  }
  if (leaf.upper) stretch.greatest = leaf.upper->Greatest(*multiplier).value_or(kInt128Max);
  return stretch;
}

// `value` short of itself by a part of it, rounded up: what a margin leaves of a threshold.
inline int128 LessMargin(int128 value, const Decimal& margin) {
  if (margin.IsZero() || value <= 0) return value;
  return value - LimitOf(margin, value).floor;
}

}  // namespace tiering_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CONDITION_H_
