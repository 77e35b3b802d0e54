/** For programs whose TypeScript knows no DOM, which is where these types stand otherwise; with it, they add nothing. */
declare global {
  namespace WebAssembly {
    interface Memory {}
    interface Module {}
  }
}

export {};
