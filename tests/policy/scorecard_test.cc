// The scorecards of a policy, read, refused and written. Expected texts were written by hand from docs/POLICY.md.
#include "src/policy/scorecard.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "keyhaul/engine.h"
#include "keyhaul/policy/policy_check.h"

namespace keyhaul {
namespace {

// The scorecards begin in line 2.
std::string PolicyWith(std::string_view cards) {
  return "{\"keyhaul\": 1, \"name\": \"p\", \"currency\": \"CNY\", \"scorecards\": [\n" + std::string(cards) + "]}";
}

Policy ReadValid(std::string_view cards) {
  Result<Policy> policy = ParsePolicy(PolicyWith(cards));
  if (policy.ok()) return *std::move(policy);
  ADD_FAILURE() << policy.error().Text();
  return {};
}

Error ReadError(std::string_view cards) {
  const Result<Policy> policy = ParsePolicy(PolicyWith(cards));
  EXPECT_FALSE(policy.ok()) << cards;
  return policy.ok() ? Error{} : policy.error();
}

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

// One criterion with each value function; the last stands below a branch.
constexpr char kAll[] = R"({"id": "all", "low": 0, "high": 10, "criteria": [
  {"id": "scale", "weight": 3, "scale": [{"label": "bad", "points": 0, "reason_code": "R"},
    {"label": "good", "points": 10, "anchor": "no complaints"}], "knock_out": {"level": "good", "cap_band": "low"}},
  {"id": "step", "weight": 1, "step": {"bins": [{"from": 0, "points": "2.5", "label": "few"}, {"from": 5, "points": 7}],
    "to": 9, "outside": "error"}},
  {"id": "linear", "weight": "1.50", "linear": {"worst": "5%", "best": 0, "outside": "extrapolate"},
    "input": {"value": "(a - b) / c", "periods": "growth"}, "missing": {"points": 4}},
  {"id": "curve", "weight": 1, "curve": {"points": [{"x": 3, "points": 1}, {"x": 1, "points": 8}]}, "missing": "worst"},
  {"id": "rest", "name": "the rest", "weight": 2, "weights": "rr", "criteria": [
    {"id": "logarithmic", "rank": 2, "logarithmic": {"low": 1, "high": 100, "form": "convex"}},
    {"id": "target", "rank": 1, "target": {"low": 1, "target": 2, "high": 4}, "knock_out": {"at_least": 1}},
    {"id": "interval", "rank": 3, "interval": {"low": 1, "from": 2, "to": 3, "high": 4}},
    {"id": "benchmark", "rank": 6, "benchmark": {"lower": 1, "median": 2, "upper": 4, "better": "less"},
     "reason_code": "B"}]}],
  "missing": "median", "min_coverage": "60%", "insufficient": "ask", "hysteresis": "0.25",
  "raters": "median", "smoothing": "25%", "reasons": {"slots": 2, "baseline": "given", "points": 5, "count": "above"},
  "bands": [{"name": "low", "from": 0, "decision": "drop"}, {"name": "high", "from": 5}]})";

TEST(Scorecards, AreReadWithAllValueFunctions) {
  const Policy policy = ReadValid(kAll);
  ASSERT_EQ(policy.scorecards.size(), 1U);
  const Scorecard& card = policy.scorecards[0];
  ASSERT_EQ(card.criteria.size(), 9U);
  EXPECT_EQ(std::get<Rated>(*card.criteria[0].value).levels[1].anchor, "no complaints");
  EXPECT_EQ(card.criteria[0].knock_out->effect, KnockOutEffect::cap_band);
  const Step& step = std::get<Step>(*card.criteria[1].value);
  EXPECT_EQ(step.bins[0].points, Number("2.5"));
  EXPECT_EQ(step.to, Number("9"));
  EXPECT_EQ(step.outside, OutOfRange::error);
  EXPECT_EQ(std::get<Linear>(*card.criteria[2].value).worst, Number("0.05"));
  EXPECT_EQ(card.criteria[2].input->periods, PeriodUse::growth);
  EXPECT_EQ(card.criteria[2].missing->points, Number("4"));
  EXPECT_EQ(std::get<Curve>(*card.criteria[3].value).points[1].x, Number("1"));
  EXPECT_FALSE(card.criteria[4].value.has_value());
  EXPECT_EQ(std::get<Logarithmic>(*card.criteria[5].value).form, LogForm::convex);
  EXPECT_EQ(std::get<Target>(*card.criteria[6].value).target, Number("2"));
  EXPECT_EQ(std::get<Interval>(*card.criteria[7].value).from, Number("2"));
  EXPECT_TRUE(std::get<Benchmark>(*card.criteria[8].value).less_is_better);
  // 1/2 : 1 : 1/3 : 1/4, the reciprocals of the places; a rank of 6 is the fourth place.
  for (const auto& [criterion, weight] : {std::pair{5, 6}, {6, 12}, {7, 4}, {8, 3}}) {
    EXPECT_EQ(card.criteria[static_cast<std::size_t>(criterion)].weight, Decimal::FromInteger(weight)) << criterion;
    EXPECT_EQ(card.criteria[static_cast<std::size_t>(criterion)].parent, 4);
  }
  EXPECT_EQ(card.min_coverage, Number("0.6"));
  EXPECT_EQ(card.smoothing->factor, Number("0.25"));
  EXPECT_TRUE(card.reasons.points_above);
  EXPECT_EQ(card.bands[1].decision, "");
}

// POLICY-12
TEST(Scorecards, HaveOneCanonicalText) {
  const Policy policy = ReadValid(kAll);
  const std::string text = CanonicalPolicyText(policy);
  const Result<Policy> again = ParsePolicy(text);
  ASSERT_TRUE(again.ok()) << again.error().Text();
  EXPECT_EQ(CanonicalPolicyText(*again), text);
  for (const std::string_view part :
       {R"({"id":"linear","weight":"1.5","linear":{"worst":"0.05","best":"0","outside":"extrapolate"},)"
        R"("input":{"value":"(a - b) / c","periods":"growth"},"missing":{"points":"4"}})",
        R"({"id":"target","weight":"12","target":{"low":"1","target":"2","high":"4","outside":"clip"},)"
        R"("knock_out":{"at_least":"1","missing":"undecided"}})",
        R"("missing":"median","min_coverage":"0.6","insufficient":"ask","bands":[)"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  const Policy brief = ReadValid(R"({"id": "a", "low": 1, "high": 4, "criteria": [{"id": "x", "scale": "kotler"}]})");
  const Policy full = ReadValid(R"({"reasons": {"slots": 3, "baseline": "max", "count": "below"}, "raters": "weighted",
      "missing": "renormalize", "criteria": [{"scale": [{"label": "poor", "points": 1}, {"label": "fair", "points": 2},
      {"label": "good", "points": 3}, {"label": "excellent", "points": "4.0"}], "weight": "100%", "id": "x"}],
      "high": 4, "low": 1, "id": "a"})");
  EXPECT_EQ(CanonicalPolicyText(brief), CanonicalPolicyText(full));
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// POLICY-12: whatever a scorecard says, saying something else is another text, and so another digest.
TEST(Scorecards, SayAllInTheirCanonicalText) {
  constexpr std::pair<std::string_view, std::string_view> kOthers[] = {
      {R"("reason_code": "R")", R"("reason_code": "Q")"},
      {"no complaints", "none"},
      {R"("level": "good")", R"("level": "bad")"},
      {R"("cap_band": "low")", R"("cap_band": "high")"},
      {R"("cap_band": "low")", R"("cap_score": 4)"},
      {R"("cap_band": "low")", R"("cap_score": 5)"},
      {R"("label": "few")", R"("label": "some")"},
      {R"("to": 9)", R"("to": 8)"},
      {R"("outside": "error")", R"("outside": "clip")"},
      {R"("worst": "5%")", R"("worst": "6%")"},
      {R"("periods": "growth")", R"("periods": "change")"},
      {R"("points": 4})", R"("points": 3})"},
      {R"("x": 3)", R"("x": 4)"},
      {R"("name": "the rest")", R"("name": "others")"},
      {R"("weights": "rr")", R"("weights": "rs")"},
      {R"("form": "convex")", R"("form": "ratio")"},
      {R"("target": 2)", R"("target": 3)"},
      {R"("at_least": 1)", R"("at_least": 2)"},
      {R"("at_least": 1)", R"("at_most": 2)"},
      {R"("at_least": 1)", R"("at_least": 1, "missing": "fail")"},
      {R"("from": 2, "to": 3)", R"("from": 1, "to": 3)"},
      {R"("better": "less")", R"("better": "more")"},
      {R"("reason_code": "B")", R"("reason_code": "C")"},
      {R"("min_coverage": "60%")", R"("min_coverage": "50%")"},
      {R"("insufficient": "ask")", R"("insufficient": "wait")"},
      {R"("hysteresis": "0.25")", R"("hysteresis": "0.5")"},
      {R"("raters": "median")", R"("raters": "weighted")"},
      {R"("smoothing": "25%")", R"("smoothing": "50%")"},
      {R"("slots": 2)", R"("slots": 1)"},
      {R"("points": 5, "count")", R"("points": 6, "count")"},
      {R"("count": "above")", R"("count": "below")"},
      {R"("count": "above")", R"("count": "above", "keep_zero": true)"},
      {R"("decision": "drop")", R"("decision": "keep")"},
  };
  std::set<std::string> texts = {CanonicalPolicyText(ReadValid(kAll))};
  for (const auto& [from, to] : kOthers) {
    EXPECT_TRUE(texts.insert(CanonicalPolicyText(ReadValid(Replaced(kAll, from, to)))).second) << to;
  }
}

std::string Card(std::string_view id, std::string_view criteria, std::string_view more = "") {
  return "{\"id\": \"" + std::string(id) + "\", \"low\": 0, \"high\": 10, \"criteria\": [\n" + std::string(criteria) +
         "]" + std::string(more) + "}";
}

void Expect(const Error& error, std::string_view path, int line, std::string_view rule) {
  EXPECT_EQ(error.path, path) << error.Text();
  EXPECT_EQ(error.line, line) << error.Text();
  EXPECT_EQ(error.rule, rule) << error.Text();
}

// POLICY-15
TEST(Scorecards, AreRefusedWhereTheMistakeStands) {
  constexpr std::string_view kLeaf = R"({"id": "x", "linear": {"worst": 0, "best": 1}})";
  Expect(ReadError(Card("a", kLeaf) + ",\n" + Card("a", kLeaf)), "scorecards[1].id", 4, "POLICY-15");
  Expect(ReadError(Card("a", R"({"id": "x", "linear": {"worst": 1,
      "best": 1}})")),
         "scorecards[0].criteria[0].linear.best", 4, "SCORING-09");
  const std::string nested = R"({"id": "top", "criteria": [{"id": "w", "linear": {"worst": 0, "best": 1}},
      {"id": "x", "step": {"bins": [{"from": 2, "points": 2},
                                    {"from": 1, "points": 1}], "to": 3}}]})";
  Expect(ReadError(Card("a", nested)), "scorecards[0].criteria[0].criteria[1].step.bins[1].from", 5, "SCORING-09");
  Expect(ReadError(Card("a", R"({"id": "x", "linear": {"worst": 0, "best": 1},
      "knock_out": {"at_least": 1, "cap_band": "low"}})")),
         "scorecards[0].criteria[0].knock_out.cap_band", 4, "SCORING-28");
  Expect(ReadError(Card("a", kLeaf, ",\n\"smoothing\": 0")), "scorecards[0].smoothing", 4, "SCORING-18");
  Expect(ReadError(Card("a", kLeaf, ",\n\"bands\": [{\"name\": \"low\", \"from\": 1}]")), "scorecards[0].bands[0].from",
         4, "SCORING-27");
  Expect(ReadError(Card("a", R"({"id": "x", "linear": {"worst": 0, "best": 1}, "input": "a / 2"})")),
         "scorecards[0].criteria[0].input", 3, "");
  Error error = ReadError(Card("a", R"({"id": "x", "weight": 1, "linear": {"worst": 0, "best": 1}},
      {"id": "y", "linear": {"worst": 0, "best": 1}})"));
  Expect(error, "scorecards[0].criteria[1]", 4, "");
  EXPECT_EQ(error.code, Code::policy_missing_key);
  error = ReadError(Card("a", R"({"id": "x", "linear": {"worst": 0, "best": 1}, "scale": "kotler"})"));
  EXPECT_NE(error.message.find("one value function"), std::string::npos) << error.message;
}

// POLICY-15
TEST(Scorecards, RefuseWhatDoesNotGoTogether) {
  constexpr std::string_view kLine = R"("linear": {"worst": 0, "best": 1})";
  const auto refused = [&](std::string_view more) {
    return ReadError(Card("a", "{\"id\": \"x\", " + std::string(kLine) + ", " + std::string(more) + "}"));
  };
  Expect(refused(R"("missing": "fixed")"), "scorecards[0].criteria[0].missing", 3, "");
  Expect(refused(R"("knock_out": {"at_least": 1, "cap_score": 2, "cap_band": "low"})"),
         "scorecards[0].criteria[0].knock_out.cap_band", 3, "");
  Expect(refused(R"("weights": "roc")"), "scorecards[0].criteria[0].weights", 3, "");
  Error error = refused(R"("criteria": [{"id": "y", "scale": "kotler"}])");
  Expect(error, "scorecards[0].criteria[0]", 3, "");
  EXPECT_NE(error.message.find("not both"), std::string::npos) << error.message;
  Expect(ReadError(Card("a", R"({"id": "x", "scale": [{"label": "a", "points": 1}, {"label": "b", "points": 1}]})")),
         "scorecards[0].criteria[0].scale[1].points", 3, "SCORING-09");
}

// POLICY-15: the ratio of {1, 2, 9; 1/2, 1, 9; 1/9, 1/9, 1} is 0.05, that of {1, 9, 1/9; 1/9, 1, 9; 9, 1/9, 1} 6.8.
TEST(Scorecards, RefuseComparisonsThatAreNoneOrContradictOneAnother) {
  const auto card_of = [](std::string_view pairs, std::string_view more = "") {
    return Card("a",
                R"({"id": "x", "scale": "kotler"}, {"id": "y", "scale": "kotler"}, {"id": "z", "scale": "kotler"})",
                ", \"weights\": {\"pairs\": [" + std::string(pairs) + "]" + std::string(more) + "}");
  };
  constexpr std::string_view kAgree = R"([1, 2, 9], ["1/2", 1, 9], ["1/9", "1/9", 1])";
  constexpr std::string_view kTurn = R"([1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1])";
  EXPECT_EQ(ReadValid(card_of(kAgree)).scorecards.size(), 1U);
  EXPECT_NE(ReadError(card_of(kAgree, ", \"max_ratio\": \"0.01\"")).message.find("contradict"), std::string::npos);
  EXPECT_NE(ReadError(card_of(kTurn)).message.find("contradict"), std::string::npos) << "above a tenth, if not said";
  EXPECT_EQ(ReadValid(card_of(kTurn, ", \"max_ratio\": 10")).scorecards.size(), 1U);
  const std::string by_zero = ReadError(card_of(R"([1, "2/0", 9], ["1/2", 1, 9], ["1/9", "1/9", 1])")).message;
  EXPECT_NE(by_zero.find("expected a number or a ratio of two"), std::string::npos) << by_zero;
  const std::string short_row = ReadError(card_of(R"([1, 2], ["1/2", 1, 9], ["1/9", "1/9", 1])")).message;
  EXPECT_NE(short_row.find("2 comparisons in a row of 3"), std::string::npos) << short_row;
}

// POLICY-15, as types.
TEST(Scorecards, AreCheckedWhereThePolicyIsMadeOfTypes) {
  Policy policy = ReadValid(Card("a", R"({"id": "x", "linear": {"worst": 0, "best": 1}})"));
  ASSERT_TRUE(CheckPolicy(policy).ok());
  policy.scorecards.push_back(policy.scorecards[0]);
  Status status = CheckPolicy(policy);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().path, "scorecards[1].id");
  policy.scorecards[1].id = "b";
  policy.scorecards[1].high = policy.scorecards[1].low;
  status = CheckPolicy(policy);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().path, "scorecards[1].high");
}

}  // namespace
}  // namespace keyhaul
