/** Bytes of a page of WebAssembly memory. */
export const WASM_PAGE = 65536;
