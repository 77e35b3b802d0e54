// Descriptor numbers, their flags, and what copies share.
// covers: dup dup3 fcntl64 close_range
#include "check.h"
#include "raw.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static void copies(void)
{
	int fd = SHOW(open("f", O_RDWR | O_CREAT, 0644));
	SHOW(write(fd, "abcdef", 6));
	int copy = SHOW(dup(fd));
	SHOW(lseek(fd, 2, SEEK_SET));
	SHOW(lseek(copy, 0, SEEK_CUR));
	char c;
	SHOW(read(copy, &c, 1));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(close(fd));
	SHOW(read(copy, &c, 1));
	printf("%c\n", c);
	SHOW(dup2(copy, 20));
	SHOW(dup2(copy, copy));
	SHOW(dup2(99, 21));
	SHOW(dup2(copy, -1));
	SHOW(dup2(copy, 1 << 20));
	SHOW(dup3(copy, copy, 0));
	SHOW(dup3(copy, 21, O_CLOEXEC));
	SHOW(dup3(copy, 22, 1));
	SHOW(fcntl(21, F_GETFD));
	SHOW(fcntl(20, F_GETFD));
	SHOW(dup(99));
	int other = open("g", O_RDWR | O_CREAT, 0644);
	SHOW(dup2(other, 20));
	SHOW(write(20, "g", 1));
	SHOW(lseek(other, 0, SEEK_CUR));
	SHOW(close(20));
	SHOW(fcntl(20, F_GETFD));
	SHOW(close(other));
	SHOW(close(21));
	SHOW(close(copy));
}

static void flags(void)
{
	int fd = open("f", O_RDWR | O_APPEND | O_CLOEXEC);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(fd, F_SETFD, 0));
	SHOW(fcntl(fd, F_GETFD));
	YES((fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK)) == (O_RDWR | O_APPEND));
	SHOW(fcntl(fd, F_SETFL, O_NONBLOCK));
	YES((fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK)) == (O_RDWR | O_NONBLOCK));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(write(fd, "Z", 1));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(fcntl(fd, F_DUPFD, 30));
	SHOW(fcntl(fd, F_DUPFD, 30));
	SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 30));
	SHOW(fcntl(32, F_GETFD));
	SHOW(fcntl(fd, F_DUPFD, -1));
	SHOW(fcntl(fd, F_DUPFD, 1 << 20));
	SHOW(fcntl(fd, 7777));
	SHOW(fcntl(99, F_GETFD));
	SHOW(fcntl(99, F_GETFL));
	SHOW(raw_close_range(30, 31, 0));
	SHOW(fcntl(30, F_GETFD));
	SHOW(fcntl(31, F_GETFD));
	SHOW(fcntl(32, F_GETFD));
	SHOW(raw_close_range(32, ~0U, 0));
	SHOW(fcntl(32, F_GETFD));
	SHOW(raw_close_range(5, 4, 0));
	SHOW(raw_close_range(40, 50, 0xf0));
	SHOW(close(fd));
}

/* The lowest free number is used, and the limit on numbers holds. */
static void numbers(void)
{
	int a = SHOW(open("f", O_RDONLY)), b = SHOW(open("f", O_RDONLY)), c = SHOW(open("f", O_RDONLY));
	SHOW(close(b));
	SHOW(close(a));
	SHOW(open("f", O_RDONLY));
	SHOW(open("f", O_RDONLY));
	SHOW(close(a));
	SHOW(close(b));
	SHOW(close(c));
	struct rlimit limit;
	SHOW(getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = 10;
	SHOW(setrlimit(RLIMIT_NOFILE, &limit));
	int n = 0;
	while (open("f", O_RDONLY) >= 0) n++;
	printf("%d more, then %s\n", n, error_name(errno));
	SHOW(dup(0));
	int ends[2];
	SHOW(pipe(ends));
	for (int i = 3; i < 10; i++) close(i);
	SHOW(pipe(ends));
	close(ends[0]);
	close(ends[1]);
}

static void standard(void)
{
	SHOW(dup2(1, 9));
	fflush(stdout);
	close(1);
	int fd = open("captured", O_RDWR | O_CREAT, 0644);
	printf("into the file\n");
	fflush(stdout);
	dup2(9, 1);
	close(9);
	SHOW(fd);
	char buf[32] = { 0 };
	fd = open("captured", O_RDONLY);
	SHOW(read(fd, buf, sizeof buf));
	printf("%s", buf);
	close(fd);
}

int main(void)
{
	copies();
	flags();
	numbers();
	standard();
	return 0;
}
