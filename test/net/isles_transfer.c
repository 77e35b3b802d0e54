// Many bytes both ways at once between two isles, in pieces of all sizes, with their sums. Argument: MiB each way.
// run: -i 2 --mem 128M
// args: 64
#include "peers.h"

enum { PORT = 5000 };
static size_t total;
static int connection;

/* FNV-1a over whole words, so that order counts. */
static uint64_t sum_of(uint64_t sum, const unsigned char *data, size_t n)
{
	for (size_t i = 0; i < n; i++) sum = (sum ^ data[i]) * 0x100000001b3u;
	return sum;
}

/* Bytes that both sides know, by a generator of their own seed. */
static void make(unsigned char *data, size_t n, uint32_t *state)
{
	for (size_t i = 0; i < n; i++) {
		*state = *state * 1664525 + 1013904223;
		data[i] = *state >> 24;
	}
}

static void *put(void *arg)
{
	static unsigned char data[1 << 17];
	uint32_t state = 100 + *(int *)arg;
	size_t done = 0, size = 1;
	while (done < total) {
		size_t n = size % sizeof data + 1;
		if (n > total - done) n = total - done;
		make(data, n, &state);
		if (write_all(connection, data, n) != (ssize_t)n) {
			printf("sending after %zu bytes: %s\n", done, error_name(errno));
			exit(5);
		}
		done += n;
		size = size * 7 + 31;
	}
	shutdown(connection, SHUT_WR);
	return NULL;
}

/* Whether what comes is what the other side makes. */
static int get(int other)
{
	static unsigned char data[100003], wanted[sizeof data];
	uint32_t state = 100 + other;
	uint64_t sum = 0xcbf29ce484222325u, expected = sum;
	size_t got = 0;
	ssize_t n;
	while ((n = read(connection, data, sizeof data)) > 0) {
		make(wanted, n, &state);
		sum = sum_of(sum, data, n);
		expected = sum_of(expected, wanted, n);
		if (sum != expected) {
			printf("different before byte %zu\n", got + n);
			return 0;
		}
		got += n;
	}
	if (n < 0) printf("receiving after %zu bytes: %s\n", got, error_name(errno));
	return got == total && sum == expected;
}

int main(int argc, char **argv)
{
	int own = peers(2), other = !own;
	pthread_t t;
	total = (size_t)(argc > 1 ? atoi(argv[1]) : 4) << 20;
	if (own) {
		int s = listening_at(own, PORT, 1);
		connection = MUST(accept(s, NULL, NULL));
	} else connection = call_isle(own, other, PORT);
	pthread_create(&t, NULL, put, &own);
	int good = get(other);
	pthread_join(t, NULL);
	if (!own) printf("%s\n", good ? "all bytes came, and are equal" : "NOT EQUAL");
	return good ? 0 : 6;
}
