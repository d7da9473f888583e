// Statements: what each account is told about each of its periods, from the totals of a book and the settlements of a
// run. statement.h has the formulas.
#ifndef KEYHAUL_SRC_ENGINE_STATEMENT_STAGE_H_
#define KEYHAUL_SRC_ENGINE_STATEMENT_STAGE_H_

#include <span>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "src/engine/booked.h"

namespace keyhaul {
inline namespace v1 {

// What statements need of the ledger, by month, since accounts may have cycles of their own: the gross measure, the
// number of rows, and gross by each dimension that statements may be grouped by. Nothing without a statement rule.
void AddStatementItems(const Policy& policy, std::vector<PlanItem>* items);

// Adds the tables statements, statement_groups and statement_lines. `tables` hold the settlements, if there are terms;
// `booked` is what came into the run, sorted by key. Refused where an account asks for a dimension that the policy does
// not offer, or for a cycle that is none. Does nothing without a statement rule.
Status AddStatements(const CompiledPolicy& policy, const Book& book, Day as_of, std::span<const Booked> booked,
                     std::vector<Table>* tables);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_STATEMENT_STAGE_H_
