#include "src/cli/result_files.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "src/cli/day_text.h"
#include "src/csv/csv_writer.h"

namespace keyhaul::cli {
namespace {

using Json = nlohmann::ordered_json;

// A file of the list in run.json.
Json Entry(const std::string& name, std::uint64_t rows, std::uint64_t bytes) {
  return {{"file", name}, {"rows", rows}, {"bytes", bytes}};
}

Outcome<Json> WriteTable(const capi::Table& table, OutputDirectory& out) {
  const std::string name = table.name() + ".csv";
  KEYHAUL_CLI_TRY(OutputFile file, out.Create(name));
  std::string text;
  CsvWriter writer(&text);
  for (const capi::ColumnView& column : table.columns()) writer.Field(column.name());
  writer.EndRow();
  for (std::uint64_t row = 0; row < table.rows() && !file.failed(); ++row) {
    for (const capi::ColumnView& column : table.columns()) writer.Field(CellText(column, row));
    writer.EndRow();
    file.Write(text);
    text.clear();
  }
  file.Write(text);
  KEYHAUL_CLI_CHECK(file.Close());
  return Entry(name, table.rows(), file.size());
}

Outcome<Json> WriteText(const std::string& name, const std::string& text, std::uint64_t rows, OutputDirectory& out) {
  KEYHAUL_CLI_TRY(OutputFile file, out.Create(name));
  file.Write(text);
  KEYHAUL_CLI_CHECK(file.Close());
  return Entry(name, rows, file.size());
}

// Tables that say who has which tier, and not what is owed.
constexpr std::string_view kTierTables[] = {"tiers",         "tier_summary", "tier_migration", "tier_mobility",
                                            "concentration", "lorenz",       "variability",    "xyz_summary",
                                            "rfm",           "rfm_summary"};

bool IsOfTiers(const capi::Table& table) {
  return std::find(std::begin(kTierTables), std::end(kTierTables), table.name()) != std::end(kTierTables);
}

Outcome<Json> WriteTables(const capi::Tables& tables, OutputDirectory& out, bool without_tiers = false) {
  Json files = Json::array();
  for (const capi::Table& table : tables.All()) {
    if (without_tiers && IsOfTiers(table)) continue;
    KEYHAUL_CLI_TRY(Json entry, WriteTable(table, out));
    files.push_back(std::move(entry));
  }
  return files;
}

// The accounts that have statements, each once. Rows are in their order.
std::vector<std::string> StatementAccounts(const capi::Table& statements) {
  std::vector<std::string> accounts;
  for (std::uint64_t row = 0; row < statements.rows(); ++row) {
    const std::string account(statements["account"].Text(row));
    if (accounts.empty() || accounts.back() != account) accounts.push_back(account);
  }
  return accounts;
}

// The statements of all accounts one after the other. As JSON they are one array: what the library gives for an account
// is one already, whose brackets are taken off.
Outcome<Json> WriteStatements(const capi::Tables& tables, std::int32_t form, OutputDirectory& out) {
  const bool is_json = form == KEYHAUL_EXPLAIN_JSON;
  const capi::Table statements = tables.Find("statements");
  const std::string name = is_json ? "statements.json" : "statements.txt";
  KEYHAUL_CLI_TRY(OutputFile file, out.Create(name));
  if (is_json) file.Write("[");
  bool is_first = true;
  for (const std::string& account : StatementAccounts(statements)) {
    const capi::Expected<capi::OwnedText> told = tables.Statement(account, form);
    if (!told) return FailureOf(told.error(), name);
    std::string_view text = told->view();
    if (is_json) {
      const std::size_t end = text.find_last_of(']');
      text = text.substr(1, end - 2);  // without the line feed before the bracket
    }
    if (!is_first) file.Write(is_json ? "," : "\n");
    is_first = false;
    file.Write(text);
  }
  if (is_json) file.Write("\n]\n");
  KEYHAUL_CLI_CHECK(file.Close());
  return Entry(name, statements.rows(), file.size());
}

Outcome<void> WriteMarker(const char* name, const Json& json, OutputDirectory& out) {
  // A path or a name that is not UTF-8 is shown with marks of replacement; it decides nothing.
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  KEYHAUL_CLI_CHECK(WriteText(name, text, 0, out));
  return {};
}

Json DayOrNull(const std::optional<std::int32_t>& day) { return day ? Json(DayText(*day)) : Json(); }
Json AmountOrNull(const std::optional<Amount>& amount, std::int32_t scale) {
  return amount ? Json(amount->Text(scale)) : Json();
}

Json SumsJson(const std::string& line, const char* state, const SettlementSums& sums, std::int32_t scale) {
  return {{"line", line},
          {"state", state},
          {"settlements", sums.settlements},
          {"earned", sums.earned.Text(scale)},
          {"booked_before", sums.booked_before.Text(scale)},
          {"delta", sums.delta.Text(scale)}};
}

Json Words(const std::string& text) {
  Json words = Json::array();
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

Json InputsJson(const std::vector<InputCount>& inputs) {
  Json json = Json::array();
  for (const InputCount& input : inputs) {
    json.push_back({{"table", input.table}, {"file", input.file}, {"rows", input.rows}, {"refused", input.refused}});
  }
  return json;
}

Json Describe(const Totals& totals, const RunInputs& inputs) {
  const RunFacts& run = totals.run;
  Json json = {{"written_by", inputs.written_by},
               {"version", run.version},
               {"policy", {{"file", inputs.policy_file}, {"name", run.policy}, {"digest", run.policy_digest}}},
               {"plan_digest", run.plan_digest},
               {"currency", run.currency},
               {"as_of", DayText(run.as_of)},
               {"window_begin", DayOrNull(run.window_begin)},
               {"window_end", DayOrNull(run.window_end)},
               {"accounts", run.accounts},
               {"base", AmountOrNull(run.base, run.value_scale)},
               {"net", AmountOrNull(run.net, run.value_scale)},
               {"flags", Words(run.flags)}};
  json["inputs"] = InputsJson(inputs.inputs);
  json["tiers"] = Json::array();
  for (const TierFacts& tier : inputs.terms_only ? std::vector<TierFacts>() : totals.tiers) {
    Json entry = {{"tier", tier.tier},
                  {"accounts", tier.accounts},
                  {"value", tier.value.Text(run.value_scale)},
                  {"share", tier.share ? Json(Amount(*tier.share).Text(9)) : Json()}};
    if (tier.segment) entry["segment"] = *tier.segment;
    json["tiers"].push_back(std::move(entry));
  }
  json["settlements"] = Json::array();
  for (const LineFacts& line : totals.lines) {
    if (line.closed.settlements > 0) {
      json["settlements"].push_back(SumsJson(line.line, "final", line.closed, totals.money_scale));
    }
    if (line.open.settlements > 0) {
      json["settlements"].push_back(SumsJson(line.line, "interim", line.open, totals.money_scale));
    }
  }
  return json;
}

}  // namespace

std::string CellText(const capi::ColumnView& column, std::uint64_t row) {
  if (!column.Has(row)) return {};
  switch (column.type()) {
    case KEYHAUL_INT64:
      return Amount(column.Int64(row)).Text(column.scale());
    case KEYHAUL_INT128:
      return Amount(column.Int128(row)).Text(column.scale());
    case KEYHAUL_DAY:
      return DayText(column.Day(row));
    case KEYHAUL_INT32:
      return std::to_string(column.Int32(row));
    default:
      return std::string(column.Text(row));
  }
}

Outcome<void> WriteResult(const capi::Tables& tables, const Totals& totals, const RunInputs& inputs,
                          OutputDirectory& out) {
  Json json = Describe(totals, inputs);
  KEYHAUL_CLI_TRY(Json files, WriteTables(tables, out, inputs.terms_only));
  if (tables.Find("statements")) {
    for (const std::int32_t form : {KEYHAUL_EXPLAIN_JSON, KEYHAUL_EXPLAIN_TEXT}) {
      KEYHAUL_CLI_TRY(Json entry, WriteStatements(tables, form, out));
      files.push_back(std::move(entry));
    }
  }
  if (!inputs.refused_csv.empty()) {
    std::uint64_t rows = 0;
    for (const InputCount& input : inputs.inputs) rows += input.refused;
    KEYHAUL_CLI_TRY(Json entry, WriteText("refused_rows.csv", inputs.refused_csv, rows, out));
    files.push_back(std::move(entry));
  }
  json["files"] = std::move(files);
  return WriteMarker(kRunMarker, json, out);
}

Outcome<void> WriteComparison(const capi::Tables& tables, const std::vector<std::string>& policy_files,
                              const std::vector<InputCount>& inputs, OutputDirectory& out) {
  Json json = {{"written_by", "keyhaul compare"}, {"version", keyhaul_version_text()}};
  const capi::Table of_scores = tables.Find("score_comparison_run");
  const capi::Table comparison = of_scores ? of_scores : tables.Find("comparison");
  const char* const sides[] = {"from", "to"};
  for (std::size_t side = 0; side < 2; ++side) {
    const std::string prefix = sides[side];
    json[prefix] = {{"file", policy_files[side]},
                    {"name", comparison[prefix + "_policy"].Text(0)},
                    {"digest", comparison[prefix + "_policy_digest"].Text(0)}};
    if (!of_scores) json[prefix]["as_of"] = DayText(comparison[prefix + "_as_of"].Day(0));
  }
  json["inputs"] = InputsJson(inputs);
  KEYHAUL_CLI_TRY(json["files"], WriteTables(tables, out));
  return WriteMarker(kCompareMarker, json, out);
}

Outcome<void> WriteScores(const capi::Tables& tables, const std::string& policy_file,
                          const std::vector<InputCount>& inputs, OutputDirectory& out) {
  const capi::Table run = tables.Find("score_run");
  Json json = {
      {"written_by", "keyhaul score"},
      {"version", run["version"].Text(0)},
      {"policy", {{"file", policy_file}, {"name", run["policy"].Text(0)}, {"digest", run["policy_digest"].Text(0)}}},
      {"candidates", run["candidates"].Int64(0)},
      {"scorecards", run["scorecards"].Int64(0)}};
  json["inputs"] = InputsJson(inputs);
  KEYHAUL_CLI_TRY(json["files"], WriteTables(tables, out));
  return WriteMarker(kScoreMarker, json, out);
}

std::string FilesText(const std::string& directory, const std::vector<std::string>& files) {
  std::string list;
  for (const std::string& file : files) list += (list.empty() ? "" : ", ") + file;
  return "\nFiles in " + directory + "\n  " + list + "\n";
}

}  // namespace keyhaul::cli
