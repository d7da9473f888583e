// How concentrated a population is: how much of the whole its few largest accounts make.
//
// All measures are functions of the shares of the accounts, x being their values in ascending order, n their number and
// S their sum:
//   Gini, population   2 sum(i x_i) / (n S) - (n + 1) / n; 0 where all are alike, up to (n - 1) / n     (TIER-41)
//   Gini, sample       that times n / (n - 1): an estimate from a sample, up to 1
//   HHI                the sum of the squared shares, 1 / n to 1; normalised, (HHI - 1/n) / (1 - 1/n), 0 to 1; its
//                      equivalent number 1 / HHI says how many accounts of one size would be as concentrated  (TIER-42)
//   Rosenbluth         1 / (2 sum(rank share) - 1), the largest account having rank 1                   (TIER-43)
//   top share          what the k largest hold                                                          (TIER-44)
//   Lorenz curve       L(i / n), what the i smallest hold; between the points a straight line           (TIER-45)
//
//   values 1 1 4      Gini 1/3 and 1/2, HHI 1/2, Rosenbluth 1/2, top share of one 2/3, L(0.55) 0.275
//
// Everything is an exact ratio of integers; nine digits of it, rounded half up, are for reading. The measures do not
// depend on the order of the accounts, nor on the unit.
//
// Where they are not defined there is no number: without accounts, and where the sum is zero or negative, nothing has a
// share; of one account there is no sample and nothing to normalise. Accounts below zero stay in, by the same formulas
// (as R's ineq computes them): their lines of the Lorenz curve run below zero, so Gini can pass 1, and the Rosenbluth
// index is not defined where Gini reaches it. The flags say so.
//
// Sources: C. Gini, "Variabilità e mutabilità" (1912); M. O. Lorenz, "Methods of measuring the concentration of wealth"
// (1905); A. O. Hirschman, "National Power and the Structure of Foreign Trade" (1945); O. C. Herfindahl, "Concentration
// in the U.S. Steel Industry" (1950); G. Rosenbluth, "Measures of concentration" (1955); M. A. Adelman, "Comment on the
// 'H' concentration measure as a numbers-equivalent" (1969).
#ifndef KEYHAUL_TIERING_CONCENTRATION_H_
#define KEYHAUL_TIERING_CONCENTRATION_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/wide.h"
#include "keyhaul/tiering/ascending.h"

namespace keyhaul {
inline namespace v1 {

// An exact value, not necessarily in lowest terms; the denominator is not 0.
struct Ratio {
  bool negative = false;
  Wide numerator;
  Wide denominator = uint128{1};
};

// The value times 10^9, rounded half up (a tie goes away from zero); nothing where that leaves 128 bits, which takes
// negative values.
inline std::optional<int128> NineDigits(const Ratio& ratio) {
  constexpr int kDigits = 9;
  std::optional<int128> digits = RoundedRatio(ratio.numerator, ratio.denominator, kDigits);
  if (digits.has_value() && ratio.negative) digits = -*digits;
  return digits;
}

// "7/15", "-1/4", "1": in lowest terms. Nothing where a part of that has more than 127 bits.
inline std::optional<std::string> FractionText(const Ratio& ratio) {
  const Wide divisor = GreatestCommonDivisor(ratio.numerator, ratio.denominator);
  const std::optional<int128> parts = base_internal::AsInt128(Divide(ratio.numerator, divisor).quotient);
  const std::optional<int128> whole = base_internal::AsInt128(Divide(ratio.denominator, divisor).quotient);
  if (!parts.has_value() || !whole.has_value()) return std::nullopt;
  return (ratio.negative && *parts != 0 ? "-" : "") + ToText(*parts) + (*whole == 1 ? "" : "/" + ToText(*whole));
}

namespace tiering_internal {

// A sum of products of either sign. Fewer than 2^33 products of 127 and 128 bits cannot overflow it.
class SumOfProducts {
 public:
  SumOfProducts& Plus(int128 x, uint128 weight) { return AddTo(x < 0 ? &minus_ : &plus_, x, weight); }
  SumOfProducts& Minus(int128 x, uint128 weight) { return AddTo(x < 0 ? &plus_ : &minus_, x, weight); }

  bool IsPositive() const { return plus_ > minus_; }
  bool IsNegative() const { return plus_ < minus_; }
  Wide Absolute() const { return IsNegative() ? Subtract(minus_, plus_) : Subtract(plus_, minus_); }
  Ratio Over(const Wide& denominator) const { return {IsNegative(), Absolute(), denominator}; }

 private:
  SumOfProducts& AddTo(Wide* sum, int128 x, uint128 weight) {
    *sum = Add(*sum, Multiply(Magnitude(x), weight));
    return *this;
  }

  Wide plus_;
  Wide minus_;
};

// 1 - x, for x of at most 1.
inline Ratio Complement(const Ratio& x) {
  if (x.negative) return {false, Add(x.denominator, x.numerator), x.denominator};
  return {false, Subtract(x.denominator, x.numerator), x.denominator};
}

inline Error RefuseTotal(std::size_t accounts) {
  Error error = MakeError(Code::overflow,
                          "the values of " + std::to_string(accounts) + " accounts add up to more than 128 bits hold");
  error.rule = "TIER-17";
  return error;
}

}  // namespace tiering_internal

// The Lorenz curve of a population with a positive sum.
class LorenzCurve {
 public:
  // Requires `cumulative` to be the sums of 0, 1, ... n values in ascending order, n > 0, the last of them positive.
  explicit LorenzCurve(std::vector<int128> cumulative) : cumulative_(std::move(cumulative)) {}

  std::size_t accounts() const { return cumulative_.size() - 1; }
  int128 total() const { return cumulative_.back(); }

  // What the `i` smallest accounts hold, 0 <= i <= accounts().
  Ratio Point(std::size_t i) const { return tiering_internal::SumOfProducts().Plus(cumulative_[i], 1).Over(Total()); }

  // What the smallest `part` of the accounts holds, 0 <= part <= 1: L(part).
  Ratio At(const Decimal& part) const {
    const int128 one = PowerOfTen(part.scale());
    const int128 place = part.mantissa() * static_cast<int128>(accounts());  // below 2^60 * 2^31
    const auto i = static_cast<std::size_t>(place / one);
    const auto rest = static_cast<uint128>(place % one);
    tiering_internal::SumOfProducts sum;
    sum.Plus(cumulative_[i], static_cast<uint128>(one) - rest);
    if (rest != 0) sum.Plus(cumulative_[i + 1], rest);
    return sum.Over(Multiply(Total(), static_cast<uint128>(one)));
  }

  // What the largest `part` of the accounts holds: 1 - L(1 - part).
  Ratio TopShare(const Decimal& part) const {
    return tiering_internal::Complement(At(*Decimal::FromInteger(1).Subtract(part)));
  }

  // The largest part of the accounts, from the smallest up, that holds at most `share` of the sum, 0 <= share <= 1. It
  // is the inverse of L where L rises; where L is level (accounts at zero) or below zero, it is the end of that.
  Ratio Inverse(const Decimal& share) const {
    const auto one = static_cast<uint128>(PowerOfTen(share.scale()));
    const auto mantissa = static_cast<uint128>(share.mantissa());
    // L is convex and begins at 0, so the points up to the share come first.
    const auto after = std::partition_point(cumulative_.begin(), cumulative_.end(), [&](int128 sum) {
      return !tiering_internal::SumOfProducts().Plus(sum, one).Minus(total(), mantissa).IsPositive();
    });
    if (after == cumulative_.end()) return {false, uint128{1}, uint128{1}};
    const int128 before = *(after - 1);
    const auto i = static_cast<uint128>(after - 1 - cumulative_.begin());
    // (i + (share * total - before) / x) / n, x being the value of the account that passes the share.
    tiering_internal::SumOfProducts missing;
    missing.Plus(total(), mantissa).Minus(before, one);
    const Wide step = Multiply(static_cast<uint128>(*after) - static_cast<uint128>(before), one);
    return {false, Add(Multiply(step, i), missing.Absolute()), Multiply(step, accounts())};
  }

  // The smallest part of the accounts, from the largest down, that holds at least `share` of the sum.
  Ratio LargestPart(const Decimal& share) const {
    return tiering_internal::Complement(Inverse(*Decimal::FromInteger(1).Subtract(share)));
  }

 private:
  Wide Total() const { return static_cast<uint128>(total()); }

  std::vector<int128> cumulative_;
};

enum class ConcentrationFlag : std::uint8_t {
  empty_population = 1,
  single_account = 2,
  all_zero = 4,
  nonpositive_total = 8,  // accounts, but their values add up to zero or less: nothing has a share
  negative_values = 16,   // some value is below zero; the measures are computed by the same formulas
};

// What is not defined has no value.
struct Concentration {
  std::size_t accounts = 0;
  int128 total = 0;
  std::optional<Ratio> gini_population;
  std::optional<Ratio> gini_sample;
  std::optional<Ratio> hhi;
  std::optional<Ratio> hhi_normalised;
  std::optional<Ratio> equivalent_number;
  std::optional<Ratio> rosenbluth;
  std::vector<std::optional<Ratio>> top_shares;  // one per number that was asked for
  std::optional<LorenzCurve> lorenz;
  std::uint8_t flags = 0;  // mask of ConcentrationFlag

  bool Has(ConcentrationFlag flag) const { return (flags & static_cast<std::uint8_t>(flag)) != 0; }
};

namespace tiering_internal {

// The sums of 0, 1, ... n ascending values. Those below zero come first, so that no partial sum is outside of the sum
// of the negative values and the sum of the positive ones: where both fit, all do.
inline Result<std::vector<int128>> CumulativeSums(std::span<const int128> ascending) {
  int128 negative = 0;
  int128 positive = 0;
  bool fits = true;
  for (const int128 x : ascending)
    fits &= x < 0 ? CheckedAdd(negative, x, &negative) : CheckedAdd(positive, x, &positive);
  if (!fits) return RefuseTotal(ascending.size());
  std::vector<int128> sums(1);
  sums.reserve(ascending.size() + 1);
  for (const int128 x : ascending) sums.push_back(sums.back() + x);
  return sums;
}

inline void FlagPopulation(std::span<const int128> ascending, Concentration* result) {
  const auto raise = [result](bool condition, ConcentrationFlag flag) {
    if (condition) result->flags |= static_cast<std::uint8_t>(flag);
  };
  raise(ascending.empty(), ConcentrationFlag::empty_population);
  if (ascending.empty()) return;
  raise(ascending.size() == 1, ConcentrationFlag::single_account);
  raise(ascending.front() == 0 && ascending.back() == 0, ConcentrationFlag::all_zero);
  raise(result->total <= 0, ConcentrationFlag::nonpositive_total);
  raise(ascending.front() < 0, ConcentrationFlag::negative_values);
}

// With G = 2 sum(i x_i) - (n + 1) S = sum((2 i - n - 1) x_i), which is never negative: Gini is G / (n S), and
// 2 sum(rank x) - S is n S - G.
inline void MeasureRanks(std::span<const int128> ascending, Concentration* result) {
  const std::size_t n = ascending.size();
  SumOfProducts weighted;
  for (std::size_t i = 1; i <= n; ++i) {
    const int128 x = ascending[i - 1];
    2 * i > n ? weighted.Plus(x, 2 * i - n - 1) : weighted.Minus(x, n + 1 - 2 * i);
  }
  const Wide total = static_cast<uint128>(result->total);
  const Wide whole = Multiply(total, n);
  result->gini_population = weighted.Over(whole);
  if (n > 1) result->gini_sample = weighted.Over(Multiply(total, n - 1));
  const Wide unequal = weighted.Absolute();
  if (unequal < whole) result->rosenbluth = Ratio{false, total, Subtract(whole, unequal)};
}

// With Q = sum(x^2): HHI is Q / S^2, and n Q - S^2 is never negative.
inline void MeasureSquares(std::span<const int128> ascending, Concentration* result) {
  const std::size_t n = ascending.size();
  Wide squares;
  for (const int128 x : ascending) squares = Add(squares, Multiply(Magnitude(x), Magnitude(x)));
  const Wide total_squared = Multiply(static_cast<uint128>(result->total), static_cast<uint128>(result->total));
  result->hhi = Ratio{false, squares, total_squared};
  result->equivalent_number = Ratio{false, total_squared, squares};
  if (n > 1) {
    result->hhi_normalised =
        Ratio{false, Subtract(Multiply(squares, n), total_squared), Multiply(total_squared, n - 1)};
  }
}

// What the `count` largest hold; all of it where there are no more accounts than that.
inline Ratio ShareOfTop(const LorenzCurve& lorenz, std::int32_t count) {
  const auto asked = static_cast<std::size_t>(std::max(count, 0));
  return Complement(lorenz.Point(lorenz.accounts() - std::min(asked, lorenz.accounts())));
}

}  // namespace tiering_internal

// Measures a population; `n_of_top` are the numbers of largest accounts whose share is wanted. Refused with `overflow`
// (TIER-17) where the positive values, or the negative ones, add up to more than 128 bits hold. At most kMaxAccounts
// values.
inline Result<Concentration> Concentrate(std::span<const int128> values, std::span<const std::int32_t> n_of_top) {
  std::vector<std::int32_t> places(values.size());
  std::iota(places.begin(), places.end(), 0);
  const Ascending sorted = SortAscending(values, places);
  KEYHAUL_TRY(std::vector<int128> sums, tiering_internal::CumulativeSums(sorted.values));
  Concentration result;
  result.accounts = values.size();
  result.total = sums.back();
  result.top_shares.resize(n_of_top.size());
  tiering_internal::FlagPopulation(sorted.values, &result);
  if (result.total <= 0) return result;
  tiering_internal::MeasureRanks(sorted.values, &result);
  tiering_internal::MeasureSquares(sorted.values, &result);
  result.lorenz.emplace(std::move(sums));
  for (std::size_t i = 0; i < n_of_top.size(); ++i) {
    result.top_shares[i] = tiering_internal::ShareOfTop(*result.lorenz, n_of_top[i]);
  }
  return result;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CONCENTRATION_H_
