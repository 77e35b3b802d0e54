// A thousand connections at once between two isles, all of them used; half of the calls come from either side.
// run: -i 2 --mem 256M
#include "peers.h"

enum { PORT = 5000, N = 500 };
static int calls[N], called[N], own, bad;

static void *take(void *arg)
{
	int s = *(int *)arg;
	for (int i = 0; i < N; i++) if ((called[i] = accept(s, NULL, NULL)) < 0) bad++;
	return NULL;
}

int main(void)
{
	own = peers(2);
	pthread_t t;
	int s = listening_at(own, PORT, 64), number;
	pthread_create(&t, NULL, take, &s);
	for (int i = 0; i < N; i++) calls[i] = call_isle(own, !own, PORT);
	pthread_join(t, NULL);
	for (int i = 0; i < N; i++) if (write_all(calls[i], &i, sizeof i) != sizeof i) bad++;
	int seen[N] = { 0 };
	for (int i = 0; i < N; i++) {
		if (read_all(called[i], &number, sizeof number) != sizeof number || number < 0 || number >= N || seen[number]++) bad++;
		number += 1000;
		if (write_all(called[i], &number, sizeof number) != sizeof number) bad++;
	}
	for (int i = 0; i < N; i++) {
		if (read_all(calls[i], &number, sizeof number) != sizeof number || number != i + 1000) bad++;
		close(calls[i]);
	}
	for (int i = 0; i < N; i++) if (read(called[i], &number, 1) != 0) bad++;
	if (!own) SHOW(bad);
	return bad ? 1 : 0;
}
