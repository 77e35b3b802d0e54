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
  for (const match of stack.matchAll(/:wasm-function\[(\d{1,8})\]:0x([0-9a-f]{1,8})\b/g)) {
    frames.push({ functionIndex: Number(match[1]), offset: Number.parseInt(match[2]!, 16) });
    if (frames.length === FRAMES_MAX) break;
  }
  return frames;
}
