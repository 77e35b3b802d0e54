/*
 * Throughput and round trips between two machines, isles among them: netio -s | -c HOST [options], or as it is on two isles or more
 *
 *   -s        serves clients, one after the other, until SIGINT or SIGTERM; -o: one client
 *   -c HOST   is the client of HOST and prints what it measures
 *   -b ADDRESS, -p PORT (18767)
 *   -l SIZE   one size (1 to 1048576 bytes) instead of 1 K to 1 M; of round trips 1
 *   -t MS     how long each test lasts (1000); -n BYTES[K|M|G]: or how much is sent in each direction
 *   -d        both directions at once
 *   -r        round trips
 *   -u        UDP: datagrams of 64 to 8192 bytes; those that do not arrive are counted
 *   -v        every byte is compared with what it has to be
 *   -f        figures only: NAME NUMBER a line, MB/s (10^6 bytes) or nanoseconds
 *
 * Without -s and -c isle 0 serves, and the others are its clients. Exit code 1: a connection failed, or bytes were wrong.
 */
#include "server.h"
#include <ctype.h>
#include "netio-tcp.h"
#include "netio-udp.h"
#ifdef __wasm__
#include <hermit.h>
#endif

const char *program = "netio";

enum { PORT = 18767, PATIENCE = 10000 };

static const char *host, *address;
static int serving, port = PORT, clients, size, duplex, round_trips, udp, verify, figures, failed;
static uint64_t milliseconds_each = 1000, bytes_each;

/* Connects; a server that is about to start is waited for. */
static int call(int type, int patience)
{
	socklen_t length;
	struct sockaddr_storage to = address_of(host, port, type, &length);
	if (type == SOCK_DGRAM) return udp_socket((struct sockaddr *)&to, length, 0);
	for (long long end = milliseconds() + patience;;) {
		int fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd < 0) die(errno, "socket");
		if (!connect(fd, (struct sockaddr *)&to, length)) return set_nodelay(fd), fd;
		int error = errno;
		close(fd);
		if (error != ECONNREFUSED || milliseconds() >= end) die(error, "%s port %d", host, port);
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
}

/* One test: its order on a connection of its own. */
static void perform(enum test test, int bytes, struct result *sent, struct result *r)
{
	struct order o = { MAGIC, test, bytes, verify, bytes_each, milliseconds_each * 1000000 };
	int control = call(SOCK_STREAM, 0), fd = test >= UDP_TO && test <= UDP_TRIP ? call(SOCK_DGRAM, 0) : -1, error = send_all(control, &o, sizeof o);
	if (error || (fd < 0 && test >= UDP_TO && test <= UDP_TRIP)) die(errno, "the order");
	switch (test) {
	case TCP_TO: error = send_tcp(control, &o, r); break;
	case TCP_FROM: error = receive_pattern(control, &o, r); break;
	case TCP_BOTH: error = send_and_receive(control, &o, r); break;
	case TCP_TRIP: error = trip_tcp(control, &o); break;
	case UDP_TO: error = send_udp(fd, control, &o, sent, r); break;
	case UDP_FROM: error = receive_udp(fd, control, &o, sent, r); break;
	case UDP_TRIP: error = trip_udp(fd, control, &o); break;
	case BYE: break;
	}
	if (error) die(errno, "test of %d bytes", bytes);
	close(control);
	if (fd >= 0) close(fd);
}

static double rate(const struct result *r) { return r->seconds > 0 ? r->bytes / r->seconds / 1e6 : 0; }

static void check(const struct result *r, const char *what)
{
	if (!r->wrong && (udp || !bytes_each || r->bytes == bytes_each)) return;
	failed = 1;
	if (udp) fprintf(stderr, "netio: %llu wrong datagrams %s\n", (unsigned long long)r->wrong, what);
	else if (r->wrong) fprintf(stderr, "netio: byte %llu %s is wrong\n", (unsigned long long)r->wrong - 1, what);
	else fprintf(stderr, "netio: %llu bytes %s, not %llu\n", (unsigned long long)r->bytes, what, (unsigned long long)bytes_each);
}

static void stream(int bytes)
{
	struct result to, from;
	if (duplex) {
		perform(TCP_BOTH, bytes, NULL, &from);
		check(&from, "received");
		printf(figures ? "both_%d %.1f\n" : "%9d %12.1f\n", bytes, rate(&from));
		return;
	}
	perform(TCP_TO, bytes, NULL, &to);
	perform(TCP_FROM, bytes, NULL, &from);
	check(&to, "sent");
	check(&from, "received");
	if (figures) printf("tx_%d %.1f\nrx_%d %.1f\n", bytes, rate(&to), bytes, rate(&from));
	else printf("%9d %12.1f %12.1f\n", bytes, rate(&to), rate(&from));
}

static double lost(const struct result *sent, const struct result *r)
{
	return sent->packets ? 100.0 * (sent->packets - r->packets) / sent->packets : 0;
}

static void datagrams(int bytes)
{
	struct result sent, to, back, from;
	perform(UDP_TO, bytes, &sent, &to);
	perform(UDP_FROM, bytes, &back, &from);
	check(&to, "sent");
	check(&from, "received");
	if (figures) printf("udp_tx_%d %.1f\nudp_rx_%d %.1f\n", bytes, rate(&to), bytes, rate(&from));
	else printf("%9d %12.1f %11.1f%% %12.1f %11.1f%%\n", bytes, rate(&to), lost(&sent, &to), rate(&from), lost(&back, &from));
}

static void trip(int bytes)
{
	perform(udp ? UDP_TRIP : TCP_TRIP, bytes, NULL, NULL);
	if (trips.lost && !udp) failed = 1;
	float middle = trips.ns[trips.count / 2], late = trips.ns[(int)(trips.count * 0.99)];
	if (figures) printf("trip_%d %.0f\ntrip_median_%d %.0f\ntrip_99_%d %.0f\n", bytes, trips.mean, bytes, middle, bytes, late);
	else printf("%9d %12.2f %12.2f %12.2f %9d %6d\n", bytes, trips.mean / 1000, middle / 1000, late / 1000, trips.count, trips.lost);
}

static void be_client(void)
{
	int least = round_trips ? 1 : udp ? 64 : 1024, most = round_trips ? 1 : udp ? 8192 : SIZE_MOST, step = udp ? 1 : 2;
	if (udp && round_trips) least = most = NUMBER;
	if (size) least = most = size;
	if (udp && (least < NUMBER || most > DATAGRAM_MOST)) die(0, "datagrams have %d to %d bytes here", NUMBER, DATAGRAM_MOST);
	close(call(SOCK_STREAM, PATIENCE));
	if (!figures) printf("%s to %s port %d%s\n", udp ? "UDP" : "TCP", host, port, verify ? ", verified" : "");
	if (!figures && round_trips) printf("    bytes      mean us    median us   99 %% are ≤     trips  wrong\n");
	else if (!figures && udp) printf("    bytes      tx MB/s         lost      rx MB/s         lost\n");
	else if (!figures) printf(duplex ? "    bytes    MB/s each\n" : "    bytes      tx MB/s      rx MB/s\n");
	for (int bytes = least; bytes <= most; bytes <<= step) {
		if (round_trips) trip(bytes);
		else if (udp) datagrams(bytes);
		else stream(bytes);
		fflush(stdout);
	}
	perform(BYE, 0, NULL, NULL);
}

static void be_server(void)
{
	socklen_t length;
	struct sockaddr_storage at = address_of(address, port, SOCK_DGRAM, &length);
	int listener = serve_on(address, port, SOCK_STREAM), bound = udp_socket((struct sockaddr *)&at, length, 1), left = clients;
	if (bound < 0) die(errno, "port %d of UDP", port);
	if (!clients) printf("netio: port %d\n", port), fflush(stdout);
	while (left || !clients) {
		struct pollfd fds[2] = { { .fd = listener, .events = POLLIN }, { .fd = stop_fd(), .events = POLLIN } };
		if (poll(fds, 2, -1) < 0 && errno != EINTR) die(errno, "poll");
		if (fds[1].revents) return;
		int fd = accept(listener, NULL, NULL);
		if (fd < 0) continue;
		struct order o;
		struct result r = { 0 };
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
		set_nodelay(fd);
		int bad = receive_all(fd, &o, sizeof o) || o.magic != MAGIC || o.size > SIZE_MOST || (!o.size && o.test != BYE);
		if (!bad && o.test == BYE) left -= clients > 0;
		else if (!bad && o.test <= UDP_TRIP && (o.test < UDP_TO ? serve_tcp(fd, &o, &r) : o.size > DATAGRAM_MOST ? 0 : serve_udp(bound, fd, &o)))
			fprintf(stderr, "netio: a client's test: %s\n", strerror(errno));
		if (r.wrong) check(&r, "received");
		close(fd);
	}
}

static uint64_t amount(const char *text)
{
	char *end;
	double value = strtod(text, &end);
	const char *units = "KMG", *unit = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	for (const char *p = units; unit && p <= unit; p++) value *= 1024;
	if (end != text && (!*end || (unit && !end[1])) && value >= 1 && value < 1e15) return value;
	fprintf(stderr, "netio: expected a number of bytes such as 100M, got %s\n", text);
	exit(2);
}

int main(int argc, char **argv)
{
	int wrong = 0;
	for (int option; (option = getopt(argc, argv, "sc:ob:p:l:t:n:druvf")) != -1;) {
		switch (option) {
		case 's': serving = 1; break;
		case 'c': host = optarg; break;
		case 'o': clients = 1; break;
		case 'b': address = optarg; break;
		case 'p': port = number_of("the port", optarg, 1, 65535); break;
		case 'l': size = number_of("the size", optarg, 1, SIZE_MOST); break;
		case 't': milliseconds_each = number_of("the time", optarg, 1, 3600000); break;
		case 'n': bytes_each = amount(optarg); break;
		case 'd': duplex = 1; break;
		case 'r': round_trips = 1; break;
		case 'u': udp = 1; break;
		case 'v': verify = 1; break;
		case 'f': figures = 1; break;
		default: wrong = 1;
		}
	}
#ifdef __wasm__
	if (!serving && !host && hermit_isles() > 1) {
		serving = hermit_isle() == 0;
		if (serving) clients = hermit_isles() - 1;
		else host = "isle0";
	}
#endif
	if (wrong || optind < argc || serving == (host != NULL)) {
		fprintf(stderr, "usage: netio -s [-o] | -c HOST [-b ADDRESS] [-p PORT] [-l SIZE] [-t MS] [-n BYTES] [-druvf]\n");
		return 2;
	}
	make_pattern();
	watch_signals();
	if (serving) be_server();
	else be_client();
	return failed;
}
