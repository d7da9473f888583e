// What a careful reader would ask about a policy that is valid: each finding names the place and says in one sentence
// what follows from it. A finding is no error; it may be just what was agreed.
#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/ledger/exchange.h"
#include "src/engine/lint_findings.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// A step is meant for amounts that are paid; by document, every row of another currency is rounded to it, too.
void LintExchange(const Policy& policy, LintFindings* findings) {
  if (policy.ledger.exchange != ConvertAt::document) return;
  const Result<int128> step = StepAt(policy.rounding, policy.currency.exponent());
  if (!step.ok() || *step == 1) return;
  findings->Add("rounding.step", "coarse_conversion",
                "rows in other currencies are rounded to " + policy.rounding.step.ToText() +
                    " each when they are converted; a step of a line (terms[].rounding.step) leaves them exact to the "
                    "minor unit");
}

}  // namespace

RunResult Lint(const PolicyHandle& policy) {
  LintFindings findings;
  LintExchange(policy->policy, &findings);
  LintTiers(policy->policy, &findings);
  LintTerms(policy->policy, &findings);
  LintScores(policy->policy, &findings);
  const bool scores = !policy->policy.scorecards.empty() || !policy->policy.rankings.empty();
  if (!policy->policy.tiering.has_value() && policy->policy.terms.empty() && !scores) {
    findings.Add("", "decides_nothing", "the policy has neither tiering nor terms, scorecards or rankings");
  }
  RunResult result;
  result.policy = policy;
  result.tables.push_back(findings.Take());
  return result;
}

}  // namespace v1
}  // namespace keyhaul
