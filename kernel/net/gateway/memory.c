/* Memory for lwIP: blocks of a few sizes, each kept for the next of its size. All of it lies behind the gateway's data. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "gateway.h"

#define SMALLEST 32
#define CLASSES \
	26 /* of 32, 48, 64, 96 … 128 K, 192 K bytes: lwIP asks for no more than a packet and its headers */

/* Before each block: its class, and what keeps blocks aligned to 8. */
struct block {
	union {
		uint32_t class;
		struct block *next;
	};
	uint32_t unused;
};

static struct block *kept[CLASSES];
static uintptr_t cursor, end;

void memory_start(uintptr_t from, uintptr_t to)
{
	cursor = (from + 15) & ~(uintptr_t)15;
	end = to;
}

static size_t size_of(unsigned class)
{
	size_t power = (size_t)SMALLEST << (class / 2);
	return class % 2 ? power + power / 2 : power;
}

static unsigned class_of(size_t size)
{
	if (size <= SMALLEST) return 0;
	unsigned bits = 31 - __builtin_clz((uint32_t)size - 1); /* 2^bits < size <= 2^(bits + 1) */
	size_t half = ((size_t)1 << bits) + ((size_t)1 << bits) / 2;
	return 2 * (bits - 5) + (size <= half ? 1 : 2);
}

void *net_malloc(size_t size)
{
	unsigned class = class_of(size + sizeof(struct block));
	if (class >= CLASSES) return NULL;
	struct block *b = kept[class];
	if (b) kept[class] = b->next;
	else {
		size_t whole = size_of(class);
		if (whole > end - cursor) return NULL;
		b = (struct block *)cursor;
		cursor += whole;
	}
	b->class = class;
	return b + 1;
}

void *net_calloc(size_t count, size_t size)
{
	void *p = net_malloc(count * size);
	return p ? memset(p, 0, count * size) : NULL;
}

void net_free(void *p)
{
	if (!p) return;
	struct block *b = (struct block *)p - 1;
	unsigned class = b->class;
	b->next = kept[class];
	kept[class] = b;
}
