// Linux calls that glibc declares only for _GNU_SOURCE, which Swift's importer does not define.
#pragma once
#include <sys/socket.h>

struct sahut_mmsghdr {
    struct msghdr header;
    unsigned int length;
};

int sahut_recvmmsg(int file, struct sahut_mmsghdr *messages, unsigned int count, int flags, void *limit)
    __asm__("recvmmsg");
int sahut_sendmmsg(int file, struct sahut_mmsghdr *messages, unsigned int count, int flags) __asm__("sendmmsg");
int sahut_pthread_setname(unsigned long thread, const char *name) __asm__("pthread_setname_np");

#include <sys/epoll.h>
#include <sys/eventfd.h>

static inline int sahut_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
