import { BadInput } from '../bad-input.ts';
import { deriveAppInstance, type AppInstanceAnswer } from './derive-app-instance.ts';
import { INSTANCE_COUNT, instanceIdOf, instanceNumberOf } from './instance-id.ts';
import { mergeDeep } from './merge-deep.ts';

type Patch = { [part in keyof AppInstanceAnswer]?: Record<string, unknown> };

/** A million instances. Only changed ones take memory. */
export interface Instances {
  /** Undefined for an unknown id and for a removed instance. */
  find(id: string): AppInstanceAnswer | undefined;
  /**
   * Merges into the instance's data: objects merge deeply; arrays, null and other values replace.
   */
  patch(idOrNumber: string | number, patch: Patch): void;
  /** Marks the app as removed from the site. Wix then no longer knows the instance. */
  remove(idOrNumber: string | number): void;
  /** Undoes patches and removal. */
  restore(idOrNumber: string | number): void;
  isRemoved(id: string): boolean;
  reset(): void;
}

export function createInstances(): Instances {
  const patches = new Map<number, AppInstanceAnswer>();
  const removed = new Set<number>();

  return {
    find(id) {
      const n = instanceNumberOf(id);
      if (n === undefined || removed.has(n)) return undefined;
      return patches.get(n) ?? deriveAppInstance(n);
    },
    patch(idOrNumber, patch) {
      const n = knownNumber(idOrNumber);
      const { instance, site } = patches.get(n) ?? deriveAppInstance(n);
      patches.set(n, {
        instance: mergeDeep(instance, patch.instance ?? {}),
        site: mergeDeep(site, patch.site ?? {}),
      });
    },
    remove(idOrNumber) {
      removed.add(knownNumber(idOrNumber));
    },
    restore(idOrNumber) {
      const n = knownNumber(idOrNumber);
      removed.delete(n);
      patches.delete(n);
    },
    isRemoved(id) {
      const n = instanceNumberOf(id);
      return n !== undefined && removed.has(n);
    },
    reset() {
      patches.clear();
      removed.clear();
    },
  };
}

/**
 * The number of an existing instance. Digits in a string (of a URL) are a number. Throws BadInput
 * when there is no such instance.
 */
export function knownNumber(idOrNumber: string | number): number {
  const text = String(idOrNumber);
  const n = /^\d{1,6}$/.test(text) ? Number(text) : instanceNumberOf(text);
  if (n !== undefined) return n;
  throw new BadInput(
    `There is no instance ${JSON.stringify(idOrNumber)}: give a number from 0 to ${INSTANCE_COUNT - 1} ` +
      `or an id, as in "${instanceIdOf(42)}"`,
  );
}
