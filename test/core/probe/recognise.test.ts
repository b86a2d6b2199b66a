import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { recognise } from '../../../core/probe/recognise.js';

const MARKER = 0x01020304;
/** Request 5 of that marker. */
const REQUEST = '484b5052' + '01020304' + '00000000' + '00000005' + 'fefdfcfe';
/** Train 2, frame 5. */
const TRAIN = '484b5052' + '01020304' + '00020002' + '00000005' + 'fefffcfc';

const ETHERNET = '666666666666' + '222222222222' + '0800';
const ipv4 = (protocol: string, options = ''): string =>
  `4${(5 + options.length / 8).toString(16)}0000300000400040${protocol}0000c0a81602c0a84202${options}`;
const ECHO_REQUEST = '0800abcd00010005';
const ECHO_REPLY = '0000abcd00010005';
const UDP = 'c00100070024abcd';

const seen = (hex: string, start = 0, length?: number) => {
  const bytes = Buffer.from('00'.repeat(start) + hex, 'hex');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return recognise(view, start, length ?? bytes.length - start, MARKER);
};

test('an echo request, its reply and a datagram are told apart', () => {
  const request = { kind: 'request', train: 0, sequence: 5 };
  assert.equal(seen(ETHERNET + ipv4('01') + ECHO_REQUEST + REQUEST), request);
  assert.equal(seen(ETHERNET + ipv4('01') + ECHO_REPLY + REQUEST), { ...request, kind: 'reply' });
  assert.equal(seen(ETHERNET + ipv4('11') + UDP + REQUEST), request);
  assert.equal(seen(ETHERNET + ipv4('11') + UDP + TRAIN), { kind: 'train', train: 2, sequence: 5 });
});

test('a frame is found wherever it lies, and behind IPv4 options', () => {
  assert.ok(seen(ETHERNET + ipv4('01') + ECHO_REQUEST + REQUEST, 6));
  assert.ok(seen(ETHERNET + ipv4('01', '94040000') + ECHO_REQUEST + REQUEST));
});

test('other frames, truncated ones and other ICMP messages are none of the probe', () => {
  assert.is(seen(ETHERNET + ipv4('06') + UDP + REQUEST), undefined);
  assert.is(seen(ETHERNET.replace('0800', '86dd') + ipv4('01') + ECHO_REQUEST + REQUEST), undefined);
  assert.is(seen(ETHERNET + ipv4('01') + ECHO_REQUEST.replace('0800', '0300') + REQUEST), undefined);
  assert.is(seen(ETHERNET + ipv4('01') + ECHO_REQUEST + TRAIN), undefined);
  const whole = ETHERNET + ipv4('01') + ECHO_REQUEST + REQUEST;
  for (let length = 0; length < whole.length / 2; length++)
    assert.is(seen(whole, 0, length), undefined, String(length));
  assert.is(seen(`${ETHERNET}44${ipv4('01').slice(2)}${ECHO_REQUEST}${REQUEST}`), undefined);
});

test.run();
