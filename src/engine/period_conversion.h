// Amounts that kept their currency, converted when a period of a line is settled.
//
// An account's sum of a currency is converted once per period, at the rate of one day, and rounded once. Where the
// schedule changes within the period, a stretch has what its amounts add to that: the sum up to its end, converted,
// less the sum up to its begin, so that the stretches add up to what the period has.
#ifndef KEYHAUL_SRC_ENGINE_PERIOD_CONVERSION_H_
#define KEYHAUL_SRC_ENGINE_PERIOD_CONVERSION_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "keyhaul/engine/compiled_policy.h"
#include "src/engine/line_period.h"

namespace keyhaul {
inline namespace v1 {

class PeriodConverter {
 public:
  // `period` has the columns of the book, which its own columns then take the place of.
  PeriodConverter(const CompiledPolicy& policy, const Book& book, const LineParties& parties, std::size_t line,
                  LinePeriod* period)
      : policy_(policy), book_(book), parties_(parties), line_(line), period_(period) {}

  // Adds to one basis of every stretch what the line's parties have in other currencies, at the rates of a day. Refused
  // with currency_mismatch where there is none, by account, line, period and currency, and with overflow.
  Status Convert(int LineItems::*item, std::span<const int128> StretchCells::*column, bool is_payable, Day day) const;

  // The same for what growth is measured against, by an item of the period with this number.
  Status ConvertBaseline(int item, std::int64_t index, Day day) const;

 private:
  using AccountCurrency = std::pair<AccountId, std::string_view>;
  using Running = std::map<AccountCurrency, Conversion>;

  Result<Conversion> Make(const SplitCell& cell, Day day) const;
  Status Add(int item, std::int64_t index, Day day, Running* running, std::span<const int128>* column) const;
  Error ErrorOf(const SplitCell& cell, Error error) const;

  const CompiledPolicy& policy_;
  const Book& book_;
  const LineParties& parties_;
  std::size_t line_;
  LinePeriod* period_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_PERIOD_CONVERSION_H_
