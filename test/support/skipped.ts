// At the end of the report: how many tests were skipped, and why. One that gives no reason fails the run: see needs.ts.
import type { Reporter, TestModule } from 'vitest/node';

const UNSAID = 'no reason given';

export default class Skipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = new Map<string, string[]>();
    for (const module of modules)
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        const note = result.state === 'skipped' ? result.note : undefined;
        const reason = /\(skipped: ([^)]*)\)/.exec(test.fullName)?.[1] ?? note ?? UNSAID;
        reasons.set(reason, [...(reasons.get(reason) ?? []), `${module.relativeModuleId}: ${test.fullName}`]);
      }
    for (const [reason, tests] of [...reasons].toSorted(([a], [b]) => a.localeCompare(b)))
      console.log(`Skipped, ${reason}: ${tests.length}`);
    // What `-t` leaves out was asked for.
    const unsaid = reasons.get(UNSAID);
    if (!unsaid || process.argv.some((arg) => /^(-t|--testNamePattern)/.test(arg))) return;
    process.exitCode = 1;
    console.error(`These tests were skipped and do not say why:\n${unsaid.map((test) => `  ${test}\n`).join('')}`);
  }
}
