#include "src/engine/tier_states.h"

#include <algorithm>
#include <string>
#include <utility>

namespace keyhaul {
inline namespace v1 {
namespace {

// Compares by key, for the ranges of one key.
struct ByKey {
  template <class Keyed>
  bool operator()(const Keyed& a, const TierKey& b) const {
    return a.key < b;
  }
  template <class Keyed>
  bool operator()(const TierKey& a, const Keyed& b) const {
    return a < b.key;
  }
};

}  // namespace

std::optional<std::int32_t> TierMoves::TierBefore(std::size_t unit) const {
  return before_.empty() ? std::nullopt : before_[unit];
}

std::string_view TierMoves::override_reason(std::size_t unit) const {
  return reasons_.empty() ? std::string_view() : std::string_view(reasons_[unit]);
}

std::optional<std::int32_t> TierMoves::TierOn(std::size_t unit, Day day) const {
  const auto [begin, end] = std::equal_range(stays_.begin(), stays_.end(), keys_[unit], ByKey());
  for (auto stay = begin; stay != end; ++stay) {
    if (stay->state.since <= day && (!stay->until || day < *stay->until)) return stay->state.tier;
  }
  const auto [first, last] = std::equal_range(overrides_.begin(), overrides_.end(), keys_[unit], ByKey());
  std::optional<std::int32_t> decided;
  for (auto one = first; one != last; ++one) {
    if (HoldsOn(one->decided, day) && one->decided.tier != kNoTier) decided = one->decided.tier;
  }
  return decided;
}

// Moves the units of one run.
class UnitMover {
 public:
  UnitMover(const TieringRule& rule, const TierPopulation& population, const Classifier& classifier, const Tiers& tiers,
            Day as_of, TierStates states)
      : rule_(rule),
        population_(population),
        classifier_(classifier),
        tiers_(tiers),
        states_(std::move(states)),
        tier_count_(static_cast<std::int32_t>(TierCount(rule))) {
    out_.as_of_ = as_of;
    if (rule.movement) movement_.emplace(*rule.movement, tier_count_, as_of);
    out_.has_states_ = !states_.stays.empty();
  }

  Result<TierMoves> Move(const Book& book, std::span<const AccountId> order) {
    const std::size_t units = population_.size();
    out_.before_.resize(units);
    out_.reasons_.resize(states_.overrides.empty() ? 0 : units);
    std::vector<std::int32_t> places(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) places[order[i].index()] = static_cast<std::int32_t>(i);
    for (std::size_t unit = 0; unit < units; ++unit) {
      const auto part = static_cast<std::int32_t>(population_.part(unit));
      out_.keys_.push_back({places[population_.account(unit).index()], part});
      if (Status status = MoveUnit(unit); !status.ok()) {
        Error error = std::move(status).error();
        error.message =
            "account \"" + std::string(book.external_id(population_.account(unit))) + "\": " + error.message;
        return error;
      }
    }
    out_.overrides_ = std::move(states_.overrides);
    out_.stays_ = std::move(states_.stays);
    out_.stays_.insert(out_.stays_.end(), fresh_.begin(), fresh_.end());
    std::stable_sort(out_.stays_.begin(), out_.stays_.end(), [](const TierStay& a, const TierStay& b) {
      return a.key != b.key ? a.key < b.key : a.state.since < b.state.since;
    });
    return std::move(out_);
  }

 private:
  // The override that holds; there is one at most.
  const TierOverride* OverrideOf(const TierKey& key) const {
    const auto [begin, end] = std::equal_range(states_.overrides.begin(), states_.overrides.end(), key, ByKey());
    const TierOverride* holds = nullptr;
    for (auto one = begin; one != end; ++one) {
      if (HoldsOn(one->decided, out_.as_of_)) holds = &one->decided;
    }
    return holds;
  }

  TierStay* OpenStayOf(const TierKey& key) {
    const auto [begin, end] = std::equal_range(states_.stays.begin(), states_.stays.end(), key, ByKey());
    return begin == end || (end - 1)->until ? nullptr : &*(end - 1);
  }

  Status MoveUnit(std::size_t unit) {
    const TierKey key = out_.keys_[unit];
    const TierOverride* manual = OverrideOf(key);
    TierStay* open = OpenStayOf(key);
    if (open != nullptr) {
      KEYHAUL_CHECK(CheckTierState(open->state, tier_count_, out_.as_of_));
      out_.before_[unit] = open->state.tier;
    }
    const std::int32_t earned = tiers_.tier[unit];
    if (!rule_.movement) {
      out_.tiers_.push_back(manual != nullptr ? manual->tier : earned);
      if (manual != nullptr) out_.reasons_[unit] = manual->reason;
      return {};
    }
    ReviewInput input;
    input.earned_tier = earned;
    input.active = population_.IsActive(unit);
    input.retains = open != nullptr && classifier_.Retains(unit, open->state.tier);
    const std::optional<TierState> before = open == nullptr ? std::nullopt : std::optional(open->state);
    const keyhaul::Move move = movement_->Decide(before, manual, input);
    out_.tiers_.push_back(move.state.tier);
    out_.moves_.push_back(move);
    const bool decided = move.reason == MoveReason::overridden || move.reason == MoveReason::locked;
    if (decided) out_.reasons_[unit] = manual->reason;
    Keep(key, move.state, open);
    return {};
  }

  // A state goes on with its stay, or ends it and begins another. A stay that would have no day is taken back: it is of
  // a run of the same day that is repeated with other data.
  void Keep(const TierKey& key, const TierState& state, TierStay* open) {
    const bool goes_on = open != nullptr && open->state.tier == state.tier && open->state.since == state.since;
    if (goes_on || (open != nullptr && open->state.since == state.since)) {
      open->state = state;
      return;
    }
    if (open != nullptr) open->until = state.since;
    fresh_.push_back({key, state, std::nullopt});
  }

  const TieringRule& rule_;
  const TierPopulation& population_;
  const Classifier& classifier_;
  const Tiers& tiers_;
  TierStates states_;
  std::int32_t tier_count_;
  std::optional<Movement> movement_;  // absent where every unit has the tier that it earns
  std::vector<TierStay> fresh_;
  TierMoves out_;
};

Result<TierMoves> MoveUnits(const TieringRule& rule, const Book& book, std::span<const AccountId> order,
                            const TierPopulation& population, const Classifier& classifier, const Tiers& tiers,
                            Day as_of, TierStates states) {
  return UnitMover(rule, population, classifier, tiers, as_of, std::move(states)).Move(book, order);
}

}  // namespace v1
}  // namespace keyhaul
