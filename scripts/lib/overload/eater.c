/*
 * eater BYTES BYTES-PER-SECOND HOLD-SECONDS: a job that needs memory for a while. It takes BYTES little by little, holds
 * them and ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: eater BYTES BYTES-PER-SECOND HOLD-SECONDS\n");
    return 2;
  }
  size_t bytes = strtoull(arguments[1], NULL, 10), step = strtoull(arguments[2], NULL, 10) / 10;
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    perror("eater: mmap");
    return 1;
  }
  for (size_t eaten = 0; eaten < bytes; eaten += step) {
    memset(memory + eaten, 1, bytes - eaten < step ? bytes - eaten : step);
    usleep(100000);
  }
  sleep((unsigned)atoi(arguments[3]));
  return 0;
}
