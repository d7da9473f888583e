// Ranking methods over a set: which of several candidates is best, by several criteria at once.
//
// A scorecard (scorecard.h) scores one candidate on fixed scales. The methods here compare the candidates of a set with
// each other: a table of one row per candidate and one column per criterion gives a value per row, and from it a rank.
//
//   weighted_sum      sum of W r, the r being normalised; higher is better
//   weighted_product  product of r^W; higher is better
//   topsis            d- / (d+ + d-), the distances to the best and to the worst that is thought of, 0 to 1; higher is
//                     better (C.-L. Hwang, K. Yoon, 1981)
//   vikor             Q, from the sum S and the largest R of the weighted regrets, 0 to 1; lower is better, and a
//                     compromise set says who cannot be told from the best (S. Opricovic, G.-H. Tzeng, 2004)
//   promethee_ii      net flow, from -1 to 1: by how much a row is preferred to the others less the opposite; higher is
//                     better (J.-P. Brans, Ph. Vincke, 1985)
//   spotis            distance to the ideal within given bounds, 0 to 1; lower is better. A row's value does not depend
//                     on the other rows (J. Dezert, A. Tchamova, D. Han, J.-M. Tacnet, 2020)
//
// The others depend on the set: where a row is added or removed, two others may change places. compare.h counts how
// often. Weights are used as given and divided by their sum; a criterion of weight 0 has no part in anything.
//
// Values are doubles. What decides (ranks, ties, the compromise set) are keys, 64-bit integers of 10^-9, since two sums
// that are equal on paper may differ in their last bit. All but weighted_product and the gaussian preference use
// + - * / and square root only, in a fixed order, and give the same bytes on every machine; those two go through the
// exp and log of the machine's C library, and give the same keys.
//
// This is compiled once: link keyhaul::kernels.
#ifndef KEYHAUL_SCORING_METHODS_H_
#define KEYHAUL_SCORING_METHODS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

// Columns of one table. No survey or tender seen has over a hundred criteria.
inline constexpr int kMaxRankingCriteria = 1024;

// Rows where a preference is gaussian, since each row is then compared with each other.
inline constexpr std::size_t kMaxGaussianRows = std::size_t{1} << 15;

enum class Method : std::int8_t { weighted_sum, weighted_product, topsis, vikor, promethee_ii, spotis };

enum class Direction : std::int8_t { maximize, minimize };

enum class Weighting : std::int8_t;  // weighting.h

// What makes columns of different units comparable. For the weighted sum and the weighted product it also turns
// criteria that are minimised; TOPSIS scales all as if they were maximised, and takes the least for the best of those.
// Extremes, sums, means and deviations are those of the column.
//
//             maximised                      minimised                      refused
//   min_max   (x - min) / (max - min)        (max - x) / (max - min)
//   sum       x / sum                        (1 / x) / sum of (1 / x)       x < 0, sum = 0; minimised: x <= 0
//   max       x / max                        min / x                        max <= 0; minimised: x <= 0
//   vector    x / norm                       1 - x / norm
//   z_score   (x - mean) / deviation         (mean - x) / deviation
//   none      x                              -x; r^-W for the product       product: x < 0; minimised: x <= 0
enum class Normalization : std::int8_t { min_max, sum, max, vector, z_score, none };

// What becomes of a column that cannot be normalised as all of its values are the same (min_max without bounds,
// z_score), or all 0 (vector). Where it is dropped, the weights of the other columns share what it had. For vikor and
// promethee_ii, a constant column adds nothing to the regrets and flows, and keeps its weight.
enum class ConstantColumn : std::int8_t {
  drop_and_flag,  // it is left out, and named in MethodRanking::dropped_columns
  one,            // every row gets 1
  zero,           // every row gets 0
  error,          // the table is refused
};

// Divides the squares of z_score by the number of rows, or by one less.
enum class ZScoreDeviation : std::int8_t { population, sample };

// How strongly a difference d in favour of a row counts, for d > 0; against it, it counts 0.
enum class Preference : std::int8_t {
  usual,     // 1
  ushape,    // 0 up to q, then 1
  vshape,    // d / p up to p, then 1
  level,     // 0 up to q, 1/2 up to p, then 1
  linear,    // 0 up to q, (d - q) / (p - q) up to p, then 1
  gaussian,  // 1 - exp(-d^2 / (2 s^2))
};

// The parameters that a shape does not name are 0. 0 <= q; q < p; 0 < s.
struct PreferenceFunction {
  Preference shape = Preference::usual;
  double q = 0;  // indifference
  double p = 0;  // full preference
  double s = 0;  // where the curve turns
};

// low < high. A value outside is refused.
struct Bounds {
  double low = 0;
  double high = 0;
};

struct RankingCriterion {
  std::string id;     // unique in the rule
  double weight = 1;  // not below 0; one at least is above
  Direction direction = Direction::maximize;
  PreferenceFunction preference = {};  // of promethee_ii
  std::optional<Bounds> bounds = {};   // needed by spotis; min_max then takes them for the column's extremes
  std::optional<double> ideal = {};    // of topsis and spotis, in the unit of the column; else the best of the column
                                       // (topsis) or of the bounds (spotis)
  std::optional<double> anti_ideal = {};  // of topsis, likewise the worst
};

struct RankingRule {
  std::string id = {};
  Method method = Method::weighted_sum;
  std::vector<RankingCriterion> criteria;
  std::optional<Normalization> normalization = {};  // min_max if absent, for weighted_product max and for topsis
                                                    // vector; the other three methods bring their own
  ConstantColumn constant_columns = ConstantColumn::drop_and_flag;  // of vikor drop_and_flag or error
  ZScoreDeviation deviation = ZScoreDeviation::population;
  double v = 0.5;                           // of vikor: weight of S in Q, the strategy of the majority; 0 to 1
  std::optional<Weighting> weighting = {};  // weights come from the rows, so that who calls Rank sets them first by
                                            // DeriveWeights; Rank itself does not look at this
};

// The rows that VIKOR proposes together. `has_advantage` is condition C1: the next row's Q is above that of the first
// by 1 / (m - 1) at least. `is_stable` is C2: the rows of the first place are also first by S or by R. Both hold: the
// first alone. C2 fails alone: the first and the next. C1 fails: all that are closer to the first than 1 / (m - 1).
// Rows that tie with one of these by their keys are in it too.
struct Compromise {
  bool has_advantage = false;
  bool is_stable = false;
  std::vector<std::int32_t> rows;  // by Q, then by row
};

// One entry per row, in the order of the table; what the method does not give is empty.
struct MethodRanking {
  bool lower_is_better = false;
  std::vector<double> values;
  std::vector<std::int64_t> keys;   // value * 10^9, rounded half away from 0; for vikor and spotis too lower is better
  std::vector<std::int32_t> ranks;  // 1, 2, 2, 4: one more than the number of rows with a better key
  std::vector<std::uint8_t> tied;   // 1 where another row has the same key
  std::vector<double> to_ideal;     // topsis: d+
  std::vector<double> to_anti_ideal;           // topsis: d-
  std::vector<double> group_regret;            // vikor: S
  std::vector<double> largest_regret;          // vikor: R
  std::vector<double> positive_flow;           // promethee_ii: preferred to the others, 0 to 1
  std::vector<double> negative_flow;           // promethee_ii: the others preferred to it
  Compromise compromise;                       // vikor
  std::vector<std::int32_t> constant_columns;  // all values the same, weight above 0
  std::vector<std::int32_t> dropped_columns;   // of these, those that had no part in the values
  bool degenerate = false;  // nothing told the rows apart: all are first, by 0.5 (topsis), 1 (weighted_product) or 0
};

// Refused with `policy_value`; paths are those of the fields, "criteria[2].preference.p".
Status CheckRankingRule(const RankingRule& rule);

// Values and keys of the rows of a table, row by row in one list: matrix[row * criteria + column]. -0.0 is taken for
// 0.0. Ranks and ties are left empty. What the ranking had is replaced; the memory of its columns is used again, so
// that who scores many tables of one size allocates nothing per row after the first.
//
// Refused as by CheckRankingRule; with `invalid_argument` where the matrix does not have whole rows; with `data_empty`
// where there are no rows, or one for topsis without given ideals; with `data_value` where a value is not a finite
// number, or not what the normalisation or the bounds take; with `overflow` where a result leaves the doubles or its
// key 64 bits. Errors name the row and the column by its id; the ranking then has no meaning.
Status ScoreRows(const RankingRule& rule, std::span<const double> matrix, MethodRanking* ranking);

// The same with ranks and ties: a radix sort, linear in the rows.
Status Rank(const RankingRule& rule, std::span<const double> matrix, MethodRanking* ranking);
Result<MethodRanking> Rank(const RankingRule& rule, std::span<const double> matrix);

// The double next to a decimal, halves to even: as a compiler reads it.
double ToDouble(const Decimal& decimal);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_METHODS_H_
