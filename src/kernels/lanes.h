// Two rows, or two columns, at a time: + - * / on two doubles at once, each with the bits that it has alone.
//
// Loops over a table are written once, for lanes of either type, and run on pairs as far as there are two left. Pairs
// are a type that g++ and clang++ have on every machine; no instructions beyond the machine's first are asked for.
#ifndef KEYHAUL_KERNELS_LANES_H_
#define KEYHAUL_KERNELS_LANES_H_

#include <cstddef>
#include <cstring>

namespace keyhaul {
inline namespace v1 {
namespace kernels {

using DoublePair = double __attribute__((vector_size(2 * sizeof(double))));

template <class Lanes>
inline constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(double);

// Doubles that stand side by side.
template <class Lanes>
Lanes LoadLanes(const double* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}

template <class Lanes>
void StoreLanes(const Lanes& lanes, double* to) {
  std::memcpy(to, &lanes, sizeof(lanes));
}

// A cell, and for pairs the one `stride` doubles on.
template <class Lanes>
Lanes GatherLanes(const double* from, std::size_t stride) {
  if constexpr (kLanes<Lanes> == 1) {
    return *from;
  } else {
    return Lanes{from[0], from[stride]};
  }
}

// std::min and std::max, lane by lane.
template <class Lanes>
Lanes LeastLanes(Lanes a, Lanes b) {
  return b < a ? b : a;
}

template <class Lanes>
Lanes GreatestLanes(Lanes a, Lanes b) {
  return a < b ? b : a;
}

// function(x), lane by lane.
template <class Function>
double EachLane(double x, Function function) {
  return function(x);
}

template <class Function>
DoublePair EachLane(DoublePair x, Function function) {
  return DoublePair{function(x[0]), function(x[1])};
}

// Nothing else differs from itself.
template <class Lanes>
auto AreNan(Lanes x) {
  return x != x;  // NOLINT(misc-redundant-expression)
}

inline bool IsAny(bool lane) { return lane; }
inline bool IsAny(decltype(DoublePair{} != DoublePair{}) lanes) { return (lanes[0] | lanes[1]) != 0; }

inline bool AreZero(double x) { return x == 0; }
inline bool AreZero(DoublePair x) { return x[0] == 0 && x[1] == 0; }

// Calls body(first, lanes) for pairs out of so many rows or columns, and for the last one alone where their number is
// odd; the second argument says by its type which.
template <class Body>
void ForLanes(std::size_t count, Body body) {
  std::size_t first = 0;
  for (; first + 2 <= count; first += 2) body(first, DoublePair{});
  if (first < count) body(first, double{});
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_LANES_H_
