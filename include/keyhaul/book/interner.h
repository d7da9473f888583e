// Texts to dense ids.
//
// An `Interner` gives every different text a number: 0, 1, 2 ... in the order in which they first came. Totals are then
// arrays, and adding a row is an indexed addition instead of a look-up. Ids are private to one interner and depend on
// the order of arrival; nothing that leaves Keyhaul may depend on them.
//
//   Interner ids;
//   ids.Intern("ACME")      // 0
//   ids.Intern("Globex")    // 1
//   ids.Find("ACME")        // 0
//   ids.Text(1)             // "Globex"; the view stays valid while the interner lives
//
// It is an open addressing table with linear probing over an arena of bytes. A slot holds the hash and the address of
// the text, so a look-up costs two cache misses, and `FindMany` hides even these by fetching ahead. The table belongs
// to one interner and is not shared: the hash is the standard library's, whose values differ between platforms, and
// only the dense ids are ever seen.
#ifndef KEYHAUL_BOOK_INTERNER_H_
#define KEYHAUL_BOOK_INTERNER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/ledger/columns.h"

namespace keyhaul {
inline namespace v1 {

// Texts end to end in chunks that never move. Each is preceded by its length.
class TextArena {
 public:
  // Keeps a copy and returns its handle, for `At`.
  const char* Add(std::string_view text);

  static std::string_view At(const char* handle);

  // Drops the text of this handle and all that were added after it.
  void DropFrom(const char* handle);

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t used = 0;
  };

  static constexpr std::size_t kFirstChunk = 1024;
  static constexpr std::size_t kLargestChunk = std::size_t{1} << 20;

  std::vector<Chunk> chunks_;
};

class Interner {
 public:
  static constexpr std::int32_t kNone = -1;

  Interner() = default;
  Interner(Interner&&) noexcept = default;
  Interner& operator=(Interner&&) noexcept = default;
  Interner(const Interner& other);
  Interner& operator=(const Interner& other);
  ~Interner() = default;

  std::size_t size() const { return texts_.size(); }

  // The id of a text, or kNone.
  std::int32_t Find(std::string_view text) const { return FindHashed(text, Hash(text)); }

  // The ids of a column; kNone for texts that are not known and for missing values. `ids` has one entry per row.
  void FindMany(const TextColumn& column, std::span<std::int32_t> ids) const;

  // The id of a text, new if need be. There are at most 2^31 - 1; the caller keeps to kMaxAccounts. When memory runs
  // out it throws and is as before.
  std::int32_t Intern(std::string_view text);

  // The text of an id. The view stays valid until the id is truncated away or the interner destroyed.
  std::string_view Text(std::int32_t id) const { return TextArena::At(texts_[static_cast<std::size_t>(id)]); }

  // Forgets the ids from `count` on, as if they had never come.
  void Truncate(std::size_t count);

 private:
  struct Slot {
    const char* text = nullptr;  // handle in the arena; null where the slot is empty
    std::uint32_t hash = 0;
    std::int32_t id = kNone;
  };

  static constexpr std::size_t kFirstSlots = 16;

  static std::uint32_t Hash(std::string_view text) {
    const std::uint64_t hash = std::hash<std::string_view>()(text);
    return static_cast<std::uint32_t>(hash ^ (hash >> 32));
  }
  std::size_t Home(std::uint32_t hash) const { return hash & (slots_.size() - 1); }
  std::size_t After(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  std::int32_t FindHashed(std::string_view text, std::uint32_t hash) const;
  static void Place(const Slot& slot, std::vector<Slot>* slots);
  void Grow();

  TextArena arena_;
  std::vector<const char*> texts_;  // by id
  std::vector<Slot> slots_;         // a power of two, at most half full; empty before the first text
};

inline const char* TextArena::Add(std::string_view text) {
  const auto length = static_cast<std::uint32_t>(text.size());
  const std::size_t need = sizeof(length) + text.size();
  if (chunks_.empty() || chunks_.back().size - chunks_.back().used < need) {
    const std::size_t grown = chunks_.empty() ? kFirstChunk : std::min(2 * chunks_.back().size, kLargestChunk);
    const std::size_t size = std::max(grown, need);
    chunks_.push_back({std::make_unique<char[]>(size), size, 0});
  }
  Chunk& chunk = chunks_.back();
  char* handle = chunk.bytes.get() + chunk.used;
  std::memcpy(handle, &length, sizeof(length));
  if (!text.empty()) std::memcpy(handle + sizeof(length), text.data(), text.size());
  chunk.used += need;
  return handle;
}

inline std::string_view TextArena::At(const char* handle) {
  std::uint32_t length = 0;
  std::memcpy(&length, handle, sizeof(length));
  return {handle + sizeof(length), length};
}

inline void TextArena::DropFrom(const char* handle) {
  const std::less<> before;
  const auto holds = [&](const Chunk& chunk) {
    return !before(handle, chunk.bytes.get()) && before(handle, chunk.bytes.get() + chunk.size);
  };
  while (!holds(chunks_.back())) chunks_.pop_back();
  chunks_.back().used = static_cast<std::size_t>(handle - chunks_.back().bytes.get());
}

inline Interner::Interner(const Interner& other) {
  texts_.reserve(other.texts_.size());
  for (const char* text : other.texts_) Intern(TextArena::At(text));
}

inline Interner& Interner::operator=(const Interner& other) {
  if (this != &other) *this = Interner(other);
  return *this;
}

inline std::int32_t Interner::FindHashed(std::string_view text, std::uint32_t hash) const {
  if (slots_.empty()) return kNone;
  for (std::size_t i = Home(hash); slots_[i].text != nullptr; i = After(i)) {
    if (slots_[i].hash == hash && TextArena::At(slots_[i].text) == text) return slots_[i].id;
  }
  return kNone;
}

inline void Interner::FindMany(const TextColumn& column, std::span<std::int32_t> ids) const {
  constexpr std::size_t kAhead = 32;
  std::uint32_t hashes[kAhead];
  for (std::size_t begin = 0; begin < ids.size(); begin += kAhead) {
    const std::size_t count = std::min(kAhead, ids.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      hashes[i] = Hash(column[begin + i]);
      if (!slots_.empty()) __builtin_prefetch(&slots_[Home(hashes[i])]);
    }
    for (std::size_t i = 0; i < count && !slots_.empty(); ++i) __builtin_prefetch(slots_[Home(hashes[i])].text);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view text = column[begin + i];
      ids[begin + i] = text.empty() ? kNone : FindHashed(text, hashes[i]);
    }
  }
}

inline std::int32_t Interner::Intern(std::string_view text) {
  const std::uint32_t hash = Hash(text);
  if (const std::int32_t id = FindHashed(text, hash); id != kNone) return id;
  if (2 * (texts_.size() + 1) > slots_.size()) Grow();
  if (texts_.size() == texts_.capacity()) texts_.reserve(std::max(kFirstSlots, 2 * texts_.size()));
  const char* const handle = arena_.Add(text);
  texts_.push_back(handle);  // has room, so from here on nothing throws
  const auto id = static_cast<std::int32_t>(texts_.size() - 1);
  Place({handle, hash, id}, &slots_);
  return id;
}

inline void Interner::Place(const Slot& slot, std::vector<Slot>* slots) {
  const std::size_t mask = slots->size() - 1;
  std::size_t i = slot.hash & mask;
  while ((*slots)[i].text != nullptr) i = (i + 1) & mask;
  (*slots)[i] = slot;
}

// Places in the order of ids, so that in every run of slots the younger ids stand behind the older ones. `Truncate`
// lives on that.
inline void Interner::Grow() {
  std::vector<Slot> slots(std::max(kFirstSlots, 2 * slots_.size()));
  for (std::size_t id = 0; id < texts_.size(); ++id) {
    const std::uint32_t hash = Hash(TextArena::At(texts_[id]));
    Place({texts_[id], hash, static_cast<std::int32_t>(id)}, &slots);
  }
  slots_ = std::move(slots);
}

// The youngest id is never in the way of an older one, so its slot can simply become empty.
inline void Interner::Truncate(std::size_t count) {
  if (count >= texts_.size()) return;
  const char* const oldest_dropped = texts_[count];
  while (texts_.size() > count) {
    const auto id = static_cast<std::int32_t>(texts_.size() - 1);
    std::size_t i = Home(Hash(TextArena::At(texts_.back())));
    while (slots_[i].id != id) i = After(i);
    slots_[i] = Slot();
    texts_.pop_back();
  }
  arena_.DropFrom(oldest_dropped);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_INTERNER_H_
