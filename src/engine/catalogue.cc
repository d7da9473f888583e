#include "keyhaul/engine/catalogue.h"

#include <cstdlib>

#include "src/engine/catalogue_scores.h"
#include "src/engine/catalogue_statements.h"
#include "src/engine/catalogue_terms.h"

namespace keyhaul {
inline namespace v1 {
namespace {

using namespace catalogue_words;  // NOLINT(google-build-using-namespace): words of the catalogue

// ---- In ----

constexpr ColumnSpec kAccounts[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account: any UTF-8 text, unique."},
    {"name", kText, "text", 0, kNullable, kFirst, "Name for people."},
    {"parent", kText, "text", 0, kNullable, kFirst, "External id of the account above it in its group."},
    {"currency", kText, "text", 0, kNullable, kFirst, "ISO 4217 code; must be the policy's where given."},
    {"industry", kText, "text", 0, kNullable, kFirst, "Industry."},
    {"city", kText, "text", 0, kNullable, kFirst, "City."},
    {"region", kText, "text", 0, kNullable, kFirst, "Region."},
    {"payment_terms_days", kInt32, "days", 0, kNullable, kFirst, "Days from invoice to payment, 0 to 3650."},
    {"tags", kText, "text", 0, kNullable, kFirst, "Short texts separated by semicolons, in any order."},
    {"opened", kDay, "day", 0, kNullable, kFirst, "First day of the account."},
    {"payer", kText, "text", 0, kNullable, kFirst,
     "External id of a third party that is billed; no account of the table need be."},
    {"statement_by", kText, "text", 0, kNullable, kFirst,
     "Dimension of the ledger by which the account's statement is grouped."},
    {"settlement_cycle", kText, "text", 0, kNullable, kFirst,
     "How often the account is settled: month, quarter, half_year or year."},
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
    {"currency", kText, "text", 0, kNullable, kFirst,
     "ISO 4217 code; the policy's, or one that it converts, where given."},
    {"<day>", kDay, "day", 0, kNullable, kFirst, "One column per further day of the policy, under its name."},
    {"<dimension>", kText, "text", 0, kNullable, kFirst, "One column per dimension of the policy, under its name."},
    {"<measure>", kInt64, "measure", kScaleOfMeasure, kRequired, kFirst,
     "One column per measure of the policy, under its name."},
};

constexpr ColumnSpec kTierStates[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the head of a group."},
    {"segment", kText, "text", 0, kNullable, kFirst,
     "Value of the dimension that accounts are tiered by; missing without one."},
    {"tier", kText, "text", 0, kNullable, kFirst, "Tier; missing while the account has none."},
    {"since", kDay, "day", 0, kRequired, kFirst, "First day in that tier."},
    {"until", kDay, "day", 0, kNullable, kFirst, "First day after it; missing while it lasts."},
    {"reviewed", kDay, "day", 0, kRequired, kFirst, "Day of the last review, or of being placed."},
    {"missed_reviews", kInt32, "count", 0, kNullable, kFirst,
     "Reviews in a row that grace has forgiven; 0 if missing."},
    {"former_tier", kText, "text", 0, kNullable, kFirst, "Of an account that has left: the tier that it had."},
};

constexpr ColumnSpec kTierOverrides[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the head of a group."},
    {"segment", kText, "text", 0, kNullable, kFirst,
     "Value of the dimension that accounts are tiered by; missing without one."},
    {"tier", kText, "text", 0, kNullable, kFirst, "Tier to have; missing: hold the one that it has."},
    {"from", kDay, "day", 0, kNullable, kFirst, "First day on which this holds; missing: always has."},
    {"until", kDay, "day", 0, kNullable, kFirst, "Last day on which it holds; missing: until it is taken back."},
    {"reason", kText, "text", 0, kNullable, kFirst, "Why; the result repeats it."},
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
     "nonpositive_net, nonpositive_base, rows_after_as_of, last_day_isolated (as-of by default, a year without rows "
     "before), tag_without_accounts (an agreement names a tag that no account carries)."},
};

constexpr ColumnSpec kTiers[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id; rows are in its byte order."},
    {"head", kText, "text", 0, kNullable, kFirst,
     "Head of the group whose tier and figures these are; missing where they are the account's own."},
    {"segment", kText, "text", 0, kNullable, kFirst, "What the account is tiered within; missing where that is all."},
    {"tier", kText, "text", 0, kRequired, kFirst, "Tier; empty for an account without one."},
    {"tier_index", kInt32, "index", 0, kRequired, kFirst, "0 is the highest tier; -1 is none."},
    {"earned_tier", kText, "text", 0, kRequired, kFirst, "Tier that the figures of the window earn."},
    {"rule", kText, "text", 0, kRequired, kFirst, "Path in the policy of the condition that decided what is earned."},
    {"movement", kText, "text", 0, kNullable, kFirst,
     "Why it has the tier: entered, upgraded, unchanged, retained, graced, downgraded, overridden, locked ...; missing "
     "where the policy has no movement."},
    {"since", kDay, "day", 0, kNullable, kFirst, "First day in the tier; missing where the policy has no movement."},
    {"override_reason", kText, "text", 0, kNullable, kFirst, "Reason of the override that holds."},
    {"rank", kInt64, "rank", 0, kRequired, kFirst,
     "Competition rank by value, within the segment: 1 is the largest, equals share one."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst,
     "Value in the window, of the group where it is one."},
    {"own_value", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "What of it the account itself has; missing where groups are not tiered."},
    {"share", kInt64, "fraction", 9, kNullable, kFirst,
     "Value as a share of the base, rounded half up for display; missing for values that are not positive."},
    {"cumulative_share", kInt64, "fraction", 9, kNullable, kFirst,
     "Share of the base held by this account and all before it in order of value, then id; rounded half up."},
    {"previous_tier", kText, "text", 0, kNullable, kFirst,
     "Tier before: by the states given, else by the same rule in the window before; missing where neither is known."},
    {"previous_value", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst, "Value in the window before."},
    {"to_next_tier", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "What is missing to earn the tier above the earned one, at the other accounts' present values; missing where no "
     "growth is sure to be enough."},
    {"next_tier", kText, "text", 0, kNullable, kFirst, "The tier that is earned with it."},
    {"above_this_tier", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "By how much the value is above the least that earns the earned tier; missing where no loss leads to a lower "
     "one."},
    {"projected_value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst,
     "Value if the running period goes on as so far, rounded down."},
    {"projected_tier", kText, "text", 0, kRequired, kFirst, "Tier that all accounts' projected values would earn it."},
    {"class", kText, "text", 0, kNullable, kFirst,
     "First class of the policy that it is in; missing where it is in none."},
    {"classes", kText, "text", 0, kNullable, kFirst,
     "All classes that it is in, in the policy's order, separated by \"; \"."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "What is unusual, separated by spaces: non_positive, negative, tied_at_cut, crossing."},
};

constexpr ColumnSpec kTierSummary[] = {
    {"segment", kText, "text", 0, kNullable, kFirst, "What accounts are tiered within; missing where that is all."},
    {"tier", kText, "text", 0, kRequired, kFirst, "Tier, from the highest to the lowest."},
    {"tier_index", kInt32, "index", 0, kRequired, kFirst, "0 is the highest tier."},
    {"accounts", kInt64, "count", 0, kRequired, kFirst, "Accounts that have it, members of groups included."},
    {"units", kInt64, "count", 0, kRequired, kFirst, "Accounts and groups that were tiered into it."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of their values."},
    {"share", kInt64, "fraction", 9, kNullable, kFirst,
     "Sum of their positive values as a share of the base, rounded half up."},
    {"at_least", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "Least value that earns the tier or a higher one; missing for the last tier, and where no one value decides."},
};

constexpr ColumnSpec kTierMigration[] = {
    {"from_tier", kText, "text", 0, kNullable, kFirst, "Tier before; missing for those that had none."},
    {"to_tier", kText, "text", 0, kNullable, kFirst, "Tier after; missing for those that have none."},
    {"units", kInt64, "count", 0, kRequired, kFirst, "Accounts and groups that went that way."},
    {"value_before", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "Sum of their values in the window before; missing where that is not known."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of their values in the window."},
    {"probability", kInt64, "fraction", 9, kRequired, kFirst, "Part of those with that tier before, rounded half up."},
};

constexpr ColumnSpec kTierMobility[] = {
    {"before", kInt64, "count", 0, kRequired, kFirst, "Accounts and groups that had a tier before."},
    {"after", kInt64, "count", 0, kRequired, kFirst, "Those that have one after."},
    {"stayed", kInt64, "count", 0, kRequired, kFirst, "Those that have the same."},
    {"upgraded", kInt64, "count", 0, kRequired, kFirst, "Those that have a higher one."},
    {"downgraded", kInt64, "count", 0, kRequired, kFirst, "Those that have a lower one."},
    {"entered", kInt64, "count", 0, kRequired, kFirst, "Those that had none before."},
    {"left", kInt64, "count", 0, kRequired, kFirst, "Those that have none any more."},
    {"retention_rate", kInt64, "fraction", 9, kNullable, kFirst, "stayed / before."},
    {"upgrade_rate", kInt64, "fraction", 9, kNullable, kFirst, "upgraded / before."},
    {"downgrade_rate", kInt64, "fraction", 9, kNullable, kFirst, "downgraded / before."},
    {"exit_rate", kInt64, "fraction", 9, kNullable, kFirst, "left / before."},
    {"mobility", kInt64, "fraction", 9, kNullable, kFirst,
     "Shorrocks' index over the tiers that somebody with a tier on both sides had before; missing for fewer than two."},
};

constexpr ColumnSpec kConcentration[] = {
    {"segment", kText, "text", 0, kNullable, kFirst, "What accounts are tiered within; missing where that is all."},
    {"units", kInt64, "count", 0, kRequired, kFirst, "Accounts and groups."},
    {"total", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of what their values count for."},
    {"gini_population", kInt64, "fraction", 9, kNullable, kFirst, "Gini coefficient of the population."},
    {"gini_sample", kInt64, "fraction", 9, kNullable, kFirst, "The same times n / (n - 1)."},
    {"hhi", kInt64, "fraction", 9, kNullable, kFirst, "Herfindahl-Hirschman index, 0 to 1."},
    {"hhi_normalised", kInt64, "fraction", 9, kNullable, kFirst, "(HHI - 1/n) / (1 - 1/n)."},
    {"equivalent_number", kInt128, "count", 9, kNullable, kFirst,
     "1 / HHI: as many equal accounts are as concentrated."},
    {"rosenbluth", kInt64, "fraction", 9, kNullable, kFirst, "Rosenbluth (Hall-Tideman) index."},
    {"top_1", kInt64, "fraction", 9, kNullable, kFirst, "Share of the largest."},
    {"top_3", kInt64, "fraction", 9, kNullable, kFirst, "Share of the 3 largest."},
    {"top_5", kInt64, "fraction", 9, kNullable, kFirst, "Share of the 5 largest."},
    {"top_10", kInt64, "fraction", 9, kNullable, kFirst, "Share of the 10 largest."},
    {"top_20", kInt64, "fraction", 9, kNullable, kFirst, "Share of the 20 largest."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "What is unusual, separated by spaces: empty_population, single_account, all_zero, nonpositive_total, "
     "negative_values."},
};

constexpr ColumnSpec kLorenz[] = {
    {"segment", kText, "text", 0, kNullable, kFirst, "What accounts are tiered within; missing where that is all."},
    {"accounts_share", kInt64, "fraction", 9, kRequired, kFirst,
     "Part of the accounts, from the smallest up: 0, 0.01 ... 1."},
    {"value_share", kInt64, "fraction", 9, kRequired, kFirst,
     "What they hold of the total, between two accounts in proportion; rounded half up."},
};

constexpr ColumnSpec kVariability[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the head of a group."},
    {"segment", kText, "text", 0, kNullable, kFirst, "What the account is tiered within; missing where that is all."},
    {"tier", kText, "text", 0, kRequired, kFirst, "Tier; empty for an account without one."},
    {"xyz", kText, "text", 0, kRequired, kFirst, "Class by the coefficient of variation of the months of the window."},
    {"variation", kInt128, "fraction", 9, kNullable, kFirst,
     "That coefficient, rounded half up; missing where the mean is not positive."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "What is unusual, separated by spaces: no_positive_mean, single_period."},
};

constexpr ColumnSpec kXyzSummary[] = {
    {"tier", kText, "text", 0, kRequired, kFirst, "Tier; empty for accounts without one."},
    {"xyz", kText, "text", 0, kRequired, kFirst, "Class by variation."},
    {"units", kInt64, "count", 0, kRequired, kFirst, "Accounts and groups of both."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of their values."},
};

constexpr ColumnSpec kRfm[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id of the account, or of the head of a group."},
    {"segment", kText, "text", 0, kNullable, kFirst, "What the account is tiered within; missing where that is all."},
    {"recency_days", kInt64, "days", 0, kNullable, kFirst,
     "Days from its last row of the window to the as-of day; missing without rows."},
    {"frequency", kInt64, "days", 0, kRequired, kFirst, "Days of the window with rows."},
    {"monetary", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Value in the window."},
    {"recency_score", kInt32, "score", 0, kRequired, kFirst, "1 is the worst; 0 without rows."},
    {"frequency_score", kInt32, "score", 0, kRequired, kFirst, "Likewise."},
    {"monetary_score", kInt32, "score", 0, kRequired, kFirst, "Likewise."},
    {"rfm_segment", kText, "text", 0, kRequired, kFirst, "First segment of the policy that takes it."},
};

constexpr ColumnSpec kRfmSummary[] = {
    {"rfm_segment", kText, "text", 0, kRequired, kFirst, "Segment, in the policy's order, and last the others."},
    {"units", kInt64, "count", 0, kRequired, kFirst, "Accounts and groups that it takes."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of their values."},
};

constexpr ColumnSpec kComparison[] = {
    {"from_policy", kText, "text", 0, kRequired, kFirst, "Name of the policy that is compared against."},
    {"from_policy_digest", kText, "text", 0, kRequired, kFirst, "Its digest."},
    {"from_as_of", kDay, "day", 0, kRequired, kFirst, "Day that its run looks from."},
    {"to_policy", kText, "text", 0, kRequired, kFirst, "Name of the policy that is compared with it."},
    {"to_policy_digest", kText, "text", 0, kRequired, kFirst, "Its digest."},
    {"to_as_of", kDay, "day", 0, kRequired, kFirst, "Day that its run looks from."},
    {"currency", kText, "text", 0, kRequired, kFirst, "ISO 4217 code of both."},
    {"rows", kInt64, "count", 0, kRequired, kFirst,
     "Accounts of either result, or accounts and values of the dimension that they are tiered by."},
    {"unchanged", kInt64, "count", 0, kRequired, kFirst, "Those with the same tier in both, or with none."},
    {"up", kInt64, "count", 0, kRequired, kFirst, "Those with a higher one in the second."},
    {"down", kInt64, "count", 0, kRequired, kFirst, "Those with a lower one."},
    {"entered", kInt64, "count", 0, kRequired, kFirst, "Those with one in the second only."},
    {"left", kInt64, "count", 0, kRequired, kFirst, "Those with one in the first only."},
    {"other", kInt64, "count", 0, kRequired, kFirst, "Those that moved between tiers that no one policy ranks."},
    {"value", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of all values in the second."},
    {"value_moved", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst,
     "Of those whose tier differs: their values in the second, or in the first where the second does not have them."},
};

constexpr ColumnSpec kTierChanges[] = {
    {"account", kText, "text", 0, kRequired, kFirst, "External id; rows are in its byte order."},
    {"segment", kText, "text", 0, kNullable, kFirst, "What the account is tiered within; missing where that is all."},
    {"from_tier", kText, "text", 0, kNullable, kFirst, "Tier in the first result; missing where it has none."},
    {"to_tier", kText, "text", 0, kNullable, kFirst, "Tier in the second."},
    {"direction", kText, "text", 0, kRequired, kFirst,
     "up, down, entered, left, or other between tiers that no one policy ranks."},
    {"value_from", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst,
     "The account's own value in the first; missing where it is not in it."},
    {"value_to", kInt128, "measure", kScaleOfMeasure, kNullable, kFirst, "The same in the second."},
    {"from_rule", kText, "text", 0, kNullable, kFirst,
     "Path in the first policy of what decided: a condition, tiering.movement, or the table tier_overrides."},
    {"to_rule", kText, "text", 0, kNullable, kFirst, "The same in the second."},
    {"from_movement", kText, "text", 0, kNullable, kFirst,
     "Why it has the tier in the first, as in the table tiers; missing where that policy has no movement."},
    {"to_movement", kText, "text", 0, kNullable, kFirst, "The same in the second."},
};

constexpr ColumnSpec kTierChangeSummary[] = {
    {"from_tier", kText, "text", 0, kNullable, kFirst, "Tier in the first result; missing where they have none."},
    {"to_tier", kText, "text", 0, kNullable, kFirst, "Tier in the second."},
    {"to_rule", kText, "text", 0, kNullable, kFirst, "Path in the second policy of what decided."},
    {"direction", kText, "text", 0, kRequired, kFirst, "As in the table tier_changes."},
    {"accounts", kInt64, "count", 0, kRequired, kFirst, "How many went that way by that rule."},
    {"value_from", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of their own values in the first."},
    {"value_to", kInt128, "measure", kScaleOfMeasure, kRequired, kFirst, "Sum of their own values in the second."},
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
    {"finding", kText, "text", 0, kRequired, kFirst, "Name of the finding: falling_rate, jump, never_decides ..."},
    {"message", kText, "text", 0, kRequired, kFirst, "One sentence."},
};

constexpr TableSpec kTables[] = {
    {"accounts", true, kFirst, "The accounts and what rules need to know of them.", kAccounts},
    {"memberships", true, kFirst, "Dated membership of accounts in groups.", kMemberships},
    {"ledger", true, kFirst, "Booked rows.", kLedger},
    {"booked", true, kFirst, "What has been booked per line and period: out of one run and into the next.",
     catalogue_terms::kBooked},
    {"forecasts", true, kFirst, "What periods that are not over will have, for accruals by forecast.",
     catalogue_terms::kForecasts},
    {"tier_states", true, kFirst, "The tiers that accounts have had: out of one run and into the next.", kTierStates},
    {"tier_overrides", true, kFirst, "Tiers that a person has decided, with a reason and an end.", kTierOverrides},
    {"facts", true, kFirst, "What is known of candidates, for scores: one row per candidate, period and rater.",
     catalogue_scores::kFacts},
    {"score_states", true, kFirst, "The bands that candidates had: out of one scoring and into the next.",
     catalogue_scores::kScoreStates},
    {"run", false, kFirst, "One row: what the run was of.", kRun},
    {"tiers", false, kFirst, "One row per account, or per account and value of the dimension that it is tiered by.",
     kTiers},
    {"tier_summary", false, kFirst, "One row per segment and tier.", kTierSummary},
    {"tier_migration", false, kFirst,
     "One row per tier before and tier after, where somebody went that way; none where nothing is known of before.",
     kTierMigration},
    {"tier_mobility", false, kFirst, "One row: how many stayed, rose, fell, came and left; none likewise.",
     kTierMobility},
    {"concentration", false, kFirst, "One row per segment: how the values are spread over the accounts.",
     kConcentration},
    {"lorenz", false, kFirst, "The Lorenz curve of each segment with a positive total.", kLorenz},
    {"variability", false, kFirst, "One row per account or group: how steady its months are; with tiering.xyz.",
     kVariability},
    {"xyz_summary", false, kFirst, "One row per tier and class by variation.", kXyzSummary},
    {"rfm", false, kFirst, "One row per account or group: recency, frequency, monetary value; with tiering.rfm.", kRfm},
    {"rfm_summary", false, kFirst, "One row per segment of recency, frequency and monetary value.", kRfmSummary},
    {"tier_states", false, kFirst, "The tiers that accounts have had, after this run: give it to the next run.",
     kTierStates},
    {"comparison", false, kFirst, "Of a comparison, one row: what is compared, and how many have another tier.",
     kComparison},
    {"tier_changes", false, kFirst, "Of a comparison, one row per account whose tier differs.", kTierChanges},
    {"tier_change_summary", false, kFirst,
     "Of a comparison, one row per tier before, tier after and rule that decided.", kTierChangeSummary},
    {"settlements", false, kFirst, "One row per account, line and period with rows in the ledger or bookings.",
     catalogue_terms::kSettlements},
    {"booked", false, kFirst, "What has been booked per line and period, after this run: give it to the next run.",
     catalogue_terms::kBooked},
    {"explanations", false, kFirst, "The steps behind every earned amount.", catalogue_terms::kExplanations},
    {"stack_lines", false, kFirst, "What each line of a stack of discounts takes.", catalogue_terms::kStackLines},
    {"commitments", false, kFirst,
     "One row per account, commitment and period: what was promised, and what is missing.",
     catalogue_terms::kCommitments},
    {"groups", false, kFirst, "One row per group, line and period: what the pool earned.", catalogue_terms::kGroups},
    {"group_members", false, kFirst, "One row per group, line, period and member: its part.",
     catalogue_terms::kGroupMembers},
    {"outlooks", false, kFirst, "One row per settlement by a schedule: what the next unit and the next bracket pay.",
     catalogue_terms::kOutlooks},
    {"conversions", false, kFirst,
     "One row per settlement, basis and currency where amounts are converted at settlement: how.",
     catalogue_terms::kConversions},
    {"statements", false, kFirst,
     "One row per account and period with gross or settlements, where the policy asks for it.",
     catalogue_statements::kStatements},
    {"statement_groups", false, kFirst, "The values of the dimension that a statement is grouped by.",
     catalogue_statements::kStatementGroups},
    {"statement_lines", false, kFirst, "The settlements that stand on a statement.",
     catalogue_statements::kStatementLines},
    {"documents", false, kFirst, "Documents that credit notes name.", kDocuments},
    {"score_run", false, kFirst, "Of scores, one row: what was scored by what.", catalogue_scores::kScoreRun},
    {"scores", false, kFirst, "One row per scorecard and candidate.", catalogue_scores::kScores},
    {"score_contributions", false, kFirst, "One row per scorecard, candidate and criterion: what it gave and why.",
     catalogue_scores::kScoreContributions},
    {"score_reasons", false, kFirst, "Reason codes, the one that weighs most first.", catalogue_scores::kScoreReasons},
    {"score_steps", false, kFirst, "What lifts a candidate to the next band, and what it can afford to lose.",
     catalogue_scores::kScoreSteps},
    {"score_stability", false, kFirst, "How far each weight can move until the result is another one.",
     catalogue_scores::kScoreStability},
    {"rankings", false, kFirst, "One row per ranking and candidate.", catalogue_scores::kRankings},
    {"ranking_contributions", false, kFirst, "One row per weighted sum, candidate that it ranks, and criterion.",
     catalogue_scores::kRankingContributions},
    {"score_comparison_run", false, kFirst, "Of a comparison of two results of scores, one row: what was compared.",
     catalogue_scores::kScoreComparisonRun},
    {"score_comparison", false, kFirst, "One row per pair of scorecards or rankings: how far they agree.",
     catalogue_scores::kScoreComparison},
    {"score_changes", false, kFirst,
     "One row per pair of scorecards or rankings and candidate whose band or decision differs, or whose rank where one "
     "of the two has no bands, and why.",
     catalogue_scores::kScoreChanges},
    {"score_states", false, kFirst, "The bands that candidates have, after this scoring: give it to the next one.",
     catalogue_scores::kScoreStates},
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
