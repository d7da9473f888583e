#include "src/verify/number.h"

#include <algorithm>
#include <cstddef>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

constexpr std::size_t kLongestNumber = 400;
constexpr int kLargestExponent = 400;
constexpr int kMostDecimals = 40;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

Integer PowerOfTen(int exponent) { return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent)); }

// Digits at the begin of a text, which are taken off it.
std::string TakeDigits(std::string_view* text) {
  const auto end = std::find_if_not(text->begin(), text->end(), IsDigit);
  const auto count = static_cast<std::size_t>(end - text->begin());
  std::string digits(text->substr(0, count));
  text->remove_prefix(count);
  return digits;
}

Integer IntegerOf(const std::string& digits) {
  // A leading zero would make it octal.
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? Integer(0) : Integer(digits.substr(first));
}

// "e-3" at the begin of a text; false where it is none.
bool TakeExponent(std::string_view* text, int* exponent) {
  if (text->empty() || (text->front() != 'e' && text->front() != 'E')) return true;
  text->remove_prefix(1);
  const bool negative = !text->empty() && text->front() == '-';
  if (!text->empty() && (text->front() == '-' || text->front() == '+')) text->remove_prefix(1);
  const std::string digits = TakeDigits(text);
  if (digits.empty()) return false;
  const Integer value = IntegerOf(digits);
  if (value > kLargestExponent) return false;
  *exponent += negative ? -static_cast<int>(value) : static_cast<int>(value);
  return true;
}

// The power of ten of " %" or "‰"; -1 where something else is left.
int TakeParts(std::string_view text) {
  if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (text.empty()) return 0;
  if (text == "%") return 2;
  return text == "\xE2\x80\xB0" ? 3 : -1;
}

}  // namespace

std::optional<Number> NumberOf(std::string_view text) {
  if (text.size() > kLongestNumber) return std::nullopt;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  std::string digits = TakeDigits(&text);
  if (digits.empty()) return std::nullopt;
  int exponent = 0;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    const std::string decimals = TakeDigits(&text);
    if (decimals.empty()) return std::nullopt;
    digits += decimals;
    exponent = -static_cast<int>(decimals.size());
  }
  if (!TakeExponent(&text, &exponent)) return std::nullopt;
  const int parts = TakeParts(text);
  if (parts < 0) return std::nullopt;
  exponent -= parts;
  Number number(IntegerOf(digits));
  if (exponent > 0) number *= Number(PowerOfTen(exponent));
  if (exponent < 0) number /= Number(PowerOfTen(-exponent));
  return negative ? Number(-number) : number;
}

std::optional<Number> ExactNumberOf(std::string_view text) {
  constexpr std::string_view kPlus = " + ";
  const std::size_t plus = text.find(kPlus);
  if (plus == std::string_view::npos) return NumberOf(text);
  const std::string_view fraction = text.substr(plus + kPlus.size());
  const std::size_t slash = fraction.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<Number> whole = NumberOf(text.substr(0, plus));
  const std::optional<Number> above = NumberOf(fraction.substr(0, slash));
  const std::optional<Number> below = NumberOf(fraction.substr(slash + 1));
  if (!whole || !above || !below || *below <= 0) return std::nullopt;
  return Number(*whole + *above / *below);
}

std::string TextOf(const Number& number) {
  Integer above = boost::multiprecision::numerator(number);
  const Integer below = boost::multiprecision::denominator(number);
  const std::string sign = above < 0 ? "-" : "";
  if (above < 0) above = -above;
  int decimals = 0;
  while (decimals <= kMostDecimals && PowerOfTen(decimals) % below != 0) ++decimals;
  if (decimals > kMostDecimals) return sign + above.str() + "/" + below.str();
  std::string digits = Integer(above * (PowerOfTen(decimals) / below)).str();
  const auto count = static_cast<std::size_t>(decimals);
  if (digits.size() <= count) digits.insert(0, count + 1 - digits.size(), '0');
  if (count > 0) digits.insert(digits.size() - count, 1, '.');
  return sign + digits;
}

std::optional<Number> RoundedTo(const Number& number, const Number& step, std::string_view mode) {
  const Number steps = number / step;
  const bool negative = steps < 0;
  const Integer above = boost::multiprecision::abs(boost::multiprecision::numerator(steps));
  const Integer below = boost::multiprecision::denominator(steps);
  Integer whole = above / below;
  const Integer rest = above % below;
  const int half = rest * 2 < below ? -1 : rest * 2 == below ? 0 : 1;
  bool adds = false;
  if (mode == "half_up") {
    adds = half >= 0;
  } else if (mode == "half_even") {
    adds = half > 0 || (half == 0 && whole % 2 != 0);
  } else if (mode == "half_down") {
    adds = half > 0;
  } else if (mode == "up") {
    adds = rest > 0;
  } else if (mode == "ceiling") {
    adds = rest > 0 && !negative;
  } else if (mode == "floor") {
    adds = rest > 0 && negative;
  } else if (mode == "up_05") {
    adds = rest > 0 && whole % 5 == 0;
  } else if (mode != "down") {
    return std::nullopt;
  }
  if (adds) ++whole;
  const Number magnitude = Number(whole) * step;
  return negative ? Number(-magnitude) : magnitude;
}

Integer FloorOf(const Number& number) {
  const Integer above = boost::multiprecision::numerator(number);
  const Integer below = boost::multiprecision::denominator(number);
  Integer whole = above / below;
  if (above < 0 && whole * below != above) --whole;
  return whole;
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
