/* Ping-pong by one-sided access between isles 0 and 1, which poll their own memory. Prints `half_BYTES NANOSECONDS`. */
#include "../support/clock.h"
#include "sizes.h"
#include <hermit.h>
#include <stdio.h>

static int box[LARGEST / 4], out[LARGEST / 4];

int main(void)
{
	int me = hermit_isle(), c, turn = 0;
	if (hermit_isles() != 2 || hermit_open(0, box, sizeof box)) return 1;
	while ((c = hermit_bind(1 - me, 0)) < 0) continue;
	FOR_EACH_SIZE(bytes, times)
		double start = 0;
		for (int i = -times / 10; i < times; i++) {
			if (i == 0) start = now_ns();
			out[0] = ++turn;
			if (me == 0) hermit_put(c, 0, out, bytes);
			while (__atomic_load_n(box, __ATOMIC_ACQUIRE) != turn) continue;
			if (me == 1) hermit_put(c, 0, out, bytes);
		}
		if (me == 0) printf("half_%d %.1f\n", bytes, (now_ns() - start) / times / 2);
	END
	return 0;
}
