// A statement: what one account is told about one period. Gross, what the terms take off and add, and what is paid out.
//
//   gross       the sum of one money measure over the period
//   discounts   Σ amount of the discount lines        net      = gross − discounts
//   charges     −Σ amount of the commitment lines     settled  = Σ amount of the rebate lines
//   carried     Σ balance of all lines, never above 0: what is owed back and waits to be taken off
//   accrued     Σ of what is set aside, of the lines that accrue
//
// Invoices and payouts are two documents: what the account pays by the due day is net + charges, and what it is paid is
// settled. A statement that is printed again says what it said: where a settlement was booked before, its line there
// has the amount that was booked, and what changes now is a line of its own (LinePart). Over all statements of a run
// the amounts of a settlement add up to what was booked before and what is paid now. What is accrued and carried is as
// of the as-of day, and stands once: on the line that tells the change, and not on the one that tells what was booked.
//
// Gross is told by the values of one dimension, and discounts and settled are shared out to them by gross: largest
// remainder, of equals to the first value (BASE-50); a value below 0 gets no share, and where none is above 0 all get
// equal shares. The net of a value is its gross less its discounts, so that every column adds up.
//
//   gross 600.00, 300.00 and 100.01, discounts 33.33: 20.00, 10.00 and 3.33
//
// Amounts are in minor units.
#ifndef KEYHAUL_STATEMENT_STATEMENT_H_
#define KEYHAUL_STATEMENT_STATEMENT_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/allocation.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/period.h"
#include "keyhaul/terms/line.h"
#include "keyhaul/terms/proportion.h"

namespace keyhaul {
inline namespace v1 {

// What of a settlement a line tells: all of it, what was booked before this run, what changes it after that, or what
// goes on from it in a period that spans several statements.
enum class LinePart : std::int8_t { whole, booked, correction, continued };

// As the column `flags` and the JSON have it; empty for the whole.
inline constexpr std::string_view kLinePartWords[] = {"", "booked", "correction", "continued"};

// One line of the terms for one of its periods: see line.h for its amounts.
struct StatementLine {
  std::string line;
  LineKind section = LineKind::rebate;
  std::string period;
  LinePart part = LinePart::whole;
  bool is_final = false;
  int128 amount = 0;  // what counts in the totals
  int128 earned = 0;
  int128 capped = 0;
  int128 top_up = 0;
  int128 due = 0;
  std::optional<int128> accrued;
  int128 booked_before = 0;
  int128 delta = 0;
  int128 payout = 0;
  int128 balance = 0;  // <= 0
  std::string text;    // how `earned` came about; may be empty
};

// One value of the dimension that the statement is grouped by.
struct StatementGroup {
  std::string value;
  int128 gross = 0;
  int128 discounts = 0;
  int128 net = 0;
  int128 settled = 0;
};

struct StatementTotals {
  int128 gross = 0;
  int128 discounts = 0;
  int128 net = 0;
  int128 charges = 0;
  int128 accrued = 0;
  int128 settled = 0;
  int128 carried = 0;
};

struct Statement {
  std::string account;
  std::string payer;
  std::string period;
  Period days;
  bool is_final = false;
  std::string currency;
  int money_scale = 2;
  Day issued;
  std::int64_t payment_days = 0;
  Day due_day;
  std::string grouped_by;  // empty: not grouped
  std::vector<StatementGroup> groups;
  std::vector<StatementLine> lines;
  StatementTotals totals;
};

// STATEMENT-05: the amount of a line, by the part that it tells. Refused with `overflow` where it does not fit.
Result<int128> AmountOf(const StatementLine& line);

// STATEMENT-08. Refused with `overflow` where a sum does not fit.
Result<StatementTotals> TotalsOf(int128 gross, std::span<const StatementLine> lines);

// STATEMENT-09: fills discounts, net and settled of groups whose value and gross are given. Groups are in the order of
// their values. Refused with `overflow` where 128 bits may not hold a product.
Status ShareToGroups(const StatementTotals& totals, std::span<StatementGroup> groups);

// -----------------------------------------------------------------------------------------------------------------

namespace statement_internal {

inline Status AddTo(int128 amount, int128* sum) {
  KEYHAUL_TRY(*sum, CheckedSum(*sum, amount));
  return {};
}

inline Status AddLine(const StatementLine& line, StatementTotals* totals) {
  switch (line.section) {
    case LineKind::rebate:
      KEYHAUL_CHECK(AddTo(line.amount, &totals->settled));
      break;
    case LineKind::discount:
      KEYHAUL_CHECK(AddTo(line.amount, &totals->discounts));
      break;
    case LineKind::commitment:
      KEYHAUL_TRY(totals->charges, CheckedDifference(totals->charges, line.amount));
      break;
  }
  KEYHAUL_CHECK(AddTo(line.accrued.value_or(0), &totals->accrued));
  return AddTo(line.balance, &totals->carried);
}

// `Share` is keyhaul::Allocate or the kernels'.
template <class Share>
Status ShareToGroupsWith(const StatementTotals& totals, std::span<StatementGroup> groups, const Share& share) {
  if (groups.empty()) return {};
  std::vector<int128> weights;
  std::vector<std::string_view> values;
  weights.reserve(groups.size());
  values.reserve(groups.size());
  for (const StatementGroup& group : groups) {
    weights.push_back(std::max<int128>(group.gross, 0));
    values.push_back(group.value);
  }
  AllocationOptions options;
  options.zero_weights = ZeroWeights::equal;
  options.keys = values;
  std::vector<int128> parts(groups.size());
  KEYHAUL_CHECK(share(totals.discounts, weights, options, parts));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].discounts = parts[i];
    KEYHAUL_TRY(groups[i].net, CheckedDifference(groups[i].gross, parts[i]));
  }
  KEYHAUL_CHECK(share(totals.settled, weights, options, parts));
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i].settled = parts[i];
  return {};
}

}  // namespace statement_internal

inline Result<int128> AmountOf(const StatementLine& line) {
  switch (line.part) {
    case LinePart::booked:
      return line.booked_before;
    case LinePart::correction:
    case LinePart::continued:
      return line.payout;
    case LinePart::whole:
      break;
  }
  return CheckedSum(line.booked_before, line.payout);  // one of the two is 0
}

inline Result<StatementTotals> TotalsOf(int128 gross, std::span<const StatementLine> lines) {
  StatementTotals totals;
  totals.gross = gross;
  for (const StatementLine& line : lines) KEYHAUL_CHECK(statement_internal::AddLine(line, &totals));
  KEYHAUL_TRY(totals.net, CheckedDifference(totals.gross, totals.discounts));
  return totals;
}

inline Status ShareToGroups(const StatementTotals& totals, std::span<StatementGroup> groups) {
  const auto share = [](int128 total, std::span<const int128> weights, const AllocationOptions& options,
                        std::span<int128> parts) -> Status {
    KEYHAUL_CHECK(Allocate(total, weights, options, parts));
    return {};
  };
  return statement_internal::ShareToGroupsWith(totals, groups, share);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_STATEMENT_STATEMENT_H_
