// The day that a row counts on.
//
// A row has a posting day, and in trade often more: the day on which a shipment was received, or that of the document
// which a credit note credits. An agreement says which of them decides the period that a row belongs to. Attribution is
// a list of rules; the first that a row matches names the day column whose day the row counts on, and a row that none
// matches counts on its posting day. It is settled before a row is added to anything, so that all totals agree and a
// shipment is never in two periods.
//
//   ledger.days = {"received"};
//   ledger.attribution = {{.day = "received", .when = {{"payment", {"prepaid"}}}}};
//
// Kinds and values are those of the row; a rule without either matches every row. The column "day" is the posting day,
// for rules that exempt rows from those below. Where the day is missing, the rule refuses the row or falls back to the
// posting day.
#ifndef KEYHAUL_LEDGER_ATTRIBUTION_H_
#define KEYHAUL_LEDGER_ATTRIBUTION_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/ledger/columns.h"
#include "keyhaul/ledger/row.h"
#include "keyhaul/ledger/text.h"

namespace keyhaul {
inline namespace v1 {

enum class OnMissingDay : std::int8_t { refuse, posting_day };

struct AttributionRule {
  std::string day;                                                     // a day column of the schema, or kPostingDay
  std::uint8_t kinds = kAllKinds;                                      // KindBit(...) | ...
  std::vector<std::pair<std::string, std::vector<std::string>>> when;  // dimensions and the values of each
  OnMissingDay missing = OnMissingDay::refuse;

  friend bool operator==(const AttributionRule&, const AttributionRule&) = default;
};

inline constexpr std::string_view kPostingDay = "day";

// What stands in a column of days where a row has none.
inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

// Refused unless every rule names a day column, known kinds, and known dimensions once each with values that are texts.
// Errors carry the path, "attribution[1].when.payment".
Status CheckAttribution(std::span<const AttributionRule> rules, std::span<const std::string> days,
                        std::span<const std::string> dimensions);

// The rules as one line each, ended by a line feed; the same for equal rules and different for different ones.
//   attribution received charge,credit_note refuse payment=7:prepaid
std::string AttributionText(std::span<const AttributionRule> rules);

// The columns of rows that attribution looks at.
struct AttributionColumns {
  std::span<const std::int32_t> posting_day;
  std::span<const std::uint8_t> kind;               // empty: every row is a charge
  std::vector<std::span<const std::int32_t>> days;  // by day column of the schema; kNoDay where there is none
  std::vector<TextColumn> dimensions;               // by dimension of the schema
};

// Checked rules, with names resolved to places.
class Attribution {
 public:
  static constexpr int kPosting = -1;

  Attribution(std::span<const AttributionRule> rules, std::span<const std::string> days,
              std::span<const std::string> dimensions);

  // The day of a row: `value` in the day column `column`, or the posting day where that is kPosting. `rule` is the
  // place of the rule that said so, -1 where none did. The value is kNoDay where the row is to be refused.
  struct Counted {
    std::int32_t value;
    int column = kPosting;
    int rule = -1;
  };
  Counted DayOf(const AttributionColumns& columns, std::size_t row) const;

 private:
  struct Rule {
    int column;
    std::uint8_t kinds;
    std::vector<std::pair<std::size_t, std::vector<std::string>>> when;
    OnMissingDay missing;
  };

  static bool Matches(const Rule& rule, const AttributionColumns& columns, std::size_t row);

  std::vector<Rule> rules_;
};

namespace ledger_internal {

inline int PlaceOf(std::span<const std::string> names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

inline Status CheckAttributionValues(const std::string& path, std::span<const std::string> values) {
  if (values.empty()) return MakeErrorAt(Code::policy_value, path, "no value is named; expected at least one");
  for (const std::string& value : values) {
    if (!value.empty() && IsShortText(value) && IsPlainText(value)) continue;
    return MakeErrorAt(Code::policy_value, path,
                       "a value is UTF-8 text of 1 to " + std::to_string(kMaxTextBytes) + " bytes");
  }
  return {};
}

inline Status CheckAttributionRule(const AttributionRule& rule, std::span<const std::string> days,
                                   std::span<const std::string> dimensions) {
  if (rule.day != kPostingDay && PlaceOf(days, rule.day) < 0) {
    return MakeErrorAt(Code::policy_value, "day",
                       "\"" + rule.day.substr(0, kMaxNameBytes) + "\" is no day column of the ledger");
  }
  if (rule.kinds == 0 || (rule.kinds & ~kAllKinds) != 0) {
    return MakeErrorAt(Code::policy_value, "kinds", "a rule is about at least one kind of row, and only known ones");
  }
  std::vector<std::string_view> seen;
  for (const auto& [dimension, values] : rule.when) {
    const std::string path = "when." + dimension.substr(0, kMaxNameBytes);
    if (PlaceOf(dimensions, dimension) < 0) {
      return MakeErrorAt(Code::policy_value, path, "is no dimension of the ledger");
    }
    if (std::find(seen.begin(), seen.end(), dimension) != seen.end()) {
      return MakeErrorAt(Code::policy_duplicate_key, path, "the dimension stands twice");
    }
    seen.push_back(dimension);
    KEYHAUL_CHECK(CheckAttributionValues(path, values));
  }
  return {};
}

// Values by their own order and once, each preceded by its length.
inline void AppendValues(std::vector<std::string> values, std::string* out) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  char separator = '=';
  for (const std::string& value : values) {
    *out += separator + std::to_string(value.size()) + ':' + value;
    separator = ',';
  }
}

}  // namespace ledger_internal

inline Status CheckAttribution(std::span<const AttributionRule> rules, std::span<const std::string> days,
                               std::span<const std::string> dimensions) {
  if (rules.size() > static_cast<std::size_t>(kMaxAttributionRules)) {
    return MakeErrorAt(Code::policy_value, "attribution",
                       std::to_string(rules.size()) + " rules; " + std::to_string(kMaxAttributionRules) + " at most");
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (Status status = ledger_internal::CheckAttributionRule(rules[i], days, dimensions); !status.ok()) {
      return Under("attribution[" + std::to_string(i) + "]", std::move(status).error());
    }
  }
  return {};
}

inline std::string AttributionText(std::span<const AttributionRule> rules) {
  std::string text;
  for (const AttributionRule& rule : rules) {
    text += "attribution " + rule.day;
    char separator = ' ';
    for (int kind = 0; kind < kRowKinds; ++kind) {
      if ((rule.kinds & (1U << kind)) == 0) continue;
      text += separator;
      text += Name(static_cast<RowKind>(kind));
      separator = ',';
    }
    text += rule.missing == OnMissingDay::refuse ? " refuse" : " posting_day";
    auto when = rule.when;
    std::sort(when.begin(), when.end());
    for (const auto& [dimension, values] : when) {
      text += ' ' + dimension;
      ledger_internal::AppendValues(values, &text);
    }
    text += '\n';
  }
  return text;
}

inline Attribution::Attribution(std::span<const AttributionRule> rules, std::span<const std::string> days,
                                std::span<const std::string> dimensions) {
  rules_.reserve(rules.size());
  for (const AttributionRule& rule : rules) {
    Rule& resolved = rules_.emplace_back();
    resolved.column = rule.day == kPostingDay ? kPosting : ledger_internal::PlaceOf(days, rule.day);
    resolved.kinds = rule.kinds;
    resolved.missing = rule.missing;
    for (const auto& [dimension, values] : rule.when) {
      resolved.when.emplace_back(static_cast<std::size_t>(ledger_internal::PlaceOf(dimensions, dimension)), values);
    }
  }
}

inline bool Attribution::Matches(const Rule& rule, const AttributionColumns& columns, std::size_t row) {
  const std::uint8_t kind = columns.kind.empty() ? std::uint8_t{0} : columns.kind[row];
  if (((rule.kinds >> kind) & 1) == 0) return false;
  return std::all_of(rule.when.begin(), rule.when.end(), [&](const auto& term) {
    const std::string_view value = columns.dimensions[term.first][row];
    return std::find(term.second.begin(), term.second.end(), value) != term.second.end();
  });
}

inline Attribution::Counted Attribution::DayOf(const AttributionColumns& columns, std::size_t row) const {
  const std::int32_t posting = columns.posting_day[row];
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    if (!Matches(rule, columns, row)) continue;
    const int place = static_cast<int>(i);
    if (rule.column == kPosting) return {posting, kPosting, place};
    const std::int32_t day = columns.days[static_cast<std::size_t>(rule.column)][row];
    if (day == kNoDay && rule.missing == OnMissingDay::posting_day) return {posting, kPosting, place};
    return {day, rule.column, place};
  }
  return {posting};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_ATTRIBUTION_H_
