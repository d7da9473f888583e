// Checks the agreements of a policy, what their lines share, and the rule of its statements; a part of `CheckPolicy`.
#ifndef KEYHAUL_POLICY_AGREEMENT_CHECK_H_
#define KEYHAUL_POLICY_AGREEMENT_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/policy/names_check.h"
#include "keyhaul/policy/policy.h"
#include "keyhaul/terms/limits.h"

namespace keyhaul {
inline namespace v1 {

// The agreement of a line; null where it has none, or names one that is not there.
inline const Agreement* AgreementOf(const Policy& policy, const TermsLine& line) {
  if (line.agreement.empty()) return nullptr;
  const auto found = std::find_if(policy.agreements.begin(), policy.agreements.end(),
                                  [&line](const Agreement& agreement) { return agreement.id == line.agreement; });
  return found == policy.agreements.end() ? nullptr : &*found;
}

namespace policy_internal {

inline constexpr std::string_view kAgreementRule = "POLICY-17";

// Whom the agreement is with: one list of accounts, tags or groups, or all accounts.
inline Status CheckParties(const Agreement& agreement) {
  std::string_view given;
  for (const auto& [key, names] : {std::pair("accounts", &agreement.accounts), std::pair("tags", &agreement.tags),
                                   std::pair("groups", &agreement.groups)}) {
    if (names->empty()) continue;
    if (!given.empty()) {
      return Refuse(
          key, kAgreementRule,
          "the agreement is with " + std::string(given) + " already; expected one of accounts, tags and groups");
    }
    KEYHAUL_CHECK(CheckTexts(*names, key));
    given = key;
  }
  return {};
}

inline Status CheckShare(const Agreement& agreement) {
  if (!agreement.IsForGroups() && agreement.share != GroupShare::contribution) {
    return Refuse("share", kAgreementRule, "what is earned is shared out in groups, and the agreement is with none");
  }
  if (agreement.head_office.empty()) return {};
  if (agreement.share != GroupShare::head_office) {
    return Refuse("head_office", kAgreementRule, "it gets all where share is head_office, and share says otherwise");
  }
  return CheckText(agreement.head_office, "head_office");
}

inline Status CheckAgreement(const Policy& policy, const Agreement& agreement) {
  KEYHAUL_CHECK(CheckText(agreement.id, "id"));
  KEYHAUL_CHECK(CheckParties(agreement));
  KEYHAUL_CHECK(CheckShare(agreement));
  if (agreement.valid.IsEmpty()) {
    return Refuse("valid", kAgreementRule,
                  "the agreement holds from " + agreement.valid.begin.ToText() + " until " +
                      agreement.valid.end.ToText() + ", which is no day; until is the first day that does not belong");
  }
  Limits limits;
  limits.cap = agreement.cap;
  const Result<CompiledLimits> compiled = CompileLimits(limits, MoneyScaleOf(policy), policy.rounding);
  return compiled.ok() ? Status() : compiled.error();
}

// POLICY-20: a cap of the agreement is one of each period, so its lines have the same ones.
inline Status CheckOneCalendar(const Policy& policy, const Agreement& agreement) {
  std::size_t first = policy.terms.size();
  for (std::size_t i = 0; i < policy.terms.size(); ++i) {
    const TermsLine& line = policy.terms[i];
    if (line.agreement != agreement.id) continue;
    if (first == policy.terms.size()) first = i;
    if (line.period == policy.terms[first].period) continue;
    return Refuse("terms[" + std::to_string(i) + "].period", "POLICY-20",
                  "the lines of agreement \"" + agreement.id +
                      "\" share its cap per period, so they need one calendar; "
                      "terms[" +
                      std::to_string(first) + "] has " + policy.terms[first].period.ToText() + ", this one " +
                      line.period.ToText());
  }
  return {};
}

inline Status CheckAgreements(const Policy& policy) {
  if (policy.agreements.size() > static_cast<std::size_t>(kMaxAgreements)) {
    return Refuse("agreements", kAgreementRule,
                  std::to_string(policy.agreements.size()) + " agreements; at most " + std::to_string(kMaxAgreements));
  }
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < policy.agreements.size(); ++i) {
    const Agreement& agreement = policy.agreements[i];
    const std::string path = "agreements[" + std::to_string(i) + "]";
    if (Status status = CheckAgreement(policy, agreement); !status.ok()) return Under(path, std::move(status).error());
    if (!AddName(agreement.id, &ids)) {
      return Refuse(path + ".id", kAgreementRule, "another agreement has the id \"" + agreement.id + "\"");
    }
    if (agreement.cap) KEYHAUL_CHECK(CheckOneCalendar(policy, agreement));
  }
  return {};
}

// POLICY-23: what a statement is made of is in the ledger, and its days are some.
inline Status CheckStatement(const Policy& policy) {
  if (!policy.statement) return {};
  const StatementRule& rule = *policy.statement;
  if (rule.period > CalendarKind::year) {
    return Refuse("statement.period", "POLICY-23", "expected month, quarter, half_year or year");
  }
  const int gross = policy.ledger.FindMeasure(rule.gross);
  if (gross < 0 || !policy.ledger.measures[static_cast<std::size_t>(gross)].IsMoney()) {
    return RefuseName("statement.gross", rule.gross, "a measure of the ledger in money");
  }
  if (!rule.group_by.empty()) KEYHAUL_CHECK(CheckTexts(rule.group_by, "statement.group_by"));
  for (std::size_t i = 0; i < rule.group_by.size(); ++i) {
    if (policy.ledger.FindDimension(rule.group_by[i]) >= 0) continue;
    return RefuseName("statement.group_by[" + std::to_string(i) + "]", rule.group_by[i], "a dimension of the ledger");
  }
  if (rule.payment_days >= 0 && rule.payment_days <= kMaxPaymentDays) return {};
  return Refuse("statement.payment.days", "POLICY-23",
                std::to_string(rule.payment_days) + " days; expected 0 to " + std::to_string(kMaxPaymentDays));
}

}  // namespace policy_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_POLICY_AGREEMENT_CHECK_H_
