// Figures that add up, as the line that a person reads.
//
//   100.00 × 20 % + 80.00 × 10 % = 28.00                                   discounts of a stack
//   (100.00 × 3.335 % → 3.34) + (96.66 × 10 % → 9.67) = 13.01 (half_up)    where each is rounded
//   100.00 + 66.665 = 166.665 → 166.67 (half_up)                           versions of a schedule
//
// The rounding is named only where it changed the sum, as in render.h.
#ifndef KEYHAUL_STATEMENT_RENDER_SUM_H_
#define KEYHAUL_STATEMENT_RENDER_SUM_H_

#include <span>
#include <string>
#include <string_view>

#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/statement/render.h"
#include "keyhaul/terms/stack.h"

namespace keyhaul {
inline namespace v1 {

namespace statement_internal {

// A summand below 0 is subtracted.
inline std::string JoinSummands(std::span<const std::string> summands) {
  std::string text;
  for (const std::string& summand : summands) {
    const bool negative = summand.front() == '-';
    if (!text.empty()) text += negative ? " - " : " + ";
    text += std::string_view(summand).substr(negative && !text.empty() ? 1 : 0);
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace statement_internal

// `exact` is the sum as it is shown and `rounded` the amount, both in major units.
inline std::string RenderSum(std::span<const std::string> summands, std::string_view exact, std::string_view rounded,
                             const Rounding& rounding, int scale) {
  std::string text = statement_internal::JoinSummands(summands) + " = " + std::string(exact);
  if (exact == rounded) return text;
  return text + " → " + std::string(rounded) + statement_internal::RoundingText(rounding, scale);
}

// Figures that were rounded each; `sum` is that of what is left of them, and `changed` whether rounding changed any.
inline std::string RenderSumOfRounded(std::span<const std::string> summands, std::string_view sum, bool changed,
                                      const Rounding& rounding, int scale) {
  const std::string text = statement_internal::JoinSummands(summands) + " = " + std::string(sum);
  return changed ? text + statement_internal::RoundingText(rounding, scale) : text;
}

// What a line of a stack takes, in major units; of a credit note the figures are below 0.
struct ShownTake {
  std::string basis = {};
  std::string exact = {};
  std::string rounded = {};  // where the line is rounded by itself, its amount
  bool cut = false;          // it would have taken more
  bool mirrored = false;     // of a credit note

  bool IsChangedByRounding() const { return !rounded.empty() && rounded != exact; }
};

// "80.00 × 10 %", "10.00", "0.80 (bonus on 80.00)", each with what it was cut to, and with what it was rounded to.
inline std::string RenderTake(const StackLine& line, const ShownTake& take) {
  std::string text = take.exact;
  if (line.rate) text = take.basis + " × " + statement_internal::PercentText(*line.rate);
  // Only what takes away is cut, which a credit note gives back.
  if (line.amount && take.cut) text = (take.mirrored ? "-" : "") + line.amount->ToText();
  if (line.schedule) text += " (" + line.id + " on " + take.basis + (take.cut ? ", cut)" : ")");
  if (take.cut && !line.schedule) text += " (cut to " + take.exact + ")";
  return take.IsChangedByRounding() ? "(" + text + " → " + take.rounded + ")" : text;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_RENDER_SUM_H_
