#include "src/policy/schedule.h"

#include <optional>
#include <string_view>
#include <utility>

#include "keyhaul/terms/step_import.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Result<std::optional<Decimal>> ReadOptionalDecimal(std::optional<JsonNode> node) {
  if (!node.has_value()) return std::optional<Decimal>();
  KEYHAUL_TRY(const Decimal number, ReadDecimal(*node));
  return std::optional<Decimal>(number);
}

Result<Bracket> ReadBracket(const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  Bracket bracket;
  KEYHAUL_TRY(bracket.from, ReadDecimal(form.Require(node, "from")));
  KEYHAUL_TRY(bracket.to, ReadOptionalDecimal(form.Get(node, "to")));
  KEYHAUL_TRY(bracket.rate, ReadOptionalDecimal(form.Get(node, "rate")));
  KEYHAUL_TRY(bracket.per_unit, ReadOptionalDecimal(form.Get(node, "per_unit")));
  KEYHAUL_TRY(bracket.per_block, ReadOptionalDecimal(form.Get(node, "per_block")));
  KEYHAUL_TRY(bracket.flat, ReadOptionalDecimal(form.Get(node, "flat")));
  return bracket;
}

Result<BlockRule> ReadBlock(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  BlockRule rule;
  KEYHAUL_TRY(rule.size, ReadDecimal(form.Require(node, "size")));
  if (const auto count = form.Get(node, "count")) {
    KEYHAUL_TRY(rule.count, ReadWord<BlockCount>(*count, kBlockCountWords));
  }
  if (const auto free = form.Get(node, "free")) {
    KEYHAUL_TRY(rule.free, ReadDecimal(*free));
  }
  if (const auto per = form.Get(node, "per")) {
    KEYHAUL_TRY(rule.per, ReadWord<BlockPer>(*per, kBlockPerWords));
  }
  return rule;
}

Result<GrowthRule> ReadGrowth(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  GrowthRule rule;
  KEYHAUL_TRY(rule.pays, ReadWord<GrowthPays>(form.Require(node, "pays"), kGrowthPaysWords));
  if (const auto without = form.Get(node, "without_baseline")) {
    KEYHAUL_TRY(rule.without_baseline, ReadWord<WithoutBaseline>(*without, kWithoutBaselineWords));
  }
  return rule;
}

Result<DeficitBills> ReadDeficit(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  return ReadWord<DeficitBills>(form.Require(node, "bills"), kDeficitBillsWords);
}

// The keys that belong to one accumulation each.
Status ReadRules(const ReadContext& context, const ObjectForm& form, JsonNode node, const std::string& pattern,
                 Schedule* schedule) {
  KEYHAUL_TRY(schedule->overage, ReadOptionalDecimal(form.Get(node, "overage")));
  if (const auto block = form.Get(node, "block")) {
    KEYHAUL_TRY(schedule->block, ReadBlock(context, *block, pattern + ".block"));
  }
  if (const auto growth = form.Get(node, "growth")) {
    KEYHAUL_TRY(schedule->growth, ReadGrowth(context, *growth, pattern + ".growth"));
  }
  if (const auto deficit = form.Get(node, "deficit")) {
    KEYHAUL_TRY(schedule->deficit, ReadDeficit(context, *deficit, pattern + ".deficit"));
  }
  return {};
}

}  // namespace

Result<Schedule> ReadSchedule(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  Schedule schedule;
  KEYHAUL_TRY(schedule.accumulation, ReadWord<Accumulation>(form.Require(node, "accumulation"), kAccumulationWords));
  KEYHAUL_TRY(const std::optional<Decimal> step, ReadOptionalDecimal(form.Get(node, "step")));
  if (step.has_value()) schedule.boundary = Boundary::up_to_inclusive;
  if (const auto boundary = form.Get(node, "boundary")) {
    KEYHAUL_TRY(schedule.boundary, ReadWord<Boundary>(*boundary, kBoundaryWords));
  }
  if (const auto beyond = form.Get(node, "beyond_last")) {
    KEYHAUL_TRY(schedule.beyond_last, ReadWord<BeyondLast>(*beyond, kBeyondLastWords));
  }
  if (const auto flat = form.Get(node, "flat_at_zero")) {
    KEYHAUL_TRY(schedule.flat_at_zero, ReadBoolean(*flat));
  }
  KEYHAUL_CHECK(ReadRules(context, form, node, pattern, &schedule));
  const std::string element = pattern + ".brackets[]";
  KEYHAUL_TRY(const auto brackets, ReadElements(context, form.Require(node, "brackets"), element));
  const ObjectForm bracket_form(context, element);
  for (const JsonNode bracket : brackets) {
    KEYHAUL_TRY(const Bracket read, ReadBracket(bracket_form, bracket));
    schedule.brackets.push_back(read);
  }
  if (!step.has_value()) return schedule;
  if (Status status = ImportSteps(*step, &schedule); !status.ok()) {
    return Located(node.document(), node, std::move(status).error());
  }
  return schedule;
}

namespace {

void WriteOptional(std::string_view key, const std::optional<Decimal>& number, JsonWriter* out) {
  if (number.has_value()) out->Key(key).Text(number->ToText());
}

// The end of a bracket is written only where the next one's start does not say it.
void WriteBracket(const Bracket& bracket, bool is_last, JsonWriter* out) {
  out->BeginObject().Key("from").Text(bracket.from.ToText());
  if (is_last) WriteOptional("to", bracket.to, out);
  WriteOptional("rate", bracket.rate, out);
  WriteOptional("per_unit", bracket.per_unit, out);
  WriteOptional("per_block", bracket.per_block, out);
  WriteOptional("flat", bracket.flat, out);
  out->EndObject();
}

void WriteRules(const Schedule& schedule, JsonWriter* out) {
  WriteOptional("overage", schedule.overage, out);
  if (schedule.block.has_value()) {
    const BlockRule& block = *schedule.block;
    out->Key("block").BeginObject().Key("size").Text(block.size.ToText());
    out->Key("count").Text(WordOf(block.count, kBlockCountWords)).Key("free").Text(block.free.ToText());
    out->Key("per").Text(WordOf(block.per, kBlockPerWords)).EndObject();
  }
  if (schedule.growth.has_value()) {
    out->Key("growth").BeginObject().Key("pays").Text(WordOf(schedule.growth->pays, kGrowthPaysWords));
    out->Key("without_baseline").Text(WordOf(schedule.growth->without_baseline, kWithoutBaselineWords)).EndObject();
  }
  if (schedule.deficit.has_value()) {
    out->Key("deficit").BeginObject().Key("bills").Text(WordOf(*schedule.deficit, kDeficitBillsWords)).EndObject();
  }
}

}  // namespace

void WriteSchedule(const Schedule& schedule, JsonWriter* out) {
  out->BeginObject();
  out->Key("accumulation").Text(WordOf(schedule.accumulation, kAccumulationWords));
  out->Key("boundary").Text(WordOf(schedule.boundary, kBoundaryWords));
  if (schedule.beyond_last) out->Key("beyond_last").Text(WordOf(*schedule.beyond_last, kBeyondLastWords));
  out->Key("flat_at_zero").Boolean(schedule.flat_at_zero);
  WriteRules(schedule, out);
  out->Key("brackets").BeginArray();
  for (const Bracket& bracket : schedule.brackets) WriteBracket(bracket, &bracket == &schedule.brackets.back(), out);
  out->EndArray().EndObject();
}

}  // namespace v1
}  // namespace keyhaul
