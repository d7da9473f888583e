#include "src/cli/output_directory.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

namespace keyhaul::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

// Written by the handler only; a program has one set of signal handlers, so this cannot be a member.
volatile std::sig_atomic_t interrupted_by = 0;

extern "C" void KeyhaulCliOnSignal(int number) { interrupted_by = number; }

// From now on a signal is noted and looked at by the writers, instead of killing the program among half-written files.
void CatchSignals() {
  for (const int number : kSignals) {
    struct sigaction old = {};
    sigaction(number, nullptr, &old);
    if (old.sa_handler == SIG_IGN) continue;  // As under nohup: the user wants it ignored.
    struct sigaction ours = {};
    ours.sa_handler = KeyhaulCliOnSignal;
    sigaction(number, &ours, nullptr);
  }
  // A file beyond the limit of `ulimit -f` is an error of the write, EFBIG, like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
}

// Whether every entry of `directory` is the marker or is named by its list of files.
bool HoldsOnlyOurs(const fs::path& directory, const std::string& marker) {
  std::ifstream stream(directory / marker, std::ios::binary);
  const nlohmann::json json = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("files") || !json["files"].is_array()) return false;
  std::vector<std::string> ours = {marker};
  for (const auto& file : json["files"]) {
    if (file.is_object() && file.contains("file") && file["file"].is_string()) ours.push_back(file["file"]);
  }
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (std::find(ours.begin(), ours.end(), entry->path().filename().string()) == ours.end()) return false;
  }
  return !error;
}

Outcome<void> CheckTarget(const fs::path& target, const std::string& shown, const std::string& marker) {
  std::error_code error;
  const fs::file_status status = fs::status(target, error);
  if (status.type() == fs::file_type::not_found) return {};
  if (error) return SystemFailure(Exit::cannot_create, shown, error.value());
  if (!fs::is_directory(status)) return Failure{Exit::cannot_create, shown + ": exists and is not a directory"};
  if (fs::equivalent(target, fs::current_path(error), error)) {
    return Failure{Exit::cannot_create, shown + ": is the current directory; name one below it"};
  }
  if (fs::is_empty(target, error) && !error) return {};
  if (error) return SystemFailure(Exit::cannot_create, shown, error.value());
  if (HoldsOnlyOurs(target, marker)) return {};
  return Failure{Exit::cannot_create,
                 shown + ": exists and holds files that this command did not write; name another directory"};
}

int SyncDirectory(const fs::path& directory) {
  const int descriptor = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = fsync(descriptor) != 0 ? errno : 0;
  close(descriptor);
  return error;
}

// Exchanges two directories in one step where the file system can do that; else by way of a third name.
int Exchange(const std::string& staging, const std::string& target) {
#ifdef RENAME_EXCHANGE
  if (renameat2(AT_FDCWD, staging.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
#endif
  const std::string aside = staging + ".old";
  if (rename(target.c_str(), aside.c_str()) != 0) return errno;
  if (rename(staging.c_str(), target.c_str()) != 0) {
    const int error = errno;
    rename(aside.c_str(), target.c_str());
    return error;
  }
  return rename(aside.c_str(), staging.c_str()) != 0 ? errno : 0;
}

}  // namespace

int InterruptedBy() { return interrupted_by; }

OutputFile::OutputFile(int descriptor, std::string shown_path)
    : descriptor_(descriptor), shown_path_(std::move(shown_path)) {
  buffer_.reserve(kFlushBytes + kFlushBytes / 4);
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      error_(other.error_),
      shown_path_(std::move(other.shown_path_)),
      buffer_(std::move(other.buffer_)),
      flushed_(other.flushed_) {}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

void OutputFile::Flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && error_ == 0) {
    const ssize_t written = interrupted_by != 0 ? -1 : write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (interrupted_by != 0 || errno != EINTR) {
      error_ = interrupted_by != 0 ? EINTR : errno;
    }
  }
  flushed_ += buffer_.size();
  buffer_.clear();
}

Outcome<void> OutputFile::Close() {
  Flush();
  // Some file systems report a full disk only here.
  if (error_ == 0 && fsync(descriptor_) != 0 && errno != EINVAL) error_ = errno;
  if (close(std::exchange(descriptor_, -1)) != 0 && error_ == 0) error_ = errno;
  if (error_ != 0) return SystemFailure(Exit::input_output, shown_path_ + ": cannot be written", error_);
  return {};
}

Outcome<OutputDirectory> OutputDirectory::Locate(const std::string& path, std::string_view marker) {
  OutputDirectory directory;
  directory.marker_ = marker;
  directory.shown_path_ = path;
  while (directory.shown_path_.size() > 1 && directory.shown_path_.back() == '/') directory.shown_path_.pop_back();
  std::error_code error;
  // A link to a directory stands for that directory: what is replaced is its target, never the link.
  const fs::path target = fs::weakly_canonical(fs::absolute(directory.shown_path_, error), error);
  if (error || path.empty()) return Failure{Exit::cannot_create, "'" + path + "' cannot be an output directory"};
  directory.target_ = target.string();
  KEYHAUL_CLI_CHECK(CheckTarget(target, directory.shown_path_, directory.marker_));
  if (!fs::is_directory(target.parent_path(), error)) {
    return Failure{Exit::cannot_create, directory.shown_path_ + ": the directory above it does not exist"};
  }
  return directory;
}

Outcome<void> OutputDirectory::Check(const std::string& path, std::string_view marker) {
  KEYHAUL_CLI_TRY(const OutputDirectory located, Locate(path, marker));
  return {};
}

Outcome<OutputDirectory> OutputDirectory::Open(const std::string& path, std::string_view marker) {
  KEYHAUL_CLI_TRY(OutputDirectory directory, Locate(path, marker));
  const fs::path target = directory.target_;
  const std::string hidden = "." + target.filename().string() + ".keyhaul-" + std::to_string(getpid()) + "-";
  CatchSignals();
  for (int attempt = 0; attempt < 100; ++attempt) {
    const fs::path staging = target.parent_path() / (hidden + std::to_string(attempt));
    if (mkdir(staging.c_str(), 0777) == 0) {
      directory.staging_ = staging.string();
      return directory;
    }
    if (errno != EEXIST) break;
  }
  const Exit exit = errno == ENOSPC || errno == EDQUOT ? Exit::input_output : Exit::cannot_create;
  return SystemFailure(exit, directory.shown_path_ + ": cannot be created", errno);
}

OutputDirectory::OutputDirectory(OutputDirectory&& other) noexcept
    : shown_path_(std::move(other.shown_path_)),
      target_(std::move(other.target_)),
      staging_(std::exchange(other.staging_, std::string())),
      marker_(std::move(other.marker_)),
      files_(std::move(other.files_)) {}

OutputDirectory::~OutputDirectory() { Discard(); }

void OutputDirectory::Discard() {
  std::error_code ignored;  // Nothing is left to be done about a directory that cannot be removed.
  if (!staging_.empty()) fs::remove_all(std::exchange(staging_, std::string()), ignored);
}

Outcome<OutputFile> OutputDirectory::Create(std::string_view name) {
  const std::string path = staging_ + "/" + std::string(name);
  const std::string shown = shown_path_ + "/" + std::string(name);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return SystemFailure(Exit::input_output, shown + ": cannot be written", errno);
  files_.emplace_back(name);
  return OutputFile(descriptor, shown);
}

Outcome<void> OutputDirectory::Replace() {
  // What is in the way may have changed since Open; rename itself refuses a directory that is not empty.
  KEYHAUL_CLI_CHECK(CheckTarget(target_, shown_path_, marker_));
  std::error_code error;
  const bool in_the_way = fs::exists(target_, error) && !fs::is_empty(target_, error);
  const int failed =
      in_the_way ? Exchange(staging_, target_) : (rename(staging_.c_str(), target_.c_str()) != 0 ? errno : 0);
  if (failed != 0) return SystemFailure(Exit::cannot_create, shown_path_ + ": cannot be put in place", failed);
  if (!in_the_way) staging_.clear();  // Else it is the name of the old directory now, which Discard removes.
  return {};
}

Outcome<void> OutputDirectory::Commit() {
  if (const int error = SyncDirectory(staging_); error != 0) {
    return SystemFailure(Exit::input_output, shown_path_ + ": cannot be written", error);
  }
  if (interrupted_by != 0) return SystemFailure(Exit::input_output, shown_path_ + ": cannot be written", EINTR);
  KEYHAUL_CLI_CHECK(Replace());
  Discard();
  if (const int error = SyncDirectory(fs::path(target_).parent_path()); error != 0 && error != EINVAL) {
    return SystemFailure(Exit::input_output, shown_path_ + ": cannot be written", error);
  }
  return {};
}

}  // namespace keyhaul::cli
