#ifndef HERMIT_MAPPINGS_H
#define HERMIT_MAPPINGS_H
#include <stdint.h>
/* Files in memory: see file/mapfile.c. */
long map_file(void *at, uint32_t size, int prot, int flags, int fd, uint32_t page);
void unmap_files(void *at, uint32_t size);
/* Where this part of the file is mapped as shared already, now once more; 0: nowhere. */
long map_again(uint32_t size, int prot, int fd, uint32_t page);
/* 1: the range is mapped by others too, and stays. */
int unmap_again(char *at, uint32_t size);
#endif
