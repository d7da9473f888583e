// Ledger rows whose amounts are in another currency than the policy's.
//
// Where the policy converts amounts by document, a row in another currency is read with that currency's own decimals
// and converted at the rate of the day that it counts on, every measure in money by itself. Where it converts them at
// settlement, the row goes to the book as it is, with its currency. Where it converts nothing, such a row is refused.
// Rows without a currency are in the policy's.
#ifndef KEYHAUL_SRC_ENGINE_FOREIGN_ROWS_H_
#define KEYHAUL_SRC_ENGINE_FOREIGN_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/error.h"
#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/engine/input.h"
#include "keyhaul/ledger.h"
#include "src/engine/cells.h"

namespace keyhaul {
inline namespace v1 {

class ForeignRows {
 public:
  explicit ForeignRows(const CompiledPolicy& policy) : policy_(policy) {}

  // Notes the currencies of a table's rows. Refuses rows of what is no currency, and of one that is not converted.
  void Read(const TextColumn& currencies, Refusals* refusals);

  // Refuses rows without a rate. `days` are those that rows count on, and stay valid while amounts are read.
  void FindRates(std::span<const std::int32_t> days, Refusals* refusals);

  // The currencies of rows that keep theirs, for the book; valid while this is. A column that is not there where no row
  // does.
  TextColumn Kept();

  // The amounts of a measure in money, in the policy's currency or in the row's where it keeps that.
  Result<std::span<const std::int64_t>> ReadMoney(const InputTable& table, const InputColumn& column,
                                                  std::vector<std::int64_t>* buffer, Refusals* refusals) const;

 private:
  static constexpr std::int16_t kOwn = -1;

  std::int16_t Place(const Currency& currency);
  const Currency& currency(std::size_t row) const { return currencies_[static_cast<std::size_t>(place_[row])]; }
  bool KeepsCurrencies() const { return policy_.policy.ledger.KeepsCurrencies(); }
  int ScaleOf(std::size_t row) const { return currency(row).exponent() + policy_.policy.extra_money_digits; }
  Result<std::int64_t> ToOwn(std::size_t row, std::int64_t amount, int scale) const;
  Result<std::int64_t> Kept(std::size_t row, std::int64_t amount, int scale) const;

  const CompiledPolicy& policy_;
  std::vector<Currency> currencies_;
  std::vector<std::int16_t> place_;  // by row: in currencies_, or kOwn; empty where all are
  std::span<const std::int32_t> days_;
  std::string codes_;  // by row, of three letters or blanks
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_FOREIGN_ROWS_H_
