/** Ends things in reverse order, once, each within a time limit. */
export interface Ending {
  /** Registers how to end something. `now` must not wait, because the process itself may be about to exit. */
  add(name: string, how: { end: () => Promise<unknown>; now?: () => void }): void;
  /** Resolves to the names of those that exceeded the limit. */
  endAll(): Promise<readonly string[]>;
  /** For `process.on('exit')`, where nothing can be awaited. */
  killAll(): void;
}

const END_WITHIN_MS = 15_000;

export function createEnding(withinMs = END_WITHIN_MS): Ending {
  const open: { name: string; end: () => Promise<unknown>; now?: () => void }[] = [];
  let ending: Promise<readonly string[]> | undefined;

  async function endInTurn(): Promise<readonly string[]> {
    const late: string[] = [];
    for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
      if (!(await inTime(next.end, withinMs))) {
        late.push(next.name);
        next.now?.();
      }
      open.splice(open.indexOf(next), 1);
    }
    return late;
  }

  return {
    add: (name, how) => void open.push({ name, ...how }),
    endAll: () => (ending ??= endInTurn()),
    killAll() {
      for (const { now } of open) now?.();
    },
  };
}

/** Whether it ended within the limit. Throwing counts as ending. */
async function inTime(end: () => Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  const ended = (async () => end())().then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}
