// SPDX-License-Identifier: Apache-2.0
//
// rlg: a load generator for Redis over plain TCP that checks every reply. One thread, epoll, Linux only.
//
// Closed loop (default): every connection keeps exactly -P requests in flight.
// Open loop (-r RATE): request i is due at start + i / RATE. Due requests go round-robin to connections with fewer
//   than -P requests in flight; when all are full the request waits, and its latency still counts from the moment it
//   was due, so a server that stalls cannot hide it (no coordinated omission).
//
// A SET must be answered by +OK, a GET by exactly the value stored under that key: a header names the key and the
// version, the filler depends on the key alone. With --versions a value must also be no older than the newest SET of
// its key that was acknowledged before the GET was sent; then no key has two SETs in flight.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint8_t u8;

#define SECOND 1000000000ull
#define MILLISECOND 1000000ull

static struct {
  const char *host, *prefix;
  int port, connections, depth, value_bytes, mget;
  u32 keys;
  u64 max_requests;
  double rate, seconds, warmup, drain, read_ratio, zipf;
  bool poisson, prefill, versions, allow_nil, json;
} opt = {
    .host = "127.0.0.1", .prefix = "key:",
    .port = 6379, .connections = 50, .depth = 1, .value_bytes = 1024,
    .keys = 100000,
    .seconds = 10, .drain = 5, .read_ratio = 0.9,
};

static void die(const char *what) {
  fprintf(stderr, "rlg: %s: %s\n", what, strerror(errno));
  exit(2);
}

static void *grow(void *memory, size_t bytes) {
  memory = realloc(memory, bytes);
  if (!memory) die("out of memory");
  return memory;
}

static u64 now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (u64)t.tv_sec * SECOND + t.tv_nsec;
}

// ---- histogram: 1024 cells per power of two, so values are right to 0.1 % ----

#define CELL_BITS 11
#define CELLS (1 << CELL_BITS)
#define HIGHEST (500 * SECOND)

typedef struct {
  u64 cell[40 * CELLS / 2 + CELLS];
  u64 count, max;
  double sum;
} histogram;

static u32 cell_of(u64 value) {
  if (value < CELLS) return (u32)value;
  int shift = 63 - __builtin_clzll(value) - (CELL_BITS - 1);
  return (u32)(CELLS + (u64)(shift - 1) * (CELLS / 2) + ((value >> shift) - CELLS / 2));
}

static u64 cell_end(u32 cell) {
  if (cell < CELLS) return cell;
  u32 k = cell - CELLS;
  int shift = (int)(k / (CELLS / 2)) + 1;
  u64 mantissa = k % (CELLS / 2) + CELLS / 2;
  return ((mantissa + 1) << shift) - 1;
}

static void record(histogram *h, u64 value) {
  if (value > HIGHEST) value = HIGHEST;
  h->cell[cell_of(value)]++;
  h->count++;
  h->sum += (double)value;
  if (value > h->max) h->max = value;
}

static double micros_at(const histogram *h, double percentile) {
  if (!h->count) return 0;
  u64 wanted = (u64)ceil(percentile / 100 * (double)h->count), seen = 0;
  if (wanted < 1) wanted = 1;
  for (u32 i = 0; i < sizeof h->cell / sizeof h->cell[0]; i++) {
    seen += h->cell[i];
    if (seen >= wanted) {
      u64 value = cell_end(i);
      return (value > h->max ? h->max : value) / 1e3;
    }
  }
  return h->max / 1e3;
}

// ---- random numbers: xorshift128+ ----

static u64 state[2] = {0x9E3779B97F4A7C15ull, 0xBF58476D1CE4E5B9ull};

static u64 random_bits(void) {
  u64 a = state[0], b = state[1];
  state[0] = b;
  a ^= a << 23;
  state[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
  return state[1] + b;
}

static double random_share(void) { return (random_bits() >> 11) * (1.0 / 9007199254740992.0); }

// ---- which key: uniform, or Zipf by Vose's alias table over rank^-theta ----

static u32 *alias;
static double *alias_share;
static u64 scatter = 2654435761ull;  // rank -> key, a bijection modulo the key count, so that hot keys are spread

static u64 common_divisor(u64 a, u64 b) {
  while (b) {
    u64 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static void prepare_keys(void) {
  while (common_divisor(scatter, opt.keys) != 1) scatter++;
  if (opt.zipf <= 0) return;
  u32 n = opt.keys, smalls = 0, larges = 0;
  double *share = grow(NULL, n * sizeof *share), sum = 0;
  u32 *small = grow(NULL, n * sizeof *small), *large = grow(NULL, n * sizeof *large);
  alias = grow(NULL, n * sizeof *alias);
  alias_share = grow(NULL, n * sizeof *alias_share);
  for (u32 i = 0; i < n; i++) sum += share[i] = pow(i + 1.0, -opt.zipf);
  for (u32 i = 0; i < n; i++) {
    share[i] = share[i] / sum * n;
    if (share[i] < 1) small[smalls++] = i;
    else large[larges++] = i;
  }
  while (smalls && larges) {
    u32 a = small[--smalls], b = large[--larges];
    alias_share[a] = share[a];
    alias[a] = b;
    share[b] -= 1 - share[a];
    if (share[b] < 1) small[smalls++] = b;
    else large[larges++] = b;
  }
  while (larges) alias_share[large[--larges]] = 1;
  while (smalls) alias_share[small[--smalls]] = 1;
  free(share);
  free(small);
  free(large);
}

static u32 random_key(void) {
  u32 rank = (u32)(random_bits() % opt.keys);
  if (opt.zipf <= 0) return rank;
  if (random_share() >= alias_share[rank]) rank = alias[rank];
  return (u32)((u64)rank * scatter % opt.keys);
}

// ---- values: a header with key and version where there is room, then filler that depends on the key ----

#define HEADER_BYTES 24

static char *filler;
static u64 filler_bytes;
static u32 *issued_version, *acknowledged_version;  // with --versions, by key
static u8 *has_set_in_flight;                        // with --versions, by key

static void prepare_values(void) {
  filler_bytes = opt.value_bytes > (1 << 20) ? opt.value_bytes : (1 << 20);
  u64 total = filler_bytes + opt.value_bytes + 64;
  filler = grow(NULL, total);
  u64 kept[2] = {state[0], state[1]};  // the filler must not depend on the seed: another run checks the same values
  state[0] = 1;
  state[1] = 2;
  for (u64 i = 0; i < total; i++) filler[i] = 'a' + (random_bits() >> 33) % 26;
  state[0] = kept[0];
  state[1] = kept[1];
  if (opt.versions) {
    issued_version = calloc(opt.keys, sizeof(u32));
    acknowledged_version = calloc(opt.keys, sizeof(u32));
    has_set_in_flight = calloc(opt.keys, 1);
  }
}

static const char *filler_of(u32 key) { return filler + (u64)key * 7919 % filler_bytes; }

static void make_header(char *out, u32 key, u32 version) {
  char text[32];
  snprintf(text, sizeof text, "k%010uv%010u::", key, version);
  memcpy(out, text, HEADER_BYTES);
}

// ---- counts ----

static u64 done, sent_measured, inflight, bytes_in, bytes_out;
static u64 wrong, errors, nils, stale, lost_connections;
static char first_problem[256];
static histogram all_latency, get_latency, set_latency, service_latency;

static void note(const char *what, u32 key, const char *bytes, size_t length) {
  if (!first_problem[0])
    snprintf(first_problem, sizeof first_problem, "%s, key %u, got '%.*s'", what, key,
             (int)(length > 100 ? 100 : length), bytes);
}

static void count_wrong(const char *what, u32 key, const char *bytes, size_t length) {
  wrong++;
  note(what, key, bytes, length);
}

// ---- connections ----

enum operation { GET, SET, MGET };

typedef struct {
  u64 due, sent;
  u32 key, version;
  u32 oldest_allowed;  // with --versions: the version that a GET must at least see
  u32 *keys;           // of an MGET
  u8 operation, key_count;
  bool measured;
} request;

typedef struct {
  int fd;
  char *out;
  size_t out_from, out_to, out_capacity;
  char *in;
  size_t in_from, in_to, in_capacity;
  request *queue;  // ring, oldest request first; its capacity is a power of two
  u32 head, tail, capacity;
  bool wants_write, dead, touched;
} connection;

static connection *connections;
static connection **touched;  // those with something to flush or room for requests; left at the end of each round
static int touched_count, poller;

static void touch(connection *c) {
  if (c->touched) return;
  c->touched = true;
  touched[touched_count++] = c;
}

static int in_flight(const connection *c) { return (int)(c->tail - c->head); }

static void open_connection(connection *c) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(opt.port)};
  int on = 1;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  if (inet_pton(AF_INET, opt.host, &address.sin_addr) != 1) die("the host must be an IPv4 address");
  memset(c, 0, sizeof *c);
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0) die("socket");
  if (connect(c->fd, (void *)&address, sizeof address)) die("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event);
}

static void lose(connection *c, const char *why) {
  if (c->dead) return;
  c->dead = true;
  lost_connections++;
  if (!first_problem[0]) snprintf(first_problem, sizeof first_problem, "connection lost: %s, errno %d", why, errno);
  inflight -= in_flight(c);
  errors += in_flight(c);
  epoll_ctl(poller, EPOLL_CTL_DEL, c->fd, NULL);
  close(c->fd);
}

static void want_write(connection *c, bool wanted) {
  if (c->wants_write == wanted) return;
  c->wants_write = wanted;
  struct epoll_event event = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event);
}

static void flush(connection *c) {
  while (!c->dead && c->out_from < c->out_to) {
    ssize_t n = send(c->fd, c->out + c->out_from, c->out_to - c->out_from, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      want_write(c, true);
      return;
    }
    if (n < 0) {
      lose(c, "send");
      return;
    }
    c->out_from += n;
    bytes_out += n;
  }
  c->out_from = c->out_to = 0;
  if (!c->dead) want_write(c, false);
}

static void put(connection *c, const void *bytes, size_t length) {
  if (c->out_to + length > c->out_capacity && c->out_from) {
    memmove(c->out, c->out + c->out_from, c->out_to - c->out_from);
    c->out_to -= c->out_from;
    c->out_from = 0;
  }
  while (c->out_to + length > c->out_capacity) {
    c->out_capacity = c->out_capacity ? c->out_capacity * 2 : 16384;
    c->out = grow(c->out, c->out_capacity);
  }
  memcpy(c->out + c->out_to, bytes, length);
  c->out_to += length;
}

static void put_text(connection *c, const char *text) { put(c, text, strlen(text)); }

static void put_key(connection *c, u32 key) {
  char name[64], bulk[96];
  int length = snprintf(name, sizeof name, "%s%012u", opt.prefix, key);
  snprintf(bulk, sizeof bulk, "$%d\r\n%s\r\n", length, name);
  put_text(c, bulk);
}

// ---- requests ----

static request *enqueue(connection *c, u8 operation, u32 key, u64 due, bool measured) {
  if (c->tail - c->head == c->capacity) {
    u32 capacity = c->capacity ? c->capacity * 2 : 64;
    request *queue = grow(NULL, capacity * sizeof *queue);
    for (u32 i = c->head; i != c->tail; i++) queue[i & (capacity - 1)] = c->queue[i & (c->capacity - 1)];
    free(c->queue);
    c->queue = queue;
    c->capacity = capacity;
  }
  request *r = &c->queue[c->tail++ & (c->capacity - 1)];
  *r = (request){.due = due, .sent = now(), .operation = operation, .key = key, .measured = measured};
  inflight++;
  if (measured) sent_measured++;
  return r;
}

static void send_set(connection *c, u32 key, u64 due, bool measured) {
  request *r = enqueue(c, SET, key, due, measured);
  char length[32];
  if (opt.versions) {
    has_set_in_flight[key] = 1;
    r->version = ++issued_version[key];
  }
  put_text(c, "*3\r\n$3\r\nSET\r\n");
  put_key(c, key);
  snprintf(length, sizeof length, "$%d\r\n", opt.value_bytes);
  put_text(c, length);
  if (opt.value_bytes >= HEADER_BYTES) {
    char header[HEADER_BYTES];
    make_header(header, key, r->version);
    put(c, header, HEADER_BYTES);
    put(c, filler_of(key), opt.value_bytes - HEADER_BYTES);
  } else {
    put(c, filler_of(key), opt.value_bytes);
  }
  put_text(c, "\r\n");
}

static void send_mget(connection *c, u32 first, u64 due, bool measured) {
  request *r = enqueue(c, MGET, first, due, measured);
  char head[32];
  r->key_count = (u8)opt.mget;
  r->keys = grow(NULL, opt.mget * sizeof *r->keys);
  snprintf(head, sizeof head, "*%d\r\n$4\r\nMGET\r\n", opt.mget + 1);
  put_text(c, head);
  for (int i = 0; i < opt.mget; i++) {
    r->keys[i] = i ? random_key() : first;
    put_key(c, r->keys[i]);
  }
}

static void send_any(connection *c, u64 due, bool measured) {
  u32 key = random_key();
  bool read = random_share() < opt.read_ratio || (opt.versions && has_set_in_flight[key]);
  if (!read) {
    send_set(c, key, due, measured);
  } else if (opt.mget) {
    send_mget(c, key, due, measured);
  } else {
    request *r = enqueue(c, GET, key, due, measured);
    if (opt.versions) r->oldest_allowed = acknowledged_version[key];
    put_text(c, "*2\r\n$3\r\nGET\r\n");
    put_key(c, key);
  }
}

// ---- replies ----

// The length of the reply at the front of the bytes; 0: more bytes are needed; -1: these are no reply.
static long reply_length(const char *bytes, size_t available) {
  if (available < 3) return 0;
  bool is_line = bytes[0] == '+' || bytes[0] == '-' || bytes[0] == ':';
  const char *end = memchr(bytes, '\r', available > 64 && !is_line ? 64 : available);
  if (!end || (size_t)(end - bytes) + 2 > available) return 0;
  long header = end - bytes + 2, number = strtol(bytes + 1, NULL, 10);
  if (is_line) return header;
  if (bytes[0] == '$') {
    if (number < 0) return header;
    return (size_t)(header + number + 2) <= available ? header + number + 2 : 0;
  }
  if (bytes[0] != '*') return -1;
  long total = header;
  for (long i = 0; i < number; i++) {
    long part = reply_length(bytes + total, available - total);
    if (part <= 0) return part;
    total += part;
  }
  return total;
}

static void check_value(const request *r, u32 key, const char *value, long length) {
  if (length < 0) {
    nils++;
    if (!opt.allow_nil) count_wrong("nil", key, "", 0);
    return;
  }
  if (length != opt.value_bytes) {
    count_wrong("wrong length", key, value, length);
    return;
  }
  if (length < HEADER_BYTES) {
    if (memcmp(value, filler_of(key), length)) count_wrong("wrong value", key, value, length);
    return;
  }
  char digits[11] = {0}, header[HEADER_BYTES];
  memcpy(digits, value + 12, 10);
  u32 version = (u32)strtoul(digits, NULL, 10);
  make_header(header, key, version);
  if (memcmp(header, value, HEADER_BYTES)
      || memcmp(value + HEADER_BYTES, filler_of(key), length - HEADER_BYTES)) {
    count_wrong("wrong value", key, value, length);
  } else if (opt.versions && r->operation == GET) {
    if (version < r->oldest_allowed) stale++;
    if (version > issued_version[key]) count_wrong("version from the future", key, value, length);
  }
}

// Checks the bulk at the front of the bytes and returns where the next one begins.
static const char *check_bulk(const request *r, u32 key, const char *bytes) {
  long length = strtol(bytes + 1, NULL, 10);
  const char *value = strchr(bytes, '\n') + 1;
  check_value(r, key, value, length);
  return length < 0 ? value : value + length + 2;
}

static void check_reply(request *r, const char *reply, long length) {
  if (reply[0] == '-') {
    errors++;
    note("error reply", r->key, reply, length);
  } else if (r->operation == SET) {
    if (length != 5 || memcmp(reply, "+OK\r\n", 5)) count_wrong("not OK", r->key, reply, length);
    if (opt.versions) acknowledged_version[r->key] = r->version;
  } else if (r->operation == GET) {
    if (reply[0] == '$') check_bulk(r, r->key, reply);
    else count_wrong("no bulk", r->key, reply, length);
  } else if (reply[0] == '*' && strtol(reply + 1, NULL, 10) == r->key_count) {
    const char *bulk = strchr(reply, '\n') + 1;
    for (int i = 0; i < r->key_count; i++) bulk = check_bulk(r, r->keys[i], bulk);
  } else {
    count_wrong("wrong array", r->key, reply, length);
  }
  if (r->operation == SET && opt.versions) has_set_in_flight[r->key] = 0;
}

static void take_reply(connection *c, const char *reply, long length) {
  if (c->head == c->tail) {
    count_wrong("a reply too many", 0, reply, length);
    lose(c, "a reply too many");
    return;
  }
  request *r = &c->queue[c->head & (c->capacity - 1)];
  u64 at = now();
  check_reply(r, reply, length);
  if (r->measured) {
    done++;
    record(&all_latency, at - r->due);
    record(&service_latency, at - r->sent);
    record(r->operation == SET ? &set_latency : &get_latency, at - r->due);
  }
  free(r->keys);
  c->head++;
  inflight--;
}

static void make_room(connection *c) {
  if (c->in_capacity - c->in_to >= 16384) return;
  memmove(c->in, c->in + c->in_from, c->in_to - c->in_from);
  c->in_to -= c->in_from;
  c->in_from = 0;
  if (c->in_capacity - c->in_to < 16384) {
    c->in_capacity = c->in_capacity ? c->in_capacity * 2 : 65536;
    c->in = grow(c->in, c->in_capacity + 1);
  }
}

static void read_replies(connection *c) {
  ssize_t n;
  size_t room;
  do {
    make_room(c);
    room = c->in_capacity - c->in_to;
    n = recv(c->fd, c->in + c->in_to, room, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
      lose(c, n ? "recv" : "closed by peer");
      return;
    }
    bytes_in += n;
    c->in_to += n;
    c->in[c->in_to] = 0;
    while (c->in_from < c->in_to) {
      const char *reply = c->in + c->in_from;
      long length = reply_length(reply, c->in_to - c->in_from);
      if (length == 0) break;
      if (length < 0) {
        count_wrong("no reply", 0, reply, c->in_to - c->in_from);
        lose(c, "malformed reply");
        return;
      }
      take_reply(c, reply, length);
      if (c->dead) return;
      c->in_from += length;
    }
    if (c->in_from == c->in_to) c->in_from = c->in_to = 0;
  } while (n < 0 || (size_t)n == room);
}

static void wait_for_replies(u64 timeout) {
  struct epoll_event events[256];
  struct timespec t = {timeout / SECOND, timeout % SECOND};
  int n = epoll_pwait2(poller, events, 256, &t, NULL);
  for (int i = 0; i < n; i++) {
    connection *c = events[i].data.ptr;
    if (!c->dead && events[i].events & EPOLLOUT) flush(c);
    if (!c->dead && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_replies(c);
    touch(c);
  }
}

// ---- the run ----

static volatile sig_atomic_t stopped;

static void on_signal(int signal) {
  (void)signal;
  stopped = 1;
}

static bool all_lost(void) { return lost_connections == (u64)opt.connections; }

static void flush_touched(void) {
  for (int i = 0; i < touched_count; i++) {
    touched[i]->touched = false;
    flush(touched[i]);
  }
  touched_count = 0;
}

// Sets every key once, pipelined and not measured.
static void prefill(void) {
  u64 deadline = now() + 120 * SECOND;
  int depth = opt.value_bytes > 65536 ? 1 : 16;
  u32 next = 0;
  while ((next < opt.keys || inflight) && !stopped && now() < deadline && !lost_connections) {
    for (int i = 0; i < opt.connections && next < opt.keys; i++) {
      connection *c = &connections[i];
      while (next < opt.keys && in_flight(c) < depth) send_set(c, next++, 0, false);
      touch(c);
    }
    flush_touched();
    wait_for_replies(100 * MILLISECOND);
  }
  if (next < opt.keys || wrong || errors || lost_connections || inflight) {
    fprintf(stderr, "rlg: prefill failed: %s\n", first_problem);
    exit(1);
  }
}

static struct {
  u64 begin, measure_from, end;
  u64 issued, worst_backlog;
  u64 bytes_in_before, bytes_out_before;
} run;

static bool may_issue(void) { return !opt.max_requests || run.issued < opt.max_requests; }

// Refills every connection that replies came on.
static void issue_closed(bool measuring) {
  for (int i = 0; i < touched_count; i++) {
    connection *c = touched[i];
    while (!c->dead && in_flight(c) < opt.depth && may_issue()) {
      send_any(c, now(), measuring);
      run.issued++;
    }
  }
}

static connection *next_free_connection(void) {
  static int next;
  for (int tries = 0; tries < opt.connections; tries++) {
    connection *c = &connections[next];
    next = next + 1 == opt.connections ? 0 : next + 1;
    if (!c->dead && in_flight(c) < opt.depth) return c;
  }
  return NULL;
}

// Sends what is due and returns how long to wait for what is due next.
static u64 issue_open(u64 at) {
  static double offset;
  u64 due = run.begin + (u64)offset;
  while (due <= at && may_issue()) {
    connection *c = next_free_connection();
    if (!c) {
      if (at - due > run.worst_backlog) run.worst_backlog = at - due;
      return MILLISECOND;
    }
    send_any(c, due, due >= run.measure_from);
    touch(c);
    run.issued++;
    offset += (opt.poisson ? -log(1 - random_share()) : 1) * 1e9 / opt.rate;
    due = run.begin + (u64)offset;
  }
  u64 later = now();
  return due > later ? due - later : 0;
}

static void run_load(void) {
  bool measuring = false;
  run.begin = now() + MILLISECOND;
  run.measure_from = run.begin + (u64)(opt.warmup * 1e9);
  run.end = run.measure_from + (u64)(opt.seconds * 1e9);
  for (int i = 0; i < opt.connections; i++) touch(&connections[i]);
  while (!stopped && !all_lost()) {
    u64 at = now();
    if (at >= run.end || (!may_issue() && !inflight)) break;
    if (!measuring && at >= run.measure_from) {
      measuring = true;
      run.measure_from = at;
      run.bytes_in_before = bytes_in;
      run.bytes_out_before = bytes_out;
    }
    u64 pause = 10 * MILLISECOND;
    if (opt.rate > 0) pause = issue_open(at);
    else issue_closed(measuring);
    flush_touched();
    u64 left = run.end - at;
    wait_for_replies(pause < left ? pause : left);
  }
}

static void print_latency(const char *name, const histogram *h) {
  printf("\"%s\":{\"n\":%lu,\"mean\":%.2f,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"p999\":%.2f,\"max\":%.2f}", name,
         h->count, h->count ? h->sum / h->count / 1e3 : 0, micros_at(h, 50), micros_at(h, 90), micros_at(h, 99),
         micros_at(h, 99.9), h->max / 1e3);
}

static void report(u64 answered, u64 ended, u64 in, u64 out) {
  double seconds = (double)(ended - run.measure_from) / 1e9;
  double mb_in = in / seconds / 1e6, mb_out = out / seconds / 1e6;
  if (!opt.json) {
    printf("%.0f requests/s, p50 %.0f us, p99 %.0f us, in %.1f MB/s, out %.1f MB/s\n", answered / seconds,
           micros_at(&all_latency, 50), micros_at(&all_latency, 99), mb_in, mb_out);
    printf("wrong %lu, errors %lu, nil %lu, stale %lu, unanswered %lu, lost connections %lu, worst backlog %.1f ms\n",
           wrong, errors, nils, stale, inflight, lost_connections, run.worst_backlog / 1e6);
    if (first_problem[0]) printf("first problem: %s\n", first_problem);
    return;
  }
  printf("{\"secs\":%.3f,\"done\":%lu,\"rps\":%.1f,\"sent\":%lu,\"unanswered\":%lu,\"bad\":%lu,\"err\":%lu,", seconds,
         answered, answered / seconds, sent_measured, inflight, wrong, errors);
  printf("\"nil\":%lu,\"stale\":%lu,\"lost\":%lu,\"in_mbs\":%.2f,\"out_mbs\":%.2f,", nils, stale, lost_connections,
         mb_in, mb_out);
  print_latency("all", &all_latency);
  putchar(',');
  print_latency("service", &service_latency);
  putchar(',');
  print_latency("get", &get_latency);
  putchar(',');
  print_latency("set", &set_latency);
  printf("}\n");
  if (first_problem[0]) fprintf(stderr, "rlg: first problem: %s\n", first_problem);
}

static const char usage[] =
    "usage: rlg -p PORT [-h ADDRESS 127.0.0.1] [-c CONNECTIONS 50] [-P PIPELINE 1] [-r RATE, default closed loop]\n"
    "  [--poisson] [-d SECONDS 10] [-w WARMUP_SECONDS 0] [-n MAX_REQUESTS] [-s VALUE_BYTES 1024] [-R READ_RATIO 0.9]\n"
    "  [-k KEYS 100000] [-z ZIPF_THETA, default uniform] [-m KEYS_PER_MGET, default GET] [--prefill] [--versions]\n"
    "  [--allow-nil] [--prefix key:] [--seed N] [--drain SECONDS 5] [--json]\n"
    "exit status: 0 all replies right; 1 wrong, stale or missing replies or errors; 2 usage or setup\n";

static void parse_options(int argc, char **argv) {
  enum { PREFILL = 256, VERSIONS, ALLOW_NIL, PREFIX, SEED, DRAIN, POISSON, JSON };
  static const struct option names[] = {
      {"prefill", 0, 0, PREFILL}, {"versions", 0, 0, VERSIONS}, {"allow-nil", 0, 0, ALLOW_NIL},
      {"prefix", 1, 0, PREFIX},   {"seed", 1, 0, SEED},         {"drain", 1, 0, DRAIN},
      {"poisson", 0, 0, POISSON}, {"json", 0, 0, JSON},         {0, 0, 0, 0}};
  int o;
  while ((o = getopt_long(argc, argv, "h:p:c:P:r:d:w:n:s:R:k:z:m:", names, NULL)) != -1) {
    switch (o) {
      case 'h': opt.host = optarg; break;
      case 'p': opt.port = atoi(optarg); break;
      case 'c': opt.connections = atoi(optarg); break;
      case 'P': opt.depth = atoi(optarg); break;
      case 'r': opt.rate = atof(optarg); break;
      case 'd': opt.seconds = atof(optarg); break;
      case 'w': opt.warmup = atof(optarg); break;
      case 'n': opt.max_requests = strtoull(optarg, NULL, 10); break;
      case 's': opt.value_bytes = atoi(optarg); break;
      case 'R': opt.read_ratio = atof(optarg); break;
      case 'k': opt.keys = (u32)strtoul(optarg, NULL, 10); break;
      case 'z': opt.zipf = atof(optarg); break;
      case 'm': opt.mget = atoi(optarg); break;
      case PREFILL: opt.prefill = true; break;
      case VERSIONS: opt.versions = true; break;
      case ALLOW_NIL: opt.allow_nil = true; break;
      case PREFIX: opt.prefix = optarg; break;
      case SEED: state[0] ^= strtoull(optarg, NULL, 10) * 0x2545F4914F6CDD1Dull; break;
      case DRAIN: opt.drain = atof(optarg); break;
      case POISSON: opt.poisson = true; break;
      case JSON: opt.json = true; break;
      default: fputs(usage, stderr); exit(2);
    }
  }
  bool sane = opt.connections > 0 && opt.connections <= 20000 && opt.depth > 0 && opt.keys > 0 && opt.mget >= 0
              && opt.mget <= 255 && opt.value_bytes >= 0 && strlen(opt.prefix) <= 40;
  if (!sane) {
    fputs(usage, stderr);
    exit(2);
  }
}

int main(int argc, char **argv) {
  parse_options(argc, argv);
  for (int i = 0; i < 20; i++) random_bits();
  prctl(PR_SET_TIMERSLACK, 1);
  signal(SIGINT, on_signal);
  signal(SIGTERM, on_signal);
  prepare_keys();
  prepare_values();
  poller = epoll_create1(0);
  connections = calloc(opt.connections, sizeof *connections);
  touched = calloc(opt.connections, sizeof *touched);
  for (int i = 0; i < opt.connections; i++) open_connection(&connections[i]);
  if (opt.prefill) {
    prefill();
    if (opt.seconds <= 0) return 0;
  }
  run_load();
  u64 answered = done, ended = now();
  u64 in = bytes_in - run.bytes_in_before, out = bytes_out - run.bytes_out_before;
  u64 deadline = ended + (u64)(opt.drain * 1e9);
  while (inflight && now() < deadline && !all_lost()) wait_for_replies(50 * MILLISECOND);
  report(answered, ended, in, out);
  return wrong || errors || stale || lost_connections || inflight ? 1 : 0;
}
