#include "keyhaul/engine/catalogue.h"

#include <cstdlib>

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kFirst = "0.1";
constexpr auto kText = ColumnType::text;
constexpr auto kDay = ColumnType::day;
constexpr auto kInt32 = ColumnType::integer32;
constexpr auto kInt64 = ColumnType::integer64;
constexpr auto kInt128 = ColumnType::integer128;
constexpr bool kRequired = false;
constexpr bool kNullable = true;

// ---- In ----

constexpr ColumnSpec kAccounts[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account: any UTF-8 text, unique."},
    {"name", kText, "text", 0, kNullable, kFirst, "Name for people."},
    {"parent", kText, "text", 0, kNullable, kFirst, "External id of the account above it in its group."},
    {"currency", kText, "text", 0, kNullable, kFirst, "ISO 4217 code; must be the policy's where given."},
    {"industry", kText, "text", 0, kNullable, kFirst, "Industry."},
    {"city", kText, "text", 0, kNullable, kFirst, "City."},
    {"region", kText, "text", 0, kNullable, kFirst, "Region."},
    {"payment_terms_days", kInt32, "days", 0, kNullable, kFirst, "Days from invoice to payment."},
};

constexpr ColumnSpec kMemberships[] = {
    {"member", kText, "text", 0, kRequired, kFirst, "External id of the account that is a member."},
    {"group", kText, "text", 0, kRequired, kFirst, "External id of the account that is the group."},
    {"from", kDay, "day", 0, kRequired, kFirst, "First day of the membership."},
    {"until", kDay, "day", 0, kNullable, kFirst, "First day after the membership; missing while it lasts."},
};

constexpr ColumnSpec kLedger[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account."},
    {"day", kDay, "day", 0, kRequired, kFirst, "Day on which the row is booked."},
    {"document", kText, "text", 0, kNullable, kFirst, "Document (invoice, waybill, credit note) of the row."},
    {"kind", kText, "text", 0, kNullable, kFirst, "charge (also when missing), surcharge, adjustment or credit_note."},
    {"credits", kText, "text", 0, kNullable, kFirst, "Document that a credit note credits."},
    {"currency", kText, "text", 0, kNullable, kFirst, "ISO 4217 code; must be the policy's where given."},
    {"<dimension>", kText, "text", 0, kNullable, kFirst, "One column per dimension of the policy, under its name."},
    {"<measure>", kInt64, "measure", kScaleOfMeasure, kRequired, kFirst,
     "One column per measure of the policy, under its name."},
};

constexpr ColumnSpec kBooked[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"booked", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Booked for it so far, over all settlements."},
};

// ---- Out ----

constexpr ColumnSpec kRun[] = {
    {"policy", kText, "text", 0, kRequired, kFirst, "Name of the policy."},
    {"policy_digest", kText, "text", 0, kRequired, kFirst, "Version 5 UUID of the policy's canonical text."},
    {"plan_digest", kText, "text", 0, kRequired, kFirst, "Version 5 UUID of the measure plan's canonical text."},
    {"version", kText, "text", 0, kRequired, kFirst, "Version of Keyhaul."},
    {"currency", kText, "text", 0, kRequired, kFirst, "ISO 4217 code of all money of the result."},
    {"as_of", kDay, "day", 0, kRequired, kFirst, "Day that the run looks from."},
    {"window_begin", kDay, "day", 0, kNullable, kFirst, "First day of the tiering window; missing without tiering."},
    {"window_end", kDay, "day", 0, kNullable, kFirst, "First day after the tiering window."},
    {"accounts", kInt64, "count", 0, kRequired, kFirst, "Accounts of the book."},
    {"base", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "Sum of the positive values in the window: what shares are taken of."},
    {"net", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst, "Sum of all values in the window."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "What is unusual, separated by spaces: empty_population, single_account, all_equal, all_zero, no_positive_value, "
     "nonpositive_net, rows_after_as_of."},
};

constexpr ColumnSpec kTiers[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id; rows are in its byte order."},
    {"tier", kText, "text", 0, kRequired, kFirst, "Tier in the window."},
    {"tier_index", kInt32, "index", 0, kRequired, kFirst, "0 is the highest tier."},
    {"rule", kText, "text", 0, kRequired, kFirst, "Path in the policy of the condition that decided."},
    {"rank", kInt64, "rank", 0, kRequired, kFirst, "Competition rank by value: 1 is the largest, equals share one."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Value in the window."},
    {"share", kInt64, "fraction", 9, kNullable, kFirst,
     "Value as a share of the base, rounded half up for display; missing for values that are not positive."},
    {"cumulative_share", kInt64, "fraction", 9, kNullable, kFirst,
     "Share of the base held by this account and all before it in order of value, then id; rounded half up."},
    {"previous_tier", kText, "text", 0, kNullable, kFirst,
     "Tier by the same rule in the window before; missing where the ledger begins later."},
    {"previous_value", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst, "Value in the window before."},
    {"to_next_tier", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "What is missing to the next higher tier at the other accounts' present values; missing in the highest."},
    {"above_this_tier", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "By how much the value is above the least that keeps the tier; missing in the last."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "What is unusual, separated by spaces: non_positive, tied_at_cut, crossing."},
};

constexpr ColumnSpec kTierSummary[] = {
    {"tier", kText, "text", 0, kRequired, kFirst, "Tier, from the highest to the lowest."},
    {"tier_index", kInt32, "index", 0, kRequired, kFirst, "0 is the highest tier."},
    {"accounts", kInt64, "count", 0, kRequired, kFirst, "Accounts in it."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of their values."},
    {"share", kInt64, "fraction", 9, kNullable, kFirst,
     "Sum of their positive values as a share of the base, rounded half up."},
    {"at_least", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "Least value that is in the tier or a higher one; missing for the last tier and where no account qualifies."},
};

constexpr ColumnSpec kSettlements[] = {
    {"account", kText, "text", 0, kRequired, kFirst,
     "External id; rows are in its byte order, then line, then period."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period", kText, "text", 0, kRequired, kFirst, "Name of the period: 2026-Q1."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"period_end", kDay, "day", 0, kRequired, kFirst, "First day after the period."},
    {"state", kText, "text", 0, kRequired, kFirst,
     "final where the as-of day is the period's last or later, else interim."},
    {"qualifying_unit", kText, "text", 0, kRequired, kFirst, "Unit of the qualifying basis."},
    {"qualifying", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Qualifying basis of the period."},
    {"payable_unit", kText, "text", 0, kRequired, kFirst, "Unit of the payable basis."},
    {"payable", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Payable basis of the period."},
    {"bracket", kInt32, "index", 0, kNullable, kFirst,
     "Bracket of the qualifying basis; missing where none is reached."},
    {"earned", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Earned for the period so far, rounded."},
    {"booked_before", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Booked before this run."},
    {"delta", kInt128, "money", kScaleOfCurrency, kRequired, kFirst,
     "To be booked now: earned less booked before; negative is a clawback."},
    {"booked", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Booked after this run."},
};

constexpr ColumnSpec kExplanations[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id."},
    {"line", kText, "text", 0, kRequired, kFirst, "Id of the line of the terms."},
    {"period_begin", kDay, "day", 0, kRequired, kFirst, "First day of the period."},
    {"step", kInt32, "index", 0, kRequired, kFirst, "0, 1, ... within the settlement; their exact values add up."},
    {"rule", kText, "text", 0, kRequired, kFirst, "Id of the rule of calculation: TERMS-05."},
    {"kind", kText, "text", 0, kRequired, kFirst, "What the step is: slice, whole, flat."},
    {"bracket", kInt32, "index", 0, kRequired, kFirst, "Bracket of the schedule."},
    {"from", kText, "decimal", 0, kRequired, kFirst, "Lower bound of the bracket."},
    {"to", kText, "decimal", 0, kNullable, kFirst, "Upper bound of the bracket; missing for the last."},
    {"basis", kText, "decimal", 0, kNullable, kFirst, "Units that earn in this step; missing for a flat."},
    {"benefit", kText, "decimal", 0, kRequired, kFirst,
     "What they earn: a fraction of money, money per unit, or the flat amount."},
    {"exact", kText, "decimal", 0, kRequired, kFirst,
     "Exact value before rounding in the currency's major unit: 0.125, or 0.33 + 1/300 where the decimals do not end."},
};

constexpr ColumnSpec kDocuments[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id."},
    {"document", kText, "text", 0, kRequired, kFirst, "Document that credit notes name."},
    {"charged", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Sum of its rows that are no credit notes."},
    {"credited", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "Sum of the credit notes that name it."},
    {"remaining", kInt128, "money", kScaleOfCurrency, kRequired, kFirst, "What is left of it."},
    {"flags", kText, "text", 0, kRequired, kFirst, "over_credited, never_charged, or empty."},
};

constexpr ColumnSpec kFindings[] = {
    {"path", kText, "text", 0, kRequired, kFirst, "Path in the policy."},
    {"finding", kText, "text", 0, kRequired, kFirst, "Name of the finding: falling_rate, whole_jump ..."},
    {"message", kText, "text", 0, kRequired, kFirst, "One sentence."},
};

constexpr TableSpec kTables[] = {
    {"accounts", true, kFirst, "The accounts and what rules need to know of them.", kAccounts},
    {"memberships", true, kFirst, "Dated membership of accounts in groups.", kMemberships},
    {"ledger", true, kFirst, "Booked rows.", kLedger},
    {"booked", true, kFirst, "What has been booked per line and period: out of one run and into the next.", kBooked},
    {"run", false, kFirst, "One row: what the run was of.", kRun},
    {"tiers", false, kFirst, "One row per account.", kTiers},
    {"tier_summary", false, kFirst, "One row per tier.", kTierSummary},
    {"settlements", false, kFirst, "One row per account, line and period with rows in the ledger or bookings.",
     kSettlements},
    {"booked", false, kFirst, "What has been booked per line and period, after this run: give it to the next run.",
     kBooked},
    {"explanations", false, kFirst, "The steps behind every earned amount.", kExplanations},
    {"documents", false, kFirst, "Documents that credit notes name.", kDocuments},
    {"findings", false, kFirst, "What a careful reader would ask about a valid policy.", kFindings},
};

}  // namespace

std::span<const TableSpec> CatalogueTables() { return kTables; }

const TableSpec& CatalogueTable(std::string_view name) {
  const TableSpec* found = nullptr;
  for (const TableSpec& table : kTables) {
    if (table.name == name) found = &table;
  }
  if (found == nullptr) std::abort();
  return *found;
}

}  // namespace v1
}  // namespace keyhaul
