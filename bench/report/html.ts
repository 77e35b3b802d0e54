import type { Report } from './document.js';
export async function toHtml(report: Report): Promise<string> { return String(report.version); }
