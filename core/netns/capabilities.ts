import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, release } from 'node:os';
import { PacketReceiver } from '../port/packet-receiver.js';
import { PacketSender } from '../port/packet-sender.js';
import { closeFd, openPacketSocket } from '../port/packet-socket.js';
import { canRunRealtime } from '../port/scheduling.js';
import { sampleCpu } from '../report/steal.js';
import type { Capability } from './capability.js';
import { confinement } from './confinement.js';
import { findProgram } from './find-program.js';
import { ipBatch } from './ip-command.js';
import { Namespace, whyNoNamespaces } from './namespace.js';
import { isPrivileged, isRootless, whyNotRootless } from './rootless.js';
import {
  priorityCure,
  type SystemKind,
  shortestSleepMs,
  systemCapabilities,
  systemKind,
  versionText,
} from './system.js';

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const program = (name: string, cost: string, debianPackage: string): Capability => {
  const path = findProgram(name);
  return {
    name,
    ok: path !== undefined,
    detail: path ?? 'not found',
    cost,
    cure: `apt install ${debianPackage}`,
  };
};

const privilege = (): Capability => {
  const root = isPrivileged() && !isRootless();
  const inside = isRootless() ? 'root of a user namespace' : 'an ordinary user';
  return {
    name: 'privilege',
    ok: root,
    detail: root ? 'root' : inside,
    cost: 'no real-time priority, and socket buffers of at most net.core.rmem_max',
    cure: 'run as root',
  };
};

const userNamespaces = (): Capability => {
  const why = whyNotRootless();
  return {
    name: 'user namespaces',
    ok: why === undefined,
    detail: why ?? 'unshare -Urnm works',
    cost: isPrivileged() && !isRootless() ? 'none as root; other users cannot run links' : 'links need root',
    cure: 'sudo sysctl user.max_user_namespaces=15000 kernel.apparmor_restrict_unprivileged_userns=0, or run as root',
  };
};

const networkNamespaces = (why: string | undefined): Capability => ({
  name: 'network namespaces',
  ok: why === undefined,
  detail: why ?? 'made and left again',
  cost: 'no links between real applications; `hookline simulate` still works',
  cure: 'run as root, or allow user namespaces',
});

const vethPairs = (kind: SystemKind): Capability => {
  let trouble: string | undefined;
  try {
    const namespace = Namespace.create();
    try {
      ipBatch(namespace, ['link add name one type veth peer name other']);
    } finally {
      namespace.close();
    }
  } catch (error) {
    trouble = message(error);
  }
  return {
    name: 'veth pairs',
    ok: trouble === undefined,
    detail: trouble ?? 'made and gone again',
    cost: 'no links between real applications; `hookline simulate` still works',
    cure: kind === 'wsl2' ? 'in PowerShell: wsl --update, then wsl --shutdown' : 'modprobe veth, as root',
  };
};

interface LoopbackAnswer {
  readonly received: boolean;
  readonly stamped: boolean;
}

// The whole path of a frame in small: one is sent on the loopback interface of a namespace of its own and received.
const tryLoopback = (): LoopbackAnswer => {
  const namespace = isPrivileged() ? Namespace.create() : Namespace.current();
  try {
    const { fd } = namespace.enter(() => openPacketSocket('lo', { receive: true, send: true, bufferBytes: 64 * 1024 }));
    const memory = new Uint8Array(new ArrayBuffer(4096));
    const sender = new PacketSender(fd, memory, 1);
    const receiver = new PacketReceiver(fd, memory, 1, 0);
    memory[64 + 12] = 0x88;
    memory[64 + 13] = 0xb5; // a local experimental type (IEEE 802)
    sender.push(64, 60);
    sender.flush();
    receiver.arm(0, 2048, 2048);
    const received = receiver.receive(1) === 1 && receiver.length(0) === 60;
    const stamped = received && Math.abs(receiver.stampNs(0) / 1e6 - Date.now()) < 1000;
    closeFd(fd);
    return { received, stamped };
  } finally {
    namespace.close();
  }
};

const packetSockets = (): Capability[] => {
  let answer: LoopbackAnswer = { received: false, stamped: false };
  let trouble = '';
  try {
    answer = tryLoopback();
    if (!answer.received) trouble = 'a frame sent on lo did not come back';
  } catch (error) {
    trouble = message(error);
  }
  return [
    {
      name: 'packet sockets',
      ok: answer.received,
      detail: trouble || 'a frame sent on lo came back',
      cost: 'no links between real applications; `hookline simulate` still works',
      cure: 'run as root or in a user namespace; npm install koffi',
    },
    {
      name: 'receive stamps',
      ok: answer.stamped,
      detail: answer.stamped ? 'SO_TIMESTAMPNS' : trouble || 'the frame carried no stamp',
      cost: 'arrivals are known only when the emulator gets to see them, some 10 to 1000 us late',
      cure: '',
    },
  ];
};

const realtimePriority = (kind: SystemKind): Capability => {
  let ok = false;
  let detail = 'SCHED_FIFO is refused';
  try {
    ok = canRunRealtime();
    if (ok) detail = 'SCHED_FIFO';
  } catch (error) {
    detail = message(error);
  }
  return {
    name: 'real-time priority',
    ok,
    detail,
    cost: 'frames leave up to 4 ms late when the machine is busy, instead of 0.5 ms',
    cure: priorityCure(isPrivileged() && !isRootless(), kind),
  };
};

const commandsEnd = (): Capability => {
  const { weakness } = confinement();
  return {
    name: 'commands end with hookline',
    ok: weakness === undefined,
    detail: weakness ?? 'setpriv and unshare',
    cost: 'after a kill -9, servers and clients may have to be ended by hand',
    cure: 'apt install util-linux',
  };
};

// In a process of its own: the addon works in one thread of a process only, and crashes in others.
const rawSocket = (): Capability => {
  let detail = 'not installed';
  let ok = false;
  try {
    const path = createRequire(import.meta.url).resolve('raw-socket');
    const result = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(path)})`], { encoding: 'utf8' });
    ok = result.status === 0;
    detail = ok ? 'loads' : (/^\w*Error: .*$/m.exec(result.stderr)?.[0] ?? 'does not load');
  } catch {
    // Not installed, as the detail says.
  }
  return {
    name: 'raw-socket',
    ok,
    detail,
    cost: 'no IP-level endpoints and probes; links do not need it',
    cure: 'npm install raw-socket --allow-scripts=raw-socket (needs a compiler)',
  };
};

const cores = (): Capability => ({
  name: 'cores',
  ok: availableParallelism() >= 4,
  detail: String(availableParallelism()),
  cost: 'with fewer than 4 the emulator spins little and shares its cores with the applications: busy links leave their frames 10 to 100 us later',
  cure: '',
});

const STEAL_LIMIT = 0.01;

const steal = (kind: SystemKind): Capability => {
  const sample = sampleCpu();
  const share = sample === undefined || sample.total === 0 ? 0 : sample.steal / sample.total;
  // Hyper-V has no steal clock for its guests: 0 there means nothing.
  const told = kind !== 'wsl2';
  return {
    name: 'steal',
    ok: told && share < STEAL_LIMIT,
    detail: told ? `${(share * 100).toFixed(2)} % since start-up` : 'Windows does not tell it',
    cost: 'the host takes the processor away for milliseconds, which no program can repair: such runs become suspect',
    cure: 'a less busy host, or dedicated cores',
  };
};

/**
 * Tries everything; a fraction of a second. Changes nothing that lasts. An ordinary user learns more if the caller has
 * gone into a user namespace first (`reexecInUserNamespace`), as runs do.
 */
export const capabilities = (): Capability[] => {
  const why = isPrivileged() ? whyNoNamespaces() : whyNotRootless();
  const version = versionText();
  const underWindows = existsSync('/run/WSL');
  const kind = systemKind(version, underWindows);
  return [
    ...systemCapabilities({
      platform: process.platform,
      release: release(),
      version,
      underWindows,
      workingDirectory: process.cwd(),
      shortestSleepMs: shortestSleepMs(),
    }),
    cores(),
    steal(kind),
    privilege(),
    program('ip', 'no links between real applications', 'iproute2'),
    program('unshare', 'links need root, and commands may outlive hookline', 'util-linux'),
    networkNamespaces(why),
    vethPairs(kind),
    userNamespaces(),
    ...packetSockets(),
    realtimePriority(kind),
    commandsEnd(),
    rawSocket(),
    program('ping', 'the examples that use it', 'iputils-ping'),
    program('iperf3', 'the examples that use it, and `hookline demo` uses its own sender', 'iperf3'),
    program('tshark', 'captures cannot be looked at here; they open in Wireshark anywhere', 'tshark'),
  ];
};
