// An isle that ends with connections open: its peers are told, those that wait and those that come later.
// run: -i 2 --mem 64M
#include "peers.h"

enum { PORT = 5000 };
static int connection;

static void *wait_for_it(void *arg)
{
	char c;
	return (void *)(intptr_t)recv(connection, &c, 1, 0);
}

static int leave(int own)
{
	int s = listening_at(own, PORT, 4);
	for (int i = 0; i < 3; i++) MUST(accept(s, NULL, NULL));
	/* Not by way of exit(): as a program that ends at once. */
	sleep_ms(200);
	_exit(0);
}

int main(void)
{
	int own = peers(2);
	if (own) return leave(own);
	pthread_t t;
	char c;
	int sleeper = connection = call_isle(own, 1, PORT), unread = call_isle(own, 1, PORT), poller = call_isle(own, 1, PORT);
	SHOW(write(unread, "never read", 10));
	pthread_create(&t, NULL, wait_for_it, NULL);
	YES(await(poller, POLLIN) & POLLIN);
	void *result;
	pthread_join(t, &result);
	SHOW((intptr_t)result);
	SHOW(recv(unread, &c, 1, 0));
	SHOW(recv(unread, &c, 1, 0));
	SHOW(send(unread, "x", 1, MSG_NOSIGNAL));
	/* Nobody is there now: which of the errors says so depends on how far the end has come, and natively on the machine's network. */
	int s = MUST(socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in a = at_isle(1, PORT);
	int r = connect(s, ADDRESS(a));
	YES(r == -1 && (errno == EHOSTUNREACH || errno == ECONNREFUSED || errno == ENETUNREACH || errno == ETIMEDOUT));
	close(sleeper);
	return 0;
}
