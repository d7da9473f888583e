// Numbers as a bill shows them.
#ifndef KEYHAUL_SRC_VERIFY_SHOWN_NUMBER_H_
#define KEYHAUL_SRC_VERIFY_SHOWN_NUMBER_H_

#include <string>

#include "src/verify/number.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

// A decimal with at least so many digits after the point: "16.00", "0.125".
std::string Shown(const Number& number, int decimals);
// The same where its decimals end, else the first six, or one more than asked for, and an ellipsis: "0.333333…".
std::string ShownOrCut(const Number& number, int decimals);
// With at most six decimals, or as many as asked for, and an ellipsis where there are more.
std::string ShownCut(const Number& number, int decimals);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_SHOWN_NUMBER_H_
