// calc: the XYZ classes of accounts whose values per period are given.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/tiering/variability.h"
#include "src/engine/calc.h"
#include "src/engine/calc_columns.h"
#include "src/policy/measures.h"

namespace keyhaul {
inline namespace v1 {
namespace {

struct Series {
  std::vector<JsonNode> ids;
  std::vector<JsonNode> series;              // the array of an account
  std::vector<std::vector<int128>> periods;  // columns
};

// The arrays turned into columns; all are as long as the first.
Status ReadPeriods(const std::vector<JsonNode>& cells, std::size_t periods, Series* population) {
  KEYHAUL_TRY(const DecimalColumn flat, ReadColumn(cells));
  population->periods.resize(periods);
  for (std::size_t i = 0; i < flat.values.size(); ++i) population->periods[i % periods].push_back(flat.values[i]);
  return {};
}

Result<Series> ReadSeries(const CalcRequest& request, JsonNode node) {
  KEYHAUL_TRY(const auto accounts, ReadElements(request.context, node, "calc.variability.accounts[]"));
  const ObjectForm form(request.context, "calc.variability.accounts[]");
  Series population;
  std::vector<JsonNode> cells;
  std::size_t periods = 1;
  for (const JsonNode account : accounts) {
    KEYHAUL_CHECK(form.Check(account));
    population.ids.push_back(form.Require(account, "id"));
    const JsonNode series = form.Require(account, "values");
    KEYHAUL_TRY(const auto values, ReadElements(request.context, series, "calc.variability.accounts[].values[]"));
    if (population.series.empty()) periods = values.size();
    if (values.empty() || values.size() > static_cast<std::size_t>(kMaxPeriods)) {
      return series.MakeError(Code::policy_value, std::to_string(values.size()) + " periods; 1 to " +
                                                      std::to_string(kMaxPeriods) + " expected");
    }
    if (values.size() != periods) {
      return series.MakeError(Code::policy_value, std::to_string(values.size()) + " periods; the first account has " +
                                                      std::to_string(periods) + ", and a period without value is 0");
    }
    population.series.push_back(series);
    cells.insert(cells.end(), values.begin(), values.end());
  }
  KEYHAUL_CHECK(PlacesOfIds(population.ids));
  KEYHAUL_CHECK(ReadPeriods(cells, periods, &population));
  return population;
}

void WriteAccount(const Series& population, const XyzRule& rule, const Variability& result, std::size_t i,
                  JsonWriter* out) {
  constexpr int kDigits = 9;
  const std::int32_t place = result.class_index[i];
  out->BeginObject().Key("id").Text(population.ids[i].text());
  out->Key("class").Text(rule.classes[static_cast<std::size_t>(place)].name).Key("class_index").Integer(place);
  out->Key("variation");
  result.variation[i].has_value() ? out->Text(AmountText(*result.variation[i], kDigits)) : out->Null();
  std::string flags;
  AddWord(result.Has(i, VariabilityFlag::no_positive_mean), "no_positive_mean", &flags);
  AddWord(result.Has(i, VariabilityFlag::single_period), "single_period", &flags);
  out->Key("flags").Text(flags).EndObject();
}

void WriteAnswer(const Series& population, const XyzRule& rule, const Variability& result, JsonWriter* out) {
  out->Key("deviation").Text(kDeviationWords[static_cast<std::size_t>(rule.deviation)]);
  out->Key("periods").Integer(static_cast<std::int64_t>(population.periods.size())).Key("accounts").BeginArray();
  for (std::size_t i = 0; i < population.ids.size(); ++i) WriteAccount(population, rule, result, i, out);
  out->EndArray().Key("classes").BeginArray();
  for (std::size_t i = 0; i < rule.classes.size(); ++i) {
    const XyzClass& one = rule.classes[i];
    out->BeginObject().Key("class").Text(one.name).Key("class_index").Integer(static_cast<std::int64_t>(i));
    out->Key("at_most");
    one.at_most.has_value() ? out->Text(one.at_most->ToText()) : out->Null();
    out->Key("accounts").Integer(result.class_accounts[i]).EndObject();
  }
  out->EndArray();
}

}  // namespace

Status CalcVariability(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.variability");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  XyzRule rule;
  if (const auto xyz = form.Get(request.node, "xyz")) {
    KEYHAUL_TRY(rule, ReadXyz(request.context, *xyz, "calc.variability.xyz"));
    Status status = CheckXyzRule(rule);
    if (!status.ok()) return Located(request.document, *xyz, std::move(status).error());
  }
  KEYHAUL_TRY(const Series population, ReadSeries(request, form.Require(request.node, "accounts")));
  const std::vector<std::span<const int128>> periods(population.periods.begin(), population.periods.end());
  Result<Variability> result = ClassifyVariability(periods, rule);
  if (!result.ok()) {
    // Only the values of an account can be refused now.
    Error error = std::move(result).error();
    const JsonNode series = population.series[static_cast<std::size_t>(error.row)];
    return ErrorAt(series, std::move(error));
  }
  WriteAnswer(population, rule, *result, out);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
