import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const hook = fileURLToPath(new URL('../../../examples/01-demo/hook.ts', import.meta.url));

const PLAN = `
seed: 1
duration: 3s
link:
  scenario: |
    Time[ms],RouteID,Delay[ms],Btldr[Mbps]
    0,0,10,4
    1500,1,5,8
hooks:
  - { use: ${JSON.stringify(hook)}, at: down, options: { from: 2s, until: 2.2s } }
traffic:
  - { kind: request-response, request: 64B, response: 64B, think: 50ms }
  - { kind: tcp }
`;

/** Runs `work` with a three-second plan for the demo and a folder for its results, both gone afterwards. */
export const withShortDemo = async <T>(work: (planFile: string, out: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-demo-'));
  try {
    const planFile = join(folder, 'plan.yaml');
    writeFileSync(planFile, PLAN);
    return await work(planFile, join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true });
  }
};
