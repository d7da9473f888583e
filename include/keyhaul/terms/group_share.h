// A group: members whose volumes are pooled, and what each gets of what the pool earns.
//
// The benefit of a group is that of the sum of its members' bases, T = R(f(Σ Q)), and the parts of the members add up
// to it, whatever the rule:
//
//   contribution       T by the members' bases (SAP; the blended rate of AWS)
//   standalone_first   each gets R(f(Q_m)), what it would have earned alone, and a share by basis of the gain
//   marginal_by_order  each gets what its basis adds: R(f(Q_1 + … + Q_m)) − R(f(Q_1 + … + Q_{m−1}))
//   head_office        all to one member
//
// The gain is T − Σ R(f(Q_m)): what pooling is worth. It is negative where pooling costs, as blocks that are rounded up
// one by one do; then the shares of it are taken off. Shares are multiples of the rounding step, by largest remainder,
// of equals to the first id (BASE-50). A basis below 0 counts in the sum and gets no share of it; where no basis is
// above 0, all members get equal shares.
//
//   8 and 4 TB at 0.17 a GB up to 10 TB and 0.13 above (an example of AWS): 2007.04 in place of 1392.64 + 696.32; the
//   gain is -81.92, which is a saving, since the schedule is a charge
//
// A membership has dates: what counts is the basis of the days on which the member is one, `left` not included.
// Amounts are in minor units.
#ifndef KEYHAUL_TERMS_GROUP_SHARE_H_
#define KEYHAUL_TERMS_GROUP_SHARE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "keyhaul/base/allocation.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/period.h"
#include "keyhaul/terms/agreement.h"

namespace keyhaul {
inline namespace v1 {

// What a group earned, and what it is shared out by. The spans have one entry per member; `running` is looked at by
// marginal_by_order only, `head_office` by the rule of that name.
struct GroupBenefit {
  GroupShare share = GroupShare::contribution;
  int128 total = 0;
  int128 step = 1;
  std::span<const std::string_view> ids;
  std::span<const int128> bases;
  std::span<const int128> standalone;  // R(f(Q_m))
  std::span<const int128> running;     // R(f(Q_1 + … + Q_m))
  std::size_t head_office = 0;
};

struct GroupShares {
  std::vector<int128> parts;  // add up to the total
  int128 standalone = 0;      // the sum of what the members would have earned alone
  int128 gain = 0;
  bool negative_basis = false;     // of a member
  bool no_positive_basis = false;  // of any, so that shares by basis are equal
};

// Refused with `overflow` where a sum, or in 128 bits a product, does not fit.
Result<GroupShares> ShareGroup(const GroupBenefit& benefit);

// Whether a day belongs to one of the stretches of a membership; one without stretches holds always.
inline bool CountsOn(std::span<const Period> stretches, Day day) {
  return stretches.empty() || std::any_of(stretches.begin(), stretches.end(),
                                          [day](const Period& stretch) { return stretch.Contains(day); });
}

namespace terms_internal {

inline Error GroupTooLarge() {
  Error error = MakeError(Code::overflow, "the amounts of the group do not fit into 128 bits");
  error.rule = "TERMS-06";
  return error;
}

// `total` by the bases, in steps; in minor units where limits or a commitment made it no multiple of the step, so that
// the parts add up to it all the same. `Share` is keyhaul::Allocate or the kernels'.
template <class Share>
Result<std::vector<int128>> ShareByBasis(const GroupBenefit& benefit, int128 total, const Share& share) {
  std::vector<int128> weights(benefit.bases.begin(), benefit.bases.end());
  for (int128& weight : weights) weight = std::max(weight, int128(0));
  AllocationOptions options;
  options.zero_weights = ZeroWeights::equal;
  options.keys = benefit.ids;
  const int128 step = total % benefit.step == 0 ? benefit.step : int128(1);
  std::vector<int128> parts(weights.size());
  KEYHAUL_CHECK(share(total / step, weights, options, parts));
  for (int128& part : parts) part *= step;
  return parts;
}

template <class Share>
Result<std::vector<int128>> PartsOfGroup(const GroupBenefit& benefit, int128 gain, const Share& share) {
  std::vector<int128> parts(benefit.bases.size());
  switch (benefit.share) {
    case GroupShare::contribution:
      return ShareByBasis(benefit, benefit.total, share);
    case GroupShare::standalone_first: {
      KEYHAUL_TRY(parts, ShareByBasis(benefit, gain, share));
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!CheckedAdd(parts[i], benefit.standalone[i], &parts[i])) return GroupTooLarge();
      }
      return parts;
    }
    case GroupShare::marginal_by_order:
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const int128 before = i == 0 ? int128(0) : benefit.running[i - 1];
        if (!CheckedSubtract(benefit.running[i], before, &parts[i])) return GroupTooLarge();
      }
      return parts;
    case GroupShare::head_office:
      parts[benefit.head_office] = benefit.total;
      return parts;
  }
  return parts;
}

template <class Share>
Result<GroupShares> ShareGroupWith(const GroupBenefit& benefit, const Share& share) {
  GroupShares shares;
  shares.no_positive_basis = benefit.share == GroupShare::contribution || benefit.share == GroupShare::standalone_first;
  for (std::size_t i = 0; i < benefit.bases.size(); ++i) {
    if (!CheckedAdd(shares.standalone, benefit.standalone[i], &shares.standalone)) return GroupTooLarge();
    shares.negative_basis = shares.negative_basis || benefit.bases[i] < 0;
    shares.no_positive_basis = shares.no_positive_basis && benefit.bases[i] <= 0;
  }
  if (!CheckedSubtract(benefit.total, shares.standalone, &shares.gain)) return GroupTooLarge();
  KEYHAUL_TRY(shares.parts, PartsOfGroup(benefit, shares.gain, share));
  return shares;
}

}  // namespace terms_internal

inline Result<GroupShares> ShareGroup(const GroupBenefit& benefit) {
  const auto share = [](int128 total, std::span<const int128> weights, const AllocationOptions& options,
                        std::span<int128> parts) -> Status {
    KEYHAUL_CHECK(Allocate(total, weights, options, parts));
    return {};
  };
  return terms_internal::ShareGroupWith(benefit, share);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_GROUP_SHARE_H_
