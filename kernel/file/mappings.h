#ifndef HERMIT_MAPPINGS_H
#define HERMIT_MAPPINGS_H
#include <stdint.h>
/* Files in memory: see file/mapfile.c. */
long map_file(void *at, uint32_t size, int prot, int flags, int fd, uint32_t page);
void unmap_files(void *at, uint32_t size);
#endif
