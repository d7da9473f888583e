// Buckets of values, and where cuts fall in them. The definitions are checked against plain loops over the values.
#include "keyhaul/tiering/select.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering/histogram.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;

// By definition: the greatest value of which enough is reached with all values at or above it.
CutPoint SelectByLooking(const Values& values, const CutTarget& target) {
  CutPoint best;
  for (const int128 candidate : values) {
    if (candidate <= 0 || candidate <= best.threshold) continue;
    CutPoint point;
    point.threshold = candidate;
    for (const int128 value : values) {
      if (value > candidate) {
        ++point.count_above;
        point.sum_above += value;
      }
      if (value == candidate) ++point.count_equal;
    }
    const int128 reached = target.by == CutTarget::By::sum ? point.sum_above + candidate * point.count_equal
                                                           : int128(point.count_above + point.count_equal);
    if (reached >= target.reach) best = point;
  }
  return best;
}

void ExpectSelected(const Values& values) {
  const Result<ValueHistogram> histogram = ValueHistogram::Make(values);
  ASSERT_TRUE(histogram.ok());
  std::vector<CutTarget> targets;
  for (int part = 1; part <= 7; ++part) {
    targets.push_back({CutTarget::By::sum, (histogram->base() >> 3) * part + 1});
    targets.push_back({CutTarget::By::count, 1 + (histogram->positive_count() - 1) * part / 7});
  }
  targets.push_back({CutTarget::By::sum, 1});
  targets.push_back({CutTarget::By::sum, histogram->base()});
  const std::vector<CutPoint> points = SelectCuts(values, *histogram, targets);
  ASSERT_EQ(points.size(), targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const CutPoint expected = SelectByLooking(values, targets[i]);
    EXPECT_EQ(points[i].threshold, expected.threshold) << i;
    EXPECT_EQ(points[i].count_above, expected.count_above) << i;
    EXPECT_EQ(points[i].sum_above, expected.sum_above) << i;
    EXPECT_EQ(points[i].count_equal, expected.count_equal) << i;
  }
}

TEST(ValueHistogram, Tier10BucketsAreOrderedAndNarrow) {
  std::size_t last = 0;
  for (std::int64_t value = 1; value < 5000; ++value) {
    const std::size_t bucket = ValueHistogram::BucketOf(value);
    EXPECT_GE(bucket, last);
    EXPECT_LE(bucket, last + 1);  // none is skipped
    last = bucket;
  }
  for (int width = 7; width < 127; ++width) {
    const int128 power = int128{1} << width;
    EXPECT_EQ(ValueHistogram::BucketOf(power), ValueHistogram::BucketOf(power - 1) + 1) << width;
    const int128 step = int128{1} << (width - ValueHistogram::kLeadingBits);
    EXPECT_EQ(ValueHistogram::BucketOf(power), ValueHistogram::BucketOf(power + step - 1)) << width;
    EXPECT_EQ(ValueHistogram::BucketOf(power) + 1, ValueHistogram::BucketOf(power + step)) << width;
  }
  EXPECT_EQ(ValueHistogram::BucketOf(kInt128Max), ValueHistogram::kBuckets - 1);
}

TEST(ValueHistogram, Tier07OnlyPositiveValuesAreInBuckets) {
  const Result<ValueHistogram> histogram = ValueHistogram::Make(Values{5, 0, -7, 5, 128, 129, 130});
  ASSERT_TRUE(histogram.ok());
  EXPECT_EQ(histogram->bucket(5).count, 2);
  EXPECT_EQ(histogram->bucket(5).sum, 10u);
  EXPECT_EQ(histogram->bucket(128).count, 2);
  EXPECT_EQ(histogram->bucket(128).sum, 257u);
  EXPECT_EQ(histogram->base(), 397);
  EXPECT_EQ(histogram->net(), 390);
  EXPECT_EQ(histogram->positive_count(), 5);
  EXPECT_EQ(histogram->nonpositive_count(), 2);
}

TEST(SelectCuts, Tier10EqualValues) {
  ExpectSelected(Values(1, 1));
  ExpectSelected(Values(100, 1));
  ExpectSelected(Values(100, int128{1} << 100));
}

TEST(SelectCuts, Tier10TwoValuesAndOthersOutside) {
  Values values(50, 1000000);
  values.insert(values.end(), 70, 1000001);
  values.insert(values.end(), 30, 0);
  values.insert(values.end(), 30, -1000001);
  ExpectSelected(values);
}

TEST(SelectCuts, Tier10GeometricSeries) {
  Values values;
  for (int i = 0; i < 126; ++i) values.push_back(int128{1} << i);
  ExpectSelected(values);
  values.resize(63);  // within 64 bits
  ExpectSelected(values);
}

// All in one bucket, different in their lowest bits only: every digit has to be followed.
TEST(SelectCuts, Tier10OneBucket) {
  Values values;
  for (int i = 0; i < 200; ++i) values.push_back((int128{1} << 60) + i * 7 % 61);
  ExpectSelected(values);
  for (int i = 0; i < 200; ++i)
    values[static_cast<std::size_t>(i)] = (int128{1} << 118) + (int128{i * 7 % 61} << (i % 100));
  ExpectSelected(values);
}

// Keys of 64 bits up to the last value that they hold, 128 bits from there.
TEST(SelectCuts, Tier10AroundTheWidthOfKeys) {
  const int128 limit = int128{1} << 64;
  ExpectSelected({limit - 1, limit - 2, limit - 2, 5, 1});
  ExpectSelected({limit, limit - 1, limit - 2, 5, 1});
  ExpectSelected({limit + 1, limit, limit, limit - 1, 1});
}

TEST(SelectCuts, Tier10NoTargets) {
  const Result<ValueHistogram> histogram = ValueHistogram::Make(Values{});
  ASSERT_TRUE(histogram.ok());
  EXPECT_TRUE(SelectCuts({}, *histogram, {}).empty());
}

}  // namespace
}  // namespace keyhaul
