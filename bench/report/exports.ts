// Where a report goes: files by their endings, or standard output by the name of a form.
import type { Report } from './document.js';

type Writer = (report: Report) => string | Promise<string>;

/** By ending. */
const writers: Readonly<Record<string, () => Writer>> = {
  json: () => (require('./json.js') as typeof import('./json.js')).toJson,
  csv: () => (require('./csv.js') as typeof import('./csv.js')).toCsv,
  md: () => (require('./markdown.js') as typeof import('./markdown.js')).toMarkdown,
  html: () => (require('./html.js') as typeof import('./html.js')).toHtml,
  svg: () => (require('./picture.js') as typeof import('./picture.js')).toSvg,
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
  const form = /\.([a-z]+)$/i.exec(text)?.[1]?.toLowerCase();
  if (form !== undefined && form in writers) return { form, file: text };
  throw new Error(`expected a file that ends in .${Object.keys(writers).join(', .')}, or ${[...printed].join(', ')}, got "${text}"`);
}

export const render = async (report: Report, { form }: Export): Promise<string> => writers[form]!()(report);
