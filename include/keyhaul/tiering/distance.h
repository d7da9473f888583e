// How far an account is from the next tier, and from losing its own.
//
// Both figures are differences to a value at which the conditions of the present review decide otherwise
// (classifier.h), with all other figures of the account and all other accounts as they are. They are about the tier
// that the account earns, whatever tier it has.
//
//   to_next_tier     by this much the account's value has to grow to earn a higher tier. Growth by that much is enough;
//   at
//                    a share or rank cut a lesser one may be, since the account's own growth moves the cut. It is
//                    absent where growing to the cut is not sure to be enough: at a share cut that leaves out the
//                    account that crosses it, and that this account would cross.
//   above_threshold  how far the value is above the least at which the account earns its tier or a higher one. With a
//                    loss of no more than that it stays. At a share or rank cut it may also stay with a greater one:
//                    the last account inside *is* the threshold, at a distance of 0, and takes it along as it falls
//                    until it meets the next account's value.
//
// For amounts both figures are exact. Conditions on other metrics and facts hold or do not, whatever the value; a tier
// that only they open has no distance. Nor has one that months by themselves decide, since they do not follow from
// their sum. Where a negative value counts for its magnitude, growth has no one direction: such an account has no
// distances.
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
      if (IsShared(s)) pieces_[s] = PiecesOf(s, 0);
    }
  }

  // Refused with `overflow` when a distance passes 128 bits, which takes a negative value of more than 2^126.
  Result<TierDistance> Of(std::size_t account) const {
    const std::size_t segment = classifier_.population().SegmentOf(account);
    const int128 counts = classifier_.contributions()[account];
    const int128 value = classifier_.population().metrics.front().values[account];
    const NegativeValues negative = classifier_.rule().negative;
    if (value < 0 && negative == NegativeValues::absolute) return TierDistance();
    Result<TierDistance> distance =
        IsShared(segment) ? From(pieces_[segment], counts, value) : From(PiecesOf(segment, account), counts, value);
    const bool by_months = classifier_.AsksForMonths(classifier_.DecideAt(segment, account, counts).clause);
    if (distance.ok() && (by_months || counts != value)) distance->above_threshold.reset();
    return distance;
  }

 private:
  // Whether all accounts of a segment have the same pieces.
  bool IsShared(std::size_t segment) const {
    return classifier_.DecidesByValue(segment) && classifier_.GrowthIsPlain();
  }

  // A tier from a value on. Without a tier an account is below all that have one.
  struct Piece {
    int128 start;
    std::int32_t tier;
    std::int32_t height() const { return tier < 0 ? std::numeric_limits<std::int32_t>::max() : tier; }
  };

  std::vector<Piece> PiecesOf(std::size_t segment, std::size_t account) const {
    std::vector<Piece> pieces;
    for (const int128 start : classifier_.Starts(segment, account)) {
      const std::int32_t tier = classifier_.DecideIf(segment, account, start).tier;
      if (pieces.empty() || pieces.back().tier != tier) pieces.push_back({start, tier});
    }
    return pieces;
  }

  // `counts` is what the value counts for: zero where a negative one is clamped.
  static Result<TierDistance> From(const std::vector<Piece>& pieces, int128 counts, int128 value) {
    const auto above = std::upper_bound(pieces.begin(), pieces.end(), counts,
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
