// native: no
// driver: no
/* Programs that are interrupted in the middle of what they do: the first argument names it. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <hermit.h>
#include <hermit_channel.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void *spinning(void *unused) { for (volatile unsigned i = 0;; i++); }
static void *sleeping(void *unused) { for (;;) usleep(1000); }
static void *writing(void *unused)
{
	char name[32];
	for (int i = 0;; i++) {
		sprintf(name, i % 2 ? "file%d" : "/tmp/file%d", i % 20);
		int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
		write(fd, name, sizeof name), write(1, name, 4), close(fd);
	}
}

static void *serving(void *unused)
{
	int s = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(80) };
	bind(s, (void *)&here, sizeof here), listen(s, 8);
	for (;;) close(accept(s, 0, 0));
}

static void *talking(void *unused)
{
	hermit_listen(1);
	for (;;) {
		hermit_disconnect(hermit_connect(!hermit_isle(), 1, 100000));
		hermit_disconnect(hermit_accept(1, 100000));
	}
}

int main(int argc, char **argv)
{
	static const struct { const char *name; void *(*run)(void *); } all[] = { { "spin", spinning }, { "sleep", sleeping },
		{ "write", writing }, { "serve", serving }, { "talk", talking } };
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
		if (strcmp(all[i].name, argv[1])) continue;
		pthread_t thread;
		for (int n = argc > 2 ? 3 : 0; n > 0; n--) pthread_create(&thread, 0, all[i].run, 0);
		all[i].run(0);
	}
}
