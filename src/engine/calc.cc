#include "src/engine/calc.h"

#include <optional>
#include <set>
#include <utility>

#include "keyhaul/engine/engine.h"
#include "src/engine/calc_keys.h"

namespace keyhaul {
inline namespace v1 {
namespace {

using Kind = Status (*)(const CalcRequest&, JsonWriter*);
constexpr Kind kKinds[] = {CalcSchedule, CalcSettlement, CalcCommitment,    CalcStack,
                           CalcGroup,    CalcVersions,   CalcExchange,      CalcAllocation,
                           CalcTiering,  CalcMovement,   CalcConcentration, CalcVariability,
                           CalcRfm,      CalcRanking,    CalcWeights,       CalcScorecard};
static_assert(std::size(kKinds) == std::size(kCalcKinds));

// The name of a code as base/error.h has it: hosts print it, and people search for it.
std::string_view NameOf(Code code) {
  switch (code) {
    case Code::invalid_argument:
      return "invalid_argument";
    case Code::policy_syntax:
      return "policy_syntax";
    case Code::policy_unknown_key:
      return "policy_unknown_key";
    case Code::policy_missing_key:
      return "policy_missing_key";
    case Code::policy_duplicate_key:
      return "policy_duplicate_key";
    case Code::policy_value:
      return "policy_value";
    case Code::policy_unsupported:
      return "policy_unsupported";
    case Code::data_value:
      return "data_value";
    case Code::data_duplicate:
      return "data_duplicate";
    case Code::data_conflict:
      return "data_conflict";
    case Code::data_empty:
      return "data_empty";
    case Code::overflow:
      return "overflow";
    case Code::currency_mismatch:
      return "currency_mismatch";
    case Code::division_by_zero:
      return "division_by_zero";
    case Code::inexact:
      return "inexact";
    default:
      return "internal";
  }
}

void WriteError(const Error& error, JsonWriter* out) {
  out->Key("error").BeginObject();
  out->Key("code").Integer(static_cast<std::int32_t>(error.code)).Key("name").Text(NameOf(error.code));
  out->Key("message").Text(error.message).Key("path").Text(error.path);
  out->Key("line").Integer(error.line).Key("column").Integer(error.line_column);
  out->Key("rule").Text(error.rule).EndObject();
}

// The kind of a request, which decides what else may stand in it.
Result<std::size_t> KindOf(JsonNode node) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::object));
  const std::optional<JsonNode> calc = node.Find("calc");
  if (calc.has_value()) return ReadWordIndex(*calc, kCalcKinds);
  Error error = node.MakeError(Code::policy_missing_key,
                               "the key \"calc\" is missing; expected one of " + ListWords(kCalcKinds, "and"));
  error.path = Under(error.path, MakeErrorAt(error.code, "calc", {})).path;
  return error;
}

Status Answer(const CalcRequest& request, JsonWriter* out) {
  KEYHAUL_TRY(const std::size_t kind, KindOf(request.node));
  out->Key("calc").Text(kCalcKinds[kind]);
  return kKinds[kind](request, out);
}

// One answer. What an answer that fails had written is taken back.
void AnswerOne(const CalcRequest& request, JsonWriter* out, std::optional<Error>* first_error) {
  out->BeginObject();
  const JsonWriter::Mark start = out->Here();
  if (Status status = Answer(request, out); !status.ok()) {
    out->Return(start);
    const Result<std::size_t> kind = KindOf(request.node);
    kind.ok() ? out->Key("calc").Text(kCalcKinds[*kind]) : out->Key("calc").Null();
    WriteError(status.error(), out);
    if (!first_error->has_value()) *first_error = status.error();
  }
  out->EndObject();
}

}  // namespace

Result<int128> ReadMantissa(JsonNode node, int scale) {
  KEYHAUL_TRY(const Decimal number, ReadDecimal(node));
  Result<int128> mantissa = number.MantissaAt(scale);
  if (!mantissa.ok()) return node.MakeError(Code::policy_value, mantissa.error().message);
  return mantissa;
}

std::string AmountText(int128 mantissa, int scale) {
  const Result<Decimal> number = Decimal::Make(mantissa, scale);
  return number.ok() ? number->ToText(scale) : ToText(mantissa);
}

Error ErrorAt(JsonNode node, Error error) {
  Error located = node.MakeError(error.code, std::move(error.message));
  located.value = std::move(error.value);
  located.rule = std::move(error.rule);
  return located;
}

std::string AnswerCalc(std::string_view request, std::optional<Error>* error,
                       std::set<std::string, std::less<>>* asked) {
  JsonWriter out(JsonWriter::Layout::indented);
  const Result<JsonDocument> document = JsonDocument::Parse(request);
  if (!document.ok()) {
    *error = document.error();
    out.BeginObject().Key("calc").Null();
    WriteError(**error, &out);
    return std::move(out.EndObject()).Finish();
  }
  const ReadContext context{kRequestKeys, asked};
  const JsonNode root = document->root();
  if (root.kind() != JsonKind::array) {
    AnswerOne({*document, root, context}, &out, error);
    return std::move(out).Finish();
  }
  out.BeginArray();
  for (const JsonNode node : root.Children()) AnswerOne({*document, node, context}, &out, error);
  return std::move(out.EndArray()).Finish();
}

CalcAnswer Calc(std::string_view request) {
  CalcAnswer answer;
  answer.json = AnswerCalc(request, &answer.error, nullptr);
  answer.json += '\n';
  return answer;
}

}  // namespace v1
}  // namespace keyhaul
