// Random numbers without state: number n of a stream is a function of (seed, stream, n), by the finaliser of SplitMix64
// (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). Integers only, so that a sample
// is the same bytes on every machine, and no draw depends on how many were made before it.
#ifndef KEYHAUL_CLI_COUNTER_RANDOM_H_
#define KEYHAUL_CLI_COUNTER_RANDOM_H_

#include <cstdint>

namespace keyhaul::cli {

class CounterRandom {
 public:
  constexpr CounterRandom(std::uint64_t seed, std::uint64_t stream) : key_(Mix(Mix(seed) + kGamma * (stream + 1))) {}

  constexpr std::uint64_t At(std::uint64_t n) const { return Mix(key_ + kGamma * (n + 1)); }

 private:
  static constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15U;

  static constexpr std::uint64_t Mix(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  std::uint64_t key_;
};

// The draws of one item (a row, an account) of a stream, up to 64 of them.
class Draws {
 public:
  constexpr Draws(const CounterRandom& random, std::uint64_t item) : random_(random), next_(item * 64) {}

  constexpr std::uint64_t Next() { return random_.At(next_++); }
  // Uniform in [0, limit), for 0 < limit <= 2^32; the bias of at most 2^-32 does not matter to a sample.
  constexpr std::uint32_t Below(std::uint64_t limit) {
    return static_cast<std::uint32_t>(((Next() >> 32U) * limit) >> 32U);
  }

 private:
  CounterRandom random_;
  std::uint64_t next_;
};

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_COUNTER_RANDOM_H_
