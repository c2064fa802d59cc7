/*
 * flood ADDRESS PORT RATE SECONDS < DATAGRAMS: sends the datagrams in turn to UDP PORT of ADDRESS, RATE a second for SECONDS;
 * with RATE 0 each once, as fast as it goes. Prints what it did: SENT SECONDS ANSWERS.
 *
 * DATAGRAMS are each two bytes of length, high byte first, and the bytes. Where one contains the number 100000000000, a
 * higher one is sent in its place each time, so that no two are alike. ANSWERS counts what came back, ICMP errors included.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 65536, LONGEST = 2048, DIGITS = 12 };
#define FIRST_NUMBER 100000000000ULL

typedef struct {
  size_t length;
  char *number; /* within bytes; NULL without */
  char bytes[];
} Datagram;

static Datagram *datagrams[MOST];
static size_t count;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void read_datagrams(void) {
  unsigned char head[2];
  while (count < MOST && fread(head, sizeof head, 1, stdin) == 1) {
    size_t length = (size_t)head[0] << 8 | head[1];
    Datagram *datagram = malloc(sizeof *datagram + length);
    if (!datagram || length > LONGEST || fread(datagram->bytes, 1, length, stdin) != length) {
      fprintf(stderr, "flood: the datagrams are damaged\n");
      exit(1);
    }
    datagram->length = length;
    datagram->number = memmem(datagram->bytes, length, "100000000000", DIGITS);
    datagrams[count++] = datagram;
  }
}

static void send_one(int out, unsigned long long n) {
  Datagram *datagram = datagrams[n % count];
  if (datagram->number) {
    char digits[32];
    snprintf(digits, sizeof digits, "%llu", FIRST_NUMBER + n);
    memcpy(datagram->number, digits, DIGITS);
  }
  while (send(out, datagram->bytes, datagram->length, 0) < 0 && (errno == ENOBUFS || errno == EINTR)) continue;
}

static unsigned long answers(int out) {
  char scratch[64];
  unsigned long heard = 0;
  int fault = 0;
  socklen_t size = sizeof fault;
  while (recv(out, scratch, sizeof scratch, MSG_DONTWAIT) >= 0) heard++;
  if (errno != EAGAIN) heard++;
  if (!getsockopt(out, SOL_SOCKET, SO_ERROR, &fault, &size) && fault) heard++;
  return heard;
}

int main(int words, char **word) {
  struct sockaddr_in target = {.sin_family = AF_INET};
  if (words != 5 || inet_pton(AF_INET, word[1], &target.sin_addr) != 1) {
    fprintf(stderr, "usage: flood ADDRESS PORT RATE SECONDS < DATAGRAMS\n");
    return 2;
  }
  double rate = atof(word[3]), length = atof(word[4]);
  target.sin_port = htons((unsigned short)atoi(word[2]));
  read_datagrams();
  int out = socket(AF_INET, SOCK_DGRAM, 0);
  if (!count || out < 0 || connect(out, (struct sockaddr *)&target, sizeof target)) {
    perror("flood");
    return 1;
  }
  unsigned long long sent = 0;
  unsigned long heard = 0;
  double begin = now(), elapsed = 0;
  if (rate == 0) {
    while (sent < count) send_one(out, sent++);
    elapsed = now() - begin;
  }
  while (rate > 0 && (elapsed = now() - begin) < length) {
    unsigned long long due = (unsigned long long)(elapsed * rate);
    while (sent < due) send_one(out, sent++);
    heard += answers(out);
    usleep(500);
  }
  usleep(200000);
  heard += answers(out);
  printf("%llu %.4f %lu\n", sent, elapsed, heard);
  return 0;
}
