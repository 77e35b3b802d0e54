/** Where a program was when it trapped. */

/** A function's call that had not returned, in bytes from the module's start. */
export interface WasmFrame {
  /** Of the instruction that trapped or called. */
  offset: number;
  /** Of the body of its function. */
  body: number;
}
