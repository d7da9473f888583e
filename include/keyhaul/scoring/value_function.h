// Value functions: what a leaf of a scorecard makes of the raw value of a criterion.
//
// A value function turns a raw value (a rating, a percentage, a ratio) into points of the scorecard's range [low,
// high]. Rating scales, steps and curves give points as they are written; the others give a part u of the way from low
// to high, 0 <= u <= 1, and the points are low + u (high - low). Everything but the logarithm is exact up to one
// rounding, to kPointScale decimals, half to even: what a scorecard adds up are integers (docs/ARCHITECTURE.md, D11).
//
//   Rated        a level of an anchored scale: poor 1, fair 2, good 3, excellent 4
//   Step         bins [from, next from), the last one closed at `to`
//   Linear       u = (x - worst) / (best - worst); worst may be above best
//   Curve        straight lines between points
//   Logarithmic  u = ln(x / low) / ln(high / low), x > 0; or of u' linear: ln(1 + (e - 1) u')
//   Target       u = 1 - |x - target| / max(target - low, high - target)
//   Interval     1 inside [from, to]; outside 1 - distance / max(from - low, high - to), the reference ideal method's
//   Benchmark    the quartiles of an industry are worth 1/4, 1/2 and 3/4; straight lines, also beyond, cut to [0, 1]
//
// Sources: P. Kotler for the scale of four; E. Cables, M. T. Lamata, J. L. Verdegay, "RIM: reference ideal method in
// multicriteria decision making" (2016), for Target and Interval.
#ifndef KEYHAUL_SCORING_VALUE_FUNCTION_H_
#define KEYHAUL_SCORING_VALUE_FUNCTION_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"

namespace keyhaul {
inline namespace v1 {

// Decimals of points.
inline constexpr int kPointScale = 12;

// What to do with a raw value outside what a function is declared for.
enum class OutOfRange : std::int8_t { clip, error, extrapolate };

// A level of a rating scale, a bin of a step. The anchor says in words what deserves it; explanations show it. A reason
// code here goes before the criterion's own.
struct RatingLevel {
  std::string label;
  Decimal points;
  std::string anchor = {};
  std::string reason_code = {};
};

// Levels from worst to best; points rise.
struct Rated {
  std::vector<RatingLevel> levels;
};

struct StepBin {
  Decimal from;
  Decimal points;
  std::string label = {};
  std::string anchor = {};
  std::string reason_code = {};
};

// Bins with rising `from`; each ends where the next begins, and the last at `to`, which belongs to it. Points may rise,
// fall or go up and down. `outside` is clip or error.
struct Step {
  std::vector<StepBin> bins;
  Decimal to;
  OutOfRange outside = OutOfRange::clip;
};

struct Linear {
  Decimal worst;
  Decimal best;
  OutOfRange outside = OutOfRange::clip;
};

struct CurvePoint {
  Decimal x;
  Decimal points;
};

// Points with strictly rising or strictly falling x, two at least.
struct Curve {
  std::vector<CurvePoint> points;
  OutOfRange outside = OutOfRange::clip;
};

enum class LogForm : std::int8_t {
  ratio,   // ln(x / low) / ln(high / low), 0 < low < high
  convex,  // ln(1 + (e - 1) u), u linear from low to high: fast at first, slow near the top
};

struct Logarithmic {
  Decimal low;   // worth u = 0
  Decimal high;  // worth u = 1; below `low` where less is better (convex only)
  LogForm form = LogForm::ratio;
  OutOfRange outside = OutOfRange::clip;  // clip or error
};

// low < high, low <= target <= high.
struct Target {
  Decimal low;
  Decimal target;
  Decimal high;
  OutOfRange outside = OutOfRange::clip;  // clip or error
};

// low <= from <= to <= high, low < high.
struct Interval {
  Decimal low;
  Decimal from;
  Decimal to;
  Decimal high;
  OutOfRange outside = OutOfRange::clip;  // clip or error
};

// lower < median < upper.
struct Benchmark {
  Decimal lower;
  Decimal median;
  Decimal upper;
  bool less_is_better = false;
};

using ValueFunction = std::variant<Rated, Step, Linear, Curve, Logarithmic, Target, Interval, Benchmark>;

// P. Kotler's scale: poor 1, fair 2, good 3, excellent 4.
inline Rated KotlerScale() {
  return Rated{{{"poor", Decimal::FromInteger(1)},
                {"fair", Decimal::FromInteger(2)},
                {"good", Decimal::FromInteger(3)},
                {"excellent", Decimal::FromInteger(4)}}};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_VALUE_FUNCTION_H_
