// calc: the RFM scores and segments of accounts whose recency, frequency and value are given.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/tiering/rfm.h"
#include "src/engine/calc.h"
#include "src/engine/calc_columns.h"
#include "src/policy/measures.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::int64_t kNever = -1;

struct Purchases {
  std::vector<JsonNode> ids;
  std::vector<std::int32_t> places;
  std::vector<std::int64_t> recency;
  std::vector<std::int64_t> frequency;
  DecimalColumn monetary;
};

// An account that was active once was so on a day, and one that never was has nothing.
Status CheckActivity(const Purchases& population, const std::vector<JsonNode>& accounts) {
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const bool has_day = population.recency[i] != kNever;
    const bool is_active = population.frequency[i] > 0;
    const auto refuse = [&](std::string_view key, std::string message) {
      Error error = accounts[i].Find(key)->MakeError(Code::data_value, std::move(message));
      error.value = std::string(accounts[i].Find(key)->text());
      error.rule = "CALC-22";
      return error;
    };
    if (is_active && !has_day) return refuse("frequency", "the account was active, but no recency says when last");
    if (!is_active && has_day) return refuse("recency", "the frequency is 0, so there is no last activity");
    if (!is_active && population.monetary.values[i] != 0) {
      return refuse("monetary", "the frequency is 0, so there is no value");
    }
  }
  return {};
}

Result<Purchases> ReadPurchases(const CalcRequest& request, JsonNode node) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  KEYHAUL_TRY(const auto accounts, ReadElements(request.context, node, "calc.rfm.accounts[]"));
  const ObjectForm form(request.context, "calc.rfm.accounts[]");
  Purchases population;
  std::vector<JsonNode> monetary;
  for (const JsonNode account : accounts) {
    KEYHAUL_CHECK(form.Check(account));
    population.ids.push_back(form.Require(account, "id"));
    std::int64_t recency = kNever;
    if (const auto days = form.Get(account, "recency")) {
      KEYHAUL_TRY(recency, ReadInteger(*days, 0, kMost));
    }
    population.recency.push_back(recency);
    KEYHAUL_TRY(const std::int64_t frequency, ReadInteger(form.Require(account, "frequency"), 0, kMost));
    population.frequency.push_back(frequency);
    monetary.push_back(form.Require(account, "monetary"));
  }
  KEYHAUL_TRY(population.places, PlacesOfIds(population.ids));
  KEYHAUL_TRY(population.monetary, ReadColumn(monetary));
  KEYHAUL_CHECK(CheckActivity(population, accounts));
  return population;
}

void WriteAnswer(const Purchases& population, const RfmRule& rule, const RfmScores& scores, JsonWriter* out) {
  out->Key("accounts").BeginArray();
  for (std::size_t i = 0; i < population.ids.size(); ++i) {
    const std::int32_t segment = scores.segment[i];
    out->BeginObject().Key("id").Text(population.ids[i].text()).Key("recency").Integer(scores.recency[i]);
    out->Key("frequency").Integer(scores.frequency[i]).Key("monetary").Integer(scores.monetary[i]);
    out->Key("segment").Text(segment < 0 ? rule.others : rule.segments[static_cast<std::size_t>(segment)].name);
    out->Key("flags").Text(scores.Has(i, RfmFlag::no_activity) ? "no_activity" : "").EndObject();
  }
  out->EndArray().Key("segments").BeginArray();
  for (std::size_t i = 0; i < rule.segments.size(); ++i) {
    out->BeginObject().Key("segment").Text(rule.segments[i].name);
    out->Key("accounts").Integer(scores.segment_accounts[i]).EndObject();
  }
  out->BeginObject().Key("segment").Text(rule.others).Key("accounts").Integer(scores.others).EndObject();
  out->EndArray();
}

}  // namespace

Status CalcRfm(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.rfm");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  RfmRule rule;
  if (const auto rfm = form.Get(request.node, "rfm")) {
    KEYHAUL_TRY(rule, ReadRfm(request.context, *rfm, "calc.rfm.rfm"));
    Status status = CheckRfmRule(rule);
    if (!status.ok()) return Located(request.document, *rfm, std::move(status).error());
  }
  KEYHAUL_TRY(const Purchases population, ReadPurchases(request, form.Require(request.node, "accounts")));
  const RfmColumns columns{population.recency, population.frequency, population.monetary.values,
                           population.monetary.scale, population.places};
  KEYHAUL_TRY(const RfmScores scores, ScoreRfm(columns, rule));
  WriteAnswer(population, rule, scores, out);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
