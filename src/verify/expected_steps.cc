#include "src/verify/expected_steps.h"

#include <algorithm>
#include <cstddef>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

class StepMaker {
 public:
  StepMaker(const ScheduleRule& schedule, const LineBases& bases) : schedule_(schedule), bases_(bases) {}

  // False where the accumulation is not known.
  bool Make(ExpectedBenefit* out) {
    out_ = out;
    if (bases_.qualifying < 0) return true;
    const std::string& how = schedule_.accumulation;
    if (how == "growth") return Growth();
    out_->bracket = Reached(bases_.qualifying, Number(1));
    if (out_->bracket < 0) return true;
    const auto reached = static_cast<std::size_t>(out_->bracket);
    if (how == "block") return schedule_.block_per_slice ? BlocksOfSlices(reached) : BlocksOfTotal(reached);
    if (how == "linear") return Line(reached);
    if (!schedule_.deficit.empty()) return Deficit(reached);
    if (how == "whole" || how == "target" || how == "flat") return Whole(reached);
    if (how != "marginal" && how != "sum_of_reached" && how != "d365_rolling" && how != "d365_total") return false;
    for (std::size_t i = 0; i <= reached; ++i) {
      if (how == "marginal") Slice(i, reached);
      if (how == "d365_rolling") AddPart(i, "rolled", i < reached ? schedule_.brackets[i + 1].from : bases_.qualifying);
      if (how == "d365_total") AddWhole(i);
      AddFlat(i);
    }
    return true;
  }

 private:
  const BracketRule& At(std::size_t index) const { return schedule_.brackets[index]; }

  // The last bracket whose bound, times `unit`, the basis has reached; a first one that begins at 0 holds 0 always.
  std::int64_t Reached(const Number& basis, const Number& unit) const {
    std::int64_t reached = -1;
    for (const BracketRule& bracket : schedule_.brackets) {
      const Number bound = bracket.from * unit;
      const bool is_reached = bracket.from == 0 || (schedule_.up_to_inclusive ? basis > bound : basis >= bound);
      if (!is_reached) break;
      ++reached;
    }
    return reached;
  }

  // Payable units for each qualifying one.
  Number Ratio() const {
    if (bases_.qualifying <= 0 || bases_.qualifying == bases_.payable) return Number(1);
    return bases_.payable / bases_.qualifying;
  }

  ExpectedStep StepOf(std::size_t index, const char* kind, const Number& benefit) const {
    ExpectedStep step;
    step.kind = kind;
    step.bracket = static_cast<std::int64_t>(index);
    step.from = At(index).from;
    step.to = At(index).to;
    step.benefit = benefit;
    return step;
  }

  void Add(std::size_t index, const char* kind, const Number& basis, const Number& exact) {
    ExpectedStep step = StepOf(index, kind, *At(index).benefit);
    step.basis = basis;
    step.exact = exact;
    step.listed = At(index).listed;
    out_->steps.push_back(step);
  }

  // A part of the qualifying basis.
  void AddPart(std::size_t index, const char* kind, const Number& part) {
    if (At(index).benefit) Add(index, kind, part, part * *At(index).benefit * Ratio());
  }

  void AddWhole(std::size_t index) {
    if (At(index).benefit) Add(index, "whole", bases_.payable, bases_.payable * *At(index).benefit);
  }

  bool OwesFlat(std::size_t index) const {
    const bool holds_zero = index == 0 && At(0).from == 0;
    return !holds_zero || bases_.qualifying > 0 || schedule_.flat_at_zero;
  }

  void AddFlat(std::size_t index) {
    if (!At(index).flat || !OwesFlat(index)) return;
    ExpectedStep step = StepOf(index, "flat", *At(index).flat);
    step.exact = *At(index).flat;
    out_->steps.push_back(step);
  }

  bool Whole(std::size_t reached) {
    AddWhole(reached);
    AddFlat(reached);
    return true;
  }

  // The part of the basis between two bounds. One that holds nothing is left out, but for the only one.
  void Slice(std::size_t index, std::size_t reached) {
    Number end = bases_.qualifying;
    if (index + 1 < schedule_.brackets.size()) end = std::min(end, At(index + 1).from);
    const Number width = end - At(index).from;
    if (width > 0 || reached == 0) AddPart(index, "slice", width);
  }

  Number Blocks(const Number& basis) const {
    if (basis <= 0) return Number(0);
    const Number blocks = basis / schedule_.block_size;
    const Number whole(FloorOf(blocks));
    const Number rest = blocks - whole;
    const bool counts = schedule_.block_count == "ceil"    ? rest > 0
                        : schedule_.block_count == "floor" ? false
                                                           : rest * 2 >= 1;
    return counts ? Number(whole + 1) : whole;
  }

  void AddBlocks(std::size_t index, const Number& blocks) {
    if (At(index).benefit) Add(index, "block", blocks, blocks * *At(index).benefit);
    AddFlat(index);
  }

  bool BlocksOfTotal(std::size_t reached) {
    AddBlocks(reached, Blocks(bases_.payable - schedule_.block_free));
    return true;
  }

  bool BlocksOfSlices(std::size_t reached) {
    Number free = schedule_.block_free;
    for (std::size_t i = 0; i <= reached; ++i) {
      const Number end = i < reached ? At(i + 1).from : bases_.qualifying;
      const Number counted = std::max(Number((end - At(i).from) * Ratio()), Number(0));
      const Number taken = std::min(free, counted);
      free -= taken;
      AddBlocks(i, Blocks(counted - taken));
    }
    return true;
  }

  bool Growth() {
    const Number baseline = bases_.baseline.value_or(Number(0));
    if (baseline <= 0) {
      if (!schedule_.zero_baseline) return true;
      out_->bracket = static_cast<std::int64_t>(schedule_.own_brackets) - 1;
    } else {
      out_->bracket = Reached(bases_.qualifying, baseline);
    }
    if (out_->bracket < 0) return true;
    const auto reached = static_cast<std::size_t>(out_->bracket);
    if (schedule_.growth_pays == "whole_basis") return Whole(reached);
    const bool is_one_basis = bases_.qualifying == bases_.payable && bases_.payable_is_alike;
    const bool has_ratio = bases_.qualifying > 0 || is_one_basis;
    if (schedule_.growth_pays == "whole_growth") {
      const Number growth = bases_.qualifying - std::max(baseline, Number(0));
      if (has_ratio) AddPart(reached, "growth", std::max(growth, Number(0)));
      AddFlat(reached);
      return true;
    }
    for (std::size_t i = 0; has_ratio && i <= reached; ++i) AddPart(i, "slice", GrowthIn(i, reached, baseline));
    for (std::size_t i = 0; i <= reached; ++i) AddFlat(i);
    return schedule_.growth_pays == "incremental_growth";
  }

  // The part of the basis that lies between two ratios to the baseline; without one, all of it in the last bracket.
  Number GrowthIn(std::size_t index, std::size_t reached, const Number& baseline) const {
    if (baseline <= 0) return index == reached ? bases_.qualifying : Number(0);
    const Number end = index < reached ? Number(At(index + 1).from * baseline) : bases_.qualifying;
    return end - At(index).from * baseline;
  }

  bool Line(std::size_t index) {
    const Number passed = bases_.qualifying - At(index).from;
    const bool at_point = index + 1 >= schedule_.own_brackets || passed == 0;
    const std::size_t next = at_point ? index : index + 1;
    const Number way = at_point ? Number(0) : Number(passed / (At(next).from - At(index).from));
    if (schedule_.RoundsPrices()) {
      AddPriceOnLine(index, next, way);
    } else {
      AddWhole(index);
      AddWay(index, At(index).benefit, At(next).benefit, way, bases_.payable);
    }
    AddFlat(index);
    AddWay(index, At(index).flat, At(next).flat, way, std::nullopt);
    return true;
  }

  // The payable basis at the price between two points, rounded.
  void AddPriceOnLine(std::size_t index, std::size_t next, const Number& way) {
    if (!At(index).benefit && !At(next).benefit) return;
    const Number from = At(index).benefit.value_or(Number(0));
    const Number to = At(next).benefit.value_or(Number(0));
    const Number listed = from + (to - from) * way;
    ExpectedStep step = StepOf(index, "whole", schedule_.rounding.Of(listed));
    if (step.benefit != listed) step.listed = listed;
    step.basis = bases_.payable;
    step.exact = step.benefit * bases_.payable;
    out_->steps.push_back(step);
  }

  void AddWay(std::size_t index, const std::optional<Number>& from, const std::optional<Number>& to, const Number& way,
              const std::optional<Number>& basis) {
    const Number difference = to.value_or(Number(0)) - from.value_or(Number(0));
    if (difference == 0) return;
    ExpectedStep step = StepOf(index, "interpolated", difference);
    step.basis = basis;
    step.exact = difference * way * basis.value_or(Number(1));
    out_->steps.push_back(step);
  }

  Number DeficitPrice(std::size_t index, const Number& basis) const {
    const Number rated = At(index).benefit.value_or(Number(0)) * basis * Ratio();
    return OwesFlat(index) ? Number(rated + At(index).flat.value_or(Number(0))) : rated;
  }

  // The bracket in which the basis, or its own bound, costs least.
  bool Deficit(std::size_t reached) {
    std::size_t chosen = reached;
    Number basis = bases_.qualifying;
    for (std::size_t k = reached + 1; bases_.qualifying > 0 && k < schedule_.own_brackets; ++k) {
      const Number bumped = std::max(bases_.qualifying, At(k).from);
      if (DeficitPrice(k, bumped) >= DeficitPrice(chosen, basis)) continue;
      chosen = k;
      basis = bumped;
    }
    out_->bracket = static_cast<std::int64_t>(chosen);
    if (basis == bases_.qualifying || schedule_.deficit != "bumped") return Whole(chosen);
    AddPart(chosen, "deficit", basis);
    AddFlat(chosen);
    return true;
  }

  const ScheduleRule& schedule_;
  const LineBases& bases_;
  ExpectedBenefit* out_ = nullptr;
};

// The same schedule, paying its amounts per unit.
ScheduleRule CountingRule(const ScheduleRule& schedule) {
  ScheduleRule counting = schedule;
  for (BracketRule& bracket : counting.brackets) {
    bracket.benefit = bracket.per_unit;
    bracket.listed = bracket.listed_per_unit;
    bracket.flat.reset();
  }
  return counting;
}

// As they add up: each rounded by itself, where it is.
void RoundSteps(const ScheduleRule& schedule, ExpectedBenefit* benefit) {
  if (schedule.rounding.at != "slice") return;
  for (ExpectedStep& step : benefit->steps) {
    const Number exact = step.exact;
    step.exact = schedule.rounding.Of(exact);
    if (step.exact != exact) step.unrounded = exact;
  }
}

// Nothing where the accumulation is not known.
std::optional<ExpectedBenefit> ExactBenefitOf(const ScheduleRule& schedule, const LineBases& bases) {
  ExpectedBenefit benefit;
  if (!StepMaker(schedule, bases).Make(&benefit)) return std::nullopt;
  if (!bases.counted || benefit.bracket < 0) return benefit;
  const ScheduleRule counting = CountingRule(schedule);
  const LineBases counted{bases.qualifying, *bases.counted, std::nullopt, bases.baseline, bases.counted_is_alike};
  ExpectedBenefit amounts;
  if (!StepMaker(counting, counted).Make(&amounts)) return std::nullopt;
  for (ExpectedStep& step : amounts.steps) {
    step.kind = "counted";
    benefit.steps.push_back(step);
  }
  return benefit;
}

}  // namespace

std::optional<ExpectedBenefit> ExpectedBenefitOf(const ScheduleRule& schedule, const LineBases& bases) {
  std::optional<ExpectedBenefit> benefit = ExactBenefitOf(schedule, bases);
  if (benefit) RoundSteps(schedule, &*benefit);
  return benefit;
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
