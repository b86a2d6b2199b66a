import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

// What an author reads who has got something wrong: the first line of what the compiler says, which editors show.

const test = suite('messages of the compiler');
const root = fileURLToPath(new URL('../../', import.meta.url));
const IMPORTS = `import { defineHook, drop, duplicate, hold, keep, kbps, option, replace } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';
`;

/** Wrong code, and what its only diagnostic begins with. */
const WRONG: readonly (readonly [code: string, message: RegExp])[] = [
  // Handlers.
  [
    "defineHook({ name: 'x', async preamble() { return drop('x'); } });",
    /^Type '\(\) => Promise<Verdict>' is not assignable to type '\(frame: .*, ctx: .*\) => VerdictOrNothing'\.$/,
  ],
  [
    "defineHook({ name: 'x', episode: async () => {} });",
    /^Type '\(\) => Promise<void>' is not .* => VerdictOrNothing'\.$/,
  ],
  ["defineHook({ name: 'x', async setup() {} });", /^Type '\(\) => Promise<void>' is not .* => Nothing'\.$/],
  ["defineHook({ name: 'x', async teardown() {} });", /^Type '\(\) => Promise<void>' is not .* => Nothing'\.$/],
  ["defineHook({ name: 'x', async onScenarioChange() {} });", /^Type '\(\) => Promise<void>' is not .* => Nothing'\.$/],
  ["defineHook({ name: 'x', preamble: () => 5 });", /^Type '\(\) => number' is not .* => VerdictOrNothing'\.$/],
  ["defineHook({ name: 'x', preamble: () => 'drop' });", /^Type '\(\) => string' is not .* => VerdictOrNothing'\.$/],
  [
    "defineHook({ name: 'x', preamble(frame) { if (frame.tcp) return false; } });",
    /=> false \| undefined' is not .* => VerdictOrNothing'\.$/,
  ],
  ["defineHook({ name: 'x', preamble: () => drop });", /=> Verdict' is not .* => VerdictOrNothing'\.$/],
  [
    "defineHook({ name: 'x', preamble: () => ({ kind: 'dropp', reason: 'a' }) });",
    /^Type '\(\) => \{ kind: "dropp"; reason: string; \}' is not .* => VerdictOrNothing'\.$/,
  ],
  // Verdicts and units.
  ['drop();', /^Expected 1 arguments, but got 0\.$/],
  ['drop(5);', /^Argument of type 'number' is not assignable to parameter of type 'string'\.$/],
  ['hold(5);', /^Argument of type 'number' is not assignable to parameter of type 'Nanos'\.$/],
  ["hold('5ms');", /^Argument of type 'string' is not assignable to parameter of type 'Nanos'\.$/],
  ['hold(kbps(5));', /^Argument of type 'BitRate' is not assignable to parameter of type 'Nanos'\.$/],
  ['duplicate(1, 5);', /^Argument of type 'number' is not assignable to parameter of type 'Nanos'\.$/],
  ['keep(5);', /^Argument of type 'number' is not assignable to parameter of type '\(ticket: Ticket\) => void'\.$/],
  ['replace(new Uint8Array(60));', /^Argument of type 'Uint8Array<ArrayBuffer>' .* of type 'Frame'\.$/],
  [
    "defineHook({ name: 'x', preamble(_, { after }) { after(5, () => {}); } });",
    /^Argument of type 'number' is not assignable to parameter of type 'Nanos'\.$/,
  ],
  [
    "defineHook({ name: 'x', preamble(_, { rng }) { rng.chance(0.5); } });",
    /^Argument of type 'number' is not assignable to parameter of type 'Ratio'\.$/,
  ],
  [
    "defineHook({ name: 'x', preamble(_, { stage }) { stage.set({ rate: 5 }); } });",
    /^Type 'number' is not assignable to type 'BitRate'\.$/,
  ],
  [
    "defineHook({ name: 'x', preamble(frame, { inject }) { inject(frame, { toward: 'backward' }); } });",
    /^Type '"backward"' is not assignable to type '"onward" \| "back"/,
  ],
  // Options.
  [
    "defineHook({ name: 'x', options: { chance: option.ratio('r', '1%') }, preamble(_, { options }) { options.chanse; } });",
    /^Property 'chanse' does not exist on type .*chance: Option<Ratio>.*\. Did you mean 'chance'\?$/,
  ],
  [
    "defineHook({ name: 'x', preamble(_, { options }) { options.chance; } });",
    /^Property 'chance' does not exist on type 'OptionValues<NoOptions>'\.$/,
  ],
  [
    "defineHook({ name: 'x', options: { chance: 0.5 } });",
    /^Type 'number' is not assignable to type 'Option<unknown>'\.$/,
  ],
  ["option.ratio('r', 5);", /^Argument of type 'number' is not assignable to parameter of type 'string'\.$/],
  ["option.percent('r');", /^Property 'percent' does not exist on type /],
  [
    "rig(defineHook({ name: 'x', options: { share: option.ratio('r', '1%') } }), { options: { shre: '2%' } });",
    /'shre' does not exist in type .*Did you mean to write 'share'\?$/,
  ],
  // Which frames, what for, whose state.
  ["defineHook({ name: 'x', filter: /tcp/ });", /^Type 'RegExp' is not assignable to type 'string \| /],
  [
    "defineHook({ name: 'x', filter: { up: 'tcp' } });",
    /'up' does not exist in type '\{ readonly preamble\?: string; /,
  ],
  ["defineHook({ name: 'x', nth: [3] });", /^Type 'number\[\]' is not assignable to type 'string \| number'\.$/],
  ["defineHook({ name: 'x', every: true });", /^Type 'boolean' is not assignable to type 'string \| number'\.$/],
  [
    "defineHook({ name: 'x', needs: ['observ'] });",
    /^Type '"observ"' is not .*"observe".*\. Did you mean '"observe"'\?$/,
  ],
  [
    "defineHook({ name: 'x', needs: 'drop' });",
    /^Type 'string' is not assignable to type 'readonly \(.*"inject".*\)\[\]'\.$/,
  ],
  ["defineHook({ name: 'x', scope: 'flow' });", /^Type '"flow"' is not .*"link".*"run"/],
  ["defineHook({ name: 'x', order: 'first' });", /^Type '"first"' is not assignable to type '"pre" \| "post"'\.$/],
  // Keys.
  ["defineHook({ name: 'x', preample() {} });", /'preample' does not exist .*Did you mean to write 'preamble'\?$/],
  [
    "defineHook({ name: 'x', onScenarioChanged() {} });",
    /'onScenarioChanged' does not exist .*Did you mean to write 'onScenarioChange'\?$/,
  ],
  ['defineHook({ name: 5 });', /^Type 'number' is not assignable to type 'string'\.$/],
  ["defineHook({ name: 'x', columns: { a: 'f32' } });", /^Type '"f32"' is not assignable to type '"u8" \| .*"f64"'\.$/],
  [
    "defineHook({ name: 'x', columns: { a: 'f64' }, preamble(frame) { frame.my.b = 1; } });",
    /^Property 'b' does not exist on type .*a: number/,
  ],
  [
    "defineHook({ name: 'x', state: () => ({ n: 0 }), preamble(_, { state }) { state.m = 1; } });",
    /^Property 'm' does not exist on type '\{ n: number; \}'\.$/,
  ],
  ["defineHook({ name: 'x', preamble(frame) { frame.tcp.window = 5; } });", /^'frame\.tcp' is possibly 'undefined'\.$/],
  [
    "defineHook({ name: 'x', preamble(_, ctx) { ctx.random(); } });",
    /^Property 'random' does not exist on type 'Context</,
  ],
];

/** Second and later lines, which say what to write instead. */
const HINTS: readonly (readonly [code: string, message: RegExp])[] = [
  ['hold(5);', /a span, as in ms\(5\)/],
  ['hold(kbps(5));', /a rate, as in mbps\(5\).* is not .*a span, as in ms\(5\)/],
  ["defineHook({ name: 'x', preamble(_, { rng }) { rng.chance(0.5); } });", /a share, as in percent\(5\)/],
  ['defineHook({ preamble() {} });', /Property 'name' is missing/],
  [
    "defineHook({ name: 'x', preamble: () => ({ kind: 'dropp', reason: 'a' }) });",
    /'"dropp"' is not assignable to type '"drop"'/,
  ],
  ["defineHook({ name: 'x', async preamble() {} });", /'Promise<void>' is not assignable to type 'VerdictOrNothing'/],
];

/** What the compiler says of each of these, with the settings of this package. */
const diagnose = (codes: readonly string[]): string[][] => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const nameOf = (i: number): string => `${root}test/types/wrong-${i}.ts`;
  const sources = new Map(codes.map((code, i) => [nameOf(i), `${IMPORTS}${code}\n`]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = name => sources.has(name) || fileExists(name);
  host.readFile = name => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = sources.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, rest[0]);
  };
  const settings = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const program = ts.createProgram([...sources.keys()], settings, host);
  return codes.map((_, i) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(nameOf(i)))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
};

const told = diagnose([...WRONG, ...HINTS].map(([code]) => code));

WRONG.forEach(([code, message], i) => {
  test(`${code} is refused in words`, () => {
    assert.is(told[i]!.length, 1, `${told[i]!.join('\n') || 'it compiles'}`);
    const [first] = told[i]![0]!.split('\n');
    assert.match(first!, message);
    // Names of what types are made of say nothing to an author.
    assert.not.match(first!, /Record<string|\bany\b|unique symbol/);
  });
});

HINTS.forEach(([code, message], i) => {
  test(`${code} is told with what would do`, () => {
    assert.match(told[WRONG.length + i]!.join('\n').split('\n').slice(1).join(' '), message);
  });
});

test('what is right compiles', () => {
  const [right] = diagnose([
    `export default defineHook({
       name: 'right',
       options: { chance: option.ratio('r', '1%') },
       columns: { at: 'f64' },
       filter: { preamble: 'tcp' },
       nth: '3 of flow',
       needs: ['drop'],
       state: () => ({ n: 0 }),
       setup() {},
       preamble(frame, { rng, options, state }) {
         frame.my.at = ++state.n;
         return rng.chance(options.chance) ? drop('chance') : undefined;
       },
     });`,
  ]);
  assert.equal(right, []);
});

test.run();
