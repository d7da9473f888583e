// The catalogue as JSON: what capi/catalogue.json is generated from.
#include <string>
#include <utility>

#include "keyhaul/base/version.h"
#include "keyhaul/engine/catalogue.h"
#include "keyhaul/ledger.h"
#include "src/policy/json_writer.h"
#include "src/policy/keys.h"

namespace keyhaul {
inline namespace v1 {
namespace {

std::string_view Name(ColumnType type) {
  switch (type) {
    case ColumnType::integer64:
      return "int64";
    case ColumnType::integer128:
      return "int128";
    case ColumnType::day:
      return "day";
    case ColumnType::integer32:
      return "int32";
    case ColumnType::text:
      return "text";
  }
  return "";
}

std::string ScaleText(std::int32_t scale) {
  if (scale == kScaleOfCurrency) return "currency";
  return scale == kScaleOfMeasure ? "measure" : std::to_string(scale);
}

void PutTable(const TableSpec& table, JsonWriter& json) {
  json.BeginObject().Key("name").Text(table.name).Key("direction").Text(table.input ? "in" : "out");
  json.Key("since").Text(table.since).Key("meaning").Text(table.meaning).Key("columns").BeginArray();
  for (const ColumnSpec& column : table.columns) {
    json.BeginObject().Key("name").Text(column.name).Key("type").Text(Name(column.type));
    json.Key("unit").Text(column.unit).Key("scale").Text(ScaleText(column.scale));
    json.Key("nullable").Boolean(column.nullable).Key("since").Text(column.since);
    json.Key("meaning").Text(column.meaning).EndObject();
  }
  json.EndArray().EndObject();
}

void PutVerdicts(JsonWriter& json) {
  json.BeginArray();
  for (std::int32_t number = 0; number < kVerdicts; ++number) {
    const auto verdict = static_cast<Verdict>(number);
    json.BeginObject().Key("number").Integer(number).Key("name").Text(keyhaul::Name(verdict));
    json.Key("meaning").Text(Sentence(verdict)).EndObject();
  }
  json.EndArray();
}

void PutPolicyKeys(JsonWriter& json) {
  json.BeginArray();
  for (const PolicyKey& key : PolicyKeys()) {
    json.BeginObject().Key("path").Text(key.path).Key("type").Text(key.type);
    json.Key("required").Boolean(key.required).Key("since").Text(key.since).Key("meaning").Text(key.doc).EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string CatalogueJson() {
  JsonWriter json(JsonWriter::Layout::indented);
  json.BeginObject().Key("catalogue").Integer(1).Key("version").Text(kVersion).Key("tables").BeginArray();
  for (const TableSpec& table : CatalogueTables()) PutTable(table, json);
  json.EndArray();
  PutVerdicts(json.Key("verdicts"));
  PutPolicyKeys(json.Key("policy_keys"));
  json.EndObject();
  return std::move(json).Finish() + '\n';
}

}  // namespace v1
}  // namespace keyhaul
