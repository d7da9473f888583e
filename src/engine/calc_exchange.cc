// calc: amounts of several currencies in one, row by row or by the sum of each currency.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/ledger/exchange.h"
#include "keyhaul/terms/rounded_prices.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/policy/ledger.h"

namespace keyhaul {
inline namespace v1 {
namespace {

enum class ExchangeBy : std::int8_t { document, settlement };
constexpr std::string_view kExchangeByWords[] = {"document", "settlement"};

struct ExchangeRow {
  JsonNode node;
  Currency currency;
  int128 amount = 0;  // in minor units of its currency, with the request's extra digits
  std::optional<JsonNode> day;
};

struct ExchangeRequest {
  CalcMoney money;
  int extra_digits = 0;
  ExchangeBy by = ExchangeBy::document;
  std::optional<JsonNode> settlement_day;
  ExchangeRates rates;
  std::vector<ExchangeRow> rows;

  bool IsOwn(const Currency& currency) const { return currency == money.currency; }
  int ScaleOf(const Currency& currency) const { return currency.exponent() + extra_digits; }
};

// What is converted at once: a row, or the sum of a currency.
struct ExchangedAmount {
  std::optional<Decimal> rate;  // none for the request's own currency
  Exact exact;
  int128 converted = 0;
};

Result<ExchangeRates> ReadCalcRates(const CalcRequest& request, JsonNode node, const Currency& own) {
  KEYHAUL_TRY(const std::vector<ExchangeRate> given, ReadRates(request.context, node));
  Result<ExchangeRates> rates = ExchangeRates::Make(own, given);
  if (rates.ok()) return rates;
  Error error = std::move(rates).error();
  error.rule = "LEDGER-14";
  return Located(request.document, request.node, std::move(error));
}

Result<std::optional<JsonNode>> ReadSettlementDay(const CalcRequest& request, const ObjectForm& form, ExchangeBy by) {
  const std::optional<JsonNode> day = form.Get(request.node, "settlement_day");
  if (day.has_value() == (by == ExchangeBy::settlement)) return day;
  if (day.has_value()) return day->MakeError(Code::policy_value, "is of settlement only; rows have their own days");
  return request.node.MakeError(Code::policy_missing_key,
                                "the key \"settlement_day\" is missing, whose rates settlement converts at");
}

Result<ExchangeRow> ReadExchangeRow(const ObjectForm& form, JsonNode node, const ExchangeRequest& read) {
  KEYHAUL_CHECK(form.Check(node));
  ExchangeRow row{node, read.money.currency, 0, form.Get(node, "day")};
  KEYHAUL_CHECK(ReadIfGiven(form, node, "currency", ReadCurrency, &row.currency));
  KEYHAUL_TRY(row.amount, ReadMantissa(form.Require(node, "amount"), read.ScaleOf(row.currency)));
  if (row.day.has_value() || read.by == ExchangeBy::settlement || read.IsOwn(row.currency)) return row;
  return node.MakeError(Code::policy_missing_key, "the key \"day\" is missing, at whose rate the amount is converted");
}

Result<ExchangeRequest> ReadExchangeRequest(const CalcRequest& request) {
  const ObjectForm form(request.context, "calc.exchange");
  const JsonNode node = request.node;
  KEYHAUL_CHECK(form.Check(node));
  form.Require(node, "calc");
  KEYHAUL_TRY(const CalcMoney money, ReadCalcMoney(request, form));
  if (Status status = terms_internal::CheckRoundsTheTerm(money.rounding); !status.ok()) {
    return RuleError(request, "rounding", std::move(status).error());
  }
  ExchangeRequest read{money, money.scale - money.currency.exponent(), {}, {}, {}, {}};
  KEYHAUL_TRY(read.by, ReadWord<ExchangeBy>(form.Require(node, "convert"), kExchangeByWords));
  KEYHAUL_TRY(read.settlement_day, ReadSettlementDay(request, form, read.by));
  KEYHAUL_TRY(read.rates, ReadCalcRates(request, form.Require(node, "rates"), money.currency));
  KEYHAUL_TRY(const auto elements, ReadElements(request.context, form.Require(node, "rows"), "calc.exchange.rows[]"));
  const ObjectForm row_form(request.context, "calc.exchange.rows[]");
  read.rows.reserve(elements.size());
  for (const JsonNode element : elements) {
    KEYHAUL_TRY(ExchangeRow row, ReadExchangeRow(row_form, element, read));
    read.rows.push_back(row);
  }
  return read;
}

// An amount at the rate of the day that stands at `day`; one in the request's own currency as it is. Errors of the
// amount stand at `place`.
Result<ExchangedAmount> Exchanged(const CalcRequest& request, const ExchangeRequest& read, const Currency& currency,
                                  int128 amount, std::optional<JsonNode> day, JsonNode place) {
  const int scale = read.ScaleOf(currency);
  if (read.IsOwn(currency)) return ExchangedAmount{std::nullopt, Exact{amount}, amount};
  KEYHAUL_TRY(const Day on, ReadDay(*day));
  const Result<Decimal> rate = read.rates.On(currency, on);
  if (!rate.ok()) {
    Error error = ErrorAt(*day, rate.error());
    error.rule = "LEDGER-13";
    return error;
  }
  Result<int128> converted = Convert(amount, scale, *rate, read.money.scale, read.money.rounding);
  if (!converted.ok()) {
    if (converted.error().path == "step") return RuleError(request, "rounding", std::move(converted).error());
    return ErrorAt(place, std::move(converted).error());
  }
  KEYHAUL_TRY(const Exact exact, ConvertExactly(amount, scale, *rate, read.money.scale));
  return ExchangedAmount{*rate, exact, *converted};
}

void WriteExchanged(const ExchangedAmount& amount, int scale, JsonWriter* out) {
  if (amount.rate.has_value()) out->Key("rate").Text(amount.rate->ToText());
  out->Key("exact").Text(ToText(amount.exact, scale));
  out->Key("converted").Text(AmountText(amount.converted, scale));
}

Status AddTo(int128 amount, JsonNode place, int128* sum) {
  if (CheckedAdd(*sum, amount, sum)) return {};
  return place.MakeError(Code::overflow, "the sum up to here passes 128 bits");
}

Result<int128> WriteDocuments(const CalcRequest& request, const ExchangeRequest& read, JsonWriter* out) {
  int128 total = 0;
  out->Key("rows").BeginArray();
  for (const ExchangeRow& row : read.rows) {
    KEYHAUL_TRY(const ExchangedAmount amount, Exchanged(request, read, row.currency, row.amount, row.day, row.node));
    KEYHAUL_CHECK(AddTo(amount.converted, row.node, &total));
    out->BeginObject().Key("currency").Text(row.currency.code());
    out->Key("amount").Text(AmountText(row.amount, read.ScaleOf(row.currency)));
    WriteExchanged(amount, read.money.scale, out);
    out->EndObject();
  }
  out->EndArray();
  return total;
}

struct CurrencySum {
  Currency currency;
  std::int64_t rows = 0;
  int128 amount = 0;
};

Result<int128> WriteSettlement(const CalcRequest& request, const ExchangeRequest& read, JsonWriter* out) {
  std::map<std::string, CurrencySum, std::less<>> sums;  // by code
  for (const ExchangeRow& row : read.rows) {
    CurrencySum& sum = sums[std::string(row.currency.code())];
    sum.currency = row.currency;
    ++sum.rows;
    KEYHAUL_CHECK(AddTo(row.amount, row.node, &sum.amount));
  }
  int128 total = 0;
  out->Key("currencies").BeginArray();
  for (const auto& [code, sum] : sums) {
    KEYHAUL_TRY(const ExchangedAmount amount,
                Exchanged(request, read, sum.currency, sum.amount, read.settlement_day, request.node));
    KEYHAUL_CHECK(AddTo(amount.converted, request.node, &total));
    out->BeginObject().Key("currency").Text(code).Key("rows").Integer(sum.rows);
    out->Key("amount").Text(AmountText(sum.amount, read.ScaleOf(sum.currency)));
    WriteExchanged(amount, read.money.scale, out);
    out->EndObject();
  }
  out->EndArray();
  return total;
}

}  // namespace

Status CalcExchange(const CalcRequest& request, JsonWriter* out) {
  KEYHAUL_TRY(const ExchangeRequest read, ReadExchangeRequest(request));
  out->Key("currency").Text(read.money.currency.code());
  out->Key("convert").Text(kExchangeByWords[static_cast<std::size_t>(read.by)]);
  if (read.settlement_day.has_value()) out->Key("settlement_day").Text(read.settlement_day->text());
  const bool by_row = read.by == ExchangeBy::document;
  KEYHAUL_TRY(const int128 total, (by_row ? WriteDocuments : WriteSettlement)(request, read, out));
  out->Key("total").Text(AmountText(total, read.money.scale));
  return {};
}

}  // namespace v1
}  // namespace keyhaul
