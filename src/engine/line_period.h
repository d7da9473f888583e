// The periods of the lines of the terms: where their sums stand in the book.
#ifndef KEYHAUL_SRC_ENGINE_LINE_PERIOD_H_
#define KEYHAUL_SRC_ENGINE_LINE_PERIOD_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/line_rules.h"
#include "src/engine/line_parties.h"
#include "src/engine/tier_stage.h"

namespace keyhaul {
inline namespace v1 {

// The sums of one stretch of a line in one period, by account. Accounts beyond the end of a column have 0.
struct StretchCells {
  std::size_t stretch = 0;  // place in the line's stretches
  std::span<const int128> qualifying;
  std::span<const int128> payable;
  std::span<const int128> counted;  // empty where the line counts no quantity
  std::span<const std::int64_t> rows;
};

// What a party, an account or a group, has in one period of a line: the sum of all stretches, and each of them where
// there are several.
struct PartyBases {
  Bases total;
  std::vector<Bases> stretches;
  std::int64_t rows = 0;
};

// What an account has of one currency in a period, at the rate of the settlement day.
struct Conversion {
  AccountId account;
  bool is_payable = false;  // of the payable basis, else of the qualifying one
  std::string currency;
  int128 amount = 0;  // of `scale`
  int scale = 0;
  Decimal rate;
  Day day;
  int128 converted = 0;
};

// Sums by account with those of other currencies in them. They stand by themselves, so that a period can be moved while
// columns point to them.
using ConvertedCells = std::unique_ptr<std::vector<int128>>;

struct LinePeriod {
  std::int64_t index = 0;
  Period days;   // of the calendar
  Period valid;  // those of them on which the line's agreement is valid
  std::string name;
  bool is_final = false;  // the last valid day is the as-of day or before
  std::vector<StretchCells> stretches;
  std::span<const int128> baseline;  // qualifying sums of the period that growth is measured against
  std::vector<std::int32_t> tiers;   // by account, where the line is for some tiers only
  Proration prorate;                 // valid days of all
  std::int64_t elapsed = 0;          // valid days up to the as-of day
  std::vector<ConvertedCells> converted;
  std::vector<Conversion> conversions;  // by account
};

// One cell of a column of the book.
template <class Value>
Value CellOf(std::span<const Value> cells, AccountId account) {
  return account.index() < cells.size() ? cells[account.index()] : Value(0);
}

// a + b, each basis by itself. Sums of cells of one item never overflow (item_state.h).
inline Bases AddBases(const Bases& a, const Bases& b) {
  return {a.qualifying + b.qualifying, a.payable + b.payable, a.counted + b.counted, a.baseline + b.baseline};
}

class LinePeriods {
 public:
  LinePeriods(const CompiledPolicy& policy, const Book& book, Day as_of, TierStage* tiers)
      : policy_(policy), book_(book), as_of_(as_of), tiers_(tiers) {}

  // The period of a line. Refused where it is none, where the tiers at its end cannot be told, or where what one of its
  // parties has in another currency has no rate.
  Result<LinePeriod> Make(std::size_t line, std::int64_t index, const LineParties& parties) const;

  // Numbers of the periods that begin on the as-of day or before and in which somebody has a row in the line's scope;
  // where the line owes something without rows, all periods in which it is valid, from the ledger's first day on.
  std::vector<std::int64_t> Indexes(std::size_t line) const;

 private:
  Status ConvertCells(std::size_t line, const LineParties& parties, LinePeriod* period) const;

  const CompiledPolicy& policy_;
  const Book& book_;
  Day as_of_;
  TierStage* tiers_;  // null without tiering; then no line is for some tiers only
};

// Whether a line owes its parties something in a period without rows: a guarantee, or what is missing of a commitment.
inline bool OwesWithoutRows(const TermsLine& line) {
  return line.commitment.has_value() || line.limits.guarantee.has_value();
}

// The bases of an account. The baseline is left to its own function.
PartyBases BasesOfAccount(const LinePeriod& period, AccountId account);

// What the growth of a line is measured against, for an earlier qualifying sum.
Result<int128> BaselineFor(const CompiledPolicy& policy, std::size_t line, int128 earlier);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_LINE_PERIOD_H_
