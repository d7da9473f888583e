#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/expected_steps.h"
#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// One line of the stack, with its rule in the policy.
struct Take {
  Place place;
  const JsonTree* rule;
};

// What a line would take of what is left.
struct Trial {
  Number basis;
  Number taken;
  bool cut = false;
  bool takes_all = false;
};

// What a line gives on a basis that is not below 0; nothing where its schedule cannot be read.
std::optional<Number> GivenBy(const JsonTree& rule, const Number& basis) {
  if (const JsonTree* const rate = rule.Find("rate"); rate != nullptr) {
    const std::optional<Number> number = NumberOf(rate->text);
    return number ? std::optional<Number>(basis * *number) : std::nullopt;
  }
  if (const JsonTree* const amount = rule.Find("amount"); amount != nullptr) return NumberOf(amount->text);
  const JsonTree* const json = rule.Find("schedule");
  LineVersion version;
  // A stack is rounded at its own points.
  if (json != nullptr) version.schedule = ScheduleRuleOf(*json, false, RoundingRule());
  return ExactOf(version, {basis, basis, {}, {}});
}

// The stack computed again on the magnitude of the amount, zone by zone, and held against its lines on the statement.
class StackCheck {
 public:
  explicit StackCheck(const LineCase& line)
      : line_(line), stack_(*line.rule->Find("stack")), at_line_(stack_.TextAt("rounding_at") == "line") {
    const Number amount = line.place.Amount("payable");
    sign_ = amount < 0 ? -1 : 1;
    amount_ = amount * sign_;
    net_ = amount_;
  }

  void Check() {
    if (!FindTakes()) return;
    if (stack_.TextAt("combine") == "zones") {
      RunZones();
    } else {
      std::vector<std::size_t> all(takes_.size());
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
      RunZone(stack_, all);
    }
    for (std::size_t i = 0; i < takes_.size(); ++i) {
      if (!applied_[i]) ExpectNothing(takes_[i].place);
    }
    line_.place.Expect("earned", Number(paid_ * sign_));
  }

 private:
  using Order = std::vector<std::size_t>;

  // All lines of the stack stand on the statement, in the order of the policy.
  bool FindTakes() {
    const JsonTree* const rules = stack_.Find("lines");
    const std::size_t count = rules == nullptr ? 0 : rules->elements.size();
    if (count != line_.place.Size("stack_lines")) {
      line_.place.Differ("stack_lines", std::to_string(line_.place.Size("stack_lines")), std::to_string(count));
      return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
      takes_.push_back({line_.place.Element("stack_lines", i), &rules->elements[i]});
      takes_.back().place.ExpectText("stack_line", rules->elements[i].TextAt("id"));
    }
    applied_.assign(count, false);
    equal_.assign(count, false);
    return true;
  }

  void RunZones() {
    const JsonTree* const zones = stack_.Find("zones");
    for (std::size_t zone = 0; zones != nullptr && zone < zones->elements.size(); ++zone) {
      const JsonTree& own = zones->elements[zone];
      Order order;
      for (std::size_t i = 0; i < takes_.size(); ++i) {
        if (takes_[i].rule->TextAt("zone") == own.TextAt("name")) order.push_back(i);
      }
      const Number before = net_;
      RunZone(own, order);
      if (own.TextAt("then") == "stop" && before != net_) return;
    }
  }

  // The lines of a zone, or of a stack without any.
  void RunZone(const JsonTree& zone, Order order) {
    start_ = net_;
    reduced_ = 0;
    const std::string_view combine = zone.TextAt("combine");
    if (combine == "priority") {
      SortByPriority(&order);
      InOrder(order, "net");
    } else if (combine == "exclusive") {
      Exclusive(zone, order);
    } else {
      Plain(combine, order);
    }
  }

  void Plain(std::string_view combine, const Order& order) {
    if (combine == "best_of") {
      Best(order, false);
    } else {
      InOrder(order, combine == "additive" ? "list" : "net");
    }
  }

  void SortByPriority(Order* order) {
    const Number way = stack_.TextAt("priority_order") == "highest_first" ? -1 : 1;
    const auto priority = [&](std::size_t i) {
      return Number(way * NumberOf(takes_[i].rule->TextAt("priority")).value_or(Number(0)));
    };
    std::stable_sort(order->begin(), order->end(),
                     [&](std::size_t a, std::size_t b) { return priority(a) < priority(b); });
    for (std::size_t i = 1; i < order->size(); ++i) {
      const std::size_t before = (*order)[i - 1];
      if (priority(before) != priority((*order)[i])) continue;
      equal_[before] = true;
      equal_[(*order)[i]] = true;
    }
  }

  void InOrder(const Order& order, std::string_view usual) {
    for (const std::size_t i : order) TakeLine(i, Try(i, usual));
  }

  // The line that takes most, of equals the first; `only_some` leaves out those that take nothing.
  bool Best(const Order& order, bool only_some) {
    std::optional<std::size_t> best;
    Trial of_best;
    for (const std::size_t i : order) {
      const Trial trial = Try(i, "list");
      if ((only_some && trial.taken == 0) || (best && trial.taken <= of_best.taken)) continue;
      best = i;
      of_best = trial;
    }
    if (best) TakeLine(*best, of_best);
    return best.has_value();
  }

  void Exclusive(const JsonTree& zone, const Order& order) {
    Order alone;
    Order together;
    for (const std::size_t i : order) (takes_[i].rule->TextAt("exclusive") == "true" ? alone : together).push_back(i);
    if (Best(alone, true)) return;
    const std::string_view otherwise = zone.TextAt("otherwise");
    Plain(otherwise.empty() ? "additive" : otherwise, together);
  }

  Number BasisOf(const JsonTree& rule, std::string_view usual) const {
    const std::string_view basis = rule.TextAt("basis").empty() ? usual : rule.TextAt("basis");
    if (basis == "list") return start_;
    return stack_.TextAt("combine") == "reduction" ? std::max(Number(start_ - reduced_), Number(0)) : net_;
  }

  Trial Try(std::size_t index, std::string_view usual) const {
    Trial trial;
    trial.basis = BasisOf(*takes_[index].rule, usual);
    const std::optional<Number> given = GivenBy(*takes_[index].rule, trial.basis);
    if (!given)
      takes_[index].place.Differ("stack_line", takes_[index].place.Shown("stack_line"), "a line that can be read");
    const Number gives = given.value_or(Number(0));
    trial.cut = gives > net_;
    trial.takes_all = gives >= net_;
    trial.taken = std::min(gives, net_);
    return trial;
  }

  // What takes all takes exactly all; what would round to more than there is is one step less.
  Number RoundedTake(const Number& exact, const Number& whole, bool takes_all) const {
    const Number unit = line_.policy->MoneyUnit();
    const Number most = Number(FloorOf(whole / unit)) * unit;
    const Number rounded = line_.Rounded(exact);
    return takes_all ? most : rounded > most ? Number(rounded - line_.rounding.step) : rounded;
  }

  void TakeLine(std::size_t index, const Trial& trial) {
    const Place& place = takes_[index].place;
    exact_ += trial.taken;
    const Number amount = at_line_ ? RoundedTake(trial.taken, net_, trial.takes_all)
                                   : Number(RoundedTake(exact_, amount_, trial.takes_all) - paid_);
    place.Expect("number", Number(static_cast<std::int64_t>(number_++)));
    place.Expect("basis", Number(trial.basis * sign_));
    place.Expect("exact", Number(trial.taken * sign_));
    place.Expect("amount", Number(amount * sign_));
    place.ExpectText("flags", FlagsOf(index, trial.cut));
    applied_[index] = true;
    paid_ += amount;
    const Number gone = at_line_ ? amount : trial.taken;
    net_ -= gone;
    if (takes_[index].rule->TextAt("reduces_others") == "true") reduced_ += gone;
  }

  std::string FlagsOf(std::size_t index, bool cut) const {
    std::string flags = cut ? "cut" : "";
    if (equal_[index]) flags += flags.empty() ? "equal_priority" : " equal_priority";
    return flags;
  }

  // One that does not apply takes nothing.
  static void ExpectNothing(const Place& place) {
    for (const char* key : {"number", "basis", "flags"}) place.ExpectText(key, "");
    for (const char* key : {"exact", "amount"}) place.Expect(key, Number(0));
  }

  const LineCase& line_;
  const JsonTree& stack_;
  const bool at_line_;
  Number sign_ = 1;  // a credit note is the mirror of its magnitude
  Number amount_;
  Number net_;        // what is left
  Number start_ = 0;  // of the zone
  Number reduced_ = 0;
  Number exact_ = 0;  // taken so far
  Number paid_ = 0;   // the same in amounts
  std::size_t number_ = 0;
  std::vector<Take> takes_;
  std::vector<bool> applied_;
  std::vector<bool> equal_;
};

}  // namespace

void CheckStack(const LineCase& line) { StackCheck(line).Check(); }

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
