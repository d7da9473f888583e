#include "src/cli/sample_ledger.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/cli/amount.h"
#include "src/cli/counter_random.h"

namespace keyhaul::cli {
namespace {

constexpr std::uint64_t kRows = 10;
constexpr std::uint64_t kPicks = 11;

// What a service costs, in minor units.
struct Service {
  std::string_view name;
  std::uint32_t weight;  // how often it is used, in permille
  std::int64_t per_shipment;
  std::int64_t per_kg;
};
constexpr std::array<Service, 4> kServices = {{
    {"standard", 520, 1200, 300},
    {"economy", 240, 800, 180},
    {"express", 190, 2200, 800},
    {"same_day", 50, 3500, 1500},
}};

constexpr std::array<std::uint32_t, 12> kMonths = {920, 640, 980, 960, 1000, 1120, 940, 950, 1020, 1000, 1380, 1200};
constexpr std::array<std::uint32_t, 7> kWeekdays = {420, 1150, 1100, 1080, 1060, 1100, 800};  // from Sunday
constexpr std::array<std::int64_t, 3> kFlatFees = {30000, 60000, 90000};

std::string_view Decimal(std::int64_t value, std::int32_t scale, std::string& text) {
  text = Amount(value).Text(scale);
  return text;
}

// A document that can still be credited.
struct OpenDocument {
  std::uint64_t row = 0;
  std::int64_t remaining = 0;  // minor units
  std::uint8_t service = 0;
  std::uint8_t destination = 0;
  std::uint8_t cost_center = 0;
};

struct Row {
  std::uint64_t number = 0;
  std::uint32_t account = 0;
  std::string_view kind = "charge";
  std::uint64_t document = 0;  // of charges: the row that opened it
  bool credit_note = false;
  OpenDocument about;  // service, lane and cost centre; for a credit note, what it credits
  std::int64_t revenue = 0;
  std::int64_t weight_g = 0;
  std::int64_t shipments = 0;
};

class LedgerSample {
 public:
  LedgerSample(const SampleOptions& options, const std::vector<SampleAccount>& accounts, OutputFile& file)
      : options_(options),
        accounts_(accounts),
        file_(file),
        rows_(options.seed, kRows),
        picks_(options.seed, kPicks),
        begin_(std::chrono::year(options.begin_year) / std::chrono::month(options.begin_month) / 1),
        cumulative_(accounts.size()),
        documents_(accounts.size()) {
    for (std::uint32_t i = 0; i < accounts.size(); ++i) {
      ids_.push_back(SampleAccountId(options, i));
      if (accounts[i].trend == Trend::flat_fee) flat_.push_back(i);
      if (accounts[i].weight > accounts[largest_].weight) largest_ = i;
    }
    // A small ledger has no room for fees every month.
    if (flat_.size() * options.months > options.rows / 4) flat_.clear();
  }

  void Write() {
    file_.Write("account,day,document,kind,credits,service,lane,cost_center,revenue,weight,shipments\n");
    const std::uint64_t rows_by_day = options_.rows - flat_.size() * options_.months;
    const std::uint64_t all = TotalWeight();
    std::uint64_t weight = 0;
    std::uint64_t done = 0;
    for (std::uint32_t month = 0; month < options_.months && !file_.failed(); ++month) {
      const auto first = Month(month);
      BeginMonth(month);
      WriteFlatFees(first);
      for (auto day = first; day < Month(month + 1); day += std::chrono::days(1)) {
        weight += DayWeight(day);
        for (const std::uint64_t upto = rows_by_day * weight / all; done < upto; ++done) WriteShipments(day, month);
      }
    }
  }

 private:
  using Day = std::chrono::sys_days;

  Day Month(std::uint32_t month) const { return begin_ + std::chrono::months(month); }

  static std::uint64_t DayWeight(Day day) {
    const std::chrono::year_month_day date(day);
    const std::uint32_t month = kMonths[static_cast<unsigned>(date.month()) - 1];
    return std::uint64_t{month} * kWeekdays[std::chrono::weekday(day).c_encoding()] / 1000;
  }

  std::uint64_t TotalWeight() const {
    std::uint64_t weight = 0;
    for (Day day = Month(0); day < Month(options_.months); day += std::chrono::days(1)) weight += DayWeight(day);
    return weight;
  }

  void BeginMonth(std::uint32_t month) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      sum += accounts_[i].weight * ActivityPermille(accounts_[i], month, options_.months);
      cumulative_[i] = sum;
    }
  }

  bool OnlyCredited(std::uint32_t account, std::uint32_t month) const {
    return accounts_[account].trend == Trend::credited && month >= accounts_[account].turning_month;
  }

  OpenDocument* Creditable(std::uint32_t account) {
    for (OpenDocument& document : documents_[account]) {
      if (document.remaining > 0) return &document;
    }
    return nullptr;
  }

  // An account by its size; one that is only credited any more counts while it has something to be credited.
  std::uint32_t PickAccount(std::uint32_t month) {
    Draws draws(picks_, number_);
    for (int attempt = 0; attempt < 8; ++attempt) {
      const std::uint64_t point = draws.Next() % cumulative_.back();
      const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), point);
      const auto account = static_cast<std::uint32_t>(found - cumulative_.begin());
      if (!OnlyCredited(account, month) || Creditable(account) != nullptr) return account;
    }
    return largest_;
  }

  void WriteFlatFees(Day day) {
    for (const std::uint32_t account : flat_) {
      Row row;
      row.number = row.document = number_++;
      row.account = account;
      row.revenue = kFlatFees[account % kFlatFees.size()];
      row.about.service = 1;
      row.about.destination = accounts_[account].region;
      WriteRow(day, row);
    }
  }

  void WriteShipments(Day day, std::uint32_t month) {
    Row row;
    row.account = PickAccount(month);
    row.number = number_++;
    Draws draws(rows_, row.number);
    OpenDocument* open = Creditable(row.account);
    const std::uint32_t permille = draws.Below(1000);
    if (OnlyCredited(row.account, month)) {
      open != nullptr ? Credit(row, *open, open->remaining) : Charge(row, draws);
    } else if (open == nullptr || permille < 880) {
      Charge(row, draws);
    } else if (permille < 935) {
      Correct(row, *open, "surcharge", 500 + draws.Below(20000));
    } else if (permille < 960) {
      const std::int64_t change = std::int64_t{draws.Below(6001)} - 3000;
      Correct(row, *open, "adjustment", std::max(change, -open->remaining));
    } else if (draws.Below(10) < 3) {
      Credit(row, *open, open->remaining);
    } else {
      Credit(row, *open, open->remaining * (50 + draws.Below(551)) / 1000);
    }
    WriteRow(day, row);
  }

  // A bill for a day's shipments. Sizes are skewed: every doubling of the range is as likely as the one before.
  void Charge(Row& row, Draws& draws) {
    const SampleAccount& account = accounts_[row.account];
    row.document = row.number;
    row.about.row = row.number;
    const std::uint32_t permille = draws.Below(1000);
    std::uint32_t sum = kServices[0].weight;
    while (permille >= sum) sum += kServices[++row.about.service].weight;
    const bool near = draws.Below(2) == 0;
    row.about.destination = static_cast<std::uint8_t>(near ? account.region : draws.Below(kSampleRegions));
    row.about.cost_center = static_cast<std::uint8_t>(draws.Below(account.cost_centers));
    row.shipments = 1 + draws.Below(std::uint64_t{4} << draws.Below(8));
    row.weight_g = row.shipments * (300 + draws.Below(std::uint64_t{1000} << draws.Below(5))) + draws.Below(1000);

    const Service& service = kServices[row.about.service];
    std::int64_t price = row.shipments * service.per_shipment + row.weight_g * service.per_kg / 1000;
    if (row.about.destination != account.region) price = price * 13 / 10;
    row.revenue = price * (1000 - account.discount_permille) / 1000;
    row.about.remaining = row.revenue;
    auto& documents = documents_[row.account];
    std::rotate(documents.begin(), documents.end() - 1, documents.end());
    documents.front() = row.about;
  }

  static void Correct(Row& row, OpenDocument& open, std::string_view kind, std::int64_t amount) {
    row.kind = kind;
    row.document = open.row;
    row.about = open;
    row.revenue = amount;
    open.remaining += amount;
  }

  static void Credit(Row& row, OpenDocument& open, std::int64_t amount) {
    row.kind = "credit_note";
    row.credit_note = true;
    row.document = row.number;
    row.about = open;
    row.revenue = -amount;
    open.remaining -= amount;
  }

  static std::string DocumentName(const char* prefix, std::uint64_t row) {
    std::string digits = std::to_string(row + 1);
    return prefix + std::string(digits.size() < 9 ? 9 - digits.size() : 0, '0') + digits;
  }

  void WriteRow(Day day, const Row& row) {
    if (day != shown_day_ || day_text_.empty()) ShowDay(day);
    line_ = ids_[row.account];
    line_.append(1, ',').append(day_text_).append(1, ',');
    line_.append(DocumentName(row.credit_note ? "CN" : "WB", row.document)).append(1, ',');
    line_.append(row.kind).append(1, ',');
    if (row.credit_note) line_.append(DocumentName("WB", row.about.row));
    line_.append(1, ',').append(kServices[row.about.service].name).append(1, ',');
    line_.append(SampleRegion(accounts_[row.account].region))
        .append(1, '-')
        .append(SampleRegion(row.about.destination));
    line_.append(",CC").append(std::to_string(10 * (row.about.cost_center + 1))).append(1, ',');
    line_.append(Decimal(row.revenue, options_.exponent, scratch_)).append(1, ',');
    line_.append(Decimal(row.weight_g, 3, scratch_)).append(1, ',');
    line_.append(std::to_string(row.shipments)).append(1, '\n');
    file_.Write(line_);
  }

  void ShowDay(Day day) {
    const std::chrono::year_month_day date(day);
    const auto month = static_cast<unsigned>(date.month());
    const auto day_of_month = static_cast<unsigned>(date.day());
    day_text_ = std::to_string(static_cast<int>(date.year())) + (month < 10 ? "-0" : "-") + std::to_string(month) +
                (day_of_month < 10 ? "-0" : "-") + std::to_string(day_of_month);
    shown_day_ = day;
  }

  const SampleOptions& options_;
  const std::vector<SampleAccount>& accounts_;
  OutputFile& file_;
  CounterRandom rows_;
  CounterRandom picks_;
  std::chrono::year_month_day begin_;
  std::vector<std::uint64_t> cumulative_;               // of the month, by account
  std::vector<std::array<OpenDocument, 3>> documents_;  // the latest of each account
  std::vector<std::string> ids_;
  std::vector<std::uint32_t> flat_;
  std::uint32_t largest_ = 0;
  std::uint64_t number_ = 0;  // of the next row
  Day shown_day_;
  std::string day_text_;
  std::string line_;
  std::string scratch_;
};

}  // namespace

void WriteSampleLedger(const SampleOptions& options, const std::vector<SampleAccount>& accounts, OutputFile& file) {
  LedgerSample(options, accounts, file).Write();
}

}  // namespace keyhaul::cli
