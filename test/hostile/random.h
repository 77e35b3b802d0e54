/* Numbers at random from a seed, and the values that break things most often. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

static uint32_t random_state;

static inline void random_seed(uint32_t seed)
{
	random_state = seed * 2654435761u + 1;
}

static inline uint32_t random_word(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

/* 0 to n - 1 */
static inline uint32_t below(uint32_t n)
{
	return (uint32_t)((uint64_t)random_word() * n >> 32);
}

static inline int one_in(uint32_t n)
{
	return below(n) == 0;
}

#define PICK(array) ((array)[below(sizeof(array) / sizeof *(array))])

static inline uint32_t odd_number(void)
{
	static const uint32_t odd[] = { 0, 1, 2, 3, 4, 7, 8, 16, 64, 255, 256, 1000, 4095, 4096, 65535, 65536, 1 << 20, 0x7fffffff, 0x80000000,
		0xffffffff, 0xfffffffe, (uint32_t)-100, 0x7ffff000, 0x3fffffff, 0x40000000 };
	uint32_t value = PICK(odd);
	switch (below(8)) {
	case 0: return value + 1;
	case 1: return value - 1;
	case 2: return random_word();
	case 3: return 1u << below(32);
	case 4: return below(32);
	default: return value;
	}
}

#endif
