// Allocation: a total split by weights into whole minor units that add up to it.
//
// Rebates of a group go to its members by their volume, a cap is shared by the lines under it, a discount on an invoice
// is spread over its rows: each time the exact shares total * weight / (sum of weights) are fractions of a cent, and
// rounding each of them by itself loses or invents cents. Every method here first rounds the shares and then hands the
// difference to the total out in a stated order, so that the parts always add up:
//
//   method                  rounds by   the difference goes, up or down
//   largest_remainder       floor       one unit each to the largest fractions cut off (Hamilton 1792, Hare-Niemeyer;
//                                       OpenMeter, Vendure and Meteroid do so)
//   floor_then_first        floor       one unit each from the first part on (Fowler's Money pattern; moneyphp)
//   half_down_then_first   half_down   one unit each from the first part on (Sylius)
//   last                    half_up     all to the last part (Solidus)
//   largest_line            half_up     all to the part of the largest weight (Odoo)
//
//   100 by weights 1, 1, 1:  33, 33, 34 by `last`, and 34, 33, 33 by the others
//
// For every method: a weight of 0 receives 0 (unless all are 0, see ZeroWeights); no part has the opposite sign of the
// total, so a difference that the first receiver cannot take goes on to the next; a negative total is the mirror of the
// positive one; weights are all >= 0 or all <= 0, since with both signs a "share" can exceed the total. Equal rank is
// decided by the key of a part, or by its index where no keys are given; with keys, "first" and "last" are meant by key
// too, and the parts do not depend on the order of the input.
//
// Weights have any unit; only in a capped allocation are they amounts like the total: then no part exceeds its own
// weight, and what they cannot hold together is returned as the leftover. docs/RULES.md has the
// rules from BASE-50 on.
#ifndef KEYHAUL_BASE_ALLOCATION_H_
#define KEYHAUL_BASE_ALLOCATION_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/numeric/bits.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"

namespace keyhaul {
inline namespace v1 {

enum class AllocationMethod : std::int8_t {
  largest_remainder,
  floor_then_first,
  half_down_then_first,
  last,
  largest_line,
};

// What happens where all weights are 0 and the total is not: equal shares, or Code::division_by_zero.
enum class ZeroWeights : std::int8_t { equal, error };

struct AllocationOptions {
  AllocationMethod method = AllocationMethod::largest_remainder;
  ZeroWeights zero_weights = ZeroWeights::error;
  bool capped = false;                     // no part exceeds |weight|
  std::span<const std::string_view> keys;  // empty, or one per weight; decides ties and order
};

namespace allocation_internal {

inline constexpr std::array<std::string_view, 5> kNames = {"largest_remainder", "floor_then_first",
                                                           "half_down_then_first", "last", "largest_line"};

}  // namespace allocation_internal

// The word of the policy.
constexpr std::string_view Name(AllocationMethod method) {
  return allocation_internal::kNames[static_cast<std::size_t>(method)];
}

// The method of that name. Code::policy_value, listing the names, where there is none.
inline Result<AllocationMethod> ParseAllocationMethod(std::string_view text) {
  std::string expected;
  for (std::size_t i = 0; i < allocation_internal::kNames.size(); ++i) {
    if (allocation_internal::kNames[i] == text) return static_cast<AllocationMethod>(i);
    if (i > 0) expected += ", ";
    expected += allocation_internal::kNames[i];
  }
  Error error = MakeError(Code::policy_value, "allocation method is not known; expected one of " + expected);
  error.value = std::string(text);
  return error;
}

// Writes one part per weight and returns the leftover: 0 unless the allocation is capped, and then what exceeds the sum
// of the weights, with the sign of the total. An error leaves `parts` as they were. Code::invalid_argument where the
// sizes differ or there is no part to receive anything, Code::data_value where weights have both signs (Error::row is
// the index), Code::division_by_zero by ZeroWeights, Code::overflow where 128 bits may not hold a product of total and
// weight (the engine then takes the same code with 256 bits, which always suffice).
Result<int128> Allocate(int128 total, std::span<const int128> weights, const AllocationOptions& options,
                        std::span<int128> parts);

// -----------------------------------------------------------------------------------------------------------------

namespace allocation_internal {

inline Status CheckSizes(std::span<const int128> weights, const AllocationOptions& options, std::span<int128> parts) {
  auto refuse = [&weights](std::size_t size, const char* what) {
    return MakeError(Code::invalid_argument, "allocation has " + std::to_string(weights.size()) + " weights and " +
                                                 std::to_string(size) + what);
  };
  if (parts.size() != weights.size()) return refuse(parts.size(), " parts");
  if (!options.keys.empty() && options.keys.size() != weights.size()) return refuse(options.keys.size(), " keys");
  return {};
}

// The first weight whose sign differs from that of the first one that is not 0.
inline Status CheckSigns(std::span<const int128> weights) {
  const auto is_positive = [](int128 weight) { return weight > 0; };
  const auto is_negative = [](int128 weight) { return weight < 0; };
  const auto positive = std::find_if(weights.begin(), weights.end(), is_positive);
  const auto negative = std::find_if(weights.begin(), weights.end(), is_negative);
  if (positive == weights.end() || negative == weights.end()) return {};
  const auto differing = std::max(positive, negative);
  Error error = MakeError(Code::data_value, "weight " + ToText(*differing) +
                                                " differs in sign from an earlier one; a total cannot be shared by "
                                                "weights of both signs");
  error.row = differing - weights.begin();
  error.value = ToText(*differing);
  return error;
}

// Whether shares and remainders of this input fit 127 bits and a sign.
inline bool Fits128(int128 total, std::span<const int128> weights) {
  int weight_bits = 0;
  for (const int128 weight : weights) weight_bits = std::max(weight_bits, BitWidth(weight));
  const int count_bits = static_cast<int>(absl::bit_width(static_cast<std::uint64_t>(weights.size())));
  return BitWidth(total) + std::max(weight_bits, 1) <= 127 && weight_bits + count_bits <= 127;
}

// One allocation of a total >= 0, in integers that hold every product of the total and a weight.
template <class Int>
class Allocator {
 public:
  Allocator(Int total, std::span<const int128> weights, const AllocationOptions& options)
      : total_(std::move(total)), options_(options) {
    weights_.reserve(weights.size());
    for (const int128 weight : weights) {
      const Int wide = exact_internal::FromInt128<Int>(weight);
      weights_.push_back(weight < 0 ? Int(Int(0) - wide) : wide);
      sum_ = sum_ + weights_.back();
    }
  }

  // The parts, or why there are none; what is left over is in `leftover`.
  Result<std::vector<Int>> Run(Int* leftover) {
    *leftover = Int(0);
    if (options_.capped && sum_ < total_) {
      *leftover = total_ - sum_;
      return weights_;
    }
    if (total_ == Int(0)) return std::vector<Int>(weights_.size(), Int(0));
    KEYHAUL_CHECK(UseEqualWeightsIfAllAreZero());
    RoundShares();
    HandOut();
    return std::move(parts_);
  }

 private:
  bool GivesAllToOne() const {
    return options_.method == AllocationMethod::last || options_.method == AllocationMethod::largest_line;
  }

  Status UseEqualWeightsIfAllAreZero() {
    if (sum_ != Int(0)) return {};
    if (weights_.empty()) {
      return MakeError(Code::invalid_argument, "there is no part to receive the total of an allocation");
    }
    if (options_.zero_weights == ZeroWeights::error) {
      return MakeError(Code::division_by_zero, "all " + std::to_string(weights_.size()) +
                                                   " weights of an allocation are 0, and its total is not");
    }
    std::fill(weights_.begin(), weights_.end(), Int(1));
    sum_ = Int(static_cast<std::int64_t>(weights_.size()));
    return {};
  }

  // Sets the parts to the rounded shares and the difference to what they miss of the total.
  void RoundShares() {
    const RoundingMode mode = GivesAllToOne()                                             ? RoundingMode::half_up
                              : options_.method == AllocationMethod::half_down_then_first ? RoundingMode::half_down
                                                                                          : RoundingMode::floor;
    difference_ = total_;
    for (const Int& weight : weights_) {
      const Division<Int> share = DivideTruncated<Int>(total_ * weight, sum_);
      parts_.push_back(RoundDivision(share, sum_, mode));
      difference_ = difference_ - parts_.back();
      if (options_.method == AllocationMethod::largest_remainder) remainders_.push_back(share.remainder);
    }
  }

  bool KeyIsLess(std::size_t a, std::size_t b) const {
    if (!options_.keys.empty()) {
      if (const int order = options_.keys[a].compare(options_.keys[b]); order != 0) return order < 0;
    }
    return a < b;
  }

  // The parts in the order in which the method serves them.
  std::vector<std::size_t> ServingOrder() const {
    std::vector<std::size_t> order(parts_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto by_key = [this](std::size_t a, std::size_t b) { return KeyIsLess(a, b); };
    const auto descending = [&](const std::vector<Int>& values) {
      return [&values, by_key](std::size_t a, std::size_t b) {
        return values[b] < values[a] || (values[a] == values[b] && by_key(a, b));
      };
    };
    if (options_.method == AllocationMethod::largest_remainder) {
      // Each of the largest remainders receives one unit, so which they are matters and their order does not. There
      // are fewer units than remainders above 0.
      const auto units = static_cast<std::ptrdiff_t>(difference_);
      std::nth_element(order.begin(), order.begin() + units, order.end(), descending(remainders_));
    } else if (options_.method == AllocationMethod::largest_line) {
      std::sort(order.begin(), order.end(), descending(weights_));
    } else {
      if (!options_.keys.empty()) std::sort(order.begin(), order.end(), by_key);
      if (options_.method == AllocationMethod::last) std::reverse(order.begin(), order.end());
    }
    return order;
  }

  // How much of the difference a part can take: within 0 and its cap, and nothing where its weight is 0.
  Int Room(std::size_t i) const {
    if (weights_[i] == Int(0)) return Int(0);
    if (difference_ < Int(0)) return parts_[i];
    return options_.capped ? Int(weights_[i] - parts_[i]) : difference_;
  }

  // One pass is enough. Where each part takes one unit, there are at least as many parts that were rounded against the
  // difference, and each of them has room; where one part takes all it can, the rooms together hold the difference,
  // since the parts can be anything from all 0 to all at their caps.
  void HandOut() {
    if (difference_ == Int(0)) return;
    for (const std::size_t i : ServingOrder()) {
      const bool is_short = Int(0) < difference_;
      const Int missing = is_short ? difference_ : Int(Int(0) - difference_);
      const Int share = std::min<Int>(std::min<Int>(Room(i), missing), GivesAllToOne() ? missing : Int(1));
      parts_[i] = is_short ? Int(parts_[i] + share) : Int(parts_[i] - share);
      difference_ = is_short ? Int(difference_ - share) : Int(difference_ + share);
      if (difference_ == Int(0)) return;
    }
  }

  Int total_;
  const AllocationOptions& options_;
  std::vector<Int> weights_;
  Int sum_ = Int(0);
  std::vector<Int> parts_;
  std::vector<Int> remainders_;
  Int difference_ = Int(0);  // the total less the parts
};

// `Allocate` in integers of type Int, for which products of the total and a weight are known to fit.
template <class Int>
Result<int128> AllocateWith(int128 total, std::span<const int128> weights, const AllocationOptions& options,
                            std::span<int128> parts) {
  KEYHAUL_CHECK(CheckSizes(weights, options, parts));
  KEYHAUL_CHECK(CheckSigns(weights));
  const bool mirror = total < 0;
  const auto signed_value = [mirror](const Int& x) {
    return exact_internal::ToInt128<Int>(mirror ? Int(Int(0) - x) : x);
  };
  const Int wide_total = exact_internal::FromInt128<Int>(total);
  Int leftover;
  KEYHAUL_TRY(const std::vector<Int> magnitudes,
              Allocator<Int>(mirror ? Int(Int(0) - wide_total) : wide_total, weights, options).Run(&leftover));
  std::transform(magnitudes.begin(), magnitudes.end(), parts.begin(), signed_value);
  return signed_value(leftover);
}

}  // namespace allocation_internal

inline Result<int128> Allocate(int128 total, std::span<const int128> weights, const AllocationOptions& options,
                               std::span<int128> parts) {
  if (!allocation_internal::Fits128(total, weights)) {
    return MakeError(Code::overflow, "allocation of " + ToText(total) + " over " + std::to_string(weights.size()) +
                                         " weights may need more than 128 bits; it needs the wide path");
  }
  return allocation_internal::AllocateWith<int128>(total, weights, options, parts);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_ALLOCATION_H_
