// VIKOR: the compromise between the sum of regrets and the largest one. S. Opricovic, G.-H. Tzeng, "Compromise solution
// by MCDM methods: a comparative analysis of VIKOR and TOPSIS", European Journal of Operational Research 156 (2004).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/kernels/scoring_methods.h"
#include "src/kernels/scoring_normalize.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

// w (best - x) / (best - worst).
struct Regret {
  std::size_t column = 0;
  double weight = 0;
  double best = 0;
  double width = 0;
};

// Columns that tell rows apart. A constant one has no regret, and keeps its weight.
Result<std::vector<Regret>> RegretsOf(const RankingInput& input, MethodRanking* ranking) {
  std::vector<Regret> regrets;
  for (std::size_t j = 0; j < input.table.columns; ++j) {
    const RankingCriterion& criterion = input.rule.criteria[j];
    const ColumnExtremes& extremes = input.extremes[j];
    if (criterion.weight == 0) continue;
    if (extremes.IsConstant()) {
      if (input.rule.constant_columns == ConstantColumn::error) return RefuseConstant(input.rule, j, extremes.least);
      ranking->dropped_columns.push_back(static_cast<std::int32_t>(j));
      continue;
    }
    const bool maximize = criterion.direction == Direction::maximize;
    const double best = maximize ? extremes.greatest : extremes.least;
    const double width = best - (maximize ? extremes.least : extremes.greatest);
    if (!std::isfinite(width)) {
      Error error = RefuseColumn(Code::overflow, input.rule.criteria, j, "the values are too far apart");
      error.rule = "SCORING-55";
      return error;
    }
    regrets.push_back({j, criterion.weight, best, width});
  }
  ranking->constant_columns = ranking->dropped_columns;
  return regrets;
}

// (x - least) / (greatest - least), of S or of R. Where the two ends have one key, what is left of their difference is
// rounding, and dividing by it would blow that up.
class Share {
 public:
  explicit Share(std::span<const double> column) {
    const auto ends = std::minmax_element(column.begin(), column.end());
    least_ = *ends.first;
    width_ = *ends.second - least_;
    if (KeyOfSmall(width_) == 0) width_ = 0;
  }

  bool tells_apart() const { return width_ > 0; }
  double Of(double x) const { return width_ > 0 ? (x - least_) / width_ : 0; }

 private:
  double least_ = 0;
  double width_ = 0;
};

// The row of the least key and the one after it, of equal keys the earlier row; the same where there is one row.
struct FirstTwo {
  std::size_t best = 0;
  std::size_t next = 0;
};

FirstTwo FirstTwoOf(const std::vector<std::int64_t>& keys) {
  FirstTwo first;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i] < keys[first.best]) {
      first = {i, first.best};
    } else if (first.next == first.best || keys[i] < keys[first.next]) {
      first.next = i;
    }
  }
  return first;
}

std::vector<std::int64_t> KeysOf(std::span<const double> values) {
  std::vector<std::int64_t> keys;
  keys.reserve(values.size());
  for (const double value : values) keys.push_back(KeyOfSmall(value));
  return keys;
}

}  // namespace

Status ScoreByVikor(const RankingInput& input, MethodRanking* ranking) {
  KEYHAUL_TRY(const std::vector<Regret> regrets, RegretsOf(input, ranking));
  double total = 0;
  for (const RankingCriterion& criterion : input.rule.criteria) total += criterion.weight;
  ranking->lower_is_better = true;
  ranking->group_regret.resize(input.table.rows);
  ranking->largest_regret.resize(input.table.rows);
  ForLanes(input.table.rows, [&](std::size_t i, auto zero) {
    using Lanes = decltype(zero);
    Lanes sum = zero;
    Lanes largest = zero;
    for (const Regret& regret : regrets) {
      const Lanes term = regret.weight * ((regret.best - input.table.CellsOf<Lanes>(i, regret.column)) / regret.width);
      sum += term;
      largest = GreatestLanes(largest, term);
    }
    StoreLanes(sum / total, &ranking->group_regret[i]);
    StoreLanes(largest / total, &ranking->largest_regret[i]);
  });
  const Share group(ranking->group_regret);
  const Share single(ranking->largest_regret);
  ranking->degenerate = !group.tells_apart() && !single.tells_apart();
  const double v = input.rule.v;
  ranking->values.resize(input.table.rows);
  for (std::size_t i = 0; i < input.table.rows; ++i) {
    ranking->values[i] = v * group.Of(ranking->group_regret[i]) + (1 - v) * single.Of(ranking->largest_regret[i]);
  }
  ranking->compromise = CompromiseOf(ranking->values, ranking->group_regret, ranking->largest_regret);
  return {};
}

Compromise CompromiseOf(std::span<const double> q, std::span<const double> s, std::span<const double> r) {
  const std::vector<std::int64_t> q_keys = KeysOf(q);
  const std::vector<std::int64_t> s_keys = KeysOf(s);
  const std::vector<std::int64_t> r_keys = KeysOf(r);
  const FirstTwo first = FirstTwoOf(q_keys);
  const std::int64_t least_s = *std::min_element(s_keys.begin(), s_keys.end());
  const std::int64_t least_r = *std::min_element(r_keys.begin(), r_keys.end());
  Compromise compromise;
  compromise.is_stable = true;
  for (std::size_t i = 0; i < q.size(); ++i) {
    if (q_keys[i] == q_keys[first.best] && s_keys[i] != least_s && r_keys[i] != least_r) compromise.is_stable = false;
  }
  // The advantage is the key of the difference: the difference of two keys may be one off.
  const auto advantage = [&q, &first](std::size_t row) { return KeyOfSmall(q[row] - q[first.best]); };
  const std::int64_t needed = q.size() > 1 ? KeyOfSmall(1 / static_cast<double>(q.size() - 1)) : 0;
  compromise.has_advantage = q.size() == 1 || advantage(first.next) >= needed;
  for (std::size_t i = 0; i < q.size(); ++i) {
    const bool is_first = q_keys[i] == q_keys[first.best];
    const bool is_in =
        compromise.has_advantage ? !compromise.is_stable && q_keys[i] == q_keys[first.next] : advantage(i) < needed;
    if (is_first || is_in) compromise.rows.push_back(static_cast<std::int32_t>(i));
  }
  std::stable_sort(compromise.rows.begin(), compromise.rows.end(), [&q_keys](std::int32_t a, std::int32_t b) {
    return q_keys[static_cast<std::size_t>(a)] < q_keys[static_cast<std::size_t>(b)];
  });
  return compromise;
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul
