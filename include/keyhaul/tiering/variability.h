// How regular an account's revenue is: the XYZ classes.
//
// The measure is the coefficient of variation of an account's values over periods, the standard deviation divided by
// the mean: 0 for an account that ships the same every month, about 1.7 for one that ships in one month of four. It is
// computed over all periods that are given, so a month without a shipment must be there as 0. An intermittent series is
// thereby called irregular, which is what a planner of capacity wants to know; it says nothing of the size.
//
//   months 10 10 10 10    0            X
//   months 10 14  6 10    0.282842712  Y     (deviation of the population: sqrt(8) / 10)
//   months 40  0  0  0    1.732050808  Z
//
// Classes are an ordered list, each with the greatest coefficient that it takes; the last takes the rest. If nothing
// else is said they are X up to 0.2, Y up to 0.6, and Z, by the deviation of the population (those of the Python
// package supplychainpy; 0.5 and 1 are common too). There is no agreed standard, so a policy should say its own.
//
// The classes are decided by squares, exactly and without a root: with n periods, S the sum of x and Q that of x²,
//   coefficient² = (n Q - S²) / S²                      population
//                  (n Q - S²) / S² × n / (n - 1)        sample
// A coefficient that equals the bound is in the class. Nine digits of the root, rounded half up, are for reading.
//
// Where the mean is zero or negative, or a sample has one period only, there is no coefficient: such an account is in
// the last class, and flagged.
#ifndef KEYHAUL_TIERING_VARIABILITY_H_
#define KEYHAUL_TIERING_VARIABILITY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/wide.h"
#include "keyhaul/tiering/xyz_rule.h"

namespace keyhaul {
inline namespace v1 {

enum class VariabilityFlag : std::uint8_t {
  no_positive_mean = 1,  // the mean is zero or negative: no coefficient, the last class
  single_period = 2,     // a sample of one period has no deviation: no coefficient, the last class
};

// Columns, one cell per account.
struct Variability {
  std::vector<std::int32_t> class_index;         // place in the rule's list
  std::vector<std::optional<int128>> variation;  // the coefficient times 10^9, rounded half up; absent where flagged
  std::vector<std::uint8_t> flags;               // mask of VariabilityFlag
  std::vector<std::int64_t> class_accounts;      // per class

  bool Has(std::size_t account, VariabilityFlag flag) const {
    return (flags[account] & static_cast<std::uint8_t>(flag)) != 0;
  }
};

namespace tiering_internal {

// An account's coefficient, squared: spread / mean, both at a common factor. The mean is positive.
struct SquaredVariation {
  Wide spread;
  Wide mean;
};

// Sums of an account's values and of their squares. The squares are added in 128 bits as long as they fit.
class Moments {
 public:
  // False where the positive values, or the negative ones, add up to more than 128 bits, so that it does not depend on
  // their order. The squares of kMaxPeriods values have 266 bits.
  bool Add(int128 x) {
    int128 square = 0;
    int128 sum = 0;
    if (CheckedMultiply(x, x, &square) && CheckedAdd(narrow_, square, &sum)) {
      narrow_ = sum;
    } else {
      wide_ = keyhaul::Add(wide_, Multiply(Magnitude(x), Magnitude(x)));
    }
    return x < 0 ? CheckedAdd(negative_, x, &negative_) : CheckedAdd(positive_, x, &positive_);
  }

  int128 sum() const { return positive_ + negative_; }

  // Requires a positive sum. n Q - S² is never negative.
  SquaredVariation Variation(Deviation deviation, std::size_t n) const {
    const Wide squares = keyhaul::Add(wide_, static_cast<uint128>(narrow_));
    const Wide mean = Multiply(static_cast<uint128>(sum()), static_cast<uint128>(sum()));
    const Wide spread = Subtract(Multiply(squares, n), mean);
    if (deviation == Deviation::population) return {spread, mean};
    return {Multiply(spread, n), Multiply(mean, n - 1)};
  }

 private:
  int128 positive_ = 0;
  int128 negative_ = 0;
  int128 narrow_ = 0;
  Wide wide_;
};

// The first class that takes the coefficient. Of kMaxPeriods periods the spread has 290 bits, and the bound's power of
// ten 60, twice; the mean has 266, and the bound 70, twice. All of that is within 512.
inline std::size_t ClassOf(const SquaredVariation& variation, const std::vector<XyzClass>& classes) {
  std::size_t i = 0;
  for (; i + 1 < classes.size(); ++i) {
    const Decimal& bound = *classes[i].at_most;
    const auto one = static_cast<uint128>(PowerOfTen(bound.scale()));
    const auto mantissa = static_cast<uint128>(bound.mantissa());
    if (Multiply(Multiply(variation.spread, one), one) <= Multiply(Multiply(variation.mean, mantissa), mantissa)) break;
  }
  return i;
}

inline Error RefuseVariability(std::size_t account, std::string_view what) {
  Error error = MakeError(Code::overflow, std::string(what));
  error.row = static_cast<std::int64_t>(account);
  error.rule = "TIER-50";
  return error;
}

// Flags, class and coefficient of one account whose cells are still empty.
inline Status Vary(std::span<const std::span<const int128>> periods, const XyzRule& rule, std::size_t account,
                   Variability* result) {
  constexpr int kShownDigits = 9;
  Moments moments;
  for (const std::span<const int128> period : periods) {
    if (!moments.Add(period[account])) {
      return RefuseVariability(account, "an account's values add up to more than 128 bits hold");
    }
  }
  std::uint8_t& flags = result->flags[account];
  if (moments.sum() <= 0) flags |= static_cast<std::uint8_t>(VariabilityFlag::no_positive_mean);
  if (rule.deviation == Deviation::sample && periods.size() == 1) {
    flags |= static_cast<std::uint8_t>(VariabilityFlag::single_period);
  }
  std::size_t place = rule.classes.size() - 1;
  if (flags == 0) {
    const SquaredVariation squared = moments.Variation(rule.deviation, periods.size());
    place = ClassOf(squared, rule.classes);
    std::optional<int128>& variation = result->variation[account];
    variation = RoundedSquareRootOfRatio(squared.spread, squared.mean, kShownDigits);
    if (!variation.has_value()) {
      return RefuseVariability(account, "an account's coefficient of variation needs more than 128 bits");
    }
  }
  result->class_index[account] = static_cast<std::int32_t>(place);
  ++result->class_accounts[place];
  return {};
}

}  // namespace tiering_internal

// Classifies accounts; `periods[t][i]` is the value of account i in period t, at any one scale, 0 where it has none.
// Refused: a rule that CheckXyzRule refuses (with the same path), no period or more than kMaxPeriods, columns of
// different lengths (`invalid_argument`); values of an account whose sum, or whose coefficient at nine digits, needs
// more than 128 bits (`overflow`, with the account as row).
inline Result<Variability> ClassifyVariability(std::span<const std::span<const int128>> periods, const XyzRule& rule) {
  KEYHAUL_CHECK(CheckXyzRule(rule));
  if (periods.empty() || periods.size() > static_cast<std::size_t>(kMaxPeriods)) {
    return MakeError(Code::invalid_argument,
                     std::to_string(periods.size()) + " periods; 1 to " + std::to_string(kMaxPeriods) + " expected");
  }
  const std::size_t accounts = periods.front().size();
  for (const std::span<const int128> period : periods) {
    if (period.size() != accounts) return MakeError(Code::invalid_argument, "the periods' columns differ in length");
  }
  Variability result;
  result.class_index.resize(accounts);
  result.variation.resize(accounts);
  result.flags.resize(accounts);
  result.class_accounts.resize(rule.classes.size());
  for (std::size_t i = 0; i < accounts; ++i) KEYHAUL_CHECK(tiering_internal::Vary(periods, rule, i, &result));
  return result;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_VARIABILITY_H_
