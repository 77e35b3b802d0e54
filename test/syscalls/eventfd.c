// Counters that threads wait for: both ways of counting, both directions of waiting.
// covers: eventfd2
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int ready(int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };
	poll(&p, 1, 0);
	return p.revents;
}

static void counting(void)
{
	uint64_t v = 0;
	int fd = eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC);
	SHOW(fcntl(fd, F_GETFD));
	SHOW((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
	SHOW(ready(fd));
	SHOW(read(fd, &v, 8));
	SHOW(v);
	SHOW(ready(fd));
	SHOW(read(fd, &v, 8));
	v = 5;
	SHOW(write(fd, &v, 8));
	SHOW(write(fd, &v, 8));
	SHOW(read(fd, &v, 7));
	SHOW(write(fd, &v, 7));
	v = -1;
	SHOW(write(fd, &v, 8));
	SHOW(read(fd, &v, 8));
	SHOW(v);
	v = UINT64_MAX - 1;
	SHOW(write(fd, &v, 8));
	SHOW(ready(fd));
	v = 1;
	SHOW(write(fd, &v, 8));
	v = 0;
	SHOW(write(fd, &v, 8));
	uint32_t halves[2];
	struct iovec iov[2] = { { &halves[1], 4 }, { &halves[0], 4 } };
	SHOW(readv(fd, iov, 2));
	printf("%x %x\n", halves[0], halves[1]);
	SHOW(pread(fd, &v, 8, 0));
	SHOW(close(fd));
	SHOW(eventfd(0, 0x12345));
}

static void semaphore(void)
{
	uint64_t v = 0;
	int fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	for (int i = 0; i < 3; i++) {
		SHOW(read(fd, &v, 8));
		SHOW(v);
	}
	close(fd);
}

static int there, back;

static void *answer(void *arg)
{
	uint64_t v, sum = 0;
	for (int i = 0; i < 1000; i++) {
		read(there, &v, 8);
		sum += v;
		write(back, &v, 8);
	}
	*(uint64_t *)arg = sum;
	return NULL;
}

static void between_threads(void)
{
	pthread_t t;
	uint64_t sum, got = 0;
	there = eventfd(0, 0);
	back = eventfd(0, 0);
	pthread_create(&t, NULL, answer, &sum);
	for (uint64_t i = 1; i <= 1000; i++) {
		uint64_t v = i;
		write(there, &v, 8);
		read(back, &v, 8);
		got += v;
	}
	pthread_join(t, NULL);
	SHOW(sum);
	SHOW(got);
}

static void *drain(void *arg)
{
	uint64_t v;
	usleep(20000);
	read(*(int *)arg, &v, 8);
	return NULL;
}

/* A write that would overflow waits. */
static void full(void)
{
	pthread_t t;
	uint64_t v = UINT64_MAX - 1;
	int fd = eventfd(0, 0);
	write(fd, &v, 8);
	pthread_create(&t, NULL, drain, &fd);
	v = 7;
	SHOW(write(fd, &v, 8));
	SHOW(read(fd, &v, 8));
	SHOW(v);
	pthread_join(t, NULL);
}

int main(void)
{
	counting();
	semaphore();
	between_threads();
	full();
	return 0;
}
