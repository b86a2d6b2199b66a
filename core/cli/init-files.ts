import { GRAPH_PLAN } from './init-graph.js';

/**
 * What `hookline init` writes. A line of the plan that begins with # and no space is a setting that is off: without
 * its # the plan is sound still, whichever one it is (a test tries them all).
 */
export interface InitFile {
  readonly name: string;
  readonly text: string;
}

/** One link, or a graph of stages. */
export type Template = 'link' | 'graph';

/** `schema` is where docs/plan.schema.json lies, as an editor finds it from the plan; undefined: nowhere. */
export const initFiles = (schema: string | undefined, template: Template = 'link'): InitFile[] => [
  {
    name: 'plan.yaml',
    text: `${schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`}${PLANS[template]}`,
  },
  { name: 'scenario.csv', text: SCENARIO },
  { name: 'hook.ts', text: HOOK },
];

const LINK_PLAN = `# An experiment. Lines that begin with # and no space are settings that are off: take the # away to have them.
# All settings: docs/plan.md; what a link can do to frames: docs/effects.md. hookline check plan.yaml tells what it comes to.
hookline: 1 # version of this format
seed: 1 # every random draw follows from it
duration: 30s
#startup: first-packet # what starts the scenario; app-start unless told

link: # between client and server; all of this may stand under up or down as well, for one direction
  scenario: scenario.csv # rate, delay and route over time
  #scenarioEnd: loop # after the last row: hold, loop, or end the run
  #rate: 20Mbit/s # instead of the scenario's, and of a scenario; 0 stands still, unlimited takes no time
  #delay: 15ms # one way; instead of the scenario's
  #queue: codel # auto (2 x delay x rate) unless told; 64KiB, 100 frames, 20ms, drop-head, infinite, red, pie, fq-codel …
  #reconfiguration: { delay: 20ms, mode: gsl } # the link stands still when the route changes; all: what is under way, too
  #mtu: 1280 # larger packets are fragmented, or answered by ICMP
  #capacity: 1000 frames # the most the link holds, waiting and under way
  #pacing: { model: token-bucket, burst: 32KiB } # clock unless told; trace (Mahimahi's), jiffy
  #loss: { model: gilbert, chance: 1%, burst: 4 } # or 1%; outages, patterns, other models
  #ber: 1e-7 # bad bits, found by the frame's check sequence
  #corrupt: 0.1% # frames that go on with a flipped bit
  #duplicate: 0.5% # frames that arrive twice
  #jitter: { span: 2ms, distribution: normal } # variation of the delay
  #delayTrace: "1.5\\n2\\n4.5" # a delay in ms for each frame, added to the link's; usually a path
  #slot: { min: 1ms, max: 3ms, packets: 16 } # frames go on in bursts, as over Wi-Fi
  #reorder: 1% # frames that others overtake
  #up: { queue: 256KiB } # client to server
  #down: { loss: 0.1% } # server to client

#groups: { ends: [up, down] } # names for several stages, for hooks to stand at
hooks: # your TypeScript on both ends of each direction, in this order
  - use: ./hook.ts # a path, or the name of a hook that comes along: attacker, logger, mutator, noop, pcap-tap
    at: up # up, down or both
    options: { chance: 0.5% }
    #filter: tcp port 5201 # only these frames reach it: docs/filter.md
    #every: 10 of flow # of these only every tenth of each flow; or nth: 3, 1-5
    #rights: [observe, drop] # what it may do, of observe, delay, drop, modify, inject; all unless told
    #budget: { frames: 1000, bytes: 1MB } # and how much
    #timeBudget: 50us # what a call may take on the average; past it a warning, or onSlow: detach
    #onError: detach # when it throws: stop the run (unless told), drop or pass the frame, or detach the hook
  #- logger

traffic: # in virtual time; a run in real time has programs instead
  - { kind: tcp, from: client, congestion: cubic }
  #- { kind: cbr, from: server, rate: 2Mbit/s, size: 1200 }
  #- { kind: poisson, from: server, rate: 1Mbit/s }
  #- { kind: bursts, from: client, burst: 20, every: 200ms }
  #- { kind: request-response, from: client, request: 200B, response: 20kB, think: 100ms }

#ports: { client: {}, server: {} } # in virtual time: client: { pcap: FILE } has the frames of a capture enter there
#captures: [up] # what leaves or dies there, with --out; all in virtual time unless told
#expect: [ validity = valid, stages.up.lost <= 1%, hooks.segment-thief.stolen > 0 ] # else the exit code is 1
#hookMemory: 256MiB # what the hooks of one lane may fill, in real time
#lanes: 1 # threads of a run in real time; auto, as many as may be, unless told
#store: { memory: auto, slot: 2KiB } # memory for frames
`;

const PLANS: Readonly<Record<Template, string>> = { link: LINK_PLAN, graph: GRAPH_PLAN };

const SCENARIO = `# The link over time: each row holds until the next one. A new RouteID is a new path, on which frames may overtake.
# More columns, such as Loss[%] and Jitter[ms]: docs/scenario.md
Time[ms],RouteID,Delay[ms],Btldr[Mbps]
0,0,25.0,20.0
10000,1,18.5,30.0
20000,1,18.5,8.0
`;

const HOOK = `import { defineHook, drop, option } from 'hookline/sdk';

/** Drops a share of the TCP segments that carry data. */
export default defineHook({
  name: 'segment-thief',
  about: 'Drops a share of the TCP segments that carry data.',
  options: { chance: option.ratio('share of the segments to drop', '0.5%') },
  /** On entry to the link; \`episode\` is on exit. What it returns is the frame's fate: nothing, and it goes on. */
  preamble(frame, { options, rng, count }) {
    const { tcp } = frame;
    if (tcp === undefined || tcp.payloadLength === 0) return;
    count('segments');
    if (rng.chance(options.chance)) return drop('stolen');
  },
});
`;
