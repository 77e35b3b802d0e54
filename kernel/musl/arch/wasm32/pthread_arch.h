static inline uintptr_t __get_tp(void) { return (uintptr_t)__builtin_wasm_tls_base(); }

#define TLS_ABOVE_TP
#define GAP_ABOVE_TP 0

#define MC_PC pc
