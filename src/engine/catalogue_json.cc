// The catalogue as JSON: what capi/catalogue.json is generated from.
#include <nlohmann/json.hpp>
#include <string>

#include "keyhaul/base/version.h"
#include "keyhaul/engine/catalogue.h"
#include "keyhaul/ledger.h"
#include "src/policy/keys.h"

namespace keyhaul {
inline namespace v1 {
namespace {

using Json = nlohmann::ordered_json;

std::string_view Name(ColumnType type) {
  switch (type) {
    case ColumnType::integer64: return "int64";
    case ColumnType::integer128: return "int128";
    case ColumnType::day: return "day";
    case ColumnType::integer32: return "int32";
    case ColumnType::text: return "text";
  }
  return "";
}

Json ScaleJson(std::int32_t scale) {
  if (scale == kScaleOfCurrency) return "currency";
  if (scale == kScaleOfMeasure) return "measure";
  return scale;
}

Json ColumnJson(const ColumnSpec& column) {
  return {{"name", column.name},         {"type", Name(column.type)}, {"unit", column.unit},
          {"scale", ScaleJson(column.scale)}, {"nullable", column.nullable}, {"since", column.since},
          {"meaning", column.meaning}};
}

Json TablesJson() {
  Json tables = Json::array();
  for (const TableSpec& table : CatalogueTables()) {
    Json columns = Json::array();
    for (const ColumnSpec& column : table.columns) columns.push_back(ColumnJson(column));
    tables.push_back({{"name", table.name},
                      {"direction", table.input ? "in" : "out"},
                      {"since", table.since},
                      {"meaning", table.meaning},
                      {"columns", std::move(columns)}});
  }
  return tables;
}

Json VerdictsJson() {
  Json verdicts = Json::array();
  for (std::int32_t i = 0; i < kVerdicts; ++i) {
    const auto verdict = static_cast<Verdict>(i);
    verdicts.push_back({{"number", i}, {"name", keyhaul::Name(verdict)}, {"meaning", Sentence(verdict)}});
  }
  return verdicts;
}

Json PolicyKeysJson() {
  Json keys = Json::array();
  for (const PolicyKey& key : PolicyKeys()) {
    keys.push_back({{"path", key.path},
                    {"type", key.type},
                    {"required", key.required},
                    {"since", key.since},
                    {"meaning", key.doc}});
  }
  return keys;
}

}  // namespace

std::string CatalogueJson() {
  Json json;
  json["catalogue"] = 1;
  json["version"] = kVersion;
  json["tables"] = TablesJson();
  json["verdicts"] = VerdictsJson();
  json["policy_keys"] = PolicyKeysJson();
  return json.dump(1) + '\n';
}

}  // namespace v1
}  // namespace keyhaul
