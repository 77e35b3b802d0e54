// covers: mmap2 munmap msync
// Two shared mappings of one file, or of one shared memory object, show the same bytes.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void pair(int fd, int other)
{
	char text[16] = { 0 };
	char *a = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	char *b = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, other, 4096);
	const char *c = mmap(0, 8192, PROT_READ, MAP_SHARED, fd, 0);
	char *own = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	strcpy(a + 4096, "from a");
	printf("%s, %s\n", b, c + 4096);
	strcpy(b + 100, "from b");
	printf("%s, %s\n", a + 4196, c + 4196);
	strcpy(own, "private");
	printf("[%s]\n", a);
	printf("%d", munmap(b, 4096));
	printf(" %s", a + 4196);
	strcpy(a, "still");
	printf(" %d", munmap(a, 8192));
	printf(" %s", c);
	printf(" %d", munmap((void *)c, 8192));
	printf(" %d\n", munmap(own, 8192));
	pread(fd, text, sizeof text - 1, 4196);
	printf("%s in the file\n", text);
	/* Anew, it comes from the file. */
	pwrite(fd, "written", 8, 0);
	a = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	printf("%s\n", a);
	munmap(a, 8192);
}

int main(void)
{
	int fd = open("shared", O_RDWR | O_CREAT | O_TRUNC, 0600), other = open("shared", O_RDWR);
	ftruncate(fd, 8192);
	pair(fd, other);
	/* One for reading first, then one that writes. */
	int reads = open("shared", O_RDONLY);
	const char *first = mmap(0, 8192, PROT_READ, MAP_SHARED, reads, 0);
	char *second = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(second + 50, "seen");
	printf("%s\n", first + 50);
	msync(second, 8192, MS_SYNC);
	char text[8] = { 0 };
	pread(reads, text, 5, 50);
	printf("%s\n", text);
	munmap((void *)first, 8192);
	strcpy(second + 50, "last");
	munmap(second, 8192);
	pread(reads, text, 5, 50);
	printf("%s\n", text);
	unlink("shared");
	char name[64];
	snprintf(name, sizeof name, "/hermit-shared-%d", (int)getpid());
	fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	other = shm_open(name, O_RDWR, 0);
	ftruncate(fd, 8192);
	pair(fd, other);
	shm_unlink(name);
}
