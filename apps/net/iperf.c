/*
 * Server for iperf3 (-s of its protocol): iperf [-b ADDRESS] [-p PORT] [-1] [-q]
 *
 * TCP in both directions (-R), up to 16 streams (-P), one client after the other; -1 ends after the first. A client that asks for
 * something else (UDP, both directions at once) is told that it can't have it. Until SIGINT or SIGTERM.
 */
#include "server.h"
#include <ctype.h>
#include <poll.h>

const char *program = "iperf";

enum { COOKIE = 37, STREAMS = 16, PARAMETERS_MOST = 8192, BLOCK_MOST = 1 << 20, PATIENCE = 10000 };
/* States, as a byte on the control connection. */
enum {
	TEST_START = 1, TEST_RUNNING = 2, TEST_END = 4, PARAM_EXCHANGE = 9, CREATE_STREAMS = 10, CLIENT_TERMINATE = 12, EXCHANGE_RESULTS = 13,
	DISPLAY_RESULTS = 14, IPERF_DONE = 16, ACCESS_DENIED = -1, SERVER_ERROR = -2,
};
enum { UNIMPLEMENTED = 13 }; /* iperf3's number for what is not implemented */

struct test {
	int control, streams, reverse, block;
	char cookie[COOKIE];
	int fds[STREAMS];
	unsigned long long bytes[STREAMS];
};

static int listener, once, quiet, stopped;
static char block[BLOCK_MOST];

/* Waits for one of two descriptors, or for the stop; -1 if nothing comes in time. The second may be -1. */
static int wait_for(int fd, int other, int patience)
{
	struct pollfd fds[3] = { { .fd = stop_fd(), .events = POLLIN }, { .fd = fd, .events = POLLIN }, { .fd = other, .events = POLLIN } };
	int n = poll(fds, 3, patience);
	if (n > 0 && fds[0].revents) stopped = 1;
	if (n <= 0 || stopped) return -1;
	return fds[1].revents ? fd : other;
}

static int receive(int fd, void *to, size_t length)
{
	for (char *p = to; length;) {
		ssize_t n = wait_for(fd, -1, PATIENCE) < 0 ? -1 : recv(fd, p, length, MSG_DONTWAIT);
		if (n < 0 && !stopped && (errno == EINTR || errno == EAGAIN)) continue;
		if (n <= 0) return -1;
		p += n;
		length -= n;
	}
	return 0;
}

static int transmit(int fd, const void *from, size_t length)
{
	for (const char *p = from; length;) {
		ssize_t n = send(fd, p, length, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR && !stopped) continue;
		if (n < 0) return -1;
		p += n;
		length -= n;
	}
	return 0;
}

static int say(struct test *t, signed char state) { return transmit(t->control, &state, 1); }

/* A length, then JSON. The caller frees it; NULL if it does not come or is too long. */
static char *receive_json(int fd)
{
	uint32_t length;
	if (receive(fd, &length, 4) || (length = ntohl(length)) > PARAMETERS_MOST) return NULL;
	char *text = malloc(length + 1);
	if (!text || receive(fd, text, length)) return free(text), NULL;
	text[length] = 0;
	return text;
}

/* The number behind a name, 1 for true; `otherwise` if the name is not there. Names are not looked for by their depth: theirs differ. */
static long field(const char *json, const char *name, long otherwise)
{
	char quoted[32];
	snprintf(quoted, sizeof quoted, "\"%s\"", name);
	const char *p = strstr(json, quoted);
	if (!p) return otherwise;
	p += strlen(quoted);
	while (isspace((unsigned char)*p) || *p == ':') p++;
	return *p == 't' ? 1 : strtol(p, NULL, 10);
}

static int refuse(struct test *t, const char *why)
{
	uint32_t numbers[2] = { htonl(UNIMPLEMENTED), 0 };
	fprintf(stderr, "iperf: refused a client: %s\n", why);
	if (!say(t, SERVER_ERROR)) transmit(t->control, numbers, sizeof numbers);
	return -1;
}

static int agree(struct test *t)
{
	if (receive(t->control, t->cookie, COOKIE) || say(t, PARAM_EXCHANGE)) return -1;
	char *json = receive_json(t->control);
	if (!json) return -1;
	t->reverse = field(json, "reverse", 0);
	t->streams = field(json, "parallel", 1);
	t->block = field(json, "len", 131072);
	int other = field(json, "udp", 0) || field(json, "sctp", 0), both = field(json, "bidirectional", 0);
	free(json);
	if (other) return refuse(t, "only TCP is there");
	if (both) return refuse(t, "both directions at once are not there");
	if (t->streams < 1 || t->streams > STREAMS) return refuse(t, "1 to 16 streams are there");
	if (t->block < 1 || t->block > BLOCK_MOST) return refuse(t, "blocks have 1 byte to 1 MiB");
	return 0;
}

static int take_streams(struct test *t)
{
	if (say(t, CREATE_STREAMS)) return -1;
	for (int i = 0; i < t->streams;) {
		char cookie[COOKIE];
		if (wait_for(listener, -1, PATIENCE) < 0) return -1;
		int fd = accept(listener, NULL, NULL);
		if (fd < 0) continue;
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
		if (receive(fd, cookie, COOKIE) || memcmp(cookie, t->cookie, COOKIE)) {
			signed char denied = ACCESS_DENIED; /* another client */
			transmit(fd, &denied, 1);
			close(fd);
			continue;
		}
		t->fds[i++] = fd;
	}
	return say(t, TEST_START) || say(t, TEST_RUNNING) ? -1 : 0;
}

/* Moves bytes until the client says that the test is over: seconds, or -1. A single stream is read without asking poll() each time. */
static double move(struct test *t)
{
	long long begun = milliseconds();
	struct pollfd fds[STREAMS + 2] = { { .fd = stop_fd(), .events = POLLIN }, { .fd = t->control, .events = POLLIN } };
	for (int i = 0; i < t->streams; i++) fds[i + 2] = (struct pollfd){ .fd = t->fds[i], .events = t->reverse ? POLLOUT : POLLIN };
	for (;;) {
		if (poll(fds, t->streams + 2, -1) < 0 && errno != EINTR) return -1;
		if (fds[0].revents) return stopped = 1, -1;
		for (int i = 0; i < t->streams; i++) {
			ssize_t n = 1;
			for (int turn = 0; fds[i + 2].revents && turn < 16 && n > 0; turn++) {
				n = t->reverse ? send(t->fds[i], block, t->block, MSG_DONTWAIT | MSG_NOSIGNAL) : recv(t->fds[i], block, t->block, MSG_DONTWAIT);
				if (n > 0) t->bytes[i] += n;
			}
			if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) fds[i + 2].fd = -1;
		}
		if (!fds[1].revents) continue;
		signed char state;
		if (receive(t->control, &state, 1) || state == CLIENT_TERMINATE) return -1;
		if (state == TEST_END) return (milliseconds() - begun) / 1000.0;
	}
}

static int tell_results(struct test *t, double seconds)
{
	char text[STREAMS * 192 + 256], *end = text + sizeof text, *p = text;
	if (say(t, EXCHANGE_RESULTS)) return -1;
	char *theirs = receive_json(t->control);
	if (!theirs) return -1;
	free(theirs);
	p += snprintf(p, end - p, "{\"cpu_util_total\":0,\"cpu_util_user\":0,\"cpu_util_system\":0,\"sender_has_retransmits\":0,\"streams\":[");
	for (int i = 0; i < t->streams; i++) /* ids are 1, 3, 4, … */
		p += snprintf(p, end - p, "%s{\"id\":%d,\"bytes\":%llu,\"retransmits\":-1,\"jitter\":0,\"errors\":0,\"packets\":0,\"start_time\":0,\"end_time\":%.3f}",
			i ? "," : "", i ? i + 2 : 1, t->bytes[i], seconds);
	p += snprintf(p, end - p, "]}");
	uint32_t length = htonl(p - text);
	if (transmit(t->control, &length, 4) || transmit(t->control, text, p - text) || say(t, DISPLAY_RESULTS)) return -1;
	signed char state;
	return receive(t->control, &state, 1) || state != IPERF_DONE ? -1 : 0;
}

static void serve(int control)
{
	struct test t = { .control = control };
	double seconds = -1;
	for (int i = 0; i < STREAMS; i++) t.fds[i] = -1;
	fcntl(control, F_SETFL, fcntl(control, F_GETFL) & ~O_NONBLOCK);
	set_nodelay(control);
	if (!agree(&t) && !take_streams(&t)) seconds = move(&t);
	/* Now, not after the results: a client that receives goes on reading until its streams end. */
	unsigned long long sum = 0;
	for (int i = 0; i < STREAMS; i++) {
		sum += t.bytes[i];
		if (t.fds[i] >= 0) close(t.fds[i]);
	}
	int whole = seconds >= 0 && !tell_results(&t, seconds);
	close(control);
	if (whole && !quiet) printf("iperf: %s %llu bytes in %.2f s, %.1f MB/s\n", t.reverse ? "sent" : "received", sum, seconds, seconds > 0 ? sum / seconds / 1e6 : 0);
}

int main(int argc, char **argv)
{
	const char *address = NULL;
	int port = 5201;
	for (int option; (option = getopt(argc, argv, "b:p:1q")) != -1;) {
		if (option == 'b') address = optarg;
		else if (option == 'p') port = number_of("the port", optarg, 1, 65535);
		else if (option == '1') once = 1;
		else if (option == 'q') quiet = 1;
		else optind = argc + 1;
	}
	if (optind != argc) {
		fprintf(stderr, "usage: iperf [-b ADDRESS] [-p PORT] [-1] [-q]\n");
		return 2;
	}
	watch_signals();
	listener = serve_on(address, port, SOCK_STREAM);
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (!quiet) printf("iperf: port %d\n", port);
	for (int served = 0; !stopped && !(once && served);) {
		if (wait_for(listener, -1, -1) < 0) continue;
		int fd = accept(listener, NULL, NULL);
		if (fd < 0) continue;
		serve(fd);
		served = 1;
	}
	return 0;
}
