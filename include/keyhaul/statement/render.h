// An explanation as the line that a person reads on a bill.
//
//   800.00 × 2 % + 250.00 × 3 % = 23.50                                  marginal, nothing to round
//   33.33 × 2.5 % = 0.83325 → 0.83 (half_up)                             rounded, and how
//   1200.5 × 0.35 + 100.00 flat = 520.175 → 520.18 (half_up)             an amount per unit, and a flat
//   536205.00 × 4.8 % = 25737.84 (667106.00 qualifies)                   whole, with a larger qualifying basis
//   (800.00 × 2 % + 250.00 × 3 %) × 900.00 / 1050.00 = 20.142857… → 20.14 (half_up)
//                                                                        marginal over two bases
//
// Everything printed is exact but for a value whose decimals do not end, which is cut and marked with an ellipsis; the
// explanation itself holds it exactly. The text is UTF-8, with decimal points and without grouping, in any locale. The
// rounding is named only where it changed the value, and its step only where that is not one minor unit.
#ifndef KEYHAUL_STATEMENT_RENDER_H_
#define KEYHAUL_STATEMENT_RENDER_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"

namespace keyhaul {
inline namespace v1 {

struct RenderOptions {
  std::string_view currency;  // code printed after the amount; empty for none
};

// STATEMENT-01: one line without an end of line.
std::string RenderExplanation(const Explanation& explanation, const RenderOptions& options = {});

namespace statement_internal {

// Decimals that are printed of a value that does not end.
inline constexpr int kCutDecimals = 6;

// "2.5 %" for 0.025. Multiplying by 100 moves the point, which cannot fail for a rate that a schedule accepts.
inline std::string PercentText(const Decimal& rate) {
  const Result<Decimal> percent = rate.Multiply(Decimal::FromInteger(100));
  return percent.ok() ? percent->ToText() + " %" : rate.ToText() + " × 100 %";
}

inline std::string MinorText(int128 minor, int scale) {
  const Result<Decimal> amount = Decimal::Make(minor, scale);
  return amount.ok() ? amount->ToText(scale) : ToText(minor);
}

// The first decimals of a value whose decimals do not end. A negative one is written from its magnitude, so that
// cutting never changes the digits before the cut.
inline std::string CutText(const Exact& exact, int scale) {
  const bool negative = exact.whole < 0;
  const int128 whole = negative ? exact.whole + 1 : exact.whole;
  const uint128 divisor = Magnitude(exact.denominator);
  uint128 rest = Magnitude(negative ? exact.denominator - exact.numerator : exact.numerator);
  std::string text = MinorText(whole, scale);
  if (negative && whole == 0) text.insert(0, 1, '-');
  if (scale == 0) text += '.';
  for (int i = scale; i < std::max(kCutDecimals, scale + 1); ++i) {
    // Ten times the rest may not fit into 128 bits; adding it ten times, less the divisor where it is passed, does.
    char digit = '0';
    uint128 sum = 0;
    for (int k = 0; k < 10; ++k) {
      sum += rest;
      if (sum < divisor) continue;
      sum -= divisor;
      ++digit;
    }
    rest = sum;
    text += digit;
  }
  return text + "…";
}

// The exact value in major units. The base room writes a value without an end as a sum with a fraction; a bill cuts it.
inline std::string ExactText(const Exact& exact, int scale) {
  const std::string text = ToText(exact, scale);
  return text.find('+') == std::string::npos ? text : CutText(exact, scale);
}

inline std::string BenefitText(const Explanation& explanation, const ExplanationStep& step) {
  return explanation.benefit_is_rate ? statement_internal::PercentText(step.benefit)
                                     : step.benefit.ToText(explanation.amount_scale);
}

// "800.00 × 2 % + 250.00 × 3 %": the steps that have a basis.
inline std::string ProductsText(const Explanation& explanation, int* count) {
  std::string text;
  for (const ExplanationStep& step : explanation.steps) {
    if (!step.basis) continue;
    const int scale = step.kind == StepKind::whole ? explanation.payable_scale : explanation.qualifying_scale;
    if (!text.empty()) text += " + ";
    text += step.basis->ToText(scale) + " × " + BenefitText(explanation, step);
    ++*count;
  }
  return text;
}

inline void AppendFlats(const Explanation& explanation, std::string* text) {
  for (const ExplanationStep& step : explanation.steps) {
    if (step.kind != StepKind::flat) continue;
    if (!text->empty()) *text += " + ";
    *text += step.benefit.ToText(explanation.amount_scale) + " flat";
  }
}

// " → 0.83 (half_up)" where rounding changed the value.
inline std::string RoundedText(const Explanation& explanation, std::string_view currency) {
  std::string unit = currency.empty() ? std::string() : " " + std::string(currency);
  const bool unchanged = explanation.exact.numerator == 0 && explanation.exact.whole == explanation.rounded;
  if (unchanged) return unit;
  std::string text = " → " + MinorText(explanation.rounded, explanation.amount_scale) + unit + " (";
  text += Name(explanation.rounding.mode);
  const Decimal& step = explanation.rounding.step;
  const Result<int128> minor_units = step.MantissaAt(explanation.amount_scale);
  if (!minor_units.ok() || *minor_units != 1) text += " to " + step.ToText();
  return text + ")";
}

}  // namespace statement_internal

inline std::string RenderExplanation(const Explanation& explanation, const RenderOptions& options) {
  using namespace statement_internal;  // NOLINT(google-build-using-namespace): private parts of this header
  const std::string payable = explanation.payable.ToText(explanation.payable_scale);
  const std::string qualifying = explanation.qualifying.ToText(explanation.qualifying_scale);
  int products = 0;
  std::string text = ProductsText(explanation, &products);
  if (explanation.scaled_by_payable && products > 0) {
    if (products > 1) text = "(" + text + ")";
    text += " × " + payable + " / " + qualifying;
  }
  AppendFlats(explanation, &text);
  if (text.empty()) text = "nothing on " + qualifying;
  text += " = " + ExactText(explanation.exact, explanation.amount_scale);
  text += RoundedText(explanation, options.currency);
  const bool chosen_by_other = !explanation.scaled_by_payable && explanation.qualifying != explanation.payable;
  if (chosen_by_other && products > 0) text += " (" + qualifying + " qualifies)";
  return text;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_RENDER_H_
