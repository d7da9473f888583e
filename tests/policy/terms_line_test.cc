// Agreements, lines of the terms and statements from a document, and back to their canonical text.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine.h"
#include "keyhaul/policy/policy_check.h"

namespace keyhaul {
namespace {

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

Policy ParseValid(std::string_view json) {
  Result<Policy> policy = ParsePolicy(json);
  if (policy.ok()) return *std::move(policy);
  ADD_FAILURE() << policy.error().Text();
  return {};
}

std::string WithTerms(std::string_view rest) {
  return R"({"keyhaul": 1, "name": "p", "currency": "CNY",
             "ledger": {"dimensions": ["service"], "measures": {"revenue": "money", "weight": "kg:3"}}, )" +
         std::string(rest) + "}";
}

constexpr std::string_view kOnePercent =
    R"("schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "1%"}]})";

Policy EveryKey() {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/tests/golden/policy_all_keys.json", std::ios::binary);
  return ParseValid(std::string(std::istreambuf_iterator<char>(file), {}));
}

// POLICY-14: what docs/POLICY.md states as defaults.
TEST(TermsLine, HasDefaults) {
  const Policy policy = ParseValid(WithTerms(
      R"("agreements": [{"id": "a"}], "terms": [{"id": "l", "kind": "rebate", "period": "year",
         "qualifies_on": "revenue", )" +
      std::string(kOnePercent) + R"(},
         {"id": "c", "kind": "commitment", "period": "year", "qualifies_on": "revenue", "commitment": {"amount": 5}},
         {"id": "s", "kind": "discount", "period": "year", "qualifies_on": "revenue",
          "stack": {"combine": "zones", "zones": [{"name": "z", "combine": "additive"}],
                    "lines": [{"id": "x", "rate": "1%", "zone": "z"}]}}],
         "statement": {"gross": "revenue"})"));
  ASSERT_EQ(policy.agreements.size(), 1U);
  EXPECT_TRUE(policy.agreements[0].IsForAll());
  EXPECT_EQ(policy.agreements[0].valid, Period::All());
  EXPECT_EQ(policy.agreements[0].share, GroupShare::contribution);
  EXPECT_FALSE(policy.agreements[0].cap.has_value());
  const TermsLine& line = policy.terms[0];
  EXPECT_EQ(line.agreement, "");
  EXPECT_EQ(line.kinds, 15) << "charges, surcharges, adjustments and credit notes";
  EXPECT_TRUE(line.net_of.empty());
  EXPECT_TRUE(line.changes.empty());
  EXPECT_FALSE(line.limits.cap.has_value());
  EXPECT_FALSE(line.limits.guarantee.has_value());
  EXPECT_EQ(line.clawback, Clawback::receivable);
  EXPECT_EQ(line.interim_pays, InterimPays::due);
  EXPECT_FALSE(line.accrual.has_value());
  EXPECT_EQ(policy.terms[1].commitment->overage, Number("1"));
  EXPECT_EQ(policy.terms[1].commitment->negative_usage, NegativeUsage::counts);
  EXPECT_EQ(policy.terms[2].stack->rounding_at, StackRounding::term);
  EXPECT_EQ(policy.terms[2].stack->zones[0].then, ZoneThen::go_on);
  EXPECT_FALSE(policy.terms[2].stack->lines[0].exclusive);
  EXPECT_EQ(policy.statement->period, CalendarKind::month);
  EXPECT_TRUE(policy.statement->group_by.empty());
  EXPECT_EQ(policy.statement->payment_days, 30);
  EXPECT_EQ(policy.statement->payment_from, PaymentFrom::statement_day);
}

TEST(TermsLine, ReadsEveryKeyOfAgreementsAndStatements) {
  const Policy policy = EveryKey();
  ASSERT_EQ(policy.agreements.size(), 3U);
  EXPECT_EQ(policy.agreements[0].accounts, (std::vector<std::string>{"A2", "A1"}));
  EXPECT_EQ(policy.agreements[0].valid, (Period{*Day::Parse("2026-01-15"), *Day::Parse("2027-01-01")}));
  EXPECT_EQ(policy.agreements[0].cap, Number("100000"));
  EXPECT_EQ(policy.agreements[1].tags, (std::vector<std::string>{"key lane"}));
  EXPECT_EQ(policy.agreements[2].groups, (std::vector<std::string>{"G1"}));
  EXPECT_EQ(policy.agreements[2].share, GroupShare::head_office);
  EXPECT_EQ(policy.agreements[2].head_office, "G1-HQ");
  EXPECT_EQ(policy.statement->period, CalendarKind::quarter);
  EXPECT_EQ(policy.statement->gross, "revenue");
  EXPECT_EQ(policy.statement->group_by, (std::vector<std::string>{"service"}));
  EXPECT_EQ(policy.statement->payment_days, 90);
  EXPECT_EQ(policy.statement->payment_from, PaymentFrom::month_end);
}

// POLICY-25
TEST(TermsLine, ReadsEveryKeyOfStacks) {
  const Policy policy = EveryKey();
  const TermsLine& line = policy.terms[7];
  EXPECT_EQ(line.kind, LineKind::discount);
  EXPECT_EQ(line.agreement, "acme");
  EXPECT_EQ(line.kinds, 3) << "charges are bit 0, surcharges bit 1";
  const Stack& zones = *line.stack;
  EXPECT_EQ(zones.combine, Combine::zones);
  EXPECT_EQ(zones.priority_order, PriorityOrder::highest_first);
  EXPECT_EQ(zones.rounding_at, StackRounding::line);
  EXPECT_EQ(zones.zones[0].name, "base");
  EXPECT_EQ(zones.zones[0].combine, Combine::exclusive);
  EXPECT_EQ(zones.zones[0].otherwise, Combine::cascade);
  EXPECT_EQ(zones.zones[0].then, ZoneThen::stop);
  EXPECT_EQ(zones.lines[0].rate, Number("0.2"));
  EXPECT_TRUE(zones.lines[0].exclusive);
  EXPECT_EQ(zones.lines[0].zone, "base");
  EXPECT_EQ(zones.lines[1].amount, Number("1.5"));
  EXPECT_EQ(zones.lines[1].basis, StackBasis::list);
  EXPECT_EQ(zones.lines[1].priority, 2);
  EXPECT_EQ(zones.lines[2].priority, -1);
  EXPECT_EQ(zones.lines[2].schedule->brackets[1].rate, Number("0.03"));
  EXPECT_EQ(policy.terms[8].stack->otherwise, Combine::best_of);
  EXPECT_TRUE(policy.terms[9].stack->lines[0].reduces_others);
}

// POLICY-25
TEST(TermsLine, ReadsEveryKeyOfLineRules) {
  const Policy policy = EveryKey();
  const Commitment& commitment = *policy.terms[10].commitment;
  EXPECT_EQ(policy.terms[10].kind, LineKind::commitment);
  EXPECT_EQ(commitment.amount, Number("50000"));
  EXPECT_EQ(commitment.overage, Number("0.9"));
  EXPECT_EQ(commitment.negative_usage, NegativeUsage::zero);
  const TermsLine& bonus = policy.terms[11];
  EXPECT_EQ(bonus.net_of, (std::vector<std::string>{"invoice", "campaign"}));
  EXPECT_EQ(bonus.on_change, VersionPolicy::latest_governs);
  ASSERT_EQ(bonus.changes.size(), 1U);
  EXPECT_EQ(bonus.changes[0].from, *Day::Parse("2026-07-01"));
  EXPECT_EQ(bonus.changes[0].schedule.accumulation, Accumulation::marginal);
  EXPECT_EQ(bonus.limits.cap, Number("2000"));
  EXPECT_EQ(bonus.limits.guarantee, Number("100.05"));
  EXPECT_EQ(bonus.limits.guarantee_kind, GuaranteeKind::per_period);
  EXPECT_EQ(bonus.clawback, Clawback::offset);
  EXPECT_EQ(bonus.interim_pays, InterimPays::accrued);
  EXPECT_EQ(bonus.accrual->method, AccrualMethod::fixed);
  EXPECT_EQ(bonus.accrual->rate, Number("0.012"));
  EXPECT_EQ(policy.terms[12].accrual->per_unit, Number("0.04"));
  EXPECT_EQ(policy.terms[13].accrual->method, AccrualMethod::forecast);
  EXPECT_EQ(policy.terms[13].accrual->forecast, Number("24000.5"));
}

// The canonical text of `rest` behind the ledger.
std::string CanonicalRest(std::string_view rest) {
  const std::string text = CanonicalPolicyText(ParseValid(WithTerms(rest)));
  EXPECT_EQ(CanonicalPolicyText(ParseValid(text)), text) << "it reads back";
  const std::size_t begin = text.find("\"credit_notes_name_documents\":true},") + 36;
  return text.substr(begin, text.size() - begin - 1);
}

// POLICY-12: written by hand from docs/POLICY.md. What a line does not say is not there; what it says is, with its
// defaults, and lists that are sets are in order.
TEST(TermsLine, HasACanonicalText) {
  EXPECT_EQ(
      CanonicalRest(
          R"("agreements": [{"id": "a", "accounts": ["B", "A"], "currency": "CNY", "valid": {"until": "2027-01-01"}},
                            {"id": "g", "groups": ["G"], "cap": 1.50}],
             "statement": {"gross": "revenue", "group_by": ["service"]})"),
      R"("agreements":[{"id":"a","accounts":["A","B"],"valid":{"until":"2027-01-01"}},)"
      R"({"id":"g","groups":["G"],"share":"contribution","cap":"1.5"}],"terms":[],)"
      R"("statement":{"period":"month","gross":"revenue","group_by":["service"],)"
      R"("payment":{"days":30,"from":"statement_day"}})");
  EXPECT_EQ(CanonicalRest(R"("terms": [{"id": "c", "kind": "commitment", "period": "month", "qualifies_on": "revenue",
          "kinds": ["credit_note", "charge"], "commitment": {"amount": "5e3"}, "interim_pays": "nothing"}])"),
            R"("terms":[{"id":"c","kind":"commitment","period":{"kind":"month","anchor":"01-01","length":1},)"
            R"("kinds":["charge","credit_note"],"qualifies_on":"revenue","pays_on":"revenue",)"
            R"("rounding":{"mode":"half_up","step":"0.01"},)"
            R"("commitment":{"amount":"5000","overage":"1","negative_usage":"counts"},"interim_pays":"nothing"}])");
  EXPECT_EQ(CanonicalRest(R"("terms": [{"id": "s", "kind": "discount", "period": "month", "qualifies_on": "revenue",
          "stack": {"combine": "exclusive", "lines": [{"id": "x", "rate": "2%", "exclusive": false}]},
          "limits": {"guarantee": 1}, "clawback": "receivable"}])"),
            R"("terms":[{"id":"s","kind":"discount","period":{"kind":"month","anchor":"01-01","length":1},)"
            R"("qualifies_on":"revenue","pays_on":"revenue","rounding":{"mode":"half_up","step":"0.01"},)"
            R"("stack":{"combine":"exclusive","otherwise":"additive","rounding_at":"term",)"
            R"("lines":[{"id":"x","rate":"0.02"}]},"limits":{"guarantee":"1","guarantee_kind":"cumulative"}}])");
}

// POLICY-12: a default that is written out says nothing.
TEST(TermsLine, DefaultsLeaveTheTextAsItWas) {
  const std::string head = R"("terms": [{"id": "l", "kind": "rebate", "period": "year", "qualifies_on": "revenue", )" +
                           std::string(kOnePercent);
  EXPECT_EQ(CanonicalRest(head + R"(, "kinds": ["charge", "adjustment", "surcharge", "credit_note"], "limits": {},
                                     "clawback": "receivable", "interim_pays": "due"}])"),
            CanonicalRest(head + "}]"));
}

// The error of a policy of one rebate, discount or commitment that `change` has made wrong.
template <class Change>
Error ErrorOf(std::string_view benefit, std::string_view kind, const Change& change) {
  Policy policy =
      ParseValid(WithTerms(R"("terms": [{"id": "l", "period": "year", "qualifies_on": "revenue", "kind": ")" +
                           std::string(kind) + "\", " + std::string(benefit) + "}]"));
  if (policy.terms.empty()) return {};
  change(&policy.terms[0]);
  const Status status = CheckPolicy(policy);
  EXPECT_FALSE(status.ok());
  return status.ok() ? Error{} : status.error();
}

// POLICY-24: what only a policy of types can say.
TEST(CheckPolicy, LeavesToARunWhatItFindsOut) {
  const auto expect = [](const Error& error, std::string_view path) {
    EXPECT_EQ(error.path, path) << error.Text();
    EXPECT_EQ(error.rule, "POLICY-24") << error.Text();
  };
  expect(ErrorOf(kOnePercent, "rebate", [](TermsLine* line) { line->limits.prorate.days = 0; }),
         "terms[0].limits.prorate");
  expect(ErrorOf(kOnePercent, "rebate", [](TermsLine* line) { line->limits.taken = Number("1"); }),
         "terms[0].limits.taken");
  expect(ErrorOf(R"("commitment": {"amount": 1})", "commitment",
                 [](TermsLine* line) { line->commitment->prorate.of = 2; }),
         "terms[0].commitment.prorate");
  expect(ErrorOf(std::string(kOnePercent) + R"(, "accrual": {"method": "annualised"})", "rebate",
                 [](TermsLine* line) { line->accrual->of = 12; }),
         "terms[0].accrual.of");
}

// POLICY-09, POLICY-18, POLICY-21, POLICY-23
TEST(CheckPolicy, RefusesLinesOfTypesThatCannotBe) {
  Error error = ErrorOf(kOnePercent, "rebate", [](TermsLine* line) { line->kinds = 16; });
  EXPECT_EQ(error.path, "terms[0].kinds");
  EXPECT_EQ(error.rule, "POLICY-09");
  error = ErrorOf(kOnePercent, "rebate", [](TermsLine* line) { line->on_change = VersionPolicy::latest_governs; });
  EXPECT_EQ(error.path, "terms[0].on_change");
  EXPECT_EQ(error.rule, "POLICY-18");
  error = ErrorOf(kOnePercent, "rebate", [](TermsLine* line) {
    line->changes.assign(1025, {*Day::Parse("2026-01-01"), line->schedule});
  });
  EXPECT_EQ(error.path, "terms[0].changes");
  EXPECT_EQ(error.rule, "POLICY-21");

  Policy policy = EveryKey();
  policy.statement->period = CalendarKind::rolling_months;
  EXPECT_EQ(CheckPolicy(policy).error().path, "statement.period");
  policy.statement->period = CalendarKind::month;
  policy.statement->payment_days = -1;
  EXPECT_EQ(CheckPolicy(policy).error().rule, "POLICY-23");
  policy = EveryKey();
  policy.agreements.assign(1025, Agreement{});
  EXPECT_EQ(CheckPolicy(policy).error().rule, "POLICY-17");
}

// POLICY-21, TERMS-56: a run, or its table of forecasts, brings what an accrual still lacks.
TEST(CheckPolicy, LetsARunBringForecasts) {
  const std::string head = R"("terms": [{"id": "l", "kind": "rebate", "period": "year", "qualifies_on": "revenue", )" +
                           std::string(kOnePercent) + R"(, "accrual": {"method": ")";
  EXPECT_FALSE(ParseValid(WithTerms(head + R"(forecast"}}])")).terms[0].accrual->forecast.has_value());
  EXPECT_EQ(ParseValid(WithTerms(head + R"(annualised"}}])")).terms[0].accrual->of, 0);
  const Result<Policy> finer = ParsePolicy(WithTerms(head + R"(forecast", "forecast": "0.001"}}])"));
  ASSERT_FALSE(finer.ok());
  EXPECT_EQ(finer.error().path, "terms[0].accrual.forecast");
  EXPECT_EQ(finer.error().rule, "TERMS-56");
}

}  // namespace
}  // namespace keyhaul
