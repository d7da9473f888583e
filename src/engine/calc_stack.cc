// calc: several discounts on one amount.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/terms/compiled_stack.h"
#include "src/engine/benefit_text.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/kernels/stack_kernel.h"
#include "src/policy/stack.h"

namespace keyhaul {
inline namespace v1 {
namespace {

void WriteOrder(const Stack& stack, const std::vector<std::size_t>& order, JsonWriter* out) {
  out->Key("order").BeginArray();
  for (const std::size_t i : order) out->Text(stack.lines[i].id);
  out->EndArray();
}

void WriteTakes(const Stack& stack, const kernels::StackAnswer& answer, int scale, JsonWriter* out) {
  out->Key("lines").BeginArray();
  for (std::size_t i = 0; i < answer.lines.size(); ++i) {
    const kernels::StackLineAnswer& line = answer.lines[i];
    out->BeginObject().Key("id").Text(stack.lines[i].id).Key("basis");
    line.applied ? out->Text(line.basis) : out->Null();
    out->Key("exact").Text(line.exact).Key("amount").Text(AmountText(line.amount, scale));
    out->Key("applied").Boolean(line.applied);
    if (line.cut) out->Key("cut").Boolean(true);
    if (line.equal_priority) out->Key("equal_priority").Boolean(true);
    out->EndObject();
  }
  out->EndArray();
  WriteOrder(stack, answer.order, out);
}

Status WriteSpread(const CompiledStack& compiled, int128 amount, JsonWriter* out) {
  KEYHAUL_TRY(const StackSpread spread, kernels::SpreadOfStack(compiled, amount));
  const auto end = [&compiled, out](std::string_view key, int128 discount, const std::vector<std::size_t>& order) {
    out->Key(key).BeginObject().Key("discount").Text(AmountText(discount, compiled.money_scale));
    WriteOrder(compiled.stack, order, out);
    out->EndObject();
  };
  out->Key("spread").BeginObject().Key("orders").Integer(spread.orders);
  end("least", spread.least, spread.least_order);
  end("greatest", spread.greatest, spread.greatest_order);
  out->EndObject();
  return {};
}

// An error of the stack, or of its rounding.
Error StackError(const CalcRequest& request, Error error) {
  if (error.path == "step" || error.path == "at") return RuleError(request, "rounding", std::move(error));
  return Located(request.document, request.node, std::move(error));
}

}  // namespace

Status CalcStack(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.stack");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const CalcMoney money, ReadCalcMoney(request, form));
  KEYHAUL_TRY(const int128 amount, ReadMantissa(form.Require(request.node, "amount"), money.scale));
  bool spread = false;
  KEYHAUL_CHECK(ReadIfGiven(form, request.node, "spread", ReadBoolean, &spread));
  KEYHAUL_TRY(const Stack stack, ReadStack(request.context, form, request.node, "calc.stack"));
  Result<CompiledStack> compiled = CompileStack(stack, money.scale, money.rounding);
  if (!compiled.ok()) return StackError(request, std::move(compiled).error());
  Result<kernels::StackAnswer> answer = kernels::EvaluateStack(*compiled, amount);
  if (!answer.ok()) return StackError(request, std::move(answer).error());
  out->Key("currency").Text(money.currency.code()).Key("amount").Text(AmountText(amount, money.scale));
  out->Key("discount").Text(AmountText(answer->discount, money.scale));
  out->Key("net").Text(AmountText(amount - answer->discount, money.scale)).Key("exact").Text(answer->exact);
  WriteTakes(stack, *answer, money.scale, out);
  out->Key("text").Text(StackText(*compiled, *answer, amount));
  if (!spread) return {};
  Status status = WriteSpread(*compiled, amount, out);
  if (!status.ok()) return StackError(request, std::move(status).error());
  return {};
}

}  // namespace v1
}  // namespace keyhaul
