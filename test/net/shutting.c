// shutdown() each way, half-closed connections, EPIPE and SIGPIPE.
// covers: shutdown
#include "sockets.h"

static volatile int pipes;
static void on_pipe(int s) { pipes += s == SIGPIPE; }

static int p[2];
static char x[8];

static void writing(void)
{
	tcp_pair(p);
	SHOW(shutdown(p[0], SHUT_WR));
	SHOW(recv(p[1], x, 1, 0));
	SHOW(recv(p[1], x, 1, MSG_DONTWAIT));
	/* The other way still works. */
	SHOW(send(p[1], "back", 4, 0));
	SHOW(recv(p[0], x, 4, MSG_WAITALL));
	SHOW(pipes);
	SHOW(send(p[0], "x", 1, MSG_NOSIGNAL));
	SHOW(pipes);
	SHOW(send(p[0], "x", 1, 0));
	SHOW(pipes);
	SHOW(write(p[0], "x", 1));
	SHOW(pipes);
	SHOW(shutdown(p[0], SHUT_WR));
	SHOW(shutdown(p[1], SHUT_WR));
	SHOW(recv(p[0], x, 1, 0));
	SHOW(close(p[0]));
	SHOW(close(p[1]));
}

static void reading(void)
{
	tcp_pair(p);
	SHOW(send(p[1], "left", 4, 0));
	await(p[0], POLLIN);
	SHOW(shutdown(p[0], SHUT_RD));
	/* What has come is still read, then the end. */
	SHOW(recv(p[0], x, 8, 0));
	SHOW(recv(p[0], x, 8, 0));
	SHOW(send(p[0], "x", 1, 0));
	SHOW(recv(p[1], x, 1, 0));
	close(p[0]);
	close(p[1]);
}

static void both(void)
{
	tcp_pair(p);
	SHOW(send(p[0], "last", 4, 0));
	SHOW(shutdown(p[0], SHUT_RDWR));
	SHOW(recv(p[0], x, 8, 0));
	SHOW(send(p[0], x, 1, MSG_NOSIGNAL));
	SHOW(recv(p[1], x, 8, MSG_WAITALL));
	SHOW(recv(p[1], x, 8, 0));
	close(p[0]);
	close(p[1]);
}

static void wrong(void)
{
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	SHOW(shutdown(s, SHUT_RDWR));
	SHOW(shutdown(s, 3));
	SHOW(shutdown(s, -1));
	close(s);
	s = bound(SOCK_DGRAM);
	SHOW(shutdown(s, SHUT_RD));
	close(s);
}

/* A listener that is shut down listens no more. */
static void listener(void)
{
	int s = listening(1), port = port_of(s);
	SHOW(shutdown(s, SHUT_RD));
	SHOW(accept(s, NULL, NULL));
	SHOW(connected_to(SOCK_STREAM, port));
	close(s);
}

static void datagrams(void)
{
	udp_pair(p);
	SHOW(shutdown(p[0], SHUT_WR));
	SHOW(send(p[0], "x", 1, MSG_NOSIGNAL));
	SHOW(send(p[1], "x", 1, 0));
	SHOW(recv(p[0], x, 1, 0));
	SHOW(shutdown(p[0], SHUT_RD));
	SHOW(recv(p[0], x, 1, 0));
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	signal(SIGPIPE, on_pipe);
	writing();
	reading();
	both();
	wrong();
	listener();
	datagrams();
	return 0;
}
