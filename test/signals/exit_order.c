// atexit functions run in reverse order, also those registered on the way; then the streams are flushed.
#include "check.h"
#include <unistd.h>

static void third(void) { printf("third\n"); }
static void second(void) { printf("second\n"); atexit(third); }
static void first(void) { printf("first\n"); }

__attribute__((constructor)) static void before_main(void) { printf("constructor\n"); }
__attribute__((destructor)) static void after_main(void) { printf("destructor\n"); }

int main(void)
{
	for (int i = 0; i < 40; i++) atexit(i == 20 ? second : first);
	printf("main");
	return 5;
}
