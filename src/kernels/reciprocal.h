// Division by a number that stays the same, without dividing.
//
// A hardware division of 128 bits by 64 costs 16 to 30 ns where it goes through the compiler's library; a product with
// a reciprocal costs one or two. Both reciprocals below give the true quotient for every numerator in their range:
//
//   NarrowReciprocal  numerators below 2^63: floor(n / d) = floor(n * m / 2^(63 + l)) with l = ceil(log2 d) and
//                     m = ceil(2^(63 + l) / d), after Granlund and Montgomery, "Division by Invariant Integers using
//                     Multiplication" (PLDI 1994), theorem 4.2: m * d - 2^(63 + l) < d <= 2^l.
//   WideReciprocal    numerators of 128 bits, divisors below 2^64: two steps of algorithm 4 of Möller and Granlund,
//                     "Improved division by invariant integers" (IEEE Transactions on Computers 60, 2011).
#ifndef KEYHAUL_KERNELS_RECIPROCAL_H_
#define KEYHAUL_KERNELS_RECIPROCAL_H_

#include <cstdint>

#include "absl/numeric/bits.h"
#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

class NarrowReciprocal {
 public:
  // Requires 2 <= divisor < 2^63. A divisor of 1 has no multiplier of 64 bits; callers double both sides instead.
  explicit NarrowReciprocal(std::uint64_t divisor) {
    const int log2 = static_cast<int>(absl::bit_width(divisor - 1));
    const uint128 power = uint128(1) << (63 + log2);
    multiplier_ = absl::Uint128Low64((power + divisor - 1) / divisor);
    shift_ = log2 - 1;
  }

  // floor(n / divisor) for n < 2^63.
  std::uint64_t Divide(std::uint64_t n) const { return absl::Uint128High64(uint128(n) * multiplier_) >> shift_; }

 private:
  std::uint64_t multiplier_;
  int shift_;
};

class WideReciprocal {
 public:
  // Requires divisor >= 1.
  explicit WideReciprocal(std::uint64_t divisor)
      : shift_(absl::countl_zero(divisor)),
        divisor_(divisor << shift_),
        reciprocal_(absl::Uint128Low64(~uint128(0) / divisor_ - (uint128(1) << 64))) {}

  // floor(n / divisor); writes n mod divisor.
  uint128 Divide(uint128 n, std::uint64_t* remainder) const {
    // The divisor is shifted until its top bit is set, and the numerator with it, by up to 63 bits into a third word.
    const std::uint64_t top = shift_ == 0 ? 0 : absl::Uint128High64(n) >> (64 - shift_);
    const uint128 rest = n << shift_;
    std::uint64_t carried = 0;
    const std::uint64_t high = Step(top, absl::Uint128High64(rest), &carried);
    const std::uint64_t low = Step(carried, absl::Uint128Low64(rest), remainder);
    *remainder >>= shift_;
    return absl::MakeUint128(high, low);
  }

 private:
  // (high : low) / divisor_ for high < divisor_.
  std::uint64_t Step(std::uint64_t high, std::uint64_t low, std::uint64_t* remainder) const {
    const uint128 estimate = uint128(reciprocal_) * high + absl::MakeUint128(high, low);
    std::uint64_t quotient = absl::Uint128High64(estimate) + 1;
    std::uint64_t rest = low - quotient * divisor_;
    const std::uint64_t too_many = rest > absl::Uint128Low64(estimate) ? ~std::uint64_t{0} : 0;
    quotient += too_many;
    rest += too_many & divisor_;
    if (rest >= divisor_) {
      ++quotient;
      rest -= divisor_;
    }
    *remainder = rest;
    return quotient;
  }

  int shift_;
  std::uint64_t divisor_;
  std::uint64_t reciprocal_;
};

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_RECIPROCAL_H_
