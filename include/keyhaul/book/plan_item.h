// What a rule needs to know of the ledger.
//
// A rule never reads rows. It declares the state it needs, as `PlanItem`s, and the book keeps that state while rows go
// by: "the sum of revenue by quarter over standard and economy service", "the days on which there was a row". An item
// is a kind of state, the measure it is about, the scope that chooses the rows, and the calendar that cuts the totals.
//
//   kind            cell                                                  measure    cut by
//   sum             sum of the measure, 128 bits                          yes        calendar
//   count           number of rows                                        no         calendar
//   minimum         least value of the measure                            yes        calendar
//   maximum         greatest value of the measure                         yes        calendar
//   distinct_days   the set of days with a row                            no         days
//   open_documents  per document, what was charged and what was credited  yes        documents
//   split_sum       sum of the measure and number of rows, per second key yes        calendar
//   ordered_events  every row in canonical order                          declared, not yet kept
//
// The first five need memory per account (and period), whatever the number of rows. `open_documents` needs memory per
// document, and is meant for the few rules that settle credit notes against their invoice. `split_sum` needs memory per
// account, period and key that occur together. Its second key is
//   group      each group that the account is a dated member of on the row's day; a row counts for every one of them
//   dimension  the value of a dimension, whatever it is; that a row has none is a value of its own, the empty text
//   currency   the currency of rows in another than the plan's, by its code; rows in the plan's own are in none
//
// Where a ledger keeps currencies (schema.h), every item of a measure in money but a split by currency holds the rows
// in the plan's own only, so that amounts of two currencies are never added up. Quantities, counts and days are of all.
//
// Calendars that are windows (rolling months) are kept by their steps; the window is a sum over cells.
#ifndef KEYHAUL_BOOK_PLAN_ITEM_H_
#define KEYHAUL_BOOK_PLAN_ITEM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/period.h"
#include "keyhaul/ledger/row.h"
#include "keyhaul/ledger/schema.h"
#include "keyhaul/ledger/text.h"

namespace keyhaul {
inline namespace v1 {

enum class StateKind : std::int8_t {
  sum,
  count,
  minimum,
  maximum,
  distinct_days,
  open_documents,
  split_sum,
  ordered_events,
};

// "distinct_days".
std::string_view Name(StateKind kind);

// Rows whose value of a dimension is one of `values`.
struct ScopeTerm {
  std::int32_t dimension = -1;
  std::vector<std::string> values;
};

// Rows that satisfy every term, are of one of the kinds and lie on one of the days. Without terms: all such rows.
struct Scope {
  std::vector<ScopeTerm> terms;
  std::uint8_t kinds = kAllKinds;  // KindBit(...) | ...
  Period days = Period::All();
};

// The second key of a split_sum.
enum class SplitBy : std::int8_t { none, group, dimension, currency };

struct Split {
  SplitBy by = SplitBy::none;
  std::int32_t dimension = -1;  // place in the schema, where it is by dimension
};

struct PlanItem {
  StateKind kind = StateKind::sum;
  std::int32_t measure = -1;  // place in the schema; -1 for count and distinct_days
  Scope scope;
  Calendar calendar;  // disregarded for distinct_days and open_documents
  Split split = {};   // of split_sum only
};

constexpr bool NeedsMeasure(StateKind kind) {
  return kind != StateKind::count && kind != StateKind::distinct_days && kind != StateKind::ordered_events;
}
constexpr bool IsCutByCalendar(StateKind kind) {
  return kind == StateKind::sum || kind == StateKind::count || kind == StateKind::minimum ||
         kind == StateKind::maximum || kind == StateKind::split_sum;
}

// Whether the item can be kept for a ledger of this schema. Errors carry the path, "scope.service".
Status CheckPlanItem(const Schema& schema, const PlanItem& item);

// The item in the one form that all its spellings share: terms by dimension, values sorted and unique, days that are
// understood, the calendar by its steps.
PlanItem Normalise(PlanItem item);

// One line of text, the same for equal items and different for different ones. `item` is normalised and checked.
//   sum revenue quarter@01-01 charge,surcharge,adjustment,credit_note service=7:economy,8:standard
// Values are preceded by their length in bytes, so that none can pretend to be two. Days come last, and only where they
// are not all: "days=2026-01-01/2026-07-01". No dimension can be taken for them: a value there begins with its length
// and a colon. What a sum is split by ends the line: "split=group", "split=dimension:service", "split=currency".
std::string CanonicalText(const Schema& schema, const PlanItem& item);

namespace book_internal {

inline constexpr std::string_view kStateKindNames[] = {
    "sum", "count", "minimum", "maximum", "distinct_days", "open_documents", "split_sum", "ordered_events"};

inline Status CheckCurrencySplit(const Schema& schema, const PlanItem& item) {
  const bool is_money = item.measure >= 0 && static_cast<std::size_t>(item.measure) < schema.measures.size() &&
                        schema.measures[static_cast<std::size_t>(item.measure)].IsMoney();
  if (schema.KeepsCurrencies() && is_money) return {};
  return MakeErrorAt(Code::policy_value, "split",
                     "only money is split by currency, and where the ledger keeps currencies");
}

inline Status CheckSplit(const Schema& schema, const PlanItem& item) {
  const Split& split = item.split;
  if (split.by == SplitBy::currency) KEYHAUL_CHECK(CheckCurrencySplit(schema, item));
  if ((item.kind == StateKind::split_sum) != (split.by != SplitBy::none)) {
    return MakeErrorAt(
        Code::policy_value, "split",
        std::string(Name(item.kind)) + (split.by == SplitBy::none ? " needs a second key" : " has no second key"));
  }
  const bool is_dimension =
      split.dimension >= 0 && static_cast<std::size_t>(split.dimension) < schema.dimensions.size();
  if (split.by == SplitBy::dimension ? is_dimension : split.dimension == -1) return {};
  return MakeErrorAt(Code::policy_value, "split",
                     split.by == SplitBy::dimension
                         ? "the ledger has no dimension number " + std::to_string(split.dimension)
                         : "a dimension is named that the item is not split by");
}

inline Status CheckScope(const Schema& schema, const Scope& scope) {
  if (scope.kinds == 0 || (scope.kinds & ~kAllKinds) != 0) {
    return MakeErrorAt(Code::policy_value, "kinds", "a scope takes at least one kind of row, and only known ones");
  }
  if (Intersection(scope.days, Period::All()).IsEmpty()) {
    return MakeErrorAt(Code::policy_value, "days", "a scope takes at least one day of the years 1 to 9999");
  }
  std::uint64_t seen = 0;
  for (const ScopeTerm& term : scope.terms) {
    if (term.dimension < 0 || static_cast<std::size_t>(term.dimension) >= schema.dimensions.size()) {
      return MakeErrorAt(Code::policy_value, "",
                         "the ledger has no dimension number " + std::to_string(term.dimension));
    }
    const std::string& name = schema.dimensions[static_cast<std::size_t>(term.dimension)];
    const std::uint64_t bit = std::uint64_t{1} << term.dimension;
    if ((seen & bit) != 0) return MakeErrorAt(Code::policy_duplicate_key, name, "the dimension stands twice");
    seen |= bit;
    if (term.values.empty())
      return MakeErrorAt(Code::policy_value, name, "no value is accepted; expected at least one");
    for (const std::string& value : term.values) {
      if (!value.empty() && IsShortText(value) && IsPlainText(value)) continue;
      return MakeErrorAt(Code::policy_value, name,
                         "a value is UTF-8 text of 1 to " + std::to_string(kMaxTextBytes) + " bytes");
    }
  }
  return {};
}

inline void AppendCounted(std::string_view text, std::string* out) {
  *out += std::to_string(text.size());
  *out += ':';
  *out += text;
}

}  // namespace book_internal

inline std::string_view Name(StateKind kind) { return book_internal::kStateKindNames[static_cast<std::size_t>(kind)]; }

inline Status CheckPlanItem(const Schema& schema, const PlanItem& item) {
  if (item.kind == StateKind::ordered_events) {
    return MakeErrorAt(Code::policy_unsupported, "kind", "this version keeps no ordered events");
  }
  const bool has_measure = item.measure != -1;
  if (has_measure != NeedsMeasure(item.kind)) {
    return MakeErrorAt(Code::policy_value, "measure",
                       std::string(Name(item.kind)) + (has_measure ? " is about no measure" : " needs a measure"));
  }
  if (has_measure && (item.measure < 0 || static_cast<std::size_t>(item.measure) >= schema.measures.size())) {
    return MakeErrorAt(Code::policy_value, "measure",
                       "the ledger has no measure number " + std::to_string(item.measure));
  }
  if (Status status = book_internal::CheckScope(schema, item.scope); !status.ok()) {
    return Under("scope", std::move(status).error());
  }
  KEYHAUL_CHECK(book_internal::CheckSplit(schema, item));
  return {};
}

inline PlanItem Normalise(PlanItem item) {
  item.calendar = IsCutByCalendar(item.kind) ? item.calendar.Steps() : Calendar();
  item.scope.days = Intersection(item.scope.days, Period::All());
  std::vector<ScopeTerm>& terms = item.scope.terms;
  std::sort(terms.begin(), terms.end(),
            [](const ScopeTerm& a, const ScopeTerm& b) { return a.dimension < b.dimension; });
  for (ScopeTerm& term : terms) {
    std::sort(term.values.begin(), term.values.end());
    term.values.erase(std::unique(term.values.begin(), term.values.end()), term.values.end());
  }
  return item;
}

inline std::string CanonicalText(const Schema& schema, const PlanItem& item) {
  std::string text(Name(item.kind));
  text += ' ';
  text += item.measure < 0 ? "-" : schema.measures[static_cast<std::size_t>(item.measure)].name;
  text += ' ';
  text += IsCutByCalendar(item.kind) ? item.calendar.ToText() : "-";
  char separator = ' ';
  for (int kind = 0; kind < kRowKinds; ++kind) {
    if ((item.scope.kinds & (1U << kind)) == 0) continue;
    text += separator;
    text += Name(static_cast<RowKind>(kind));
    separator = ',';
  }
  for (const ScopeTerm& term : item.scope.terms) {
    text += ' ';
    text += schema.dimensions[static_cast<std::size_t>(term.dimension)];
    separator = '=';
    for (const std::string& value : term.values) {
      text += separator;
      book_internal::AppendCounted(value, &text);
      separator = ',';
    }
  }
  if (item.scope.days != Period::All()) text += " days=" + item.scope.days.ToText();
  if (item.split.by == SplitBy::group) text += " split=group";
  if (item.split.by == SplitBy::currency) text += " split=currency";
  if (item.split.by == SplitBy::dimension) {
    text += " split=dimension:" + schema.dimensions[static_cast<std::size_t>(item.split.dimension)];
  }
  return text;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_PLAN_ITEM_H_
