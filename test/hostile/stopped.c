// native: no
// driver: no
/* Two isles that talk, compute, sleep and write files for some seconds, and look at all results. */
#include <fcntl.h>
#include <hermit.h>
#include <hermit_channel.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int failed;

static void *files(void *unused)
{
	char name[32], there[3000], back[3000];
	for (int i = 0; i < 300; i++) {
		sprintf(name, "file%d.%d", hermit_isle(), i % 5);
		memset(there, i, sizeof there);
		int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
		failed |= fd < 0 || write(fd, there, sizeof there) != sizeof there || pread(fd, back, sizeof back, 0) != sizeof back ||
			memcmp(there, back, sizeof there) || close(fd);
		usleep(3000);
	}
	return 0;
}

static void *sleeps(void *unused)
{
	for (int i = 0; i < 100; i++) {
		struct timespec before, after;
		clock_gettime(CLOCK_MONOTONIC, &before);
		usleep(10000);
		clock_gettime(CLOCK_MONOTONIC, &after);
		failed |= (after.tv_sec - before.tv_sec) * 1000000000ll + after.tv_nsec - before.tv_nsec < 10000000;
	}
	return 0;
}

static void talk(void)
{
	int c = hermit_isle() ? hermit_connect(0, 1, -1) : -1, n;
	for (int tries = 0; hermit_isle() && c < 0 && tries < 10000; tries++) usleep(1000), c = hermit_connect(0, 1, -1);
	if (!hermit_isle()) hermit_listen(1), c = hermit_accept(1, -1);
	for (int i = 0; i < 2000; i++) {
		n = i;
		if (hermit_isle()) failed |= hermit_send(c, &n, sizeof n, -1) < 0 || hermit_receive(c, &n, sizeof n, -1) < 0 || n != i + 1;
		else if (hermit_receive(c, &n, sizeof n, -1) < 0) failed = 1;
		else n++, failed |= hermit_send(c, &n, sizeof n, -1) < 0;
		if (i % 10 == 0) usleep(5000);
	}
	hermit_disconnect(c);
}

int main(void)
{
	pthread_t a, b;
	pthread_create(&a, 0, files, 0), pthread_create(&b, 0, sleeps, 0);
	talk();
	pthread_join(a, 0), pthread_join(b, 0);
	if (!hermit_isle()) puts(failed ? "something was wrong" : "all right");
	return failed;
}
