// The library used by many threads at once: output, memory, environment, locale, tokens, random numbers, time.
// cores: 2
#include "check.h"
#include <locale.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 300 };

static int wrong;
static FILE *shared;
static void *handed[THREADS][ROUNDS];
static pthread_barrier_t barrier;

static void expect(int good)
{
	if (!good) __atomic_fetch_add(&wrong, 1, __ATOMIC_SEQ_CST);
}

static void *print(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) fprintf(shared, "thread %d line %d%c", (int)(intptr_t)arg, i, '\n');
	return arg;
}

/* Every block is freed by another thread than the one that made it. */
static void *allocate(void *arg)
{
	int me = (int)(intptr_t)arg;
	for (int i = 0; i < ROUNDS; i++) {
		size_t size = 1 + (i * 37 + me * 101) % 3000;
		unsigned char *p = malloc(size);
		memset(p, me, size);
		expect((uintptr_t)p % 8 == 0);
		handed[me][i] = p;
		if (i % 3 == 0) {
			p = calloc(i + 1, 3);
			for (int k = 0; k < 3 * (i + 1); k++) expect(p[k] == 0);
			p = realloc(p, 5000 + i);
			expect(p[0] == 0);
			free(p);
		}
		if (i % 7 == 0) {
			void *q = NULL;
			expect(!posix_memalign(&q, 256, 300) && (uintptr_t)q % 256 == 0);
			free(q);
		}
	}
	pthread_barrier_wait(&barrier);
	int next = (me + 1) % THREADS;
	for (int i = 0; i < ROUNDS; i++) {
		unsigned char *p = handed[next][i];
		size_t size = 1 + (i * 37 + next * 101) % 3000;
		expect(p[0] == next && p[size - 1] == next);
		free(p);
	}
	return arg;
}

static void *environment(void *arg)
{
	int me = (int)(intptr_t)arg;
	char text[32];
	for (int i = 0; i < ROUNDS; i++) {
		const char *v = getenv("CONSTANT");
		expect(v && !strcmp(v, "value"));
	}
	snprintf(text, sizeof text, "%d", me);
	return arg;
}

static void *locales(void *arg)
{
	for (int i = 0; i < 50; i++) {
		locale_t l = newlocale(LC_ALL_MASK, "C", (locale_t)0);
		expect(l != (locale_t)0);
		locale_t old = uselocale(l);
		char text[32];
		snprintf(text, sizeof text, "%.2f", 1234.5);
		expect(!strcmp(text, "1234.50"));
		uselocale(old);
		freelocale(l);
		expect(setlocale(LC_NUMERIC, NULL) != NULL);
	}
	return arg;
}

static void *tokens(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		char text[64], *state, *word;
		int n = 0;
		snprintf(text, sizeof text, "%d,%d,,%d", i, i + 1, i + 2);
		for (word = strtok_r(text, ",", &state); word; word = strtok_r(NULL, ",", &state)) expect(atoi(word) == i + n++);
		expect(n == 3);
		unsigned a = i, b = i;
		expect(rand_r(&a) == rand_r(&b) && a == b);
		time_t t = 86400L * i;
		struct tm tm;
		expect(gmtime_r(&t, &tm) && tm.tm_hour == 0 && timegm(&tm) == t);
		expect(localtime_r(&t, &tm) && mktime(&tm) == t);
		char buf[32];
		expect(asctime_r(&tm, buf) == buf);
		expect(!strerror_r(ENOENT, buf, sizeof buf) || buf[0]);
	}
	return arg;
}

static void all(const char *name, void *(*f)(void *))
{
	pthread_t t[THREADS];
	for (int i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, f, (void *)(intptr_t)i);
	for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL);
	printf("%s: %d wrong\n", name, wrong);
	wrong = 0;
}

static void whole_lines(void)
{
	int seen[THREADS] = { 0 }, lines = 0, who, line;
	char text[64], end;
	rewind(shared);
	while (fgets(text, sizeof text, shared)) {
		lines++;
		if (sscanf(text, "thread %d line %d%c", &who, &line, &end) != 3 || end != '\n' || line != seen[who]++) wrong++;
	}
	printf("%d lines, %d wrong\n", lines, wrong);
	wrong = 0;
}

static void *setting(void *arg)
{
	char name[16], value[16];
	snprintf(name, sizeof name, "OWN%d", (int)(intptr_t)arg);
	for (int i = 0; i < 100; i++) {
		static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
		snprintf(value, sizeof value, "%d", i);
		pthread_mutex_lock(&m);
		expect(!setenv(name, value, 1));
		expect(!strcmp(getenv(name), value));
		if (i % 2) expect(!unsetenv(name) && !getenv(name));
		pthread_mutex_unlock(&m);
	}
	return arg;
}

int main(void)
{
	setenv("CONSTANT", "value", 1);
	setenv("TZ", "UTC0", 1);
	tzset();
	pthread_barrier_init(&barrier, NULL, THREADS);
	shared = tmpfile();
	all("printing", print);
	whole_lines();
	for (int i = 0; i < 3; i++) all("memory", allocate);
	all("getenv", environment);
	all("setenv", setting);
	all("locale", locales);
	all("tokens, random, time", tokens);
	return 0;
}
