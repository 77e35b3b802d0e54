// Rows of the suite's table.
import { median } from '../support/measure.mjs';

export const least = (ratio) => ({ least: ratio, text: `≥ ${ratio}×` });
export const most = (ratio) => ({ most: ratio, text: `≤ ${ratio}×` });

/** A figure of two contestants' samples, either of which may be null, and how they compare. */
export function row(name, unit, scale, bar, [ours, figure], [theirs, other] = [null, '']) {
  const [a, b] = [ours && median(ours[figure]) * scale, theirs && median(theirs[other]) * scale];
  return { name, image: a, native: b, unit, value: a && b && a / b, bar };
}
