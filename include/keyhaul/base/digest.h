// Digests and checksums.
//
// A `Digest` names a text: the canonical form of a measure plan or of a policy. It is a version 5 UUID of RFC 4122,
// that is, SHA-1 over a namespace and the text, so any other language can compute it with what it has at hand:
//
//   uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "keyhaul.org"), text)      # Python
//
// It tells plans apart that differ by mistake; it is no protection against somebody who makes two texts with one digest
// on purpose. A `Crc64` finds bytes that were damaged on the way; it names nothing. It is CRC-64/XZ (ECMA-182
// polynomial, reflected, all ones before and after), whose value for "123456789" is 0x995DC9BBDF1939FA.
#ifndef KEYHAUL_BASE_DIGEST_H_
#define KEYHAUL_BASE_DIGEST_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "boost/crc.hpp"
#include "boost/uuid/name_generator_sha1.hpp"
#include "boost/uuid/uuid.hpp"

namespace keyhaul {
inline namespace v1 {

struct Digest {
  std::array<std::uint8_t, 16> bytes{};  // in network order, as RFC 4122 lays them out

  // The digest of a text.
  static Digest Of(std::string_view text);

  // "c4dfd8cc-e5e3-5fd3-ac7d-6be524043243".
  std::string ToText() const;

  friend constexpr bool operator==(const Digest&, const Digest&) = default;
  friend constexpr std::strong_ordering operator<=>(const Digest&, const Digest&) = default;
};

// The namespace of every digest, itself the version 5 UUID of "keyhaul.org" in the namespace of domain names:
// ebcf257e-3b2b-5002-a023-2aecf1c7270e.
inline constexpr Digest kDigestNamespace{{0xeb, 0xcf, 0x25, 0x7e, 0x3b, 0x2b, 0x50, 0x02,  //
                                          0xa0, 0x23, 0x2a, 0xec, 0xf1, 0xc7, 0x27, 0x0e}};

// A checksum of bytes that arrive in pieces; how they are cut does not matter.
class Crc64 {
 public:
  void Add(const void* bytes, std::size_t size) { crc_.process_bytes(bytes, size); }
  void Add(std::string_view bytes) { Add(bytes.data(), bytes.size()); }

  // Of all bytes so far.
  std::uint64_t value() const { return crc_.checksum(); }

 private:
  boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true> crc_;
};

// The checksum of bytes that are all there.
inline std::uint64_t Crc64Of(std::string_view bytes) {
  Crc64 crc;
  crc.Add(bytes);
  return crc.value();
}

inline Digest Digest::Of(std::string_view text) {
  boost::uuids::uuid name_space;
  std::copy(kDigestNamespace.bytes.begin(), kDigestNamespace.bytes.end(), name_space.begin());
  const boost::uuids::uuid uuid = boost::uuids::name_generator_sha1(name_space)(text.data(), text.size());
  Digest digest;
  std::copy(uuid.begin(), uuid.end(), digest.bytes.begin());
  return digest;
}

inline std::string Digest::ToText() const {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 0x0F];
  }
  return text;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_DIGEST_H_
