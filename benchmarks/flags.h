// Flags of our own, beside those of Google Benchmark.
#ifndef KEYHAUL_BENCHMARKS_FLAGS_H_
#define KEYHAUL_BENCHMARKS_FLAGS_H_

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

namespace keyhaul {

// The value of --name=value, which is taken out of the arguments; empty where it is not there.
inline std::string TakeFlag(std::string_view name, int* argc, char** argv) {
  const std::string prefix = "--" + std::string(name) + "=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view argument = argv[i];
    if (!argument.starts_with(prefix)) continue;
    std::rotate(argv + i, argv + i + 1, argv + *argc);
    --*argc;
    return std::string(argument.substr(prefix.size()));
  }
  return {};
}

// A number above 0.
inline std::size_t TakeSize(std::string_view name, std::size_t otherwise, int* argc, char** argv) {
  const std::string text = TakeFlag(name, argc, argv);
  return text.empty() ? otherwise : static_cast<std::size_t>(std::max(1LL, std::atoll(text.c_str())));
}

}  // namespace keyhaul

#endif  // KEYHAUL_BENCHMARKS_FLAGS_H_
