/*
 * What clang's setjmp lowering calls (-wasm-enable-sjlj): the environment remembers which activation of which function called
 * setjmp and at which place; longjmp throws the tag __c_longjmp with the environment and the value, and the function that finds
 * its own environment takes it.
 */
#include <stdint.h>

__asm__(".globl __c_longjmp\n.tagtype __c_longjmp i32\n__c_longjmp:\n");

struct environment {
	void *activation;
	uint32_t label;
	struct {
		void *environment;
		int value;
	} thrown;
};

void __wasm_setjmp(void *environment, uint32_t label, void *activation)
{
	struct environment *e = environment;
	e->activation = activation;
	e->label = label;
}

uint32_t __wasm_setjmp_test(void *environment, void *activation)
{
	struct environment *e = environment;
	return e->activation == activation ? e->label : 0;
}

_Noreturn void __wasm_longjmp(void *environment, int value)
{
	struct environment *e = environment;
	e->thrown.environment = environment;
	e->thrown.value = value ? value : 1;
	__builtin_wasm_throw(1, &e->thrown);
}
