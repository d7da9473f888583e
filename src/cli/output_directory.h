// A directory of files that appears whole or not at all.
//
//   KEYHAUL_CLI_TRY(OutputDirectory out, OutputDirectory::Open("out", "run.json"));
//   KEYHAUL_CLI_TRY(OutputFile file, out.Create("tiers.csv"));
//   file.Write("account,tier\n");
//   KEYHAUL_CLI_CHECK(file.Close());
//   KEYHAUL_CLI_CHECK(out.Commit());
//
// Files are written into a hidden directory beside the target (so on the same disk), forced to the disk, and the
// directory takes the target's name in one step. Without Commit, and on every failure and on an interrupt from the
// keyboard, the hidden directory is removed again. A target that exists is replaced only if it is empty, or if it
// holds nothing but files that an earlier command of the same kind wrote: its marker, a JSON file with a list `files`,
// says which. Nothing of anybody else's is ever overwritten.
#ifndef KEYHAUL_CLI_OUTPUT_DIRECTORY_H_
#define KEYHAUL_CLI_OUTPUT_DIRECTORY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/failure.h"

namespace keyhaul::cli {

// A file being written. Failures are kept until Close, so that a writer of many rows need not look at each.
class OutputFile {
 public:
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  void Write(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= kFlushBytes) Flush();
  }
  // Bytes so far.
  std::uint64_t size() const { return flushed_ + buffer_.size(); }
  // Whether something went wrong already: a long writer may stop then.
  bool failed() const { return error_ != 0; }
  Outcome<void> Close();

 private:
  friend class OutputDirectory;
  static constexpr std::size_t kFlushBytes = std::size_t{1} << 18U;

  OutputFile(int descriptor, std::string shown_path);
  void Flush();

  int descriptor_;
  int error_ = 0;  // the first `errno`
  std::string shown_path_;
  std::string buffer_;
  std::uint64_t flushed_ = 0;
};

class OutputDirectory {
 public:
  // Whether Open would accept the target: to be asked before long work, which Open follows.
  static Outcome<void> Check(const std::string& path, std::string_view marker);
  // Checks the target and makes the hidden directory.
  static Outcome<OutputDirectory> Open(const std::string& path, std::string_view marker);
  OutputDirectory(OutputDirectory&& other) noexcept;
  OutputDirectory& operator=(OutputDirectory&&) = delete;
  ~OutputDirectory();

  Outcome<OutputFile> Create(std::string_view name);
  // The names given to Create so far, in order.
  const std::vector<std::string>& files() const { return files_; }
  // Gives the directory its name. Nothing can be created afterwards.
  Outcome<void> Commit();

 private:
  OutputDirectory() = default;
  static Outcome<OutputDirectory> Locate(const std::string& path, std::string_view marker);
  Outcome<void> Replace();
  void Discard();

  std::string shown_path_;  // as the user gave it
  std::string target_;      // absolute
  std::string staging_;     // absolute; empty once committed
  std::string marker_;
  std::vector<std::string> files_;
};

// The signal that asked to stop while an OutputDirectory was open, or 0. `main` raises it again once all is tidy.
int InterruptedBy();

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_OUTPUT_DIRECTORY_H_
