// What stands behind one line of a statement, as JSON: all that it takes to compute the line again.
#ifndef KEYHAUL_SRC_ENGINE_STATEMENT_DETAIL_H_
#define KEYHAUL_SRC_ENGINE_STATEMENT_DETAIL_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "keyhaul/engine/engine.h"
#include "keyhaul/statement/statement.h"
#include "src/policy/json_writer.h"

namespace keyhaul {
inline namespace v1 {

// Writes the settlements, steps, lines of a stack, parts in groups and commitments of one account.
class StatementDetail {
 public:
  StatementDetail(const RunResult& result, std::string_view account);

  // The members of an object for the settlement of a line and period: its columns; `exact` and `steps`; and where there
  // are any `stack_lines`, `pools` and `commitments`. What is accrued and carried is left out of a part that tells what
  // was booked before.
  Status Put(std::string_view line, Day period_begin, LinePart part, JsonWriter& json) const;

 private:
  // A table, and the rows of it that are the account's.
  struct Rows {
    const Table* table = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  Rows Find(std::string_view table) const;
  template <class Visit>
  void ForEach(const Rows& rows, std::string_view line, Day begin, const Visit& visit) const;
  void PutColumns(const Table& table, std::size_t row, JsonWriter& json, LinePart part = LinePart::whole) const;
  void PutList(std::string_view key, const Rows& rows, std::string_view line, Day begin, JsonWriter& json) const;
  Status PutSteps(std::string_view line, Day begin, JsonWriter& json) const;
  void PutPools(std::string_view line, Day begin, JsonWriter& json) const;

  const RunResult& result_;
  const CompiledPolicy& policy_;
  const std::string_view account_;
  Rows settlements_;
  Rows explanations_;
  Rows stack_lines_;
  Rows commitments_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_STATEMENT_DETAIL_H_
