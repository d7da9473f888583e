// How far an account is from the next tier, and from losing its own.
//
// Both figures are differences to a value at which the conditions of the present review decide otherwise
// (classifier.h), with all other figures of the account and all other accounts as they are:
//   to_next_tier     what the account's value would have to grow by to be in a higher tier. For a share or rank cut
//   that
//                    takes its boundary value in, growth by that much is enough, and a lesser one may be: the account's
//                    own growth also widens a share cut. Where the boundary value is left out (crossing: exclude), the
//                    figure is to the least value that is in at present.
//   above_threshold  how far its value is above the least at which it keeps its tier or a higher one. With a loss of no
//                    more than that it stays. It may also stay with a greater one: the last account inside a share or
//                    rank cut *is* the threshold, at a distance of 0, and takes it along as it falls until it meets the
//                    next account's value.
// For amounts both figures are exact in both directions. Conditions on other metrics, facts or single months hold or do
// not, whatever the value; a tier that only they open has no distance.
//
//   values 50 33 17, share 80 %: the threshold is 33; 17 is 16 short of it, 50 is 17 above it, 33 is 0 above it
#ifndef KEYHAUL_TIERING_DISTANCE_H_
#define KEYHAUL_TIERING_DISTANCE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/tiering/classifier.h"

namespace keyhaul {
inline namespace v1 {

struct TierDistance {
  std::optional<int128> to_next_tier;     // above 0; absent when no growth leads to a tier above
  std::int32_t next_tier = kNoTier;       // the tier that is reached with it
  std::optional<int128> above_threshold;  // 0 or more; absent where no loss leads to a tier below
};

// The distances of the accounts of one population.
class Distances {
 public:
  explicit Distances(const Classifier& classifier) : classifier_(classifier), pieces_(classifier.segment_count()) {
    for (std::size_t s = 0; s < pieces_.size(); ++s) {
      if (classifier_.DecidesByValue(s)) pieces_[s] = PiecesOf(s, 0);
    }
  }

  // Refused with `overflow` when a distance passes 128 bits, which takes a negative value of more than 2^126.
  Result<TierDistance> Of(std::size_t account) const {
    const std::size_t segment = classifier_.population().SegmentOf(account);
    const int128 value = classifier_.contributions()[account];
    if (classifier_.DecidesByValue(segment)) return From(pieces_[segment], value);
    return From(PiecesOf(segment, account), value);
  }

 private:
  // A tier from a value on. Without a tier an account is below all that have one.
  struct Piece {
    int128 start;
    std::int32_t tier;
    std::int32_t height() const { return tier < 0 ? std::numeric_limits<std::int32_t>::max() : tier; }
  };

  std::vector<Piece> PiecesOf(std::size_t segment, std::size_t account) const {
    std::vector<Piece> pieces;
    for (const int128 start : classifier_.Starts(segment, account)) {
      const std::int32_t tier = classifier_.DecideAt(segment, account, start).tier;
      if (pieces.empty() || pieces.back().tier != tier) pieces.push_back({start, tier});
    }
    return pieces;
  }

  static Result<TierDistance> From(const std::vector<Piece>& pieces, int128 value) {
    const auto above = std::upper_bound(pieces.begin(), pieces.end(), value,
                                        [](int128 v, const Piece& piece) { return v < piece.start; });
    const std::int32_t height = (above - 1)->height();
    TierDistance distance;
    bool fits = true;
    const auto next =
        std::find_if(above, pieces.end(), [height](const Piece& piece) { return piece.height() < height; });
    if (next != pieces.end()) {
      distance.next_tier = next->tier;
      fits &= CheckedSubtract(next->start, value, &distance.to_next_tier.emplace());
    }
    auto kept = above - 1;
    while (kept != pieces.begin() && (kept - 1)->height() <= height) --kept;
    if (kept != pieces.begin()) fits &= CheckedSubtract(value, kept->start, &distance.above_threshold.emplace());
    if (fits) return distance;
    Error error =
        MakeError(Code::overflow, "the distance of a value of " + ToText(value) + " to the thresholds passes 128 bits");
    error.rule = "TIER-15";
    return error;
  }

  const Classifier& classifier_;
  std::vector<std::vector<Piece>> pieces_;  // of the segments that decide by value
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_DISTANCE_H_
