/** A call that ended by a C++ exception: kernel/cores/base.c puts its what() where the call's texts were. */
import { printable } from '../../runtime/printable.js';

export class Thrown extends Error {
  /** `what`: undefined where no text is there, because the image wrote over it. */
  constructor(what: string | undefined) {
    super(printable(what ?? '', LONGEST));
  }
}

const LONGEST = 4096;
