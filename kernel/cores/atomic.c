/*
 * Atomic operations on objects that no instruction handles (long double, complex, structs): what clang calls for them. Locks are
 * chosen by address; the functions that take a size of 1, 2, 4 or 8 with natural alignment use instructions, because others do.
 */
#include <string.h>
#include "core.h"

#define LOCKS 64
static struct {
	_Alignas(64) volatile int lock;
} locks[LOCKS];

static volatile int *lock_of(const volatile void *p)
{
	return &locks[(uint32_t)p / 16 % LOCKS].lock;
}

#define NATIVE(size, T) if (n == size && !((uint32_t)p % size))

void __atomic_load_any(size_t n, const volatile void *p, void *result, int order) __asm__(
	"__atomic_load");
void __atomic_load_any(size_t n, const volatile void *p, void *result, int order)
{
	NATIVE(1, uint8_t)
	{
		*(uint8_t *)result = __atomic_load_n((uint8_t *)p, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(2, uint16_t)
	{
		*(uint16_t *)result = __atomic_load_n((uint16_t *)p, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(4, uint32_t)
	{
		*(uint32_t *)result = __atomic_load_n((uint32_t *)p, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(8, uint64_t)
	{
		*(uint64_t *)result = __atomic_load_n((uint64_t *)p, __ATOMIC_SEQ_CST);
		return;
	}
	volatile int *l = lock_of(p);
	lock(l);
	memcpy(result, (const void *)p, n);
	unlock(l);
}

void __atomic_store_any(size_t n, volatile void *p, const void *value, int order) __asm__(
	"__atomic_store");
void __atomic_store_any(size_t n, volatile void *p, const void *value, int order)
{
	NATIVE(1, uint8_t)
	{
		__atomic_store_n((uint8_t *)p, *(uint8_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(2, uint16_t)
	{
		__atomic_store_n((uint16_t *)p, *(uint16_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(4, uint32_t)
	{
		__atomic_store_n((uint32_t *)p, *(uint32_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(8, uint64_t)
	{
		__atomic_store_n((uint64_t *)p, *(uint64_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	volatile int *l = lock_of(p);
	lock(l);
	memcpy((void *)p, value, n);
	unlock(l);
}

void __atomic_exchange_any(size_t n, volatile void *p, const void *value, void *result,
	int order) __asm__("__atomic_exchange");
void __atomic_exchange_any(size_t n, volatile void *p, const void *value, void *result, int order)
{
	NATIVE(1, uint8_t)
	{
		*(uint8_t *)result = __atomic_exchange_n((uint8_t *)p, *(uint8_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(2, uint16_t)
	{
		*(uint16_t *)result = __atomic_exchange_n(
			(uint16_t *)p, *(uint16_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(4, uint32_t)
	{
		*(uint32_t *)result = __atomic_exchange_n(
			(uint32_t *)p, *(uint32_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	NATIVE(8, uint64_t)
	{
		*(uint64_t *)result = __atomic_exchange_n(
			(uint64_t *)p, *(uint64_t *)value, __ATOMIC_SEQ_CST);
		return;
	}
	volatile int *l = lock_of(p);
	lock(l);
	/* The result may be where the value is. */
	char old[n];
	memcpy(old, (const void *)p, n);
	memcpy((void *)p, value, n);
	memcpy(result, old, n);
	unlock(l);
}

#define EXCHANGE(T) \
	__atomic_compare_exchange_n( \
		(T *)p, (T *)expected, *(const T *)value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

_Bool __atomic_compare_exchange_any(size_t n, volatile void *p, void *expected, const void *value,
	int good, int bad) __asm__("__atomic_compare_exchange");
_Bool __atomic_compare_exchange_any(
	size_t n, volatile void *p, void *expected, const void *value, int good, int bad)
{
	NATIVE(1, uint8_t) return EXCHANGE(uint8_t);
	NATIVE(2, uint16_t) return EXCHANGE(uint16_t);
	NATIVE(4, uint32_t) return EXCHANGE(uint32_t);
	NATIVE(8, uint64_t) return EXCHANGE(uint64_t);
	volatile int *l = lock_of(p);
	lock(l);
	int same = !memcmp((const void *)p, expected, n);
	if (same) memcpy((void *)p, value, n);
	else memcpy(expected, (const void *)p, n);
	unlock(l);
	return same;
}

/* The same for 16 bytes by value. */
typedef unsigned __int128 wide;

wide __atomic_load_wide(const volatile void *p, int order) __asm__("__atomic_load_16");
wide __atomic_load_wide(const volatile void *p, int order)
{
	wide value;
	__atomic_load_any(16, p, &value, order);
	return value;
}

void __atomic_store_wide(volatile void *p, wide value, int order) __asm__("__atomic_store_16");
void __atomic_store_wide(volatile void *p, wide value, int order)
{
	__atomic_store_any(16, p, &value, order);
}

wide __atomic_exchange_wide(volatile void *p, wide value, int order) __asm__(
	"__atomic_exchange_16");
wide __atomic_exchange_wide(volatile void *p, wide value, int order)
{
	__atomic_exchange_any(16, p, &value, &value, order);
	return value;
}

_Bool __atomic_compare_exchange_wide(volatile void *p, void *expected, wide value, int good,
	int bad) __asm__("__atomic_compare_exchange_16");
_Bool __atomic_compare_exchange_wide(
	volatile void *p, void *expected, wide value, int good, int bad)
{
	return __atomic_compare_exchange_any(16, p, expected, &value, good, bad);
}

#define FETCH(name, expression) \
	wide __atomic_fetch_##name##_wide(volatile void *p, wide value, int order) __asm__( \
		"__atomic_fetch_" #name "_16"); \
	wide __atomic_fetch_##name##_wide(volatile void *p, wide value, int order) \
	{ \
		volatile int *l = lock_of(p); \
		lock(l); \
		wide old = *(volatile wide *)p; \
		*(volatile wide *)p = expression; \
		unlock(l); \
		return old; \
	}
FETCH(add, old + value)
FETCH(sub, old - value)
FETCH(and, old &value)
FETCH(or, old | value)
FETCH(xor, old ^ value)
FETCH(nand, ~(old &value))

_Bool __atomic_is_lock_free_any(size_t n, const volatile void *p) __asm__("__atomic_is_lock_free");
_Bool __atomic_is_lock_free_any(size_t n, const volatile void *p)
{
	return (n == 1 || n == 2 || n == 4 || n == 8) && !((uint32_t)p % n);
}
