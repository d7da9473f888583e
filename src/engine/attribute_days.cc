#include "src/engine/attribute_days.h"

#include <cstddef>
#include <string>
#include <utility>

#include "keyhaul/base/day.h"
#include "keyhaul/ledger/attribution.h"

namespace keyhaul {
inline namespace v1 {
namespace {

void RefuseAttributed(const Schema& schema, const Attribution::Counted& day, std::size_t row, Refusals* refusals) {
  const std::string& column = schema.days[static_cast<std::size_t>(day.column)];
  const std::string rule = "ledger.attribution[" + std::to_string(day.rule) + "]";
  if (day.value == kNoDay) {
    refusals->Refuse(row, Verdict::bad_day, column, "",
                     MakeError(Code::data_value, "is missing; by " + rule + " the row counts on this day"));
  } else {
    const std::string value = std::to_string(day.value);
    refusals->Refuse(row, Verdict::bad_day, column, value,
                     MakeError(Code::data_value, "\"" + value + "\" is no day of the years 1 to 9999; by " + rule +
                                                     " the row counts on this day"));
  }
}

}  // namespace

Result<std::span<const std::int32_t>> AttributeDays(const InputTable& table, const Schema& schema,
                                                    AttributionColumns columns, std::vector<std::int32_t>* buffer,
                                                    Refusals* refusals) {
  std::vector<std::vector<std::int32_t>> buffers(schema.days.size());
  for (std::size_t i = 0; i < schema.days.size(); ++i) {
    KEYHAUL_TRY(const InputColumn* column, RequiredColumn(table, schema.days[i]));
    KEYHAUL_TRY(const auto days, ReadDays(table, *column, kNoDay, &buffers[i], refusals));
    columns.days.push_back(days);
  }
  if (schema.attribution.empty()) return columns.posting_day;
  const Attribution attribution(schema.attribution, schema.days, schema.dimensions);
  std::vector<std::int32_t> counted(columns.posting_day.begin(), columns.posting_day.end());
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (refusals->refused(row)) continue;
    const Attribution::Counted day = attribution.DayOf(columns, row);
    counted[row] = day.value;
    if (day.column != Attribution::kPosting && !IsInRange(Day(day.value))) {
      RefuseAttributed(schema, day, row, refusals);
    }
  }
  *buffer = std::move(counted);
  return std::span<const std::int32_t>(*buffer);
}

}  // namespace v1
}  // namespace keyhaul
