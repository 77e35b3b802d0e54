// WebAssembly frames in the text of a JavaScript error's stack.

export interface WasmFrame {
  /** Number of the function in its module. */
  functionIndex: number;
  /** Byte offset in the module of the instruction that trapped or called. */
  offset: number;
}

/** Frames beyond this are not kept: endless recursion has a hundred thousand. */
const FRAMES_MAX = 200;

/** WebAssembly frames of `error.stack`, innermost first; JavaScript's own are left out. */
export function parseStack(stack: string): WasmFrame[] {
  const frames: WasmFrame[] = [];
  // A called function has the module that calls it on its stack, too; what trapped is the image's.
  let image: string | undefined;
  for (const [, module, index, offset] of stack.matchAll(/([^\s(]*):wasm-function\[(\d{1,8})\]:0x([0-9a-f]{1,8})\b/g)) {
    image ??= module;
    if (module !== image) continue;
    frames.push({ functionIndex: Number(index), offset: Number.parseInt(offset!, 16) });
    if (frames.length === FRAMES_MAX) break;
  }
  return frames;
}
