#include "src/engine/foreign_rows.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "keyhaul/ledger/exchange.h"

namespace keyhaul {
inline namespace v1 {

std::int16_t ForeignRows::Place(const Currency& currency) {
  const auto found = std::find(currencies_.begin(), currencies_.end(), currency);
  const auto place = static_cast<std::int16_t>(found - currencies_.begin());
  if (found == currencies_.end()) currencies_.push_back(currency);
  return place;
}

void ForeignRows::Read(const TextColumn& currencies, Refusals* refusals) {
  const std::string_view own = policy_.policy.currency.code();
  for (std::size_t row = 0; row < currencies.size(); ++row) {
    if (!HasText(currencies, row) || currencies[row] == own) continue;
    Result<Currency> currency = Currency::Parse(currencies[row]);
    if (!currency.ok()) {
      refusals->Refuse(row, Verdict::bad_currency, "currency", currencies[row], std::move(currency).error());
    } else if (!policy_.rates.has_value()) {
      refusals->Refuse(row, Verdict::bad_currency, "currency", currencies[row],
                       MakeError(Code::currency_mismatch, "\"" + std::string(currencies[row]) +
                                                              "\" is not the policy's currency " + std::string(own)));
    } else {
      place_.resize(currencies.size(), kOwn);
      place_[row] = Place(*currency);
    }
  }
}

void ForeignRows::FindRates(std::span<const std::int32_t> days, Refusals* refusals) {
  days_ = days;
  for (std::size_t row = 0; row < place_.size(); ++row) {
    if (place_[row] == kOwn || refusals->refused(row)) continue;
    Status found;
    if (KeepsCurrencies()) {
      found = policy_.rates->CheckKnown(currency(row));
    } else if (Result<Decimal> rate = policy_.rates->On(currency(row), Day(days[row])); !rate.ok()) {
      found = std::move(rate).error();
    }
    if (found.ok()) continue;
    refusals->Refuse(row, Verdict::bad_currency, "currency", currency(row).code(), std::move(found).error());
  }
}

TextColumn ForeignRows::Kept() {
  constexpr std::size_t kLetters = 3;
  if (!KeepsCurrencies() || place_.empty()) return {};
  codes_.assign(kLetters * place_.size(), ' ');
  for (std::size_t row = 0; row < place_.size(); ++row) {
    if (place_[row] != kOwn) codes_.replace(kLetters * row, kLetters, currency(row).code());
  }
  return TextColumn::FromFixedWidth(codes_.data(), kLetters, place_.size());
}

Result<std::int64_t> ForeignRows::Kept(std::size_t row, std::int64_t amount, int scale) const {
  KEYHAUL_TRY(const Decimal given, Decimal::Make(amount, scale));
  KEYHAUL_TRY(const int128 kept, given.MantissaAt(ScaleOf(row)));
  if (FitsInt64(kept)) return static_cast<std::int64_t>(kept);
  return MakeError(Code::overflow,
                   ToText(kept) + " at scale " + std::to_string(ScaleOf(row)) + " does not fit 64 bits");
}

Result<std::int64_t> ForeignRows::ToOwn(std::size_t row, std::int64_t amount, int scale) const {
  KEYHAUL_TRY(const Decimal rate, policy_.rates->On(currency(row), Day(days_[row])));
  KEYHAUL_TRY(const int128 own, Convert(amount, scale, rate, policy_.money_scale, policy_.policy.rounding));
  if (FitsInt64(own)) return static_cast<std::int64_t>(own);
  return MakeError(Code::overflow, ToText(own) + " at scale " + std::to_string(policy_.money_scale) +
                                       ", converted from " + std::string(currency(row).code()) +
                                       ", does not fit 64 bits");
}

Result<std::span<const std::int64_t>> ForeignRows::ReadMoney(const InputTable& table, const InputColumn& column,
                                                             std::vector<std::int64_t>* buffer,
                                                             Refusals* refusals) const {
  if (place_.empty()) return ReadAmounts(table, column, policy_.money_scale, buffer, refusals);
  const AmountExchange exchange{
      .text_scale = [&](std::size_t row) -> std::optional<int> {
        if (place_[row] == kOwn) return std::nullopt;
        return ScaleOf(row);
      },
      .convert = [&](std::size_t row, std::int64_t amount,
                     int scale) { return KeepsCurrencies() ? Kept(row, amount, scale) : ToOwn(row, amount, scale); }};
  return ReadExchangedAmounts(table, column, policy_.money_scale, exchange, buffer, refusals);
}

}  // namespace v1
}  // namespace keyhaul
