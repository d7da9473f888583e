// Weights that come from judgements or from data: pairwise comparisons (AHP), entropy, CRITIC, standard deviation.
//
// The analytic hierarchy process asks how many times more important one criterion is than another, and finds the
// weights that explain the answers best: the principal eigenvector of the matrix of answers (T. L. Saaty, 1977). How
// well they go together is the consistency ratio, the index of this matrix divided by that of random ones; 0.1 is the
// usual limit. Tables of random indices differ from author to author, and ratios by different tables cannot be
// compared: which one was used is part of the result.
//
//   price : quality : service = 1 : 2 : 4, so that {1, 1/2, 1/4, 2, 1, 1/2, 4, 2, 1}    weights 1/7, 2/7, 4/7, ratio 0
//
// The other three look at a table of candidates and give much weight to what tells them apart. They say nothing about
// importance, and change with every candidate.
//
//   entropy             1 - (-sum of p ln p) / ln m, p being the column's shares (C. E. Shannon; M. Zeleny, 1982)
//   critic              deviation * sum over the others of (1 - correlation), on columns normalised by min_max and
//                       turned where they are minimised (D. Diakoulaki, G. Mavrotas, L. Papayannakis, 1995)
//   standard_deviation  the deviation alone, on columns normalised by min_max, so that units do not matter
//
// This is compiled once: link keyhaul::kernels. All but entropy give the same bytes on every machine; see methods.h.
#ifndef KEYHAUL_SCORING_WEIGHTING_H_
#define KEYHAUL_SCORING_WEIGHTING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/methods.h"

namespace keyhaul {
inline namespace v1 {

// Criteria of one matrix of comparisons. Beyond some nine people lose track of what they answered; the limit bounds the
// time that one matrix can ask for.
inline constexpr int kMaxComparedCriteria = 256;

// Random indices for n = 3, 4, 5 ...
enum class RandomIndex : std::int8_t {
  saaty_2005,     // 0.52, 0.89, 1.11 ... up to 15
  saaty_1980,     // 0.58, 0.90, 1.12 ... up to 15
  alonso_lamata,  // (1.7699 n - 4.3513) / (n - 1); J. A. Alonso, M. T. Lamata, 2006. The tables go on with it above 15
};

struct AhpWeights {
  std::vector<double> weights;                  // their sum is 1
  double lambda = 0;                            // principal eigenvalue, n where all answers agree
  double consistency_index = 0;                 // (lambda - n) / (n - 1), 0 for n = 1
  double random_index = 0;                      // 0 for n <= 2
  double consistency_ratio = 0;                 // 0 for n <= 2, where nothing can disagree
  RandomIndex table = RandomIndex::saaty_2005;  // the one used
  std::int32_t rounds = 0;                      // of the power iteration
};

// A matrix of n * n answers, row by row: how many times more important the criterion of the row is than that of the
// column, between 10^-9 and 10^9. Refused with `invalid_argument` where it is empty or not square; with `data_value`
// where an answer is out of range, or where a * b differs from 1 by more than 10^-9 for an answer and its opposite,
// naming row and column; with `inexact` where 1,000 rounds do not settle the weights to 10^-15.
Result<AhpWeights> WeightsOfComparisons(std::span<const double> matrix, RandomIndex table = RandomIndex::saaty_2005);

// The whole matrix from its part above the diagonal, n (n - 1) / 2 answers, row by row. Refused likewise.
Result<std::vector<double>> CompleteComparisons(std::span<const double> above_diagonal, int n);

enum class Weighting : std::int8_t { entropy, critic, standard_deviation };

struct DerivedWeights {
  std::vector<double> weights;                 // per column; their sum is 1
  std::vector<std::int32_t> constant_columns;  // all values the same: weight 0, and no part in the others' weights
  bool equal = false;                          // no column tells the rows apart: all have the same weight
};

// Weights of the columns of a table as Rank takes it; of the criteria only ids and directions are looked at. Entropy
// ignores directions, as its shares do not need them; CRITIC turns columns. Refused with `invalid_argument`,
// `data_empty` (under 2 rows; under 3 for critic, where all correlations are 1 or -1) and `data_value` (not finite;
// entropy: below 0, or a sum of 0), naming row and column.
Result<DerivedWeights> DeriveWeights(Weighting weighting, std::span<const RankingCriterion> criteria,
                                     std::span<const double> matrix);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_WEIGHTING_H_
