// Connections between two isles that end in every way, from several threads at once; afterwards the isles are as good as new.
// run: -i 2 -n 2 --mem 64M
#include "peers.h"

enum { PORT = 5000, THREADS = 6, ROUNDS = 150 };
static int own, listener, bad;
static volatile int calls;

static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	return *state ^= *state << 5;
}

static void by_reset(int s)
{
	setsockopt(s, SOL_SOCKET, SO_LINGER, &((struct linger){ 1, 0 }), sizeof(struct linger));
}

/* What may go wrong: the other side has gone. */
static int fine(ssize_t r)
{
	return r >= 0 || errno == ECONNRESET || errno == EPIPE || errno == ECONNABORTED;
}

/* Talks for a while and leaves, in a way that chance says. */
static void talk(int s, uint32_t *state)
{
	char data[3000];
	uint32_t way = next(state) % 8;
	memset(data, 'x', sizeof data);
	for (int i = next(state) % 6; i > 0; i--) {
		if (!fine(send(s, data, 1 + next(state) % sizeof data, MSG_NOSIGNAL | (next(state) % 2 ? MSG_DONTWAIT : 0))) && errno != EAGAIN) bad++;
		if (!fine(recv(s, data, sizeof data, MSG_DONTWAIT)) && errno != EAGAIN) bad++;
	}
	if (way == 0) by_reset(s);
	if (way == 1) shutdown(s, SHUT_RDWR);
	if (way == 2) shutdown(s, SHUT_RD);
	if (way >= 5) {
		/* Politely: everything is read up to the end. */
		ssize_t r;
		shutdown(s, SHUT_WR);
		while ((r = recv(s, data, sizeof data, 0)) > 0) { }
		if (!fine(r)) bad++;
	}
	close(s);
}

static void *serve(void *arg)
{
	uint32_t state = 77 + own * 1000 + (intptr_t)arg;
	for (;;) {
		int s = accept(listener, NULL, NULL);
		if (s < 0) {
			if (errno == ECONNABORTED) continue;
			return NULL;
		}
		talk(s, &state);
	}
}

static void *call(void *arg)
{
	uint32_t state = 7 + own * 1000 + (intptr_t)arg;
	struct sockaddr_in a = at_isle(!own, PORT);
	for (int i = 0; i < ROUNDS; i++) {
		int s = socket(AF_INET, SOCK_STREAM | (next(&state) % 4 ? 0 : SOCK_NONBLOCK), 0);
		if (s < 0) bad++;
		int r = connect(s, ADDRESS(a));
		/* Some change their mind. */
		if (r && errno == EINPROGRESS && next(&state) % 2) {
			if (next(&state) % 2) by_reset(s);
			close(s);
			continue;
		}
		if (r && errno == EINPROGRESS) {
			struct pollfd f = { s, POLLOUT, 0 };
			if (poll(&f, 1, PATIENCE) != 1) bad++;
			set_nonblocking(s, 0);
		} else if (r) {
			if (errno != ECONNRESET && errno != ECONNREFUSED) bad++;
			close(s);
			continue;
		}
		talk(s, &state);
		__atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
	}
	return NULL;
}

int main(void)
{
	pthread_t callers[THREADS], servers[THREADS];
	own = peers(2);
	listener = listening_at(own, PORT, 128);
	int gate = listening_at(own, PORT + 1, 4);
	/* Both listen before either calls. */
	if (own) close(call_isle(own, 0, PORT + 1));
	else close(MUST(accept(gate, NULL, NULL)));
	for (int i = 0; i < THREADS; i++) {
		pthread_create(&servers[i], NULL, serve, (void *)(intptr_t)i);
		pthread_create(&callers[i], NULL, call, (void *)(intptr_t)i);
	}
	for (int i = 0; i < THREADS; i++) pthread_join(callers[i], NULL);
	/* A talk of many rounds, with a socket that nothing was done to. */
	int s, t;
	if (own) {
		s = call_isle(own, 0, PORT + 1);
		for (int i = 0; i < 500; i++) if (write_all(s, &i, 4) != 4 || read_all(s, &t, 4) != 4 || t != i + 1) bad++;
	} else {
		s = MUST(accept(gate, NULL, NULL));
		for (int i = 0; i < 500; i++) {
			if (read_all(s, &t, 4) != 4) bad++;
			t++;
			if (write_all(s, &t, 4) != 4) bad++;
		}
	}
	shutdown(listener, SHUT_RD);
	if (!own) {
		YES(calls > THREADS * ROUNDS / 2);
		SHOW(bad);
	}
	return bad ? 1 : 0;
}
