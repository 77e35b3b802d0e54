// What may keep a program from being measured, told apart by who can do something about it.

/** Something that the machine lacks: a compiler, a library, a tool. Clearly absent, and no failure. */
export class Absent extends Error {}

/** A program that trapped, hung, failed or answered nonsense. */
export class Failed extends Error {}

/** Ctrl-C. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}
