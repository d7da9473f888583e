#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/expected_steps.h"
#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// One line of the stack that applies, with its rule in the policy.
struct Take {
  Place place;
  const JsonTree* rule;
  Number number;
};

const JsonTree* StackLineOf(const JsonTree& stack, std::string_view id) {
  const JsonTree* const lines = stack.Find("lines");
  if (lines == nullptr) return nullptr;
  const auto found = std::find_if(lines->elements.begin(), lines->elements.end(),
                                  [&](const JsonTree& line) { return line.TextAt("id") == id; });
  return found == lines->elements.end() ? nullptr : &*found;
}

bool AreFlags(std::string_view text) {
  return text.empty() || text == "cut" || text == "equal_priority" || text == "cut equal_priority";
}

// The lines that apply, in their order. One that does not apply takes nothing.
std::vector<Take> TakesOf(const LineCase& line, const JsonTree& stack) {
  std::vector<Take> takes;
  for (std::size_t i = 0; i < line.place.Size("stack_lines"); ++i) {
    const Place place = line.place.Element("stack_lines", i);
    const JsonTree* const rule = StackLineOf(stack, place.Text("stack_line"));
    place.ExpectThat(AreFlags(place.Text("flags")), "flags", "cut, equal_priority or nothing");
    if (rule == nullptr) {
      place.Differ("stack_line", place.Shown("stack_line"), "a line of the policy's stack");
    } else if (!place.Has("number")) {
      place.Expect("exact", Number(0));
      place.Expect("amount", Number(0));
    } else {
      takes.push_back({place, rule, place.Amount("number")});
    }
  }
  std::stable_sort(takes.begin(), takes.end(), [](const Take& a, const Take& b) { return a.number < b.number; });
  for (std::size_t i = 0; i < takes.size(); ++i) takes[i].place.Expect("number", Number(static_cast<std::int64_t>(i)));
  return takes;
}

// What a line gives on a basis that is not below 0; nothing where its schedule cannot be read.
std::optional<Number> GivenBy(const JsonTree& rule, const Number& basis) {
  if (const JsonTree* const rate = rule.Find("rate"); rate != nullptr) {
    const std::optional<Number> number = NumberOf(rate->text);
    return number ? std::optional<Number>(basis * *number) : std::nullopt;
  }
  if (const JsonTree* const amount = rule.Find("amount"); amount != nullptr) return NumberOf(amount->text);
  const JsonTree* const json = rule.Find("schedule");
  // A stack is rounded at its own points.
  const std::optional<ScheduleRule> schedule =
      json == nullptr ? std::nullopt : ScheduleRuleOf(*json, false, RoundingRule());
  if (!schedule) return std::nullopt;
  const std::optional<ExpectedBenefit> benefit = ExpectedBenefitOf(*schedule, {basis, basis, {}, {}});
  if (!benefit) return std::nullopt;
  Number sum = 0;
  for (const ExpectedStep& step : benefit->steps) sum += step.exact;
  return sum;
}

// The basis where the combination is a plain one; the others are checked on the basis that they say they had.
std::optional<Number> BasisOf(const JsonTree& stack, const JsonTree& rule, const Number& list, const Number& net) {
  const std::string_view combine = stack.TextAt("combine");
  const std::string_view own = rule.TextAt("basis");
  if (combine == "additive") return own == "net" ? net : list;
  if (combine == "cascade" || combine == "priority") return own == "list" ? list : net;
  if (combine == "best_of") return list;
  return std::nullopt;
}

bool HasFlag(const Place& place, std::string_view flag) { return place.Text("flags").find(flag) != std::string::npos; }

}  // namespace

void CheckStack(const LineCase& line) {
  const JsonTree& stack = *line.rule.Find("stack");
  const bool at_line = stack.TextAt("rounding_at") == "line";
  const Number amount = line.place.Amount("payable");
  // A credit note is the mirror of its magnitude.
  const Number sign = amount < 0 ? -1 : 1;
  const Number list = amount * sign;
  Number net = list;
  Number exact = 0;
  Number rounded = 0;
  for (const Take& take : TakesOf(line, stack)) {
    const Number basis = take.place.Exact("basis") * sign;
    if (const std::optional<Number> expected = BasisOf(stack, *take.rule, list, net); expected) {
      take.place.Expect("basis", Number(*expected * sign));
    }
    const std::optional<Number> given = GivenBy(*take.rule, basis);
    if (given) {
      const bool cut = *given > net;
      take.place.Expect("exact", Number(std::min(*given, net) * sign));
      take.place.ExpectThat(cut == HasFlag(take.place, "cut"), "flags", cut ? "cut" : "no cut");
    }
    const Number taken = take.place.Exact("exact") * sign;
    if (at_line && !HasFlag(take.place, "cut")) {
      const Number full = line.Rounded(taken);
      take.place.Expect("amount", Number((full > net ? full - line.rounding.step : full) * sign));
    }
    const Number takes = take.place.Amount("amount") * sign;
    exact += taken;
    rounded += takes;
    net -= at_line ? takes : taken;
  }
  line.place.Expect("earned", Number(rounded * sign));
  if (!at_line) line.place.Expect("earned", Number(std::min(line.Rounded(exact), list) * sign));
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
