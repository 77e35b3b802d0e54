/*
 * The network's memory, for lwIP and for what sockets keep. Called under the stack's lock, so it has none of its own. Free blocks stand
 * in a list a size, four sizes a doubling; a block of up to SLAB / 4 bytes is cut from a slab, a longer one has pages to itself. A
 * size's memory stays with it: traffic comes again.
 */
#include <string.h>
#include "core.h"
#include "net.h"
#include "pages.h"

#define SMALLEST 64u
#define SLAB 65536u
#define CLASSES 76           /* up to 16 MiB */
#define HEADER 8u

struct block {
	uint32_t class, unused;
	struct block *next;
};
static struct block *lists[CLASSES];
/* Bytes of pages, and of blocks that are in use. */
static uint32_t taken, used;

static uint32_t limit(void) { return (uint32_t)*word(BOOT_MEMORY_LIMIT) / NET_MEMORY_SHARE; }

int net_memory_is_short(void) { return used > limit() / 2; }

/* 64, 80, 96, 112, 128, 160, … */
static uint32_t class_of(uint32_t n)
{
	if (n <= SMALLEST) return 0;
	uint32_t power = 31 - __builtin_clz(n - 1);
	return 1 + (power - 6) * 4 + ((n - 1) >> (power - 2) & 3);
}

static uint32_t class_size(uint32_t c)
{
	return c ? (5 + (c - 1) % 4) << ((c - 1) / 4 + 4) : SMALLEST;
}

static void *more_pages(uint32_t bytes)
{
	if (taken > limit() || bytes > limit() - taken) return 0;
	void *at = pages_alloc(bytes / PAGE_SIZE_, 1, 0);
	if (at) taken += bytes;
	return at;
}

static int refill(uint32_t c)
{
	uint32_t size = class_size(c),
			 bytes = size <= SLAB / 4 ? SLAB : (size + PAGE_SIZE_ - 1) & -PAGE_SIZE_;
	char *at = more_pages(bytes);
	if (!at) return 0;
	for (uint32_t i = 0; i + size <= bytes; i += size) {
		struct block *b = (struct block *)(at + i);
		b->class = c;
		b->next = lists[c];
		lists[c] = b;
	}
	return 1;
}

void *net_malloc(size_t n)
{
	if (n > (1u << 24) - HEADER) return 0;
	uint32_t c = class_of(n + HEADER);
	if (!lists[c] && !refill(c)) return 0;
	struct block *b = lists[c];
	lists[c] = b->next;
	used += class_size(c);
	return (char *)b + HEADER;
}

void *net_calloc(size_t count, size_t size)
{
	size_t all;
	void *at = __builtin_mul_overflow(count, size, &all) ? 0 : net_malloc(all);
	return at ? memset(at, 0, all) : 0;
}

void net_free(void *at)
{
	struct block *b = (struct block *)((char *)at - HEADER);
	b->next = lists[b->class];
	lists[b->class] = b;
	used -= class_size(b->class);
}
