// The engine: a policy, a book and a run.
//
//   Result<PolicyHandle> policy = CompilePolicy(*ParsePolicy(json));
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
#include "keyhaul/base/digest.h"
#include "keyhaul/base/error.h"
#include "keyhaul/book/book.h"
#include "keyhaul/engine/input.h"
#include "keyhaul/engine/table.h"
#include "keyhaul/policy/policy.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/compiled_stack.h"

namespace keyhaul {
inline namespace v1 {

// The items of the measure plan that a line reads: sums, and the rows in scope. -1 where there is none.
struct LineItems {
  int qualifying = -1;
  int payable = -1;
  int counted = -1;
  int rows = -1;  // an account is settled for a period in which it has a row
};

// The days for which one schedule of a line holds, and what the line reads of them.
struct LineStretch {
  Period days = Period::All();
  CompiledSchedule schedule;  // of lines with a schedule
  LineItems items;            // by account
  LineItems pooled;           // by group and member, where the line is for groups; qualifying has the rows, too
  LineItems foreign;          // by currency, where amounts of other currencies are converted at settlement
};

// A line of the terms, ready to be computed.
struct CompiledLine {
  std::vector<LineStretch> stretches;  // at least one; more where the schedule changes
  std::optional<CompiledStack> stack;
  int agreement = -1;         // place in the policy's agreements; -1: for all accounts, always
  int baseline_item = -1;     // where it has a baseline from the ledger, of an earlier period
  int baseline_foreign = -1;  // the same by currency, where amounts are converted at settlement
  ScheduleUnits units;
  int128 step = 1;                  // of the rounding, in minor units
  std::vector<std::size_t> net_of;  // earlier lines that are taken off its bases
  std::vector<bool> tier_gets_it;   // by tier; empty: all accounts get it
  std::size_t tier_part = 0;        // which of an account's tiers counts, where it has one per value of a dimension
};

// A policy that has been checked, with the measure plan that a book for it is filled for.
struct CompiledPolicy {
  Policy policy;
  Digest digest;  // of CanonicalPolicyText
  MeasurePlan plan;
  int money_scale = 0;
  int measure_scale = 0;  // of the bases of settlements: the greatest of the scales in use
  int value_item = -1;    // sum of the tiering value by month, or the days with a row
  int value_scale = 0;
  int documents_item = -1;
  std::optional<ExchangeRates> rates;  // where rows of other currencies are converted
  std::vector<CompiledLine> lines;
};

using PolicyHandle = std::shared_ptr<const CompiledPolicy>;

// A policy from JSON (docs/POLICY.md). Errors carry line, column and path.
Result<Policy> ParsePolicy(std::string_view json);

// Checks a policy and prepares it. Errors carry the path.
Result<PolicyHandle> CompilePolicy(Policy policy);

// The stable text that a policy's digest is taken of. Two policies that decide the same way in the same words have the
// same text, whether they were written in C++ or in JSON, with comments or without.
std::string CanonicalPolicyText(const Policy& policy);

// An empty book for a policy.
Result<Book> MakeBook(const CompiledPolicy& policy);

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
