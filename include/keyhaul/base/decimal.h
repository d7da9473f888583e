// Decimal: an exact decimal number with at most 18 digits after the point.
//
// Every number that a policy states (rates, bounds, caps, steps) and every quantity that a person reads is a Decimal.
// Its value is mantissa / 10^scale with a 128-bit mantissa, always normalised: the fraction has no trailing zeros, so
// equal values are equal in all their parts. It is not a floating-point number: nothing is ever rounded but by
// `Quantize`, and what does not fit is refused.
//
//   Decimal::Parse("2.50")->ToText()   == "2.5"      mantissa 25, scale 1
//   Decimal::Parse("2.5%")->ToText()   == "0.025"
//   Decimal::Parse("1e-7")->ToText(8)  == "0.00000010"
//   Decimal::Parse("12.345")->MantissaAt(2)          refused: "12.345 has 3 decimals; 2 are allowed"
//
// Accepted text is a JSON number, with leading zeros forgiven, and then '%' (per cent) or '‰' (per mille) with at most
// one space before it. There are no thousands separators, no leading '+', no ".5" and no "1.": text that people write
// in two ways is refused and not guessed. No locale is ever asked.
#ifndef KEYHAUL_BASE_DECIMAL_H_
#define KEYHAUL_BASE_DECIMAL_H_

#include <algorithm>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"

namespace keyhaul {
inline namespace v1 {

struct Rounding;  // rounding_rule.h

class Decimal {
 public:
  // Zero.
  constexpr Decimal() = default;

  // mantissa / 10^scale; a negative scale multiplies. Code::inexact where more than kMaxDecimalScale digits would be
  // needed after the point, Code::overflow where the value leaves 128 bits.
  static Result<Decimal> Make(int128 mantissa, int scale);
  static constexpr Decimal FromInteger(std::int64_t value) { return Decimal(value, 0); }

  // See above. Code::data_value where the text is not a number, with what was expected; Code::inexact and
  // Code::overflow as in Make. The refused text is in Error::value.
  static Result<Decimal> Parse(std::string_view text);

  constexpr int128 mantissa() const { return mantissa_; }
  constexpr int scale() const { return scale_; }
  constexpr bool IsZero() const { return mantissa_ == 0; }
  constexpr int sign() const { return mantissa_ < 0 ? -1 : mantissa_ > 0 ? 1 : 0; }

  // Plain digits, "-0.025", with at least `min_scale` of them after the point. Parse reads it back to the same value.
  std::string ToText(int min_scale = 0) const;

  // Exact. Code::overflow or Code::inexact where the exact result is not a Decimal, and only then.
  Result<Decimal> Add(const Decimal& other) const;
  Result<Decimal> Subtract(const Decimal& other) const;
  Result<Decimal> Multiply(const Decimal& other) const;
  Result<Decimal> Negate() const;

  // value * 10^scale as an integer, for 0 <= scale <= kMaxPowerOfTen. Code::inexact where digits would be lost.
  Result<int128> MantissaAt(int scale) const;

  // The multiple of the rounding's step next to this value. Defined in rounding_rule.h, which a caller includes.
  Result<Decimal> Quantize(const Rounding& rounding) const;

  friend constexpr bool operator==(const Decimal& a, const Decimal& b) {
    return a.mantissa_ == b.mantissa_ && a.scale_ == b.scale_;
  }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  constexpr Decimal(int128 mantissa, int scale) : mantissa_(mantissa), scale_(static_cast<std::int8_t>(scale)) {}

  static Result<Decimal> Combine(const Decimal& a, const Decimal& b, bool subtract);

  int128 mantissa_ = 0;
  std::int8_t scale_ = 0;
};

// A cell of a table as an integer with `scale` digits after the point, 0 <= scale <= kMaxDecimalScale: "12.3" at scale
// 2 is 1230. Text as for Decimal but without '%' and '‰'. This is what a ledger of millions of rows is read with: it
// allocates nothing unless it refuses. Code::data_value, Code::inexact or Code::overflow (beyond 64 bits).
Result<std::int64_t> ParseMinor(std::string_view text, int scale);

// -----------------------------------------------------------------------------------------------------------------

namespace decimal_internal {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// An error that quotes the refused text. The quote in the message is cut short, at a whole character, since anybody
// may have written it; Error::value holds all of it.
inline Error Refuse(Code code, std::string_view text, std::string_view what) {
  constexpr std::size_t kLongestQuote = 60;
  std::string_view quote = text.substr(0, kLongestQuote);
  const bool is_cut = quote.size() < text.size();
  if (is_cut) {
    std::size_t end = quote.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // a UTF-8 continuation byte
    quote = text.substr(0, end);
  }
  std::string message = "'";
  message += quote;
  message += is_cut ? "...' " : "' ";
  message += what;
  Error error = MakeError(code, std::move(message));
  error.value = std::string(text);
  return error;
}

inline Error RefuseSyntax(std::string_view text, std::string_view why) {
  return Refuse(Code::data_value, text,
                std::string(why) + "; expected a plain decimal number such as 1234.5, -0.07 or 1e-7");
}

inline Error RefuseDecimals(std::string_view text, std::int64_t has, int allowed) {
  return Refuse(Code::inexact, text,
                "has " + std::to_string(has) + (has == 1 ? " decimal; " : " decimals; ") + std::to_string(allowed) +
                    (allowed == 1 ? " is allowed" : " are allowed"));
}

inline Error RefuseSize(std::string_view text, std::string_view limit) {
  return Refuse(Code::overflow, text, "is too large: it needs more than " + std::string(limit));
}

// A number as it was read: (-1)^negative * digits * 10^exponent, digits without trailing zeros.
struct Scanned {
  bool negative = false;
  bool digits_overflow = false;  // more significant digits than 128 bits hold
  uint128 digits = 0;
  std::int64_t exponent = 0;
};

// Reads a number digit by digit. Zeros wait in `exponent` until a digit other than 0 follows, so that neither leading
// nor trailing zeros ever count against the size.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // `allow_parts`: whether '%' and '‰' may follow.
  Result<Scanned> Scan(bool allow_parts) {
    if (text_.empty()) return RefuseSyntax(text_, "is empty");
    if (Peek() == '+') return RefuseSyntax(text_, "starts with '+'");
    if (Peek() == '-') {
      number_.negative = true;
      ++at_;
    }
    if (!IsDigit(Peek())) {
      return RefuseSyntax(text_, Peek() == '.' ? "has no digit before the point" : "does not start with a digit");
    }
    std::int64_t pending = ReadDigits();
    if (Peek() == '.') {
      ++at_;
      if (!IsDigit(Peek())) return RefuseSyntax(text_, "has no digit after the point");
      const std::size_t first = at_;
      pending = ReadDigits(pending);
      pending -= static_cast<std::int64_t>(at_ - first);
    }
    number_.exponent = pending;
    if (Peek() == 'e' || Peek() == 'E') KEYHAUL_CHECK(ReadExponent());
    if (allow_parts) ReadParts();
    if (at_ != text_.size()) {
      return RefuseSyntax(text_, "has something else than a digit at position " + std::to_string(at_ + 1));
    }
    if (number_.digits == 0) number_ = Scanned();
    return number_;
  }

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // Reads digits onto the number, behind `pending` zeros that were read before; returns the zeros at the end.
  std::int64_t ReadDigits(std::int64_t pending = 0) {
    for (; IsDigit(Peek()); ++at_) {
      ++pending;
      if (Peek() == '0') continue;
      for (; pending > 0; --pending) Append(pending == 1 ? Peek() - '0' : 0);
    }
    return pending;
  }

  void Append(int digit) {
    constexpr uint128 kMax = std::numeric_limits<uint128>::max();
    if (number_.digits == 0 && digit == 0) return;
    if (number_.digits > (kMax - static_cast<uint128>(digit)) / 10) {
      number_.digits_overflow = true;
    } else {
      number_.digits = number_.digits * 10 + static_cast<uint128>(digit);
    }
  }

  Status ReadExponent() {
    ++at_;
    const bool negative = Peek() == '-';
    if (negative || Peek() == '+') ++at_;
    if (!IsDigit(Peek())) return RefuseSyntax(text_, "has no digit in its exponent");
    // Beyond this every number but zero is out of range, whatever else its text holds.
    constexpr std::int64_t kFarOut = std::int64_t{1} << 40;
    std::int64_t exponent = 0;
    for (; IsDigit(Peek()); ++at_) exponent = std::min(exponent * 10 + (Peek() - '0'), kFarOut);
    number_.exponent += negative ? -exponent : exponent;
    return {};
  }

  void ReadParts() {
    const std::size_t spaces = Peek() == ' ' ? 1 : 0;
    const std::string_view rest = text_.substr(at_ + spaces);
    const int power = rest == "%" ? 2 : rest == "\xE2\x80\xB0" ? 3 : 0;  // the latter is U+2030 in UTF-8
    if (power == 0) return;
    number_.exponent -= power;
    at_ = text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Scanned number_;
};

inline Result<Decimal> ParseNumber(std::string_view text, bool allow_parts) {
  KEYHAUL_TRY(const Scanned number, Scanner(text).Scan(allow_parts));
  if (-number.exponent > kMaxDecimalScale) return RefuseDecimals(text, -number.exponent, kMaxDecimalScale);
  const uint128 limit = static_cast<uint128>(kInt128Max) + (number.negative ? 1 : 0);
  if (number.digits_overflow || number.digits > limit || number.exponent > kMaxPowerOfTen) {
    return RefuseSize(text, "128 bits");
  }
  // The bits of a magnitude of 2^127 are those of the minimum itself.
  const int128 mantissa = static_cast<int128>(number.negative ? ~number.digits + 1 : number.digits);
  Result<Decimal> value = Decimal::Make(mantissa, static_cast<int>(-number.exponent));
  if (!value.ok()) return RefuseSize(text, "128 bits");
  return value;
}

}  // namespace decimal_internal

inline Result<Decimal> Decimal::Make(int128 mantissa, int scale) {
  if (mantissa == 0) return Decimal();
  for (; scale > 0 && mantissa % 10 == 0; --scale) mantissa /= 10;
  if (scale > kMaxDecimalScale) {
    return MakeError(Code::inexact, "a number needs " + std::to_string(scale) + " decimals; " +
                                        std::to_string(kMaxDecimalScale) + " are allowed");
  }
  if (scale < 0) {
    if (scale < -kMaxPowerOfTen || !CheckedMultiply(mantissa, PowerOfTen(-scale), &mantissa)) {
      return MakeError(Code::overflow, "a number needs more than 128 bits");
    }
    scale = 0;
  }
  return Decimal(mantissa, scale);
}

inline Result<Decimal> Decimal::Parse(std::string_view text) { return decimal_internal::ParseNumber(text, true); }

inline std::string Decimal::ToText(int min_scale) const {
  std::string text = keyhaul::ToText(mantissa_);
  const std::size_t sign_width = mantissa_ < 0 ? 1 : 0;
  const auto digits_after = static_cast<std::size_t>(scale_);
  if (text.size() <= sign_width + digits_after) {
    text.insert(sign_width, sign_width + digits_after + 1 - text.size(), '0');
  }
  if (scale_ > 0) text.insert(text.size() - digits_after, 1, '.');
  if (min_scale > scale_) {
    if (scale_ == 0) text += '.';
    text.append(static_cast<std::size_t>(min_scale - scale_), '0');
  }
  return text;
}

// a + b or a - b. The coarser of the two is one integer, the finer one a whole part in the coarser one's unit and a
// rest: adding the whole parts first, and giving the rest the sign of the sum, lets the product overflow only where the
// result itself does.
inline Result<Decimal> Decimal::Combine(const Decimal& a, const Decimal& b, bool subtract) {
  int128 sum = 0;
  bool fits = true;
  if (a.scale_ == b.scale_) {
    fits = subtract ? CheckedSubtract(a.mantissa_, b.mantissa_, &sum) : CheckedAdd(a.mantissa_, b.mantissa_, &sum);
  } else {
    const bool a_is_coarse = a.scale_ < b.scale_;
    const int128 power = PowerOfTen(a_is_coarse ? b.scale_ - a.scale_ : a.scale_ - b.scale_);
    int128 coarse = a_is_coarse ? a.mantissa_ : b.mantissa_;
    int128 whole = (a_is_coarse ? b.mantissa_ : a.mantissa_) / power;
    int128 rest = (a_is_coarse ? b.mantissa_ : a.mantissa_) % power;
    if (subtract && a_is_coarse) {
      whole = -whole;
      rest = -rest;
    } else if (subtract) {
      fits = CheckedSubtract(0, coarse, &coarse);
    }
    fits = fits && CheckedAdd(coarse, whole, &sum);
    if (sum > 0 && rest < 0) {
      sum -= 1;
      rest += power;
    } else if (sum < 0 && rest > 0) {
      sum += 1;
      rest -= power;
    }
    fits = fits && CheckedMultiply(sum, power, &sum) && CheckedAdd(sum, rest, &sum);
  }
  if (!fits) {
    return MakeError(Code::overflow,
                     a.ToText() + (subtract ? " - " : " + ") + b.ToText() + " needs more than 128 bits");
  }
  return Make(sum, std::max(a.scale_, b.scale_));
}

inline Result<Decimal> Decimal::Add(const Decimal& other) const { return Combine(*this, other, false); }
inline Result<Decimal> Decimal::Subtract(const Decimal& other) const { return Combine(*this, other, true); }

inline Result<Decimal> Decimal::Negate() const {
  if (mantissa_ == kInt128Min) return MakeError(Code::overflow, "-(" + ToText() + ") needs more than 128 bits");
  return Decimal(-mantissa_, scale_);
}

inline Result<Decimal> Decimal::Multiply(const Decimal& other) const {
  int128 a = mantissa_;
  int128 b = other.mantissa_;
  int scale = scale_ + other.scale_;
  // Every ten of the product that the scale can absorb is taken out before multiplying, so that the product overflows
  // only where the normalised result does. A ten is in one factor, or its two in one and its five in the other.
  for (; scale > 0 && a != 0 && b != 0; --scale) {
    if (a % 10 == 0) {
      a /= 10;
    } else if (b % 10 == 0) {
      b /= 10;
    } else if (a % 2 == 0 && b % 5 == 0) {
      a /= 2;
      b /= 5;
    } else if (a % 5 == 0 && b % 2 == 0) {
      a /= 5;
      b /= 2;
    } else {
      break;
    }
  }
  int128 product;
  if (!CheckedMultiply(a, b, &product)) {
    return MakeError(Code::overflow, ToText() + " * " + other.ToText() + " needs more than 128 bits");
  }
  return Make(product, scale);
}

inline Result<int128> Decimal::MantissaAt(int scale) const {
  if (scale < scale_) return decimal_internal::RefuseDecimals(ToText(), scale_, scale);
  int128 mantissa;
  if (scale - scale_ > kMaxPowerOfTen || !CheckedMultiply(mantissa_, PowerOfTen(scale - scale_), &mantissa)) {
    return decimal_internal::RefuseSize(ToText(), "128 bits with " + std::to_string(scale) + " decimals");
  }
  return mantissa;
}

// The parts before the point decide, and where they are equal the parts after it: both comparisons fit 128 bits for
// any two values. Truncation keeps the order, and both fractions have the sign of their value.
inline std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  auto order = [](int128 x, int128 y) {
    return x < y ? std::strong_ordering::less : y < x ? std::strong_ordering::greater : std::strong_ordering::equal;
  };
  const int128 a_unit = PowerOfTen(a.scale_);
  const int128 b_unit = PowerOfTen(b.scale_);
  const std::strong_ordering whole = order(a.mantissa_ / a_unit, b.mantissa_ / b_unit);
  if (whole != std::strong_ordering::equal) return whole;
  return order(a.mantissa_ % a_unit * PowerOfTen(kMaxDecimalScale - a.scale_),
               b.mantissa_ % b_unit * PowerOfTen(kMaxDecimalScale - b.scale_));
}

namespace decimal_internal {

// Whatever ParseMinor's straight loop does not read: exponents, long numbers and everything that is refused.
inline Result<std::int64_t> ParseMinorSlowly(std::string_view text, int scale) {
  KEYHAUL_TRY(const Decimal value, ParseNumber(text, false));
  if (value.scale() > scale) return RefuseDecimals(text, value.scale(), scale);
  const Result<int128> mantissa = value.MantissaAt(scale);
  if (!mantissa.ok() || !FitsInt64(*mantissa)) {
    return RefuseSize(text, "64 bits with " + std::to_string(scale) + " decimals");
  }
  return static_cast<std::int64_t>(*mantissa);
}

}  // namespace decimal_internal

inline Result<std::int64_t> ParseMinor(std::string_view text, int scale) {
  constexpr std::ptrdiff_t kSafeDigits = 18;  // any such number fits 64 bits
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  std::uint64_t value = 0;  // wraps harmlessly where there are too many digits
  const char* const whole = at;
  for (; at != end && decimal_internal::IsDigit(*at); ++at) value = value * 10 + static_cast<std::uint64_t>(*at - '0');
  const std::ptrdiff_t whole_digits = at - whole;
  std::ptrdiff_t decimals = 0;
  bool plain = whole_digits > 0;
  if (at != end && *at == '.') {
    const char* const first = ++at;
    for (; at != end && decimal_internal::IsDigit(*at); ++at) {
      value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    }
    decimals = at - first;
    plain = plain && decimals > 0;
  }
  if (!plain || at != end || decimals > scale || whole_digits + scale > kSafeDigits) {
    return decimal_internal::ParseMinorSlowly(text, scale);
  }
  for (; decimals < scale; ++decimals) value *= 10;
  const auto magnitude = static_cast<std::int64_t>(value);
  return negative ? -magnitude : magnitude;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_DECIMAL_H_
