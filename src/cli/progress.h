// A line on standard error that says how far long work is; only where somebody watches, on a terminal.
#ifndef KEYHAUL_CLI_PROGRESS_H_
#define KEYHAUL_CLI_PROGRESS_H_

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

namespace keyhaul::cli {

class Progress {
 public:
  Progress() : watched_(isatty(STDERR_FILENO) != 0), next_(Clock::now() + std::chrono::milliseconds(500)) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { Clear(); }

  // Shows the line, a few times a second at most.
  void Show(const std::string& text) {
    if (!watched_ || Clock::now() < next_) return;
    next_ = Clock::now() + std::chrono::milliseconds(200);
    std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
    std::fflush(stderr);
    shown_ = true;
  }
  void Clear() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool watched_;
  bool shown_ = false;
  Clock::time_point next_;
};

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_PROGRESS_H_
