// The statements of an account from the tables of a result: as text that a person reads, or as JSON with all that it
// takes to compute them again.
#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/statement/render_statement.h"
#include "src/engine/explain_tier.h"
#include "src/engine/rows_of_key.h"
#include "src/engine/statement_detail.h"
#include "src/policy/json_writer.h"

namespace keyhaul {
inline namespace v1 {
namespace {

class StatementTeller {
 public:
  StatementTeller(const RunResult& result, std::string_view account)
      : result_(result),
        account_(account),
        heads_(*result.Find("statements")),
        groups_(*result.Find("statement_groups")),
        lines_(*result.Find("statement_lines")) {
    std::tie(begin_, end_) = RowsOfKey(heads_, account);
    group_rows_ = RowsOfKey(groups_, account);
    line_rows_ = RowsOfKey(lines_, account);
  }

  bool IsKnown() const { return begin_ < end_; }

  Result<std::string> Told(ExplainForm form) {
    JsonWriter json(JsonWriter::Layout::indented);
    json.BeginArray();
    std::string text;
    const StatementDetail detail(result_, account_);
    for (std::size_t row = begin_; row < end_; ++row) {
      if (form == ExplainForm::text) {
        text += (text.empty() ? "" : "\n") + RenderStatement(StatementAt(row));
      } else {
        KEYHAUL_CHECK(Put(row, detail, json));
      }
    }
    if (form == ExplainForm::text) return text;
    json.EndArray();
    return std::move(json).Finish() + '\n';
  }

 private:
  static int128 Money(const Table& table, std::string_view column, std::size_t row) {
    return table[column].int128s()[row];
  }
  std::string Text(const Table& table, std::string_view column, std::size_t row) const {
    return CellText(table, column, row, result_.policy->money_scale);
  }
  static Day DayAt(const Table& table, std::string_view column, std::size_t row) {
    return Day(table[column].int32s()[row]);
  }

  // The rows of a table that are of the statement that begins on a day.
  static std::vector<std::size_t> RowsOn(const Table& table, const std::pair<std::size_t, std::size_t>& rows,
                                         Day begin) {
    std::vector<std::size_t> found;
    for (std::size_t row = rows.first; row < rows.second; ++row) {
      if (DayAt(table, "period_begin", row) == begin) found.push_back(row);
    }
    return found;
  }

  Statement StatementAt(std::size_t row) const {
    Statement out;
    out.account = account_;
    out.payer = Text(heads_, "payer", row);
    out.period = Text(heads_, "period", row);
    out.days = {DayAt(heads_, "period_begin", row), DayAt(heads_, "period_end", row)};
    out.is_final = Text(heads_, "state", row) == "final";
    out.currency = Text(heads_, "currency", row);
    out.money_scale = result_.policy->money_scale;
    out.issued = DayAt(heads_, "issued", row);
    out.payment_days = heads_["payment_days"].int64s()[row];
    out.due_day = DayAt(heads_, "due_day", row);
    out.grouped_by = Text(heads_, "grouped_by", row);
    out.totals = {Money(heads_, "gross", row),   Money(heads_, "discounts", row), Money(heads_, "net", row),
                  Money(heads_, "charges", row), Money(heads_, "accrued", row),   Money(heads_, "settled", row),
                  Money(heads_, "carried", row)};
    for (const std::size_t group : RowsOn(groups_, group_rows_, out.days.begin)) {
      out.groups.push_back({Text(groups_, "group_value", group), Money(groups_, "gross", group),
                            Money(groups_, "discounts", group), Money(groups_, "net", group),
                            Money(groups_, "settled", group)});
    }
    for (const std::size_t line : RowsOn(lines_, line_rows_, out.days.begin)) out.lines.push_back(LineAt(line));
    return out;
  }

  LinePart PartOf(std::size_t row) const {
    const auto word = std::find(std::begin(kLinePartWords), std::end(kLinePartWords), lines_["flags"].texts()[row]);
    return static_cast<LinePart>(word - std::begin(kLinePartWords));
  }

  StatementLine LineAt(std::size_t row) const {
    StatementLine out;
    const std::string section = Text(lines_, "section", row);
    out.line = Text(lines_, "line", row);
    out.part = PartOf(row);
    out.amount = Money(lines_, "amount", row);
    out.section = section == "rebate"     ? LineKind::rebate
                  : section == "discount" ? LineKind::discount
                                          : LineKind::commitment;
    out.period = Text(lines_, "line_period", row);
    out.is_final = Text(lines_, "state", row) == "final";
    out.earned = Money(lines_, "earned", row);
    out.capped = Money(lines_, "capped", row);
    out.top_up = Money(lines_, "top_up", row);
    out.due = Money(lines_, "due", row);
    if (lines_["accrued"].valid(row)) out.accrued = Money(lines_, "accrued", row);
    out.booked_before = Money(lines_, "booked_before", row);
    out.delta = Money(lines_, "delta", row);
    out.payout = Money(lines_, "payout", row);
    out.balance = Money(lines_, "balance", row);
    out.text = Text(lines_, "text", row);
    return out;
  }

  void PutAll(const Table& table, std::size_t row, std::string_view skipped, JsonWriter& json) const {
    for (const Column& column : table.columns()) {
      if (column.name() == "account" || column.name() == skipped) continue;
      const bool is_count = column.type() == ColumnType::integer64;
      PutText(column.name(), CellText(table, column.name(), row, is_count ? 0 : result_.policy->money_scale), json);
    }
  }

  Status Put(std::size_t row, const StatementDetail& detail, JsonWriter& json) const {
    json.BeginObject().Key("policy").Text(result_.policy->policy.name);
    json.Key("policy_digest").Text(result_.policy->digest.ToText());
    if (const Table* run = result_.Find("run"); run != nullptr) PutText("as_of", CellText(*run, "as_of", 0, 0), json);
    // Only a run that explains tells what lies ahead; without, there are no steps and no texts.
    json.Key("explanations").Text(result_.Find("outlooks") != nullptr ? "given" : "omitted");
    json.Key("account").Text(account_);
    PutAll(heads_, row, "", json);
    const Day begin = DayAt(heads_, "period_begin", row);
    json.Key("groups").BeginArray();
    for (const std::size_t group : RowsOn(groups_, group_rows_, begin)) {
      json.BeginObject();
      PutAll(groups_, group, "period_begin", json);
      json.EndObject();
    }
    json.EndArray().Key("lines").BeginArray();
    for (const std::size_t line : RowsOn(lines_, line_rows_, begin)) {
      json.BeginObject();
      for (const char* column : {"number", "section", "line"}) PutText(column, Text(lines_, column, line), json);
      PutText("period_begin", Text(lines_, "line_period_begin", line), json);
      for (const char* column : {"flags", "amount"}) PutText(column, Text(lines_, column, line), json);
      const std::string_view id = lines_["line"].texts()[line];
      KEYHAUL_CHECK(detail.Put(id, DayAt(lines_, "line_period_begin", line), PartOf(line), json));
      json.EndObject();
    }
    json.EndArray().EndObject();
    return {};
  }

  const RunResult& result_;
  const std::string_view account_;
  const Table& heads_;
  const Table& groups_;
  const Table& lines_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::pair<std::size_t, std::size_t> group_rows_;
  std::pair<std::size_t, std::size_t> line_rows_;
};

}  // namespace

Result<std::string> StatementOf(const RunResult& result, std::string_view account, ExplainForm form) {
  if (result.Find("statements") == nullptr) {
    return MakeError(Code::wrong_state, result.policy->policy.statement.has_value()
                                            ? "the result has no statements: terms were omitted from the run"
                                            : "the result has no statements: its policy does not ask for any");
  }
  StatementTeller teller(result, account);
  if (teller.IsKnown()) return teller.Told(form);
  Error error =
      MakeError(Code::not_found, "the result has no statement of an account \"" + std::string(account) + "\"");
  error.value = account;
  return error;
}

}  // namespace v1
}  // namespace keyhaul
