// Which rows of a block an item of the plan is about.
//
// Rows are added in blocks of 1024. The accepted rows of a block are listed once; each item then keeps of that list the
// rows of its scope. Both are loops that write every candidate and advance by 0 or 1, so that data in no order costs no
// mispredicted branch.
#ifndef KEYHAUL_BOOK_ROW_SELECTION_H_
#define KEYHAUL_BOOK_ROW_SELECTION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "keyhaul/book/measure_plan.h"
#include "keyhaul/ledger/batch.h"
#include "keyhaul/ledger/check.h"
#include "keyhaul/ledger/row.h"

namespace keyhaul {
inline namespace v1 {

inline constexpr std::size_t kBlockRows = 1024;

// Rows of a batch, ascending. After the last there are some that may be fetched for nothing.
struct RowList {
  static constexpr std::size_t kAhead = 16;

  // Ends the list.
  void End(std::size_t count) {
    size = count;
    const std::uint32_t last = count > 0 ? rows[count - 1] : 0;
    for (std::size_t i = 0; i < kAhead; ++i) rows[count + i] = last;
  }

  std::size_t size = 0;
  std::uint32_t rows[kBlockRows + kAhead];  // from the begin of the block
};

// A scope in the plan's codes.
class CompiledScope {
 public:
  CompiledScope(const MeasurePlan& plan, const PlanItem& item);

  bool TakesAll() const {
    return kinds_ == kAllKinds && terms_.empty() && days_ == Period::All() && currencies_ == Currencies::all;
  }

  // The rows of `from` that are in scope. `begin` is the first row of the block.
  void Select(const LedgerBatch& batch, std::size_t begin, const RowList& from, RowList* to) const;

 private:
  // By the currency of rows: any, the plan's own, or another.
  enum class Currencies : std::uint8_t { all, own, other };

  static Currencies CurrenciesOf(const MeasurePlan& plan, const PlanItem& item);

  struct Term {
    std::size_t dimension;
    std::vector<std::uint8_t> accepts;  // by code + 1, so that -1 has a place
  };

  std::uint8_t kinds_;
  Currencies currencies_;
  Currency own_;  // the plan's
  Period days_;
  std::vector<Term> terms_;
};

// The rows from `begin` to `end` that are accepted.
inline void SelectAccepted(std::span<const Verdict> verdicts, std::size_t begin, std::size_t end, RowList* list) {
  std::size_t size = 0;
  for (std::size_t row = begin; row < end; ++row) {
    list->rows[size] = static_cast<std::uint32_t>(row - begin);
    size += static_cast<std::size_t>(verdicts[row] == Verdict::accepted);
  }
  list->End(size);
}

inline CompiledScope::Currencies CompiledScope::CurrenciesOf(const MeasurePlan& plan, const PlanItem& item) {
  if (item.split.by == SplitBy::currency) return Currencies::other;
  const bool is_money = item.measure >= 0 && plan.schema().measures[static_cast<std::size_t>(item.measure)].IsMoney();
  return plan.schema().KeepsCurrencies() && is_money ? Currencies::own : Currencies::all;
}

inline CompiledScope::CompiledScope(const MeasurePlan& plan, const PlanItem& item)
    : kinds_(item.scope.kinds), currencies_(CurrenciesOf(plan, item)), own_(plan.currency()), days_(item.scope.days) {
  for (const ScopeTerm& term : item.scope.terms) {
    const auto dimension = static_cast<std::size_t>(term.dimension);
    const DimensionDictionary& dictionary = plan.dictionary(dimension);
    std::vector<std::uint8_t> accepts(dictionary.size() + 1, 0);
    for (const std::string& value : term.values) accepts[static_cast<std::size_t>(dictionary.Find(value)) + 1] = 1;
    terms_.push_back({dimension, std::move(accepts)});
  }
}

inline void CompiledScope::Select(const LedgerBatch& batch, std::size_t begin, const RowList& from, RowList* to) const {
  const auto keep = [&](const RowList& list, const auto& is_in) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < list.size; ++i) {
      const std::uint32_t row = list.rows[i];
      to->rows[size] = row;
      size += static_cast<std::size_t>(is_in(begin + row));
    }
    to->End(size);
  };
  if (batch.kind.empty()) {
    keep(from, [&](std::size_t) { return (kinds_ & KindBit(RowKind::charge)) != 0; });
  } else {
    keep(from, [&](std::size_t row) { return ((kinds_ >> batch.kind[row]) & 1) != 0; });
  }
  if (currencies_ != Currencies::all) {
    const bool takes_own = currencies_ == Currencies::own;
    keep(*to, [&](std::size_t row) {
      const std::string_view currency = ledger_internal::TextAt(batch.currency, row);
      return (currency.empty() || currency == own_.code()) == takes_own;
    });
  }
  if (days_ != Period::All()) {
    const std::int32_t* const days = batch.day.data();
    const std::int32_t first = days_.begin.value();
    const std::int32_t end = days_.end.value();
    keep(*to, [&](std::size_t row) { return (days[row] >= first) & (days[row] < end); });
  }
  for (const Term& term : terms_) {
    const std::span<const std::int32_t> codes = batch.dimensions[term.dimension];
    keep(*to, [&](std::size_t row) {
      const std::uint32_t place = static_cast<std::uint32_t>(codes[row]) + 1U;
      return place < term.accepts.size() && term.accepts[place] != 0;
    });
  }
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_ROW_SELECTION_H_
