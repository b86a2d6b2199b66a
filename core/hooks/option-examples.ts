import type { Option } from '../../sdk/option.js';

/** How a value of each kind of option is written. */
const EXAMPLES: Readonly<Record<string, string>> = {
  span: '200ms',
  ratio: '2%',
  rate: '10Mbit/s',
  bytes: '64KiB',
  count: '4',
  integer: '-4',
  factor: '0.5',
  positions: '3 of flow',
  step: '10',
  flag: 'yes',
  text: 'some words',
  port: '80',
  ports: '5000-5100',
  mac: '02:00:00:00:00:01',
  ipv4: '10.0.0.1',
  network: '10.0.0.0/24',
  flags: 'syn !ack',
  hex: '48:69',
};

type Shown = Pick<Option<unknown>, 'kind' | 'choices' | 'example' | 'fallback'>;

/**
 * A value of an option, as a user writes it: that of `port or keep` is one of a port. Of a kind of the author's own it is
 * the author's, or the default; empty when there is neither.
 */
export const optionExample = ({ kind, choices, example, fallback }: Shown): string =>
  choices?.[0] ?? example ?? EXAMPLES[kind.replace(/ or .*$/s, '')] ?? fallback ?? '';
