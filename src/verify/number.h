// Numbers of the verification: fractions of unbounded integers.
#ifndef KEYHAUL_SRC_VERIFY_NUMBER_H_
#define KEYHAUL_SRC_VERIFY_NUMBER_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace keyhaul {
inline namespace v1 {
namespace verify {

using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;
using Number =
    boost::multiprecision::number<boost::multiprecision::rational_adaptor<boost::multiprecision::cpp_int_backend<>>,
                                  boost::multiprecision::et_off>;

// A decimal as policies and statements have it: "-12.50", "1e3", "2.5%", "2 ‰". Nothing where the text is none.
std::optional<Number> NumberOf(std::string_view text);

// An exact value: a decimal, or "0.33 + 1/300".
std::optional<Number> ExactNumberOf(std::string_view text);

// As a decimal where that ends within 40 digits, else as a fraction.
std::string TextOf(const Number& number);

// The multiple of `step` by a rounding mode of the General Decimal Arithmetic specification; nothing where the mode is
// not known.
std::optional<Number> RoundedTo(const Number& number, const Number& step, std::string_view mode);

// The greatest integer that is not above the number.
Integer FloorOf(const Number& number);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_NUMBER_H_
