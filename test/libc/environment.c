// Environment, arguments, random numbers, assertions and other parts of stdlib.h.
// args: one "two words" "" --flag
#include "check.h"
#include <assert.h>
#include <stddef.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) printf("[%s]", argv[i]);
	printf(" %d %d\n", argc, argv[argc] == NULL);
	YES(argv[0] && argv[0][0]);
	YES(getenv("NO_SUCH_VARIABLE") == NULL);
	SHOW(setenv("A", "1", 0));
	SHOW(setenv("A", "2", 0));
	printf("%s\n", getenv("A"));
	SHOW(setenv("A", "3", 1));
	printf("%s\n", getenv("A"));
	SHOW(setenv("", "x", 1));
	SHOW(setenv("B=C", "x", 1));
	SHOW(unsetenv("A"));
	YES(!getenv("A"));
	static char given[] = "P=put";
	SHOW(putenv(given));
	given[2] = 'P';
	printf("%s\n", getenv("P"));
	SHOW(clearenv());
	YES(!environ || !environ[0]);
	SHOW(setenv("NEW", "value", 1));
	YES(environ && environ[0] && !strcmp(environ[0], "NEW=value"));

	srand(5);
	int a = rand(), b = rand();
	srand(5);
	YES(rand() == a && rand() == b && a != b && a >= 0);
	srandom(7);
	long c = random();
	srandom(7);
	YES(random() == c);
	srand48(3);
	printf("%.10f\n", drand48());
	SHOW(lrand48());
	unsigned short seed[3] = { 1, 2, 3 };
	printf("%.10f\n", erand48(seed));
	YES(sysconf(_SC_PAGESIZE) > 0 && sysconf(_SC_OPEN_MAX) > 0 && sysconf(_SC_NPROCESSORS_CONF) > 0);
	SHOW(sysconf(-5));
	YES(pathconf(".", _PC_NAME_MAX) >= 255);
	SHOW(sizeof(max_align_t) >= 16);
	void *p = aligned_alloc(64, 128);
	YES(p && (uintptr_t)p % 64 == 0);
	free(p);
	/* Volatile, or the compiler sees that nobody uses the memory. */
	void *volatile none = malloc((size_t)-1 / 2);
	YES(none == NULL);
	none = calloc((size_t)-1 / 2, 4);
	YES(none == NULL);
	free(NULL);
	p = realloc(NULL, 10);
	p = realloc(p, 100000);
	YES(p != NULL);
	free(p);
	YES(!strcmp(getenv("NEW"), secure_getenv("NEW")));
	char *l = l64a(123456);
	printf("%s %ld\n", l, a64l("xyz"));
	return 0;
}
