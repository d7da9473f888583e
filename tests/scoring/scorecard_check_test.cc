// What a scorecard may say. Expected errors follow from scorecard.h and scorecard_check.h.
#include "keyhaul/scoring/scorecard_check.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score_cards.h"

namespace keyhaul {
namespace {

void ExpectRefused(const Scorecard& card, std::string_view path, std::string_view rule,
                   Code code = Code::policy_value) {
  const Status status = CheckScorecard(card);
  ASSERT_FALSE(status.ok()) << path;
  EXPECT_EQ(status.error().path, path) << status.error().Text();
  EXPECT_EQ(status.error().rule, rule) << status.error().Text();
  EXPECT_EQ(status.error().code, code) << status.error().Text();
}

void ExpectAccepted(const Scorecard& card) {
  const Status status = CheckScorecard(card);
  EXPECT_TRUE(status.ok()) << status.error().Text();
}

// SupplierCard with one thing changed.
template <class Change>
Scorecard Changed(const Change& change) {
  Scorecard card = SupplierCard();
  change(card);
  return card;
}

Linear Percent() { return Linear{Number("0"), Number("1")}; }

Scorecard WithBands(std::vector<ScoreBand> bands) {
  return Changed([&](Scorecard& card) { card.bands = std::move(bands); });
}
std::vector<ScoreBand> ThreeBands() {
  return {{"C", Number("1"), "drop"}, {"B", Number("2.5"), "keep"}, {"A", Number("3.5"), "pursue"}};
}

TEST(CheckScorecard, AcceptsAPlainCard) {
  ExpectAccepted(SupplierCard());
  ExpectAccepted(WithBands(ThreeBands()));
}

// SCORING-25
TEST(CheckScorecard, IdsAreUniqueAndGiven) {
  ExpectRefused(Changed([](Scorecard& card) { card.criteria[3].id = "price"; }), "criteria[3].id", "SCORING-25",
                Code::policy_duplicate_key);
  ExpectRefused(Changed([](Scorecard& card) { card.criteria[2].id.clear(); }), "criteria[2].id", "SCORING-25",
                Code::policy_missing_key);
}

// SCORING-25
TEST(CheckScorecard, ParentsStandBeforeTheirChildren) {
  ExpectRefused(Changed([](Scorecard& card) { card.criteria[1].parent = 1; }), "criteria[1].parent", "SCORING-25");
  ExpectRefused(Changed([](Scorecard& card) { card.criteria[0].parent = 0; }), "criteria[0].parent", "SCORING-25");
  ExpectRefused(Changed([](Scorecard& card) { card.criteria[1].parent = -2; }), "criteria[1].parent", "SCORING-25");
  ExpectRefused(Changed([](Scorecard& card) { card.criteria[4].parent = 5; }), "criteria[4].parent", "SCORING-25");
}

// SCORING-25
TEST(CheckScorecard, LeavesHaveAValueFunctionAndInnerNodesNothingOfLeaves) {
  ExpectRefused(Card({}), "criteria", "SCORING-25", Code::policy_missing_key);
  ExpectRefused(Card(std::vector<Criterion>(1025, Leaf("a", -1, "1"))), "criteria", "SCORING-25");
  ExpectRefused(Card({Node("a", -1, "1")}), "criteria[0].value", "SCORING-25", Code::policy_missing_key);
  ExpectRefused(Card({Leaf("a", -1, "1"), Leaf("b", 0, "1")}), "criteria[0].value", "SCORING-25");
  const auto inner = [](const auto& change) {
    Scorecard card = Card({Node("a", -1, "1"), Leaf("b", 0, "1")});
    change(card.criteria[0]);
    return card;
  };
  ExpectAccepted(inner([](Criterion&) {}));
  ExpectRefused(inner([](Criterion& c) { c.input = CriterionInput{}; }), "criteria[0].input", "SCORING-25");
  ExpectRefused(inner([](Criterion& c) { c.missing = MissingRule{}; }), "criteria[0].missing", "SCORING-25");
  ExpectRefused(inner([](Criterion& c) { c.knock_out = KnockOut{}; }), "criteria[0].knock_out", "SCORING-25");
  ExpectRefused(inner([](Criterion& c) { c.reason_code = "R"; }), "criteria[0].reason_code", "SCORING-25");
}

// SCORING-26
TEST(CheckScorecard, WeightsAreNotNegativeAndNotAllZero) {
  ExpectRefused(Changed([](Scorecard& card) { card.criteria[2].weight = Number("-0.01"); }), "criteria[2].weight",
                "SCORING-26");
  ExpectAccepted(Changed([](Scorecard& card) { card.criteria[2].weight = Decimal(); }));
  ExpectRefused(Card({Leaf("a", -1, "0"), Leaf("b", -1, "0")}), "criteria[0].weight", "SCORING-26");
  ExpectRefused(Card({Leaf("a", -1, "1"), Node("b", -1, "0"), Leaf("c", 1, "0"), Leaf("d", 1, "0")}),
                "criteria[2].weight", "SCORING-26");
  ExpectAccepted(Card({Leaf("a", -1, "1"), Node("b", -1, "0"), Leaf("c", 1, "3")}));
}

// SCORING-27
TEST(CheckScorecard, BandsCoverTheRangeWithoutGaps) {
  ExpectRefused(WithBands({{"C", Number("1.5")}}), "bands[0].from", "SCORING-27");
  ExpectRefused(WithBands({{"C", Number("0")}}), "bands[0].from", "SCORING-27");
  ExpectRefused(WithBands({{"C", Number("1")}, {"B", Number("1")}}), "bands[1].from", "SCORING-27");
  ExpectRefused(WithBands({{"C", Number("1")}, {"B", Number("3")}, {"A", Number("2")}}), "bands[2].from", "SCORING-27");
  ExpectRefused(WithBands({{"C", Number("1")}, {"B", Number("4")}}), "bands[1].from", "SCORING-27");
  ExpectRefused(WithBands({{"", Number("1")}}), "bands[0].name", "SCORING-27", Code::policy_missing_key);
  ExpectRefused(WithBands({{"C", Number("1")}, {"C", Number("2")}}), "bands[1].name", "SCORING-27",
                Code::policy_duplicate_key);
  ExpectAccepted(WithBands({{"C", Number("1")}, {"B", Number("2.000000001")}}));
  ExpectRefused(WithBands({{"C", Number("1")}, {"B", Number("2.0000000001")}}), "bands[1].from", "SCORING-27",
                Code::inexact);
  ExpectRefused(WithBands(std::vector<ScoreBand>(65)), "bands", "SCORING-27");
}

// SCORING-27
TEST(CheckScorecard, HysteresisIsAMarginOfPoints) {
  const auto with = [](std::string_view margin, std::vector<ScoreBand> bands) {
    Scorecard card = WithBands(std::move(bands));
    card.hysteresis = Number(margin);
    return card;
  };
  ExpectAccepted(with("0.2", ThreeBands()));
  ExpectAccepted(with("0", ThreeBands()));
  ExpectRefused(with("0.2", {}), "hysteresis", "SCORING-27");
  ExpectRefused(with("-0.1", ThreeBands()), "hysteresis", "SCORING-27");
  ExpectRefused(with("3", ThreeBands()), "hysteresis", "SCORING-27");
  ExpectRefused(with("0.0000000001", ThreeBands()), "hysteresis", "SCORING-27", Code::inexact);
}

Scorecard WithKnockOut(ValueFunction value, KnockOut knock_out) {
  Scorecard card = WithBands(ThreeBands());
  card.criteria[0].value = std::move(value);
  card.criteria[0].knock_out = std::move(knock_out);
  return card;
}

// SCORING-28
TEST(CheckScorecard, KnockOutsFitTheirValueFunction) {
  constexpr std::string_view kAt = "criteria[0].knock_out";
  const auto at = [&](std::string_view field) { return std::string(kAt) + "." + std::string(field); };
  KnockOut level;
  level.level = "fair";
  ExpectAccepted(WithKnockOut(KotlerScale(), level));
  ExpectRefused(WithKnockOut(Percent(), level), at("level"), "SCORING-28");
  level.level = "2";
  ExpectRefused(WithKnockOut(KotlerScale(), level), at("level"), "SCORING-28");
  ExpectRefused(WithKnockOut(KotlerScale(), {}), at("level"), "SCORING-28");
  ExpectRefused(WithKnockOut(Percent(), {}), kAt, "SCORING-28");
  KnockOut bounds;
  bounds.at_least = Number("0.2");
  bounds.at_most = Number("0.1");
  ExpectRefused(WithKnockOut(Percent(), bounds), at("at_most"), "SCORING-28");
  ExpectRefused(WithKnockOut(KotlerScale(), bounds), kAt, "SCORING-28");
  bounds.at_most = Number("0.20");
  ExpectAccepted(WithKnockOut(Percent(), bounds));
}

// SCORING-28
TEST(CheckScorecard, CapsOfKnockOutsExist) {
  KnockOut knock_out;
  knock_out.level = "fair";
  knock_out.cap = Number("2");
  ExpectRefused(WithKnockOut(KotlerScale(), knock_out), "criteria[0].knock_out.cap", "SCORING-28");
  knock_out.effect = KnockOutEffect::cap_score;
  ExpectAccepted(WithKnockOut(KotlerScale(), knock_out));
  knock_out.cap = Number("4.1");
  ExpectRefused(WithKnockOut(KotlerScale(), knock_out), "criteria[0].knock_out.cap", "SCORING-28");
  knock_out.cap = Number("2");
  knock_out.band = "B";
  ExpectRefused(WithKnockOut(KotlerScale(), knock_out), "criteria[0].knock_out.band", "SCORING-28");
  knock_out.cap = Decimal();
  knock_out.effect = KnockOutEffect::cap_band;
  ExpectAccepted(WithKnockOut(KotlerScale(), knock_out));
  knock_out.band = "D";
  ExpectRefused(WithKnockOut(KotlerScale(), knock_out), "criteria[0].knock_out.band", "SCORING-28");
}

// SCORING-29
TEST(CheckScorecard, MissingRulesCoverageAndReasonsAreInRange) {
  ExpectRefused(Changed([](Scorecard& c) {
                  c.missing = {Missing::fixed, Number("0.5")};
                }),
                "missing.points", "SCORING-29");
  ExpectRefused(Changed([](Scorecard& c) {
                  c.missing = {Missing::worst, Number("2")};
                }),
                "missing.points", "SCORING-29");
  ExpectRefused(Changed([](Scorecard& c) {
                  c.criteria[1].missing = MissingRule{Missing::fixed, Number("5")};
                }),
                "criteria[1].missing.points", "SCORING-29");
  ExpectRefused(Changed([](Scorecard& c) {
                  c.missing = {Missing::fixed, Number("1.0000000000001")};
                }),
                "missing.points", "SCORING-29", Code::inexact);
  ExpectRefused(Changed([](Scorecard& c) { c.min_coverage = Number("60"); }), "min_coverage", "SCORING-29");
  ExpectRefused(Changed([](Scorecard& c) { c.min_coverage = Number("-0.1"); }), "min_coverage", "SCORING-29");
  ExpectAccepted(Changed([](Scorecard& c) { c.min_coverage = Number("100%"); }));
  ExpectRefused(Changed([](Scorecard& c) { c.reasons.slots = -1; }), "reasons.slots", "SCORING-29");
  ExpectRefused(Changed([](Scorecard& c) { c.reasons.slots = 1025; }), "reasons.slots", "SCORING-29");
  ExpectRefused(Changed([](Scorecard& c) { c.reasons.given = Number("2"); }), "reasons.given", "SCORING-29");
  ExpectRefused(Changed([](Scorecard& c) { c.reasons.baseline = ReasonBaseline::given; }), "reasons.given",
                "SCORING-29");
  const auto given = [](std::string_view points) {
    return Changed([&](Scorecard& c) {
      c.reasons.baseline = ReasonBaseline::given;
      c.reasons.given = Number(points);
    });
  };
  ExpectAccepted(given("2"));
  ExpectRefused(given("1000001"), "reasons.given", "SCORING-29");
  ExpectRefused(given("-1000001"), "reasons.given", "SCORING-29");
  ExpectRefused(given("0.0000000000001"), "reasons.given", "SCORING-29", Code::inexact);
}

// What the parts of a scorecard refuse has the path of the whole.
TEST(CheckScorecard, PartsAreRefusedAtTheirPlace) {
  ExpectRefused(Changed([](Scorecard& c) { c.high = Number("1"); }), "high", "SCORING-09");
  ExpectRefused(Changed([](Scorecard& c) {
                  c.criteria[2].value = Linear{Number("2"), Number("2")};
                }),
                "criteria[2].value.best", "SCORING-09");
  ExpectRefused(Changed([](Scorecard& c) { c.criteria[2].input = CriterionInput{}; }), "criteria[2].input.sum",
                "SCORING-13");
  ExpectRefused(Changed([](Scorecard& c) { c.smoothing = Smoothing{Number("1.5")}; }), "smoothing.factor",
                "SCORING-18");
}

}  // namespace
}  // namespace keyhaul
