import { EnvironmentError } from '../fault.js';
import { addressOf, check, errnoName, foreign, nativeMemory } from './foreign.js';
import { dumpRequest, parseReply, REPLY_BYTES, type TcpSocket } from './tcp-diag.js';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0x800;
const SOCK_CLOEXEC = 0x80000;
const NETLINK_SOCK_DIAG = 4;
const ENOENT = 2;

/**
 * Asks the kernel for the TCP sockets of one network namespace (sock_diag(7)): of the one the calling thread was in
 * when it was opened, wherever that thread is later.
 */
export class DiagSocket {
  private readonly memory = nativeMemory(REPLY_BYTES);
  private readonly address = addressOf(this.memory);
  private sequence = 0;
  private readonly fd: number;

  /** Throws an EnvironmentError if the kernel has no sock_diag. */
  constructor() {
    this.fd = check(
      foreign().socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_SOCK_DIAG),
      'cannot ask the kernel for its sockets (NETLINK_SOCK_DIAG)',
    );
  }

  /** The established TCP sockets now, IPv4 before IPv6. Throws an EnvironmentError if the kernel refuses. */
  read(): TcpSocket[] {
    return [...this.dump('ipv4'), ...this.dump('ipv6')];
  }

  /** Lets go of the namespace, too. */
  close(): void {
    foreign().close(this.fd);
  }

  private dump(family: TcpSocket['family']): TcpSocket[] {
    this.sequence++;
    const request = dumpRequest(family, this.sequence);
    check(foreign().write(this.fd, addressOf(request), request.length), 'cannot ask the kernel for its sockets');
    const sockets: TcpSocket[] = [];
    for (;;) {
      // Each read has the kernel prepare the next part before it returns, so there is never anything to wait for.
      const got = check(foreign().read(this.fd, this.address, REPLY_BYTES), 'the kernel does not tell its sockets');
      const reply = parseReply(this.memory.subarray(0, got), this.sequence);
      sockets.push(...reply.sockets);
      if (!reply.done) continue;
      // A kernel without IPv6 has no such family.
      if (reply.error === 0 || (reply.error === ENOENT && family === 'ipv6')) return sockets;
      throw new EnvironmentError(
        `the kernel does not tell its TCP sockets: ${errnoName(reply.error)}`,
        'load its modules: modprobe tcp_diag inet_diag',
      );
    }
  }
}
