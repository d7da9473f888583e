// The verification's way to every accumulation against the engine's: two codes that share nothing, over random
// schedules with bases on the bounds, beside them, at zero and below it. Both must give the same steps, one by one.
#include "src/verify/expected_steps.h"
#include "keyhaul/policy.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "src/kernels/schedule_kernel.h"
#include "tests/terms/schedule_generator.h"

namespace keyhaul {
namespace {

using terms_testing::Random;
using verify::ExpectedBenefit;
using verify::ExpectedStep;
using verify::Number;

constexpr const char* kAccumulations[] = {"marginal",   "whole",  "flat",  "sum_of_reached", "d365_rolling",
                                          "d365_total", "target", "block", "growth",         "linear"};

std::string Fixed(std::int64_t mantissa, int scale) { return Decimal::Make(mantissa, scale)->ToText(); }

// One random schedule as JSON, and the bounds that it has, in hundredths.
struct RandomJson {
  std::string how;
  std::string text;
  std::vector<std::int64_t> bounds;
  std::string benefit;
  bool counts = false;
};

std::string RandomBenefits(Random& random, const std::string& how, const std::string& benefit, bool counts) {
  std::string text;
  const bool flats_only = how == "flat" || how == "sum_of_reached";
  if (!flats_only) {
    const int decimals = benefit == "rate" ? 4 : 2 + random.Below(3);
    text += ", \"" + benefit + "\": \"" + Fixed(random.Below(4000) - 300, decimals) + "\"";
    if (counts) text += ", \"per_unit\": \"" + Fixed(random.Below(900), 2 + random.Below(2)) + "\"";
  }
  if (flats_only || random.OneIn(3)) text += ", \"flat\": \"" + Fixed(random.Below(90000) - 5000, 2) + "\"";
  return text;
}

// The keys that belong to one accumulation.
std::string RandomParts(Random& random, const std::string& how) {
  std::string text;
  if (how == "block") {
    text += R"(, "block": {"size": )" + std::to_string(1 + random.Below(40)) + R"(, "count": ")" +
            std::vector<std::string>{"ceil", "floor", "half_up"}[static_cast<std::size_t>(random.Below(3))] +
            R"(", "free": )" + std::to_string(random.Below(60)) + R"(, "per": ")" +
            (random.OneIn(2) ? "slice" : "total") + "\"}";
  }
  if (how == "growth") {
    text += R"(, "growth": {"pays": ")" +
            std::vector<std::string>{"whole_basis", "whole_growth",
                                     "incremental_growth"}[static_cast<std::size_t>(random.Below(3))] +
            R"(", "without_baseline": ")" + (random.OneIn(2) ? "skip" : "zero_baseline") + "\"}";
  }
  if (how == "whole" && random.OneIn(2)) {
    text += std::string(R"(, "deficit": {"bills": ")") + (random.OneIn(2) ? "bumped" : "actual") + "\"}";
  }
  return text;
}

RandomJson RandomScheduleJson(Random& random) {
  RandomJson out;
  out.how = kAccumulations[random.Below(10)];
  const std::string& how = out.how;
  const bool can_count = how == "marginal" || how == "whole" || how == "target";
  out.counts = can_count && random.OneIn(4);
  out.benefit = how == "block" ? "per_block" : !out.counts && random.OneIn(3) ? "per_unit" : "rate";
  const int brackets = 1 + random.Below(4);
  const bool may_begin_above = how == "target" || how == "growth";
  std::int64_t bound = may_begin_above && random.OneIn(2) ? 1 + random.Below(300) : 0;
  std::string list;
  for (int i = 0; i < brackets; ++i) {
    out.bounds.push_back(bound);
    if (i > 0) list += ", ";
    list += "{\"from\": \"" + Fixed(bound, 2) + "\"";
    bound += 1 + random.Below(how == "growth" ? 150 : 40000);
    const bool closes = i + 1 == brackets && random.OneIn(3) && how != "growth";
    if (closes) list += ", \"to\": \"" + Fixed(bound, 2) + "\"";
    list += RandomBenefits(random, how, out.benefit, out.counts) + "}";
    if (!closes) continue;
    out.bounds.push_back(bound);
    list += "], \"beyond_last\": \"" + std::string(random.OneIn(2) ? "zero" : "last_bracket") + "\", \"ignored\": [";
  }
  const std::size_t ignored = list.find(", \"ignored\": [");
  list = ignored == std::string::npos ? list + "]" : list.substr(0, ignored);
  const std::string deficit_or_counts = RandomParts(random, how);
  out.text = R"({"accumulation": ")" + how + R"(", "boundary": ")" +
             (random.OneIn(2) ? "from_inclusive" : "up_to_inclusive") + R"(", "flat_at_zero": )" +
             (random.OneIn(2) ? "true" : "false") + (out.counts ? "" : deficit_or_counts) + R"(, "brackets": [)" +
             list + "}";
  return out;
}

// The engine's schedule for the JSON; nothing where a policy may not have it.
std::optional<TermsLine> LineOf(const RandomJson& json) {
  const std::string text =
      R"({"keyhaul": 1, "name": "v", "currency": "EUR",
          "ledger": {"dimensions": [], "measures": {"revenue": "money", "spend": "money", "pieces": "piece",
                     "weight": "kg:2", "volume": "l:2"}},
          "terms": [{"id": "r", "kind": "rebate", "period": "month", )" +
      std::string(json.benefit == "per_unit" ? R"("qualifies_on": "weight", "pays_on": "volume",)"
                                             : R"("qualifies_on": "revenue", "pays_on": "spend",)") +
      std::string(json.counts ? R"("counts_on": "pieces",)" : "") +
      (json.text.find("\"growth\"") != std::string::npos ? R"("baseline": {"from": "fixed", "amount": 1},)" : "") +
      R"("schedule": )" + json.text + "}]}";
  Result<Policy> policy = ParsePolicy(text);
  if (!policy.ok()) return std::nullopt;
  return policy->terms.front();
}

std::int64_t RandomBasis(Random& random, const RandomJson& json) {
  if (random.OneIn(12)) return 0;
  if (random.OneIn(15)) return -random.Below(5000);
  if (random.OneIn(2)) {
    return json.bounds[static_cast<std::size_t>(random.Below(static_cast<int>(json.bounds.size())))] + random.Below(3) -
           1;
  }
  return random.Below(150000);
}

constexpr const char* kPoints[] = {"term", "slice", "unit_price"};

// By any mode, at any point that the schedule has.
Rounding RandomRounding(Random& random, const RandomJson& json) {
  Rounding rounding{static_cast<RoundingMode>(random.Below(8)), *Decimal::Parse(random.OneIn(3) ? "0.05" : "0.01")};
  const bool has_price = json.text.find("\"per_") != std::string::npos;
  rounding.at = static_cast<RoundingPoint>(random.Below(has_price ? 3 : 2));
  return rounding;
}

verify::RoundingRule RuleOf(const Rounding& rounding) {
  return {std::string(Name(rounding.mode)), *verify::NumberOf(rounding.step.ToText()),
          kPoints[static_cast<std::size_t>(rounding.at)]};
}

Number NumberOfDecimal(const Decimal& decimal) { return *verify::NumberOf(decimal.ToText()); }

std::string StepText(const std::string& kind, std::int64_t bracket, const Number& from, const std::optional<Number>& to,
                     const std::optional<Number>& basis, const Number& benefit, const Number& exact) {
  return kind + " " + std::to_string(bracket) + " [" + verify::TextOf(from) + ", " + (to ? verify::TextOf(*to) : "") +
         ") " + (basis ? verify::TextOf(*basis) : "-") + " x " + verify::TextOf(benefit) + " = " +
         verify::TextOf(exact);
}

std::string Text(const Explanation& why) {
  std::string text = std::to_string(why.bracket);
  for (const ExplanationStep& step : why.steps) {
    const auto optional = [](const std::optional<Decimal>& decimal) {
      return decimal ? std::optional<Number>(NumberOfDecimal(*decimal)) : std::nullopt;
    };
    text += "\n" + StepText(std::string(Name(step.kind)), step.bracket, NumberOfDecimal(step.from), optional(step.to),
                            optional(step.basis), NumberOfDecimal(step.benefit),
                            *verify::ExactNumberOf(ToText(step.value, 2)));
  }
  return text;
}

std::string Text(const ExpectedBenefit& benefit) {
  std::string text = std::to_string(benefit.bracket);
  for (const ExpectedStep& step : benefit.steps) {
    text += "\n" + StepText(step.kind, step.bracket, step.from, step.to, step.basis, step.benefit, step.exact);
  }
  return text;
}

TEST(ExpectedSteps, AreTheEnginesOwn) {  // VERIFY-02, TERMS-34, TERMS-35
  Random random(20260117);
  std::map<std::string, int> compared;
  for (int i = 0; i < 6000; ++i) {
    const RandomJson json = RandomScheduleJson(random);
    const std::optional<TermsLine> line = LineOf(json);
    if (!line) continue;
    const Rounding rounding = RandomRounding(random, json);
    ScheduleUnits units{.qualifying_scale = 2, .payable_scale = 2, .payable_is_money = true, .money_scale = 2};
    units.payable_is_money = json.benefit != "per_unit";
    if (json.counts) units.counted_scale = 0;
    if (line->baseline) units.baseline_scale = 2;
    const Result<CompiledSchedule> compiled = CompileSchedule(line->schedule, units, rounding);
    ASSERT_TRUE(compiled.ok()) << compiled.error().Text() << json.text;
    const Result<verify::JsonTree> tree = verify::ParseJsonTree("it", json.text);
    ASSERT_TRUE(tree.ok());
    const std::optional<verify::ScheduleRule> rule = verify::ScheduleRuleOf(*tree, json.counts, RuleOf(rounding));
    ASSERT_TRUE(rule.has_value()) << json.text;
    for (int k = 0; k < 4; ++k) {
      Bases bases;
      bases.qualifying = RandomBasis(random, json);
      bases.payable = random.OneIn(2) ? bases.qualifying : int128(RandomBasis(random, json));
      if (json.counts) bases.counted = random.Below(500);
      if (line->baseline) bases.baseline = random.OneIn(5) ? 0 : 1 + random.Below(90000);
      const Result<Explanation> why = kernels::Explain(*compiled, bases);
      ASSERT_TRUE(why.ok()) << why.error().Text();
      const auto number = [](int128 mantissa, int scale) { return NumberOfDecimal(*Decimal::Make(mantissa, scale)); };
      verify::LineBases own{number(bases.qualifying, 2), number(bases.payable, 2), {}, {}};
      if (json.counts) own.counted = number(bases.counted, 0);
      if (line->baseline) own.baseline = number(bases.baseline, 2);
      const std::optional<ExpectedBenefit> expected = ExpectedBenefitOf(*rule, own);
      ASSERT_TRUE(expected.has_value());
      ASSERT_EQ(Text(*expected), Text(*why))
          << json.text << "\nq " << verify::TextOf(own.qualifying) << ", Q " << verify::TextOf(own.payable);
      ++compared[json.how];
    }
  }
  for (const char* const how : kAccumulations) EXPECT_GT(compared[how], 500) << how;
}

}  // namespace
}  // namespace keyhaul
