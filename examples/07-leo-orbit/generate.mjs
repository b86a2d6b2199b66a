/**
 * From orbits to a scenario: one link between two ground stations over a shell of satellites in low orbits.
 *   node generate.mjs > scenario.csv        (node generate.mjs --help for the options)
 * Geometry   spherical Earth of 6371 km that turns once in 86164.1 s; circular orbits without drift, in a Walker delta
 *            pattern i: T/P/F (Walker, J. British Interplanetary Society 37, 1984). The default has the shape of Starlink's
 *            first shell; no filing gives F, 17 is from Liang et al., "Phasing Parameter Analysis", IEEE 5GWF 2021.
 * Selection  every 15 s, as Starlink does (Tanveer et al., "Making Sense of Constellations", CoNEXT Companion 2023), but by
 *            the shortest path: the satellite that both stations see from the interval's beginning to its end. If there is
 *            none, each station takes its nearest one, and the way between those two is the arc over the shell, times
 *            --detour: an approximation of hops from satellite to satellite.
 * Delay      (slant range up + arc + slant range down) / c + --processing, one way.
 * Rate       Shannon, C = B log2(1 + SNR), capped. The SNR falls with free-space loss, 20 log10(slant range / altitude) dB
 *            below its value at zenith (ITU-R P.525), over the longer of the two slant ranges: the bottleneck. No rain, no
 *            antenna pattern, no other users. Where a station has no satellite the rate is 0: the link stands still.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const EARTH_KM = 6371;
const GM_KM3_S2 = 398600.4418;
const EARTH_TURN_RAD_S = 7.292115e-5;
const LIGHT_KM_S = 299792.458;
/** How long a satellite serves before the next choice. */
const INTERVAL_S = 15;

/** Each option's default and what it is. */
const OPTIONS = {
  altitude: ['550', 'of the orbits, km'],
  inclination: ['53', 'of the orbits, degrees'],
  planes: ['72', 'orbital planes, P'],
  satellites: ['22', 'in each plane, T / P'],
  phasing: ['17', 'F: from plane to plane satellites are shifted by 360 F / T degrees'],
  client: ['51.51,-0.13', 'latitude and longitude of the client (London), degrees north and east'],
  server: ['40.71,-74.01', 'the same of the server (New York)'],
  elevation: ['25', 'below it a satellite is not used, degrees'],
  detour: ['1.1', 'length of the hops between satellites, in arcs over the shell'],
  processing: ['5', 'added to each delay for radio scheduling and switching, ms'],
  bandwidth: ['25', "the user's share of the radio channel, B, MHz"],
  snr: ['12', 'signal to noise ratio with the satellite at zenith, dB'],
  cap: ['100', 'highest rate, Mbit/s'],
  start: ['540', 'seconds since the first plane had its ascending node and a satellite at 0 degrees east'],
  step: ['1', 'from row to row, s'],
  duration: ['60', 'of the scenario, s'],
};

const radians = degrees => (degrees * Math.PI) / 180;
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** A point of the Earth's surface, km, in the frame that turns with the Earth: x to 0 N 0 E, z to the north pole. */
export const ground = ([latitude, longitude]) => {
  const fromAxis = EARTH_KM * Math.cos(radians(latitude));
  const [x, y] = [Math.cos(radians(longitude)), Math.sin(radians(longitude))];
  return [fromAxis * x, fromAxis * y, EARTH_KM * Math.sin(radians(latitude))];
};

/** Where satellite `s` of plane `p` is at `time` (s), km, in the same frame. */
export const satellite = ({ altitude, inclination, planes, satellites, phasing }, [p, s], time) => {
  const radius = EARTH_KM + altitude;
  const turned = Math.sqrt(GM_KM3_S2 / (radius * radius * radius)) * time;
  // Along the orbit from its ascending node; and the node itself, under which the Earth turns.
  const u = 2 * Math.PI * (s / satellites + (phasing * p) / (planes * satellites)) + turned;
  const node = (2 * Math.PI * p) / planes - EARTH_TURN_RAD_S * time;
  const across = Math.sin(u) * Math.cos(radians(inclination));
  return [
    radius * (Math.cos(u) * Math.cos(node) - across * Math.sin(node)),
    radius * (Math.cos(u) * Math.sin(node) + across * Math.cos(node)),
    radius * Math.sin(u) * Math.sin(radians(inclination)),
  ];
};

/** What a station sees of a satellite: `range`, km, and `elevation` above the horizon, degrees. */
export const look = (station, position) => {
  const way = position.map((x, i) => x - station[i]);
  const range = Math.hypot(...way);
  return { range, elevation: (Math.asin(dot(way, station) / (range * EARTH_KM)) * 180) / Math.PI };
};

/** Rate over a slant range of `range` km, Mbit/s. */
export const rateOver = ({ altitude, bandwidth, snr, cap }, range) => {
  const ratio = 10 ** (snr / 10) * (altitude / range) * (altitude / range);
  return Math.min(cap, bandwidth * Math.log2(1 + ratio));
};

const nearest = (satellites, distance) =>
  satellites.reduce((best, each) => (best && distance(best) <= distance(each) ? best : each), undefined);

/** The satellites of client and server, as [plane, place], for the interval that begins at `time`; one may be missing. */
const serving = (options, stations, time) => {
  const { planes, satellites: each } = options;
  const all = Array.from({ length: planes * each }, (_, i) => [Math.floor(i / each), i % each]);
  const at = (station, which, when) => look(station, satellite(options, which, when));
  const high = (station, which, when) => at(station, which, when).elevation >= options.elevation;
  // A pass rises and falls once: what is high enough at both ends of the interval is so all the time.
  const usable = stations.map(from => all.filter(one => high(from, one, time) && high(from, one, time + INTERVAL_S)));
  const distance = (station, which) => at(station, which, time).range;
  const shared = usable[0].filter(which => usable[1].includes(which));
  const both = nearest(shared, which => distance(stations[0], which) + distance(stations[1], which));
  return both ? [both, both] : usable.map((some, i) => nearest(some, which => distance(stations[i], which)));
};

/** The scenario's rows: `time` and `delay` in ms, `rate` in Mbit/s. */
export const rows = options => {
  const stations = [ground(options.client), ground(options.server)];
  const found = [];
  let [pair, last, interval, route, delay] = [[], undefined, -1, 0, options.processing];
  for (let i = 0; i * options.step < options.duration; i += 1) {
    const since = i * options.step;
    const now = Math.floor(since / INTERVAL_S);
    if (now !== interval) pair = serving(options, stations, options.start + now * INTERVAL_S);
    interval = now;
    let rate = 0;
    if (pair[0] && pair[1]) {
      if (last !== undefined && String(pair) !== last) route += 1;
      last = String(pair);
      const [a, b] = pair.map(each => satellite(options, each, options.start + since));
      const ranges = [look(stations[0], a).range, look(stations[1], b).range];
      const arc = pair[0] === pair[1] ? 0 : Math.acos(dot(a, b) / dot(a, a)) * Math.hypot(...a);
      delay = ((ranges[0] + options.detour * arc + ranges[1]) / LIGHT_KM_S) * 1000 + options.processing;
      rate = rateOver(options, Math.max(...ranges));
    }
    found.push({ time: Math.round(since * 1000), route, delay, rate });
  }
  return found;
};

/** Numbers of the command line by name (a place is two of them); throws an Error that says which is not one. */
export const settings = args => {
  const options = Object.fromEntries(Object.keys(OPTIONS).map(name => [name, { type: 'string' }]));
  const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean', default: false } } });
  const numbers = Object.entries(OPTIONS).map(([name, [usual]]) => {
    const text = values[name] ?? usual;
    const list = text.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)));
    const count = usual.split(',').length;
    if (list.length !== count || !list.every(Number.isFinite) || (name === 'step' && list[0] <= 0))
      throw new Error(`--${name}: expected ${count === 1 ? 'a number' : 'latitude,longitude'}, found '${text}'`);
    return [name, count === 1 ? list[0] : list];
  });
  return { help: values.help, ...Object.fromEntries(numbers) };
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const asked = settings(process.argv.slice(2));
    const help = ([name, [usual, about]]) => `  --${name.padEnd(14)}${about} (${usual})`;
    const row = ({ time, route, delay, rate }) => `${time},${route},${delay.toFixed(3)},${rate.toFixed(3)}`;
    const lines = asked.help
      ? ['node generate.mjs [options] > scenario.csv', ...Object.entries(OPTIONS).map(help)]
      : ['Time[ms],RouteID,Delay[ms],Btldr[Mbps]', ...rows(asked).map(row)];
    console.log(lines.join('\n'));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
