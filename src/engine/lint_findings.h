// What lint writes down: one row per finding.
#ifndef KEYHAUL_SRC_ENGINE_LINT_FINDINGS_H_
#define KEYHAUL_SRC_ENGINE_LINT_FINDINGS_H_

#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/policy/policy.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/compiled_stack.h"

namespace keyhaul {
inline namespace v1 {

class LintFindings {
 public:
  LintFindings() : table_(CatalogueTable("findings"), 0, 0) {}

  void Add(std::string_view path, std::string_view finding, std::string_view message) {
    table_["path"].Add(path);
    table_["finding"].Add(finding);
    table_["message"].Add(message);
  }

  Table Take() { return std::move(table_); }

 private:
  Table table_;
};

// Of the tiers and the classes: conditions that no account can meet, that can never decide, or that look mistyped.
// Told is only what holds for every ledger; docs/RULES.md has it as ENGINE-71 and following.
void LintTiers(const Policy& policy, LintFindings* findings);

// Of the terms: agreements, and of each line its schedules, its stack, its limits and its commitment. It is told of
// periods and parties only what holds for every ledger; ENGINE-12 and ENGINE-110 to ENGINE-113.
void LintTerms(const Policy& policy, LintFindings* findings);

// Of one schedule at its path; `one_basis`: whether one basis qualifies and pays, so that amounts can be told.
void LintSchedule(const Schedule& schedule, const CompiledSchedule& compiled, bool one_basis, const std::string& path,
                  LintFindings* findings);

// Of one stack at its path: whether the order of its lines matters, and whether they take all. It is told of amounts
// that were tried, and says which.
void LintStack(const CompiledStack& stack, const std::string& path, LintFindings* findings);

// Of scorecards and rankings: parts that can decide nothing, or look mistyped. Told is only what holds for every
// candidate; ENGINE-76 and following.
void LintScores(const Policy& policy, LintFindings* findings);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_LINT_FINDINGS_H_
