#include "src/policy/reader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/digest.h"
#include "keyhaul/engine.h"
#include "keyhaul/policy/policy_check.h"

namespace keyhaul {
namespace {

std::string ReadSource(const std::string& name) {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

Policy ParseValid(std::string_view json) {
  Result<Policy> policy = ParsePolicy(json);
  if (policy.ok()) return *std::move(policy);
  ADD_FAILURE() << policy.error().Text();
  return {};
}

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

constexpr std::string_view kHead = R"("keyhaul": 1, "name": "p", "currency": "CNY", )";
constexpr std::string_view kLedger =
    R"("ledger": {"dimensions": ["service"], "measures": {"revenue": "money", "weight": "kg:3"}})";

// A policy of the usual head and ledger, with `rest` behind them.
std::string PolicyText(std::string_view rest) {
  return "{" + std::string(kHead) + std::string(kLedger) + std::string(rest) + "}";
}

// The same, as types.
Policy TypedPolicy() {
  Policy policy;
  policy.name = "p";
  policy.currency = *Currency::Parse("CNY");
  policy.rounding.step = Number("0.01");
  policy.ledger.dimensions = {"service"};
  policy.ledger.measures = {{"revenue", "money", 2}, {"weight", "kg", 3}};
  return policy;
}

TermsLine TypedLine() {
  TermsLine line;
  line.id = "volume";
  line.period = *Calendar::Make(CalendarKind::quarter);
  line.qualifies_on = line.pays_on = "revenue";
  line.rounding.step = Number("0.01");
  line.schedule.brackets = {{.from = Number("0"), .to = {}, .rate = Number("0"), .per_unit = {}, .flat = {}},
                            {.from = Number("60000"), .to = {}, .rate = Number("0.02"), .per_unit = {}, .flat = {}}};
  return line;
}

// POLICY-14: what docs/POLICY.md states as defaults.
TEST(ParsePolicy, FillsInDefaults) {
  const Policy policy = ParseValid(PolicyText(
      R"(, "tiering": {"value": "revenue", "tiers": [{"name": "all"}]},
           "terms": [{"id": "a", "kind": "rebate", "period": "year", "qualifies_on": "revenue",
                      "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": 0}]}}])"));
  EXPECT_EQ(policy.extra_money_digits, 0);
  EXPECT_EQ(policy.rounding, (Rounding{RoundingMode::half_up, Number("0.01")}));
  EXPECT_TRUE(policy.credit_notes_name_documents);
  EXPECT_FALSE(policy.open_documents.has_value());
  ASSERT_TRUE(policy.tiering.has_value());
  EXPECT_EQ(policy.tiering->window.months, 12);
  EXPECT_EQ(policy.tiering->crossing, Crossing::include);
  EXPECT_EQ(policy.tiering->ties, Ties::together_up);
  ASSERT_EQ(policy.terms.size(), 1U);
  const TermsLine& line = policy.terms[0];
  EXPECT_EQ(line.pays_on, "revenue");
  EXPECT_EQ(line.rounding, policy.rounding);
  EXPECT_TRUE(line.scope.empty());
  EXPECT_TRUE(line.tiers.empty());
  EXPECT_EQ(line.schedule.boundary, Boundary::from_inclusive);
  EXPECT_FALSE(line.schedule.beyond_last.has_value());
  EXPECT_TRUE(line.schedule.flat_at_zero);
  EXPECT_EQ(line.period, *Calendar::Make(CalendarKind::year));
}

// POLICY-14: minor units by ISO 4217: 2 digits for CNY, 0 for JPY, 3 for BHD; further digits are of rows, not of
// payments.
TEST(ParsePolicy, RoundsToTheMinorUnit) {
  const auto step_of = [](std::string_view currency, std::string_view rest) {
    const std::string head = R"({"keyhaul": 1, "name": "p", "currency": ")" + std::string(currency) + "\"";
    return ParseValid(head + std::string(rest) + R"(, "ledger": {"measures": {"revenue": "money"}}})");
  };
  EXPECT_EQ(step_of("CNY", "").rounding.step, Number("0.01"));
  EXPECT_EQ(step_of("JPY", "").rounding.step, Number("1"));
  EXPECT_EQ(step_of("BHD", "").rounding.step, Number("0.001"));
  const Policy fine = step_of("CNY", R"(, "extra_money_digits": 2)");
  EXPECT_EQ(fine.rounding.step, Number("0.01"));
  EXPECT_EQ(fine.ledger.measures[0].scale, 4);
  EXPECT_EQ(step_of("JPY", R"(, "extra_money_digits": 1, "rounding": {"step": 0.5})").rounding.step, Number("0.5"));
}

const TierCondition& PartOf(const TierCondition& all, std::size_t part) { return std::get<AllOf>(all.is).of[part]; }

void ExpectRange(const TierCondition& condition, AmountPer per, std::optional<Bound> lower,
                 std::optional<Bound> upper) {
  const auto& range = std::get<AmountRange>(condition.is);
  EXPECT_EQ(range.per, per);
  const std::pair<std::optional<Bound>, std::optional<Bound>> bounds[] = {{range.lower, lower}, {range.upper, upper}};
  for (const auto& [given, expected] : bounds) {
    ASSERT_EQ(given.has_value(), expected.has_value());
    if (!given) continue;
    EXPECT_EQ(given->value, expected->value);
    EXPECT_EQ(given->inclusive, expected->inclusive);
  }
}

// What tests/golden/policy_all_keys.json says of tiering.
void ExpectTiering(const TieringRule& rule) {
  EXPECT_EQ(rule.roll_up, RollUp::group);
  EXPECT_EQ(rule.within.kind, TierWithin::Kind::dimension);
  EXPECT_EQ(rule.within.name, "service");
  EXPECT_EQ(rule.within.values, (std::vector<std::string>{"standard", "economy"}));
  EXPECT_EQ(rule.crossing, Crossing::exclude);
  EXPECT_EQ(rule.ties, Ties::split_by_id);
  EXPECT_EQ(rule.negative, NegativeValues::clamp);
  EXPECT_EQ(rule.base, TierBase::net);
  EXPECT_EQ(rule.zero, ZeroValues::own_tier);
  EXPECT_EQ(rule.zero_tier, "dormant");
  EXPECT_EQ(rule.count_rounding, RoundingMode::half_up);
  ASSERT_EQ(rule.tiers.size(), 6U);
  EXPECT_EQ(std::get<ShareCut>(rule.tiers[0].when->is).share, Number("0.8"));
  EXPECT_EQ(std::get<ShareCut>(rule.tiers[0].when->is).of, "weight");
  EXPECT_EQ(std::get<ShareCut>(rule.tiers[0].retain->is).share, Number("0.85"));
  EXPECT_EQ(std::get<RankCut>(rule.tiers[1].when->is).fraction, Number("0.125"));
  EXPECT_FALSE(std::get<RankCut>(rule.tiers[1].when->is).count.has_value());
  EXPECT_EQ(rule.tiers[1].when->priority, 2);
  EXPECT_EQ(std::get<CurveCut>(rule.tiers[2].when->is).limit, CurveLimit::ab);
  ExpectRange(*rule.tiers[3].when, AmountPer::window, Bound{Number("60000.5")}, std::nullopt);
  const TierCondition& all = std::get<AnyOf>(rule.tiers[4].when->is).of[0];
  ExpectRange(PartOf(all, 0), AmountPer::month, Bound{Number("2000")}, Bound{Number("10000")});
  ExpectRange(PartOf(all, 1), AmountPer::active_month, Bound{Number("2000")}, Bound{Number("10000"), false});
  ExpectRange(PartOf(all, 2), AmountPer::every_month, Bound{Number("10"), false}, std::nullopt);
  ExpectRange(PartOf(all, 3), AmountPer::year, std::nullopt, Bound{Number("1000000"), false});
  ExpectRange(PartOf(all, 4), AmountPer::growth, Bound{Number("-0.05")}, std::nullopt);
  EXPECT_EQ(std::get<FactIs>(std::get<AnyOf>(rule.tiers[4].when->is).of[1].is).values,
            (std::vector<std::string>{"retail", "health"}));
  EXPECT_FALSE(rule.tiers[5].when.has_value());
  ASSERT_TRUE(rule.movement.has_value());
  EXPECT_EQ(rule.movement->review, *Calendar::Make(CalendarKind::contract_year, *Day::Parse("2026-04-01")));
  EXPECT_EQ(rule.movement->upgrade, UpgradeTime::at_review);
  EXPECT_EQ(rule.movement->max_steps_up, 2);
  EXPECT_EQ(rule.movement->max_steps_down, 1);
  EXPECT_EQ(rule.movement->grace_reviews, 1);
  EXPECT_EQ(rule.movement->residence_months, 6);
  EXPECT_EQ(rule.retain_margin, Number("0.1"));
  EXPECT_EQ(rule.movement->new_accounts, NewAccounts::lowest_tier);
  EXPECT_EQ(rule.movement->lapsed_accounts, LapsedAccounts::leave);
  EXPECT_EQ(rule.movement->returning_accounts, ReturningAccounts::former_tier);
  EXPECT_EQ(rule.xyz->deviation, Deviation::sample);
  EXPECT_EQ(rule.xyz->classes[0].at_most, Number("0.5"));
  EXPECT_EQ(rule.rfm->recency.cuts, (std::vector<Decimal>{Number("30"), Number("90")}));
  EXPECT_EQ(rule.rfm->segments[0].monetary->most, 2);
  EXPECT_EQ(rule.rfm->others, "the others");
}

TEST(ParsePolicy, ReadsEveryKey) {
  const Policy policy = ParseValid(ReadSource("tests/golden/policy_all_keys.json"));
  EXPECT_EQ(policy.name, "every key");
  EXPECT_EQ(policy.currency.code(), "EUR");
  EXPECT_EQ(policy.extra_money_digits, 2);
  EXPECT_EQ(policy.rounding, (Rounding{RoundingMode::half_even, Number("0.05")}));
  EXPECT_EQ(policy.ledger.dimensions, std::vector<std::string>{"service"});
  EXPECT_EQ(policy.ledger.measures,
            (std::vector<Measure>{{"revenue", "money", 4}, {"weight", "kg", 3}, {"shipments", "piece", 0}}));
  EXPECT_EQ(policy.ledger.days, (std::vector<std::string>{"received", "credited_day"}));
  const std::uint8_t kinds = KindBit(RowKind::credit_note) | KindBit(RowKind::adjustment);
  EXPECT_EQ(policy.ledger.attribution,
            (std::vector<AttributionRule>{
                {"credited_day", kinds, {}, OnMissingDay::refuse},
                {"received", kAllKinds, {{"service", {"standard", "economy"}}}, OnMissingDay::posting_day}}));
  const Currency usd = *Currency::Parse("USD");
  EXPECT_EQ(policy.ledger.exchange, ConvertAt::document);
  EXPECT_EQ(policy.rates,
            (std::vector<ExchangeRate>{{usd, *Day::Parse("2026-01-01"), Number("0.8512")},
                                       {*Currency::Parse("JPY"), *Day::Parse("2026-01-01"), Number("0.0054")},
                                       {usd, *Day::Parse("2026-02-01"), Number("0.86")}}));
  EXPECT_FALSE(policy.credit_notes_name_documents);
  EXPECT_EQ(policy.open_documents, "revenue");

  const TieringRule& rule = *policy.tiering;
  EXPECT_EQ(rule.value.measure, "revenue");
  EXPECT_EQ(rule.window.months, 24);
  ExpectTiering(rule);

  const TermsLine& line = policy.terms[0];
  EXPECT_EQ(line.period, *Calendar::Make(CalendarKind::contract_year, *Day::Parse("2026-01-31")));
  ASSERT_EQ(line.scope.size(), 1U);
  EXPECT_EQ(line.scope[0].first, "service");
  EXPECT_EQ(line.scope[0].second, (std::vector<std::string>{"standard", "economy"}));
  EXPECT_TRUE(line.tiers.empty());
  EXPECT_EQ(policy.terms[1].tiers, (std::vector<std::string>{"mid", "key"}));
  EXPECT_EQ(line.qualifies_on, "weight");
  EXPECT_EQ(line.pays_on, "revenue");
  EXPECT_EQ(line.rounding, (Rounding{RoundingMode::down, Number("1"), RoundingPoint::slice}));
  EXPECT_EQ(line.schedule.accumulation, Accumulation::whole);
  EXPECT_EQ(line.schedule.boundary, Boundary::up_to_inclusive);
  EXPECT_EQ(line.schedule.beyond_last, BeyondLast::last_bracket);
  EXPECT_FALSE(line.schedule.flat_at_zero);
  ASSERT_EQ(line.schedule.brackets.size(), 2U);
  EXPECT_EQ(line.schedule.brackets[0].to, Number("1000"));
  EXPECT_EQ(line.schedule.brackets[0].rate, Number("0.0125"));
  EXPECT_EQ(line.schedule.brackets[0].flat, Number("5"));
  EXPECT_EQ(line.schedule.brackets[1].to, Number("2000.5"));
  EXPECT_EQ(policy.terms[1].schedule.brackets[0].per_unit, Number("0.1"));

  const Schedule& steps = policy.terms[2].schedule;
  EXPECT_EQ(steps.boundary, Boundary::up_to_inclusive);
  EXPECT_EQ(steps.brackets[1].from, Number("100"));  // the end of the row below, and not 101
  EXPECT_EQ(steps.beyond_last, BeyondLast::overage);
  EXPECT_EQ(steps.overage, Number("0.005"));
  const TermsLine& growth = policy.terms[3];
  EXPECT_EQ(growth.baseline->from, BaselineFrom::fixed);
  EXPECT_EQ(growth.baseline->amount, Number("250000"));
  EXPECT_EQ(growth.baseline->adjust, Number("1.05"));
  EXPECT_EQ(growth.schedule.growth->pays, GrowthPays::whole_growth);
  EXPECT_EQ(growth.schedule.growth->without_baseline, WithoutBaseline::zero_baseline);
  const BlockRule& block = *policy.terms[4].schedule.block;
  EXPECT_EQ(block.size, Number("100"));
  EXPECT_EQ(block.count, BlockCount::floor);
  EXPECT_EQ(block.free, Number("50"));
  EXPECT_EQ(block.per, BlockPer::slice);
  EXPECT_EQ(policy.terms[4].schedule.brackets[0].per_block, Number("0.25"));
  EXPECT_EQ(policy.terms[5].schedule.deficit, DeficitBills::actual);
  EXPECT_EQ(policy.terms[6].counts_on, "shipments");
}

TEST(ParsePolicy, ReadsActiveDaysAndCounts) {
  const Policy policy = ParseValid(PolicyText(
      R"(, "tiering": {"value": "active_days", "window": "1 month",
           "tiers": [{"name": "a", "when": {"rank": "top 20"}}, {"name": "b", "when": {"amount": ">=10"}}, {"name": "c"}]})"));
  EXPECT_EQ(policy.tiering->value.kind, TierValue::Kind::active_days);
  EXPECT_EQ(policy.tiering->value.measure, "");
  EXPECT_EQ(policy.tiering->window.months, 1);
  EXPECT_EQ(std::get<RankCut>(policy.tiering->tiers[0].when->is).count, 20);
  EXPECT_EQ(std::get<AmountRange>(policy.tiering->tiers[1].when->is).lower->value, Number("10"));
}

// POLICY-12: however it is written, and whether it was read or made of types.
TEST(CanonicalPolicyText, IsOfWhatThePolicySays) {
  Policy typed = TypedPolicy();
  typed.terms = {TypedLine()};
  typed.terms[0].scope = {{"service", {"economy", "standard"}}};
  constexpr std::string_view kPlain =
      R"(, "terms": [{"id": "volume", "kind": "rebate", "period": "quarter", "qualifies_on": "revenue",
           "scope": {"service": ["standard", "economy"]},
           "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": 0}, {"from": 60000, "rate": "2%"}]}}])";
  constexpr std::string_view kVerbose =
      R"(, "extra_money_digits": 0, "rounding": {"step": 0.010, "mode": "half_up"}, // comment
           "terms": [{"period": {"kind": "quarter", "anchor": "04-01"}, "kind": "rebate", "id": "volume",
           "qualifies_on": "revenue", "pays_on": "revenue", "scope": {"service": ["economy", "standard"]},
           "schedule": {"accumulation": "marginal", "boundary": "from_inclusive", "flat_at_zero": true, "brackets": [
             {"rate": "0%", "from": 0.0, "to": 6e4}, {"from": "60000.00", "rate": 0.02},]}}],)";
  const std::string text = CanonicalPolicyText(typed);
  EXPECT_EQ(CanonicalPolicyText(ParseValid(PolicyText(kPlain))), text);
  EXPECT_EQ(CanonicalPolicyText(ParseValid(PolicyText(kVerbose))), text);
  EXPECT_EQ(CanonicalPolicyText(ParseValid(text)), text) << "it reads back";

  // A point of rounding is the policy's, the line's, or that of neither.
  std::set<std::string> texts = {text};
  for (const auto& [of_policy, of_line] :
       {std::pair(RoundingPoint::slice, RoundingPoint::slice), std::pair(RoundingPoint::slice, RoundingPoint::term),
        std::pair(RoundingPoint::term, RoundingPoint::slice)}) {
    typed.rounding.at = of_policy;
    typed.terms[0].rounding.at = of_line;
    const std::string rounded = CanonicalPolicyText(typed);
    EXPECT_TRUE(texts.insert(rounded).second) << rounded;
    EXPECT_EQ(CanonicalPolicyText(ParseValid(rounded)), rounded);
    EXPECT_EQ(ParseValid(rounded).terms[0].rounding.at, of_line);
  }

  std::string other = PolicyText(kPlain);
  other.replace(other.find("60000"), 5, "60001");
  EXPECT_NE(CanonicalPolicyText(ParseValid(other)), text);
  const auto uuid = Digest::Of(text).ToText();
  EXPECT_EQ(uuid.size(), 36U);
}

// POLICY-12: the text itself is kept by digests for years; written by hand from docs/POLICY.md.
TEST(CanonicalPolicyText, Stays) {
  Policy typed = TypedPolicy();
  typed.terms = {TypedLine()};
  EXPECT_EQ(CanonicalPolicyText(typed),
            R"({"keyhaul":1,"name":"p","currency":"CNY","extra_money_digits":0,)"
            R"("rounding":{"mode":"half_up","step":"0.01"},)"
            R"("ledger":{"dimensions":["service"],"measures":{"revenue":"money","weight":"kg:3"},)"
            R"("credit_notes_name_documents":true},)"
            R"("terms":[{"id":"volume","kind":"rebate","period":{"kind":"quarter","anchor":"01-01","length":1},)"
            R"("qualifies_on":"revenue","pays_on":"revenue","rounding":{"mode":"half_up","step":"0.01"},)"
            R"("schedule":{"accumulation":"marginal","boundary":"from_inclusive","flat_at_zero":true,)"
            R"("brackets":[{"from":"0","rate":"0"},{"from":"60000","rate":"0.02"}]}}]})");
}

// POLICY-12: every key, every calendar.
TEST(CanonicalPolicyText, ReadsBack) {
  std::vector<std::string> names = {"tests/golden/policy_all_keys.json", "tests/golden/policy_errors/base.json",
                                    "tests/golden/policy_errors/terms_base.json"};
  for (const auto& file : std::filesystem::directory_iterator(KEYHAUL_SOURCE_DIR "/examples/policies")) {
    names.push_back("examples/policies/" + file.path().filename().string());
  }
  EXPECT_GT(names.size(), 15U) << "the examples are there";
  for (const std::string& name : names) {
    const std::string text = CanonicalPolicyText(ParseValid(ReadSource(name)));
    EXPECT_EQ(CanonicalPolicyText(ParseValid(text)), text) << name;
  }
  Policy typed = TypedPolicy();
  typed.terms = {TypedLine()};
  for (const Calendar& period : {*Calendar::Make(CalendarKind::month, AnnualDay{1, 31}),
                                 *Calendar::Make(CalendarKind::quarter, AnnualDay{2, 29}),
                                 *Calendar::Make(CalendarKind::half_year, AnnualDay{11, 30}),
                                 *Calendar::Make(CalendarKind::year, AnnualDay{2, 29}),
                                 *Calendar::Make(CalendarKind::contract_year, *Day::Parse("2024-02-29"))}) {
    typed.terms[0].period = period;
    EXPECT_EQ(ParseValid(CanonicalPolicyText(typed)).terms[0].period, period) << period.ToText();
  }
  typed.name = "quote \" backslash \\ 客户";
  EXPECT_EQ(ParseValid(CanonicalPolicyText(typed)).name, typed.name);
}

// A rolling calendar cannot be read into a rebate, and still has a text of its own that tells it from all others.
TEST(CanonicalPolicyText, TellsRollingPeriodsApart) {
  Policy typed = TypedPolicy();
  typed.terms = {TypedLine()};
  const auto text_of = [&typed](const Calendar& period) {
    typed.terms[0].period = period;
    return CanonicalPolicyText(typed);
  };
  const std::string monday = text_of(*Calendar::Make(CalendarKind::rolling_weeks, *Day::Parse("2026-06-01"), 4));
  EXPECT_NE(monday.find(R"({"kind":"rolling_weeks","anchor":"1970-01-05","length":4})"), std::string::npos) << monday;
  EXPECT_NE(monday, text_of(*Calendar::Make(CalendarKind::rolling_weeks, *Day::Parse("2026-06-02"), 4)));
}

Error CheckError(const Policy& policy) {
  const Status status = CheckPolicy(policy);
  EXPECT_FALSE(status.ok());
  return status.ok() ? Error{} : status.error();
}

// POLICY-08, POLICY-09: what only a policy made of types can get wrong.
TEST(CheckPolicy, RefusesTypesThatCannotBe) {
  EXPECT_TRUE(CheckPolicy(TypedPolicy()).ok());
  Policy policy = TypedPolicy();
  policy.currency = Currency();
  EXPECT_EQ(CheckError(policy).path, "currency");

  policy = TypedPolicy();
  policy.extra_money_digits = -1;
  EXPECT_EQ(CheckError(policy).path, "extra_money_digits");

  policy = TypedPolicy();
  policy.rounding = Rounding();
  EXPECT_EQ(CheckError(policy).path, "rounding.step");

  policy = TypedPolicy();
  policy.ledger.measures[0].scale = 3;
  EXPECT_EQ(CheckError(policy).path, "ledger.measures.revenue");
  EXPECT_EQ(CheckError(policy).rule, "POLICY-08");

  policy = TypedPolicy();
  policy.terms = {TypedLine()};
  policy.terms[0].id.clear();
  EXPECT_EQ(CheckError(policy).path, "terms[0].id");
  EXPECT_EQ(CheckError(policy).rule, "POLICY-09");

  policy.terms[0].id = "two\nlines";
  EXPECT_EQ(CheckError(policy).path, "terms[0].id");

  policy.terms = {TypedLine()};
  policy.terms[0].scope = {{"service", {"a"}}, {"service", {"b"}}};
  EXPECT_EQ(CheckError(policy).path, "terms[0].scope.service");

  policy.terms = {TypedLine()};
  policy.terms[0].tiers = {"key"};
  EXPECT_EQ(CheckError(policy).path, "terms[0].tiers[0]") << "a policy without tiers";

  policy.terms.assign(1025, TypedLine());
  EXPECT_EQ(CheckError(policy).path, "terms");
}

}  // namespace
}  // namespace keyhaul
