// What poll reports of sockets in every state.
#include "sockets.h"

static int p[2];
static char x[16];

static void fresh(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	show_events("a fresh TCP socket", events_of(s));
	close(s);
	s = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	show_events("a fresh UDP socket", events_of(s));
	close(s);
	show_events("a closed one", events_of(s));
}

static void listener(void)
{
	int s = listening(4);
	show_events("listening", events_of(s));
	int c = MUST(connected_to(SOCK_STREAM, port_of(s)));
	show_events("called", await(s, POLLIN | POLLOUT));
	int t = MUST(accept(s, NULL, NULL));
	show_events("accepted", events_of(s));
	show_events("the caller", events_of(c));
	close(t);
	close(c);
	shutdown(s, SHUT_RDWR);
	YES(events_of(s) & POLLHUP);
	close(s);
}

static void streams(void)
{
	tcp_pair(p);
	show_events("connected", events_of(p[0]));
	send(p[1], "data", 4, 0);
	EVENTS_SOON(p[0], POLLIN | POLLOUT);
	recv(p[0], x, 2, 0);
	show_events("half read", events_of(p[0]));
	recv(p[0], x, 2, 0);
	show_events("all read", events_of(p[0]));
	shutdown(p[1], SHUT_WR);
	EVENTS_SOON(p[0], POLLIN | POLLOUT | POLLRDHUP);
	show_events("who has shut writing", events_of(p[1]));
	shutdown(p[0], SHUT_WR);
	EVENTS_SOON(p[0], POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
	EVENTS_SOON(p[1], POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
	close(p[0]);
	close(p[1]);
	tcp_pair(p);
	shutdown(p[0], SHUT_RD);
	show_events("reading shut", events_of(p[0]));
	close(p[1]);
	close(p[0]);
	/* POLLHUP and POLLERR come unasked, the others only when asked for. */
	tcp_pair(p);
	send(p[1], "data", 4, 0);
	close(p[1]);
	EVENTS_SOON(p[0], POLLIN | POLLOUT | POLLRDHUP);
	struct pollfd f = { p[0], 0, 0 };
	SHOW(poll(&f, 1, 0));
	f.events = POLLOUT;
	SHOW(poll(&f, 1, 0));
	show_events("asked for out", f.revents);
	f.events = POLLRDHUP;
	SHOW(poll(&f, 1, 0));
	show_events("asked for rdhup", f.revents);
	f.events = POLLIN | POLLRDNORM | POLLWRNORM;
	SHOW(poll(&f, 1, 0));
	YES(f.revents == (POLLIN | POLLRDNORM | POLLWRNORM));
	close(p[0]);
	f.fd = -1;
	f.revents = 9;
	SHOW(poll(&f, 1, 0));
	SHOW(f.revents);
}

static void datagrams(void)
{
	udp_pair(p);
	show_events("UDP", events_of(p[0]));
	send(p[1], "", 0, 0);
	EVENTS_SOON(p[0], POLLIN | POLLOUT);
	SHOW(recv(p[0], x, 1, 0));
	show_events("read", events_of(p[0]));
	shutdown(p[0], SHUT_RD);
	show_events("reading shut", events_of(p[0]));
	shutdown(p[0], SHUT_WR);
	show_events("both shut", events_of(p[0]));
	close(p[0]);
	close(p[1]);
}

static void *late(void *arg)
{
	sleep_ms(40);
	send(*(int *)arg, "x", 1, 0);
	return NULL;
}

static void *late_call(void *arg)
{
	sleep_ms(40);
	close(connected_to(SOCK_STREAM, *(int *)arg));
	return NULL;
}

/* poll sleeps until something comes. */
static void sleeping(void)
{
	pthread_t t;
	tcp_pair(p);
	struct pollfd f = { p[0], POLLIN, 0 };
	SHOW(poll(&f, 1, 30));
	pthread_create(&t, NULL, late, &p[1]);
	SHOW(poll(&f, 1, -1));
	show_events("data", f.revents);
	pthread_join(t, NULL);
	close(p[0]);
	close(p[1]);
	udp_pair(p);
	f.fd = p[0];
	pthread_create(&t, NULL, late, &p[1]);
	SHOW(poll(&f, 1, -1));
	show_events("a datagram", f.revents);
	pthread_join(t, NULL);
	int s = listening(1), port = port_of(s);
	f.fd = s;
	pthread_create(&t, NULL, late_call, &port);
	SHOW(poll(&f, 1, -1));
	show_events("a call", f.revents);
	pthread_join(t, NULL);
}

int main(void)
{
	fresh();
	listener();
	streams();
	datagrams();
	sleeping();
	return 0;
}
