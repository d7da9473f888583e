// calc: how concentrated values are.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/tiering/concentration.h"
#include "src/engine/calc.h"
#include "src/engine/calc_columns.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr int kDigits = 9;

// Of no more accounts than these the Lorenz curve has a point each; of more it has the hundredths.
constexpr std::size_t kMostLorenzPoints = 1000;
constexpr int kHundredths = 100;

struct AskedConcentration {
  DecimalColumn values;
  std::vector<std::int32_t> top;
  std::vector<Decimal> points;
  std::vector<Decimal> shares;
};

// Plain numbers, or the accounts of a tiering request.
Result<DecimalColumn> ReadValues(const CalcRequest& request, JsonNode node) {
  constexpr std::string_view kElement = "calc.concentration.values[]";
  KEYHAUL_TRY(auto nodes, ReadElements(request.context, node, std::string(kElement)));
  const ObjectForm form(request.context, std::string(kElement));
  for (JsonNode& value : nodes) {
    if (value.kind() != JsonKind::object) continue;
    KEYHAUL_CHECK(form.Check(value));
    if (const auto id = form.Get(value, "id")) KEYHAUL_CHECK(ReadText(*id));
    value = form.Require(value, "value");
  }
  return ReadColumn(nodes);
}

Result<std::vector<Decimal>> ReadParts(const CalcRequest& request, std::optional<JsonNode> node, std::string path) {
  std::vector<Decimal> parts;
  if (!node.has_value()) return parts;
  KEYHAUL_TRY(const auto elements, ReadElements(request.context, *node, std::move(path)));
  for (const JsonNode element : elements) {
    KEYHAUL_TRY(const Decimal part, ReadDecimal(element));
    if (part.sign() < 0 || part > Decimal::FromInteger(1)) {
      return element.MakeError(Code::policy_value,
                               part.ToText() + " is not a part of a whole: 0 to 1 (100 %) expected");
    }
    parts.push_back(part);
  }
  return parts;
}

Result<AskedConcentration> ReadAskedConcentration(const CalcRequest& request, const ObjectForm& form) {
  AskedConcentration asked;
  KEYHAUL_TRY(asked.values, ReadValues(request, form.Require(request.node, "values")));
  if (const auto top = form.Get(request.node, "top")) {
    KEYHAUL_TRY(const auto elements, ReadElements(request.context, *top, "calc.concentration.top[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_TRY(const std::int64_t count, ReadInteger(element, 1, std::numeric_limits<std::int32_t>::max()));
      asked.top.push_back(static_cast<std::int32_t>(count));
    }
  }
  KEYHAUL_TRY(asked.points, ReadParts(request, form.Get(request.node, "points"), "calc.concentration.points[]"));
  KEYHAUL_TRY(asked.shares, ReadParts(request, form.Get(request.node, "shares"), "calc.concentration.shares[]"));
  return asked;
}

std::string FlagWords(const Concentration& result) {
  std::string words;
  AddWord(result.Has(ConcentrationFlag::empty_population), "empty_population", &words);
  AddWord(result.Has(ConcentrationFlag::single_account), "single_account", &words);
  AddWord(result.Has(ConcentrationFlag::all_zero), "all_zero", &words);
  AddWord(result.Has(ConcentrationFlag::nonpositive_total), "nonpositive_total", &words);
  AddWord(result.Has(ConcentrationFlag::negative_values), "negative_values", &words);
  return words;
}

// Writes the answer; a value whose nine digits leave 128 bits is noted, and the answer given up at the end.
class ConcentrationAnswer {
 public:
  ConcentrationAnswer(const AskedConcentration& asked, const Concentration& result, JsonWriter* out)
      : asked_(asked), result_(result), out_(*out) {}

  Status Write() {
    out_.Key("accounts").Integer(static_cast<std::int64_t>(result_.accounts));
    out_.Key("total").Text(AmountText(result_.total, asked_.values.scale)).Key("flags").Text(FlagWords(result_));
    out_.Key("gini").BeginObject();
    Measure("population", result_.gini_population).Measure("sample", result_.gini_sample);
    out_.EndObject().Key("hhi").BeginObject();
    Measure("plain", result_.hhi).Measure("normalised", result_.hhi_normalised);
    Measure("equivalent_number", result_.equivalent_number);
    out_.EndObject();
    Measure("rosenbluth", result_.rosenbluth);
    WriteTop();
    WritePoints();
    WriteShares();
    WriteLorenz();
    if (fits_) return {};
    Error error = MakeError(Code::overflow, "a measure of these values needs more than 128 bits");
    error.rule = "TIER-40";
    return error;
  }

 private:
  std::string Digits(const Ratio& ratio) {
    const std::optional<int128> digits = NineDigits(ratio);
    fits_ = fits_ && digits.has_value();
    return AmountText(digits.value_or(0), kDigits);
  }

  ConcentrationAnswer& Measure(std::string_view key, const std::optional<Ratio>& ratio) {
    out_.Key(key);
    if (!ratio.has_value()) {
      out_.Null();
      return *this;
    }
    out_.BeginObject().Key("value").Text(Digits(*ratio)).Key("exact");
    const std::optional<std::string> exact = FractionText(*ratio);
    exact.has_value() ? out_.Text(*exact) : out_.Null();
    out_.EndObject();
    return *this;
  }

  void WriteTop() {
    out_.Key("top").BeginArray();
    for (std::size_t i = 0; i < asked_.top.size(); ++i) {
      out_.BeginObject().Key("accounts").Integer(asked_.top[i]);
      Measure("share", result_.top_shares[i]);
      out_.EndObject();
    }
    out_.EndArray();
  }

  void WritePoints() {
    out_.Key("points").BeginArray();
    for (const Decimal& part : asked_.points) {
      out_.BeginObject().Key("part").Text(part.ToText());
      const bool defined = result_.lorenz.has_value();
      Measure("smallest_hold", defined ? std::optional<Ratio>(result_.lorenz->At(part)) : std::nullopt);
      Measure("largest_hold", defined ? std::optional<Ratio>(result_.lorenz->TopShare(part)) : std::nullopt);
      out_.EndObject();
    }
    out_.EndArray();
  }

  void WriteShares() {
    out_.Key("shares").BeginArray();
    for (const Decimal& share : asked_.shares) {
      out_.BeginObject().Key("share").Text(share.ToText());
      const bool defined = result_.lorenz.has_value();
      Measure("smallest_part", defined ? std::optional<Ratio>(result_.lorenz->Inverse(share)) : std::nullopt);
      Measure("largest_part", defined ? std::optional<Ratio>(result_.lorenz->LargestPart(share)) : std::nullopt);
      out_.EndObject();
    }
    out_.EndArray();
  }

  void WriteLorenz() {
    out_.Key("lorenz").BeginArray();
    const bool every = result_.accounts <= kMostLorenzPoints;
    const std::size_t steps = every ? result_.accounts : kHundredths;
    for (std::size_t i = 0; result_.lorenz.has_value() && i <= steps; ++i) {
      const Ratio part{false, uint128{i}, uint128{steps}};
      const Ratio share =
          every ? result_.lorenz->Point(i) : result_.lorenz->At(*Decimal::Make(static_cast<int128>(i), 2));
      out_.BeginObject().Key("part").Text(Digits(part)).Key("share").Text(Digits(share)).EndObject();
    }
    out_.EndArray();
  }

  const AskedConcentration& asked_;
  const Concentration& result_;
  JsonWriter& out_;
  bool fits_ = true;
};

}  // namespace

Status CalcConcentration(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.concentration");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const AskedConcentration asked, ReadAskedConcentration(request, form));
  const JsonNode values = form.Require(request.node, "values");
  Result<Concentration> result = Concentrate(asked.values.values, asked.top);
  if (!result.ok()) return ErrorAt(values, std::move(result).error());
  Status written = ConcentrationAnswer(asked, *result, out).Write();
  if (!written.ok()) return ErrorAt(values, std::move(written).error());
  return {};
}

}  // namespace v1
}  // namespace keyhaul
