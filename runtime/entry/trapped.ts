/** How a trap is told: where, in bytes of the module. The engine's text of a stack has the names that a module gives its functions, of any length. */
import type { WasmFrame } from '../frames.js';
import type { CoreEnd } from '../messages.js';
import { printable } from '../printable.js';

/** A frame of the engine's. What it tells of WebAssembly is not in the types of JavaScript's. */
interface Site {
  getScriptNameOrSourceURL(): string | null;
  /** Of WebAssembly: the instruction's byte offset in the module. */
  getPosition(): number;
  /** Of WebAssembly: that of the function's body. */
  getEnclosingColumnNumber(): number;
}

/** What URLs of WebAssembly's scripts begin with. */
const WASM = 'wasm:';
/** Longest text of an exception. */
const MESSAGE_MAX = 500;

/** WebAssembly's frames of the module that threw; JavaScript's are left out, and so are those of the module that made a call. */
function framesOf(error: Error): WasmFrame[] {
  const { prepareStackTrace } = Error;
  let frames: WasmFrame[] = [];
  Error.prepareStackTrace = (_, sites) => {
    const wasm = (sites as unknown as Site[]).filter((site) => site.getScriptNameOrSourceURL()?.startsWith(WASM));
    const image = wasm[0]?.getScriptNameOrSourceURL();
    frames = wasm
      .filter((site) => site.getScriptNameOrSourceURL() === image)
      .map((site) => ({ offset: site.getPosition(), body: site.getEnclosingColumnNumber() }));
    return '';
  };
  try {
    // The engine makes the text when it is first asked for.
    void error.stack;
    return frames;
  } catch {
    return [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** The end of a core whose program has thrown. */
export function trapped(thrown: unknown, thread: number): CoreEnd {
  if (thrown instanceof Error)
    return { kind: 'trap', message: printable(thrown.message, MESSAGE_MAX), frames: framesOf(thrown), thread };
  return {
    kind: 'trap',
    message: `${typeof thrown === 'object' ? 'an exception' : 'a value'} was thrown`,
    frames: [],
    thread,
  };
}
