#include "src/verify/verify.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/verify/findings.h"
#include "src/verify/line_check.h"
#include "src/verify/policy_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace {

using namespace verify;  // NOLINT(google-build-using-namespace): private parts of this folder

class StatementCheck {
 public:
  StatementCheck(const PolicyRules& policy, const Place& place)
      : policy_(policy),
        place_(place),
        begin_(DayNumberOf(place.Text("period_begin"))),
        end_(DayNumberOf(place.Text("period_end"))),
        as_of_(DayNumberOf(place.Text("as_of"))) {}

  void Check() const {
    place_.ExpectText("policy", policy_.policy().TextAt("name"));
    place_.ExpectText("currency", policy_.policy().TextAt("currency"));
    CheckDays();
    const std::string_view told = place_.Text("explanations");
    place_.ExpectThat(told == "given" || told == "omitted", "explanations", "given or omitted");
    place_.ExpectThat(place_.IsList("lines"), "lines", "the lines of the statement");
    place_.ExpectThat(place_.IsList("groups"), "groups", "gross by value, or an empty list");
    for (std::size_t i = 0; i < place_.Size("lines"); ++i) CheckOneLine(i);
    CheckSharedCaps();
    CheckTotals();
    CheckGroups();
  }

 private:
  const JsonTree* Rule() const { return policy_.policy().Find("statement"); }

  void CheckDays() const {
    if (!begin_ || !end_ || !as_of_ || *begin_ >= *end_) {
      place_.Differ("period_begin", place_.Shown("period_begin"), "days of a period, and an as-of day");
      return;
    }
    constexpr std::string_view kKinds[] = {"month", "quarter", "half_year", "year"};
    const bool is_period = std::any_of(std::begin(kKinds), std::end(kKinds),
                                       [&](std::string_view kind) { return ArePeriodOf(kind, *begin_, *end_); });
    place_.ExpectThat(is_period, "period_begin", "a month, quarter, half-year or year");
    place_.ExpectText("state", *end_ <= *as_of_ + 1 ? "final" : "interim");
    const std::int64_t issued = std::min(*end_ - 1, *as_of_);
    place_.ExpectText("issued", DayTextOf(issued));
    const bool from_month_end = Rule() != nullptr && Rule()->Find("payment") != nullptr &&
                                Rule()->Find("payment")->TextAt("from") == "month_end";
    const Number days = place_.Amount("payment_days");
    if (days < 0 || days > kMostPaymentDays) {
      place_.Differ("payment_days", place_.Shown("payment_days"), "a number of days");
      return;
    }
    const std::int64_t from = from_month_end ? MonthEndOf(issued) : issued;
    place_.ExpectText("due_day", DayTextOf(from + static_cast<std::int64_t>(FloorOf(days))));
  }

  // A line with its rules; nothing, and a difference, where the policy has none.
  std::optional<LineCase> CaseOf(const Place& line, bool tells) const {
    const JsonTree* const rule = policy_.Line(line.Text("line"));
    const std::optional<RoundingRule> rounding = rule == nullptr ? std::nullopt : policy_.RoundingOf(*rule);
    if (!rounding) {
      if (tells) line.Differ("line", line.Shown("line"), "a line of the policy");
      return std::nullopt;
    }
    return LineCase{line,
                    policy_,
                    *rule,
                    policy_.Agreement(rule->TextAt("agreement")),
                    *rounding,
                    DayNumberOf(line.Text("period_begin")),
                    DayNumberOf(line.Text("period_end")),
                    as_of_.value_or(0),
                    place_.Text("explanations") == "omitted"};
  }

  void CheckOneLine(std::size_t index) const {
    const Place line = place_.Element("lines", index);
    line.Expect("number", Number(static_cast<std::int64_t>(index) + 1));
    for (std::size_t i = 0; i < index; ++i) {
      const Place other = place_.Element("lines", i);
      const bool is_twice = IsOfSettlement(other, line) && other.Text("flags") == line.Text("flags");
      line.ExpectThat(!is_twice, "line", "a line, period and part that no other line of the statement has");
    }
    const std::optional<LineCase> one = CaseOf(line, true);
    if (!one) return;
    CheckLine(*one);
    CheckPart(*one);
  }

  static bool IsOfSettlement(const Place& a, const Place& b) {
    return a.Text("line") == b.Text("line") && a.Text("period_begin") == b.Text("period_begin");
  }

  bool IsHere(std::int64_t day) const { return day >= *begin_ && day < *end_; }

  bool HasPart(const Place& settlement, std::string_view part) const {
    for (std::size_t i = 0; i < place_.Size("lines"); ++i) {
      const Place other = place_.Element("lines", i);
      if (IsOfSettlement(other, settlement) && other.Text("flags") == part) return true;
    }
    return false;
  }

  // Which part of its settlement a line may tell here. Where a change stands on this statement too, so it must.
  void CheckPart(const LineCase& line) const {
    if (!begin_ || !end_ || !as_of_ || !line.begin || !line.end) return;
    const std::string_view part = line.place.Text("flags");
    const std::int64_t reached = std::min(*line.end - 1, *as_of_);
    const bool moves = line.place.Amount("delta") != 0 || line.place.Amount("payout") != 0;
    const bool was_booked = line.place.Amount("booked_before") != 0;
    const bool goes_on = *line.begin < *begin_ && IsHere(reached) && IsHere(*as_of_);
    const bool told_before = *line.begin < *end_ && reached >= *end_ && was_booked;
    bool belongs = false;
    if (part.empty()) belongs = IsHere(reached) && !(was_booked && (moves || goes_on));
    if (part == "booked") belongs = told_before || (IsHere(reached) && moves && !goes_on);
    if (part == "correction") belongs = IsHere(*as_of_) && moves && !goes_on;
    if (part == "continued") belongs = goes_on;
    line.place.ExpectThat(belongs, "flags", "a part of the settlement that stands on this statement");
    if (part == "booked" && IsHere(reached) && IsHere(*as_of_)) {
      line.place.ExpectThat(HasPart(line.place, "correction"), "flags", "a correction beside what was booked");
    }
    if (part == "correction" && IsHere(reached)) {
      line.place.ExpectThat(HasPart(line.place, "booked"), "flags", "what was booked beside its correction");
    }
  }

  // Lines take what is left of their agreement's cap in their order. That can be told where all of them are here.
  void CheckSharedCaps() const {
    for (std::size_t i = 0; i < place_.Size("lines"); ++i) {
      const Place first = place_.Element("lines", i);
      const std::optional<LineCase> one = CaseOf(first, false);
      if (one && SharedCapOf(*one) && one->agreement != nullptr && IsFirstOf(*one)) CheckSharedCap(*one);
    }
  }

  std::vector<std::string> LinesOf(const LineCase& one) const {
    std::vector<std::string> ids;
    for (const JsonTree& rule : policy_.policy().Find("terms")->elements) {
      const bool shares =
          rule.TextAt("agreement") == one.rule.TextAt("agreement") && rule.Find("commitment") == nullptr;
      if (shares) ids.emplace_back(rule.TextAt("id"));
    }
    return ids;
  }

  bool IsFirstOf(const LineCase& one) const { return LinesOf(one).front() == one.place.Text("line"); }

  void CheckSharedCap(const LineCase& one) const {
    std::vector<Place> lines;
    for (const std::string& id : LinesOf(one)) {
      for (std::size_t i = 0; i < place_.Size("lines"); ++i) {
        const Place line = place_.Element("lines", i);
        if (line.Text("line") != id || line.Text("period_begin") != one.place.Text("period_begin")) continue;
        lines.push_back(line);
        break;  // its other parts tell the same of it
      }
    }
    if (lines.size() != LinesOf(one).size()) return;
    Number taken = 0;
    for (const Place& line : lines) {
      const std::optional<LineCase> own = CaseOf(line, false);
      if (!own) return;
      const Number before = OwnDueOf(*own);
      const Number takes = std::min(before, std::max(Number(*SharedCapOf(*own) - taken), Number(0)));
      line.Expect("due", takes);
      taken += takes;
    }
  }

  void CheckTotals() const {
    Number discounts = 0;
    Number settled = 0;
    Number charges = 0;
    Number accrued = 0;
    Number carried = 0;
    for (std::size_t i = 0; i < place_.Size("lines"); ++i) {
      const Place line = place_.Element("lines", i);
      const Number amount = line.Amount("amount");
      if (line.Text("section") == "discount") discounts += amount;
      if (line.Text("section") == "rebate") settled += amount;
      if (line.Text("section") == "commitment") charges -= amount;
      accrued += line.Optional("accrued").value_or(Number(0));
      carried += line.Optional("balance").value_or(Number(0));
    }
    place_.Expect("discounts", discounts);
    place_.Expect("net", Number(place_.Amount("gross") - discounts));
    place_.Expect("settled", settled);
    place_.Expect("charges", charges);
    place_.Expect("accrued", accrued);
    place_.Expect("carried", carried);
  }

  // The parts of a total by gross: each its share rounded down to a unit, and the largest remainders one more.
  std::vector<Number> Parts(const Number& total, const std::vector<Number>& weights) const {
    const Number unit = policy_.MoneyUnit();
    Number sum = 0;
    for (const Number& weight : weights) sum += weight;
    const Number sign = total < 0 ? -1 : 1;
    std::vector<Number> parts;
    std::vector<std::pair<Number, std::size_t>> rests;
    Number left = total * sign / unit;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Number share = sum == 0 ? Number(total * sign / unit / static_cast<std::int64_t>(weights.size()))
                                    : Number(total * sign / unit * weights[i] / sum);
      const Number whole(FloorOf(share));
      parts.push_back(whole);
      rests.emplace_back(share - whole, i);
      left -= whole;
    }
    std::stable_sort(rests.begin(), rests.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < rests.size() && left >= 1; ++i, left -= 1) parts[rests[i].second] += 1;
    for (Number& part : parts) part = part * sign * unit;
    return parts;
  }

  void CheckGroups() const {
    const std::size_t count = place_.Size("groups");
    if (count == 0) return;
    CheckGroupedBy();
    std::vector<Number> weights;
    Number gross = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const Place group = place_.Element("groups", i);
      gross += group.Amount("gross");
      weights.push_back(std::max(group.Amount("gross"), Number(0)));
      const bool ascends = i == 0 || place_.Element("groups", i - 1).Text("group_value") < group.Text("group_value");
      group.ExpectThat(ascends, "group_value", "a value after the one before it");
    }
    place_.Expect("gross", gross);
    const std::vector<Number> discounts = Parts(place_.Amount("discounts"), weights);
    const std::vector<Number> settled = Parts(place_.Amount("settled"), weights);
    for (std::size_t i = 0; i < count; ++i) {
      const Place group = place_.Element("groups", i);
      group.Expect("discounts", discounts[i]);
      group.Expect("settled", settled[i]);
      group.Expect("net", Number(group.Amount("gross") - discounts[i]));
    }
  }

  void CheckGroupedBy() const {
    const JsonTree* const offered = Rule() == nullptr ? nullptr : Rule()->Find("group_by");
    const std::string_view found = place_.Text("grouped_by");
    const bool is_offered =
        offered != nullptr && std::any_of(offered->elements.begin(), offered->elements.end(),
                                          [&](const JsonTree& dimension) { return dimension.text == found; });
    place_.ExpectThat(is_offered, "grouped_by", "a dimension that the policy groups statements by");
  }

  static constexpr std::int64_t kMostPaymentDays = 3650;

  const PolicyRules& policy_;
  const Place& place_;
  const std::optional<std::int64_t> begin_;
  const std::optional<std::int64_t> end_;
  const std::optional<std::int64_t> as_of_;
};

using Member = std::pair<const char*, std::string_view>;

void AppendObject(std::initializer_list<Member> members, std::string* objects) {
  *objects += objects->empty() ? "\n    {" : ",\n    {";
  const char* before = "\n      \"";
  for (const auto& [key, value] : members) {
    const std::string quoted = nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    objects->append(before).append(key).append("\": ").append(quoted);
    before = ",\n      \"";
  }
  *objects += "\n    }";
}

std::string ArrayText(const std::string& objects) { return objects.empty() ? "[]" : "[" + objects + "\n  ]"; }

}  // namespace

Result<VerifyReport> VerifyStatement(std::string_view policy_text, std::string_view statement_text) {
  KEYHAUL_TRY(const JsonTree policy, ParseJsonTree("the policy", policy_text));
  KEYHAUL_TRY(const JsonTree statements, ParseJsonTree("the statements", statement_text));
  if (policy.kind != JsonTree::Kind::object || policy.Find("currency") == nullptr) {
    return MakeError(Code::policy_missing_key, "the policy is no object with a currency");
  }
  const bool is_list = statements.kind == JsonTree::Kind::array;
  if (!is_list && statements.kind != JsonTree::Kind::object) {
    return MakeError(Code::data_value, "the statements are no object and no array");
  }
  const PolicyRules rules(policy);
  VerifyReport report;
  const std::size_t count = is_list ? statements.elements.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const Place place(is_list ? statements.elements[i] : statements, is_list ? "[" + std::to_string(i) + "]" : "",
                      &report);
    StatementCheck(rules, place).Check();
    ++report.statements;
    report.lines += static_cast<std::int64_t>(place.Size("lines"));
  }
  return report;
}

// A tree of JSON allocates while it is taken down, which ends the program where memory runs out; so the report is
// written as text, and the library quotes what stands in it.
std::string ReportJson(const VerifyReport& report) {
  std::string differences;
  for (const Difference& one : report.differences) {
    AppendObject({{"path", one.path}, {"found", one.found}, {"expected", one.expected}}, &differences);
  }
  std::string not_judged;
  for (const NotJudged& one : report.not_judged) AppendObject({{"path", one.path}, {"why", one.why}}, &not_judged);
  return "{\n  \"statements\": " + std::to_string(report.statements) +
         ",\n  \"lines\": " + std::to_string(report.lines) + ",\n  \"differences\": " + ArrayText(differences) +
         ",\n  \"not_judged\": " + ArrayText(not_judged) + "\n}\n";
}

}  // namespace v1
}  // namespace keyhaul
