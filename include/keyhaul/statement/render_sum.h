// Figures that add up, as the line that a person reads.
//
//   100.00 × 20 % + 80.00 × 10 % = 28.00                      discounts of a stack
//   100.00 + 66.665 = 166.665 → 166.67 (half_up)              versions of a schedule
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

// `exact` is the sum as it is shown and `rounded` the amount, both in major units; a summand below 0 is subtracted.
inline std::string RenderSum(std::span<const std::string> summands, std::string_view exact, std::string_view rounded,
                             const Rounding& rounding, int scale) {
  std::string text;
  for (const std::string& summand : summands) {
    const bool negative = summand.front() == '-';
    if (!text.empty()) text += negative ? " - " : " + ";
    text += std::string_view(summand).substr(negative && !text.empty() ? 1 : 0);
  }
  if (text.empty()) text = "nothing";
  text += " = " + std::string(exact);
  if (exact == rounded) return text;
  return text + " → " + std::string(rounded) + statement_internal::RoundingText(rounding, scale);
}

// What a line of a stack takes on a basis: "80.00 × 10 %", "10.00", "bonus on 80.00", each with what it was cut to.
inline std::string RenderTake(const StackLine& line, std::string_view basis, std::string_view taken, bool cut) {
  std::string text;
  if (line.rate) {
    text = std::string(basis) + " × " + statement_internal::PercentText(*line.rate);
  } else if (line.amount && !cut) {
    return std::string(taken);
  } else {
    text =
        line.amount ? line.amount->ToText() : line.id + " on " + std::string(basis) + " (" + std::string(taken) + ")";
  }
  if (cut) text += " (cut to " + std::string(taken) + ")";
  return text;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_RENDER_SUM_H_
