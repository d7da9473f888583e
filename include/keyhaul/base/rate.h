// Rate: a plain exact fraction, such as the 2.5 % of a rebate.
//
// A rate multiplies an amount; it is never added to one, and a rate in per cent is not a number of its own kind: 2.5 %
// is 0.025 from the moment it is read. A rate per unit (money per kilogram) is not a Rate but a price. The mantissa has
// 64 bits, so that amount * rate of everyday size stays within 128.
//
//   Rate::Parse("2.5%")->ToText() == "2.5%"       mantissa 25, scale 3
//   Rate::Parse("0.025") is the same rate
#ifndef KEYHAUL_BASE_RATE_H_
#define KEYHAUL_BASE_RATE_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

class Rate {
 public:
  // The rate of nothing, 0 %.
  constexpr Rate() = default;

  // Code::overflow where the mantissa needs more than 64 bits.
  static Result<Rate> FromDecimal(const Decimal& fraction) {
    if (!FitsInt64(fraction.mantissa())) {
      return decimal_internal::RefuseSize(fraction.ToText(), "the 64 bits of a rate");
    }
    return Rate(static_cast<std::int64_t>(fraction.mantissa()), fraction.scale());
  }

  // A fraction, a percentage or a per mille, as Decimal::Parse reads them.
  static Result<Rate> Parse(std::string_view text) {
    KEYHAUL_TRY(const Decimal fraction, Decimal::Parse(text));
    return FromDecimal(fraction);
  }

  // The rate is mantissa / 10^scale, 0 <= scale <= kMaxDecimalScale, normalised as Decimal is.
  constexpr std::int64_t mantissa() const { return mantissa_; }
  constexpr int scale() const { return scale_; }
  constexpr bool IsZero() const { return mantissa_ == 0; }

  Decimal ToDecimal() const { return *Decimal::Make(mantissa_, scale_); }

  // As a percentage, "2.5%"; Parse reads it back.
  std::string ToText() const { return Decimal::Make(int128(mantissa_) * 100, scale_)->ToText() + "%"; }

  friend constexpr bool operator==(const Rate&, const Rate&) = default;
  friend std::strong_ordering operator<=>(const Rate& a, const Rate& b) { return a.ToDecimal() <=> b.ToDecimal(); }

 private:
  constexpr Rate(std::int64_t mantissa, int scale) : mantissa_(mantissa), scale_(static_cast<std::int8_t>(scale)) {}

  std::int64_t mantissa_ = 0;
  std::int8_t scale_ = 0;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_RATE_H_
