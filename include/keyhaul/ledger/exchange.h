// Amounts in another currency.
//
// A policy has one currency. Rows in others are converted at a rate that the policy states: so many major units of its
// own currency for one of the other, from a day until the next rate of that currency. There are no rates before the
// first, and none is guessed.
//
//   ExchangeRates rates = *ExchangeRates::Make(cny, {{usd, 2026-01-01, 7.1234}, {usd, 2026-02-01, 7.05}});
//   rates.On(usd, day of 2026-01-31)                  // 7.1234
//   Convert(1999, 2, 7.1234, 2, half up to 0.01)      // 14240: 19.99 USD are 142.396766 CNY
//
// An amount is converted exactly and rounded once. Rates have up to 18 digits, so that nothing below overflows that
// fits the amounts of a row.
#ifndef KEYHAUL_LEDGER_EXCHANGE_H_
#define KEYHAUL_LEDGER_EXCHANGE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/ledger/convert_at.h"

namespace keyhaul {
inline namespace v1 {

// One major unit of `currency` is worth `rate` major units of the policy's currency from a day on.
struct ExchangeRate {
  Currency currency;
  Day from;
  Decimal rate;

  friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};

class ExchangeRates {
 public:
  // Refused with policy_value where a rate is of `own` itself or of no currency, is not above zero or has more than 18
  // digits, or where the days of one currency do not ascend. Errors carry the path, "rates[2].from".
  static Result<ExchangeRates> Make(const Currency& own, std::span<const ExchangeRate> rates);

  // The rate of a day. Refused with currency_mismatch, naming the currency, the day and the first day with a rate.
  Result<Decimal> On(const Currency& currency, Day day) const;

  // Refused as that is where a currency has no rate of any day.
  Status CheckKnown(const Currency& currency) const;

 private:
  static Status CheckRate(const Currency& own, const ExchangeRate& rate);

  std::vector<ExchangeRate> rates_;  // by currency and day
};

// An amount with `from_scale` decimals at a rate, as an amount with `to_scale` decimals that is a multiple of the
// rounding's step. Refused with inexact where the step is finer than that, and with overflow.
Result<int128> Convert(int128 amount, int from_scale, const Decimal& rate, int to_scale, const Rounding& rounding);

// The same before it is rounded.
Result<Exact> ConvertExactly(int128 amount, int from_scale, const Decimal& rate, int to_scale);

inline Status ExchangeRates::CheckRate(const Currency& own, const ExchangeRate& rate) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000'000;
  if (rate.currency.IsNone()) return MakeErrorAt(Code::policy_value, "currency", "a rate needs a currency");
  if (rate.currency == own) {
    return MakeErrorAt(Code::policy_value, "currency",
                       std::string(own.code()) + " is the policy's own currency, which needs no rate");
  }
  if (!IsInRange(rate.from)) return MakeErrorAt(Code::policy_value, "from", "is no day of the years 1 to 9999");
  if (rate.rate.sign() > 0 && rate.rate.mantissa() < kMost) return {};
  return MakeErrorAt(Code::policy_value, "rate",
                     "rate " + rate.rate.ToText() + "; expected more than 0, in at most 18 digits");
}

inline Result<ExchangeRates> ExchangeRates::Make(const Currency& own, std::span<const ExchangeRate> rates) {
  ExchangeRates made;
  if (rates.size() > static_cast<std::size_t>(kMaxExchangeRates)) {
    return MakeErrorAt(Code::policy_value, "rates",
                       std::to_string(rates.size()) + " rates; " + std::to_string(kMaxExchangeRates) + " at most");
  }
  made.rates_.assign(rates.begin(), rates.end());
  std::vector<std::size_t> order(rates.size());
  for (std::size_t i = 0; i < rates.size(); ++i) {
    order[i] = i;
    if (Status status = CheckRate(own, rates[i]); !status.ok()) {
      return Under("rates[" + std::to_string(i) + "]", std::move(status).error());
    }
  }
  // Rates of one currency stay in the order in which they were given, which must be that of their days.
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rates[a].currency.code() < rates[b].currency.code(); });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const ExchangeRate& rate = made.rates_[i] = rates[order[i]];
    if (i == 0 || made.rates_[i - 1].currency != rate.currency || made.rates_[i - 1].from < rate.from) continue;
    return MakeErrorAt(Code::policy_value, "rates[" + std::to_string(order[i]) + "].from",
                       rate.from.ToText() + " is not after " + made.rates_[i - 1].from.ToText() + ", the day of the " +
                           std::string(rate.currency.code()) + " rate before it");
  }
  return made;
}

inline Result<Decimal> ExchangeRates::On(const Currency& currency, Day day) const {
  const auto after = std::partition_point(rates_.begin(), rates_.end(), [&](const ExchangeRate& rate) {
    return std::pair(rate.currency.code(), rate.from) <= std::pair(currency.code(), day);
  });
  if (after != rates_.begin() && std::prev(after)->currency == currency) return std::prev(after)->rate;
  const bool has_any = after != rates_.end() && after->currency == currency;  // all of them are of later days
  return MakeError(Code::currency_mismatch,
                   "no rate of " + std::string(currency.code()) + " for " + day.ToText() + "; " +
                       (has_any ? "the first is of " + after->from.ToText() : "the policy has none"));
}

namespace exchange_internal {

// An amount at a rate with `to_scale` decimals, undivided.
struct Quotient {
  int128 over = 0;
  int128 by = 1;
};

inline Error ConversionOverflow(int128 amount, int from_scale, const Decimal& rate) {
  return MakeError(Code::overflow, ToText(amount) + " of scale " + std::to_string(from_scale) + " at the rate " +
                                       rate.ToText() + " cannot be converted within 128 bits");
}

inline Result<Quotient> AtRate(int128 amount, int from_scale, const Decimal& rate, int to_scale) {
  Quotient quotient;
  const int digits = from_scale + rate.scale() - to_scale;
  int128* const scaled = digits < 0 ? &quotient.over : &quotient.by;
  if (CheckedMultiply(amount, rate.mantissa(), &quotient.over) &&
      CheckedMultiply(*scaled, PowerOfTen(digits < 0 ? -digits : digits), scaled)) {
    return quotient;
  }
  return ConversionOverflow(amount, from_scale, rate);
}

}  // namespace exchange_internal

inline Result<Exact> ConvertExactly(int128 amount, int from_scale, const Decimal& rate, int to_scale) {
  KEYHAUL_TRY(const exchange_internal::Quotient quotient,
              exchange_internal::AtRate(amount, from_scale, rate, to_scale));
  return MakeExact<int128>(quotient.over, quotient.by);
}

inline Status ExchangeRates::CheckKnown(const Currency& currency) const {
  for (const ExchangeRate& rate : rates_) {
    if (rate.currency == currency) return {};
  }
  return MakeError(Code::currency_mismatch, "no rate of " + std::string(currency.code()) + "; the policy has none");
}

inline Result<int128> Convert(int128 amount, int from_scale, const Decimal& rate, int to_scale,
                              const Rounding& rounding) {
  KEYHAUL_TRY(const int128 step, StepAt(rounding, to_scale));
  KEYHAUL_TRY(exchange_internal::Quotient quotient, exchange_internal::AtRate(amount, from_scale, rate, to_scale));
  int128 converted;
  if (CheckedMultiply(quotient.by, step, &quotient.by) &&
      CheckedMultiply(DivideRounded(quotient.over, quotient.by, rounding.mode), step, &converted)) {
    return converted;
  }
  return exchange_internal::ConversionOverflow(amount, from_scale, rate);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_EXCHANGE_H_
