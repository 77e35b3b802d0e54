// driver: no
// native: no
/*
 * Writes in every way until there is no room, and compares what the calls said with what is in the file. Arguments: a folder on a small file system,
 * a seed.
 */
#include "check.h"
#include "random.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { BLOCK = 9 << 20 };
static char block[BLOCK], back[BLOCK];

/* One piece to the end of the file, which has `size` bytes. */
static ssize_t piece(int kind, int fd, int source, size_t size, size_t n)
{
	struct iovec two[3] = { { block + size, n / 3 }, { block + size + n / 3, n / 3 }, { block + size + n / 3 * 2, n - n / 3 * 2 } };
	off_t from = size, to = size;
	switch (kind) {
	case 0: return write(fd, block + size, n);
	case 1: return pwrite(fd, block + size, n, size);
	case 2: return writev(fd, two, 3);
	case 3: return pwritev(fd, two, 3, size);
	case 4: return copy_file_range(source, &from, fd, &to, n, 0);
	case 5: return sendfile(fd, source, &from, n);
	default: return write(fd, block + size, n);
	}
}

int main(int argc, char **argv)
{
	(void)argc;
	random_seed(atoi(argv[2]));
	for (unsigned i = 0; i < BLOCK; i++) block[i] = random_word();
	int source = open("/tmp/source", O_RDWR | O_CREAT, 0600);
	for (size_t n = 0; n < BLOCK;) n += write(source, block + n, BLOCK - n);
	chdir(argv[1]);
	for (int kind = 0; kind < 7; kind++) {
		int fd = open("file", O_RDWR | O_CREAT | O_TRUNC | (kind == 6 ? O_APPEND : 0), 0600);
		size_t size = 0, most = one_in(2) ? 6 << 20 : 30000;
		ssize_t r = 0;
		while (size < BLOCK) {
			size_t n = 1 + below(most);
			if (n > BLOCK - size) n = BLOCK - size;
			errno = 0;
			if ((r = piece(kind, fd, source, size, n)) <= 0) break;
			size += r;
		}
		int why = errno;
		struct stat st;
		fstat(fd, &st);
		size_t got = 0;
		for (ssize_t n; (n = pread(fd, back + got, BLOCK - got, got)) > 0;) got += n;
		printf("%d %s %s %s\n", kind, r < 0 ? error_name(why) : "0", (size_t)st.st_size == size && got == size ? "size" : "WRONG SIZE",
			memcmp(block, back, size) ? "WRONG BYTES" : "bytes");
		if ((size_t)st.st_size != size) printf("said %zu, has %lld\n", size, (long long)st.st_size);
		close(fd);
		unlink("file");
	}
	/* A mapping that finds no room says so. */
	int fd = open("mapped", O_RDWR | O_CREAT, 0600);
	ftruncate(fd, 4 << 20);
	char *map = mmap(0, 4 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	memset(map, 1, 4 << 20);
	errno = 0;
	printf("msync %s\n", msync(map, 4 << 20, MS_SYNC) ? error_name(errno) : "0");
	munmap(map, 4 << 20);
	close(fd);
	unlink("mapped");
	/* Names until there is no room: each that was made is there. */
	int made = 0, there = 0;
	char name[260];
	for (; made < 100000; made++) {
		sprintf(name, "%0200d", made);
		if ((made % 3 == 0 ? mkdir(name, 0700) : made % 3 == 1 ? symlink(name, name) : close(open(name, O_CREAT | O_EXCL, 0600)))) break;
	}
	struct stat st;
	for (int i = 0; i < made; i++) {
		sprintf(name, "%0200d", i);
		if (!lstat(name, &st)) there++;
		if (i % 3) unlink(name);
		else rmdir(name);
	}
	printf("names %s\n", made > 100 && made == there ? "are there" : "WRONG");
	return 0;
}
