// A comparison as a part of the page: what changed as a plot, and all rows with effect sizes.
import type { RatiosPlot } from '../model.js';
import { CHANGE_HEAD, CHANGE_TEXT, type Change, changeCells, judgement, significant } from './compare.js';
import type { Against } from './exports.js';
import { type Cell, figure, folded, n, prose, table } from './page.js';
import type { Painter } from './plots.js';

/** Changes that are drawn, at most. */
const DRAWN = 40;

const READING = `Then and now are medians, of the ratios to the baseline where both reports have them. The change is the median over all pairs of a
sample of then and one of now (Hodges and Lehmann), with its 95 % confidence interval. The effect is Cliff's delta: in how many more pairs the
sample of now is larger than smaller, from −1 to 1, whatever the distribution. Chance is the probability of Mann and Whitney's test, two-sided; a
change counts below 0.01. Samples of one run are more alike than those of two, so it is a necessary sign and no proof.`;

/** How surely, then by how much: what changed most comes first. */
const order = (a: Change, b: Change): number =>
  Number(significant(b)) - Number(significant(a)) || Math.abs(Math.log(1 + b.worse)) - Math.abs(Math.log(1 + a.worse));

/** Times as they are, rates turned over, so that worse is on one side. */
export function changePlot(changes: readonly Change[]): RatiosPlot | null {
  const bars = changes
    .filter((c) => c.spread && c.times > 0 && significant(c))
    .slice(0, DRAWN)
    .map(({ suite, name, times, spread, better }) => {
      const turned = better === 'more';
      const { low, high } = spread!;
      return {
        name: `${suite}: ${name}`,
        value: turned ? 1 / times : times,
        spread: turned ? { low: 1 / high, high: 1 / low } : { low, high },
      };
    });
  return bars.length
    ? {
        kind: 'ratios',
        title: 'What changed',
        caption: `Rows whose change is no chance, the largest first${bars.length === DRAWN ? `, ${DRAWN} of them` : ''}. Rates are turned over, so that less is better everywhere.`,
        x: { label: 'now / then: left of 1 it got better', log: true },
        bars,
      }
    : null;
}

function judged(c: Change): Cell {
  const text = judgement(c);
  return { text, ...(significant(c) ? { look: c.worse > 0 ? 'bad' : 'good' } : {}) };
}

export function changeSection(painter: Painter, { file, comparison }: Against): string {
  const { onlyOld, onlyNow, remarks } = comparison;
  const changes = comparison.changes.toSorted(order);
  const sure = changes.filter(significant);
  const worse = sure.filter((c) => c.worse > 0).length;
  const noisy = changes.filter((c) => c.noisy).length;
  const plot = changePlot(changes);
  const notes = [
    ...remarks.map((remark) => `Other circumstances: ${remark}`),
    ...(onlyOld.length ? [`Only then: ${onlyOld.join('; ')}`] : []),
    ...(onlyNow.length ? [`Only now: ${onlyNow.join('; ')}`] : []),
  ];
  const head = CHANGE_HEAD.map((text, i) => (CHANGE_TEXT.has(i) ? { text } : n(text)));
  const lines = changes.map((c) => ({
    cells: changeCells(c).map((text, i) =>
      i === CHANGE_HEAD.length - 1 ? judged(c) : CHANGE_TEXT.has(i) ? { text } : n(text),
    ),
    ...(c.noisy ? { look: 'noisy' } : {}),
  }));
  return [
    '<section id="compared"><h2>Compared with an earlier report</h2>',
    prose(
      `Of ${changes.length} rows that are in \`${file}\` too, ${sure.length - worse} got better and ${worse} got worse; ${noisy} were too noisy to tell, and of the others the change may be chance.`,
    ),
    ...notes.map(prose),
    folded('How to read this', prose(READING)),
    ...(plot ? [figure(painter, plot)] : []),
    ...(changes.length ? [table(head, lines)] : ['<p>No row is in both.</p>']),
    '</section>',
  ].join('\n');
}
