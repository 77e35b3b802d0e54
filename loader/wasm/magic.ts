/** Whether these are the first bytes of a module in WebAssembly's binary format. */
export function looksLikeWasm(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
}
