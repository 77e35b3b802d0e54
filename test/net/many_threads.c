// 32 threads that talk at once: 16 pairs over TCP and UDP of their own, and all on one listener.
// cores: 4
#include "sockets.h"

enum { PAIRS = 16, ROUNDS = 200 };
static int streams[PAIRS][2], datagrams[PAIRS][2], bad, listener;

static void wrong(const char *what, int pair, int round, long r)
{
	printf("%s of pair %d, round %d: %ld %s\n", what, pair, round, r, error_name(r < 0 ? errno : 0));
	__atomic_add_fetch(&bad, 1, __ATOMIC_SEQ_CST);
}

static void *ask(void *arg)
{
	int i = (int)(intptr_t)arg;
	unsigned char out[3000], in[3000];
	for (int k = 0; k < ROUNDS; k++) {
		int n = 1 + (i * 131 + k * 17) % 3000;
		for (int b = 0; b < n; b++) out[b] = byte_at(b, i * ROUNDS + k);
		long r = write_all(streams[i][0], out, n);
		if (r != n) wrong("sending", i, k, r);
		r = read_all(streams[i][0], in, n);
		if (r != n || memcmp(in, out, n)) wrong("receiving", i, k, r);
		if ((r = send(datagrams[i][0], out, n, 0)) != n) wrong("sending a datagram", i, k, r);
		if ((r = recv(datagrams[i][0], in, sizeof in, 0)) != n || memcmp(in, out, n)) wrong("receiving a datagram", i, k, r);
	}
	shutdown(streams[i][0], SHUT_WR);
	return NULL;
}

static void *answer(void *arg)
{
	int i = (int)(intptr_t)arg;
	unsigned char data[3000];
	for (int k = 0; k < ROUNDS; k++) {
		int n = 1 + (i * 131 + k * 17) % 3000;
		long r = read_all(streams[i][1], data, n);
		if (r != n) wrong("being sent", i, k, r);
		if ((r = write_all(streams[i][1], data, n)) != n) wrong("answering", i, k, r);
		if ((r = recv(datagrams[i][1], data, sizeof data, 0)) != n) wrong("being sent a datagram", i, k, r);
		if ((r = send(datagrams[i][1], data, n, 0)) != n) wrong("answering a datagram", i, k, r);
	}
	long r = recv(streams[i][1], data, 1, 0);
	if (r) wrong("the end", i, 0, r);
	return NULL;
}

/* All accept from one listener: each connection goes to exactly one of them. */
static void *serve(void *arg)
{
	int n = 0;
	for (;; n++) {
		char c = 0;
		int t = accept(listener, NULL, NULL);
		if (t < 0) break;
		if (recv(t, &c, 1, 0) != 1 || send(t, &c, 1, 0) != 1) wrong("serving", 0, n, -1);
		close(t);
	}
	*(int *)arg = n;
	return NULL;
}

static void *call(void *arg)
{
	int port = *(int *)arg;
	for (int i = 0; i < 50; i++) {
		char c = i, back = 0;
		int s = connected_to(SOCK_STREAM, port);
		if (s < 0 || send(s, &c, 1, 0) != 1 || recv(s, &back, 1, 0) != 1 || back != c) wrong("calling", 0, i, -1);
		close(s);
	}
	return NULL;
}

int main(void)
{
	pthread_t t[PAIRS][2];
	for (int i = 0; i < PAIRS; i++) {
		tcp_pair(streams[i]);
		udp_pair(datagrams[i]);
	}
	for (int i = 0; i < PAIRS; i++) {
		pthread_create(&t[i][0], NULL, ask, (void *)(intptr_t)i);
		pthread_create(&t[i][1], NULL, answer, (void *)(intptr_t)i);
	}
	for (int i = 0; i < PAIRS; i++) for (int k = 0; k < 2; k++) pthread_join(t[i][k], NULL);
	SHOW(bad);

	int served[PAIRS] = { 0 }, total = 0;
	listener = listening(64);
	int port = port_of(listener);
	for (int i = 0; i < PAIRS; i++) {
		pthread_create(&t[i][0], NULL, serve, &served[i]);
		pthread_create(&t[i][1], NULL, call, &port);
	}
	for (int i = 0; i < PAIRS; i++) pthread_join(t[i][1], NULL);
	shutdown(listener, SHUT_RD);
	for (int i = 0; i < PAIRS; i++) {
		pthread_join(t[i][0], NULL);
		total += served[i];
	}
	SHOW(total);
	SHOW(bad);
	return 0;
}
