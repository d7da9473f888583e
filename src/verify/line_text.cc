#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

void CheckText(const LineCase& line) {
  if (line.is_unexplained) line.place.ExpectText("text", "");
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul
