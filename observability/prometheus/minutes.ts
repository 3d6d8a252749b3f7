/** Writes a number of minutes as a PromQL duration. */
export type Minutes = (count: number) => string;

export const realMinutes: Minutes = (count) => {
  if (count < 1) return `${count * 60}s`;
  return count % 60 === 0 ? `${count / 60}h` : `${count}m`;
};

/** One minute lasts `seconds`, so that a test sees alerts fire and resolve in the real Prometheus. */
export function shortMinutes(seconds: number): Minutes {
  return (count) => `${Math.max(1, Math.round(count * seconds))}s`;
}
