#include "src/policy/tiering.h"

#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "src/policy/condition.h"
#include "src/policy/measures.h"
#include "src/policy/pieces.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Months of the periods that a calendar window can be, by word.
struct CalendarWindow {
  std::string_view word;
  std::int32_t months;
};
constexpr CalendarWindow kCalendarWindows[] = {
    {"calendar month", 1}, {"calendar quarter", 3}, {"calendar half_year", 6}, {"calendar year", 12}};
constexpr std::string_view kAnniversaryWindow = "anniversary year";
constexpr std::string_view kLifetimeWindow = "lifetime";
constexpr std::int32_t kMonthsPerYear = 12;

// "12 months", "1 month", "3 years".
std::optional<std::int32_t> ParseMonths(std::string_view text) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max() / kMonthsPerYear;
  const std::size_t space = text.find(' ');
  const std::string_view unit = space == std::string_view::npos ? "" : text.substr(space + 1);
  const Result<Decimal> count = Decimal::Parse(text.substr(0, space));
  const bool years = unit == "year" || unit == "years";
  if ((!years && unit != "month" && unit != "months") || !count.ok()) return std::nullopt;
  if (count->scale() != 0 || count->mantissa() < 0 || count->mantissa() > kMost) return std::nullopt;
  return static_cast<std::int32_t>(count->mantissa() * (years ? kMonthsPerYear : 1));
}

Result<TierWindow> ReadWindow(JsonNode node) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::text));
  const std::string_view text = node.text();
  if (text == kAnniversaryWindow) return TierWindow{TierWindow::Kind::anniversary, kMonthsPerYear};
  if (text == kLifetimeWindow) return TierWindow{TierWindow::Kind::lifetime, kMonthsPerYear};
  for (const CalendarWindow& window : kCalendarWindows) {
    if (text == window.word) return TierWindow{TierWindow::Kind::calendar, window.months};
  }
  if (const auto months = ParseMonths(text)) return TierWindow{TierWindow::Kind::trailing, *months};
  return RefuseForm(
      node, "a window such as \"12 months\" or \"3 years\", \"calendar year\", \"anniversary year\" or \"lifetime\"");
}

std::string WindowText(const TierWindow& window) {
  if (window.kind == TierWindow::Kind::anniversary) return std::string(kAnniversaryWindow);
  if (window.kind == TierWindow::Kind::lifetime) return std::string(kLifetimeWindow);
  for (const CalendarWindow& calendar : kCalendarWindows) {
    if (window.kind == TierWindow::Kind::calendar && window.months == calendar.months)
      return std::string(calendar.word);
  }
  return std::to_string(window.months) + " months";
}

// Reads the members of one object into the fields of a rule.
class MemberReader {
 public:
  MemberReader(const ObjectForm& form, JsonNode node) : form_(form), node_(node) {}

  template <class Enum>
  Status Word(std::string_view key, std::span<const std::string_view> words, Enum* out) const {
    const auto member = form_.Get(node_, key);
    if (!member) return {};
    KEYHAUL_TRY(*out, ReadWord<Enum>(*member, words));
    return {};
  }

  Status Count(std::string_view key, std::int64_t most, std::int32_t* out) const {
    const auto member = form_.Get(node_, key);
    if (!member) return {};
    KEYHAUL_TRY(const std::int64_t count, ReadInteger(*member, 0, most));
    *out = static_cast<std::int32_t>(count);
    return {};
  }

 private:
  const ObjectForm& form_;
  JsonNode node_;
};

Result<Tier> ReadTier(const ReadContext& context, const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  Tier tier;
  KEYHAUL_TRY(tier.name, ReadText(form.Require(node, "name")));
  if (const auto when = form.Get(node, "when")) {
    KEYHAUL_TRY(tier.when, ReadCondition(context, *when));
  }
  if (const auto retain = form.Get(node, "retain")) {
    KEYHAUL_TRY(tier.retain, ReadCondition(context, *retain));
  }
  return tier;
}

Status ReadValue(JsonNode node, TierValue* value) {
  KEYHAUL_TRY(std::string name, ReadText(node));
  if (name == kActiveDays) {
    value->kind = TierValue::Kind::active_days;
  } else {
    value->measure = std::move(name);
  }
  return {};
}

// A fact by name, or a dimension with the values that are tiered.
Result<TierWithin> ReadWithin(const ReadContext& context, JsonNode node, const std::string& pattern) {
  TierWithin within;
  if (node.kind() == JsonKind::text) {
    within.kind = TierWithin::Kind::fact;
    KEYHAUL_TRY(within.name, ReadText(node));
    return within;
  }
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  within.kind = TierWithin::Kind::dimension;
  KEYHAUL_TRY(within.name, ReadText(form.Require(node, "dimension")));
  KEYHAUL_TRY(const auto values, ReadElements(context, form.Require(node, "values"), pattern + ".values[]"));
  for (const JsonNode value : values) {
    KEYHAUL_TRY(std::string text, ReadText(value));
    within.values.push_back(std::move(text));
  }
  return within;
}

Result<MovementRule> ReadMovement(const ReadContext& context, JsonNode node, const std::string& pattern,
                                  Decimal* retain_margin) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  MovementRule rule;
  if (const auto review = form.Get(node, "review")) {
    KEYHAUL_TRY(rule.review, ReadPeriod(context, *review, pattern + ".review"));
  }
  const MemberReader members(form, node);
  KEYHAUL_CHECK(members.Word("upgrade", kUpgradeWords, &rule.upgrade));
  KEYHAUL_CHECK(members.Word("downgrade", kDowngradeWords, &rule.downgrade));
  KEYHAUL_CHECK(members.Count("max_steps_up", kMost, &rule.max_steps_up));
  KEYHAUL_CHECK(members.Count("max_steps_down", kMost, &rule.max_steps_down));
  KEYHAUL_CHECK(members.Count("grace_reviews", kMost, &rule.grace_reviews));
  KEYHAUL_CHECK(members.Count("residence_months", kMost, &rule.residence_months));
  KEYHAUL_CHECK(members.Word("new_accounts", kNewAccountsWords, &rule.new_accounts));
  KEYHAUL_CHECK(members.Word("lapsed_accounts", kLapsedAccountsWords, &rule.lapsed_accounts));
  KEYHAUL_CHECK(members.Word("returning_accounts", kReturningAccountsWords, &rule.returning_accounts));
  if (const auto margin = form.Get(node, "retain_margin")) {
    KEYHAUL_TRY(*retain_margin, ReadDecimal(*margin));
  }
  return rule;
}

}  // namespace

Result<TieringRule> ReadTiering(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  const MemberReader members(form, node);
  TieringRule rule;
  if (const auto value = form.Get(node, "value")) KEYHAUL_CHECK(ReadValue(*value, &rule.value));
  if (const auto window = form.Get(node, "window")) {
    KEYHAUL_TRY(rule.window, ReadWindow(*window));
  }
  if (const auto within = form.Get(node, "within")) {
    KEYHAUL_TRY(rule.within, ReadWithin(context, *within, "tiering.within"));
  }
  KEYHAUL_CHECK(members.Word("roll_up", kRollUpWords, &rule.roll_up));
  KEYHAUL_CHECK(members.Word("crossing", kCrossingWords, &rule.crossing));
  KEYHAUL_CHECK(members.Word("ties", kTiesWords, &rule.ties));
  KEYHAUL_CHECK(members.Word("negative", kNegativeWords, &rule.negative));
  KEYHAUL_CHECK(members.Word("base", kTierBaseWords, &rule.base));
  KEYHAUL_CHECK(members.Word("zero", kZeroWords, &rule.zero));
  if (const auto zero_tier = form.Get(node, "zero_tier")) {
    KEYHAUL_TRY(rule.zero_tier, ReadText(*zero_tier));
  }
  KEYHAUL_CHECK(members.Word("count_rounding", kRoundingModeWords, &rule.count_rounding));
  KEYHAUL_TRY(const auto tiers, ReadElements(context, form.Require(node, "tiers"), "tiering.tiers[]"));
  const ObjectForm tier_form(context, "tiering.tiers[]");
  for (const JsonNode tier : tiers) {
    KEYHAUL_TRY(Tier read, ReadTier(context, tier_form, tier));
    rule.tiers.push_back(std::move(read));
  }
  if (const auto xyz = form.Get(node, "xyz")) {
    KEYHAUL_TRY(rule.xyz, ReadXyz(context, *xyz, "tiering.xyz"));
  }
  if (const auto rfm = form.Get(node, "rfm")) {
    KEYHAUL_TRY(rule.rfm, ReadRfm(context, *rfm, "tiering.rfm"));
  }
  if (const auto movement = form.Get(node, "movement")) {
    KEYHAUL_TRY(rule.movement, ReadMovement(context, *movement, "tiering.movement", &rule.retain_margin));
  }
  return rule;
}

Result<std::vector<AccountClass>> ReadAccountClasses(const ReadContext& context, JsonNode node,
                                                     const std::string& pattern) {
  KEYHAUL_TRY(const auto elements, ReadElements(context, node, pattern + "[]"));
  const ObjectForm form(context, pattern + "[]");
  std::vector<AccountClass> classes;
  for (const JsonNode element : elements) {
    KEYHAUL_CHECK(form.Check(element));
    KEYHAUL_TRY(std::string name, ReadText(form.Require(element, "name")));
    KEYHAUL_TRY(TierCondition when, ReadCondition(context, form.Require(element, "when")));
    classes.push_back({std::move(name), std::move(when)});
  }
  return classes;
}

namespace {

// Writes what is not its default.
class DifferenceWriter {
 public:
  explicit DifferenceWriter(JsonWriter* out) : out_(*out) {}

  template <class Enum, std::size_t n>
  void Word(std::string_view key, Enum value, Enum usual, const std::string_view (&words)[n]) {
    if (value != usual) out_.Key(key).Text(WordOf(value, words));
  }
  void Count(std::string_view key, std::int32_t count) {
    if (count != 0) out_.Key(key).Integer(count);
  }

 private:
  JsonWriter& out_;
};

void WriteMovement(const MovementRule& rule, const Decimal& retain_margin, JsonWriter* out) {
  const MovementRule usual;
  DifferenceWriter differences(out);
  out->Key("movement").BeginObject();
  if (rule.review) WritePeriod("review", *rule.review, out);
  differences.Word("upgrade", rule.upgrade, usual.upgrade, kUpgradeWords);
  differences.Word("downgrade", rule.downgrade, usual.downgrade, kDowngradeWords);
  differences.Count("max_steps_up", rule.max_steps_up);
  differences.Count("max_steps_down", rule.max_steps_down);
  differences.Count("grace_reviews", rule.grace_reviews);
  differences.Count("residence_months", rule.residence_months);
  differences.Word("new_accounts", rule.new_accounts, usual.new_accounts, kNewAccountsWords);
  differences.Word("lapsed_accounts", rule.lapsed_accounts, usual.lapsed_accounts, kLapsedAccountsWords);
  differences.Word("returning_accounts", rule.returning_accounts, usual.returning_accounts, kReturningAccountsWords);
  if (!retain_margin.IsZero()) out->Key("retain_margin").Text(PercentText(retain_margin));
  out->EndObject();
}

void WriteWithin(const TierWithin& within, JsonWriter* out) {
  if (within.kind == TierWithin::Kind::none) return;
  out->Key("within");
  if (within.kind == TierWithin::Kind::fact) {
    out->Text(within.name);
    return;
  }
  out->BeginObject().Key("dimension").Text(within.name).Key("values").BeginArray();
  for (const std::string& value : within.values) out->Text(value);
  out->EndArray().EndObject();
}

void WriteTier(const Tier& tier, JsonWriter* out) {
  out->BeginObject().Key("name").Text(tier.name);
  if (tier.when) WriteCondition(*tier.when, &out->Key("when"));
  if (tier.retain) WriteCondition(*tier.retain, &out->Key("retain"));
  out->EndObject();
}

}  // namespace

void WriteTiering(const TieringRule& rule, JsonWriter* out) {
  const TieringRule usual;
  DifferenceWriter differences(out);
  out->Key("tiering").BeginObject();
  out->Key("value").Text(rule.value.kind == TierValue::Kind::active_days ? kActiveDays : rule.value.measure);
  out->Key("window").Text(WindowText(rule.window));
  out->Key("crossing").Text(WordOf(rule.crossing, kCrossingWords));
  out->Key("ties").Text(WordOf(rule.ties, kTiesWords));
  differences.Word("roll_up", rule.roll_up, usual.roll_up, kRollUpWords);
  WriteWithin(rule.within, out);
  differences.Word("negative", rule.negative, usual.negative, kNegativeWords);
  differences.Word("base", rule.base, usual.base, kTierBaseWords);
  differences.Word("zero", rule.zero, usual.zero, kZeroWords);
  if (!rule.zero_tier.empty()) out->Key("zero_tier").Text(rule.zero_tier);
  differences.Word("count_rounding", rule.count_rounding, usual.count_rounding, kRoundingModeWords);
  out->Key("tiers").BeginArray();
  for (const Tier& tier : rule.tiers) WriteTier(tier, out);
  out->EndArray();
  if (rule.movement) WriteMovement(*rule.movement, rule.retain_margin, out);
  if (rule.xyz) WriteXyz("xyz", *rule.xyz, out);
  if (rule.rfm) WriteRfm("rfm", *rule.rfm, out);
  out->EndObject();
}

void WriteAccountClasses(const std::vector<AccountClass>& classes, JsonWriter* out) {
  out->Key("accounts").BeginObject().Key("classes").BeginArray();
  for (const AccountClass& account_class : classes) {
    out->BeginObject().Key("name").Text(account_class.name);
    WriteCondition(account_class.when, &out->Key("when"));
    out->EndObject();
  }
  out->EndArray().EndObject();
}

}  // namespace v1
}  // namespace keyhaul
