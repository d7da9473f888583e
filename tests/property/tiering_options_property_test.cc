// Tiering with all its options on thousands of random populations, against an oracle that shares no code with the room.
//
// The oracle walks the accounts of a segment one by one, in the order of value and place, with the sum before and after
// each of them in unbounded integers (boost::multiprecision::cpp_int), and asks every condition by its sentence in
// rule.h. Rules are random trees over all kinds of conditions, with any reading of crossings, ties, negatives, bases,
// zeros and counts; populations are small and full of ties, since that is where cuts go wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering.h"

namespace keyhaul {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;
using Values = std::vector<int128>;
using Counts = std::vector<std::int32_t>;

cpp_int Unbounded(int128 x) { return cpp_int(ToText(x)); }
cpp_int Pow10(int n) { return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(n)); }
cpp_rational Exact(const Decimal& x) { return cpp_rational(Unbounded(x.mantissa()), Pow10(x.scale())); }

// Everything that a population borrows.
struct World {
  Values values, margin, least, greatest, previous;
  Counts active, months, places, segments, tags;
  int scale = 0;
  int margin_scale = 0;
  std::int32_t segment_count = 1;

  std::size_t size() const { return values.size(); }

  Population Lend() const {
    Population population;
    population.metrics = {{.values = values,
                           .scale = scale,
                           .active_months = active,
                           .least_month = least,
                           .greatest_month = greatest,
                           .previous = previous},
                          {.name = "margin",
                           .values = margin,
                           .scale = margin_scale,
                           .active_months = active,
                           .least_month = least,
                           .greatest_month = greatest,
                           .previous = previous}};
    population.months = months;
    population.window_months = 7;
    population.places = places;
    population.segments = segments;
    population.segment_count = segment_count;
    population.has_fact = [this](std::size_t account, const FactIs& fact) {
      return std::find(fact.values.begin(), fact.values.end(), std::to_string(tags[account])) != fact.values.end();
    };
    return population;
  }

  // The same accounts in another order.
  World Reordered(const std::vector<std::size_t>& order) const {
    World moved = *this;
    const auto move = [&order](auto& to, const auto& from) {
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[order[i]];
    };
    move(moved.values, values), move(moved.margin, margin), move(moved.least, least);
    move(moved.greatest, greatest), move(moved.previous, previous), move(moved.active, active);
    move(moved.months, months), move(moved.places, places), move(moved.segments, segments), move(moved.tags, tags);
    return moved;
  }
};

class Oracle {
 public:
  Oracle(const World& world, const TieringRule& rule) : world_(world), rule_(rule) {
    for (std::size_t i = 0; i < world.size(); ++i) {
      value_.push_back(CountsFor(world.values[i]));
      margin_.push_back(CountsFor(world.margin[i]));
    }
    for (std::size_t t = 0; t + 1 < rule.tiers.size(); ++t) {
      const TierCondition& when = *rule.tiers[t].when;
      const auto* any = std::get_if<AnyOf>(&when.is);
      if (any == nullptr) clauses_.push_back({when.priority, static_cast<std::int32_t>(t), &when});
      for (std::size_t k = 0; any != nullptr && k < any->of.size(); ++k) {
        const std::int32_t own = any->of[k].priority;
        clauses_.push_back({own == 0 ? when.priority : own, static_cast<std::int32_t>(t), &any->of[k]});
      }
    }
  }

  struct Expected {
    std::int32_t tier;
    const TierCondition* clause;
  };

  Expected Of(std::size_t account) {
    const auto last = static_cast<std::int32_t>(rule_.tiers.size()) - 1;
    if (value_[account] < 0) return {last, nullptr};
    if (value_[account] == 0) {
      if (rule_.zero == ZeroValues::lowest) return {last, nullptr};
      return {rule_.zero == ZeroValues::own_tier ? last + 1 : -1, nullptr};
    }
    const Clause* best = nullptr;  // the first of the highest priority
    for (const Clause& clause : clauses_) {
      if (best != nullptr && clause.priority <= best->priority) continue;
      if (Holds(*clause.when, account)) best = &clause;
    }
    return best == nullptr ? Expected{last, nullptr} : Expected{best->tier, best->when};
  }

  std::uint8_t FlagsOf(std::size_t account) {
    const std::int32_t tier = Of(account).tier;
    std::uint8_t flags = 0;
    const auto raise = [&flags](AccountFlag flag) { flags |= static_cast<std::uint8_t>(flag); };
    if (world_.values[account] < 0) raise(AccountFlag::negative);
    if (value_[account] <= 0) {
      raise(AccountFlag::non_positive);
      return flags;
    }
    for (const Clause& clause : clauses_) {
      if (clause.tier > tier) continue;
      std::vector<const TierCondition*> cuts;
      AddCuts(*clause.when, &cuts);
      for (const TierCondition* cut : cuts) {
        const Cut& seen = CutOf(*cut);
        if (seen.tied[account]) raise(AccountFlag::tied_at_cut);
        if (seen.crosses[account]) raise(AccountFlag::crossing);
      }
    }
    return flags;
  }

  bool Holds(const TierCondition& condition, std::size_t account) {
    if (const auto* all = std::get_if<AllOf>(&condition.is)) {
      return std::all_of(all->of.begin(), all->of.end(), [&](const TierCondition& c) { return Holds(c, account); });
    }
    if (const auto* any = std::get_if<AnyOf>(&condition.is)) {
      return std::any_of(any->of.begin(), any->of.end(), [&](const TierCondition& c) { return Holds(c, account); });
    }
    if (const auto* fact = std::get_if<FactIs>(&condition.is)) {
      return std::count(fact->values.begin(), fact->values.end(), std::to_string(world_.tags[account])) > 0;
    }
    if (const auto* range = std::get_if<AmountRange>(&condition.is)) return IsWithin(*range, account);
    return CutOf(condition).in[account];
  }

  const cpp_int& value(std::size_t account) const { return value_[account]; }

 private:
  struct Clause {
    std::int32_t priority;
    std::int32_t tier;
    const TierCondition* when;
  };

  // Of one share, rank or curve: who is in, and at whom the cut falls.
  struct Cut {
    std::vector<bool> in, tied, crosses;
  };

  cpp_int CountsFor(int128 value) const {
    const cpp_int number = Unbounded(value);
    if (number >= 0 || rule_.negative == NegativeValues::net) return number;
    return rule_.negative == NegativeValues::absolute ? cpp_int(-number) : cpp_int(0);
  }

  bool IsWithin(const AmountRange& range, std::size_t account) const {
    const bool of_value = range.of.empty();
    const cpp_rational unit(cpp_int(1), Pow10(of_value ? world_.scale : world_.margin_scale));
    const cpp_rational sum = cpp_rational(of_value ? value_[account] : margin_[account]) * unit;
    const cpp_int months = world_.months.empty() ? cpp_int(7) : cpp_int(world_.months[account]);
    const auto fits = [&range](const cpp_rational& figure) {
      if (range.lower &&
          (range.lower->inclusive ? figure < Exact(range.lower->value) : figure <= Exact(range.lower->value))) {
        return false;
      }
      return !range.upper ||
             (range.upper->inclusive ? figure <= Exact(range.upper->value) : figure < Exact(range.upper->value));
    };
    switch (range.per) {
      case AmountPer::window:
        return fits(sum);
      case AmountPer::month:
        return fits(sum / cpp_rational(months));
      case AmountPer::active_month:
        return world_.active[account] > 0 && fits(sum / world_.active[account]);
      case AmountPer::every_month:
        return fits(cpp_rational(Unbounded(world_.least[account])) * unit) &&
               fits(cpp_rational(Unbounded(world_.greatest[account])) * unit);
      case AmountPer::year:
        return fits(sum * 12 / cpp_rational(months));
      case AmountPer::growth: {
        const cpp_rational before = cpp_rational(Unbounded(world_.previous[account])) * unit;
        return before > 0 && fits(cpp_rational((sum - before) / before));
      }
    }
    return false;
  }

  void AddCuts(const TierCondition& condition, std::vector<const TierCondition*>* cuts) const {
    if (const auto* all = std::get_if<AllOf>(&condition.is)) {
      for (const TierCondition& part : all->of) AddCuts(part, cuts);
    } else if (const auto* any = std::get_if<AnyOf>(&condition.is)) {
      for (const TierCondition& part : any->of) AddCuts(part, cuts);
    } else if (!std::holds_alternative<AmountRange>(condition.is) && !std::holds_alternative<FactIs>(condition.is)) {
      if (MetricIn(condition).empty()) cuts->push_back(&condition);
    }
  }

  static std::string MetricIn(const TierCondition& cut) {
    if (const auto* share = std::get_if<ShareCut>(&cut.is)) return share->of;
    if (const auto* rank = std::get_if<RankCut>(&cut.is)) return rank->of;
    return std::get<CurveCut>(cut.is).of;
  }

  const Cut& CutOf(const TierCondition& condition) {
    const auto [found, first] = cuts_.try_emplace(&condition);
    Cut& cut = found->second;
    if (!first) return cut;
    for (std::vector<bool>* column : {&cut.in, &cut.tied, &cut.crosses}) column->resize(world_.size());
    for (std::int32_t segment = 0; segment < world_.segment_count; ++segment) Walk(condition, segment, &cut);
    return cut;
  }

  // The accounts of a segment with a positive figure, from the largest down.
  void Walk(const TierCondition& condition, std::int32_t segment, Cut* cut) const {
    const std::vector<cpp_int>& figures = MetricIn(condition).empty() ? value_ : margin_;
    std::vector<std::size_t> order;
    cpp_int positive = 0, net = 0;
    for (std::size_t i = 0; i < world_.size(); ++i) {
      if (!world_.segments.empty() && world_.segments[i] != segment) continue;
      net += figures[i];
      if (figures[i] <= 0) continue;
      positive += figures[i];
      order.push_back(i);
    }
    const auto place = [this](std::size_t i) {
      return world_.places.empty() ? static_cast<std::int32_t>(i) : world_.places[i];
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return figures[a] != figures[b] ? figures[a] > figures[b] : place(a) < place(b);
    });
    const bool by_sum = std::holds_alternative<ShareCut>(condition.is);
    const cpp_rational limit = by_sum ? Exact(std::get<ShareCut>(condition.is).share) *
                                            cpp_rational(rule_.base == TierBase::net ? net : positive)
                                      : cpp_rational(CountOf(condition, figures, order));
    // Along the order, by sums or by numbers of accounts.
    std::vector<cpp_rational> before, after;
    cpp_rational sum = 0;
    for (const std::size_t i : order) {
      before.push_back(sum);
      after.push_back(sum += by_sum ? cpp_rational(figures[i]) : cpp_rational(1));
    }
    for (std::size_t first = 0; first < order.size();) {
      std::size_t end = first;
      while (end < order.size() && figures[order[end]] == figures[order[first]]) ++end;
      const bool falls = before[first] < limit && (limit <= after[end - 1] || (!by_sum && end == order.size()));
      for (std::size_t p = first; p < end; ++p) {
        const std::size_t as = rule_.ties == Ties::split_by_id ? p : rule_.ties == Ties::together_up ? first : end - 1;
        const std::size_t i = order[p];
        cut->in[i] = IsIn(before[as], after[as], limit, by_sum);
        cut->tied[i] = falls && end - first > 1;
        const bool parted = rule_.ties == Ties::split_by_id;
        cut->crosses[i] = by_sum && before[parted ? p : first] < limit && limit < after[parted ? p : end - 1];
      }
      first = end;
    }
  }

  bool IsIn(const cpp_rational& before, const cpp_rational& after, const cpp_rational& limit, bool by_sum) const {
    if (!by_sum || rule_.crossing == Crossing::include) return before < limit;
    if (rule_.crossing == Crossing::exclude) return after <= limit;
    // How far the sum is from the limit with the account, and without it.
    if (before >= limit) return false;
    return after <= limit || after - limit <= limit - before;
  }

  cpp_int CountOf(const TierCondition& condition, const std::vector<cpp_int>& figures,
                  const std::vector<std::size_t>& order) const {
    if (const auto* rank = std::get_if<RankCut>(&condition.is)) {
      if (rank->count) return *rank->count;
      const cpp_rational part = Exact(*rank->fraction) * cpp_rational(cpp_int(order.size()));
      const cpp_int floor = numerator(part) / denominator(part);
      const cpp_rational rest = part - cpp_rational(floor);
      if (rule_.count_rounding == RoundingMode::floor) return floor;
      if (rule_.count_rounding == RoundingMode::ceiling) return rest > 0 ? cpp_int(floor + 1) : floor;
      return rest >= cpp_rational(1, 2) ? cpp_int(floor + 1) : floor;
    }
    if (order.empty()) return 0;
    cpp_int base = 0;
    for (const std::size_t i : order) base += figures[i];
    const cpp_int n = order.size();
    const auto nearest_to = [&](const cpp_rational& x, std::size_t from) {
      cpp_int sum = 0;
      cpp_rational least = -1;
      std::size_t nearest = 0;
      for (std::size_t i = 0; i <= order.size(); ++i) {
        if (i > 0) sum += figures[order[i - 1]];
        if (i < from) continue;
        const cpp_rational dx = cpp_rational(cpp_int(i), n) - x;
        const cpp_rational dy = cpp_rational(sum, base) - 1;
        const cpp_rational distance = dx * dx + dy * dy;
        if (least >= 0 && distance >= least) continue;
        least = distance;
        nearest = i;
      }
      return nearest;
    };
    const std::size_t pareto = nearest_to(0, 1);
    const auto above = std::count_if(order.begin(), order.end(), [&](std::size_t i) { return figures[i] * n >= base; });
    const std::size_t break_even = static_cast<std::size_t>(above);
    if (std::get<CurveCut>(condition.is).limit == CurveLimit::a) return std::min(pareto, break_even);
    return nearest_to(cpp_rational(cpp_int(std::max(pareto, break_even)), n), 0);
  }

  const World& world_;
  const TieringRule& rule_;
  std::vector<cpp_int> value_, margin_;
  std::vector<Clause> clauses_;
  std::map<const TierCondition*, Cut> cuts_;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  std::int64_t Below(std::int64_t bound) {  // std distributions differ between libraries; this does not
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
  }
  std::int32_t Small(std::int64_t bound) { return static_cast<std::int32_t>(Below(bound)); }

  // Few different values, so that ties are everywhere; or values near 2^120.
  Values Column(std::size_t n, bool huge) {
    Values values(n);
    const std::int64_t kinds = 1 + Below(9);
    for (int128& value : values) {
      value = (Below(kinds + 2) - 1) * (1 + Below(2) * 9);
      if (huge) value = value * (int128{1} << 115) - Below(2);
    }
    return values;
  }

  World AnyWorld(bool huge) {
    World world;
    const auto n = static_cast<std::size_t>(Below(24));
    for (Values* column : {&world.values, &world.margin, &world.least, &world.greatest, &world.previous}) {
      *column = Column(n, huge);
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (world.least[i] > world.greatest[i]) std::swap(world.least[i], world.greatest[i]);
    }
    world.scale = Small(huge ? 19 : 4);
    world.margin_scale = Small(4);
    if (Below(3) == 0) world.months = Numbers(n, 1, 14);
    world.active = Numbers(n, 0, 4);
    world.tags = Numbers(n, 0, 3);
    if (Below(3) == 0) {
      world.segment_count = 1 + Small(3);
      world.segments = Numbers(n, 0, world.segment_count);
    }
    if (Below(4) != 0) {
      for (const std::size_t place : Shuffled(n)) world.places.push_back(static_cast<std::int32_t>(place));
    }
    return world;
  }

  // All that options can say; the rule check accepts it.
  TieringRule AnyRule() {
    for (;;) {
      TieringRule rule;
      rule.value.measure = "revenue";
      rule.crossing = static_cast<Crossing>(Below(3));
      rule.ties = static_cast<Ties>(Below(3));
      rule.negative = static_cast<NegativeValues>(Below(3));
      rule.base = static_cast<TierBase>(Below(2));
      rule.zero = static_cast<ZeroValues>(Below(3));
      if (rule.zero == ZeroValues::own_tier) rule.zero_tier = "zero";
      static constexpr RoundingMode kModes[] = {RoundingMode::ceiling, RoundingMode::floor, RoundingMode::half_up};
      rule.count_rounding = kModes[Below(3)];
      const std::int64_t cuts = Below(4);
      for (std::int64_t i = 0; i < cuts; ++i) rule.tiers.push_back({"tier " + std::to_string(i), Condition(0)});
      for (Tier& tier : rule.tiers) {
        if (Below(4) == 0) tier.retain = Condition(1);
      }
      rule.movement = MovementRule();
      rule.tiers.push_back({"rest"});
      if (CheckTieringRule(rule).ok()) return rule;
    }
  }

  TierCondition Condition(int depth) {
    TierCondition condition = Kind(depth);
    if (depth < 2 && Below(3) == 0) condition.priority = Small(4) - 1;
    return condition;
  }

  Decimal Part() {
    static constexpr int kScales[] = {1, 1, 2, 2, 3, 18};
    const int scale = kScales[Below(6)];
    return *Decimal::Make(1 + Below(static_cast<std::int64_t>(PowerOfTen(scale))), scale);
  }

  std::vector<std::size_t> Shuffled(std::size_t n) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i)
      std::swap(order[i - 1], order[static_cast<std::size_t>(Small(std::int64_t(i)))]);
    return order;
  }

 private:
  Counts Numbers(std::size_t n, std::int32_t least, std::int32_t end) {
    Counts numbers(n);
    for (std::int32_t& number : numbers) number = least + Small(end - least);
    return numbers;
  }

  TierCondition Kind(int depth) {
    const std::string of = Below(4) == 0 ? "margin" : "";
    switch (Below(depth < 3 ? 9 : 7)) {
      case 0:
      case 1:
        return ShareCut{Part(), of};
      case 2:
        return RankCut{1 + Below(12), std::nullopt, of};
      case 3:
        return RankCut{std::nullopt, Part(), of};
      case 4:
        return CurveCut{static_cast<CurveLimit>(Below(2)), of};
      case 5:
        return Amount(of);
      case 6:
        return FactIs{"tag", {std::to_string(Below(3))}};
      case 7:
        return AllOf{Parts(depth)};
      default:
        return AnyOf{Parts(depth)};
    }
  }

  std::vector<TierCondition> Parts(int depth) {
    std::vector<TierCondition> parts;
    for (std::int64_t i = 1 + Below(3); i > 0; --i) parts.push_back(Condition(depth + 1));
    return parts;
  }

  TierCondition Amount(const std::string& of) {
    AmountRange range;
    range.of = of;
    range.per = static_cast<AmountPer>(Below(6));
    const std::int64_t down = range.per == AmountPer::growth ? 100 : 0;
    const auto bound = [&] {
      return Bound{*Decimal::Make(Below(1000) / (1 + Below(99)) - down, range.per == AmountPer::growth ? 2 : Small(4)),
                   Below(2) == 0};
    };
    if (Below(3) != 0) range.lower = bound();
    if (!range.lower || Below(2) == 0) range.upper = bound();
    return range;
  }

  std::mt19937_64 engine_;
};

void ExpectAsOracle(const World& world, const TieringRule& rule) {
  const std::vector<AccountClass> classes = {{"of A", rule.tiers.front().when.value_or(FactIs{"tag", {"1"}})}};
  const Result<Classifier> classifier = Classifier::Make(world.Lend(), rule, classes);
  ASSERT_TRUE(classifier.ok()) << classifier.error().Text();
  const Tiers tiers = Classify(*classifier);
  Oracle oracle(world, rule);
  std::vector<cpp_int> sums(TierCount(rule));
  for (std::size_t i = 0; i < world.size(); ++i) {
    const Oracle::Expected expected = oracle.Of(i);
    ASSERT_EQ(tiers.tier[i], expected.tier) << "account " << i;
    const std::int16_t clause = tiers.clause[i];
    ASSERT_EQ(clause < 0 ? nullptr : classifier->clauses()[static_cast<std::size_t>(clause)].when, expected.clause);
    ASSERT_EQ(static_cast<int>(tiers.account_flags[i]), static_cast<int>(oracle.FlagsOf(i))) << "account " << i;
    ASSERT_EQ(classifier->IsInClass(i, 0), oracle.Holds(classes[0].when, i));
    for (std::size_t t = 0; t < rule.tiers.size(); ++t) {
      const auto& retain = rule.tiers[t].retain;
      ASSERT_EQ(classifier->Retains(i, static_cast<std::int32_t>(t)),
                retain && oracle.value(i) > 0 && oracle.Holds(*retain, i));
    }
    if (expected.tier >= 0) sums[static_cast<std::size_t>(expected.tier)] += oracle.value(i);
  }
  for (std::size_t t = 0; t < sums.size(); ++t) ASSERT_EQ(Unbounded(tiers.tier_value[t]), sums[t]);
}

// TIER-18, TIER-19, TIER-21, TIER-22, TIER-23, TIER-24, TIER-26, TIER-27, TIER-28, TIER-29, TIER-30, TIER-31, TIER-32,
// TIER-33, TIER-34, TIER-35, TIER-36, TIER-37.
TEST(TieringOptionsProperty, AgreesWithTheDefinitions) {
  Generator generator(18);
  for (int round = 0; round < 6000 && !HasFatalFailure(); ++round) {
    SCOPED_TRACE(round);
    const World world = generator.AnyWorld(false);
    ExpectAsOracle(world, generator.AnyRule());
  }
}

// TIER-39: the same beyond 64 bits.
TEST(TieringOptionsProperty, AgreesWithTheDefinitionsOnHugeValues) {
  Generator generator(19);
  for (int round = 0; round < 2000 && !HasFatalFailure(); ++round) {
    SCOPED_TRACE(round);
    const World world = generator.AnyWorld(true);
    ExpectAsOracle(world, generator.AnyRule());
  }
}

Tiers TiersOf(const World& world, const TieringRule& rule) {
  const Result<Classifier> classifier = Classifier::Make(world.Lend(), rule);
  EXPECT_TRUE(classifier.ok());
  return Classify(*classifier);
}

// TIER-10, TIER-19: with places, any order of the accounts gives each of them the same row.
TEST(TieringOptionsProperty, Tier10OrderOfAccountsDoesNotMatter) {
  Generator generator(20);
  for (int round = 0; round < 1500; ++round) {
    World world = generator.AnyWorld(round % 2 == 0);
    if (world.places.empty()) {
      world.places.resize(world.size());
      std::iota(world.places.begin(), world.places.end(), 0);
    }
    const TieringRule rule = generator.AnyRule();
    const std::vector<std::size_t> order = generator.Shuffled(world.size());
    const Tiers a = TiersOf(world, rule);
    const Tiers b = TiersOf(world.Reordered(order), rule);
    for (std::size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(b.tier[i], a.tier[order[i]]);
      EXPECT_EQ(b.clause[i], a.clause[order[i]]);
      EXPECT_EQ(b.account_flags[i], a.account_flags[order[i]]);
    }
    EXPECT_EQ(a.flags, b.flags);
    EXPECT_EQ(a.tier_value, b.tier_value);
  }
}

// TIER-11: in every reading a wider cut holds every account of the narrower one.
TEST(TieringOptionsProperty, Tier11CutsAreNested) {
  Generator generator(21);
  for (int round = 0; round < 1500; ++round) {
    const World world = generator.AnyWorld(round % 3 == 0);
    TieringRule rule = generator.AnyRule();
    Decimal narrow = generator.Part();
    Decimal wide = generator.Part();
    if (wide < narrow) std::swap(narrow, wide);
    const bool by_share = generator.Below(2) == 0;
    const auto inside = [&](const Decimal& part) {
      const TierCondition cut = by_share ? TierCondition(ShareCut{part}) : TierCondition(RankCut{std::nullopt, part});
      rule.tiers = {{"in", cut}, {"out"}};
      return TiersOf(world, rule).tier;
    };
    const Counts in_narrow = inside(narrow);
    const Counts in_wide = inside(wide);
    for (std::size_t i = 0; i < world.size(); ++i) EXPECT_LE(in_wide[i], in_narrow[i]);
  }
}

// TIER-12: figures in finer units are the same figures.
TEST(TieringOptionsProperty, Tier12UnitOfTheValueDoesNotMatter) {
  Generator generator(22);
  for (int round = 0; round < 1000; ++round) {
    const World world = generator.AnyWorld(false);
    const TieringRule rule = generator.AnyRule();
    const Tiers expected = TiersOf(world, rule);
    for (const int digits : {1, 15}) {
      World scaled = world;
      for (Values* column : {&scaled.values, &scaled.margin, &scaled.least, &scaled.greatest, &scaled.previous}) {
        for (int128& value : *column) value *= PowerOfTen(digits);
      }
      scaled.scale += digits;
      scaled.margin_scale += digits;
      const Tiers tiers = TiersOf(scaled, rule);
      EXPECT_EQ(tiers.tier, expected.tier);
      EXPECT_EQ(tiers.clause, expected.clause);
      EXPECT_EQ(tiers.account_flags, expected.account_flags);
    }
  }
}

// TIER-15: what is missing is the least that leads to a higher tier, and what is above the threshold the most that does
// not lead to a lower one, where all other figures and accounts stay as they are.
TEST(TieringOptionsProperty, Tier15DistancesAreExact) {
  Generator generator(23);
  const auto height = [](std::int32_t tier) { return tier < 0 ? kMaxTiers : tier; };
  int reached = 0;
  for (int round = 0; round < 1500; ++round) {
    const World world = generator.AnyWorld(round % 4 == 0);
    const TieringRule rule = generator.AnyRule();
    const Result<Classifier> classifier = Classifier::Make(world.Lend(), rule);
    ASSERT_TRUE(classifier.ok());
    const Distances distances(*classifier);
    for (std::size_t i = 0; i < world.size(); ++i) {
      const std::size_t segment = classifier->population().SegmentOf(i);
      const int128 value = classifier->contributions()[i];
      const int128 given = classifier->population().metrics.front().values[i];
      if (given < 0 && rule.negative == NegativeValues::absolute) continue;  // growth has no one direction
      const auto tier_at = [&](int128 v) { return classifier->DecideIf(segment, i, v).tier; };
      const std::int32_t tier = tier_at(value);
      const Result<TierDistance> distance = distances.Of(i);
      ASSERT_TRUE(distance.ok());
      EXPECT_EQ(distance->to_next_tier.has_value(), distance->next_tier != kNoTier);
      if (distance->to_next_tier) {
        ++reached;
        EXPECT_GT(*distance->to_next_tier, 0);
        EXPECT_EQ(tier_at(given + *distance->to_next_tier), distance->next_tier);
        EXPECT_LT(height(distance->next_tier), height(tier));
        EXPECT_GE(height(tier_at(given + *distance->to_next_tier - 1)), height(tier));
      } else if (rule.crossing == Crossing::include) {
        EXPECT_GE(height(tier_at(kInt128Max)), height(tier));
      }
      if (distance->above_threshold) {
        EXPECT_GE(*distance->above_threshold, 0);
        EXPECT_LE(height(tier_at(value - *distance->above_threshold)), height(tier));
        EXPECT_GT(height(tier_at(value - *distance->above_threshold - 1)), height(tier));
      }
    }
  }
  EXPECT_GT(reached, 1000);
}

}  // namespace
}  // namespace keyhaul
