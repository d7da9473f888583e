#include "src/policy/stack.h"

#include <cstdint>
#include <string_view>

#include "src/policy/schedule.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// No system in use has priorities of more digits.
constexpr std::int64_t kMostPriority = 1'000'000'000;

Result<Combine> ReadCombine(JsonNode node) { return ReadWord<Combine>(node, kCombineWords); }

Result<StackLine> ReadStackLine(const ReadContext& context, const ObjectForm& form, JsonNode node) {
  const auto read_schedule = [&context](JsonNode schedule) {
    return ReadSchedule(context, schedule, "terms[].schedule");
  };
  const auto read_priority = [](JsonNode number) { return ReadInteger(number, -kMostPriority, kMostPriority); };
  const auto read_basis = [](JsonNode word) { return ReadWord<StackBasis>(word, kStackBasisWords); };
  KEYHAUL_CHECK(form.Check(node));
  StackLine line;
  KEYHAUL_TRY(line.id, ReadText(form.Require(node, "id")));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "rate", ReadDecimal, &line.rate));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "amount", ReadDecimal, &line.amount));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "schedule", read_schedule, &line.schedule));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "basis", read_basis, &line.basis));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "priority", read_priority, &line.priority));
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
  KEYHAUL_CHECK(ReadWordIfGiven(form, node, "then", kZoneThenWords, &zone.then));
  return zone;
}

}  // namespace

Result<Stack> ReadStack(const ReadContext& context, const ObjectForm& form, JsonNode node, const std::string& pattern) {
  const auto read_order = [](JsonNode word) { return ReadWord<PriorityOrder>(word, kPriorityOrderWords); };
  Stack stack;
  KEYHAUL_TRY(stack.combine, ReadCombine(form.Require(node, "combine")));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "otherwise", ReadCombine, &stack.otherwise));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "priority_order", read_order, &stack.priority_order));
  KEYHAUL_CHECK(ReadWordIfGiven(form, node, "rounding_at", kStackRoundingWords, &stack.rounding_at));
  const ObjectForm zone_form(context, pattern + ".zones[]");
  if (const auto zones = form.Get(node, "zones")) {
    KEYHAUL_TRY(const auto elements, ReadElements(context, *zones, pattern + ".zones[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_TRY(stack.zones.emplace_back(), ReadStackZone(zone_form, element));
    }
  }
  const ObjectForm line_form(context, pattern + ".lines[]");
  KEYHAUL_TRY(const auto lines, ReadElements(context, form.Require(node, "lines"), pattern + ".lines[]"));
  for (const JsonNode line : lines) {
    KEYHAUL_TRY(stack.lines.emplace_back(), ReadStackLine(context, line_form, line));
  }
  return stack;
}

namespace {

void WriteStackLine(const StackLine& line, JsonWriter* out) {
  out->BeginObject().Key("id").Text(line.id);
  if (line.rate) out->Key("rate").Text(line.rate->ToText());
  if (line.amount) out->Key("amount").Text(line.amount->ToText());
  if (line.schedule) WriteSchedule(*line.schedule, &out->Key("schedule"));
  if (line.basis) out->Key("basis").Text(WordOf(*line.basis, kStackBasisWords));
  if (line.priority) out->Key("priority").Integer(*line.priority);
  if (line.exclusive) out->Key("exclusive").Boolean(true);
  if (!line.zone.empty()) out->Key("zone").Text(line.zone);
  if (line.reduces_others) out->Key("reduces_others").Boolean(true);
  out->EndObject();
}

// What holds where no exclusive line takes anything; nothing where it cannot hold.
void WriteOtherwise(Combine combine, const std::optional<Combine>& otherwise, JsonWriter* out) {
  if (combine != Combine::exclusive) return;
  out->Key("otherwise").Text(WordOf(otherwise.value_or(Combine::additive), kCombineWords));
}

}  // namespace

void WriteStack(const Stack& stack, JsonWriter* out) {
  out->BeginObject().Key("combine").Text(WordOf(stack.combine, kCombineWords));
  WriteOtherwise(stack.combine, stack.otherwise, out);
  if (stack.priority_order) out->Key("priority_order").Text(WordOf(*stack.priority_order, kPriorityOrderWords));
  if (!stack.zones.empty()) {
    out->Key("zones").BeginArray();
    for (const StackZone& zone : stack.zones) {
      out->BeginObject().Key("name").Text(zone.name).Key("combine").Text(WordOf(zone.combine, kCombineWords));
      WriteOtherwise(zone.combine, zone.otherwise, out);
      out->Key("then").Text(WordOf(zone.then, kZoneThenWords)).EndObject();
    }
    out->EndArray();
  }
  out->Key("rounding_at").Text(WordOf(stack.rounding_at, kStackRoundingWords)).Key("lines").BeginArray();
  for (const StackLine& line : stack.lines) WriteStackLine(line, out);
  out->EndArray().EndObject();
}

}  // namespace v1
}  // namespace keyhaul
