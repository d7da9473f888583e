#include "src/verify/policy_rules.h"

#include <algorithm>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// Currencies of ISO 4217 whose minor unit is not a hundredth, by decimals.
constexpr std::string_view kNoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view kFourDecimals = "CLF UYW";
constexpr int kMostExtraDigits = 4;
constexpr int kMostMeasureDecimals = 18;

// A number member; false where it is there and is none.
bool ReadNumber(const JsonTree& object, std::string_view key, std::optional<Number>* out) {
  const JsonTree* const found = object.Find(key);
  if (found == nullptr) return true;
  *out = NumberOf(found->text);
  return out->has_value();
}

std::optional<BracketRule> BracketRuleOf(const JsonTree& bracket, bool counts) {
  BracketRule rule;
  std::optional<Number> from;
  std::optional<Number> rate;
  std::optional<Number> per_unit;
  std::optional<Number> per_block;
  const bool read = ReadNumber(bracket, "from", &from) && ReadNumber(bracket, "to", &rule.to) &&
                    ReadNumber(bracket, "rate", &rate) && ReadNumber(bracket, "per_unit", &per_unit) &&
                    ReadNumber(bracket, "per_block", &per_block) && ReadNumber(bracket, "flat", &rule.flat);
  if (!read || !from) return std::nullopt;
  rule.from = *from;
  if (counts) rule.per_unit = per_unit;
  rule.benefit = rate ? rate : per_block;
  if (!rule.benefit && !counts) rule.benefit = per_unit;
  rule.is_price = rule.benefit && !rate;
  return rule;
}

// A printed table of steps has two numbers at each bound; one of them is it.
void ShareBounds(ScheduleRule* schedule, const Number& step) {
  std::vector<BracketRule>& brackets = schedule->brackets;
  for (std::size_t i = 1; i < brackets.size(); ++i) {
    if (schedule->up_to_inclusive && brackets[i - 1].to) brackets[i].from = *brackets[i - 1].to;
    brackets[i - 1].to = brackets[i].from;
  }
  std::optional<Number>& end = brackets.back().to;
  if (end && !schedule->up_to_inclusive) end = Number(*end + step);
}

// What lies above a last bracket that is closed.
void AddBeyond(const std::string& beyond, const std::optional<Number>& overage, ScheduleRule* schedule) {
  schedule->own_brackets = schedule->brackets.size();
  for (std::size_t i = 1; i < schedule->brackets.size(); ++i) schedule->brackets[i - 1].to = schedule->brackets[i].from;
  BracketRule& last = schedule->brackets.back();
  if (beyond == "last_bracket") last.to.reset();
  if (!last.to || (beyond != "zero" && beyond != "overage")) return;
  BracketRule rule;
  rule.from = *last.to;
  if (beyond == "overage") rule.benefit = overage;
  // An overage is a rate beside rates. Beside fixed amounts alone it is a price; of money, where it is none, such a
  // schedule is not rounded at its prices.
  rule.is_price = std::none_of(schedule->brackets.begin(), schedule->brackets.end(),
                               [](const BracketRule& bracket) { return bracket.benefit && !bracket.is_price; });
  if (!rule.benefit && last.benefit) rule.benefit = Number(0);
  if (last.per_unit) rule.per_unit = Number(0);
  schedule->brackets.push_back(rule);
}

// Rounds a price, and notes what it was where that changed it.
void RoundPrice(const RoundingRule& rounding, std::optional<Number>* price, std::optional<Number>* listed) {
  if (!*price) return;
  const Number rounded = rounding.Of(**price);
  if (rounded == **price) return;
  *listed = *price;
  *price = rounded;
}

void RoundPricesOf(ScheduleRule* schedule) {
  if (!schedule->RoundsPrices() || schedule->accumulation == "linear") return;
  for (BracketRule& bracket : schedule->brackets) {
    if (bracket.is_price) RoundPrice(schedule->rounding, &bracket.benefit, &bracket.listed);
    RoundPrice(schedule->rounding, &bracket.per_unit, &bracket.listed_per_unit);
  }
}

bool ReadParts(const JsonTree& json, ScheduleRule* schedule) {
  if (const JsonTree* const block = json.Find("block"); block != nullptr) {
    std::optional<Number> size;
    std::optional<Number> free;
    if (!ReadNumber(*block, "size", &size) || !ReadNumber(*block, "free", &free) || !size || *size <= 0) return false;
    schedule->block_size = *size;
    schedule->block_free = free.value_or(Number(0));
    if (!block->TextAt("count").empty()) schedule->block_count = block->TextAt("count");
    schedule->block_per_slice = block->TextAt("per") == "slice";
  }
  if (const JsonTree* const growth = json.Find("growth"); growth != nullptr) {
    schedule->growth_pays = growth->TextAt("pays");
    schedule->zero_baseline = growth->TextAt("without_baseline") == "zero_baseline";
  }
  if (const JsonTree* const deficit = json.Find("deficit"); deficit != nullptr) {
    schedule->deficit = deficit->TextAt("bills");
  }
  return true;
}

}  // namespace

std::optional<ScheduleRule> ScheduleRuleOf(const JsonTree& schedule, bool counts, const RoundingRule& rounding) {
  ScheduleRule rule;
  rule.rounding = rounding;
  rule.accumulation = schedule.TextAt("accumulation");
  std::optional<Number> step;
  std::optional<Number> overage;
  if (!ReadNumber(schedule, "step", &step) || !ReadNumber(schedule, "overage", &overage)) return std::nullopt;
  const std::string_view boundary = schedule.TextAt("boundary");
  rule.up_to_inclusive = boundary.empty() ? step.has_value() : boundary == "up_to_inclusive";
  rule.flat_at_zero = schedule.TextAt("flat_at_zero") != "false";
  const JsonTree* const brackets = schedule.Find("brackets");
  if (brackets == nullptr || brackets->elements.empty() || !ReadParts(schedule, &rule)) return std::nullopt;
  for (const JsonTree& element : brackets->elements) {
    std::optional<BracketRule> bracket = BracketRuleOf(element, counts);
    if (!bracket) return std::nullopt;
    rule.brackets.push_back(*std::move(bracket));
  }
  if (step) ShareBounds(&rule, *step);
  for (std::size_t i = 1; i < rule.brackets.size(); ++i) {
    if (rule.brackets[i].from <= rule.brackets[i - 1].from) return std::nullopt;
  }
  AddBeyond(std::string(schedule.TextAt("beyond_last")), overage, &rule);
  RoundPricesOf(&rule);
  return rule;
}

int PolicyRules::MinorDecimals() const {
  const std::string_view currency = policy_.TextAt("currency");
  const auto is_in = [&](std::string_view codes) { return codes.find(currency) != std::string_view::npos; };
  if (is_in(kNoDecimals)) return 0;
  if (is_in(kThreeDecimals)) return 3;
  return is_in(kFourDecimals) ? 4 : 2;
}

int PolicyRules::MoneyDecimals() const {
  const std::optional<Number> extra = NumberOf(policy_.TextAt("extra_money_digits"));
  if (!extra || *extra <= 0 || *extra > kMostExtraDigits) return MinorDecimals();
  return MinorDecimals() + static_cast<int>(FloorOf(*extra));
}

const JsonTree* PolicyRules::WithId(std::string_view list, std::string_view id) const {
  const JsonTree* const all = policy_.Find(list);
  if (all == nullptr) return nullptr;
  const auto found = std::find_if(all->elements.begin(), all->elements.end(),
                                  [&](const JsonTree& element) { return element.TextAt("id") == id; });
  return found == all->elements.end() ? nullptr : &*found;
}

std::size_t PolicyRules::PlaceOf(std::string_view line) const {
  const std::vector<JsonTree>& terms = policy_.Find("terms")->elements;
  const auto found =
      std::find_if(terms.begin(), terms.end(), [&](const JsonTree& rule) { return rule.TextAt("id") == line; });
  return static_cast<std::size_t>(found - terms.begin());
}

Number PolicyRules::UnitAt(int decimals) {
  return Number(1) / Number(boost::multiprecision::pow(Integer(10), static_cast<unsigned>(decimals)));
}

std::optional<RoundingRule> PolicyRules::RoundingOf(const JsonTree& line) const {
  RoundingRule rule;
  rule.step = UnitAt(MinorDecimals());
  for (const JsonTree* const place : {&policy_, &line}) {
    const JsonTree* const rounding = place->Find("rounding");
    if (rounding == nullptr) continue;
    if (!rounding->TextAt("mode").empty()) rule.mode = rounding->TextAt("mode");
    if (!rounding->TextAt("at").empty()) rule.at = rounding->TextAt("at");
    std::optional<Number> step;
    if (!ReadNumber(*rounding, "step", &step)) return std::nullopt;
    if (step) rule.step = *step;
  }
  return rule.step > 0 ? std::optional<RoundingRule>(rule) : std::nullopt;
}

// "revenue": "money", or "weight": "kg:3" with its decimals.
std::string_view PolicyRules::MeasureOf(std::string_view measure) const {
  const JsonTree* const ledger = policy_.Find("ledger");
  const JsonTree* const measures = ledger == nullptr ? nullptr : ledger->Find("measures");
  return measures == nullptr ? std::string_view() : measures->TextAt(measure);
}

std::string PolicyRules::UnitOf(std::string_view measure) const {
  const std::string_view unit = MeasureOf(measure);
  return std::string(unit.substr(0, unit.find(':')));
}

int PolicyRules::DecimalsOf(std::string_view measure) const {
  if (UnitOf(measure) == "money") return MoneyDecimals();
  const std::string_view unit = MeasureOf(measure);
  const std::size_t colon = unit.find(':');
  const std::optional<Number> decimals = colon == std::string_view::npos ? Number(0) : NumberOf(unit.substr(colon + 1));
  return decimals && *decimals >= 0 && *decimals <= kMostMeasureDecimals ? static_cast<int>(FloorOf(*decimals)) : 0;
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
