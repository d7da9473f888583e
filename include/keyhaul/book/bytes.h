// Numbers and texts as bytes.
//
// Everything is little-endian and of fixed width, whatever the machine; a text is its length in two bytes and then its
// bytes. The reader never trusts what it reads: it answers with zeros once it has been asked for more than there is,
// and says so by `ok`. A count is taken only if that many entries can still follow, so no length that somebody made up
// makes anybody reserve memory.
#ifndef KEYHAUL_BOOK_BYTES_H_
#define KEYHAUL_BOOK_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

class ByteWriter {
 public:
  template <class Int>
  void Add(Int value) {
    static_assert(std::is_integral_v<Int>);
    auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(Int); ++i, bits >>= 8) bytes_.push_back(static_cast<std::uint8_t>(bits));
  }
  void Add(int128 value) {
    Add(absl::Int128Low64(value));
    Add(absl::Int128High64(value));
  }
  // The text is of at most 65535 bytes.
  void AddText(std::string_view text) {
    Add(static_cast<std::uint16_t>(text.size()));
    AddRaw(text);
  }
  void AddRaw(std::string_view bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  // Overwrites the number at a place.
  void Set(std::size_t place, std::uint64_t value) {
    for (std::size_t i = 0; i < sizeof(value); ++i, value >>= 8) bytes_[place + i] = static_cast<std::uint8_t>(value);
  }

  std::size_t size() const { return bytes_.size(); }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
  std::vector<std::uint8_t> Take() && { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  std::size_t remaining() const { return rest_.size(); }

  template <class Int>
  Int Read() {
    static_assert(std::is_integral_v<Int>);
    const std::string_view raw = ReadRaw(sizeof(Int));
    std::uint64_t bits = 0;
    for (std::size_t i = raw.size(); i-- > 0;) bits = (bits << 8) | static_cast<std::uint8_t>(raw[i]);
    return static_cast<Int>(bits);
  }
  int128 ReadInt128() {
    const auto low = Read<std::uint64_t>();
    return absl::MakeInt128(Read<std::int64_t>(), low);
  }
  std::string_view ReadText() { return ReadRaw(Read<std::uint16_t>()); }
  std::string_view ReadRaw(std::size_t size) {
    ok_ = ok_ && size <= rest_.size();
    if (!ok_) return {};
    const std::string_view raw = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return raw;
  }

  // A number of entries, each of at least `least_bytes`.
  std::size_t ReadCount(std::size_t least_bytes) {
    const auto count = Read<std::uint64_t>();
    ok_ = ok_ && count <= rest_.size() / least_bytes;
    return ok_ ? static_cast<std::size_t>(count) : 0;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_BYTES_H_
