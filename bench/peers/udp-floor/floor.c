/*
 * The least that forwarding can be: every datagram of 1,200 bytes goes to everybody who has sent a shorter one, with one
 * sendto for each. No encryption, no header is touched, nothing is counted.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

#define MOST 4096

int main(void) {
  static struct sockaddr_in members[MOST];
  static char packet[2048];
  int count = 0;
  int size = 4 << 20;
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof own;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (fd < 0 || bind(fd, (struct sockaddr *)&own, length) != 0) return 1;
  getsockname(fd, (struct sockaddr *)&own, &length);
  printf("port %d\n", ntohs(own.sin_port));
  fflush(stdout);
  for (;;) {
    struct sockaddr_in from;
    length = sizeof from;
    ssize_t bytes = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &length);
    if (bytes < 0) return 1;
    if (bytes < 1000) {
      if (count < MOST) members[count++] = from;
      continue;
    }
    for (int i = 0; i < count; i++) {
      sendto(fd, packet, bytes, 0, (struct sockaddr *)&members[i], sizeof members[i]);
    }
  }
}
