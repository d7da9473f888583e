#include "src/engine/tier_window.h"

#include <algorithm>

namespace keyhaul {
inline namespace v1 {
namespace {

// The first month of the period of so many months that holds a month, where some period begins with month `anchor`.
std::int64_t BeginOf(std::int64_t month, std::int64_t months, std::int64_t anchor) {
  const std::int64_t past = (month - anchor) % months;
  return month - (past < 0 ? past + months : past);
}

}  // namespace

TierMonths MonthsOf(const TierWindow& window, std::int64_t last, std::int64_t first_of_ledger,
                    std::optional<std::int64_t> opened) {
  TierMonths months;
  std::int64_t first = last;
  std::int64_t distance = 0;  // from a window to the one before
  switch (window.kind) {
    case TierWindow::Kind::trailing:
      first = last - window.months + 1;
      distance = window.months;
      break;
    case TierWindow::Kind::calendar:
      first = BeginOf(last, window.months, 0);
      distance = window.months;
      months.running = {first, first + window.months - 1};
      break;
    case TierWindow::Kind::anniversary:
      // An account that is opened later has its first year before it.
      first = BeginOf(last, kMonthsOfYear, std::min(opened.value_or(last), last));
      distance = last - first + 1;
      months.running = {first, first + kMonthsOfYear - 1};
      break;
    case TierWindow::Kind::lifetime:
      first = std::min(first_of_ledger, last);
      break;
  }
  months.window = {first, last};
  if (distance > 0) months.before = {first - distance, last - distance};
  return months;
}

Result<Period> DaysOf(const MonthRange& months) {
  KEYHAUL_TRY(const Period first, kMonths.At(months.first));
  KEYHAUL_TRY(const Period last, kMonths.At(months.last));
  return Period{first.begin, last.end};
}

}  // namespace v1
}  // namespace keyhaul
