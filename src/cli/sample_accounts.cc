#include "src/cli/sample_accounts.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <numeric>
#include <string_view>
#include <utility>

#include "src/cli/counter_random.h"
#include "src/csv/csv_writer.h"

namespace keyhaul::cli {
namespace {

// Streams of the generator; the ledger has further ones (sample_ledger.cc).
constexpr std::uint64_t kSizes = 1;
constexpr std::uint64_t kTraits = 2;
constexpr std::uint64_t kFacts = 3;
constexpr std::uint64_t kMemberships = 4;
constexpr std::uint64_t kRelations = 5;

constexpr std::array<const char*, kSampleRegions> kRegions = {"east", "south", "north", "central", "west"};

struct City {
  std::string_view english;
  std::string_view chinese;
  std::uint8_t region;
};
constexpr City kCities[] = {
    {"Shanghai", "上海", 0},  {"Hangzhou", "杭州", 0},  {"Nanjing", "南京", 0},   {"Suzhou", "苏州", 0},
    {"Ningbo", "宁波", 0},    {"Guangzhou", "广州", 1}, {"Shenzhen", "深圳", 1},  {"Dongguan", "东莞", 1},
    {"Xiamen", "厦门", 1},    {"Beijing", "北京", 2},   {"Tianjin", "天津", 2},   {"Qingdao", "青岛", 2},
    {"Wuhan", "武汉", 3},     {"Changsha", "长沙", 3},  {"Zhengzhou", "郑州", 3}, {"Chengdu", "成都", 4},
    {"Chongqing", "重庆", 4}, {"Xi'an", "西安", 4},
};

struct Wording {
  std::string_view english;
  std::string_view chinese;
};
constexpr Wording kIndustries[] = {
    {"Apparel", "服装"},       {"Electronics", "电子"}, {"Auto Parts", "汽配"}, {"Pharma", "医药"},
    {"Online Retail", "电商"}, {"Cosmetics", "日化"},   {"Publishing", "图书"}, {"Machinery", "机械"},
    {"Foods", "食品"},         {"Furniture", "家居"},
};
constexpr Wording kMarks[] = {
    {"Blue River", "蓝河"},   {"High Pine", "高松"},   {"Bright Harbour", "明港"}, {"Red Maple", "红枫"},
    {"Silver Lake", "银湖"},  {"Far Horizon", "远方"}, {"Green Field", "绿野"},    {"Morning Star", "晨星"},
    {"Stone Bridge", "石桥"}, {"Tall Bamboo", "修竹"}, {"White Crane", "白鹤"},    {"Long Wall", "长垣"},
    {"Clear Spring", "清泉"}, {"Golden Sail", "金帆"}, {"North Gate", "北门"},     {"Quiet Hill", "静山"},
};

std::string Padded(std::uint64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

// Ranks by size, a permutation of 0 ... n - 1 (Fisher and Yates), so that an id says nothing about the size.
std::vector<std::uint32_t> SizeRanks(const SampleOptions& options) {
  std::vector<std::uint32_t> ranks(options.accounts);
  std::iota(ranks.begin(), ranks.end(), 0U);
  const CounterRandom random(options.seed, kSizes);
  for (std::uint32_t i = options.accounts; i > 1; --i) {
    std::swap(ranks[i - 1], ranks[Draws(random, i).Below(i)]);
  }
  return ranks;
}

// The largest account is steady, so that every month has somebody who ships; one account of middling size is always
// left with credit notes, so that every sample has a negative value.
Trend DrawTrend(const SampleOptions& options, std::uint32_t rank, bool group, Draws& draws) {
  const std::uint32_t permille = draws.Below(1000);
  if (rank == 0) return Trend::steady;
  if (rank == options.accounts / 10) return Trend::credited;
  const bool middling = rank >= options.accounts / 50 && rank < options.accounts / 4;
  if (middling && permille >= 985) return Trend::credited;
  if (group) return permille < 500 ? Trend::steady : Trend::dormant;  // Half of the heads only hold the group together.
  if (permille < 10) return Trend::dormant;
  if (rank >= options.accounts / 3 && permille < 40) return Trend::flat_fee;
  if (permille < 550) return Trend::steady;
  if (permille < 750) return Trend::growing;
  if (permille < 880) return Trend::declining;
  return permille < 950 ? Trend::joining : Trend::lapsing;
}

// What people know of an account and no ledger says. Most accounts have no tag, some have several.
std::string TagsOf(Draws& draws) {
  struct Tag {
    const char* name;
    std::uint32_t permille;
  };
  constexpr Tag kTags[] = {{"strategic", 30}, {"cold chain", 80}, {"seasonal", 120}};
  std::string tags;
  for (const Tag& tag : kTags) {
    if (draws.Below(1000) < tag.permille) tags.append(tags.empty() ? "" : "; ").append(tag.name);
  }
  return tags;
}

// The first day of an account: in the month of its first shipments where it joins within the sample, else in the ten
// years before.
std::string OpenedOn(const SampleOptions& options, const SampleAccount& account, Draws& draws) {
  constexpr std::uint32_t kYears = 10;
  const std::uint32_t year = draws.Below(kYears);
  const std::uint32_t month = draws.Below(12);
  const std::uint32_t day = draws.Below(28);  // every month has it
  if (account.trend == Trend::joining) return SampleMonthText(options, account.turning_month);
  SampleOptions before = options;
  before.begin_year -= static_cast<int>(kYears);
  const std::string first = SampleMonthText(before, year * 12 + month);
  return first.substr(0, first.size() - 2) + Padded(day + 1, 2);
}

const City& CityOf(const SampleOptions& options, std::uint32_t account) {
  Draws draws(CounterRandom(options.seed, kFacts), account);
  return kCities[draws.Below(std::size(kCities))];
}

// One in four accounts has its name in Chinese; the others have a comma in it, which CSV must quote.
std::string NameOf(bool group, const City& city, const Wording& industry, const Wording& mark, bool chinese) {
  std::string name;
  if (chinese) {
    for (const std::string_view part : {city.chinese, mark.chinese, industry.chinese}) name += part;
    return name + (group ? "集团" : "有限公司");
  }
  for (const std::string_view part : {city.english, mark.english, industry.english}) name.append(part).append(1, ' ');
  return name + (group ? "Group" : "Co., Ltd.");
}

}  // namespace

const char* SampleRegion(std::uint32_t region) { return kRegions[region]; }

std::uint32_t SampleGroupCount(const SampleOptions& options) { return options.accounts / 25; }

std::string SampleAccountId(const SampleOptions& options, std::uint32_t account) {
  const std::uint32_t groups = SampleGroupCount(options);
  if (account < groups) return "G" + Padded(account + 1, 6);
  return "C" + Padded(account - groups + 1, 6);
}

std::string SampleMonthText(const SampleOptions& options, std::uint32_t month) {
  const std::uint32_t months = options.begin_month - 1 + month;
  const auto year = static_cast<std::uint64_t>(options.begin_year) + months / 12;
  return Padded(year, 4) + "-" + Padded(months % 12 + 1, 2) + "-01";
}

std::uint32_t ActivityPermille(const SampleAccount& account, std::uint32_t month, std::uint32_t months) {
  switch (account.trend) {
    case Trend::steady:
      return 1000;
    case Trend::growing:
      return 500 + 1200 * month / months;
    case Trend::declining:
      return 1500 - 1200 * month / months;
    case Trend::joining:
      return month >= account.turning_month ? 1000 : 0;
    case Trend::lapsing:
      return month < account.turning_month ? 1000 : 0;
    case Trend::credited:
      // Ships early, is silent, and is credited late: in a window of its own, what is left is negative.
      return month < account.turning_month ? 2000 : month < months * 2 / 3 ? 0 : 600;
    case Trend::flat_fee:
    case Trend::dormant:
      break;
  }
  return 0;
}

std::vector<SampleAccount> MakeSampleAccounts(const SampleOptions& options) {
  const std::vector<std::uint32_t> ranks = SizeRanks(options);
  const CounterRandom random(options.seed, kTraits);
  const std::uint32_t groups = SampleGroupCount(options);
  const std::uint32_t shift = std::max(1U, options.accounts / 2000);  // keeps 80/20 beyond 2,000 accounts
  std::vector<SampleAccount> accounts(options.accounts);
  for (std::uint32_t i = 0; i < options.accounts; ++i) {
    Draws draws(random, i);
    SampleAccount& account = accounts[i];
    const std::uint32_t rank = ranks[i];
    account.trend = DrawTrend(options, rank, i < groups, draws);
    account.turning_month = static_cast<std::uint8_t>(options.months / 4 + draws.Below(options.months / 2 + 1));
    // What is credited later was shipped in the first months, before the window of a review begins.
    if (account.trend == Trend::credited) account.turning_month = static_cast<std::uint8_t>((options.months + 5) / 6);
    if (account.trend != Trend::dormant && account.trend != Trend::flat_fee) {
      account.weight = (std::uint64_t{1} << 32U) / (rank + shift);
    }
    const bool large = rank < options.accounts / 20;
    account.cost_centers = static_cast<std::uint8_t>(1 + (large ? draws.Below(6) : draws.Below(2)));
    account.discount_permille = rank < options.accounts / 100 ? 150 : large ? 80 : 0;
    account.region = CityOf(options, i).region;
  }
  return accounts;
}

std::string SampleAccountsCsv(const SampleOptions& options, const std::vector<SampleAccount>& accounts) {
  constexpr std::array<int, 6> kTerms = {0, 15, 30, 45, 60, 90};
  const CounterRandom random(options.seed, kFacts);
  const CounterRandom relations(options.seed, kRelations);
  const std::uint32_t groups = SampleGroupCount(options);
  std::string csv;
  CsvWriter writer(&csv);
  const auto write_row = [&writer](std::initializer_list<std::string_view> fields) {
    for (const std::string_view field : fields) writer.Field(field);
    writer.EndRow();
  };
  write_row(
      {"account", "name", "parent", "currency", "industry", "city", "region", "payment_terms_days", "tags", "opened"});
  for (std::uint32_t i = 0; i < accounts.size(); ++i) {
    Draws draws(random, i);
    const City& city = kCities[draws.Below(std::size(kCities))];
    const Wording& industry = kIndustries[draws.Below(std::size(kIndustries))];
    const Wording& mark = kMarks[draws.Below(std::size(kMarks))];
    const std::string name = NameOf(i < groups, city, industry, mark, draws.Below(4) == 0);
    // Every fifth account belongs to a group; the groups with low numbers have more members.
    const bool member = i >= groups && groups > 0 && draws.Below(5) == 0;
    const std::uint32_t head = member ? draws.Below(1 + draws.Below(groups)) : 0;
    Draws related(relations, i);
    const std::string tags = TagsOf(related);
    write_row({SampleAccountId(options, i), name, member ? SampleAccountId(options, head) : "", options.currency,
               industry.english, city.english, SampleRegion(city.region),
               std::to_string(kTerms[draws.Below(kTerms.size())]), tags, OpenedOn(options, accounts[i], related)});
  }
  return csv;
}

std::string SampleMembershipsCsv(const SampleOptions& options) {
  const CounterRandom random(options.seed, kMemberships);
  const std::uint32_t groups = SampleGroupCount(options);
  std::string csv = "member,group,from,until\n";
  for (std::uint32_t i = groups; groups > 1 && i < options.accounts; ++i) {
    Draws draws(random, i);
    if (draws.Below(20) != 0) continue;
    // A buying group joined some months in; a third of the members move on to another one.
    const std::uint32_t from = draws.Below(options.months);
    const std::uint32_t until = from + 1 + draws.Below(options.months);
    const std::uint32_t group = draws.Below(groups);
    const bool moves = until < options.months && draws.Below(3) == 0;
    const std::string member = SampleAccountId(options, i) + ",";
    csv += member + SampleAccountId(options, group) + "," + SampleMonthText(options, from) + "," +
           (until < options.months ? SampleMonthText(options, until) : "") + "\n";
    if (moves) {
      csv += member + SampleAccountId(options, (group + 1) % groups) + "," + SampleMonthText(options, until) + ",\n";
    }
  }
  return csv;
}

}  // namespace keyhaul::cli
