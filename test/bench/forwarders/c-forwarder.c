/*
 * Forwards frames between two interfaces with the same system calls, socket options and batches as the TypeScript
 * forwarder beside it: what the language costs. One thread per direction. Says `ready` on stderr, ends at SIGTERM and
 * prints one line of JSON.
 *
 *     cc -O2 -pthread -o c-forwarder c-forwarder.c && ./c-forwarder sim-veth1 sim-veth2
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

enum { BATCH = 64, SLOT = 2048, HEADROOM = 64, CONTROL = 128, BUFFER = 8 << 20 };

static volatile sig_atomic_t stopped;

struct lane {
  const char *from, *to;
  unsigned long frames, failed;
  unsigned drops;
};

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static int fail(const char *what) {
  perror(what);
  exit(1);
}

static int open_socket(const char *name, int receive) {
  int one = 1, size = BUFFER;
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
  if (fd < 0) return fail("socket");
  int index = (int)if_nametoindex(name);
  if (index == 0) return fail(name);
  if (receive) {
    struct packet_mreq member = {.mr_ifindex = index, .mr_type = PACKET_MR_PROMISC};
    if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one) < 0) fail("PACKET_IGNORE_OUTGOING");
    if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof one) < 0) fail("PACKET_AUXDATA");
    if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one) < 0) fail("SO_TIMESTAMPNS");
    if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &member, sizeof member) < 0) fail("PACKET_ADD_MEMBERSHIP");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
      setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  } else if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) < 0) {
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  }
  struct sockaddr_ll address = {
      .sll_family = AF_PACKET, .sll_protocol = receive ? htons(ETH_P_ALL) : 0, .sll_ifindex = index};
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  return fd;
}

/* Puts the VLAN tag that the kernel took out back into the frame; returns the bytes it grew by. */
static size_t restore_tag(struct msghdr *message, uint8_t *frame) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA) continue;
    struct tpacket_auxdata aux;
    memcpy(&aux, CMSG_DATA(c), sizeof aux);
    if (!(aux.tp_status & TP_STATUS_VLAN_VALID)) return 0;
    uint16_t tag[2] = {htons(aux.tp_vlan_tpid), htons(aux.tp_vlan_tci)};
    memmove(frame - 4, frame, 12);
    memcpy(frame + 8, tag, 4);
    return 4;
  }
  return 0;
}

static void send_all(struct lane *lane, int fd, struct mmsghdr *messages, int count) {
  for (int at = 0; at < count;) {
    int taken = sendmmsg(fd, messages + at, (unsigned)(count - at), MSG_DONTWAIT);
    if (taken > 0) {
      at += taken;
      lane->frames += (unsigned long)taken;
    } else if (errno != EINTR) {
      lane->failed++;
      at++;
    }
  }
}

static void *run(void *argument) {
  struct lane *lane = argument;
  int from = open_socket(lane->from, 1), to = open_socket(lane->to, 0);
  uint8_t *memory = calloc(BATCH, SLOT);
  static _Thread_local struct mmsghdr in[BATCH], out[BATCH];
  static _Thread_local struct iovec in_vector[BATCH], out_vector[BATCH];
  static _Thread_local uint64_t control[BATCH][CONTROL / 8];
  for (int i = 0; i < BATCH; i++) {
    in_vector[i] = (struct iovec){memory + i * SLOT + HEADROOM, SLOT - HEADROOM};
    in[i].msg_hdr = (struct msghdr){.msg_iov = &in_vector[i], .msg_iovlen = 1, .msg_control = control[i]};
    out[i].msg_hdr = (struct msghdr){.msg_iov = &out_vector[i], .msg_iovlen = 1};
  }
  prctl(PR_SET_TIMERSLACK, 1);
  struct pollfd watch = {.fd = from, .events = POLLIN};
  while (!stopped) {
    if (poll(&watch, 1, 10) <= 0) continue;
    int got;
    do {
      for (int i = 0; i < BATCH; i++) in[i].msg_hdr.msg_controllen = CONTROL;
      got = recvmmsg(from, in, BATCH, MSG_DONTWAIT, NULL);
      for (int i = 0; i < got; i++) {
        uint8_t *frame = in_vector[i].iov_base;
        size_t grown = restore_tag(&in[i].msg_hdr, frame);
        out_vector[i] = (struct iovec){frame - grown, in[i].msg_len + grown};
      }
      if (got > 0) send_all(lane, to, out, got);
    } while (got == BATCH && !stopped);
  }
  struct tpacket_stats statistics = {0};
  socklen_t length = sizeof statistics;
  getsockopt(from, SOL_PACKET, PACKET_STATISTICS, &statistics, &length);
  lane->drops = statistics.tp_drops;
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "give two interfaces\n");
    return 2;
  }
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  struct lane lanes[2] = {{.from = arguments[1], .to = arguments[2]}, {.from = arguments[2], .to = arguments[1]}};
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run, &lanes[i]);
  fprintf(stderr, "ready\n");
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  printf("{\"lanes\":[");
  for (int i = 0; i < 2; i++)
    printf("%s{\"from\":\"%s\",\"frames\":%lu,\"failed\":%lu,\"drops\":%u}", i ? "," : "", lanes[i].from,
           lanes[i].frames, lanes[i].failed, lanes[i].drops);
  printf("],\"cpuSeconds\":%.6f}\n", cpu);
  return 0;
}
