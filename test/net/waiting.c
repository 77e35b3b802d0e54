// Waits in a socket call that nobody ends: started by a test that does. Argument: which.
// driver: no
// native: no
#include "sockets.h"
#include <sys/epoll.h>

int main(int argc, char **argv)
{
	int p[2], u[2], s = listening(4);
	static char x[1 << 16];
	struct epoll_event e = { .events = EPOLLIN };
	tcp_pair(p);
	udp_pair(u);
	struct pollfd f[] = { { p[0], POLLIN, 0 }, { s, POLLIN, 0 } };
	const char *how = argc > 1 ? argv[1] : "";
	puts("ready");
	if (!strcmp(how, "accept")) accept(s, NULL, NULL);
	else if (!strcmp(how, "recv")) recv(p[0], x, 1, 0);
	else if (!strcmp(how, "recvfrom")) recvfrom(u[0], x, 1, 0, NULL, NULL);
	else if (!strcmp(how, "poll")) poll(f, 2, -1);
	else if (!strcmp(how, "send")) while (send(p[0], x, sizeof x, 0) > 0) { }
	else if (!strcmp(how, "epoll")) {
		int set = epoll_create1(0);
		epoll_ctl(set, EPOLL_CTL_ADD, s, &e);
		epoll_wait(set, &e, 1, -1);
	}
	puts("went on");
	return 1;
}
