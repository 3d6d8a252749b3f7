/** Ends things in the reverse order of their beginning, each within its time, once. */
export interface Ending {
  /** What to do at the end; `now` must work without waiting, for when the process itself is about to go. */
  add(name: string, how: { end: () => Promise<unknown>; now?: () => void }): void;
  /** Resolves to the names of those that did not end in time. */
  endAll(): Promise<readonly string[]>;
  /** For `process.on('exit')`: nothing can be awaited any more. */
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

/** Whether it came to its end; one that throws has, too. */
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
