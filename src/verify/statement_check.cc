#include "src/verify/statement_check.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "src/verify/calendar_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

constexpr std::int64_t kMostPaymentDays = 3650;

const JsonTree* StatementRuleOf(const StatementCase& statement) { return statement.policy->policy().Find("statement"); }

void CheckHead(const StatementCase& statement) {
  const Place& place = statement.place;
  const JsonTree& policy = statement.policy->policy();
  place.ExpectText("policy", policy.TextAt("name"));
  place.ExpectText("currency", policy.TextAt("currency"));
  for (const char* key : {"account", "payer"}) place.ExpectThat(!place.Text(key).empty(), key, "an account");
  const std::string_view told = place.Text("explanations");
  place.ExpectThat(told == "given" || told == "omitted", "explanations", "given or omitted");
  place.ExpectThat(place.IsList("lines"), "lines", "the lines of the statement");
  place.ExpectThat(place.IsList("groups"), "groups", "gross by value, or an empty list");
}

void CheckDueDay(const StatementCase& statement, std::int64_t issued) {
  const Place& place = statement.place;
  const JsonTree* const rule = StatementRuleOf(statement);
  const bool from_month_end =
      rule != nullptr && rule->Find("payment") != nullptr && rule->Find("payment")->TextAt("from") == "month_end";
  const Number days = place.Amount("payment_days");
  if (days < 0 || days > kMostPaymentDays) {
    place.Differ("payment_days", place.Shown("payment_days"), "0 to " + std::to_string(kMostPaymentDays) + " days");
    return;
  }
  const std::int64_t from = from_month_end ? MonthEndOf(issued) : issued;
  place.ExpectText("due_day", DayTextOf(from + static_cast<std::int64_t>(FloorOf(days))));
}

void CheckDays(const StatementCase& statement) {
  const Place& place = statement.place;
  if (!statement.begin || !statement.end || !statement.as_of || *statement.begin >= *statement.end) {
    place.Differ("period_begin", place.Shown("period_begin"), "days of a period, and an as-of day");
    return;
  }
  const std::optional<CalendarRule> calendar = WallCalendarOf(*statement.begin, *statement.end);
  place.ExpectThat(calendar.has_value(), "period_begin", "a month, quarter, half-year or year");
  if (calendar) place.ExpectText("period", calendar->NameOf(*statement.begin, *statement.end));
  place.ExpectThat(*statement.begin <= *statement.as_of, "period_begin", "a period that has begun by the as-of day");
  place.ExpectText("state", *statement.end <= *statement.as_of + 1 ? "final" : "interim");
  const std::int64_t issued = std::min(*statement.end - 1, *statement.as_of);
  place.ExpectText("issued", DayTextOf(issued));
  CheckDueDay(statement, issued);
}

bool IsOfSettlement(const Place& a, const Place& b) {
  return a.Text("line") == b.Text("line") && a.Text("period_begin") == b.Text("period_begin");
}

bool HasPart(const StatementCase& statement, const Place& settlement, std::string_view part) {
  return std::any_of(statement.lines.begin(), statement.lines.end(), [&](const LineCase& other) {
    return IsOfSettlement(other.place, settlement) && other.place.Text("flags") == part;
  });
}

// Which part of its settlement a line may tell here. Where a change stands on this statement too, so it must.
void CheckPart(const StatementCase& statement, const LineCase& line) {
  if (!statement.begin || !statement.end || !statement.as_of || !line.begin || !line.end) return;
  const std::string_view part = line.place.Text("flags");
  const std::int64_t as_of = *statement.as_of;
  const std::int64_t reached = std::min(*line.end - 1, as_of);
  const bool reached_here = statement.IsHere(reached);
  const bool moves = line.place.Amount("delta") != 0 || line.place.Amount("payout") != 0;
  const bool was_booked = line.place.Amount("booked_before") != 0;
  const bool goes_on = *line.begin < *statement.begin && reached_here && statement.IsHere(as_of);
  const bool told_before = *line.begin < *statement.end && reached >= *statement.end && was_booked;
  bool belongs = false;
  if (part.empty()) belongs = reached_here && !(was_booked && (moves || goes_on));
  if (part == "booked") belongs = told_before || (reached_here && moves && !goes_on);
  if (part == "correction") belongs = statement.IsHere(as_of) && moves && !goes_on;
  if (part == "continued") belongs = goes_on;
  line.place.ExpectThat(belongs, "flags", "a part of the settlement that stands on this statement");
  if (part == "booked" && reached_here && statement.IsHere(as_of)) {
    line.place.ExpectThat(HasPart(statement, line.place, "correction"), "flags", "a correction beside what was booked");
  }
  if (part == "correction" && reached_here) {
    line.place.ExpectThat(HasPart(statement, line.place, "booked"), "flags", "what was booked beside its correction");
  }
}

// Section by section, then in the order of the policy's lines, their periods and their parts.
std::tuple<std::size_t, std::size_t, std::int64_t, std::size_t> OrderOf(const LineCase& line) {
  constexpr std::string_view kSections[] = {"discount", "rebate", "commitment"};
  constexpr std::string_view kParts[] = {"", "booked", "correction", "continued"};
  const auto place_in = [](const auto& words, std::string_view word) {
    return static_cast<std::size_t>(std::find(std::begin(words), std::end(words), word) - std::begin(words));
  };
  return {place_in(kSections, line.place.Text("section")), line.policy->PlaceOf(line.place.Text("line")),
          line.begin.value_or(0), place_in(kParts, line.place.Text("flags"))};
}

void CheckLines(const StatementCase& statement) {
  for (std::size_t i = 0; i < statement.place.Size("lines"); ++i) {
    statement.place.Element("lines", i).Expect("number", Number(static_cast<std::int64_t>(i) + 1));
  }
  for (std::size_t i = 0; i < statement.lines.size(); ++i) {
    const LineCase& line = statement.lines[i];
    const bool ascends = i == 0 || OrderOf(statement.lines[i - 1]) < OrderOf(line);
    line.place.ExpectThat(ascends, "line", "a line, period and part after those of the line before it");
    CheckLine(line);
    CheckPart(statement, line);
  }
}

}  // namespace

StatementCase StatementCaseOf(const PolicyRules& policy, const Place& place) {
  StatementCase statement{place,
                          &policy,
                          DayNumberOf(place.Text("period_begin")),
                          DayNumberOf(place.Text("period_end")),
                          DayNumberOf(place.Text("as_of")),
                          {}};
  for (std::size_t i = 0; i < place.Size("lines"); ++i) {
    const Place line = place.Element("lines", i);
    const JsonTree* const rule = policy.Line(line.Text("line"));
    const std::optional<RoundingRule> rounding = rule == nullptr ? std::nullopt : policy.RoundingOf(*rule);
    if (!rounding) {
      line.Differ("line", line.Shown("line"), "a line of the policy");
      continue;
    }
    statement.lines.push_back({line, &policy, rule, policy.Agreement(rule->TextAt("agreement")), *rounding,
                               std::string(place.Text("account")), DayNumberOf(line.Text("period_begin")),
                               DayNumberOf(line.Text("period_end")), statement.as_of.value_or(0),
                               place.Text("explanations") == "omitted", false});
  }
  return statement;
}

void CheckStatement(const StatementCase& statement) {
  CheckHead(statement);
  CheckDays(statement);
  CheckLines(statement);
  CheckTotals(statement);
  CheckGroups(statement);
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
