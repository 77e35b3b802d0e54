// What reads numbers and texts may look behind their ends: arguments do not end with the memory, even if that is all that there can be.
// driver: no
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

int main(int argc, char **argv)
{
	char *last = argv[argc - 1], *end;
	printf("%llu", strtoull(last, &end, 10)), printf(" %d\n", *end);
	printf("%llu", strtoull(last, &end, 0)), printf(" %d\n", *end);
	printf("%lld %g %g\n", strtoll(last, NULL, 10), strtod(last, NULL), atof(last));
	unsigned long long n = 0;
	printf("%d", sscanf(last, "%llu", &n)), printf(" %llu\n", n);
	printf("%ju %jd\n", strtoumax(last, NULL, 10), strtoimax(last, NULL, 10));
	printf("%d %d\n", (int)strlen(last), (int)strnlen(last, SIZE_MAX));
	printf("%d %d\n", memchr(last, 0, SIZE_MAX) == last + strlen(last), strchr(last, 'x') == NULL);
	printf("%.*s\n", 40, last);
	printf("%d %d\n", strcmp(last, argv[1]) > 0, strncmp(last, "18446", SIZE_MAX) > 0);
	wchar_t wide[40];
	printf("%d\n", (int)mbstowcs(wide, last, 40));
	return 0;
}
