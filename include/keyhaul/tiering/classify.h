// Puts every account of a population into its tier.
//
// The population is columns of figures (population.h). The result is columns of the same length, and for each tier the
// value from which on an account is in it. Nothing is sorted: the cuts are selected (select.h), conditions are made
// ready once per segment (condition.h), and one pass decides the accounts. Time is linear in the accounts on any data,
// memory is a few columns, and the result does not depend on the order of the accounts.
//
//   values 50.00 33.00 17.00, tiers "key" (share 80 %) and "small"
//   -> 50.00 and 33.00 are key, 17.00 is small; the cut fell at 33.00 and holds 83.00 of 100.00
//
// Where a decision follows from the value alone (cuts and amounts without further metrics, facts or split ties), the
// values fall into a few pieces of one decision each, and the pass counts the pieces above a value without branches.
// Elsewhere the conditions are decided account by account.
//
// How the cuts are read stands in cut.h, what bounds compare with in condition.h, who wins where tiers contradict each
// other in clause.h. An account that counts for nothing or less is in no condition: it is where `zero` puts it, or,
// below zero, in the last tier (TIER-07).
#ifndef KEYHAUL_TIERING_CLASSIFY_H_
#define KEYHAUL_TIERING_CLASSIFY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/tiering/classifier.h"
#include "keyhaul/tiering/population.h"
#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {

// What is unusual about one account; a mask per account.
enum class AccountFlag : std::uint8_t {
  non_positive = 1,  // counts for zero or less: outside the base and every condition
  tied_at_cut = 2,   // shares its value with other accounts where a share, rank or curve cut of its tier, or of a
                     // higher one, falls
  crossing = 4,      // it, or the group of equal values that it is in, takes the sum from below such a share cut to
                     // beyond it; an exact hit crosses nothing
  negative = 8,      // its value is below zero, whatever it counts for
};

// What is unusual about the population, or about one segment.
enum class PopulationFlag : std::uint32_t {
  empty_population = 1,
  single_account = 2,
  all_equal = 4,  // two accounts or more, of one value
  all_zero = 8,
  no_positive_value = 16,  // accounts, but none with a positive value: all are in the last tier
  nonpositive_net = 32,   // accounts whose values add up to zero or less; with the base `net`, nobody is in a share cut
  nonpositive_base = 64,  // what shares are taken of is zero or less
};

struct Tiers {
  std::vector<std::int32_t> tier;           // per account, 0 the topmost; kNoTier for those that are left out
  std::vector<std::int16_t> clause;         // per account, the clause that decided; kNoClause: none held
  std::vector<std::uint8_t> account_flags;  // per account, mask of AccountFlag
  // Per segment, and per tier in it: the least value from which on an account is in the tier or a higher one, where
  // there is one for all accounts.
  std::vector<std::optional<int128>> at_least;
  std::vector<std::int64_t> tier_accounts;  // per tier, that of zeros included
  std::vector<int128> tier_value;           // per tier, net
  std::vector<SegmentTotals> segments;
  std::vector<std::uint32_t> segment_flags;  // per segment, mask of PopulationFlag
  SegmentTotals total;                       // over all segments
  std::uint32_t flags = 0;                   // of the whole population, mask of PopulationFlag

  bool Has(PopulationFlag flag) const { return (flags & static_cast<std::uint32_t>(flag)) != 0; }
  bool Has(std::size_t account, AccountFlag flag) const {
    return (account_flags[account] & static_cast<std::uint8_t>(flag)) != 0;
  }
};

namespace tiering_internal {

inline std::uint8_t Mask(bool condition, AccountFlag flag) {
  return condition ? static_cast<std::uint8_t>(flag) : std::uint8_t{0};
}

// The values between two starts, for which one decision holds.
struct DecidedPiece {
  Decision decision;
  std::uint8_t flags = 0;
};

// The pass over the accounts of a segment whose decisions follow from the value. The number of pieces above a value is
// counted without branches, since values come in any order and a branch would be guessed wrong at every other account.
class PieceTable {
 public:
  PieceTable(const Classifier& classifier, std::size_t segment) {
    for (const int128 start : classifier.Starts(segment)) {
      const Decision decision = classifier.DecideAt(segment, 0, start);
      const DecidedPiece piece{decision, FlagsAt(classifier, segment, start, decision)};
      if (!pieces_.empty() && pieces_.back().decision == piece.decision && pieces_.back().flags == piece.flags)
        continue;
      if (!pieces_.empty()) starts_.push_back(start);
      pieces_.push_back(piece);
    }
    for (const int128 start : starts_) {
      if (start <= 0) ++nonpositive_starts_;
      if (start > 0 && absl::Int128High64(start) == 0) short_starts_.push_back(absl::Int128Low64(start));
    }
  }

  std::size_t size() const { return pieces_.size(); }
  const DecidedPiece& operator[](std::size_t piece) const { return pieces_[piece]; }

  // The number of the piece of a value.
  std::size_t Find(int128 value) const {
    if (absl::Int128High64(value) == 0) {
      const std::uint64_t low = absl::Int128Low64(value);
      std::size_t piece = nonpositive_starts_;
      for (const std::uint64_t start : short_starts_) piece += static_cast<std::size_t>(low >= start);
      return piece;
    }
    std::size_t piece = 0;
    for (const int128 start : starts_) piece += static_cast<std::size_t>(value >= start);
    return piece;
  }

  static std::uint8_t FlagsAt(const Classifier& classifier, std::size_t segment, int128 value, Decision decision) {
    return FlagsOf(classifier.CutsAt(segment, 0, value, decision.tier), value);
  }
  static std::uint8_t FlagsOf(CutMarks marks, int128 value) {
    return static_cast<std::uint8_t>(Mask(marks.tied, AccountFlag::tied_at_cut) |
                                     Mask(marks.crosses, AccountFlag::crossing) |
                                     Mask(value <= 0, AccountFlag::non_positive));
  }

 private:
  std::vector<int128> starts_;  // of the pieces after the first, ascending
  std::size_t nonpositive_starts_ = 0;
  std::vector<std::uint64_t> short_starts_;  // those of 1 to 64 bits
  std::vector<DecidedPiece> pieces_;
};

inline std::uint32_t FlagsOf(const SegmentTotals& totals) {
  std::uint32_t flags = 0;
  const auto raise = [&flags](bool condition, PopulationFlag flag) {
    if (condition) flags |= static_cast<std::uint32_t>(flag);
  };
  const std::int64_t accounts = totals.positive_count + totals.nonpositive_count;
  raise(accounts == 0, PopulationFlag::empty_population);
  if (accounts == 0) return flags;
  raise(accounts == 1, PopulationFlag::single_account);
  raise(accounts > 1 && totals.least == totals.greatest, PopulationFlag::all_equal);
  raise(totals.least == 0 && totals.greatest == 0, PopulationFlag::all_zero);
  raise(totals.positive_count == 0, PopulationFlag::no_positive_value);
  raise(totals.net <= 0, PopulationFlag::nonpositive_net);
  raise(totals.base <= 0, PopulationFlag::nonpositive_base);
  return flags;
}

// What accounts of one decision add up to.
struct DecidedSum {
  int128 value = 0;
  std::int64_t accounts = 0;
};

inline void AddSum(std::int32_t tier, const DecidedSum& sum, Tiers* tiers) {
  if (tier < 0) return;
  tiers->tier_accounts[static_cast<std::size_t>(tier)] += sum.accounts;
  tiers->tier_value[static_cast<std::size_t>(tier)] += sum.value;
}

// The columns of the accounts where all are in one segment that decides by value: block by block, so that a column is
// still in the cache when it is written for the second time, after the vector has grown by zeros.
inline void DecideByValue(const Classifier& classifier, Tiers* tiers) {
  constexpr std::size_t kBlock = 2048;
  const std::span<const int128> values = classifier.contributions();
  const std::span<const int128> given = classifier.population().metrics.front().values;
  const PieceTable table(classifier, 0);
  // In two sets by turns, so that an account need not wait for the sum of the one before.
  std::vector<DecidedSum> sums(2 * table.size());
  std::vector<std::uint32_t> pieces(std::min(kBlock, values.size()));
  tiers->tier.reserve(values.size());
  tiers->clause.reserve(values.size());
  tiers->account_flags.reserve(values.size());
  for (std::size_t begin = 0; begin < values.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, values.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const int128 value = values[begin + i];
      const std::size_t piece = table.Find(value);
      pieces[i] = static_cast<std::uint32_t>(piece);
      DecidedSum& sum = sums[2 * piece + i % 2];
      sum.value += value;
      ++sum.accounts;
    }
    tiers->tier.resize(begin + count);
    tiers->clause.resize(begin + count);
    tiers->account_flags.resize(begin + count);
    for (std::size_t i = 0; i < count; ++i) tiers->tier[begin + i] = table[pieces[i]].decision.tier;
    for (std::size_t i = 0; i < count; ++i) tiers->clause[begin + i] = table[pieces[i]].decision.clause;
    std::uint8_t* const flags = tiers->account_flags.data() + begin;
    for (std::size_t i = 0; i < count; ++i) {
      flags[i] = static_cast<std::uint8_t>(table[pieces[i]].flags | Mask(given[begin + i] < 0, AccountFlag::negative));
    }
  }
  for (std::size_t s = 0; s < sums.size(); ++s) AddSum(table[s / 2].decision.tier, sums[s], tiers);
}

// The columns of the accounts.
inline void DecideEach(const Classifier& classifier, Tiers* tiers) {
  const std::span<const int128> values = classifier.contributions();
  const std::span<const int128> given = classifier.population().metrics.front().values;
  std::vector<std::optional<PieceTable>> tables(classifier.segment_count());
  for (std::size_t s = 0; s < tables.size(); ++s) {
    if (classifier.DecidesByValue(s)) tables[s].emplace(classifier, s);
  }
  tiers->tier.resize(values.size());
  tiers->clause.resize(values.size());
  tiers->account_flags.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t segment = classifier.population().SegmentOf(i);
    DecidedPiece piece;
    if (tables[segment]) {
      piece = (*tables[segment])[tables[segment]->Find(values[i])];
    } else {
      piece.decision = classifier.DecideAt(segment, i, values[i]);
      piece.flags = PieceTable::FlagsOf(classifier.CutsAt(segment, i, values[i], piece.decision.tier), values[i]);
    }
    tiers->tier[i] = piece.decision.tier;
    tiers->clause[i] = piece.decision.clause;
    tiers->account_flags[i] = static_cast<std::uint8_t>(piece.flags | Mask(given[i] < 0, AccountFlag::negative));
    AddSum(piece.decision.tier, {values[i], 1}, tiers);
  }
}

inline void DecideAll(const Classifier& classifier, std::size_t tier_count, Tiers* tiers) {
  tiers->tier_accounts.assign(tier_count, 0);
  tiers->tier_value.assign(tier_count, 0);
  const bool by_value = classifier.segment_count() == 1 && classifier.DecidesByValue(0);
  by_value ? DecideByValue(classifier, tiers) : DecideEach(classifier, tiers);
}

// From the greatest values down, as long as they are in the tier or a higher one.
inline void FindLeastValues(const Classifier& classifier, std::size_t tier_count, Tiers* tiers) {
  tiers->at_least.assign(classifier.segment_count() * tier_count, std::nullopt);
  for (std::size_t s = 0; s < classifier.segment_count(); ++s) {
    if (!classifier.DecidesByValue(s)) continue;
    const std::vector<int128> starts = classifier.Starts(s);
    for (std::size_t t = 0; t + 1 < tier_count; ++t) {
      for (auto start = starts.rbegin(); start != starts.rend() && *start > 0; ++start) {
        const Decision decision = classifier.DecideAt(s, 0, *start);
        if (decision.tier < 0 || static_cast<std::size_t>(decision.tier) > t) break;
        tiers->at_least[s * tier_count + t] = *start;
      }
    }
  }
}

}  // namespace tiering_internal

// The tiers of a population that a classifier was made for.
inline Tiers Classify(const Classifier& classifier) {
  Tiers tiers;
  const std::size_t tier_count = TierCount(classifier.rule());
  tiering_internal::DecideAll(classifier, tier_count, &tiers);
  tiering_internal::FindLeastValues(classifier, tier_count, &tiers);
  tiers.segments.assign(classifier.totals().begin(), classifier.totals().end());
  for (const SegmentTotals& segment : tiers.segments) {
    tiers.segment_flags.push_back(tiering_internal::FlagsOf(segment));
  }
  tiers.total = classifier.total();
  tiers.flags = tiering_internal::FlagsOf(tiers.total);
  return tiers;
}

// The same for a population of values alone, in units of 10^-value_scale.
inline Result<Tiers> Classify(std::span<const int128> values, int value_scale, const TieringRule& rule) {
  Population population;
  population.metrics = {{.values = values, .scale = value_scale}};
  population.window_months = rule.window.months;
  KEYHAUL_TRY(const Classifier classifier, Classifier::Make(std::move(population), rule));
  return Classify(classifier);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CLASSIFY_H_
