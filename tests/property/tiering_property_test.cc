// Tiering on thousands of random populations, against an oracle that shares no code with the room.
//
// The oracle asks the definition of each account alone, in quadratic time and with unbounded integers
// (boost::multiprecision::cpp_int): how many accounts, and how much, are strictly above it. Populations are small and
// full of ties, since that is where cuts go wrong; large ones are made of few kinds of values that break selections.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering.h"

namespace keyhaul {
namespace {

using boost::multiprecision::cpp_int;
using Values = std::vector<int128>;

cpp_int Unbounded(int128 x) { return cpp_int(ToText(x)); }

cpp_int Pow10(int n) {
  cpp_int power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}

// What the oracle knows about one account.
struct Seen {
  cpp_int value, sum_above, sum_equal;
  cpp_int count_above = 0, count_equal = 0;
};

class Oracle {
 public:
  Oracle(const Values& values, int scale, const std::vector<Tier>& tiers) : tiers_(tiers) {
    std::vector<cpp_int> unbounded;
    for (const int128 value : values) unbounded.push_back(Unbounded(value));
    for (const cpp_int& value : unbounded) {
      Seen seen;
      seen.value = value;
      for (const cpp_int& other : unbounded) {
        if (other > value && other > 0) {
          ++seen.count_above;
          seen.sum_above += other;
        }
        if (other == value) {
          ++seen.count_equal;
          seen.sum_equal += other;
        }
      }
      seen_.push_back(seen);
      if (value > 0) {
        base_ += value;
        ++positive_;
      }
    }
    for (const Tier& tier : tiers) {
      std::vector<bool>& meets = meets_.emplace_back();
      for (const Seen& seen : seen_) meets.push_back(!tier.when || (seen.value > 0 && Decide(seen, *tier.when, scale)));
    }
  }

  bool Meets(std::size_t account, std::size_t tier) const { return meets_[tier][account]; }

  std::size_t TierOf(std::size_t account) const {
    std::size_t tier = 0;
    while (!Meets(account, tier)) ++tier;
    return tier;
  }

  // The flags by their sentences in classify.h.
  std::uint8_t FlagsOf(std::size_t account) const {
    if (seen_[account].value == 0) return static_cast<std::uint8_t>(AccountFlag::non_positive);
    if (seen_[account].value < 0) {
      return static_cast<std::uint8_t>(AccountFlag::non_positive) | static_cast<std::uint8_t>(AccountFlag::negative);
    }
    const std::size_t tier = TierOf(account);
    const std::optional<TierCondition>& when = tiers_[tier].when;
    if (!when || std::holds_alternative<AmountRange>(when->is)) return 0;
    for (std::size_t other = 0; other < seen_.size(); ++other) {
      if (Meets(other, tier) && seen_[other].value < seen_[account].value) return 0;  // not the last one inside
    }
    std::uint8_t flags = 0;
    if (seen_[account].count_equal > 1) flags |= static_cast<std::uint8_t>(AccountFlag::tied_at_cut);
    if (const auto* share = std::get_if<ShareCut>(&when->is)) {
      const cpp_int with = seen_[account].sum_above + seen_[account].sum_equal;
      if (with * Pow10(share->share.scale()) > Unbounded(share->share.mantissa()) * base_) {
        flags |= static_cast<std::uint8_t>(AccountFlag::crossing);
      }
    }
    return flags;
  }

  const cpp_int& base() const { return base_; }

 private:
  bool Decide(const Seen& seen, const TierCondition& condition, int scale) const {
    if (const auto* share = std::get_if<ShareCut>(&condition.is)) {
      return seen.sum_above * Pow10(share->share.scale()) < Unbounded(share->share.mantissa()) * base_;
    }
    if (const auto* rank = std::get_if<RankCut>(&condition.is)) {
      if (rank->count) return seen.count_above < *rank->count;
      // k < ceiling(x) is k < x for every integer k.
      return seen.count_above * Pow10(rank->fraction->scale()) < Unbounded(rank->fraction->mantissa()) * positive_;
    }
    const Decimal& at_least = std::get<AmountRange>(condition.is).lower->value;
    return seen.value * Pow10(at_least.scale()) >= Unbounded(at_least.mantissa()) * Pow10(scale);
  }

  const std::vector<Tier>& tiers_;
  std::vector<Seen> seen_;
  std::vector<std::vector<bool>> meets_;  // tier, account
  cpp_int base_ = 0;
  std::int64_t positive_ = 0;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  std::int64_t Below(std::int64_t bound) {  // std distributions differ between libraries; this does not
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }

  // Few different values, so that ties are everywhere; some zero or negative.
  Values TiedValues() {
    Values values(static_cast<std::size_t>(Below(40)));
    const std::int64_t kinds = 1 + Below(12);
    for (int128& value : values) value = (Below(kinds + 2) - 1) * (1 + Below(2) * 9);
    return values;
  }

  // Near 2^126 divided by their number, and far below it.
  Values HugeValues() {
    Values values(1 + static_cast<std::size_t>(Below(20)));
    for (int128& value : values) {
      value = ((int128{1} << 122) >> static_cast<int>(Below(3) * Below(60))) - Below(3);
      if (Below(8) == 0) value = -value;
    }
    return values;
  }

  Decimal Part() {
    static constexpr int kScales[] = {1, 2, 2, 3, 18};
    const int scale = kScales[Below(5)];
    const std::int64_t one = static_cast<std::int64_t>(PowerOfTen(scale));
    return *Decimal::Make(1 + Below(one), scale);
  }

  std::optional<TierCondition> Condition() {
    switch (Below(4)) {
      case 0:
        return ShareCut{Part()};
      case 1:
        return RankCut{1 + Below(12), std::nullopt};
      case 2:
        return RankCut{std::nullopt, Part()};
      default:
        return AmountRange{Bound{*Decimal::Make(1 + Below(1200), static_cast<int>(Below(4)))}, std::nullopt};
    }
  }

  // Up to four cuts of any kinds that the rule check accepts.
  TieringRule AnyRule() {
    for (;;) {
      TieringRule rule;
      rule.value.measure = "revenue";
      const std::int64_t cuts = Below(5);
      for (std::int64_t i = 0; i < cuts; ++i) rule.tiers.push_back({"tier " + std::to_string(i), Condition()});
      rule.tiers.push_back({"rest", std::nullopt});
      if (CheckTieringRule(rule).ok()) return rule;
    }
  }

  std::vector<std::size_t> Shuffled(std::size_t n) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i) {
      std::swap(order[i - 1], order[static_cast<std::size_t>(Below(static_cast<std::int64_t>(i)))]);
    }
    return order;
  }

 private:
  std::mt19937_64 engine_;
};

void ExpectAsOracle(const Values& values, int scale, const TieringRule& rule) {
  const Result<Tiers> tiers = Classify(values, scale, rule);
  ASSERT_TRUE(tiers.ok()) << tiers.error().Text();
  const Oracle oracle(values, scale, rule.tiers);
  EXPECT_EQ(Unbounded(tiers->total.base), oracle.base());
  std::vector<std::int64_t> accounts(rule.tiers.size());
  Values sums(rule.tiers.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t expected = oracle.TierOf(i);
    ASSERT_EQ(tiers->tier[i], static_cast<std::int32_t>(expected)) << "account " << i;
    ASSERT_EQ(static_cast<int>(tiers->account_flags[i]), static_cast<int>(oracle.FlagsOf(i)));
    ++accounts[expected];
    sums[expected] += values[i];
  }
  EXPECT_EQ(tiers->tier_accounts, accounts);
  EXPECT_EQ(tiers->tier_value, sums);
  // From its threshold on, and only there, an account is in the tier or a higher one.
  ASSERT_EQ(tiers->at_least.size(), rule.tiers.size());
  for (std::size_t t = 0; t + 1 < rule.tiers.size(); ++t) {
    const std::optional<int128>& at_least = tiers->at_least[t];
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(oracle.TierOf(i) <= t, at_least && values[i] > 0 && values[i] >= *at_least);
    }
  }
}

// TIER-01, TIER-02, TIER-03, TIER-04, TIER-05, TIER-06, TIER-07, TIER-09.
TEST(TieringProperty, AgreesWithTheDefinitions) {
  Generator generator(1);
  for (int round = 0; round < 4000 && !HasFatalFailure(); ++round) {
    const Values values = generator.TiedValues();
    ExpectAsOracle(values, static_cast<int>(generator.Below(4)), generator.AnyRule());
  }
}

// TIER-03, TIER-06: the same beyond 64 bits.
TEST(TieringProperty, AgreesWithTheDefinitionsOnHugeValues) {
  Generator generator(2);
  for (int round = 0; round < 1500 && !HasFatalFailure(); ++round) {
    const Values values = generator.HugeValues();
    ExpectAsOracle(values, static_cast<int>(generator.Below(19)), generator.AnyRule());
  }
}

// TIER-10: any order of the accounts gives each account the same row.
TEST(TieringProperty, Tier10OrderOfAccountsDoesNotMatter) {
  Generator generator(3);
  for (int round = 0; round < 500; ++round) {
    const Values values = round % 2 == 0 ? generator.TiedValues() : generator.HugeValues();
    const TieringRule rule = generator.AnyRule();
    const std::vector<std::size_t> order = generator.Shuffled(values.size());
    const std::vector<std::size_t> ids = generator.Shuffled(values.size());
    Values moved;
    std::vector<std::int32_t> places, moved_places;
    for (const std::size_t id : ids) places.push_back(static_cast<std::int32_t>(id));
    for (const std::size_t from : order) {
      moved.push_back(values[from]);
      moved_places.push_back(places[from]);
    }
    const Result<Tiers> a = Classify(values, 2, rule);
    const Result<Tiers> b = Classify(moved, 2, rule);
    const Ranking ranking_a = Rank(values, places);
    const Ranking ranking_b = Rank(moved, moved_places);
    ASSERT_TRUE(a.ok() && b.ok());
    EXPECT_EQ(a->flags, b->flags);
    EXPECT_EQ(a->tier_value, b->tier_value);
    for (std::size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(b->tier[i], a->tier[order[i]]);
      EXPECT_EQ(b->account_flags[i], a->account_flags[order[i]]);
      EXPECT_EQ(ranking_b.rank[i], ranking_a.rank[order[i]]);
      EXPECT_EQ(ranking_b.cumulative[i], ranking_a.cumulative[order[i]]);
      const std::size_t at = order[static_cast<std::size_t>(ranking_b.order[i])];
      EXPECT_EQ(static_cast<std::int32_t>(at), ranking_a.order[i]);
    }
  }
}

// TIER-11: a wider cut of the same kind holds every account of the narrower one.
TEST(TieringProperty, Tier11CutsAreNested) {
  Generator generator(4);
  for (int round = 0; round < 500; ++round) {
    const Values values = generator.TiedValues();
    Decimal narrow = generator.Part();
    Decimal wide = generator.Part();
    if (wide < narrow) std::swap(narrow, wide);
    for (const bool by_share : {true, false}) {
      const auto inside = [&](const Decimal& part) {
        TieringRule rule;
        const TierCondition cut = by_share ? TierCondition(ShareCut{part}) : TierCondition(RankCut{std::nullopt, part});
        rule.tiers = {{"in", cut}, {"out", std::nullopt}};
        return Classify(values, 2, rule)->tier;
      };
      const std::vector<std::int32_t> in_narrow = inside(narrow);
      const std::vector<std::int32_t> in_wide = inside(wide);
      for (std::size_t i = 0; i < values.size(); ++i) EXPECT_LE(in_wide[i], in_narrow[i]);
    }
  }
}

// TIER-12: shares and ranks do not depend on the unit of the value, from 64-bit to 128-bit totals; amounts follow the
// scale.
TEST(TieringProperty, Tier12UnitOfTheValueDoesNotMatter) {
  Generator generator(5);
  for (int round = 0; round < 500; ++round) {
    const Values values = generator.TiedValues();
    const TieringRule rule = generator.AnyRule();
    const Result<Tiers> expected = Classify(values, 0, rule);
    ASSERT_TRUE(expected.ok());
    for (const int digits : {1, 4, 15, 18}) {
      Values scaled(values);
      for (int128& value : scaled) value *= PowerOfTen(digits);
      EXPECT_EQ(Classify(scaled, digits, rule)->tier, expected->tier);
    }
    TieringRule without_amounts = rule;
    std::erase_if(without_amounts.tiers,
                  [](const Tier& tier) { return tier.when && std::holds_alternative<AmountRange>(tier.when->is); });
    const std::vector<std::int32_t> tiers = Classify(values, 0, without_amounts)->tier;
    for (const int digits : {17, 33}) {
      Values scaled(values);
      for (int128& value : scaled) value *= PowerOfTen(digits) * 3;
      EXPECT_EQ(Classify(scaled, 0, without_amounts)->tier, tiers);
    }
  }
}

// TIER-10 on data that break selections: the thresholds are those of a sorted copy.
TEST(TieringProperty, Tier10AdversarialPopulations) {
  constexpr std::size_t kAccounts = 20000;
  Generator generator(6);
  std::vector<Values> populations(5, Values(kAccounts));
  for (std::size_t i = 0; i < kAccounts; ++i) {
    populations[0][i] = 7;                                                    // all equal
    populations[1][i] = i % 3 == 0 ? 1 : 1000000007;                          // two values
    populations[2][i] = int128{1} << static_cast<int>(generator.Below(112));  // geometric
    populations[3][i] = (int128{1} << 62) + generator.Below(1 << 20);         // one bucket
    populations[4][i] = 100000000000000 / static_cast<std::int64_t>(i + 1);   // Zipf
  }
  TieringRule rule;
  rule.tiers = {{"A", ShareCut{*Decimal::Parse("80%")}},
                {"B", ShareCut{*Decimal::Parse("95%")}},
                {"C", RankCut{std::nullopt, *Decimal::Parse("99%")}},
                {"D", std::nullopt}};
  for (const Values& values : populations) {
    Values sorted(values);
    std::sort(sorted.begin(), sorted.end(), [](int128 a, int128 b) { return a > b; });
    cpp_int base = 0, above = 0;
    for (const int128 value : sorted) base += Unbounded(value);
    int128 at_80 = 0, at_95 = 0;
    for (const int128 value : sorted) {
      if (above * 100 < base * 80) at_80 = value;
      if (above * 100 < base * 95) at_95 = value;
      above += Unbounded(value);
    }
    const Result<Tiers> tiers = Classify(values, 2, rule);
    ASSERT_TRUE(tiers.ok());
    EXPECT_EQ(tiers->at_least[0], at_80);
    EXPECT_EQ(tiers->at_least[1], at_95);
    EXPECT_EQ(tiers->at_least[2], sorted[kAccounts * 99 / 100 - 1]);
    for (std::size_t i = 0; i < kAccounts; ++i) {
      const int expected = values[i] >= at_80 ? 0 : values[i] >= at_95 ? 1 : values[i] >= sorted[19799] ? 2 : 3;
      ASSERT_EQ(tiers->tier[i], expected);
    }
  }
}

// TIER-13, TIER-14: against a comparison sort.
TEST(TieringProperty, Tier13RanksAreThoseOfASort) {
  Generator generator(7);
  for (int round = 0; round < 500; ++round) {
    const Values values = round % 2 == 0 ? generator.TiedValues() : generator.HugeValues();
    const std::vector<std::size_t> ids = generator.Shuffled(values.size());
    std::vector<std::int32_t> places;
    for (const std::size_t id : ids) places.push_back(static_cast<std::int32_t>(id));
    std::vector<std::int32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0);
    const auto at = [](std::int32_t i) { return static_cast<std::size_t>(i); };
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      return values[at(a)] != values[at(b)] ? values[at(a)] > values[at(b)] : places[at(a)] < places[at(b)];
    });
    const Ranking ranking = Rank(values, places);
    EXPECT_EQ(ranking.order, order);
    int128 sum = 0;
    for (const std::int32_t account : order) {
      const int128 value = values[at(account)];
      sum += std::max(value, int128{0});
      EXPECT_EQ(ranking.cumulative[at(account)], sum);
      EXPECT_EQ(ranking.rank[at(account)],
                1 + std::count_if(values.begin(), values.end(), [&](int128 other) { return other > value; }));
    }
  }
}

std::vector<TierDistance> DistancesOf(const Values& values, int scale, const TieringRule& rule) {
  Population population;
  population.metrics = {{.values = values, .scale = scale}};
  const Result<Classifier> classifier = Classifier::Make(std::move(population), rule);
  EXPECT_TRUE(classifier.ok());
  const Distances distances(*classifier);
  std::vector<TierDistance> of;
  for (std::size_t i = 0; i < values.size(); ++i) of.push_back(*distances.Of(i));
  return of;
}

// TIER-15: an account that grows by what is missing is in the next tier or above it, and one that loses no more than it
// is above its threshold keeps its tier or rises, with the tiers decided anew.
TEST(TieringProperty, Tier15DistancesHoldWhenTheTiersAreDecidedAnew) {
  Generator generator(8);
  for (int round = 0; round < 150; ++round) {
    Values values = generator.TiedValues();
    const TieringRule rule = generator.AnyRule();
    const Result<Tiers> tiers = Classify(values, 2, rule);
    ASSERT_TRUE(tiers.ok());
    const std::vector<TierDistance> distances = DistancesOf(values, 2, rule);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const TierDistance* distance = &distances[i];
      const int128 value = values[i];
      if (distance->to_next_tier) {
        EXPECT_GT(*distance->to_next_tier, 0);
        values[i] = value + *distance->to_next_tier;
        EXPECT_LE(Classify(values, 2, rule)->tier[i], distance->next_tier);
      }
      if (distance->above_threshold) {
        EXPECT_GE(*distance->above_threshold, 0);
        values[i] = value - *distance->above_threshold;
        EXPECT_LE(Classify(values, 2, rule)->tier[i], tiers->tier[i]);
      }
      values[i] = value;
    }
  }
}

}  // namespace
}  // namespace keyhaul
