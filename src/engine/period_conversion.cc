#include "src/engine/period_conversion.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/ledger/exchange.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Sums beyond are refused, so that whatever is added up of them stays within 128 bits, as sums of a book do.
constexpr int128 kMostConverted = int128(1) << 100;

bool IsWithin(int128 sum) { return sum <= kMostConverted && sum >= -kMostConverted; }

}  // namespace

Error PeriodConverter::ErrorOf(const SplitCell& cell, Error error) const {
  error.message = "account " + std::string(book_.external_id(cell.account)) + ", line " +
                  policy_.policy.terms[line_].id + ", period " + period_->name + ": " + error.message;
  return Under("terms[" + std::to_string(line_) + "]", std::move(error));
}

Result<Conversion> PeriodConverter::Make(const SplitCell& cell, Day day) const {
  KEYHAUL_TRY(const Currency currency, Currency::Parse(cell.value));
  Result<Decimal> rate = policy_.rates->On(currency, day);
  if (!rate.ok()) return ErrorOf(cell, std::move(rate).error());
  Conversion conversion;
  conversion.account = cell.account;
  conversion.currency = cell.value;
  conversion.scale = currency.exponent() + policy_.policy.extra_money_digits;
  conversion.rate = *rate;
  conversion.day = day;
  return conversion;
}

Status PeriodConverter::Add(int item, std::int64_t index, Day day, Running* running,
                            std::span<const int128>* column) const {
  const std::vector<SplitCell> cells = book_.SplitCells(item, index);
  if (cells.empty()) return {};
  auto own = std::make_unique<std::vector<int128>>(column->begin(), column->end());
  own->resize(book_.account_count());
  for (const SplitCell& cell : cells) {
    if (!parties_.IsFor(line_, cell.account)) continue;
    const AccountCurrency key{cell.account, cell.value};
    auto place = running->find(key);
    if (place == running->end()) {
      KEYHAUL_TRY(Conversion fresh, Make(cell, day));
      place = running->emplace(key, std::move(fresh)).first;
    }
    Conversion& total = place->second;
    total.amount += cell.sum;
    Result<int128> converted =
        keyhaul::Convert(total.amount, total.scale, total.rate, policy_.money_scale, policy_.policy.rounding);
    if (!converted.ok()) return ErrorOf(cell, std::move(converted).error());
    int128& sum = (*own)[cell.account.index()];
    if (!IsWithin(*converted) || !IsWithin(sum)) {
      return ErrorOf(cell, MakeError(Code::overflow, "the sum of " + total.currency + " passes 100 bits"));
    }
    sum += *converted - total.converted;
    total.converted = *converted;
  }
  *column = *own;
  period_->converted.push_back(std::move(own));
  return {};
}

Status PeriodConverter::Convert(int LineItems::*item, std::span<const int128> StretchCells::*column, bool is_payable,
                                Day day) const {
  Running running;
  for (StretchCells& cells : period_->stretches) {
    const int number = policy_.lines[line_].stretches[cells.stretch].foreign.*item;
    if (number < 0) continue;
    KEYHAUL_CHECK(Add(number, period_->index, day, &running, &(cells.*column)));
  }
  for (auto& [key, conversion] : running) {
    conversion.is_payable = is_payable;
    period_->conversions.push_back(std::move(conversion));
  }
  return {};
}

Status PeriodConverter::ConvertBaseline(int item, std::int64_t index, Day day) const {
  Running running;
  return Add(item, index, day, &running, &period_->baseline);
}

}  // namespace v1
}  // namespace keyhaul
