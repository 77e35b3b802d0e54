// A thousand connections at once within an isle, all of them used.
#include "sockets.h"
#include <sys/resource.h>

enum { N = 1000 };
static int callers[N], called[N];

int main(void)
{
	int s = listening(128), bad = 0, made = 0;
	struct sockaddr_in a = local(port_of(s));
	char text[16], back[16];
	/* Many systems begin with 1024 descriptors, and allow more. */
	struct rlimit limit;
	MUST(getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	MUST(setrlimit(RLIMIT_NOFILE, &limit));
	for (int i = 0; i < N; i++) {
		callers[i] = MUST(socket(AF_INET, SOCK_STREAM, 0));
		if (connect(callers[i], ADDRESS(a))) {
			printf("connection %d: %s\n", i, error_name(errno));
			return 1;
		}
		called[i] = MUST(accept(s, NULL, NULL));
		made++;
	}
	SHOW(made);
	for (int i = 0; i < N; i++) {
		int n = snprintf(text, sizeof text, "number %d", i);
		if (send(callers[i], text, n + 1, 0) != n + 1) bad++;
	}
	SHOW(bad);
	/* In another order than they came. */
	for (int i = N; i-- > 0;) {
		int n = snprintf(text, sizeof text, "number %d", i);
		if (read_all(called[i], back, n + 1) != n + 1 || strcmp(text, back)) bad++;
		if (send(called[i], back, n + 1, 0) != n + 1) bad++;
	}
	SHOW(bad);
	for (int i = 0; i < N; i++) {
		int n = snprintf(text, sizeof text, "number %d", i);
		if (read_all(callers[i], back, n + 1) != n + 1 || strcmp(text, back)) bad++;
		close(callers[i]);
	}
	SHOW(bad);
	for (int i = 0; i < N; i++) {
		if (recv(called[i], back, 1, 0) != 0) bad++;
		close(called[i]);
	}
	SHOW(bad);
	/* And as many again: nothing of the first is left over. */
	for (int i = 0; i < N; i++) {
		int c = socket(AF_INET, SOCK_STREAM, 0);
		if (c < 0 || connect(c, ADDRESS(a))) {
			printf("later connection %d: %s\n", i, error_name(errno));
			return 1;
		}
		int t = accept(s, NULL, NULL);
		if (t < 0 || send(c, "x", 1, 0) != 1 || recv(t, back, 1, 0) != 1) bad++;
		close(t);
		close(c);
	}
	SHOW(bad);
	return 0;
}
