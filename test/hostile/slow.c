// native: no
// driver: no
/* A server on port 80 that answers each line with as many bytes as it says, for many clients in one loop. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 900 };
static struct pollfd polled[MOST];
static struct client {
	char line[64];
	int length;
	long left;
} clients[MOST];
static char block[65536];

static void drop(int i)
{
	close(polled[i].fd);
	polled[i].fd = -1;
}

static void read_line(int i)
{
	struct client *c = &clients[i];
	char byte;
	ssize_t n;
	while ((n = read(polled[i].fd, &byte, 1)) == 1) {
		if (byte != '\n') {
			if (c->length < (int)sizeof c->line - 1) c->line[c->length++] = byte;
			continue;
		}
		c->line[c->length] = 0;
		c->length = 0;
		c->left += atol(c->line);
	}
	if (n == 0) drop(i);
}

static void serve(int i)
{
	struct client *c = &clients[i];
	if (polled[i].revents & (POLLERR | POLLHUP | POLLNVAL)) {
		drop(i);
		return;
	}
	if (polled[i].revents & POLLIN) read_line(i);
	while (polled[i].fd >= 0 && c->left > 0) {
		ssize_t n = write(polled[i].fd, block, c->left < (long)sizeof block ? c->left : (long)sizeof block);
		if (n <= 0) break;
		c->left -= n;
	}
	polled[i].events = POLLIN | (c->left > 0 ? POLLOUT : 0);
}

int main(void)
{
	int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(80) };
	if (bind(listening, (struct sockaddr *)&at, sizeof at) || listen(listening, 128)) return perror("listen"), 1;
	memset(block, 'x', sizeof block);
	for (int i = 0; i < MOST; i++) polled[i].fd = -1;
	polled[0] = (struct pollfd){ listening, POLLIN, 0 };
	puts("ready");
	fflush(stdout);
	for (;;) {
		poll(polled, MOST, -1);
		for (int i = 1; i < MOST; i++) if (polled[i].fd >= 0 && polled[i].revents) serve(i);
		if (!(polled[0].revents & POLLIN)) continue;
		int fd = accept4(listening, 0, 0, SOCK_NONBLOCK), free = 1;
		while (free < MOST && polled[free].fd >= 0) free++;
		if (fd >= 0 && free == MOST) close(fd);
		else if (fd >= 0) {
			polled[free] = (struct pollfd){ fd, POLLIN, 0 };
			clients[free] = (struct client){ 0 };
		}
	}
}
