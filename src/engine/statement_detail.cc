#include "src/engine/statement_detail.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <tuple>

#include "keyhaul/base/exact.h"
#include "keyhaul/terms/proportion.h"
#include "src/engine/explain_tier.h"
#include "src/engine/rows_of_key.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The exact value that ToText has written in major units: "0.125", or "0.33 + 1/300".
Result<Exact> ExactOfText(std::string_view text, int scale) {
  const std::size_t plus = text.find(" + ");
  KEYHAUL_TRY(const Decimal whole, Decimal::Parse(text.substr(0, plus)));
  KEYHAUL_TRY(const Exact value, ToExact(whole, scale));
  if (plus == std::string_view::npos) return value;
  const std::string_view fraction = text.substr(plus + 3);
  const std::size_t slash = fraction.find('/');
  KEYHAUL_TRY(const Decimal numerator, Decimal::Parse(fraction.substr(0, slash)));
  // The denominator was written times a major unit's minor ones.
  KEYHAUL_TRY(
      const Decimal denominator,
      Decimal::Parse(fraction.substr(slash + 1, fraction.size() - slash - 1 - static_cast<std::size_t>(scale))));
  KEYHAUL_TRY(const int128 above, numerator.MantissaAt(0));
  KEYHAUL_TRY(const int128 below, denominator.MantissaAt(0));
  return Add(value, {0, above, below});
}

constexpr std::array<std::string_view, 3> kKeys = {"account", "line", "period_begin"};

// What stands with the change of a settlement, and not with what was booked before it.
bool IsOfNow(std::string_view column) {
  return column == "accrued" || column == "accrual_difference" || column == "balance";
}

bool IsKey(std::string_view column) { return std::find(kKeys.begin(), kKeys.end(), column) != kKeys.end(); }

}  // namespace

StatementDetail::StatementDetail(const RunResult& result, std::string_view account)
    : result_(result),
      policy_(*result.policy),
      account_(account),
      settlements_(Find("settlements")),
      explanations_(Find("explanations")),
      stack_lines_(Find("stack_lines")),
      commitments_(Find("commitments")) {}

StatementDetail::Rows StatementDetail::Find(std::string_view table) const {
  Rows rows{result_.Find(table)};
  if (rows.table != nullptr) std::tie(rows.begin, rows.end) = RowsOfKey(*rows.table, account_);
  return rows;
}

template <class Visit>
void StatementDetail::ForEach(const Rows& rows, std::string_view line, Day begin, const Visit& visit) const {
  if (rows.begin == rows.end) return;
  const TextValues& lines = (*rows.table)["line"].texts();
  const std::span<const std::int32_t> days = (*rows.table)["period_begin"].int32s();
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    if (lines[row] == line && days[row] == begin.value()) visit(row);
  }
}

// All columns but those that say whose they are.
void StatementDetail::PutColumns(const Table& table, std::size_t row, JsonWriter& json, LinePart part) const {
  for (const Column& column : table.columns()) {
    if (IsKey(column.name()) || (part == LinePart::booked && IsOfNow(column.name()))) continue;
    const bool is_basis = column.name() == "qualifying" || column.name() == "payable" || column.name() == "counted";
    const bool is_count = column.type() == ColumnType::integer64;
    PutText(column.name(), CellText(table, column.name(), row, is_basis || is_count ? 0 : policy_.money_scale), json);
  }
}

void StatementDetail::PutList(std::string_view key, const Rows& rows, std::string_view line, Day begin,
                              JsonWriter& json) const {
  bool any = false;
  ForEach(rows, line, begin, [&](std::size_t row) {
    if (!any) json.Key(key).BeginArray();
    any = true;
    json.BeginObject();
    PutColumns(*rows.table, row, json);
    json.EndObject();
  });
  if (any) json.EndArray();
}

Status StatementDetail::PutSteps(std::string_view line, Day begin, JsonWriter& json) const {
  Exact sum;
  Status status;
  bool any = false;
  ForEach(explanations_, line, begin, [&](std::size_t row) {
    any = true;
    Result<Exact> value = ExactOfText((*explanations_.table)["exact"].texts()[row], policy_.money_scale);
    if (value.ok()) value = Add(sum, *value);
    if (value.ok()) sum = *value;
    if (!value.ok() && status.ok()) status = std::move(value).error();
  });
  KEYHAUL_CHECK(std::move(status));
  if (any) json.Key("exact").Text(ToText(sum, policy_.money_scale));
  PutList("steps", explanations_, line, begin, json);
  return {};
}

// What the account has of the groups that the line was pooled in: the pool as a whole, and its own part.
void StatementDetail::PutPools(std::string_view line, Day begin, JsonWriter& json) const {
  const Table* const groups = result_.Find("groups");
  const Table* const members = result_.Find("group_members");
  if (groups == nullptr || members == nullptr) return;
  bool any = false;
  ForEach({members, 0, members->rows()}, line, begin, [&](std::size_t row) {
    if ((*members)["account"].texts()[row] != account_) return;
    if (!any) json.Key("pools").BeginArray();
    any = true;
    const std::string_view group = (*members)["group"].texts()[row];
    json.BeginObject().Key("group").Text(group);
    const auto [first, last] = RowsOfKey(*groups, group);
    ForEach({groups, first, last}, line, begin, [&](std::size_t pool) {
      PutText("share", CellText(*groups, "share", pool, 0), json);
      PutText("flags", CellText(*groups, "flags", pool, 0), json);
      PutText("qualifying", CellText(*groups, "qualifying", pool, 0), json);
      PutText("due", CellText(*groups, "due", pool, policy_.money_scale), json);
    });
    json.Key("member").BeginObject();
    PutText("qualifying", CellText(*members, "qualifying", row, 0), json);
    PutText("part", CellText(*members, "part", row, policy_.money_scale), json);
    json.EndObject().EndObject();
  });
  if (any) json.EndArray();
}

Status StatementDetail::Put(std::string_view line, Day period_begin, LinePart part, JsonWriter& json) const {
  bool is_pooled = false;
  ForEach(settlements_, line, period_begin, [&](std::size_t row) {
    is_pooled = (*settlements_.table)["group"].valid(row);
    PutColumns(*settlements_.table, row, json, part);
  });
  KEYHAUL_CHECK(PutSteps(line, period_begin, json));
  PutList("stack_lines", stack_lines_, line, period_begin, json);
  if (is_pooled) PutPools(line, period_begin, json);
  PutList("commitments", commitments_, line, period_begin, json);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
