/* Everything about channels between two isles: isle 0 says what isle 1 is to do by commands on a channel of its own, and prints. */
#include <errno.h>
#include <hermit.h>
#include <hermit_channel.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { COMMANDS = 1, PORT, OTHER, CROWD, LATE };
#define MS 1000000LL
#define SHOW(call) printf(#call ": %d\n", call)

static char mine[HERMIT_PACKET_MAX + 1], theirs[HERMIT_PACKET_MAX + 1];

static int connect_to(int isle, int port)
{
	int c;
	while ((c = hermit_connect(isle, port, -1)) == -ECONNREFUSED) usleep(1000);
	return c;
}

/* ---- Isle 1 ---- */

static int accepted[HERMIT_CHANNELS], count;

static void drain(int c)
{
	int n, wrong = 0, packets = 0;
	while ((n = hermit_receive(c, theirs, sizeof theirs, 50 * MS)) >= 0) {
		wrong += n != 1000 || theirs[0] != packets || theirs[999] != packets;
		packets++;
	}
	char text[64];
	hermit_send(c, text, sprintf(text, "%d packets, %d wrong, then %d", packets, wrong, n), -1);
}

static int serve(void)
{
	int ports[] = { COMMANDS, PORT, OTHER, CROWD };
	for (int i = 0; i < 4; i++) if (hermit_listen(ports[i])) return 1;
	int control = hermit_accept(COMMANDS, -1), channel = -1, n;
	char command;
	while ((n = hermit_receive(control, &command, 1, -1)) == 1) {
		int result = 0;
		switch (command) {
		case 'a': result = (channel = hermit_accept(PORT, -1)) < 0; break;
		case 'o': result = hermit_send(hermit_accept(OTHER, -1), "other", 5, -1); break;
		case 'd': drain(channel); break;
		case 's': result = hermit_send(channel, mine, 100, -1) | hermit_send(channel, mine, 0, -1); break;
		case 'x': result = hermit_disconnect(channel); break;
		case 'r': result = hermit_receive(channel, theirs, sizeof theirs, -1); break;
		case 'u': usleep(20000), result = hermit_unlisten(OTHER); break;
		case 'c': while ((accepted[count] = hermit_accept(CROWD, 20 * MS)) >= 0) count++; result = count; break;
		case 'z': for (result = 0; count > 0; count--) result |= hermit_disconnect(accepted[count - 1]); break;
		case 'q': exit(0);
		}
		hermit_send(control, &result, sizeof result, -1);
	}
	return 2;
}

/* ---- Isle 0 ---- */

static int control;

static int start(char command) { return hermit_send(control, &command, 1, -1); }
static int result(void)
{
	int r = 0;
	return hermit_receive(control, &r, sizeof r, -1) == sizeof r ? r : -1;
}
static int tell(char command) { return start(command) ? -1 : result(); }

static int fill(int c)
{
	int n = 0, r;
	for (;; n++) {
		memset(mine, n, 1000);
		if ((r = hermit_send(c, mine, 1000, 0))) break;
	}
	return r == -EAGAIN ? n : r;
}

static void ring(int signal) { }

static void *echo_once(void *unused)
{
	char byte;
	int c = hermit_accept(LATE, -1);
	return (void *)(hermit_receive(c, &byte, 1, -1) == 1 ? hermit_send(c, &byte, 1, -1) : 99);
}

static void *wait_for_packet(void *c)
{
	int r;
	while ((r = hermit_receive((int)c, theirs, sizeof theirs, -1)) == -EBUSY) continue;
	return (void *)r;
}

static void busy_and_interrupted(int c)
{
	pthread_t thread;
	void *end;
	pthread_create(&thread, 0, wait_for_packet, (void *)c);
	while (hermit_receive(c, theirs, sizeof theirs, 0) != -EBUSY) continue;
	SHOW(hermit_receive(c, theirs, sizeof theirs, -1) == -EBUSY);
	SHOW(hermit_disconnect(c));
	pthread_join(thread, &end);
	printf("the other thread: %d\n", (int)end == -EBADF);
	SHOW(hermit_disconnect(c) == -EBADF);
}

static int crowd(int *channels)
{
	int n = 0;
	start('c');
	while ((channels[n] = hermit_connect(1, CROWD, 500 * MS)) >= 0) n++;
	printf("the last: %d\n", channels[n] == -EMFILE);
	/* One end each is taken by the commands. */
	printf("accepted as many: %d\n", result() == n);
	return n;
}

int main(void)
{
	if (hermit_isle() == 1) return serve();
	control = connect_to(1, COMMANDS);
	SHOW(hermit_peer(control));
	SHOW(hermit_connect(1, 77, -1) == -ECONNREFUSED);
	SHOW(hermit_connect(2, 77, -1) == -ECONNREFUSED);
	SHOW(hermit_connect(999, 77, -1) == -EINVAL);
	SHOW(hermit_connect(HERMIT_LOADER, 77, -1) == -ECONNREFUSED);
	SHOW(hermit_connect(1, 65536, -1) == -EINVAL);
	SHOW(hermit_connect(1, PORT, 5 * MS) == -ETIMEDOUT);
	SHOW(hermit_connect(1, PORT, 0) == -EAGAIN);
	SHOW(hermit_listen(-1) == -EINVAL);
	SHOW(hermit_listen(LATE));
	SHOW(hermit_listen(LATE) == -EADDRINUSE);
	SHOW(hermit_accept(LATE, 0) == -EAGAIN);
	SHOW(hermit_accept(LATE, 5 * MS) == -ETIMEDOUT);
	SHOW(hermit_accept(78, -1) == -EINVAL);

	/* A channel to oneself. */
	pthread_t thread;
	void *end;
	pthread_create(&thread, 0, echo_once, 0);
	int self = hermit_connect(0, LATE, -1);
	SHOW(hermit_peer(self));
	SHOW(hermit_send(self, "x", 1, -1));
	SHOW(hermit_receive(self, theirs, 1, -1));
	pthread_join(thread, &end);
	printf("echoed: %d\n", (int)end);
	SHOW(hermit_disconnect(self));
	SHOW(hermit_unlisten(LATE));
	SHOW(hermit_unlisten(LATE) == -EINVAL);

	/* Packets. */
	start('a');
	int c = connect_to(1, PORT);
	SHOW(result());
	SHOW(hermit_receive(c, theirs, sizeof theirs, 0) == -EAGAIN);
	SHOW(hermit_receive(c, theirs, sizeof theirs, 5 * MS) == -ETIMEDOUT);
	SHOW(hermit_send(c, mine, sizeof mine, -1) == -EMSGSIZE);
	SHOW(hermit_send(c, (void *)-8, 64, -1) == -EINVAL);
	SHOW(hermit_send(-1, mine, 1, -1) == -EBADF);
	SHOW(hermit_receive(64, mine, 1, -1) == -EBADF);
	SHOW(hermit_peer(63) == -EBADF);
	SHOW(fill(c));
	SHOW(hermit_send(c, mine, 1000, 5 * MS) == -ETIMEDOUT);
	start('d');
	int n = hermit_receive(c, theirs, sizeof theirs, -1);
	printf("isle 1 got %.*s\n", n, theirs);
	SHOW(result());
	SHOW(tell('s'));
	SHOW(hermit_receive(c, theirs, 99, -1) == -EMSGSIZE);
	SHOW(hermit_receive(c, theirs, 100, -1));
	SHOW(hermit_receive(c, theirs, 100, -1));

	/* Two listeners at once. */
	start('o');
	int other = connect_to(1, OTHER);
	SHOW(hermit_receive(other, theirs, 100, -1));
	SHOW(result());
	SHOW(hermit_receive(c, theirs, 100, 0) == -EAGAIN);

	/* Signals. */
	struct sigaction action = { .sa_handler = ring };
	struct itimerval soon = { .it_value.tv_usec = 20000 };
	sigaction(SIGALRM, &action, 0);
	setitimer(ITIMER_REAL, &soon, 0);
	SHOW(hermit_receive(c, theirs, 100, -1) == -EINTR);
	action.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &action, 0);
	setitimer(ITIMER_REAL, &soon, 0);
	SHOW(hermit_receive(c, theirs, 100, 60 * MS) == -ETIMEDOUT);

	/* Ends. */
	SHOW(tell('s'));
	SHOW(tell('x'));
	SHOW(hermit_receive(c, theirs, 100, -1));
	SHOW(hermit_receive(c, theirs, 100, -1));
	SHOW(hermit_receive(c, theirs, 100, -1) == -EPIPE);
	SHOW(hermit_send(c, mine, 1, -1) == -EPIPE);
	SHOW(hermit_disconnect(c));
	SHOW(hermit_send(c, mine, 1, -1) == -EBADF);
	start('u');
	SHOW(hermit_connect(1, OTHER, -1) == -ECONNREFUSED);
	SHOW(result());
	busy_and_interrupted(other);

	/* All channels there are, twice: they are really given back. */
	int channels[HERMIT_CHANNELS];
	for (int round = 0; round < 2; round++) {
		int n = crowd(channels);
		printf("a crowd: %d\n", n >= HERMIT_CHANNELS - 4);
		SHOW(tell('z'));
		for (int i = 0; i < n; i++) hermit_disconnect(channels[i]);
	}

	/* Isle 1 ends. */
	start('q');
	SHOW(hermit_receive(control, theirs, 1, -1) == -EPIPE);
	SHOW(hermit_send(control, mine, 1, -1) == -EPIPE);
	SHOW(hermit_connect(1, PORT, -1) == -EPIPE);
	SHOW(hermit_disconnect(control));
	return 0;
}
