/*
 * capture PORT COUNT: writes the next COUNT datagrams that arrive for UDP PORT in this network namespace to stdout, each
 * behind its length in two bytes, high byte first. What somebody on the wire could record; needs root.
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* 0 when it is no whole UDP datagram over IPv4 for that port. */
static size_t payload(const unsigned char *packet, size_t length, unsigned port, const unsigned char **begin) {
  size_t head = (size_t)(packet[0] & 15) * 4;
  if (length < head + 8 || packet[9] != 17) return 0;
  const unsigned char *udp = packet + head;
  size_t size = (size_t)udp[4] << 8 | udp[5];
  if (((unsigned)udp[2] << 8 | udp[3]) != port || size < 8 || length < head + size) return 0;
  *begin = udp + 8;
  return size - 8;
}

int main(int words, char **word) {
  unsigned char packet[4096];
  if (words != 3) {
    fprintf(stderr, "usage: capture PORT COUNT\n");
    return 2;
  }
  unsigned port = (unsigned)atoi(word[1]);
  int tap = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
  if (tap < 0) {
    perror("capture");
    return 1;
  }
  for (int left = atoi(word[2]); left > 0;) {
    const unsigned char *begin;
    struct sockaddr_ll from;
    socklen_t from_size = sizeof from;
    ssize_t length = recvfrom(tap, packet, sizeof packet, 0, (struct sockaddr *)&from, &from_size);
    if (length < 20 || from.sll_pkttype != PACKET_HOST) continue;
    size_t size = payload(packet, (size_t)length, port, &begin);
    if (!size) continue;
    putchar((int)(size >> 8));
    putchar((int)(size & 255));
    fwrite(begin, 1, size, stdout);
    left--;
  }
  return fflush(stdout) ? 1 : 0;
}
