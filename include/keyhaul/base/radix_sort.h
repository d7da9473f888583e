// Sorting of keys with the indices that they belong to, linear in their number on any data.
//
// It is a radix sort from the lowest digit up: each pass deals the entries into one pile per value of a digit, and as
// entries of one pile keep their order, the sort is stable. Digits that all entries share are skipped.
//
// SortByKey sorts indices by a column of 64-bit keys. What counts in a key is how far it is from the first one in the
// order; where that distance, without the low bits that are 0 in all of them, fits 64 bits together with the index, one
// word holds both, and a pass moves half as many bytes.
//
//   keys    700  500  300  500     descending; the distances 0, 200, 400, 200 are multiples of 8, kept as 0, 25, 50, 25
//   sorted  key(0) is 700, index(0) is 0; then 500 of 1, 500 of 3, 300 of 2
#ifndef KEYHAUL_BASE_RADIX_SORT_H_
#define KEYHAUL_BASE_RADIX_SORT_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace keyhaul {
inline namespace v1 {

namespace base_internal {

enum class KeyOrder : std::int8_t { ascending, descending };

// Digits of how many bits, so that clearing their counts takes no longer than the few entries do.
inline int RadixDigitBits(std::size_t entries, int width) {
  const int most = entries < 4096 ? 8 : 11;
  const int passes = (width + most - 1) / most;
  return passes == 0 ? 0 : (width + passes - 1) / passes;
}

// Sorts by the lowest `width` bits of key_of(entry). Both spans are written to; the one returned is the sorted one.
template <class Entry, class KeyOf>
std::span<Entry> RadixSort(std::span<Entry> entries, std::span<Entry> scratch, int width, KeyOf key_of) {
  const int bits = RadixDigitBits(entries.size(), width);
  if (bits == 0 || entries.empty()) return entries;
  const auto passes = static_cast<std::size_t>((width + bits - 1) / bits);
  const std::size_t digits = std::size_t{1} << bits;
  const auto digit_of = [&key_of, bits, digits](const Entry& entry, std::size_t pass) {
    return static_cast<std::size_t>(key_of(entry) >> (static_cast<int>(pass) * bits)) & (digits - 1);
  };
  std::vector<std::uint32_t> counts(passes * digits);
  for (const Entry& entry : entries) {
    for (std::size_t pass = 0; pass < passes; ++pass) ++counts[pass * digits + digit_of(entry, pass)];
  }
  for (std::size_t pass = 0; pass < passes; ++pass) {
    std::uint32_t* const places = counts.data() + pass * digits;
    if (places[digit_of(entries.front(), pass)] == entries.size()) continue;  // one digit for all
    std::uint32_t before = 0;
    for (std::size_t digit = 0; digit < digits; ++digit) before += std::exchange(places[digit], before);
    for (const Entry& entry : entries) scratch[places[digit_of(entry, pass)]++] = entry;
    std::swap(entries, scratch);
  }
  return entries;
}

// What tells the keys of a column apart: the end that comes first, and which bits of the distances to it vary.
class KeyScale {
 public:
  KeyScale(std::span<const std::int64_t> keys, KeyOrder order) {
    if (keys.empty()) return;
    std::int64_t least = keys[0];
    std::int64_t greatest = keys[0];
    std::uint64_t varying = 0;
    for (const std::int64_t key : keys) {
      least = std::min(least, key);
      greatest = std::max(greatest, key);
      varying |= static_cast<std::uint64_t>(key ^ keys[0]);
    }
    flip_ = order == KeyOrder::ascending ? 0 : ~std::uint64_t{0};
    first_ = static_cast<std::uint64_t>(order == KeyOrder::ascending ? least : greatest);
    if (varying == 0) return;
    low_bits_ = std::countr_zero(varying);
    const std::uint64_t spread = static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least);
    width_ = static_cast<int>(std::bit_width(spread >> low_bits_));
  }

  int width() const { return width_; }
  std::uint64_t DistanceOf(std::int64_t key) const {
    return (((static_cast<std::uint64_t>(key) - first_) ^ flip_) - flip_) >> low_bits_;
  }
  std::int64_t KeyAt(std::uint64_t distance) const {
    return static_cast<std::int64_t>(first_ + (((distance << low_bits_) ^ flip_) - flip_));
  }

 private:
  std::uint64_t first_ = 0;
  std::uint64_t flip_ = 0;  // all ones where distances count downwards: (x ^ flip) - flip is -x
  int low_bits_ = 0;        // of each distance 0
  int width_ = 0;           // of the greatest distance, without these
};

// Keys and indices in order, from one word each.
class PackedOrder {
 public:
  PackedOrder(std::span<const std::uint64_t> words, int index_bits, const KeyScale& scale)
      : words_(words), index_bits_(index_bits), scale_(scale) {}
  std::size_t size() const { return words_.size(); }
  std::int64_t key(std::size_t place) const { return scale_.KeyAt(words_[place] >> index_bits_); }
  std::int32_t index(std::size_t place) const {
    return static_cast<std::int32_t>(words_[place] & ((std::uint64_t{1} << index_bits_) - 1));
  }

 private:
  std::span<const std::uint64_t> words_;
  int index_bits_;
  KeyScale scale_;
};

// The same from pairs, where one word is too narrow.
struct IndexedDistance {
  std::uint64_t distance;
  std::int32_t index;
};

class PairedOrder {
 public:
  PairedOrder(std::span<const IndexedDistance> pairs, const KeyScale& scale) : pairs_(pairs), scale_(scale) {}
  std::size_t size() const { return pairs_.size(); }
  std::int64_t key(std::size_t place) const { return scale_.KeyAt(pairs_[place].distance); }
  std::int32_t index(std::size_t place) const { return pairs_[place].index; }

 private:
  std::span<const IndexedDistance> pairs_;
  KeyScale scale_;
};

// Sorts the indices index_at(0) to index_at(count - 1) by their keys; those of equal keys stay in this order. Calls
// use(sorted) once, where sorted.size() is the count, and sorted.key(place) and sorted.index(place) are in order.
template <class IndexAt, class Use>
void SortByKey(std::span<const std::int64_t> keys, KeyOrder order, std::size_t count, IndexAt index_at, Use use) {
  const KeyScale scale(keys, order);
  const auto index_bits = static_cast<int>(std::bit_width(keys.size()));
  const auto distance_of = [&](std::int32_t index) { return scale.DistanceOf(keys[static_cast<std::size_t>(index)]); };
  if (scale.width() + index_bits <= 64) {
    const auto memory = std::make_unique_for_overwrite<std::uint64_t[]>(2 * count);
    const std::span<std::uint64_t> words(memory.get(), count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int32_t index = index_at(i);
      words[i] = distance_of(index) << index_bits | static_cast<std::uint64_t>(index);
    }
    use(PackedOrder(RadixSort(words, {memory.get() + count, count}, scale.width(),
                              [index_bits](std::uint64_t word) { return word >> index_bits; }),
                    index_bits, scale));
    return;
  }
  const auto memory = std::make_unique_for_overwrite<IndexedDistance[]>(2 * count);
  const std::span<IndexedDistance> pairs(memory.get(), count);
  for (std::size_t i = 0; i < count; ++i) pairs[i] = {distance_of(index_at(i)), index_at(i)};
  use(PairedOrder(RadixSort(pairs, {memory.get() + count, count}, scale.width(),
                            [](const IndexedDistance& pair) { return pair.distance; }),
                  scale));
}

}  // namespace base_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_RADIX_SORT_H_
