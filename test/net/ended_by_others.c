// A thread that waits in a socket call while another thread shuts the socket down, closes it, or the peer goes.
#include "sockets.h"

static int p[2], s;
static char x[8];

static void *receive(void *arg)
{
	SHOW(recv(p[0], x, 1, 0));
	return arg;
}

static void *take(void *arg)
{
	OKAY(accept(s, NULL, NULL));
	return arg;
}

static void *sleep_in_poll(void *arg)
{
	struct pollfd f = { p[0], POLLIN | POLLRDHUP, 0 };
	SHOW(poll(&f, 1, -1));
	show_events("poll", f.revents);
	return arg;
}

static void *send_much(void *arg)
{
	static char much[1 << 16];
	long n;
	do n = send(p[0], much, sizeof much, MSG_NOSIGNAL); while (n == sizeof much);
	/* The last one may have fitted in part. */
	if (n > 0) n = send(p[0], much, sizeof much, MSG_NOSIGNAL);
	printf("send: %s\n", n < 0 ? error_name(errno) : "no error");
	return arg;
}

static pthread_t begin(void *(*f)(void *))
{
	pthread_t t;
	pthread_create(&t, NULL, f, NULL);
	sleep_ms(50);
	return t;
}

static void shut_down(void)
{
	tcp_pair(p);
	pthread_t t = begin(receive);
	MUST(shutdown(p[0], SHUT_RD));
	pthread_join(t, NULL);
	close(p[0]);
	close(p[1]);
	tcp_pair(p);
	t = begin(sleep_in_poll);
	MUST(shutdown(p[0], SHUT_RDWR));
	pthread_join(t, NULL);
	close(p[0]);
	close(p[1]);
	tcp_pair(p);
	t = begin(send_much);
	MUST(shutdown(p[0], SHUT_WR));
	pthread_join(t, NULL);
	close(p[0]);
	close(p[1]);
	s = listening(1);
	t = begin(take);
	MUST(shutdown(s, SHUT_RD));
	pthread_join(t, NULL);
	close(s);
	udp_pair(p);
	t = begin(receive);
	MUST(shutdown(p[0], SHUT_RD));
	pthread_join(t, NULL);
	close(p[0]);
	close(p[1]);
}

/* The call that waits keeps the socket: it ends when something comes. */
static void closed(void)
{
	tcp_pair(p);
	pthread_t t = begin(receive);
	MUST(close(p[0]));
	MUST(send(p[1], "x", 1, 0));
	pthread_join(t, NULL);
	close(p[1]);
	s = listening(1);
	int port = port_of(s);
	t = begin(take);
	MUST(close(s));
	int c = connected_to(SOCK_STREAM, port);
	pthread_join(t, NULL);
	YES(c >= 0);
	close(c);
	/* Nobody listens there any more. */
	SHOW(connected_to(SOCK_STREAM, port));
	udp_pair(p);
	t = begin(receive);
	MUST(close(p[0]));
	MUST(send(p[1], "x", 1, 0));
	pthread_join(t, NULL);
	close(p[1]);
}

static void by_the_peer(void)
{
	tcp_pair(p);
	pthread_t t = begin(receive);
	close(p[1]);
	pthread_join(t, NULL);
	close(p[0]);
	tcp_pair(p);
	t = begin(receive);
	struct linger l = { 1, 0 };
	setsockopt(p[1], SOL_SOCKET, SO_LINGER, &l, sizeof l);
	close(p[1]);
	pthread_join(t, NULL);
	close(p[0]);
	tcp_pair(p);
	t = begin(send_much);
	close(p[1]);
	pthread_join(t, NULL);
	close(p[0]);
}

int main(void)
{
	shut_down();
	closed();
	by_the_peer();
	return 0;
}
