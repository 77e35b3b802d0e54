// More callers than a listener lets wait: nobody is refused, the others wait for their turn.
// cores: 2
#include "sockets.h"

enum { CALLERS = 20 };
static int port, bad;

static void *call(void *arg)
{
	char c = (int)(intptr_t)arg, back = 0;
	int s = connected_to(SOCK_STREAM, port);
	if (s < 0 || send(s, &c, 1, 0) != 1 || recv(s, &back, 1, 0) != 1 || back != c) __atomic_add_fetch(&bad, 1, __ATOMIC_SEQ_CST);
	close(s);
	return NULL;
}

int main(void)
{
	pthread_t t[CALLERS];
	int s = listening(2);
	char c;
	port = port_of(s);
	for (int i = 0; i < CALLERS; i++) pthread_create(&t[i], NULL, call, (void *)(intptr_t)i);
	sleep_ms(300);
	for (int i = 0; i < CALLERS; i++) {
		int a = MUST(accept(s, NULL, NULL));
		if (recv(a, &c, 1, 0) != 1 || send(a, &c, 1, 0) != 1) bad++;
		close(a);
	}
	for (int i = 0; i < CALLERS; i++) pthread_join(t[i], NULL);
	SHOW(bad);
	return 0;
}
