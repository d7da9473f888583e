#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "src/cli/summary_text.h"
#include "src/cli/text_table.h"

namespace keyhaul::cli {
namespace {

// A table with more rows than this is left to its file.
constexpr std::uint64_t kMostRows = 20;

std::string Name(const capi::ColumnView& column, std::uint64_t row) {
  return column.Has(row) ? std::string(column.Text(row)) : "(none)";
}

std::string PercentAt(const capi::ColumnView& column, std::uint64_t row) {
  return column.Has(row) ? Percent(column.Int64(row)) : "-";
}

// A fraction at scale 9 with three decimals: indices are read as numbers, not as percentages.
std::string IndexAt(const capi::ColumnView& column, std::uint64_t row) {
  return column.Has(row) ? Amount((column.Int64(row) + 500'000) / 1'000'000).Text(3) : "-";
}

// A number of accounts at scale 9 with one decimal. There are fewer accounts than make it pass 64 bits.
std::string OneDecimal(const capi::Words128& number) {
  return Amount(static_cast<std::int64_t>((number.low + 50'000'000) / 100'000'000)).Text(1, ',');
}

struct TierSum {
  std::string tier;
  std::int64_t accounts = 0;
  Amount value;
};

// The tiers of all segments together, in their order.
std::string SegmentsText(const Totals& totals) {
  std::vector<TierSum> sums;
  std::set<std::string_view> segments;
  bool fits = true;
  for (const TierFacts& facts : totals.tiers) {
    segments.insert(*facts.segment);
    auto sum = std::find_if(sums.begin(), sums.end(), [&](const TierSum& one) { return one.tier == facts.tier; });
    if (sum == sums.end()) sum = sums.insert(sums.end(), TierSum{facts.tier, 0, Amount()});
    sum->accounts += facts.accounts;
    fits = fits && sum->value.Add(facts.value);
  }
  TextTable table({"Tier", ">Accounts", ">Value"});
  for (const TierSum& sum : sums) {
    table.Add({sum.tier, Count(sum.accounts), fits ? Money(sum.value, totals.run.value_scale) : "-"});
  }
  return "\nTiers, over " + Counted(static_cast<std::int64_t>(segments.size()), "segment", "segments") +
         "; each is in tier_summary.csv\n" + table.Text();
}

std::string Moves(const capi::Table& matrix) {
  TextTable table({"From", "To", ">Accounts", ">Value now", ">of those before"});
  std::uint64_t rows = 0;
  const capi::ColumnView& value = matrix["value"];
  for (std::uint64_t row = 0; row < matrix.rows(); ++row) {
    const std::string from = Name(matrix["from_tier"], row);
    const std::string to = Name(matrix["to_tier"], row);
    if (from == to) continue;
    ++rows;
    table.Add({from, to, Count(matrix["units"].Int64(row)), Money(Amount(value.Int128(row)), value.scale()),
               Percent(matrix["probability"].Int64(row))});
  }
  if (rows == 0) return "  nobody has another tier\n";
  if (rows > kMostRows) return "  see tier_migration.csv for who went where\n";
  return table.Text();
}

}  // namespace

std::string TiersText(const Totals& totals) {
  if (totals.tiers.empty()) return "";
  if (totals.tiers.front().segment) return SegmentsText(totals);
  const std::int32_t scale = totals.run.value_scale;
  TextTable table({"Tier", ">Accounts", ">of all", ">Value", ">of value", ">From"});
  for (const TierFacts& tier : totals.tiers) {
    table.Add({tier.tier, Count(tier.accounts), Percent(ShareOf(tier.accounts, totals.run.accounts)),
               Money(tier.value, scale), tier.share ? Percent(*tier.share) : "-",
               tier.at_least ? Money(*tier.at_least, scale) : "-"});
  }
  if (totals.run.net) table.Add({"all", Count(totals.run.accounts), "", Money(*totals.run.net, scale), "", ""});
  return "\nTiers\n" + table.Text();
}

std::string MigrationText(const capi::Tables& tables) {
  const capi::Table mobility = tables.Find("tier_mobility");
  if (!mobility || mobility.rows() == 0) return "";
  const auto counted = [&](const char* column, const char* word) {
    return Count(mobility[column].Int64(0)) + " " + word;
  };
  const auto rated = [&](const char* column, const char* word, const char* rate) {
    return counted(column, word) + " (" + PercentAt(mobility[rate], 0) + ")";
  };
  std::string text = "\nMigration\n  Of " + counted("before", "with a tier before: ") +
                     rated("stayed", "stayed", "retention_rate") + ", " + rated("upgraded", "rose", "upgrade_rate") +
                     ", " + rated("downgraded", "fell", "downgrade_rate") + ", " + rated("left", "left", "exit_rate") +
                     "; " + counted("entered", "came") + "; mobility " + IndexAt(mobility["mobility"], 0) + "\n";
  return text + Moves(tables.Find("tier_migration"));
}

std::string ConcentrationText(const capi::Tables& tables) {
  const capi::Table measures = tables.Find("concentration");
  if (!measures || measures.rows() == 0) return "";
  if (measures.rows() > kMostRows) return "\nConcentration\n  see concentration.csv for each segment\n";
  const bool has_segments = measures["segment"].Has(0);
  std::vector<std::string> headings = {">Accounts", ">Gini",  ">HHI",    ">as if equal",
                                       ">Largest",  ">Top 5", ">Top 10", ">Top 20"};
  if (has_segments) headings.insert(headings.begin(), "Segment");
  TextTable table(headings);
  for (std::uint64_t row = 0; row < measures.rows(); ++row) {
    const capi::ColumnView& equal = measures["equivalent_number"];
    std::vector<std::string> cells = {
        Count(measures["units"].Int64(row)), IndexAt(measures["gini_population"], row),
        IndexAt(measures["hhi"], row),       equal.Has(row) ? OneDecimal(equal.Int128(row)) : "-",
        PercentAt(measures["top_1"], row),   PercentAt(measures["top_5"], row),
        PercentAt(measures["top_10"], row),  PercentAt(measures["top_20"], row)};
    if (has_segments) cells.insert(cells.begin(), Name(measures["segment"], row));
    table.Add(std::move(cells));
  }
  return "\nConcentration of the value\n" + table.Text();
}

}  // namespace keyhaul::cli
