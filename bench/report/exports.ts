// Where a report goes: files by their endings, or standard output by the name of a form.
import type { Comparison } from './compare.js';
import type { Report } from './document.js';

/** What a report is compared with: pages and tables have a part for it, data have none. */
export interface Against {
  file: string;
  comparison: Comparison;
}

type Writer = (report: Report, against?: Against) => string | Promise<string>;

/** By ending; loaded when they are used. */
const writers: Readonly<Record<string, () => Promise<Writer>>> = {
  'rows.json': async () => (await import('./json.js')).toRowsJson,
  json: async () => (await import('./json.js')).toJson,
  csv: async () => (await import('./csv.js')).toCsv,
  md: async () => (await import('./markdown.js')).toMarkdown,
  html: async () => (await import('./html.js')).toHtml,
  svg: async () => (await import('./picture.js')).toSvg,
};
/** Forms that may go to standard output. */
const printed = new Set(['json', 'csv', 'md']);

export interface Export {
  form: string;
  /** Null: standard output. */
  file: string | null;
}

/** `json`, `csv`, `md`, or a file with one of the endings. @throws Error that says what was expected */
export function exportTo(text: string): Export {
  if (printed.has(text)) return { form: text, file: null };
  const form = Object.keys(writers).find((ending) => text.toLowerCase().endsWith(`.${ending}`));
  if (form !== undefined) return { form, file: text };
  throw new Error(
    `expected a file that ends in .${Object.keys(writers).join(', .')}, or ${[...printed].join(', ')}, got "${text}"`,
  );
}

export const render = async (report: Report, { form }: Export, against?: Against): Promise<string> =>
  (await writers[form]!())(report, against);
