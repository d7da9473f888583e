// What stands behind one line of a statement, as JSON: all that it takes to compute the line again.
#ifndef KEYHAUL_SRC_ENGINE_STATEMENT_DETAIL_H_
#define KEYHAUL_SRC_ENGINE_STATEMENT_DETAIL_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "keyhaul/engine/compiled_policy.h"
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
  // are any `stack_lines`, `pools` and `commitments`. Of a line for groups all that is behind the benefit stands in
  // `pools`, with what it is behind. What is accrued and carried is left out of a part that tells what was booked
  // before.
  Status Put(std::string_view line, Day period_begin, LinePart part, JsonWriter& json) const;

 private:
  // A table, and the rows of it that are the account's.
  struct Rows {
    const Table* table = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  // What is behind a benefit, of the account or of a group.
  struct Behind {
    Rows explanations;
    Rows stack_lines;
    Rows commitments;
  };

  Rows Find(std::string_view table, std::string_view party) const;
  Behind FindBehind(std::string_view party) const;
  bool IsForGroups(std::string_view line) const;
  template <class Visit>
  void ForEach(const Rows& rows, std::string_view line, Day begin, const Visit& visit) const;
  void PutColumns(const Table& table, std::size_t row, JsonWriter& json, LinePart part = LinePart::whole) const;
  void PutList(std::string_view key, const Rows& rows, std::string_view line, Day begin, JsonWriter& json) const;
  Status PutSteps(const Rows& explanations, std::string_view line, Day begin, JsonWriter& json) const;
  Status PutBehind(const Behind& behind, std::string_view line, Day begin, JsonWriter& json) const;
  Status PutPool(std::size_t member, std::string_view line, Day begin, JsonWriter& json) const;
  Status PutPools(std::string_view line, Day begin, JsonWriter& json) const;

  const RunResult& result_;
  const CompiledPolicy& policy_;
  const std::string_view account_;
  Rows settlements_;
  Behind behind_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_STATEMENT_DETAIL_H_
