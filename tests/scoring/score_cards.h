// Scorecards that the tests of scoring share.
#ifndef KEYHAUL_TESTS_SCORING_SCORE_CARDS_H_
#define KEYHAUL_TESTS_SCORING_SCORE_CARDS_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/scoring/compiled_scorecard.h"
#include "keyhaul/scoring/evaluate.h"
#include "keyhaul/scoring/scorecard.h"

namespace keyhaul {

inline Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

// Points of 10^-12.
inline std::int64_t Points(std::string_view text) { return static_cast<std::int64_t>(*Number(text).MantissaAt(12)); }

inline Criterion Node(std::string id, std::int32_t parent, std::string_view weight) {
  Criterion criterion;
  criterion.id = std::move(id);
  criterion.parent = parent;
  criterion.weight = Number(weight);
  return criterion;
}

inline Criterion Leaf(std::string id, std::int32_t parent, std::string_view weight,
                      ValueFunction value = KotlerScale()) {
  Criterion criterion = Node(std::move(id), parent, weight);
  criterion.value = std::move(value);
  return criterion;
}

// On a range of 1 to 4.
inline Scorecard Card(std::vector<Criterion> criteria) {
  Scorecard card;
  card.id = "card";
  card.low = Number("1");
  card.high = Number("4");
  card.criteria = std::move(criteria);
  return card;
}

// Five criteria of a supplier, in percent.
inline Scorecard SupplierCard() {
  return Card({Leaf("price", -1, "30%"), Leaf("reputation", -1, "20%"), Leaf("product", -1, "30%"),
               Leaf("service", -1, "10%"), Leaf("flexibility", -1, "10%")});
}

inline CompiledScorecard Compiled(Scorecard card) {
  Result<CompiledScorecard> compiled = CompiledScorecard::Compile(std::move(card));
  EXPECT_TRUE(compiled.ok()) << compiled.error().Text();
  return *std::move(compiled);
}

// One character a leaf: the points of a level of Kotler's scale, 'm' for missing, '-' for not applicable.
inline std::vector<LeafInput> Ratings(const CompiledScorecard& card, std::string_view text) {
  std::vector<RawValue> raw;
  for (const char c : text) {
    raw.push_back(c == 'm'   ? RawValue::Missing(MissingReason::not_given)
                  : c == '-' ? RawValue::NotApplicable()
                             : RawValue::OfLevel(c - '1'));
  }
  Result<std::vector<LeafInput>> inputs = LeafInputs(card, raw);
  EXPECT_TRUE(inputs.ok()) << inputs.error().Text();
  return *std::move(inputs);
}

inline ScoreResult Scored(const CompiledScorecard& card, const std::vector<LeafInput>& inputs,
                          const EvaluateOptions& options = {}) {
  Result<ScoreResult> result = Evaluate(card, inputs, options);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}
inline ScoreResult Scored(const CompiledScorecard& card, std::string_view ratings,
                          const EvaluateOptions& options = {}) {
  return Scored(card, Ratings(card, ratings), options);
}

}  // namespace keyhaul

#endif  // KEYHAUL_TESTS_SCORING_SCORE_CARDS_H_
