// An explanation as the line that a person reads on a bill.
//
//   800.00 × 2 % + 250.00 × 3 % = 23.50                                  marginal, nothing to round
//   33.33 × 2.5 % = 0.83325 → 0.83 (half_up)                             rounded, and how
//   1200.5 × 0.35 + 100.00 flat = 520.175 → 520.18 (half_up)             an amount per unit, and a flat
//   536205.00 × 4.8 % = 25737.84 (667106.00 qualifies)                   whole, with a larger qualifying basis
//   (800.00 × 2 % + 250.00 × 3 %) × 900.00 / 1050.00 = 20.142857… → 20.14 (half_up)
//                                                                        marginal over two bases
//   3 × 2.00 = 6.00                                                        blocks
//   350000.00 × 3 % = 10500.00                                             the growth alone
//   500.00 × 2 % + 500.00 × 1 % × 500.00 / 1000.00 = 12.50                 on the line from 2 % to 3 %
//   500 × 0.1029 = 51.45 (450 rated as 500)                                deficit rating
//   40000.00 × 1 % + 30 × 0.10 = 403.00                                    money and a counted quantity
//   (33.33 × 2.5 % → 0.83) + 10.00 × 3 % = 1.13 (half_up)                  each slice rounded
//   3 × (33.333333 → 33.33) = 99.99 (half_up)                              each price rounded
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

// Steps that are taken of the qualifying basis, and scaled to what earns where that is another; the other kinds are
// taken of what earns itself.
inline bool IsPart(StepKind kind) {
  return kind == StepKind::slice || kind == StepKind::rolled || kind == StepKind::growth || kind == StepKind::deficit;
}

inline std::string BenefitText(const Explanation& explanation, const ExplanationStep& step) {
  const bool is_money = step.kind == StepKind::counted || step.kind == StepKind::block || !explanation.benefit_is_rate;
  if (!is_money) return statement_internal::PercentText(step.benefit);
  const std::string price = step.benefit.ToText(explanation.amount_scale);
  return step.listed ? "(" + ExactText(*step.listed, explanation.amount_scale) + " → " + price + ")" : price;
}

// " × 500.00 / 1000.00": how far the basis has come between two bounds.
inline std::string WayText(const Explanation& explanation, const ExplanationStep& step) {
  const int scale = explanation.qualifying_scale;
  const Result<Decimal> passed = explanation.qualifying.Subtract(step.from);
  const Result<Decimal> width = step.to.value_or(step.from).Subtract(step.from);
  if (!passed.ok() || !width.ok()) return "";
  return " × " + passed->ToText(scale) + " / " + width->ToText(scale);
}

inline std::string ProductText(const Explanation& explanation, const ExplanationStep& step) {
  int scale = IsPart(step.kind) ? explanation.qualifying_scale : explanation.payable_scale;
  if (step.kind == StepKind::block) scale = 0;
  if (step.kind == StepKind::counted) {
    scale = explanation.scaled_by_counted ? explanation.qualifying_scale : explanation.counted_scale;
  }
  std::string text = step.basis->ToText(scale) + " × " + BenefitText(explanation, step);
  if (step.kind == StepKind::interpolated) text += WayText(explanation, step);
  return text;
}

// "(33.33 × 2.5 % → 0.83)": a summand, and what it was rounded to where that changed it by itself.
inline std::string StepText(const Explanation& explanation, const ExplanationStep& step, const std::string& text) {
  if (!step.unrounded) return text;
  return "(" + text + " → " + MinorText(step.value.whole, explanation.amount_scale) + ")";
}

// "800.00 × 2 % + 250.00 × 3 %": the steps that have a basis and are `chosen`, each `scaled`.
template <class Chosen>
std::string ProductsText(const Explanation& explanation, const Chosen& chosen, const std::string& scaled, int* count) {
  std::string text;
  for (const ExplanationStep& step : explanation.steps) {
    if (!step.basis || !chosen(step.kind)) continue;
    if (!text.empty()) text += " + ";
    text += StepText(explanation, step, ProductText(explanation, step) + scaled);
    ++*count;
  }
  return text;
}

inline void AppendSum(const std::string& summand, std::string* text) {
  if (!text->empty() && !summand.empty()) *text += " + ";
  *text += summand;
}

// The products of one basis, in brackets and scaled where that is so; each by itself where each is rounded.
template <class Chosen>
void AppendProducts(const Explanation& explanation, const Chosen& chosen, const std::string& earning,
                    std::string* text) {
  int products = 0;
  std::string scaled;
  if (!earning.empty()) scaled = " × " + earning + " / " + explanation.qualifying.ToText(explanation.qualifying_scale);
  const bool each = explanation.rounding.at == RoundingPoint::slice;
  std::string sum = ProductsText(explanation, chosen, each ? scaled : std::string(), &products);
  if (!each && !scaled.empty() && products > 0) {
    if (products > 1) sum = "(" + sum + ")";
    sum += scaled;
  }
  AppendSum(sum, text);
}

inline void AppendFlats(const Explanation& explanation, std::string* text) {
  for (const ExplanationStep& step : explanation.steps) {
    const bool is_flat = step.kind == StepKind::flat || (step.kind == StepKind::interpolated && !step.basis);
    if (!is_flat) continue;
    std::string flat = step.benefit.ToText(explanation.amount_scale) + " flat";
    if (step.kind == StepKind::interpolated) flat += WayText(explanation, step);
    AppendSum(StepText(explanation, step, flat), text);
  }
}

// " (half_up)", with the step where that is not one minor unit.
inline std::string RoundingText(const Rounding& rounding, int scale) {
  std::string text = " (" + std::string(Name(rounding.mode));
  const Result<int128> minor_units = rounding.step.MantissaAt(scale);
  if (!minor_units.ok() || *minor_units != 1) text += " to " + rounding.step.ToText();
  return text + ")";
}

// " → 0.83 (half_up)" where rounding changed the value, " (half_up)" where it changed steps or prices of it.
inline std::string RoundedText(const Explanation& explanation, std::string_view currency) {
  std::string unit = currency.empty() ? std::string() : " " + std::string(currency);
  const bool unchanged = explanation.exact.numerator == 0 && explanation.exact.whole == explanation.rounded;
  if (unchanged) {
    const auto is_changed = [](const ExplanationStep& step) { return step.unrounded || step.listed; };
    const bool changed = std::any_of(explanation.steps.begin(), explanation.steps.end(), is_changed);
    return changed ? unit + RoundingText(explanation.rounding, explanation.amount_scale) : unit;
  }
  return " → " + MinorText(explanation.rounded, explanation.amount_scale) + unit +
         RoundingText(explanation.rounding, explanation.amount_scale);
}

// What the reader would otherwise miss: another basis that chose the bracket, or one that was rated in its place.
inline std::string RemarkText(const Explanation& explanation, bool has_products) {
  const std::string qualifying = explanation.qualifying.ToText(explanation.qualifying_scale);
  for (const ExplanationStep& step : explanation.steps) {
    if (step.kind != StepKind::deficit) continue;
    return " (" + qualifying + " rated as " + step.basis->ToText(explanation.qualifying_scale) + ")";
  }
  if (explanation.bracket < 0 && explanation.baseline && explanation.baseline->sign() <= 0 &&
      explanation.qualifying.sign() >= 0) {
    return " (no baseline)";
  }
  const bool chosen_by_other = !explanation.scaled_by_payable && explanation.qualifying != explanation.payable;
  return chosen_by_other && has_products ? " (" + qualifying + " qualifies)" : "";
}

}  // namespace statement_internal

inline std::string RenderExplanation(const Explanation& explanation, const RenderOptions& options) {
  using namespace statement_internal;  // NOLINT(google-build-using-namespace): private parts of this header
  std::string text;
  AppendProducts(explanation, IsPart,
                 explanation.scaled_by_payable ? explanation.payable.ToText(explanation.payable_scale) : std::string(),
                 &text);
  AppendProducts(
      explanation, [](StepKind kind) { return !IsPart(kind) && kind != StepKind::counted; }, std::string(), &text);
  const bool has_products = !text.empty();
  AppendProducts(
      explanation, [](StepKind kind) { return kind == StepKind::counted; },
      explanation.scaled_by_counted ? explanation.counted->ToText(explanation.counted_scale) : std::string(), &text);
  AppendFlats(explanation, &text);
  if (text.empty()) text = "nothing on " + explanation.qualifying.ToText(explanation.qualifying_scale);
  text += " = " + ExactText(explanation.exact, explanation.amount_scale);
  text += RoundedText(explanation, options.currency);
  return text + RemarkText(explanation, has_products);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_RENDER_H_
