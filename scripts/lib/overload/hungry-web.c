/*
 * hungry-web PORT BYTES HOLD-MILLIS NAME [CPU-MICROS]: a web service whose requests are paid in memory, and in CPU if told.
 *
 * Each request takes BYTES from the kernel, writes to every page, holds them for HOLD-MILLIS and gives them back before
 * it answers "Name HOST:NAME". Straight from mmap, since malloc keeps what was freed, and with what it keeps the node's
 * memory would no longer say what the load is. Its own use is about 1 MB and 20 kB a request.
 *
 * A thread for each connection: most sleep, and a few hundred of them cost less than the pages they touch.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static size_t bytes;
static struct timespec hold;
static int64_t cpu_nanos;
static char answer[512];

/* Of this thread's own CPU: a node without CPU takes longer over the same work. */
static void work(void) {
  struct timespec used;
  do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  while ((int64_t)used.tv_sec * 1000000000 + used.tv_nsec < cpu_nanos);
}

/* False when the kernel refuses; when a cgroup is full it does not refuse, it kills. */
static int hold_memory(void) {
  volatile char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 0;
  for (size_t i = 0; i < bytes; i += 4096) memory[i] = 1;
  work();
  nanosleep(&hold, NULL);
  munmap((void *)memory, bytes);
  return 1;
}

/* Whatever is asked, up to the empty line that ends a request without a body. */
static int read_request(int client) {
  char text[4096];
  size_t length = 0;
  while (length < sizeof text - 1) {
    ssize_t got = read(client, text + length, sizeof text - 1 - length);
    if (got <= 0) return 0;
    length += (size_t)got;
    text[length] = '\0';
    if (strstr(text, "\r\n\r\n")) return 1;
  }
  return 0;
}

/* A connection closed without a request is a health check. */
static void *serve(void *argument) {
  int client = (int)(intptr_t)argument;
  if (read_request(client) && hold_memory()) {
    if (write(client, answer, strlen(answer)) < 0) perror("hungry-web: write");
  }
  close(client);
  return NULL;
}

static int listening_socket(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 1024)) {
    perror("hungry-web: cannot listen");
    exit(1);
  }
  return server;
}

int main(int count, char **arguments) {
  if (count != 5 && count != 6) {
    fprintf(stderr, "usage: hungry-web PORT BYTES HOLD-MILLIS NAME [CPU-MICROS]\n");
    return 2;
  }
  bytes = strtoull(arguments[2], NULL, 10);
  long millis = atol(arguments[3]);
  hold = (struct timespec){millis / 1000, millis % 1000 * 1000000};
  if (count == 6) cpu_nanos = 1000 * atoll(arguments[5]);
  char body[128];
  snprintf(body, sizeof body, "Name HOST:%s\n", arguments[4]);
  snprintf(answer, sizeof answer,
           "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
           strlen(body), body);
  signal(SIGPIPE, SIG_IGN);
  int server = listening_socket(atoi(arguments[1]));

  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&detached, 64 * 1024);
  for (;;) {
    int client = accept(server, NULL, NULL);
    pthread_t thread;
    if (client >= 0 && pthread_create(&thread, &detached, serve, (void *)(intptr_t)client)) close(client);
  }
}
