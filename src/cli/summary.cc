#include "src/cli/summary.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cli/day_text.h"
#include "src/cli/summary_text.h"
#include "src/cli/text_table.h"

namespace keyhaul::cli {
namespace {

constexpr std::size_t kMoversEachWay = 5;

std::string Head(const Totals& totals) {
  const RunFacts& run = totals.run;
  std::string text =
      "Policy " + run.policy + ", as of " + DayText(run.as_of) + ": " + Counted(run.accounts, "account", "accounts");
  if (run.window_begin && run.window_end) {
    text += ", window " + DayText(*run.window_begin) + " to " + DayText(*run.window_end - 1);
  }
  return text + "\n";
}

void AddLine(TextTable& table, const std::string& name, const char* state, const SettlementSums& sums,
             std::int32_t scale) {
  if (sums.settlements == 0) return;
  table.Add({name, state, Count(sums.settlements), Money(sums.earned, scale), Money(sums.booked_before, scale),
             Money(sums.delta, scale)});
}

std::string RebatesText(const Totals& totals) {
  if (!totals.has_settlements) return "";
  if (totals.lines.empty()) return "\nRebates\n  none: no account has a settlement\n";
  const std::int32_t scale = totals.money_scale;
  TextTable table({"Line", "Periods", ">Settlements", ">Earned", ">Booked before", ">To book now"});
  for (const LineFacts& line : totals.lines) {
    AddLine(table, line.line, "closed (final)", line.closed, scale);
    AddLine(table, line.line, "running (interim)", line.open, scale);
  }
  if (totals.lines.size() > 1) {
    AddLine(table, "all lines", "closed (final)", totals.all.closed, scale);
    AddLine(table, "all lines", "running (interim)", totals.all.open, scale);
  }
  return "\nRebates owed, in " + totals.run.currency + "\n" + table.Text();
}

struct Mover {
  std::uint64_t row;
  Amount change;
};

// Up to kMoversEachWay of the greatest changes in one direction. Equal changes go by account, as the rows do.
std::vector<Mover> LargestMovers(std::vector<Mover> movers, bool up) {
  std::erase_if(movers, [up](const Mover& mover) { return mover.change.zero() || mover.change.negative() == up; });
  const std::size_t count = std::min(kMoversEachWay, movers.size());
  const auto before = [up](const Mover& a, const Mover& b) {
    if (a.change != b.change) return up ? b.change < a.change : a.change < b.change;
    return a.row < b.row;
  };
  std::partial_sort(movers.begin(), movers.begin() + static_cast<std::ptrdiff_t>(count), movers.end(), before);
  movers.resize(count);
  return movers;
}

std::string TierChange(const capi::Table& tiers, std::uint64_t row) {
  std::string now(tiers["tier"].Text(row));
  const capi::ColumnView& previous = tiers["previous_tier"];
  if (!previous.Has(row) || previous.Text(row) == now) return now;
  return std::string(previous.Text(row)) + " -> " + now;
}

std::string MoversText(const capi::Table& tiers, const std::unordered_map<std::string, std::string>& names) {
  const capi::ColumnView& value = tiers["value"];
  const capi::ColumnView& previous = tiers["previous_value"];
  std::vector<Mover> movers;
  for (std::uint64_t row = 0; row < tiers.rows(); ++row) {
    // A member of a group has the group's figures, which stand in the row of its head.
    if (tiers["head"].Has(row)) continue;
    // Without a tier in the window before, the ledger begins later: there is nothing to have moved from.
    if (!tiers["previous_tier"].Has(row) || !previous.Has(row)) continue;
    movers.push_back({row, Amount(value.Int128(row)) - Amount(previous.Int128(row))});
  }
  if (movers.empty()) return "";
  TextTable table({"Account", "Name", ">Before", ">Now", ">Change", "Tier"});
  const auto add = [&](const Mover& mover) {
    const std::string account(tiers["account"].Text(mover.row));
    const auto name = names.find(account);
    table.Add({Shortened(OneLine(account), kNameCells),
               name == names.end() ? "" : Shortened(OneLine(name->second), kNameCells),
               Money(Amount(previous.Int128(mover.row)), value.scale()),
               Money(Amount(value.Int128(mover.row)), value.scale()), Money(mover.change, value.scale()),
               TierChange(tiers, mover.row)});
  };
  for (const bool up : {true, false}) {
    for (const Mover& mover : LargestMovers(movers, up)) add(mover);
  }
  return "\nLargest movers, against the window before\n" + table.Text();
}

// Plain words for the flags of the tables; a flag that is not here is shown as it is.
const std::map<std::string, std::pair<const char*, const char*>>& FlagWords() {
  static const std::map<std::string, std::pair<const char*, const char*>> words = {
      {"non_positive", {"account has no positive value", "accounts have no positive value"}},
      {"negative", {"account has a negative value", "accounts have a negative value"}},
      {"tied_at_cut",
       {"account has the same value as others at a cut", "accounts have the same value as others at a cut"}},
      {"crossing", {"account crosses a cut", "accounts cross a cut"}},
      {"over_credited",
       {"document is credited beyond what it charged", "documents are credited beyond what they charged"}},
      {"never_charged",
       {"document is credited but was never charged", "documents are credited but were never charged"}},
  };
  return words;
}

// Of flags of the whole run.
constexpr std::pair<std::string_view, std::string_view> kRunFlagWords[] = {
    {"last_day_isolated", "the as-of day is the ledger's last, and the year before it has no rows: is a day mistyped?"},
    {"rows_after_as_of", "the ledger has rows after the as-of day; those in periods that still run count"},
    {"tag_without_accounts", "an agreement names a tag that no account carries: is it misspelt?"}};

void CountFlags(const capi::Table& table, std::map<std::string, std::int64_t>& counts) {
  if (!table) return;
  const capi::ColumnView& flags = table["flags"];
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    if (flags.Text(row).empty()) continue;
    std::istringstream stream{std::string(flags.Text(row))};
    for (std::string flag; stream >> flag;) ++counts[flag];
  }
}

std::string NotesText(const capi::Tables& tables, const Totals& totals) {
  std::map<std::string, std::int64_t> counts;
  CountFlags(tables.Find("tiers"), counts);
  CountFlags(tables.Find("documents"), counts);
  std::string text;
  for (const auto& [flag, count] : counts) {
    const auto words = FlagWords().find(flag);
    text += words == FlagWords().end() ? "  " + Count(count) + " times " + flag + "\n"
                                       : "  " + Counted(count, words->second.first, words->second.second) + "\n";
  }
  if (totals.run.flags.find("no_positive_value") != std::string::npos) {
    text += "  no account has a positive value, so there are no shares\n";
  } else if (totals.run.flags.find("nonpositive_net") != std::string::npos) {
    text += "  all values together are not positive\n";
  }
  for (const auto& [flag, sentence] : kRunFlagWords) {
    if (totals.run.flags.find(flag) != std::string::npos) text += "  " + std::string(sentence) + "\n";
  }
  for (const LineFacts& line : totals.lines) {
    if (line.closed.delta.negative())
      text += "  " + line.line + ": more was booked than is earned for closed periods\n";
  }
  return text.empty() ? "" : "\nWorth knowing\n" + text;
}

}  // namespace

std::string SummaryText(const capi::Tables& tables, const Totals& totals,
                        const std::unordered_map<std::string, std::string>& names) {
  const capi::Table tiers = tables.Find("tiers");
  return Head(totals) + TiersText(totals) + MigrationText(tables) + ConcentrationText(tables) + RebatesText(totals) +
         (tiers ? MoversText(tiers, names) : "") + NotesText(tables, totals);
}

}  // namespace keyhaul::cli
