// UUIDs come from Python's uuid module: uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "keyhaul.org"), text). The check
// value of CRC-64/XZ is that of the catalogue of parametrised CRC algorithms (CRC RevEng); the others come from a bit
// by bit division in Python.
#include "keyhaul/base/digest.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "boost/uuid/name_generator_sha1.hpp"
#include "gtest/gtest.h"

namespace keyhaul {
namespace {

TEST(DigestTest, Base82IsTheVersion5UuidOfTheText) {  // BASE-82
  EXPECT_EQ(Digest::Of("").ToText(), "82711275-6001-50e9-8ed3-e010da52bb9f");
  EXPECT_EQ(Digest::Of("abc").ToText(), "45231383-1685-5b2c-8b80-f903b9cb1e48");
  EXPECT_EQ(Digest::Of("quarter@01-01").ToText(), "c4dfd8cc-e5e3-5fd3-ac7d-6be524043243");
  EXPECT_EQ(Digest::Of("key account \xE5\xAE\xA2\xE6\x88\xB7").ToText(), "e7464722-633f-56a6-95e3-c50b757d8b1c");
  EXPECT_EQ(Digest::Of(std::string_view("a\0b", 3)).ToText(), "7ffb052e-c535-5f87-a26c-a71311778610");
  EXPECT_EQ(Digest::Of(std::string(100000, 'x')).ToText(), "cc4ad7fc-87bf-5615-9880-c255f6a983ef");
}

TEST(DigestTest, Base82TheNamespaceIsThatOfOurName) {  // BASE-82
  const boost::uuids::uuid uuid = boost::uuids::name_generator_sha1(boost::uuids::ns::dns())("keyhaul.org");
  EXPECT_TRUE(std::equal(uuid.begin(), uuid.end(), kDigestNamespace.bytes.begin()));
  EXPECT_EQ(kDigestNamespace.ToText(), "ebcf257e-3b2b-5002-a023-2aecf1c7270e");
}

TEST(DigestTest, Base82Compares) {  // BASE-82
  EXPECT_EQ(Digest::Of("a"), Digest::Of("a"));
  EXPECT_NE(Digest::Of("a"), Digest::Of("b"));
  EXPECT_LT(Digest(), Digest::Of("a"));
}

TEST(Crc64Test, Base83IsCrc64Xz) {  // BASE-83
  EXPECT_EQ(Crc64Of("123456789"), 0x995DC9BBDF1939FAU);
  EXPECT_EQ(Crc64Of(""), 0U);
  EXPECT_EQ(Crc64Of(std::string_view("\0", 1)), 0x1FADA17364673F59U);
  EXPECT_EQ(Crc64Of("keyhaul"), 0xD1D13B21C837CD86U);
}

TEST(Crc64Test, Base83DoesNotDependOnTheCut) {  // BASE-83
  const std::string bytes = "What is owed, to the cent.";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Crc64 crc;
    crc.Add(std::string_view(bytes).substr(0, cut));
    crc.Add(std::string_view(bytes).substr(cut));
    EXPECT_EQ(crc.value(), Crc64Of(bytes));
  }
}

}  // namespace
}  // namespace keyhaul
