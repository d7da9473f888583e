#include "src/kernels/allocation_kernel.h"

#include "src/kernels/wide_integer.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

Result<int128> Allocate(int128 total, std::span<const int128> weights, const AllocationOptions& options,
                        std::span<int128> parts) {
  if (allocation_internal::Fits128(total, weights)) return keyhaul::Allocate(total, weights, options, parts);
  return allocation_internal::AllocateWith<WideInt>(total, weights, options, parts);
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul
