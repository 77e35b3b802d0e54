// driver: no
// Names and last words that mean harm. `said`: what the kernel's log is given.
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
__attribute__((import_module("hermit_3"), import_name("log"))) void raw_log(const char *text, unsigned length);

/* The test puts a name in its place that C does not allow. */
__attribute__((export_name("EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE"))) int evil(void) { return 1; }
__attribute__((export_name("say"))) int say(int times)
{
	static const char text[] = "\033[2Jlast words\r\nhermit-wasm: fake\n\377";
	while (times--) raw_log(text, sizeof text - 1);
	return 0;
}
__attribute__((export_name("trap"))) int trap(void) { __builtin_trap(); }

int main(int argc, char **argv)
{
	mkdir("/tmp/\033[31m\r\nhermit-wasm: fake\302\233", 0700);
	open("\033]0;title\a\n", O_RDONLY);
	if (argc > 1) say(1);
	if (argc > 2) trap();
	return 0;
}
