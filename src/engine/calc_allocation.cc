// calc: a total shared out by weights.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/allocation.h"
#include "keyhaul/base/rounding_rule.h"
#include "src/engine/calc.h"
#include "src/kernels/allocation_kernel.h"
#include "src/policy/pieces.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kAllocationWords[] = {"largest_remainder", "floor_then_first", "half_down_then_first",
                                                 "last", "largest_line"};
constexpr std::string_view kZeroWeightsWords[] = {"equal", "error"};

// Weights at one scale, and their keys where they have any.
struct Weights {
  std::vector<JsonNode> nodes;
  std::vector<int128> values;
  std::vector<std::string_view> keys;
};

// The step that parts are multiples of: given, or the minor unit of a currency.
Result<Decimal> ReadStep(const CalcRequest& request, const ObjectForm& form) {
  const std::optional<JsonNode> currency = form.Get(request.node, "currency");
  const std::optional<JsonNode> rounding = form.Get(request.node, "rounding");
  std::optional<Decimal> step;
  if (currency.has_value()) {
    KEYHAUL_TRY(const Currency known, ReadCurrency(*currency));
    step = DefaultRounding(known).step;
  }
  if (rounding.has_value()) {
    const ObjectForm rounding_form(request.context, "calc.allocation.rounding");
    KEYHAUL_CHECK(rounding_form.Check(*rounding));
    const JsonNode given = rounding_form.Require(*rounding, "step");
    KEYHAUL_TRY(step, ReadDecimal(given));
    if (Status status = CheckRounding({RoundingMode::half_up, *step}); !status.ok()) {
      return ErrorAt(given, std::move(status).error());
    }
  }
  if (!step.has_value()) {
    return request.node.MakeError(Code::policy_missing_key, "expected a currency or a rounding with its step");
  }
  return *step;
}

// An amount as a number of steps.
Result<int128> ReadSteps(JsonNode node, const Decimal& step, std::string_view what) {
  KEYHAUL_TRY(const Decimal amount, ReadDecimal(node));
  const int scale = std::max(amount.scale(), step.scale());
  const Result<int128> size = step.MantissaAt(scale);
  const Result<int128> mantissa = amount.MantissaAt(scale);
  if (!size.ok() || !mantissa.ok()) return node.MakeError(Code::overflow, amount.ToText() + " passes 128 bits");
  const Division<int128> steps = DivideTruncated<int128>(*mantissa, *size);
  if (steps.remainder != 0) {
    return node.MakeError(Code::policy_value,
                          std::string(what) + amount.ToText() + " is not a multiple of " + step.ToText());
  }
  return steps.quotient;
}

Result<Weights> ReadWeightNodes(const CalcRequest& request, JsonNode node) {
  Weights weights;
  if (node.kind() == JsonKind::object) {
    KEYHAUL_TRY(weights.nodes, ReadNamedMembers(request.context, node, "calc.allocation.weights.*"));
    for (const JsonNode member : weights.nodes) weights.keys.push_back(member.key());
    return weights;
  }
  KEYHAUL_TRY(weights.nodes, ReadElements(request.context, node, "calc.allocation.weights[]"));
  return weights;
}

Result<Weights> ReadWeights(const CalcRequest& request, JsonNode node, bool are_amounts, const Decimal& step) {
  KEYHAUL_TRY(Weights weights, ReadWeightNodes(request, node));
  if (weights.nodes.empty()) return node.MakeError(Code::policy_value, "expected at least one weight");
  std::vector<Decimal> numbers;
  int scale = 0;
  for (const JsonNode weight : weights.nodes) {
    KEYHAUL_TRY(const Decimal number, ReadDecimal(weight));
    scale = std::max(scale, number.scale());
    numbers.push_back(number);
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (are_amounts) {
      KEYHAUL_TRY(weights.values.emplace_back(), ReadSteps(weights.nodes[i], step, "the amount "));
      continue;
    }
    Result<int128> mantissa = numbers[i].MantissaAt(scale);
    if (!mantissa.ok()) return ErrorAt(weights.nodes[i], std::move(mantissa).error());
    weights.values.push_back(*mantissa);
  }
  return weights;
}

Result<AllocationOptions> ReadOptions(const CalcRequest& request, const ObjectForm& form) {
  AllocationOptions options;
  if (const auto method = form.Get(request.node, "method")) {
    KEYHAUL_TRY(options.method, ReadWord<AllocationMethod>(*method, kAllocationWords));
  }
  if (const auto zero = form.Get(request.node, "zero_weights")) {
    KEYHAUL_TRY(options.zero_weights, ReadWord<ZeroWeights>(*zero, kZeroWeightsWords));
  }
  if (const auto capped = form.Get(request.node, "capped")) {
    KEYHAUL_TRY(options.capped, ReadBoolean(*capped));
  }
  return options;
}

}  // namespace

Status CalcAllocation(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.allocation");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const Decimal step, ReadStep(request, form));
  KEYHAUL_TRY(AllocationOptions options, ReadOptions(request, form));
  KEYHAUL_TRY(const int128 total, ReadSteps(form.Require(request.node, "total"), step, "the total "));
  const JsonNode weights_node = form.Require(request.node, "weights");
  KEYHAUL_TRY(const Weights weights, ReadWeights(request, weights_node, options.capped, step));
  options.keys = weights.keys;
  std::vector<int128> parts(weights.values.size());
  Result<int128> leftover = kernels::Allocate(total, weights.values, options, parts);
  if (!leftover.ok()) {
    Error error = std::move(leftover).error();
    const bool names_weight = error.row >= 0 && error.row < static_cast<std::int64_t>(weights.nodes.size());
    const JsonNode place = names_weight ? weights.nodes[static_cast<std::size_t>(error.row)] : weights_node;
    return ErrorAt(place, std::move(error));
  }
  // A number of steps back as an amount; it is no larger than the total, so it fits.
  const auto text = [&step](int128 steps) { return AmountText(steps * step.mantissa(), step.scale()); };
  out->Key("method").Text(kAllocationWords[static_cast<std::size_t>(options.method)]);
  out->Key("parts").BeginArray();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    out->BeginObject();
    if (!weights.keys.empty()) out->Key("key").Text(weights.keys[i]);
    out->Key("weight").Text(weights.nodes[i].text()).Key("part").Text(text(parts[i])).EndObject();
  }
  out->EndArray().Key("leftover").Text(text(*leftover));
  return {};
}

}  // namespace v1
}  // namespace keyhaul
