// Weights of pairwise comparisons. T. L. Saaty, "A scaling method for priorities in hierarchical structures", Journal
// of Mathematical Psychology 15 (1977).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/scoring/weighting.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

constexpr double kLeastAnswer = 1e-9;
constexpr double kGreatestAnswer = 1e9;
constexpr double kReciprocity = 1e-9;
constexpr double kSettled = 1e-15;
constexpr int kMaxRounds = 1000;

// For n = 3 to 15: T. L. Saaty, "Theory and applications of the analytic network process" (2005), and "The analytic
// hierarchy process" (1980).
constexpr std::array<double, 13> kSaaty2005 = {0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45,
                                               1.49, 1.52, 1.54, 1.56, 1.58, 1.59};
constexpr std::array<double, 13> kSaaty1980 = {0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45,
                                               1.49, 1.51, 1.48, 1.56, 1.57, 1.59};

Error RefuseComparisons(Code code, std::string why) {
  Error error = MakeError(code, std::move(why));
  error.rule = "SCORING-76";
  return error;
}

Error RefuseAnswer(std::size_t row, std::size_t column, double answer, std::string why) {
  Error error = RefuseComparisons(Code::data_value, NumberText(answer) + " " + std::move(why));
  error.row = static_cast<std::int64_t>(row);
  error.column = std::to_string(column + 1);
  error.value = NumberText(answer);
  return error;
}

Status CheckSize(std::size_t n) {
  if (n >= 1 && n <= static_cast<std::size_t>(kMaxComparedCriteria)) return {};
  return RefuseComparisons(Code::invalid_argument, "there are comparisons of " + std::to_string(n) +
                                                       " criteria; expected 1 to " +
                                                       std::to_string(kMaxComparedCriteria));
}

Result<std::size_t> SideOf(std::size_t answers) {
  std::size_t n = 0;
  while (n * n < answers && n <= static_cast<std::size_t>(kMaxComparedCriteria)) ++n;
  KEYHAUL_CHECK(CheckSize(n));
  if (n * n == answers) return n;
  return RefuseComparisons(Code::invalid_argument, std::to_string(answers) + " answers are no square of n * n");
}

Status CheckAnswer(std::size_t row, std::size_t column, double answer) {
  if (answer >= kLeastAnswer && answer <= kGreatestAnswer) return {};
  return RefuseAnswer(row, column, answer, "is not a number of times between 1e-09 and 1e+09");
}

Status CheckReciprocal(std::span<const double> matrix, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) KEYHAUL_CHECK(CheckAnswer(i, j, matrix[i * n + j]));
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      const double answer = matrix[i * n + j];
      const double opposite = matrix[j * n + i];
      if (std::fabs(answer * opposite - 1) <= kReciprocity) continue;
      if (i == j) return RefuseAnswer(i, j, answer, "compares a criterion with itself; expected 1");
      const std::string expected = answer < 1 ? NumberText(1 / answer) : "1/" + NumberText(answer);
      return RefuseAnswer(i, j, answer,
                          "and the opposite answer, " + NumberText(opposite) + ", do not multiply to 1; expected " +
                              expected + " for the opposite");
    }
  }
  return {};
}

std::vector<double> Multiply(std::span<const double> matrix, std::span<const double> weights) {
  const std::size_t n = weights.size();
  std::vector<double> product(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) product[i] += matrix[i * n + j] * weights[j];
  }
  return product;
}

// The weights after one more round, their sum being 1; returns the largest change.
double Iterate(std::span<const double> matrix, std::vector<double>* weights) {
  std::vector<double> next = Multiply(matrix, *weights);
  double sum = 0;
  for (const double weight : next) sum += weight;
  double change = 0;
  for (std::size_t i = 0; i < next.size(); ++i) {
    next[i] /= sum;
    change = std::max(change, std::fabs(next[i] - (*weights)[i]));
  }
  weights->swap(next);
  return change;
}

void SetConsistency(std::span<const double> matrix, RandomIndex table, AhpWeights* result) {
  const std::size_t n = result->weights.size();
  const auto size = static_cast<double>(n);
  const std::vector<double> product = Multiply(matrix, result->weights);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += product[i] / result->weights[i];
  result->lambda = sum / size;
  result->table = n > 15 ? RandomIndex::alonso_lamata : table;
  if (n < 2) return;
  result->consistency_index = std::max(0.0, (result->lambda - size) / (size - 1));
  if (n < 3) return;
  if (result->table == RandomIndex::alonso_lamata) {
    result->random_index = (1.7699 * size - 4.3513) / (size - 1);
  } else {
    result->random_index = (table == RandomIndex::saaty_2005 ? kSaaty2005 : kSaaty1980)[n - 3];
  }
  result->consistency_ratio = result->consistency_index / result->random_index;
}

}  // namespace
}  // namespace kernels

Result<AhpWeights> WeightsOfComparisons(std::span<const double> matrix, RandomIndex table) {
  KEYHAUL_TRY(const std::size_t n, kernels::SideOf(matrix.size()));
  KEYHAUL_CHECK(kernels::CheckReciprocal(matrix, n));
  AhpWeights result;
  result.weights.assign(n, 1 / static_cast<double>(n));
  double change = 1;
  while (change > kernels::kSettled && result.rounds < kernels::kMaxRounds) {
    change = kernels::Iterate(matrix, &result.weights);
    ++result.rounds;
  }
  if (change > kernels::kSettled) {
    return kernels::RefuseComparisons(Code::inexact, "the weights do not settle in " +
                                                         std::to_string(kernels::kMaxRounds) +
                                                         " rounds; the answers contradict each other too much");
  }
  kernels::SetConsistency(matrix, table, &result);
  return result;
}

Result<std::vector<double>> CompleteComparisons(std::span<const double> above_diagonal, int n) {
  const auto size = static_cast<std::size_t>(std::max(n, 0));
  KEYHAUL_CHECK(kernels::CheckSize(size));
  if (above_diagonal.size() != size * (size - 1) / 2) {
    return kernels::RefuseComparisons(Code::invalid_argument,
                                      std::to_string(above_diagonal.size()) + " answers are not the " +
                                          std::to_string(size * (size - 1) / 2) + " above the diagonal");
  }
  std::vector<double> matrix(size * size, 1);
  std::size_t next = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = i + 1; j < size; ++j, ++next) {
      KEYHAUL_CHECK(kernels::CheckAnswer(i, j, above_diagonal[next]));
      matrix[i * size + j] = above_diagonal[next];
      matrix[j * size + i] = 1 / above_diagonal[next];
    }
  }
  return matrix;
}

}  // namespace v1
}  // namespace keyhaul
