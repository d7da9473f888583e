// calc: several discounts on one amount.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/statement/render_sum.h"
#include "keyhaul/terms/compiled_stack.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/kernels/stack_kernel.h"
#include "src/policy/schedule.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kCombineWords[] = {"additive", "cascade", "best_of",  "exclusive",
                                              "priority", "zones",   "reduction"};
constexpr std::string_view kStackBasisWords[] = {"list", "net"};
constexpr std::string_view kPriorityOrderWords[] = {"lowest_first", "highest_first"};
constexpr std::string_view kThenWords[] = {"continue", "stop"};
constexpr std::string_view kRoundingAtWords[] = {"line", "term"};

// No system in use has priorities of more digits.
constexpr std::int64_t kMostPriority = 1'000'000'000;

// A member that may be absent, by a reader of its node.
template <class T, class Read>
Status ReadIfGiven(const ObjectForm& form, JsonNode node, std::string_view key, const Read& read, T* out) {
  const std::optional<JsonNode> given = form.Get(node, key);
  if (!given.has_value()) return {};
  KEYHAUL_TRY(*out, read(*given));
  return {};
}

Result<Combine> ReadCombine(JsonNode node) { return ReadWord<Combine>(node, kCombineWords); }

Result<StackLine> ReadStackLine(const CalcRequest& request, const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  StackLine line;
  KEYHAUL_TRY(line.id, ReadText(form.Require(node, "id")));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "rate", ReadDecimal, &line.rate));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "amount", ReadDecimal, &line.amount));
  KEYHAUL_CHECK(ReadIfGiven(
      form, node, "schedule",
      [&request](JsonNode schedule) { return ReadSchedule(request.context, schedule, "terms[].schedule"); },
      &line.schedule));
  KEYHAUL_CHECK(ReadIfGiven(
      form, node, "basis", [](JsonNode word) { return ReadWord<StackBasis>(word, kStackBasisWords); }, &line.basis));
  KEYHAUL_CHECK(ReadIfGiven(
      form, node, "priority", [](JsonNode number) { return ReadInteger(number, -kMostPriority, kMostPriority); },
      &line.priority));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "exclusive", ReadBoolean, &line.exclusive));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "zone", ReadText, &line.zone));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "reduces_others", ReadBoolean, &line.reduces_others));
  return line;
}

Result<StackZone> ReadStackZone(const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  StackZone zone;
  KEYHAUL_TRY(zone.name, ReadText(form.Require(node, "name")));
  KEYHAUL_TRY(zone.combine, ReadCombine(form.Require(node, "combine")));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "otherwise", ReadCombine, &zone.otherwise));
  KEYHAUL_CHECK(ReadIfGiven(
      form, node, "then", [](JsonNode word) { return ReadWord<ZoneThen>(word, kThenWords); }, &zone.then));
  return zone;
}

Result<Stack> ReadStack(const CalcRequest& request, const ObjectForm& form) {
  const JsonNode node = request.node;
  Stack stack;
  KEYHAUL_TRY(stack.combine, ReadCombine(form.Require(node, "combine")));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "otherwise", ReadCombine, &stack.otherwise));
  KEYHAUL_CHECK(ReadIfGiven(
      form, node, "priority_order", [](JsonNode word) { return ReadWord<PriorityOrder>(word, kPriorityOrderWords); },
      &stack.priority_order));
  KEYHAUL_CHECK(ReadIfGiven(
      form, node, "rounding_at", [](JsonNode word) { return ReadWord<StackRounding>(word, kRoundingAtWords); },
      &stack.rounding_at));
  const ObjectForm zone_form(request.context, "calc.stack.zones[]");
  if (const auto zones = form.Get(node, "zones")) {
    KEYHAUL_TRY(const auto elements, ReadElements(request.context, *zones, "calc.stack.zones[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_TRY(stack.zones.emplace_back(), ReadStackZone(zone_form, element));
    }
  }
  const ObjectForm line_form(request.context, "calc.stack.lines[]");
  KEYHAUL_TRY(const auto lines, ReadElements(request.context, form.Require(node, "lines"), "calc.stack.lines[]"));
  for (const JsonNode line : lines) {
    KEYHAUL_TRY(stack.lines.emplace_back(), ReadStackLine(request, line_form, line));
  }
  return stack;
}

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

// An error of the stack, or of its rounding's step.
Error StackError(const CalcRequest& request, Error error) {
  if (error.path == "step") return RuleError(request, "rounding", std::move(error));
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
  KEYHAUL_TRY(const Stack stack, ReadStack(request, form));
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
