/* One-sided access and its errors: isle 0 works on the region of isle 1, which only waits. */
#include <errno.h>
#include <hermit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char region[5000];
static volatile int phase[2];   /* of region 2: how far isle 0 is, how far isle 1 is */

#define SHOW(call) printf(#call ": %d\n", call)

static void reach(volatile int *word, int value) { while (__atomic_load_n(word, __ATOMIC_ACQUIRE) < value) continue; }

static int owner(void)
{
	for (unsigned i = 0; i < sizeof region; i++) region[i] = i;
	if (hermit_open(0, region, sizeof region) || hermit_open(2, (void *)phase, sizeof phase)) return 1;
	reach(&phase[0], 1);
	if (hermit_close(0) || hermit_open(0, region, 64)) return 1;
	phase[1] = 1;
	reach(&phase[0], 2);
	return 0;
}

static int sizes(int c)
{
	static unsigned char mine[5000], back[5000];
	int wrong = 0;
	for (unsigned length = 0; length < 1200; length += length < 80 ? 1 : 37)
		for (unsigned shift = 0; shift < 20; shift++) {
			for (unsigned i = 0; i < sizeof mine; i++) mine[i] = rand();
			memset(back, 0, sizeof back);
			wrong |= hermit_put(c, 100 + shift, mine + shift % 5, length);
			wrong |= hermit_get(c, 100 + shift, back + shift % 3, length);
			wrong |= memcmp(mine + shift % 5, back + shift % 3, length) != 0 || back[shift % 3 + length] != 0;
		}
	return wrong;
}

int main(void)
{
	if (hermit_isle() == 1) return owner();
	int c, flags, old, word = 7;
	char byte = 1;
	while ((c = hermit_bind(1, 0)) < 0) continue;
	while ((flags = hermit_bind(1, 2)) < 0) continue;
	SHOW(sizes(c));
	SHOW(hermit_put(c, 0, &word, 4));
	SHOW(hermit_fetch_add(c, 0, 5, &old));
	SHOW(old);
	SHOW(hermit_compare_swap(c, 0, 12, 100, &old));
	SHOW(old);
	SHOW(hermit_compare_swap(c, 0, 12, 200, &old));
	SHOW(old);
	SHOW(hermit_put(c, 5000, &byte, 0));
	SHOW(hermit_put(c, 5000, &byte, 1) == -EFAULT);
	SHOW(hermit_get(c, 4999, &byte, 2) == -EFAULT);
	SHOW(hermit_put(c, -1, &byte, 2) == -EFAULT);
	SHOW(hermit_put(c, 4, (void *)-8, 16) == -EINVAL);
	SHOW(hermit_get(c, 4, (void *)-8, 16) == -EINVAL);
	SHOW(hermit_fetch_add(c, 2, 1, &old) == -EINVAL);
	SHOW(hermit_fetch_add(c, 5000, 1, &old) == -EFAULT);
	SHOW(hermit_fetch_add(c, 0, 1, (int *)-4) == -EINVAL);
	SHOW(hermit_ring(c, 4996) == -EFAULT);
	SHOW(hermit_ring(c, 2) == -EINVAL);
	SHOW(hermit_put(-1, 0, &word, 4) == -EINVAL);
	SHOW(hermit_put(c + (1 << 12), 0, &word, 4) == -EPIPE);
	SHOW(hermit_put(c + 9, 0, &word, 4) == -EPIPE);
	SHOW(hermit_bind(1, 16) == -EINVAL);
	SHOW(hermit_bind(2, 0) == -EAGAIN);
	SHOW(hermit_bind(1000, 0) == -EINVAL);
	SHOW(hermit_bind(-1, 0) == -EINVAL);
	SHOW(hermit_bind(1, 5) == -EAGAIN);
	SHOW(hermit_isle_state(0) == HERMIT_ISLE_RUNNING);
	SHOW(hermit_isle_state(2) == HERMIT_ISLE_ABSENT);
	SHOW(hermit_isle_state(-1) == -EINVAL);
	SHOW(hermit_open(16, region, 4) == -EINVAL);
	SHOW(hermit_open(1, (void *)-4096, 8192) == -EINVAL);
	SHOW(hermit_open(1, region, 8));
	SHOW(hermit_open(1, region, 8) == -EBUSY);
	SHOW(hermit_close(1));
	SHOW(hermit_close(1) == -EINVAL);
	/* The region is closed and opened again, smaller: what was bound before is void. */
	hermit_fetch_add(flags, 0, 1, &old);
	do hermit_get(flags, 4, &word, 4); while (word < 1);
	SHOW(hermit_put(c, 0, &word, 4) == -EPIPE);
	c = hermit_bind(1, 0);
	SHOW(hermit_put(c, 60, &word, 4));
	SHOW(hermit_put(c, 64, &word, 4) == -EFAULT);
	hermit_fetch_add(flags, 0, 1, &old);
	while (!hermit_isles_ended()) continue;
	SHOW(hermit_isle_state(1) == HERMIT_ISLE_ENDED);
	SHOW(hermit_put(c, 0, &word, 4) == -EPIPE);
	SHOW(hermit_bind(1, 0) == -EPIPE);
	SHOW(hermit_isles_ended());
	return 0;
}
