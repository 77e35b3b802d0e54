// Copying between files, reserving space, and writing out.
// covers: sendfile64 copy_file_range fallocate fadvise64_64 fsync fdatasync sync
#include "check.h"
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static void contents(const char *path)
{
	char buf[64] = { 0 };
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, buf, sizeof buf - 1);
	printf("%s: %zd bytes \"%s\"\n", path, n, buf);
	close(fd);
}

int main(void)
{
	int from = open("from", O_RDWR | O_CREAT, 0644), to = open("to", O_RDWR | O_CREAT, 0644);
	write(from, "0123456789", 10);

	off_t at = 2;
	SHOW(sendfile(to, from, &at, 3));
	SHOW(at);
	SHOW(lseek(from, 0, SEEK_CUR));
	SHOW(sendfile(to, from, NULL, 5));
	SHOW(lseek(from, 5, SEEK_SET));
	SHOW(sendfile(to, from, NULL, 50));
	SHOW(lseek(from, 0, SEEK_CUR));
	SHOW(sendfile(to, 99, NULL, 1));
	SHOW(sendfile(99, from, NULL, 1));
	contents("to");

	SHOW(ftruncate(to, 0));
	SHOW(lseek(to, 0, SEEK_SET));
	off_t in = 1, out = 3;
	SHOW(copy_file_range(from, &in, to, &out, 4, 0));
	SHOW(in);
	SHOW(out);
	SHOW(lseek(from, 8, SEEK_SET));
	SHOW(copy_file_range(from, NULL, to, NULL, 100, 0));
	SHOW(copy_file_range(from, NULL, to, NULL, 100, 0));
	SHOW(copy_file_range(from, NULL, to, NULL, 1, 1));
	SHOW(copy_file_range(99, NULL, to, NULL, 1, 0));
	int reader = open("to", O_RDONLY);
	SHOW(copy_file_range(from, NULL, reader, NULL, 1, 0));
	close(reader);
	struct stat st;
	fstat(to, &st);
	SHOW(st.st_size);
	char buf[8];
	SHOW(pread(to, buf, 7, 0));
	for (int i = 0; i < 7; i++) printf("%02x ", (unsigned char)buf[i]);
	printf("\n");

	SHOW(posix_fallocate(to, 0, 4096));
	fstat(to, &st);
	SHOW(st.st_size);
	SHOW(posix_fallocate(to, 0, 100));
	fstat(to, &st);
	SHOW(st.st_size);
	RETURNS(posix_fallocate(to, -1, 100));
	RETURNS(posix_fallocate(to, 0, 0));
	RETURNS(posix_fallocate(99, 0, 1));
	RETURNS(posix_fadvise(to, 0, 0, POSIX_FADV_SEQUENTIAL));
	RETURNS(posix_fadvise(to, 0, 0, 77));
	RETURNS(posix_fadvise(99, 0, 0, POSIX_FADV_NORMAL));
	SHOW(fsync(to));
	SHOW(fdatasync(to));
	SHOW(fsync(99));
	SHOW(fdatasync(99));
	sync();
	return 0;
}
