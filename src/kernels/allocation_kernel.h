// Allocation of any total by any weights.
//
// keyhaul::Allocate computes in 128 bits and refuses totals and weights whose products may need more. A product of two
// 128-bit numbers always fits into 256 bits, so this one never refuses for size; where both compute, the parts are the
// same (KERNEL-04).
#ifndef KEYHAUL_KERNELS_ALLOCATION_KERNEL_H_
#define KEYHAUL_KERNELS_ALLOCATION_KERNEL_H_

#include <span>

#include "keyhaul/base/allocation.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// Writes one part per weight and returns the leftover of a capped allocation. Refused as keyhaul::Allocate is, but for
// its overflow.
Result<int128> Allocate(int128 total, std::span<const int128> weights, const AllocationOptions& options,
                        std::span<int128> parts);

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_ALLOCATION_KERNEL_H_
