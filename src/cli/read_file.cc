#include "src/cli/read_file.h"

#include <cstddef>
#include <string>
#include <utility>

#include "src/csv/byte_source.h"

namespace keyhaul::cli {

Failure FailureOfFile(const std::string& path, const keyhaul::Error& error, bool opening) {
  std::string message = path;
  if (error.line > 0) message += ":" + std::to_string(error.line);
  if (error.line_column > 0) message += ":" + std::to_string(error.line_column);
  message += ": " + error.message;
  // The system's refusals name the file themselves.
  if (error.code == Code::input_output && error.message.find(path) != std::string::npos) message = error.message;
  if (error.code == Code::out_of_memory) return {Exit::system, std::move(message)};
  if (error.code != Code::input_output) return {Exit::data, std::move(message)};
  return {opening ? Exit::no_input : Exit::input_output, std::move(message)};
}

Outcome<std::string> ReadFile(const std::string& path) {
  const bool standard_input = path.empty() || path == "-";
  const std::string shown = standard_input ? "standard input" : path;
  keyhaul::Result<ByteSource> source = FileSource(standard_input ? "/dev/stdin" : path);
  if (!source.ok()) return FailureOfFile(shown, source.error(), /*opening=*/true);
  constexpr std::size_t kStep = std::size_t{1} << 16U;
  std::string text;
  for (;;) {
    const std::size_t size = text.size();
    text.resize(size + kStep);
    const keyhaul::Result<std::size_t> read = (*source)(std::span<char>(text).subspan(size));
    if (!read.ok()) return FailureOfFile(shown, read.error(), /*opening=*/true);
    text.resize(size + *read);
    if (*read == 0) return text;
  }
}

}  // namespace keyhaul::cli
