// Regular expressions, file name patterns, and options of a command line.
#include "check.h"
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <getopt.h>
#include <glob.h>
#include <libgen.h>
#include <regex.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>

static void match(const char *pattern, const char *text, int flags)
{
	regex_t r;
	regmatch_t m[4];
	int e = regcomp(&r, pattern, flags);
	if (e) {
		printf("/%s/: does not compile\n", pattern);
		return;
	}
	printf("/%s/ \"%s\":", pattern, text);
	if (regexec(&r, text, 4, m, 0)) printf(" no");
	else
		for (int i = 0; i < 4 && m[i].rm_so >= 0; i++) printf(" %d-%d", (int)m[i].rm_so, (int)m[i].rm_eo);
	printf("\n");
	regfree(&r);
}

static int files, directories;

static int count(const char *path, const struct stat *st, int type, struct FTW *w)
{
	(void)path, (void)st;
	if (type == FTW_F) files++;
	if (type == FTW_D || type == FTW_DP) directories += w->level + 1;
	return 0;
}

static int old_count(const char *path, const struct stat *st, int type)
{
	(void)path, (void)st;
	files += type == FTW_F;
	return 0;
}

static void options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "all", no_argument, NULL, 'a' }, { "name", required_argument, NULL, 'n' }, { "level", optional_argument, NULL, 'l' }, { 0 },
	};
	optind = 1;
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, ":an:l::", longs, NULL)) != -1;) {
		if (c == '?' || c == ':') printf("[%c] ", c);
		else printf("%c=%s ", c, optarg ? optarg : "-");
	}
	printf("rest %d of %d\n", optind, argc);
}

int main(void)
{
	match("a+b", "xaaab", REG_EXTENDED);
	match("(a|b)(c*)", "xbccc", REG_EXTENDED);
	match("^[[:alpha:]_][[:alnum:]_]*$", "name_1", REG_EXTENDED);
	match("^[[:alpha:]]+$", "name_1", REG_EXTENDED);
	match("\\(ab\\)\\1", "xababx", 0);
	match("HELLO", "say hello", REG_ICASE);
	match("a{2,3}", "aaaa", REG_EXTENDED);
	match("x.z", "x\nz", REG_EXTENDED | REG_NEWLINE);
	match("^b", "a\nb", REG_EXTENDED | REG_NEWLINE);
	match("(", "x", REG_EXTENDED);
	match("[a", "x", REG_EXTENDED);
	match("", "abc", REG_EXTENDED);
	match("(.*)-([0-9]+)\\.txt", "some-file-42.txt", REG_EXTENDED);

	SHOW(fnmatch("*.c", "file.c", 0));
	SHOW(fnmatch("*.c", "dir/file.c", FNM_PATHNAME) == FNM_NOMATCH);
	SHOW(fnmatch("[a-c]?", "b9", 0));
	SHOW(fnmatch("*", ".hidden", FNM_PERIOD) == FNM_NOMATCH);
	SHOW(fnmatch("\\*", "*", 0));
	SHOW(fnmatch("A*", "abc", FNM_CASEFOLD));

	mkdir("g", 0755);
	mkdir("g/sub", 0755);
	const char *names[] = { "g/one.c", "g/two.c", "g/three.h", "g/.hidden.c", "g/sub/four.c" };
	for (int i = 0; i < 5; i++) close(open(names[i], O_WRONLY | O_CREAT, 0644));
	glob_t g;
	SHOW(glob("g/*.c", 0, NULL, &g));
	for (size_t i = 0; i < g.gl_pathc; i++) printf("%s ", g.gl_pathv[i]);
	printf("\n");
	globfree(&g);
	SHOW(glob("g/*/*.[ch]", GLOB_MARK, NULL, &g));
	for (size_t i = 0; i < g.gl_pathc; i++) printf("%s ", g.gl_pathv[i]);
	printf("\n");
	globfree(&g);
	SHOW(glob("g/none*", 0, NULL, &g) == GLOB_NOMATCH);
	SHOW(nftw("g", count, 10, FTW_PHYS));
	printf("%d files, %d\n", files, directories);
	SHOW(ftw("g", old_count, 10));
	printf("%d files\n", files);

	options(7, (char *[]){ "x", "-a", "-nvalue", "--level=3", "plain", "--name", "other", NULL });
	options(4, (char *[]){ "x", "-z", "-n", "--", NULL });
	options(3, (char *[]){ "x", "--", "-a", NULL });
	options(3, (char *[]){ "x", "-l5", "--nam=short", NULL });
	char path[] = "/usr/lib/name.c", again[] = "/usr/lib/name.c";
	printf("%s %s\n", basename(path), dirname(again));
	return 0;
}
