// calc: a schedule that changes within a period.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/exact.h"
#include "keyhaul/statement/render_sum.h"
#include "keyhaul/terms/versions.h"
#include "src/engine/benefit_text.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/kernels/schedule_kernel.h"
#include "src/policy/schedule.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The versions of a request, one entry each in every list.
struct Versions {
  VersionRule rule;
  std::vector<JsonNode> nodes;
  std::vector<CompiledSchedule> schedules;
  std::vector<Bases> bases;  // of its own days
};

Result<Period> ReadVersionPeriod(const CalcRequest& request, JsonNode node) {
  const ObjectForm form(request.context, "calc.versions.period");
  KEYHAUL_CHECK(form.Check(node));
  KEYHAUL_TRY(const Day begin, ReadDay(form.Require(node, "begin")));
  KEYHAUL_TRY(const Day end, ReadDay(form.Require(node, "end")));
  Result<Period> period = Period::Make(begin, end);
  if (!period.ok()) return ErrorAt(node, std::move(period).error());
  return period;
}

// Reads one version and adds it.
Status ReadVersion(const CalcRequest& request, const ObjectForm& form, JsonNode node, const ScheduleUnits& units,
                   const Rounding& rounding, Versions* out) {
  KEYHAUL_CHECK(form.Check(node));
  KEYHAUL_TRY(const Day from, ReadDay(form.Require(node, "from")));
  KEYHAUL_TRY(const Bases bases, ReadBases(form, node, units));
  const JsonNode schedule_node = form.Require(node, "schedule");
  KEYHAUL_TRY(const Schedule rules, ReadSchedule(request.context, schedule_node, "terms[].schedule"));
  Result<CompiledSchedule> schedule = CompileSchedule(rules, units, rounding);
  if (!schedule.ok()) {
    const std::string key = "versions[" + std::to_string(out->nodes.size()) + "].schedule";
    return RuleError(request, key, std::move(schedule).error());
  }
  KEYHAUL_CHECK(CheckNeedsNoBaseline(*schedule, schedule_node));
  out->rule.from.push_back(from);
  out->nodes.push_back(node);
  out->bases.push_back(bases);
  out->schedules.push_back(*std::move(schedule));
  return {};
}

Result<Versions> ReadVersions(const CalcRequest& request, const ObjectForm& form, const CalcMoney& money) {
  Versions versions;
  KEYHAUL_TRY(const ScheduleUnits units, ReadScheduleUnits(form, request.node, money, CalcBases::two));
  KEYHAUL_TRY(versions.rule.policy, ReadWord<VersionPolicy>(form.Require(request.node, "policy"), kVersionPolicyWords));
  if (const auto period = form.Get(request.node, "period")) {
    KEYHAUL_TRY(versions.rule.period, ReadVersionPeriod(request, *period));
  }
  const ObjectForm version_form(request.context, "calc.versions.versions[]");
  KEYHAUL_TRY(const auto nodes,
              ReadElements(request.context, form.Require(request.node, "versions"), "calc.versions.versions[]"));
  for (const JsonNode node : nodes) {
    KEYHAUL_CHECK(ReadVersion(request, version_form, node, units, money.rounding, &versions));
  }
  if (Status status = CheckVersions(versions.rule); !status.ok()) {
    return Located(request.document, request.node, std::move(status).error());
  }
  return versions;
}

// The bases of the versions from `first` to `last` together.
Result<Bases> SumOfBases(const Versions& versions, std::size_t first, std::size_t last) {
  Bases sum;
  for (std::size_t i = first; i <= last; ++i) {
    if (!CheckedAdd(sum.qualifying, versions.bases[i].qualifying, &sum.qualifying) ||
        !CheckedAdd(sum.payable, versions.bases[i].payable, &sum.payable)) {
      return versions.nodes[i].MakeError(Code::overflow, "the cumulative basis does not fit into 128 bits");
    }
  }
  return sum;
}

Result<Explanation> ExplainVersion(const Versions& versions, std::size_t version, std::size_t first, std::size_t last) {
  KEYHAUL_TRY(const Bases bases, SumOfBases(versions, first, last));
  Result<Explanation> why = kernels::Explain(versions.schedules[version], bases);
  if (!why.ok()) return ErrorAt(versions.nodes[version], std::move(why).error());
  return why;
}

// The bracket that the last version reaches, on all of the basis or, where each is counted from 0, on its own.
Result<std::int32_t> LastBracket(const Versions& versions) {
  const std::size_t last = versions.nodes.size() - 1;
  const bool restarts = versions.rule.policy == VersionPolicy::split_restart;
  KEYHAUL_TRY(const Bases bases, SumOfBases(versions, restarts ? last : 0, last));
  Result<ScheduleValue> value = kernels::Evaluate(versions.schedules[last], bases);
  if (!value.ok()) return ErrorAt(versions.nodes[last], std::move(value).error());
  return value->bracket;
}

Status WriteVersionParts(const Versions& versions, const VersionsValue& value, int money_scale, JsonWriter* out) {
  std::vector<std::int64_t> days;
  if (versions.rule.period) days = DaysInForce(versions.rule);
  const int scale = versions.schedules.front().units.qualifying_scale;
  out->Key("parts").BeginArray();
  for (std::size_t i = 0; i < versions.nodes.size(); ++i) {
    KEYHAUL_TRY(const Bases so_far, SumOfBases(versions, 0, i));
    out->BeginObject().Key("version").Integer(static_cast<std::int64_t>(i));
    out->Key("from").Text(versions.rule.from[i].ToText());
    if (!days.empty()) out->Key("days").Integer(days[i]);
    out->Key("basis").Text(AmountText(versions.bases[i].qualifying, scale));
    out->Key("cumulative").Text(AmountText(so_far.qualifying, scale));
    out->Key("exact").Text(ToText(value.parts[i], money_scale)).EndObject();
  }
  out->EndArray();
  return {};
}

}  // namespace

Status CalcVersions(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.versions");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const CalcMoney money, ReadCalcMoney(request, form));
  KEYHAUL_TRY(const Versions versions, ReadVersions(request, form, money));
  const auto explain = [&versions](std::size_t version, std::size_t first, std::size_t last) {
    return ExplainVersion(versions, version, first, last);
  };
  Result<VersionsValue> value = SumVersions(versions.rule, explain);
  if (!value.ok()) {
    if (value.error().line > 0) return std::move(value).error();
    return ErrorAt(form.Require(request.node, "versions"), std::move(value).error());
  }
  Result<int128> amount = RoundExact(value->exact, versions.schedules.front().step, money.rounding.mode);
  if (!amount.ok()) return ErrorAt(form.Require(request.node, "versions"), std::move(amount).error());
  KEYHAUL_TRY(const std::int32_t bracket, LastBracket(versions));
  KEYHAUL_TRY(const Bases all, SumOfBases(versions, 0, versions.nodes.size() - 1));
  out->Key("currency").Text(money.currency.code());
  out->Key("policy").Text(WordOf(versions.rule.policy, kVersionPolicyWords));
  out->Key("amount").Text(AmountText(*amount, money.scale)).Key("exact").Text(ToText(value->exact, money.scale));
  out->Key("basis").Text(AmountText(all.qualifying, versions.schedules.front().units.qualifying_scale));
  out->Key("bracket");
  bracket >= 0 ? out->Integer(bracket) : out->Null();
  KEYHAUL_CHECK(WriteVersionParts(versions, *value, money.scale, out));
  out->Key("text").Text(VersionsText(*value, *amount, money.scale, money.rounding));
  return {};
}

}  // namespace v1
}  // namespace keyhaul
