// SCORING-106 to SCORING-112: acceptability. The generator is checked against the known answers that its authors
// publish with Random123 (kat_vectors); the figures of five analyses were computed once more, from the definition, in
// Python; shares whose true value is known (lengths of intervals, rank order centroids) are met within five standard
// errors.
#include "keyhaul/scoring/smaa.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/print_int128.h"

namespace keyhaul {
namespace {

constexpr std::int64_t kPoint = 1'000'000'000'000;
constexpr std::int64_t kTenth = kWeightUnit / 10;

using Numbers = std::vector<std::int64_t>;

Numbers Points(std::vector<int> points) {
  Numbers scaled;
  for (const int x : points) scaled.push_back(x * kPoint);
  return scaled;
}

const Numbers kLow = Points({4, 1, 2, 2, 3, 2, 1, 2, 4, 1, 1, 1});
const Numbers kHigh = Points({4, 1, 2, 2, 3, 4, 1, 2, 4, 4, 1, 1});

SmaaCounts Sampled(const Smaa& smaa, std::uint64_t samples) {
  SmaaCounts counts = smaa.NewCounts();
  const Status status = smaa.Sample(0, samples, &counts);
  EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().Text());
  return counts;
}

Numbers Confidence(const Smaa& smaa, const SmaaCounts& counts) {
  Numbers firsts(counts.rows, 0);
  smaa.AddConfidence(counts, 0, static_cast<std::uint64_t>(counts.samples), firsts);
  return firsts;
}

// SCORING-106
TEST(Smaa, Scoring106PhiloxGivesTheKnownAnswersOfRandom123) {
  EXPECT_EQ(Philox4x32({0, 0, 0, 0}, {0, 0}), (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(Philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// SCORING-106: Each block of four words gives two numbers. Up to 2^64 - 2 they are the bits less 1.
TEST(Smaa, Scoring106AStreamGoesThroughTheBlocksOfItsSeedAndSample) {
  PhiloxStream stream(0x0123456789abcdef, 0xfedcba9876543210, 7);
  for (std::uint32_t block = 0; block < 3; ++block) {
    const PhiloxCounter words = Philox4x32({block, 7, 0x76543210, 0xfedcba98}, {0x89abcdef, 0x01234567});
    EXPECT_EQ(stream.UpTo(UINT64_MAX - 1), (std::uint64_t{words[1]} << 32 | words[0]) - 1);
    EXPECT_EQ(stream.UpTo(UINT64_MAX - 1), (std::uint64_t{words[3]} << 32 | words[2]) - 1);
  }
}

// SCORING-107: Python: smaa over kLow, 3 criteria, seed 42, 1,000 samples.
TEST(Smaa, Scoring107RanksWinsAndCentralWeightsAreThoseOfAnIndependentComputation) {
  const Smaa smaa = *Smaa::Make(kLow, {}, 3, {}, 42);
  const SmaaCounts counts = Sampled(smaa, 1000);
  EXPECT_EQ(counts.ranks, (Numbers{372, 210, 418, 0, 293, 479, 228, 0, 335, 311, 354, 0, 0, 0, 0, 1000}));
  EXPECT_EQ(counts.wins, (Numbers{0, 494, 460, 1000, 506, 0, 559, 1000, 540, 441, 0, 1000, 0, 0, 0, 0}));
  EXPECT_EQ(counts.draws, 1000);
  EXPECT_EQ(*counts.CentralWeights(0), (Numbers{596626313895551996, 172689877220021807, 230683808884426196}));
  EXPECT_EQ(*counts.CentralWeights(1), (Numbers{210493465673634952, 626460974239581362, 163045560086783687}));
  EXPECT_EQ(*counts.CentralWeights(2), (Numbers{167998613968705224, 246123676840851567, 585877709190443209}));
}

// SCORING-108
TEST(Smaa, Scoring108WhoIsNeverFirstHasNoCentralWeights) {
  const Smaa smaa = *Smaa::Make(kLow, {}, 3, {}, 42);
  const SmaaCounts counts = Sampled(smaa, 1000);
  EXPECT_EQ(counts.CentralWeights(3), std::nullopt);
  EXPECT_EQ(Confidence(smaa, counts), (Numbers{1000, 1000, 1000, 0}));
}

// SCORING-109: The second candidate's third rating and the fourth's first are not known.
TEST(Smaa, Scoring109PointsThatAreNotCertainAreDrawnToo) {
  const Smaa smaa = *Smaa::Make(kLow, kHigh, 3, {}, 42);
  const SmaaCounts counts = Sampled(smaa, 1000);
  EXPECT_EQ(counts.ranks, (Numbers{318, 168, 514, 0, 488, 382, 129, 1, 194, 375, 246, 185, 0, 75, 111, 814}));
  EXPECT_EQ(counts.wins, (Numbers{0, 344, 460, 1000, 656, 0, 777, 924, 540, 223, 0, 815, 0, 76, 185, 0}));
  EXPECT_EQ(*counts.CentralWeights(2), (Numbers{157315943959912059, 199463071162548678, 643220984877539263}));
  EXPECT_EQ(Confidence(smaa, counts), (Numbers{1000, 1000, 727, 0}));
}

// SCORING-110
TEST(Smaa, Scoring110OrdinalWeightsKeepTheirOrder) {
  const Smaa smaa = *Smaa::Make(kLow, {}, 3, {WeightSetKind::ordinal, {2, 1, 2}, {}}, 42);
  const SmaaCounts counts = Sampled(smaa, 1000);
  EXPECT_EQ(counts.ranks, (Numbers{0, 255, 745, 0, 846, 154, 0, 0, 154, 591, 255, 0, 0, 0, 0, 1000}));
  EXPECT_EQ(counts.CentralWeights(0), std::nullopt);
  EXPECT_EQ(*counts.CentralWeights(1), (Numbers{213757183916436830, 628575004656027283, 157667811427535887}));
  Numbers weights(3);
  bool first_above_third = false;
  bool third_above_first = false;
  for (std::uint64_t i = 0; i < 100; ++i) {
    ASSERT_TRUE(smaa.WeightsOf(i, weights).ok());
    EXPECT_GE(weights[1], std::max(weights[0], weights[2]));
    first_above_third = first_above_third || weights[0] > weights[2];
    third_above_first = third_above_first || weights[2] > weights[0];
  }
  EXPECT_TRUE(first_above_third && third_above_first);
}

// SCORING-111
TEST(Smaa, Scoring111IntervalsHoldForEveryWeight) {
  const WeightSet set{
      WeightSetKind::intervals, {}, {{2 * kTenth, 5 * kTenth}, {kTenth, 3 * kTenth}, {3 * kTenth, 6 * kTenth}}};
  const Smaa smaa = *Smaa::Make(kLow, {}, 3, set, (std::uint64_t{1} << 40) + 7);
  const SmaaCounts counts = Sampled(smaa, 1000);
  EXPECT_EQ(counts.draws, 1601);
  EXPECT_EQ(counts.ranks, (Numbers{450, 437, 113, 0, 0, 192, 808, 0, 550, 371, 79, 0, 0, 0, 0, 1000}));
  EXPECT_EQ(*counts.CentralWeights(2), (Numbers{284554336042586876, 208705356994683012, 506740306962730112}));
  // Where the highs leave less than the lows, the draw goes down from the highs.
  const WeightSet high{WeightSetKind::intervals, {}, std::vector<WeightBounds>(3, {0, 4 * kTenth})};
  const SmaaCounts from_high = Sampled(*Smaa::Make(kLow, {}, 3, high, 42), 1000);
  EXPECT_EQ(from_high.ranks, (Numbers{418, 210, 372, 0, 228, 479, 293, 0, 354, 311, 335, 0, 0, 0, 0, 1000}));
  EXPECT_EQ(from_high.draws, 1000);
}

// SCORING-111: Bounds that leave one point are that point.
TEST(Smaa, Scoring111BoundsMayBeAPoint) {
  for (const bool from_high : {false, true}) {
    WeightSet set{WeightSetKind::intervals, {}, {{7 * kTenth, 7 * kTenth}, {3 * kTenth, 3 * kTenth}}};
    if (from_high) set.bounds[0].low = 0;
    Numbers weights(2);
    ASSERT_TRUE(Smaa::Make(kLow, {}, 2, set, 1)->WeightsOf(0, weights).ok());
    EXPECT_EQ(weights, (Numbers{7 * kTenth, 3 * kTenth}));
  }
}

// SCORING-111: The highs exceed 1 by 3/10, and the first two weights may give up no more than 1/5 each.
TEST(Smaa, Scoring111WeightsDrawnFromTheHighsKeepTheirLows) {
  const WeightBounds much{3 * kTenth, 5 * kTenth};
  const WeightSet set{WeightSetKind::intervals, {}, {much, much, {0, 3 * kTenth}}};
  const Smaa smaa = *Smaa::Make(kLow, {}, 3, set, 1);
  for (std::uint64_t sample = 0; sample < 200; ++sample) {
    Numbers weights(3);
    ASSERT_TRUE(smaa.WeightsOf(sample, weights).ok());
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_GE(weights[i], set.bounds[i].low);
      EXPECT_LE(weights[i], set.bounds[i].high);
    }
    EXPECT_EQ(weights[0] + weights[1] + weights[2], kWeightUnit);
  }
}

// SCORING-111: Forty weights that together may differ by 1/1000 in one direction and 1/1000 in the other, each by next
// to nothing.
TEST(Smaa, Scoring111BoundsThatLeaveTooLittleAreRefused) {
  const WeightBounds tight{kWeightUnit / 40 - kTenth / 4000, kWeightUnit / 40 + kTenth / 4000};
  const WeightSet set{WeightSetKind::intervals, {}, std::vector<WeightBounds>(40, tight)};
  const Numbers points(40, 0);
  const Smaa smaa = *Smaa::Make(points, {}, 40, set, 1);
  SmaaCounts counts = smaa.NewCounts();
  const Status status = smaa.Sample(0, 100, &counts);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().Text(), "of 10000 draws of weights none was within the bounds; they leave too little");
}

// SCORING-112
TEST(Smaa, Scoring112TheFiguresAreTheSameForAnySplitOfTheSamples) {
  const Smaa smaa = *Smaa::Make(kLow, kHigh, 3, {}, 20260101);
  const SmaaCounts whole = Sampled(smaa, 999);
  for (const std::uint64_t part : std::vector<std::uint64_t>{1, 7, 500}) {
    SmaaCounts sum = smaa.NewCounts();
    std::vector<SmaaCounts> parts;
    for (std::uint64_t first = 0; first < 999; first += part) {
      parts.push_back(smaa.NewCounts());
      ASSERT_TRUE(smaa.Sample(first, std::min(part, 999 - first), &parts.back()).ok());
    }
    for (std::size_t i = parts.size(); i-- > 0;) sum.Add(parts[i]);
    EXPECT_EQ(sum.samples, 999);
    EXPECT_EQ(sum.draws, whole.draws);
    EXPECT_EQ(sum.ranks, whole.ranks);
    EXPECT_EQ(sum.wins, whole.wins);
    EXPECT_EQ(sum.weight_sums, whole.weight_sums);
    Numbers firsts(4, 0);
    for (std::uint64_t first = 0; first < 999; first += part) {
      smaa.AddConfidence(sum, first, std::min(part, 999 - first), firsts);
    }
    EXPECT_EQ(firsts, Confidence(smaa, whole));
  }
}

// SCORING-107
TEST(Smaa, Scoring107LevelCandidatesShareTheBetterRank) {
  const Numbers points = Points({3, 2, 3, 2, 1, 1});
  const SmaaCounts counts = Sampled(*Smaa::Make(points, {}, 2, {}, 1), 10);
  EXPECT_EQ(counts.ranks, (Numbers{10, 0, 0, 10, 0, 0, 0, 0, 10}));
  EXPECT_EQ(counts.wins, (Numbers{0, 0, 10, 0, 0, 10, 0, 0, 0}));
  EXPECT_EQ(counts.CentralWeights(0), counts.CentralWeights(1));
}

// Five standard errors of a share of n samples, in samples.
double Tolerance(double share, double n) { return 5 * std::sqrt(share * (1 - share) * n); }

// SCORING-107: The lines 1 + 3x, 2 and 3 - 2x: the first leads above 2/5, the second nowhere, the third below; the
// first is above the second from 1/3 on, the second above the third from 1/2 on.
TEST(Smaa, Scoring107SharesOfTheSimplexAreLengthsOfIntervals) {
  const double n = 40'000;
  const SmaaCounts counts = Sampled(*Smaa::Make(Points({4, 1, 2, 2, 1, 3}), {}, 2, {}, 7), 40'000);
  EXPECT_NEAR(static_cast<double>(counts.RankCount(0, 1)), 0.6 * n, Tolerance(0.6, n));
  EXPECT_EQ(counts.RankCount(1, 1), 0);
  EXPECT_NEAR(static_cast<double>(counts.RankCount(2, 1)), 0.4 * n, Tolerance(0.4, n));
  EXPECT_NEAR(static_cast<double>(counts.Wins(0, 1)), n * 2 / 3, Tolerance(2.0 / 3, n));
  EXPECT_NEAR(static_cast<double>(counts.Wins(1, 2)), n / 2, Tolerance(0.5, n));
  // Uniform on [2/5, 1]: the mean is 7/10, the standard error 0.6 / sqrt(12 * 24,000).
  EXPECT_NEAR(static_cast<double>((*counts.CentralWeights(0))[0]) / 1e18, 0.7, 5 * 0.0012);
}

// SCORING-110: The mean of ordinal weights is the rank order centroid, 11/18, 5/18, 2/18 (F. H. Barron, B. E. Barrett,
// 1996); of the simplex it is 1/3 each.
TEST(Smaa, Scoring110TheMeanOfOrdinalWeightsIsTheRankOrderCentroid) {
  const Numbers one(3, kPoint);
  const auto mean = [&one](WeightSet set) {
    return *Sampled(*Smaa::Make(one, {}, 3, set, 5), 20'000).CentralWeights(0);
  };
  const Numbers ordinal = mean({WeightSetKind::ordinal, {1, 2, 3}, {}});
  const Numbers plain = mean({});
  const std::array<double, 3> centroid = {11.0 / 18, 5.0 / 18, 2.0 / 18};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(static_cast<double>(ordinal[i]) / 1e18, centroid[i], 0.006);
    EXPECT_NEAR(static_cast<double>(plain[i]) / 1e18, 1.0 / 3, 0.0085);
  }
}

// SCORING-112
TEST(Smaa, Scoring112WhatCannotBeAnalysedIsRefused) {
  const auto refusal = [](const Numbers& low, const Numbers& high, WeightSet set = {}) {
    const auto smaa = Smaa::Make(low, high, 2, std::move(set), 0);
    return smaa.ok() ? "accepted" : smaa.error().Text();
  };
  EXPECT_EQ(refusal({}, {}), "an analysis of 0 candidates; expected 1 to 1024");
  EXPECT_EQ(refusal(Numbers(2050, 0), {}), "an analysis of 1025 candidates; expected 1 to 1024");
  EXPECT_EQ(refusal({1, 2, 3}, {}), "3 points for rows of 2 criteria; expected whole rows");
  EXPECT_EQ(refusal({1, 2}, {1, 2, 3, 4}), "2 least points and 4 greatest ones; expected as many");
  EXPECT_EQ(refusal({1, 2}, {1, 1}), "row 1: the least points of criterion 1 are above the greatest");
  EXPECT_EQ(refusal({1, 2}, {}, {WeightSetKind::ordinal, {1}, {}}), "weights of 1 criteria for 2; expected as many");
  EXPECT_EQ(refusal({1, 2}, {}, {WeightSetKind::intervals, {}, {}}), "weights of 0 criteria for 2; expected as many");
  EXPECT_EQ(refusal({1, 2}, {}, {WeightSetKind::intervals, {}, {{2, 1}, {}}}),
            "the bounds of the weight of criterion 0 are no interval from 0 to 1");
  EXPECT_EQ(refusal({1, 2}, {}, {WeightSetKind::intervals, {}, {{}, {0, kWeightUnit + 1}}}),
            "the bounds of the weight of criterion 1 are no interval from 0 to 1");
  EXPECT_EQ(refusal({1, 2}, {}, {WeightSetKind::intervals, {}, {{0, kTenth}, {0, kTenth}}}),
            "no weights within the bounds add up to 1");
  EXPECT_EQ(refusal({1, 2}, {}, {WeightSetKind::intervals, {}, {{6 * kTenth, kWeightUnit}, {5 * kTenth, kWeightUnit}}}),
            "no weights within the bounds add up to 1");
}

// SCORING-107: A thousand random tables: counts against ranks taken one by one from the samples' own weights and
// points.
TEST(Smaa, Scoring107CountsAgreeWithOneByOneRanksOnRandomTables) {
  std::mt19937 random(20260101);
  const auto pick = [&random](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int i = 0; i < 1000; ++i) {
    const auto rows = static_cast<std::size_t>(pick(1, 5));
    const auto columns = static_cast<std::size_t>(pick(1, 4));
    Numbers low;
    Numbers high;
    for (std::size_t k = 0; k < rows * columns; ++k) {
      low.push_back(pick(-2, 2) * kPoint);
      high.push_back(low.back() + (pick(0, 3) == 0 ? kPoint : 0));
    }
    const Smaa smaa = *Smaa::Make(low, high, columns, {}, static_cast<std::uint64_t>(i));
    const SmaaCounts counts = Sampled(smaa, 8);
    SmaaCounts expected = smaa.NewCounts();
    for (std::uint64_t sample = 0; sample < 8; ++sample) {
      Numbers weights(columns);
      Numbers points(rows * columns);
      ASSERT_TRUE(smaa.WeightsOf(sample, weights).ok());
      smaa.PointsOf(sample, points);
      std::int64_t sum = 0;
      for (const std::int64_t weight : weights) sum += weight;
      ASSERT_EQ(sum, kWeightUnit);
      std::vector<int128> scores(rows, 0);
      for (std::size_t k = 0; k < points.size(); ++k) {
        ASSERT_GE(points[k], low[k]);
        ASSERT_LE(points[k], high[k]);
        scores[k / columns] += int128{points[k]} * weights[k % columns];
      }
      for (std::size_t a = 0; a < rows; ++a) {
        std::size_t rank = 0;
        for (std::size_t b = 0; b < rows; ++b) {
          rank += scores[b] > scores[a] ? 1U : 0U;
          expected.wins[a * rows + b] += scores[a] > scores[b] ? 1 : 0;
        }
        ++expected.ranks[a * rows + rank];
        for (std::size_t k = 0; rank == 0 && k < columns; ++k) expected.weight_sums[a * columns + k] += weights[k];
      }
    }
    ASSERT_EQ(counts.ranks, expected.ranks) << "table " << i;
    ASSERT_EQ(counts.wins, expected.wins) << "table " << i;
    ASSERT_EQ(counts.weight_sums, expected.weight_sums) << "table " << i;
  }
}

}  // namespace
}  // namespace keyhaul
