#include "src/kernels/stack_kernel.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <utility>

#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// Eight rates of eighteen digits (480 bits) on 128 bits, twice over for a comparison, are within it. The unchecked kind
// wraps; every operation on a ratio asks for the bits first.
using StackInt = boost::multiprecision::number<
    boost::multiprecision::cpp_int_backend<1024, 1024, boost::multiprecision::signed_magnitude,
                                           boost::multiprecision::unchecked, void>,
    boost::multiprecision::et_off>;

}  // namespace kernels

namespace terms_internal {

template <>
struct RatioWidth<kernels::StackInt> {
  static constexpr int kMost = 1022;
  static int Bits(const kernels::StackInt& x) {
    return x.is_zero() ? 0 : static_cast<int>(boost::multiprecision::msb(boost::multiprecision::abs(x))) + 1;
  }
};

}  // namespace terms_internal

namespace kernels {
namespace {

using terms_internal::Ratio;

// As base/exact.h has them for 128 bits: the most digits after the point that are written out, and those that a bill
// shows of a value with more.
constexpr int kMostWritten = 40;
constexpr int kMostShown = 6;

std::string DigitsOf(const StackInt& x) { return x.str(); }

// "12.34" for 1234 at scale 2.
std::string WithPointAt(std::string digits, int scale) {
  const auto decimals = static_cast<std::size_t>(scale);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - decimals, 1, '.');
  return digits;
}

// |x| as a whole number of units of 10^-decimals, if it is one.
bool AtDecimals(const Ratio<StackInt>& x, int extra, StackInt* out) {
  StackInt numerator = boost::multiprecision::abs(x.numerator);
  for (int i = 0; i < extra; ++i) {
    if (!terms_internal::ProductFits(numerator, StackInt(10))) return false;
    numerator *= 10;
  }
  *out = numerator / x.denominator;
  return numerator % x.denominator == 0;
}

// In major units, as keyhaul::ToText writes an Exact.
std::string TextOf(const Ratio<StackInt>& x, int scale) {
  StackInt digits;
  for (int extra = 0; scale + extra <= kMostWritten; ++extra) {
    if (!AtDecimals(x, extra, &digits)) continue;
    const std::string text = WithPointAt(DigitsOf(digits), scale + extra);
    return x.IsNegative() ? "-" + text : text;
  }
  const Ratio<StackInt> reduced = terms_internal::Reduced(x);
  const Division<StackInt> parts = DivideFloor(reduced.numerator, reduced.denominator);
  const bool negative = parts.quotient < 0;
  const std::string whole = WithPointAt(DigitsOf(boost::multiprecision::abs(parts.quotient)), scale);
  return (negative ? "-" : "") + whole + " + " + DigitsOf(parts.remainder) + "/" + DigitsOf(reduced.denominator) +
         std::string(static_cast<std::size_t>(scale), '0');
}

// The same, cut after the decimals that a bill has room for.
std::string ShownOf(const Ratio<StackInt>& x, int scale) {
  StackInt digits;
  const int most = std::max(kMostShown, scale);
  for (int extra = 0; scale + extra <= most; ++extra) {
    const bool ends = AtDecimals(x, extra, &digits);
    if (!ends && scale + extra < most) continue;
    const std::string text = WithPointAt(DigitsOf(digits), scale + extra) + (ends ? "" : "…");
    return x.IsNegative() ? "-" + text : text;
  }
  return {};
}

template <class Int>
Ratio<StackInt> Wide(const Ratio<Int>& x) {
  return {StackInt(x.numerator), StackInt(x.denominator)};
}
template <>
Ratio<StackInt> Wide(const Ratio<int128>& x) {
  return {terms_internal::Widen<StackInt>(x.numerator), terms_internal::Widen<StackInt>(x.denominator)};
}

template <class Int>
StackAnswer AnswerOf(const CompiledStack& stack, StackValue<Int> value) {
  const int scale = stack.money_scale;
  StackAnswer answer;
  answer.discount = value.discount;
  answer.exact = TextOf(Wide(value.exact), scale);
  answer.exact_shown = ShownOf(Wide(value.exact), scale);
  for (const StackTake<Int>& take : value.lines) {
    StackLineAnswer line{take.applied, take.cut, take.equal_priority, {}, {}, {}, {}, take.amount};
    line.basis = TextOf(Wide(take.basis), scale);
    line.basis_shown = ShownOf(Wide(take.basis), scale);
    line.exact = TextOf(Wide(take.exact), scale);
    line.exact_shown = ShownOf(Wide(take.exact), scale);
    answer.lines.push_back(std::move(line));
  }
  answer.order = std::move(value.order);
  return answer;
}

Result<Exact> PaysWide(const CompiledSchedule& schedule, int128 basis) {
  KEYHAUL_TRY(const ScheduleValue value, kernels::Evaluate(schedule, Bases{basis, basis}));
  return value.exact;
}

}  // namespace

Result<StackAnswer> EvaluateStack(const CompiledStack& stack, int128 amount) {
  Result<StackValue<int128>> fast = keyhaul::EvaluateStack(stack, amount);
  if (fast.ok()) return AnswerOf(stack, *std::move(fast));
  if (fast.error().code != Code::overflow) return std::move(fast).error();
  KEYHAUL_TRY(StackValue<StackInt> value, terms_internal::EvaluateStackWith<StackInt>(stack, amount, PaysWide));
  return AnswerOf(stack, std::move(value));
}

Result<StackSpread> SpreadOfStack(const CompiledStack& stack, int128 amount) {
  Result<StackSpread> fast = keyhaul::SpreadOfStack(stack, amount);
  if (fast.ok() || fast.error().code != Code::overflow) return fast;
  return terms_internal::StackEvaluator<StackInt, decltype(&PaysWide)>(stack, PaysWide).Spread(amount);
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul
