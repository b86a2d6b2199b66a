import type { TopLevelSpec } from 'vega-lite';
import {
  greatestOf,
  type Panel,
  type Point,
  type Series,
  type Timeline,
  thinned,
  thinnedBand,
  thinnedSteps,
} from './timeline.js';

const WIDTH = 760;
const HEIGHT = 190;
/** More would not be seen, and would make the SVG megabytes large. */
const POINTS_MOST = 2 * WIDTH;
const FONT = 'DejaVu Sans, Liberation Sans, Noto Sans, Arial, Helvetica, sans-serif';
/** Okabe and Ito's colours, which people with any colour vision can tell apart. */
const COLOURS = {
  scenario: '#8a8a8a',
  measured: '#0072b2',
  aside: '#e69f00',
  up: '#0072b2',
  down: '#e69f00',
  marks: '#d55e00',
};

/** The picture as a Vega-Lite specification with its data: plain JSON, for whoever wants to change it. */
export const timelineSpec = ({ title, seconds, panels }: Timeline): TopLevelSpec => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  title: { text: title, anchor: 'start', fontSize: 16, offset: 12 },
  padding: 16,
  background: 'white',
  vconcat: panels.map((panel, index) => panelSpec(panel, seconds, index === panels.length - 1)),
  spacing: 18,
  resolve: { scale: { color: 'independent' } },
  config: {
    font: FONT,
    view: { stroke: null },
    axis: {
      labelFontSize: 12,
      titleFontSize: 13,
      titleFontWeight: 'normal',
      titlePadding: 10,
      labelColor: '#333',
      titleColor: '#111',
      gridColor: '#ececec',
      domainColor: '#999',
      tickColor: '#999',
    },
    legend: { labelFontSize: 12, labelColor: '#111', symbolStrokeWidth: 3, symbolSize: 220 },
  },
});

/** Of the stages of a graph, by place. */
const STAGE_COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#000000'];

const colourOf = ({ role }: Series, place: number): string =>
  role === 'stage' ? STAGE_COLOURS[place % STAGE_COLOURS.length]! : COLOURS[role];

const panelSpec = ({ title, unit, series, marks }: Panel, seconds: number, last: boolean) => {
  const names = [...series.map(one => one.name), ...(marks ? [marks.name] : [])];
  const colours = [...series.map(colourOf), ...(marks ? [COLOURS.marks] : [])];
  const x = {
    field: 'x',
    type: 'quantitative' as const,
    scale: { domain: [0, seconds], nice: false },
    axis: last ? { title: 'Time [s]', tickCount: 10 } : { title: null, labels: false, ticks: false, tickCount: 10 },
  };
  const y = {
    field: 'y',
    type: 'quantitative' as const,
    // Some room above, so that a line at the greatest value is seen in its full width.
    scale: { domain: [0, 1.05 * greatestOf(series)], nice: true },
    axis: { title: `${title} [${unit}]`, tickCount: 5, minExtent: 44 },
  };
  const color = {
    field: 'series',
    type: 'nominal' as const,
    scale: { domain: names, range: colours },
    legend: {
      title: null,
      orient: 'top' as const,
      direction: 'horizontal' as const,
      symbolType: 'stroke',
      symbolOpacity: 1,
      offset: 4,
    },
  };
  const lines = series.map(one => ({
    data: { values: valuesOf(one, seconds) },
    mark: {
      type: 'line' as const,
      clip: true,
      strokeWidth: one.role === 'scenario' ? 2.5 : 1.5,
      strokeJoin: 'round' as const,
      // Where both directions are the same, both are seen.
      ...(one.role === 'down' ? { strokeDash: [5, 4] } : {}),
      // A step is at its old value until the instant of the new one.
      interpolate: one.shape === 'step' ? ('step-after' as const) : ('linear' as const),
    },
    encoding: { x, y, color },
  }));
  const bands = series.flatMap(({ name, band }) =>
    band === undefined
      ? []
      : [
          {
            data: { values: thinnedBand(band, seconds, WIDTH).map(stretch => ({ ...stretch, series: name })) },
            mark: { type: 'area' as const, clip: true, opacity: 0.22, interpolate: 'step-after' as const },
            encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
          },
        ],
  );
  const ticks = marks && {
    data: { values: columnsOf(marks.times, seconds).map(at => ({ x: at, series: marks.name })) },
    mark: { type: 'rule' as const, clip: true, strokeWidth: 1, y: HEIGHT - 9, y2: HEIGHT },
    encoding: { x, color },
  };
  return { width: WIDTH, height: HEIGHT, layer: [...bands, ...lines, ...(ticks ? [ticks] : [])] };
};

/** A line of no or one point draws nothing and needs no special care; NaN becomes the null that breaks a line. */
const valuesOf = ({ name, shape, points }: Series, seconds: number) =>
  (shape === 'line' ? thinned(points, POINTS_MOST) : thinnedSteps(points, seconds, WIDTH)).map(({ x, y }: Point) => ({
    x,
    y: Number.isNaN(y) ? null : y,
    series: name,
  }));

/** One mark a column of the picture is all that can be seen. */
const columnsOf = (times: readonly number[], seconds: number): number[] => [
  ...new Set(times.map(at => (Math.round((at / seconds) * WIDTH) / WIDTH) * seconds)),
];

/** The picture as SVG text. Loads vega on first use. */
export const timelineSvg = async (timeline: Timeline): Promise<string> => {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  const { spec } = vegaLite.compile(timelineSpec(timeline));
  // Vega numbers its definitions on from picture to picture; a run's files are the same whatever was drawn before.
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
};

/**
 * The SVG as PNG bytes, `zoom` pixels for each of its units, with the system's fonts (`fontFiles` instead, if given).
 * Undefined where no font is found: a picture without words would be worse than none, and the SVG shows anywhere.
 */
export const pngOf = async (
  svg: string,
  { zoom = 2, fontFiles }: { readonly zoom?: number; readonly fontFiles?: readonly string[] } = {},
): Promise<Uint8Array | undefined> => {
  const { Resvg } = await import('@resvg/resvg-js');
  const font = fontFiles ? { loadSystemFonts: false, fontFiles: [...fontFiles] } : { loadSystemFonts: true };
  const probe = `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15" font-family="${FONT}">0 s</text></svg>`;
  if (!new Resvg(probe, { font }).innerBBox()) return undefined;
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
};
