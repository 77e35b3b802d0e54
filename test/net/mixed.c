// poll and select over sockets, pipes and files together.
#include "sockets.h"
#include <sys/select.h>

static int tcp[2], udp[2], ends[2], file, listener;

static void show_all(struct pollfd *f, int n)
{
	static const char *names[] = { "tcp", "udp", "pipe", "file", "listener", "pipe's other end" };
	for (int i = 0; i < n; i++) show_events(names[i], f[i].revents);
}

static void *write_pipe(void *arg)
{
	sleep_ms(40);
	write(ends[1], "p", 1);
	return arg;
}

static void *send_stream(void *arg)
{
	sleep_ms(40);
	send(tcp[1], "t", 1, 0);
	return arg;
}

static void *send_datagram(void *arg)
{
	sleep_ms(40);
	send(udp[1], "u", 1, 0);
	return arg;
}

static void *call(void *arg)
{
	sleep_ms(40);
	connected_to(SOCK_STREAM, port_of(listener));
	return arg;
}

static void polling(void)
{
	struct pollfd f[] = {
		{ tcp[0], POLLIN, 0 }, { udp[0], POLLIN, 0 }, { ends[0], POLLIN, 0 }, { file, POLLIN | POLLOUT, 0 },
		{ listener, POLLIN, 0 }, { ends[1], POLLOUT, 0 },
	};
	SHOW(poll(f, 6, 0));
	show_all(f, 6);
	/* Without the file, which is always ready, they wait for each other's events. */
	f[3].fd = f[5].fd = -1;
	SHOW(poll(f, 6, 20));
	static void *(*const late[])(void *) = { send_stream, send_datagram, write_pipe, call };
	for (int i = 0; i < 4; i++) {
		pthread_t t;
		char x;
		pthread_create(&t, NULL, late[i], NULL);
		SHOW(poll(f, 6, PATIENCE));
		show_all(f, 6);
		pthread_join(t, NULL);
		if (i < 3) read(f[i].fd, &x, 1);
		else close(accept(listener, NULL, NULL));
	}
}

static void selecting(void)
{
	fd_set r, w, e;
	pthread_t t;
	char x;
	int top = 0;
	const int all[] = { tcp[0], udp[0], ends[0], listener };
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&e);
	for (int i = 0; i < 4; i++) {
		FD_SET(all[i], &r);
		FD_SET(all[i], &e);
		if (all[i] >= top) top = all[i] + 1;
	}
	SHOW(select(top, &r, NULL, &e, &(struct timeval){ 0, 20000 }));
	for (int i = 0; i < 4; i++) SHOW(FD_ISSET(all[i], &r) || FD_ISSET(all[i], &e));
	for (int i = 0; i < 4; i++) FD_SET(all[i], &r);
	pthread_create(&t, NULL, send_stream, NULL);
	SHOW(select(top, &r, NULL, NULL, NULL));
	for (int i = 0; i < 4; i++) SHOW(!!FD_ISSET(all[i], &r));
	pthread_join(t, NULL);
	FD_SET(tcp[0], &w);
	FD_SET(udp[0], &w);
	FD_SET(file, &r);
	if (file >= top) top = file + 1;
	SHOW(select(top, &r, &w, NULL, NULL));
	SHOW(!!FD_ISSET(tcp[0], &r));
	SHOW(!!FD_ISSET(tcp[0], &w));
	SHOW(!!FD_ISSET(udp[0], &w));
	SHOW(!!FD_ISSET(file, &r));
	read(tcp[0], &x, 1);
	close(tcp[1]);
	FD_ZERO(&r);
	FD_SET(tcp[0], &r);
	SHOW(select(top, &r, NULL, NULL, NULL));
	SHOW(read(tcp[0], &x, 1));
	FD_SET(60, &r); // below 64, which the table of every process holds: Linux passes over what lies beyond
	SHOW(select(61, &r, NULL, NULL, NULL));
}

int main(void)
{
	tcp_pair(tcp);
	udp_pair(udp);
	listener = listening(4);
	MUST(pipe(ends));
	file = MUST(open("file", O_RDWR | O_CREAT, 0644));
	polling();
	selecting();
	return 0;
}
