// The version of Keyhaul, semantic versioning 2.0.0. The C header, the build and the package say the same; a test
// compares them.
#ifndef KEYHAUL_BASE_VERSION_H_
#define KEYHAUL_BASE_VERSION_H_

#include <string_view>

namespace keyhaul {
inline namespace v1 {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_VERSION_H_
