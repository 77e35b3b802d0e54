// What reading a module's debug information may cost: whoever made the module wrote every count and every reference in it.

/** Numbers, bytes of text and comparisons: a second of them at most. A program of a hundred thousand lines takes some millions. */
const STEPS = 12_000_000;
/** Things that are kept: abbreviations, attributes, lines and files of what was asked for. */
const KEPT = 300_000;

/** Thrown when it is used up. What was found before counts. */
export class OverBudget extends Error {}

export class Budget {
  constructor(
    private steps = STEPS,
    private kept = KEPT,
  ) {}

  spend(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0) throw new OverBudget('debug information that takes too long to read');
  }

  keep(things = 1): void {
    this.kept -= things;
    if (this.kept < 0) throw new OverBudget('debug information that takes too much to keep');
  }
}
