#include "src/engine/benefit_text.h"

#include <cstddef>
#include <vector>

#include "keyhaul/statement/render_sum.h"
#include "src/engine/calc.h"

namespace keyhaul {
inline namespace v1 {

std::string StackText(const CompiledStack& compiled, const kernels::StackAnswer& answer, int128 amount) {
  const int scale = compiled.money_scale;
  const bool at_line = compiled.stack.rounding_at == StackRounding::line;
  std::vector<std::string> summands;
  summands.reserve(answer.order.size());
  bool changed = false;
  for (const std::size_t i : answer.order) {
    const kernels::StackLineAnswer& line = answer.lines[i];
    const ShownTake take{line.basis_shown, line.exact_shown, at_line ? AmountText(line.amount, scale) : std::string(),
                         line.cut, amount < 0};
    changed = changed || take.IsChangedByRounding();
    summands.push_back(RenderTake(compiled.stack.lines[i], take));
  }
  const std::string discount = AmountText(answer.discount, scale);
  const std::string sum = at_line ? RenderSumOfRounded(summands, discount, changed, compiled.rounding, scale)
                                  : RenderSum(summands, answer.exact_shown, discount, compiled.rounding, scale);
  return sum + "; " + AmountText(amount, scale) + " - " + discount + " = " +
         AmountText(amount - answer.discount, scale);
}

std::string CommitmentText(const CommitmentValue& value, int scale) {
  std::string text = AmountText(value.utilised.rounded, scale);
  if (value.overage.rounded != 0) text += " + overage " + AmountText(value.overage.rounded, scale);
  if (value.true_up.rounded != 0) text += " + true-up " + AmountText(value.true_up.rounded, scale);
  return text + " = " + AmountText(value.total.rounded, scale);
}

std::string VersionsText(const VersionsValue& value, int128 amount, int scale, const Rounding& rounding) {
  std::vector<std::string> summands;
  for (const Exact& part : value.parts) summands.push_back(statement_internal::ExactText(part, scale));
  return RenderSum(summands, statement_internal::ExactText(value.exact, scale), AmountText(amount, scale), rounding,
                   scale);
}

}  // namespace v1
}  // namespace keyhaul
