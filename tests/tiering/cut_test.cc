// Where share and rank cuts fall, for every reading of crossings and ties. The tables are worked by hand from the sums
// before and after each account; where a program decided too, the case says which.
#include "keyhaul/tiering/cut.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering/classify.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;
using Places = std::vector<std::int32_t>;
using TierColumn = std::vector<std::int32_t>;

constexpr Crossing kCrossings[] = {Crossing::include, Crossing::exclude, Crossing::nearest};
constexpr Ties kTies[] = {Ties::together_up, Ties::together_down, Ties::split_by_id};

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

TieringRule Rule(std::vector<TierCondition> conditions, Crossing crossing, Ties ties = Ties::together_up) {
  TieringRule rule;
  rule.crossing = crossing;
  rule.ties = ties;
  for (TierCondition& condition : conditions) {
    rule.tiers.push_back({"tier " + std::to_string(rule.tiers.size()), std::move(condition)});
  }
  rule.tiers.push_back({"rest"});
  return rule;
}

TieringRule Shares(std::vector<std::string_view> shares, Crossing crossing, Ties ties = Ties::together_up) {
  std::vector<TierCondition> conditions;
  for (const std::string_view share : shares) conditions.push_back(ShareCut{Number(share)});
  return Rule(std::move(conditions), crossing, ties);
}

Tiers ClassifyOk(const Values& values, const TieringRule& rule, const Places& places = {}) {
  Population population;
  population.metrics = {{.values = values, .scale = 2}};
  population.places = places;
  Result<Classifier> classifier = Classifier::Make(std::move(population), rule);
  EXPECT_TRUE(classifier.ok()) << (classifier.ok() ? "" : classifier.error().Text());
  return classifier.ok() ? Classify(*classifier) : Tiers();
}

// TIER-18. 95 is 95 % of the sum: it passes both limits, so that readings that exclude leave both tiers empty. The
// others have it in the first tier.
TEST(Cut, Tier18TheLargestAlonePassesTheShare) {
  const Values values = {95, 3, 2};
  EXPECT_EQ(ClassifyOk(values, Shares({"50%", "90%"}, Crossing::include)).tier, (TierColumn{0, 2, 2}));
  EXPECT_EQ(ClassifyOk(values, Shares({"50%", "90%"}, Crossing::exclude)).tier, (TierColumn{2, 2, 2}));
  EXPECT_EQ(ClassifyOk(values, Shares({"50%", "90%"}, Crossing::nearest)).tier, (TierColumn{0, 2, 2}));
  const Tiers excluded = ClassifyOk(values, Shares({"50%", "90%"}, Crossing::exclude));
  EXPECT_FALSE(excluded.at_least[0].has_value());
  EXPECT_FALSE(excluded.at_least[1].has_value());
  EXPECT_TRUE(excluded.Has(0, AccountFlag::crossing));  // of a cut above its tier
  EXPECT_FALSE(excluded.Has(1, AccountFlag::crossing));
}

// TIER-18. 50, 33 and 17 hit 50 % and 83 % exactly: no reading differs there, and nobody crosses.
TEST(Cut, Tier18ExactHitsAreTheSameInEveryReading) {
  for (const Crossing crossing : kCrossings) {
    for (const Ties ties : kTies) {
      const Tiers tiers = ClassifyOk({50, 33, 17}, Shares({"50%", "83%"}, crossing, ties));
      EXPECT_EQ(tiers.tier, (TierColumn{0, 1, 2}));
      EXPECT_EQ(tiers.account_flags, (std::vector<std::uint8_t>{0, 0, 0}));
    }
  }
}

// TIER-18. In binary floating point 0.4 + 0.2 + 0.1 > 0.7, so that readings that exclude lose an account, and
// 0.5 + 0.2 + 0.1 < 0.8, so that those that include gain one (IEEE 754 double).
TEST(Cut, Tier18SharesAreNotFloatingPoint) {
  for (const Crossing crossing : kCrossings) {
    EXPECT_EQ(ClassifyOk({40, 20, 10, 9, 8, 7, 6}, Shares({"70%"}, crossing)).tier, (TierColumn{0, 0, 0, 1, 1, 1, 1}));
    EXPECT_EQ(ClassifyOk({50, 20, 10, 9, 8, 3}, Shares({"80%"}, crossing)).tier, (TierColumn{0, 0, 0, 1, 1, 1}));
  }
}

// TIER-18. How many of 50, 33, 17 (and of 50, 30, 20) are in.
TEST(Cut, Tier18NearestIsTheLesserError) {
  const auto inside = [](const Values& values, std::string_view share, Crossing crossing) {
    return ClassifyOk(values, Shares({share}, crossing)).tier_accounts[0];
  };
  struct Case {
    Values values;
    std::string_view share;
    std::int64_t include, exclude, nearest;
  };
  const Case cases[] = {
      {{50, 33, 17}, "80%", 2, 1, 2},                 // 30 short of it, 3 beyond it
      {{50, 33, 17}, "60%", 2, 1, 1},                 // 10 short, 23 beyond
      {{50, 30, 20}, "65%", 2, 1, 2},                 // 15 both ways: in
      {{50, 31, 19}, "65%", 2, 1, 1},                 // 15 and 16
      {{5, 3, 2}, "65%", 2, 1, 2},                    // 6.5 is 1.5 from 5 and from 8
      {{5, 4, 1}, "65%", 2, 1, 1},                    // and 2.5 from 9
      {{5, 4, 2}, "0.636363636363636363", 2, 1, 1},   // 7 less a little: 5 is nearer than 9
      {{5, 4, 2}, "0.636363636363636364", 2, 1, 2},   // 7 and a little
      {{50, 33, 17}, "100%", 3, 3, 3},                // all
      {{50, 33, 17}, "0.000000000000001%", 1, 0, 0},  // the least of shares
      {{50, 33, 17}, "25%", 1, 0, 1},                 // 25 short, 25 beyond
      {{50, 33, 17}, "24.999999999999999%", 1, 0, 0},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(inside(c.values, c.share, Crossing::include), c.include) << c.share;
    EXPECT_EQ(inside(c.values, c.share, Crossing::exclude), c.exclude) << c.share;
    EXPECT_EQ(inside(c.values, c.share, Crossing::nearest), c.nearest) << c.share;
  }
}

// How many of the three 20s of 40, 20, 20, 20 are in, by ties: each decided alone, together with the first of them, or
// with the last. Sums before and after them: 40 60, 60 80, 80 100.
struct TieCase {
  std::string_view share;
  Crossing crossing;
  int together_up, together_down, split;
};
constexpr TieCase kTieCases[] = {
    {"40%", Crossing::include, 0, 0, 0},  {"40%", Crossing::exclude, 0, 0, 0},  {"40%", Crossing::nearest, 0, 0, 0},
    {"55%", Crossing::include, 3, 0, 1},  {"55%", Crossing::exclude, 0, 0, 0},  {"55%", Crossing::nearest, 3, 0, 1},
    {"60%", Crossing::include, 3, 0, 1},  {"60%", Crossing::exclude, 3, 0, 1},  {"60%", Crossing::nearest, 3, 0, 1},
    {"65%", Crossing::include, 3, 0, 2},  {"65%", Crossing::exclude, 3, 0, 1},  {"65%", Crossing::nearest, 3, 0, 1},
    {"75%", Crossing::include, 3, 0, 2},  {"75%", Crossing::exclude, 3, 0, 1},  {"75%", Crossing::nearest, 3, 0, 2},
    {"90%", Crossing::include, 3, 3, 3},  {"90%", Crossing::exclude, 3, 0, 2},  {"90%", Crossing::nearest, 3, 3, 3},
    {"100%", Crossing::include, 3, 3, 3}, {"100%", Crossing::exclude, 3, 3, 3}, {"100%", Crossing::nearest, 3, 3, 3},
};

// TIER-18, TIER-19. The 20s are the accounts 2, 3 and 0 in the order of their ids.
TEST(Cut, Tier19TiesByCrossing) {
  const Values values = {20, 40, 20, 20};
  const Places places = {3, 0, 1, 2};
  const TierColumn of_taken[] = {{1, 0, 1, 1}, {1, 0, 0, 1}, {1, 0, 0, 0}, {0, 0, 0, 0}};
  for (const TieCase& c : kTieCases) {
    const int taken[] = {c.together_up, c.together_down, c.split};
    for (std::size_t t = 0; t < 3; ++t) {
      const Tiers tiers = ClassifyOk(values, Shares({c.share}, c.crossing, kTies[t]), places);
      EXPECT_EQ(tiers.tier, of_taken[taken[t]]) << c.share << " " << static_cast<int>(c.crossing) << " " << t;
    }
  }
}

// TIER-19. A group that is parted has no value from which on accounts are in the tier.
TEST(Cut, Tier19APartedGroupHasNoLeastValue) {
  const Values values = {40, 20, 20, 20};
  EXPECT_FALSE(ClassifyOk(values, Shares({"55%"}, Crossing::include, Ties::split_by_id)).at_least[0].has_value());
  EXPECT_EQ(ClassifyOk(values, Shares({"100%"}, Crossing::include, Ties::split_by_id)).at_least[0], 20);
  EXPECT_EQ(ClassifyOk(values, Shares({"55%"}, Crossing::include, Ties::together_down)).at_least[0], 40);
}

// TIER-19, TIER-09. Of parted ties the one whose sum passes the limit crosses; all of them are tied at the cut. Ties
// that stay together cross as one, also where one of them hits the limit exactly.
TEST(Cut, Tier19OnlyOneOfPartedTiesCrosses) {
  const Values values = {20, 40, 20, 20};
  const Places places = {3, 0, 1, 2};
  for (const Crossing crossing : kCrossings) {
    const Tiers parted = ClassifyOk(values, Shares({"65%"}, crossing, Ties::split_by_id), places);
    const Tiers exact = ClassifyOk(values, Shares({"60%"}, crossing, Ties::split_by_id), places);
    const Tiers together = ClassifyOk(values, Shares({"60%"}, crossing, Ties::together_up), places);
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(parted.Has(i, AccountFlag::crossing), i == 3) << i;  // from 60 to 80
      EXPECT_EQ(parted.Has(i, AccountFlag::tied_at_cut), i != 1) << i;
      EXPECT_FALSE(exact.Has(i, AccountFlag::crossing)) << i;
      EXPECT_EQ(together.Has(i, AccountFlag::crossing), i != 1) << i;
    }
  }
}

// TIER-18, TIER-19. Expected tiers by SQLite 3.40 over values of which many are equal, where `after` is
// SUM(v) OVER (ORDER BY v DESC, id) for split_by_id, and SUM(v) OVER (ORDER BY v DESC), whose frame is RANGE, for
// together_down: after * 100 <= 60 * base, ... 90 * base.
TEST(Cut, Tier19ExcludeAsInSql) {
  const Values values = {120, 90, 90, 60, 60, 60, 45, 30, 30, 15, 0, -25};
  const TieringRule rows = Shares({"60%", "90%"}, Crossing::exclude, Ties::split_by_id);
  EXPECT_EQ(ClassifyOk(values, rows).tier, (TierColumn{0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2}));
  const TieringRule range = Shares({"60%", "90%"}, Crossing::exclude, Ties::together_down);
  EXPECT_EQ(ClassifyOk(values, range).tier, (TierColumn{0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2}));
}

// TIER-19. Two places among three equal accounts behind a larger one.
TEST(Cut, Tier19RanksPartTiesToo) {
  const Values values = {20, 40, 20, 20};
  const Places places = {3, 0, 1, 2};
  const auto top = [&](std::int64_t count, Ties ties) {
    return ClassifyOk(values, Rule({RankCut{count, std::nullopt}}, Crossing::include, ties), places);
  };
  EXPECT_EQ(top(2, Ties::together_up).tier, (TierColumn{0, 0, 0, 0}));
  EXPECT_EQ(top(2, Ties::together_down).tier, (TierColumn{1, 0, 1, 1}));
  EXPECT_EQ(top(2, Ties::split_by_id).tier, (TierColumn{1, 0, 0, 1}));
  EXPECT_EQ(top(3, Ties::split_by_id).tier, (TierColumn{1, 0, 0, 0}));
  EXPECT_EQ(top(4, Ties::together_down).tier, (TierColumn{0, 0, 0, 0}));
  EXPECT_EQ(top(99, Ties::split_by_id).tier, (TierColumn{0, 0, 0, 0}));
  EXPECT_TRUE(top(2, Ties::split_by_id).Has(0, AccountFlag::tied_at_cut));
  EXPECT_FALSE(top(2, Ties::split_by_id).Has(0, AccountFlag::crossing));
}

// TIER-19. Without places the accounts stand in the order of their ids, also where they are tiered apart: segment 1 has
// the accounts 1, 3 and 5, of which the first two are in.
TEST(Cut, Tier19PlacesOfSegments) {
  const Values values = {7, 7, 7, 7, 7, 7};
  const Places segments = {0, 1, 0, 1, 0, 1};
  const TieringRule rule = Rule({RankCut{2, std::nullopt}}, Crossing::include, Ties::split_by_id);
  Population population;
  population.metrics = {{.values = values}};
  population.segments = segments;
  population.segment_count = 2;
  const Result<Classifier> classifier = Classifier::Make(population, rule);
  ASSERT_TRUE(classifier.ok());
  EXPECT_EQ(Classify(*classifier).tier, (TierColumn{0, 0, 0, 0, 1, 1}));
}

// TIER-24. 5 % and 20 % of 89 accounts are 4.45 and 17.8.
TEST(Cut, Tier24CountsAreRoundedAsTheRuleSays) {
  Values values;
  for (int i = 1; i <= 89; ++i) values.push_back(i);
  const auto counts = [&values](RoundingMode rounding) {
    TieringRule rule = Rule({RankCut{std::nullopt, Number("5%")}, RankCut{std::nullopt, Number("20%")}}, {});
    rule.count_rounding = rounding;
    return ClassifyOk(values, rule).tier_accounts;
  };
  EXPECT_EQ(counts(RoundingMode::ceiling), (std::vector<std::int64_t>{5, 13, 71}));
  EXPECT_EQ(counts(RoundingMode::floor), (std::vector<std::int64_t>{4, 13, 72}));
  EXPECT_EQ(counts(RoundingMode::half_up), (std::vector<std::int64_t>{4, 14, 71}));
}

// TIER-24. 5 % of 9, 10, 19 and 30 accounts: 0.45, 0.5, 0.95, 1.5.
TEST(Cut, Tier24RoundingDownMayLeaveATierEmpty) {
  const auto top = [](int accounts, RoundingMode rounding) {
    Values values;
    for (int i = 1; i <= accounts; ++i) values.push_back(i);
    TieringRule rule = Rule({RankCut{std::nullopt, Number("5%")}}, Crossing::include);
    rule.count_rounding = rounding;
    const Tiers tiers = ClassifyOk(values, rule);
    EXPECT_EQ(tiers.at_least[0].has_value(), tiers.tier_accounts[0] > 0);
    return tiers.tier_accounts[0];
  };
  struct Case {
    int accounts;
    std::int64_t ceiling, floor, half_up;
  };
  for (const Case& c : {Case{9, 1, 0, 0}, Case{10, 1, 0, 1}, Case{19, 1, 0, 1}, Case{30, 2, 1, 2}}) {
    EXPECT_EQ(top(c.accounts, RoundingMode::ceiling), c.ceiling) << c.accounts;
    EXPECT_EQ(top(c.accounts, RoundingMode::floor), c.floor) << c.accounts;
    EXPECT_EQ(top(c.accounts, RoundingMode::half_up), c.half_up) << c.accounts;
  }
}

// TIER-18. The base is 2^127 - 1 and twice the limit takes its 128th bit: half of it is 2^126 - 0.5, the sums before
// and after the second account add up to 2^126 + (2^127 - 1).
TEST(Cut, Tier18LargestBase) {
  const int128 half = int128{1} << 126;
  EXPECT_EQ(ClassifyOk({half, half - 1}, Shares({"50%"}, Crossing::exclude)).tier, (TierColumn{1, 1}));
  EXPECT_EQ(ClassifyOk({half - 1, half}, Shares({"100%"}, Crossing::exclude)).tier, (TierColumn{0, 0}));
  EXPECT_EQ(ClassifyOk({half, half - 1}, Shares({"75%"}, Crossing::nearest)).tier, (TierColumn{0, 1}));
  EXPECT_EQ(ClassifyOk({half, half - 1}, Shares({"75.000000000000001%"}, Crossing::nearest)).tier, (TierColumn{0, 0}));
  EXPECT_EQ(ClassifyOk({half, half - 1}, Shares({"100%"}, Crossing::nearest)).tier, (TierColumn{0, 0}));
}

// TIER-32. As many cuts of one population as a rule has room for: the account of rank k is in the top k, and in none of
// those before.
TEST(Cut, Tier32HundredsOfCuts) {
  constexpr std::int16_t kCuts = 400;
  Values values;
  std::vector<std::int16_t> clauses;
  AnyOf tops;
  int128 value = 1;
  for (std::int16_t i = 1; i <= kCuts; ++i) {
    values.push_back(value += 1 + value / 9);
    clauses.push_back(static_cast<std::int16_t>(kCuts - i));
    tops.of.push_back(RankCut{i, std::nullopt});
  }
  EXPECT_EQ(ClassifyOk(values, Rule({tops}, Crossing::include)).clause, clauses);
}

}  // namespace
}  // namespace keyhaul
