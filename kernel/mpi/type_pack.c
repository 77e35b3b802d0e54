/* Copies data between buffers and their packed form. Compiled for vectors: see kernel/musl/port.json. */
#include <string.h>
#include "type_run.h"

enum { IN, OUT };   /* into the buffer (unpack), out of it (pack) */

#define INLINE static inline __attribute__((always_inline))

INLINE void move(char *memory, char *packed, size_t length, int way)
{
	if (way == OUT) memcpy(packed, memory, length);
	else memcpy(memory, packed, length);
}

/* Blocks of a length that the compiler knows become loads and stores. */
#define EVERY(bytes) \
	case bytes: \
		_Pragma("clang loop unroll_count(4)") \
		for (size_t i = 0; i < count; i++) move(memory + i * stride, packed + i * bytes, bytes, way); \
		return;

/* Up to here, words beat a call of memcpy. */
enum { SHORT_BLOCK = 128 };

INLINE void blocks_one_way(char *memory, char *packed, MPI_Aint stride, size_t count, size_t length, int way)
{
	switch (length) {
	EVERY(1) EVERY(2) EVERY(4) EVERY(8) EVERY(12) EVERY(16) EVERY(24) EVERY(32) EVERY(40) EVERY(48) EVERY(64)
	}
	for (; count; count--, memory += stride, packed += length) {
		if (length > SHORT_BLOCK) {
			move(memory, packed, length, way);
			continue;
		}
		size_t at = 0;
		for (; at + 8 <= length; at += 8) move(memory + at, packed + at, 8, way);
		if (length & 4) move(memory + at, packed + at, 4, way), at += 4;
		for (; at < length; at++) move(memory + at, packed + at, 1, way);
	}
}

static void blocks(char *memory, char *packed, MPI_Aint stride, size_t count, size_t length, int way)
{
	if (way == OUT) blocks_one_way(memory, packed, stride, count, length, OUT);
	else blocks_one_way(memory, packed, stride, count, length, IN);
}

/* All data of the runs. Returns where the packed form goes on. */
static char *whole(char *memory, char *packed, const struct run *runs, int n, int way)
{
	for (const struct run *r = runs; r < runs + n; r++) {
		char *at = memory + r->at;
		if (!r->body) {
			blocks(at, packed, r->stride, r->count, r->length, way);
			packed += r->count * r->length;
		} else if (r->body_count == 1 && !r->body->body) {
			const struct run *b = r->body;
			for (size_t i = 0; i < r->count; i++, at += r->stride, packed += r->length) blocks(at + b->at, packed, b->stride, b->count, b->length, way);
		} else {
			for (size_t i = 0; i < r->count; i++, at += r->stride) packed = whole(at, packed, r->body, r->body_count, way);
		}
	}
	return packed;
}

/* The run in which byte `at` of the data lies. */
static int run_at(const struct run *runs, int n, size_t at)
{
	int low = 0, high = n - 1;
	while (low < high) {
		int middle = (low + high + 1) / 2;
		if (runs[middle].packed <= at) low = middle;
		else high = middle - 1;
	}
	return low;
}

/* From byte `skip` of the runs' data on, at most `most` bytes. Returns how many there were. */
static size_t part(char *memory, char *packed, const struct run *runs, int n, size_t skip, size_t most, int way)
{
	size_t done = 0;
	int first = skip ? run_at(runs, n, skip) : 0;
	if (skip) skip -= runs[first].packed;
	for (const struct run *r = runs + first; r < runs + n && done < most; r++) {
		size_t i = skip ? skip / r->length : 0;
		skip -= i * r->length;
		while (i < r->count && done < most) {
			char *at = memory + r->at + (MPI_Aint)i * r->stride;
			size_t left = most - done;
			if (!skip && left >= r->length) {
				size_t full = r->count - i;
				if (left < full * r->length) full = left / r->length;
				struct run pieces = { .stride = r->stride, .count = full, .length = r->length, .body = r->body, .body_count = r->body_count };
				whole(at, packed + done, &pieces, 1, way);
				done += full * r->length;
				i += full;
				continue;
			}
			size_t length = r->length - skip < left ? r->length - skip : left;
			if (r->body) part(at, packed + done, r->body, r->body_count, skip, length, way);
			else move(at + skip, packed + done, length, way);
			done += length;
			skip = 0;
			i++;
		}
		skip = 0;
	}
	return done;
}

static size_t copy(char *packed, char *buffer, int count, const datatype *t, size_t at, size_t length, int way)
{
	uint64_t data = type_bytes(t, count);
	if (at >= data) return 0;
	if (length > data - at) length = data - at;
	char *block = type_whole(t, buffer, count);
	if (block) {
		move(block + at, packed, length, way);
		return length;
	}
	/* The elements are one run more, around those of the type. */
	struct run elements = { .stride = t->extent, .count = count, .length = t->size, .body = t->runs, .body_count = t->run_count };
	const struct run *r = t->runs;
	if (t->run_count == 1 && r->count == 1) {
		elements.at = r->at;
		elements.body = r->body;
		elements.body_count = r->body_count;
	} else if (count == 1) {
		return part(buffer, packed, r, t->run_count, at, length, way);
	}
	return part(buffer, packed, &elements, 1, at, length, way);
}

size_t type_pack(void *to, const void *buffer, int count, const datatype *t, size_t at, size_t length)
{
	return copy(to, (char *)buffer, count, t, at, length, OUT);
}

size_t type_unpack(void *buffer, int count, const datatype *t, const void *from, size_t at, size_t length)
{
	return copy((char *)from, buffer, count, t, at, length, IN);
}
