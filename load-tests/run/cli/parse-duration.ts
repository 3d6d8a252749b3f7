const UNIT_SECONDS = { h: 3600, m: 60, s: 1 } as const;

/** Seconds of `90`, `30s`, `10m`, `1h` or `1m30s`; undefined for other texts and for 0. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return positive(Number(text));
  if (!/^(\d+h)?(\d+m)?(\d+s)?$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([hms])/g)];
  return positive(
    parts.reduce(
      (sum, [, count, unit]) => sum + Number(count) * UNIT_SECONDS[unit as 'h' | 'm' | 's'],
      0,
    ),
  );
}

function positive(seconds: number): number | undefined {
  return seconds > 0 && Number.isSafeInteger(seconds) ? seconds : undefined;
}
