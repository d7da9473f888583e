#include "src/verify/policy_rules.h"

#include <algorithm>
#include <array>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// Currencies of ISO 4217 whose minor unit is not a hundredth, by decimals.
constexpr std::string_view kNoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view kFourDecimals = "CLF UYW";
constexpr int kMostExtraDigits = 4;

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
  rule.is_price = std::any_of(schedule->brackets.begin(), schedule->brackets.end(),
                              [](const BracketRule& bracket) { return bracket.is_price; });
  if (!rule.benefit && last.benefit) rule.benefit = Number(0);
  if (last.per_unit) rule.per_unit = Number(0);
  schedule->brackets.push_back(rule);
}

void RoundPricesOf(ScheduleRule* schedule) {
  if (!schedule->RoundsPrices() || schedule->accumulation == "linear") return;
  for (BracketRule& bracket : schedule->brackets) {
    if (bracket.is_price && bracket.benefit) bracket.benefit = schedule->rounding.Of(*bracket.benefit);
    if (bracket.per_unit) bracket.per_unit = schedule->rounding.Of(*bracket.per_unit);
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

// Days from the civil calendar, counted in eras of 400 years that begin in March (Howard Hinnant's algorithm).
std::int64_t DaysFromCivil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct Civil {
  std::int64_t year;
  std::int64_t month;
  std::int64_t day;
};

Civil CivilOf(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted + (shifted < 10 ? 3 : -9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * shifted + 2) / 5 + 1};
}

std::string Padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
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

std::optional<std::int64_t> DayNumberOf(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  std::int64_t parts[3] = {0, 0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-') {
      ++part;
    } else if (c >= '0' && c <= '9' && part < 3) {
      parts[part] = parts[part] * 10 + (c - '0');
    } else {
      return std::nullopt;
    }
  }
  const std::int64_t day = DaysFromCivil(parts[0], parts[1], parts[2]);
  return DayTextOf(day) == text ? std::optional<std::int64_t>(day) : std::nullopt;
}

std::string DayTextOf(std::int64_t day) {
  const Civil civil = CivilOf(day);
  return Padded(civil.year, 4) + "-" + Padded(civil.month, 2) + "-" + Padded(civil.day, 2);
}

std::int64_t MonthEndOf(std::int64_t day) {
  const Civil civil = CivilOf(day);
  const bool is_last = civil.month == 12;
  return DaysFromCivil(civil.year + (is_last ? 1 : 0), is_last ? 1 : civil.month + 1, 1) - 1;
}

bool ArePeriodOf(std::string_view kind, std::int64_t begin, std::int64_t end) {
  const std::int64_t months = kind == "month" ? 1 : kind == "quarter" ? 3 : kind == "half_year" ? 6 : 12;
  if (months == 12 && kind != "year") return true;
  const Civil first = CivilOf(begin);
  const std::int64_t after = first.month - 1 + months;
  const bool is_aligned = first.day == 1 && (first.month - 1) % months == 0;
  return is_aligned && end == DaysFromCivil(first.year + after / 12, after % 12 + 1, 1);
}

Number PolicyRules::MinorUnit() const {
  const std::string_view currency = policy_.TextAt("currency");
  const auto is_in = [&](std::string_view codes) { return codes.find(currency) != std::string_view::npos; };
  int decimals = 2;
  if (is_in(kNoDecimals)) decimals = 0;
  if (is_in(kThreeDecimals)) decimals = 3;
  if (is_in(kFourDecimals)) decimals = 4;
  return Number(1) / Number(boost::multiprecision::pow(Integer(10), static_cast<unsigned>(decimals)));
}

const JsonTree* PolicyRules::WithId(std::string_view list, std::string_view id) const {
  const JsonTree* const all = policy_.Find(list);
  if (all == nullptr) return nullptr;
  const auto found = std::find_if(all->elements.begin(), all->elements.end(),
                                  [&](const JsonTree& element) { return element.TextAt("id") == id; });
  return found == all->elements.end() ? nullptr : &*found;
}

Number PolicyRules::MoneyUnit() const {
  const std::optional<Number> digits = NumberOf(policy_.TextAt("extra_money_digits"));
  Number unit = MinorUnit();
  for (Number i = 0; digits && i < *digits && i < kMostExtraDigits; i += 1) unit /= 10;
  return unit;
}

std::optional<RoundingRule> PolicyRules::RoundingOf(const JsonTree& line) const {
  RoundingRule rule;
  rule.step = MinorUnit();
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
std::string PolicyRules::UnitOf(std::string_view measure) const {
  const JsonTree* const ledger = policy_.Find("ledger");
  const JsonTree* const measures = ledger == nullptr ? nullptr : ledger->Find("measures");
  if (measures == nullptr) return {};
  const std::string_view unit = measures->TextAt(measure);
  return std::string(unit.substr(0, unit.find(':')));
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
