// calc: members who pool their volume, and what each gets of what it earns.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/limits.h"
#include "keyhaul/terms/group_share.h"
#include "src/engine/calc.h"
#include "src/engine/calc_columns.h"
#include "src/engine/calc_terms.h"
#include "src/kernels/allocation_kernel.h"
#include "src/kernels/schedule_kernel.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The members of a group, one entry each in every list.
struct Members {
  std::vector<JsonNode> nodes;
  std::vector<std::string> ids;
  std::vector<int128> bases;
};

Result<Period> ReadStretch(const ObjectForm& form, JsonNode node) {
  Period stretch = Period::All();
  if (const auto joined = form.Get(node, "joined")) {
    KEYHAUL_TRY(stretch.begin, ReadDay(*joined));
  }
  if (const auto left = form.Get(node, "left")) {
    KEYHAUL_TRY(stretch.end, ReadDay(*left));
  }
  Result<Period> period = Period::Make(stretch.begin, stretch.end);
  if (!period.ok()) return ErrorAt(node, std::move(period).error());
  return period;
}

// joined and left, or a list of such stretches; none where the membership always holds.
Result<std::vector<Period>> ReadStretches(const CalcRequest& request, const ObjectForm& form, JsonNode node) {
  std::vector<Period> stretches;
  const std::optional<JsonNode> list = form.Get(node, "stretches");
  const bool single = form.Get(node, "joined").has_value() || form.Get(node, "left").has_value();
  if (list.has_value() && single)
    return list->MakeError(Code::policy_value, "expected either stretches, or joined and left");
  if (single) {
    KEYHAUL_TRY(stretches.emplace_back(), ReadStretch(form, node));
  }
  if (!list.has_value()) return stretches;
  const ObjectForm stretch_form(request.context, "calc.group.members[].stretches[]");
  KEYHAUL_TRY(const auto elements, ReadElements(request.context, *list, "calc.group.members[].stretches[]"));
  for (const JsonNode element : elements) {
    KEYHAUL_CHECK(stretch_form.Check(element));
    KEYHAUL_TRY(stretches.emplace_back(), ReadStretch(stretch_form, element));
  }
  if (stretches.empty()) return list->MakeError(Code::policy_value, "expected at least one stretch");
  return stretches;
}

// The sum of the rows of the days that count.
Result<int128> ReadRows(const CalcRequest& request, const ObjectForm& form, JsonNode member, JsonNode rows, int scale) {
  KEYHAUL_TRY(const std::vector<Period> stretches, ReadStretches(request, form, member));
  const ObjectForm row_form(request.context, "calc.group.members[].rows[]");
  KEYHAUL_TRY(const auto elements, ReadElements(request.context, rows, "calc.group.members[].rows[]"));
  int128 sum = 0;
  for (const JsonNode row : elements) {
    KEYHAUL_CHECK(row_form.Check(row));
    KEYHAUL_TRY(const Day day, ReadDay(row_form.Require(row, "day")));
    KEYHAUL_TRY(const int128 basis, ReadMantissa(row_form.Require(row, "basis"), scale));
    if (CountsOn(stretches, day) && !CheckedAdd(sum, basis, &sum)) {
      return row.MakeError(Code::overflow, "the basis of the member does not fit into 128 bits");
    }
  }
  return sum;
}

Result<int128> ReadMemberBasis(const CalcRequest& request, const ObjectForm& form, JsonNode node, int scale) {
  const std::optional<JsonNode> basis = form.Get(node, "basis");
  const std::optional<JsonNode> rows = form.Get(node, "rows");
  if (basis.has_value() == rows.has_value()) {
    return node.MakeError(basis.has_value() ? Code::policy_value : Code::policy_missing_key,
                          "expected either basis or rows");
  }
  if (rows.has_value()) return ReadRows(request, form, node, *rows, scale);
  // Days of a membership choose rows; a basis without days would be taken for one that they had cut.
  for (const std::string_view key : {"joined", "left", "stretches"}) {
    if (const auto days = form.Get(node, key)) {
      return days->MakeError(Code::policy_value, "a membership in days needs rows, of which it chooses");
    }
  }
  return ReadMantissa(*basis, scale);
}

Result<Members> ReadMembers(const CalcRequest& request, JsonNode list, int scale) {
  Members members;
  const ObjectForm form(request.context, "calc.group.members[]");
  KEYHAUL_TRY(members.nodes, ReadElements(request.context, list, "calc.group.members[]"));
  if (members.nodes.empty()) return list.MakeError(Code::policy_value, "expected at least one member");
  std::vector<JsonNode> ids;
  for (const JsonNode node : members.nodes) {
    KEYHAUL_CHECK(form.Check(node));
    ids.push_back(form.Require(node, "id"));
    KEYHAUL_TRY(members.ids.emplace_back(), ReadText(ids.back()));
    KEYHAUL_TRY(members.bases.emplace_back(), ReadMemberBasis(request, form, node, scale));
  }
  KEYHAUL_CHECK(PlacesOfIds(ids));
  return members;
}

// The place of the head office among the members; it is named exactly where it gets all.
Result<std::size_t> ReadHeadOffice(const CalcRequest& request, const ObjectForm& form, GroupShare share,
                                   const Members& members) {
  const std::optional<JsonNode> node = form.Get(request.node, "head_office");
  if (node.has_value() != (share == GroupShare::head_office)) {
    if (node.has_value()) return node->MakeError(Code::policy_value, "a head office is for the share of that name");
    return request.node.MakeError(Code::policy_missing_key, "expected the id of the head office, which gets all");
  }
  if (!node.has_value()) return std::size_t{0};
  KEYHAUL_TRY(const std::string id, ReadText(*node));
  const auto found = std::find(members.ids.begin(), members.ids.end(), id);
  if (found == members.ids.end()) return node->MakeError(Code::policy_value, "expected the id of one of the members");
  return static_cast<std::size_t>(found - members.ids.begin());
}

// The rounded benefit of each basis; an error stands at the member.
Result<std::vector<int128>> BenefitsOf(const CompiledSchedule& schedule, const std::vector<int128>& bases,
                                       const Members& members) {
  std::vector<int128> benefits;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    Result<ScheduleValue> value = kernels::Evaluate(schedule, Bases{bases[i], bases[i]});
    if (!value.ok()) return ErrorAt(BasisNode(members.nodes[i]), std::move(value).error());
    benefits.push_back(value->rounded);
  }
  return benefits;
}

// Q_1, Q_1 + Q_2, ...
Result<std::vector<int128>> RunningSums(const Members& members) {
  std::vector<int128> sums;
  int128 sum = 0;
  for (std::size_t i = 0; i < members.bases.size(); ++i) {
    if (!CheckedAdd(sum, members.bases[i], &sum)) {
      return members.nodes[i].MakeError(Code::overflow, "the sum of the bases does not fit into 128 bits");
    }
    sums.push_back(sum);
  }
  return sums;
}

void WriteParts(const CalcTerms& terms, const Members& members, const std::vector<int128>& standalone,
                const GroupShares& shares, JsonWriter* out) {
  const int scale = terms.money_scale();
  out->Key("standalone").Text(AmountText(shares.standalone, scale)).Key("gain").Text(AmountText(shares.gain, scale));
  std::string flags;
  AddWord(shares.negative_basis, "negative_basis", &flags);
  AddWord(shares.no_positive_basis, "no_positive_basis", &flags);
  if (!flags.empty()) out->Key("flags").Text(flags);
  out->Key("parts").BeginArray();
  for (std::size_t i = 0; i < members.ids.size(); ++i) {
    out->BeginObject().Key("id").Text(members.ids[i]);
    out->Key("basis").Text(AmountText(members.bases[i], terms.schedule.units.qualifying_scale));
    out->Key("standalone").Text(AmountText(standalone[i], scale));
    out->Key("part").Text(AmountText(shares.parts[i], scale)).EndObject();
  }
  out->EndArray();
}

}  // namespace

Status CalcGroup(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.group");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const CalcTerms terms, ReadCalcTerms(request, form, CalcBases::one));
  const JsonNode share_node = form.Require(request.node, "share");
  KEYHAUL_TRY(const auto share, ReadWord<GroupShare>(share_node, kGroupShareWords));
  const JsonNode list = form.Require(request.node, "members");
  KEYHAUL_TRY(const Members members, ReadMembers(request, list, terms.schedule.units.qualifying_scale));
  KEYHAUL_TRY(const std::size_t head_office, ReadHeadOffice(request, form, share, members));
  KEYHAUL_TRY(const std::vector<int128> sums, RunningSums(members));
  Result<Explanation> pooled = kernels::Explain(terms.schedule, Bases{sums.back(), sums.back()});
  if (!pooled.ok()) return ErrorAt(list, std::move(pooled).error());
  KEYHAUL_TRY(const std::vector<int128> standalone, BenefitsOf(terms.schedule, members.bases, members));
  std::vector<int128> running;
  if (share == GroupShare::marginal_by_order) {
    KEYHAUL_TRY(running, BenefitsOf(terms.schedule, sums, members));
  }
  const std::vector<std::string_view> ids(members.ids.begin(), members.ids.end());
  const GroupBenefit benefit{share,      pooled->rounded, terms.schedule.step, ids, members.bases,
                             standalone, running,         head_office};
  Result<GroupShares> shares = terms_internal::ShareGroupWith(benefit, kernels::Allocate);
  if (!shares.ok()) return ErrorAt(list, std::move(shares).error());
  out->Key("currency").Text(terms.currency.code());
  out->Key("share").Text(WordOf(share, kGroupShareWords));
  out->Key("amount").Text(AmountText(pooled->rounded, terms.money_scale()));
  out->Key("basis").Text(AmountText(sums.back(), terms.schedule.units.qualifying_scale));
  WriteExplanation(*pooled, out);
  WriteParts(terms, members, standalone, *shares, out);
  return {};
}

}  // namespace v1
}  // namespace keyhaul
