// driver: no
// native: no
/* Writes numbered records of 16 bytes for ever, in different ways, and says each number once its call has answered. Arguments: file, way. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	(void)argc;
	int way = atoi(argv[2]), fd = open(argv[1], O_RDWR | O_CREAT | (way == 3 ? O_APPEND : 0), 0600);
	char record[17], said[17];
	char *map = 0;
	if (way == 4) {
		ftruncate(fd, 1 << 20);
		map = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	}
	for (int i = 0; i < 1 << 16; i++) {
		sprintf(record, "record %08d\n", i);
		ssize_t r = 16;
		if (way == 0 || way == 3) r = write(fd, record, 16);
		if (way == 1) r = pwrite(fd, record, 16, 16ll * i);
		if (way == 2) r = writev(fd, (struct iovec[2]){ { record, 5 }, { record + 5, 11 } }, 2);
		if (way == 4) memcpy(map + 16 * i, record, 16), r = msync(map, 1 << 20, MS_SYNC) ? 0 : 16;
		if (way == 5) r = write(fd, record, 16), fsync(fd);
		if (r != 16) return 1;
		write(1, said, sprintf(said, "%d\n", i));
	}
	return 0;
}
