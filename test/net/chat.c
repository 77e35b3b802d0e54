// A chat server with select, as textbooks have it: what one says is told to all others. Its guests are threads.
// cores: 2
#include "sockets.h"
#include <sys/select.h>

enum { GUESTS = 6, SAYINGS = 20, LINE = 16 };
static int port, bad;

/* Tells a line to everyone but who said it. */
static void tell(fd_set *all, int top, int listener, int from, const char *line)
{
	for (int s = 0; s <= top; s++)
		if (FD_ISSET(s, all) && s != listener && s != from && write_all(s, line, LINE) != LINE) bad++;
}

static void *serve(void *arg)
{
	int listener = *(int *)arg, top = listener, here = 0, came = 0;
	fd_set all, ready;
	FD_ZERO(&all);
	FD_SET(listener, &all);
	while (came < GUESTS || here) {
		ready = all;
		if (select(top + 1, &ready, NULL, NULL, NULL) < 0) bad++;
		for (int s = 0; s <= top; s++) {
			char line[LINE];
			if (!FD_ISSET(s, &ready)) continue;
			if (s == listener) {
				int guest = accept(listener, NULL, NULL);
				FD_SET(guest, &all);
				if (guest > top) top = guest;
				here++, came++;
				/* When the last has come, all are told to begin. */
				if (came == GUESTS) tell(&all, top, listener, -1, "begin          ");
			} else if (read_all(s, line, LINE) == LINE) tell(&all, top, listener, s, line);
			else {
				FD_CLR(s, &all);
				close(s);
				here--;
			}
		}
	}
	return NULL;
}

static void *visit(void *arg)
{
	int own = (int)(intptr_t)arg, s = connected_to(SOCK_STREAM, port), next[GUESTS] = { 0 }, who, what, heard = 0;
	char line[LINE];
	if (read_all(s, line, LINE) != LINE || strncmp(line, "begin", 5)) bad++;
	for (int i = 0; i < SAYINGS; i++) {
		memset(line, ' ', LINE);
		snprintf(line, LINE, "%d says %d", own, i);
		if (write_all(s, line, LINE) != LINE) bad++;
	}
	/* Everything that each of the others says, in the order in which it was said. */
	for (; heard < (GUESTS - 1) * SAYINGS; heard++) {
		if (read_all(s, line, LINE) != LINE || sscanf(line, "%d says %d", &who, &what) != 2 || who == own || next[who]++ != what) {
			__atomic_add_fetch(&bad, 1, __ATOMIC_SEQ_CST);
			break;
		}
	}
	close(s);
	return (void *)(intptr_t)heard;
}

int main(void)
{
	pthread_t server, guests[GUESTS];
	void *heard;
	int listener = listening(GUESTS);
	port = port_of(listener);
	pthread_create(&server, NULL, serve, &listener);
	for (int i = 0; i < GUESTS; i++) pthread_create(&guests[i], NULL, visit, (void *)(intptr_t)i);
	for (int i = 0; i < GUESTS; i++) {
		pthread_join(guests[i], &heard);
		SHOW((intptr_t)heard);
	}
	pthread_join(server, NULL);
	SHOW(bad);
	return 0;
}
