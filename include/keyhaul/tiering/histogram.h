// A histogram of values that is fine where it matters, whatever the data.
//
// The values of accounts span many orders of magnitude: a few at a hundred million, most at a few hundred. Buckets of
// equal width would put nearly all accounts into one of them. Here a bucket is made of the values that have the same
// length in bits and the same six bits after the first one, so it is never wider than 1/64 of the values in it, from
// one cent to 2^127. Buckets are ordered as values are, and each knows how many values it holds and their exact sum. A
// cut by share or by rank falls into one bucket, found without looking at the values again (select.h).
//
//   0..127 have a bucket each, then come 128..129, 130..131, ... 254..255, 256..259, ...
//
// Values are integers at one scale, as totals of a book are. Only positive values are in buckets; the others are
// counted and summed apart, since they are outside the base of every cut (TIER-07).
//
// Histograms of parts of a population add up to the histogram of the whole, bucket by bucket; that is how cuts over
// several machines would be found.
#ifndef KEYHAUL_TIERING_HISTOGRAM_H_
#define KEYHAUL_TIERING_HISTOGRAM_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

class ValueHistogram {
 public:
  struct Bucket {
    uint128 sum = 0;
    std::int64_t count = 0;
  };

  // Bits of a value, after its first, that choose the bucket.
  static constexpr int kLeadingBits = 6;

  // A positive int128 has at most 127 bits. Values of up to kLeadingBits + 1 bits are their own bucket; every further
  // bit of length adds 2^kLeadingBits buckets.
  static constexpr std::size_t kBuckets =
      (std::size_t{127 - (kLeadingBits + 1)} << kLeadingBits) + (std::size_t{2} << kLeadingBits);

  // The bucket of a positive value.
  static std::size_t BucketOf(int128 value) {
    const std::uint64_t high = static_cast<std::uint64_t>(absl::Int128High64(value));
    if (high == 0) return ShortBucketOf(absl::Int128Low64(value));
    const int dropped = static_cast<int>(absl::bit_width(high)) + 64 - (kLeadingBits + 1);
    return (static_cast<std::size_t>(dropped) << kLeadingBits) +
           static_cast<std::size_t>(absl::Uint128Low64(static_cast<uint128>(value) >> dropped));
  }
  static std::size_t ShortBucketOf(std::uint64_t value) {
    const int width = static_cast<int>(absl::bit_width(value));
    const int dropped = width > kLeadingBits + 1 ? width - (kLeadingBits + 1) : 0;
    return (static_cast<std::size_t>(dropped) << kLeadingBits) + static_cast<std::size_t>(value >> dropped);
  }

  // The least value of a bucket.
  static uint128 LeastOf(std::size_t bucket) {
    constexpr std::size_t kLeading = std::size_t{1} << kLeadingBits;
    if (bucket < 2 * kLeading) return bucket;
    const std::size_t dropped = (bucket >> kLeadingBits) - 1;
    return uint128(bucket - (dropped << kLeadingBits)) << static_cast<int>(dropped);
  }

  // Refused with `overflow` when the positive values, or the others, add up to more than 128 bits hold. That does not
  // depend on the order of the values.
  static Result<ValueHistogram> Make(std::span<const int128> values) {
    ValueHistogram histogram;
    if (!histogram.Add(values)) {
      Error error = MakeError(Code::overflow, "the values of " + std::to_string(values.size()) +
                                                  " accounts add up to more than 128 bits hold");
      error.rule = "TIER-17";
      return error;
    }
    histogram.positive_count_ = static_cast<std::int64_t>(values.size()) - histogram.nonpositive_count_;
    return histogram;
  }

  const Bucket& bucket(std::size_t index) const { return buckets_[index]; }

  int128 base() const { return base_; }                    // sum of the positive values
  int128 net() const { return base_ + nonpositive_sum_; }  // sum of all values; parts of unlike sign cannot overflow
  std::int64_t positive_count() const { return positive_count_; }
  std::int64_t nonpositive_count() const { return nonpositive_count_; }
  int128 least() const { return least_; }  // of all values; 0 where there are none
  int128 greatest() const { return greatest_; }

 private:
  ValueHistogram() : buckets_(kBuckets) {}

  // The one pass over the values. Those of 1 to 64 bits, which are nearly all, take the short way: their sum fits
  // whatever it is, so that it can be left to their buckets, and their bucket is found in 64 bits.
  bool Add(std::span<const int128> values) {
    std::uint64_t short_least = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t short_greatest = 0;
    bool fits = true;
    for (const int128 value : values) {
      const std::uint64_t low = absl::Int128Low64(value);
      if (absl::Int128High64(value) != 0 || low == 0) {
        fits &= AddOther(value);
        continue;
      }
      short_least = low < short_least ? low : short_least;
      short_greatest = low > short_greatest ? low : short_greatest;
      Bucket& bucket = buckets_[ShortBucketOf(low)];
      bucket.sum += low;
      ++bucket.count;
    }
    if (short_greatest != 0) Widen(short_least, short_greatest);
    for (std::size_t b = 0; b < BucketOf(int128{1} << 64); ++b) {
      fits &= CheckedAdd(base_, static_cast<int128>(buckets_[b].sum), &base_);
    }
    return fits;
  }

  bool AddOther(int128 value) {
    Widen(value, value);
    if (value <= 0) {
      ++nonpositive_count_;
      return CheckedAdd(nonpositive_sum_, value, &nonpositive_sum_);
    }
    Bucket& bucket = buckets_[BucketOf(value)];
    bucket.sum += static_cast<uint128>(value);
    ++bucket.count;
    return CheckedAdd(base_, value, &base_);
  }

  void Widen(int128 least, int128 greatest) {
    least_ = empty_ || least < least_ ? least : least_;
    greatest_ = empty_ || greatest > greatest_ ? greatest : greatest_;
    empty_ = false;
  }

  std::vector<Bucket> buckets_;
  int128 base_ = 0;
  int128 nonpositive_sum_ = 0;
  std::int64_t positive_count_ = 0;
  std::int64_t nonpositive_count_ = 0;
  int128 least_ = 0;
  int128 greatest_ = 0;
  bool empty_ = true;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_HISTOGRAM_H_
