// recv() and send(): flags, lengths, ends.
// covers: recvfrom sendto
#include "sockets.h"

static int p[2];
static char text[64];

static const char *got(ssize_t n)
{
	static char copy[80];
	if (n < 0) return error_name(errno);
	snprintf(copy, sizeof copy, "%zd \"%.*s\"", n, (int)n, text);
	return copy;
}

#define GET(n, flags) printf("recv %d, %s: %s\n", n, #flags, got(recv(p[1], text, n, flags)))

static void peeking(void)
{
	GET(9, MSG_DONTWAIT);
	GET(9, MSG_PEEK | MSG_DONTWAIT);
	SHOW(send(p[0], "hello, world", 12, 0));
	SOON(waiting(p[1]) == 12);
	GET(5, MSG_PEEK);
	GET(64, MSG_PEEK | MSG_DONTWAIT);
	GET(5, 0);
	GET(5, MSG_PEEK | MSG_DONTWAIT);
	SHOW(waiting(p[1]));
	GET(64, MSG_DONTWAIT);
	GET(64, MSG_DONTWAIT);
	SHOW(waiting(p[1]));
	/* Peeking sees what came in several pieces. */
	SHOW(send(p[0], "one ", 4, 0));
	SOON(waiting(p[1]) == 4);
	SHOW(send(p[0], "two", 3, 0));
	SOON(waiting(p[1]) == 7);
	GET(64, MSG_PEEK);
	GET(2, 0);
	GET(64, 0);
}

static void *later(void *arg)
{
	(void)arg;
	for (int i = 0; i < 3; i++) {
		sleep_ms(20);
		send(p[0], "abc", 3, 0);
	}
	sleep_ms(20);
	shutdown(p[0], SHUT_WR);
	return NULL;
}

static void waiting_for_all(void)
{
	pthread_t t;
	pthread_create(&t, NULL, later, NULL);
	GET(7, MSG_WAITALL);
	/* Fewer where the stream ends. */
	GET(7, MSG_WAITALL);
	GET(7, MSG_WAITALL);
	pthread_join(t, NULL);
}

static void lengths(void)
{
	SHOW(send(p[0], "", 0, 0));
	SHOW(send(p[0], "xyz", 3, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE));
	SHOW(send(p[0], "!", 1, MSG_EOR));
	SOON(waiting(p[1]) == 4);
	SHOW(recv(p[1], text, 0, 0));
	/* MSG_TRUNC throws away bytes of a stream. */
	memset(text, '-', sizeof text);
	SHOW(recv(p[1], text, 3, MSG_TRUNC));
	YES(text[0] == '-');
	GET(8, 0);
	struct sockaddr_in a = { .sin_family = 7 };
	socklen_t n = sizeof a;
	SHOW(send(p[0], "n", 1, 0));
	await(p[1], POLLIN);
	SHOW(recvfrom(p[1], text, 1, 0, (struct sockaddr *)&a, &n));
	/* A connected stream's data carry no name. */
	SHOW(a.sin_family);
	a = local(9);
	SHOW(sendto(p[0], "x", 1, 0, ADDRESS(a)));
	GET(2, 0);
	SHOW(read(p[1], text, 0));
	SHOW(write(p[0], "end", 3));
	await(p[1], POLLIN);
	memset(text, 0, sizeof text);
	SHOW(read(p[1], text, 9));
	printf("%s\n", text);
}

static void unconnected(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(recv(s, text, 1, 0));
	SHOW(recv(s, text, 1, MSG_DONTWAIT));
	SHOW(send(s, text, 1, MSG_NOSIGNAL));
	struct sockaddr_in a = local(9);
	SHOW(sendto(s, "x", 1, MSG_NOSIGNAL, ADDRESS(a)));
	close(s);
}

int main(void)
{
	tcp_pair(p);
	peeking();
	lengths();
	waiting_for_all();
	unconnected();
	return 0;
}
