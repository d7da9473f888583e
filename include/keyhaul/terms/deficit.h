// Deficit rating: the whole basis, or a larger one where that is cheaper.
//
// A charge by weight falls at each break, so that a little less than a break may cost more than the break itself.
// Carriers then rate the shipment as if it weighed the break. With f_k the price by bracket k, i the bracket that the
// basis reaches and L_k the bounds,
//
//   f⁺(Q) = min over k ≥ i of f_k(max(Q, L_k)),   the first k where several cost the same
//
// Sources disagree about what is billed then. `bumped` bills the minimum itself, r_k · max(Q, L_k) + F_k; `actual`
// takes the bracket that has it, and bills what was there by its benefit, r_k · Q + F_k. Over two bases a price is that
// of the larger basis times payable / qualifying. What lies beyond a closed last bracket is no break.
//
//   450 lb at 14.38 per hundred cost 64.71; as 500 lb at 10.29 they cost 51.45
#ifndef KEYHAUL_TERMS_DEFICIT_H_
#define KEYHAUL_TERMS_DEFICIT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/fraction.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/steps.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

// Prices of one basis; all have the denominator of the schedule, times the qualifying basis where there are two.
template <class Int>
class DeficitPrices {
 public:
  DeficitPrices(const CompiledSchedule& schedule, const Bases& bases)
      : schedule_(schedule),
        bases_(bases),
        basis_(Widen<Int>(bases.qualifying) * Widen<Int>(schedule.bound_factor)),
        divides_(!IsOneBasis(schedule, bases) && bases.qualifying > 0) {}

  // The bracket that prices, and the basis that it prices.
  std::size_t Cheapest(Int* basis) const {
    const std::size_t reached = BracketReached(schedule_, bases_.qualifying);
    std::size_t chosen = reached;
    *basis = basis_;
    Int least = Price(reached, basis_);
    // Of a basis of 0 there is nothing to bump.
    const bool bumps = bases_.qualifying > 0;
    for (std::size_t k = reached + 1; bumps && k < schedule_.own_brackets; ++k) {
      const Int bumped = std::max(basis_, Widen<Int>(schedule_.brackets[k].bound));
      const Int price = Price(k, bumped);
      if (price >= least) continue;
      least = price;
      chosen = k;
      *basis = bumped;
    }
    return chosen;
  }

  Int Price(std::size_t index, const Int& basis) const {
    const CompiledBracket& bracket = schedule_.brackets[index];
    const Int flat = OwesFlat(schedule_, index, bases_.qualifying) ? Widen<Int>(bracket.flat) : Int(0);
    const Int rated = Widen<Int>(bracket.coefficient) * basis;
    if (divides_) return Int(rated * Widen<Int>(bases_.payable) + flat * Widen<Int>(bases_.qualifying));
    if (IsOneBasis(schedule_, bases_)) return Int(rated + flat);
    return Int(Widen<Int>(bracket.coefficient) * Widen<Int>(bases_.payable) * Widen<Int>(schedule_.bound_factor) +
               flat);
  }

  Int Denominator() const {
    const Int denominator = Widen<Int>(schedule_.denominator);
    return divides_ ? Int(denominator * Widen<Int>(bases_.qualifying)) : denominator;
  }

  const Int& basis() const { return basis_; }

 private:
  const CompiledSchedule& schedule_;
  const Bases bases_;
  const Int basis_;
  const bool divides_;
};

// TERMS-30. For a qualifying basis that is not below zero and not beyond a last bracket that refuses it.
template <class Int>
Priced<Int> PriceDeficit(const CompiledSchedule& schedule, const Bases& bases) {
  const DeficitPrices<Int> prices(schedule, bases);
  Int basis(0);
  const std::size_t chosen = prices.Cheapest(&basis);
  if (schedule.deficit == DeficitBills::actual) basis = prices.basis();
  return {{prices.Price(chosen, basis), prices.Denominator()}, static_cast<std::int32_t>(chosen)};
}

template <class Int>
Status ExplainDeficit(StepWriter<Int>& writer) {
  const DeficitPrices<Int> prices(writer.schedule(), writer.bases());
  Int basis(0);
  const std::size_t chosen = prices.Cheapest(&basis);
  const bool bumped = basis != prices.basis() && writer.schedule().deficit == DeficitBills::bumped;
  if (bumped) {
    KEYHAUL_CHECK(writer.Part(chosen, StepKind::deficit, basis));
    return writer.Flat(chosen);
  }
  KEYHAUL_CHECK(writer.Whole(chosen));
  return writer.Flat(chosen);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_DEFICIT_H_
