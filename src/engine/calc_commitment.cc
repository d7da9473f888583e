// calc: what is owed beside a spend under a minimum commitment.
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/terms/commitment.h"
#include "src/engine/benefit_text.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/policy/line_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// No proration has more days; what is no part of the whole is refused by the rule itself.
constexpr std::int64_t kMostProratedDays = 1'000'000;

// The days stand beside the commitment, not in it.
Result<Commitment> ReadProratedCommitment(const CalcRequest& request, const ObjectForm& form) {
  const JsonNode node = form.Require(request.node, "commitment");
  const ObjectForm own(request.context, "calc.commitment.commitment");
  KEYHAUL_CHECK(own.Check(node));
  const auto read_days = [](JsonNode days) { return ReadInteger(days, -kMostProratedDays, kMostProratedDays); };
  KEYHAUL_TRY(Commitment commitment, ReadCommitment(own, node));
  KEYHAUL_CHECK(ReadIfGiven(form, request.node, "days", read_days, &commitment.prorate.days));
  KEYHAUL_CHECK(ReadIfGiven(form, request.node, "of_days", read_days, &commitment.prorate.of));
  return commitment;
}

Error CommitmentError(const CalcRequest& request, Error error) {
  if (error.path == "of") error.path = "of_days";
  if (error.path != "days" && error.path != "of_days") return RuleError(request, "commitment", std::move(error));
  return Located(request.document, request.node, std::move(error));
}

void WriteFigures(const CommitmentValue& value, int scale, JsonWriter* out) {
  const std::pair<std::string_view, const CommitmentFigure*> figures[] = {{"committed", &value.committed},
                                                                          {"utilised", &value.utilised},
                                                                          {"overage", &value.overage},
                                                                          {"true_up", &value.true_up},
                                                                          {"total", &value.total}};
  for (const auto& [name, figure] : figures) out->Key(name).Text(AmountText(figure->rounded, scale));
  out->Key("exact").BeginObject();
  for (const auto& [name, figure] : figures) out->Key(name).Text(ToText(figure->exact, scale));
  out->EndObject();
}

}  // namespace

Status CalcCommitment(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.commitment");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const CalcMoney money, ReadCalcMoney(request, form));
  KEYHAUL_TRY(const Commitment commitment, ReadProratedCommitment(request, form));
  int128 prior = 0;
  if (const auto given = form.Get(request.node, "prior")) {
    KEYHAUL_TRY(prior, ReadMantissa(*given, money.scale));
  }
  KEYHAUL_TRY(const int128 current, ReadMantissa(form.Require(request.node, "current"), money.scale));
  bool is_final = false;
  if (const auto given = form.Get(request.node, "final")) {
    KEYHAUL_TRY(is_final, ReadBoolean(*given));
  }
  Result<CommitmentValue> value = EvaluateCommitment(commitment, prior, current, is_final, money.scale, money.rounding);
  if (!value.ok()) return CommitmentError(request, std::move(value).error());
  out->Key("currency").Text(money.currency.code()).Key("used").Text(AmountText(value->used, money.scale));
  WriteFigures(*value, money.scale, out);
  out->Key("rule").Text("TERMS-45").Key("text").Text(CommitmentText(*value, money.scale));
  return {};
}

}  // namespace v1
}  // namespace keyhaul
