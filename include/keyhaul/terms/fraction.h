// A benefit on its way to being rounded: an exact fraction of minor units, in any width of integer.
#ifndef KEYHAUL_TERMS_FRACTION_H_
#define KEYHAUL_TERMS_FRACTION_H_

#include <cstdint>

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

// numerator / denominator minor units, denominator > 0.
template <class Int>
struct Fraction {
  Int numerator = Int(0);
  Int denominator = Int(1);
};

// What a schedule pays, and the bracket that it pays by: -1 where none is reached.
template <class Int>
struct Priced {
  Fraction<Int> benefit;
  std::int32_t bracket = -1;
};

// Bits of the bases of an evaluation.
struct BasesBits {
  int qualifying = 0;
  int payable = 0;
  int counted = 0;
  int baseline = 0;
};

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_FRACTION_H_
