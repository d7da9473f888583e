// What lint writes down: one row per finding.
#ifndef KEYHAUL_SRC_ENGINE_LINT_FINDINGS_H_
#define KEYHAUL_SRC_ENGINE_LINT_FINDINGS_H_

#include <string_view>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "keyhaul/engine/engine.h"

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

// Of scorecards and rankings: parts that can decide nothing, or look mistyped. Told is only what holds for every
// candidate; ENGINE-76 and following.
void LintScores(const Policy& policy, LintFindings* findings);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_LINT_FINDINGS_H_
