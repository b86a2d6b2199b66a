import { readFileSync, writeFileSync } from 'node:fs';
import type { Namespace } from '../netns/namespace.js';
import { raisedValue, sameValue, wantedBytes } from './buffer-size.js';

/** Whose parameter: of the namespace this program was started in, or of one of the two ends. */
export type ParameterPlace = 'host' | 'client' | 'server';

/** A kernel parameter that is or is about to be raised; plain data, to be kept in a file. */
export interface SavedParameter {
  /** Under /proc/sys. */
  readonly path: string;
  readonly where: ParameterPlace;
  readonly before: string;
  readonly raised: string;
}

export interface RaiseOptions {
  /** The largest bandwidth-delay product of the path, in bytes (`largestBdpBytes`). */
  readonly bytes: number;
  /** Where the applications live; left out when that is not known. */
  readonly client?: Namespace | undefined;
  readonly server?: Namespace | undefined;
}

// The largest sizes first, so that no default is ever above its largest size; back in reverse. The kernel itself
// demands no order, only a smallest value.
const GLOBAL = ['rmem_max', 'wmem_max', 'rmem_default', 'wmem_default'].map(name => `/proc/sys/net/core/${name}`);
const OWN = ['tcp_rmem', 'tcp_wmem'].map(name => `/proc/sys/net/ipv4/${name}`);

/** `net.core.rmem_max`, with the end it belongs to. */
const nameOf = ({ path, where }: Pick<SavedParameter, 'path' | 'where'>): string => {
  const name = path.replace('/proc/sys/', '').replaceAll('/', '.');
  return where === 'host' ? name : `${name} of the ${where}`;
};

const reason = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'not permitted here';
  return code === 'ENOENT' ? 'there is none here' : message;
};

/** Reads and writes one parameter; by the calling thread's namespace, as synchronous file access goes. */
const read = (path: string): string => readFileSync(path, 'utf8').trim();

const inside = <T>(namespace: Namespace | undefined, work: () => T): T =>
  namespace === undefined ? work() : namespace.enter(work);

/**
 * Raises what the kernel lets a socket's buffers grow to, to three times the largest bandwidth-delay product:
 * `net.core.{r,w}mem_{max,default}`, which the whole machine shares, and the third value of `net.ipv4.tcp_{r,w}mem` of
 * client and server. Nothing is lowered.
 *
 * `save` is called once, before the first write, with every value that is going to change, so that
 * `restoreParameters` can repair the end of a program that was killed at any moment. What an earlier program has left
 * raised must be restored before, or its values are taken for the machine's own. What cannot be written (net.core
 * without root) is told in `notes`; no error is thrown but those of `save` and of closed namespaces.
 */
export const raiseParameters = (
  { bytes, client, server }: RaiseOptions,
  save: (saved: readonly SavedParameter[]) => void,
): { notes: string[] } => {
  const wanted = wantedBytes(bytes);
  const notes: string[] = [];
  const plan: SavedParameter[] = [];
  const places: readonly [ParameterPlace, Namespace | undefined, readonly string[]][] = [
    ['host', undefined, GLOBAL],
    ['client', client, client === undefined ? [] : OWN],
    ['server', server, server === undefined ? [] : OWN],
  ];
  const refused: string[] = [];
  const refuse = (parameter: Pick<SavedParameter, 'path' | 'where'>, error: unknown): void => {
    refused.push(`${nameOf(parameter)} (${reason(error)})`);
  };
  for (const [where, namespace, paths] of places) {
    inside(namespace, () => {
      for (const path of paths) {
        try {
          const before = read(path);
          const raised = raisedValue(before, wanted);
          if (raised !== undefined) plan.push({ path, where, before, raised });
        } catch (error) {
          refuse({ path, where }, error);
        }
      }
    });
  }
  save(plan);
  for (const [where, namespace] of places) {
    const own = plan.filter(parameter => parameter.where === where);
    if (own.length === 0) continue;
    inside(namespace, () => {
      for (const parameter of own) {
        try {
          writeFileSync(parameter.path, parameter.raised);
        } catch (error) {
          refuse(parameter, error);
        }
      }
    });
  }
  if (refused.length > 0) {
    notes.push(
      `socket buffers keep their limits where these could not be raised to ${wanted} bytes: ${refused.join(', ')}`,
    );
  }
  return { notes };
};

/**
 * Puts back what `raiseParameters` has saved, wherever the value is still the raised one: what was not yet written
 * needs nothing, and what somebody else has changed meanwhile is left alone and told. A namespace that is gone has
 * taken its parameters along: `open` then gives undefined; what it gives is closed at the end. Returns the notes.
 * Harmless when repeated, also after having been interrupted itself.
 */
export const restoreParameters = (
  saved: readonly SavedParameter[],
  open: (where: 'client' | 'server') => Namespace | undefined,
): string[] => {
  const notes: string[] = [];
  const opened = new Map<ParameterPlace, Namespace | undefined>();
  for (const parameter of [...saved].reverse()) {
    const { where } = parameter;
    if (where !== 'host' && !opened.has(where)) opened.set(where, open(where));
    const namespace = opened.get(where);
    if (where !== 'host' && namespace === undefined) continue;
    const note = inside(namespace, () => putBack(parameter));
    if (note !== undefined) notes.push(note);
  }
  for (const namespace of opened.values()) namespace?.close();
  return notes;
};

/** Works on the calling thread's namespace; gives what is to be told. */
const putBack = (parameter: SavedParameter): string | undefined => {
  const { path, before, raised } = parameter;
  try {
    const now = read(path);
    if (sameValue(now, before)) return undefined;
    if (!sameValue(now, raised)) {
      return `${nameOf(parameter)} is left at ${now}: it was ${before}, Hookline raised it to ${raised}, and somebody has changed it since`;
    }
    writeFileSync(path, before);
    return undefined;
  } catch (error) {
    return `cannot put ${nameOf(parameter)} back to ${before}: ${reason(error)}`;
  }
};
