/* What lwIP asks of its platform. */
#ifndef HERMIT_LWIP_CC_H
#define HERMIT_LWIP_CC_H
#include <stddef.h>
#include <stdint.h>

#define LWIP_NO_UNISTD_H 1
#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_ERRNO_STDINCLUDE 1
#define LWIP_PLATFORM_DIAG(x) \
	do { \
	} while (0)
#define LWIP_PLATFORM_ASSERT(x) \
	do { \
	} while (0)
#define LWIP_RAND() net_random()

/* Given by whoever links lwIP. Memory is aligned to 8 bytes; NULL when there is none. sys_now() of lwip/sys.h too. */
void *net_malloc(size_t);
void *net_calloc(size_t count, size_t size);
void net_free(void *);
uint32_t net_random(void);

/* checksum.c: the Internet checksum (RFC 1071) of bytes, not complemented, in the order of memory. */
uint16_t net_checksum(const void *data, int length);
#endif
