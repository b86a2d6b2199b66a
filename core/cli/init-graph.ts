/** The plan that `hookline init --template graph` writes; its lines follow the rule of those in init-files.ts. */
export const GRAPH_PLAN = `# A graph of stages. Lines that begin with # and no space are settings that are off: take the # away to have them.
# Graphs: docs/topologies.md; all settings: docs/plan.md. hookline check plan.yaml tells what it comes to, --draw svg draws it.
hookline: 1 # version of this format
seed: 1 # every random draw follows from it
duration: 30s
#startup: first-packet # what starts the scenarios; app-start unless told

ports: # where frames enter and leave: each a host of its own, in a namespace made for the run
  alice: # what it does not say is by its place: interface veth1, 192.168.22.2/24, fd22::2/64
    enter: # the topology of a frame that arrives here: the first whose filter it passes
      - { match: udp port 5004, topology: media }
      - there # the last has no filter
  bob: # pcap: FILE has the frames of a capture enter there, in virtual time
    interface: eth0
    #mac: 02:00:00:00:00:0b
    #ipv4: 10.0.0.2/24 # or none
    #ipv6: none
    #attach: netns:lab # a namespace that is there already; docker:CONTAINER, or if:eth1, an interface of this machine
  #alice2: { host: alice, interface: eth1, enter: [there] } # a second interface of alice

stages: # one-way links; each takes all that the link of a plain plan takes
  access: { rate: 30Mbit/s, delay: 2ms, queue: 64KiB }
  satellite:
    scenario: scenario.csv # rate, delay and route over time
    pair: home # what hooks send back, and ICMP answers, go by that stage
    #scenarioEnd: loop # after the last row: hold, loop, or end the run
    #queue: codel # auto (2 x delay x rate) unless told
    #loss: 0.5% # and every other effect: docs/effects.md
    #reconfiguration: { delay: 20ms, mode: gsl }
  cable:
    rate: 8Mbit/s
    delay: 30ms
    #jitter: 2ms
  home: { rate: 10Mbit/s, delay: 20ms, direction: down } # the rows of a scenario for the way down, if it tells them apart

topologies: # ways from port to port, several at once; frames of all of them meet in the stages they share
  there:
    arcs: # stages from vertex to vertex
      - { stage: access, from: in, to: fork }
      - { stage: satellite, from: fork, to: out, weight: 3 } # three of four frames
      - { stage: cable, from: fork, to: out, weight: 1 }
    #entry: in # where frames enter; needed only where several vertices could be meant
    dispatch: # which arc a frame takes, where several leave
      fork: # random, weighted, shortest-queue, greatest-free, lowest-drop-rate, greatest-adjusted-free, back-pressure, flood, match
        policy: weighted
        sticky: 1s # a flow keeps to its arc until it has been silent for so long
        #smooth: yes # in turn by weight; nothing is drawn
        #onFull: backpressure # frames wait for room in place of being dropped
    exits: # where frames leave: a port, or learn, the port where their destination was last heard
      out: bob # or { port: bob, dedupe: first }: of the copies that floods made only the first
  media: { path: [access, cable], to: bob } # stages one behind the other
  back:
    from: bob # what bob sends takes it, unless a filter of the port says otherwise
    path: [home]
    to: alice

groups: # names for several stages, for hooks to stand at
  paths: [satellite, cable]

hooks: # your TypeScript on both ends of each stage it stands at, in this order
  - use: ./hook.ts # a path, or the name of a hook that comes along: attacker, logger, mutator, noop, pcap-tap
    at: paths # a stage, a group, several, or all
    options: { chance: 0.5% }
    #filter: tcp port 5201 # only these frames reach it: docs/filter.md
    #every: 10 of flow # of these only every tenth of each flow; or nth: 3, 1-5
    #rights: [observe, drop] # what it may do, of observe, delay, drop, modify, inject; all unless told
    #budget: { frames: 1000, share: 1/2 } # and how much
    #timeBudget: 50us # what a call may take on the average; past it a warning, or onSlow: detach
    #onError: detach # when it throws: stop the run (unless told), drop or pass the frame, or detach the hook
  #- logger

traffic: # in virtual time; a run in real time has programs instead
  - { kind: tcp, from: alice, to: bob, congestion: cubic }
  - { kind: cbr, from: alice, to: bob, rate: 1Mbit/s, size: 1200, port: 5004 }
  #- { kind: poisson, from: bob, to: alice, rate: 1Mbit/s }

#captures: [satellite] # what leaves the run or dies there, with --out; all in virtual time unless told
#expect: [ validity = valid, stages.cable.lost <= 1%, hooks.segment-thief.stolen > 0 ] # else the exit code is 1
#hookMemory: 256MiB # what the hooks of one lane may fill, in real time
#lanes: 1 # threads of a run in real time; auto, as many as may be, unless told
#store: { memory: auto, slot: 2KiB } # memory for frames
`;
