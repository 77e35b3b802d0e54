/* musl's passes on its caller's address, which WebAssembly does not tell. Nobody asks for it: no library is ever loaded. */
#include <dlfcn.h>

extern void *__dlsym(void *restrict, const char *restrict, void *restrict);

void *dlsym(void *restrict handle, const char *restrict name) { return __dlsym(handle, name, 0); }
