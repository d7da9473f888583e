#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/commands.h"
#include "src/cli/compare_files.h"
#include "src/cli/day_text.h"
#include "src/cli/policy_run.h"
#include "src/cli/result_files.h"
#include "src/cli/summary_text.h"
#include "src/cli/text_table.h"

namespace keyhaul::cli {
namespace {

constexpr std::size_t kLargestChanges = 10;

std::string TextAt(const capi::ColumnView& column, std::uint64_t row, const char* missing) {
  return column.Has(row) ? OneLine(column.Text(row)) : missing;
}

std::string Head(const capi::Table& comparison) {
  const auto side = [&](const std::string& prefix) {
    return OneLine(comparison[prefix + "_policy"].Text(0)) + " (as of " +
           DayText(comparison[prefix + "_as_of"].Day(0)) + ")";
  };
  const auto count = [&](const char* column) { return Count(comparison[column].Int64(0)) + " " + column; };
  const std::int64_t rows = comparison["rows"].Int64(0);
  const std::int64_t moved = rows - comparison["unchanged"].Int64(0);
  const auto money = [&](const char* column) {
    return Money(Amount(comparison[column].Int128(0)), comparison[column].scale());
  };
  std::string text = "From policy " + side("from") + " to " + side("to") + ", in " +
                     std::string(comparison["currency"].Text(0)) + "\n  " + Count(moved) + " of " + Count(rows) +
                     " have another tier (" + Percent(ShareOf(moved, rows)) + "), with them a value of " +
                     money("value_moved") + " of " + money("value") + "\n  ";
  for (const char* column : {"unchanged", "up", "down", "entered", "left"}) {
    text += (column == std::string_view("unchanged") ? "" : ", ") + count(column);
  }
  if (comparison["other"].Int64(0) > 0) text += ", " + count("other");
  return text + "\n";
}

std::string RulesText(const capi::Table& summary) {
  if (summary.rows() == 0) return "";
  TextTable table({"From", "To", "", ">Accounts", ">Value before", ">Value after", "Rule that decides now"});
  const capi::ColumnView& before = summary["value_from"];
  const capi::ColumnView& after = summary["value_to"];
  for (std::uint64_t row = 0; row < summary.rows(); ++row) {
    table.Add({TextAt(summary["from_tier"], row, "(none)"), TextAt(summary["to_tier"], row, "(none)"),
               TextAt(summary["direction"], row, ""), Count(summary["accounts"].Int64(row)),
               Money(Amount(before.Int128(row)), before.scale()), Money(Amount(after.Int128(row)), after.scale()),
               TextAt(summary["to_rule"], row, "-")});
  }
  return "\nWho moves, and by which rule\n" + table.Text();
}

// The value of a change: the new one, or the old one where there is no new one.
Amount ValueOf(const capi::Table& changes, std::uint64_t row) {
  const capi::ColumnView& after = changes["value_to"];
  return Amount(after.Has(row) ? after.Int128(row) : changes["value_from"].Int128(row));
}

// The largest of those that move. Equal values go by account, as the rows do.
std::string LargestChangesText(const capi::Table& changes, const std::unordered_map<std::string, std::string>& names) {
  if (changes.rows() == 0) return "";
  std::vector<std::pair<Amount, std::uint64_t>> movers;
  for (std::uint64_t row = 0; row < changes.rows(); ++row) movers.emplace_back(ValueOf(changes, row), row);
  const std::size_t count = std::min(kLargestChanges, movers.size());
  std::partial_sort(
      movers.begin(), movers.begin() + static_cast<std::ptrdiff_t>(count), movers.end(),
      [](const auto& a, const auto& b) { return a.first != b.first ? b.first < a.first : a.second < b.second; });
  movers.resize(count);
  TextTable table({"Account", "Name", ">Value", "From", "To", "By, before", "By, now"});
  for (const auto& [value, row] : movers) {
    const std::string account(changes["account"].Text(row));
    const auto name = names.find(account);
    table.Add({Shortened(OneLine(account), kNameCells),
               name == names.end() ? "" : Shortened(OneLine(name->second), kNameCells),
               Money(value, changes["value_to"].scale()), TextAt(changes["from_tier"], row, "(none)"),
               TextAt(changes["to_tier"], row, "(none)"), TextAt(changes["from_rule"], row, "-"),
               TextAt(changes["to_rule"], row, "-")});
  }
  return "\nThe largest of them\n" + table.Text();
}

// Each policy has a book of its own: they may read other columns, and refuse other rows. So what is wrong in the data
// is told with the policy that finds it so.
Outcome<PolicyRun> RunSide(const CompareOptions& options, const capi::Policy& policy, std::size_t side) {
  const PolicyRunOptions tiers_only = {.state = {.booked = {},
                                                 .forecasts = {},
                                                 .tier_states = FileOf(options.tier_states, side),
                                                 .tier_overrides = FileOf(options.tier_overrides, side)},
                                       .tiers_only = true,
                                       .keep_names = true};
  Outcome<PolicyRun> run = RunPolicy(policy, options.input, tiers_only);
  if (run || run.error().exit != Exit::data) return run;
  return Failure{Exit::data, "under " + options.policies[side] + ": " + run.error().message};
}

}  // namespace

Outcome<Exit> Compare(const CompareOptions& options) {
  if (options.policies.size() != 2) {
    return Failure{Exit::usage, "--policy: expected two policies, the present one and the other; " +
                                    std::to_string(options.policies.size()) + " given"};
  }
  if (!options.facts.empty()) return CompareScores(options);
  if (options.input.ledger.empty()) {
    return Failure{Exit::usage, "expected --ledger, to compare tiers, or --facts, to compare scores"};
  }
  KEYHAUL_CLI_CHECK(CheckFiles("--tier-states", options.tier_states));
  KEYHAUL_CLI_CHECK(CheckFiles("--tier-overrides", options.tier_overrides));
  KEYHAUL_CLI_CHECK(CheckInput(options.input));
  KEYHAUL_CLI_CHECK(OutputDirectory::Check(options.out, kCompareMarker));
  KEYHAUL_CLI_TRY(const capi::Policy from, ReadPolicy(options.policies[0]));
  KEYHAUL_CLI_TRY(const capi::Policy to, ReadPolicy(options.policies[1]));
  KEYHAUL_CLI_TRY(const PolicyRun before, RunSide(options, from, 0));
  KEYHAUL_CLI_TRY(const PolicyRun after, RunSide(options, to, 1));
  const capi::Expected<capi::Tables> compared = capi::Compare(before.tables, after.tables);
  if (!compared) return FailureOf(compared.error());

  KEYHAUL_CLI_TRY(OutputDirectory out, OutputDirectory::Open(options.out, kCompareMarker));
  KEYHAUL_CLI_CHECK(WriteComparison(*compared, options.policies, after.inputs, out));
  KEYHAUL_CLI_CHECK(out.Commit());
  const std::string text = Head(compared->Find("comparison")) + RulesText(compared->Find("tier_change_summary")) +
                           LargestChangesText(compared->Find("tier_changes"), after.account_names) +
                           FilesText(options.out, out.files());
  std::fwrite(text.data(), 1, text.size(), stdout);
  return Exit::ok;
}

}  // namespace keyhaul::cli
