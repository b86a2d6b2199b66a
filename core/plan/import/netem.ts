import type { Fault } from '../../fault.js';
import { didYouMean } from '../nearest.js';
import { exactBytes, exactSpan } from '../quantity-text.js';
import { type Netem, netemSettings, tableOf } from './netem-settings.js';
import { tcInteger, tcPercent, tcRate, tcSize, tcSpan } from './tc-units.js';
import { type PlanSettings, splitWords, type Word, WordFaults } from './words.js';

/** In tc's order: a word cut short is the first one that it begins. */
const OPTIONS = [
  'limit',
  'latency',
  'delay',
  'loss',
  'drop',
  'ecn',
  'reorder',
  'corrupt',
  'gap',
  'duplicate',
  'distribution',
  'rate',
  'slot',
  'seed',
] as const;
type Option = (typeof OPTIONS)[number];

/**
 * The link settings that mean what netem's options mean (netem(8)), in tc's own words and units: `delay 20ms 5ms
 * distribution normal loss gemodel 1% 10%`. A whole line of tc is read from the word netem on. What has no counterpart is
 * a fault, never left out. `file` names the text in the faults.
 */
export const netemLink = (
  text: string,
  file: string,
): { link?: PlanSettings; seed?: number | undefined; faults: Fault[] } => {
  const faults = new WordFaults(text, file);
  const words = splitWords(text);
  const netem = words.findIndex(word => word.text === 'netem');
  if (netem < 0 && words[0]?.text === 'tc') {
    faults.add(words[0], 'no netem in this line of tc');
    return { faults: faults.all };
  }
  const reader = new NetemReader(words.slice(netem + 1), faults);
  if (words.length === netem + 1) faults.add(undefined, 'no options of netem', 'as in delay 20ms 5ms loss 1%');
  const read = reader.read();
  if (faults.all.length > 0) return { faults: faults.all };
  return { link: netemSettings(read), seed: read.seed, faults: [] };
};

class NetemReader {
  private at = 0;
  private readonly netem: Netem = { limit: 1000 };
  private readonly given = new Map<Option, Word>();

  constructor(
    private readonly words: readonly Word[],
    private readonly faults: WordFaults,
  ) {}

  read(): Netem {
    while (this.at < this.words.length) {
      const word = this.words[this.at++]!;
      const found = OPTIONS.find(name => name.startsWith(word.text));
      if (found === undefined || word.text === '') {
        this.faults.add(word, `netem has no option '${word.text}'`, didYouMean(word.text, OPTIONS).hint);
        continue;
      }
      const option = found === 'latency' ? 'delay' : found === 'drop' ? 'loss' : found;
      if (this.given.has(option)) this.faults.add(word, `${option} appears twice`);
      this.given.set(option, word);
      this.option(option, word);
    }
    this.check();
    return this.netem;
  }

  private option(option: Exclude<Option, 'latency' | 'drop'>, word: Word): void {
    const { netem } = this;
    switch (option) {
      case 'limit':
        netem.limit = this.value(word, 'a number of packets above 0', tcSize, 1);
        return;
      case 'delay':
        netem.delay = this.value(word, 'a time, as in 20ms', tcSpan);
        if (!this.nextIsNumber()) return;
        netem.jitter = this.value(word, 'a jitter, as in 5ms', tcSpan);
        if (this.nextIsNumber()) netem.correlation = this.correlation(word);
        return;
      case 'loss':
        netem.loss = this.loss(word);
        return;
      case 'ecn':
        netem.ecn = true;
        return;
      case 'reorder':
        netem.reorder = this.percent(word);
        if (this.nextIsNumber()) netem.reorderCorrelation = this.correlation(word);
        return;
      case 'corrupt':
      case 'duplicate':
        netem[option] = this.percent(word);
        if (this.nextIsNumber()) this.uncorrelated(option);
        return;
      case 'gap':
        netem.gap = this.value(word, 'a number of packets above 0', tcInteger, 1);
        return;
      case 'distribution':
        netem.distribution = this.next(word, 'a distribution')?.text ?? '';
        return;
      case 'rate':
        this.rate(word);
        return;
      case 'slot':
        netem.slot = this.slot(word);
        return;
      case 'seed':
        netem.seed = this.value(word, 'a whole number up to 2^53', tcInteger, 0, Number.MAX_SAFE_INTEGER);
    }
  }

  private loss(word: Word): PlanSettings {
    const model = this.words[this.at];
    if (model !== undefined && /^\d/.test(model.text)) return this.randomLoss(word);
    const kind = this.next(word, 'a percentage, random, state or gemodel')?.text;
    if (kind === 'random') return this.randomLoss(word);
    if (kind === 'state') return { model: 'four-state', ...this.shares(word, ['p13', 'p31', 'p32', 'p23', 'p14']) };
    if (kind === 'gemodel') return { model: 'gilbert-elliott', ...this.shares(word, ['p', 'r', '1-h', '1-k']) };
    if (kind !== undefined)
      this.faults.add(model, `loss: expected a percentage, random, state or gemodel, found '${kind}'`);
    return {};
  }

  private randomLoss(word: Word): PlanSettings {
    const chance = this.percent(word);
    if (this.nextIsNumber()) this.uncorrelated('loss', 'losses in bursts: loss gemodel');
    return { chance };
  }

  /** The first is needed, the others as far as they are there. */
  private shares(word: Word, names: readonly string[]): PlanSettings {
    const shares: Record<string, string> = {};
    for (const [i, name] of names.entries()) {
      if (i > 0 && !this.nextIsNumber()) break;
      shares[name] = this.percent(word);
    }
    return shares;
  }

  private rate(word: Word): void {
    const { netem } = this;
    if (this.words[this.at]?.text.endsWith('%')) {
      this.faults.add(this.words[this.at++], 'rate: a share of a device’s rate means nothing here', 'as in 10mbit');
    } else netem.rate = this.value(word, 'a rate, as in 10mbit', tcRate);
    if (this.nextIsNumber('-')) {
      netem.overhead = this.value(word, 'a packet overhead of -1500 to 1500 bytes', tcInteger, -1500, 1500);
    }
    if (this.nextIsNumber()) netem.cellSize = this.value(word, 'a cell size of 0 to 65535', tcInteger, 0, 65535);
    if (this.nextIsNumber('-')) {
      netem.cellOverhead = this.value(word, 'a cell overhead of 0 to 65535', tcInteger, 0, 65535);
    }
  }

  private slot(word: Word): PlanSettings {
    const gap = this.nextIsNumber() ? this.evenGap(word) : this.distributedGap(word);
    const limits: Record<string, unknown> = {};
    // In this order, as tc has it.
    if (this.nextIs('packets')) limits['packets'] = this.value(word, 'packets above 0', tcInteger, 1);
    if (this.nextIs('bytes')) limits['bytes'] = exactBytes(this.value(word, 'bytes above 0', tcSize, 1));
    return { ...gap, ...limits };
  }

  private evenGap(word: Word): PlanSettings {
    const min = this.value(word, 'a time, as in 800us', tcSpan);
    const max = this.nextIsNumber() ? this.value(word, 'a time no shorter than the first', tcSpan, min) : min;
    if (max === 0) this.faults.add(word, 'slot: a gap of 0 makes no slots');
    return { min: exactSpan(min), max: exactSpan(max) };
  }

  private distributedGap(word: Word): PlanSettings {
    const kind = this.next(word, 'a time or distribution');
    if (kind === undefined) return {};
    if (kind.text !== 'distribution') {
      this.faults.add(kind, `slot: expected a time or distribution, found '${kind.text}'`);
      return {};
    }
    const table = tableOf(this.next(word, 'a distribution')?.text ?? '');
    const delay = this.value(word, 'a time, as in 10ms', tcSpan);
    const jitter = this.value(word, 'a jitter above 0, as in 2ms', tcSpan, 1);
    return { delay: exactSpan(delay), jitter: exactSpan(jitter), ...table };
  }

  /** The value behind an option; 0 or the least one after a fault, so that reading goes on. */
  private value(
    option: Word,
    expected: string,
    parse: (text: string) => number,
    least = 0,
    most = Number.MAX_SAFE_INTEGER,
  ): number {
    const word = this.next(option, expected);
    const value = word === undefined ? Number.NaN : parse(word.text);
    if (value >= least && value <= most) return value;
    if (word !== undefined) this.faults.add(word, `${option.text}: expected ${expected}, found '${word.text}'`);
    return Math.max(0, least);
  }

  private percent(option: Word): string {
    return `${this.value(option, 'a percentage from 0 to 100', tcPercent)}%`;
  }

  private correlation(option: Word): string {
    const below100 = (text: string): number => (tcPercent(text) < 100 ? tcPercent(text) : Number.NaN);
    return `${this.value(option, 'a correlation below 100%', below100)}%`;
  }

  private uncorrelated(option: string, hint?: string): void {
    const word = this.words[this.at++]!;
    if (tcPercent(word.text) === 0) return;
    this.faults.add(word, `${option}: netem's correlation misbehaves (netem(8)) and is not offered here`, hint);
  }

  private next(option: Word, expected: string): Word | undefined {
    const word = this.words[this.at];
    if (word === undefined) this.faults.add(option, `${option.text}: expected ${expected} behind it`);
    else this.at++;
    return word;
  }

  /** tc's own test: a word that begins with a digit belongs to the option before. */
  private nextIsNumber(sign = ''): boolean {
    const first = this.words[this.at]?.text[0] ?? ' ';
    return /\d/.test(first) || first === sign;
  }

  private nextIs(name: string): boolean {
    const text = this.words[this.at]?.text;
    if (text === undefined || text === '' || !name.startsWith(text)) return false;
    this.at++;
    return true;
  }

  /** What tc refuses as well. */
  private check(): void {
    const { netem, given, faults } = this;
    if (netem.reorder !== undefined && !netem.delay) {
      faults.add(given.get('reorder'), 'reorder: those that are out of order skip the delay: expected a delay');
    }
    if (netem.gap !== undefined && netem.reorder === undefined) faults.add(given.get('gap'), 'gap: expected a reorder');
    if (netem.ecn && netem.loss === undefined) faults.add(given.get('ecn'), 'ecn: expected a loss');
    if (netem.distribution !== undefined && !netem.jitter) {
      faults.add(given.get('distribution'), 'distribution: expected a delay with a jitter');
    }
  }
}
