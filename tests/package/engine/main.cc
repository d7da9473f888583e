// A host in C++ that links the engine statically: a policy that is no policy is refused with its place.
#include <cstdio>

#include "keyhaul/engine.h"

int main() {
  const auto policy = keyhaul::CompilePolicyJson("{ \"keyhaul\": 1, }");
  if (policy.ok()) return 1;
  std::printf("%s\n", policy.error().Text().c_str());
  return 0;
}
