/* The page allocator. Counts are pages of PAGE_SIZE_ bytes. */
#ifndef HERMIT_PAGES_H
#define HERMIT_PAGES_H
#include "kernel.h"
/* n pages, first one at a multiple of `align` pages, filled with zero on request; NULL when there is no such run. */
void *pages_alloc(uint32_t n, uint32_t align, int zero);
void pages_free(void *at, uint32_t n);
/* Takes the `more` pages behind the n at `at` too, zeroed, if they are free: 1, else 0. */
int pages_extend(void *at, uint32_t n, uint32_t more);
/* 1 if all n pages are handed out. */
int pages_owned(void *at, uint32_t n);
/* Hands out these n pages, as they are, whether they are free or not: 0, or -ENOMEM outside the heap. `only_free`: -EEXIST if one is not. */
long pages_claim(void *at, uint32_t n, int only_free);
/* As pages_free, for any range: what lies outside the heap is passed over. */
void pages_drop_range(void *at, uint32_t n);
#endif
