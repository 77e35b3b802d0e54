// Streams: buffering, positions, pushing back, reopening, memory streams, and their errors.
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void positions(void)
{
	FILE *f = fopen("f", "w+");
	for (int i = 0; i < 100; i++) fprintf(f, "line %02d\n", i);
	SHOW(ftell(f));
	SHOW(fseek(f, 80, SEEK_SET));
	char line[64];
	YES(fgets(line, sizeof line, f) && !strcmp(line, "line 10\n"));
	SHOW(ftell(f));
	SHOW(ungetc('X', f));
	SHOW(ftell(f));
	SHOW(getc(f));
	SHOW(getc(f));
	SHOW(fseek(f, -8, SEEK_END));
	YES(fgets(line, sizeof line, f) && !strcmp(line, "line 99\n"));
	SHOW(getc(f));
	SHOW(feof(f) != 0);
	SHOW(ferror(f));
	clearerr(f);
	SHOW(feof(f));
	SHOW(fseek(f, -1, SEEK_SET));
	SHOW(fseek(f, 0, 77));
	fpos_t p;
	rewind(f);
	fgets(line, sizeof line, f);
	SHOW(fgetpos(f, &p));
	fgets(line, sizeof line, f);
	SHOW(fsetpos(f, &p));
	YES(fgets(line, sizeof line, f) && !strcmp(line, "line 01\n"));
	SHOW(fseek(f, 0, SEEK_CUR));
	SHOW(fputs("LINE", f) >= 0);
	rewind(f);
	char block[1024] = { 0 };
	SHOW(fread(block, 1, 24, f));
	printf("%s", block);
	SHOW(fread(block, 8, 100, f));
	SHOW(fclose(f));
}

static void modes(void)
{
	SHOW(fopen("none", "r") != NULL);
	printf("%s\n", error_name(errno));
	SHOW(fopen("f", "q") != NULL);
	printf("%s\n", error_name(errno));
	SHOW(fopen("f", "wx") != NULL);
	printf("%s\n", error_name(errno));
	FILE *f = fopen("f", "r");
	SHOW(putc('x', f) == EOF);
	SHOW(ferror(f) != 0);
	fclose(f);
	f = fopen("a", "a+");
	fputs("one", f);
	rewind(f);
	SHOW(getc(f));
	fseek(f, 0, SEEK_SET);
	fputs("two", f);
	fclose(f);
	f = fopen("a", "r");
	char text[16] = { 0 };
	SHOW(fread(text, 1, sizeof text, f));
	printf("%s\n", text);
	YES(freopen("f", "r", f) == f);
	YES(fgets(text, 8, f) && !strncmp(text, "line 00", 7));
	YES(fileno(f) >= 3);
	fclose(f);
	int fd = open("f", O_RDONLY);
	SHOW(fdopen(fd, "w") != NULL || errno == EINVAL);
	f = fdopen(fd, "r");
	YES(f && getc(f) == 'l');
	fclose(f);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(remove("a"));
	SHOW(remove("a"));
	mkdir("dir", 0755);
	SHOW(remove("dir"));
	SHOW(rename("f", "g"));
}

static void buffering(void)
{
	static char space[100];
	FILE *f = fopen("b", "w");
	SHOW(setvbuf(f, space, _IOFBF, sizeof space));
	fputs("0123456789", f);
	SHOW(fflush(f));
	FILE *r = fopen("b", "r");
	SHOW(getc(r));
	fclose(f);
	f = fopen("b", "w");
	setvbuf(f, NULL, _IOLBF, 4096);
	fputs("a line\npart", f);
	rewind(r);
	char text[32] = { 0 };
	SHOW(fread(text, 1, sizeof text, r));
	fputs("\n", f);
	clearerr(r);
	SHOW(fread(text, 1, sizeof text, r));
	setvbuf(f, NULL, _IONBF, 0);
	fclose(f);
	fclose(r);
	f = fopen("/dev/full", "w");
	if (f) {
		fputs("text", f);
		SHOW(fflush(f));
		fclose(f);
	} else {
		printf("fflush(f): -1 ENOSPC\n");
	}
}

static void memory(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	for (int i = 0; i < 1000; i++) fprintf(f, "%d ", i);
	SHOW(fclose(f));
	SHOW(size);
	YES(!strncmp(text, "0 1 2 3 ", 8) && !strcmp(text + size - 4, "999 "));
	free(text);
	char buf[16] = "0123456789";
	f = fmemopen(buf, 10, "r+");
	SHOW(fseek(f, 5, SEEK_SET));
	SHOW(getc(f));
	fseek(f, 2, SEEK_SET);
	SHOW(putc('X', f));
	fclose(f);
	printf("%s\n", buf);
}

static void lines(void)
{
	FILE *f = tmpfile();
	for (int i = 0; i < 5; i++) {
		for (int k = 0; k < i * 100; k++) putc('a' + i, f);
		putc(i == 3 ? 0 : '\n', f);
	}
	fputs("no newline", f);
	rewind(f);
	char *line = NULL;
	size_t space = 0;
	for (ssize_t n; (n = getline(&line, &space, f)) >= 0;) printf("%d ", (int)n);
	printf("\n");
	rewind(f);
	for (ssize_t n; (n = getdelim(&line, &space, 0, f)) >= 0;) printf("%d ", (int)n);
	printf("\n");
	free(line);
	fclose(f);
}

static void large(void)
{
	FILE *f = fopen("large", "w+");
	static char block[1 << 16];
	for (int i = 0; i < 160; i++) {
		memset(block, 'a' + i % 26, sizeof block);
		fwrite(block, 1, sizeof block, f);
	}
	SHOW(ftell(f));
	long wrong = 0, n = 0;
	rewind(f);
	for (int c; (c = getc(f)) != EOF; n++) wrong += c != 'a' + (n >> 16) % 26;
	printf("%ld bytes, %ld wrong\n", n, wrong);
	SHOW(fseeko(f, 5LL << 30, SEEK_SET));
	fputs("end", f);
	fflush(f);
	SHOW(ftello(f));
	SHOW(fclose(f));
	remove("large");
}

int main(void)
{
	positions();
	modes();
	buffering();
	memory();
	lines();
	large();
	char name[] = "tempXXXXXX";
	int fd = mkstemp(name);
	YES(fd >= 0 && !access(name, F_OK) && strcmp(name, "tempXXXXXX"));
	char dir[] = "dirXXXXXX";
	YES(mkdtemp(dir) && !access(dir, X_OK));
	SHOW(mkstemp((char[]){ "bad" }));
	return 0;
}
