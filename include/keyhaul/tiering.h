// Tiering: who the key accounts are.
//
// A few accounts make most of the revenue. Tiering finds them by a rule (tiering/rule.h): an ordered list of tiers,
// each with a condition on one exact value per account, the last with none. The room knows nothing of ledgers and
// calendars: it takes a column of values, and whoever has one can use it.
//
//   tiering/rule.h           the rule as types: cuts by share, by rank, by the curve, by amounts; all-of and any-of
//   tiering/account_class.h  classes of key accounts, by the same conditions
//   tiering/rule_check.h     what can be refused before there is data
//   tiering/clause.h         the conditions of a rule in the order in which they are looked at
//   tiering/population.h     the columns that a rule looks at
//   tiering/cut.h            where a cut falls, by the reading of crossings and ties
//   tiering/curve.h          the limits that the Pareto curve itself suggests
//   tiering/classifier.h     a rule made ready for a population: the tier of any account at any value
//   tiering/classify.h       the tier of every account, the thresholds, and what is unusual; linear time, no sort
//   tiering/rank.h           order, rank and cumulative value of every account
//   tiering/distance.h       what is missing to the next tier, and how far an account is above its own threshold
//   tiering/movement.h       from the tier that an account earns to the one that it has: reviews, grace, locks
//   tiering/migration.h      who moved from where to where, and how mobile a population is
//   tiering/ascending.h      values in ascending order, in linear time
//   tiering/concentration.h  Lorenz curve, Gini, Herfindahl-Hirschman, share of the top n
//   tiering/variability.h    how steady an account's months are: XYZ; its rule in tiering/xyz_rule.h
//   tiering/rfm.h            recency, frequency and monetary scores, and segments of them; its rule in
//   tiering/rfm_rule.h tiering/histogram.h      how values are distributed, in buckets that add up over parts of a
//   population tiering/select.h         where a cut falls, by following one digit after another
//
//   TieringRule rule;
//   rule.value.measure = "revenue";
//   rule.tiers = {{"key", ShareCut{*Decimal::Parse("80%")}}, {"small", std::nullopt}};
//   const std::vector<int128> cents = {5000, 3300, 1700};
//   const Result<Tiers> tiers = Classify(cents, 2, rule);   // tier: 0 0 1
//
// Units: values are integers at the scale that the caller names (2 for cents); amounts in rules are exact decimals in
// whole units, compared at any scale without rounding. Nothing here is floating point, and nothing depends on the order
// of the accounts.
//
// Sources of the definitions: the cumulative-share classification of H. F. Dickie, "ABC inventory analysis shoots for
// dollars, not pennies" (Factory Management and Maintenance, 1951); the rules of this room are TIER-01 and following in
// docs/RULES.md.
#ifndef KEYHAUL_TIERING_H_
#define KEYHAUL_TIERING_H_

#include "keyhaul/tiering/account_class.h"
#include "keyhaul/tiering/ascending.h"
#include "keyhaul/tiering/classifier.h"
#include "keyhaul/tiering/classify.h"
#include "keyhaul/tiering/clause.h"
#include "keyhaul/tiering/concentration.h"
#include "keyhaul/tiering/curve.h"
#include "keyhaul/tiering/cut.h"
#include "keyhaul/tiering/distance.h"
#include "keyhaul/tiering/histogram.h"
#include "keyhaul/tiering/migration.h"
#include "keyhaul/tiering/movement.h"
#include "keyhaul/tiering/movement_check.h"
#include "keyhaul/tiering/population.h"
#include "keyhaul/tiering/rank.h"
#include "keyhaul/tiering/rfm.h"
#include "keyhaul/tiering/rfm_rule.h"
#include "keyhaul/tiering/rule.h"
#include "keyhaul/tiering/rule_check.h"
#include "keyhaul/tiering/select.h"
#include "keyhaul/tiering/variability.h"
#include "keyhaul/tiering/xyz_rule.h"

#endif  // KEYHAUL_TIERING_H_
