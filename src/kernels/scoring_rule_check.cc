// Checks a ranking rule without a table.
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "src/kernels/scoring_methods.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

Error RefuseRule(std::string path, std::string why) {
  Error error = MakeErrorAt(Code::policy_value, std::move(path), std::move(why));
  error.rule = "SCORING-70";
  return error;
}

Status CheckNumber(const std::string& path, double x) {
  if (std::isfinite(x)) return {};
  return RefuseRule(path, NumberText(x) + " is not a finite number");
}

Status CheckAtLeastZero(const std::string& path, double x) {
  KEYHAUL_CHECK(CheckNumber(path, x));
  if (x >= 0) return {};
  return RefuseRule(path, NumberText(x) + " is below 0");
}

Status CheckAboveZero(const std::string& path, double x) {
  KEYHAUL_CHECK(CheckNumber(path, x));
  if (x > 0) return {};
  return RefuseRule(path, NumberText(x) + " is not above 0");
}

Status CheckUnused(const std::string& path, double x, std::string_view shape) {
  if (x == 0) return {};
  return RefuseRule(path, "the preference " + std::string(shape) + " has no use for it");
}

Status CheckAbove(const std::string& path, double p, double q) {
  KEYHAUL_CHECK(CheckNumber(path, p));
  if (p > q) return {};
  return RefuseRule(path, NumberText(p) + " is not above q, which is " + NumberText(q));
}

Status CheckPreference(const std::string& path, const PreferenceFunction& preference) {
  const std::string q = path + ".q";
  const std::string p = path + ".p";
  const std::string s = path + ".s";
  if (preference.shape != Preference::gaussian) KEYHAUL_CHECK(CheckUnused(s, preference.s, "of this shape"));
  switch (preference.shape) {
    case Preference::usual:
      KEYHAUL_CHECK(CheckUnused(q, preference.q, "usual"));
      return CheckUnused(p, preference.p, "usual");
    case Preference::ushape:
      KEYHAUL_CHECK(CheckUnused(p, preference.p, "ushape"));
      return CheckAtLeastZero(q, preference.q);
    case Preference::vshape:
      KEYHAUL_CHECK(CheckUnused(q, preference.q, "vshape"));
      return CheckAboveZero(p, preference.p);
    case Preference::level:
    case Preference::linear:
      KEYHAUL_CHECK(CheckAtLeastZero(q, preference.q));
      return CheckAbove(p, preference.p, preference.q);
    case Preference::gaussian:
      KEYHAUL_CHECK(CheckUnused(q, preference.q, "gaussian"));
      KEYHAUL_CHECK(CheckUnused(p, preference.p, "gaussian"));
      return CheckAboveZero(s, preference.s);
  }
  return RefuseRule(path + ".shape", "there is no such preference");
}

bool BringsNormalization(Method method) {
  return method == Method::vikor || method == Method::promethee_ii || method == Method::spotis;
}

Status CheckBounds(const std::string& path, const RankingRule& rule, const RankingCriterion& criterion) {
  if (!criterion.bounds) {
    if (rule.method != Method::spotis) return {};
    return RefuseRule(path, "are missing; spotis needs the least and the greatest value that there can be");
  }
  const bool used = rule.method == Method::spotis ||
                    (!BringsNormalization(rule.method) && NormalizationOf(rule) == Normalization::min_max);
  if (!used) return RefuseRule(path, "are used by spotis and by the normalization min_max only");
  KEYHAUL_CHECK(CheckNumber(path + ".low", criterion.bounds->low));
  KEYHAUL_CHECK(CheckNumber(path + ".high", criterion.bounds->high));
  if (!(criterion.bounds->low < criterion.bounds->high)) {
    return RefuseRule(path + ".high", NumberText(criterion.bounds->high) + " is not above the lower bound, " +
                                          NumberText(criterion.bounds->low));
  }
  return CheckNumber(path + ".high", criterion.bounds->high - criterion.bounds->low);
}

Status CheckIdeals(const std::string& path, const RankingRule& rule, const RankingCriterion& criterion) {
  const std::string anti_path = path + ".anti_ideal";
  if (criterion.ideal) {
    KEYHAUL_CHECK(CheckNumber(path + ".ideal", *criterion.ideal));
    if (rule.method != Method::topsis && rule.method != Method::spotis) {
      return RefuseRule(path + ".ideal", "is used by topsis and spotis only");
    }
  }
  if (criterion.anti_ideal) {
    KEYHAUL_CHECK(CheckNumber(anti_path, *criterion.anti_ideal));
    if (rule.method != Method::topsis) return RefuseRule(anti_path, "is used by topsis only");
  }
  if (rule.method == Method::spotis && criterion.ideal &&
      (*criterion.ideal < criterion.bounds->low || *criterion.ideal > criterion.bounds->high)) {
    return RefuseRule(path + ".ideal", NumberText(*criterion.ideal) + " is outside the bounds " +
                                           NumberText(criterion.bounds->low) + " to " +
                                           NumberText(criterion.bounds->high));
  }
  if (!criterion.ideal || !criterion.anti_ideal) return {};
  const bool maximize = criterion.direction == Direction::maximize;
  if (maximize ? *criterion.anti_ideal < *criterion.ideal : *criterion.anti_ideal > *criterion.ideal) return {};
  return RefuseRule(
      anti_path, NumberText(*criterion.anti_ideal) + " is not worse than the ideal, " + NumberText(*criterion.ideal));
}

Status CheckMethodOptions(const RankingRule& rule) {
  if (rule.normalization && BringsNormalization(rule.method)) {
    return RefuseRule("normalization", "this method brings its own; expected none to be given");
  }
  if (rule.method == Method::weighted_product && rule.normalization == Normalization::z_score) {
    return RefuseRule("normalization", "z_score gives values below 0, which have no place in a product");
  }
  const bool stands_in = rule.constant_columns == ConstantColumn::one || rule.constant_columns == ConstantColumn::zero;
  if (BringsNormalization(rule.method) && stands_in) {
    return RefuseRule("constant_columns", "this method normalises nothing; expected drop_and_flag or error");
  }
  KEYHAUL_CHECK(CheckNumber("v", rule.v));
  if (rule.v >= 0 && rule.v <= 1) return {};
  return RefuseRule("v", NumberText(rule.v) + " is not between 0 and 1");
}

}  // namespace
}  // namespace kernels

Status CheckRankingRule(const RankingRule& rule) {
  if (rule.criteria.empty() || rule.criteria.size() > static_cast<std::size_t>(kMaxRankingCriteria)) {
    return kernels::RefuseRule("criteria", "there are " + std::to_string(rule.criteria.size()) +
                                               " criteria; expected 1 to " + std::to_string(kMaxRankingCriteria));
  }
  KEYHAUL_CHECK(kernels::CheckMethodOptions(rule));
  std::unordered_set<std::string_view> ids;
  double total = 0;
  for (std::size_t j = 0; j < rule.criteria.size(); ++j) {
    const RankingCriterion& criterion = rule.criteria[j];
    const std::string path = "criteria[" + std::to_string(j) + "]";
    if (criterion.id.empty()) return kernels::RefuseRule(path + ".id", "is empty");
    if (!ids.insert(criterion.id).second) {
      return kernels::RefuseRule(path + ".id", "'" + criterion.id + "' is the id of an earlier criterion");
    }
    KEYHAUL_CHECK(kernels::CheckAtLeastZero(path + ".weight", criterion.weight));
    if (rule.method == Method::promethee_ii) {
      KEYHAUL_CHECK(kernels::CheckPreference(path + ".preference", criterion.preference));
    }
    KEYHAUL_CHECK(kernels::CheckBounds(path + ".bounds", rule, criterion));
    KEYHAUL_CHECK(kernels::CheckIdeals(path, rule, criterion));
    total += criterion.weight;
  }
  if (total > 0) return kernels::CheckNumber("criteria", total);
  return kernels::RefuseRule("criteria", "all weights are 0; expected one above");
}

}  // namespace v1
}  // namespace keyhaul
