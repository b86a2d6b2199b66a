/** Numbers as reports write them, beside those of sdk/quantity. */

/** `0.12 %` from 0.0012: two significant digits below 1 %, one decimal above. */
export const shareText = (share: number): string => {
  const percent = share * 100;
  if (percent === 0 || percent >= 1) return `${Number(percent.toFixed(1))} %`;
  return percent < 0.0001 ? 'under 0.0001 %' : `${Number(percent.toPrecision(2))} %`;
};

/** `12,345` from 12345. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 frame`, `2 frames`. */
export const framesText = (count: number): string => `${countText(count)} ${count === 1 ? 'frame' : 'frames'}`;
