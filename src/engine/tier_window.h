// The months that a tiering rule looks at from a day.
//
// A window consists of whole calendar months and ends with the month of the as-of day. The *window before* is what
// growth is measured against:
//
//   kind         as of 2026-05-10                               window                 window before
//   trailing     12 months                                      2025-06 .. 2026-05     2024-06 .. 2025-05
//   calendar     year: the same months of the year before       2026-01 .. 2026-05     2025-01 .. 2025-05
//   anniversary  opened in a March: as many months before it    2026-03 .. 2026-05     2025-12 .. 2026-02
//   lifetime     ledger from 2023-07                            2023-07 .. 2026-05     none
//
// An anniversary year begins with the month in which the account was opened, whatever the day, so its years take up
// every month once.
#ifndef KEYHAUL_SRC_ENGINE_TIER_WINDOW_H_
#define KEYHAUL_SRC_ENGINE_TIER_WINDOW_H_

#include <cstdint>
#include <optional>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/period.h"
#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {

inline constexpr Calendar kMonths{};
inline constexpr std::int32_t kMonthsOfYear = 12;

// Numbers of months, both included.
struct MonthRange {
  std::int64_t first = 0;
  std::int64_t last = -1;

  bool Contains(std::int64_t month) const { return first <= month && month <= last; }
  std::int32_t Count() const { return static_cast<std::int32_t>(last - first + 1); }
  friend bool operator==(const MonthRange&, const MonthRange&) = default;
};

// A window with the one before it, empty where there is none. `running` is the whole period in which a calendar or an
// anniversary window grows; the others have none.
struct TierMonths {
  MonthRange window;
  MonthRange before;
  MonthRange running;
};

// The window as of a day in month `last`. `first_of_ledger` is the ledger's first month. `opened` is, for anniversary
// windows, the month in which the account was opened; absent where it has neither been opened nor had a row.
TierMonths MonthsOf(const TierWindow& window, std::int64_t last, std::int64_t first_of_ledger,
                    std::optional<std::int64_t> opened);

// The days of some months. Refused with `overflow` outside the years 1 to 9999.
Result<Period> DaysOf(const MonthRange& months);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_WINDOW_H_
