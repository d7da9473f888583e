// The engine: a policy, a book and a run.
//
//   Result<PolicyHandle> policy = CompilePolicyJson(json);
//   Result<Book> book = MakeBook(**policy);
//   AddTable(**policy, accounts, {}, {}, &*book);
//   AddTable(**policy, ledger, {}, {}, &*book);
//   Result<RunResult> result = Run(*policy, *book, {});
//
// A compiled policy is immutable and may be shared by any number of threads. A book is filled by one thread and may be
// read by many once nobody writes to it. The functions keep nothing between calls.
//
// These are declarations; what is behind them is compiled once, in the target keyhaul::engine.
#ifndef KEYHAUL_ENGINE_ENGINE_H_
#define KEYHAUL_ENGINE_ENGINE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/book/book.h"
#include "keyhaul/engine/input.h"
#include "keyhaul/engine/table.h"

namespace keyhaul {
inline namespace v1 {

// What a policy says, to be written in C++: keyhaul/policy.h. Hosts that have it as JSON do without.
struct Policy;

// A policy that has been checked and prepared. Who looks into it: keyhaul/engine/compiled_policy.h.
struct CompiledPolicy;
using PolicyHandle = std::shared_ptr<const CompiledPolicy>;

// A policy from JSON (docs/POLICY.md), checked and prepared. Errors carry the path and, where the text itself is wrong,
// line and column.
Result<PolicyHandle> CompilePolicyJson(std::string_view json);

// The two steps of it.
Result<Policy> ParsePolicy(std::string_view json);
Result<PolicyHandle> CompilePolicy(Policy policy);

// The stable text that a policy's digest is taken of. Two policies that decide the same way in the same words have the
// same text, whether they were written in C++ or in JSON, with comments or without.
std::string CanonicalPolicyText(const Policy& policy);

// An empty book for a policy.
Result<Book> MakeBook(const CompiledPolicy& policy);

// The book that `Book::Save` wrote. Refused where it was filled for a policy that measures something else.
Result<Book> LoadBook(const CompiledPolicy& policy, std::span<const std::uint8_t> bytes);

// Adds a table of the catalogue to a book: accounts, memberships or ledger. On an error the book is as it was.
// `verdicts` is empty or has one entry per row; it is filled even when the batch is refused.
Status AddTable(const CompiledPolicy& policy, const InputTable& table, const AddOptions& options,
                std::span<std::int32_t> verdicts, Book* book);

struct RunOptions {
  std::optional<Day> as_of = std::nullopt;  // absent: the last day of the ledger
  bool omit_explanations = false;
  bool omit_terms = false;                 // tiers only: no settlements, bookings and explanations
  std::span<const InputTable> state = {};  // what earlier runs left: the table booked
};

struct RunResult {
  PolicyHandle policy;
  std::vector<Table> tables;

  const Table* Find(std::string_view table) const;
};

// Tiers and settlements of a book under its policy.
Result<RunResult> Run(const PolicyHandle& policy, const Book& book, const RunOptions& options);

// Scores of candidates by the scorecards of a policy. `tables` are `facts` and, for hysteresis, `score_states` of the
// result before; the result's tables are score_run, scores, those that explain them and score_states. Nothing of a book
// is needed.
Result<RunResult> Score(const PolicyHandle& policy, std::span<const InputTable> tables);

enum class ExplainForm : std::int32_t { text = 1, json = 2 };

// Two rules over one ledger, or one rule at two times: who has another tier, what value moves with them, and which
// condition of either policy decided. The tables are comparison, tier_changes and tier_change_summary. Both results
// must be of runs with tiers, in one currency, by values of one unit and scale, and tier accounts by the same
// dimension, or by none. The days that they look from may differ.
Result<RunResult> CompareTiers(const RunResult& from, const RunResult& to);

// Two results of Score, of two policies over the same facts or of one over others: how far scorecards and rankings
// agree, whose band or rank is another one, and which criterion drives it. Compared are those of one kind and id; where
// no two are, each of the first result with each of the second. The tables are score_comparison_run, score_comparison
// and score_changes.
Result<RunResult> CompareScores(const RunResult& from, const RunResult& to);

// How the tier and the amounts of one account came about.
Result<std::string> Explain(const RunResult& result, std::string_view account, ExplainForm form);

// All statements of one account in a result: as text that a person reads, or as a JSON array that holds all that it
// takes to compute them again. Refused where the policy asks for no statements, or where the account has none.
Result<std::string> StatementOf(const RunResult& result, std::string_view account, ExplainForm form);

// What a careful reader would ask about a policy that is valid: the table findings.
RunResult Lint(const PolicyHandle& policy);

// A copy of a host's table, cell by cell: what the self-test of a binding gets back.
Table CopyTable(const InputTable& table);

// One rule without a ledger: JSON in, JSON out (docs/CALC.md). A refused request has both an error and an answer, which
// says the same.
struct CalcAnswer {
  std::string json;
  std::optional<Error> error;
};
CalcAnswer Calc(std::string_view request);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_ENGINE_ENGINE_H_
