/* Copies data between buffers and their packed form. Compiled for vectors: see kernel/musl/port.json. */
#include <string.h>
#include "run.h"

enum { IN, OUT }; /* into the buffer (unpack), out of it (pack) */

#define INLINE static inline __attribute__((always_inline))

INLINE void move(char *memory, char *packed, size_t length, int way)
{
	if (way == OUT) memcpy(packed, memory, length);
	else memcpy(memory, packed, length);
}

/* Lengths that the compiler knows become loads and stores. */
#define LENGTHS(CASE) \
	CASE(1) \
	CASE(2) \
	CASE(4) \
	CASE(8) \
	CASE(12) \
	CASE(16) CASE(20) CASE(24) CASE(32) CASE(40) CASE(48) CASE(64) CASE(80) CASE(96) CASE(128)

/* Up to here, loads and stores of 16 bytes beat a call of memcpy. */
enum { SHORT_BLOCK = 256 };

INLINE void one_block(char *memory, char *packed, size_t length, int way)
{
	if (length > SHORT_BLOCK) {
		move(memory, packed, length, way);
		return;
	}
	size_t at = 0;
	for (; at + 16 <= length; at += 16) move(memory + at, packed + at, 16, way);
	if (length & 8) move(memory + at, packed + at, 8, way), at += 8;
	if (length & 4) move(memory + at, packed + at, 4, way), at += 4;
	if (length & 2) move(memory + at, packed + at, 2, way), at += 2;
	if (length & 1) move(memory + at, packed + at, 1, way);
}

/* A vector of single elements is put together more slowly than elements are moved: hence no vectorizing. */
#define EVERY(bytes) \
	case bytes: \
		_Pragma("clang loop vectorize(disable) unroll_count(4)") for (; count; \
			count--, memory += stride, packed += step) move(memory, packed, bytes, way); \
		return;

/* `count` blocks of `length` bytes, `stride` apart in memory and `step` in the packed form. */
INLINE void blocks_one_way(
	char *memory, MPI_Aint stride, char *packed, size_t step, size_t count, size_t length, int way)
{
	switch (length) {
		LENGTHS(EVERY)
	}
	for (; count; count--, memory += stride, packed += step) one_block(memory, packed, length, way);
}

static void blocks(
	char *memory, MPI_Aint stride, char *packed, size_t step, size_t count, size_t length, int way)
{
	if (way == OUT) blocks_one_way(memory, stride, packed, step, count, length, OUT);
	else blocks_one_way(memory, stride, packed, step, count, length, IN);
}

#define EVERY_LISTED(bytes) \
	case bytes: \
		_Pragma("clang loop vectorize(disable) unroll_count(4)") for (size_t i = 0; i < count; \
			i++, packed += bytes) move(memory + list[i], packed, bytes, way); \
		return;

INLINE void listed_one_way(
	char *memory, const MPI_Aint *list, char *packed, size_t count, size_t length, int way)
{
	switch (length) {
		LENGTHS(EVERY_LISTED)
	}
	for (size_t i = 0; i < count; i++, packed += length)
		one_block(memory + list[i], packed, length, way);
}

/* Blocks at displacements. */
static void listed(
	char *memory, const MPI_Aint *list, char *packed, size_t count, size_t length, int way)
{
	if (way == OUT) listed_one_way(memory, list, packed, count, length, OUT);
	else listed_one_way(memory, list, packed, count, length, IN);
}

/* Elements of an array of structures that are handled together, member by member, while they are in the first cache. */
enum { TOGETHER = 256 };

static int all_blocks(const struct run *runs, int n)
{
	for (int i = 0; i < n; i++)
		if (runs[i].body || runs[i].count != 1) return 0;
	return 1;
}

static char *structures(char *memory, char *packed, const struct run *r, int way)
{
	for (size_t done = 0; done < r->count;) {
		size_t some = r->count - done < TOGETHER ? r->count - done : TOGETHER;
		for (int i = 0; i < r->body_count; i++) {
			const struct run *b = &r->body[i];
			blocks(memory + b->at, r->stride, packed + b->packed, r->length, some, b->length, way);
		}
		done += some;
		memory += (MPI_Aint)some * r->stride;
		packed += some * r->length;
	}
	return packed;
}

/* All data of the runs. Returns where the packed form goes on. */
static char *whole(char *memory, char *packed, const struct run *runs, int n, int way)
{
	for (const struct run *r = runs; r < runs + n; r++) {
		char *at = memory + r->at;
		if (!r->body) {
			if (r->list) listed(at, r->list, packed, r->count, r->length, way);
			else if (r->count > 1)
				blocks(at, r->stride, packed, r->length, r->count, r->length, way);
			else if (way == OUT) one_block(at, packed, r->length, OUT);
			else one_block(at, packed, r->length, IN);
			packed += r->count * r->length;
		} else if (r->body_count == 1 && !r->body->body && !r->body->list) {
			const struct run *b = r->body;
			for (size_t i = 0; i < r->count; i++, at += r->stride, packed += r->length)
				blocks(at + b->at, b->stride, packed, b->length, b->count, b->length, way);
		} else if (r->count > 1 && all_blocks(r->body, r->body_count)) {
			packed = structures(at, packed, r, way);
		} else {
			for (size_t i = 0; i < r->count; i++, at += r->stride)
				packed = whole(at, packed, r->body, r->body_count, way);
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
static size_t part(
	char *memory, char *packed, const struct run *runs, int n, size_t skip, size_t most, int way)
{
	size_t done = 0;
	int first = skip ? run_at(runs, n, skip) : 0;
	if (skip) skip -= runs[first].packed;
	for (const struct run *r = runs + first; r < runs + n && done < most; r++) {
		size_t i = skip ? skip / r->length : 0;
		skip -= i * r->length;
		while (i < r->count && done < most) {
			char *at = memory + run_piece(r, i);
			size_t left = most - done;
			if (!skip && left >= r->length) {
				size_t full = r->count - i;
				if (left < full * r->length) full = left / r->length;
				struct run pieces = *r;
				pieces.count = full;
				if (pieces.list) pieces.list += i;
				else pieces.at += (MPI_Aint)i * r->stride;
				whole(memory, packed + done, &pieces, 1, way);
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

static size_t copy(
	char *packed, char *buffer, int count, const datatype *t, size_t at, size_t length, int way)
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
	struct run elements = { .stride = t->extent,
		.count = count,
		.length = t->size,
		.body = t->runs,
		.body_count = t->run_count };
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

size_t type_pack(
	void *to, const void *buffer, int count, const datatype *t, size_t at, size_t length)
{
	return copy(to, (char *)buffer, count, t, at, length, OUT);
}

size_t type_unpack(
	void *buffer, int count, const datatype *t, const void *from, size_t at, size_t length)
{
	return copy((char *)from, buffer, count, t, at, length, IN);
}
