#include "load.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#ifdef __wasm__
#include <hermit.h>
#endif

#define PORT 4000
#define DATAGRAM 1400
#define FIRST_ISLE "192.168.28.2"

static volatile int stop;
static volatile double done;
static pthread_t thread;
static int descriptor = -1;

static void *write_on(void *unused)
{
	for (; !stop; done++) if (pwrite(descriptor, "12345678", 8, 0) != 8) break;
	return unused;
}

static void *receive_on(void *unused)
{
	static char packet[DATAGRAM];
	struct timeval patience = { .tv_usec = 10000 };
	setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	while (!stop) if (recv(descriptor, packet, sizeof packet, 0) > 0) done++;
	return unused;
}

static int open_socket(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	return s >= 0 && !bind(s, (struct sockaddr *)&here, sizeof here) ? s : -1;
}

int load_begin(const char *what)
{
	void *(*run)(void *) = 0;
	if (!strcmp(what, "proxy")) {
		descriptor = open("noise-load", O_RDWR | O_CREAT | O_TRUNC, 0600);
		run = write_on;
	} else if (!strcmp(what, "network")) {
		descriptor = open_socket();
		run = receive_on;
	} else return strcmp(what, "none") ? -1 : 0;
	if (descriptor < 0 || pthread_create(&thread, 0, run, 0)) return -1;
	/* It is under way when the measures begin. */
	for (int i = 0; i < 2000 && done < 100; i++) nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, 0);
	return done < 100 ? -1 : 0;
}

double load_done(void) { return done; }

void load_end(void)
{
	if (descriptor < 0) return;
	stop = 1;
	pthread_join(thread, 0);
	close(descriptor);
}

#ifdef __wasm__
int load_send(void)
{
	static char packet[DATAGRAM];
	struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	inet_pton(AF_INET, FIRST_ISLE, &there.sin_addr);
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	if (s < 0) return 1;
	while (!hermit_isles_ended()) sendto(s, packet, sizeof packet, 0, (struct sockaddr *)&there, sizeof there);
	return 0;
}
#endif
