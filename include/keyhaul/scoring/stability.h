// Weight stability: how far the weight of one criterion can move until the result is another one.
//
// The weight of a node among its siblings is moved to x, 0 <= x <= 1, and the siblings keep their proportions: each is
// multiplied by (1 - x) / (1 - w), w being the weight now. Everything else in the tree stays. Then the score of each
// candidate is a straight line in x, from the score at x = 0 to the score at x = 1:
//
//   S(x) = (1 - x) S(0) + x S(1)
//
// and two candidates, or a candidate and the bound of its band, meet at most once:
//
//   x* = d(0) / (d(0) - d(1)),   d the difference of the two
//
// The nearest meeting below w and the nearest above it are the stability interval. That is the one-at-a-time analysis
// of E. Triantaphyllou and A. Sanchez, "A sensitivity analysis approach for some deterministic multi-criteria
// decision-making methods" (Decision Sciences 28, 1997), and the exact interval of the weighted sum; here for every
// node of a tree, and exactly: an end is a ratio of integers.
//
//   two criteria of weight 1/2, a = (4, 1), b = (2, 2), c = (1, 3)      S(x) = x * first + (1 - x) * second
//   the first is moved:  a 1 + 3x   b 2   c 3 - 2x                      a leads at 1/2 with 2.5, b and c have 2
//   a stays the best for x in [2/5, 1]: at 2/5 it meets c
//
// At an end of the interval the candidates are level; beyond it their order is another one. Candidates with the same
// line never part and are passed over. Candidates that are level now and have different lines part with any move: the
// interval is the point w. A node without a sibling of any weight cannot be moved: it has no interval.
#ifndef KEYHAUL_SCORING_STABILITY_H_
#define KEYHAUL_SCORING_STABILITY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/wide.h"
#include "keyhaul/scoring/score_table.h"

namespace keyhaul {
inline namespace v1 {

// A ratio from 0 to 1 in lowest terms. Either part is below 2^190.
struct WeightRatio {
  Wide numerator;
  Wide denominator = Wide(1);

  friend bool operator==(const WeightRatio&, const WeightRatio&) = default;
};

// The ratio times 10^9, rounded half up.
inline std::int64_t NineDigits(const WeightRatio& ratio) {
  return static_cast<std::int64_t>(*RoundedRatio(ratio.numerator, ratio.denominator, 9));
}

// Integer weights of the leaves, in their order, without a common factor.
struct LeafWeights {
  std::vector<std::int64_t> weights;
  std::int64_t total = 0;
};

// A tree of criteria with a weight for each among its siblings. Leaves are the nodes without children; they are the
// columns of a table of points, in the order of the nodes.
class WeightTree {
 public:
  // `parent[i]` is a node before i, or -1 at the top. Refused where that is not so, a weight is below 0, or all the
  // children of one node have weight 0.
  static Result<WeightTree> Make(std::span<const std::int32_t> parent, std::span<const std::int64_t> weights);

  std::size_t node_count() const { return parent_.size(); }
  std::size_t leaf_count() const { return leaves_.size(); }
  std::span<const std::int32_t> leaves() const { return leaves_; }

  // Product of weight / sum over siblings, along each leaf's path. Code::overflow where that leaves 63 bits.
  Result<LeafWeights> Leaves() const { return LeavesOf(weights_); }

  // The same with the weight of `node` moved to 0, or to 1. Requires CanMove(node).
  Result<LeafWeights> LeavesAt(std::int32_t node, int x) const;

  // Whether a sibling has a weight.
  bool CanMove(std::int32_t node) const {
    return SumOfSiblings(weights_, node) > weights_[static_cast<std::size_t>(node)];
  }
  WeightRatio WeightOf(std::int32_t node) const;

 private:
  int128 SumOfSiblings(std::span<const std::int64_t> weights, std::int32_t node) const;
  Result<LeafWeights> LeavesOf(std::span<const std::int64_t> weights) const;

  std::vector<std::int32_t> parent_;
  std::vector<std::int64_t> weights_;
  std::vector<std::int32_t> leaves_;
};

// The score of one candidate as the weight of a node moves: sums over the totals of `WeightMove`.
struct ScoreLine {
  int128 now = 0;
  int128 at_zero = 0;
  int128 at_one = 0;
};

// What moving one node does to all candidates.
struct WeightMove {
  bool defined = false;  // false where the node cannot be moved; then only `weight` is given
  WeightRatio weight;    // w
  std::int64_t total_now = 0;
  std::int64_t total_at_zero = 0;
  std::int64_t total_at_one = 0;
  std::vector<ScoreLine> rows;
};

// `points` as score_table.h has them, one row at least.
Result<WeightMove> MoveWeight(const WeightTree& tree, std::int32_t node, std::span<const std::int64_t> points);

// What ends an interval: `row` and `other` meet there, or `row` meets a bound of its band, the upper one if `rises`.
// Both are -1 where nothing ends the interval but 0 or 1.
struct WeightMeeting {
  std::int32_t row = -1;
  std::int32_t other = -1;
  bool rises = false;

  friend bool operator==(const WeightMeeting&, const WeightMeeting&) = default;
};

// All x from `from` to `to`; they contain the weight now.
struct WeightInterval {
  bool defined = false;
  WeightRatio from;
  WeightRatio to;
  WeightMeeting at_from;
  WeightMeeting at_to;
};

// The interval in which the best candidate is not overtaken; the first of several that are level.
WeightInterval StableBest(const WeightMove& move);

// The interval in which no two candidates change places.
WeightInterval StableOrder(const WeightMove& move);

// A band: from `from` up to, but not reaching, `to`; in points of 10^-12. Each is absent where the scale ends.
struct BandRange {
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> to;
};

// The interval in which a candidate keeps its band, which its key has now. The ends are where the exact score meets a
// bound; a score that only rounding lifts into its band lies, for this, on the bound. At an upper end that a bound
// makes, the score has reached the next band. Refused where the candidate is not in the band.
Result<WeightInterval> StableBand(const WeightMove& move, std::int32_t row, const BandRange& band);

// -----------------------------------------------------------------------------------------------------------------

namespace stability_internal {

inline int Sign(int128 x) { return x < 0 ? -1 : x > 0 ? 1 : 0; }

// The sign of a / a_total - b / b_total.
inline int CompareRatios(int128 a, std::int64_t a_total, int128 b, std::int64_t b_total) {
  if (Sign(a) != Sign(b)) return Sign(a) < Sign(b) ? -1 : 1;
  const Wide left = Multiply(Wide(Magnitude(a)), static_cast<uint128>(b_total));
  const Wide right = Multiply(Wide(Magnitude(b)), static_cast<uint128>(a_total));
  if (left == right) return 0;
  return (left < right) == (a > 0) ? -1 : 1;
}

inline WeightRatio Lowest(const Wide& numerator, const Wide& denominator) {
  const Wide divisor = GreatestCommonDivisor(numerator, denominator);
  return {Divide(numerator, divisor).quotient, Divide(denominator, divisor).quotient};
}

inline int128 Gcd(int128 a, int128 b) {
  while (b != 0) {
    const int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// The ends found so far. A meeting at x in (0, 1) is held as |d(0)| and |d(1)|, of which x / (1 - x) is the ratio but
// for a factor that all meetings of one move share; so comparing two needs no more than products of 128 bits.
class Ends {
 public:
  explicit Ends(const WeightMove& move) : move_(move) {}

  // A difference whose sign must stay.
  void Keep(const ScoreLine& difference, const WeightMeeting& meeting) {
    const int now = Sign(difference.now);
    if (now == 0) {
      if (!IsLevel(difference)) EndHere(meeting, meeting);
      return;
    }
    if (Sign(difference.at_zero) == -now) Limit(difference, meeting, &from_, false);
    if (Sign(difference.at_one) == -now) Limit(difference, meeting, &to_, true);
  }

  // The difference from the lower bound of a band, which must not fall below 0 and may be 0.
  void KeepAbove(const ScoreLine& difference, const WeightMeeting& meeting) {
    if (difference.now > 0) return Keep(difference, meeting);
    const int slope = CompareRatios(difference.at_one, move_.total_at_one, difference.at_zero, move_.total_at_zero);
    if (slope > 0) from_ = {true, true, 0, 0, meeting};
    if (slope < 0) to_ = {true, true, 0, 0, meeting};
  }

  WeightInterval Interval() const {
    WeightInterval interval;
    interval.defined = true;
    interval.from = from_.found ? PlaceOf(from_) : WeightRatio{};
    interval.to = to_.found ? PlaceOf(to_) : WeightRatio{Wide(1), Wide(1)};
    interval.at_from = from_.meeting;
    interval.at_to = to_.meeting;
    return interval;
  }

 private:
  struct End {
    bool found = false;
    bool here = false;  // at the weight now
    uint128 zero = 0;   // |d(0)|
    uint128 one = 0;    // |d(1)|
    WeightMeeting meeting;
  };

  bool IsLevel(const ScoreLine& d) const {
    return CompareRatios(d.at_one, move_.total_at_one, d.at_zero, move_.total_at_zero) == 0;
  }

  void EndHere(const WeightMeeting& from, const WeightMeeting& to) {
    if (!from_.here) from_ = {true, true, 0, 0, from};
    if (!to_.here) to_ = {true, true, 0, 0, to};
  }

  void Limit(const ScoreLine& difference, const WeightMeeting& meeting, End* end, bool is_upper) const {
    if (end->here) return;
    const End next{true, false, Magnitude(difference.at_zero), Magnitude(difference.at_one), meeting};
    const Wide left = Multiply(Wide(next.zero), end->one);
    const Wide right = Multiply(Wide(end->zero), next.one);
    if (!end->found || (is_upper ? left < right : left > right)) *end = next;
  }

  WeightRatio PlaceOf(const End& end) const {
    if (end.here) return move_.weight;
    const Wide from_zero = Multiply(Wide(end.zero), static_cast<uint128>(move_.total_at_one));
    const Wide from_one = Multiply(Wide(end.one), static_cast<uint128>(move_.total_at_zero));
    return Lowest(from_zero, Add(from_zero, from_one));
  }

  const WeightMove& move_;
  End from_;
  End to_;
};

inline ScoreLine Difference(const ScoreLine& a, const ScoreLine& b) {
  return {a.now - b.now, a.at_zero - b.at_zero, a.at_one - b.at_one};
}

inline ScoreLine LineOfBound(const WeightMove& move, std::int64_t points) {
  return {int128{points} * move.total_now, int128{points} * move.total_at_zero, int128{points} * move.total_at_one};
}

// Rows from the best to the worst, level ones in their order, by merging.
inline std::vector<std::int32_t> InOrder(const WeightMove& move) {
  std::vector<std::int32_t> order(move.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
  std::vector<std::int32_t> merged(order.size());
  const auto score = [&move, &order](std::size_t i) { return move.rows[static_cast<std::size_t>(order[i])].now; };
  for (std::size_t run = 1; run < order.size(); run *= 2) {
    for (std::size_t begin = 0; begin < order.size(); begin += 2 * run) {
      const std::size_t middle = begin + run < order.size() ? begin + run : order.size();
      const std::size_t end = begin + 2 * run < order.size() ? begin + 2 * run : order.size();
      std::size_t left = begin;
      std::size_t right = middle;
      for (std::size_t to = begin; to < end; ++to) {
        const bool take_left = right == end || (left < middle && score(left) >= score(right));
        merged[to] = order[take_left ? left++ : right++];
      }
    }
    order.swap(merged);
  }
  return order;
}

}  // namespace stability_internal

inline Result<WeightTree> WeightTree::Make(std::span<const std::int32_t> parent,
                                           std::span<const std::int64_t> weights) {
  if (parent.empty() || parent.size() != weights.size()) {
    return MakeError(Code::invalid_argument, "a tree of " + std::to_string(parent.size()) + " criteria with " +
                                                 std::to_string(weights.size()) + " weights; expected one for each");
  }
  std::vector<bool> has_children(parent.size(), false);
  std::vector<bool> has_weight(parent.size() + 1, false);  // by parent, the top last
  for (std::size_t i = 0; i < parent.size(); ++i) {
    if (parent[i] < -1 || parent[i] >= static_cast<std::int32_t>(i)) {
      return MakeError(Code::invalid_argument, "the parent of criterion " + std::to_string(i) + " is " +
                                                   std::to_string(parent[i]) + "; expected one before it, or -1");
    }
    if (weights[i] < 0) {
      return MakeError(Code::invalid_argument, "the weight of criterion " + std::to_string(i) + " is " +
                                                   std::to_string(weights[i]) + "; expected 0 or more");
    }
    const std::size_t above = parent[i] < 0 ? parent.size() : static_cast<std::size_t>(parent[i]);
    if (parent[i] >= 0) has_children[above] = true;
    if (weights[i] > 0) has_weight[above] = true;
  }
  WeightTree tree;
  tree.parent_.assign(parent.begin(), parent.end());
  tree.weights_.assign(weights.begin(), weights.end());
  for (std::size_t i = 0; i <= parent.size(); ++i) {
    if (i < parent.size() && !has_children[i]) {
      tree.leaves_.push_back(static_cast<std::int32_t>(i));
    } else if (!has_weight[i]) {
      return MakeError(Code::invalid_argument, (i < parent.size() ? "no child of criterion " + std::to_string(i)
                                                                  : std::string("no criterion at the top")) +
                                                   " has a weight above 0");
    }
  }
  return tree;
}

inline int128 WeightTree::SumOfSiblings(std::span<const std::int64_t> weights, std::int32_t node) const {
  int128 sum = 0;
  for (std::size_t i = 0; i < parent_.size(); ++i) {
    if (parent_[i] == parent_[static_cast<std::size_t>(node)]) sum += weights[i];
  }
  return sum;
}

inline WeightRatio WeightTree::WeightOf(std::int32_t node) const {
  return stability_internal::Lowest(Wide(static_cast<uint128>(int128{weights_[static_cast<std::size_t>(node)]})),
                                    Wide(static_cast<uint128>(SumOfSiblings(weights_, node))));
}

inline Result<LeafWeights> WeightTree::LeavesAt(std::int32_t node, int x) const {
  std::vector<std::int64_t> moved = weights_;
  const auto place = static_cast<std::size_t>(node);
  for (std::size_t i = 0; x == 1 && i < moved.size(); ++i) {
    if (parent_[i] == parent_[place]) moved[i] = 0;
  }
  moved[place] = x;
  return LeavesOf(moved);
}

// The part of each node of the whole, from the top down, in lowest terms; then the leaves over one denominator, the
// least that all of them have.
inline Result<LeafWeights> WeightTree::LeavesOf(std::span<const std::int64_t> weights) const {
  const Error too_long = MakeError(Code::overflow, "the weights of the tree have no common divisor within 63 bits");
  std::vector<int128> sums(parent_.size() + 1, 0);  // of the children of each node, of those at the top last
  const auto above = [this](std::size_t i) {
    return parent_[i] < 0 ? parent_.size() : static_cast<std::size_t>(parent_[i]);
  };
  for (std::size_t i = 0; i < parent_.size(); ++i) sums[above(i)] += weights[i];
  std::vector<std::pair<int128, int128>> parts(parent_.size() + 1, {1, 1});
  for (std::size_t i = 0; i < parent_.size(); ++i) {
    auto [numerator, denominator] = parts[above(i)];
    const int128 own = stability_internal::Gcd(sums[above(i)], weights[i]);
    const int128 first = stability_internal::Gcd(denominator, weights[i] / own);
    const int128 second = stability_internal::Gcd(sums[above(i)] / own, numerator);
    if (!CheckedMultiply(numerator / second, weights[i] / own / first, &numerator) ||
        !CheckedMultiply(denominator / first, sums[above(i)] / own / second, &denominator)) {
      return too_long;
    }
    parts[i] = {numerator, numerator == 0 ? int128{1} : denominator};
  }
  int128 total = 1;
  for (const std::int32_t leaf : leaves_) {
    const int128 denominator = parts[static_cast<std::size_t>(leaf)].second;
    if (!CheckedMultiply(total / stability_internal::Gcd(total, denominator), denominator, &total)) return too_long;
  }
  if (!FitsInt64(total)) return too_long;
  LeafWeights result;
  result.total = static_cast<std::int64_t>(total);
  result.weights.reserve(leaves_.size());
  for (const std::int32_t leaf : leaves_) {
    const auto& [numerator, denominator] = parts[static_cast<std::size_t>(leaf)];
    result.weights.push_back(static_cast<std::int64_t>(numerator * (total / denominator)));
  }
  return result;
}

inline Result<WeightMove> MoveWeight(const WeightTree& tree, std::int32_t node, std::span<const std::int64_t> points) {
  if (node < 0 || static_cast<std::size_t>(node) >= tree.node_count()) {
    return MakeError(Code::invalid_argument,
                     "there is no criterion " + std::to_string(node) + " among " + std::to_string(tree.node_count()));
  }
  KEYHAUL_TRY(const std::size_t rows, RowsOfPoints(points, tree.leaf_count()));
  if (rows == 0) return MakeError(Code::invalid_argument, "there are no candidates");
  WeightMove move;
  move.weight = tree.WeightOf(node);
  if (!tree.CanMove(node)) return move;
  move.defined = true;
  KEYHAUL_TRY(const LeafWeights now, tree.Leaves());
  KEYHAUL_TRY(const LeafWeights zero, tree.LeavesAt(node, 0));
  KEYHAUL_TRY(const LeafWeights one, tree.LeavesAt(node, 1));
  move.total_now = now.total;
  move.total_at_zero = zero.total;
  move.total_at_one = one.total;
  move.rows.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = points.subspan(i * tree.leaf_count(), tree.leaf_count());
    move.rows.push_back({SumOfRow(row, now.weights), SumOfRow(row, zero.weights), SumOfRow(row, one.weights)});
  }
  return move;
}

inline WeightInterval StableBest(const WeightMove& move) {
  if (!move.defined) return {};
  std::size_t best = 0;
  for (std::size_t i = 1; i < move.rows.size(); ++i) {
    if (move.rows[i].now > move.rows[best].now) best = i;
  }
  stability_internal::Ends ends(move);
  for (std::size_t i = 0; i < move.rows.size(); ++i) {
    if (i == best) continue;
    ends.Keep(stability_internal::Difference(move.rows[best], move.rows[i]),
              {static_cast<std::int32_t>(best), static_cast<std::int32_t>(i)});
  }
  return ends.Interval();
}

// Neighbours are enough: the first two to change places are neighbours.
inline WeightInterval StableOrder(const WeightMove& move) {
  if (!move.defined) return {};
  stability_internal::Ends ends(move);
  const std::vector<std::int32_t> order = stability_internal::InOrder(move);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const ScoreLine& upper = move.rows[static_cast<std::size_t>(order[i - 1])];
    const ScoreLine& lower = move.rows[static_cast<std::size_t>(order[i])];
    ends.Keep(stability_internal::Difference(upper, lower), {order[i - 1], order[i]});
  }
  return ends.Interval();
}

inline Result<WeightInterval> StableBand(const WeightMove& move, std::int32_t row, const BandRange& band) {
  if (!move.defined) return WeightInterval{};
  if (row < 0 || static_cast<std::size_t>(row) >= move.rows.size()) {
    return MakeError(Code::invalid_argument, "there is no row " + std::to_string(row));
  }
  const ScoreLine& line = move.rows[static_cast<std::size_t>(row)];
  const std::int64_t key = KeyOfSum(line.now, move.total_now);
  if ((band.from && key < KeyOfSum(*band.from, 1)) || (band.to && key >= KeyOfSum(*band.to, 1))) {
    Error error = MakeError(Code::invalid_argument, "the score lies outside the band that it is said to have");
    error.row = row;
    return error;
  }
  stability_internal::Ends ends(move);
  if (band.from) {
    ends.KeepAbove(stability_internal::Difference(line, stability_internal::LineOfBound(move, *band.from)),
                   {row, -1, false});
  }
  if (band.to) {
    ends.Keep(stability_internal::Difference(line, stability_internal::LineOfBound(move, *band.to)), {row, -1, true});
  }
  return ends.Interval();
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_STABILITY_H_
