// The measure plan: all the state that the rules of a policy need, once each.
//
// Every rule hands in the items it needs (plan_item.h); the plan keeps the different ones in a canonical order and
// gives each a number, by which the rule asks the book for it later. Two rules that need the same sum share it. Because
// the order is canonical, the plan does not depend on the order of rules in the policy.
//
//   KEYHAUL_TRY(MeasurePlan plan, MeasurePlan::Make(schema, currency, 2, {revenue_by_quarter, active_days}));
//   const int revenue = plan.Find(revenue_by_quarter);
//
// A plan has a digest, which is the digest of its text. A book is filled for a plan and stores the digest; it refuses
// to be merged with or loaded for another. To compare two policies over one ledger, fill a book for the `Union` of
// their plans: item numbers differ in it, so each policy finds its own again.
//
// The text, from which the digest can be recomputed anywhere:
//   keyhaul measure plan 1
//   currency CNY 2
//   dimension service
//   measure revenue 2 5:money
//   item sum revenue month@01 charge,surcharge,adjustment,credit_note service=8:standard
// with one line per dimension and measure in the order of the schema, then, where there are any, one per further day
// and per rule of attribution (attribution.h), "exchange document" where rows of other currencies are converted, or
// "exchange settlement" where they keep their currency, then one per item in bytewise order, each ended by a line feed.
// The number after the currency is the scale of money in rows.
#ifndef KEYHAUL_BOOK_MEASURE_PLAN_H_
#define KEYHAUL_BOOK_MEASURE_PLAN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/digest.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/book/dimension_dictionary.h"
#include "keyhaul/book/plan_item.h"
#include "keyhaul/ledger/schema.h"

namespace keyhaul {
inline namespace v1 {

class MeasurePlan {
 public:
  // Refused where the schema or an item is, where a money measure is not of `money_scale`, and where that is not the
  // currency's exponent with at most kMaxExtraMoneyDigits more. Errors of items carry the path "items[2].measure".
  static Result<MeasurePlan> Make(Schema schema, Currency currency, std::int32_t money_scale,
                                  std::vector<PlanItem> items);

  // The plan that keeps what either keeps. Refused with `policy_value` where their ledgers differ.
  static Result<MeasurePlan> Union(const MeasurePlan& a, const MeasurePlan& b);

  const Schema& schema() const { return schema_; }
  const Currency& currency() const { return currency_; }
  std::int32_t money_scale() const { return money_scale_; }

  // In canonical order; the place in it is the item's number.
  std::span<const PlanItem> items() const { return items_; }

  // The number of an item, or -1. The item may be spelled in any way.
  int Find(const PlanItem& item) const;

  // The values of a dimension that any scope names.
  const DimensionDictionary& dictionary(std::size_t dimension) const { return dictionaries_[dimension]; }

  // Whether some rule follows documents, so that every row must name one.
  bool FollowsDocuments() const;

  // Whether some sum is split by groups, or by this dimension, so that a batch must give its texts.
  bool SplitsByGroup() const { return splits_by_group_; }
  bool SplitsByDimension(std::size_t dimension) const { return split_dimensions_[dimension]; }

  const std::string& text() const { return text_; }
  const Digest& digest() const { return digest_; }

 private:
  MeasurePlan(Schema schema, Currency currency, std::int32_t money_scale)
      : schema_(std::move(schema)), currency_(currency), money_scale_(money_scale) {}

  void Adopt(const std::map<std::string, PlanItem>& items);

  Schema schema_;
  Currency currency_;
  std::int32_t money_scale_;
  std::vector<PlanItem> items_;
  std::vector<std::string> item_texts_;
  std::vector<DimensionDictionary> dictionaries_;
  bool splits_by_group_ = false;
  std::vector<bool> split_dimensions_;
  std::string text_;
  Digest digest_;
};

namespace book_internal {

inline Status CheckMoneyScale(const Schema& schema, const Currency& currency, std::int32_t money_scale) {
  const std::int32_t exponent = currency.exponent();
  if (money_scale < exponent || money_scale > exponent + kMaxExtraMoneyDigits) {
    return MakeErrorAt(Code::policy_value, "currency",
                       "money with " + std::to_string(money_scale) + " decimals; " + std::string(currency.code()) +
                           " has " + std::to_string(exponent) + ", and at most " +
                           std::to_string(kMaxExtraMoneyDigits) + " more may be asked for");
  }
  for (const Measure& measure : schema.measures) {
    if (!measure.IsMoney() || measure.scale == money_scale) continue;
    return MakeErrorAt(Code::policy_value, "measures." + measure.name,
                       "money of scale " + std::to_string(measure.scale) + " where the policy's money has scale " +
                           std::to_string(money_scale));
  }
  return {};
}

inline std::string LedgerText(const Schema& schema, const Currency& currency, std::int32_t money_scale) {
  std::string text = "keyhaul measure plan 1\ncurrency ";
  text += currency.code();
  text += ' ' + std::to_string(money_scale) + '\n';
  for (const std::string& dimension : schema.dimensions) text += "dimension " + dimension + '\n';
  for (const Measure& measure : schema.measures) {
    text += "measure " + measure.name + ' ' + std::to_string(measure.scale) + ' ';
    AppendCounted(measure.unit, &text);
    text += '\n';
  }
  for (const std::string& day : schema.days) text += "day " + day + '\n';
  text += AttributionText(schema.attribution);
  if (schema.exchange == ConvertAt::document) text += "exchange document\n";
  if (schema.KeepsCurrencies()) text += "exchange settlement\n";
  return text;
}

}  // namespace book_internal

inline Result<MeasurePlan> MeasurePlan::Make(Schema schema, Currency currency, std::int32_t money_scale,
                                             std::vector<PlanItem> items) {
  KEYHAUL_CHECK(CheckSchema(schema));
  KEYHAUL_CHECK(book_internal::CheckMoneyScale(schema, currency, money_scale));
  std::map<std::string, PlanItem> unique;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (Status status = CheckPlanItem(schema, items[i]); !status.ok()) {
      return Under("items[" + std::to_string(i) + "]", std::move(status).error());
    }
    PlanItem item = Normalise(std::move(items[i]));
    std::string text = CanonicalText(schema, item);
    unique.emplace(std::move(text), std::move(item));
  }
  MeasurePlan plan(std::move(schema), currency, money_scale);
  plan.Adopt(unique);
  return plan;
}

inline Result<MeasurePlan> MeasurePlan::Union(const MeasurePlan& a, const MeasurePlan& b) {
  if (book_internal::LedgerText(a.schema_, a.currency_, a.money_scale_) !=
      book_internal::LedgerText(b.schema_, b.currency_, b.money_scale_)) {
    return MakeError(Code::policy_value,
                     "the two plans are not for one ledger: currency, dimensions, measures, exchange or the days that "
                     "rows count on differ");
  }
  std::vector<PlanItem> items = a.items_;
  items.insert(items.end(), b.items_.begin(), b.items_.end());
  return Make(a.schema_, a.currency_, a.money_scale_, std::move(items));
}

inline void MeasurePlan::Adopt(const std::map<std::string, PlanItem>& items) {
  std::vector<std::set<std::string>> values(schema_.dimensions.size());
  split_dimensions_.assign(schema_.dimensions.size(), false);
  text_ = book_internal::LedgerText(schema_, currency_, money_scale_);
  for (const auto& [text, item] : items) {
    for (const ScopeTerm& term : item.scope.terms) {
      values[static_cast<std::size_t>(term.dimension)].insert(term.values.begin(), term.values.end());
    }
    splits_by_group_ = splits_by_group_ || item.split.by == SplitBy::group;
    if (item.split.by == SplitBy::dimension) split_dimensions_[static_cast<std::size_t>(item.split.dimension)] = true;
    text_ += "item " + text + '\n';
    item_texts_.push_back(text);
    items_.push_back(item);
  }
  for (const std::set<std::string>& named : values) dictionaries_.emplace_back(named);
  digest_ = Digest::Of(text_);
}

inline int MeasurePlan::Find(const PlanItem& item) const {
  if (!CheckPlanItem(schema_, item).ok()) return -1;
  const std::string text = CanonicalText(schema_, Normalise(item));
  const auto found = std::lower_bound(item_texts_.begin(), item_texts_.end(), text);
  if (found == item_texts_.end() || *found != text) return -1;
  return static_cast<int>(found - item_texts_.begin());
}

inline bool MeasurePlan::FollowsDocuments() const {
  return std::any_of(items_.begin(), items_.end(),
                     [](const PlanItem& item) { return item.kind == StateKind::open_documents; });
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_MEASURE_PLAN_H_
