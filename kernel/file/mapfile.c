/*
 * Files in memory. A mapping is read when it is made; a shared one that may be written goes back to its file at msync, munmap and
 * the program's end, because WebAssembly does not tell which pages were touched. Shared mappings of the same part of a file are the same memory,
 * so that each sees at once what another writes.
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include "core.h"
#include "fd.h"
#include "mappings.h"
#include "proxy.h"

#define MAPPINGS 64

static struct mapping {
	char *at;
	uint32_t size;
	struct file *file; /* NULL: none is here */
	uint64_t offset;
	uint64_t device, inode;
	int uses;   /* mmaps that have not been undone */
	int writes; /* it goes back to the file */
} mappings[MAPPINGS];
static volatile int mappings_lock;

static long transfer(long nr, int handle, char *at, uint32_t size, uint64_t offset)
{
	uint32_t done = 0;
	while (done < size) {
		uint64_t where = offset + done;
		long r = proxy_request(
			nr, handle, (long)(at + done), size - done, (long)where, where >> 32, 0);
		if (r < 0) return r;
		if (!r) break;
		done += r;
	}
	return 0;
}

static uint32_t whole_pages(uint32_t size) { return (size + PAGE_SIZE_ - 1) & -PAGE_SIZE_; }

/* What is written back to a file that appends would go to its end. */
static int may_write_back(struct file *file)
{
	long flags = proxy_request(__NR_fcntl64, file->handle, F_GETFL, 0, 0, 0, 0);
	return (flags & (O_ACCMODE | O_APPEND)) == O_RDWR;
}

static long visit(void *at, uint32_t size, int end);

long map_file(void *at, uint32_t size, int prot, int flags, int fd, uint32_t page)
{
	struct file *file = file_get(fd);
	if (!file) return -EBADF;
	uint64_t offset = (uint64_t)page * PAGE_SIZE_;
	/* Of the last page too, what another mapping of it may want. */
	size = whole_pages(size);
	long r = file->ops ? -ENODEV : transfer(__NR_pread64, file->handle, at, size, offset);
	if (r == -ESPIPE || r == -EISDIR) r = -ENODEV;
	int writes = prot & PROT_WRITE, kept = 0;
	struct stat st;
	if (!r && (flags & MAP_TYPE) != MAP_PRIVATE) {
		r = writes && !may_write_back(file)
			? -EACCES
			: proxy_request(__NR_fstat64, file->handle, (long)&st, 0, 0, 0, 0);
		lock(&mappings_lock);
		for (int i = 0; i < MAPPINGS && !r && !kept; i++)
			if (!mappings[i].file) {
				mappings[i] = (struct mapping){ at, size, file, offset, st.st_dev, st.st_ino, 1,
					writes };
				kept = 1;
			}
		unlock(&mappings_lock);
		if (!r && !kept && writes) r = -ENOMEM;
	}
	if (!kept) file_put(file);
	return r;
}

long map_again(uint32_t size, int prot, int fd, uint32_t page)
{
	struct file *file = file_get(fd);
	struct stat st;
	uint64_t offset = (uint64_t)page * PAGE_SIZE_;
	int writes = prot & PROT_WRITE;
	long at = 0;
	if (!file) return 0;
	if (file->ops || (writes && !may_write_back(file)) ||
		proxy_request(__NR_fstat64, file->handle, (long)&st, 0, 0, 0, 0) < 0) {
		file_put(file);
		return 0;
	}
	struct file *replaced = file;
	lock(&mappings_lock);
	for (int i = 0; i < MAPPINGS && !at; i++) {
		struct mapping *m = &mappings[i];
		if (!m->file || m->device != st.st_dev || m->inode != st.st_ino) continue;
		if (offset < m->offset || offset + whole_pages(size) > m->offset + m->size) continue;
		m->uses++;
		if (writes && !m->writes) {
			replaced = m->file;
			m->file = file;
			m->writes = 1;
		}
		at = (long)(m->at + (offset - m->offset));
	}
	unlock(&mappings_lock);
	file_put(replaced);
	return at;
}

int unmap_again(char *at, uint32_t size)
{
	int found = 0;
	lock(&mappings_lock);
	for (int i = 0; i < MAPPINGS && !found; i++) {
		struct mapping *m = &mappings[i];
		found = m->file && m->uses > 1 && at >= m->at && (uint32_t)(at - m->at) + size <= m->size;
		if (found) m->uses--;
	}
	unlock(&mappings_lock);
	if (found) visit(at, size, 0);
	return found;
}

/* Only what lies within the file: a mapping does not make it longer. */
static long write_back(const struct mapping *m, char *from, uint32_t size)
{
	struct stat st;
	long r = proxy_request(__NR_fstat64, m->file->handle, (long)&st, 0, 0, 0, 0);
	if (r < 0) return r;
	uint64_t offset = m->offset + (from - m->at);
	if ((uint64_t)st.st_size <= offset) return 0;
	uint64_t most = st.st_size - offset;
	return transfer(__NR_pwrite64, m->file->handle, from, size < most ? size : most, offset);
}

/* Writes back the parts of mappings in the range; `end` forgets them too. The first error. */
static long visit(void *at, uint32_t size, int end)
{
	char *from = at, *to = from + size;
	long failed = 0;
	for (int i = 0; i < MAPPINGS; i++) {
		lock(&mappings_lock);
		struct mapping m = mappings[i];
		int hit = m.file && m.at < to && from < m.at + m.size;
		/* What is cut off at one side stays mapped; a hole in the middle ends the part behind it. */
		if (hit && end) {
			if (from <= m.at && to >= m.at + m.size) mappings[i].file = 0;
			else if (from <= m.at) {
				mappings[i].offset += to - m.at;
				mappings[i].size -= to - m.at;
				mappings[i].at = to;
			} else mappings[i].size = from - m.at;
		}
		int gone = hit && end && !mappings[i].file;
		unlock(&mappings_lock);
		if (!hit) continue;
		char *first = from > m.at ? from : m.at, *last = to < m.at + m.size ? to : m.at + m.size;
		long r = m.writes ? write_back(&m, first, last - first) : 0;
		if (r < 0 && !failed) failed = r;
		if (gone) file_put(m.file);
	}
	return failed;
}

void unmap_files(void *at, uint32_t size) { visit(at, size, 1); }

void mappings_flush(void) { visit(0, UINT32_MAX, 0); }

SYSCALL(msync)
{
	if ((uint32_t)addr % PAGE_SIZE_ || flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
		(flags & MS_ASYNC && flags & MS_SYNC))
		return -EINVAL;
	if (range_bad(addr, size)) return -ENOMEM;
	long failed = visit(addr, size, 0);
	return flags & MS_ASYNC ? 0 : failed;
}
