// Finds the value at which a cut falls, without sorting.
//
// A cut wants the smallest set of accounts, from the largest down, that reaches a count or a sum. Accounts of equal
// value come together, so the set is "every value from `threshold` up". The threshold is found in the way of a radix
// sort that follows one digit only: the histogram says into which bucket the cut falls; the values of that bucket are
// taken out, counted and summed by their next digit; and so on, until the values that are left are all equal.
//
// Each step looks at the values that share all digits so far and fixes 11 bits more, so no data need more than six
// steps over 64-bit keys, or twelve over 128-bit ones: linear time on any data, equal values and geometric series
// included. Keys are 64 bits wide when every value of the population is.
//
//   values 50 33 17, sum to reach 80 -> threshold 33, 1 value above it that sums to 50, 1 value equal to it
#ifndef KEYHAUL_TIERING_SELECT_H_
#define KEYHAUL_TIERING_SELECT_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/tiering/histogram.h"

namespace keyhaul {
inline namespace v1 {

// What a cut is to reach: 1 <= reach <= the number of positive values, or their sum.
struct CutTarget {
  enum class By : std::int8_t { count, sum };
  By by = By::count;
  int128 reach = 1;
};

// Where it falls. The set of the cut is the values above the threshold and those equal to it.
struct CutPoint {
  int128 threshold = 0;
  std::int64_t count_above = 0;  // strictly above the threshold
  int128 sum_above = 0;
  std::int64_t count_equal = 0;  // at least 1
};

namespace tiering_internal {

// The values strictly above some bucket or digit.
struct Above {
  std::int64_t count = 0;
  int128 sum = 0;

  // Whether the cut is reached by these and the values of `next`.
  bool ReachedWith(const ValueHistogram::Bucket& next, const CutTarget& target) const {
    return target.by == CutTarget::By::count ? int128(count + next.count) >= target.reach
                                             : sum + static_cast<int128>(next.sum) >= target.reach;
  }
  void Add(const ValueHistogram::Bucket& next) {
    count += next.count;
    sum += static_cast<int128>(next.sum);
  }
};

// Walks buckets from the highest down to the one in which the target is reached.
template <class BucketAt>
std::size_t FindBucket(std::size_t size, const BucketAt& bucket_at, const CutTarget& target, Above* above) {
  std::size_t index = size - 1;
  while (index > 0 && !above->ReachedWith(bucket_at(index), target)) above->Add(bucket_at(index--));
  return index;
}

inline constexpr int kDigitBits = 11;
inline constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

inline int WidthOf(std::uint64_t key) { return static_cast<int>(absl::bit_width(key)); }
inline int WidthOf(uint128 key) { return BitWidth(static_cast<int128>(key)); }  // keys are below 2^127

// Follows the cut through `keys`, which are the values of one bucket, digit by digit. `keys` is consumed.
template <class Key>
CutPoint Refine(std::vector<Key>& keys, const CutTarget& target, Above above) {
  std::vector<ValueHistogram::Bucket> digits(kDigits);
  for (;;) {
    const auto [least, greatest] = std::minmax_element(keys.begin(), keys.end());
    if (*least == *greatest) break;
    const int shift = std::max(0, WidthOf(static_cast<Key>(*least ^ *greatest)) - kDigitBits);
    const auto digit_of = [shift](Key key) { return static_cast<std::size_t>((key >> shift) & Key{kDigits - 1}); };
    std::fill(digits.begin(), digits.end(), ValueHistogram::Bucket());
    for (const Key key : keys) {
      ValueHistogram::Bucket& digit = digits[digit_of(key)];
      digit.sum += key;
      ++digit.count;
    }
    const std::size_t found = FindBucket(
        kDigits, [&](std::size_t i) -> const ValueHistogram::Bucket& { return digits[i]; }, target, &above);
    std::erase_if(keys, [&](Key key) { return digit_of(key) != found; });
  }
  CutPoint point;
  point.threshold = static_cast<int128>(static_cast<uint128>(keys.front()));
  point.count_above = above.count;
  point.sum_above = above.sum;
  point.count_equal = static_cast<std::int64_t>(keys.size());
  return point;
}

// A cut whose bucket is known.
struct PlacedCut {
  std::size_t bucket = 0;
  Above above;
};

// Values from `least` to `least + span`.
template <class Key>
struct Stripe {
  Key least;
  Key span;
};

// The stripes of the cuts' buckets. Few of them are compared with sooner than a bucket is found; many are one stripe of
// all values.
template <class Key>
std::vector<Stripe<Key>> StripesOf(const std::vector<PlacedCut>& placed) {
  constexpr std::size_t kFew = 4;
  if (placed.size() > kFew) return {{Key{0}, static_cast<Key>(~Key{0})}};
  std::vector<Stripe<Key>> stripes;
  for (const PlacedCut& cut : placed) {
    const uint128 least = ValueHistogram::LeastOf(cut.bucket);
    const uint128 next = ValueHistogram::LeastOf(cut.bucket + 1);
    stripes.push_back({static_cast<Key>(least), static_cast<Key>(next - least - 1)});
  }
  return stripes;
}

// Takes the values of the cuts' buckets out in one pass over all values, then refines each cut.
template <class Key>
std::vector<CutPoint> RefineAll(std::span<const int128> values, const ValueHistogram& histogram,
                                std::span<const CutTarget> targets, const std::vector<PlacedCut>& placed) {
  constexpr std::uint16_t kNoSlot = 0xFFFF;  // there are fewer buckets
  std::array<std::uint16_t, ValueHistogram::kBuckets> slot_of;
  slot_of.fill(kNoSlot);
  std::vector<std::vector<Key>> slots;
  for (const PlacedCut& cut : placed) {
    if (slot_of[cut.bucket] != kNoSlot) continue;
    slot_of[cut.bucket] = static_cast<std::uint16_t>(slots.size());
    slots.emplace_back().reserve(static_cast<std::size_t>(histogram.bucket(cut.bucket).count));
  }
  const std::vector<Stripe<Key>> stripes = StripesOf<Key>(placed);
  for (const int128 value : values) {
    const Key key = static_cast<Key>(static_cast<uint128>(value));
    bool wanted = false;
    for (const Stripe<Key>& stripe : stripes) wanted |= static_cast<Key>(key - stripe.least) <= stripe.span;
    if (!wanted || value <= 0) continue;
    const std::uint16_t slot = slot_of[ValueHistogram::BucketOf(value)];
    if (slot != kNoSlot) slots[slot].push_back(key);
  }
  std::vector<CutPoint> points;
  points.reserve(targets.size());
  std::vector<Key> keys;  // of one cut, since two cuts may share a bucket
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto shares = [&](const PlacedCut& later) { return later.bucket == placed[i].bucket; };
    const bool again = std::any_of(placed.begin() + static_cast<std::ptrdiff_t>(i) + 1, placed.end(), shares);
    std::vector<Key>& slot = slots[slot_of[placed[i].bucket]];
    keys = again ? slot : std::move(slot);
    points.push_back(Refine(keys, targets[i], placed[i].above));
  }
  return points;
}

}  // namespace tiering_internal

// One point per target, in order. `histogram` is that of `values` and holds at least one positive value.
inline std::vector<CutPoint> SelectCuts(std::span<const int128> values, const ValueHistogram& histogram,
                                        std::span<const CutTarget> targets) {
  using tiering_internal::PlacedCut;
  if (targets.empty()) return {};
  std::size_t top = ValueHistogram::kBuckets - 1;
  while (histogram.bucket(top).count == 0) --top;
  const auto bucket_at = [&](std::size_t i) -> const ValueHistogram::Bucket& { return histogram.bucket(i); };
  std::vector<PlacedCut> placed(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    placed[i].bucket = tiering_internal::FindBucket(top + 1, bucket_at, targets[i], &placed[i].above);
  }
  const bool narrow = top < ValueHistogram::BucketOf(int128{1} << 64);
  return narrow ? tiering_internal::RefineAll<std::uint64_t>(values, histogram, targets, placed)
                : tiering_internal::RefineAll<uint128>(values, histogram, targets, placed);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_SELECT_H_
