// Steps: what lifts a candidate into the next band, and what it can afford to lose.
//
// A leaf with finitely many levels (a rating scale, the bins of a step) can move one level at a time; each step of a
// leaf has the same cost, 1 unless it is said that some criteria are harder to improve than others. Asked for is the
// cheapest set of steps after which the key of the score reaches a bound:
//
//   weights 3, 2; both rated 2 of 1..4; the score 2 is to reach 3
//   second +1: 2.4   first +1: 2.6   first +1 and second +1: 3.0, 2 steps   first +2: 3.2, 2 steps: the higher score
//
// The answer is exact, not greedy. Of plans with the least cost the one with the highest score is given; of those that
// are level in this too, the one in which the leaf declared first takes more steps.
//
// The search goes leaf by leaf and keeps, of all plans so far, those that no other beats in both cost and points
// (branch and bound by dominance, as for the knapsack problem with choices: H. Kellerer, U. Pferschy, D. Pisinger,
// "Knapsack Problems", 2004, chapter 11). A plan is dropped, too, if even the best of the remaining leaves does not
// lift it to the bound. With cost 1 a step there are never more plans than steps; costs that are all different can make
// more, up to kMaxStepPlans, beyond which the search is refused.
#ifndef KEYHAUL_SCORING_STEPS_H_
#define KEYHAUL_SCORING_STEPS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/score_table.h"

namespace keyhaul {
inline namespace v1 {

// Plans that are held for each leaf; they take 12 megabytes.
inline constexpr std::size_t kMaxStepPlans = std::size_t{1} << 18;

// Costs of one step. A scorecard's worth of them adds up within 64 bits.
inline constexpr std::int64_t kMaxStepCost = 1'000'000'000'000;

// A leaf as the candidate has it now. One without levels stays as it is, with `points`.
struct StepLeaf {
  std::int64_t weight = 0;
  std::span<const std::int64_t> levels = {};  // points of each level, in order
  std::int32_t level = -1;                    // the level now; -1 where there are none
  std::int64_t points = 0;                    // where there are none
  std::int64_t step_cost = 1;                 // from 1 to kMaxStepCost
};

struct StepPlan {
  bool reachable = false;  // false: no levels reach the bound; then the rest says what the best levels give
  std::int64_t cost = 0;
  std::vector<std::int32_t> levels;  // of each leaf afterwards, -1 for those without
  int128 sum = 0;                    // the score afterwards, over `total`
  std::int64_t total = 0;
  std::int64_t key = 0;
};

// The cheapest steps to a key of `target` at least, which is the key of a band's lower bound. A candidate that is there
// already gets a plan without steps. Leaves that do not apply or are not known are left out by the caller.
Result<StepPlan> CheapestSteps(std::span<const StepLeaf> leaves, std::int64_t target);

// Of each leaf the lowest level that it can fall to, step by step and alone, with the key still at `keep` or above; the
// level now if the first step is too much. -1 for leaves without levels. Refused where the key is below `keep` now.
Result<std::vector<std::int32_t>> WeakestLevels(std::span<const StepLeaf> leaves, std::int64_t keep);

// -----------------------------------------------------------------------------------------------------------------

namespace steps_internal {

inline std::int64_t PointsNow(const StepLeaf& leaf) {
  return leaf.level < 0 ? leaf.points : leaf.levels[static_cast<std::size_t>(leaf.level)];
}

inline Status CheckLeaf(const StepLeaf& leaf, std::size_t place) {
  const std::string who = "criterion " + std::to_string(place);
  if (leaf.level < -1 || leaf.level >= static_cast<std::int64_t>(leaf.levels.size())) {
    return MakeError(Code::invalid_argument, who + " has level " + std::to_string(leaf.level) + " of " +
                                                 std::to_string(leaf.levels.size()) + ", counted from 0");
  }
  if (leaf.level >= 0 && (leaf.step_cost < 1 || leaf.step_cost > kMaxStepCost)) {
    return MakeError(Code::invalid_argument, who + " has a cost of " + std::to_string(leaf.step_cost) +
                                                 " a step; expected 1 to " + std::to_string(kMaxStepCost));
  }
  const auto beyond = [](std::int64_t points) { return points > kMaxScorePoints || points < -kMaxScorePoints; };
  if (leaf.level < 0 ? beyond(leaf.points) : std::any_of(leaf.levels.begin(), leaf.levels.end(), beyond)) {
    return MakeError(Code::overflow, "points are beyond a million; " + who);
  }
  return {};
}

// The total of the weights.
inline Result<std::int64_t> Check(std::span<const StepLeaf> leaves, std::int64_t key) {
  constexpr std::int64_t kMaxKey = kMaxScorePoints / score_table_internal::kPointsPerKey;
  if (key > kMaxKey || key < -kMaxKey) {
    return MakeError(Code::overflow, "a bound of " + std::to_string(key) + " is beyond a million points");
  }
  std::vector<std::int64_t> weights;
  std::int64_t cost = 0;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    KEYHAUL_CHECK(CheckLeaf(leaves[i], i));
    weights.push_back(leaves[i].weight);
    std::int64_t whole = 0;
    if (__builtin_mul_overflow(static_cast<std::int64_t>(leaves[i].levels.size()), leaves[i].step_cost, &whole) ||
        __builtin_add_overflow(cost, whole, &cost)) {
      return MakeError(Code::overflow, "the costs of all steps add up to more than 63 bits hold");
    }
  }
  return TotalOfWeights(weights);
}

// The leaves up to one, decided.
struct Plan {
  std::int64_t cost = 0;
  int128 gain = 0;
  std::int32_t level = -1;    // of the leaf decided last
  std::int32_t before = 0;    // place of the plan that it goes on from
  std::int32_t distance = 0;  // steps of the leaf decided last
};

// Cheaper first, then more points; a pair that is level in both is in the order of preference.
inline bool GoesBefore(const Plan& a, const Plan& b) {
  if (a.cost != b.cost) return a.cost < b.cost;
  if (a.gain != b.gain) return a.gain > b.gain;
  if (a.distance != b.distance) return a.distance > b.distance;
  if (a.level != b.level) return a.level > b.level;
  return a.before < b.before;
}

class Search {
 public:
  // Leaves are decided from the last to the first, so that a preference of the first decides last.
  Search(std::span<const StepLeaf> leaves, int128 needed) : leaves_(leaves), needed_(needed) {
    best_gains_.assign(leaves.size() + 1, 0);
    for (std::size_t i = 0; i < leaves.size(); ++i) best_gains_[i + 1] = best_gains_[i] + BestGain(leaves[i]);
    rounds_.resize(leaves.size() + 1);
    rounds_.back().push_back({});
  }

  int128 best_gain() const { return best_gains_.back(); }

  // Whether the number of plans stayed within the limit. Requires that the best gain is what is needed.
  bool Run() {
    for (std::size_t i = leaves_.size(); i-- > 0;) {
      std::vector<Plan>& next = rounds_[i];
      for (std::size_t k = 0; k < rounds_[i + 1].size(); ++k) {
        Extend(i, rounds_[i + 1][k], static_cast<std::int32_t>(k), &next);
        if (next.size() <= 2 * kMaxStepPlans) continue;
        KeepUndominated(&next);
        if (next.size() > kMaxStepPlans) return false;
      }
      KeepUndominated(&next);
    }
    return true;
  }

  // After the last round every plan reaches the bound; the first is the cheapest.
  void Write(StepPlan* plan) const {
    std::int32_t place = 0;
    plan->cost = rounds_.front().front().cost;
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      const Plan& step = rounds_[i][static_cast<std::size_t>(place)];
      plan->levels[i] = step.level;
      place = step.before;
    }
  }

 private:
  static int128 Gain(const StepLeaf& leaf, std::int64_t points) {
    return int128{leaf.weight} * (int128{points} - PointsNow(leaf));
  }

  static int128 BestGain(const StepLeaf& leaf) {
    if (leaf.level < 0) return 0;
    return Gain(leaf, *std::max_element(leaf.levels.begin(), leaf.levels.end()));
  }

  // Levels that give no more points than now only cost.
  void Extend(std::size_t i, const Plan& plan, std::int32_t place, std::vector<Plan>* next) const {
    const StepLeaf& leaf = leaves_[i];
    const auto add = [&](std::int32_t level, std::int32_t distance, int128 gain) {
      if (gain + best_gains_[i] < needed_) return;
      next->push_back({plan.cost + distance * leaf.step_cost, gain, level, place, distance});
    };
    add(leaf.level, 0, plan.gain);
    if (leaf.level < 0) return;
    for (std::int32_t level = 0; level < static_cast<std::int32_t>(leaf.levels.size()); ++level) {
      const int128 gain = Gain(leaf, leaf.levels[static_cast<std::size_t>(level)]);
      if (gain <= 0) continue;
      add(level, level > leaf.level ? level - leaf.level : leaf.level - level, plan.gain + gain);
    }
  }

  // What is dearer than another plan must give more.
  static void KeepUndominated(std::vector<Plan>* plans) {
    std::sort(plans->begin(), plans->end(), GoesBefore);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < plans->size(); ++i) {
      if (kept > 0 && (*plans)[i].gain <= (*plans)[kept - 1].gain) continue;
      (*plans)[kept++] = (*plans)[i];
    }
    plans->resize(kept);
  }

  std::span<const StepLeaf> leaves_;
  int128 needed_;
  std::vector<int128> best_gains_;         // of the leaves before each
  std::vector<std::vector<Plan>> rounds_;  // with the leaves from i on decided
};

// The levels that give the most points, each the nearest to the level now.
inline void TakeBestLevels(std::span<const StepLeaf> leaves, StepPlan* plan) {
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const StepLeaf& leaf = leaves[i];
    std::int64_t fewest = 0;
    if (leaf.weight == 0) continue;
    for (std::int32_t level = 0; leaf.level >= 0 && level < static_cast<std::int32_t>(leaf.levels.size()); ++level) {
      const std::int64_t points = leaf.levels[static_cast<std::size_t>(level)];
      const std::int64_t best = leaf.levels[static_cast<std::size_t>(plan->levels[i])];
      const std::int64_t steps = level > leaf.level ? level - leaf.level : leaf.level - level;
      if (points < best || (points == best && steps > fewest)) continue;
      plan->levels[i] = level;
      fewest = steps;
    }
    plan->cost += fewest * leaf.step_cost;
  }
}

}  // namespace steps_internal

inline Result<StepPlan> CheapestSteps(std::span<const StepLeaf> leaves, std::int64_t target) {
  KEYHAUL_TRY(const std::int64_t total, steps_internal::Check(leaves, target));
  StepPlan plan;
  plan.total = total;
  int128 now = 0;
  for (const StepLeaf& leaf : leaves) {
    plan.levels.push_back(leaf.level);
    now += int128{leaf.weight} * steps_internal::PointsNow(leaf);
  }
  const int128 needed = LeastSumOfKey(target, total) - now;
  steps_internal::Search search(leaves, needed);
  plan.reachable = search.best_gain() >= needed;
  if (!plan.reachable) {
    steps_internal::TakeBestLevels(leaves, &plan);
  } else if (needed > 0) {
    if (!search.Run()) {
      return MakeError(Code::policy_unsupported, "the costs of steps differ so much that there are more than " +
                                                     std::to_string(kMaxStepPlans) + " plans to compare");
    }
    search.Write(&plan);
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    StepLeaf after = leaves[i];
    after.level = plan.levels[i];
    plan.sum += int128{after.weight} * steps_internal::PointsNow(after);
  }
  plan.key = KeyOfSum(plan.sum, total);
  return plan;
}

inline Result<std::vector<std::int32_t>> WeakestLevels(std::span<const StepLeaf> leaves, std::int64_t keep) {
  KEYHAUL_TRY(const std::int64_t total, steps_internal::Check(leaves, keep));
  int128 now = 0;
  for (const StepLeaf& leaf : leaves) now += int128{leaf.weight} * steps_internal::PointsNow(leaf);
  const int128 least = LeastSumOfKey(keep, total);
  if (now < least) {
    return MakeError(Code::invalid_argument, "the score is below the bound that it is to keep");
  }
  std::vector<std::int32_t> weakest;
  for (const StepLeaf& leaf : leaves) {
    std::int32_t level = leaf.level;
    const int128 rest = now - int128{leaf.weight} * steps_internal::PointsNow(leaf);
    while (level > 0 && rest + int128{leaf.weight} * leaf.levels[static_cast<std::size_t>(level - 1)] >= least) --level;
    weakest.push_back(level);
  }
  return weakest;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_STEPS_H_
