import { EnvironmentError } from '../fault.js';
import type { LaneTaps, TapReading } from '../lane/lane-taps.js';
import { TapMerge } from '../lane/tap-merge.js';
import type { StageSides } from '../plan/captures.js';
import { PcapngEncoder } from '../report/pcapng-write.js';
import { sideInterfaces, writeTap } from '../report/tap-text.js';

/** Where a capture goes while its run goes on. */
export interface CaptureSink {
  /** The bytes are the sink's. */
  write(bytes: Uint8Array): void;
  /** Bytes that nobody has taken yet. */
  readonly backlog: number;
  /** No more comes. */
  end(): void;
  /** Resolves when the reader has had enough or is gone. */
  readonly over: Promise<void>;
}

export interface CaptureAsked {
  readonly places: readonly StageSides[];
  readonly filter?: string | undefined;
  /** Ends after so many frames. */
  readonly count?: number | undefined;
}

/** The run that is captured. */
export interface CapturedRun {
  readonly stages: readonly { readonly name: string }[];
  readonly taps: LaneTaps;
  /** Logical time. */
  now(): number;
  /** When logical time began, by the wall clock, in milliseconds since 1970. */
  readonly began: number;
}

/** Between a frame and its being shown; a lane is awake much more often when there is anything to capture. */
const DRAIN_EVERY_MS = 20;
/** What one lane has seen so long ago is behind what any other lane will still tell of. */
const SETTLED = 30e6;
/** A reader that has left this much behind gets no more until it has taken it; what does not fit is then lost, and counted. */
const BACKLOG_MOST = 16 << 20;
/** Of one go: the main thread has more to do. */
const GO_MOST = 4 << 20;
const CAPTURES_MOST = 8;

/** The captures of a run that others watch while it goes on. A reader that is slow loses frames; the path never waits for one. */
export class LiveCaptures {
  private readonly open = new Set<LiveCapture>();
  private starting = 0;

  constructor(private readonly run: CapturedRun) {}

  /**
   * Starts one; `sink` is asked for when nothing can fail any more. Resolves with the names of its interfaces. Throws an
   * EnvironmentError when there are too many, or when the lanes do not hear of it.
   */
  async start(asked: CaptureAsked, sink: () => CaptureSink): Promise<string[]> {
    if (this.open.size + this.starting >= CAPTURES_MOST)
      throw new EnvironmentError(`${CAPTURES_MOST} captures of this run go on already: that is the most`);
    this.starting++;
    try {
      const interfaces = asked.places.flatMap(({ stage, sides }) =>
        sideInterfaces(this.run.stages[stage]!.name, sides).map(each => ({ stage, ...each })),
      );
      const reading = await this.run.taps.start(interfaces, asked.filter);
      const capture = new LiveCapture(this.run, interfaces, reading, sink(), asked.count, () =>
        this.open.delete(capture),
      );
      this.open.add(capture);
      return interfaces.map(({ name }) => name);
    } finally {
      this.starting--;
    }
  }

  /** The run has ended: what is there yet goes to the readers. */
  close(): void {
    for (const each of [...this.open]) each.end();
  }
}

interface CapturedSide {
  readonly stage: number;
  readonly side: number;
  readonly name: string;
}

class LiveCapture {
  private readonly encoder: PcapngEncoder;
  private readonly merge: TapMerge;
  private readonly came: number[];
  private readonly timer: NodeJS.Timeout;
  /** Nanoseconds of the start that are no whole second. */
  private readonly rest: number;
  private frames = 0;
  private ended = false;

  constructor(
    private readonly run: CapturedRun,
    interfaces: readonly CapturedSide[],
    private readonly reading: TapReading,
    private readonly sink: CaptureSink,
    private readonly count = Number.POSITIVE_INFINITY,
    private readonly onEnd: () => void,
  ) {
    const seconds = Math.floor(run.began / 1e3);
    this.rest = Math.round((run.began - seconds * 1e3) * 1e6);
    this.came = interfaces.map(() => 0);
    this.encoder = new PcapngEncoder(interfaces.map(({ name }) => ({ name, offsetSeconds: seconds })));
    const places: number[][] = [];
    interfaces.forEach(({ stage, side }, place) => {
      places[stage] ??= [];
      places[stage][side] = place;
    });
    this.merge = new TapMerge(reading.lanes, (stage, side, id, at, fate, causes, memory, start, length) => {
      const place = places[stage]![side]!;
      this.frames++;
      this.came[place]!++;
      writeTap(this.encoder, place, side, id, at + this.rest, fate, causes, memory, start, length);
    });
    this.timer = setInterval(() => this.pass(), DRAIN_EVERY_MS);
    this.timer.unref();
    void sink.over.then(() => this.end());
  }

  /** Gives the reader what is there, and the sums; a second call does nothing. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    this.reading.stop();
    this.merge.drain(Number.POSITIVE_INFINITY, () => this.frames < this.count);
    const at = Math.max(0, this.run.now()) + this.rest;
    for (const [place, came] of this.came.entries()) {
      const lost = this.reading.lost(place);
      this.encoder.statistics(place, at, came + lost, lost);
    }
    this.flush();
    this.sink.end();
    this.onEnd();
  }

  private pass(): void {
    // What it has not taken yet must not fill this process's memory.
    if (this.sink.backlog > BACKLOG_MOST) return;
    const more = (): boolean => this.frames < this.count && this.encoder.length < GO_MOST;
    this.merge.drain(this.run.now() - SETTLED, more);
    this.flush();
    if (this.frames >= this.count) this.end();
  }

  private flush(): void {
    const { encoder } = this;
    if (encoder.length > 0) this.sink.write(encoder.buffer.slice(0, encoder.length));
    encoder.clear();
  }
}
