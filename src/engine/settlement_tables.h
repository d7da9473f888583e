// The tables that settlements are written to: what moves, and what is booked.
#ifndef KEYHAUL_SRC_ENGINE_SETTLEMENT_TABLES_H_
#define KEYHAUL_SRC_ENGINE_SETTLEMENT_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/terms/clawback.h"
#include "keyhaul/terms/limits.h"
#include "src/engine/booked.h"
#include "src/engine/line_period.h"

namespace keyhaul {
inline namespace v1 {

// Where a row stands: whose it is, of which line and period.
struct SettlementPlace {
  std::string_view party;  // external id of an account or a group
  std::size_t line = 0;
  const LinePeriod* period = nullptr;
};

// One account, line and period.
struct SettlementRow {
  Bases bases;
  std::int32_t bracket = -1;
  int128 earned = 0;
  PeriodLimited limited;
  std::optional<int128> accrued;
  PeriodState before;
  PeriodState after;
  PeriodPayout paid;
  std::string_view groups;
  std::string_view text;
};

// The word of a period's state.
inline std::string_view StateWord(bool is_final) { return is_final ? "final" : "interim"; }

// A basis at the scale of the result, where bases of all measures stand in one column.
Result<int128> ScaledBasis(const CompiledPolicy& policy, int128 basis, int scale);
// What a line counts beside its bases, at that scale, and what its growth is measured against; nothing where it has
// none.
Result<std::optional<int128>> CountedOf(const CompiledPolicy& policy, std::size_t line, const Bases& bases);
Result<std::string> BaselineText(const CompiledPolicy& policy, std::size_t line, const Bases& bases);

class SettlementTables {
 public:
  SettlementTables(const CompiledPolicy& policy, Day as_of);

  Status Add(const SettlementPlace& place, const SettlementRow& row);
  // What is booked for a period that is not settled comes out as it came in.
  Status Keep(std::string_view party, const Booked& entry);
  void Take(std::vector<Table>* tables);

 private:
  std::string_view UnitOf(const std::string& measure) const;
  void AddBooked(std::string_view party, std::size_t line, const Period& days, const PeriodState& state,
                 const BookedMark& mark);

  const CompiledPolicy& policy_;
  const Day as_of_;
  Table settlements_;
  Table booked_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SETTLEMENT_TABLES_H_
