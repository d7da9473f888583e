// ScoringRule: what a scoring rule of one's own must be able to do, to be compared with those of Keyhaul.
//
// A rule has a name and scores a table: one row per candidate, one column per criterion, one key per row, the higher
// the better. That is all; how it weighs, what it normalises and whether a row's key depends on the other rows is its
// own business. It gets the cells twice, as exact points and as doubles, and takes what it likes.
//
//   struct BestCriterion {                                      // as good as its best rating
//     std::string_view Name() const { return "best_criterion"; }
//     Status Score(const RuleTable& table, std::span<std::int64_t> keys) const {
//       for (std::size_t row = 0; row < keys.size(); ++row) {
//         const auto cells = table.PointsOf(row);
//         keys[row] = *std::max_element(cells.begin(), cells.end()) / 1000;
//       }
//       return {};
//     }
//   };
//   static_assert(ScoringRule<BestCriterion>);
//
// keyhaul/benchmarks/scoring_rule_fixture.h times such a rule beside the built-in ones and says how far they agree, in
// a program of ten lines: examples/cpp/own_scoring_rule_benchmark.cc.
#ifndef KEYHAUL_SCORING_RULE_CONCEPT_H_
#define KEYHAUL_SCORING_RULE_CONCEPT_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/score_table.h"

namespace keyhaul {
inline namespace v1 {

// Row-major; `points` are integers of 10^-12, `values` the same numbers as doubles.
struct RuleTable {
  std::size_t criteria = 0;
  std::span<const std::int64_t> points;
  std::span<const double> values;

  std::size_t rows() const { return points.size() / criteria; }
  std::span<const std::int64_t> PointsOf(std::size_t row) const { return points.subspan(row * criteria, criteria); }
  std::span<const double> ValuesOf(std::size_t row) const { return values.subspan(row * criteria, criteria); }
};

// `keys` has one element per row.
template <class Rule>
concept ScoringRule = requires(const Rule& rule, const RuleTable& table, std::span<std::int64_t> keys) {
  { rule.Name() } -> std::convertible_to<std::string_view>;
  { rule.Score(table, keys) } -> std::same_as<Status>;
};

// The weighted score on fixed scales, exactly: the rule that others are measured against.
class WeightedScore {
 public:
  // Refused where a weight is below 0 or none is above.
  static Result<WeightedScore> Make(std::span<const std::int64_t> weights) {
    WeightedScore rule;
    KEYHAUL_TRY(rule.total_, TotalOfWeights(weights));
    rule.weights_.assign(weights.begin(), weights.end());
    return rule;
  }

  std::string_view Name() const { return "weighted_score"; }

  Status Score(const RuleTable& table, std::span<std::int64_t> keys) const {
    if (table.criteria != weights_.size() || keys.size() * weights_.size() != table.points.size()) {
      return MakeError(Code::invalid_argument, "a table of " + std::to_string(table.criteria) + " criteria and " +
                                                   std::to_string(keys.size()) + " rows for " +
                                                   std::to_string(weights_.size()) + " weights");
    }
    for (std::size_t row = 0; row < keys.size(); ++row) {
      keys[row] = KeyOfSum(SumOfRow(table.PointsOf(row), weights_), total_);
    }
    return {};
  }

 private:
  std::vector<std::int64_t> weights_;
  std::int64_t total_ = 0;
};

static_assert(ScoringRule<WeightedScore>);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_RULE_CONCEPT_H_
