// The schema of a ledger: which dimensions and measures its rows have.
//
// Every row of a ledger has an account, a day, a document and a kind (row.h). What else it says differs from trade to
// trade and is named here: *dimensions* are texts that rules choose rows by (service, lane, cost centre), *measures*
// are numbers that rules add up (revenue, weight, pieces). A measure is an int64 with a scale: 12.345 kg at scale 3 is
// 12345. A measure whose unit is "money" is an amount in the currency of the policy; any other unit is a word of the
// policy's own.
//
//   Schema schema;
//   schema.dimensions = {"service", "lane"};
//   schema.measures = {{"revenue", "money", 2}, {"weight", "kg", 3}};
//   KEYHAUL_CHECK(CheckSchema(schema));
//
// A ledger may have further columns of days, and rules of which of them a row counts on (attribution.h).
//
// Dimensions and measures are known by their place in the schema; batches and plans use these numbers.
#ifndef KEYHAUL_LEDGER_SCHEMA_H_
#define KEYHAUL_LEDGER_SCHEMA_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/ledger/attribution.h"
#include "keyhaul/ledger/convert_at.h"

namespace keyhaul {
inline namespace v1 {

struct Measure {
  std::string name;
  std::string unit;        // "money", or the policy's own word: "kg", "piece"
  std::int32_t scale = 0;  // decimals of the stored integers

  bool IsMoney() const { return unit == "money"; }

  friend bool operator==(const Measure&, const Measure&) = default;
};

struct Schema {
  std::vector<std::string> dimensions;
  std::vector<Measure> measures;
  std::vector<std::string> days;  // beside the posting day
  std::vector<AttributionRule> attribution;
  std::optional<ConvertAt> exchange;  // rows in another currency are refused where there is none

  // Whether rows keep amounts in other currencies, which are converted when a period is settled.
  bool KeepsCurrencies() const { return exchange == ConvertAt::settlement; }

  // The place of a name, or -1.
  int FindDimension(std::string_view name) const;
  int FindMeasure(std::string_view name) const;

  friend bool operator==(const Schema&, const Schema&) = default;
};

// Columns that every ledger has, and that no dimension or measure may be called.
inline constexpr std::string_view kReservedColumnNames[] = {"account", "day",      "document", "kind",
                                                            "credits", "currency", "refused"};

// Refused unless every name is [a-z][a-z0-9_]*, not reserved and unique over dimensions and measures; every unit is
// present; scales lie in [0, kMaxDecimalScale]; the counts are within the limits; and the rules of attribution name
// what there is. Errors carry the path, "dimensions[1]" or "measures.weight".
Status CheckSchema(const Schema& schema);

namespace ledger_internal {

constexpr bool FitsName(std::string_view text) { return text.size() <= static_cast<std::size_t>(kMaxNameBytes); }

constexpr bool IsName(std::string_view name) {
  if (name.empty() || !FitsName(name) || name[0] < 'a' || name[0] > 'z') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

// A name at a path, given the names that came before it.
inline Status CheckName(const std::string& path, const std::string& name, std::vector<std::string_view>* seen) {
  Error error;
  error.path = path;
  error.value = name;
  if (!IsName(name)) {
    error.code = Code::policy_value;
    error.message = "\"" + name.substr(0, kMaxNameBytes) + "\" is not a name; expected a lower-case letter and then " +
                    "lower-case letters, digits and underscores, " + std::to_string(kMaxNameBytes) + " at most";
    return error;
  }
  if (std::find(std::begin(kReservedColumnNames), std::end(kReservedColumnNames), name) !=
      std::end(kReservedColumnNames)) {
    error.code = Code::policy_value;
    error.message = "\"" + name + "\" is a column that every ledger has; choose another name";
    return error;
  }
  if (std::find(seen->begin(), seen->end(), name) != seen->end()) {
    error.code = Code::policy_duplicate_key;
    error.message = "\"" + name + "\" is the name of another dimension, measure or day";
    return error;
  }
  seen->push_back(name);
  return {};
}

inline Status CheckCount(std::string_view what, std::size_t count, int limit) {
  if (count <= static_cast<std::size_t>(limit)) return {};
  return MakeErrorAt(Code::policy_value, std::string(what),
                     std::to_string(count) + " " + std::string(what) + "; " + std::to_string(limit) + " at most");
}

}  // namespace ledger_internal

inline int Schema::FindDimension(std::string_view name) const {
  const auto found = std::find(dimensions.begin(), dimensions.end(), name);
  return found == dimensions.end() ? -1 : static_cast<int>(found - dimensions.begin());
}

inline int Schema::FindMeasure(std::string_view name) const {
  const auto found = std::find_if(measures.begin(), measures.end(), [&](const Measure& m) { return m.name == name; });
  return found == measures.end() ? -1 : static_cast<int>(found - measures.begin());
}

inline Status CheckSchema(const Schema& schema) {
  KEYHAUL_CHECK(ledger_internal::CheckCount("dimensions", schema.dimensions.size(), kMaxDimensions));
  KEYHAUL_CHECK(ledger_internal::CheckCount("measures", schema.measures.size(), kMaxMeasures));
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i < schema.dimensions.size(); ++i) {
    KEYHAUL_CHECK(ledger_internal::CheckName("dimensions[" + std::to_string(i) + "]", schema.dimensions[i], &seen));
  }
  for (const Measure& measure : schema.measures) {
    const std::string path = "measures." + measure.name.substr(0, kMaxNameBytes);
    KEYHAUL_CHECK(ledger_internal::CheckName(path, measure.name, &seen));
    if (measure.unit.empty()) return MakeErrorAt(Code::policy_value, path, "a measure needs a unit");
    if (!ledger_internal::FitsName(measure.unit)) {
      return MakeErrorAt(Code::policy_value, path, "a unit has " + std::to_string(kMaxNameBytes) + " bytes at most");
    }
    if (measure.scale < 0 || measure.scale > kMaxDecimalScale) {
      return MakeErrorAt(
          Code::policy_value, path,
          "scale " + std::to_string(measure.scale) + "; expected 0 to " + std::to_string(kMaxDecimalScale));
    }
  }
  KEYHAUL_CHECK(ledger_internal::CheckCount("days", schema.days.size(), kMaxDayColumns));
  for (std::size_t i = 0; i < schema.days.size(); ++i) {
    KEYHAUL_CHECK(ledger_internal::CheckName("days[" + std::to_string(i) + "]", schema.days[i], &seen));
  }
  return CheckAttribution(schema.attribution, schema.days, schema.dimensions);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_SCHEMA_H_
