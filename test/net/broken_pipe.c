// A program that writes to a connection that it has shut down is ended by SIGPIPE.
#include "sockets.h"

int main(void)
{
	int p[2];
	tcp_pair(p);
	SHOW(shutdown(p[0], SHUT_WR));
	SHOW(send(p[0], "x", 1, MSG_NOSIGNAL));
	send(p[0], "x", 1, 0);
	puts("not reached");
	return 0;
}
