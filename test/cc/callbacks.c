// Functions handed over as other types than they have: natively it works, and so it does here.
#include <pthread.h>
#include <search.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *unprototyped() { puts("thread without a prototype"); return 0; }
void *takes_nothing(void) { puts("thread that takes nothing"); return (void *)3; }
void returns_nothing(void *p) { printf("thread that returns nothing, %s\n", (char *)p); }
void handler() { puts("handler without a prototype"); }
static void quiet_handler(void) { puts("handler that takes nothing"); }
int compare(a, b) int *a, *b; { return *a - *b; }
static int compare_three(const int *a, const int *b, void *unused) { (void)unused; return *b - *a; }
static void destructor(void) { puts("destructor of a key"); }
static int at_exit(void) { puts("at exit"); return 1; }
static void once(int unused) { (void)unused; puts("once"); }

struct operations {
	int (*open)(const char *, int);
	void (*close)(int);
};
static int open_short(const char *name) { printf("open %s\n", name); return 5; }
static int close_result(int n) { printf("close %d\n", n); return -1; }
static struct operations table[] = {
	{ (int (*)(const char *, int))open_short, (void (*)(int))close_result },
};

static int (*old_style)();
static int adds(int a, int b) { return a + b; }

static void walk(const void *node, VISIT which, int depth) { (void)depth; if (which == leaf || which == postorder) printf("%s ", *(char **)node); }

int main()
{
	pthread_t t;
	void *result;
	pthread_create(&t, 0, unprototyped, 0);
	pthread_join(t, 0);
	pthread_create(&t, 0, (void *(*)(void *))takes_nothing, 0);
	pthread_join(t, &result);
	printf("%ld\n", (long)result);
	pthread_create(&t, 0, (void *(*)(void *))returns_nothing, "argument");
	pthread_join(t, 0);

	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	signal(SIGUSR1, (void (*)(int))quiet_handler);
	raise(SIGUSR1);
	struct sigaction action = { .sa_sigaction = (void (*)(int, siginfo_t *, void *))quiet_handler, .sa_flags = SA_SIGINFO };
	sigaction(SIGUSR2, &action, 0);
	raise(SIGUSR2);

	int v[] = { 3, 1, 2 };
	qsort(v, 3, sizeof *v, compare);
	printf("%d %d %d\n", v[0], v[1], v[2]);
	qsort(v, 3, sizeof *v, (int (*)(const void *, const void *))compare_three);
	printf("%d %d %d\n", v[0], v[1], v[2]);
	int key = 2, *found = bsearch(&key, (int[]){ 1, 2, 3 }, 3, sizeof key, (int (*)(const void *, const void *))compare);
	printf("%d\n", *found);
	void *root = 0;
	tsearch("b", &root, (int (*)(const void *, const void *))strcmp);
	tsearch("a", &root, (int (*)(const void *, const void *))strcmp);
	twalk(root, walk);
	putchar('\n');

	printf("%d\n", table[0].open("name", 3));
	table[0].close(4);
	old_style = adds;
	printf("%d\n", old_style(2, 3));

	pthread_once_t control = PTHREAD_ONCE_INIT;
	pthread_once(&control, (void (*)(void))once);
	pthread_key_t k;
	pthread_key_create(&k, (void (*)(void *))destructor);
	pthread_setspecific(k, &k);
	atexit((void (*)(void))at_exit);
	fflush(stdout);
	pthread_exit(0);
}
