#include "src/csv/byte_source.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::size_t kPackedBytes = std::size_t{64} << 10;

Error SystemError(const std::string& what, int number) {
  return MakeError(Code::input_output, what + ": " + std::strerror(number));
}

// Unpacks one gzip member after another.
class Gunzip {
 public:
  explicit Gunzip(ByteSource source) : source_(std::move(source)), packed_(kPackedBytes) {}
  ~Gunzip() {
    if (initialized_) inflateEnd(&stream_);
  }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  Status Initialize() {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) return MakeError(Code::out_of_memory, "no memory to unpack gzip");
    initialized_ = true;
    return {};
  }

  Result<std::size_t> Read(std::span<char> space) {
    const std::size_t wanted = std::min(space.size(), kPackedBytes);
    stream_.next_out = reinterpret_cast<Bytef*>(space.data());
    stream_.avail_out = static_cast<uInt>(wanted);
    while (stream_.avail_out == wanted) {
      if (stream_.avail_in == 0) {
        KEYHAUL_TRY(const bool more, Fetch());
        if (!more) return std::size_t{0};
      }
      KEYHAUL_CHECK(Inflate());
    }
    return wanted - stream_.avail_out;
  }

 private:
  // The next packed bytes; false at the end of the last member.
  Result<bool> Fetch() {
    KEYHAUL_TRY(const std::size_t size, source_(packed_));
    if (size == 0 && !between_members_) return MakeError(Code::bytes_truncated, "the gzip data is truncated");
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
    stream_.avail_in = static_cast<uInt>(size);
    return size != 0;
  }

  Status Inflate() {
    if (between_members_) {
      inflateReset(&stream_);
      between_members_ = false;
    }
    const int code = inflate(&stream_, Z_NO_FLUSH);
    between_members_ = code == Z_STREAM_END;
    if (code == Z_OK || code == Z_STREAM_END) return {};
    if (code == Z_MEM_ERROR) return MakeError(Code::out_of_memory, "no memory to unpack gzip");
    return MakeError(Code::bytes_malformed, std::string("the gzip data is malformed: ") +
                                                (stream_.msg != nullptr ? stream_.msg : "unexpected code"));
  }

  ByteSource source_;
  std::vector<char> packed_;
  z_stream stream_{};
  bool initialized_ = false;
  bool between_members_ = false;
};

}  // namespace

Result<ByteSource> FileSource(const std::string& path) {
  const std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rb"), [](std::FILE* open) {
    if (open != nullptr) std::fclose(open);
  });
  if (file == nullptr) return SystemError("cannot open " + path, errno);
  return ByteSource([file, path](std::span<char> space) -> Result<std::size_t> {
    const std::size_t size = std::fread(space.data(), 1, space.size(), file.get());
    if (size == 0 && std::ferror(file.get()) != 0) return SystemError("cannot read " + path, errno);
    return size;
  });
}

ByteSource MemorySource(std::string_view bytes) {
  return [bytes](std::span<char> space) mutable -> Result<std::size_t> {
    const std::size_t size = std::min(space.size(), bytes.size());
    std::copy_n(bytes.data(), size, space.data());
    bytes.remove_prefix(size);
    return size;
  };
}

Result<ByteSource> GunzipIfPacked(ByteSource source) {
  constexpr std::string_view kMagic = "\x1f\x8b";
  std::string start(kMagic.size(), '\0');
  std::size_t size = 0;
  bool at_end = false;
  while (size < start.size() && !at_end) {
    KEYHAUL_TRY(const std::size_t more, source(std::span(start).subspan(size)));
    size += more;
    at_end = more == 0;
  }
  start.resize(size);
  const bool packed = start == kMagic;
  ByteSource whole = [source = std::move(source), start = std::move(start),
                      at_end](std::span<char> space) mutable -> Result<std::size_t> {
    if (start.empty()) return at_end ? Result<std::size_t>(std::size_t{0}) : source(space);
    const std::size_t taken = start.copy(space.data(), space.size());
    start.erase(0, taken);
    return taken;
  };
  if (!packed) return whole;
  auto gunzip = std::make_shared<Gunzip>(std::move(whole));
  KEYHAUL_CHECK(gunzip->Initialize());
  return ByteSource([gunzip](std::span<char> space) { return gunzip->Read(space); });
}

}  // namespace v1
}  // namespace keyhaul
