// Philox4x32-10: random bits as a function of a counter.
//
// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). There is
// no state that would have to be handed from one sample to the next: the bits of sample 7 are those of counter 7,
// whoever asks for them and when. So a simulation has the same figures for any number of threads.
#ifndef KEYHAUL_SCORING_PHILOX_H_
#define KEYHAUL_SCORING_PHILOX_H_

#include <array>
#include <cstdint>

#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

constexpr PhiloxCounter Philox4x32(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * counter[2];
    counter = {static_cast<std::uint32_t>(second >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(second),
               static_cast<std::uint32_t>(first >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(first)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

// The numbers of one stream of one sample, one after the other.
class PhiloxStream {
 public:
  PhiloxStream(std::uint64_t seed, std::uint64_t sample, std::uint32_t stream)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)},
        counter_{0, stream, static_cast<std::uint32_t>(sample), static_cast<std::uint32_t>(sample >> 32U)} {}

  // From 0 to `most`, which is below 2^64 - 1: the whole part of bits / 2^64 * (most + 1). How often two values come up
  // differs by no more than one in 2^64 / most.
  std::uint64_t UpTo(std::uint64_t most) { return absl::Uint128High64(uint128{NextBits()} * (most + 1)); }

 private:
  // A block of the generator serves twice: its words 0 and 1, then 2 and 3, the lower word first.
  std::uint64_t NextBits() {
    if (is_second_) {
      is_second_ = false;
      return std::uint64_t{block_[3]} << 32U | block_[2];
    }
    block_ = Philox4x32(counter_, key_);
    ++counter_[0];
    is_second_ = true;
    return std::uint64_t{block_[1]} << 32U | block_[0];
  }

  PhiloxKey key_;
  PhiloxCounter counter_;
  PhiloxCounter block_{};
  bool is_second_ = false;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_PHILOX_H_
