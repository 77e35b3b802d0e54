// What a row says in the tables of all forms: texts, in a unit that fits.
import type { Interval, Row } from '../model.js';
import { number, reached } from '../support/rows.js';
import { fit } from './units.js';

/** Who a row is compared with where it does not say: the same source, compiled for the machine. */
export const USUAL = 'native';

export interface RowCells {
  name: string;
  image: string;
  /** Of whom the image is compared with. */
  baseline: string;
  /** Who that is; empty where there is none. */
  against: string;
  /** The ratio; or what is judged, where that is neither the ratio nor the image's own figure. */
  value: string;
  /** 95 % confidence interval of the ratio, or of the image's figure. */
  spread: string;
  /** What is wanted. */
  bar: string;
  /** `yes`, `NO`, or nothing. */
  verdict: string;
}

export function verdict(row: Row): string {
  const good = reached(row);
  return good === null ? '' : good ? 'yes' : 'NO';
}

/** Behind a number: a factor without a space, of units such as 1/s what they divide by. */
const suffix = (unit: string): string => (unit === '×' ? unit : unit === '' ? '' : ` ${unit.replace(/^1\//, '/')}`);

/** A figure in the unit that fits it: `5.85 ms`. */
export function quantity(value: number | null, unit: string): string {
  if (value === null) return '';
  const { unit: to, factor } = fit(value, unit);
  return number(value * factor) + suffix(to);
}

/** A range in the unit that fits its upper end. */
function range({ low, high }: Interval, unit: string): string {
  const { unit: to, factor } = fit(Math.max(Math.abs(low), Math.abs(high)), unit);
  const [from, till] = [number(low * factor), number(high * factor)];
  // A dash would look like a minus.
  return (low < 0 ? `${from} to ${till}` : `${from}–${till}`).replaceAll('-', '−') + suffix(to);
}

export function rowCells(row: Row): RowCells {
  const { image, native, value, spread, ratio, unit } = row;
  const isRatio = Boolean(ratio) && value !== null;
  const judged = isRatio ? '×' : unit;
  return {
    name: row.name,
    image: quantity(image, unit),
    baseline: quantity(native, unit),
    against: native === null && !isRatio ? '' : (row.against ?? USUAL),
    value: isRatio || value !== image ? quantity(value, judged) : '',
    spread: spread && (isRatio || image !== null) ? range(spread, judged) : '',
    bar: row.bar?.text ?? '',
    verdict: verdict(row),
  };
}
