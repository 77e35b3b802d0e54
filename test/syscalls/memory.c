// Pages: mapping, growing, moving, and what is said about them.
// covers: brk munmap mremap mmap2 mprotect msync mlock munlock mlockall munlockall mincore madvise memfd_create
#include "check.h"
#include "raw.h"
#include <fcntl.h>
#include <sys/mman.h>

#define PAGE 65536

static int zero(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i]) return 0;
	return 1;
}

static void anonymous(void)
{
	unsigned char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	YES(p != MAP_FAILED && (uintptr_t)p % 4096 == 0);
	YES(zero(p, 4 * PAGE));
	memset(p, 7, 4 * PAGE);
	SHOW(munmap(p + PAGE, PAGE));
	YES(p[0] == 7 && p[2 * PAGE] == 7);
	SHOW(munmap(p, PAGE));
	SHOW(munmap(p + 2 * PAGE, 2 * PAGE));
	SHOW(munmap(p + 1, PAGE));
	SHOW(munmap(p, 0));
	p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	YES(zero(p, 4 * PAGE));
	SHOW((long)mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	SHOW((long)mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0));
	SHOW((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0));
	unsigned char *again = mmap(p, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	YES(again == p);
	memset(p, 9, 4 * PAGE);
	again = mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	YES(again == p + PAGE && zero(again, PAGE) && p[0] == 9 && p[2 * PAGE] == 9);
	SHOW(munmap(p, 4 * PAGE));
}

static void moving(void)
{
	unsigned char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < PAGE; i++) p[i] = i * 7;
	unsigned char *q = mremap(p, PAGE, 8 * PAGE, MREMAP_MAYMOVE);
	YES(q != MAP_FAILED);
	int wrong = 0;
	for (int i = 0; i < PAGE; i++) wrong += q[i] != (unsigned char)(i * 7);
	SHOW(wrong);
	YES(zero(q + PAGE, 7 * PAGE));
	unsigned char *r = mremap(q, 8 * PAGE, 2 * PAGE, 0);
	YES(r == q && r[5] == 35);
	SHOW((long)mremap(r, 2 * PAGE, 0, 0));
	SHOW((long)mremap(r + 1, PAGE, PAGE, 0));
	SHOW(munmap(r, 2 * PAGE));
}

static void files(void)
{
	int fd = open("mapped", O_RDWR | O_CREAT, 0644);
	char text[] = "the text of a file";
	write(fd, text, sizeof text);
	char *p = mmap(NULL, sizeof text, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	YES(p != MAP_FAILED);
	printf("%s\n", p);
	YES(zero((unsigned char *)p + sizeof text, 4096 - sizeof text));
	p[0] = 'T';
	char buf[32] = { 0 };
	pread(fd, buf, 18, 0);
	printf("%s\n", buf);
	SHOW(munmap(p, sizeof text));
	p = mmap(NULL, sizeof text, PROT_READ, MAP_SHARED, fd, 0);
	YES(p != MAP_FAILED && !strcmp(p, text));
	SHOW(munmap(p, sizeof text));
	p = mmap(NULL, sizeof text, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	YES(p != MAP_FAILED);
	memcpy(p, "THE", 3);
	SHOW(msync(p, sizeof text, MS_SYNC));
	pread(fd, buf, 18, 0);
	printf("%s\n", buf);
	memcpy(p + 4, "TEXT", 4);
	SHOW(munmap(p, sizeof text));
	pread(fd, buf, 18, 0);
	printf("%s\n", buf);
	SHOW((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 1));
	ftruncate(fd, 3 * PAGE);
	pwrite(fd, "second", 7, PAGE);
	p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, PAGE);
	YES(p != MAP_FAILED && !strcmp(p, "second"));
	munmap(p, PAGE);
	close(fd);
	int reader = open("mapped", O_RDONLY);
	SHOW((long)mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0));
	close(reader);
	int dir = open(".", O_RDONLY);
	SHOW((long)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, dir, 0));
	close(dir);
}

static void advice(void)
{
	unsigned char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(p, 1, 2 * PAGE);
	SHOW(mprotect(p, PAGE, PROT_READ | PROT_WRITE));
	SHOW(madvise(p, PAGE, MADV_NORMAL));
	SHOW(madvise(p, PAGE, MADV_WILLNEED));
	SHOW(madvise(p, PAGE, MADV_DONTNEED));
	YES(zero(p, PAGE) && p[PAGE] == 1);
	SHOW(madvise(p, PAGE, 7777));
	SHOW(madvise(p + 1, PAGE, MADV_NORMAL));
	SHOW(msync(p, PAGE, MS_ASYNC));
	SHOW(msync(p, PAGE, 77));
	SHOW(msync(p + 1, PAGE, MS_SYNC));
	SHOW(mlock(p, 4096));
	SHOW(munlock(p, 4096));
	SHOW(mlockall(0));
	SHOW(mlockall(77));
	SHOW(munlockall());
	unsigned char resident[512] = { 0 };
	p[0] = 1;
	SHOW(mincore(p, PAGE, resident));
	YES(resident[0] & 1);
	SHOW(mincore(p + 1, PAGE, resident));
	SHOW(munmap(p, 2 * PAGE));
}

static void heap_end(void)
{
	char *start = (char *)syscall(SYS_brk, 0);
	YES(start != (char *)0);
	char *end = (char *)syscall(SYS_brk, start + 4 * PAGE);
	YES(end == start + 4 * PAGE);
	YES(zero((unsigned char *)start, 4 * PAGE));
	memset(start, 3, 4 * PAGE);
	YES((char *)syscall(SYS_brk, start + PAGE) == start + PAGE);
	YES((char *)syscall(SYS_brk, 1) == start + PAGE);
	YES((char *)syscall(SYS_brk, start + 2 * PAGE) == start + 2 * PAGE);
	YES(start[0] == 3 && start[PAGE] == 0);
}

static void memory_files(void)
{
	int fd = syscall(SYS_memfd_create, "scratch", 1);
	YES(fd >= 0);
	SHOW(write(fd, "in memory", 9));
	char buf[16] = { 0 };
	SHOW(pread(fd, buf, 9, 0));
	printf("%s\n", buf);
	SHOW(ftruncate(fd, 2));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(close(fd));
	SHOW(syscall(SYS_memfd_create, "scratch", 0x10000));
}

int main(void)
{
	anonymous();
	moving();
	files();
	advice();
	heap_end();
	memory_files();
	return 0;
}
