// Several buffers in one call.
// covers: readv writev preadv pwritev
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
	char one[4] = { 0 }, two[8] = { 0 }, three[32] = { 0 };
	struct iovec out[] = { { "abc", 3 }, { "", 0 }, { "defghij", 7 }, { "k", 1 } };
	struct iovec in[] = { { one, 3 }, { two, 6 }, { three, 30 } };
	int fd = open("v", O_RDWR | O_CREAT, 0644);
	SHOW(writev(fd, out, 4));
	SHOW(writev(fd, out, 0));
	SHOW(readv(fd, in, 3));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(readv(fd, in, 3));
	printf("%s|%s|%s\n", one, two, three);
	SHOW(pwritev(fd, out, 4, 2));
	memset(three, 0, sizeof three);
	SHOW(preadv(fd, in, 3, 1));
	printf("%s|%s|%s\n", one, two, three);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(preadv(fd, in, 3, -1));
	SHOW(pwritev(fd, out, 4, -1));
	SHOW(preadv(fd, in, 3, 100));
	SHOW(readv(fd, in, -1));
	SHOW(writev(fd, out, -1));
	SHOW(writev(fd, out, IOV_MAX + 1));
	SHOW(readv(99, in, 3));
	SHOW(writev(99, out, 4));
	close(fd);

	struct iovec many[IOV_MAX];
	for (int i = 0; i < IOV_MAX; i++) many[i] = (struct iovec){ "x", 1 };
	fd = open("many", O_RDWR | O_CREAT, 0644);
	SHOW(writev(fd, many, IOV_MAX));
	SHOW(lseek(fd, 0, SEEK_END));
	close(fd);

	int ends[2];
	SHOW(pipe(ends));
	SHOW(writev(ends[1], out, 4));
	memset(two, 0, sizeof two);
	memset(three, 0, sizeof three);
	SHOW(readv(ends[0], in, 3));
	printf("%s|%s|%s\n", one, two, three);
	SHOW(pwritev(ends[1], out, 4, 0));
	SHOW(preadv(ends[0], in, 3, 0));
	return 0;
}
