// Money: an exact amount of one currency.
//
// An amount is an integer of minor units; a policy may ask for up to four further digits below them. There are no
// operators: an amount of one currency and one of another have no sum and no order, sums can overflow, and a quotient
// has to say how it rounds. So everything returns a Result and every rounding names its rule. Money is for single
// amounts at the edges (caps, statements, texts); columns of amounts are plain integers that share one currency.
//
//   Money price = *Money::Parse("1234.50", cny);
//   price.MultiplyRounded(*Rate::Parse("2.5%"), {RoundingMode::half_up, *Decimal::Parse("0.01")})->ToText()
//     == "30.86 CNY"                                                        // 30.8625 exactly
#ifndef KEYHAUL_BASE_MONEY_H_
#define KEYHAUL_BASE_MONEY_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/rate.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/rounding_rule.h"

namespace keyhaul {
inline namespace v1 {

namespace money_internal {

// amount * factor / divisor rounded to an integer, for divisor > 0. The amount is divided first and its remainder
// multiplied, so that only the result and the product of remainder and factor have to fit, not the whole product.
// False where one of them does not.
inline bool MultiplyDivideRounded(int128 amount, int128 factor, int128 divisor, RoundingMode mode, int128* out) {
  const Division<int128> outer = DivideTruncated(amount, divisor);
  int128 whole;
  int128 rest;
  if (!CheckedMultiply(outer.quotient, factor, &whole)) return false;
  if (!CheckedMultiply(outer.remainder, factor, &rest)) return false;
  // Both parts have the sign of the product, so their sum is its truncated quotient.
  Division<int128> parts = DivideTruncated(rest, divisor);
  if (!CheckedAdd(whole, parts.quotient, &parts.quotient)) return false;
  const bool at_the_end = parts.quotient == kInt128Max || parts.quotient == kInt128Min;
  if (at_the_end && parts.remainder != 0) return false;  // no room to round away from zero
  *out = RoundDivision(parts, divisor, mode);
  return true;
}

}  // namespace money_internal

class Money {
 public:
  // `minor` counts 10^-(exponent + extra_digits) of the currency. Code::invalid_argument where extra_digits is not
  // within 0 and kMaxExtraMoneyDigits.
  static Result<Money> Make(int128 minor, Currency currency, int extra_digits = 0) {
    if (extra_digits < 0 || extra_digits > kMaxExtraMoneyDigits) {
      return MakeError(Code::invalid_argument, "money has " + std::to_string(extra_digits) +
                                                   " extra digits; expected 0 to " +
                                                   std::to_string(kMaxExtraMoneyDigits));
    }
    return Money(minor, currency, extra_digits);
  }

  // An amount in major units, "1234.50", as Decimal::Parse reads it. Code::inexact where it has more decimals than the
  // amount keeps.
  static Result<Money> Parse(std::string_view major, Currency currency, int extra_digits = 0) {
    KEYHAUL_TRY(const Money zero, Make(0, currency, extra_digits));
    KEYHAUL_TRY(const Decimal value, Decimal::Parse(major));
    KEYHAUL_TRY(const int128 minor, value.MantissaAt(zero.scale()));
    return Money(minor, currency, extra_digits);
  }

  constexpr int128 minor() const { return minor_; }
  constexpr const Currency& currency() const { return currency_; }
  constexpr int extra_digits() const { return extra_digits_; }
  constexpr bool IsZero() const { return minor_ == 0; }

  // Digits after the point of the amount in major units.
  constexpr int scale() const { return currency_.exponent() + extra_digits_; }

  // The amount in major units.
  Decimal ToDecimal() const { return *Decimal::Make(minor_, scale()); }

  // "1234.50 CNY", with all its digits.
  std::string ToText() const { return ToDecimal().ToText(scale()) + " " + std::string(currency_.code()); }

  // Exact; the result keeps the finer digits of the two. Code::currency_mismatch, Code::overflow.
  Result<Money> Add(const Money& other) const {
    KEYHAUL_CHECK(CheckSameCurrency(other, "added to"));
    KEYHAUL_TRY(const Decimal sum, ToDecimal().Add(other.ToDecimal()));
    return FromDecimal(sum, other);
  }
  Result<Money> Subtract(const Money& other) const {
    KEYHAUL_CHECK(CheckSameCurrency(other, "subtracted from"));
    KEYHAUL_TRY(const Decimal difference, ToDecimal().Subtract(other.ToDecimal()));
    return FromDecimal(difference, other);
  }

  // Code::currency_mismatch.
  Result<std::strong_ordering> Compare(const Money& other) const {
    KEYHAUL_CHECK(CheckSameCurrency(other, "compared with"));
    return ToDecimal() <=> other.ToDecimal();
  }

  // Amount * rate in one rounding, with the digits of this amount. Code::inexact where the step is finer than these,
  // Code::overflow where an intermediate product needs more than 128 bits; up to 10^18 minor units by rates of 18
  // decimals always pass.
  Result<Money> MultiplyRounded(const Rate& rate, const Rounding& rounding) const {
    KEYHAUL_TRY(const int128 step, StepAt(rounding, scale()));
    int128 divisor;
    int128 steps;
    int128 rounded;
    if (!CheckedMultiply(PowerOfTen(rate.scale()), step, &divisor) ||
        !money_internal::MultiplyDivideRounded(minor_, rate.mantissa(), divisor, rounding.mode, &steps) ||
        !CheckedMultiply(steps, step, &rounded)) {
      return MakeError(Code::overflow, ToText() + " * " + rate.ToText() + " needs more than 128 bits");
    }
    return Money(rounded, currency_, extra_digits_);
  }

  // Same currency and same value; the number of digits kept does not matter.
  friend bool operator==(const Money& a, const Money& b) {
    return a.currency_ == b.currency_ && a.ToDecimal() == b.ToDecimal();
  }

 private:
  constexpr Money(int128 minor, Currency currency, int extra_digits)
      : minor_(minor), currency_(currency), extra_digits_(static_cast<std::int8_t>(extra_digits)) {}

  Status CheckSameCurrency(const Money& other, std::string_view verb) const {
    if (currency_ == other.currency_) return {};
    return MakeError(Code::currency_mismatch, other.ToText() + " cannot be " + std::string(verb) + " " + ToText() +
                                                  ": amounts of different currencies");
  }

  Result<Money> FromDecimal(const Decimal& value, const Money& other) const {
    const int extra_digits = std::max(extra_digits_, other.extra_digits_);
    KEYHAUL_TRY(const int128 minor, value.MantissaAt(currency_.exponent() + extra_digits));
    return Money(minor, currency_, extra_digits);
  }

  int128 minor_ = 0;
  Currency currency_;
  std::int8_t extra_digits_ = 0;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_MONEY_H_
