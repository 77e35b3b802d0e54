/*
 * Hash tables with chains. When a table gets too full or too empty, a second one of another size is made, and every call moves a bucket
 * over. SipHash with a secret key places the keys: who sends them can't make them meet.
 */
#include "kv.h"
#include <sys/random.h>

enum { SMALLEST = 4, SPARSE = 8 };

static uint64_t seed[2], random_state;

void table_seed(void)
{
	if (getrandom(seed, sizeof seed, 0) != sizeof seed) die(errno, "getrandom");
	random_state = seed[0] | 1;
}

uint32_t random_number(void) /* xorshift64* */
{
	random_state ^= random_state >> 12, random_state ^= random_state << 25, random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1dull >> 32;
}

static uint64_t turn(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

struct sip { uint64_t a, b, c, d; };

static inline void sip_round(struct sip *s)
{
	s->a += s->b, s->b = turn(s->b, 13) ^ s->a, s->a = turn(s->a, 32);
	s->c += s->d, s->d = turn(s->d, 16) ^ s->c;
	s->a += s->d, s->d = turn(s->d, 21) ^ s->a;
	s->c += s->b, s->b = turn(s->b, 17) ^ s->c, s->c = turn(s->c, 32);
}

/* SipHash-1-3 */
static uint32_t hash_of(struct slice key)
{
	struct sip s = { seed[0] ^ 0x736f6d6570736575, seed[1] ^ 0x646f72616e646f6d, seed[0] ^ 0x6c7967656e657261, seed[1] ^ 0x7465646279746573 };
	size_t left = key.length;
	const char *p = key.bytes;
	uint64_t word;
	for (; left >= 8; left -= 8, p += 8) {
		memcpy(&word, p, 8);
		s.d ^= word, sip_round(&s), s.a ^= word;
	}
	word = (uint64_t)key.length << 56;
	for (size_t i = 0; i < left; i++) word |= (uint64_t)(unsigned char)p[i] << 8 * i;
	s.d ^= word, sip_round(&s), s.a ^= word;
	s.c ^= 0xff;
	for (int i = 0; i < 3; i++) sip_round(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}

/* ---- Moving ---- */

static struct entry **make_buckets(uint32_t size)
{
	return memset(memory_take(size * sizeof(struct entry *)), 0, size * sizeof(struct entry *));
}

static void move_bucket(struct table *t)
{
	if (!t->buckets[1]) return;
	for (struct entry *e = t->buckets[0][t->moved], *next; e; e = next) {
		struct entry **to = &t->buckets[1][e->hash & (t->size[1] - 1)];
		next = e->next;
		e->next = *to;
		*to = e;
	}
	t->buckets[0][t->moved] = NULL;
	if (++t->moved < t->size[0]) return;
	memory_give(t->buckets[0]);
	t->buckets[0] = t->buckets[1];
	t->size[0] = t->size[1];
	t->buckets[1] = NULL;
	t->size[1] = t->moved = 0;
}

/* Begins to move where the size is wrong. While moving to a smaller table two buckets a call keep ahead of what is added. */
static void adapt(struct table *t)
{
	if (t->buckets[1]) {
		move_bucket(t);
		move_bucket(t);
		return;
	}
	uint32_t size = t->size[0];
	if (!size) {
		t->buckets[0] = make_buckets(t->size[0] = SMALLEST);
	} else if (t->count > size || (size > SMALLEST && t->count < size / SPARSE)) {
		uint32_t wanted = SMALLEST;
		while (wanted < t->count * 2 && wanted < 1u << 30) wanted *= 2;
		if (wanted == size) return;
		t->buckets[1] = make_buckets(t->size[1] = wanted);
		t->moved = 0;
	}
}

/* Where the pointer to the key's entry is, or NULL. */
static struct entry **place_of(struct table *t, struct slice key, uint32_t hash)
{
	for (int i = 0; i < 2 && t->buckets[i]; i++) {
		for (struct entry **e = &t->buckets[i][hash & (t->size[i] - 1)]; *e; e = &(*e)->next)
			if ((*e)->hash == hash && (*e)->length == key.length && !memcmp((*e)->key, key.bytes, key.length)) return e;
	}
	return NULL;
}

struct entry *table_find(struct table *t, struct slice key)
{
	if (!t->count) return NULL;
	if (t->buckets[1]) move_bucket(t);
	struct entry **e = place_of(t, key, hash_of(key));
	return e ? *e : NULL;
}

struct entry *table_add(struct table *t, struct slice key)
{
	adapt(t);
	struct entry *e = memory_take(sizeof *e + key.length);
	int in = t->buckets[1] != NULL;
	e->hash = hash_of(key);
	e->length = key.length;
	e->value = NULL;
	memcpy(e->key, key.bytes, key.length);
	struct entry **bucket = &t->buckets[in][e->hash & (t->size[in] - 1)];
	e->next = *bucket;
	*bucket = e;
	t->count++;
	return e;
}

int table_remove(struct table *t, struct slice key, void **value)
{
	if (!t->count) return 0;
	struct entry **place = place_of(t, key, hash_of(key)), *e;
	if (!place) return 0;
	e = *place;
	*place = e->next;
	if (value) *value = e->value;
	memory_give(e);
	t->count--;
	adapt(t);
	return 1;
}

struct entry *table_random(struct table *t)
{
	for (;;) {
		uint32_t at = random_number() % (t->size[0] - t->moved + t->size[1]) + t->moved;
		struct entry *e = at < t->size[0] ? t->buckets[0][at] : t->buckets[1][at - t->size[0]];
		if (!e) {
			adapt(t);
			continue;
		}
		int length = 0;
		for (struct entry *p = e; p; p = p->next) length++;
		for (int skip = random_number() % length; skip; skip--) e = e->next;
		return e;
	}
}

static void visit_bucket(struct entry *e, void (*visit)(struct entry *, void *), void *argument)
{
	for (struct entry *next; e; e = next) {
		next = e->next;
		visit(e, argument);
	}
}

static uint32_t reversed(uint32_t x)
{
	x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
	x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
	x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
	return __builtin_bswap32(x);
}

/* The next bucket for a mask: counted up from the highest bit, so that the buckets that one is split into follow each other. */
static uint32_t next_cursor(uint32_t cursor, uint32_t mask) { return reversed(reversed(cursor | ~mask) + 1); }

uint32_t table_scan(struct table *t, uint32_t cursor, void (*visit)(struct entry *, void *), void *argument)
{
	if (!t->count) return 0;
	if (!t->buckets[1]) {
		visit_bucket(t->buckets[0][cursor & (t->size[0] - 1)], visit, argument);
		return next_cursor(cursor, t->size[0] - 1);
	}
	/* While entries move: a bucket of the smaller table, and all those of the larger one that belong to it. */
	int small = t->size[0] > t->size[1];
	uint32_t few = t->size[small] - 1, many = t->size[!small] - 1;
	visit_bucket(t->buckets[small][cursor & few], visit, argument);
	do {
		visit_bucket(t->buckets[!small][cursor & many], visit, argument);
		cursor = next_cursor(cursor, many);
	} while (cursor & (few ^ many));
	return cursor;
}

void table_each(struct table *t, void (*visit)(struct entry *, void *), void *argument)
{
	for (int i = 0; i < 2; i++)
		for (uint32_t k = 0; k < t->size[i]; k++) visit_bucket(t->buckets[i][k], visit, argument);
}

void table_clear(struct table *t, void (*free_value)(void *))
{
	for (int i = 0; i < 2; i++) {
		for (uint32_t k = 0; k < t->size[i]; k++) {
			for (struct entry *e = t->buckets[i][k], *next; e; e = next) {
				next = e->next;
				if (free_value) free_value(e->value);
				memory_give(e);
			}
		}
		memory_give(t->buckets[i]);
	}
	*t = (struct table){ 0 };
}
