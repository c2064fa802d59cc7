/*
 * load URL SEED RATE:SECONDS...: asks URL at random times, RATE times a second on average for SECONDS, then so for the next
 * pair. One line for each request when it ends, and on stderr what it cost to ask:
 *   START-MILLIS STATUS MILLIS BODY      STATUS is 000 when there was no full answer within 5 s
 *
 * Open loop: whoever arrives does not wait until others were answered, so that a slow front cannot thin out its own load.
 * Arrivals are a Poisson process drawn from SEED alone: each front gets the same requests at the same moments. Each is a
 * connection and a thread of its own; URL is http://ADDRESS:PORT/.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TIMEOUT_MILLIS = 5000 };

static struct sockaddr_in site = {.sin_family = AF_INET};
static char request[256];
static atomic_int under_way;

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int ready(int connection, short event, double deadline) {
  struct pollfd wanted = {connection, event, 0};
  int left = (int)((deadline - seconds(CLOCK_MONOTONIC)) * 1000);
  return left > 0 && poll(&wanted, 1, left) == 1;
}

static int connected(int connection, double deadline) {
  int fault = 0;
  socklen_t size = sizeof fault;
  if (!connect(connection, (struct sockaddr *)&site, sizeof site)) return 1;
  return errno == EINPROGRESS && ready(connection, POLLOUT, deadline) &&
         !getsockopt(connection, SOL_SOCKET, SO_ERROR, &fault, &size) && !fault;
}

/* The status of an answer as long as it said, 0 for any other; its body's first line, for who answered. */
static int status_of(const char *text, char line[64]) {
  const char *body = strstr(text, "\r\n\r\n"), *said = strcasestr(text, "\r\nContent-Length:");
  int status = 0;
  if (sscanf(text, "HTTP/1.%*1d %3d", &status) != 1 || !body || !said || said > body) return 0;
  if (strtoul(said + 17, NULL, 10) != strlen(body + 4)) return 0;
  sscanf(body + 4, "%63[^\r\n]", line);
  return status;
}

static int ask(int connection, double deadline, char line[64]) {
  char text[4096];
  size_t length = 0;
  if (!connected(connection, deadline)) return 0;
  if (write(connection, request, strlen(request)) != (ssize_t)strlen(request)) return 0;
  while (length < sizeof text - 1 && ready(connection, POLLIN, deadline)) {
    ssize_t got = read(connection, text + length, sizeof text - 1 - length);
    if (got < 0) return 0;
    length += (size_t)got;
    text[length] = '\0';
    if (got == 0) return status_of(text, line);
  }
  return 0;
}

static void *visit(void *nothing) {
  char line[64] = "-";
  double wall = seconds(CLOCK_REALTIME), start = seconds(CLOCK_MONOTONIC);
  int connection = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int status = connection < 0 ? 0 : ask(connection, start + TIMEOUT_MILLIS / 1e3, line);
  if (connection >= 0) close(connection);
  printf("%.0f %03d %.1f %s\n", wall * 1e3, status, (seconds(CLOCK_MONOTONIC) - start) * 1e3, line);
  under_way--;
  return nothing;
}

/* From 0 to below 1; written out, because a libc may change its own. Source: G. Steele and others, SplitMix64, 2014. */
static double random_share(uint64_t *state) {
  uint64_t mixed = (*state += 0x9e3779b97f4a7c15);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return (double)((mixed ^ (mixed >> 31)) >> 11) / 9007199254740992.0;
}

static void sleep_until(double moment) {
  struct timespec target = {(time_t)moment, (long)((moment - floor(moment)) * 1e9)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &target, NULL) == EINTR) continue;
}

/* Cutting a Poisson process at the end of a phase and beginning anew leaves it one: it has no memory. */
static void phase(double rate, double begin, double end, uint64_t *state, const pthread_attr_t *detached) {
  for (double next = begin;;) {
    pthread_t thread;
    next += -log(1 - random_share(state)) / rate;
    if (next >= end) return;
    sleep_until(next);
    under_way++;
    if (pthread_create(&thread, detached, visit, NULL)) {
      fprintf(stderr, "load: no thread for a request\n");
      exit(1);
    }
  }
}

int main(int count, char **arguments) {
  char address[64];
  unsigned port;
  if (count < 4 || sscanf(arguments[1], "http://%63[0-9.]:%u", address, &port) != 2 ||
      inet_pton(AF_INET, address, &site.sin_addr) != 1) {
    fprintf(stderr, "usage: load http://ADDRESS:PORT/ SEED RATE:SECONDS...\n");
    return 2;
  }
  site.sin_port = htons((uint16_t)port);
  snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", address);
  uint64_t state = strtoull(arguments[2], NULL, 10);

  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&detached, 64 * 1024);
  double begin = seconds(CLOCK_MONOTONIC);
  for (int i = 3; i < count; i++) {
    double rate, length;
    if (sscanf(arguments[i], "%lf:%lf", &rate, &length) != 2) return 2;
    phase(rate, begin, begin + length, &state, &detached);
    begin += length;
  }
  while (under_way > 0) sleep_until(seconds(CLOCK_MONOTONIC) + 0.05);
  fflush(stdout);
  fprintf(stderr, "%.2f s of CPU\n", seconds(CLOCK_PROCESS_CPUTIME_ID));
  return 0;
}
