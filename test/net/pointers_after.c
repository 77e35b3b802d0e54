// Pointers to nowhere that are only looked at after something was done: the call says EFAULT, what it did is done.
// native: no
#include "sockets.h"

int main(void)
{
	int p[2], s = listening(4);
	struct sockaddr_in a = local(port_of(s));
	char x[16];
	socklen_t n = sizeof a;
	for (int i = 0; i < 2; i++) {
		int c = MUST(socket(AF_INET, SOCK_STREAM, 0));
		MUST(connect(c, ADDRESS(a)));
	}
	SHOW(accept(s, (struct sockaddr *)16, &n));
	SHOW(accept(s, (struct sockaddr *)&a, (socklen_t *)-16));
	udp_pair(p);
	for (int i = 0; i < 2; i++) {
		SHOW(send(p[0], "x", 1, 0));
		await(p[1], POLLIN);
		if (i) SHOW(recvfrom(p[1], x, 1, 0, (struct sockaddr *)&a, (socklen_t *)-16));
		else SHOW(recvfrom(p[1], x, 1, 0, (struct sockaddr *)-16, &n));
	}
	/* The isle goes on. */
	set_nonblocking(p[1], 1);
	while (recv(p[1], x, sizeof x, 0) > 0) { }
	SHOW(send(p[0], "abc", 3, 0));
	await(p[1], POLLIN);
	SHOW(recv(p[1], x, sizeof x, 0));
	return 0;
}
