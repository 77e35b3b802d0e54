// ECONNREFUSED at a connected UDP socket whose peer has no such port.
#include "sockets.h"

int main(void)
{
	char x;
	int gone = bound(SOCK_DGRAM), port = port_of(gone);
	close(gone);
	int s = MUST(connected_to(SOCK_DGRAM, port));
	SHOW(send(s, "x", 1, 0));
	EVENTS_SOON(s, POLLOUT | POLLERR);
	SHOW(recv(s, &x, 1, MSG_DONTWAIT));
	SHOW(recv(s, &x, 1, MSG_DONTWAIT));
	SHOW(send(s, "x", 1, 0));
	EVENTS_SOON(s, POLLOUT | POLLERR);
	printf("%s\n", pending_error(s));
	printf("%s\n", pending_error(s));
	/* A receiver that waits is told. */
	SHOW(send(s, "x", 1, 0));
	SHOW(recv(s, &x, 1, 0));
	/* Whoever sends next is told too, instead of sending. */
	SHOW(send(s, "x", 1, 0));
	SOON(events_of(s) & POLLERR);
	SHOW(send(s, "x", 1, 0));
	/* A peer that comes later is reached. */
	int t = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	struct sockaddr_in a = local(port);
	MUST(bind(t, ADDRESS(a)));
	SHOW(send(s, "y", 1, 0));
	SHOW(recv(t, &x, 1, 0));
	SHOW(x);
	/* Sockets that are not connected are not told. */
	int u = bound(SOCK_DGRAM);
	close(t);
	SHOW(sendto(u, "x", 1, 0, ADDRESS(a)));
	sleep_ms(50);
	printf("%s\n", pending_error(u));
	SHOW(recv(u, &x, 1, MSG_DONTWAIT));
	return 0;
}
