#include "src/policy/terms_line.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/book/plan_item.h"
#include "keyhaul/terms/schedule_check.h"
#include "src/policy/line_rules.h"
#include "src/policy/pieces.h"
#include "src/policy/stack.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Error RefuseMissing(JsonNode node, std::string_view key, std::string message) {
  Error error = node.MakeError(Code::policy_missing_key, std::move(message));
  error.path = Under(error.path, MakeErrorAt(error.code, std::string(key), "")).path;
  return error;
}

class LineReader {
 public:
  LineReader(const ReadContext& context, JsonNode node) : context_(context), node_(node), form_(context, "terms[]") {}

  Result<TermsLine> Read(const Rounding& rounding) {
    KEYHAUL_CHECK(form_.Check(node_));
    KEYHAUL_CHECK(ReadHead());
    KEYHAUL_CHECK(ReadRows());
    KEYHAUL_CHECK(ReadBases());
    line_.rounding = rounding;
    const auto read_rounding = [&](JsonNode given) {
      return ReadRounding(context_, given, "terms[].rounding", rounding);
    };
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "rounding", read_rounding, &line_.rounding));
    KEYHAUL_CHECK(ReadBenefit());
    KEYHAUL_CHECK(ReadChanges());
    KEYHAUL_CHECK(ReadSettlement());
    return std::move(line_);
  }

 private:
  JsonNode Require(std::string_view key) const { return form_.Require(node_, key); }
  std::optional<JsonNode> Get(std::string_view key) const { return form_.Get(node_, key); }

  Status ReadHead() {
    KEYHAUL_TRY(line_.id, ReadText(Require("id")));
    KEYHAUL_TRY(line_.kind, ReadWord<LineKind>(Require("kind"), kLineKindWords));
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "agreement", ReadText, &line_.agreement));
    KEYHAUL_TRY(line_.period, ReadPeriod(context_, Require("period"), "terms[].period"));
    return {};
  }

  // Whose rows count, and which of them.
  Status ReadRows() {
    if (const auto scope = Get("scope")) KEYHAUL_CHECK(ReadScope(*scope));
    const auto read_kinds = [this](JsonNode list) { return ReadRowKinds(context_, list, "terms[].kinds[]"); };
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "kinds", read_kinds, &line_.kinds));
    const auto read_tiers = [this](JsonNode list) { return ReadTextList(context_, list, "terms[].tiers[]"); };
    return ReadIfGiven(form_, node_, "tiers", read_tiers, &line_.tiers);
  }

  Status ReadScope(JsonNode node) {
    KEYHAUL_TRY(const auto members, ReadNamedMembers(context_, node, "terms[].scope.*"));
    line_.scope.reserve(members.size());
    for (const JsonNode member : members) {
      KEYHAUL_TRY(std::vector<std::string> values, ReadTextList(context_, member, "terms[].scope.*[]"));
      line_.scope.emplace_back(std::string(member.key()), std::move(values));
    }
    return {};
  }

  Status ReadBases() {
    KEYHAUL_TRY(line_.qualifies_on, ReadText(Require("qualifies_on")));
    line_.pays_on = line_.qualifies_on;
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "pays_on", ReadText, &line_.pays_on));
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "counts_on", ReadText, &line_.counts_on));
    const auto read_lines = [this](JsonNode list) { return ReadTextsOrRefuse(context_, list, "terms[].net_of[]"); };
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "net_of", read_lines, &line_.net_of));
    const auto read_baseline = [this](JsonNode node) { return ReadBaseline(node); };
    return ReadIfGiven(form_, node_, "baseline", read_baseline, &line_.baseline);
  }

  Result<Baseline> ReadBaseline(JsonNode node) const {
    const ObjectForm form(context_, "terms[].baseline");
    KEYHAUL_CHECK(form.Check(node));
    Baseline baseline;
    KEYHAUL_TRY(baseline.from, ReadWord<BaselineFrom>(form.Require(node, "from"), kBaselineWords));
    KEYHAUL_CHECK(ReadIfGiven(form, node, "amount", ReadDecimal, &baseline.amount));
    KEYHAUL_CHECK(ReadIfGiven(form, node, "adjust", ReadDecimal, &baseline.adjust));
    return baseline;
  }

  // A schedule without brackets is refused here: in types it is none.
  Result<Schedule> ReadGivenSchedule(JsonNode node) const {
    KEYHAUL_TRY(Schedule schedule, ReadSchedule(context_, node, "terms[].schedule"));
    if (!schedule.brackets.empty()) return schedule;
    return Located(node.document(), node, CheckSchedule(schedule).error());
  }

  Status ReadBenefit() {
    const auto read_schedule = [this](JsonNode node) { return ReadGivenSchedule(node); };
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "schedule", read_schedule, &line_.schedule));
    const auto read_stack = [this](JsonNode node) -> Result<Stack> {
      const ObjectForm form(context_, "terms[].stack");
      KEYHAUL_CHECK(form.Check(node));
      return ReadStack(context_, form, node, "terms[].stack");
    };
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "stack", read_stack, &line_.stack));
    const auto read_commitment = [this](JsonNode node) -> Result<Commitment> {
      const ObjectForm form(context_, "terms[].commitment");
      KEYHAUL_CHECK(form.Check(node));
      return ReadCommitment(form, node);
    };
    return ReadIfGiven(form_, node_, "commitment", read_commitment, &line_.commitment);
  }

  Status ReadChanges() {
    const std::optional<JsonNode> changes = Get("changes");
    const std::optional<JsonNode> on_change = Get("on_change");
    if (on_change.has_value() && !changes.has_value()) {
      return RefuseMissing(node_, "changes", "on_change says how a schedule changes, and changes are missing");
    }
    if (!changes.has_value()) return {};
    if (!on_change.has_value()) {
      return RefuseMissing(
          node_, "on_change",
          "say how a schedule that changes within a period counts: expected " + ListWords(kVersionPolicyWords, "or"));
    }
    KEYHAUL_TRY(line_.on_change, ReadWord<VersionPolicy>(*on_change, kVersionPolicyWords));
    KEYHAUL_TRY(const auto elements, ReadElements(context_, *changes, "terms[].changes[]"));
    if (elements.empty()) return RefuseEmptyList(*changes);
    const ObjectForm form(context_, "terms[].changes[]");
    for (const JsonNode element : elements) {
      KEYHAUL_CHECK(form.Check(element));
      ScheduleChange& change = line_.changes.emplace_back();
      KEYHAUL_TRY(change.from, ReadDay(form.Require(element, "from")));
      KEYHAUL_TRY(change.schedule, ReadSchedule(context_, form.Require(element, "schedule"), "terms[].schedule"));
    }
    return {};
  }

  Status ReadSettlement() {
    const auto read_limits = [this](JsonNode node) -> Result<Limits> {
      const ObjectForm form(context_, "terms[].limits");
      KEYHAUL_CHECK(form.Check(node));
      return ReadLimits(form, node);
    };
    KEYHAUL_CHECK(ReadIfGiven(form_, node_, "limits", read_limits, &line_.limits));
    KEYHAUL_CHECK(ReadWordIfGiven(form_, node_, "clawback", kClawbackWords, &line_.clawback));
    KEYHAUL_CHECK(ReadWordIfGiven(form_, node_, "interim_pays", kInterimPaysWords, &line_.interim_pays));
    const auto read_accrual = [this](JsonNode node) -> Result<Accrual> {
      const ObjectForm form(context_, "terms[].accrual");
      KEYHAUL_CHECK(form.Check(node));
      return ReadAccrual(form, node);
    };
    return ReadIfGiven(form_, node_, "accrual", read_accrual, &line_.accrual);
  }

  const ReadContext& context_;
  JsonNode node_;
  ObjectForm form_;
  TermsLine line_;
};

void WriteBaseline(const Baseline& baseline, JsonWriter* out) {
  out->Key("baseline").BeginObject().Key("from").Text(WordOf(baseline.from, kBaselineWords));
  if (baseline.amount) out->Key("amount").Text(baseline.amount->ToText());
  out->Key("adjust").Text(baseline.adjust.ToText()).EndObject();
}

void WriteScope(std::vector<std::pair<std::string, std::vector<std::string>>> scope, JsonWriter* out) {
  std::sort(scope.begin(), scope.end());
  out->Key("scope").BeginObject();
  for (const auto& [dimension, values] : scope) WriteTexts(dimension, Sorted(values), out);
  out->EndObject();
}

void WriteBenefit(const TermsLine& line, JsonWriter* out) {
  if (line.stack) WriteStack(*line.stack, &out->Key("stack"));
  if (line.commitment) WriteCommitment(*line.commitment, &out->Key("commitment"));
  if (line.HasSchedule()) WriteSchedule(line.schedule, &out->Key("schedule"));
  if (line.changes.empty()) return;
  out->Key("on_change").Text(WordOf(line.on_change, kVersionPolicyWords)).Key("changes").BeginArray();
  for (const ScheduleChange& change : line.changes) {
    out->BeginObject().Key("from").Text(change.from.ToText());
    WriteSchedule(change.schedule, &out->Key("schedule"));
    out->EndObject();
  }
  out->EndArray();
}

void WriteSettlement(const TermsLine& line, JsonWriter* out) {
  if (line.limits.cap || line.limits.guarantee) WriteLimits(line.limits, &out->Key("limits"));
  if (line.clawback != Clawback::receivable) out->Key("clawback").Text(WordOf(line.clawback, kClawbackWords));
  if (line.interim_pays != InterimPays::due) {
    out->Key("interim_pays").Text(WordOf(line.interim_pays, kInterimPaysWords));
  }
  if (line.accrual) WriteAccrual(*line.accrual, &out->Key("accrual"));
}

}  // namespace

Result<TermsLine> ReadTermsLine(const ReadContext& context, JsonNode node, const Rounding& rounding) {
  return LineReader(context, node).Read(rounding);
}

void WriteTermsLine(const TermsLine& line, RoundingPoint if_absent, JsonWriter* out) {
  out->BeginObject().Key("id").Text(line.id).Key("kind").Text(WordOf(line.kind, kLineKindWords));
  if (!line.agreement.empty()) out->Key("agreement").Text(line.agreement);
  WritePeriod("period", line.period, out);
  if (!line.scope.empty()) WriteScope(line.scope, out);
  if (line.kinds != kAllKinds) WriteRowKinds(line.kinds, out);
  if (!line.tiers.empty()) WriteTexts("tiers", Sorted(line.tiers), out);
  out->Key("qualifies_on").Text(line.qualifies_on).Key("pays_on").Text(line.pays_on);
  if (line.counts_on) out->Key("counts_on").Text(*line.counts_on);
  if (!line.net_of.empty()) WriteTexts("net_of", Sorted(line.net_of), out);
  if (line.baseline) WriteBaseline(*line.baseline, out);
  WriteRounding(line.rounding, if_absent, out);
  WriteBenefit(line, out);
  WriteSettlement(line, out);
  out->EndObject();
}

}  // namespace v1
}  // namespace keyhaul
