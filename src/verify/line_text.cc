// How a line came about, as a bill says it: written again from the figures of the line, and compared as a whole.
//
// The forms are those that docs/RULES.md has from STATEMENT-01 on. What the figures are is checked elsewhere; here only
// that the words and numbers which a person reads are the figures'.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/line_check.h"
#include "src/verify/shown_number.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

void Append(const std::string& summand, std::string* sum) {
  if (!sum->empty() && !summand.empty()) *sum += " + ";
  *sum += summand;
}

// " (half_up)", with the step where that is not one unit of money.
std::string RoundingText(const LineCase& line) {
  const bool is_unit = line.rounding.step == line.policy->MoneyUnit();
  return " (" + line.rounding.mode + (is_unit ? "" : " to " + Shown(line.rounding.step, 0)) + ")";
}

std::string MoneyText(const LineCase& line, const Number& amount) {
  return Shown(amount, line.policy->MoneyDecimals());
}

// One schedule: products of the steps, flats, their sum and what it was rounded to.
class ScheduleText {
 public:
  ScheduleText(const LineCase& line, const ScheduleRule& schedule)
      : line_(line),
        schedule_(schedule),
        bases_(line.Bases()),
        money_(line.policy->MoneyDecimals()),
        qualifying_(line.policy->DecimalsOf(line.rule->TextAt("qualifies_on"))),
        payable_(line.policy->DecimalsOf(line.PaysOn())),
        counted_(line.policy->DecimalsOf(line.rule->TextAt("counts_on"))) {
    const std::string& how = schedule.accumulation;
    const bool slices = how == "growth" ? schedule.growth_pays != "whole_basis"
                                        : how == "marginal" || how == "d365_rolling" || !schedule.deficit.empty();
    scales_ = slices && line.IsScaled();
    scales_counted_ =
        slices && bases_.qualifying > 0 && (bases_.counted != bases_.qualifying || counted_ != qualifying_);
    const bool is_money = line.policy->UnitOf(line.PaysOn()) == "money";
    by_rate_ = is_money && how != "block";
    // What prices and steps were before they were rounded is not on the statement, but follows from the schedule.
    const ExpectedBenefit expected = ExpectedBenefitOf(schedule, bases_).value_or(ExpectedBenefit());
    for (std::size_t i = 0; i < line.place.Size("steps"); ++i) {
      Step& step = steps_.emplace_back(Step{line.place.Element("steps", i), {}, {}});
      if (i >= expected.steps.size()) continue;
      step.listed = expected.steps[i].listed;
      step.unrounded = expected.steps[i].unrounded;
    }
  }

  std::string Text() const {
    std::string text;
    AppendProducts(IsPart, scales_ ? Shown(bases_.payable, payable_) : "", &text);
    AppendProducts(IsOther, "", &text);
    const bool has_products = !text.empty();
    AppendProducts(IsCounted, scales_counted_ ? Shown(bases_.counted.value_or(Number(0)), counted_) : "", &text);
    for (const Step& step : steps_) {
      if (!step.place.Has("basis")) Append(AddedText(step, FlatText(step.place)), &text);
    }
    if (text.empty()) text = "nothing on " + Shown(bases_.qualifying, qualifying_);
    return text + SumText() + RemarkText(has_products);
  }

 private:
  using Chosen = bool (*)(std::string_view kind);

  struct Step {
    Place place;
    std::optional<Number> listed;
    std::optional<Number> unrounded;
  };

  static bool IsPart(std::string_view kind) {
    return kind == "slice" || kind == "rolled" || kind == "growth" || kind == "deficit";
  }
  static bool IsCounted(std::string_view kind) { return kind == "counted"; }
  static bool IsOther(std::string_view kind) { return !IsPart(kind) && !IsCounted(kind); }

  static Number At(const Place& step, std::string_view key) { return NumberOf(step.Text(key)).value_or(Number(0)); }

  // " × 500.00 / 1000.00": how far the basis has come between two bounds.
  std::string WayText(const Place& step) const {
    if (step.Text("kind") != "interpolated") return "";
    const Number from = At(step, "from");
    return " × " + Shown(bases_.qualifying - from, qualifying_) + " / " + Shown(At(step, "to") - from, qualifying_);
  }

  // "0.36", or "(0.355 → 0.36)" where the price was rounded.
  std::string PriceText(const Step& step) const {
    const std::string price = Shown(At(step.place, "benefit"), money_);
    return step.listed ? "(" + ShownOrCut(*step.listed, money_) + " → " + price + ")" : price;
  }

  // "(33.33 × 2.5 % → 0.83)" where the step was rounded by itself.
  std::string AddedText(const Step& step, const std::string& text) const {
    if (!step.unrounded) return text;
    return "(" + text + " → " + Shown(ExactNumberOf(step.place.Text("exact")).value_or(Number(0)), money_) + ")";
  }

  std::string ProductText(const Step& told) const {
    const Place& step = told.place;
    const std::string_view kind = step.Text("kind");
    int decimals = IsPart(kind) ? qualifying_ : payable_;
    if (kind == "block") decimals = 0;
    if (kind == "counted") decimals = scales_counted_ ? qualifying_ : counted_;
    const bool is_rate = by_rate_ && kind != "counted" && kind != "block";
    const std::string earns = is_rate ? Shown(At(step, "benefit") * 100, 0) + " %" : PriceText(told);
    return Shown(At(step, "basis"), decimals) + " × " + earns + WayText(step);
  }

  // The products of one basis, in brackets and scaled where that is so; each by itself where each is rounded.
  void AppendProducts(Chosen chosen, const std::string& earning, std::string* text) const {
    const std::string scaled =
        earning.empty() ? std::string() : " × " + earning + " / " + Shown(bases_.qualifying, qualifying_);
    const bool each = line_.rounding.at == "slice";
    int products = 0;
    std::string sum;
    for (const Step& step : steps_) {
      if (!step.place.Has("basis") || !chosen(step.place.Text("kind"))) continue;
      Append(AddedText(step, ProductText(step) + (each ? scaled : "")), &sum);
      ++products;
    }
    if (!each && !scaled.empty() && products > 0) sum = (products > 1 ? "(" + sum + ")" : sum) + scaled;
    Append(sum, text);
  }

  std::string FlatText(const Place& step) const { return Shown(At(step, "benefit"), money_) + " flat" + WayText(step); }

  std::string SumText() const {
    const Number exact = ExactNumberOf(line_.place.Text("exact")).value_or(Number(0));
    const Number earned = line_.place.Amount("earned");
    const std::string currency = " " + std::string(line_.policy->policy().TextAt("currency"));
    const std::string sum = " = " + ShownOrCut(exact, money_);
    const bool changed =
        std::any_of(steps_.begin(), steps_.end(), [](const Step& step) { return step.listed || step.unrounded; });
    if (exact == earned) return sum + currency + (changed ? RoundingText(line_) : "");
    return sum + " → " + Shown(earned, money_) + currency + RoundingText(line_);
  }

  // What the reader would otherwise miss: a basis that was rated in another's place, or another that chose the bracket.
  std::string RemarkText(bool has_products) const {
    const std::string qualifying = Shown(bases_.qualifying, qualifying_);
    for (const Step& step : steps_) {
      if (step.place.Text("kind") != "deficit") continue;
      return " (" + qualifying + " rated as " + Shown(At(step.place, "basis"), qualifying_) + ")";
    }
    const bool is_growth = schedule_.accumulation == "growth" && bases_.baseline.has_value();
    if (is_growth && !line_.place.Has("bracket") && *bases_.baseline <= 0 && bases_.qualifying >= 0) {
      return " (no baseline)";
    }
    const bool chosen_by_other = !scales_ && bases_.qualifying != bases_.payable;
    return chosen_by_other && has_products ? " (" + qualifying + " qualifies)" : "";
  }

  const LineCase& line_;
  const ScheduleRule& schedule_;
  const LineBases bases_;
  const int money_;
  const int qualifying_;  // decimals of the measures
  const int payable_;
  const int counted_;
  bool scales_ = false;
  bool scales_counted_ = false;
  bool by_rate_ = false;
  std::vector<Step> steps_;
};

// "10.00 + 6.665 - 1.00"
std::string Joined(const std::vector<std::string>& summands) {
  std::string text;
  for (const std::string& summand : summands) {
    const bool is_taken_off = summand.front() == '-' && !text.empty();
    if (!text.empty()) text += is_taken_off ? " - " : " + ";
    text += is_taken_off ? summand.substr(1) : summand;
  }
  return text.empty() ? "nothing" : text;
}

std::string SumOf(const LineCase& line, const std::vector<std::string>& summands, const std::string& exact) {
  const std::string rounded = MoneyText(line, line.place.Amount("earned"));
  const std::string text = Joined(summands) + " = " + exact;
  return exact == rounded ? text : text + " → " + rounded + RoundingText(line);
}

// The parts of the versions, which add up.
std::string VersionsText(const LineCase& line, const std::vector<LineVersion>& versions) {
  const int money = line.policy->MoneyDecimals();
  std::vector<std::string> parts;
  Number sum = 0;
  for (const LineVersion& version : versions) {
    Number part = 0;
    for (std::size_t i = 0; i < line.place.Size("steps"); ++i) {
      const Place step = line.place.Element("steps", i);
      const Number number(static_cast<std::int64_t>(version.number));
      if (NumberOf(step.Text("version")) == number) part += ExactNumberOf(step.Text("exact")).value_or(Number(0));
    }
    parts.push_back(ShownOrCut(part, money));
    sum += part;
  }
  return SumOf(line, parts, ShownOrCut(sum, money));
}

// What one line of a stack takes: "80.00 × 10 %", "10.00", "0.80 (bonus on 80.00)".
std::string TakeText(const LineCase& line, const Place& take, const JsonTree& rule, bool at_line, bool* changed) {
  const int money = line.policy->MoneyDecimals();
  const auto at = [&](std::string_view key) { return ExactNumberOf(take.Text(key)).value_or(Number(0)); };
  const std::string basis = ShownCut(at("basis"), money);
  const std::string exact = ShownCut(at("exact"), money);
  const std::string rounded = at_line ? MoneyText(line, at("amount")) : exact;
  const bool is_cut = take.Text("flags").substr(0, 3) == "cut";
  std::string text = exact;
  if (rule.Find("rate") != nullptr) {
    text = basis + " × " + Shown(NumberOf(rule.TextAt("rate")).value_or(Number(0)) * 100, 0) + " %";
  } else if (rule.Find("amount") != nullptr && is_cut) {
    text = line.place.Amount("payable") < 0 ? "-" : "";
    text += Shown(NumberOf(rule.TextAt("amount")).value_or(Number(0)), 0);
  }
  const bool by_schedule = rule.Find("schedule") != nullptr;
  if (by_schedule) text += " (" + std::string(rule.TextAt("id")) + " on " + basis + (is_cut ? ", cut)" : ")");
  if (is_cut && !by_schedule) text += " (cut to " + exact + ")";
  if (rounded == exact) return text;
  *changed = true;
  return "(" + text + " → " + rounded + ")";
}

std::string StackText(const LineCase& line) {
  const JsonTree& stack = *line.rule->Find("stack");
  const JsonTree* const rules = stack.Find("lines");
  const bool at_line = stack.TextAt("rounding_at") == "line";
  std::vector<std::string> summands(rules->elements.size());
  Number exact = 0;
  bool changed = false;
  for (std::size_t i = 0; i < rules->elements.size() && i < line.place.Size("stack_lines"); ++i) {
    const Place take = line.place.Element("stack_lines", i);
    const std::optional<Number> number = NumberOf(take.Text("number"));
    exact += ExactNumberOf(take.Text("exact")).value_or(Number(0));
    if (!number || *number < 0 || *number >= static_cast<std::int64_t>(summands.size())) continue;
    summands[static_cast<std::size_t>(FloorOf(*number))] = TakeText(line, take, rules->elements[i], at_line, &changed);
  }
  summands.erase(std::remove(summands.begin(), summands.end(), ""), summands.end());
  const Number discount = line.place.Amount("earned");
  const Number amount = line.place.Amount("payable");
  std::string sum = Joined(summands) + " = " + MoneyText(line, discount) + (changed ? RoundingText(line) : "");
  if (!at_line) sum = SumOf(line, summands, ShownCut(exact, line.policy->MoneyDecimals()));
  return sum + "; " + MoneyText(line, amount) + " - " + MoneyText(line, discount) + " = " +
         MoneyText(line, amount - discount);
}

std::string CommitmentText(const LineCase& line) {
  if (line.place.Size("commitments") == 0) return "";
  const Place figures = line.place.Element("commitments", 0);
  const auto told = [&](std::string_view key) { return MoneyText(line, figures.Amount(key)); };
  std::string text = told("utilised");
  if (figures.Amount("overage") != 0) text += " + overage " + told("overage");
  if (figures.Amount("true_up") != 0) text += " + true-up " + told("true_up");
  return text + " = " + told("total");
}

// "1338.03 of 2007.04 of G1, for 8.00 of 12.00", group by group in the order of the agreement.
std::string PartsText(const LineCase& line) {
  const int qualifying = line.policy->DecimalsOf(line.rule->TextAt("qualifies_on"));
  const std::vector<LineCase> pools = PoolsOf(line);
  std::string text;
  for (const JsonTree& group : line.agreement->Find("groups")->elements) {
    for (const LineCase& pool : pools) {
      if (pool.party != group.text || !pool.place.Has("member")) continue;
      const Place member = pool.place.Member("member");
      text += (text.empty() ? "" : "; ") + MoneyText(line, member.Amount("part")) + " of " +
              MoneyText(line, pool.place.Amount("due")) + " of " + pool.party + ", for " +
              Shown(member.Amount("qualifying"), qualifying) + " of " +
              Shown(pool.place.Amount("qualifying"), qualifying);
    }
  }
  return text;
}

// Nothing where the line's benefit has no text.
std::string TextOfLine(const LineCase& line) {
  if (line.IsPooled()) return line.IsForGroups() ? PartsText(line) : "";
  if (line.rule->Find("stack") != nullptr) return StackText(line);
  if (line.rule->Find("commitment") != nullptr) return CommitmentText(line);
  const std::vector<LineVersion> versions = VersionsOf(line);
  if (versions.size() > 1) return VersionsText(line, versions);
  if (versions.empty() || !versions.front().schedule) return "";
  return ScheduleText(line, *versions.front().schedule).Text();
}

}  // namespace

void CheckText(const LineCase& line) {
  // Who is in none of the line's tiers is told nothing.
  const bool is_left_out = line.is_unexplained || (line.GetsNothing() && !line.place.Has("text"));
  line.place.ExpectText("text", is_left_out ? "" : TextOfLine(line));
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
