// Sorting of indices by keys, compared with std::stable_sort.
#include "keyhaul/base/radix_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace keyhaul {
namespace {

using base_internal::KeyOrder;

using Keys = std::vector<std::int64_t>;
using Indices = std::vector<std::int32_t>;

// Every `step`th index, the last first.
Indices Backwards(std::size_t size, std::size_t step) {
  Indices indices;
  for (std::size_t i = 0; i < size; i += step) indices.push_back(static_cast<std::int32_t>(size - 1 - i));
  return indices;
}

void ExpectSorted(const Keys& keys, const Indices& indices) {
  const auto key_of = [&keys](std::int32_t index) { return keys[static_cast<std::size_t>(index)]; };
  for (const KeyOrder order : {KeyOrder::ascending, KeyOrder::descending}) {
    Indices expected = indices;
    std::stable_sort(expected.begin(), expected.end(), [&](std::int32_t a, std::int32_t b) {
      return order == KeyOrder::ascending ? key_of(a) < key_of(b) : key_of(a) > key_of(b);
    });
    Indices found;
    base_internal::SortByKey(
        keys, order, indices.size(), [&](std::size_t i) { return indices[i]; },
        [&](const auto& sorted) {
          for (std::size_t i = 0; i < sorted.size(); ++i) {
            found.push_back(sorted.index(i));
            EXPECT_EQ(sorted.key(i), key_of(sorted.index(i)));
          }
        });
    EXPECT_EQ(found, expected);
  }
}

// Keys least + random multiples of unit, up to `most`.
Keys RandomKeys(std::size_t size, std::int64_t least, std::uint64_t unit, std::uint64_t most) {
  std::mt19937_64 random(20260101);
  Keys keys(size);
  for (std::int64_t& key : keys) {
    key = static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + unit * (random() % (most / unit + 1)));
  }
  return keys;
}

TEST(RadixSort, IsAStableSortOnAnySpreadOfKeys) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max() - 1;
  for (const std::size_t size : {0U, 1U, 2U, 7U, 300U, 5000U}) {
    for (const std::size_t step : {1U, 3U}) {
      const Indices indices = Backwards(size, step);
      ExpectSorted(Keys(size, -5), indices);
      ExpectSorted(RandomKeys(size, -3, 1, 6), indices);
      ExpectSorted(RandomKeys(size, 0, 1, 1'000'000'000), indices);
      ExpectSorted(RandomKeys(size, -70, 1024, std::uint64_t{1} << 40), indices);
      ExpectSorted(RandomKeys(size, kLeast, std::uint64_t{1} << 62, kAll), indices);
      ExpectSorted(RandomKeys(size, kLeast, 1, kAll), indices);
    }
  }
}

// 51 bits of keys and 13 of indices are one word of 64; one bit more is not.
TEST(RadixSort, BothSidesOfWhatOneWordHolds) {
  for (const int bits : {50, 51, 52, 53}) {
    Keys keys = RandomKeys(5000, -1, 1, (std::uint64_t{1} << bits) - 1);
    keys[17] = -1;
    keys[4999] = static_cast<std::int64_t>((std::uint64_t{1} << bits) - 2);
    ExpectSorted(keys, Backwards(keys.size(), 1));
  }
}

}  // namespace
}  // namespace keyhaul
