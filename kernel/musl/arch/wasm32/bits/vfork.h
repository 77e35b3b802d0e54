/* Included by <unistd.h>. vfork returns twice, which only the caller's own frame can do: it calls setjmp. As a function vfork fails. */
#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE) || defined(_XOPEN_SOURCE)
#ifdef __cplusplus
extern "C" {
#endif
int __hermit_vfork_setjmp(void *) __asm__("setjmp") __attribute__((__returns_twice__));
void *__hermit_vfork_frame(void);
int __hermit_vfork_child(void);
int __hermit_vfork_parent(void);
#ifdef __cplusplus
}
#endif
#define vfork() \
	(__hermit_vfork_setjmp(__hermit_vfork_frame()) ? __hermit_vfork_parent() \
												   : __hermit_vfork_child())
#endif
