// What a tiering rule looks at in a book: the population as of a day.
//
// What is tiered is called a *unit*. Without further words in the rule, every account is one. The rule's `roll_up`
// makes units of groups, and `within` a dimension makes one of every account and value of the dimension:
//
//   rule                         units                                    value of a unit
//   -                            every account                            its rows of the window
//   roll_up group                the heads of groups, and accounts alone  rows of all accounts that it was the head of,
//                                                                         month by month (group_heads.h)
//   within a dimension           account × value, if there are rows in    rows with that value
//                                the window or the one before
//   both                         head × value, likewise                   both
//
// So a row of the window counts at one unit, and the values of all units add up to those of all accounts. An account
// that has joined a group within the window is a unit for the months before, though its tier is that of the group:
// `UnitOf` gives the unit whose tier an account has.
//
// Units are in the order of dense account ids, which is no order to show.
#ifndef KEYHAUL_SRC_ENGINE_TIER_POPULATION_H_
#define KEYHAUL_SRC_ENGINE_TIER_POPULATION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/tiering.h"
#include "src/engine/group_heads.h"
#include "src/engine/tier_cells.h"
#include "src/engine/tier_items.h"
#include "src/engine/tier_window.h"

namespace keyhaul {
inline namespace v1 {

class TierPopulation {
 public:
  TierPopulation(TierPopulation&&) = default;
  TierPopulation& operator=(TierPopulation&&) = default;

  // Borrows from this object and from the book. Of facts it knows industry, city, region, tag and group.
  const Population& population() const { return population_; }
  std::size_t size() const { return accounts_.size(); }

  // The days of the window; where accounts have windows of their own, from the first day of any.
  const Period& days() const { return days_; }

  // The account that the unit is, or the head of its group.
  AccountId account(std::size_t unit) const { return accounts_[unit]; }
  // Which value of the rule's dimension the unit is about; 0 without one.
  std::size_t part(std::size_t unit) const { return parts_.empty() ? 0 : static_cast<std::size_t>(parts_[unit]); }

  // The unit whose tier an account has as of the day, for a value of the rule's dimension; -1 where there is none.
  std::int32_t UnitOf(AccountId account, std::size_t part = 0) const {
    const AccountId head = heads_.empty() ? account : heads_[account.index()];
    if (units_.empty()) return head.value();
    return units_[head.index() * part_count_ + part];
  }

  // From accounts and parts to units as of the day.
  UnitMap map() const { return {.heads = heads_, .units = units_, .parts = part_count_, .size = size()}; }

  // Names of the segments; a single empty one where the rule has none.
  std::span<const std::string> segment_names() const { return segment_names_; }
  std::string_view segment(std::size_t unit) const { return segment_names_[population_.SegmentOf(unit)]; }

  // The value of each month of the window, by unit; empty where the rule has no XYZ.
  std::span<const std::vector<int128>> value_months() const { return figures_.front().months; }

  // Months of the window in which the unit has rows, and whether there are any. Every unit is taken to be active where
  // nothing in the policy asks (TierNeeds::rows).
  std::span<const std::int32_t> active_months() const { return active_months_; }
  bool IsActive(std::size_t unit) const { return active_months_.empty() || active_months_[unit] > 0; }

 private:
  friend class PopulationBuilder;

  struct Figures {
    std::vector<int128> values;
    std::vector<int128> least;
    std::vector<int128> greatest;
    std::vector<int128> previous;
    std::vector<std::vector<int128>> months;
  };

  TierPopulation() = default;

  Population population_;
  Period days_;
  std::size_t part_count_ = 1;
  std::vector<AccountId> accounts_;  // by unit
  std::vector<std::int32_t> parts_;  // by unit; empty without a dimension
  std::vector<AccountId> heads_;     // by account; empty without groups
  std::vector<std::int32_t> units_;  // by account and part, -1 none; empty where units are the accounts
  std::vector<TierMetric> metrics_;
  std::vector<Figures> figures_;  // by metric
  std::vector<std::int32_t> active_months_;
  std::vector<std::int32_t> months_;  // of the window, where accounts have windows of their own
  std::vector<std::int32_t> places_;
  std::vector<std::int32_t> segments_;
  std::vector<std::string> segment_names_;
  std::vector<GroupRole> roles_;  // by account; empty where no condition asks
};

// The population of a book that was filled for the policy's plan, or for a union with it. `order` is all accounts by
// external id (`Book::OrderByExternalId`), the same for any day. Refused with data_conflict (group_heads.h) and with
// overflow (a window before the year 1, more units than a population holds). The policy has a tiering rule.
Result<TierPopulation> BuildPopulation(const CompiledPolicy& policy, const Book& book, Day as_of,
                                       std::span<const AccountId> order);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_POPULATION_H_
