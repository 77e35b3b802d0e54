// UDP between two isles: every size there and back, the names, and a port that nobody has.
// run: -i 2 --mem 64M
#include "peers.h"

enum { PORT = 5000, LARGEST = 65507 };
static unsigned char out[LARGEST], in[LARGEST];

static int echo(int own)
{
	int s = bound_at(SOCK_DGRAM, own, PORT);
	struct sockaddr_in a;
	for (;;) {
		socklen_t size = sizeof a;
		ssize_t n = recvfrom(s, in, sizeof in, 0, (struct sockaddr *)&a, &size);
		if (n < 0 || isle_of(&a)) return 2;
		if (n == 3 && !memcmp(in, "end", 3)) return 0;
		if (sendto(s, in, n, 0, ADDRESS(a)) != n) return 3;
	}
}

int main(void)
{
	static const int sizes[] = { 0, 1, 100, 1472, 1473, 8972, 8973, 17952, 30000, 65506, LARGEST };
	int own = peers(2);
	if (own) return echo(own);
	int s = bound_at(SOCK_DGRAM, own, PORT);
	struct sockaddr_in a = at_isle(1, PORT);
	socklen_t size = sizeof a;
	/* The other may not be there yet: what is sent then is lost, or refused. */
	struct pollfd f = { s, POLLIN, 0 };
	do sendto(s, "?", 1, 0, ADDRESS(a));
	while (poll(&f, 1, 20) < 1);
	SHOW(recvfrom(s, in, sizeof in, 0, (struct sockaddr *)&a, &size));
	SHOW(isle_of(&a));
	SHOW(ntohs(a.sin_port));
	while (poll(&f, 1, 100) == 1) recv(s, in, sizeof in, 0);
	SHOW(connect(s, ADDRESS(a)));
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		int n = sizes[i];
		for (int k = 0; k < n; k++) out[k] = byte_at(k, n);
		memset(in, 0, sizeof in);
		ssize_t sent = send(s, out, n, 0), got = recv(s, in, sizeof in, 0);
		printf("%d bytes: sent %zd, got %zd, %s\n", n, sent, got, memcmp(in, out, n) ? "DIFFERENT" : "equal");
	}
	int bad = 0;
	for (int i = 0; i < 3000; i++) {
		int n = i * 7 % 9100;
		memcpy(out, &i, sizeof i);
		if (n < 4) n = 4;
		if (send(s, out, n, 0) != n || recv(s, in, sizeof in, 0) != n || memcmp(in, out, 4)) bad++;
	}
	SHOW(bad);
	SHOW(send(s, "end", 3, 0));
	int t = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	a = at_isle(own, PORT + 1);
	SHOW(connect(t, ADDRESS(a)));
	SHOW(send(t, "x", 1, 0));
	SHOW(recv(t, in, 1, 0));
	return 0;
}
