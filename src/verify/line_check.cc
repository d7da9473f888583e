#include "src/verify/line_check.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "src/verify/calendar_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

const JsonTree* ValidOf(const LineCase& line) {
  return line.agreement == nullptr ? nullptr : line.agreement->Find("valid");
}

bool Names(const JsonTree* list, std::string_view id) {
  return list != nullptr && std::any_of(list->elements.begin(), list->elements.end(),
                                        [&](const JsonTree& element) { return element.text == id; });
}

// The figures of a commitment, and what is owed beyond the spend: below 0 as all that the account owes.
void CheckCommitment(const LineCase& line) {
  if (line.place.Size("commitments") != 1) {
    line.place.Differ("commitments", std::to_string(line.place.Size("commitments")), "1");
    return;
  }
  const Place figures = line.place.Element("commitments", 0);
  const JsonTree& rule = *line.rule->Find("commitment");
  const Number factor = NumberOf(rule.TextAt("overage")).value_or(Number(1));
  const Number promised = NumberOf(rule.TextAt("amount")).value_or(Number(0)) * line.Proration();
  Number used = line.place.Amount("qualifying");
  if (rule.TextAt("negative_usage") == "zero") used = std::max(used, Number(0));
  const Number utilised = std::min(used, promised);
  const Number beyond = used > promised  ? Number((used - promised) * factor)
                        : line.IsFinal() ? Number(promised - used)
                                         : Number(0);
  const Number total = line.Rounded(utilised + beyond);
  const Number billed = total - line.Rounded(utilised);
  figures.Expect("used", used);
  figures.Expect("committed", line.Rounded(promised));
  figures.Expect("utilised", line.Rounded(utilised));
  const bool is_over = used > promised && beyond != 0;
  figures.Expect("overage", is_over ? billed : Number(0));
  figures.Expect("true_up", is_over ? Number(0) : billed);
  figures.Expect("total", total);
  if (line.begin && line.end) {
    figures.Expect("prorated_days", Number(line.ValidDays()));
    figures.Expect("of_days", Number(*line.end - *line.begin));
  }
  line.place.Expect("earned", Number(used - total));
}

void CheckPeriod(const LineCase& line) {
  if (!line.begin || !line.end || *line.begin >= *line.end) {
    line.place.Differ("period_begin", line.place.Shown("period_begin"), "the days of a period");
    return;
  }
  const std::optional<CalendarRule> calendar = CalendarRuleOf(line.rule->Find("period"));
  const bool is_period = calendar && calendar->IsPeriod(*line.begin, *line.end);
  line.place.ExpectThat(is_period, "period_begin", "a period of the line");
  if (is_period) line.place.ExpectText("period", calendar->NameOf(*line.begin, *line.end));
  const std::int64_t end = line.ValidDays() == 0 ? *line.end : line.ValidEnd();
  line.place.ExpectText("state", end <= line.as_of + 1 ? "final" : "interim");
}

// What growth is measured against is the policy's where it says so.
void CheckBaseline(const LineCase& line) {
  const JsonTree* const baseline = line.rule->Find("baseline");
  if (baseline == nullptr) {
    line.place.ExpectText("baseline", "");
  } else if (baseline->TextAt("from") == "fixed" && !line.IsPooled()) {
    const Number amount = NumberOf(baseline->TextAt("amount")).value_or(Number(0));
    line.place.Expect("baseline", Number(amount * NumberOf(baseline->TextAt("adjust")).value_or(Number(1))));
  }
}

void CheckWords(const LineCase& line) {
  const std::string_view kind = line.rule->TextAt("kind");
  line.place.ExpectText("kind", kind);
  line.place.ExpectText("section", kind);
  line.place.ExpectText("agreement", line.rule->TextAt("agreement"));
  const std::string_view qualifies_on = line.rule->TextAt("qualifies_on");
  const std::string_view pays_on = line.PaysOn();
  line.place.ExpectText("qualifying_unit", line.policy->UnitOf(qualifies_on));
  line.place.ExpectText("payable_unit", line.policy->UnitOf(pays_on));
  line.place.ExpectText("counted_unit", line.policy->UnitOf(line.rule->TextAt("counts_on")));
  if (qualifies_on == pays_on) line.place.Expect("payable", line.place.Amount("qualifying"));
  if (line.rule->Find("counts_on") == nullptr) line.place.ExpectText("counted", "");
  if (line.rule->Find("schedule") == nullptr) line.place.ExpectText("bracket", "");
  if (!line.IsPooled()) line.place.ExpectText("group", "");
  if (!line.IsGone()) CheckBaseline(line);
  CheckPeriod(line);
}

// Nothing is due to an account that has no part in a line any more, and nothing stands behind it.
void CheckGone(const LineCase& line) {
  for (const char* key : {"qualifying", "payable", "earned", "capped", "top_up", "due"}) {
    line.place.Expect(key, Number(0));
  }
  if (line.rule->Find("counts_on") != nullptr) line.place.Expect("counted", Number(0));
  if (line.rule->Find("baseline") != nullptr) line.place.Expect("baseline", Number(0));
  for (const char* key : {"bracket", "accrued", "accrual_difference", "exact", "text"}) line.place.ExpectText(key, "");
  for (const char* key : {"steps", "stack_lines", "commitments"}) {
    line.place.ExpectThat(!line.place.Has(key), key, "nothing: the account has no part in the line");
  }
}

// Lists that the line's rule does not have.
void CheckLists(const LineCase& line) {
  const bool by_itself = !line.IsPooled();
  const auto expects = [&](const char* list, bool belongs) {
    line.place.ExpectThat(belongs || !line.place.Has(list), list, "nothing");
  };
  expects("steps", by_itself && line.rule->Find("schedule") != nullptr);
  expects("exact", by_itself && line.rule->Find("schedule") != nullptr);
  expects("stack_lines", by_itself && line.rule->Find("stack") != nullptr);
  expects("commitments", by_itself && line.rule->Find("commitment") != nullptr);
  expects("pools", line.IsForGroups() && !line.is_pool);
}

}  // namespace

std::int64_t LineCase::ValidBegin() const {
  const JsonTree* const valid = ValidOf(*this);
  const std::int64_t first = begin.value_or(0);
  const std::int64_t from = valid == nullptr ? first : DayNumberOf(valid->TextAt("from")).value_or(first);
  return std::clamp(from, first, std::max(first, end.value_or(first)));
}

std::int64_t LineCase::ValidEnd() const {
  const JsonTree* const valid = ValidOf(*this);
  const std::int64_t last = end.value_or(0);
  const std::int64_t until = valid == nullptr ? last : DayNumberOf(valid->TextAt("until")).value_or(last);
  return std::max(ValidBegin(), std::min(last, until));
}

Number LineCase::Proration() const {
  if (!begin || !end || *end <= *begin) return Number(1);
  return Number(ValidDays()) / Number(*end - *begin);
}

LineBases LineCase::Bases() const {
  const int decimals = policy->DecimalsOf(rule->TextAt("qualifies_on"));
  return {place.Amount("qualifying"),
          place.Amount("payable"),
          place.Optional("counted"),
          place.Optional("baseline"),
          policy->DecimalsOf(PaysOn()) == decimals,
          policy->DecimalsOf(rule->TextAt("counts_on")) == decimals};
}

bool LineCase::IsScaled() const {
  const LineBases bases = Bases();
  return bases.qualifying > 0 && !(bases.qualifying == bases.payable && bases.payable_is_alike);
}

// An agreement with accounts says who they are; who has a tag, or is in a group, is not on the statement. An account
// that has it has what is accrued, the steps or the figures of the line, where the line has any.
bool LineCase::IsGone() const {
  if (agreement == nullptr || is_pool || IsPooled()) return false;
  if (IsForGroups()) return true;
  if (agreement->Find("accounts") != nullptr) return !Names(agreement->Find("accounts"), party);
  if (agreement->Find("tags") == nullptr) return false;
  const auto is_zero = [this](const char* key) { return NumberOf(place.Text(key)) == Number(0); };
  const auto has = [this](const char* key) { return place.Has(key); };
  const char* const figures[] = {"qualifying", "payable", "earned", "top_up", "due"};
  const char* const behind[] = {"bracket", "exact", "steps", "stack_lines", "commitments", "text"};
  if (rule->Find("accrual") != nullptr && !IsBooked() && place.Has("accrued")) return false;
  return std::all_of(std::begin(figures), std::end(figures), is_zero) &&
         std::none_of(std::begin(behind), std::end(behind), has) &&
         place.Amount("delta") == BookedNow(-place.Amount("booked_before"));
}

bool LineCase::GetsNothing() const {
  if (rule->Find("tiers") == nullptr) return false;
  return !place.Has("bracket") && place.Size("stack_lines") == 0 && place.Size("commitments") == 0;
}

void CheckEarned(const LineCase& line) {
  if (line.is_pool) CheckBaseline(line);
  if (line.GetsNothing() && line.rule->Find("schedule") == nullptr) {
    line.place.Expect("earned", Number(0));
  } else if (line.rule->Find("commitment") != nullptr) {
    CheckCommitment(line);
  } else if (line.rule->Find("stack") != nullptr) {
    CheckStack(line);
  } else {
    CheckSchedule(line);
  }
}

void CheckLine(const LineCase& line) {
  CheckWords(line);
  CheckLists(line);
  if (line.IsGone()) {
    CheckGone(line);
  } else if (line.IsPooled()) {
    CheckPools(line);
  } else {
    CheckEarned(line);
    CheckLimits(line);
    CheckAccrued(line);
  }
  CheckBooking(line);
  if (!line.IsGone()) CheckText(line);
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
