// flags: -lrt
// Message queues: priorities, limits, names, waiting, notification.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void error(const char *what, long r) { printf("%s: %d\n", what, r == -1 ? errno : 0); }

static char name[64];
static mqd_t queue;
static void *sends(void *n)
{
	for (long i = 0; i < (long)n; i++) {
		char text[16];
		int length = snprintf(text, sizeof text, "%ld", i);
		if (mq_send(queue, text, length + 1, i % 3)) perror("mq_send");
	}
	return 0;
}

static void *receives(void *unused)
{
	char text[16];
	mq_receive(queue, text, sizeof text, 0);
	return 0;
}

static sem_t told;
static void notified(union sigval v)
{
	printf("in a thread: %d\n", v.sival_int);
	sem_post(&told);
}
static volatile int signals, value;
static void handler(int signal, siginfo_t *info, void *context)
{
	value = info->si_value.sival_int;
	signals += info->si_code == SI_MESGQ;
}
static void interrupted(int signal) {}

int main(void)
{
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 16 };
	char text[16];
	unsigned priority;
	snprintf(name, sizeof name, "/hermit-test-%d", (int)getpid());
	error("not there", mq_open(name, O_RDWR));
	queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	printf("made %d\n", queue != (mqd_t)-1);
	error("there", mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr));
	error("no name", mq_open("/", O_RDWR | O_CREAT, 0600, 0));
	error("two slashes", mq_open("/a/b", O_RDWR | O_CREAT, 0600, 0));
	attr.mq_maxmsg = 0;
	error("no room", mq_open("/other", O_RDWR | O_CREAT, 0600, &attr));

	mq_send(queue, "low", 4, 1);
	mq_send(queue, "high", 5, 9);
	mq_send(queue, "low too", 8, 1);
	mq_getattr(queue, &attr);
	printf("%ld of %ld, %ld bytes each\n", attr.mq_curmsgs, attr.mq_maxmsg, attr.mq_msgsize);
	for (int i = 0; i < 3; i++) {
		ssize_t n = mq_receive(queue, text, sizeof text, &priority);
		printf("%s (%zd) %u\n", text, n, priority);
	}
	error("too long", mq_send(queue, "12345678901234567", 17, 0));
	error("too small", mq_receive(queue, text, 15, 0));
	error("priority", mq_send(queue, "x", 1, 32768));

	mqd_t reader = mq_open(name, O_RDONLY | O_NONBLOCK);
	error("empty", mq_receive(reader, text, sizeof text, 0));
	error("for reading", mq_send(reader, "x", 1, 0));
	struct timespec soon;
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 5000000;
	if (soon.tv_nsec > 999999999) soon.tv_sec++, soon.tv_nsec -= 1000000000;
	error("in time", mq_timedreceive(queue, text, sizeof text, 0, &soon));
	soon.tv_nsec = -1;
	error("wrong time", mq_timedreceive(queue, text, sizeof text, 0, &soon));
	struct mq_attr flags = { .mq_flags = O_NONBLOCK };
	mq_setattr(queue, &flags, &attr);
	for (int i = 0; i < 4; i++) mq_send(queue, "full", 5, 0);
	error("full", mq_send(queue, "full", 5, 0));
	for (int i = 0; i < 4; i++) mq_receive(queue, text, sizeof text, 0);
	flags.mq_flags = 0;
	mq_setattr(queue, &flags, &attr);
	printf("flags before: %d\n", attr.mq_flags == O_NONBLOCK);

	/* Waiting on both sides. */
	pthread_t threads[2];
	long sum = 0;
	for (int i = 0; i < 2; i++) pthread_create(&threads[i], 0, sends, (void *)100);
	for (int i = 0; i < 200; i++) {
		mq_receive(queue, text, sizeof text, &priority);
		sum += atol(text);
	}
	for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
	printf("sum %ld\n", sum);

	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	sigaction(SIGUSR1, &action, 0);
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 7 };
	printf("notify %d\n", mq_notify(queue, &event));
	error("again", mq_notify(reader, &event));
	mq_send(queue, "one", 4, 0);
	while (!signals) usleep(1000);
	mq_send(queue, "two", 4, 0);
	usleep(10000);
	printf("signals %d with %d\n", signals, value);
	mq_receive(queue, text, sizeof text, 0);
	mq_receive(queue, text, sizeof text, 0);
	sem_init(&told, 0, 0);
	event = (struct sigevent){ .sigev_notify = SIGEV_THREAD, .sigev_value.sival_int = 8 };
	event.sigev_notify_function = notified;
	mq_notify(queue, &event);
	mq_send(queue, "three", 6, 0);
	sem_wait(&told);
	mq_receive(queue, text, sizeof text, 0);

	/* A signal ends a wait. */
	action = (struct sigaction){ .sa_handler = interrupted };
	sigaction(SIGALRM, &action, 0);
	ualarm(10000, 0);
	error("interrupted", mq_receive(queue, text, sizeof text, 0));

	/* A thread that is cancelled while it waits is no receiver any more. */
	pthread_create(&threads[0], 0, receives, 0);
	usleep(10000);
	pthread_cancel(threads[0]);
	void *result;
	pthread_join(threads[0], &result);
	event = (struct sigevent){ .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	mq_notify(queue, &event);
	mq_send(queue, "told", 5, 0);
	while (signals < 2) usleep(1000);
	mq_receive(queue, text, sizeof text, 0);
	printf("cancelled %d, %s\n", result == PTHREAD_CANCELED, text);

	printf("unlink %d\n", mq_unlink(name));
	error("gone", mq_unlink(name));
	error("still open", mq_send(queue, "last", 5, 0));
	printf("%zd\n", mq_receive(reader, text, sizeof text, 0));
	printf("close %d %d\n", mq_close(reader), mq_close(queue));
	error("closed", mq_close(queue));
}
