// The 256-bit integer of the kernels. Included by .cc files of this folder only: it costs seconds to compile.
//
// It is the unchecked kind, which wraps instead of throwing; every use stands behind a proven bound of 254 bits.
#ifndef KEYHAUL_KERNELS_WIDE_INTEGER_H_
#define KEYHAUL_KERNELS_WIDE_INTEGER_H_

#include <boost/multiprecision/cpp_int.hpp>

namespace keyhaul {
inline namespace v1 {
namespace kernels {

using WideInt = boost::multiprecision::number<
    boost::multiprecision::cpp_int_backend<256, 256, boost::multiprecision::signed_magnitude,
                                           boost::multiprecision::unchecked, void>,
    boost::multiprecision::et_off>;

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_WIDE_INTEGER_H_
