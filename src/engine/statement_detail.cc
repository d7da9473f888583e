#include "src/engine/statement_detail.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "keyhaul/base/exact.h"
#include "keyhaul/terms/proportion.h"
#include "src/engine/explain_tier.h"
#include "src/engine/rows_of_key.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Of "-0.125": what stands behind the minor units may have more digits than a decimal.
Result<Exact> ExactOfDigits(std::string_view text, int scale) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t minor_end = std::min(point + 1 + static_cast<std::size_t>(scale), text.size());
  const std::string_view rest = text.substr(std::max(point, minor_end));
  KEYHAUL_TRY(const Decimal whole, Decimal::Parse(text.substr(0, scale == 0 ? point : minor_end)));
  KEYHAUL_TRY(Exact value, ToExact(whole, scale));
  int128 above = 0;
  int128 below = 1;
  for (const char digit : rest) {
    if (!CheckedMultiply(above, int128(10), &above) || !CheckedMultiply(below, int128(10), &below)) {
      return MakeError(Code::overflow, "the exact value " + std::string(text) + " has more digits than can be held");
    }
    above += digit - '0';
  }
  if (text.front() != '-' || above == 0) return Add(value, {0, above, below});
  return Add(value, {-1, below - above, below});
}

// The exact value that ToText has written in major units: "0.125", or "0.33 + 1/300".
Result<Exact> ExactOfText(std::string_view text, int scale) {
  const std::size_t plus = text.find(" + ");
  KEYHAUL_TRY(const Exact value, ExactOfDigits(text.substr(0, plus), scale));
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

// Whose a row is stands above it already: the account and the line, or the group.
constexpr std::array<std::string_view, 4> kKeys = {"account", "line", "period_begin", "group"};

// What stands with the change of a settlement, and not with what was booked before it.
bool IsOfNow(std::string_view column) {
  return column == "accrued" || column == "accrual_difference" || column == "balance";
}

bool IsKey(const Table& table, std::string_view column) {
  const bool is_key = std::find(kKeys.begin(), kKeys.end(), column) != kKeys.end();
  return is_key && !(column == "group" && table.name() == "settlements");
}

}  // namespace

StatementDetail::StatementDetail(const RunResult& result, std::string_view account)
    : result_(result),
      policy_(*result.policy),
      account_(account),
      settlements_(Find("settlements", account)),
      behind_(FindBehind(account)) {}

StatementDetail::Rows StatementDetail::Find(std::string_view table, std::string_view party) const {
  Rows rows{result_.Find(table)};
  if (rows.table != nullptr) std::tie(rows.begin, rows.end) = RowsOfKey(*rows.table, party);
  return rows;
}

StatementDetail::Behind StatementDetail::FindBehind(std::string_view party) const {
  return {Find("explanations", party), Find("stack_lines", party), Find("commitments", party)};
}

bool StatementDetail::IsForGroups(std::string_view line) const {
  const std::vector<TermsLine>& terms = policy_.policy.terms;
  const auto rule =
      std::find_if(terms.begin(), terms.end(), [line](const TermsLine& other) { return other.id == line; });
  const int agreement =
      rule == terms.end() ? -1 : policy_.lines[static_cast<std::size_t>(rule - terms.begin())].agreement;
  return agreement >= 0 && policy_.policy.agreements[static_cast<std::size_t>(agreement)].IsForGroups();
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
    if (IsKey(table, column.name()) || (part == LinePart::booked && IsOfNow(column.name()))) continue;
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

Status StatementDetail::PutSteps(const Rows& explanations, std::string_view line, Day begin, JsonWriter& json) const {
  Exact sum;
  Status status;
  bool any = false;
  ForEach(explanations, line, begin, [&](std::size_t row) {
    any = true;
    Result<Exact> value = ExactOfText((*explanations.table)["exact"].texts()[row], policy_.money_scale);
    if (value.ok()) value = Add(sum, *value);
    if (value.ok()) sum = *value;
    if (!value.ok() && status.ok()) status = std::move(value).error();
  });
  KEYHAUL_CHECK(std::move(status));
  if (any) json.Key("exact").Text(ToText(sum, policy_.money_scale));
  PutList("steps", explanations, line, begin, json);
  return {};
}

Status StatementDetail::PutBehind(const Behind& behind, std::string_view line, Day begin, JsonWriter& json) const {
  KEYHAUL_CHECK(PutSteps(behind.explanations, line, begin, json));
  PutList("stack_lines", behind.stack_lines, line, begin, json);
  PutList("commitments", behind.commitments, line, begin, json);
  return {};
}

// A pool as a whole, with what is behind its benefit, and the account's own part of it.
Status StatementDetail::PutPool(std::size_t member, std::string_view line, Day begin, JsonWriter& json) const {
  const Table& groups = *result_.Find("groups");
  const Table& members = *result_.Find("group_members");
  const std::string_view group = members["group"].texts()[member];
  json.BeginObject().Key("group").Text(group);
  ForEach(Find("groups", group), line, begin, [&](std::size_t pool) { PutColumns(groups, pool, json); });
  KEYHAUL_CHECK(PutBehind(FindBehind(group), line, begin, json));
  json.Key("member").BeginObject();
  PutColumns(members, member, json);
  json.EndObject().EndObject();
  return {};
}

// What the account has of the groups that the line was pooled in.
Status StatementDetail::PutPools(std::string_view line, Day begin, JsonWriter& json) const {
  const Table* const members = result_.Find("group_members");
  if (members == nullptr || result_.Find("groups") == nullptr) return {};
  Status status;
  bool any = false;
  ForEach({members, 0, members->rows()}, line, begin, [&](std::size_t row) {
    if ((*members)["account"].texts()[row] != account_ || !status.ok()) return;
    if (!any) json.Key("pools").BeginArray();
    any = true;
    status = PutPool(row, line, begin, json);
  });
  if (any) json.EndArray();
  return status;
}

Status StatementDetail::Put(std::string_view line, Day period_begin, LinePart part, JsonWriter& json) const {
  ForEach(settlements_, line, period_begin, [&](std::size_t row) { PutColumns(*settlements_.table, row, json, part); });
  // What the tables have of a group's own account is the pool's.
  return IsForGroups(line) ? PutPools(line, period_begin, json) : PutBehind(behind_, line, period_begin, json);
}

}  // namespace v1
}  // namespace keyhaul
