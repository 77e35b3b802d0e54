/* Answers HTTP requests on port 80 with their first line; with an argument it first says hello to Linux at that port, and prints the answer. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in address(const char *host, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	inet_pton(AF_INET, host, &a.sin_addr);
	return a;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void greet(int port)
{
	struct sockaddr_in linux_ = address("192.168.28.1", port);
	char answer[100] = "";
	int s = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(s, (void *)&linux_, sizeof linux_)) fail("connect");
	if (write(s, "hello from an isle\n", 19) != 19) fail("write");
	if (read(s, answer, sizeof answer - 1) < 0) fail("read");
	close(s);
	printf("linux: %s\n", answer);
}

int main(int argc, char **argv)
{
	/* All addresses, of IPv6 too. */
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(80) };
	int on = 1, listener = socket(AF_INET6, SOCK_STREAM, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (listener < 0 || bind(listener, (void *)&any, sizeof any) || listen(listener, 8)) fail("listen");
	if (argc > 1) greet(atoi(argv[1]));
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		static char request[4096], answer[4200];
		int s = accept(listener, NULL, NULL);
		ssize_t n = read(s, request, sizeof request - 1);
		if (n > 0) {
			request[n] = 0;
			request[strcspn(request, "\r\n")] = 0;
			int length = snprintf(answer, sizeof answer, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n%s\n", strlen(request) + 1, request);
			write(s, answer, length);
		}
		close(s);
	}
}
