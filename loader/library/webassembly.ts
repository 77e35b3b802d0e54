/** For programs whose TypeScript knows no DOM, which is where these types stand otherwise; with it, they add nothing. */
declare global {
  namespace WebAssembly {
    interface Memory {}
    interface Module {}
  }
}

/** Named, so that whoever has the library's types has these. */
export type IsleMemory = WebAssembly.Memory;
