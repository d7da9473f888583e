// 128-bit amounts as the C interface gives them: added up, compared and printed for people.
//
// A C program has no 128-bit integer, so neither has this one: two 64-bit words in two's complement, as they cross the
// door. The scale stays with the column; 12345 at scale 2 prints as "123.45", grouped as "1,234,567.89".
#ifndef KEYHAUL_CLI_AMOUNT_H_
#define KEYHAUL_CLI_AMOUNT_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "capi/keyhaul.hpp"

namespace keyhaul::cli {

class Amount {
 public:
  constexpr Amount() = default;
  constexpr explicit Amount(capi::Words128 words) : words_(words) {}
  constexpr explicit Amount(std::int64_t value)
      : words_{static_cast<std::uint64_t>(value), value < 0 ? ~std::uint64_t{0} : 0} {}

  constexpr capi::Words128 words() const { return words_; }
  constexpr bool negative() const { return (words_.high >> 63U) != 0; }
  constexpr bool zero() const { return words_.low == 0 && words_.high == 0; }

  friend constexpr bool operator==(const Amount& a, const Amount& b) {
    return a.words_.low == b.words_.low && a.words_.high == b.words_.high;
  }
  friend constexpr std::strong_ordering operator<=>(const Amount& a, const Amount& b) {
    constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;  // Flipped, two's complement is ordered as unsigned.
    const std::uint64_t high_a = a.words_.high ^ kSign;
    const std::uint64_t high_b = b.words_.high ^ kSign;
    return high_a != high_b ? high_a <=> high_b : a.words_.low <=> b.words_.low;
  }

  // These wrap as two's complement does; Adds tells beforehand.
  friend constexpr Amount operator+(const Amount& a, const Amount& b) {
    const std::uint64_t low = a.words_.low + b.words_.low;
    const std::uint64_t carry = low < a.words_.low ? 1 : 0;
    return Amount(capi::Words128{low, a.words_.high + b.words_.high + carry});
  }
  constexpr Amount operator-() const {
    return Amount(capi::Words128{~words_.low, ~words_.high}) + Amount(std::int64_t{1});
  }
  friend constexpr Amount operator-(const Amount& a, const Amount& b) { return a + -b; }

  // False, and nothing is added, where the sum is beyond 128 bits.
  [[nodiscard]] constexpr bool Add(const Amount& other) {
    const Amount sum = *this + other;
    if (negative() == other.negative() && sum.negative() != negative()) return false;
    *this = sum;
    return true;
  }

  // "-1234.50" of -123450 at scale 2; with `separator`, thousands are grouped by it: "-1,234.50".
  std::string Text(std::int32_t scale, char separator = '\0') const;

 private:
  std::string Digits() const;

  capi::Words128 words_;
};

// Digits of the magnitude, without sign: four 32-bit limbs divided by 10^9 until nothing is left.
inline std::string Amount::Digits() const {
  const capi::Words128 magnitude = negative() ? (-*this).words_ : words_;  // -2^127 is its own magnitude as unsigned.
  std::array<std::uint64_t, 4> limbs = {magnitude.high >> 32U, magnitude.high & 0xffffffffU, magnitude.low >> 32U,
                                        magnitude.low & 0xffffffffU};
  std::string reversed;
  while (limbs != std::array<std::uint64_t, 4>{}) {
    std::uint64_t remainder = 0;
    for (std::uint64_t& limb : limbs) {
      const std::uint64_t part = (remainder << 32U) | limb;
      limb = part / 1'000'000'000U;
      remainder = part % 1'000'000'000U;
    }
    for (int digit = 0; digit < 9; ++digit, remainder /= 10) reversed += static_cast<char>('0' + remainder % 10);
  }
  while (!reversed.empty() && reversed.back() == '0') reversed.pop_back();
  return {reversed.rbegin(), reversed.rend()};
}

inline std::string Amount::Text(std::int32_t scale, char separator) const {
  std::string digits = Digits();
  const auto decimals = static_cast<std::size_t>(scale);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  const std::size_t whole = digits.size() - decimals;
  std::string text = negative() ? "-" : "";
  for (std::size_t i = 0; i < whole; ++i) {
    if (separator != '\0' && i > 0 && (whole - i) % 3 == 0) text += separator;
    text += digits[i];
  }
  if (decimals > 0) text.append(1, '.').append(digits, whole);
  return text;
}

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_AMOUNT_H_
