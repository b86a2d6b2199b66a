/** Graph plans with faults: what is wrong, the text, and every fault as `line:column: message`. */
export const malformedGraphs: [what: string, text: string, ...faults: string[]][] = [
  [
    'a link and a graph',
    `link: { rate: 1Mbit/s }
stages: { a: }
topologies: {}
`,
    '2:1: stages: a plan has a link or topologies, not both (up and down are the stages of a link)',
    '3:1: topologies: a plan has a link or topologies, not both (up and down are the stages of a link)',
  ],
  [
    'stages without topologies and ports',
    `stages: { a: }
`,
    '1:1: topologies is missing: expected topologies by name',
    '1:1: ports is missing: expected ports by name',
  ],
  [
    'a misspelt section of a graph',
    `stages: { a: }
topologis: { t: }
ports: { x: }
`,
    "2:1: unknown setting 'topologis' (did you mean topologies?)",
  ],
  [
    'stages that are a list',
    `stages: [a]
ports: { x: }
topologies: {}
`,
    '1:9: stages: expected stages by name, found a list',
    '3:13: topologies: expected at least one',
  ],
  [
    'no ports and no stages',
    `stages: {}
ports:
topologies: { t: { path: [a], to: x } }
`,
    '1:9: stages: expected at least one',
    '2:1: ports: expected at least one',
    '3:15: topologies.t: no frames enter it: no port names it (as in from: PORT)',
    "3:27: topologies.t.path[0]: no stage 'a' (there is none)",
    "3:35: topologies.t.to: no port 'x' (there is learn)",
  ],
  [
    'a cycle',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: mid }
      - { stage: b, from: mid, to: far }
      - { stage: c, from: far, to: mid }
      - { stage: a, from: mid, to: out }
    dispatch: { mid: random }
    exits: { out: y }
`,
    '7:9: topologies.t.arcs[1]: a cycle: mid -> far -> mid, over the stages b, c (frames would go round for ever)',
  ],
  [
    'two cycles, one of a single arc',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: in }
      - { stage: b, from: p, to: q }
      - { stage: c, from: q, to: p }
    exits: {}
`,
    '6:9: topologies.t.arcs[0]: a cycle: in -> in, over the stages a (frames would go round for ever)',
    '7:9: topologies.t.arcs[1]: a cycle: p -> q -> p, over the stages b, c (frames would go round for ever)',
  ],
  [
    'a cycle of weights of zero and a filter that does not compile',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: p, weight: 0 }
      - { stage: b, from: in, to: q, weight: 0 }
      - { stage: c, from: q, to: in, match: udp prot 4 }
    dispatch: { in: weighted }
    exits: { p: y }
`,
    '6:46: topologies.t.arcs[0].weight: the weights of the arcs at in come to 0: none could ever be taken',
    '7:9: topologies.t.arcs[1]: a cycle: in -> q -> in, over the stages b, c (frames would go round for ever)',
    '8:45: topologies.t.arcs[2].match: a filter means nothing: one arc leaves q',
    "8:49: topologies.t.arcs[2].match: expected and, or or the end, found 'prot' (did you mean port?)",
  ],
  [
    'a stage in no topology',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies: { t: { path: [a, b], to: y } }
`,
    '1:21: stages.c: in no topology: no frame gets there (leave it out, or make it an arc)',
  ],
  [
    'a topology that no port has frames for',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t: { path: [a, b, c], to: y }
  u: { path: [a], to: x }
`,
    '5:3: topologies.u: no frames enter it: no port names it (as in from: x)',
  ],
  [
    'a vertex that no way leads to',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    entry: in
    arcs:
      - { stage: a, from: in, to: out }
      - { stage: b, from: mid, to: far }
      - { stage: c, from: far, to: out }
    exits: { out: y }
`,
    '8:27: topologies.t.arcs[1].from: no way leads from the entry in to mid',
    '8:36: topologies.t.arcs[1].to: no way leads from the entry in to far',
  ],
  [
    'several entries',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: out }
      - { stage: b, from: mid, to: out }
      - { stage: c, from: far, to: out }
    exits: { out: y }
`,
    '6:7: topologies.t.arcs: several entries: no arc leads to in, mid and far (say which: entry: in)',
  ],
  [
    'an entry that is not there',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    entry: on
    arcs:
      - { stage: a, from: in, to: out }
      - { stage: b, from: out, to: far }
      - { stage: c, from: far, to: end }
    exits: { end: y }
`,
    "5:12: topologies.t.entry: no vertex 'on' (did you mean in?)",
  ],
  [
    'an exit without a port',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: mid }
      - { stage: b, from: mid, to: out }
      - { stage: c, from: mid, to: end }
    dispatch: { mid: random }
    exits: { out: y }
`,
    '10:12: topologies.t.exits: no arc leaves end, and no port is its exit (as in exits: { end: y })',
  ],
  [
    'no exits at all',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: b }
      - { stage: b, from: b, to: c }
      - { stage: c, from: c, to: out }
`,
    '6:7: topologies.t.arcs: no arc leaves out, and no port is its exit (as in exits: { out: y })',
  ],
  [
    'an exit where frames go on',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: b }
      - { stage: b, from: b, to: c }
      - { stage: c, from: c, to: out }
    exits: { b: x, out: y }
`,
    '9:14: topologies.t.exits.b: no exit: an arc leaves b',
  ],
  [
    'an exit of a vertex that is not there',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: b }
      - { stage: b, from: b, to: c }
      - { stage: c, from: c, to: out }
    exits: { out: y, oot: y }
`,
    "9:22: topologies.t.exits: no vertex 'oot' (did you mean out?)",
  ],
  [
    'exits at ports that are not there',
    `stages: { a: , b: }
ports: { alice: { enter: [there, back] }, bob: }
topologies:
  there: { path: [a], to: blob }
  back:
    arcs: [{ stage: b, from: in, to: out }]
    exits: { out: { port: carol, dedupe: first } }
`,
    '2:27: ports.alice.enter[0]: takes every frame: those behind it never get one (put it last, or give it a filter)',
    "4:27: topologies.there.to: no port 'blob' (did you mean bob?)",
    "7:27: topologies.back.exits.out.port: no port 'carol' (there are alice, bob, learn)",
  ],
  [
    'stages that are not there',
    `stages: { fast: , slow: }
ports: { x: , y: }
topologies:
  t: { from: x, path: [fats, slow], to: y }
  u:
    from: y
    arcs: [{ stage: moon, from: in, to: out }, { stage: fast, from: out, to: end }]
    exits: { end: x }
`,
    "4:24: topologies.t.path[0]: no stage 'fats' (did you mean fast?)",
    "7:21: topologies.u.arcs[0].stage: no stage 'moon' (there are fast, slow)",
  ],
  [
    'a pair that is not there, and a stage that is its own',
    `stages: { fast: { pair: slwo }, slow: { pair: slow } }
ports: { x: , y: }
topologies: { t: { from: x, path: [fast, slow], to: y } }
`,
    "1:25: stages.fast.pair: no stage 'slwo' (did you mean slow?)",
    '1:47: stages.slow.pair: a stage is not its own way back (without a pair it goes straight to the port)',
  ],
  [
    'weights of zero',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out, weight: 0 }
      - { stage: c, from: fork, to: out, weight: 0 }
    dispatch: { fork: weighted }
    exits: { out: y }
`,
    '7:50: topologies.t.arcs[1].weight: the weights of the arcs at fork come to 0: none could ever be taken',
  ],
  [
    'weights of zero under back-pressure',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out, weight: 0 }
      - { stage: c, from: fork, to: out, weight: 0 }
    dispatch: { fork: { policy: back-pressure, base: weighted } }
    exits: { out: y }
`,
    '7:50: topologies.t.arcs[1].weight: the weights of the arcs at fork come to 0: none could ever be taken',
  ],
  [
    'weights that are none',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork, weight: many }
      - { stage: b, from: fork, to: out, weight: -1 }
      - { stage: c, from: fork, to: out, weight: }
    dispatch: { fork: weighted }
    exits: { out: y }
`,
    "6:49: topologies.t.arcs[0].weight: expected a weight from 0 to a billion, found 'many'",
    "7:50: topologies.t.arcs[1].weight: a weight cannot be negative: '-1'",
    '8:42: topologies.t.arcs[2].weight: expected a weight from 0, as in 3, found nothing',
  ],
  [
    'filters under a policy that has none',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork, match: udp }
      - { stage: b, from: fork, to: out, match: tcp }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: random }
    exits: { out: y }
`,
    '6:48: topologies.t.arcs[0].match: a filter means nothing: one arc leaves in',
    '7:49: topologies.t.arcs[1].match: a filter means nothing under the policy random (dispatch: { fork: match })',
  ],
  [
    'a filter that does not compile',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out, match: "udp prot 53" }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: match }
    exits: { out: y }
`,
    "7:54: topologies.t.arcs[1].match: expected and, or or the end, found 'prot' (did you mean port?)",
  ],
  [
    'a filter of a port that does not compile',
    `stages: { a: }
ports: { x: { enter: [{ match: host 10.0.0.999, topology: t }, t] }, y: }
topologies: { t: { path: [a], to: y } }
`,
    "2:37: ports.x.enter[0].match: '10.0.0.999' is no IPv4 address (as in 10.0.0.1)",
  ],
  [
    'no policy at a fork',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    exits: { out: y }
`,
    '6:7: topologies.t.arcs: nothing says which of the 2 arcs at fork a frame takes (as in dispatch: { fork: random })',
  ],
  [
    'no policy at a fork among others',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs: [{ stage: a, from: in, to: m }, { stage: b, from: in, to: m }, { stage: c, from: m, to: o }, { stage: c, from: m, to: o }]
    dispatch: { in: flood }
    exits: { o: y }
`,
    '6:15: topologies.t.dispatch: nothing says which of the 2 arcs at m a frame takes (as in dispatch: { m: random })',
  ],
  [
    'a policy nobody knows',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: wieghted }
    exits: { out: y }
`,
    "9:23: topologies.t.dispatch.fork: expected random or weighted or shortest-queue or greatest-free or lowest-drop-rate or greatest-adjusted-free or back-pressure or flood or match, found 'wieghted' (did you mean weighted?)",
  ],
  [
    'a policy that is a number',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: 7 }
    exits: { out: y }
`,
    "9:23: topologies.t.dispatch.fork: expected random or weighted or shortest-queue or greatest-free or lowest-drop-rate or greatest-adjusted-free or back-pressure or flood or match, found '7'",
  ],
  [
    'settings of other policies',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: { policy: flood, sticky: 1s, onFull: drop } }
    exits: { out: y }
`,
    '9:40: topologies.t.dispatch.fork.sticky: means nothing under the policy flood (it has no settings)',
    '9:52: topologies.t.dispatch.fork.onFull: means nothing under the policy flood (it has no settings)',
  ],
  [
    'a base without back-pressure, halfLife under random',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: { policy: random, base: random, halfLife: 1s, count: bytes } }
    exits: { out: y }
`,
    '9:41: topologies.t.dispatch.fork.base: means nothing under the policy random (what it goes by: onFull, sticky)',
    '9:55: topologies.t.dispatch.fork.halfLife: means nothing under the policy random (what it goes by: onFull, sticky)',
    '9:69: topologies.t.dispatch.fork.count: means nothing under the policy random (what it goes by: onFull, sticky)',
  ],
  [
    'back-pressure that is told what to do when full',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: { policy: back-pressure, base: shortest-queue, onFull: drop, smooth: yes, count: frames } }
    exits: { out: y }
`,
    '9:70: topologies.t.dispatch.fork.onFull: means nothing under the policy back-pressure (what it goes by: base, sticky, count)',
    '9:84: topologies.t.dispatch.fork.smooth: means nothing under the policy back-pressure (what it goes by: base, sticky, count)',
  ],
  [
    'back-pressure upon back-pressure',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: { policy: back-pressure, base: back-pressure } }
    exits: { out: y }
`,
    "9:54: topologies.t.dispatch.fork.base: expected random or weighted or shortest-queue or greatest-free or lowest-drop-rate or greatest-adjusted-free, found 'back-pressure'",
  ],
  [
    'a misspelt setting of a policy',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: { policy: weighted, smoth: yes } }
    exits: { out: y }
`,
    "9:43: unknown setting 'topologies.t.dispatch.fork.smoth' (did you mean smooth?)",
  ],
  [
    'settings without a policy',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: fork }
      - { stage: b, from: fork, to: out }
      - { stage: c, from: fork, to: out }
    dispatch: { fork: { sticky: 1s } }
    exits: { out: y }
`,
    '9:23: topologies.t.dispatch.fork.policy is missing: expected random or weighted or shortest-queue or greatest-free or lowest-drop-rate or greatest-adjusted-free or back-pressure or flood or match',
  ],
  [
    'a policy where one arc leaves, where none does, and where there is no vertex',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs:
      - { stage: a, from: in, to: mid }
      - { stage: b, from: mid, to: out }
      - { stage: c, from: mid, to: out }
    dispatch: { in: back-pressure, mid: flood, out: flood, mdi: random }
    exits: { out: y }
`,
    '9:17: topologies.t.dispatch.in: one arc leaves in: there is no choice (under back-pressure frames wait there for room)',
    '9:48: topologies.t.dispatch.out: frames leave at out: no arc does',
    "9:60: topologies.t.dispatch: no vertex 'mdi' (did you mean mid?)",
  ],
  [
    'more copies than a frame may have',
    `stages: { a: }
ports: { x: , y: }
topologies:
  t:
    from: x
    arcs: [{ stage: a, from: v0, to: v1 }, { stage: a, from: v0, to: v1 }, { stage: a, from: v0, to: v1 }, { stage: a, from: v0, to: v1 }, { stage: a, from: v0, to: v1 }, { stage: a, from: v1, to: v2 }, { stage: a, from: v1, to: v2 }, { stage: a, from: v1, to: v2 }, { stage: a, from: v1, to: v2 }, { stage: a, from: v1, to: v2 }, { stage: a, from: v2, to: v3 }, { stage: a, from: v2, to: v3 }, { stage: a, from: v2, to: v3 }, { stage: a, from: v2, to: v3 }, { stage: a, from: v2, to: v3 }]
    dispatch: { v0: flood, v1: flood, v2: flood }
    exits: { v3: y }
`,
    '7:15: topologies.t.dispatch: its floods make 125 copies of a frame: 64 at most (fewer arcs, or fewer floods one behind the other)',
  ],
  [
    'arcs and a path',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    path: [a, b, c]
    to: y
    arcs: [{ stage: a, from: in, to: out }]
    entry: in
`,
    '7:5: topologies.t.arcs: means nothing beside a path (a path is its stages, and to)',
    '8:5: topologies.t.entry: means nothing beside a path (a path is its stages, and to)',
  ],
  [
    'neither arcs nor a path',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t: { to: y }
`,
    '4:6: topologies.t: expected arcs, or a path and to (as in path: [STAGE], to: PORT)',
    '4:8: topologies.t.to: ends a path; of arcs the ends have names (as in exits: { out: PORT })',
  ],
  [
    'a path without its end',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t: { path: [a, b, c] }
`,
    '4:6: topologies.t: to is missing: expected a port, or learn (as in to: x)',
  ],
  [
    'an empty path, and no arcs',
    `stages: { a: }
ports: { x: { enter: [t] }, y: { enter: [u] } }
topologies: { t: { path: [], to: y }, u: { arcs: [] } }
`,
    '3:26: topologies.t.path: expected at least one stage (a stage may be without delay)',
    '3:50: topologies.u.arcs: expected at least one arc',
  ],
  [
    'an end of a path beside arcs',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t:
    arcs: [{ stage: a, from: in, to: b }, { stage: b, from: b, to: c }, { stage: c, from: c, to: out }]
    to: y
    exits: { out: y }
`,
    '6:5: topologies.t.to: ends a path; of arcs the ends have names (as in exits: { out: PORT })',
  ],
  [
    'an arc without its vertices',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t: { arcs: [{ stage: a }], exits: {} }
`,
    '4:15: topologies.t.arcs[0].from is missing: expected the name of a vertex, as in fork',
    '4:15: topologies.t.arcs[0].to is missing: expected the name of a vertex, as in fork',
  ],
  [
    'names with letters that have no place in them',
    `stages: { "a b": , ".c": , 7: , link: , all: }
ports: { x/y: , learn: }
topologies: { "t:u": { from: x/y, path: ["a b", ".c", 7, link, all], to: x/y }, "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn": { from: learn, path: [all], to: learn } }
`,
    "1:11: stages: ' ' has no place in a name: letters, digits, - and _ have",
    "1:20: stages: a name begins with a letter or a digit, unlike '.c'",
    "1:28: stages: a name has a letter in it, unlike '7'",
    "1:33: stages: 'link' means something else where a name stands (call it otherwise)",
    "1:41: stages: 'all' means something else where a name stands (call it otherwise)",
    "2:10: ports: '/' has no place in a name: letters, digits, - and _ have",
    "2:17: ports: 'learn' means something else where a name stands (call it otherwise)",
    "3:15: topologies: ':' has no place in a name: letters, digits, - and _ have",
    '3:81: topologies: a name has 64 letters at most',
  ],
  [
    'a vertex with such a name',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t: { arcs: [{ stage: a, from: "in put", to: out }], exits: { out: y } }
`,
    "4:33: topologies.t.arcs[0].from: ' ' has no place in a name: letters, digits, - and _ have",
  ],
  [
    'two topologies for the same frames',
    `stages: { a: , b: }
ports: { x: , y: }
topologies:
  t: { from: [x, y], path: [a], to: y }
  u: { from: x, path: [b], to: y }
`,
    '5:14: topologies.u.from: frames from x take t already (tell them apart: ports: { x: { enter: [{ match: FILTER, topology: u }] } })',
  ],
  [
    'a default twice said',
    `stages: { a: , b: }
ports:
  x: { enter: [u] }
  y:
topologies:
  t: { from: [x, y, y], path: [a], to: y }
  u: { path: [b], to: y }
`,
    '3:15: ports.x.enter: its last topology takes every frame, and topology t is from x (one of them is enough)',
    '6:21: topologies.t.from[2]: port y stands here twice',
  ],
  [
    'ways in that nothing takes',
    `stages: { a: , b: }
ports:
  x: { enter: [t, { match: udp, topology: u }] }
  y: { enter: [{ match: tcp, topology: v }, { topology: uu, match: udp }] }
topologies: { t: { path: [a], to: y }, u: { path: [b], to: y } }
`,
    '3:15: ports.x.enter: a frame that fits no filter has no way to go (let the name of a topology be the last)',
    '3:16: ports.x.enter[0]: takes every frame: those behind it never get one (put it last, or give it a filter)',
    '4:15: ports.y.enter: a frame that fits no filter has no way to go (let the name of a topology be the last)',
    "4:40: ports.y.enter[0].topology: no topology 'v' (there are t, u)",
    "4:57: ports.y.enter[1].topology: no topology 'uu' (did you mean u?)",
  ],
  [
    'a topology from a port that is not there',
    `stages: { a: }
ports: { alice: , bob: }
topologies: { t: { from: [alcie, carol], path: [a], to: bob } }
`,
    "3:27: topologies.t.from[0]: no port 'alcie' (did you mean alice?)",
    "3:34: topologies.t.from[1]: no port 'carol' (there are alice, bob)",
  ],
  [
    'addresses and interfaces twice',
    `stages: { a: }
ports:
  x: { host: h, ipv4: 10.0.0.1/24, mac: 02:00:00:00:00:01, interface: eth0 }
  y: { host: h, ipv4: 10.0.0.1/16, mac: 02-00-00-00-00-01, interface: eth0 }
  z: { ipv4: 10.0.0.1/24, ipv6: fd22::0:2/64 }
topologies: { t: { from: x, path: [a], to: z } }
`,
    '4:23: ports.y.ipv4: x has the address 10.0.0.1 as well',
    '4:41: ports.y.mac: x has the address 02:00:00:00:00:01 as well',
    '4:71: ports.y.interface: host h has an interface eth0 already, that of x',
    '5:14: ports.z.ipv4: x has the address 10.0.0.1 as well',
    '5:33: ports.z.ipv6: x has the address fd22::2 as well',
  ],
  [
    'addresses that are none',
    `stages: { a: }
ports:
  x: { ipv4: 10.0.0.1, ipv6: fd00::1, mac: 01:00:00:00:00:01, interface: a/b, attach: eth1 }
  y: { ipv4: 10.0.0.0/24, ipv6: ff02::1/64, mac: 2, interface: longer-than-linux-has, attach: netns:a/b }
topologies: { t: { from: x, path: [a], to: y } }
`,
    "3:14: ports.x.ipv4: an address needs the length of its network: '10.0.0.1' (as in 10.0.0.2/24)",
    "3:30: ports.x.ipv6: an address needs the length of its network: 'fd00::1' (as in fd00::2/64)",
    "3:44: ports.x.mac: an address of a group, not of one port: '01:00:00:00:00:01'",
    "3:74: ports.x.interface: no name of an interface: 'a/b' (1 to 15 letters, without blanks and / : @ %)",
    "3:87: ports.x.attach: expected netns:NAME, docker:CONTAINER or if:NAME, found 'eth1'",
    "4:14: ports.y.ipv4: the network itself, not a host's: '10.0.0.0/24'",
    "4:33: ports.y.ipv6: no host has this address: 'ff02::1/64'",
    "4:50: ports.y.mac: not a MAC address: '2' (as in 02:00:00:00:00:01)",
    "4:64: ports.y.interface: no name of an interface: 'longer-than-linux-has' (1 to 15 letters, without blanks and / : @ %)",
    "4:95: ports.y.attach: no name of a network namespace: 'a/b' (ip netns lists them)",
  ],
  [
    'a host that attaches and is shared',
    `stages: { a: }
ports:
  x: { attach: netns:lab }
  y: { host: x }
  z: { attach: if:eth1, interface: eth2 }
topologies: { t: { from: x, path: [a], to: z } }
`,
    '3:16: ports.x.attach: y shares host x, which is to be made (a port attaches by itself)',
    '5:25: ports.z.interface: means nothing beside attach: the interface is eth1',
  ],
  [
    'one interface twice',
    `stages: { a: }
ports:
  x: { attach: if:eth1 }
  y: { attach: if:eth1 }
topologies: { t: { from: x, path: [a], to: y } }
`,
    '4:6: ports.y.interface: this machine has an interface eth1 already, that of x',
  ],
  [
    'hooks at stages that are not there',
    `stages: { fast: , slow: }
ports: { x: , y: }
topologies: { t: { from: x, path: [fast, slow], to: y } }
hooks:
  - { use: loss, at: fats }
  - { use: loss, at: [fast, fast, up] }
  - { use: loss, at: [all, slow] }
  - { use: loss, at: [] }
`,
    "5:22: hooks[0].at: no stage 'fats' (did you mean fast?)",
    '6:29: hooks[1].at[1]: stage fast stands here twice',
    "6:35: hooks[1].at[2]: no stage 'up' (there are fast, slow, all)",
    '7:23: hooks[2].at[0]: all means every stage: it stands alone',
    '8:22: hooks[3].at: expected at least one stage (or all)',
  ],
  [
    'a hook at both, which a graph has not',
    `stages: { a: }
ports: { x: , y: }
topologies: { t: { from: x, path: [a], to: y } }
hooks: [{ use: loss, at: both }]
`,
    "4:26: hooks[0].at: no stage 'both' (there are a, all)",
  ],
  [
    'traffic that no topology carries',
    `stages: { a: }
ports: { x: , y: , z: }
topologies: { t: { from: x, path: [a], to: y } }
traffic:
  - { kind: tcp, from: x, to: z }
  - { kind: tcp, from: y, to: x }
`,
    '5:31: traffic[0].to: no topology leads from x to z (from there to y)',
    '6:31: traffic[1].to: no topology leads from y to x (from there nowhere)',
  ],
  [
    'traffic that says too little, from a port to itself and to none',
    `stages: { a: }
ports: { x: , y: , z: }
topologies: { t: { from: x, path: [a], to: learn } }
traffic:
  - { kind: tcp }
  - { kind: tcp, from: x, to: x }
  - { kind: tcp, from: x, to: w }
`,
    '5:5: traffic[0]: from is missing: expected the name of a port (as in from: x)',
    '5:5: traffic[0]: to is missing: expected the name of a port (as in to: x)',
    '6:31: traffic[1].to: from x to itself',
    "7:31: traffic[2].to: no port 'w' (there are x, y, z)",
  ],
  [
    'traffic of a port without an address',
    `stages: { a: }
ports: { x: { ipv4: none }, y: }
topologies: { t: { from: x, path: [a], to: y } }
traffic: [{ kind: tcp }]
`,
    '4:11: traffic[0].to: port x has no IPv4 address to speak by (a capture needs none)',
  ],
  [
    'faults of a stage and of its use at once',
    `stages:
  a: { rate: 5, scenario: gone.csv, loss: { modle: gilbert } }
  b: { wobble: 1ms, direction: left }
ports: { x: , y: }
topologies: { t: { from: x, path: [a, c], to: z } }
hooks: [{ use: loss, at: d }]
traffic: [{ kind: tcp, from: w }]
`,
    "2:14: stages.a.rate: a rate needs a unit: '5' (as in 5Mbit/s)",
    "2:27: stages.a.scenario: cannot read 'gone.csv' (looked for p/gone.csv)",
    "2:45: unknown setting 'stages.a.loss.modle' (did you mean model?)",
    "3:8: unknown setting 'stages.b.wobble' (known: scenario, scenarioEnd, rate, delay, queue, reconfiguration, mtu, capacity, pacing, loss, ber, corrupt, duplicate, jitter, delayTrace, slot, reorder, direction, pair)",
    "3:32: stages.b.direction: expected up or down, found 'left'",
    "5:39: topologies.t.path[1]: no stage 'c' (there are a, b)",
    "5:47: topologies.t.to: no port 'z' (there are x, y, learn)",
    "6:26: hooks[0].at: no stage 'd' (there are a, b, all)",
    "7:30: traffic[0].from: no port 'w' (there are x, y)",
  ],
  [
    'a model of loss beside a column of losses',
    `stages:
  a: { scenario: lossy.csv, loss: { model: gilbert, p: 1%, r: 10% } }
ports: { x: , y: }
topologies: { t: { from: x, path: [a], to: y } }
`,
    '2:35: stages.a.loss: the scenario has a column Loss[%], which no model but independent follows, and this is gilbert (leave out one of them)',
  ],
  [
    'stages that wait for each other',
    `stages: { a: , b: , c: }
ports: { x: , y: }
topologies:
  t:
    from: x
    arcs: [{ stage: a, from: in, to: f }, { stage: b, from: f, to: out }, { stage: c, from: f, to: out }]
    dispatch: { f: back-pressure }
    exits: { out: y }
  u:
    from: y
    arcs: [{ stage: b, from: in, to: f }, { stage: a, from: f, to: out }, { stage: c, from: f, to: out }]
    dispatch: { f: { policy: random, onFull: backpressure } }
    exits: { out: x }
`,
    '4:3: topologies: under back-pressure stages wait for each other in a circle: a -> b -> a (once all were full none would move again)',
  ],
  [
    'lanes by a number',
    `stages: { a: , b: , c: }
ports: { x: { enter: [t] }, y: }
topologies:
  t: { path: [a, b, c], to: y }
lanes: 3
`,
    "5:8: lanes: expected auto or 1, found '3'",
  ],
  [
    'a capture where no topology begins',
    `stages: { a: }
ports: { x: { enter: [t] }, y: { pcap: some.pcap } }
topologies: { t: { path: [a], to: y } }
`,
    '2:40: ports.y.pcap: no topology begins here: its frames have no way to go (as in from: y)',
  ],
  [
    'a link with a way in and a port too many',
    `link: { rate: 1Mbit/s, delay: 1ms }
ports: { client: { enter: [up] }, srver: {} }
`,
    '2:20: ports.client.enter: a link has one way in each direction (topologies have several)',
    "2:35: ports: no port of a link 'srver' (did you mean server?)",
  ],
  [
    'a link whose ports share a name',
    `link: { rate: 1Mbit/s, delay: 1ms }
ports: { client: { host: h }, server: { host: h, interface: veth1, ipv4: 192.168.22.2/24 } }
`,
    '2:61: ports.server.interface: host h has an interface veth1 already, that of client',
    '2:74: ports.server.ipv4: client has the address 192.168.22.2 as well',
  ],
];
