// Ranks of small populations, worked by hand from the definitions in rank.h.
#include "keyhaul/tiering/rank.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;
using Places = std::vector<std::int32_t>;
using Ranks = std::vector<std::int64_t>;

TEST(Rank, Tier13OrderIsByValueThenById) {
  const Ranking ranking = Rank(Values{20, 50, 20, -5, 0}, Places{4, 1, 2, 3, 0});
  EXPECT_EQ(ranking.order, (Places{1, 2, 0, 4, 3}));
  EXPECT_EQ(ranking.rank, (Ranks{2, 1, 2, 5, 4}));
}

// Equal values share a rank, and the next one counts them: 1 2 2 4, and for the three that follow 5 5 5.
TEST(Rank, Tier13RanksAreCompetitionRanks) {
  EXPECT_EQ(Rank(Values{1, 9, 3, 1, 5, 1, 5}, Places{0, 1, 2, 3, 4, 5, 6}).rank, (Ranks{5, 1, 4, 5, 2, 5, 2}));
}

TEST(Rank, Tier14CumulativeIsOfPositiveValuesInOrder) {
  EXPECT_EQ(Rank(Values{20, 50, 20, -5, 0}, Places{4, 1, 2, 3, 0}).cumulative, (Values{90, 50, 70, 90, 90}));
}

TEST(Rank, Tier13NoAccountsAndOne) {
  EXPECT_TRUE(Rank(Values{}, Places{}).order.empty());
  const Ranking one = Rank(Values{-3}, Places{0});
  EXPECT_EQ(one.order, (Places{0}));
  EXPECT_EQ(one.rank, (Ranks{1}));
  EXPECT_EQ(one.cumulative, (Values{0}));
}

// Places need not be dense, as when the population is a part of a book.
TEST(Rank, Tier13PlacesMayHaveGaps) {
  EXPECT_EQ(Rank(Values{7, 7, 7}, Places{900, -4, 12}).order, (Places{1, 2, 0}));
  EXPECT_EQ(Rank(Values{7, 8, 7}, Places{2, 7, 1}).order, (Places{1, 2, 0}));
}

// A spread of 64 bits, of 65, and of all 128.
TEST(Rank, Tier13AnySpread) {
  const int128 two64 = int128{1} << 64;
  EXPECT_EQ(Rank(Values{0, two64 - 1, 1}, Places{0, 1, 2}).order, (Places{1, 2, 0}));
  EXPECT_EQ(Rank(Values{0, two64, 1, two64}, Places{0, 3, 2, 1}).order, (Places{3, 1, 2, 0}));
  const Ranking widest = Rank(Values{kInt128Min, 0, kInt128Max, -1}, Places{0, 1, 2, 3});
  EXPECT_EQ(widest.order, (Places{2, 1, 3, 0}));
  EXPECT_EQ(widest.cumulative, (Values{kInt128Max, kInt128Max, kInt128Max, kInt128Max}));
}

TEST(Rank, Tier17NoCumulativeBeyond128Bits) {
  const Ranking ranking = Rank(Values{kInt128Max, 1}, Places{0, 1});
  EXPECT_EQ(ranking.rank, (Ranks{1, 2}));
  EXPECT_TRUE(ranking.cumulative.empty());
}

}  // namespace
}  // namespace keyhaul
