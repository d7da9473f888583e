// What a stack takes off an amount, line by line.
//
// Everything is exact: a line's result is a fraction, and so is the net that the next one sees. Rounded is at one of
// two points. At the term, the exact discount is rounded once, and the amounts of the lines are the steps of the
// rounded running discount, so that they add up to it. At the line, each result is rounded before the next line sees
// the net. Rounding never takes more than there is: what takes all takes exactly all, and what would round to more is
// rounded to one step less.
//
//   Stack of 20 % and 10 %, cascade, on 100.00: takes 20.00 on 100.00 and 8.00 on 80.00
//
// The spread evaluates the stack with its lines in every order (priorities then say nothing, and zones stay where they
// are) and tells the least and the greatest discount, each with the first order, by the lines' places, that gives it.
//
// Here stands the path in 128 bits; what needs more is refused with `overflow` and computed by kernels::EvaluateStack.
// A schedule looks at a basis of at most 18 decimals; one with more is refused with `overflow` by both.
#ifndef KEYHAUL_TERMS_EVALUATE_STACK_H_
#define KEYHAUL_TERMS_EVALUATE_STACK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/terms/compiled_stack.h"
#include "keyhaul/terms/evaluate.h"
#include "keyhaul/terms/ratio.h"

namespace keyhaul {
inline namespace v1 {

// What one line takes, in minor units. A line that does not apply has zeros.
template <class Int>
struct StackTake {
  terms_internal::Ratio<Int> basis;
  terms_internal::Ratio<Int> exact;
  int128 amount = 0;
  bool applied = false;
  bool cut = false;             // it would have given more than the net that was left
  bool equal_priority = false;  // with a line of the same priority: their order is that in which they were given
};

template <class Int>
struct StackValue {
  terms_internal::Ratio<Int> exact;  // the sum of the lines' exact values
  int128 discount = 0;               // the sum of their amounts
  std::vector<StackTake<Int>> lines;
  std::vector<std::size_t> order;  // the lines that apply, in the order in which they did
};

// Orders are places of lines. Of a credit note, least and greatest are meant of its mirror.
struct StackSpread {
  int128 least = 0;
  int128 greatest = 0;
  std::vector<std::size_t> least_order;
  std::vector<std::size_t> greatest_order;
  std::int64_t orders = 0;
};

// In 128 bits. Refused with `overflow` where those may not hold a product, and with the errors of the schedules at
// "lines[1]".
Result<StackValue<int128>> EvaluateStack(const CompiledStack& stack, int128 amount);

// Refused further where there are more than kMaxPermutedLines lines.
Result<StackSpread> SpreadOfStack(const CompiledStack& stack, int128 amount);

namespace terms_internal {

// `Pays` gives the exact value of a compiled schedule on a basis: Result<Exact>(const CompiledSchedule&, int128).
template <class Int, class Pays>
class StackEvaluator {
 public:
  StackEvaluator(const CompiledStack& stack, Pays pays) : stack_(stack), pays_(std::move(pays)) {}

  // The lines in the order given; `by_priority`: whether priorities change it where the combination asks for that.
  Result<StackValue<Int>> Evaluate(int128 amount, std::span<const std::size_t> order, bool by_priority) {
    if (BitWidth(amount) > kFastBits) return TooLarge("the amount of the stack needs more than 126 bits");
    const bool mirror = amount < 0;
    amount_ = RatioOf<Int>(mirror ? -amount : amount);
    net_ = amount_;
    paid_ = 0;
    exact_ = {};
    value_ = {};
    value_.lines.resize(lines().size());
    for (std::size_t zone = 0; zone < stack_.zones.size(); ++zone) {
      const Ratio<Int> before = net_;
      KEYHAUL_CHECK(RunZone(zone, order, by_priority));
      int changed = 0;
      if (!CompareRatios(before, net_, &changed)) return TooWide();
      if (stack_.zones[zone].stops && changed != 0) break;
    }
    value_.exact = exact_;
    value_.discount = paid_;
    if (mirror) Mirror();
    return std::move(value_);
  }

  Result<StackSpread> Spread(int128 amount) {
    if (lines().size() > kMaxPermutedLines) {
      return Refuse("spread", "TERMS-71",
                    "a stack of " + std::to_string(lines().size()) + " lines has too many orders; at most " +
                        std::to_string(kMaxPermutedLines) + " lines");
    }
    std::vector<std::size_t> order(lines().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    StackSpread spread;
    Ratio<Int> least;
    Ratio<Int> greatest;
    if (BitWidth(amount) > kFastBits) return TooLarge("the amount of the stack needs more than 126 bits");
    const bool mirror = amount < 0;
    do {
      KEYHAUL_TRY(const StackValue<Int> value, Evaluate(mirror ? -amount : amount, order, false));
      const Ratio<Int> total = AtLine() ? RatioOf<Int>(value.discount) : value.exact;
      KEYHAUL_TRY(const bool is_least, IsBeyond(spread, total, least, -1));
      KEYHAUL_TRY(const bool is_greatest, IsBeyond(spread, total, greatest, 1));
      if (is_least) {
        least = total;
        spread.least = value.discount;
        spread.least_order = order;
      }
      if (is_greatest) {
        greatest = total;
        spread.greatest = value.discount;
        spread.greatest_order = order;
      }
      ++spread.orders;
    } while (std::next_permutation(order.begin(), order.end()));
    if (mirror) {
      spread.least = -spread.least;
      spread.greatest = -spread.greatest;
    }
    return spread;
  }

 private:
  using Order = std::vector<std::size_t>;

  // What a line would take.
  struct Trial {
    Ratio<Int> basis;
    Ratio<Int> taken;
    bool cut = false;
    bool takes_all = false;
  };

  const std::vector<StackLine>& lines() const { return stack_.stack.lines; }
  bool AtLine() const { return stack_.stack.rounding_at == StackRounding::line; }
  static Error TooWide() { return TooLarge("the fractions of the stack have more digits than can be held"); }

  static Result<bool> IsBeyond(const StackSpread& spread, const Ratio<Int>& total, const Ratio<Int>& so_far, int side) {
    if (spread.orders == 0) return true;
    int order = 0;
    if (!CompareRatios(total, so_far, &order)) return TooWide();
    return order == side;
  }

  Status RunZone(std::size_t index, std::span<const std::size_t> order, bool by_priority) {
    const CompiledZone& zone = stack_.zones[index];
    start_ = net_;
    reduced_ = {};
    Order mine;
    for (const std::size_t i : order) {
      if (stack_.zone_of[i] == index) mine.push_back(i);
    }
    switch (zone.combine) {
      case Combine::priority:
        if (by_priority) SortByPriority(&mine);
        return InOrder(mine, StackBasis::net);
      case Combine::exclusive:
        return Exclusive(zone, mine);
      default:
        return Plain(zone.combine, mine);
    }
  }

  Status Plain(Combine combine, const Order& order) {
    if (combine == Combine::best_of) return Best(order, nullptr);
    return InOrder(order, combine == Combine::additive ? StackBasis::list : StackBasis::net);
  }

  void SortByPriority(Order* order) {
    const bool highest_first = stack_.stack.priority_order == PriorityOrder::highest_first;
    std::stable_sort(order->begin(), order->end(), [this, highest_first](std::size_t a, std::size_t b) {
      const std::int64_t left = *lines()[a].priority;
      const std::int64_t right = *lines()[b].priority;
      return highest_first ? left > right : left < right;
    });
    for (std::size_t i = 1; i < order->size(); ++i) {
      if (lines()[(*order)[i - 1]].priority != lines()[(*order)[i]].priority) continue;
      value_.lines[(*order)[i - 1]].equal_priority = true;
      value_.lines[(*order)[i]].equal_priority = true;
    }
  }

  Status InOrder(const Order& order, StackBasis usual) {
    for (const std::size_t i : order) {
      KEYHAUL_TRY(const Trial trial, Try(i, usual));
      KEYHAUL_CHECK(Take(i, trial));
    }
    return {};
  }

  // Takes the line that takes most; where `taken` is given, only one that takes something, and says whether it did.
  Status Best(const Order& order, bool* taken) {
    std::optional<std::size_t> best;
    Trial of_best;
    for (const std::size_t i : order) {
      KEYHAUL_TRY(Trial trial, Try(i, StackBasis::list));
      if (taken != nullptr && trial.taken.IsZero()) continue;
      int side = 1;
      if (best && !CompareRatios(trial.taken, of_best.taken, &side)) return TooWide();
      if (side <= 0) continue;
      best = i;
      of_best = std::move(trial);
    }
    if (taken != nullptr) *taken = best.has_value();
    return best ? Take(*best, of_best) : Status();
  }

  Status Exclusive(const CompiledZone& zone, const Order& order) {
    Order alone;
    Order together;
    for (const std::size_t i : order) (lines()[i].exclusive ? alone : together).push_back(i);
    bool taken = false;
    KEYHAUL_CHECK(Best(alone, &taken));
    return taken ? Status() : Plain(zone.otherwise, together);
  }

  Result<Trial> Try(std::size_t index, StackBasis usual) {
    const StackLine& line = lines()[index];
    Trial trial;
    KEYHAUL_TRY(trial.basis, BasisOf(line.basis.value_or(usual)));
    Ratio<Int> raw;
    KEYHAUL_TRY(raw, Gives(index, trial.basis));
    int side = 0;
    if (!CompareRatios(raw, net_, &side)) return TooWide();
    trial.cut = side > 0;
    trial.takes_all = side >= 0;
    trial.taken = trial.takes_all ? net_ : raw;
    return trial;
  }

  Result<Ratio<Int>> BasisOf(StackBasis basis) const {
    if (basis == StackBasis::list) return start_;
    if (stack_.stack.combine != Combine::reduction) return net_;
    Ratio<Int> left;
    if (!SubtractRatios(start_, reduced_, &left)) return TooWide();
    return left.IsNegative() ? Ratio<Int>() : left;
  }

  // What the line gives before it is held against the net.
  Result<Ratio<Int>> Gives(std::size_t index, const Ratio<Int>& basis) {
    const StackLine& line = lines()[index];
    Ratio<Int> result;
    if (line.schedule) {
      KEYHAUL_TRY(const Exact paid, ScheduleGives(index, basis));
      if (!RatioOfExact(paid, &result)) return TooWide();
      return result;
    }
    const bool fits = line.amount ? RatioOfDecimal(*line.amount, stack_.money_scale, &result)
                                  : RatioOfDecimal(*line.rate, 0, &result) && MultiplyRatios(basis, result, &result);
    if (!fits) return TooWide();
    return result;
  }

  Result<Exact> ScheduleGives(std::size_t index, const Ratio<Int>& basis) {
    // The basis as a decimal: a fraction of minor units, times ten until it is whole.
    Int numerator = basis.numerator;
    for (int scale = stack_.money_scale; scale <= kMaxDecimalScale; ++scale) {
      int128 mantissa = 0;
      if (numerator % basis.denominator == Int(0)) {
        if (!Narrow(Int(numerator / basis.denominator), &mantissa)) return TooWide();
        return ScheduleGivesAt(index, mantissa, scale);
      }
      if (!ProductFits(numerator, Int(10))) return TooWide();
      numerator = numerator * Int(10);
    }
    return Under(StackLinePath(index), TooLarge("the basis of the schedule has more than 18 decimals"));
  }

  Result<Exact> ScheduleGivesAt(std::size_t index, int128 mantissa, int scale) {
    const std::pair<std::size_t, int> key(index, scale);
    auto found = schedules_.find(key);
    if (found == schedules_.end()) {
      KEYHAUL_TRY(CompiledSchedule compiled, CompileStackSchedule(stack_, index, scale));
      found = schedules_.emplace(key, std::move(compiled)).first;
    }
    Result<Exact> paid = pays_(found->second, mantissa);
    if (paid.ok()) return paid;
    return Under(StackLinePath(index), std::move(paid).error());
  }

  // Books what a line takes.
  Status Take(std::size_t index, const Trial& trial) {
    StackTake<Int>& take = value_.lines[index];
    take.applied = true;
    take.cut = trial.cut;
    take.basis = trial.basis;
    take.exact = trial.taken;
    value_.order.push_back(index);
    if (!AddRatios(exact_, trial.taken, &exact_)) return TooWide();
    // What is rounded is the line, held against the net, or the running discount, held against the amount.
    const Ratio<Int>& whole = AtLine() ? net_ : amount_;
    KEYHAUL_TRY(const int128 rounded, Rounded(AtLine() ? trial.taken : exact_, whole, trial.takes_all));
    take.amount = AtLine() ? rounded : rounded - paid_;
    paid_ += take.amount;
    const Ratio<Int> gone = AtLine() ? RatioOf<Int>(take.amount) : trial.taken;
    if (!SubtractRatios(net_, gone, &net_)) return TooWide();
    if (!lines()[index].reduces_others) return {};
    return AddRatios(reduced_, gone, &reduced_) ? Status() : TooWide();
  }

  // TERMS-63: at most `whole`, which is minor units, and exactly that where all is taken.
  Result<int128> Rounded(const Ratio<Int>& exact, const Ratio<Int>& whole, bool takes_all) const {
    int128 rounded = 0;
    int128 most = 0;
    if (!Narrow(Int(whole.numerator / whole.denominator), &most)) return TooWide();
    if (takes_all) return most;
    if (!RoundRatio(exact, stack_.step, stack_.rounding.mode, &rounded)) return TooWide();
    if (BitWidth(rounded) > kFastBits) return TooLarge("the discount needs more than 126 bits");
    return rounded > most ? rounded - stack_.step : rounded;
  }

  void Mirror() {
    value_.exact = Negated(value_.exact);
    value_.discount = -value_.discount;
    for (StackTake<Int>& take : value_.lines) {
      take.basis = Negated(take.basis);
      take.exact = Negated(take.exact);
      take.amount = -take.amount;
    }
  }

  const CompiledStack& stack_;
  Pays pays_;
  std::map<std::pair<std::size_t, int>, CompiledSchedule> schedules_;  // by line and decimals of the basis

  Ratio<Int> amount_;
  Ratio<Int> start_;    // of the zone
  Ratio<Int> net_;      // what is left
  Ratio<Int> reduced_;  // taken by lines that reduce others
  Ratio<Int> exact_;    // taken so far
  int128 paid_ = 0;     // the same in amounts
  StackValue<Int> value_;
};

template <class Int, class Pays>
Result<StackValue<Int>> EvaluateStackWith(const CompiledStack& stack, int128 amount, Pays pays) {
  std::vector<std::size_t> order(stack.stack.lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  return StackEvaluator<Int, Pays>(stack, std::move(pays)).Evaluate(amount, order, true);
}

inline Result<Exact> PaysFast(const CompiledSchedule& schedule, int128 basis) {
  KEYHAUL_TRY(const ScheduleValue value, Evaluate(schedule, Bases{basis, basis}));
  return value.exact;
}

}  // namespace terms_internal

inline Result<StackValue<int128>> EvaluateStack(const CompiledStack& stack, int128 amount) {
  return terms_internal::EvaluateStackWith<int128>(stack, amount, terms_internal::PaysFast);
}

inline Result<StackSpread> SpreadOfStack(const CompiledStack& stack, int128 amount) {
  return terms_internal::StackEvaluator<int128, decltype(&terms_internal::PaysFast)>(stack, terms_internal::PaysFast)
      .Spread(amount);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_EVALUATE_STACK_H_
