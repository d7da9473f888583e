// Puts every account of a population into its tier.
//
// The population is one column: the value of each account over the window, exact, as integers at one scale. The result
// is columns of the same length, and for each cut of the rule the value at which it fell. Nothing is sorted: the cuts
// are selected (select.h), then one pass compares each account with the few thresholds. Time is linear in the accounts
// on any data, memory is a few columns, and the result does not depend on the order of the accounts.
//
//   values 50.00 33.00 17.00, tiers "key" (share 80 %) and "small"
//   -> 50.00 and 33.00 are key, 17.00 is small; the cut fell at 33.00 and holds 83.00 of 100.00
//
// How the cuts are read, with `above` for the accounts whose value is strictly greater:
//   share   an account is in when the sum of those above has not reached the share of the base: the account that
//   crosses
//           the share is in, an account after one that reaches it exactly is not (TIER-02, TIER-03)
//   rank    an account is in when fewer than c are above it; c is the count, or the fraction of the accounts with a
//           positive value, rounded up (TIER-05)
//   amount  an account is in when its value is at least the amount (TIER-06)
// Equal values have the same accounts above them, so they are in or out together (TIER-04) and every cut is a threshold
// on the value. Shares are compared as integers: `sum < share × base` is `sum < ceiling(share × base)`.
#ifndef KEYHAUL_TIERING_CLASSIFY_H_
#define KEYHAUL_TIERING_CLASSIFY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/tiering/histogram.h"
#include "keyhaul/tiering/rule.h"
#include "keyhaul/tiering/rule_check.h"
#include "keyhaul/tiering/select.h"

namespace keyhaul {
inline namespace v1 {

// One tier's condition as a threshold. The last tier's takes everything: its `at_least` is the least int128, and it
// holds all accounts. `accounts` and `value` are those of the condition alone, whether or not a higher tier took them
// first.
struct TierCut {
  std::int32_t tier = 0;
  bool empty = false;   // no value could meet the condition: nobody has a positive value to take a share or a rank of,
                        // or the amount is beyond 128 bits; `at_least` is 0 then
  int128 at_least = 0;  // an account with a positive value of at least this meets the condition
  std::int64_t accounts = 0;
  int128 value = 0;
};

// What is unusual about one account; a mask per account.
enum class AccountFlag : std::uint8_t {
  non_positive = 1,  // zero or negative: outside the base, in the last tier
  tied_at_cut = 2,   // shares its value with other accounts at the share or rank cut of its tier
  crossing = 4,      // it, or the group of equal values that it is in, takes the sum from below the share cut of its
                     // tier to beyond it; an exact hit crosses nothing
};

// What is unusual about the population.
enum class PopulationFlag : std::uint32_t {
  empty_population = 1,
  single_account = 2,
  all_equal = 4,  // two accounts or more, of one value
  all_zero = 8,
  no_positive_value = 16,  // accounts, but none with a positive value: all are in the last tier
  nonpositive_net = 32,    // accounts whose values add up to zero or less; shares are of the positive values still
};

struct Tiers {
  std::vector<std::int32_t> tier;           // per account, 0 the topmost
  std::vector<std::uint8_t> account_flags;  // per account, mask of AccountFlag
  std::vector<TierCut> cuts;                // per tier
  std::vector<std::int64_t> tier_accounts;  // per tier
  std::vector<int128> tier_value;           // per tier, net
  int128 base = 0;                          // sum of the positive values
  int128 net = 0;                           // sum of all values
  std::int64_t positive_count = 0;
  std::int64_t nonpositive_count = 0;
  std::uint32_t flags = 0;  // mask of PopulationFlag

  bool Has(PopulationFlag flag) const { return (flags & static_cast<std::uint32_t>(flag)) != 0; }
  bool Has(std::size_t account, AccountFlag flag) const {
    return (account_flags[account] & static_cast<std::uint8_t>(flag)) != 0;
  }
};

namespace tiering_internal {

// The accounts that have the same thresholds at and below their value. Zones are ordered from the highest values down
// and the last one holds what is below every threshold.
struct Zone {
  int128 at_least = kInt128Min;
  std::int32_t cut = 0;             // the tier whose condition the threshold is
  std::int32_t tier = 0;            // the tier that the accounts of the zone get
  std::uint8_t flags_at_least = 0;  // account flags of those whose value is exactly `at_least`
  std::int64_t accounts = 0;
  int128 value = 0;
};

// The least sum that is not below `share` of `base`, for a positive base. Neither product can overflow: the mantissa is
// at most 10^scale, so mantissa × whole <= base, and mantissa × rest < 10^(2 × scale) <= 10^36.
struct ShareTarget {
  int128 reach = 0;
  bool exact = false;  // `reach` is the share itself, not rounded up
};
inline ShareTarget TargetOf(const Decimal& share, int128 base) {
  const int128 one = PowerOfTen(share.scale());
  const int128 whole = DivideRounded(base, one, RoundingMode::floor);
  const int128 product = share.mantissa() * (base - whole * one);
  const int128 part = DivideRounded(product, one, RoundingMode::ceiling);
  return {share.mantissa() * whole + part, part * one == product};
}

// The number of accounts that a rank cut takes if no values are equal; at least 1 for a positive population.
inline int128 TargetOf(const RankCut& cut, std::int64_t positive_count) {
  if (cut.count) return std::min(*cut.count, positive_count);
  return DivideRounded(cut.fraction->mantissa() * positive_count, PowerOfTen(cut.fraction->scale()),
                       RoundingMode::ceiling);
}

// The least value at `value_scale` that is not below the amount; none when it is beyond 128 bits.
inline std::optional<int128> ThresholdOf(const Decimal& amount, int value_scale) {
  if (amount.scale() > value_scale) {
    return DivideRounded(amount.mantissa(), PowerOfTen(amount.scale() - value_scale), RoundingMode::ceiling);
  }
  int128 threshold = 0;
  if (!CheckedMultiply(amount.mantissa(), PowerOfTen(value_scale - amount.scale()), &threshold)) return std::nullopt;
  return threshold;
}

inline std::uint8_t FlagsAt(const CutPoint& point, const ShareTarget* share) {
  std::uint8_t flags = 0;
  if (point.count_equal > 1) flags |= static_cast<std::uint8_t>(AccountFlag::tied_at_cut);
  if (share != nullptr) {
    const int128 reached = point.sum_above + point.threshold * point.count_equal;
    const bool exact_hit = share->exact && reached == share->reach;
    if (!exact_hit) flags |= static_cast<std::uint8_t>(AccountFlag::crossing);
  }
  return flags;
}

// The thresholds of all cuts that have one, in the order of the tiers; `tier` of the zones is not set yet.
inline std::vector<Zone> ResolveCuts(std::span<const int128> values, const ValueHistogram& histogram, int value_scale,
                                     const std::vector<Tier>& tiers) {
  std::vector<Zone> zones;
  std::vector<CutTarget> targets;
  std::vector<std::size_t> zone_of_target;
  std::vector<ShareTarget> shares(tiers.size());
  for (std::size_t i = 0; i + 1 < tiers.size(); ++i) {
    Zone zone;
    zone.cut = static_cast<std::int32_t>(i);
    if (const auto* amount = std::get_if<AmountCut>(&*tiers[i].when)) {
      const std::optional<int128> threshold = ThresholdOf(amount->at_least, value_scale);
      if (!threshold) continue;
      zone.at_least = *threshold;
    } else {
      if (histogram.positive_count() == 0) continue;
      if (const auto* share = std::get_if<ShareCut>(&*tiers[i].when)) {
        shares[i] = TargetOf(share->share, histogram.base());
        targets.push_back({CutTarget::By::sum, shares[i].reach});
      } else {
        const RankCut& rank = std::get<RankCut>(*tiers[i].when);
        targets.push_back({CutTarget::By::count, TargetOf(rank, histogram.positive_count())});
      }
      zone_of_target.push_back(zones.size());
    }
    zones.push_back(zone);
  }
  const std::vector<CutPoint> points = SelectCuts(values, histogram, targets);
  for (std::size_t t = 0; t < points.size(); ++t) {
    Zone& zone = zones[zone_of_target[t]];
    zone.at_least = points[t].threshold;
    const bool by_sum = targets[t].by == CutTarget::By::sum;
    zone.flags_at_least = FlagsAt(points[t], by_sum ? &shares[static_cast<std::size_t>(zone.cut)] : nullptr);
  }
  return zones;
}

// Orders the thresholds and gives each zone the first tier whose threshold is at or below it. Flags stay only where the
// threshold is that tier's own.
inline void OrderZones(std::int32_t last_tier, std::vector<Zone>* zones) {
  std::sort(zones->begin(), zones->end(), [](const Zone& a, const Zone& b) {
    return a.at_least != b.at_least ? a.at_least > b.at_least : a.cut < b.cut;
  });
  zones->emplace_back().cut = last_tier;
  std::int32_t tier = last_tier;
  for (auto zone = zones->rbegin(); zone != zones->rend(); ++zone) {
    tier = std::min(tier, zone->cut);
    zone->tier = tier;
    if (zone->cut != tier) zone->flags_at_least = 0;
  }
}

// The pass over the accounts. The number of thresholds above a value is counted without branches, since values come in
// any order and a branch would be guessed wrong at every other account.
inline void AssignTiers(std::span<const int128> values, std::vector<Zone>* zones, Tiers* tiers) {
  const std::size_t thresholds = zones->size() - 1;
  tiers->tier.resize(values.size());
  tiers->account_flags.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int128 value = values[i];
    std::size_t z = 0;
    for (std::size_t t = 0; t < thresholds; ++t) z += static_cast<std::size_t>(value < (*zones)[t].at_least);
    Zone& zone = (*zones)[z];
    ++zone.accounts;
    zone.value += value;
    tiers->tier[i] = zone.tier;
    const std::uint8_t at_cut = value == zone.at_least ? zone.flags_at_least : std::uint8_t{0};
    tiers->account_flags[i] = value > 0 ? at_cut : static_cast<std::uint8_t>(AccountFlag::non_positive);
  }
}

// Sums per tier and per cut from the sums per zone: a cut holds all zones down to its own.
inline void SumZones(const std::vector<Zone>& zones, std::size_t tier_count, Tiers* tiers) {
  tiers->cuts.resize(tier_count);
  tiers->tier_accounts.resize(tier_count);
  tiers->tier_value.resize(tier_count);
  for (std::size_t i = 0; i < tier_count; ++i) {
    tiers->cuts[i].tier = static_cast<std::int32_t>(i);
    tiers->cuts[i].empty = true;
  }
  std::int64_t accounts = 0;
  int128 value = 0;
  for (const Zone& zone : zones) {
    accounts += zone.accounts;
    value += zone.value;
    tiers->tier_accounts[static_cast<std::size_t>(zone.tier)] += zone.accounts;
    tiers->tier_value[static_cast<std::size_t>(zone.tier)] += zone.value;
    tiers->cuts[static_cast<std::size_t>(zone.cut)] = {zone.cut, false, zone.at_least, accounts, value};
  }
}

inline std::uint32_t FlagsOf(std::span<const int128> values, const Tiers& tiers) {
  std::uint32_t flags = 0;
  const auto raise = [&flags](bool condition, PopulationFlag flag) {
    if (condition) flags |= static_cast<std::uint32_t>(flag);
  };
  raise(values.empty(), PopulationFlag::empty_population);
  if (values.empty()) return flags;
  const bool all_equal = std::all_of(values.begin(), values.end(), [&](int128 v) { return v == values.front(); });
  raise(values.size() == 1, PopulationFlag::single_account);
  raise(values.size() > 1 && all_equal, PopulationFlag::all_equal);
  raise(all_equal && values.front() == 0, PopulationFlag::all_zero);
  raise(tiers.positive_count == 0, PopulationFlag::no_positive_value);
  raise(tiers.net <= 0, PopulationFlag::nonpositive_net);
  return flags;
}

}  // namespace tiering_internal

// Classifies accounts by the tiers of `rule`; `values[i]` is the value of account i in units of 10^-value_scale. The
// rule's window and value say how the column was made and are not looked at. Refused: tiers that CheckTieringRule
// refuses (with the same path), a scale that is not in 0..kMaxDecimalScale, more than kMaxAccounts accounts, values
// that add up to more than 128 bits hold (`overflow`).
inline Result<Tiers> Classify(std::span<const int128> values, int value_scale, const TieringRule& rule) {
  KEYHAUL_CHECK(tiering_internal::CheckTiers(rule.tiers));
  if (value_scale < 0 || value_scale > kMaxDecimalScale) {
    return MakeError(Code::invalid_argument, "a value scale of " + std::to_string(value_scale) + " is not in 0.." +
                                                 std::to_string(kMaxDecimalScale));
  }
  if (values.size() > static_cast<std::size_t>(kMaxAccounts)) {
    return MakeError(Code::invalid_argument,
                     std::to_string(values.size()) + " accounts; at most " + std::to_string(kMaxAccounts) + " allowed");
  }
  KEYHAUL_TRY(const ValueHistogram histogram, ValueHistogram::Make(values));
  Tiers tiers;
  tiers.base = histogram.base();
  tiers.net = histogram.net();
  tiers.positive_count = histogram.positive_count();
  tiers.nonpositive_count = histogram.nonpositive_count();
  std::vector<tiering_internal::Zone> zones = tiering_internal::ResolveCuts(values, histogram, value_scale, rule.tiers);
  tiering_internal::OrderZones(static_cast<std::int32_t>(rule.tiers.size()) - 1, &zones);
  tiering_internal::AssignTiers(values, &zones, &tiers);
  tiering_internal::SumZones(zones, rule.tiers.size(), &tiers);
  tiers.flags = tiering_internal::FlagsOf(values, tiers);
  return tiers;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CLASSIFY_H_
