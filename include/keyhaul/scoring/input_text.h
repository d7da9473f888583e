// The input of a criterion as people write it, and back:
//
//   current_assets / current_liabilities
//   (current_assets - stock) / current_liabilities
//   365 * stock / cost_of_sales + 365 * receivables / sales
//
//   input     = ["-"] quotient { ("+" | "-") quotient }
//   quotient  = factor { "*" factor } [ "/" operand { "*" number } ]      with exactly one operand among the factors
//   factor    = number | operand
//   operand   = fact | "(" ["-"] term { ("+" | "-") term } ")"
//   term      = factor { "*" factor }                                     with exactly one fact among the factors
//
// "*" and "/" bind from left to right, as everywhere: a / b * 365 is (a / b) * 365. Numbers are plain decimals, also in
// percent. Facts are letters, digits, "_" and ".", with no digit in front; letters beyond ASCII are letters. What the
// notation has no form for (a product of two facts, a quotient of quotients) is refused.
//
// Which of several periods counts is not part of the text: CriterionInput::periods.
#ifndef KEYHAUL_SCORING_INPUT_TEXT_H_
#define KEYHAUL_SCORING_INPUT_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/scoring/compiled_input.h"
#include "keyhaul/scoring/input.h"

namespace keyhaul {
inline namespace v1 {

namespace scoring_internal {

class InputParser {
 public:
  explicit InputParser(std::string_view text) : text_(text) {}

  Result<CriterionInput> Parse() {
    do {
      KEYHAUL_TRY(Quotient quotient, ReadQuotient());
      KEYHAUL_CHECK(Append(std::move(quotient)));
    } while (Peek() == '+' || Peek() == '-');
    if (at_ < text_.size()) return Refuse("expected '+', '-', '*', '/' or the end");
    return std::move(input_);
  }

 private:
  // Numbers and one operand, multiplied.
  struct Factors {
    Decimal number = Decimal::FromInteger(1);
    std::vector<FactTerm> operand;
    bool in_parentheses = false;
  };

  static bool IsNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80U;
  }
  static bool IsNumberPart(char c) { return decimal_internal::IsDigit(c) || c == '.'; }

  // The next character that is no space, or 0 at the end.
  char Peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool Take(char c) {
    if (Peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }

  Error Refuse(std::string_view what) const {
    Error error = decimal_internal::Refuse(
        Code::policy_value, text_, "cannot be read at position " + std::to_string(at_ + 1) + ": " + std::string(what));
    error.rule = "SCORING-16";
    return error;
  }

  // A sign, which only the first of a list may leave out. Read as a factor.
  Result<Decimal> ReadSign(bool is_first) {
    if (Take('-')) return Decimal::FromInteger(-1);
    if (!is_first && !Take('+')) return Refuse("expected '+' or '-'");
    return Decimal::FromInteger(1);
  }

  Status ReadNumberInto(Decimal* product) {
    const std::size_t start = at_;
    while (at_ < text_.size() && IsNumberPart(text_[at_])) ++at_;
    if (at_ < text_.size() && text_[at_] == '%') ++at_;
    const Result<Decimal> number = Decimal::Parse(text_.substr(start, at_ - start));
    if (!number.ok()) return Refuse(number.error().message);
    if (number->IsZero()) return Refuse("a factor of 0 leaves nothing");
    const Result<Decimal> multiplied = product->Multiply(*number);
    if (!multiplied.ok()) return Refuse(multiplied.error().message);
    *product = *multiplied;
    return {};
  }

  std::string ReadName() {
    const std::size_t start = at_;
    while (at_ < text_.size() && (IsNameStart(text_[at_]) || IsNumberPart(text_[at_]))) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  Status ReadOperand(bool allow_parentheses, Factors* factors) {
    if (IsNameStart(Peek())) {
      factors->operand = {{ReadName()}};
      return {};
    }
    if (!allow_parentheses || !Take('('))
      return Refuse(allow_parentheses ? "expected a fact or '('" : "expected a fact");
    factors->in_parentheses = true;
    do {
      KEYHAUL_TRY(const Decimal sign, ReadSign(factors->operand.empty()));
      KEYHAUL_TRY(Factors term, ReadFactors(sign, false));
      if (factors->operand.size() == kMaxInputParts)
        return Refuse("there are too many facts in one pair of parentheses");
      factors->operand.push_back({std::move(term.operand.front().fact), term.number});
    } while (Peek() == '+' || Peek() == '-');
    if (!Take(')')) return Refuse("expected '+', '-', '*' or ')'");
    return {};
  }

  Result<Factors> ReadFactors(const Decimal& sign, bool allow_parentheses) {
    Factors factors;
    factors.number = sign;
    do {
      if (IsNumberPart(Peek())) {
        KEYHAUL_CHECK(ReadNumberInto(&factors.number));
      } else if (factors.operand.empty()) {
        KEYHAUL_CHECK(ReadOperand(allow_parentheses, &factors));
      } else {
        return Refuse("expected a number; facts are not multiplied by one another");
      }
    } while (Take('*'));
    if (factors.operand.empty()) return Refuse("expected '*' and a fact; a number alone is no input");
    return factors;
  }

  Result<Quotient> ReadQuotient() {
    KEYHAUL_TRY(const Decimal sign, ReadSign(input_.sum.empty()));
    KEYHAUL_TRY(Factors above, ReadFactors(sign, true));
    if (!Take('/')) return WithoutDivisor(std::move(above));
    if (IsNumberPart(Peek())) return Refuse("expected a fact or '('; multiply by 0.5 instead of dividing by 2");
    Factors below;
    KEYHAUL_CHECK(ReadOperand(true, &below));
    while (Take('*')) {
      if (!IsNumberPart(Peek())) return Refuse("expected a number; put facts in front of the '/'");
      KEYHAUL_CHECK(ReadNumberInto(&above.number));
    }
    if (Peek() == '/') return Refuse("a quotient is not divided again");
    return Quotient{above.number, std::move(above.operand), std::move(below.operand)};
  }

  // A factor belongs to its fact, or to the parentheses; a bare pair of them is none.
  static Quotient WithoutDivisor(Factors above) {
    const Decimal one = Decimal::FromInteger(1);
    if (above.in_parentheses) return {above.number, std::move(above.operand), {}};
    return {one, {{std::move(above.operand.front().fact), above.number}}, {}};
  }

  static bool IsPlain(const Quotient& quotient) {
    return quotient.by.empty() && quotient.times == Decimal::FromInteger(1);
  }

  // Plain sums that follow one another are one.
  Status Append(Quotient quotient) {
    if (!input_.sum.empty() && IsPlain(input_.sum.back()) && IsPlain(quotient)) {
      std::vector<FactTerm>& over = input_.sum.back().over;
      over.insert(over.end(), quotient.over.begin(), quotient.over.end());
      if (over.size() > kMaxInputParts) return Refuse("there are too many facts in one sum");
      return {};
    }
    input_.sum.push_back(std::move(quotient));
    if (input_.sum.size() > kMaxInputParts) return Refuse("there are too many quotients");
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  CriterionInput input_;
};

// Writes sums with a sign between their parts.
class InputWriter {
 public:
  std::string Write(const CriterionInput& input) {
    for (const Quotient& quotient : input.sum) WriteQuotient(quotient);
    return std::move(text_);
  }

 private:
  // "-" or " - " or " + ", and the factor but for 1.
  void WriteFactor(const Decimal& factor) {
    if (starts_) {
      text_ += factor.sign() < 0 ? "-" : "";
    } else {
      text_ += factor.sign() < 0 ? " - " : " + ";
    }
    starts_ = false;
    std::string magnitude = factor.ToText();
    if (factor.sign() < 0) magnitude.erase(0, 1);
    if (magnitude != "1") text_ += magnitude + " * ";
  }

  void WriteTerms(const std::vector<FactTerm>& terms) {
    for (const FactTerm& term : terms) {
      WriteFactor(term.factor);
      text_ += term.fact;
    }
  }

  void WriteInParentheses(const std::vector<FactTerm>& terms) {
    text_ += '(';
    starts_ = true;
    WriteTerms(terms);
    starts_ = false;
    text_ += ')';
  }

  void WriteOperand(const std::vector<FactTerm>& terms) {
    if (terms.size() == 1 && terms.front().factor == Decimal::FromInteger(1)) {
      text_ += terms.front().fact;
    } else {
      WriteInParentheses(terms);
    }
  }

  void WriteQuotient(const Quotient& quotient) {
    if (quotient.by.empty() && quotient.times == Decimal::FromInteger(1)) return WriteTerms(quotient.over);
    WriteFactor(quotient.times);
    if (quotient.by.empty()) return WriteInParentheses(quotient.over);
    WriteOperand(quotient.over);
    text_ += " / ";
    WriteOperand(quotient.by);
  }

  std::string text_;
  bool starts_ = true;
};

}  // namespace scoring_internal

// Refused with `policy_value`, saying where and what was expected.
inline Result<CriterionInput> ParseInput(std::string_view text) { return scoring_internal::InputParser(text).Parse(); }

// What ParseInput reads as the same input, where the names of its facts are such as it takes.
inline std::string ToText(const CriterionInput& input) { return scoring_internal::InputWriter().Write(input); }

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_INPUT_TEXT_H_
