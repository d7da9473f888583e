// Where bytes come from: a file, memory, a gzip stream around either.
//
// A `ByteSource` is asked for the next bytes again and again; it writes up to `space.size()` of them and returns how
// many. 0 is the end, and is asked for only once. It may return fewer bytes than there is space at any time, so a pipe
// is a source as well. A source is used by one thread.
#ifndef KEYHAUL_CSV_BYTE_SOURCE_H_
#define KEYHAUL_CSV_BYTE_SOURCE_H_

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

using ByteSource = std::function<Result<std::size_t>(std::span<char> space)>;

// The bytes of a file. Refused with `input_output` and the system's reason where it cannot be opened or read.
Result<ByteSource> FileSource(const std::string& path);

// Bytes that stay the caller's and outlive the source.
ByteSource MemorySource(std::string_view bytes);

// The same source, or what is packed in it where it begins with the two magic bytes of gzip, which no text in UTF-8
// begins with. Members that follow one another are read as one stream, as gzip itself does. While reading, a stream
// that ends early is refused with `bytes_truncated`, anything else that is wrong with `bytes_malformed`.
Result<ByteSource> GunzipIfPacked(ByteSource source);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_CSV_BYTE_SOURCE_H_
