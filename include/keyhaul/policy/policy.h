// The policy: everything a host decides about its key accounts, as C++ types.
//
// A policy is data. It can be written in C++ as below, or read from JSON (engine.h, `ParsePolicy`; docs/POLICY.md lists
// the keys): both give this struct, and `CheckPolicy` is the same for both.
//
//   Policy policy;
//   policy.name = "express-carrier-2026";
//   policy.currency = *Currency::Parse("CNY");
//   policy.ledger.dimensions = {"service"};
//   policy.ledger.measures = {Measure{"revenue", "money", 2}};
#ifndef KEYHAUL_POLICY_POLICY_H_
#define KEYHAUL_POLICY_POLICY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/ledger/exchange.h"
#include "keyhaul/ledger/schema.h"
#include "keyhaul/scoring/methods.h"
#include "keyhaul/scoring/scorecard.h"
#include "keyhaul/statement/statement_rule.h"
#include "keyhaul/terms/agreement.h"
#include "keyhaul/terms/line.h"
#include "keyhaul/tiering/account_class.h"
#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {

struct Policy {
  std::string name;
  Currency currency;
  std::int32_t extra_money_digits = 0;  // digits of money in rows below the currency's minor unit
  Rounding rounding;                    // default of every rounding point
  Schema ledger;
  std::vector<ExchangeRate> rates;            // of other currencies, where the ledger converts them
  bool credit_notes_name_documents = true;    // every credit note must name the document that it credits
  std::optional<std::string> open_documents;  // money measure that is kept per document, charged against credited
  std::vector<AccountClass> classes;          // of key accounts, in the order in which they count
  std::optional<TieringRule> tiering;
  std::vector<Scorecard> scorecards;
  std::vector<RankingRule> rankings;
  std::vector<Agreement> agreements;
  std::vector<TermsLine> terms;
  std::optional<StatementRule> statement;
};

// Decimals of money in the policy's ledger and of its amounts.
inline int MoneyScaleOf(const Policy& policy) { return policy.currency.exponent() + policy.extra_money_digits; }

// Checks the policy as a whole: every rule by its own check, and the names by which rules refer to measures, dimensions
// and tiers. Errors carry the path in the policy, "terms[2].schedule.brackets[1].from".
Status CheckPolicy(const Policy& policy);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_POLICY_POLICY_H_
