#include "src/policy/value_function.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Criteria have the same keys on every level of the tree; the table of keys lists them at the top.
constexpr std::string_view kCriterionPattern = "scorecards[].criteria[]";

class FunctionReader {
 public:
  explicit FunctionReader(const ReadContext& context) : context_(context) {}

  Result<ValueFunction> Scale(JsonNode node) const {
    if (node.kind() == JsonKind::text) {
      KEYHAUL_CHECK(ReadWordIndex(node, kScaleWords));
      return ValueFunction(KotlerScale());
    }
    KEYHAUL_TRY(const auto elements, ReadElements(context_, node, Path("scale[]")));
    const ObjectForm form(context_, Path("scale[]"));
    Rated rated;
    for (const JsonNode element : elements) {
      KEYHAUL_CHECK(form.Check(element));
      RatingLevel level;
      KEYHAUL_TRY(level.label, ReadText(form.Require(element, "label")));
      KEYHAUL_TRY(level.points, ReadDecimal(form.Require(element, "points")));
      KEYHAUL_CHECK(ReadNotes(form, element, &level.anchor, &level.reason_code));
      rated.levels.push_back(std::move(level));
    }
    return ValueFunction(std::move(rated));
  }

  Result<ValueFunction> Steps(JsonNode node) const {
    const ObjectForm form(context_, Path("step"));
    KEYHAUL_CHECK(form.Check(node));
    Step step;
    KEYHAUL_TRY(const auto elements, ReadElements(context_, form.Require(node, "bins"), Path("step.bins[]")));
    const ObjectForm bin_form(context_, Path("step.bins[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_CHECK(bin_form.Check(element));
      StepBin bin;
      KEYHAUL_TRY(bin.from, ReadDecimal(bin_form.Require(element, "from")));
      KEYHAUL_TRY(bin.points, ReadDecimal(bin_form.Require(element, "points")));
      if (const auto label = bin_form.Get(element, "label")) {
        KEYHAUL_TRY(bin.label, ReadText(*label));
      }
      KEYHAUL_CHECK(ReadNotes(bin_form, element, &bin.anchor, &bin.reason_code));
      step.bins.push_back(std::move(bin));
    }
    KEYHAUL_TRY(step.to, ReadDecimal(form.Require(node, "to")));
    KEYHAUL_CHECK(ReadOutside(form, node, &step.outside));
    return ValueFunction(std::move(step));
  }

  Result<ValueFunction> Straight(JsonNode node) const {
    const ObjectForm form(context_, Path("linear"));
    KEYHAUL_CHECK(form.Check(node));
    Linear linear;
    KEYHAUL_TRY(linear.worst, ReadDecimal(form.Require(node, "worst")));
    KEYHAUL_TRY(linear.best, ReadDecimal(form.Require(node, "best")));
    KEYHAUL_CHECK(ReadOutside(form, node, &linear.outside));
    return ValueFunction(linear);
  }

  Result<ValueFunction> Lines(JsonNode node) const {
    const ObjectForm form(context_, Path("curve"));
    KEYHAUL_CHECK(form.Check(node));
    Curve curve;
    KEYHAUL_TRY(const auto elements, ReadElements(context_, form.Require(node, "points"), Path("curve.points[]")));
    const ObjectForm point_form(context_, Path("curve.points[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_CHECK(point_form.Check(element));
      CurvePoint point;
      KEYHAUL_TRY(point.x, ReadDecimal(point_form.Require(element, "x")));
      KEYHAUL_TRY(point.points, ReadDecimal(point_form.Require(element, "points")));
      curve.points.push_back(point);
    }
    KEYHAUL_CHECK(ReadOutside(form, node, &curve.outside));
    return ValueFunction(std::move(curve));
  }

  Result<ValueFunction> Logarithm(JsonNode node) const {
    const ObjectForm form(context_, Path("logarithmic"));
    KEYHAUL_CHECK(form.Check(node));
    Logarithmic logarithmic;
    KEYHAUL_TRY(logarithmic.low, ReadDecimal(form.Require(node, "low")));
    KEYHAUL_TRY(logarithmic.high, ReadDecimal(form.Require(node, "high")));
    if (const auto word = form.Get(node, "form")) {
      KEYHAUL_TRY(logarithmic.form, ReadWord<LogForm>(*word, kLogFormWords));
    }
    KEYHAUL_CHECK(ReadOutside(form, node, &logarithmic.outside));
    return ValueFunction(logarithmic);
  }

  Result<ValueFunction> Point(JsonNode node) const {
    const ObjectForm form(context_, Path("target"));
    KEYHAUL_CHECK(form.Check(node));
    Target target;
    KEYHAUL_TRY(target.low, ReadDecimal(form.Require(node, "low")));
    KEYHAUL_TRY(target.target, ReadDecimal(form.Require(node, "target")));
    KEYHAUL_TRY(target.high, ReadDecimal(form.Require(node, "high")));
    KEYHAUL_CHECK(ReadOutside(form, node, &target.outside));
    return ValueFunction(target);
  }

  Result<ValueFunction> Range(JsonNode node) const {
    const ObjectForm form(context_, Path("interval"));
    KEYHAUL_CHECK(form.Check(node));
    Interval interval;
    KEYHAUL_TRY(interval.low, ReadDecimal(form.Require(node, "low")));
    KEYHAUL_TRY(interval.from, ReadDecimal(form.Require(node, "from")));
    KEYHAUL_TRY(interval.to, ReadDecimal(form.Require(node, "to")));
    KEYHAUL_TRY(interval.high, ReadDecimal(form.Require(node, "high")));
    KEYHAUL_CHECK(ReadOutside(form, node, &interval.outside));
    return ValueFunction(interval);
  }

  Result<ValueFunction> Quartiles(JsonNode node) const {
    const ObjectForm form(context_, Path("benchmark"));
    KEYHAUL_CHECK(form.Check(node));
    Benchmark benchmark;
    KEYHAUL_TRY(benchmark.lower, ReadDecimal(form.Require(node, "lower")));
    KEYHAUL_TRY(benchmark.median, ReadDecimal(form.Require(node, "median")));
    KEYHAUL_TRY(benchmark.upper, ReadDecimal(form.Require(node, "upper")));
    if (const auto better = form.Get(node, "better")) {
      KEYHAUL_TRY(const std::size_t word, ReadWordIndex(*better, kBetterWords));
      benchmark.less_is_better = word == 1;
    }
    return ValueFunction(benchmark);
  }

 private:
  static std::string Path(std::string_view key) { return std::string(kCriterionPattern) + "." + std::string(key); }

  static Status ReadNotes(const ObjectForm& form, JsonNode node, std::string* anchor, std::string* reason_code) {
    if (const auto text = form.Get(node, "anchor")) {
      KEYHAUL_TRY(*anchor, ReadText(*text));
    }
    if (const auto code = form.Get(node, "reason_code")) {
      KEYHAUL_TRY(*reason_code, ReadText(*code));
    }
    return {};
  }

  static Status ReadOutside(const ObjectForm& form, JsonNode node, OutOfRange* outside) {
    if (const auto word = form.Get(node, "outside")) {
      KEYHAUL_TRY(*outside, ReadWord<OutOfRange>(*word, kOutOfRangeWords));
    }
    return {};
  }

  const ReadContext& context_;
};

using ReadFunction = Result<ValueFunction> (FunctionReader::*)(JsonNode) const;

struct NamedFunction {
  std::string_view key;
  ReadFunction read;
};

// In the order of the alternatives of ValueFunction.
constexpr NamedFunction kFunctions[] = {
    {"scale", &FunctionReader::Scale},           {"step", &FunctionReader::Steps},
    {"linear", &FunctionReader::Straight},       {"curve", &FunctionReader::Lines},
    {"logarithmic", &FunctionReader::Logarithm}, {"target", &FunctionReader::Point},
    {"interval", &FunctionReader::Range},        {"benchmark", &FunctionReader::Quartiles},
};

// Writes a function under its key.
class FunctionWriter {
 public:
  explicit FunctionWriter(JsonWriter* out) : out_(*out) {}

  void operator()(const Rated& rated) const {
    out_.Key("scale").BeginArray();
    for (const RatingLevel& level : rated.levels) {
      out_.BeginObject().Key("label").Text(level.label);
      Number("points", level.points);
      Note("anchor", level.anchor);
      Note("reason_code", level.reason_code);
      out_.EndObject();
    }
    out_.EndArray();
  }
  void operator()(const Step& step) const {
    out_.Key("step").BeginObject().Key("bins").BeginArray();
    for (const StepBin& bin : step.bins) {
      out_.BeginObject();
      Number("from", bin.from);
      Number("points", bin.points);
      Note("label", bin.label);
      Note("anchor", bin.anchor);
      Note("reason_code", bin.reason_code);
      out_.EndObject();
    }
    out_.EndArray();
    Number("to", step.to);
    End(step.outside);
  }
  void operator()(const Linear& linear) const {
    out_.Key("linear").BeginObject();
    Number("worst", linear.worst);
    Number("best", linear.best);
    End(linear.outside);
  }
  void operator()(const Curve& curve) const {
    out_.Key("curve").BeginObject().Key("points").BeginArray();
    for (const CurvePoint& point : curve.points) {
      out_.BeginObject();
      Number("x", point.x);
      Number("points", point.points);
      out_.EndObject();
    }
    out_.EndArray();
    End(curve.outside);
  }
  void operator()(const Logarithmic& logarithmic) const {
    out_.Key("logarithmic").BeginObject();
    Number("low", logarithmic.low);
    Number("high", logarithmic.high);
    out_.Key("form").Text(WordOf(logarithmic.form, kLogFormWords));
    End(logarithmic.outside);
  }
  void operator()(const Target& target) const {
    out_.Key("target").BeginObject();
    Number("low", target.low);
    Number("target", target.target);
    Number("high", target.high);
    End(target.outside);
  }
  void operator()(const Interval& interval) const {
    out_.Key("interval").BeginObject();
    Number("low", interval.low);
    Number("from", interval.from);
    Number("to", interval.to);
    Number("high", interval.high);
    End(interval.outside);
  }
  void operator()(const Benchmark& benchmark) const {
    out_.Key("benchmark").BeginObject();
    Number("lower", benchmark.lower);
    Number("median", benchmark.median);
    Number("upper", benchmark.upper);
    out_.Key("better").Text(kBetterWords[benchmark.less_is_better ? 1 : 0]).EndObject();
  }

 private:
  void Number(std::string_view key, const Decimal& number) const { out_.Key(key).Text(number.ToText()); }
  void Note(std::string_view key, const std::string& text) const {
    if (!text.empty()) out_.Key(key).Text(text);
  }
  void End(OutOfRange outside) const { out_.Key("outside").Text(WordOf(outside, kOutOfRangeWords)).EndObject(); }

  JsonWriter& out_;
};

}  // namespace

Result<std::optional<ValueFunction>> ReadValueFunction(const ReadContext& context, const ObjectForm& form,
                                                       JsonNode criterion) {
  const FunctionReader reader(context);
  std::optional<ValueFunction> function;
  std::string_view first;
  for (const NamedFunction& named : kFunctions) {
    const auto node = form.Get(criterion, named.key);
    if (!node.has_value()) continue;
    if (function.has_value()) {
      return node->KeyError(Code::policy_value,
                            "a criterion has one value function; this one has \"" + std::string(first) + "\" already");
    }
    KEYHAUL_TRY(ValueFunction read, (reader.*named.read)(*node));
    function = std::move(read);
    first = named.key;
  }
  return function;
}

std::string_view ValueFunctionKey(const ValueFunction& function) { return kFunctions[function.index()].key; }

void WriteValueFunction(const ValueFunction& function, JsonWriter* out) { std::visit(FunctionWriter(out), function); }

}  // namespace v1
}  // namespace keyhaul
