/* Every isle puts a line into every other's region, rings its bell, and prints what it got. Isle 1 exits with 3. */
#include <hermit.h>
#include <stdio.h>
#include <string.h>

static char box[256][64];
static struct hermit_bell bell;

static int arrived(int isle) { return __atomic_load_n((int *)box[isle], __ATOMIC_SEQ_CST); }

static int bound(int isle, int region)
{
	int capability;
	while ((capability = hermit_bind(isle, region)) < 0) continue;
	return capability;
}

int main(void)
{
	int me = hermit_isle(), isles = hermit_isles();
	hermit_open(0, box, sizeof box);
	hermit_open(1, &bell, sizeof bell);
	for (int i = 0; i < isles; i++) {
		char text[64];
		if (i == me) continue;
		*(int *)text = 1;
		sprintf(text + 4, "a line from isle %d", me);
		hermit_put(bound(i, 0), me * 64, text, sizeof text);
		hermit_ring(bound(i, 1), 0);
	}
	for (int i = 0; i < isles; i++) {
		while (i != me && !arrived(i)) {
			int seen = hermit_bell_arm(&bell);
			if (!arrived(i)) hermit_bell_wait(&bell, seen, -1);
			hermit_bell_disarm(&bell);
		}
		if (i != me) printf("isle %d of %d got %s\n", me, isles, box[i] + 4);
	}
	return me == 1 ? 3 : 0;
}
