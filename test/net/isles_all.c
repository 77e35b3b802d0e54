// Four isles, each connected to each: all talk to all at once, over TCP and UDP.
// run: -i 4 -n 1 --mem 64M
#include "peers.h"

enum { N = 4, PORT = 5000, BYTES = 3 << 20, BALLS = 200 };
static int own, links[N], bad;

static void *put(void *arg)
{
	int to = (int)(intptr_t)arg;
	unsigned char *data = malloc(40000);
	for (size_t done = 0; done < BYTES;) {
		size_t n = BYTES - done < 40000 ? BYTES - done : 40000;
		for (size_t i = 0; i < n; i++) data[i] = byte_at(done + i, own * N + to);
		if (write_all(links[to], data, n) != (ssize_t)n) {
			bad++;
			break;
		}
		done += n;
	}
	shutdown(links[to], SHUT_WR);
	free(data);
	return NULL;
}

static void *get(void *arg)
{
	int from = (int)(intptr_t)arg;
	unsigned char *data = malloc(30000);
	size_t got = 0;
	ssize_t n;
	while ((n = read(links[from], data, 30000)) > 0) {
		for (ssize_t i = 0; i < n; i++) if (data[i] != byte_at(got + i, from * N + own)) {
			bad++;
			break;
		}
		got += n;
	}
	if (n < 0 || got != BYTES) bad++;
	free(data);
	return NULL;
}

/* Each asks all others by UDP, again where nothing comes; and answers what it is asked. */
static void *answer(void *arg)
{
	int s = *(int *)arg;
	uint32_t number;
	struct sockaddr_in from;
	for (;;) {
		socklen_t n = sizeof from;
		if (recvfrom(s, &number, sizeof number, 0, (struct sockaddr *)&from, &n) != sizeof number) return NULL;
		number += own;
		sendto(s, &number, sizeof number, 0, (struct sockaddr *)&from, n);
	}
}

static void ask(int to)
{
	int s = bound_at(SOCK_DGRAM, own, 0), tries = 0;
	struct sockaddr_in a = at_isle(to, PORT);
	uint32_t number, back;
	for (int i = 0; i < BALLS && tries < 3000; tries++) {
		struct pollfd f = { s, POLLIN, 0 };
		number = i * 10;
		sendto(s, &number, sizeof number, 0, ADDRESS(a));
		if (poll(&f, 1, 50) == 1 && recv(s, &back, sizeof back, MSG_DONTWAIT) == sizeof back && back == number + to) i++;
	}
	if (tries >= 3000) bad++;
	close(s);
}

int main(void)
{
	own = peers(N);
	int s = listening_at(own, PORT, N), u = bound_at(SOCK_DGRAM, own, PORT), peer;
	pthread_t puts[N], gets[N], answerer;
	pthread_create(&answerer, NULL, answer, &u);
	/* The higher number calls, and says who it is. */
	for (int i = 0; i < own; i++) {
		links[i] = call_isle(own, i, PORT);
		if (write_all(links[i], &own, sizeof own) != sizeof own) bad++;
	}
	for (int i = own + 1; i < N; i++) {
		int t = MUST(accept(s, NULL, NULL));
		if (read_all(t, &peer, sizeof peer) != sizeof peer || peer <= own || peer >= N) return 9;
		links[peer] = t;
	}
	for (int i = 0; i < N; i++) if (i != own) {
		pthread_create(&puts[i], NULL, put, (void *)(intptr_t)i);
		pthread_create(&gets[i], NULL, get, (void *)(intptr_t)i);
	}
	for (int i = 0; i < N; i++) if (i != own) ask(i);
	for (int i = 0; i < N; i++) if (i != own) pthread_join(puts[i], NULL), pthread_join(gets[i], NULL);
	/* Nobody leaves while another may still ask: a last byte to everyone, by connections of their own. */
	for (int i = 0; i < own; i++) if (read(call_isle(own, i, PORT), &peer, 1) != 0) bad++;
	int last[N];
	for (int i = own + 1; i < N; i++) last[i] = MUST(accept(s, NULL, NULL));
	for (int i = own + 1; i < N; i++) close(last[i]);
	if (!own) SHOW(bad);
	return bad ? 1 : 0;
}
