// RFM scores. Expected values come from three independent computations over the same small columns: quantiles of type 7
// with Python's fractions (x = sorted(v); h = F((n - 1) * j, k); q = x[i] + (h - i) * (x[i + 1] - x[i]), i = int(h)),
// NTILE of SQLite (ntile(k) OVER (ORDER BY v, id); for recency ORDER BY v DESC, id), and dense ranks by
// ceil(F((sorted(set(v)).index(x) + 1) * k, len(set(v)))).
#include "keyhaul/tiering/rfm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

using Counts = std::vector<std::int64_t>;
using Values = std::vector<int128>;
using Scores = std::vector<std::int32_t>;

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

ScoreRule By(ScoreMethod method, std::int32_t bins) { return {method, bins, {}}; }

ScoreRule ByCuts(std::vector<Decimal> cuts) {
  const auto bins = static_cast<std::int32_t>(cuts.size()) + 1;
  return {ScoreMethod::fixed_cuts, bins, std::move(cuts)};
}

Scores Places(std::size_t n) {
  Scores places(n);
  std::iota(places.begin(), places.end(), 0);
  return places;
}

RfmScores ScoreOk(const Counts& days, const Counts& frequency, const Values& monetary, const RfmRule& rule,
                  int scale = 0) {
  const Scores places = Places(days.size());
  Result<RfmScores> scores = ScoreRfm({days, frequency, monetary, scale, places}, rule);
  EXPECT_TRUE(scores.ok()) << scores.error().Text();
  return *std::move(scores);
}

// One dimension alone; the others do not matter to it.
Scores Frequency(const Counts& v, ScoreRule by) {
  RfmRule rule;
  rule.frequency = std::move(by);
  return ScoreOk(Counts(v.size()), v, Values(v.size()), rule).frequency;
}
Scores Recency(const Counts& v, ScoreRule by) {
  RfmRule rule;
  rule.recency = std::move(by);
  return ScoreOk(v, Counts(v.size()), Values(v.size()), rule).recency;
}
Scores Monetary(const Values& v, ScoreRule by, int scale = 0) {
  RfmRule rule;
  rule.monetary = std::move(by);
  return ScoreOk(Counts(v.size()), Counts(v.size()), v, rule, scale).monetary;
}

const Counts kFive = {1, 1, 2, 4, 9};
const Counts kTen = {3, 8, 1, 1, 1, 1, 1, 20, 2, 2};
const Counts kEleven = {10, 20, 20, 30, 41, 55, 55, 70, 90, 120, 121};
const Counts kDays = {30, 5, 5, 400, 90, 12, 0, 90};

// TIER-55: quantiles of kTen are 1, 3/2, 11/4; those of kEleven hit ten values.
TEST(ScoreRfm, QuantileCutsBelongToTheLowerBin) {
  EXPECT_EQ(Frequency(kFive, By(ScoreMethod::quantile, 5)), (Scores{1, 1, 3, 4, 5}));
  EXPECT_EQ(Frequency(kTen, By(ScoreMethod::quantile, 4)), (Scores{4, 4, 1, 1, 1, 1, 1, 4, 3, 3}));
  EXPECT_EQ(Frequency(kEleven, By(ScoreMethod::quantile, 10)), (Scores{1, 1, 1, 3, 4, 5, 5, 7, 8, 9, 10}));
  const Values negative = {-10, -7, -7, 0, 3};
  EXPECT_EQ(Monetary(negative, By(ScoreMethod::quantile, 3)), (Scores{1, 1, 1, 3, 3})) << "cuts -7 and -7/3";
}

// TIER-55: the quantile between the ends of 128 bits is -1/2, and no product leaves them.
TEST(ScoreRfm, QuantilesOfAnySpread) {
  EXPECT_EQ(Monetary({kInt128Min, kInt128Max, -1, 0}, By(ScoreMethod::quantile, 2)), (Scores{1, 2, 1, 2}));
  EXPECT_EQ(Monetary({kInt128Min, kInt128Max}, By(ScoreMethod::quantile, 100)), (Scores{1, 100}));
}

// TIER-56: ten accounts in four bins are 3 + 3 + 2 + 2, and equal values are parted.
TEST(ScoreRfm, NtileFillsBinsLikeSql) {
  EXPECT_EQ(Frequency(kFive, By(ScoreMethod::ntile, 5)), (Scores{1, 2, 3, 4, 5}));
  EXPECT_EQ(Frequency(kTen, By(ScoreMethod::ntile, 4)), (Scores{3, 4, 1, 1, 1, 2, 2, 4, 2, 3}));
  EXPECT_EQ(Frequency(kTen, By(ScoreMethod::ntile, 3)), (Scores{3, 3, 1, 1, 1, 1, 2, 3, 2, 2}));
  EXPECT_EQ(Frequency({7, 7, 7}, By(ScoreMethod::ntile, 5)), (Scores{1, 2, 3})) << "more bins than accounts";
}

// TIER-56: equal values are parted by the place of their ids, not by that of their rows.
TEST(ScoreRfm, NtilePartsEqualValuesById) {
  RfmRule rule;
  rule.recency = By(ScoreMethod::ntile, 3);
  rule.frequency = By(ScoreMethod::ntile, 3);
  const Counts same = {7, 7, 7};
  const Scores places = {20, 30, 10};
  const Result<RfmScores> scores = ScoreRfm({same, same, Values(3), 0, places}, rule);
  EXPECT_EQ(scores->frequency, (Scores{2, 3, 1}));
  EXPECT_EQ(scores->recency, (Scores{2, 3, 1}));
}

// TIER-57
TEST(ScoreRfm, DenseRanksShareAScore) {
  EXPECT_EQ(Frequency(kFive, By(ScoreMethod::dense_rank, 5)), (Scores{2, 2, 3, 4, 5}));
  EXPECT_EQ(Frequency(kTen, By(ScoreMethod::dense_rank, 4)), (Scores{3, 4, 1, 1, 1, 1, 1, 4, 2, 2}));
}

// TIER-58: a value that reaches a cut has passed it, at any scale of either.
TEST(ScoreRfm, FixedCutsAreFromInclusive) {
  const ScoreRule rule = ByCuts({Number("-5"), Number("100"), Number("100.005"), Number("2000")});
  EXPECT_EQ(Monetary({-501, -500, 9999, 10000, 10001, 199999, 200000}, rule, 2), (Scores{1, 2, 2, 3, 4, 4, 5}));
  EXPECT_EQ(Frequency({-6, -5, 99, 100, 101, 2000}, rule), (Scores{1, 2, 2, 3, 4, 5}));
}

// TIER-58: 10^38 at two decimals is beyond 128 bits; nothing reaches it, and everything reaches its negative.
TEST(ScoreRfm, FixedCutsBeyond128Bits) {
  const Decimal far = *Decimal::Make(PowerOfTen(38), 0);
  EXPECT_EQ(Monetary({kInt128Min, 0, kInt128Max}, ByCuts({*far.Negate(), Number("0"), far}), 2), (Scores{2, 3, 3}));
}

// TIER-59: fewer days score higher. The quantiles of kDays are 5, 53/5, 42 and 90.
TEST(ScoreRfm, RecencyRunsTheOtherWay) {
  EXPECT_EQ(Recency(kDays, By(ScoreMethod::quantile, 5)), (Scores{3, 5, 5, 1, 2, 3, 5, 2}));
  EXPECT_EQ(Recency(kDays, By(ScoreMethod::ntile, 5)), (Scores{2, 3, 4, 1, 1, 3, 5, 2}));
  EXPECT_EQ(Recency(kDays, By(ScoreMethod::dense_rank, 5)), (Scores{3, 5, 5, 1, 2, 4, 5, 2}));
  EXPECT_EQ(Recency({0, 29, 30, 31, 89, 90, 400}, ByCuts({Number("30"), Number("90")})), (Scores{3, 3, 2, 2, 2, 1, 1}));
}

// TIER-60: two accounts that were never active change nobody's score.
TEST(ScoreRfm, WithoutActivityOutsideThePopulation) {
  RfmRule rule;
  rule.frequency = By(ScoreMethod::ntile, 5);
  rule.monetary = By(ScoreMethod::dense_rank, 5);
  rule.segments = {{"everybody", std::nullopt, std::nullopt, std::nullopt}};
  const RfmScores scores = ScoreOk({30, -1, 5, 5, 400, 90, 12, -1, 0, 90}, {1, 50, 2, 3, 4, 5, 6, 50, 7, 8},
                                   {1, 99, 1, 2, 2, 4, 4, 99, 9, 9}, rule);
  EXPECT_EQ(scores.recency, (Scores{3, 0, 5, 5, 1, 2, 3, 0, 5, 2}));
  EXPECT_EQ(scores.frequency, (Scores{1, 0, 1, 2, 2, 3, 3, 0, 4, 5}));
  EXPECT_EQ(scores.monetary, (Scores{2, 0, 2, 3, 3, 4, 4, 0, 5, 5}));
  EXPECT_EQ(scores.segment, (Scores{0, -1, 0, 0, 0, 0, 0, -1, 0, 0}));
  EXPECT_EQ(scores.segment_accounts, (Counts{8}));
  EXPECT_EQ(scores.others, 2);
  EXPECT_TRUE(scores.Has(1, RfmFlag::no_activity));
  EXPECT_FALSE(scores.Has(0, RfmFlag::no_activity));
  const RfmScores none = ScoreOk({-1}, {0}, {0}, rule);
  EXPECT_EQ(none.frequency, (Scores{0}));
  EXPECT_TRUE(ScoreOk({}, {}, {}, rule).segment.empty());
}

// TIER-61
TEST(ScoreRfm, OneAccountAlone) {
  EXPECT_EQ(Frequency({3}, By(ScoreMethod::quantile, 5)), (Scores{1}));
  EXPECT_EQ(Recency({3}, By(ScoreMethod::quantile, 5)), (Scores{5}));
  EXPECT_EQ(Frequency({3}, By(ScoreMethod::ntile, 5)), (Scores{1}));
  EXPECT_EQ(Recency({3}, By(ScoreMethod::ntile, 5)), (Scores{1}));
  EXPECT_EQ(Frequency({3}, By(ScoreMethod::dense_rank, 5)), (Scores{5}));
  EXPECT_EQ(Recency({3}, By(ScoreMethod::dense_rank, 5)), (Scores{5}));
  EXPECT_EQ(Frequency({3}, ByCuts({Number("3")})), (Scores{2}));
  EXPECT_EQ(Recency({3}, ByCuts({Number("3")})), (Scores{1}));
}

// TIER-62
TEST(ScoreRfm, TheFirstSegmentThatHoldsAllThree) {
  RfmRule rule;
  for (ScoreRule* score : {&rule.recency, &rule.frequency, &rule.monetary})
    *score = ByCuts({Number("10"), Number("20")});
  rule.segments = {{"champions", ScoreRange{3, 3}, ScoreRange{2, 3}, std::nullopt},
                   {"loyal", std::nullopt, ScoreRange{2, 3}, std::nullopt},
                   {"large", std::nullopt, std::nullopt, ScoreRange{3, 3}}};
  const RfmScores scores = ScoreOk({5, 15, 5, 5, 5, 25}, {10, 10, 9, 25, 9, 9}, {0, 0, 20, 20, 19, 99}, rule);
  EXPECT_EQ(scores.segment, (Scores{0, 1, 2, 0, -1, 2}));
  EXPECT_EQ(scores.segment_accounts, (Counts{2, 1, 2}));
  EXPECT_EQ(scores.others, 1);
}

// TIER-63
TEST(CheckRfmRule, RefusesByPath) {
  struct Case {
    std::function<void(RfmRule&)> change;
    std::string path;
    Code code = Code::policy_value;
  };
  const Case cases[] = {
      {[](RfmRule& r) { r.recency.bins = 1; }, "recency.bins"},
      {[](RfmRule& r) { r.frequency.bins = 101; }, "frequency.bins"},
      {[](RfmRule& r) { r.frequency.cuts = {Number("1")}; }, "frequency.cuts"},
      {[](RfmRule& r) { r.monetary.method = ScoreMethod::fixed_cuts; }, "monetary.cuts", Code::policy_missing_key},
      {[](RfmRule& r) {
         r.monetary = {ScoreMethod::fixed_cuts, 5, {Number("1")}};
       },
       "monetary.bins"},
      {[](RfmRule& r) { r.monetary = ByCuts(std::vector<Decimal>(100)); }, "monetary.cuts"},
      {[](RfmRule& r) {
         r.monetary = ByCuts({Number("1"), Number("3"), Number("3")});
       },
       "monetary.cuts[2]"},
      {[](RfmRule& r) { r.segments[1].name = ""; }, "segments[1].name", Code::policy_missing_key},
      {[](RfmRule& r) { r.segments[1].name = "a"; }, "segments[1].name"},
      {[](RfmRule& r) { r.segments[1].name = "others"; }, "segments[1].name"},
      {[](RfmRule& r) { r.others = ""; }, "others", Code::policy_missing_key},
      {[](RfmRule& r) {
         r.segments[1].recency = ScoreRange{0, 2};
       },
       "segments[1].recency"},
      {[](RfmRule& r) {
         r.segments[1].frequency = ScoreRange{4, 6};
       },
       "segments[1].frequency"},
      {[](RfmRule& r) {
         r.segments[0].monetary = ScoreRange{3, 2};
       },
       "segments[0].monetary"},
      {[](RfmRule& r) { r.segments.resize(1001); }, "segments"},
  };
  const auto make = [] {
    RfmRule rule;
    rule.segments = {{"a", ScoreRange{1, 5}, std::nullopt, std::nullopt},
                     {"b", std::nullopt, ScoreRange{2, 2}, std::nullopt}};
    return rule;
  };
  EXPECT_TRUE(CheckRfmRule(make()).ok());
  EXPECT_TRUE(CheckRfmRule({}).ok());
  for (const Case& c : cases) {
    RfmRule rule = make();
    c.change(rule);
    const Status status = CheckRfmRule(rule);
    ASSERT_FALSE(status.ok()) << c.path;
    EXPECT_EQ(status.error().path, c.path);
    EXPECT_EQ(status.error().code, c.code) << c.path;
    EXPECT_EQ(status.error().rule, "TIER-63");
    EXPECT_EQ(ScoreRfm({}, rule).error().path, c.path);
  }
}

TEST(ScoreRfm, RefusesColumnsThatDoNotFitTogether) {
  const Counts one = {1};
  const Values value = {1};
  const Scores place = {0};
  EXPECT_EQ(ScoreRfm({one, {}, value, 0, place}, {}).error().code, Code::invalid_argument);
  EXPECT_EQ(ScoreRfm({one, one, {}, 0, place}, {}).error().code, Code::invalid_argument);
  EXPECT_EQ(ScoreRfm({one, one, value, 0, {}}, {}).error().code, Code::invalid_argument);
  EXPECT_EQ(ScoreRfm({one, one, value, 19, place}, {}).error().code, Code::invalid_argument);
  EXPECT_EQ(ScoreRfm({one, one, value, -1, place}, {}).error().code, Code::invalid_argument);
}

// TIER-64: rows in another order, with the places of their ids, have the same scores.
TEST(ScoreRfm, DoesNotDependOnTheOrderOfAccounts) {
  std::mt19937_64 random(64);
  RfmRule rule;
  rule.recency = By(ScoreMethod::ntile, 7);
  rule.frequency = By(ScoreMethod::ntile, 7);
  rule.monetary = By(ScoreMethod::quantile, 7);
  rule.segments = {{"a", ScoreRange{3, 7}, ScoreRange{1, 5}, std::nullopt}};
  for (int round = 0; round < 50; ++round) {
    const std::size_t n = 1 + random() % 60;
    Scores places = Places(n);
    const auto column = [&] {
      Counts values(n);
      for (std::int64_t& v : values) v = static_cast<std::int64_t>(random() % 12) - 1;
      return values;
    };
    const Counts days = column();
    const Counts frequency = column();
    const Values monetary(frequency.rbegin(), frequency.rend());
    const RfmScores scores = ScoreOk(days, frequency, monetary, rule);
    std::shuffle(places.begin(), places.end(), random);
    Counts other_days(n);
    Counts other_frequency(n);
    Values other_monetary(n);
    for (std::size_t i = 0; i < n; ++i) {
      const auto from = static_cast<std::size_t>(places[i]);
      other_days[i] = days[from];
      other_frequency[i] = frequency[from];
      other_monetary[i] = monetary[from];
    }
    const Result<RfmScores> other = ScoreRfm({other_days, other_frequency, other_monetary, 0, places}, rule);
    for (std::size_t i = 0; i < n; ++i) {
      const auto from = static_cast<std::size_t>(places[i]);
      EXPECT_EQ(other->recency[i], scores.recency[from]);
      EXPECT_EQ(other->frequency[i], scores.frequency[from]);
      EXPECT_EQ(other->monetary[i], scores.monetary[from]);
      EXPECT_EQ(other->segment[i], scores.segment[from]);
    }
  }
}

}  // namespace
}  // namespace keyhaul
