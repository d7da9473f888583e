// How far an account is from the tier above and from the tier below.
//
// Both figures are differences to a threshold that the cuts of the present review gave (TierCut in classify.h), with
// the values of all other accounts as they are:
//   to_next_tier     what the account's value would have to grow by to reach the least threshold of the tiers above;
//   with
//                    that growth it is in `next_tier`, since a value equal to a threshold is in. A lesser growth may be
//                    enough: the account's own growth also widens a share cut.
//   above_threshold  how far its value is above its own tier's threshold. With a loss of no more than that it stays. It
//                    may also stay with a greater one: the last account inside a share or rank cut *is* the threshold,
//                    at a distance of 0, and takes it along as it falls until it meets the next account's value.
// For amount cuts both figures are exact in both directions.
//
//   values 50 33 17, share 80 %: the threshold is 33; 17 is 16 short of it, 50 is 17 above it, 33 is 0 above it
#ifndef KEYHAUL_TIERING_DISTANCE_H_
#define KEYHAUL_TIERING_DISTANCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/tiering/classify.h"

namespace keyhaul {
inline namespace v1 {

struct TierDistance {
  std::optional<int128> to_next_tier;     // above 0; absent when no tier above could be reached
  std::int32_t next_tier = -1;            // the tier that is reached with it
  std::optional<int128> above_threshold;  // 0 or more; absent in the last tier, from which nothing can be lost
};

// `value` and `tier` are those of one account of the population whose `cuts` are given. Refused with `overflow` when a
// distance passes 128 bits, which takes a negative value of more than 2^126.
inline Result<TierDistance> DistanceOf(int128 value, std::int32_t tier, std::span<const TierCut> cuts) {
  TierDistance distance;
  const TierCut* next = nullptr;
  for (const TierCut& cut : cuts.first(static_cast<std::size_t>(tier))) {
    if (!cut.empty && (next == nullptr || cut.at_least < next->at_least)) next = &cut;
  }
  bool fits = true;
  if (next != nullptr) {
    distance.next_tier = next->tier;
    fits &= CheckedSubtract(next->at_least, value, &distance.to_next_tier.emplace());
  }
  if (static_cast<std::size_t>(tier) + 1 < cuts.size()) {
    fits &= CheckedSubtract(value, cuts[static_cast<std::size_t>(tier)].at_least, &distance.above_threshold.emplace());
  }
  if (!fits) {
    Error error =
        MakeError(Code::overflow, "the distance of a value of " + ToText(value) + " to the thresholds passes 128 bits");
    error.rule = "TIER-15";
    return error;
  }
  return distance;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_DISTANCE_H_
