// Keys of many candidates at once: they are those of one candidate after the other.
#include "keyhaul/scoring/score_keys.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

#include "score_cards.h"

namespace keyhaul {
namespace {

std::vector<std::int64_t> KeysOk(const CompiledScorecard& card, const std::vector<std::int64_t>& points) {
  std::vector<std::int64_t> keys(points.size() / card.leaves().size());
  const Status status = ScoreKeys(card, points, keys);
  EXPECT_TRUE(status.ok()) << status.error().Text();
  return keys;
}

// SCORING-43: small sums and large ones, of both signs, in more rows than one block has.
TEST(ScoreKeys, AreThoseOfOneCandidateAfterTheOther) {
  std::mt19937_64 random(3);
  for (const std::string_view weight : {"3", "0.000000000000000003", "123456789012345678"}) {
    for (const std::int64_t most : {std::int64_t{4'000'000'000'000}, kMaxScorePoints}) {
      Scorecard given = Card({Leaf("a", -1, weight), Leaf("b", -1, "2"), Leaf("c", -1, "0.7")});
      const CompiledScorecard card = Compiled(given);
      std::vector<std::int64_t> points;
      for (int i = 0; i < 3 * 700; ++i) {
        points.push_back(static_cast<std::int64_t>(random() % (2 * static_cast<std::uint64_t>(most) + 1)) - most);
      }
      const std::vector<std::int64_t> keys = KeysOk(card, points);
      for (std::size_t row = 0; row < keys.size(); ++row) {
        std::vector<LeafInput> inputs;
        for (std::size_t k = 0; k < 3; ++k) {
          inputs.push_back({RawValue::OfLevel(0), {points[3 * row + k], 0, false}});
        }
        ASSERT_EQ(keys[row], Scored(card, inputs).key);
      }
    }
  }
}

// SCORING-43: one key unit is 1000 units of points; half of it goes away from zero.
TEST(ScoreKeys, RoundHalfAwayFromZero) {
  const CompiledScorecard card = Compiled(Card({Leaf("a", -1, "1")}));
  EXPECT_EQ(KeysOk(card, {499, 500, -499, -500, 1500, 0}), (std::vector<std::int64_t>{0, 1, 0, -1, 2, 0}));
}

// SCORING-43
TEST(ScoreKeys, RefusesPointsThatAreTooLargeByRowAndColumn) {
  const CompiledScorecard card = Compiled(SupplierCard());
  std::vector<std::int64_t> points(5 * 300, Points("2"));
  std::vector<std::int64_t> keys(300);
  ASSERT_TRUE(ScoreKeys(card, points, keys).ok());
  points[5 * 290 + 3] = -kMaxScorePoints - 1;
  const Status refused = ScoreKeys(card, points, keys);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_value);
  EXPECT_EQ(refused.error().row, 290);
  EXPECT_EQ(refused.error().column, "service");
  keys.pop_back();
  EXPECT_EQ(ScoreKeys(card, points, keys).error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace keyhaul
