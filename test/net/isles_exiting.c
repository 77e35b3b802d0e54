// A program that ends while its threads are in the midst of talking, and a peer has still to take what it was sent.
// run: -i 2 --mem 64M
// cores: 4
#include "peers.h"

enum { PAIRS = 3 };
static volatile int rounds;

static void *talk(void *arg)
{
	int s = (int)(intptr_t)arg;
	char data[2000] = { 0 };
	for (;;) {
		send(s, data, sizeof data, MSG_NOSIGNAL | MSG_DONTWAIT);
		recv(s, data, sizeof data, MSG_DONTWAIT);
		rounds++;
	}
	return NULL;
}

static void *come_and_go(void *arg)
{
	int port = (int)(intptr_t)arg;
	for (;;) close(connected_to(SOCK_STREAM, port));
	return NULL;
}

static void *take(void *arg)
{
	for (;;) close(accept((int)(intptr_t)arg, NULL, NULL));
	return NULL;
}

int main(void)
{
	pthread_t t;
	int own = peers(2);
	if (own) {
		/* Reads late, so that the other cannot leave at once. */
		int l = listening_at(own, 5000, 1), c = MUST(accept(l, NULL, NULL));
		static char data[100000];
		sleep_ms(1500);
		while (read(c, data, sizeof data) > 0) { }
		return 0;
	}
	int s = listening(10), late = call_isle(own, 1, 5000);
	static char much[1 << 16];
	while (send(late, much, sizeof much, MSG_DONTWAIT) > 0) { }
	for (int i = 0; i < PAIRS; i++) {
		int p[2];
		tcp_pair(p);
		pthread_create(&t, NULL, talk, (void *)(intptr_t)p[0]);
		pthread_create(&t, NULL, talk, (void *)(intptr_t)p[1]);
	}
	pthread_create(&t, NULL, take, (void *)(intptr_t)s);
	pthread_create(&t, NULL, come_and_go, (void *)(intptr_t)port_of(s));
	while (rounds < 3000) sleep_ms(1);
	puts("ending");
	return 7;
}
